//! Receipts of a log that changed its key: whole, attacked, and joined to
//! checkpoints of other sizes.

use super::*;
use crate::audit::merkle::consistency_proof;
use crate::audit::own::{Adopted, By, OwnContent, OwnEntry, OwnHead, Stage};
use crate::audit::proof::ConsistencyProof;

/// The keys of the log in their order; everybody knows them.
fn keys() -> [SecretKey; 3] {
    [3, 4, 5].map(|seed| SecretKey::from_random(LOG, &[seed; 32]).unwrap())
}

fn by(second: i64) -> By {
    By {
        actor: "k-9".to_owned(),
        via: "k-9".to_owned(),
        recorded: jiff::Timestamp::from_second(1_800_000_000 + second).unwrap(),
    }
}

/// The leaves of the shipped trail, with two changes of the key and an adoption
/// between them: leaf 3, 5 and 6.
struct Rotated {
    leaves: Vec<(Vec<u8>, Vec<Opening>)>,
    /// Where the changes stand.
    at: [usize; 2],
}

fn rotated() -> Rotated {
    let [one, two, three] = keys();
    let mut leaves = leaves();
    let head = OwnHead::first(LOG);
    let first = OwnEntry::rotation(LOG, &head, by(1), &one, &two).unwrap();
    let head = head.after(&first, first.hash().unwrap()).unwrap();
    let adopted = Adopted {
        workflow: "petition".to_owned(),
        revision: 1,
        stage: Stage::Draft,
        manifest: Hash([7; 32]),
        report: Hash([8; 32]),
        basis: String::new(),
        signature: None,
    };
    let between = OwnEntry::next(LOG, &head, by(2), OwnContent::Adopted(Box::new(adopted)));
    let head = head.after(&between, between.hash().unwrap()).unwrap();
    let second = OwnEntry::rotation(LOG, &head, by(3), &two, &three).unwrap();
    let leaf = |entry: &OwnEntry| (entry.to_bytes().unwrap(), Vec::new());
    leaves.insert(3, leaf(&first));
    leaves.insert(5, leaf(&between));
    leaves.insert(6, leaf(&second));
    Rotated { leaves, at: [3, 6] }
}

impl Rotated {
    fn hashes(&self, size: usize) -> Vec<Hash> {
        let leaves = &self.leaves[..size];
        leaves.iter().map(|(bytes, _)| leaf_hash(bytes)).collect()
    }

    fn checkpoint(&self, size: usize, key: &SecretKey) -> Checkpoint {
        let mut tree = Frontier::default();
        self.hashes(size).iter().for_each(|leaf| tree.append(*leaf));
        Checkpoint::sign(Head::of(LOG, &tree), key).unwrap()
    }

    /// The receipt of case `a` under a checkpoint of so many leaves, with these
    /// changes of the key.
    fn receipt(&self, size: usize, key: &SecretKey, changes: &[usize]) -> Receipt {
        let own = [1, 4, 7]
            .into_iter()
            .filter(|at| *at < size)
            .collect::<Vec<_>>();
        let mut receipt = receipt_of(&self.leaves, "a", &own);
        let hashes = self.hashes(size);
        let all: Vec<usize> = [&[0], own.as_slice(), changes].concat();
        let mut paths = inclusion_proofs(&hashes, &all).unwrap().into_iter();
        receipt.genesis.path = paths.next().unwrap();
        for entry in &mut receipt.entries {
            entry.path = paths.next().unwrap();
        }
        receipt.rotations = changes
            .iter()
            .zip(paths)
            .map(|(at, path)| Proved {
                bytes: self.leaves[*at].0.clone(),
                openings: Vec::new(),
                index: *at as u64,
                path,
            })
            .collect();
        receipt.checkpoint = self.checkpoint(size, key).to_text();
        receipt
    }

    fn whole(&self) -> Receipt {
        let [_, _, third] = keys();
        self.receipt(self.leaves.len(), &third, &self.at)
    }
}

#[test]
fn the_key_is_followed_from_the_first_to_the_one_that_signed() {
    let log = rotated();
    let receipt = log.whole();
    let bytes = receipt.to_bytes();
    assert_eq!(Receipt::parse(&bytes), Ok(receipt.clone()));
    // Whichever of the keys somebody knows from outside.
    for key in keys() {
        let known = ReceiptAgainst {
            key: Some(key.public().clone()),
            ..ReceiptAgainst::default()
        };
        let report = receipt.verify(&known);
        assert!(report.holds(), "{:?}", report.faults);
        assert!(report.seen.contains(&Seen::Rotations { rotations: 2 }));
    }
    let stranger = ReceiptAgainst {
        key: Some(
            SecretKey::from_random(LOG, &[9; 32])
                .unwrap()
                .public()
                .clone(),
        ),
        ..ReceiptAgainst::default()
    };
    assert_eq!(codes_against(&receipt, &stranger), [818]);
    // Under the key in force at each size, and under no other.
    for (size, changes, right) in [(3, 0, 0), (4, 1, 1), (6, 1, 1), (7, 2, 2)] {
        for (at, key) in keys().iter().enumerate() {
            let receipt = log.receipt(size, key, &log.at[..changes]);
            assert_eq!(codes(&receipt).is_empty(), at == right, "{size} by {at}");
        }
    }
    // The file that `docs/audit.md` offers to other verifiers.
    let vector = include_bytes!("../../../../tests/fixtures/audit/vectors/receipt-rotated.json");
    assert!(bytes == vector, "the vector is another");
}

#[test]
fn what_is_wrong_with_a_change_of_the_key_is_found() {
    let log = rotated();
    let size = log.leaves.len();
    let [_, two, three] = keys();
    // The first or the last left out: the next does not follow, or the checkpoint
    // is not signed by the key in force.
    assert_eq!(codes(&log.receipt(size, &three, &log.at[1..])), [880, 819]);
    assert_eq!(codes(&log.receipt(size, &three, &log.at[..1])), [819]);
    assert_eq!(codes(&log.receipt(size, &three, &[])), [819]);
    // In the wrong order, twice, or another of the log's own entries in between.
    assert_eq!(codes(&log.receipt(size, &three, &[6, 3])), [880, 860, 819]);
    assert!(codes(&log.receipt(size, &three, &[3, 3, 6])).contains(&860));
    assert_eq!(codes(&log.receipt(size, &three, &[3, 5, 6])), [860]);
    // At another place than it has, and with a damaged proof.
    let mut moved = log.whole();
    moved.rotations[0].index = 2;
    assert_eq!(codes(&moved), [861]);
    let mut damaged = log.whole();
    damaged.rotations[1].path[0] = Hash([1; 32]);
    assert_eq!(codes(&damaged), [861]);

    // Signed by one key alone: the new one takes both places.
    let head = OwnHead::first(LOG);
    let alone = OwnEntry::rotation(LOG, &head, by(1), &two, &two).unwrap();
    let stolen = OwnEntry::rotation(LOG, &head, by(1), &three, &two).unwrap();
    let other = "else.example/log";
    let [other_one, other_two] =
        [3, 4].map(|seed| SecretKey::from_random(other, &[seed; 32]).unwrap());
    let foreign =
        OwnEntry::rotation(other, &OwnHead::first(other), by(1), &other_one, &other_two).unwrap();
    for (forged, expected) in [(alone, 880), (stolen, 880), (foreign, 811)] {
        let mut log = rotated();
        log.leaves[3].0 = forged.to_bytes().unwrap();
        let size = 5;
        let found = codes(&log.receipt(size, &two, &[3]));
        assert!(found.contains(&expected), "{found:?}");
        assert!(found.contains(&819), "{found:?}");
    }
    // The list is there or not; it is never empty.
    let text = String::from_utf8(receipt().to_bytes()).unwrap();
    let empty = text.replacen("]}\n", "],\"rotations\":[]}\n", 1);
    assert_eq!(codes_of(empty.as_bytes()), [860]);
}

#[test]
fn a_checkpoint_of_another_size_is_joined_by_a_proof() {
    let log = rotated();
    let size = log.leaves.len();
    let [one, two, three] = keys();
    let receipt = log.whole();
    let proof = |old: usize, new: usize, key: &SecretKey| ConsistencyProof {
        old: old as u64,
        path: consistency_proof(&log.hashes(new), old).unwrap(),
        checkpoint: log.checkpoint(new, key),
    };
    let with = |checkpoint: Checkpoint, proofs: Vec<ConsistencyProof>| ReceiptAgainst {
        checkpoints: vec![checkpoint],
        proofs,
        ..ReceiptAgainst::default()
    };
    // An older one, by whichever key was in force then.
    for (old, key) in [(2, &one), (5, &two), (7, &three)] {
        let joined = with(log.checkpoint(old, key), vec![proof(old, size, &three)]);
        let report = receipt.verify(&joined);
        assert!(report.holds(), "{old}: {:?}", report.faults);
        let other = old as u64;
        assert!(report.seen.contains(&Seen::Joined { other }));
        assert!(!report.unseen.contains(&Unseen::Checkpoint));
    }
    // A newer one, joined to a receipt of fewer leaves, over the change in between.
    let early = log.receipt(5, &two, &log.at[..1]);
    let second = OwnEntry::parse(&log.leaves[6].0).unwrap();
    let newer = ReceiptAgainst {
        rotations: vec![second],
        ..with(log.checkpoint(size, &three), vec![proof(5, size, &three)])
    };
    let report = early.verify(&newer);
    assert!(report.holds(), "{:?}", report.faults);

    // Without a proof it cannot be compared, and that is said.
    let alone = with(log.checkpoint(5, &two), Vec::new());
    assert!(
        receipt
            .verify(&alone)
            .unseen
            .iter()
            .any(|one| matches!(one, Unseen::OtherSize { .. }))
    );
    // Of another log by the same keys: whatever the proof says.
    let mut forked = rotated();
    forked.leaves[1].0 = forked.leaves[2].0.clone();
    let other = with(forked.checkpoint(5, &two), vec![proof(5, size, &three)]);
    assert_eq!(codes_against(&receipt, &other), [837]);
    let other = with(
        log.checkpoint(5, &two),
        vec![ConsistencyProof {
            checkpoint: forked.checkpoint(size, &three),
            ..proof(5, size, &three)
        }],
    );
    assert_eq!(codes_against(&receipt, &other), [867]);
    // A proof that joins nothing that was given.
    let idle = with(log.checkpoint(5, &two), vec![proof(4, size, &three)]);
    assert_eq!(codes_against(&receipt, &idle), [839]);
}
