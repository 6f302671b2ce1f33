//! Our evaluation against Rhai's own of the same text, with functions written
//! a second time, wherever every fact is known and nothing errs.

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;
use rhai::{Engine, Scope as Variables};

use super::*;
use second_judge::{Day, dynamic};

mod second_judge;

fn engine(world: &World) -> Engine {
    let mut engine = second_judge::engine();
    let counts = world.children.clone();
    let count = move |name: &str, which: &str| {
        let key = (name.to_owned(), which.to_owned());
        counts.get(&key).copied().unwrap_or(0)
    };
    let (one, two, three) = (count.clone(), count.clone(), count.clone());
    let (four, five, six) = (count.clone(), count.clone(), count);
    engine
        .register_fn("opened", move |name: &str| one(name, "opened"))
        .register_fn("ended_count", move |name: &str| two(name, "ended"))
        .register_fn("reached", move |name: &str, of: &str| three(name, of))
        .register_fn("outcome_count", move |name: &str, of: &str| four(name, of))
        .register_fn("all_ended", move |name: &str| {
            five(name, "ended") == five(name, "opened")
        })
        .register_fn("all_reached", move |name: &str, of: &str| {
            six(name, of) == six(name, "opened")
        });
    let (at, taken, since) = (world.at.clone(), world.taken.clone(), world.since.clone());
    engine
        .register_fn("at", move |state: &str| at.contains(state))
        .register_fn("taken", move |transition: &str| taken.contains(transition))
        .register_fn("taken_since", move |transition: &str, state: &str| {
            since.contains(&(transition.into(), state.into()))
        });
    engine
}

fn variables(world: &World) -> Variables<'static> {
    let mut variables = Variables::new();
    for (name, value) in &world.facts {
        variables.push_dynamic(name.to_string(), dynamic(value));
    }
    variables.push("today", Day(world.today));
    variables.push("actor", world.actor.to_string());
    let scope = scope();
    for name in scope.states.iter().chain(&scope.transitions) {
        variables.push(name.to_string(), name.to_string());
    }
    variables
}

type Text = BoxedStrategy<String>;

fn oneof(words: &[&'static str]) -> Text {
    select(words.to_vec()).prop_map(str::to_owned).boxed()
}

/// Two parts with a sign, sometimes in brackets.
fn pair(part: &Text, signs: &[&'static str]) -> Text {
    (part.clone(), oneof(signs), part.clone(), any::<bool>())
        .prop_map(|(one, sign, two, brackets)| {
            if brackets {
                format!("({one} {sign} {two})")
            } else {
                format!("{one} {sign} {two}")
            }
        })
        .boxed()
}

fn days() -> Text {
    oneof(&[
        "today",
        "filed_on",
        "due_on",
        "date(\"2027-01-01\")",
        "date(\"2028-02-29\")",
    ])
}

fn integers(depth: u32) -> Text {
    let leaf = prop_oneof![
        oneof(&[
            "yes",
            "no",
            "present",
            "count(tasks)",
            "count(members)",
            "sum(tasks, \"weight\")",
            "opened(\"opinions\")",
            "ended_count(\"opinions\")",
            "reached(\"opinions\", \"heard\")",
            "outcome_count(\"opinions\", \"adopted\")",
        ]),
        (-30..100_i64).prop_map(|n| n.to_string()),
        (days(), days()).prop_map(|(a, b)| format!("days_between({a}, {b})")),
        oneof(&[
            "count_where(tasks, \"task\", note)",
            "count_where(tasks, \"done\", open)"
        ]),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = integers(depth - 1);
    prop_oneof![
        2 => leaf,
        2 => pair(&inner, &["+", "-", "*"]),
        1 => inner.prop_map(|n| format!("-({n})")),
    ]
    .boxed()
}

fn decimals(depth: u32) -> Text {
    let leaf = prop_oneof![
        oneof(&["budget", "rate", "sum(tasks, \"cost\")"]),
        (-300..1000_i64, 1..4_u32).prop_map(|(n, scale)| Decimal::new(n, scale).to_string()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = decimals(depth - 1);
    prop_oneof![
        2 => leaf,
        2 => pair(&inner, &["+", "-"]),
        1 => (oneof(&["budget", "rate"]), -20..20_i64).prop_map(|(one, n)| format!("{one} * {n}")),
        1 => inner.prop_map(|n| format!("-({n})")),
    ]
    .boxed()
}

const SIGNS: &[&str] = &["==", "!=", "<", "<=", ">", ">="];
const SHARES: &[&str] = &["1/2", "2/3", "3/5", "1/1", "1/1000"];

fn conditions(depth: u32) -> Text {
    let named = oneof(&[
        "open",
        "urgent",
        "heard",
        "true",
        "false",
        "at(checking)",
        "at(collecting)",
        "taken(decide)",
        "taken_since(report, checking)",
        "given(yes)",
        "decision == \"adopt\"",
        "decision != opinion",
        "author == actor",
        "note == reply",
        "note != \"a\"",
        "contains(members, actor)",
        "contains(members, author)",
        "contains(scores, yes)",
        "every(tasks, \"done\", true)",
        "every(tasks, \"task\", note)",
        "all_ended(\"opinions\")",
        "all_reached(\"opinions\", \"heard\")",
    ]);
    let (number, fraction) = (integers(depth.min(2)), decimals(depth.min(2)));
    let shares = |part: Text| {
        (
            oneof(&["at_least", "more_than"]),
            part.clone(),
            select(SHARES),
            part,
        )
            .prop_map(|(name, part, share, whole)| format!("{name}({part}, \"{share}\", {whole})"))
    };
    // Exactly a half, where at least and more than part ways.
    let halves = (oneof(&["at_least", "more_than"]), integers(0))
        .prop_map(|(name, n)| format!("{name}({n}, \"1/2\", {n} + {n})"));
    // A literal whole number beside a decimal part; two literals would be integers.
    let mixed = (
        oneof(&["budget", "rate + budget"]),
        select(SIGNS),
        -5..100_i64,
    )
        .prop_map(|(one, sign, n)| format!("({one} {sign} {n})"));
    let leaf = prop_oneof![
        3 => named,
        2 => pair(&number, SIGNS).prop_map(|text| format!("({text})")),
        2 => pair(&fraction, SIGNS).prop_map(|text| format!("({text})")),
        1 => pair(&days(), SIGNS).prop_map(|text| format!("({text})")),
        1 => shares(integers(1)),
        1 => shares(decimals(1)),
        1 => halves,
        1 => mixed,
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = conditions(depth - 1);
    prop_oneof![
        2 => leaf,
        3 => pair(&inner, &["&&", "||"]),
        1 => (inner.clone(), oneof(&["==", "!="]), inner.clone())
            .prop_map(|(one, sign, two)| format!("(({one}) {sign} ({two}))")),
        2 => inner.prop_map(|text| format!("!({text})")),
    ]
    .boxed()
}

fn worlds() -> impl Strategy<Value = World> {
    let number = || -20..60_i64;
    let flags = proptest::array::uniform3(any::<bool>());
    let numbers = (number(), number(), number());
    let cents = (-500..9_000_i64, -50_000..90_000_i64);
    let days = (-400..400_i32, -400..400_i32);
    let words = (
        select(vec!["adopt", "reject", "defer"]),
        select(vec!["adopt", "reject", "defer"]),
        select(vec!["a", "b"]),
        select(vec!["a", "b"]),
        select(vec!["p1", "p2"]),
    );
    let rows = proptest::collection::vec(
        (
            select(vec!["a", "b"]),
            -500..900_i64,
            number(),
            any::<bool>(),
        ),
        0..4,
    );
    let lists = (
        proptest::collection::vec(select(vec!["p1", "p2", "p3"]), 0..3),
        proptest::collection::vec(number(), 0..4),
        any::<[bool; 4]>(),
        proptest::array::uniform4(0..3_i64),
    );
    (flags, numbers, cents, days, words, rows, lists).prop_map(
        |(flags, numbers, cents, days, words, rows, lists)| {
            let day = |shift: i32| {
                Value::Date(date(2027, 1, 8).saturating_add(jiff::Span::new().days(shift)))
            };
            let mut world = World::default()
                .bool("open", flags[0])
                .bool("urgent", flags[1])
                .bool("heard", flags[2])
                .int("yes", numbers.0)
                .int("no", numbers.1)
                .int("present", numbers.2)
                .with("budget", Value::Decimal(Decimal::new(cents.0, 2)))
                .with("rate", Value::Decimal(Decimal::new(cents.1, 4)))
                .with("filed_on", day(days.0))
                .with("due_on", day(days.1))
                .with("decision", Value::Choice(words.0.into()))
                .with("opinion", Value::Choice(words.1.into()))
                .with("note", Value::Text(words.2.into()))
                .with("reply", Value::Text(words.3.into()))
                .with("author", Value::Person(words.4.into()));
            let people = lists
                .0
                .iter()
                .map(|id| Value::Person((*id).into()))
                .collect();
            let scores = lists.1.into_iter().map(Value::Integer).collect();
            let table = rows.into_iter().map(|(task, cost, weight, done)| {
                BTreeMap::from([
                    ("task".into(), Value::Text(task.into())),
                    ("cost".into(), Value::Decimal(Decimal::new(cost, 2))),
                    ("weight".into(), Value::Integer(weight)),
                    ("done".into(), Value::Boolean(done)),
                ])
            });
            world = world
                .with("members", Value::List(people))
                .with("scores", Value::List(scores))
                .with("tasks", Value::Table(table.collect()));
            for (word, count) in ["opened", "ended", "heard", "adopted"].iter().zip(lists.3) {
                world
                    .children
                    .insert(("opinions".to_owned(), (*word).to_owned()), count);
            }
            let [checking, collecting, decide, report] = lists.2;
            world.at.extend(checking.then(|| "checking".into()));
            world.at.extend(collecting.then(|| "collecting".into()));
            world.taken.extend(decide.then(|| "decide".into()));
            world
                .since
                .extend(report.then(|| ("report".into(), "checking".into())));
            world
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn both_evaluations_answer_the_same(text in conditions(3), world in worlds()) {
        let Ok(rule) = try_rule(&text, &scope()) else {
            // Only what is too large may be refused.
            let findings = try_rule(&text, &scope()).unwrap_err();
            prop_assert_eq!(findings[0].code, codes::TOO_DEEP, "{}\n{}", text, told(&findings));
            return Ok(());
        };
        let judged = judge(&rule, &world);
        prop_assert!(matches!(judged.truth, Truth::Holds | Truth::Fails), "{:?}", judged);
        let own = judged.truth == Truth::Holds;
        let theirs = engine(&world)
            .eval_expression_with_scope::<bool>(&mut variables(&world), &text);
        prop_assert_eq!(theirs.ok(), Some(own), "{}", text);
        // The expression, written out, is the same rule.
        let again = super::rule(&rule.expr.to_string());
        prop_assert_eq!(again.expr, rule.expr);
    }
}
