//! What a store in a file must do besides: share it, keep it, erase from it.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jorye::audit::Hash;
use jorye::audit::hash::content_hash;
use jorye::store::{Access, Once, SqliteOptions, SqliteStore, Store, StoreError};
use rusqlite::Connection;

use super::processes::{helper, path_for_helper};
use super::{advance, append, assert_sound, create, filled, log, manifest, open, wait, whole_log};

#[test]
fn helper_that_appends_two_hundred() {
    let Some(path) = path_for_helper("two hundred") else {
        return;
    };
    let store = open(Path::new(&path)).unwrap();
    let manifest = content_hash(b"manifest of m");
    let by = std::process::id().to_string();
    for _ in 0..200 {
        loop {
            let before = wait(store.case(&"shared".into()))
                .unwrap()
                .map_or(0, |stored| stored.case.seq);
            match wait(store.append(append("shared", before, 1, manifest, &by))) {
                Ok(_) => break,
                Err(StoreError::Stale { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[test]
fn several_processes_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    let manifest = manifest(&store, "m");
    let name = "store::sqlite::helper_that_appends_two_hundred";
    let mut others: Vec<_> = (0..3).map(|_| helper(name, "two hundred", &path)).collect();
    // Here, other cases meanwhile.
    for seq in 0..100 {
        advance(&store, "own", seq, manifest).unwrap();
    }
    for other in &mut others {
        assert!(other.wait().unwrap().success());
    }
    let shared = wait(store.case(&"shared".into())).unwrap().unwrap();
    assert_eq!(shared.case.seq, 600);
    assert_eq!(wait(store.examine()).unwrap().size, 701);
    assert_sound(&store);
}

#[test]
fn one_commit_serves_many_callers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    let manifest = manifest(&store, "m");
    // Appends to one case, asked for one after the other without waiting: each
    // follows the one before, a wrong one among them takes nothing with it.
    let pending: Vec<_> = (0..100)
        .map(|seq| {
            let wrong = seq == 50;
            let before = if wrong { 7 } else { seq - u64::from(seq > 50) };
            (wrong, store.append(append("a", before, 1, manifest, "x")))
        })
        .collect();
    for (wrong, one) in pending {
        match wait(one) {
            Ok(_) => assert!(!wrong),
            Err(StoreError::Stale { found, .. }) => assert!(wrong && found == 50),
            Err(other) => panic!("{other}"),
        }
    }
    let stored = wait(store.case(&"a".into())).unwrap().unwrap();
    assert_eq!(stored.case.seq, 99);
    assert_sound(&store);
}

#[test]
fn a_closed_file_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    let manifest = manifest(&store, "m");
    advance(&store, "a", 0, manifest).unwrap();
    wait(store.close()).unwrap();
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["store.jorye"]);
    // A copy of it is a store.
    let copy = folder.path().join("copy.jorye");
    fs::copy(&path, &copy).unwrap();
    assert_eq!(whole_log(&open(&copy).unwrap()).len(), 2);
}

#[test]
fn a_file_opened_for_reading_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    let manifest = manifest(&store, "m");
    advance(&store, "a", 0, manifest).unwrap();
    let reading = SqliteOptions {
        access: Access::ReadOnly,
        ..SqliteOptions::default()
    };
    let reader = SqliteStore::open(&path, &reading).unwrap();
    assert_eq!(reader.log(), &log());
    for refused in [
        advance(&reader, "a", 1, manifest).err(),
        wait(reader.put_definition(b"x".to_vec())).err(),
    ] {
        assert!(matches!(refused, Some(StoreError::ReadOnly { .. })));
    }
    // It sees what the other writes.
    advance(&store, "a", 1, manifest).unwrap();
    assert_eq!(wait(reader.tree()).unwrap().size, 3);
    assert_sound(&reader);
    wait(reader.close()).unwrap();
    assert!(matches!(
        wait(reader.tree()),
        Err(StoreError::Closed { .. })
    ));
}

#[test]
fn only_one_of_many_creates_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = &folder.path().join("store.jorye");
    let options = &SqliteOptions::default();
    let created = thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(move || SqliteStore::create(path, &log(), options)))
            .collect();
        all.into_iter()
            .map(|it| it.join().unwrap())
            .filter(Result::is_ok)
            .count()
    });
    assert_eq!(created, 1);
    assert_sound(&open(path).unwrap());
    // Nothing unfinished is left beside it.
    assert!(fs::read_dir(folder.path()).unwrap().all(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.starts_with("store.jorye")
    }));
}

/// The entries are out of reach of a hand that holds an SQLite tool; to change
/// them takes intent, and then the hashes tell.
#[test]
fn entries_are_neither_changed_nor_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    let manifest = manifest(&store, "m");
    advance(&store, "a", 0, manifest).unwrap();
    let hand = Connection::open(&path).unwrap();
    hand.busy_timeout(Duration::from_secs(1)).unwrap();
    for slip in ["UPDATE entry SET bytes = x'00'", "DELETE FROM entry"] {
        assert!(hand.execute(slip, ()).is_err(), "{slip}");
    }
    assert_sound(&store);
}

#[test]
fn an_erased_opening_leaves_no_byte_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    let manifest = manifest(&store, "m");
    let secret = b"a name that must go";
    let mut entry = append("a", 0, 1, manifest, "x");
    entry.entries[0].sealed.openings[0].value =
        jorye::audit::canonical::Json::text(String::from_utf8(secret.to_vec()).unwrap());
    wait(store.append(entry)).unwrap();
    drop(store);
    let holds = || {
        fs::read(&path)
            .unwrap()
            .windows(secret.len())
            .any(|window| window == secret)
    };
    assert!(holds());
    let hand = Connection::open(&path).unwrap();
    hand.pragma_update(None, "secure_delete", true).unwrap();
    hand.execute("UPDATE opening SET bytes = '[]' WHERE leaf = 1", ())
        .unwrap_err();
    hand.execute(
        "UPDATE opening SET bytes = CAST('[]' AS BLOB) WHERE leaf = 1",
        (),
    )
    .unwrap();
    hand.close().unwrap();
    assert!(!holds());
    let store = open(&path).unwrap();
    assert!(
        wait(store.entries(&"a".into(), 0, 1)).unwrap()[0]
            .openings
            .is_empty()
    );
    wait(store.examine()).unwrap();
}

/// A store of the first schema: what a program wrote that knew neither keys nor
/// messages yet.
fn of_the_first_schema(path: &Path) {
    filled(path);
    let hand = Connection::open(path).unwrap();
    hand.execute_batch(
        "DROP TABLE request_once;
         DROP TABLE outbox;
         DROP INDEX case_by_parent;
         ALTER TABLE standing_case DROP COLUMN parent;
         DROP INDEX case_by_clock;
         ALTER TABLE standing_case DROP COLUMN wakes;
         DROP TABLE clock;
         DROP TABLE seat_change;
         DROP TABLE reminder;
         DROP TABLE cosigned;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    hand.close().unwrap();
}

#[test]
fn an_older_store_is_brought_up_to_date_whatever_it_is_opened_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let version = || -> u32 {
        let hand = Connection::open(&path).unwrap();
        hand.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    let leaves = filled(&path);
    let newest = version();
    for access in [Access::ReadOnly, Access::ReadWrite] {
        fs::remove_file(&path).unwrap();
        of_the_first_schema(&path);
        assert_eq!(version(), 1);
        let options = SqliteOptions {
            access,
            ..SqliteOptions::default()
        };
        let store = SqliteStore::open(&path, &options).unwrap();
        assert_eq!(whole_log(&store).len(), leaves);
        assert_sound(&store);
        wait(store.examine()).unwrap();
        drop(store);
        assert_eq!(version(), newest);
    }
    let store = open(&path).unwrap();
    let manifest = manifest(&store, "m");
    let once = Once {
        scope: "p".into(),
        key: "k".into(),
        request: Hash([1; 32]),
        now: Timestamp::UNIX_EPOCH,
        until: Timestamp::from_second(100).unwrap(),
    };
    wait(store.append_once(append("new", 0, 1, manifest, "x"), once)).unwrap();
    wait(store.examine()).unwrap();
}
