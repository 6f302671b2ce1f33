//! The laws of the four values.

use proptest::prelude::*;

use super::*;

/// A fact for each of the four values: what `open`, `urgent`, … are made to be.
const TRUTHS: [Truth; 4] = [Truth::Holds, Truth::Fails, Truth::Unknown, Truth::Error];

fn give(world: World, fact: &str, truth: Truth) -> World {
    match truth {
        Truth::Holds => world.bool(fact, true),
        Truth::Fails => world.bool(fact, false),
        Truth::Unknown => world,
        Truth::Error => world.with(fact, Value::Erased),
    }
}

/// Kleene's strong tables, with an error that absorbs.
fn and(one: Truth, two: Truth) -> Truth {
    use Truth::{Error, Fails, Holds, Unknown};
    match (one, two) {
        (Error, _) | (_, Error) => Error,
        (Fails, _) | (_, Fails) => Fails,
        (Unknown, _) | (_, Unknown) => Unknown,
        (Holds, Holds) => Holds,
    }
}

fn not(one: Truth) -> Truth {
    match one {
        Truth::Holds => Truth::Fails,
        Truth::Fails => Truth::Holds,
        other => other,
    }
}

fn or(one: Truth, two: Truth) -> Truth {
    not(and(not(one), not(two)))
}

#[test]
fn and_or_not_follow_kleene_and_errors_absorb() {
    let (both, either, none) = (
        rule("open && urgent"),
        rule("open || urgent"),
        rule("!open"),
    );
    for one in TRUTHS {
        for two in TRUTHS {
            let world = give(give(World::default(), "open", one), "urgent", two);
            let judged = judge(&both, &world);
            assert_eq!(judged.truth, and(one, two), "{one:?} && {two:?}");
            assert_eq!(judged.error.is_some(), judged.truth == Truth::Error);
            assert_eq!(judged.missing.is_empty(), judged.truth != Truth::Unknown);
            assert_eq!(
                judge(&either, &world).truth,
                or(one, two),
                "{one:?} || {two:?}"
            );
            assert_eq!(judge(&none, &world).truth, not(one), "!{one:?}");
            // Equality of conditions is a comparison: no side decides alone.
            let expected = match (one, two) {
                (Truth::Error, _) | (_, Truth::Error) => Truth::Error,
                (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
                _ if one == two => Truth::Holds,
                _ => Truth::Fails,
            };
            assert_eq!(judge(&rule("open == urgent"), &world).truth, expected);
        }
    }
}

#[test]
fn a_decided_answer_lacks_nothing() {
    let fails = World::default().bool("open", false);
    for text in [
        "open && yes > 1",
        "yes > 1 && open",
        "!(open || false) && (open && heard)",
    ] {
        let judged = judge(&rule(text), &fails);
        assert_eq!(
            (judged.truth, judged.missing),
            (Truth::Fails, vec![]),
            "{text}"
        );
    }
    // Only what still matters is missing: `yes` cannot change the answer.
    let judged = judge(&rule("(open && yes > 1) || urgent"), &fails);
    assert_eq!(judged.truth, Truth::Unknown);
    assert_eq!(judged.missing, ["urgent".into()]);
    let judged = judge(&rule("yes + no > present && no > 1"), &World::default());
    assert_eq!(
        judged.missing,
        ["no".into(), "present".into(), "yes".into()]
    );
}

#[test]
fn given_is_never_unknown() {
    let rule = rule("given(filed_on) && today >= filed_on");
    let judged = judge(&rule, &World::default());
    assert_eq!((judged.truth, judged.missing), (Truth::Fails, vec![]));
    assert_eq!(rule.facts(), ["filed_on".into()]);
}

/// A tree of conditions over three facts.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("open".to_owned()),
        Just("urgent".to_owned()),
        Just("heard".to_owned()),
        Just("yes > 1".to_owned()),
        Just("huge + 1 > 0".to_owned()),
        Just("true".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" && "))),
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" || "))),
            inner.prop_map(|part| format!("!({part})")),
        ]
    })
}

fn world() -> impl Strategy<Value = World> {
    let truth = || proptest::sample::select(&TRUTHS[..3]);
    (
        truth(),
        truth(),
        truth(),
        proptest::option::of(-3..3_i64),
        proptest::bool::ANY,
    )
        .prop_map(|(open, urgent, heard, yes, big)| {
            let mut world = World::default().int("huge", if big { i64::MAX } else { 1 });
            for (fact, truth) in [("open", open), ("urgent", urgent), ("heard", heard)] {
                world = give(world, fact, truth);
            }
            match yes {
                Some(yes) => world.int("yes", yes),
                None => world,
            }
        })
}

proptest! {
    /// A decided answer stays whatever else becomes known, and an answer that is
    /// not known names facts that are indeed not known.
    #[test]
    fn knowing_more_never_changes_a_decided_answer(
        text in condition(),
        before in world(),
        more in world(),
    ) {
        let rule = rule(&text);
        let first = judge(&rule, &before);
        let mut after = before.clone();
        for (fact, value) in more.facts {
            after.facts.entry(fact).or_insert(value);
        }
        let second = judge(&rule, &after);
        if first.truth != Truth::Unknown && second.truth != Truth::Error {
            prop_assert_eq!(first.truth, second.truth);
        }
        for name in &first.missing {
            prop_assert!(before.fact(name).is_none());
        }
        for (name, _) in &first.seen {
            prop_assert!(!first.missing.contains(name));
        }
        // The tree of the explanation says the same.
        let part = explain(&rule, &before);
        prop_assert_eq!(part.truth, first.truth);
        prop_assert_eq!(part.seen, first.seen);
        prop_assert_eq!(part.missing, first.missing);
        prop_assert_eq!(part.error, first.error);
    }

    /// The order of operands changes nothing.
    #[test]
    fn the_order_of_parts_does_not_matter(
        one in condition(),
        two in condition(),
        world in world(),
    ) {
        for sign in ["&&", "||"] {
            let forth = judge(&rule(&format!("({one}) {sign} ({two})")), &world);
            let back = judge(&rule(&format!("({two}) {sign} ({one})")), &world);
            prop_assert_eq!(forth, back);
        }
    }
}
