//! What a comparison claims, against every value there is.

use proptest::prelude::*;

use super::{Difference, Kind, Revision, Strictness, Subject, compare};
use crate::calendar::Calendars;
use crate::diagnostic::Source;
use crate::guard::{Counted, Expr, Facts, Name, Truth, Value, truth};
use crate::workflow::{Input, Workflow, load};

/// A procedure of one act with some guards, over two numbers and a yes or no.
fn file(revision: u32, guards: &[String], branch: Option<&str>) -> String {
    let mut guarded = String::new();
    for (at, rule) in guards.iter().enumerate() {
        guarded.push_str(&format!(
            "[[transition.act.guard]]\nid = \"g{at}\"\nrule = '{rule}'\nbasis = \"art. 1\"\n\
             says = {{ ko = \"요건\", en = \"Guard\" }}\n"
        ));
    }
    let (to, branches) = match branch {
        None => ("to = \"done\"\n", String::new()),
        Some(when) => (
            "",
            format!(
                "[[transition.act.branch]]\nwhen = '{when}'\nto = \"done\"\n\
                 [[transition.act.branch]]\notherwise = true\nto = \"dropped\"\n"
            ),
        ),
    };
    format!(
        r#"format = 1
[workflow]
id = "small"
title = {{ ko = "작은 절차", en = "Small" }}
ordinance = "text"
basis = "art. 1"
revision = {revision}
in_force = 2026-01-01
[role.clerk]
title = {{ ko = "담당자", en = "Clerk" }}
basis = "art. 1"
[fact.a]
title = {{ ko = "가", en = "A" }}
type = "integer"
min = 0
max = 4
[fact.b]
title = {{ ko = "나", en = "B" }}
type = "integer"
min = 0
max = 4
[fact.c]
title = {{ ko = "다", en = "C" }}
type = "boolean"
[state.open]
title = {{ ko = "열림", en = "Open" }}
basis = "art. 1"
initial = true
[state.done]
title = {{ ko = "끝남", en = "Done" }}
basis = "art. 1"
outcome = "done"
[state.dropped]
title = {{ ko = "그만둠", en = "Dropped" }}
basis = "art. 1"
outcome = "dropped"
[transition.act]
title = {{ ko = "행위", en = "Act" }}
from = "open"
{to}by = ["clerk"]
asks = ["a", "b", "c"]
basis = "art. 1"
{guarded}{branches}"#
    )
}

fn read(text: &str) -> Workflow {
    let loaded = load(&Input::of(Source::new("workflows/small.toml", text)));
    loaded
        .workflow
        .unwrap_or_else(|| panic!("{:?}\n{text}", loaded.findings))
}

fn difference(old: &Workflow, new: &Workflow) -> Difference {
    let calendars = Calendars::builtin();
    let of = |workflow: &Workflow| {
        workflow
            .calendar_id()
            .map(|id| calendars.find(id).unwrap_or_else(|_| panic!("no {id}")))
    };
    let (before, now) = (of(old), of(new));
    compare(
        &Revision {
            workflow: old,
            calendar: before.as_deref(),
        },
        &Revision {
            workflow: new,
            calendar: now.as_deref(),
        },
    )
}

struct World {
    values: Vec<(Name, Value)>,
    actor: Name,
}

impl Facts for World {
    fn fact(&self, name: &str) -> Option<&Value> {
        let mut all = self.values.iter();
        all.find(|(fact, _)| **fact == *name)
            .map(|(_, value)| value)
    }
    fn today(&self) -> jiff::civil::Date {
        jiff::civil::date(2026, 3, 2)
    }
    fn actor(&self) -> &Name {
        &self.actor
    }
    fn at(&self, _: &str) -> bool {
        false
    }
    fn taken(&self, _: &str) -> bool {
        false
    }
    fn taken_since(&self, _: &str, _: &str) -> bool {
        false
    }
    fn children(&self, _: &str, _: &Counted) -> i64 {
        0
    }
}

fn worlds() -> Vec<World> {
    let mut all = Vec::new();
    for a in 0..=4 {
        for b in 0..=4 {
            for c in [false, true] {
                all.push(World {
                    values: vec![
                        ("a".into(), Value::Integer(a)),
                        ("b".into(), Value::Integer(b)),
                        ("c".into(), Value::Boolean(c)),
                    ],
                    actor: "kim".into(),
                });
            }
        }
    }
    all
}

fn guards(workflow: &Workflow) -> Vec<&Expr> {
    let act = workflow
        .transition("act")
        .unwrap_or_else(|| panic!("no act"));
    act.guards.iter().map(|it| &it.rule.expr).collect()
}

fn accepts(guards: &[&Expr], world: &World) -> bool {
    guards.iter().all(|rule| truth(rule, world) == Truth::Holds)
}

/// What is true of two sets of guards, by trying every value.
fn tried(old: &Workflow, new: &Workflow) -> Strictness {
    let (old, new) = (guards(old), guards(new));
    let (mut only_old, mut only_new) = (false, false);
    for world in worlds() {
        let (was, is) = (accepts(&old, &world), accepts(&new, &world));
        only_old |= was && !is;
        only_new |= is && !was;
    }
    match (only_old, only_new) {
        (true, true) => Strictness::Incomparable,
        (true, false) => Strictness::Stricter,
        (false, true) => Strictness::Looser,
        (false, false) => Strictness::Same,
    }
}

fn rule() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        (0..6_u8).prop_map(|n: u8| n.to_string()),
        Just("a + b".to_owned()),
        Just("a * 2".to_owned())
    ];
    let sign = prop_oneof![
        Just("<"),
        Just("<="),
        Just("=="),
        Just("!="),
        Just(">"),
        Just(">=")
    ];
    let leaf = prop_oneof![
        (number.clone(), sign, number)
            .prop_map(|(l, s, r)| format!("{l} {s} {r}"))
            // Two literals are no rule about anything.
            .prop_map(|it| if it.contains('a') || it.contains('b') {
                it
            } else {
                "a > b".to_owned()
            }),
        Just("c".to_owned()),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(l, r)| format!("({l}) && ({r})")),
            (inner.clone(), inner.clone()).prop_map(|(l, r)| format!("({l}) || ({r})")),
            inner.prop_map(|it| format!("!({it})")),
        ]
    })
}

fn guards_by_chance() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(rule(), 0..3)
}

fn mirrored(strictness: Strictness) -> Strictness {
    match strictness {
        Strictness::Stricter => Strictness::Looser,
        Strictness::Looser => Strictness::Stricter,
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_that_of_trying_every_value(old in guards_by_chance(), new in guards_by_chance()) {
        let (old, new) = (read(&file(1, &old, None)), read(&file(2, &new, None)));
        let found = difference(&old, &new);
        let act = &found.transitions[0];
        prop_assert!(act.open.is_empty(), "{:?}", act.open);
        prop_assert_eq!(act.strictness, tried(&old, &new));
        // Every example is one, as the rules themselves say.
        for (examples, accepting, refusing) in
            [(&act.only_old, &old, &new), (&act.only_new, &new, &old)]
        {
            for example in examples {
                let mut world = World { values: Vec::new(), actor: "kim".into() };
                for (name, value) in &example.values {
                    world.values.push((name.clone(), value.clone()));
                }
                for (name, value) in [("a", Value::Integer(0)), ("b", Value::Integer(0)), ("c", Value::Boolean(false))] {
                    if world.fact(name).is_none() {
                        world.values.push((name.into(), value));
                    }
                }
                prop_assert!(accepts(&guards(accepting), &world), "{:?}", example);
                prop_assert!(!accepts(&guards(refusing), &world), "{:?}", example);
            }
        }
    }

    #[test]
    fn a_branch_that_moves_is_seen_and_only_then(old in rule(), new in rule()) {
        let (before, now) = (read(&file(1, &[], Some(&old))), read(&file(2, &[], Some(&new))));
        let rules = |workflow: &Workflow| match &workflow.transition("act").unwrap().branches[0].when {
            crate::workflow::BranchWhen::Rule(rule) => rule.expr.clone(),
            crate::workflow::BranchWhen::Otherwise => unreachable!(),
        };
        let (was, is) = (rules(&before), rules(&now));
        let moves = worlds().iter().any(|world| truth(&was, world) != truth(&is, world));
        let found = difference(&before, &now);
        let act = &found.transitions[0];
        prop_assert_eq!(act.strictness, Strictness::Same);
        prop_assert_eq!(!act.outcomes.is_empty(), moves);
    }

    #[test]
    fn the_other_way_round_it_is_mirrored(old in guards_by_chance(), new in guards_by_chance()) {
        let (old, new) = (read(&file(1, &old, None)), read(&file(2, &new, None)));
        let (there, back) = (difference(&old, &new), difference(&new, &old));
        prop_assert_eq!(there.transitions[0].strictness, mirrored(back.transitions[0].strictness));
        prop_assert_eq!(there.transitions[0].only_old.len(), back.transitions[0].only_new.len());
        prop_assert_eq!(there.is_same(), back.is_same());
        let kinds = |it: &Difference, swap: bool| {
            let mut all: Vec<(Subject, String, Kind)> = it.changes.iter().map(|it| {
                let kind = match it.kind {
                    Kind::Added if swap => Kind::Removed,
                    Kind::Removed if swap => Kind::Added,
                    kind => kind,
                };
                (it.subject, it.element.clone(), kind)
            }).collect();
            all.sort();
            all
        };
        prop_assert_eq!(kinds(&there, false), kinds(&back, true));
    }

    #[test]
    fn a_procedure_is_the_same_as_itself(rules in guards_by_chance(), branch in prop::option::of(rule())) {
        let workflow = read(&file(1, &rules, branch.as_deref()));
        let found = difference(&workflow, &workflow);
        prop_assert!(found.is_same(), "{:?}", found);
        prop_assert_eq!(found.undecided(), 0);
        prop_assert!(found.changes.is_empty(), "{:?}", found.changes);
    }
}

/// One change of the small procedure.
fn changed(from: &str, to: &str) -> Difference {
    let text = file(1, &["a > 1".to_owned()], None);
    assert!(text.contains(from), "nothing to change: {from}");
    difference(&read(&text), &read(&text.replace(from, to)))
}

#[test]
fn a_narrower_range_is_stricter_and_a_wider_one_looser() {
    let narrower = changed(
        "[fact.b]\ntitle = { ko = \"나\", en = \"B\" }\ntype = \"integer\"\nmin = 0\nmax = 4",
        "[fact.b]\ntitle = { ko = \"나\", en = \"B\" }\ntype = \"integer\"\nmin = 0\nmax = 3",
    );
    let act = &narrower.transitions[0];
    assert_eq!(act.strictness, Strictness::Stricter);
    assert_eq!(act.only_old[0].values["b"], Value::Integer(4));
}

#[test]
fn who_may_act_and_what_must_be_given_count() {
    let open = changed(
        "[role.clerk]\n",
        "[role.citizen]\ntitle = { ko = \"시민\", en = \"Citizen\" }\nbasis = \"art. 1\"\n[role.clerk]\n",
    );
    assert_eq!(open.transitions[0].strictness, Strictness::Same);
    let by = changed(
        "by = [\"clerk\"]",
        "by = [\"clerk\"]\nreason = \"required\"",
    );
    assert_eq!(by.transitions[0].strictness, Strictness::Stricter);
    let asks = changed("asks = [\"a\", \"b\", \"c\"]", "asks = [\"a\", \"c\"]");
    assert_eq!(asks.transitions[0].strictness, Strictness::Looser);
    assert!(
        asks.transitions[0].only_new[0]
            .says
            .en
            .contains("does not give `b`")
    );
}

#[test]
fn a_stricter_rule_and_a_looser_duty_are_incomparable() {
    let text = file(1, &["a > 1".to_owned()], None);
    let other = text
        .replace("'a > 1'", "'a > 2'")
        .replace("asks = [\"a\", \"b\", \"c\"]", "asks = [\"a\", \"c\"]");
    let found = difference(&read(&text), &read(&other));
    assert_eq!(found.transitions[0].strictness, Strictness::Incomparable);
}

#[test]
fn words_alone_change_the_record_and_nothing_else() {
    let found = changed("en = \"Act\"", "en = \"To act\"");
    assert!(found.is_same());
    assert_eq!(found.changes.len(), 1);
    assert_eq!(found.changes[0].kind, Kind::Record);
    assert_eq!(found.changes[0].element, "transition.act");
}

#[test]
fn another_name_is_told_and_no_difference() {
    let text = file(1, &["a > 1".to_owned()], None);
    let other = text
        .replace("transition.act", "transition.decide")
        .replace("state.done", "state.over")
        .replace("to = \"done\"", "to = \"over\"");
    let found = difference(&read(&text), &read(&other));
    assert!(found.is_same(), "{found:#?}");
    assert_eq!(found.transitions[0].was.as_deref(), Some("act"));
    let renamed = found.changes.iter().filter(|it| it.kind == Kind::Renamed);
    assert_eq!(renamed.count(), 2);
}

#[test]
fn a_deadline_that_moves_has_a_day_on_which_it_does() {
    let text = file(1, &[], None);
    let with = |within: &str, count: &str| {
        format!(
            "{text}[deadline.soon]\ntitle = {{ ko = \"기한\", en = \"Soon\" }}\nstate = \"open\"\n\
             within = \"{within}\"\ncount = \"{count}\"\nfor = [\"act\"]\nexpires = \"bar\"\n\
             basis = \"art. 1\"\n"
        )
    };
    let (old, new) = (
        read(&with("10 days", "civil")),
        read(&with("7 days", "civil")),
    );
    let found = difference(&old, &new);
    assert_eq!(found.transitions[0].strictness, Strictness::Stricter);
    let change = found
        .changes
        .iter()
        .find(|it| it.subject == Subject::Deadline)
        .unwrap();
    let says: Vec<&str> = change.says.iter().map(|it| it.en.as_str()).collect();
    assert_eq!(
        says,
        [
            "length: within 10 days → within 7 days",
            "For instance from 2026-09-01: 2026-09-11 before, 2026-09-08 now."
        ]
    );
    // A last day that moves off Saturday, and one that does not.
    let other = read(&with("10 days", "calendar"));
    let found = difference(&old, &other);
    let change = found
        .changes
        .iter()
        .find(|it| it.subject == Subject::Deadline)
        .unwrap();
    assert!(
        change.says[1]
            .en
            .starts_with("For instance from 2026-09-02: 2026-09-14 before, 2026-09-12 now"),
        "{:?}",
        change.says
    );
    assert_eq!(found.transitions[0].strictness, Strictness::Stricter);
}

#[test]
fn a_new_way_is_told_with_how_to_come_there() {
    let found = difference(
        &read(&file(1, &[], None)),
        &read(&file(2, &[], Some("a > 1"))),
    );
    assert!(!found.is_same());
    let outcome = found
        .changes
        .iter()
        .find(|it| it.subject == Subject::Outcome)
        .unwrap();
    assert_eq!(
        (outcome.kind, outcome.element.as_str()),
        (Kind::Added, "outcome.dropped")
    );
    assert!(
        outcome.says[0].en.contains("act.branch_2"),
        "{:?}",
        outcome.says
    );
    assert_eq!(found.transitions[0].outcomes.len(), 1);
}
