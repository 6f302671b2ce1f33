//! What can go wrong with a file, made to go wrong.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jorye::audit::Hash;
use jorye::diagnostic::{Coded, Lang};
use jorye::store::{
    ContentKind, Damage, NotStore, SqliteOptions, SqliteStore, Store, StoreError, Unfit,
};
use proptest::prelude::*;
use rusqlite::Connection;

use super::processes::{helper, path_for_helper};
use super::{advance, assert_sound, create, log, manifest, open, wait, whole_log};

/// The error of what must fail, told in both languages.
fn told<T>(result: Result<T, StoreError>) -> StoreError {
    let error = result.err().expect("it should fail");
    for lang in [Lang::Ko, Lang::En] {
        let finding = error.finding();
        for text in [
            finding.title(lang),
            finding.follows(lang),
            finding.help(lang),
        ] {
            assert!(!text.is_empty() && !text.contains('{'), "{text}");
        }
    }
    error
}

/// A store with a few cases, closed; long enough to have pages of every kind.
fn filled(path: &Path) -> usize {
    let store = create(path);
    let manifest = manifest(&store, "m");
    for id in ["a", "b", "c", "d"] {
        for seq in 0..6 {
            advance(&store, id, seq, manifest).unwrap();
        }
    }
    whole_log(&store).len()
}

#[test]
fn a_path_without_a_store_says_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    assert!(matches!(
        told(open(&path("none"))),
        StoreError::NotFound { .. }
    ));
    let in_no_folder = path("no/folder");
    let options = SqliteOptions::default();
    let error = told(SqliteStore::create(&in_no_folder, &log(), &options));
    assert!(matches!(error, StoreError::NotFound { .. }));

    fs::write(path("empty"), "").unwrap();
    fs::write(
        path("text"),
        "조례는 법령의 범위에서 제정한다.\n".repeat(50),
    )
    .unwrap();
    fs::write(path("short"), "SQLite").unwrap();
    let foreign = Connection::open(path("foreign")).unwrap();
    foreign
        .execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        .unwrap();
    foreign.close().unwrap();
    for (name, expected) in [
        ("empty", NotStore::Empty),
        ("text", NotStore::NotSqlite),
        ("short", NotStore::NotSqlite),
        ("foreign", NotStore::Foreign),
        (".", NotStore::NotAFile),
    ] {
        let before = fs::read(path(name)).ok();
        match told(open(&path(name))) {
            StoreError::NotAStore { found, .. } => assert_eq!(found, expected, "{name}"),
            other => panic!("{name}: {other}"),
        }
        // Looking at it changed nothing, and creating a store there neither.
        let error = told(SqliteStore::create(&path(name), &log(), &options));
        assert!(matches!(error, StoreError::Exists { .. }));
        assert_eq!(fs::read(path(name)).ok(), before);
    }
}

#[test]
fn a_failure_of_the_system_is_told_with_its_cause() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("x".repeat(300));
    let options = SqliteOptions::default();
    let error = told(SqliteStore::create(&long, &log(), &options));
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    filled(&path);
    let hand = Connection::open(&path).unwrap();
    hand.pragma_update(None, "user_version", 99).unwrap();
    hand.close().unwrap();
    match told(open(&path)) {
        StoreError::SchemaTooNew { found, known, .. } => assert_eq!((found, known), (99, 1)),
        other => panic!("{other}"),
    }
}

#[test]
fn helper_that_locks() {
    let Some(path) = path_for_helper("locks") else {
        return;
    };
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    println!("\nlocked");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn a_store_that_another_process_holds_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    filled(&path);
    let busy = Duration::from_millis(300);
    let options = SqliteOptions {
        busy,
        ..SqliteOptions::default()
    };
    let store = SqliteStore::open(&path, &options).unwrap();
    let manifest = manifest(&store, "m");
    let before = whole_log(&store);
    let mut other = helper("store::trouble::helper_that_locks", "locks", &path);
    let mut lines = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "locked"));
    // All who wait are told; readers are not held up.
    let waiting: Vec<_> = ["a", "b", "c"]
        .map(|id| store.append(super::append(id, 6, 1, manifest, "x")))
        .into();
    for one in waiting {
        match told(wait(one)) {
            StoreError::Locked { waited, .. } => assert_eq!(waited, busy),
            other => panic!("{other}"),
        }
    }
    assert_eq!(whole_log(&store), before);
    // It can even be opened.
    drop(SqliteStore::open(&path, &options).unwrap());
    other.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert!(other.wait().unwrap().success());
    advance(&store, "a", 6, manifest).unwrap();
    assert_sound(&store);
}

#[test]
fn a_full_store_refuses_and_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let size = filled(&path);
    let options = SqliteOptions {
        most_pages: Some(40),
        ..SqliteOptions::default()
    };
    let store = SqliteStore::open(&path, &options).unwrap();
    let (kept, error) = fill(&store);
    assert!(matches!(told(Err::<(), _>(error)), StoreError::Full { .. }));
    assert_eq!(whole_log(&store).len(), size + kept);
    wait(store.examine()).unwrap();
    assert_sound(&store);
    drop(store);
    // With more room it goes on.
    let store = open(&path).unwrap();
    let manifest = manifest(&store, "m");
    advance(&store, "after", 0, manifest).unwrap();
    assert_sound(&store);
}

/// Opens cases until the store says no, several at a time, so that they share
/// commits. Gives how many were kept, and what it said.
fn fill(store: &SqliteStore) -> (usize, StoreError) {
    let manifest = manifest(store, "m");
    let mut kept = 0;
    for round in 0..10_000 {
        let pending: Vec<_> = (0..5)
            .map(|n| {
                let id = format!("fill-{round}-{n}");
                store.append(super::append(&id, 0, 3, manifest, &"x".repeat(200)))
            })
            .collect();
        let mut failed = None;
        for one in pending {
            match wait(one) {
                Ok(appended) => kept += appended.len(),
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            return (kept, error);
        }
    }
    panic!("it is never full");
}

/// A small file system of its own, if this process may mount one.
struct Mounted(PathBuf);

impl Mounted {
    fn new(at: &Path, options: &str) -> Option<Mounted> {
        fs::create_dir(at).unwrap();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(at)
            .output();
        match done {
            Ok(output) if output.status.success() => Some(Mounted(at.to_owned())),
            _ => {
                println!("skipped: this process may not mount a file system");
                None
            }
        }
    }

    fn remount(&self, options: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(&self.0)
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&folder.path().join("disk"), "size=1m") else {
        return;
    };
    let path = disk.0.join("store.jorye");
    let store = create(&path);
    let (kept, error) = fill(&store);
    assert!(matches!(told(Err::<(), _>(error)), StoreError::Full { .. }));
    assert_eq!(whole_log(&store).len(), 1 + kept);
    wait(store.examine()).unwrap();
    drop(store);
    disk.remount("size=4m");
    let store = open(&path).unwrap();
    assert_eq!(whole_log(&store).len(), 1 + kept);
    let manifest = manifest(&store, "m");
    advance(&store, "after", 0, manifest).unwrap();
    assert_sound(&store);
}

#[test]
fn a_disk_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&folder.path().join("disk"), "size=4m") else {
        return;
    };
    let path = disk.0.join("store.jorye");
    filled(&path);
    disk.remount("ro");
    assert!(matches!(told(open(&path)), StoreError::ReadOnly { .. }));
    let options = SqliteOptions::default();
    let error = told(SqliteStore::create(&disk.0.join("new"), &log(), &options));
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    disk.remount("rw");
    assert_sound(&open(&path).unwrap());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    filled(&path);
    let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    if fs::File::options().append(true).open(&path).is_ok() {
        println!("skipped: permissions do not bind this process");
        return;
    }
    assert!(matches!(told(open(&path)), StoreError::ReadOnly { .. }));
    mode(0o644);
    assert_sound(&open(&path).unwrap());
}

#[test]
fn a_file_that_was_cut_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    filled(&path);
    let whole = fs::read(&path).unwrap();
    for length in (1..whole.len())
        .step_by(1000)
        .chain([16, 99, 100, whole.len() - 1])
    {
        fs::write(&path, &whole[..length]).unwrap();
        match told(open(&path)) {
            StoreError::Damaged {
                damage: Damage::Truncated { expected, found },
                ..
            } => assert!(found < expected && length >= 16),
            StoreError::NotAStore { .. } => assert!(length < 16),
            other => panic!("{length}: {other}"),
        }
    }
}

/// Whether a file is known to be damaged, at the latest when examined.
fn looked_through(path: &Path) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let store = open(path)?;
    wait(store.examine())?;
    let leaves = whole_log(&store);
    Ok(leaves
        .into_iter()
        .map(|leaf| (leaf.index, leaf.bytes))
        .collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A changed byte is found, or it was one that carries nothing: never is
    /// another log read than was written.
    #[test]
    fn a_changed_byte_is_told(at: prop::sample::Index, bit in 0u8..8) {
        static WHOLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.jorye");
        let whole = WHOLE.get_or_init(|| {
            filled(&path);
            fs::read(&path).unwrap()
        });
        fs::write(&path, whole).unwrap();
        let before = looked_through(&path).unwrap();
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        fs::write(&path, &bytes).unwrap();
        match looked_through(&path) {
            Ok(after) => prop_assert_eq!(after, before),
            Err(error) => prop_assert!(
                matches!(
                    error,
                    StoreError::Damaged { .. }
                        | StoreError::NotAStore { .. }
                        | StoreError::SchemaTooNew { .. }
                        | StoreError::ReadOnly { .. }
                        | StoreError::Io { .. }
                ),
                "{error}"
            ),
        }
    }
}

#[test]
fn what_is_damaged_is_named() {
    let damage = |change: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.jorye");
        filled(&path);
        let hand = Connection::open(&path).unwrap();
        hand.execute_batch("DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_removed; PRAGMA foreign_keys = OFF")
            .unwrap();
        hand.execute_batch(change).unwrap();
        hand.close().unwrap();
        match told(looked_through(&path)) {
            StoreError::Damaged { damage, .. } => damage,
            other => panic!("{change}: {other}"),
        }
    };
    let case = |id: &str| Damage::Case { case: id.into() };
    for (change, expected) in [
        (
            "UPDATE entry SET bytes = x'00' WHERE leaf = 5",
            Damage::Leaf { index: 5 },
        ),
        (
            "UPDATE entry SET bytes = x'00' WHERE leaf = 0",
            Damage::Identity,
        ),
        ("DELETE FROM entry WHERE leaf = 0", Damage::Identity),
        ("DELETE FROM entry WHERE leaf = 24", Damage::Tree),
        ("DELETE FROM entry WHERE leaf = 7", Damage::Tree),
        ("UPDATE tree SET root = zeroblob(32)", Damage::Tree),
        ("UPDATE tree SET frontier = x'00'", Damage::Tree),
        ("DELETE FROM tree", Damage::Structure),
        (
            "UPDATE standing_case SET snapshot = x'00' WHERE id = 'b'",
            case("b"),
        ),
        ("UPDATE standing_case SET seq = 5 WHERE id = 'c'", case("c")),
        (
            "UPDATE standing_case SET head = zeroblob(32) WHERE id = 'd'",
            case("d"),
        ),
        ("DELETE FROM standing_case WHERE id = 'a'", case("a")),
        (
            "UPDATE opening SET bytes = x'00' WHERE leaf = 3",
            Damage::Leaf { index: 3 },
        ),
    ] {
        assert_eq!(damage(change), expected, "{change}");
    }
    assert!(matches!(
        damage("UPDATE definition SET bytes = x'00'"),
        Damage::Content { .. }
    ));
}

/// What every error says, in both languages.
#[test]
fn every_error_speaks_both_languages() {
    let store: Arc<str> = "시험/원장.jorye".into();
    let hash = Hash([0xab; 32]);
    let damaged = |damage| StoreError::Damaged {
        store: store.clone(),
        damage,
    };
    let not = |found| StoreError::NotAStore {
        store: store.clone(),
        found,
    };
    let unfit = |fault| StoreError::Unfit {
        case: "c-1".into(),
        fault,
    };
    let errors = [
        StoreError::Stale {
            case: "c-1".into(),
            expected: 3,
            found: 4,
        },
        StoreError::Missing {
            kind: ContentKind::Definition,
            hash,
        },
        StoreError::Missing {
            kind: ContentKind::Manifest,
            hash,
        },
        unfit(Unfit::Sequence),
        StoreError::NotFound {
            store: store.clone(),
        },
        StoreError::Exists {
            store: store.clone(),
        },
        not(NotStore::Empty),
        not(NotStore::NotAFile),
        not(NotStore::NotSqlite),
        not(NotStore::Foreign),
        StoreError::SchemaTooNew {
            store: store.clone(),
            found: 9,
            known: 1,
        },
        StoreError::Locked {
            store: store.clone(),
            waited: Duration::from_millis(5000),
        },
        StoreError::ReadOnly {
            store: store.clone(),
        },
        StoreError::Full {
            store: store.clone(),
        },
        damaged(Damage::Truncated {
            expected: 8192,
            found: 4096,
        }),
        damaged(Damage::Structure),
        damaged(Damage::Leaf { index: 5 }),
        damaged(Damage::Case { case: "c-1".into() }),
        damaged(Damage::Tree),
        damaged(Damage::Content { hash }),
        damaged(Damage::Identity),
        StoreError::Io {
            store: store.clone(),
            cause: Arc::new(std::io::Error::other("the disk does not answer")),
        },
        StoreError::Closed {
            store: store.clone(),
        },
    ];
    let mut out = String::new();
    for error in errors {
        let finding = error.finding();
        for lang in [Lang::Ko, Lang::En] {
            let lines = [
                finding.title(lang),
                finding.follows(lang),
                finding.help(lang),
            ];
            out.push_str(&format!("{} {}\n", finding.code, lines.join("\n  ")));
        }
        let error = told(Err::<(), _>(error));
        out.push_str(&format!("  [{error}]\n\n"));
    }
    insta::assert_snapshot!(out);
}
