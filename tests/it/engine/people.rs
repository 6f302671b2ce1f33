//! What holds of acts for another and of acts of several, whoever acts and in
//! whatever order.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jorye::engine::{
    Act, Case, Content, Decision, Definition, Entry, Ground, Principal, World, decide, open,
};
use jorye::guard::{Name, Value};
use jorye::workflow::Workflow;
use proptest::prelude::*;

use super::values::Dice;
use super::{definition, fixture, given};

/// Who acts, as which role, for whom: at noon of a day.
fn world(day: Date, actor: &str, roles: &[&str], behalf: Option<&str>) -> World {
    let recorded = day
        .at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp();
    World {
        recorded,
        effective: recorded,
        date: day,
        principal: Principal {
            actor: actor.into(),
            capacity: None,
            granted: roles.iter().map(|role| Name::from(*role)).collect(),
            claims: Default::default(),
            on_behalf_of: behalf.map(Name::from),
            via: "test".into(),
        },
        register: Default::default(),
        children: Default::default(),
    }
}

fn act(transition: &str, facts: &[(&str, Value)]) -> Act {
    Act {
        given: given(facts),
        ..Act::of(transition)
    }
}

fn person(id: &str) -> Value {
    Value::Person(id.into())
}

/// An accord whose council is chaired by `oh`.
fn begin(workflow: &Workflow) -> Case {
    let world = world(date(2027, 2, 1), "kim", &["clerk"], None);
    let given = given(&[("chair", person("oh"))]);
    open(definition(workflow), &world, "a-1".into(), given)
        .unwrap()
        .after
}

fn done(definition: Definition<'_>, world: &World, case: &Case, act: Act) -> Decision {
    decide(definition, world, case, act).unwrap()
}

fn grounds(entry: &Entry) -> Vec<Ground> {
    match &entry.content {
        Content::Refused { grounds, .. } => grounds.clone(),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// An act for another is accepted exactly when the other could do it, it is
    /// within the time of the delegation, which was not revoked, and the delegate
    /// is not excluded themselves.
    #[test]
    fn a_delegate_may_do_what_the_delegator_could_in_the_time_of_the_delegation(
        from in prop::option::of(1i8..=20),
        until in prop::option::of(1i8..=20),
        on in 2i8..=20,
        revoked in any::<bool>(),
        budget in 0i64..=100,
        attested in prop::option::of(prop::sample::select(vec!["oh", "park", "han"])),
        named in prop::option::of(prop::sample::select(vec!["oh", "han"])),
    ) {
        let workflow = fixture("accord");
        let definition = definition(&workflow);
        let mut case = begin(&workflow);
        let first = date(2027, 2, 1);
        if let Some(witness) = attested {
            let clerk = world(first, "kim", &["clerk"], None);
            let call = act("call_witness", &[("deputy", person(witness))]);
            case = done(definition, &clerk, &case, call).after;
            let attest = done(definition, &world(first, witness, &[], None), &case, Act::of("attest"));
            prop_assert!(attest.accepted());
            case = attest.after;
        }
        let mut facts = vec![("deputy", person("park"))];
        facts.extend(from.map(|day| ("first_day", Value::Date(date(2027, 2, day)))));
        facts.extend(until.map(|day| ("last_day", Value::Date(date(2027, 2, day)))));
        let chair = world(first, "oh", &[], None);
        let delegated = done(definition, &chair, &case, act("delegate", &facts));
        prop_assert!(delegated.accepted());
        case = delegated.after;
        if revoked {
            case = done(definition, &chair, &case, Act::of("revoke")).after;
        }

        let today = date(2027, 2, on);
        let agree = || act("agree", &[("budget", Value::Integer(budget))]);
        let self_ = done(definition, &world(today, "oh", &[], None), &case, agree());
        let in_force = !revoked
            && from.is_none_or(|day| day <= on)
            && until.is_none_or(|day| on <= day);
        let expected = self_.accepted()
            && in_force
            && attested != Some("park")
            && named.is_none_or(|named| named == "oh");
        let decided = done(definition, &world(today, "park", &[], named), &case, agree());
        prop_assert_eq!(decided.accepted(), expected, "{:#?}", decided.entry);
        let behalf = decided.entry.subject.on_behalf_of.clone();
        if expected {
            let behalf = behalf.unwrap();
            prop_assert_eq!(&*behalf.person, "oh");
            prop_assert_eq!(behalf.entry, Some(delegated.entry.seq));
        } else if !in_force && named.is_none() {
            let told = grounds(&decided.entry);
            let expired = !revoked && until.is_some_and(|day| day < on);
            let ground = if expired {
                Ground::Expired("council".into())
            } else {
                Ground::NotDelegated("council".into())
            };
            prop_assert!(told.contains(&ground), "{told:?}");
        }
        // Nobody who acts for another passes it on.
        let pass = act("delegate", &[("deputy", person("han"))]);
        let passed = done(definition, &world(today, "park", &[], None), &case, pass);
        prop_assert!(!passed.accepted());
        if in_force {
            prop_assert_eq!(grounds(&passed.entry), vec![Ground::SubDelegated("council".into())]);
        }
    }

    /// However the signatories come, go, and come again, the accord is signed
    /// exactly once, with the assent of the last one that was missing.
    #[test]
    fn what_all_must_assent_to_is_taken_once_with_the_last_assent(
        seed in any::<u64>(),
        steps in 1..40_usize,
    ) {
        const SIGNATORIES: [&str; 3] = ["lee", "oh", "park"];
        let workflow = fixture("accord");
        let definition = definition(&workflow);
        let mut dice = Dice(seed);
        let mut case = begin(&workflow);
        let day = |n: usize| date(2027, 2, 1).checked_add(jiff::ToSpan::days(i64::try_from(n).unwrap())).unwrap();
        for (who, roles) in [("lee", &["city"][..]), ("oh", &[])] {
            let agree = if who == "lee" {
                act("agree", &[("budget", Value::Integer(7))])
            } else {
                Act::of("agree")
            };
            case = done(definition, &world(day(0), who, roles, None), &case, agree).after;
        }
        prop_assert!(case.active.contains("agreed"));
        let list = SIGNATORIES.iter().map(|one| person(one)).collect();
        let names = act("name_signatories", &[("signatories", Value::List(list))]);
        case = done(definition, &world(day(0), "kim", &["clerk"], None), &case, names).after;

        let mut assented: BTreeSet<&str> = BTreeSet::new();
        let mut signed = 0;
        for n in 1..=steps {
            let who = *dice.of(&["lee", "oh", "park", "han"]);
            let withdraws = dice.once_in(4);
            let attempt = Act { withdraws, ..Act::of("sign") };
            let decided = done(definition, &world(day(n), who, &[], None), &case, attempt);
            let is_signatory = SIGNATORIES.contains(&who);
            let open = signed == 0;
            if withdraws {
                prop_assert_eq!(decided.accepted(), open && assented.remove(who));
            } else {
                let fresh = open && is_signatory && !assented.contains(who);
                prop_assert_eq!(decided.accepted(), fresh, "{:#?}", decided.entry);
                if fresh {
                    assented.insert(who);
                    let last = assented.len() == SIGNATORIES.len();
                    prop_assert_eq!(matches!(decided.entry.content, Content::Act { .. }), last);
                    signed += usize::from(last);
                }
            }
            case = decided.after;
            prop_assert_eq!(case.outcome.is_some(), signed == 1);
        }
        prop_assert!(case.taken.get("sign").is_none_or(|taken| taken.times == 1));
        if let Some(taken) = case.taken.get("sign") {
            for signatory in SIGNATORIES {
                prop_assert!(taken.is_of(signatory));
            }
        }
    }
}
