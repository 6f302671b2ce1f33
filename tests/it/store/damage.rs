//! Files that were cut or changed, and writes that fail halfway.

use std::fs;
use std::path::Path;

use jorye::store::{Damage, MessageKey, Store, StoreError};
use proptest::prelude::*;
use rusqlite::Connection;

use super::{append, assert_sound, filled, manifest, open, told, wait, whole_log};

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

/// Whether an error is one that damage of the file may have.
fn is_damage(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Damaged { .. } | StoreError::NotAStore { .. } | StoreError::SchemaTooNew { .. }
    )
}

/// The words in which the file keeps what its tables are: a changed letter makes
/// other tables, and every one of them is told. All letters are changed where
/// `JORYE_DAMAGES` is set to 1, every 37th otherwise.
#[test]
fn a_changed_letter_of_the_schema_is_told() {
    let every = if std::env::var_os("JORYE_DAMAGES").is_some() {
        1
    } else {
        37
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    filled(&path);
    let whole = fs::read(&path).unwrap();
    let before = looked_through(&path).unwrap();
    let places = (0..whole.len()).filter(|at| {
        let page = at / 4096 * 4096;
        whole[page..whole.len().min(page + 4096)]
            .windows(7)
            .any(|window| window == b"CREATE ")
    });
    let mut tried = 0;
    for at in places.step_by(every) {
        for bit in [0, 1, 5, 7] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            fs::write(&path, &bytes).unwrap();
            let _ = fs::remove_file(folder.path().join("store.jorye-wal"));
            let _ = fs::remove_file(folder.path().join("store.jorye-shm"));
            match looked_through(&path) {
                Ok(after) => assert_eq!(after, before, "byte {at}, bit {bit}"),
                Err(error) => assert!(is_damage(&error), "byte {at}, bit {bit}: {error}"),
            }
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
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
            Err(error) => prop_assert!(is_damage(&error), "{error}"),
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

/// One append that fails halfway takes back its own part, and nothing of those
/// that are committed with it.
#[test]
fn what_fails_halfway_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let size = filled(&path);
    let hand = Connection::open(&path).unwrap();
    hand.execute_batch(
        "CREATE TRIGGER trap BEFORE INSERT ON entry WHEN NEW.case_id = 'bad' AND NEW.seq = 2
         BEGIN SELECT RAISE(ABORT, 'a trap'); END",
    )
    .unwrap();
    hand.close().unwrap();
    let store = open(&path).unwrap();
    let manifest = manifest(&store, "m");
    let ids = ["one", "bad", "two", "bad", "three"];
    let pending = ids.map(|id| store.append(append(id, 0, 2, manifest, "x")));
    for (id, one) in ids.iter().zip(pending) {
        let result = wait(one);
        assert_eq!(result.is_ok(), *id != "bad", "{id}: {result:?}");
    }
    assert_eq!(whole_log(&store).len(), size + 6);
    assert!(wait(store.entries(&"bad".into(), 0, 9)).unwrap().is_empty());
    wait(store.examine()).unwrap();
    assert_sound(&store);
}

/// A message that was taken already takes back the entries that take it again,
/// and nothing of those that are committed with them.
#[test]
fn what_takes_a_message_that_is_gone_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let size = filled(&path);
    let store = open(&path).unwrap();
    let manifest = manifest(&store, "m");
    let ids = ["one", "late", "two"];
    let pending = ids.map(|id| {
        let mut append = append(id, 0, 2, manifest, "x");
        if id == "late" {
            append.takes.push(MessageKey {
                from: "one".into(),
                seq: 1,
                to: "late".into(),
                number: 1,
            });
        }
        store.append(append)
    });
    for (id, one) in ids.iter().zip(pending) {
        let result = wait(one);
        assert_eq!(result.is_ok(), *id != "late", "{id}: {result:?}");
    }
    assert_eq!(whole_log(&store).len(), size + 4);
    assert_eq!(wait(store.case(&"late".into())).unwrap(), None);
    wait(store.examine()).unwrap();
    assert_sound(&store);
}
