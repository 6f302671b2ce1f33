//! What is told about rules that are wrong.

use super::*;
use crate::diagnostic::{Code, catalogue};

/// Rules that cannot be read, and what they show.
const WRONG: &[&str] = &[
    // Names.
    "tasks_doen <= tasks_total",
    "checking",
    "decide",
    "decision == adopt",
    "quorated(yes)",
    "today() > filed_on",
    "at(cheking)",
    "at(\"checking\")",
    "at(decide)",
    "at(1)",
    "taken(report_)",
    "taken_since(checking, report)",
    "given(notes)",
    "given(\"note\")",
    "given(ready)",
    "sum(tasks, \"costs\") > 1",
    "sum(tasks, cost) > 1",
    // Types.
    "yes == \"1\"",
    "decision == \"adopted\"",
    "colour == decision",
    "decision < \"reject\"",
    "filed_on == \"2027-01-01\"",
    "filed_on + 5 > today",
    "filed_on - due_on > 5",
    "budget > yes",
    "budget == 1 && budget * 0.5 > 1 && budget > yes * 2",
    "author == \"p1\"",
    "note < reply",
    "note + reply == note",
    "members == members",
    "plan == plan && plan < plan",
    "vote == vote",
    "open > urgent",
    "!yes",
    "-open == open",
    "-note == note",
    "yes && open",
    "yes",
    "\"adopt\"",
    "tasks",
    "1.5",
    // Functions.
    "at_least(yes, present)",
    "at_least(yes, \"3/2\", present)",
    "at_least(yes, 2, present)",
    "more_than(open, \"1/2\", urgent)",
    "more_than(yes, \"1/2\", budget)",
    "date(\"2027-02-30\") == today",
    "date(\"2027-1-1\") == today",
    "date(note) == today",
    "days_between(today, yes) > 1",
    "count(yes) > 1",
    "sum(yes, \"cost\") > 1",
    "sum(tasks, \"task\") > 1",
    "count_where(tasks, \"task\", 1) > 0",
    "every(tasks, \"done\", \"true\")",
    "contains(yes, 1)",
    "contains(members, \"p1\")",
    "contains(scores, 1.5)",
    "quorate(note)",
    // What is written so elsewhere.
    "open and urgent",
    "open or not urgent",
    "not(open)",
    "yes ≤ present",
    "yes ≥ present && yes ≠ 1",
    "yes = 1",
    "yes => 1",
    "yes <= 2,000",
    "yes <= 1,234,567 || at_least(1,200, \"1/2\", yes)",
    "decision == “adopt”",
    // Several faults at once, each told.
    "tasks_doen <= tasks_totl && at(cheking) && decision == \"adopted\" && yes == \"1\"",
    "note == 'a' && yes / 2 > 1 && [1] == 1",
];

#[test]
fn every_fault_has_its_place_and_its_words() {
    let mut out = String::new();
    for text in WRONG {
        let findings = try_rule(text, &scope()).expect_err(text);
        out.push_str(&format!("── {text}\n{}", told(&findings)));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_value_must_fit_its_declared_type() {
    let scope = scope();
    let mut out = String::new();
    for (text, of) in [
        ("yes > 1", integer()),
        ("yes", Type::Boolean),
        ("budget * rate", decimal(2)),
        ("1.234", decimal(2)),
        ("2000000", integer()),
        ("\"gren\"", options(&["red", "green"])),
        ("decision", options(&["red", "green"])),
        ("\"abc\"", Type::Text { max: 2 }),
        ("\"p1\"", Type::Person),
        ("today", Type::Person),
        ("filed_on", Type::Text { max: 10 }),
        ("members", Type::Person),
    ] {
        let findings = try_value(text, &of, &scope).expect_err(text);
        out.push_str(&format!("── {text} as {of}\n{}", told(&findings)));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn faults_of_shared_functions() {
    let mut out = String::new();
    for file in [
        "let x = 1;",
        "fn f(a) { a",
        "fn f(a, a) { a }",
        "fn f(a, today) { a }",
        "fn F(a) { a }",
        "fn case(a) { a }",
        "fn f(a) a",
        "fn f() { }",
        "fn f(a) { let b = a; b }",
        "fn f(a) { if a { true } else { false } }",
        "fn f(a) { yes > a }",
        "fn f(pary) { part > 1 }",
        "fn f(a) { a }\nfn f(b) { b }",
        "fn count(a) { a }",
        "fn f(a) { f(a) }",
        "fn f(a) { g(a) }\nfn g(a) { h(a) }\nfn h(a) { g(a) }",
        "oops\nfn good(a) { a }\noops again",
    ] {
        let (functions, findings) = Functions::read(&Source::new("f.rhai", file));
        assert!(!findings.is_empty(), "{file}");
        let names: Vec<&str> = functions.names().map(|name| &**name).collect();
        out.push_str(&format!("── {file}\n{}  kept {names:?}\n", told(&findings)));
    }
    // Across files.
    let read = |name: &str, file: &str| Functions::read(&Source::new(name, file)).0;
    let mut all = read("one.rhai", "fn f(a) { g(a) }\nfn same(a) { a }");
    let findings = all.merge(read("two.rhai", "fn g(a) { f(a) }\nfn same(a) { a }"));
    out.push_str(&format!("── two files\n{}", told(&findings)));
    let all = read("one.rhai", "fn f(a) { more_then(a, \"1/2\", g(a)) }");
    out.push_str(&format!("── nowhere\n{}", told(&all.unknown_calls())));
    insta::assert_snapshot!(out);
}

#[test]
fn a_fault_within_a_shared_function_shows_the_call() {
    let file = "fn inner(a) { a > 1 }\nfn outer(a, b) { inner(a) && inner(b) }";
    let mut scope = scope();
    scope.functions = Functions::read(&Source::new("f.rhai", file)).0;
    let mut out = String::new();
    for text in [
        "outer(yes, note)",
        "outer(yes, nothing)",
        "outer(yes)",
        "inner(inner(yes))",
    ] {
        let findings = try_rule(text, &scope).expect_err(text);
        out.push_str(&format!("── {text}\n{}", told(&findings)));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn circles_are_refused_at_the_call_too() {
    let (functions, findings) = Functions::read(&Source::new("f.rhai", "fn f(a) { f(a) }"));
    assert_eq!(findings[0].code, codes::SHARED_RECURSION);
    let mut scope = scope();
    scope.functions = functions;
    let findings = try_rule("f(open)", &scope).unwrap_err();
    assert_eq!(findings[0].code, codes::SHARED_RECURSION);
}

#[test]
fn every_code_is_in_the_catalogue_and_every_row_has_a_code() {
    for code in codes::ALL {
        assert!(catalogue::find(*code).is_some(), "{code}");
    }
    let rows: Vec<Code> = catalogue::messages()
        .map(|message| message.code)
        .filter(|code| matches!(code.0, 400..500 | 650))
        .collect();
    // A deadline that a rule names wrongly is told with those of deadlines.
    let own: Vec<Code> = codes::ALL
        .iter()
        .copied()
        .filter(|code| *code != codes::UNKNOWN_DEADLINE)
        .collect();
    assert_eq!(rows, own);
}

#[test]
fn what_is_reserved_is_what_rhai_refuses() {
    let plain = [
        "count", "sum", "open", "at", "date", "given", "present", "due", "x1",
    ];
    for word in plain {
        assert!(!reserved(word), "{word}");
    }
    for word in [
        "case", "new", "default", "public", "with", "shared", "match", "is", "call",
    ] {
        assert!(reserved(word), "{word}");
    }
    assert!(scan::every_reserved_word_is_refused_by(|word| {
        let engine = rhai::Engine::new_raw();
        let script = format!("let {word} = 1; {word}");
        engine.compile(script).is_err()
    }));
}
