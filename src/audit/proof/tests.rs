//! Proofs of a small log, whole and changed.

use super::*;
use crate::audit::checkpoint::Head;
use crate::audit::entry::Genesis;
use crate::audit::merkle::{Frontier, consistency_proof, inclusion_proof, leaf_hash};
use crate::audit::note::SecretKey;

const LOG: &str = "seoul.example/log";

fn key() -> SecretKey {
    SecretKey::from_random(LOG, &[9; 32]).unwrap()
}

/// The leaves of the shipped trail, made that of our key.
fn leaves() -> Vec<Vec<u8>> {
    let text = include_str!("../../../tests/fixtures/trail/small.jsonl");
    let mut leaves: Vec<Vec<u8>> = text
        .lines()
        .filter_map(|line| {
            let (entry, _) = line
                .strip_prefix("{\"entry\":")?
                .split_once(",\"openings\":")?;
            Some(entry.as_bytes().to_vec())
        })
        .collect();
    let genesis = Genesis {
        key: key().public().clone(),
        created: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    leaves[0] = genesis.to_bytes().unwrap();
    leaves
}

fn hashes() -> Vec<Hash> {
    leaves().iter().map(|leaf| leaf_hash(leaf)).collect()
}

fn checkpoint(size: usize) -> Checkpoint {
    let mut tree = Frontier::default();
    hashes()
        .into_iter()
        .take(size)
        .for_each(|leaf| tree.append(leaf));
    Checkpoint::sign(Head::of(LOG, &tree), &key()).unwrap()
}

fn inclusion(index: usize, size: usize) -> InclusionProof {
    InclusionProof {
        extra: None,
        index: index as u64,
        path: inclusion_proof(&hashes()[..size], index).unwrap(),
        checkpoint: checkpoint(size),
    }
}

fn consistency(old: usize, size: usize) -> ConsistencyProof {
    ConsistencyProof {
        old: old as u64,
        path: consistency_proof(&hashes()[..size], old).unwrap(),
        checkpoint: checkpoint(size),
    }
}

#[test]
fn every_entry_is_proved_in_every_tree_that_holds_it() {
    let (key, leaves) = (key(), leaves());
    for size in 1..=leaves.len() {
        for index in 0..size {
            let proof = Proof::Inclusion(inclusion(index, size));
            let again = Proof::parse(proof.to_text().as_bytes()).unwrap();
            assert_eq!(again, proof);
            let Proof::Inclusion(again) = again else {
                panic!("another kind")
            };
            assert_eq!(again.verify(&leaves[index], key.public()), Ok(()));
            for (other, leaf) in leaves.iter().enumerate() {
                assert_eq!(
                    again.verify(leaf, key.public()).is_ok(),
                    other == index,
                    "{index} of {size}, {other}"
                );
            }
        }
    }
}

#[test]
fn growth_is_proved_from_every_size() {
    let key = key();
    for size in 0..=leaves().len() {
        for old in 0..=size {
            let proof = Proof::Consistency(consistency(old, size));
            let again = Proof::parse(proof.to_text().as_bytes()).unwrap();
            assert_eq!(again, proof);
            let Proof::Consistency(again) = again else {
                panic!("another kind")
            };
            for known in 0..=leaves().len() {
                let holds = again.verify(&checkpoint(known), key.public()).is_ok();
                assert_eq!(holds, known == old, "{old} to {size}, known {known}");
            }
        }
    }
}

#[test]
fn no_changed_byte_proves_anything() {
    let (key, leaves) = (key(), leaves());
    let whole = Proof::Inclusion(inclusion(2, 5)).to_text().into_bytes();
    let grown = Proof::Consistency(consistency(3, 5)).to_text().into_bytes();
    for text in [whole, grown] {
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone();
                bytes[at] ^= 1 << bit;
                let holds = match Proof::parse(&bytes) {
                    Ok(Proof::Inclusion(proof)) => proof.verify(&leaves[2], key.public()).is_ok(),
                    Ok(Proof::Consistency(proof)) => {
                        proof.verify(&checkpoint(3), key.public()).is_ok()
                    }
                    Err(_) => false,
                };
                assert!(!holds, "byte {at}, bit {bit}");
            }
        }
    }
}

#[test]
fn what_is_no_proof_is_refused() {
    let note = checkpoint(3).to_text();
    let hash = BASE64.encode([1; 32]);
    for head in [
        "",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v2\nindex 1\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n",
        "c2sp.org/tlog-proof@v1\nindex +1\n",
        "c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nextra AA==\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n",
        "old 1 \n",
        "old -1\n",
        "old\n",
        &format!("old 1\n{hash}\r\n"),
    ] {
        let read = Proof::parse(format!("{head}\n{note}").as_bytes());
        assert_eq!(read, Err(ProofFileError::Form), "{head}");
    }
    let long = format!("old 1\n{}\n{note}", format!("{hash}\n").repeat(65));
    assert_eq!(Proof::parse(long.as_bytes()), Err(ProofFileError::TooLong));
    let read = Proof::parse(b"old 1\n\nno note\n");
    assert!(matches!(read, Err(ProofFileError::Checkpoint(_))));
}

/// The example of the specification, with a whole signature in it.
#[test]
fn extra_bytes_are_carried_and_mean_nothing() {
    let mut proof = inclusion(1, 3);
    proof.extra = Some(b"age".to_vec());
    let text = Proof::Inclusion(proof.clone()).to_text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra YWdl\nindex 1\n"));
    assert_eq!(
        Proof::parse(text.as_bytes()),
        Ok(Proof::Inclusion(proof.clone()))
    );
    assert_eq!(proof.verify(&leaves()[1], key().public()), Ok(()));
}
