//! The trail of families, by two verifiers, and on the command line.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::desk::{Desk, EN};

fn desk() -> Desk {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/children/library");
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for part in ["ordinance", "workflows"] {
        for entry in std::fs::read_dir(from.join(part)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            files.insert(
                format!("{part}/{name}"),
                std::fs::read(entry.path()).unwrap(),
            );
        }
    }
    Desk::of(&files)
}

/// Three opinions, one of them read; then the draft is withdrawn.
fn story(desk: &Desk) {
    let rows = super::opinions(3);
    desk.do_("case open consultation --id c-1 --actor kim --as division --give draft=안");
    desk.do_(&format!(
        "case advance c-1 close_window --actor kim --as division --give 'received={rows}'"
    ));
    let (_, list) = desk.json("case list --parent c-1");
    let first = list["cases"][0]["case"].as_str().unwrap().to_owned();
    desk.do_(&format!(
        "case advance {first} read --actor kim --as division"
    ));
    desk.do_("case advance c-1 withdraw --actor kim --as division");
}

fn python(desk: &Desk, file: &str) -> Option<i32> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/verify.py");
    let output = Command::new("python3")
        .arg(tool)
        .arg(desk.path(file))
        .output()
        .ok()?;
    let code = output.status.code();
    assert!(
        code < Some(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    code
}

#[test]
fn both_verifiers_follow_what_cases_tell_each_other() {
    let desk = desk();
    story(&desk);
    desk.do_("audit export --out trail.jsonl");
    let whole = String::from_utf8(desk.read("trail.jsonl")).unwrap();
    let told = |name: &str, text: &str| {
        desk.write(name, text.as_bytes());
        let (_, report) = desk.json(&format!("audit verify {name}"));
        let codes: Vec<String> = report["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|finding| finding["code"].as_str().unwrap().to_owned())
            .collect();
        let ours = i32::from(!codes.is_empty());
        if let Some(theirs) = python(&desk, name) {
            assert_eq!(ours, theirs, "{name}: {codes:?}");
        }
        codes
    };
    assert_eq!(told("whole.jsonl", &whole), Vec::<String>::new());
    // Another word in what is taken, in what is sent, and in the row.
    for (name, word, changed, code) in [
        (
            "outcome",
            "\"outcome\":\"lapsed\",\"reached\":[],\"sequence\"",
            "\"outcome\":\"declined\",\"reached\":[],\"sequence\"",
            "J0851",
        ),
        (
            "row",
            "\"name\":\"opinions\",\"row\":1,\"sequence\"",
            "\"name\":\"opinions\",\"row\":2,\"sequence\"",
            "J0851",
        ),
        (
            "number",
            "\"message\":\"report\",\"number\":1,\"outcome\":null",
            "\"message\":\"report\",\"number\":2,\"outcome\":null",
            "J0850",
        ),
    ] {
        assert!(whole.contains(word), "{name}");
        let codes = told(&format!("{name}.jsonl"), &whole.replacen(word, changed, 1));
        assert!(!codes.is_empty(), "{name}");
        if name != "number" {
            assert!(codes.iter().any(|found| found == code), "{name}: {codes:?}");
        }
    }
}

#[test]
fn a_family_is_told_to_people() {
    let desk = desk();
    story(&desk);
    let text = desk.transcript(
        EN,
        &[
            "case show c-1",
            "case history c-1",
            "case list --parent c-1",
            "deliver",
        ],
    );
    for part in [
        "Children `opinions`: 3 cases, 3 ended",
        "outcome `lapsed`",
        "opens `opinions` no. 1",
        "closes `opinions`",
        "reached `read`",
        "Opened 0 children, took 0 other messages",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
