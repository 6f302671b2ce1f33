//! Verifying a small log, whole and forged.

mod damage;
mod rules;
mod told;

use super::*;
use crate::audit::canonical::parse;
use crate::audit::commitment::{SaltSeed, parse_openings, write_openings};
use crate::audit::entry::seal;
use crate::audit::export::Writer;
use crate::audit::hash::content_hash;
use crate::audit::manifest::Source;
use crate::audit::merkle::leaf_hash;
use crate::audit::note::SecretKey;
use crate::engine::{Act, Cause, Condition, Content, Effect, Entry, Ground, Step, Subject};
use crate::guard::{Name, Truth, Value};
use std::collections::BTreeMap;

const LOG: &str = "seoul.example/log";

fn key() -> SecretKey {
    SecretKey::from_random(LOG, &[3; 32]).unwrap()
}

/// A log as a store keeps it.
struct Log {
    definitions: BTreeMap<Hash, Vec<u8>>,
    manifests: BTreeMap<Hash, Vec<u8>>,
    leaves: Vec<(Vec<u8>, Vec<u8>)>,
}

fn name(text: &str) -> Name {
    text.into()
}

fn entry(case: &str, seq: u64, manifest: Hash, content: Content) -> Entry {
    let at: Timestamp = "2027-01-08T01:00:00Z".parse().unwrap();
    let recorded = at + jiff::SignedDuration::from_mins(seq as i64);
    Entry {
        case: name(case),
        seq,
        recorded,
        effective: recorded,
        date: jiff::civil::Date::constant(2027, 1, 8),
        subject: Subject {
            actor: name("p-7"),
            capacity: Some(name("chair")),
            granted: vec![],
            claims: vec![],
            on_behalf_of: None,
            via: name("k-1"),
        },
        semantics: 1,
        manifest: manifest.0,
        deadlines: vec![],
        register: vec![],
        sends: vec![],
        content,
    }
}

fn opened(given: &[(&str, Value)]) -> Content {
    Content::Opened {
        workflow: name("petition"),
        revision: 1,
        given: given.iter().map(|(k, v)| (name(k), v.clone())).collect(),
        assumptions: vec![],
        entered: vec![name("received")],
        effects: vec![Effect::Set {
            fact: name("rounds"),
            value: Value::Integer(0),
        }],
        steps: vec![],
        outcome: None,
        origin: None,
    }
}

fn act(given: &[(&str, Value)], reason: Option<&str>) -> Act {
    Act {
        transition: name("decide"),
        given: given.iter().map(|(k, v)| (name(k), v.clone())).collect(),
        reason: reason.map(name),
        ..Act::of("decide")
    }
}

fn guard(truth: Truth) -> Vec<Condition> {
    vec![Condition {
        id: name("quorum"),
        truth,
        seen: [(name("present"), Value::Integer(7))].into(),
        missing: vec![],
        error: None,
    }]
}

fn refused() -> Content {
    Content::Refused {
        act: act(&[("present", Value::Integer(7))], None),
        grounds: vec![Ground::Guard(name("quorum"))],
        assumptions: vec![],
        guards: guard(Truth::Fails),
        others: vec![],
    }
}

fn decided() -> Content {
    Content::Act {
        act: act(&[("present", Value::Integer(11))], Some("이유 있음")),
        discretion: false,
        assumptions: vec![],
        guards: guard(Truth::Holds),
        steps: vec![Step {
            transition: name("decide"),
            cause: Cause::Act,
            guards: vec![],
            branch: None,
            branches: vec![],
            left: vec![name("received")],
            entered: vec![name("granted")],
            effects: vec![],
            seats: vec![],
            ties: vec![],
        }],
        outcome: Some(name("granted")),
    }
}

/// Seals entries into a log; each follows the last one of its case.
fn log_of(entries: &[Entry], definitions: Vec<Vec<u8>>, manifests: Vec<Vec<u8>>) -> Log {
    let genesis = Genesis {
        key: key().public().clone(),
        created: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let mut leaves = vec![(genesis.to_bytes().unwrap(), b"[]".to_vec())];
    let mut heads: BTreeMap<Name, Hash> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let previous = heads
            .get(&entry.case)
            .copied()
            .unwrap_or_else(|| first_link(LOG, &entry.case));
        let sealed = seal(LOG, entry, &previous, &SaltSeed::new([at as u8; 32])).unwrap();
        heads.insert(entry.case.clone(), sealed.hash);
        leaves.push((sealed.bytes, write_openings(&sealed.openings)));
    }
    let by_hash = |all: Vec<Vec<u8>>| all.into_iter().map(|b| (content_hash(&b), b)).collect();
    Log {
        definitions: by_hash(definitions),
        manifests: by_hash(manifests),
        leaves,
    }
}

fn definitions() -> (Vec<Vec<u8>>, Manifest, Manifest) {
    let blobs = vec![b"id = \"petition\"\n".to_vec(), "제1조 (목적)\n".into()];
    let source = |kind: &str, at: usize| Source {
        kind: kind.to_owned(),
        name: format!("{kind}s/a"),
        sha256: content_hash(&blobs[at]),
    };
    let one = Manifest::new(vec![source("workflow", 0), source("text", 1)]).unwrap();
    let two = Manifest::new(vec![source("workflow", 0)]).unwrap();
    (blobs, one, two)
}

/// Two cases, interleaved, with a refusal and an end.
fn small() -> Log {
    let (blobs, one, two) = definitions();
    let entries = [
        entry(
            "a",
            1,
            one.hash(),
            opened(&[("who", Value::Text("김가".into()))]),
        ),
        entry("b", 1, two.hash(), opened(&[])),
        entry("a", 2, one.hash(), refused()),
        entry("a", 3, one.hash(), decided()),
    ];
    let manifests = vec![one.bytes().to_vec(), two.bytes().to_vec()];
    log_of(&entries, blobs, manifests)
}

fn export(log: &Log) -> Vec<u8> {
    let header = Header {
        log: LOG.to_owned(),
        definitions: log.definitions.len() as u64,
        manifests: log.manifests.len() as u64,
        size: log.leaves.len() as u64,
    };
    let mut out = Vec::new();
    let mut writer = Writer::start(&header, &mut out).unwrap();
    for bytes in log.definitions.values() {
        writer.definition(bytes, &mut out).unwrap();
    }
    for bytes in log.manifests.values() {
        writer.manifest(bytes, &mut out).unwrap();
    }
    for (entry, openings) in &log.leaves {
        writer.leaf(entry, openings, &mut out).unwrap();
    }
    writer.finish().unwrap();
    out
}

fn checkpoint(log: &Log, size: usize) -> Checkpoint {
    let mut tree = Frontier::default();
    for (entry, _) in &log.leaves[..size] {
        tree.append(leaf_hash(entry));
    }
    Checkpoint::sign(Head::of(LOG, &tree), &key()).unwrap()
}

fn against(checkpoints: Vec<Checkpoint>) -> Against {
    Against {
        checkpoints,
        key: Some(key().public().clone()),
        ..Against::default()
    }
}

fn verify(bytes: &[u8], against: Against) -> Report {
    let mut verifier = Verifier::new(against);
    verifier.feed(bytes);
    verifier.finish()
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split_inclusive(|b| *b == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

fn errors(report: &Report) -> Vec<TrailError> {
    report
        .faults
        .iter()
        .map(|fault| fault.error.clone())
        .collect()
}

#[test]
fn a_whole_log_holds() {
    let log = small();
    let bytes = export(&log);
    let report = verify(
        &bytes,
        against(vec![checkpoint(&log, 5), checkpoint(&log, 3)]),
    );
    assert_eq!(report.faults, []);
    assert_eq!(
        (report.entries, report.cases, report.checkpoints),
        (4, 2, 2)
    );
    assert_eq!((report.definitions, report.manifests), (2, 2));
    assert_eq!((report.values, report.closed), (8, 0));
    assert_eq!(report.not_checked, [NotChecked::Decisions]);
    assert_eq!(report.head, *checkpoint(&log, 5).head());
    assert_eq!(report.keys, [key().public().to_string()]);
    // The file may come in pieces of any size.
    for size in [1, 7, 1000] {
        let mut verifier = Verifier::new(against(vec![checkpoint(&log, 5), checkpoint(&log, 3)]));
        bytes.chunks(size).for_each(|piece| verifier.feed(piece));
        assert_eq!(verifier.finish(), report);
    }
}

/// Whoever can write the file can also mend its header and its chains; the
/// checkpoint still tells.
#[test]
fn a_careful_forger_is_found_by_the_checkpoint() {
    let log = small();
    let head = checkpoint(&log, log.leaves.len());
    let verdict = |log: &Log| errors(&verify(&export(log), against(vec![head.clone()])));

    let mut cut = small();
    cut.leaves.pop();
    assert_eq!(verdict(&cut), [TrailError::Short { size: 5, found: 4 }]);

    let mut swapped = small();
    swapped.leaves.swap(1, 2);
    assert_eq!(verdict(&swapped), [TrailError::Root { size: 5 }]);

    // Another reason, sealed anew.
    let (blobs, one, two) = definitions();
    let manifests = vec![one.bytes().to_vec(), two.bytes().to_vec()];
    let rewritten = log_of(
        &[
            entry(
                "a",
                1,
                one.hash(),
                opened(&[("who", Value::Text("박나".into()))]),
            ),
            entry("b", 1, two.hash(), opened(&[])),
            entry("a", 2, one.hash(), refused()),
            entry("a", 3, one.hash(), decided()),
        ],
        blobs,
        manifests,
    );
    assert_eq!(verdict(&rewritten), [TrailError::Root { size: 5 }]);
    // Without the checkpoint it passes, and the report says what that means.
    let alone = verify(&export(&rewritten), Against::default());
    assert!(alone.holds());
    assert_eq!(
        alone.not_checked,
        [
            NotChecked::Checkpoint,
            NotChecked::Key,
            NotChecked::Decisions
        ]
    );

    // An older checkpoint says how far it reaches.
    let old = verify(&export(&log), against(vec![checkpoint(&log, 2)]));
    assert!(old.holds());
    assert_eq!(
        old.not_checked,
        [
            NotChecked::Tail { size: 2, leaves: 3 },
            NotChecked::Decisions
        ]
    );
}

#[test]
fn a_log_with_another_key_is_found() {
    let log = small();
    let other = SecretKey::from_random(LOG, &[4; 32]).unwrap();
    let mut asked = against(vec![checkpoint(&log, 5)]);
    asked.key = Some(other.public().clone());
    let found = errors(&verify(&export(&log), asked));
    assert!(matches!(
        found[..],
        [TrailError::Key, TrailError::Signature { size: 5, .. }]
    ));
    let forged = Checkpoint::sign(checkpoint(&log, 5).head().clone(), &other).unwrap();
    let found = errors(&verify(&export(&log), against(vec![forged])));
    assert!(matches!(found[..], [TrailError::Signature { .. }]));
}

/// Erased values are counted, never passed off as checked.
#[test]
fn erased_values_are_counted() {
    let mut log = small();
    let mut openings = parse_openings(&log.leaves[1].1).unwrap();
    assert_eq!(openings.len(), 2);
    openings.retain(|opening| opening.path != "/given/who");
    log.leaves[1].1 = write_openings(&openings);
    let report = verify(&export(&log), against(vec![checkpoint(&log, 5)]));
    assert_eq!(report.faults, []);
    assert_eq!((report.values, report.closed), (7, 1));
    assert_eq!(
        report.not_checked,
        [NotChecked::Values { values: 1 }, NotChecked::Decisions]
    );
}

#[test]
fn an_endless_line_is_given_up() {
    let mut verifier = Verifier::new(Against::default());
    let piece = vec![b'a'; 1 << 20];
    for _ in 0..80 {
        verifier.feed(&piece);
    }
    assert!(verifier.pending.len() <= MAX_LINE);
    assert_eq!(errors(&verifier.finish()), [TrailError::TooLong]);
}

/// The files that `docs/audit.md` offers to other verifiers.
#[test]
fn the_published_export_stays_as_it_is() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/trail");
    let log = small();
    let head = checkpoint(&log, log.leaves.len());
    for (file, expected) in [
        ("small.jsonl", export(&log)),
        ("small.checkpoint", head.to_text().into_bytes()),
        ("small.vkey", format!("{}\n", key().public()).into_bytes()),
    ] {
        let path = format!("{folder}/{file}");
        if std::env::var_os("JORYE_WRITE_FIXTURES").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        assert_eq!(std::fs::read(&path).unwrap(), expected, "{file}");
    }
}
