//! `jorye import`: models of other programs, and our own again.

use std::process::Output;

use jorye::check::net::{Budget, What, examine};
use jorye::diagnostic::{Source, Verdict};
use jorye::exchange::read;
use serde_json::Value;

use super::command_line::{jorye, said};

const MODEL: &str = "tests/fixtures/import/objection.bpmn";

fn import(lang: &str, line: &[&str]) -> Output {
    jorye(lang).arg("import").args(line).output().unwrap()
}

/// The day of a draft is that on which it is written.
fn undated(text: &str) -> String {
    let dated = |line: &str| line.starts_with("in_force");
    let lines = text.lines().map(|line| {
        if dated(line) {
            "in_force  = [today]"
        } else {
            line
        }
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_model_is_judged_and_drafted() {
    for lang in ["ko", "en"] {
        let output = import(lang, &[MODEL]);
        insta::assert_snapshot!(format!("import_{lang}"), undated(&said(&output)));
    }
    let output = import("en", &[MODEL, "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["verdict"], "refuted");
    assert_eq!(told["claims"][1]["claim"], "option_to_complete");
    assert_eq!(told["claims"][1]["verdict"], "refuted");
    assert_eq!(told["claims"][1]["stuck"], true);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_draft_takes_no_place_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("draft.toml");
    let out = out.to_str().unwrap();
    let first = import("en", &[MODEL, "--out", out]);
    assert!(
        std::fs::read_to_string(out)
            .unwrap()
            .contains("[transition."),
        "{}",
        said(&first)
    );
    std::fs::write(out, "mine").unwrap();
    let second = import("en", &[MODEL, "--out", out]);
    assert_eq!(second.status.code(), Some(5), "{}", said(&second));
    assert_eq!(std::fs::read_to_string(out).unwrap(), "mine");
}

/// What `export pnml` writes of every shipped procedure is read back, and can come
/// to its end from everywhere.
#[test]
fn our_own_nets_are_read_back() {
    let mut judged = 0;
    for entry in std::fs::read_dir("workflows").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(id) = name.strip_suffix(".toml").filter(|id| !id.contains('.')) else {
            continue;
        };
        let exported = jorye("en").args(["export", "pnml", id]).output().unwrap();
        let text = String::from_utf8(exported.stdout).unwrap();
        let model = read(&Source::new(format!("{id}.pnml"), text), None);
        let model = model.unwrap_or_else(|findings| panic!("{id}: {findings:?}"));
        assert!(model.findings.is_empty(), "{id}: {:?}", model.findings);
        let found = examine(&model.net, Budget::default()).unwrap();
        assert!(found.searched, "{id}");
        let verdict = |what: What| found.claim(what).unwrap().verdict;
        assert_eq!(verdict(What::Safe), Verdict::Proved, "{id}");
        assert_eq!(verdict(What::OptionToComplete), Verdict::Proved, "{id}");
        judged += 1;
    }
    assert!(judged > 5, "{judged}");
}
