//! Every finding of a library, on a bad example and on its mended form.
//!
//! `tests/fixtures/findings/J0xxx/bad` is a small library that has the fault,
//! `good` the same library without it. What is said of the bad one stands
//! beside it, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jorye::check::{Input, Report, check_all};
use jorye::command::render;
use jorye::diagnostic::{Code, Finding, Lang, catalogue};
use jorye::library::{Files, Library};

/// Codes of library files that no library can show, and why.
const WITHOUT: &[(u16, &str)] = &[
    (
        328,
        "a workflow without its ordinance is J0106 before any citation is read",
    ),
    (
        430,
        "values are given to cases and scenarios, not by workflows",
    ),
    (431, "as J0430"),
    (432, "as J0430"),
    (433, "as J0430"),
    (434, "as J0430"),
    (435, "as J0430"),
    (436, "as J0430"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/findings")
}

/// The codes that have a folder.
fn codes() -> BTreeMap<Code, PathBuf> {
    std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            (name.parse().unwrap(), path.clone())
        })
        .collect()
}

/// Everything found in a library.
fn findings(folder: &Path) -> Vec<Finding> {
    let files = Files::read(folder).unwrap();
    let library = Library::of(&files);
    let inputs: Vec<Input<'_>> = library
        .procedures
        .values()
        .map(|procedure| Input {
            workflow: &procedure.workflow,
            texts: &library.texts,
            pins: procedure.pins.as_deref(),
        })
        .collect();
    // A procedure that could not be built was looked at.
    let mut report = if inputs.is_empty() && library.workflow_files > 0 {
        Report::default()
    } else {
        check_all(&inputs)
    };
    report.absorb(library.findings.clone());
    report.findings
}

#[test]
fn every_code_of_a_library_has_its_examples() {
    let have: BTreeSet<Code> = codes().into_keys().collect();
    let without: BTreeSet<Code> = WITHOUT.iter().map(|(code, _)| Code(*code)).collect();
    let needed: BTreeSet<Code> = catalogue::messages()
        .map(|message| message.code)
        .filter(|code| code.0 < 700)
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
        assert!(
            found.iter().all(|finding| finding.code != code),
            "{code} in its good example"
        );
    }
}

#[test]
fn the_bad_example_is_told_in_both_languages() {
    for (code, folder) in codes() {
        let found = findings(&folder.join("bad"));
        assert!(
            found.iter().any(|finding| finding.code == code),
            "{code} is not found in its bad example"
        );
        for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
            let text: String = found
                .iter()
                .filter(|finding| finding.code == code)
                .map(|finding| render::human::finding(finding, lang, false) + "\n\n")
                .collect();
            insta::with_settings!({
                snapshot_path => folder.clone(),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(name, text);
            });
        }
    }
}

/// A hole `{name}` that stays is a word that the finding did not give.
#[test]
fn every_word_of_a_message_is_filled() {
    for (code, folder) in codes() {
        for finding in findings(&folder.join("bad")) {
            let holes = holes_of(finding.code);
            for lang in [Lang::Ko, Lang::En] {
                for text in [
                    finding.title(lang),
                    finding.follows(lang),
                    finding.help(lang),
                ] {
                    for hole in &holes {
                        assert!(
                            !text.contains(hole.as_str()),
                            "{code}: {} in {text}",
                            finding.code
                        );
                    }
                }
            }
        }
    }
}

fn holes_of(code: Code) -> Vec<String> {
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
