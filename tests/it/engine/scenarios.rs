//! The semantics as scenarios: `tests/fixtures/engine/*.toml`, each with what is
//! expected beside it.

use jorye::engine::scenario::{Coverage, run};
use jorye::engine::{apply, replay};
use jorye::workflow::scenario;

use super::{definition, fixture, source, told};

/// Plays every scenario of a fixture; entries make the same case again, and are
/// decided again alike. Every state is entered and every transition taken.
fn play(id: &str) {
    let workflow = fixture(id);
    let loaded = scenario::load(&source(&format!("{id}.scenarios.toml")), &workflow);
    assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
    let file = loaded.scenarios.unwrap();
    let definition = definition(&workflow);
    let mut coverage = Coverage::default();
    let mut wrong = Vec::new();
    for scenario in &file.scenarios {
        let played = run(definition, &file, scenario);
        if let Some(failure) = &played.failure {
            wrong.push(format!(
                "{id}: {} step {}: {:?}",
                scenario.id, failure.step, failure.mismatch
            ));
        }
        coverage.add(&played.entries);
        let mut case = None;
        for entry in &played.entries {
            let again = replay(definition, case.as_ref(), entry).unwrap();
            let applied = apply(case, entry).unwrap();
            assert_eq!(again.after, applied);
            case = Some(applied);
        }
        assert_eq!(case, played.case);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing = coverage.missing(&workflow);
    println!("{id}: {missing:?}");
}

macro_rules! plays {
    ($($id:ident)*) => {
        $(#[test]
        fn $id() {
            play(stringify!($id));
        })*
    };
}

plays! { states together together_by_clock automatic rules people effects opening deadlines accord advice annul }

/// A scenario that goes on after an opening that was rightly refused tells of
/// acts in a case that is not there: it fails at its first step.
#[test]
fn no_step_follows_a_refused_opening() {
    let workflow = fixture("opening");
    let text = r#"
format = 1
workflow = "opening"
[person]
kim = { name = { ko = "김", en = "Kim" }, roles = ["clerk"] }
[[scenario]]
id = "on"
title = { ko = "이어짐", en = "On" }
given = { on = 2027-02-01, by = "kim", facts = { stock = 1 } }
then = { refused = ["assumption"] }
[[scenario.step]]
when = { on = 2027-02-01, by = "kim", act = "look" }
then = { at = ["going"] }
"#;
    let text = jorye::diagnostic::Source::new("opening.scenarios.toml", text);
    let loaded = scenario::load(&text, &workflow);
    assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
    let file = loaded.scenarios.unwrap();
    let played = run(definition(&workflow), &file, &file.scenarios[0]);
    assert_eq!(played.failure.map(|failure| failure.step), Some(1));
}
