//! What rules mean.

use jiff::civil::date;

use super::*;

fn truth(text: &str, world: &World) -> Truth {
    judge(&rule(text), world).truth
}

fn decimal_of(text: &str) -> Value {
    Value::Decimal(Decimal::from_str_exact(text).unwrap())
}

#[test]
fn a_guard_of_the_monitoring_procedure() {
    let counts = rule("tasks_done <= tasks_total");
    let world = World::default()
        .int("tasks_done", 12)
        .int("tasks_total", 10);
    let judged = judge(&counts, &world);
    assert_eq!(judged.truth, Truth::Fails);
    assert_eq!(
        judged.seen,
        [
            ("tasks_done".into(), Value::Integer(12)),
            ("tasks_total".into(), Value::Integer(10)),
        ]
    );
    assert!(judged.missing.is_empty());
    let judged = judge(&counts, &World::default().int("tasks_done", 12));
    assert_eq!(judged.truth, Truth::Unknown);
    assert_eq!(judged.missing, ["tasks_total".into()]);
    assert_eq!(judged.seen, [("tasks_done".into(), Value::Integer(12))]);
}

#[test]
fn states_and_transitions() {
    let rule = rule("at(correction_requested) && !taken(decide) && taken_since(report, checking)");
    assert_eq!(
        rule.states(),
        ["checking".into(), "correction_requested".into()]
    );
    assert_eq!(rule.transitions(), ["decide".into(), "report".into()]);
    let mut world = World::default();
    world.at.insert("correction_requested".into());
    world.taken.insert("report".into());
    assert_eq!(judge(&rule, &world).truth, Truth::Fails);
    world.since.insert(("report".into(), "checking".into()));
    assert_eq!(judge(&rule, &world).truth, Truth::Holds);
    world.taken.insert("decide".into());
    assert_eq!(judge(&rule, &world).truth, Truth::Fails);
}

#[test]
fn shares_are_exact_and_fail_on_a_base_that_is_not_positive() {
    let share = |text: &str, yes: i64, present: i64| {
        truth(
            text,
            &World::default().int("yes", yes).int("present", present),
        )
    };
    let two_thirds = "at_least(yes, \"2/3\", present)";
    assert_eq!(share(two_thirds, 66, 99), Truth::Holds);
    assert_eq!(share(two_thirds, 66, 100), Truth::Fails);
    assert_eq!(share(two_thirds, 67, 100), Truth::Holds);
    let half = "more_than(yes, \"1/2\", present)";
    assert_eq!(share(half, 5, 10), Truth::Fails);
    assert_eq!(share(half, 6, 10), Truth::Holds);
    for base in [0, -1, -10] {
        assert_eq!(share(two_thirds, 0, base), Truth::Fails);
        assert_eq!(share(half, 5, base), Truth::Fails);
        assert_eq!(share(two_thirds, -100, base), Truth::Fails);
    }
    // Across the whole range of numbers.
    let text = "at_least(huge, \"999999/1000000\", huge)";
    let world = World::default().int("huge", i64::MAX);
    assert_eq!(truth(text, &world), Truth::Holds);
    // Decimals of different scale, and literals beside them.
    let world = World::default()
        .with("budget", decimal_of("100.00"))
        .with("rate", decimal_of("66.6667"));
    assert_eq!(
        truth("at_least(rate, \"2/3\", budget)", &world),
        Truth::Holds
    );
    assert_eq!(truth("at_least(rate, \"2/3\", 100)", &world), Truth::Holds);
    assert_eq!(
        truth("at_least(66.6666, \"2/3\", budget)", &world),
        Truth::Fails
    );
}

#[test]
fn days_are_civil_days() {
    let world = World::default()
        .with("filed_on", Value::Date(date(2026, 12, 31)))
        .with("due_on", Value::Date(date(2028, 3, 1)));
    assert_eq!(
        truth("days_between(filed_on, today) == 8", &world),
        Truth::Holds
    );
    assert_eq!(
        truth("days_between(today, filed_on) == -8", &world),
        Truth::Holds
    );
    assert_eq!(
        truth("days_between(date(\"2028-02-28\"), due_on) == 2", &world),
        Truth::Holds
    );
    assert_eq!(
        truth("filed_on < today && today < due_on", &world),
        Truth::Holds
    );
    let world = World::default()
        .with("filed_on", Value::Date(Date::MIN))
        .with("due_on", Value::Date(Date::MAX));
    assert_eq!(
        truth("days_between(filed_on, due_on) > 7000000", &world),
        Truth::Holds
    );
}

#[test]
fn choices_persons_and_texts_are_equal_or_not() {
    let world = World::default()
        .with("decision", Value::Choice("adopt".into()))
        .with("author", Value::Person("p1".into()))
        .with("rapporteur", Value::Person("p2".into()))
        .with("note", Value::Text("예산 \"감액\"".into()));
    assert_eq!(truth("decision == \"adopt\"", &world), Truth::Holds);
    assert_eq!(truth("\"reject\" != decision", &world), Truth::Holds);
    assert_eq!(truth("author == actor", &world), Truth::Holds);
    assert_eq!(truth("author != rapporteur", &world), Truth::Holds);
    assert_eq!(truth("note == \"예산 \\\"감액\\\"\"", &world), Truth::Holds);
    assert_eq!(truth("decision == opinion", &world), Truth::Unknown);
}

#[test]
fn numbers_are_exact_or_an_error() {
    let world = World::default()
        .int("huge", i64::MAX)
        .with("budget", decimal_of("0.10"))
        .with("rate", decimal_of("0.2000"));
    let judged = judge(&rule("huge + 1 > 0"), &world);
    assert_eq!(
        (judged.truth, judged.error),
        (Truth::Error, Some(EvalError::Overflow))
    );
    assert_eq!(
        judge(&rule("huge * 2 > 0"), &world).error,
        Some(EvalError::Overflow)
    );
    assert_eq!(
        judge(&rule("-huge - 2 < 0"), &world).error,
        Some(EvalError::Overflow)
    );
    assert_eq!(truth("-huge - 1 < 0", &world), Truth::Holds);
    assert_eq!(truth("budget + rate == 0.3", &world), Truth::Holds);
    assert_eq!(truth("budget * rate == 0.02", &world), Truth::Holds);
    assert_eq!(truth("budget * rate == 0.020001", &world), Truth::Fails);
    assert_eq!(truth("budget - 1 == -0.9", &world), Truth::Holds);
    // What does not fit 96 bits is an error, never rounded.
    let world = World::default().with("rate", decimal_of("79228162514264337593543950.335"));
    assert_eq!(judge(&rule("rate * 0.001 > 0"), &world).error, None);
    assert_eq!(
        judge(&rule("rate * 1.001 > 0"), &world).error,
        Some(EvalError::Overflow)
    );
    assert_eq!(
        judge(&rule("rate + rate > 0"), &world).error,
        Some(EvalError::Overflow)
    );
}

#[test]
fn lists_and_tables() {
    let row = |task: &str, cost: &str, weight: i64, done: bool| {
        BTreeMap::from([
            ("task".into(), Value::Text(task.into())),
            ("cost".into(), decimal_of(cost)),
            ("weight".into(), Value::Integer(weight)),
            ("done".into(), Value::Boolean(done)),
        ])
    };
    let rows = vec![
        row("a", "1.50", 3, true),
        row("b", "2.50", 4, true),
        row("a", "0.01", 5, false),
    ];
    let people = ["p1", "p3"].map(|id| Value::Person(id.into())).to_vec();
    let world = World::default()
        .with("tasks", Value::Table(rows))
        .with("members", Value::List(people))
        .with("scores", Value::List(vec![]));
    for text in [
        "count(tasks) == 3",
        "count(scores) == 0",
        "sum(tasks, \"cost\") == 4.01",
        "sum(tasks, \"weight\") == 12",
        "count_where(tasks, \"task\", \"a\") == 2",
        "count_where(tasks, \"done\", true) == 2",
        "count_where(tasks, \"cost\", 1.5) == 1",
        "!every(tasks, \"done\", true)",
        "contains(members, actor)",
        "!contains(scores, 1)",
        "at_least(count_where(tasks, \"done\", true), \"2/3\", count(tasks))",
    ] {
        assert_eq!(truth(text, &world), Truth::Holds, "{text}");
    }
    let none = World::default().with("tasks", Value::Table(vec![]));
    assert_eq!(
        truth(
            "every(tasks, \"done\", true) && sum(tasks, \"cost\") == 0",
            &none
        ),
        Truth::Holds
    );
}

#[test]
fn an_erased_value_can_be_asked_for_but_not_read() {
    let world = World::default().with("author", Value::Erased).with(
        "members",
        Value::List(vec![Value::Erased, Value::Person("p1".into())]),
    );
    assert_eq!(truth("given(author)", &world), Truth::Holds);
    assert_eq!(truth("count(members) == 2", &world), Truth::Holds);
    for text in [
        "author == actor",
        "contains(members, actor)",
        "given(author) && author == actor",
    ] {
        let judged = judge(&rule(text), &world);
        assert_eq!(
            (judged.truth, judged.error),
            (Truth::Error, Some(EvalError::Erased)),
            "{text}"
        );
    }
    let judged = judge(&rule("author == actor"), &world);
    assert_eq!(judged.seen, [("author".into(), Value::Erased)]);
}

#[test]
fn a_value_of_another_type_is_an_error() {
    let world = World::default().bool("yes", true).int("note", 1);
    assert_eq!(judge(&rule("yes > 1"), &world).error, Some(EvalError::Type));
    assert_eq!(
        judge(&rule("note == \"a\""), &world).error,
        Some(EvalError::Type)
    );
}

#[test]
fn computed_facts_stand_for_their_expression() {
    let ready = rule("ready || urgent");
    let world = World::default()
        .bool("open", true)
        .bool("urgent", false)
        .int("tasks_done", 10)
        .int("tasks_total", 10);
    let judged = judge(&ready, &world);
    assert_eq!(judged.truth, Truth::Holds);
    let names: Vec<&str> = judged.seen.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        [
            "open",
            "ready",
            "tasks_done",
            "tasks_left",
            "tasks_total",
            "urgent"
        ]
    );
    assert_eq!(judged.seen[1].1, Value::Boolean(true));
    assert_eq!(judged.seen[3].1, Value::Integer(0));
    assert_eq!(ready.facts().len(), 6);
    // What is missing is what can be given.
    let judged = judge(
        &ready,
        &World::default().bool("open", true).bool("urgent", false),
    );
    assert_eq!(judged.missing, ["tasks_done".into(), "tasks_total".into()]);
    // Outside of its declared range it is an error.
    let mut scope = scope();
    let small = Type::Integer { min: 0, max: 10 };
    let left = value_rule("tasks_total - tasks_done", &small, &scope);
    declare(&mut scope, "left", small, Some(left.expr));
    let world = World::default()
        .int("tasks_done", 12)
        .int("tasks_total", 10);
    let judged = judge(&rule_in("left >= 0", &scope), &world);
    assert_eq!(judged.error, Some(EvalError::Overflow));
}

#[test]
fn values_are_computed_at_their_scale() {
    let scope = scope();
    let world = World::default()
        .with("budget", decimal_of("1.25"))
        .int("yes", 3)
        .with("author", Value::Person("p9".into()));
    let value = |text: &str, of: &Type| evaluate(&value_rule(text, of, &scope), &world);
    let shown = |text: &str, of: &Type| match value(text, of) {
        Answer::Known(value) => value.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(shown("today", &Type::Date), "2027-01-08");
    assert_eq!(shown("actor", &Type::Person), "p1");
    assert_eq!(shown("author", &Type::Person), "p9");
    assert_eq!(shown("yes + 1", &integer()), "4");
    assert_eq!(shown("2", &decimal(3)), "2.000");
    assert_eq!(shown("budget + 1", &decimal(4)), "2.2500");
    assert_eq!(shown("\"adopt\"", &options(&["adopt"])), "adopt");
    assert_eq!(shown("\"가\"", &Type::Text { max: 1 }), "가");
    assert_eq!(shown("yes > 2", &Type::Boolean), "true");
    assert_eq!(
        value("no + 1", &integer()),
        Answer::Unknown(vec!["no".into()])
    );
    assert_eq!(
        value("yes * 1000000", &integer()),
        Answer::Error(EvalError::Overflow)
    );
}

#[test]
fn shared_functions_are_put_in() {
    let file = "\
// 과반수: more than half of a base.
fn majority(part, base) { more_than(part, \"1/2\", base) }
fn passes(part, base, kind) {
    // A text may hold braces: \"}\"
    majority(part, base) && kind == \"adopt\" && at_least(base, \"1/1\", 3)
}
fn is_at(place) { at(place) }
fn twice(n) { n + n }
fn id(x) { x }
";
    let (functions, findings) = Functions::read(&Source::new("law.rhai", file));
    assert!(findings.is_empty(), "{}", told(&findings));
    let names: Vec<&str> = functions.names().map(|name| &**name).collect();
    assert_eq!(names, ["id", "is_at", "majority", "passes", "twice"]);
    let mut scope = scope();
    scope.functions = functions;
    let rule = rule_in(
        "passes(yes, yes + no, decision) && !is_at(checking)",
        &scope,
    );
    assert_eq!(
        rule.expr.to_string(),
        "more_than(yes, \"1/2\", yes + no) && decision == \"adopt\" \
         && at_least(yes + no, \"1/1\", 3) && !at(checking)"
    );
    let world = World::default()
        .int("yes", 3)
        .int("no", 2)
        .with("decision", Value::Choice("adopt".into()));
    assert_eq!(judge(&rule, &world).truth, Truth::Holds);
    // A function may be called within its own argument: that is no circle.
    let rule = rule_in("twice(twice(twice(id(yes)))) == 24", &scope);
    assert_eq!(judge(&rule, &world).truth, Truth::Holds);
    // A literal takes its type where it is put.
    assert!(try_rule("id(\"adopt\") == decision && id(2) == budget", &scope).is_ok());
}

#[test]
fn an_explanation_goes_part_by_part() {
    let rule = rule(
        "tasks_done <= tasks_total && (decision == \"adopt\" || at_least(yes, \"2/3\", present)) && ready",
    );
    let world = World::default()
        .int("tasks_done", 12)
        .int("tasks_total", 10)
        .int("yes", 3)
        .int("present", 5)
        .with("decision", Value::Choice("defer".into()));
    fn draw(part: &Part, depth: usize, out: &mut String) {
        let seen: Vec<String> = part
            .seen
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        out.push_str(&format!(
            "{}{:?} {} `{}` seen [{}] missing {:?}\n",
            "  ".repeat(depth),
            part.join,
            part.truth.as_str(),
            part.text,
            seen.join(", "),
            part.missing
        ));
        for part in &part.parts {
            draw(part, depth + 1, out);
        }
    }
    let whole = explain(&rule, &world);
    let mut out = String::new();
    draw(&whole, 0, &mut out);
    out.push_str("obstacles:\n");
    for part in whole.obstacles() {
        out.push_str(&format!("  {} `{}`\n", part.truth.as_str(), part.text));
    }
    insta::assert_snapshot!(out);
}
