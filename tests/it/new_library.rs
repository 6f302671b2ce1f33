//! `jorye new`: what it writes checks clean, passes, and runs at once.

use std::path::Path;
use std::process::Output;

use super::command_line::{jorye, said};

const LANGUAGES: [(&str, &str); 2] = [("ko", "ko_KR.UTF-8"), ("en", "en_GB.UTF-8")];

fn run(locale: &str, here: &Path, line: &str) -> Output {
    jorye(locale)
        .current_dir(here)
        .args(line.split(' '))
        .output()
        .unwrap()
}

/// What ends well says so.
fn well(locale: &str, here: &Path, line: &str) -> String {
    let output = run(locale, here, line);
    assert_eq!(output.status.code(), Some(0), "{line}\n{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that are told, indented, after the files.
fn told(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("jorye "))
        .collect()
}

#[test]
fn a_new_library_is_used_at_once() {
    for (lang, locale) in LANGUAGES {
        let place = tempfile::tempdir().unwrap();
        let shown = well(locale, place.path(), "new garden");
        insta::with_settings!({
            snapshot_path => "../snapshots/new_library",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(format!("new.{lang}"), &shown);
        });
        let here = place.path().join("garden");
        let next = told(&shown);
        assert_eq!(next.len(), 3, "{shown}");
        // Nothing at all is found: no error, no warning, nothing undecided, no note.
        let report = well(locale, &here, "check --format json");
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["findings"], serde_json::json!([]));
        assert_eq!(report["checked"]["workflows"], 1);
        for line in next {
            well(locale, &here, line);
        }
        well(locale, &here, "fmt --check");
        for line in [
            "case advance garden-1 apply --actor kim --as resident --give area=20",
            "case next garden-1",
            "case advance garden-1 decide --actor lee --as mayor --give decision=allot --reason free",
            "case advance garden-1 give_back --actor kim --as resident",
        ] {
            well(locale, &here, line);
        }
        let refused = run(
            locale,
            &here,
            "case advance garden-1 give_back --actor kim --as resident",
        );
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    }
}

/// A title goes into the head and above the articles, whatever signs it has.
#[test]
fn a_title_is_taken_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let title = r#"수원시 "한뼘" \ 텃밭 조례"#;
    let made = jorye("ko_KR.UTF-8")
        .current_dir(place.path())
        .args(["new", "garden", "--title", title])
        .output()
        .unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let here = place.path().join("garden");
    let text = std::fs::read_to_string(here.join("ordinance/garden.md")).unwrap();
    assert!(text.contains(&format!("\n# {title}\n")), "{text}");
    let check = well("ko_KR.UTF-8", &here, "check");
    assert!(check.contains("오류 0, 경고 0"), "{check}");
    for bad in ["", " ", "두\n줄"] {
        let refused = jorye("ko_KR.UTF-8")
            .current_dir(place.path())
            .args(["new", "other", "--title", bad])
            .output()
            .unwrap();
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(!place.path().join("other").exists());
    }
}

#[test]
fn nothing_is_written_over_what_is_there() {
    let place = tempfile::tempdir().unwrap();
    let here = place.path();
    std::fs::create_dir(here.join(".git")).unwrap();
    well("en_GB.UTF-8", here, "new .");
    let before = std::fs::read(here.join("README.md")).unwrap();
    std::fs::write(here.join("README.md"), "mine").unwrap();
    let refused = run("en_GB.UTF-8", here, "new .");
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("error[J0974]"),
        "{}",
        said(&refused)
    );
    assert_eq!(std::fs::read(here.join("README.md")).unwrap(), b"mine");
    assert_ne!(before, b"mine");
}
