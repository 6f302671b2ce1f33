//! A witness, a log, and a copy of the log that goes another way.

use super::*;
use crate::audit::checkpoint::Head;
use crate::audit::hash::Hash;
use crate::audit::merkle::{Frontier, consistency_proof, leaf_hash};
use crate::audit::note::{SecretKey, SignedNote, WitnessKey};
use proptest::prelude::*;

const LOG: &str = "seoul.example/log";

fn log() -> SecretKey {
    SecretKey::from_random(LOG, &[9; 32]).unwrap()
}

fn witness() -> Witness {
    Witness::new(Cosigner::from_random("assembly.example/w1", &[5; 32]).unwrap())
}

/// Leaves that are the same up to where the copy parts.
fn leaves(copy: u8, parts_at: usize, size: usize) -> Vec<Hash> {
    (0..size)
        .map(|at| {
            leaf_hash(&[
                u8::try_from(at).unwrap(),
                if at < parts_at { 0 } else { copy },
            ])
        })
        .collect()
}

fn checkpoint(leaves: &[Hash]) -> Checkpoint {
    let mut tree = Frontier::default();
    leaves.iter().for_each(|leaf| tree.append(*leaf));
    Checkpoint::sign(Head::of(LOG, &tree), &log()).unwrap()
}

fn proof(leaves: &[Hash], old: usize) -> ConsistencyProof {
    ConsistencyProof {
        old: old as u64,
        path: consistency_proof(leaves, old).unwrap(),
        checkpoint: checkpoint(leaves),
    }
}

fn ask(
    witness: &Witness,
    checkpoint: &Checkpoint,
    proof: Option<&ConsistencyProof>,
    now: u64,
) -> Result<Cosigned, Refused> {
    witness.sign(Asked {
        checkpoint,
        proof,
        log: log().public(),
        rotations: &[],
        now,
    })
}

/// The example of C2SP tlog-cosignature: its signatures are of keys that are not
/// published, so what is held here is the form.
#[test]
fn the_published_cosignature_reads() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let note = SignedNote::parse(text.as_bytes()).unwrap();
    let line = &note.signatures()[1];
    assert_eq!(line.signature.len(), 8 + 64);
    // The time of the specification's example of a signed message.
    assert_eq!(line.signature[..8], 1_679_315_147_u64.to_be_bytes());
}

#[test]
fn the_signed_message_is_that_of_the_specification() {
    let witness = witness();
    let head = checkpoint(&leaves(0, 9, 3));
    let line = witness.key().cosign(head.note(), 1_679_315_147).unwrap();
    let mut signed = b"cosignature/v1\ntime 1679315147\n".to_vec();
    signed.extend_from_slice(head.head().text().as_bytes());
    let key: ed25519_dalek::VerifyingKey =
        ed25519_dalek::VerifyingKey::from_bytes(witness.key().public().bytes()).unwrap();
    let signature = ed25519_dalek::Signature::from_bytes(line.signature[8..].try_into().unwrap());
    key.verify_strict(&signed, &signature).unwrap();
    let id = Hash::of(&[b"assembly.example/w1\n\x04", witness.key().public().bytes()]);
    assert_eq!(line.id, id.0[..4]);
    // No log can be named in its place: the types differ.
    let text = witness.key().public().to_string();
    assert!(text.parse::<PublicKey>().is_err());
    assert_eq!(&text.parse::<WitnessKey>().unwrap(), witness.key().public());
}

#[test]
fn a_changed_byte_is_never_a_cosignature() {
    let witness = witness();
    let head = checkpoint(&leaves(0, 9, 3));
    let text = ask(&witness, &head, None, 77).unwrap().checkpoint.to_text();
    let key = witness.key().public();
    let line = |name: &str| text.find(&format!("— {name}")).unwrap();
    let (own, mine) = (line("seoul"), line("assembly"));
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let seen = Checkpoint::parse(&bytes)
                .ok()
                .and_then(|changed| key.cosigned(changed.note()).ok().flatten());
            // The cosignature says nothing of the log's own.
            let of_the_log_alone = (own..mine).contains(&at);
            assert!(seen.is_none() || of_the_log_alone, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_log_that_grows_is_cosigned_and_a_fork_is_not() {
    let start = leaves(0, 4, 4);
    let first = ask(&witness(), &checkpoint(&start), None, 10).unwrap();
    assert_eq!(first.step, Step::First);
    let seen = first
        .witness
        .key()
        .public()
        .cosigned(first.checkpoint.note());
    assert_eq!(seen, Ok(Some(10)));

    let mine = leaves(1, 4, 7);
    let grown = ask(
        &first.witness,
        &checkpoint(&mine),
        Some(&proof(&mine, 4)),
        20,
    )
    .unwrap();
    assert_eq!(grown.step, Step::Grown { from: 4 });
    let again = ask(&grown.witness, &checkpoint(&mine), None, 20).unwrap();
    assert_eq!(again.step, Step::Same);

    // The copy parted after the fourth leaf.
    let theirs = leaves(2, 4, 7);
    let fork = ask(
        &grown.witness,
        &checkpoint(&theirs),
        Some(&proof(&theirs, 4)),
        30,
    );
    assert!(
        matches!(fork, Err(Refused::Fork { size: 7, .. })),
        "{fork:?}"
    );
    let theirs = leaves(2, 4, 9);
    for old in [4, 7] {
        let fork = ask(
            &grown.witness,
            &checkpoint(&theirs),
            Some(&proof(&theirs, old)),
            30,
        );
        match (old, fork) {
            (4, Err(Refused::OtherProof { .. })) | (7, Err(Refused::Growth(_))) => {}
            (_, other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_not_shown_is_not_signed() {
    let start = leaves(0, 9, 4);
    let known = ask(&witness(), &checkpoint(&start), None, 10)
        .unwrap()
        .witness;
    let more = leaves(0, 9, 6);
    let refused = |checkpoint: &Checkpoint, proof: Option<&ConsistencyProof>, now: u64| {
        ask(&known, checkpoint, proof, now).unwrap_err()
    };
    let head = checkpoint(&more);
    assert!(matches!(
        refused(&head, None, 20),
        Refused::NoProof {
            known: 4,
            size: 6,
            ..
        }
    ));
    assert!(matches!(
        refused(&head, Some(&proof(&more, 4)), 9),
        Refused::Clock { last: 10, now: 9 }
    ));
    // An older head: told as one, with a proof; without, as unknown; a fork, if it is one.
    let older = checkpoint(&start[..2]);
    let age = |refused: Refused| match refused {
        Refused::Older {
            age,
            known: 4,
            size: 2,
            ..
        } => age,
        other => panic!("{other:?}"),
    };
    assert_eq!(age(refused(&older, None, 20)), Age::Unknown);
    assert_eq!(
        age(refused(&older, Some(&proof(&start, 2)), 20)),
        Age::OfThisLog
    );
    let forged = checkpoint(&leaves(3, 1, 2));
    assert!(matches!(
        refused(&forged, Some(&proof(&start, 2)), 20),
        Refused::Growth(_)
    ));
    // Another key for a log that is known.
    let other = SecretKey::from_random(LOG, &[8; 32]).unwrap();
    let signed = Checkpoint::sign(head.head().clone(), &other).unwrap();
    let mine = log().public().clone();
    let asked = Asked {
        checkpoint: &signed,
        proof: Some(&proof(&more, 4)),
        log: other.public(),
        rotations: &[],
        now: 20,
    };
    assert!(matches!(known.sign(asked), Err(Refused::OtherKey { .. })));
    let asked = Asked {
        log: &mine,
        ..asked
    };
    assert!(matches!(known.sign(asked), Err(Refused::Trail(_))));
}

#[test]
fn what_is_remembered_reads_back_and_nothing_else() {
    let head = checkpoint(&leaves(0, 9, 4));
    let witness = ask(&witness(), &head, None, 10).unwrap().witness;
    let bytes = witness.to_bytes();
    let again = Witness::parse(&bytes).unwrap();
    assert_eq!(again.to_bytes(), bytes);
    assert_eq!(again.log(LOG), witness.log(LOG));
    assert!(!format!("{witness:?}").contains("PRIVATE"));
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        // Only the time is not signed by anybody.
        if let Ok(read) = Witness::parse(&changed) {
            let (read, known) = (read.log(LOG).unwrap(), witness.log(LOG).unwrap());
            assert_eq!(
                (&read.key, &read.checkpoint),
                (&known.key, &known.checkpoint)
            );
        }
    }
}

proptest! {
    /// Whatever two copies of a log show to one witness in whatever order, all that
    /// it cosigns is of one history.
    #[test]
    fn one_witness_signs_one_history(asks in prop::collection::vec((0u8..3, 1usize..12, 0usize..12), 1..20)) {
        let mut witness = witness();
        let mut signed: Vec<Vec<Hash>> = Vec::new();
        for (now, (copy, size, old)) in (1..).zip(asks) {
            let tree = leaves(copy, 5, size);
            let proof = (old <= size).then(|| proof(&tree, old));
            if let Ok(cosigned) = ask(&witness, &checkpoint(&tree), proof.as_ref(), now) {
                witness = Witness::parse(&cosigned.witness.to_bytes()).unwrap();
                for earlier in &signed {
                    let common = earlier.len().min(tree.len());
                    prop_assert!(earlier.len() <= tree.len());
                    prop_assert_eq!(&earlier[..common], &tree[..common]);
                }
                signed.push(tree);
            }
        }
    }
}
