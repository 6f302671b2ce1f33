//! Rules that mean harm are refused by type of fault, the same in debug and
//! release, without a panic and within a small stack.

use std::thread;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Code;

fn codes_of(text: &str) -> Vec<Code> {
    match try_rule(text, &scope()) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.iter().map(|finding| finding.code).collect(),
    }
}

/// Runs with half of the stack that a Rust thread has by default.
fn in_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(1 << 20).spawn(work);
    thread.unwrap().join().unwrap();
}

#[test]
fn deep_nesting_is_a_finding_and_never_an_overflow() {
    in_a_small_stack(|| {
        let nested = |times: usize| format!("{}open{}", "(".repeat(times), ")".repeat(times));
        assert_eq!(codes_of(&nested(10_000)), [codes::TOO_LONG]);
        assert_eq!(codes_of(&nested(2_000)), [codes::TOO_DEEP]);
        assert_eq!(codes_of(&nested(scan::MAX_NESTING)), [codes::TOO_DEEP]);
        assert_eq!(codes_of(&nested(scan::MAX_NESTING - 1)), []);
        let not = |times: usize| format!("{}open", "!".repeat(times));
        assert_eq!(codes_of(&not(100_000)), [codes::TOO_LONG]);
        assert_eq!(codes_of(&not(4_000)), [codes::TOO_DEEP]);
        assert_eq!(codes_of(&not(scan::MAX_NESTING - 1)), []);
        let minus = format!("0 == {}huge{}", "-(".repeat(600), ")".repeat(600));
        assert_eq!(codes_of(&minus), [codes::TOO_DEEP]);
        let calls =
            |times: usize| format!("0 == {}tasks{}", "count(".repeat(times), ")".repeat(times));
        assert_eq!(codes_of(&calls(500)), [codes::TOO_DEEP]);
        assert_eq!(codes_of(&calls(scan::MAX_NESTING - 3)), [codes::WRONG_TYPE]);
        // Half open.
        assert_eq!(codes_of(&"(".repeat(4_000)), [codes::TOO_DEEP]);
        assert_eq!(codes_of(&")".repeat(4_000)), [codes::SYNTAX]);
        assert_eq!(codes_of(&"((open) && ".repeat(300)), [codes::TOO_DEEP]);
    });
}

#[test]
fn the_deepest_rules_allowed_fit_a_small_stack() {
    in_a_small_stack(|| {
        let most = scan::MAX_NESTING;
        // A chain within brackets within a chain, as deep as it gets.
        let mut text = "yes".to_owned();
        for _ in 0..most / 2 - 2 {
            text = format!("({text} + 1)");
        }
        let rule = rule(&format!("{text} < 100"));
        assert_eq!(
            judge(&rule, &World::default().int("yes", 1)).truth,
            Truth::Holds
        );
        let text = format!(
            "!(({}))",
            vec!["open || (urgent && !heard)"; 60].join(") && (")
        );
        let rule = super::rule(&text);
        let world = World::default()
            .bool("open", true)
            .bool("urgent", false)
            .bool("heard", false);
        assert_eq!(judge(&rule, &world).truth, Truth::Fails);
        explain(&rule, &world);
        // Every precedence within every bracket: the worst for a parser that descends.
        let step = "open || open && open == open < yes + yes * (";
        let nested = |times: usize| format!("{}yes{}", step.repeat(times), ")".repeat(times));
        for times in 1..most {
            let found = codes_of(&nested(times));
            assert!(!found.is_empty(), "{times}");
        }
        let step = "open || open && open == (";
        let nested = |times: usize| format!("{}open{}", step.repeat(times), ")".repeat(times));
        for times in 1..most {
            let found = codes_of(&nested(times));
            assert!(
                found.is_empty() || found == [codes::TOO_DEEP],
                "{times} {found:?}"
            );
        }
        assert_eq!(codes_of(&nested(10)), []);
        assert_eq!(codes_of(&nested(most)), [codes::TOO_DEEP]);
    });
}

#[test]
fn long_chains_of_conditions_are_fine() {
    in_a_small_stack(|| {
        for sign in [" && ", " || "] {
            let rule = rule(&vec!["open"; 200].join(sign));
            assert_eq!(
                judge(&rule, &World::default().bool("open", true)).truth,
                Truth::Holds
            );
            assert_eq!(codes_of(&vec!["open"; 400].join(sign)), [codes::TOO_DEEP]);
        }
        let sum = |terms: usize| format!("{} > 0", vec!["1"; terms].join(" + "));
        assert_eq!(codes_of(&sum(scan::MAX_NESTING - 1)), []);
        assert_eq!(codes_of(&sum(1_000)), [codes::TOO_DEEP]);
    });
}

/// Every way out of the language that Rhai offers.
const OUT: &[&str] = &[
    "eval(\"40 + 2\") == 42",
    "import \"os\" as os",
    "import \"os\"; true",
    "sleep(1) == 1",
    "timestamp() > 0",
    "print(\"x\") == 1",
    "debug(\"x\") == 1",
    "type_of(yes) == \"i64\"",
    "is_def_var(\"yes\")",
    "is_def_fn(\"f\", 0)",
    "Fn(\"f\") == 1",
    "call(yes)",
    "curry(yes, 1)",
    "exit()",
    "this == 1",
    "global::x",
    "x.y",
    "yes.abs() > 1",
    "note.len() > 1",
    "note.pad(1000000000, 'x') == 1",
    "note?.len",
    "note[0] == 'x'",
    "members[0] == actor",
    "[1, 2, 3] == 1",
    "#{a: 1} == 1",
    "`${yes}` == note",
    "`x` == note",
    "note == 'x'",
    "|x| x",
    "|| true",
    "|x| |y| |z| true",
    "open && || true",
    "open || || true",
    "let x = 1; true",
    "const X = 1; true",
    "yes = 1",
    "yes += 1",
    "yes++ > 1",
    "open;",
    "open; open",
    "{ open }",
    "if open { true } else { false }",
    "switch yes { 1 => true, _ => false }",
    "while true { }",
    "loop { }",
    "do { } while true",
    "for x in 0..10 { }",
    "fn f() { true }",
    "return true",
    "throw 1",
    "try { true } catch { false }",
    "yes / 2 == 1",
    "yes % 2 == 0",
    "yes ** 2 == 4",
    "1 << 70 == 0",
    "yes >> 1 == 0",
    "yes & 1 == 1",
    "yes | 1 == 1",
    "yes ^ 1 == 1",
    "yes in members",
    "yes !in members",
    "yes ?? 1 == 1",
    "yes == 1..2",
    "yes == 1..=2",
    "yes === 1",
    "yes !== 1",
    "yes <> 1",
    "() == ()",
    "yes == 1.5e3",
    "yes == 0xff",
    "yes == 0b1",
    "yes == 1_000",
    "yes == 1.",
    "yes == .5",
    "yes == ~1",
    "yes == +note",
    "+yes == 1",
    "yes ≤ no",
    "open 그리고 urgent",
    "찬성 > 반대",
    "open /* no */ && open",
    "open && # urgent",
    "@open",
    "$open",
    "yes: 1",
    "yes -> 1",
    "call!(yes)",
    "count!(tasks) == 1",
    "note == \"a\\nb\"",
    "note == \"a\"\"b\"",
    "note == \"a\nb\"",
    "note == \"a",
    "",
    "   ",
    "// only a remark",
    "open urgent",
    "open,",
    "(open, urgent)",
    "count(tasks,) == 1",
    "&& open",
    "open &&",
    "!",
    "1 && 2",
    "\"a\" || open",
    "yes == 99999999999999999999",
    "rate == 1.23456789012345678901234567890",
    "null == 1",
    "new open",
    "case == 1",
    "quorate(note)",
    "carried(yes)",
    "outcome_count(vote, note) == 1",
];

#[test]
fn nothing_of_rhai_beyond_the_language_gets_in() {
    let mut out = String::new();
    for text in OUT {
        match try_rule(text, &scope()) {
            Ok(rule) => panic!("{text} was taken as {}", rule.expr),
            Err(findings) => {
                let first = &findings[0];
                let place = first.place().unwrap();
                out.push_str(&format!(
                    "{text:?}: {} ⟨{}⟩ {}\n",
                    first.code,
                    place.text().replace('\n', "⏎"),
                    first.title(Lang::En)
                ));
            }
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn what_grows_is_bounded() {
    // Strings.
    let text = format!("note == \"{}\"", "x".repeat(100_000));
    assert_eq!(codes_of(&text), [codes::TOO_LONG]);
    let text = format!("note == \"{}\"", "x".repeat(4_000));
    assert_eq!(codes_of(&text), []);
    // Numbers.
    assert_eq!(
        codes_of(&format!("yes < {}", "9".repeat(4_000))),
        [codes::NUMBER_TOO_LARGE]
    );
    // Functions that double what they are given.
    let mut file = "fn d0(x) { x + x }\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        file.push_str(&format!("fn d{level}(x) {{ d{below}(d{below}(x)) }}\n"));
    }
    let (functions, findings) = Functions::read(&Source::new("d.rhai", file));
    assert!(findings.is_empty(), "{}", told(&findings));
    let mut scope = scope();
    scope.functions = functions;
    let findings = try_rule("d39(yes) > 0", &scope).unwrap_err();
    assert_eq!(findings[0].code, codes::TOO_DEEP);
    assert!(try_rule("d2(yes) > 0", &scope).is_ok());
    // Facts computed from facts twice.
    let mut scope = super::scope();
    declare(&mut scope, "c0", integer(), None);
    for level in 1..60 {
        let below = level - 1;
        match try_value(&format!("c{below} + c{below}"), &integer(), &scope) {
            Ok(rule) => declare(&mut scope, &format!("c{level}"), integer(), Some(rule.expr)),
            Err(findings) => {
                assert_eq!(findings[0].code, codes::TOO_DEEP);
                assert!(level > 8);
                return;
            }
        }
    }
    panic!("growth without bound");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is written, it is a rule or a finding within the text.
    #[test]
    fn any_text_is_a_rule_or_findings(
        text in prop_oneof![
            "\\PC{0,40}",
            "[-+*!&|<>=()\"'`,.{}\\[\\]#;:?/%^~@$ \\na-c0-9_]{0,40}",
            proptest::collection::vec(
                prop_oneof![
                    Just("open"), Just("yes"), Just("1"), Just("1.5"), Just("\"a\""), Just("("),
                    Just(")"), Just("&&"), Just("||"), Just("!"), Just("-"), Just("+"), Just("*"),
                    Just("=="), Just("<"), Just("count"), Just("tasks"), Just(","), Just("at"),
                    Just("checking"), Just("today"), Just("date"), Just("given"), Just("sum"),
                ],
                0..30,
            ).prop_map(|words| words.join(" ")),
        ]
    ) {
        let place = place_of(&text);
        match try_rule(&text, &scope()) {
            Ok(rule) => { judge(&rule, &World::default()); }
            Err(findings) => {
                prop_assert!(!findings.is_empty());
                for finding in findings {
                    prop_assert!(finding.name() != "unlisted");
                    let at = finding.place().unwrap().span();
                    prop_assert!(place.span().start <= at.start && at.end <= place.span().end);
                }
            }
        }
    }
}
