//! Every finding of a library, on a bad example and on its mended form.
//!
//! `tests/fixtures/findings/J0xxx/bad` is a small library that has the fault,
//! `good` the same library without it. What is said of the bad one stands
//! beside it, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

use jorye::diagnostic::{Code, catalogue};
use serde_json::Value;

use super::command_line::{jorye, said};

/// Codes of library files that no library can show, and why.
const WITHOUT: &[(u16, &str)] = &[(
    328,
    "a workflow without its ordinance is J0106 before any citation is read",
)];

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/findings")
}

/// The codes that have a library.
fn codes() -> BTreeMap<Code, PathBuf> {
    std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("bad").is_dir())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            (name.parse().unwrap(), path.clone())
        })
        .collect()
}

/// What the program says of a library.
fn check(folder: &Path, lang: &str, format: &str) -> Output {
    let inside = folder.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    jorye(lang)
        .args(["check", "--format", format, "--library"])
        .arg(inside)
        .output()
        .unwrap()
}

/// Everything found in a library.
fn findings(folder: &Path) -> Vec<Value> {
    let output = check(folder, "en", "json");
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let found = report["findings"].as_array().unwrap().clone();
    let fails = found
        .iter()
        .any(|finding| finding["level"] == "error" && finding["verdict"] != "undecided");
    assert_eq!(
        output.status.code(),
        Some(i32::from(fails)),
        "{}",
        folder.display()
    );
    found
}

fn has(findings: &[Value], code: Code) -> bool {
    let code = code.to_string();
    findings.iter().any(|finding| finding["code"] == code)
}

#[test]
fn every_code_of_a_library_has_its_examples() {
    let have: BTreeSet<Code> = codes().into_keys().collect();
    let without: BTreeSet<Code> = WITHOUT.iter().map(|(code, _)| Code(*code)).collect();
    let needed: BTreeSet<Code> = catalogue::messages()
        .map(|message| message.code)
        // Values are given to cases, not by workflows, and coverage is no check: see
        // `runtime_findings`.
        .filter(|code| matches!(code.0, 0..164 | 170..361 | 363..430 | 512..=520 | 600..650 | 924 | 925))
        .collect();
    let missing: Vec<&Code> = needed
        .iter()
        .filter(|code| !have.contains(code) && !without.contains(code))
        .collect();
    assert!(missing.is_empty(), "without fixtures: {missing:?}");
    assert!(have.is_disjoint(&without), "a fixture is there after all");
    for code in &have {
        assert!(catalogue::find(*code).is_some(), "{code} is no code");
    }
}

#[test]
fn the_mended_example_does_not_have_the_fault() {
    for (code, folder) in codes() {
        let found = findings(&folder.join("good"));
        assert!(!has(&found, code), "{code} in its good example");
    }
}

#[test]
fn the_bad_example_is_told_in_both_languages() {
    for (code, folder) in codes() {
        let bad = folder.join("bad");
        let found = findings(&bad);
        assert!(has(&found, code), "{code} is not in its bad example");
        for lang in ["ko", "en"] {
            let text = said(&check(&bad, lang, "human"));
            insta::with_settings!({
                snapshot_path => folder.clone(),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(lang, text);
            });
        }
    }
}

/// A hole `{name}` that stays is a word that the finding did not give.
#[test]
fn every_word_of_a_message_is_filled() {
    for (_, folder) in codes() {
        for finding in findings(&folder.join("bad")) {
            let code: Code = finding["code"].as_str().unwrap().parse().unwrap();
            for hole in holes_of(code) {
                for part in ["message", "follows", "help"] {
                    for lang in ["ko", "en"] {
                        let text = finding[part][lang].as_str().unwrap();
                        assert!(!text.contains(&hole), "{code}: {text}");
                    }
                }
            }
        }
    }
}

pub fn holes_of(code: Code) -> Vec<String> {
    let message = catalogue::message(code);
    let sentences = [message.says, message.follows, message.help];
    sentences
        .iter()
        .flat_map(|sentence| [sentence.ko, sentence.en])
        .flat_map(|text| text.split('{').skip(1))
        .filter_map(|part| part.split_once('}'))
        .map(|(hole, _)| format!("{{{hole}}}"))
        // An example of TOML in a message is no hole.
        .filter(|hole| !hole.contains([' ', '=']))
        .collect()
}
