//! What rules may answer, held to what they do answer.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::guard::{Declared, Facts, Scope, Written, compile, judge};

#[test]
fn kleene_with_an_absorbing_error() {
    let unknown = Possible::only(Truth::Unknown);
    let fails = Possible::only(Truth::Fails);
    let error = Possible::only(Truth::Error);
    assert_eq!(unknown.and(fails), fails);
    assert_eq!(unknown.or(fails), unknown);
    assert_eq!(fails.and(error), error);
    assert_eq!(Possible::only(Truth::Holds).or(error), error);
    assert_eq!(Possible::DECIDED.and(unknown), unknown.and_also(fails));
}

#[test]
fn ranges_decide_comparisons() {
    let holds = Possible::only(Truth::Holds);
    let fails = Possible::only(Truth::Fails);
    assert_eq!(compared(Comparison::LessOrEqual, (0, 2), (2, 2)), holds);
    assert_eq!(
        compared(Comparison::Less, (0, 2), (2, 2)),
        Possible::DECIDED
    );
    assert_eq!(compared(Comparison::Greater, (0, 2), (2, 9)), fails);
    assert_eq!(compared(Comparison::GreaterOrEqual, (3, 4), (0, 3)), holds);
    assert_eq!(compared(Comparison::Equal, (1, 1), (1, 1)), holds);
    assert_eq!(compared(Comparison::Equal, (1, 2), (3, 4)), fails);
    assert_eq!(compared(Comparison::NotEqual, (1, 2), (3, 4)), holds);
}

/// A case as rules see it, chosen at random.
#[derive(Debug)]
struct Seen {
    facts: BTreeMap<&'static str, Value>,
    at: bool,
    taken: bool,
}

impl Facts for Seen {
    fn fact(&self, name: &str) -> Option<&Value> {
        self.facts.get(name)
    }
    fn today(&self) -> jiff::civil::Date {
        jiff::civil::date(2027, 1, 1)
    }
    fn actor(&self) -> &Name {
        static ACTOR: std::sync::OnceLock<Name> = std::sync::OnceLock::new();
        ACTOR.get_or_init(|| "p1".into())
    }
    fn at(&self, _: &str) -> bool {
        self.at
    }
    fn taken(&self, _: &str) -> bool {
        self.taken
    }
    fn taken_since(&self, _: &str, _: &str) -> bool {
        self.taken
    }
}

fn scope() -> Scope {
    let fact = |of: Type| Declared {
        of,
        optional: true,
        computed: None,
        title: crate::diagnostic::Bilingual::default(),
    };
    let small = Type::Integer { min: -2, max: 3 };
    let wide = Type::Integer {
        min: i64::MIN,
        max: i64::MAX,
    };
    Scope {
        facts: [
            ("flag", Type::Boolean),
            ("few", small),
            ("many", wide),
            ("day", Type::Date),
        ]
        .into_iter()
        .map(|(name, of)| (name.into(), fact(of)))
        .collect(),
        states: BTreeSet::from(["here".into()]),
        transitions: BTreeSet::from(["act".into()]),
        ..Scope::default()
    }
}

fn number() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["few", "many", "0", "2", "7"]).prop_map(String::from);
    leaf.prop_recursive(2, 6, 2, |inner| {
        (
            inner.clone(),
            prop::sample::select(vec!["+", "-", "*"]),
            inner,
        )
            .prop_map(|(left, sign, right)| format!("({left} {sign} {right})"))
    })
}

fn rule() -> impl Strategy<Value = String> {
    let compare = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "flag",
            "true",
            "given(few)",
            "given(flag)",
            "at(here)",
            "taken(act)",
            "taken_since(act, here)",
            "today < day",
        ])
        .prop_map(String::from),
        (number(), compare, number())
            .prop_map(|(left, sign, right)| format!("{left} {sign} {right}")),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| format!("!({of})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) || ({b})")),
        ]
    })
}

fn seen() -> impl Strategy<Value = Seen> {
    let many = prop_oneof![any::<i64>(), -3..8_i64, Just(i64::MAX), Just(i64::MIN)];
    (
        prop::option::of(any::<bool>()),
        prop::option::of(-2..=3_i64),
        prop::option::of(many),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(flag, few, many, at, taken)| {
            let mut facts = BTreeMap::new();
            facts.extend(flag.map(|flag| ("flag", Value::Boolean(flag))));
            facts.extend(few.map(|few| ("few", Value::Integer(few))));
            facts.extend(many.map(|many| ("many", Value::Integer(many))));
            Seen { facts, at, taken }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Soundness: whatever a rule answers for any facts, it was said to be possible,
    /// both when nothing is assumed and when all that is certain is.
    #[test]
    fn no_answer_is_missed(text in rule(), seen in seen(), certain in any::<bool>()) {
        let source = crate::diagnostic::Source::new("w.toml", text.as_str());
        let place = crate::diagnostic::Place::new(&source, 0..text.len());
        let written = Written { text: &text, place: &place };
        // Some comparisons of constants are refused as rules; they do not count.
        let Ok(rule) = compile(written, &scope()) else {
            return Ok(());
        };
        let truth = judge(&rule, &seen).truth;
        let at = |_: &str| certain.then_some(seen.at);
        let taken = |_: &str| certain.then_some(seen.taken);
        let known = |name: &str| match (certain, seen.facts.contains_key(name)) {
            (false, _) => Known::Maybe,
            (true, true) => Known::Yes,
            (true, false) => Known::No,
        };
        let erasable = BTreeSet::new();
        let moment = Moment { at: &at, taken: &taken, known: &known, erasable: &erasable };
        let possible = moment.possible(&rule.expr);
        prop_assert!(possible.may(truth), "{text}: {truth:?} not in {possible:?}");
    }
}
