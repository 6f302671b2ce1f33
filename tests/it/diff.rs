//! `jorye diff`: what a revision means, as its reviewer reads it.

use std::process::Output;

use serde_json::Value;

use super::command_line::{jorye, said};

const OLD: &str = "tests/fixtures/diff/old.toml";
const NEW: &str = "tests/fixtures/diff/new.toml";

fn diff(lang: &str, line: &[&str]) -> Output {
    jorye(lang).arg("diff").args(line).output().unwrap()
}

fn json(old: &str, new: &str) -> Value {
    let output = diff("ko", &[old, new, "--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

#[test]
fn every_kind_of_change_is_told_with_an_example() {
    insta::assert_snapshot!("diff_ko", said(&diff("ko", &[OLD, NEW])));
    insta::assert_snapshot!("diff_en", said(&diff("en", &[OLD, NEW])));
    let plain = diff("en", &[OLD, NEW, "--format", "plain"]);
    insta::assert_snapshot!("diff_plain", said(&plain));
}

#[test]
fn programs_get_the_same() {
    let found = json(OLD, NEW);
    let verdicts: Vec<(&str, &str)> = found["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["id"].as_str().unwrap(), it["verdict"].as_str().unwrap()))
        .collect();
    assert_eq!(
        verdicts,
        [
            ("apply", "incomparable"),
            ("supplement", "stricter"),
            ("decide", "looser"),
            ("withdraw", "looser"),
            ("reopen", "same"),
        ]
    );
    assert_eq!(found["transitions"][3]["was"], "abandon");
    let example = &found["transitions"][0]["only_old"][0]["values"];
    assert_eq!(example["members"], 10);
    assert_eq!(example["local"], false);
    // The other way round, what was stricter is looser.
    let back = json(NEW, OLD);
    assert_eq!(back["transitions"][1]["verdict"], "looser");
    assert_eq!(back["transitions"][0]["verdict"], "incomparable");
}

#[test]
fn changes_are_an_error_only_where_they_are_denied() {
    let code = |line: &[&str]| diff("en", line).status.code().unwrap();
    assert_eq!(code(&[OLD, NEW]), 0);
    assert_eq!(code(&[OLD, NEW, "--deny", "changes"]), 1);
    assert_eq!(
        code(&[OLD, OLD, "--deny", "changes", "--deny", "undecided"]),
        0
    );
    assert_eq!(code(&[OLD, "tests/fixtures/diff/none.toml"]), 3);
    assert_eq!(code(&[OLD, "nothing_of_this_name"]), 2);
    assert_eq!(code(&[OLD]), 2);
}

#[test]
fn revisions_of_a_library_are_named_by_their_number() {
    let library = "tests/fixtures/revise/library";
    let of = |old: &str, new: &str| {
        let line = ["--library", library, "--format", "json", "diff", old, new];
        let output = jorye("ko").args(line).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", said(&output)))
    };
    let found = of("permit@1", "permit");
    assert_eq!(found["old"]["revision"], 1);
    assert_eq!(found["new"]["revision"], 2);
    assert_eq!(found["same"], false);
    // The same by the names of the files.
    let files = of(
        "tests/fixtures/revise/library/workflows/permit.r1.toml",
        "tests/fixtures/revise/library/workflows/permit.toml",
    );
    assert_eq!(files["changes"], found["changes"]);
    assert_eq!(files["transitions"], found["transitions"]);
}

/// What is shipped is the same as itself: nothing is left undecided, though rules
/// over rows and service are not followed.
#[test]
fn every_shipped_procedure_is_the_same_as_itself() {
    for entry in std::fs::read_dir("workflows").unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_str().unwrap();
        let beside = [".scenarios.toml", ".story.toml"];
        if !name.ends_with(".toml") || beside.iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let found = json(name, name);
        assert_eq!(found["same"], true, "{name}: {found:#}");
        assert_eq!(found["undecided"], 0, "{name}");
        assert_eq!(found["changes"].as_array().unwrap().len(), 0, "{name}");
    }
}
