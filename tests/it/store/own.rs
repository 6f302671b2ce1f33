//! Entries of the log itself, and the cosigned checkpoint: what every store keeps to.

use std::collections::BTreeSet;
use std::thread;

use jorye::audit::hash::content_hash;
use jorye::store::{ContentKind, MemoryStore, OwnAppend, Store, StoreError};

use super::{advance, create, log, manifest, open, told, wait, whole_log};

fn own(store: &dyn Store, seq: u64, text: &str) -> Result<u64, StoreError> {
    let append = OwnAppend {
        expected_seq: seq,
        bytes: text.as_bytes().to_vec(),
        manifest: None,
        once: None,
    };
    wait(store.append_own(append)).map(|appended| appended.index.unwrap())
}

/// Runs a test against each store; that in a file is opened again afterwards.
fn each(test: fn(&dyn Store)) {
    test(&MemoryStore::create(log()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    test(&store);
    let before = (whole_log(&store), wait(store.own_entries(0, 100)).unwrap());
    drop(store);
    let store = open(&path).unwrap();
    wait(store.examine()).unwrap();
    assert_eq!(
        (whole_log(&store), wait(store.own_entries(0, 100)).unwrap()),
        before
    );
}

#[test]
fn entries_of_the_log_stand_among_those_of_cases_and_in_a_chain_of_their_own() {
    each(|store| {
        let m = manifest(store, "m");
        advance(store, "a", 0, m).unwrap();
        assert_eq!(own(store, 0, "first").unwrap(), 2);
        advance(store, "a", 1, m).unwrap();
        assert_eq!(own(store, 1, "second").unwrap(), 4);
        match told(own(store, 1, "late")) {
            StoreError::OwnMoved { expected, found } => assert_eq!((expected, found), (1, 2)),
            other => panic!("{other:?}"),
        }
        let entries = wait(store.own_entries(0, 10)).unwrap();
        let seen: Vec<_> = entries
            .iter()
            .map(|it| (it.case_seq, it.index, it.bytes.as_slice()))
            .collect();
        assert_eq!(
            seen,
            [(1, Some(2), &b"first"[..]), (2, Some(4), &b"second"[..])]
        );
        assert_eq!(wait(store.own_entries(1, 10)).unwrap(), entries[1..]);
        assert_eq!(wait(store.own_entries(0, 1)).unwrap(), entries[..1]);
        // They are leaves of the tree, of no case.
        let leaves = whole_log(store);
        let cases: Vec<_> = leaves.iter().map(|leaf| leaf.case.as_deref()).collect();
        assert_eq!(cases, [None, Some("a"), None, Some("a"), None]);
        let hashes: Vec<_> = leaves.iter().map(|leaf| leaf.hash).collect();
        assert_eq!(
            wait(store.tree()).unwrap().root,
            jorye::audit::merkle::root(&hashes)
        );
    });
}

#[test]
fn an_entry_of_the_log_may_draw_on_a_manifest() {
    each(|store| {
        let known = manifest(store, "m");
        let append = |manifest| OwnAppend {
            expected_seq: 0,
            bytes: b"adopted".to_vec(),
            manifest: Some(manifest),
            once: None,
        };
        match told(wait(store.append_own(append(content_hash(b"never put"))))) {
            StoreError::Missing { kind, .. } => assert_eq!(kind, ContentKind::Manifest),
            other => panic!("{other:?}"),
        }
        assert_eq!(whole_log(store).len(), 1);
        assert!(wait(store.manifests(1)).unwrap().is_empty());
        wait(store.append_own(append(known))).unwrap();
        assert_eq!(wait(store.manifests(2)).unwrap()[0].hash, known);
        // A case that draws on it afterwards changes nothing of that.
        advance(store, "a", 0, known).unwrap();
        assert_eq!(wait(store.manifests(2)).unwrap().len(), 1);
    });
}

#[test]
fn of_those_who_write_at_once_each_sees_what_came_before() {
    each(|store| {
        let m = manifest(store, "m");
        let threads = 4;
        thread::scope(|scope| {
            for number in 0..threads {
                scope.spawn(move || {
                    advance(store, &format!("c-{number}"), 0, m).unwrap();
                    let mut seq = 0;
                    while let Err(error) = own(store, seq, &format!("by {number}")) {
                        match error {
                            StoreError::OwnMoved { found, .. } => seq = found,
                            other => panic!("{other:?}"),
                        }
                    }
                });
            }
        });
        let entries = wait(store.own_entries(0, 10)).unwrap();
        let by: BTreeSet<_> = entries.iter().map(|entry| entry.bytes.clone()).collect();
        assert_eq!((entries.len(), by.len()), (threads, threads));
    });
}

#[test]
fn a_cosigned_checkpoint_takes_the_place_of_the_one_that_was_read() {
    each(|store| {
        let swap = |note: &[u8], expected: Option<&[u8]>| {
            wait(store.swap_cosigned(note.to_vec(), expected.map(<[u8]>::to_vec))).unwrap()
        };
        assert_eq!(wait(store.cosigned()).unwrap(), None);
        assert!(!swap(b"one", Some(b"none")));
        assert!(swap(b"one", None));
        assert!(!swap(b"two", None));
        assert!(swap(b"two", Some(b"one")));
        assert_eq!(
            wait(store.cosigned()).unwrap().as_deref(),
            Some(&b"two"[..])
        );
    });
}
