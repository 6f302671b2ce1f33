//! The values of `tests/fixtures/audit/vectors`, computed with Python from
//! `docs/audit.md`: the program and `tools/verify.py` come to the same.

use std::path::{Path, PathBuf};

use jorye::audit::canonical::parse;
use jorye::audit::checkpoint::Checkpoint;
use jorye::audit::commitment::Opening;
use jorye::audit::merkle::{consistency_proof, inclusion_proof, leaf_hash, node_hash, root};
use jorye::audit::note::PublicKey;
use jorye::audit::proof::Proof;
use jorye::audit::{Hash, SecretKey, first_link};
use serde_json::Value;

use super::{FINE, SHORT, Second, fixture, python_is_there, small_key};

fn vectors(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/audit/vectors")
        .join(name)
}

/// The entries of the shipped trail, as they stand in it.
fn entries() -> Vec<(Vec<u8>, Value)> {
    let trail = String::from_utf8(fixture("small.jsonl")).unwrap();
    let leaf = |line: &str| {
        let (entry, _) = line
            .strip_prefix("{\"entry\":")?
            .split_once(",\"openings\":")?;
        Some((
            entry.as_bytes().to_vec(),
            serde_json::from_str(line).unwrap(),
        ))
    };
    trail.lines().filter_map(leaf).collect()
}

fn told(hashes: &[Hash]) -> Value {
    hashes.iter().map(Hash::to_string).collect()
}

#[test]
fn hashes_paths_and_commitments_are_those_of_the_vectors() {
    let text = std::fs::read_to_string(vectors("vectors.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let entries = entries();
    let leaves: Vec<Hash> = entries.iter().map(|(bytes, _)| leaf_hash(bytes)).collect();
    assert_eq!(told(&leaves), expected["leaves"]);
    let roots: Vec<Hash> = (0..=leaves.len())
        .map(|size| root(&leaves[..size]))
        .collect();
    assert_eq!(told(&roots), expected["roots"]);
    let number = |one: &Value, name: &str| usize::try_from(one[name].as_u64().unwrap()).unwrap();
    for one in expected["inclusion"].as_array().unwrap() {
        let (index, size) = (number(one, "index"), number(one, "size"));
        let path = inclusion_proof(&leaves[..size], index).unwrap();
        assert_eq!(told(&path), one["path"], "{index} of {size}");
    }
    for one in expected["consistency"].as_array().unwrap() {
        let (old, size) = (number(one, "old"), number(one, "size"));
        let path = consistency_proof(&leaves[..size], old).unwrap();
        assert_eq!(told(&path), one["path"], "{old} to {size}");
    }
    for one in expected["commitments"].as_array().unwrap() {
        let entry = &entries[number(one, "leaf")].1["entry"];
        let mut opening = one.clone();
        for name in ["leaf", "hash"] {
            opening.as_object_mut().unwrap().remove(name);
        }
        let canonical = serde_json_canonicalizer::to_vec(&opening).unwrap();
        let opening = Opening::from_json(parse(&canonical).unwrap()).unwrap();
        let case = entry["case"].as_str().unwrap();
        let found = opening.commitment(case, entry["sequence"].as_u64().unwrap());
        assert_eq!(
            Value::from(found.to_string()),
            one["hash"],
            "{}",
            one["path"]
        );
    }
    let checkpoint = Checkpoint::parse(&fixture("small.checkpoint")).unwrap();
    let head = checkpoint.head();
    assert_eq!(expected["checkpoint"]["size"], head.size);
    assert_eq!(
        expected["checkpoint"]["root"],
        Value::from(head.root.to_string())
    );
}

#[test]
fn both_verifiers_accept_the_proofs_of_the_vectors() {
    let key: PublicKey = small_key().parse().unwrap();
    let mut second = python_is_there().then(|| Second::start(SHORT));
    for index in 0..5 {
        let proof = vectors(&format!("{index}.tlog-proof"));
        let entry = vectors(&format!("{index}.entry.json"));
        let Ok(Proof::Inclusion(read)) = Proof::parse(&std::fs::read(&proof).unwrap()) else {
            panic!("{index} is no proof");
        };
        assert_eq!(read.index, index);
        assert_eq!(read.verify(&std::fs::read(&entry).unwrap(), &key), Ok(()));
        if let Some(second) = &mut second {
            let line = [
                "--proof".into(),
                proof,
                "--entry".into(),
                entry,
                "--key".into(),
                small_key().into(),
            ];
            let (code, said) = second.answer(&line);
            assert_eq!(code, Some(FINE), "{said}");
        }
    }
}

/// Canonical JSON and what only looks like it, first links, nodes, and a signed
/// note whose secret key is known.
#[test]
fn every_other_value_is_that_of_the_vectors() {
    let text = std::fs::read_to_string(vectors("vectors.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let all = |name: &str| expected[name].as_array().unwrap();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    for one in all("canonical") {
        let read = parse(text(one, "text").as_bytes());
        assert_eq!(one["canonical"], read.is_ok(), "{one} {read:?}");
        if let Ok(read) = read {
            assert_eq!(read.to_bytes(), text(one, "text").as_bytes());
        }
    }
    for one in all("first_links") {
        let link = first_link(&text(one, "log"), &text(one, "case"));
        assert_eq!(link.to_string(), text(one, "hash"));
    }
    for one in all("nodes") {
        let hash = |name: &str| text(one, name).parse::<Hash>().unwrap();
        assert_eq!(node_hash(&hash("left"), &hash("right")), hash("hash"));
    }
    let key = &expected["key"];
    let seed: [u8; 32] = text(key, "seed").parse::<Hash>().unwrap().0;
    let secret = SecretKey::from_random("seoul.example/log", &seed).unwrap();
    assert_eq!(secret.public().to_string(), text(key, "vkey"));
    assert_eq!(secret.public().to_string(), small_key());
    let note = text(&expected["checkpoint"], "note");
    let head = Checkpoint::parse(note.as_bytes()).unwrap().head().clone();
    assert_eq!(Checkpoint::sign(head, &secret).unwrap().to_text(), note);
}
