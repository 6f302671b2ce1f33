//! The audit trail by use of the program: exported, signed, verified, and
//! tampered with.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::desk::{Desk, EN, KO, short, snapshot};

type Files = BTreeMap<String, Vec<u8>>;

/// A store with a proposal and a half-year in it, exported and signed. It is
/// made once for all tests.
fn signed() -> Desk {
    static FILES: LazyLock<Files> = LazyLock::new(make);
    Desk::of(&FILES)
}

/// Another log with the same acts in it.
fn another() -> Desk {
    static FILES: LazyLock<Files> = LazyLock::new(make);
    Desk::of(&FILES)
}

fn make() -> Files {
    let desk = Desk::new();
    for line in [
        "case open proposal --id p-1 --actor park --as citizen",
        "case advance p-1 submit --actor park --as citizen --give contact=010 --give subject=쉼터 --give purport=돌봄",
        "case open monitoring --id m-1 --actor han --as division --give period_end=2019-06-30 \
         --give report_due=2019-07-10 --give core_total=1",
        "case advance p-1 receive --actor yoon --as secretariat --give receipt_no=7",
        "audit export --out trail.jsonl",
        "audit checkpoint --out checkpoint.txt",
    ] {
        desk.do_(line);
    }
    desk.contents()
}

/// Changes the exported trail, line by line.
fn tampered(desk: &Desk, change: impl FnOnce(&mut Vec<String>)) {
    let mut lines: Vec<String> = desk
        .text("trail.jsonl")
        .lines()
        .map(str::to_owned)
        .collect();
    change(&mut lines);
    desk.write("tampered.jsonl", lines.join("\n") + "\n");
}

/// The exit code of a verification, and the codes of its findings.
fn verified(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let (exit, report) = desk.json(&format!("audit verify {line}"));
    assert_eq!(report["verified"], exit == 0, "{report:#}");
    let codes = report["findings"].as_array().unwrap().iter();
    (
        exit,
        codes
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect(),
    )
}

#[test]
fn a_good_trail_says_what_was_checked_and_what_was_not() {
    for lang in [KO, EN] {
        let desk = signed();
        let text = desk.transcript(
            lang,
            &[
                "audit export --out again.jsonl",
                "audit checkpoint",
                "audit checkpoint --out again.txt",
                "audit verify trail.jsonl",
                "audit verify trail.jsonl --checkpoint checkpoint.txt --format plain",
                "audit verify",
                "audit verify --checkpoint checkpoint.txt",
            ],
        );
        snapshot("trail", &format!("good.{}", short(lang)), &text);
        // The same log, byte for byte.
        assert!(desk.read("again.jsonl") == desk.read("trail.jsonl"));
    }
}

#[test]
fn a_good_trail_is_told_to_programs() {
    let desk = signed();
    let text = desk.told(
        EN,
        "audit verify trail.jsonl --checkpoint checkpoint.txt --format json",
    );
    snapshot("trail", "good.json", &text);
}

#[test]
fn the_key_known_from_outside_is_compared() {
    let desk = signed();
    let other = another();
    let key = |desk: &Desk| {
        desk.json("audit verify").1["key"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let own = format!(
        "trail.jsonl --checkpoint checkpoint.txt --key {}",
        key(&desk)
    );
    assert_eq!(verified(&desk, &own), (0, vec![]));
    let not_checked = desk.json(&format!("audit verify {own}")).1["not_checked"].clone();
    assert_eq!(not_checked.as_array().unwrap().len(), 1, "{not_checked:#}");
    let (exit, codes) = verified(&desk, &format!("trail.jsonl --key {}", key(&other)));
    assert_eq!((exit, codes.len()), (1, 1));
    for lang in [KO, EN] {
        let told = desk.told(lang, "audit verify trail.jsonl --key abc");
        snapshot("trail", &format!("key_malformed.{}", short(lang)), &told);
    }
}

#[test]
fn a_cut_tail_is_found_also_where_the_count_was_made_to_fit() {
    for lang in [KO, EN] {
        let desk = signed();
        tampered(&desk, |lines| {
            lines.pop();
        });
        let plain = desk.told(lang, "audit verify tampered.jsonl");
        tampered(&desk, |lines| {
            lines.pop();
            lines[0] = lines[0].replace("\"size\":5", "\"size\":4");
        });
        // Alone it holds, and says what it cannot see.
        assert_eq!(verified(&desk, "tampered.jsonl"), (0, vec![]));
        let fitted = desk.told(
            lang,
            "audit verify tampered.jsonl --checkpoint checkpoint.txt",
        );
        snapshot(
            "trail",
            &format!("cut.{}", short(lang)),
            &format!("{plain}{fitted}"),
        );
    }
}

#[test]
fn a_changed_byte_is_found() {
    let desk = signed();
    let whole = desk.text("trail.jsonl");
    let lines = whole.lines().count();
    for line in 1..lines {
        tampered(&desk, |lines| {
            let middle = lines[line].len() / 2;
            let other = if lines[line].as_bytes()[middle] == b'7' {
                "8"
            } else {
                "7"
            };
            lines[line].replace_range(middle..=middle, other);
        });
        if desk.text("tampered.jsonl") == whole {
            continue;
        }
        let (exit, codes) = verified(&desk, "tampered.jsonl --checkpoint checkpoint.txt");
        assert!(exit == 1 && !codes.is_empty(), "line {line}");
    }
}

#[test]
fn swapped_lines_are_found() {
    for lang in [KO, EN] {
        let desk = signed();
        tampered(&desk, |lines| {
            let last = lines.len() - 1;
            lines.swap(last - 3, last - 2);
        });
        let told = desk.told(
            lang,
            "audit verify tampered.jsonl --checkpoint checkpoint.txt",
        );
        assert!(told.contains("--- exit 1"), "{told}");
        // Which root it is differs from run to run.
        snapshot("trail", &format!("swapped.{}", short(lang)), &told);
    }
}

#[test]
fn the_checkpoint_of_another_log_proves_nothing() {
    let desk = signed();
    let other = another();
    desk.write("other.txt", other.read("checkpoint.txt"));
    for lang in [KO, EN] {
        let told = desk.told(lang, "audit verify trail.jsonl --checkpoint other.txt");
        snapshot("trail", &format!("other_log.{}", short(lang)), &told);
    }
    // One that fails is not made good by one that holds.
    let both = "trail.jsonl --checkpoint checkpoint.txt --checkpoint other.txt";
    assert_eq!(verified(&desk, both).0, 1);
}

#[test]
fn a_signature_that_is_forged_is_seen() {
    let desk = signed();
    let text = desk.text("checkpoint.txt").replacen("\n5\n", "\n4\n", 1);
    assert_ne!(text, desk.text("checkpoint.txt"));
    desk.write("forged.txt", text);
    let (exit, codes) = verified(&desk, "trail.jsonl --checkpoint forged.txt");
    assert_eq!((exit, codes), (1, vec!["J0819".to_owned()]));
}

#[test]
fn a_file_that_is_no_trail_is_told_as_that() {
    for lang in [KO, EN] {
        let desk = signed();
        let whole = desk.read("trail.jsonl");
        desk.write("truncated.jsonl", &whole[..whole.len() / 2]);
        desk.write("not_utf8.jsonl", b"\xc1\xa61\xc1\xb6(\xb8\xf1\xc0\xfb)");
        desk.write("empty.jsonl", "");
        let text = desk.transcript(
            lang,
            &[
                "audit verify ordinance/seoul_compact.md",
                "audit verify not_utf8.jsonl",
                "audit verify empty.jsonl",
                "audit verify truncated.jsonl --checkpoint checkpoint.txt",
                "audit verify nothing.jsonl",
                "audit verify ordinance",
                "audit verify trail.jsonl --checkpoint trail.jsonl",
                "audit verify trail.jsonl --checkpoint not_utf8.jsonl",
                "audit verify trail.jsonl --checkpoint nothing.txt",
            ],
        );
        snapshot("trail", &format!("no_trail.{}", short(lang)), &text);
    }
}

#[test]
fn without_its_key_the_log_goes_on_and_signs_nothing() {
    for lang in [KO, EN] {
        let desk = signed();
        let other = another();
        let key = desk.text("jorye.db.key");
        fs::remove_file(desk.path("jorye.db.key")).unwrap();
        let mut text = desk.told(lang, "audit checkpoint --out new.txt");
        desk.write("jorye.db.key", other.read("jorye.db.key"));
        text += &*desk.told(lang, "audit checkpoint --out new.txt");
        desk.write("jorye.db.key", "열쇠");
        text += &*desk.told(lang, "audit checkpoint --out new.txt");
        text += &*desk.told(lang, "case advance p-1 withdraw --actor park --as proposer");
        snapshot("trail", &format!("key_lost.{}", short(lang)), &text);
        assert!(!desk.path("new.txt").exists());
        desk.write("jorye.db.key", key);
        desk.do_("audit checkpoint --out new.txt");
        assert_eq!(
            verified(&desk, "--checkpoint new.txt --checkpoint checkpoint.txt"),
            (0, vec![])
        );
    }
}

/// Nobody else may read the key.
#[cfg(unix)]
#[test]
fn the_key_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.do_("case open proposal --actor park --as citizen");
    let mode = fs::metadata(desk.path("jorye.db.key"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn results_are_written_whole_or_not_at_all() {
    for lang in [KO, EN] {
        let desk = signed();
        desk.write("old.jsonl", "was here");
        let before = desk.files();
        let text = desk.transcript(
            lang,
            &[
                "audit export --out nowhere/trail.jsonl",
                "audit checkpoint --out nowhere/checkpoint.txt",
                "audit export --out ordinance",
                "audit export --out trail.jsonl/trail.jsonl",
            ],
        );
        snapshot("trail", &format!("not_written.{}", short(lang)), &text);
        assert_eq!(desk.files(), before);
        desk.do_("audit export --out old.jsonl");
        assert!(desk.read("old.jsonl") == desk.read("trail.jsonl"));
        assert_eq!(desk.files(), before);
    }
}

/// A store that breaks off in the middle of an export leaves no half file.
#[test]
fn an_export_of_a_damaged_store_leaves_the_old_file() {
    let desk = signed();
    let connection = rusqlite::Connection::open(desk.path("jorye.db")).unwrap();
    // The store itself guards its entries against every change.
    let guards: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for guard in guards {
        connection
            .execute_batch(&format!("DROP TRIGGER {guard}"))
            .unwrap();
    }
    let changed = connection
        .execute("UPDATE entry SET bytes = x'7b7d' WHERE leaf = 3", [])
        .unwrap();
    assert_eq!(changed, 1);
    drop(connection);
    let stored = |name: &String| !name.starts_with("jorye.db");
    let files = || desk.files().into_iter().filter(stored).collect::<Vec<_>>();
    let before = (desk.text("trail.jsonl"), files());
    let (exit, findings) = desk.findings("audit export --out trail.jsonl");
    assert_eq!(exit, 5, "{findings:#?}");
    assert!(desk.text("trail.jsonl") == before.0 && files() == before.1);
}

/// A pipe or a device keeps its name: it is written, not replaced.
#[cfg(target_os = "linux")]
#[test]
fn an_export_goes_into_a_pipe_as_into_a_file() {
    use std::os::unix::fs::FileTypeExt as _;
    let desk = signed();
    let pipe = desk.path("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    if !made.as_ref().is_ok_and(|status| status.success()) {
        assert!(
            std::env::var_os("JORYE_CI").is_none(),
            "no mkfifo: {made:?}"
        );
        println!("skipped: this machine has no mkfifo");
        return;
    }
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    desk.do_("audit export --out pipe");
    assert!(reader.join().unwrap() == desk.read("trail.jsonl"));
    assert!(fs::metadata(pipe).unwrap().file_type().is_fifo());
}

#[cfg(unix)]
#[test]
fn an_export_through_a_link_writes_the_file_behind_it() {
    let desk = signed();
    fs::create_dir(desk.path("kept")).unwrap();
    desk.write("kept/trail.jsonl", "old");
    std::os::unix::fs::symlink(desk.path("kept/trail.jsonl"), desk.path("link.jsonl")).unwrap();
    desk.do_("audit export --out link.jsonl");
    assert!(desk.path("link.jsonl").is_symlink());
    assert!(desk.read("kept/trail.jsonl") == desk.read("trail.jsonl"));
}

/// A file system with very little room, until it is dropped.
#[cfg(target_os = "linux")]
pub struct Tiny(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Tiny {
    /// Mounts one in a folder; none where that is not permitted.
    pub fn mount(folder: std::path::PathBuf, kib: u32) -> Option<Tiny> {
        fs::create_dir_all(&folder).unwrap();
        let size = format!("size={kib}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&folder)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            Some(Tiny(folder))
        } else {
            println!("skipped: mounting a file system is not permitted here");
            None
        }
    }

    /// From now on it can be read only.
    pub fn make_read_only(&self) {
        let done = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(&self.0)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    }
}

#[cfg(target_os = "linux")]
impl Drop for Tiny {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_gets_no_half_of_a_trail() {
    let desk = signed();
    let Some(_tiny) = Tiny::mount(desk.path("tiny"), 16) else {
        return;
    };
    desk.write("tiny/trail.jsonl", "was here");
    for lang in [KO, EN] {
        let told = desk.told(lang, "audit export --out tiny/trail.jsonl");
        snapshot("trail", &format!("full_disk.{}", short(lang)), &told);
    }
    assert_eq!(desk.text("tiny/trail.jsonl"), "was here");
    let left: Vec<String> = desk
        .files()
        .into_iter()
        .filter(|name| name.starts_with("tiny/"))
        .collect();
    assert_eq!(left, ["tiny/trail.jsonl"]);
}

#[test]
fn what_is_wrong_is_told_to_programs_with_its_code() {
    let desk = signed();
    tampered(&desk, |lines| {
        lines.pop();
    });
    let (exit, report) = desk.json("audit verify tampered.jsonl --checkpoint checkpoint.txt");
    assert_eq!(exit, 1);
    for finding in report["findings"].as_array().unwrap() {
        assert!(finding["message"]["ko"].as_str().unwrap().ends_with('.'));
        assert_ne!(finding["message"]["ko"], finding["message"]["en"]);
    }
    assert_eq!(report["checkpoints"], 0);
    assert_eq!(
        report["log"].as_str().map(|log| log.starts_with("jorye/")),
        Some(true)
    );
    assert_eq!(report["more_faults"], Value::from(0));
}
