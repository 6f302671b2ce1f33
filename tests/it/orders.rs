//! Scenarios with corrections, erasures and revisions: remedies and transitional rules
//! are tried before adoption, without a store.

use std::path::{Path, PathBuf};

use jorye::diagnostic::Lang;
use jorye::engine::scenario::{Failure, Mismatch, run_beside};
use jorye::guard::Name;
use jorye::library::{Files, Library};

use crate::command_line::{copy, jorye};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// The procedures of several fixtures, with the scenarios of one folder.
fn folder(scenarios: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["erasure/library", "revise/library"] {
        copy(&fixture(part), folder.path());
    }
    for file in ["ordinance/terms.md", "workflows/record.toml"] {
        let text = std::fs::read(fixture("http").join(file)).unwrap();
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    copy(&fixture("orders").join(scenarios), folder.path());
    folder
}

/// The files, with something put for something else in one of them.
fn changed(folder: &Path, file: &str, changes: &[(&str, &str)]) -> Files {
    let mut files = Files::read(folder).unwrap();
    let mut text = String::from_utf8(files.get(file).unwrap().to_vec()).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old} in {text}");
        text = text.replacen(old, new, 1);
    }
    files.insert(file, text);
    files
}

/// Every scenario with how it failed, by the revision that it was played against.
fn play(files: &Files) -> Vec<(String, u32, Option<Failure>)> {
    let library = Library::of(files);
    assert_eq!(library.findings, []);
    let others: Vec<_> = library
        .procedures
        .values()
        .map(|procedure| procedure.definition())
        .collect();
    let mut all = Vec::new();
    for procedure in library.every_revision() {
        let id = procedure.workflow.id();
        let revisions: Vec<_> = library
            .revisions(id)
            .map(|procedure| procedure.definition())
            .collect();
        for file in &procedure.scenarios {
            assert_eq!(file.revision, procedure.workflow.revision);
            for scenario in &file.scenarios {
                let own = procedure.definition();
                let played = run_beside(own, &others, &revisions, file, scenario);
                all.push((scenario.id.to_string(), file.revision, played.failure));
            }
        }
    }
    all
}

fn failure(files: &Files, scenario: &str) -> Option<Failure> {
    let found = play(files).into_iter().find(|(id, ..)| id == scenario);
    found.unwrap().2
}

#[test]
fn remedies_and_transitional_rules_are_told_as_scenarios() {
    let folder = folder("good");
    let files = Files::read(folder.path()).unwrap();
    let played = play(&files);
    let failed: Vec<_> = played.iter().filter(|(.., it)| it.is_some()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let mut named: Vec<(&str, u32)> = played.iter().map(|(id, at, _)| (&**id, *at)).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            ("corrected", 1),
            ("counted_again", 1),
            ("erased", 1),
            ("heard_and_moved", 1),
            ("permitted", 2),
            ("with_its_child", 1),
        ]
    );
}

const MOVE: &str = r#"rule = "move""#;

/// The same story under the three transitional rules.
#[test]
fn the_rule_says_whether_a_case_stays_moves_or_moves_at_its_next_act() {
    let folder = folder("good");
    let workflow = "workflows/permit.toml";
    let scenarios = "workflows/permit.r1.scenarios.toml";
    let under = |rule: &str, steps: &str| {
        let text = std::fs::read_to_string(folder.path().join(workflow)).unwrap();
        let (text, map) = text.split_once("[transitional.from.1]").unwrap();
        let text = text.replacen(MOVE, &format!("rule = \"{rule}\""), 1);
        // Cases that stay need no map.
        let map = match rule {
            "keep" => String::new(),
            _ => format!("[transitional.from.1]{map}"),
        };
        let mut files = Files::read(folder.path()).unwrap();
        files.insert(workflow, format!("{text}{map}"));
        let text = String::from_utf8(files.get(scenarios).unwrap().to_vec()).unwrap();
        let (head, _) = text.split_once("[[scenario]]").unwrap();
        let scenario = "[[scenario]]\nid = \"story\"\ntitle = { ko = \"이야기\", en = \"A story\" }\n\
            given = { on = 2025-12-20, by = \"kim\", as = \"resident\", facts = { people = 20 } }\n\
            [[scenario.step]]\nwhen = { on = 2025-12-29, by = \"office\", act = \"accept\" }\nthen = { revision = 1 }\n";
        files.insert(scenarios, format!("{head}{scenario}{steps}"));
        failure(&files, "story")
    };
    let revise = "[[scenario.step]]\nwhen = { on = 2026-01-05, revise = 2 }\n";
    let permit =
        "[[scenario.step]]\nwhen = { on = 2026-01-06, by = \"office\", act = \"permit_it\" }\n";
    let hear = "[[scenario.step]]\nwhen = { on = 2026-01-06, by = \"office\", act = \"hear\" }\n";
    let moved = format!(
        "{revise}then = {{ revision = 2, due = {{ decision = 2026-01-12 }} }}\n{permit}then = {{ revision = 2, outcome = \"permitted\" }}\n"
    );
    let stays = format!(
        "{revise}then = {{ revision = 1, due = {{ decision = 2026-01-19 }} }}\n{hear}then = {{ revision = 1, at = [\"hearing\"] }}\n"
    );
    let at_next = format!(
        "{revise}then = {{ revision = 1, due = {{ decision = 2026-01-19 }} }}\n{permit}then = {{ revision = 2, outcome = \"permitted\" }}\n"
    );
    assert_eq!(under("move", &moved), None);
    assert_eq!(under("keep", &stays), None);
    assert_eq!(under("move_at_next_act", &at_next), None);
    // Each fails where another is told.
    for (rule, story) in [("move", &at_next), ("keep", &moved), ("keep", &at_next)] {
        let found = under(rule, story).map(|found| found.mismatch);
        assert!(
            matches!(found, Some(Mismatch::Revision { .. })),
            "{rule}: {found:?}"
        );
    }
    // An act that only the old revision knows is none, once the case is moved.
    let mut files = changed(folder.path(), workflow, &[]);
    let text = String::from_utf8(files.get(scenarios).unwrap().to_vec()).unwrap();
    let (head, _) = text.split_once("[[scenario]]").unwrap();
    let story = "[[scenario]]\nid = \"story\"\ntitle = { ko = \"이야기\", en = \"A story\" }\n\
        given = { on = 2025-12-20, by = \"kim\", as = \"resident\", facts = { people = 20 } }\n";
    files.insert(
        scenarios,
        format!("{head}{story}{revise}then = {{ revision = 2 }}\n{hear}then = {{}}\n"),
    );
    let library = Library::of(&files);
    let codes: Vec<String> = library
        .findings
        .iter()
        .map(|it| it.code.to_string())
        .collect();
    assert_eq!(codes.len(), 1, "{:?}", library.findings);
    assert!(library.findings[0].title(Lang::En).contains("hear"));
}

/// A case that has no place under the later revision is told with the reason.
#[test]
fn a_case_without_a_place_is_not_moved() {
    let folder = folder("good");
    // Few may use a roof from now on, so that a case with more has no place.
    let changes = [
        ("max   = 100", "max   = 10"),
        ("[transitional.from.1]\n", "[transitional.from.1]\n"),
    ];
    let mut files = changed(folder.path(), "workflows/permit.toml", &changes);
    let text = String::from_utf8(files.get("workflows/permit.toml").unwrap().to_vec()).unwrap();
    let text = text.replace(
        "facts       = { memo = false }",
        "facts       = { memo = false, people = \"people\" }",
    );
    files.insert("workflows/permit.toml", text);
    let scenarios = "workflows/permit.scenarios.toml";
    let later = String::from_utf8(files.get(scenarios).unwrap().to_vec()).unwrap();
    files.insert(scenarios, later.replace("people = 20", "people = 5"));
    let found = failure(&files, "counted_again").unwrap();
    let Mismatch::NotDone { found, says, .. } = found.mismatch else {
        panic!("{found:?}");
    };
    assert_eq!(found, ["no_place"].map(Name::from));
    assert!(
        says.ko.contains("people") && says.en.contains("people"),
        "{says:?}"
    );
}

#[test]
fn what_goes_otherwise_is_told_in_both_languages() {
    let folder = folder("bad");
    for lang in ["ko_KR.UTF-8", "C"] {
        let output = jorye(lang)
            .args(["test", "--format", "plain"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8(output.stdout).unwrap();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("orders_told_{}", lang.split('_').next().unwrap()), text);
        });
    }
}

/// A file may name its revision, wherever it stands; one that is nowhere is told.
#[test]
fn a_file_of_scenarios_may_name_its_revision() {
    let folder = folder("good");
    let from = "workflows/permit.scenarios.toml";
    let named = |number: u32| {
        changed(
            folder.path(),
            from,
            &[
                (
                    "workflow = \"permit\"",
                    &format!("workflow = \"permit\"\nrevision = {number}"),
                ),
                (
                    "revision = 2, due = { decision = 2026-02-19 }",
                    "at = [\"reviewing\"]",
                ),
            ],
        )
    };
    let of = |number| {
        let played = play(&named(number));
        let found = played.into_iter().find(|(id, ..)| id == "permitted");
        let (_, revision, failure) = found.unwrap();
        assert_eq!(failure, None);
        revision
    };
    assert_eq!((of(1), of(2)), (1, 2));
    let library = Library::of(&named(7));
    let codes: Vec<String> = library
        .findings
        .iter()
        .map(|it| it.code.to_string())
        .collect();
    assert_eq!(codes, ["J0966"]);
}
