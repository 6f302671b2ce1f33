//! What can go wrong with a file, made to go wrong.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use jorye::store::{NotStore, SqliteOptions, SqliteStore, Store, StoreError};
use rusqlite::Connection;

use super::processes::{helper, path_for_helper};
use super::{advance, assert_sound, create, filled, log, manifest, open, told, wait, whole_log};

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
        StoreError::SchemaTooNew { found, known, .. } => assert_eq!((found, known), (99, 7)),
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
