//! Stores: what every one of them keeps to, and what can go wrong with a file.

mod alike;
mod clock;
mod contract;
mod damage;
mod kill;
mod messages;
mod outbox;
mod own;
mod processes;
mod sqlite;
mod trouble;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use jorye::audit::Hash;
use jorye::audit::canonical::Json;
use jorye::audit::commitment::{Opening, Salt};
use jorye::audit::entry::{Genesis, Sealed};
use jorye::audit::merkle::{leaf_hash, root};
use jorye::audit::note::SecretKey;
use jorye::diagnostic::{Coded, Lang};
use jorye::engine::{Case, Deadlines};
use jorye::guard::{Name, Value};
use jorye::store::{
    Append, Appended, LogIdentity, LogLeaf, NewEntry, Pending, SqliteOptions, SqliteStore, Store,
    StoreError,
};

/// Waits for an answer.
pub(super) fn wait<T>(pending: Pending<'_, T>) -> Result<T, StoreError> {
    pollster::block_on(pending)
}

pub(super) fn log() -> LogIdentity {
    let key = SecretKey::from_random("jorye.example/log", &[7; 32]).unwrap();
    let genesis = Genesis {
        key: key.public().clone(),
        created: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    LogIdentity::of(genesis.to_bytes().unwrap()).unwrap()
}

pub(super) fn create(path: &Path) -> SqliteStore {
    SqliteStore::create(path, &log(), &SqliteOptions::default()).unwrap()
}

fn open(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, &SqliteOptions::default())
}

/// Keeps one definition and a manifest that names it.
pub(super) fn manifest(store: &dyn Store, name: &str) -> Hash {
    let definition = wait(store.put_definition(format!("definition of {name}").into())).unwrap();
    let bytes = format!("manifest of {name}").into_bytes();
    wait(store.put_manifest(bytes, vec![definition])).unwrap()
}

/// A case with so many entries.
fn case(id: &str, workflow: &str, seq: u64, closed: bool) -> Case {
    let at = Timestamp::from_second(1_800_000_000 + i64::try_from(seq).unwrap()).unwrap();
    Case {
        id: id.into(),
        workflow: workflow.into(),
        revision: 1,
        manifest: [1; 32],
        version: seq,
        seq,
        active: [Name::from("open")].into(),
        facts: BTreeMap::from([("count".into(), Value::Integer(seq.cast_signed()))]),
        people: Default::default(),
        taken: BTreeMap::new(),
        entered: BTreeMap::new(),
        outcome: closed.then(|| "done".into()),
        opened: at,
        recorded: at,
        deadlines: Deadlines::default(),
        family: Default::default(),
    }
}

/// Entries with text that nothing else has, as `by` tells.
pub(super) fn append(id: &str, before: u64, number: u64, manifest: Hash, by: &str) -> Append {
    let entries = (before + 1..=before + number)
        .map(|seq| {
            let bytes = format!("entry {seq} of {id} by {by}").into_bytes();
            let opening = Opening {
                path: "/act/given/count".into(),
                kind: "integer".into(),
                value: Json::text(seq.to_string()),
                salt: Salt([9; 32]),
            };
            let sealed = Sealed {
                hash: leaf_hash(&bytes),
                bytes,
                openings: vec![opening],
            };
            NewEntry { sealed, manifest }
        })
        .collect();
    Append {
        case: id.into(),
        expected_seq: before,
        entries,
        after: case(id, "w", before + number, false),
        seats: Vec::new(),
        register: None,
        sends: Vec::new(),
        takes: Vec::new(),
        reminds: Vec::new(),
    }
}

/// One more entry for a case.
fn advance(
    store: &dyn Store,
    id: &str,
    before: u64,
    manifest: Hash,
) -> Result<Vec<Appended>, StoreError> {
    wait(store.append(append(id, before, 1, manifest, "one")))
}

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

fn whole_log(store: &dyn Store) -> Vec<LogLeaf> {
    let mut leaves: Vec<LogLeaf> = Vec::new();
    loop {
        let page = wait(store.leaves(leaves.len() as u64, 100)).unwrap();
        if page.is_empty() {
            return leaves;
        }
        leaves.extend(page);
    }
}

/// The log is without gap, its tree is over its leaves, and every case is what
/// its entries are.
fn assert_sound(store: &dyn Store) {
    let leaves = whole_log(store);
    assert_eq!(leaves[0].bytes, store.log().genesis);
    assert_eq!(leaves[0].case, None);
    let mut cases: BTreeMap<Name, Vec<&LogLeaf>> = BTreeMap::new();
    for (index, leaf) in leaves.iter().enumerate() {
        assert_eq!(leaf.index, index as u64);
        assert_eq!(leaf.hash, leaf_hash(&leaf.bytes));
        if index > 0 {
            cases
                .entry(leaf.case.clone().unwrap())
                .or_default()
                .push(leaf);
        }
    }
    let tree = wait(store.tree()).unwrap();
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf.hash).collect();
    assert_eq!((tree.size, tree.root), (hashes.len() as u64, root(&hashes)));
    for (id, leaves) in cases {
        let stored = wait(store.case(&id)).unwrap().unwrap();
        assert_eq!(stored.case.seq, leaves.len() as u64, "{id}");
        assert_eq!(stored.head, leaves.last().unwrap().hash, "{id}");
        let entries = wait(store.entries(&id, 0, usize::MAX)).unwrap();
        for ((entry, leaf), seq) in entries.iter().zip(&leaves).zip(1..) {
            assert_eq!(
                (entry.case_seq, &entry.bytes, entry.index, &entry.openings),
                (seq, &leaf.bytes, Some(leaf.index), &leaf.openings)
            );
        }
        assert_eq!(entries.len(), leaves.len());
    }
}
