//! What is settled of lengths, held to what the rules answer for every value.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::guard::{Choice, Declared, Facts, Rule, Scope, Truth, Written, compile};

/// Every fact that the rules read, and nothing else.
struct Seen(BTreeMap<&'static str, Value>);

impl Facts for Seen {
    fn fact(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
    fn today(&self) -> Date {
        jiff::civil::date(2027, 1, 1)
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

const KINDS: [&str; 3] = ["small", "middle", "large"];

fn scope() -> Scope {
    let fact = |of: Type| Declared {
        of,
        optional: false,
        computed: None,
        title: Bilingual::default(),
    };
    let kinds = KINDS.map(|id| Choice {
        id: id.into(),
        title: Bilingual::default(),
    });
    Scope {
        facts: [
            ("flag", Type::Boolean),
            ("n", Type::Integer { min: -3, max: 12 }),
            ("kind", Type::Choice(kinds.into())),
        ]
        .into_iter()
        .map(|(name, of)| (name.into(), fact(of)))
        .collect(),
        ..Scope::default()
    }
}

fn rule() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        Just("flag".to_owned()),
        (sign.clone(), -4..14_i64).prop_map(|(sign, n)| format!("n {sign} {n}")),
        (sign, 0..12_i64).prop_map(|(sign, n)| format!("{n} {sign} n")),
        prop::sample::select(KINDS.to_vec()).prop_map(|kind| format!("kind == \"{kind}\"")),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| format!("!({of})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) || ({b})")),
        ]
    })
}

/// Rules by chance, and some of which exactly one holds.
fn rules() -> impl Strategy<Value = Vec<String>> {
    let chance = prop::collection::vec(rule(), 1..4);
    let split = (rule(), rule()).prop_map(|(a, b)| {
        vec![
            a.clone(),
            format!("!({a}) && ({b})"),
            format!("!({a}) && !({b})"),
        ]
    });
    prop_oneof![chance, split]
}

fn compiled(text: &str) -> Option<Rule> {
    let source = crate::diagnostic::Source::new("w.toml", text);
    let place = crate::diagnostic::Place::new(&source, 0..text.len());
    let written = Written {
        text,
        place: &place,
    };
    compile(written, &scope()).ok()
}

/// Whether there are values for which none holds, and for which several do.
fn tried(rules: &[Rule]) -> (bool, bool) {
    let (mut gap, mut overlap) = (false, false);
    for flag in [false, true] {
        for n in -3..=12 {
            for kind in KINDS {
                let seen = Seen(BTreeMap::from([
                    ("flag", Value::Boolean(flag)),
                    ("n", Value::Integer(n)),
                    ("kind", Value::Choice(kind.into())),
                ]));
                let holding = rules
                    .iter()
                    .filter(|rule| crate::guard::judge(rule, &seen).truth == Truth::Holds)
                    .count();
                gap |= holding == 0;
                overlap |= holding > 1;
            }
        }
    }
    (gap, overlap)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Where every rule compares one fact with a literal, the answer is exact: a few
    /// values stand for all.
    #[test]
    fn a_few_values_stand_for_all(texts in rules()) {
        let rules: Option<Vec<Rule>> = texts.iter().map(|text| compiled(text)).collect();
        // Some comparisons of constants are refused as rules; they do not count.
        let Some(rules) = rules else {
            return Ok(());
        };
        let exprs: Vec<&Expr> = rules.iter().map(|rule| &rule.expr).collect();
        let found = match judge(std::iter::empty(), &exprs) {
            Answer::ExactlyOne => (false, false),
            Answer::Wrong(wrong) => {
                prop_assert!(wrong.certain);
                (wrong.gap.is_some(), wrong.overlap.is_some())
            }
            Answer::TooMany => return Ok(()),
        };
        prop_assert_eq!(found, tried(&rules), "{:?}", texts);
    }
}

fn answer(texts: &[&str], assumes: &[&str]) -> String {
    let rules: Vec<Rule> = texts.iter().map(|text| compiled(text).unwrap()).collect();
    let assumes: Vec<Rule> = assumes.iter().map(|text| compiled(text).unwrap()).collect();
    let exprs: Vec<&Expr> = rules.iter().map(|rule| &rule.expr).collect();
    match judge(assumes.iter().map(|rule| &rule.expr), &exprs) {
        Answer::ExactlyOne => "one".to_owned(),
        Answer::TooMany => "too many".to_owned(),
        Answer::Wrong(wrong) => {
            let notes = wrong.notes(&exprs);
            let said: Vec<&str> = notes.iter().map(|note| &*note.en).collect();
            format!("{} {}", wrong.certain, said.join("; "))
        }
    }
}

#[test]
fn what_varies_beside_facts_is_proved_but_never_refuted() {
    let days = "days_between(today, today) > 3";
    let contrary = "days_between(today, today) <= 3";
    assert_eq!(answer(&[days, contrary], &[]), "one");
    assert!(answer(&[days, "n > 3"], &[]).starts_with("false "));
    assert_eq!(answer(&["given(n)", "!given(n)"], &[]), "one");
}

#[test]
fn what_is_assumed_bounds_what_is_tried() {
    let rules = ["n < 4", "n > 4"];
    assert_eq!(
        answer(&rules, &[]),
        "true None holds, for example, where `n` = 4"
    );
    assert_eq!(answer(&rules, &["n != 4"]), "one");
    // What speaks of something else too may not be known yet.
    assert!(answer(&rules, &["n != 4 || flag"]).starts_with("true "));
}
