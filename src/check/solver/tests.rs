//! Answers held to every value there is, where there are few.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use super::*;
use crate::diagnostic::{Bilingual, Place, Source};
use crate::guard::{
    Ballot, Base, Choice, Declared, Facts, Fraction, InBase, InWriting, Name, Rule, Scope,
    Threshold, Tie, Type, Value, VoteRule, Votes, Written, compile, truth,
};

fn declared(of: Type, optional: bool) -> Declared {
    Declared {
        of,
        optional,
        computed: None,
        title: Bilingual::from("a fact"),
    }
}

fn integer(min: i64, max: i64) -> Type {
    Type::Integer { min, max }
}

fn vote(tie: Tie, recused: InBase, of: Base, strict: bool) -> VoteRule {
    let share = |of, numerator, denominator, strict| Threshold {
        of,
        share: Fraction {
            numerator,
            denominator,
        },
        strict,
    };
    VoteRule {
        quorum: Some(share(Base::Members, 1, 2, true)),
        majority: share(of, 2, 3, strict),
        tie,
        recused,
        written: InWriting::Never,
    }
}

/// Facts of few values, so that every case of them can be looked at.
fn scope(rule: VoteRule) -> Scope {
    let mut scope = Scope::default();
    let option = |id: &str| Choice {
        id: id.into(),
        title: Bilingual::from(id),
    };
    let tenth = Type::Decimal {
        scale: 1,
        min: Decimal::new(-2, 1),
        max: Decimal::new(2, 1),
    };
    let ballot = Type::Ballot {
        body: "council".into(),
        vote: "ordinary".into(),
        rule: Arc::new(rule),
    };
    for (name, of, optional) in [
        ("a", integer(-3, 3), false),
        ("b", integer(0, 4), true),
        ("p", Type::Boolean, false),
        ("q", Type::Boolean, true),
        (
            "c",
            Type::Choice(Arc::from([option("x"), option("y"), option("z")])),
            true,
        ),
        ("d", tenth, false),
        ("v", ballot, false),
        ("huge", integer(i64::MIN, i64::MAX), false),
        ("large", integer(0, 3_000_000_000), false),
        ("other", integer(0, 3_000_000_000), false),
        ("on", Type::Date, false),
        ("name", Type::Text { max: 9 }, false),
        ("who", Type::Person, false),
    ] {
        scope.facts.insert(name.into(), declared(of, optional));
    }
    scope.deadlines.insert("notice".into());
    scope.transitions.insert("submit".into());
    scope.states.insert("open".into());
    scope.children.insert("opinions".into());
    // A computed fact that errs where the sum leaves its range, and one with
    // more places than its parts.
    let computed = |scope: &Scope, text: &str, of: &Type| {
        let source = Source::new("rule", format!("'{text}'"));
        let place = Place::new(&source, 0..source.text().len());
        let written = Written {
            text,
            place: &place,
        };
        let rule = crate::guard::compile_value(written, of, scope).unwrap();
        Declared {
            computed: Some(Arc::new(rule.expr)),
            ..declared(of.clone(), false)
        }
    };
    let sum = computed(&scope, "a + b", &integer(-1, 4));
    let narrow = Type::Decimal {
        scale: 3,
        min: Decimal::new(-5, 1),
        max: Decimal::new(5, 1),
    };
    let tens = computed(&scope, "d * 5.0", &narrow);
    scope.facts.insert("sum".into(), sum);
    scope.facts.insert("tens".into(), tens);
    scope
}

fn plain() -> Scope {
    scope(vote(Tie::Fails, InBase::Counted, Base::Present, false))
}

fn rule(text: &str, scope: &Scope) -> Option<Rule> {
    let source = Source::new("rule", format!("'{text}'"));
    let place = Place::new(&source, 0..source.text().len());
    compile(
        Written {
            text,
            place: &place,
        },
        scope,
    )
    .ok()
}

/// A case that says these facts and nothing else.
struct Case(BTreeMap<&'static str, Value>);

impl Facts for Case {
    fn fact(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
    fn today(&self) -> Date {
        date(2026, 3, 2)
    }
    fn actor(&self) -> &Name {
        static ACTOR: std::sync::OnceLock<Name> = std::sync::OnceLock::new();
        ACTOR.get_or_init(|| "p1".into())
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
}

/// Every case of the small facts; those that may be left out are, too.
fn cases() -> Vec<Case> {
    let some = |values: Vec<Value>| values.into_iter().map(Some).collect::<Vec<_>>();
    let or_none = |mut values: Vec<Option<Value>>| {
        values.push(None);
        values
    };
    let integers = |range: std::ops::RangeInclusive<i64>| some(range.map(Value::Integer).collect());
    let booleans = || some(vec![Value::Boolean(false), Value::Boolean(true)]);
    let choices = some(["x", "y", "z"].map(|id| Value::Choice(id.into())).to_vec());
    let tenths = some(
        (-2..=2)
            .map(|n| Value::Decimal(Decimal::new(n, 1)))
            .collect(),
    );
    let mut all = vec![BTreeMap::new()];
    for (name, values) in [
        ("a", integers(-3..=3)),
        ("b", or_none(integers(0..=4))),
        ("p", booleans()),
        ("q", or_none(booleans())),
        ("c", or_none(choices)),
        ("d", tenths),
    ] {
        let mut next = Vec::new();
        for case in &all {
            for value in &values {
                let mut case = case.clone();
                if let Some(value) = value {
                    case.insert(name, value.clone());
                }
                next.push(case);
            }
        }
        all = next;
    }
    all.into_iter().map(Case).collect()
}

fn ask<'a>(demands: &[Demand<'a>], certain: &'a dyn Fn(&str) -> bool) -> Answer {
    Questions::about(demands.iter().map(|(rule, _)| *rule), certain).ask(demands)
}

type Text = BoxedStrategy<String>;

fn oneof(words: &[&'static str]) -> Text {
    select(words.to_vec()).prop_map(str::to_owned).boxed()
}

fn number() -> Text {
    let leaf = oneof(&["a", "b", "sum", "0", "1", "2", "3", "-2"]);
    leaf.prop_recursive(2, 6, 2, |inner| {
        (inner.clone(), oneof(&["+", "-", "*"]), inner)
            .prop_map(|(one, sign, two)| format!("({one} {sign} {two})"))
    })
    .boxed()
}

fn compared() -> Text {
    (
        number(),
        oneof(&["==", "!=", "<", "<=", ">", ">="]),
        number(),
    )
        .prop_map(|(one, sign, two)| format!("{one} {sign} {two}"))
        .boxed()
}

fn condition() -> Text {
    let leaf = prop_oneof![
        4 => compared(),
        1 => oneof(&["p", "q", "p == q", "p != q"]),
        1 => oneof(&["given(q)", "given(b)", "given(c)"]),
        1 => oneof(&[r#"c == "x""#, r#"c != "y""#]),
        1 => oneof(&[r#"at_least(b, "2/3", a)"#, r#"more_than(a, "1/2", b)"#]),
        1 => oneof(&["d < 0.1", "d + d == 0.4", "d * 2.0 > 0.25", "tens >= 0.5", "-d > 0.1"]),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
    .boxed()
}

fn must() -> impl Strategy<Value = Must> {
    select(vec![Must::Hold, Must::Fail, Must::NotHold, Must::NotFail])
}

const CERTAIN: [&str; 3] = ["a", "p", "d"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What is said to be impossible is so in every case, and what is found is
    /// found where there is any.
    #[test]
    fn answers_are_those_of_every_case(
        texts in prop::collection::vec((condition(), must()), 1..4),
    ) {
        let scope = plain();
        let rules: Option<Vec<(Rule, Must)>> = texts
            .iter()
            .map(|(text, must)| Some((rule(text, &scope)?, *must)))
            .collect();
        // A rule may be refused, for instance as it compares two literals.
        let Some(rules) = rules else { return Ok(()) };
        let demands: Vec<Demand<'_>> = rules.iter().map(|(rule, must)| (&rule.expr, *must)).collect();
        let some = cases().iter().any(|case| {
            demands.iter().all(|(expr, must)| must.allows(truth(expr, case)))
        });
        let answer = ask(&demands, &|fact| CERTAIN.contains(&fact));
        match answer {
            Answer::Never => prop_assert!(!some, "there is such a case: {texts:?}"),
            Answer::With(witness) => prop_assert!(some, "{texts:?}: {witness:?}"),
            Answer::Undecided(why) => prop_assert!(false, "{texts:?}: {why:?}"),
        }
    }

    /// The same of ballots, as far as small bodies go: there is one of them
    /// wherever there is any.
    #[test]
    fn ballots_are_those_of_small_bodies(
        texts in prop::collection::vec((ballot_condition(), select(vec![Must::Hold, Must::Fail])), 1..4),
        tie in select(Tie::ALL.to_vec()),
        recused in select(vec![InBase::Counted, InBase::LeftOut]),
        of in select(Base::ALL.to_vec()),
        strict in any::<bool>(),
    ) {
        let vote = vote(tie, recused, of, strict);
        let scope = scope(vote);
        let rules: Vec<(Rule, Must)> = texts
            .iter()
            .map(|(text, must)| (rule(text, &scope).unwrap(), *must))
            .collect();
        let demands: Vec<Demand<'_>> = rules.iter().map(|(rule, must)| (&rule.expr, *must)).collect();
        let some = ballots(&vote).into_iter().any(|ballot| {
            let case = Case(BTreeMap::from([("v", Value::Ballot(Box::new(ballot)))]));
            demands.iter().all(|(expr, must)| must.allows(truth(expr, &case)))
        });
        match ask(&demands, &|_| true) {
            Answer::Never => prop_assert!(!some, "there is such a ballot: {texts:?}"),
            Answer::With(_) => {}
            Answer::Undecided(why) => prop_assert!(false, "{texts:?}: {why:?}"),
        }
    }
}

fn ballot_condition() -> Text {
    oneof(&[
        "quorate(v)",
        "carried(v)",
        "yes(v) > no(v)",
        "yes(v) == no(v)",
        "abstain(v) == 0",
        "recused(v) >= 2",
        "members(v) < 4",
        "present(v) == members(v)",
        "yes(v) + no(v) < present(v)",
    ])
}

fn ballots(rule: &VoteRule) -> Vec<Ballot> {
    let mut all = Vec::new();
    let person = |at: u32| Name::from(format!("m-{at}"));
    for members in 0..=5_u32 {
        for present in 0..=members {
            for recused in 0..=(members - present) {
                for yes in 0..=present {
                    for no in 0..=(present - yes) {
                        let mut ballot = Ballot {
                            on: None,
                            members: Some(members),
                            present: (0..present).map(person).collect(),
                            recused: (present..present + recused)
                                .map(|at| crate::guard::Recused {
                                    person: person(at),
                                    kind: crate::guard::RecusalKind::Excluded,
                                    ground: None,
                                })
                                .collect(),
                            votes: Votes::Counted {
                                yes,
                                no,
                                abstain: present - yes - no,
                            },
                            presiding: None,
                            casting: None,
                            written: false,
                        };
                        if rule.needs_casting(&ballot) {
                            ballot.casting = Some(true);
                            all.push(ballot.clone());
                            ballot.casting = Some(false);
                        }
                        all.push(ballot);
                    }
                }
            }
        }
    }
    all
}

fn asked(demands: &[(&str, Must)]) -> Answer {
    let scope = plain();
    let rules: Vec<(Rule, Must)> = demands
        .iter()
        .map(|(text, must)| {
            (
                rule(text, &scope).unwrap_or_else(|| panic!("{text}")),
                *must,
            )
        })
        .collect();
    let demands: Vec<Demand<'_>> = rules
        .iter()
        .map(|(rule, must)| (&rule.expr, *must))
        .collect();
    ask(&demands, &|_| true)
}

fn never(text: &str, must: Must) {
    let answer = asked(&[(text, must)]);
    assert!(matches!(answer, Answer::Never), "{text}: {answer:?}");
}

fn found(text: &str, must: Must) -> String {
    match asked(&[(text, must)]) {
        Answer::With(witness) => witness.says(&|fact| Bilingual::from(fact)).en,
        other => panic!("{text}: {other:?}"),
    }
}

/// With bits that wrap round, each of these would have an answer.
#[test]
fn no_overflow_makes_an_answer() {
    never("huge + 1 <= huge", Must::Hold);
    never("huge * 2 < huge && huge > 0", Must::Hold);
    never("huge * 3 == 10", Must::Hold);
    never("huge - 1 < huge", Must::Fail);
    // Twice 64 bits are more than is reasoned about, and that is said.
    let answer = asked(&[("huge * huge < 0", Must::Hold)]);
    assert!(
        matches!(answer, Answer::Undecided(Why::NotFollowed(_))),
        "{answer:?}"
    );
    assert_eq!(found("huge * 3 == 12", Must::Hold), "huge = 4");
    assert_eq!(
        found("huge + 1 == 9223372036854775807", Must::Hold),
        "huge = 9223372036854775806"
    );
}

/// To factor a number of eighteen digits is given up, by effort and not by time.
#[test]
fn what_takes_too_long_is_given_up() {
    let scope = plain();
    let hard = rule(
        "large * other == 1000000016000000063 && large < other && large > 1",
        &scope,
    );
    let hard = hard.unwrap();
    let answer = ask(&[(&hard.expr, Must::Hold)], &|_| true);
    assert!(
        matches!(answer, Answer::Undecided(Why::Spent)),
        "{answer:?}"
    );
}

#[test]
fn days_and_names_are_told_apart() {
    never("days_between(on, today) > 20 && on > today", Must::Hold);
    assert_eq!(
        found("days_between(on, today) == 20", Must::Hold),
        "on = 2026-02-10, day of the act = 2026-03-02"
    );
    never(r#"name == "a" && name == "b""#, Must::Hold);
    never(r#"c != "x" && c != "y" && c != "z""#, Must::Hold);
    assert_eq!(
        found("who == actor", Must::Fail),
        "who = person-2, who acts = person-1"
    );
    assert_eq!(found(r#"name == "a""#, Must::Fail), "name = text-1");
    never("taken_since(submit, open) && !taken(submit)", Must::Hold);
    never(
        r#"all_ended("opinions") && opened("opinions") > ended_count("opinions")"#,
        Must::Hold,
    );
}

#[test]
fn a_deadline_may_not_have_begun() {
    assert_eq!(
        found("passed(notice)", Must::Hold),
        "deadline `notice` has run out"
    );
    assert_eq!(
        found("passed(notice)", Must::NotFail),
        "deadline `notice` has run out"
    );
    never("passed(notice) || !passed(notice)", Must::Fail);
    assert_eq!(
        found("today > due(notice)", Must::Hold),
        "day of the act = 2026-03-02, last day of `notice` = 2025-12-01"
    );
}

#[test]
fn a_ballot_is_shown_by_its_figures() {
    assert_eq!(
        found("quorate(v) && !carried(v) && yes(v) > no(v)", Must::Hold),
        "v = yes 1, no 0, abstain 1, present 2, members 2"
    );
}
