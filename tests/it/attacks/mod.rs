//! What somebody may do to a trail, one by one: by hand, and as a forger who knows
//! the format and mends whatever can be mended. The checkpoint was kept outside.
//!
//! What people are told stands in `snapshots/attacks`, in both languages.

mod forger;
mod receipts;
mod stores;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::desk::{Desk, EN, KO, short, snapshot};
use forger::{Forger, signed};

/// A desk with two cases, exported (`trail.jsonl`), with the checkpoint that was
/// kept (`kept.txt`), and one of when the log was shorter (`early.txt`).
fn desk() -> Desk {
    static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
        let desk = Desk::new();
        for line in [
            "case open proposal --id p-1 --actor park --as citizen",
            "audit checkpoint --out early.txt",
            "case open monitoring --id m-1 --actor han --as division --give period_end=2019-06-30 \
             --give report_due=2019-07-10 --give core_total=1",
            "case advance p-1 submit --actor park --as citizen --give contact=010 --give subject=쉼터 --give purport=돌봄",
            "case advance p-1 receive --actor yoon --as secretariat --give receipt_no=7",
            "audit checkpoint --out kept.txt",
            "audit export --out trail.jsonl",
            "audit receipt p-1 --checkpoint kept.txt",
            "audit receipt m-1 --checkpoint kept.txt",
        ] {
            desk.do_(line);
        }
        desk.contents()
    });
    Desk::of(&FILES)
}

/// The exit code of a verification, and the codes of its findings.
fn verified(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let (exit, report) = desk.json(&format!("audit verify {line}"));
    let codes = report["findings"].as_array().unwrap().iter();
    let code = |one: &serde_json::Value| one["code"].as_str().unwrap().to_owned();
    (exit, codes.map(code).collect())
}

/// That a verification finds just these, and how people are told.
fn finds(desk: &Desk, name: &str, line: &str, codes: &[&str]) {
    let (exit, found) = verified(desk, line);
    let expected = i32::from(!codes.is_empty());
    assert_eq!(
        (exit, found),
        (
            expected,
            codes.iter().map(|code| (*code).to_owned()).collect()
        ),
        "{name}"
    );
    for lang in [KO, EN] {
        let told = desk.told(lang, &format!("audit verify {line}"));
        snapshot("attacks", &format!("{name}.{}", short(lang)), &told);
    }
}

/// By hand: one text of the trail replaced by another.
fn by_hand(name: &str, from: &str, to: &str, codes: &[&str]) {
    let desk = desk();
    desk.write("changed.jsonl", desk.read("trail.jsonl"));
    desk.edit("changed.jsonl", from, to);
    finds(&desk, name, "changed.jsonl --checkpoint kept.txt", codes);
}

/// A forger mends everything. By itself the file is without fault, which is said;
/// the checkpoint that was kept tells.
fn forged(name: &str, change: impl FnOnce(&mut Forger), codes: &[&str]) -> Desk {
    let desk = desk();
    let mut forger = Forger::of(&desk.text("trail.jsonl"));
    assert_eq!(
        forger.mended(),
        desk.read("trail.jsonl"),
        "nothing changed yet"
    );
    change(&mut forger);
    desk.write("changed.jsonl", forger.mended());
    assert_eq!(
        verified(&desk, "changed.jsonl"),
        (0, vec![]),
        "{name} alone"
    );
    let said = desk.told(EN, "audit verify changed.jsonl");
    assert!(said.contains("There was no checkpoint"), "{said}");
    finds(&desk, name, "changed.jsonl --checkpoint kept.txt", codes);
    desk
}

#[test]
fn an_edited_entry() {
    by_hand(
        "edited_by_hand",
        "\"actor\":\"yoon\"",
        "\"actor\":\"kim\"",
        &["J0820"],
    );
    forged(
        "edited",
        |trail| {
            let at = trail.at("p-1", 1);
            trail.leaves[at]["entry"]["actor"] = "kim".into();
        },
        &["J0820"],
    );
}

#[test]
fn an_edited_value() {
    // What follows it in the case cannot be told from it either.
    by_hand("value_by_hand", "쉼터", "쉼표", &["J0815", "J0813"]);
    forged(
        "value",
        |trail| {
            let at = trail.at("p-1", 2);
            let openings = trail.leaves[at]["openings"].as_array_mut().unwrap();
            let subject = openings
                .iter_mut()
                .find(|opening| opening["value"] == "쉼터")
                .unwrap();
            subject["value"] = "쉼표".into();
        },
        &["J0820"],
    );
}

#[test]
fn an_inserted_entry() {
    forged(
        "inserted",
        |trail| {
            let mut more = trail.leaves[trail.at("p-1", 1)].clone();
            more["entry"]["case"] = "p-2".into();
            trail.leaves.push(more);
        },
        // What was there is still there: the log has grown, and this is how far
        // the checkpoint reaches.
        &[],
    );
}

#[test]
fn an_entry_inserted_before_others() {
    forged(
        "inserted_before",
        |trail| {
            let mut more = trail.leaves[trail.at("p-1", 1)].clone();
            more["entry"]["case"] = "p-2".into();
            trail.leaves.insert(2, more);
        },
        &["J0820"],
    );
}

#[test]
fn swapped_entries() {
    forged("swapped", |trail| trail.leaves.swap(1, 2), &["J0820"]);
}

#[test]
fn a_cut_head() {
    let desk = desk();
    let text = desk.text("trail.jsonl");
    let first = text
        .lines()
        .position(|line| line.contains("\"kind\":\"opened\""));
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.remove(first.unwrap());
    desk.write("changed.jsonl", lines.concat());
    let codes = ["J0813", "J0812", "J0804", "J0821"];
    let (exit, found) = verified(&desk, "changed.jsonl --checkpoint kept.txt");
    assert_eq!(exit, 1);
    assert!(
        found.iter().any(|code| codes.contains(&code.as_str())),
        "{found:?}"
    );
    // The whole case, from its first entry on.
    forged(
        "cut_head",
        |trail| trail.leaves.retain(|leaf| leaf["entry"]["case"] != "p-1"),
        &["J0821"],
    );
}

#[test]
fn a_cut_tail() {
    forged("cut_tail", |trail| drop(trail.leaves.pop()), &["J0821"]);
}

#[test]
fn a_deleted_log() {
    let desk = desk();
    desk.write("changed.jsonl", "");
    finds(
        &desk,
        "deleted",
        "changed.jsonl --checkpoint kept.txt",
        &["J0868"],
    );
    // Nothing but its first leaf.
    forged(
        "deleted_but_genesis",
        |trail| trail.leaves.truncate(1),
        &["J0821"],
    );
    // The store with its key removed, and a new one begun in its place.
    for file in ["jorye.db", "jorye.db.key"] {
        std::fs::remove_file(desk.path(file)).unwrap();
    }
    desk.do_("case open proposal --id p-1 --actor park --as citizen");
    finds(&desk, "begun_anew", "--checkpoint kept.txt", &["J0869"]);
}

/// With the key in hand, a new checkpoint too. The old one tells; and both
/// together show to anybody that the key has signed two logs.
#[test]
fn a_log_rewritten_from_the_beginning_with_its_key() {
    let desk = forged(
        "rewritten",
        |trail| trail.leaves[0]["entry"]["created"] = "2020-01-01T00:00:00.000000Z".into(),
        &["J0820"],
    );
    let key = desk.text("jorye.db.key");
    desk.write("theirs.txt", signed(&desk.read("changed.jsonl"), &key));
    assert_eq!(
        verified(&desk, "changed.jsonl --checkpoint theirs.txt"),
        (0, vec![])
    );
    let both = "changed.jsonl --checkpoint theirs.txt --checkpoint kept.txt";
    finds(&desk, "forked", both, &["J0867"]);
}

#[test]
fn a_log_rewritten_before_an_old_checkpoint_of_another_size() {
    let desk = forged(
        "rewritten_long_ago",
        |trail| trail.leaves[0]["entry"]["created"] = "2020-01-01T00:00:00.000000Z".into(),
        &["J0820"],
    );
    let early = "changed.jsonl --checkpoint early.txt";
    assert_eq!(verified(&desk, early), (1, vec!["J0820".to_owned()]));
}

#[test]
fn a_replaced_workflow() {
    by_hand_definition("workflow_by_hand", "id        = \"proposal\"");
    forged(
        "workflow",
        |trail| trail.replace_definition("id        = \"proposal\"", "id        = \"proposals\""),
        &["J0820"],
    );
}

#[test]
fn a_replaced_ordinance() {
    by_hand_definition("ordinance_by_hand", "제17조");
    forged(
        "ordinance",
        |trail| trail.replace_definition("시민은 누구나", "시장은 누구나"),
        &["J0820"],
    );
}

#[test]
fn a_replaced_calendar() {
    by_hand_definition("calendar_by_hand", "3ㆍ1절");
    forged(
        "calendar",
        |trail| trail.replace_definition("3ㆍ1절", "삼이절"),
        &["J0820"],
    );
}

/// By hand: the bytes of a definition changed where they stand.
fn by_hand_definition(name: &str, holds: &str) {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    let desk = desk();
    let trail = Forger::of(&desk.text("trail.jsonl"));
    let (_, bytes) = trail
        .definitions
        .iter()
        .find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(holds))
        .unwrap();
    let mut other = bytes.clone();
    other.push(b'\n');
    let changed = desk
        .text("trail.jsonl")
        .replace(&BASE64.encode(bytes), &BASE64.encode(&other));
    desk.write("changed.jsonl", changed);
    let (exit, found) = verified(&desk, "changed.jsonl --checkpoint kept.txt");
    assert_eq!(exit, 1);
    assert_eq!(
        found.first().map(String::as_str),
        Some("J0806"),
        "{name} {found:?}"
    );
}

#[test]
fn json_that_is_not_canonical() {
    by_hand(
        "not_canonical",
        "\"actor\":\"yoon\",",
        "\"actor\": \"yoon\",",
        &["J0801", "J0804", "J0821"],
    );
}

#[test]
fn duplicate_keys() {
    by_hand(
        "duplicate_keys",
        "\"actor\":\"yoon\",",
        "\"actor\":\"kim\",\"actor\":\"yoon\",",
        &["J0801", "J0804", "J0821"],
    );
}

#[test]
fn unicode_twins() {
    use unicode_normalization::UnicodeNormalization as _;
    let twin: String = "쉼터".nfd().collect();
    by_hand("unicode_twins", "쉼터", &twin, &["J0815", "J0813"]);
}

#[test]
fn a_trail_of_zero_entries() {
    let desk = desk();
    let header = desk.text("trail.jsonl").lines().next().unwrap().to_owned();
    let parts: serde_json::Value = serde_json::from_str(&header).unwrap();
    let log = parts["log"].as_str().unwrap();
    let empty = format!(
        "{{\"definitions\":0,\"format\":1,\"kind\":\"jorye-trail\",\"log\":\"{log}\",\"manifests\":0,\"size\":0}}\n"
    );
    desk.write("changed.jsonl", empty);
    finds(
        &desk,
        "zero_entries",
        "changed.jsonl --checkpoint kept.txt",
        &["J0868"],
    );
}
