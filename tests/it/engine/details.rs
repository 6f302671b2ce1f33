//! What a scenario cannot say: the conditions as recorded, the order of steps,
//! times, and attempts that cannot be decided at all.

use jiff::ToSpan;
use jorye::engine::{
    Availability, Case, Cause, Condition, Content, DecideError, Decision, Effect, Entry, Ground,
    MOST_AUTOMATIC_STEPS, apply, decide, next, open, suppliers, why,
};
use jorye::guard::{EvalError, Truth, Value};
use jorye::workflow::Workflow;

use super::{act, begin, definition, fixture, given, take, world};

fn opened(workflow: &Workflow, facts: &[(&str, Value)]) -> Case {
    begin(workflow, facts).unwrap().after
}

fn grounds(entry: &Entry) -> &[Ground] {
    match &entry.content {
        Content::Refused { grounds, .. } => grounds,
        _ => &[],
    }
}

fn attempt(workflow: &Workflow, case: &Case, name: &str, facts: &[(&str, Value)]) -> Decision {
    decide(
        definition(workflow),
        &world(1, "kim"),
        case,
        act(name, facts),
    )
    .unwrap()
}

fn short(conditions: &[Condition]) -> Vec<(&str, Truth, Vec<&str>, Option<EvalError>)> {
    conditions
        .iter()
        .map(|condition| {
            let missing = condition.missing.iter().map(|name| &**name).collect();
            (&*condition.id, condition.truth, missing, condition.error)
        })
        .collect()
}

#[test]
fn every_guard_is_evaluated_and_recorded() {
    let workflow = fixture("rules");
    let case = opened(&workflow, &[("parts", Value::Integer(3))]);
    let size = Value::Integer(9_000_000_000_000);
    let refused = attempt(&workflow, &case, "four", &[("size", size.clone())]);
    let Content::Refused {
        grounds,
        guards,
        assumptions,
        others,
        ..
    } = &refused.entry.content
    else {
        panic!("{:#?}", refused.entry);
    };
    let guard = |id: &str| Ground::Guard(id.into());
    assert_eq!(
        *grounds,
        [guard("even"), guard("whole_known"), guard("squared")]
    );
    assert_eq!(
        short(guards),
        [
            ("holds", Truth::Holds, vec![], None),
            ("even", Truth::Fails, vec![], None),
            ("whole_known", Truth::Unknown, vec!["later"], None),
            ("squared", Truth::Error, vec![], Some(EvalError::Overflow)),
        ]
    );
    // What was seen is recorded with it, for computed facts what they rest on.
    assert_eq!(guards[1].seen, given(&[("size", size)]));
    assert_eq!(guards[2].seen, given(&[("parts", Value::Integer(3))]));
    assert_eq!(
        short(assumptions),
        [
            ("parts_fit", Truth::Holds, vec![], None),
            ("tally_small", Truth::Holds, vec![], None),
        ]
    );
    assert!(others.is_empty());
}

#[test]
fn a_refused_branch_shows_every_branch() {
    let workflow = fixture("rules");
    let case = opened(&workflow, &[("parts", Value::Integer(3))]);
    let both = attempt(&workflow, &case, "sort", &[("size", Value::Integer(95))]);
    let Content::Refused {
        others, grounds, ..
    } = &both.entry.content
    else {
        panic!();
    };
    assert_eq!(*grounds, [Ground::Branch]);
    assert_eq!(
        short(others),
        [
            ("above", Truth::Holds, vec![], None),
            ("far_above", Truth::Holds, vec![], None)
        ]
    );
    let unknown = attempt(&workflow, &case, "sort", &[("size", Value::Integer(45))]);
    let Content::Refused { others, .. } = &unknown.entry.content else {
        panic!();
    };
    assert_eq!(
        short(others),
        [
            ("above", Truth::Fails, vec![], None),
            ("far_above", Truth::Unknown, vec!["later"], None)
        ]
    );
    let told = why(
        definition(&workflow),
        &world(1, "kim"),
        &case,
        &act("sort", &[("size", Value::Integer(45))]),
    )
    .unwrap();
    assert_eq!(told.grounds, [Ground::Branch]);
    assert_eq!(told.others, *others);
    let (fact, by) = &told.suppliers[0];
    assert_eq!(&**fact, "later");
    assert_eq!(by[0].transition.as_deref(), Some("learn"));
    assert!(by[0].here);
}

#[test]
fn a_refusal_changes_nothing_but_what_was_recorded() {
    let workflow = fixture("rules");
    let case = opened(&workflow, &[("parts", Value::Integer(3))]);
    let later = world(2, "kim");
    let refused = decide(definition(&workflow), &later, &case, act("learn", &[])).unwrap();
    assert!(!refused.accepted());
    let mut expected = case.clone();
    expected.seq += 1;
    expected.recorded = later.recorded;
    assert_eq!(refused.after, expected);
    assert_eq!(apply(Some(case), &refused.entry).unwrap(), expected);
}

#[test]
fn steps_are_recorded_in_their_order() {
    let workflow = fixture("together");
    let mut case = opened(&workflow, &[]);
    case = take(&workflow, &case, "hear", &[("heard", Value::Boolean(true))]);
    let mut attempt = act(
        "decide",
        &[
            ("verdict", Value::Boolean(true)),
            ("handed_on", Value::Date(jiff::civil::date(2027, 2, 1))),
        ],
    );
    attempt.reason = Some("심사를 마침".into());
    let decision = decide(definition(&workflow), &world(1, "lee"), &case, attempt).unwrap();
    let Content::Act { steps, .. } = &decision.entry.content else {
        panic!("{:#?}", decision.entry);
    };
    let named: Vec<_> = steps
        .iter()
        .map(|step| (&*step.transition, step.cause))
        .collect();
    assert_eq!(named, [("decide", Cause::Act), ("take_down", Cause::With)]);
    // The companion saw the counter before the act, and its addition adds up.
    assert_eq!(steps[1].guards[0].seen["steps"], Value::Integer(0));
    assert_eq!(
        steps[1].effects,
        [Effect::Set {
            fact: "steps".into(),
            value: Value::Integer(3)
        }]
    );
    let taken = &decision.after.taken["take_down"];
    assert_eq!((taken.times, &*taken.by), (1, "lee"));
    assert_eq!(taken.last.seq, decision.entry.seq);
}

#[test]
fn what_the_engine_takes_is_the_engines() {
    let workflow = fixture("opening");
    let case = opened(&workflow, &[("stock", Value::Integer(5))]);
    assert_eq!(&*case.taken["first"].by, "engine");
    assert_eq!(case.version, 1);
    // Stood in since the opening, left by the step after it.
    assert!(case.entered["going"] > case.entered["start"]);
}

#[test]
fn as_many_automatic_transitions_as_the_bound_may_follow() {
    let workflow = fixture("automatic");
    let case = take(&workflow, &opened(&workflow, &[]), "start_count", &[]);
    let most = i64::try_from(MOST_AUTOMATIC_STEPS).unwrap();
    let limit = |n| [("limit", Value::Integer(n))];
    let taken = take(&workflow, &case, "set_limit", &limit(most));
    assert_eq!(taken.facts["n"], Value::Integer(most));
    let refused = attempt(&workflow, &case, "set_limit", &limit(most + 1));
    assert_eq!(grounds(&refused.entry), [Ground::Unbounded]);
}

#[test]
fn an_act_counts_earlier_only_where_the_law_says_so() {
    let workflow = fixture("opening");
    let definition = definition(&workflow);
    let case = opened(&workflow, &[("stock", Value::Integer(5))]);
    let mut posted = world(20, "kim");
    posted.effective = world(10, "kim").effective;
    posted.date = world(10, "kim").date;
    let received = decide(definition, &posted, &case, act("receive", &[])).unwrap();
    assert!(received.accepted());
    assert_eq!(received.after.facts["came"], Value::Date(posted.date));
    assert_eq!(received.after.taken["receive"].on, posted.date);
    let looked = decide(definition, &posted, &case, act("look", &[])).unwrap();
    assert_eq!(grounds(&looked.entry), [Ground::Backdated]);
    // No opening does.
    let stock = given(&[("stock", Value::Integer(5))]);
    let early = open(definition, &posted, "c-2".into(), stock);
    let Err(DecideError::NotOpened { grounds, .. }) = early else {
        panic!("{early:?}");
    };
    assert_eq!(grounds, [Ground::Backdated]);
}

#[test]
fn the_future_and_a_clock_that_runs_back_are_not_decided() {
    let workflow = fixture("opening");
    let definition = definition(&workflow);
    let facts = [("stock", Value::Integer(5))];
    let mut ahead = world(2, "kim");
    ahead.effective = ahead.recorded + 1.second();
    assert_eq!(
        open(definition, &ahead, "c-1".into(), given(&facts)),
        Err(DecideError::Future)
    );
    let case = opened(&workflow, &facts);
    let receive = || act("receive", &[]);
    assert_eq!(
        decide(definition, &ahead, &case, receive()),
        Err(DecideError::Future)
    );
    let mut back = world(1, "kim");
    back.recorded = case.recorded - 1.second();
    back.effective = back.recorded;
    assert_eq!(
        decide(definition, &back, &case, receive()),
        Err(DecideError::Clock {
            case: case.id.clone()
        })
    );
    // Nothing counts before the case was there, whatever the transition says.
    back.recorded = case.recorded;
    assert!(
        !decide(definition, &back, &case, receive())
            .unwrap()
            .accepted()
    );
    // The same instant is no way back.
    back.effective = back.recorded;
    assert!(
        decide(definition, &back, &case, receive())
            .unwrap()
            .accepted()
    );
}

#[test]
fn attempts_that_cannot_be_decided_leave_no_entry() {
    let workflow = fixture("automatic");
    let case = opened(&workflow, &[]);
    let decide = |name: &str, facts: &[_]| {
        decide(
            definition(&workflow),
            &world(1, "kim"),
            &case,
            act(name, facts),
        )
        .unwrap_err()
    };
    let none = decide("start_cuont", &[]);
    assert!(
        matches!(&none, DecideError::NoSuchTransition { near: Some(near), .. } if &**near == "start_count"),
        "{none:?}"
    );
    assert!(matches!(decide("tick", &[]), DecideError::NotAnAct { .. }));
    let fact = decide("start_count", &[("limmit", Value::Integer(1))]);
    assert!(
        matches!(&fact, DecideError::NoSuchFact { near: Some(near), .. } if &**near == "limit"),
        "{fact:?}"
    );
    let mut other = case.clone();
    other.manifest = [8; 32];
    let error = jorye::engine::decide(
        definition(&workflow),
        &world(1, "kim"),
        &other,
        act("start_count", &[]),
    );
    assert!(matches!(error, Err(DecideError::WrongDefinition { .. })));
}

#[test]
fn what_is_not_yet_in_force_opens_no_case() {
    let mut early = world(1, "kim");
    early.date = jiff::civil::date(2026, 12, 31);
    let workflow = fixture("opening");
    let error = open(definition(&workflow), &early, "c-1".into(), given(&[]));
    assert!(matches!(error, Err(DecideError::NotInForce { .. })));
}

#[test]
fn the_capacity_is_the_one_named_or_the_first_that_is_held() {
    let workflow = fixture("people");
    let person = Value::Person("choi".into());
    let case = opened(&workflow, &[("applicant_person", person)]);
    let mut world = world(1, "oh");
    world.principal.granted = ["clerk", "auditor", "else"].map(Into::into).into();
    let mut decided = |capacity: Option<&str>| {
        world.principal.capacity = capacity.map(Into::into);
        let decision = decide(definition(&workflow), &world, &case, act("approve", &[]));
        decision.unwrap().entry
    };
    let entry = decided(None);
    assert_eq!(entry.subject.capacity.as_deref(), Some("auditor"));
    // Only the roles that the act could rest on are recorded.
    let granted: Vec<&str> = entry.subject.granted.iter().map(|role| &**role).collect();
    assert_eq!(granted, ["auditor", "clerk"]);
    assert_eq!(
        decided(Some("clerk")).subject.capacity.as_deref(),
        Some("clerk")
    );
    let vain = decided(Some("applicant"));
    assert_eq!(grounds(&vain), [Ground::Role]);
    assert_eq!(vain.subject.capacity.as_deref(), Some("applicant"));
}

#[test]
fn nobody_gives_the_mark_of_an_erased_value() {
    let workflow = fixture("people");
    let person = Value::Person("choi".into());
    let case = opened(&workflow, &[("applicant_person", person)]);
    let refused = attempt(
        &workflow,
        &case,
        "appoint",
        &[("rapporteur", Value::Erased)],
    );
    assert!(grounds(&refused.entry).contains(&Ground::IllTyped("rapporteur".into())));
    // Nor a list with one in it.
    let list = Value::List(vec![Value::Person("lee".into()), Value::Erased]);
    let refused = attempt(&workflow, &case, "declare_all", &[("kin", list)]);
    assert_eq!(grounds(&refused.entry), [Ground::IllTyped("kin".into())]);
}

#[test]
fn an_erased_value_is_an_error_and_never_a_default() {
    let workflow = fixture("rules");
    let mut case = opened(&workflow, &[("parts", Value::Integer(3))]);
    case.facts.insert("parts".into(), Value::Erased);
    let refused = attempt(&workflow, &case, "sort", &[("size", Value::Integer(4))]);
    assert_eq!(
        grounds(&refused.entry),
        [Ground::Assumption("parts_fit".into())]
    );
}

#[test]
fn next_tells_open_while_a_given_fact_can_decide() {
    let workflow = fixture("rules");
    let case = opened(&workflow, &[("parts", Value::Integer(3))]);
    let all = next(definition(&workflow), &world(1, "kim"), &case);
    let stands = |id: &str| {
        let found = all.iter().find(|one| &*one.transition == id).unwrap();
        (found.availability, short(&found.guards))
    };
    // Urgent alone decides, though `later` is not known; the extra may be given.
    let (availability, guards) = stands("either");
    assert_eq!(availability, Availability::Open);
    assert_eq!(
        guards,
        [
            (
                "urgent_or_late",
                Truth::Unknown,
                vec!["later", "urgent"],
                None
            ),
            ("extra_given", Truth::Unknown, vec!["extra"], None),
        ]
    );
    // `all` cannot be known by this act, whatever is given with it.
    assert_eq!(stands("four").0, Availability::Blocked);
}

#[test]
fn next_asks_for_what_fires_together() {
    let workflow = fixture("together");
    let case = opened(&workflow, &[]);
    let decide = |case: &Case| {
        let all = next(definition(&workflow), &world(1, "kim"), case);
        all.into_iter()
            .find(|one| &*one.transition == "decide")
            .unwrap()
    };
    let one = decide(&case);
    let names = |names: &[jorye::guard::Name]| names.join(" ");
    assert_eq!(names(&one.asks), "verdict handed_on");
    assert_eq!(names(&one.may_ask), "remark");
    assert!(one.reason);
    // Its companion lacks a hearing, which this act cannot give.
    assert_eq!(one.availability, Availability::Blocked);
    assert_eq!(
        short(&one.guards),
        [("take_down.was_heard", Truth::Unknown, vec!["heard"], None)]
    );
    let heard = take(&workflow, &case, "hear", &[("heard", Value::Boolean(true))]);
    assert_eq!(decide(&heard).availability, Availability::Open);
}

#[test]
fn why_tells_what_an_automatic_transition_waits_for() {
    let workflow = fixture("automatic");
    let opened = opened(&workflow, &[]);
    let why = |case: &Case, name: &str| {
        why(
            definition(&workflow),
            &world(1, "kim"),
            case,
            &act(name, &[]),
        )
        .unwrap()
    };
    let case = take(&workflow, &opened, "start_count", &[]);
    let tick = why(&case, "tick");
    assert_eq!(tick.possibility.availability, Availability::Awaited);
    assert_eq!(tick.grounds, [Ground::Guard("below".into())]);
    assert_eq!(&*tick.suppliers[0].0, "limit");
    // A track at work holds up the completion.
    let split = take(&workflow, &opened, "split", &[]);
    assert_eq!(why(&split, "join").grounds, [Ground::State]);
}

#[test]
fn effects_supply_facts_too() {
    let workflow = fixture("states");
    let case = opened(&workflow, &[]);
    let found = suppliers(&workflow, &case, "noted_on");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].transition.as_deref(), Some("note"));
    assert!(!found[0].here);
}
