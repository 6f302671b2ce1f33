//! The shipped library by use of the program: nothing wrong, nothing uncovered,
//! and the demo that shows it.

use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, EN, KO, dated, short, snapshot};

#[test]
fn the_shipped_library_has_no_error_and_no_warning() {
    let desk = Desk::new();
    let (exit, mut report) = desk.json("check --deny warnings");
    assert_eq!(exit, 0);
    for finding in report["findings"].as_array_mut().unwrap() {
        assert_eq!(finding["level"], "note", "{finding:#}");
        // Lines move with every edit; what is said does not.
        let finding = finding.as_object_mut().unwrap();
        finding.remove("place");
        finding.remove("places");
    }
    snapshot("shipped", "check", &format!("{report:#}\n"));
    assert_eq!(
        desk.run(EN, &["check", "--deny", "undecided"])
            .status
            .code(),
        // Three properties are not decided.
        Some(4)
    );
}

/// DESIGN, section 9: the keys that programs rely on.
#[test]
fn the_report_of_a_check_has_the_keys_that_programs_rely_on() {
    let report = Desk::new().json("check").1;
    for key in ["verdict", "checked", "findings"] {
        assert!(report.get(key).is_some(), "{key}");
    }
    for key in [
        "files",
        "workflows",
        "states",
        "transitions",
        "guards",
        "provisions",
    ] {
        assert!(report["checked"][key].as_u64().unwrap() > 0, "{key}");
    }
    for finding in report["findings"].as_array().unwrap() {
        for key in [
            "code", "name", "level", "verdict", "workflow", "element", "place", "citation",
            "message", "help", "story",
        ] {
            assert!(finding.get(key).is_some(), "{key} of {finding:#}");
        }
        for key in ["file", "line", "column"] {
            assert!(finding["place"].get(key).is_some(), "{key} of {finding:#}");
        }
    }
}

#[test]
fn the_scenarios_show_everything() {
    let desk = Desk::new();
    let (exit, report) = desk.json("test --coverage");
    assert_eq!(exit, 0);
    let uncovered = report["uncovered"].as_array().unwrap();
    let library = jorye::library::Library::of(&jorye::library::shipped());
    assert_eq!(uncovered.len(), library.procedures.len());
    for workflow in uncovered {
        for (name, uncovered) in workflow.as_object().unwrap() {
            if let Value::Array(uncovered) = uncovered {
                assert!(uncovered.is_empty(), "{name} of {workflow:#}");
            }
        }
    }
    let text: String = [KO, EN]
        .map(|lang| desk.told(lang, "test --coverage"))
        .concat();
    snapshot("shipped", "test", &text);
}

#[test]
fn the_demo_runs_anywhere_and_writes_what_it_names() {
    for lang in [KO, EN] {
        let desk = Desk::empty();
        let told = desk.told(lang, "demo");
        assert!(told.contains("--- exit 0"), "{told}");
        // Its days are those of the story.
        dated("shipped", &format!("demo.{}", short(lang)), &told);
        for name in [
            "compact.db",
            "compact.db.key",
            "trail.jsonl",
            "checkpoint.txt",
        ] {
            let name = format!("jorye-demo/{name}");
            assert!(told.contains(&name), "{name} is not named");
            assert!(desk.path(&name).is_file(), "{name} is not there");
        }
        assert_eq!(desk.files().len(), 4);

        // What it proposes to do next can be done.
        let lines: Vec<&str> = told
            .lines()
            .filter_map(|line| line.strip_prefix("  jorye "))
            .collect();
        assert_eq!(lines.len(), 3, "{told}");
        for line in lines {
            desk.do_(line);
        }

        // A second one takes the next free name, and touches nothing.
        let first = desk.read("jorye-demo/trail.jsonl");
        desk.do_("demo");
        assert!(desk.path("jorye-demo-2/trail.jsonl").is_file());
        assert!(desk.read("jorye-demo/trail.jsonl") == first);
        assert_eq!(desk.files().len(), 8);
    }
}

#[test]
fn the_demo_says_where_it_cannot_write() {
    let desk = Desk::empty();
    desk.write("file", "");
    let output = desk
        .command(EN)
        .arg("demo")
        .current_dir("/proc")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("error[J0"), "{said}");
}

#[test]
fn what_is_compiled_in_is_what_is_in_the_folders() {
    let desk = Desk::new();
    let compiled = jorye::library::shipped();
    let names: Vec<&str> = compiled.iter().map(|(name, _)| name).collect();
    assert_eq!(names, desk.files());
    for (name, bytes) in compiled.iter() {
        assert!(bytes == desk.read(name), "{name} differs");
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(jorye::library::Files::read(here).unwrap(), compiled);
}

#[test]
fn the_procedures_are_shown_as_text_and_as_pictures() {
    let desk = Desk::new();
    for workflow in ["proposal", "monitoring"] {
        for lang in [KO, EN] {
            let told = |form: &str| desk.told(lang, &format!("show {workflow} --format {form}"));
            let text = told("text");
            snapshot(
                "shipped",
                &format!("show.{workflow}.{}", short(lang)),
                &text,
            );
            let (dot, mermaid) = (told("dot"), told("mermaid"));
            assert!(
                dot.contains("digraph ") && dot.contains("--- exit 0"),
                "{dot}"
            );
            assert!(mermaid.contains("stateDiagram-v2") && mermaid.contains("--- exit 0"));
            let workflow = jorye::library::Library::of(&jorye::library::shipped()).procedures
                [workflow]
                .workflow
                .clone();
            for transition in &workflow.transitions {
                let title = if lang == KO {
                    &transition.element.title.ko
                } else {
                    &transition.element.title.en
                };
                for (form, shown) in [("text", &text), ("dot", &dot), ("mermaid", &mermaid)] {
                    let first = title.split([' ', ',']).next().unwrap();
                    assert!(shown.contains(first), "{form} has no {title}");
                }
            }
        }
    }
    // Without a form it is the text.
    let plain = desk.run(KO, &["show", "proposal"]);
    assert_eq!(
        plain.stdout,
        desk.run(KO, &["show", "proposal", "--format", "text"])
            .stdout
    );
}
