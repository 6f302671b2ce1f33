//! Bad input of whoever runs a log: keys, checkpoints, proofs, and a store that was
//! changed by hand. Each has its own answer.

use std::process::Stdio;

use super::{desk, finds, verified};
use crate::desk::{Desk, EN, KO, short, snapshot, words};

fn told(desk: &Desk, name: &str, line: &str) {
    for lang in [KO, EN] {
        let told = desk.told(lang, line);
        snapshot("attacks", &format!("{name}.{}", short(lang)), &told);
    }
}

/// The codes of what a line says on standard error.
fn codes(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let (exit, findings) = desk.findings(line);
    let code = |one: &serde_json::Value| one["code"].as_str().unwrap().to_owned();
    (exit, findings.iter().map(code).collect())
}

#[cfg(unix)]
#[test]
fn a_key_file_with_wrong_rights() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = desk();
    let set = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(desk.path("jorye.db.key"), mode).unwrap();
    };
    for (mode, good) in [
        (0o600, true),
        (0o400, true),
        (0o640, false),
        (0o644, false),
        (0o604, false),
        (0o660, false),
        (0o602, false),
        (0o777, false),
    ] {
        set(mode);
        let (exit, found) = codes(&desk, "audit checkpoint --out new.txt");
        let expected = if good {
            (0, vec![])
        } else {
            (5, vec!["J0878".to_owned()])
        };
        assert_eq!((exit, found), expected, "{mode:o}");
    }
    set(0o644);
    told(&desk, "key_rights", "audit receipt p-1");
    // What needs no signature goes on.
    desk.do_("case show p-1");
    desk.do_("audit verify --checkpoint kept.txt");
}

/// Two processes on one store: it is one log, whoever writes and signs.
#[test]
fn two_processes_with_one_key_and_one_store() {
    let desk = desk();
    let lines: Vec<String> = (0..4)
        .flat_map(|at| {
            [
                format!("case open proposal --id q-{at} --actor park --as citizen"),
                format!("audit checkpoint --out head-{at}.txt"),
            ]
        })
        .collect();
    let running: Vec<_> = lines
        .iter()
        .map(|line| {
            let mut command = desk.command(EN);
            command.args(words(line)).stdout(Stdio::null());
            command.spawn().unwrap()
        })
        .collect();
    for mut one in running {
        assert!(one.wait().unwrap().success());
    }
    let all: Vec<String> = (0..4)
        .map(|at| format!(" --checkpoint head-{at}.txt"))
        .collect();
    let line = format!("--checkpoint kept.txt{}", all.concat());
    assert_eq!(verified(&desk, &line), (0, vec![]));
}

/// A store copied with its key, and both used: two logs of one key. Each is good
/// by itself; their checkpoints side by side are not.
#[test]
fn two_processes_with_one_key_and_a_copied_store() {
    let desk = desk();
    for (from, to) in [("jorye.db", "copy.db"), ("jorye.db.key", "copy.db.key")] {
        desk.write(to, desk.read(from));
    }
    for line in [
        "case open proposal --id q-1 --actor park --as citizen",
        "case open proposal --id q-2 --actor park --as citizen --store sqlite:copy.db",
        "audit checkpoint --out mine.txt",
        "audit checkpoint --out theirs.txt --store sqlite:copy.db",
        "audit export --out mine.jsonl",
        "audit receipt p-1 --out mine.json --html mine.html",
    ] {
        desk.do_(line);
    }
    assert_eq!(
        verified(&desk, "mine.jsonl --checkpoint mine.txt"),
        (0, vec![])
    );
    let theirs = "mine.jsonl --checkpoint theirs.txt";
    assert_eq!(verified(&desk, theirs), (1, vec!["J0820".to_owned()]));
    let both = "mine.jsonl --checkpoint mine.txt --checkpoint theirs.txt";
    finds(&desk, "copied_store", both, &["J0867"]);
    finds(
        &desk,
        "copied_store_receipt",
        "mine.json --checkpoint theirs.txt",
        &["J0867"],
    );
    let (exit, found) = codes(&desk, "audit prove --since theirs.txt");
    assert_eq!((exit, found), (1, vec!["J0820".to_owned()]));
}

#[test]
fn a_checkpoint_of_another_log() {
    let desk = desk();
    for line in [
        "case open proposal --id p-1 --actor park --as citizen --store sqlite:other.db",
        "audit checkpoint --out other.txt --store sqlite:other.db",
    ] {
        desk.do_(line);
    }
    finds(
        &desk,
        "other_log",
        "trail.jsonl --checkpoint other.txt",
        &["J0869"],
    );
    let line = "p-1.receipt.json --checkpoint other.txt";
    finds(&desk, "other_log_receipt", line, &["J0869"]);
    for line in [
        "audit receipt p-1 --checkpoint other.txt",
        "audit prove p-1 1 --checkpoint other.txt",
        "audit prove --since other.txt",
    ] {
        assert_eq!(codes(&desk, line), (1, vec!["J0869".to_owned()]), "{line}");
    }
}

#[test]
fn a_checkpoint_before_the_case() {
    let desk = desk();
    let line = "audit receipt m-1 --checkpoint early.txt --out new.json";
    assert_eq!(codes(&desk, line), (2, vec!["J0866".to_owned()]));
    told(&desk, "before_the_case", line);
    assert!(!desk.path("new.json").exists());
    let (exit, found) = codes(&desk, "audit receipt nothing");
    assert_eq!((exit, found), (2, vec!["J0927".to_owned()]));
}

#[test]
fn a_proof_that_is_too_long() {
    let desk = desk();
    desk.do_("audit prove p-1 2");
    let key: jorye::audit::SecretKey = desk.text("jorye.db.key").parse().unwrap();
    let line = format!(
        "audit verify --proof long.tlog-proof --entry p-1-2.entry.json --key {}",
        key.public()
    );
    let more = format!("{}=\n", "A".repeat(43));
    for (name, times, exit) in [("one_more", 1, 1), ("many_more", 100, 3)] {
        let (head, note) = {
            let text = desk.text("p-1-2.tlog-proof");
            let (head, note) = text.split_once("\n\n").unwrap();
            (head.to_owned(), note.to_owned())
        };
        let long = format!("{head}\n{}\n{note}", more.repeat(times));
        desk.write("long.tlog-proof", long);
        for lang in [KO, EN] {
            let told = desk.told(lang, &line);
            assert!(told.contains("J0864"), "{told}");
            assert!(told.contains(&format!("--- exit {exit}")), "{told}");
            snapshot("attacks", &format!("proof_{name}.{}", short(lang)), &told);
        }
    }
}

/// By hand in the database, past the program and its triggers. Whatever was
/// changed, it is named, and no receipt is made of it that would verify.
#[test]
fn a_store_changed_by_hand() {
    const OPEN: &str = "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_removed;";
    for (name, sql) in [
        (
            "case_row",
            "UPDATE standing_case SET closed = 1 WHERE id = 'p-1'",
        ),
        (
            "entry",
            "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'yoon', 'kimm') AS BLOB)",
        ),
        (
            "entry_gone",
            "DELETE FROM opening WHERE leaf = 3; DELETE FROM entry WHERE leaf = 3",
        ),
        (
            "value",
            "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '쉼터', '쉼표') AS BLOB)",
        ),
        (
            "law",
            "UPDATE definition SET bytes = CAST(replace(CAST(bytes AS TEXT), '시민은', '시장은') AS BLOB) \
             WHERE instr(CAST(bytes AS TEXT), '시민은') > 0",
        ),
        ("tree", "UPDATE tree SET root = zeroblob(32)"),
    ] {
        for lang in [KO, EN] {
            let desk = desk();
            let store = rusqlite::Connection::open(desk.path("jorye.db")).unwrap();
            store.execute_batch(&format!("{OPEN} {sql}")).unwrap();
            store.close().unwrap();
            let verify = desk.told(lang, "audit verify --checkpoint kept.txt");
            assert!(!verify.contains("--- exit 0"), "{name}: {verify}");
            let mut text = verify;
            text += &*desk.told(lang, "audit receipt p-1 --out new.json --html new.html");
            if desk.path("new.json").exists() && name != "case_row" {
                text += &*desk.told(lang, "audit verify new.json --checkpoint kept.txt");
                assert!(
                    !text.contains("--- exit 0\n$ jorye audit verify new"),
                    "{name}"
                );
            }
            snapshot("attacks", &format!("by_hand_{name}.{}", short(lang)), &text);
        }
    }
}
