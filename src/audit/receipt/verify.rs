//! Verifying a receipt: every hash, proof, link, commitment and signature.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::report::{ReceiptReport, Seen, Unseen};
use super::{Proved, Receipt, ReceiptError, ReceiptFault};
use crate::audit::checkpoint::{Checkpoint, Head};
use crate::audit::entry::{Genesis, Unsealed, open};
use crate::audit::hash::{Hash, first_link};
use crate::audit::manifest::Manifest;
use crate::audit::merkle::{leaf_hash, verify_inclusion};
use crate::audit::note::{PublicKey, WitnessKey};
use crate::audit::own::{Keys, OwnEntry};
use crate::audit::proof::ConsistencyProof;
use crate::audit::verify::{TrailError, Witnessed};
use crate::engine::{Case, CaseId, Content, apply};

/// What a receipt is compared with.
#[derive(Debug, Clone, Default)]
pub struct ReceiptAgainst {
    /// Checkpoints kept or published outside the receipt.
    pub checkpoints: Vec<Checkpoint>,
    /// Proofs that join these to the receipt's own where they have other sizes.
    pub proofs: Vec<ConsistencyProof>,
    /// The entries by which the log changed its key after the receipt was made.
    pub rotations: Vec<OwnEntry>,
    /// The witnesses whose cosignatures are looked for on the receipt's checkpoint.
    pub witnesses: Vec<WitnessKey>,
    /// How many of them are needed.
    pub witnesses_needed: Option<u64>,
    /// One of the log's keys as it is known from outside.
    pub key: Option<PublicKey>,
    /// The case that it must be of.
    pub case: Option<CaseId>,
}

impl Receipt {
    /// Verifies it, and tells what could not be verified.
    pub fn verify(&self, against: &ReceiptAgainst) -> ReceiptReport {
        let mut run = Run {
            receipt: self,
            against,
            faults: Vec::new(),
            unsealed: Vec::new(),
            case: None,
            values: 0,
            closed: 0,
            compared: Vec::new(),
            joined: Vec::new(),
            witnessed: Vec::new(),
            incomparable: Vec::new(),
        };
        let key = run.genesis();
        let keys = key.clone().map(|key| run.keys(key));
        let head = run.checkpoint(keys.as_ref());
        if let Some(head) = &head {
            run.proofs(head);
        }
        run.entries();
        run.contents();
        run.outside(keys.as_ref(), head.as_ref());
        run.witnesses();
        run.finish(key, head)
    }
}

pub(super) struct Run<'a> {
    pub(super) receipt: &'a Receipt,
    pub(super) against: &'a ReceiptAgainst,
    faults: Vec<ReceiptFault>,
    unsealed: Vec<Unsealed>,
    /// The case as its entries make it.
    case: Option<Case>,
    values: u64,
    closed: u64,
    /// Sizes of checkpoints from outside that are the receipt's own, of those that a
    /// proof joins to it, and of those that cannot be compared with it.
    pub(super) compared: Vec<u64>,
    pub(super) joined: Vec<u64>,
    pub(super) incomparable: Vec<u64>,
    /// Who else saw the head of the receipt.
    pub(super) witnessed: Vec<Witnessed>,
}

impl Run<'_> {
    pub(super) fn fault(&mut self, error: impl Into<ReceiptError>) {
        self.faults.push(ReceiptFault::from(error.into()));
    }

    pub(super) fn fault_of(&mut self, entry: u64, error: impl Into<ReceiptError>) {
        self.faults.push(ReceiptFault {
            entry: Some(entry),
            error: error.into(),
        });
    }

    /// The first leaf binds the key.
    fn genesis(&mut self) -> Option<PublicKey> {
        let genesis = Genesis::parse(&self.receipt.genesis.bytes)
            .ok()
            .filter(|genesis| genesis.log() == self.receipt.log);
        let Some(genesis) = genesis else {
            self.fault_of(0, TrailError::Genesis);
            return None;
        };
        Some(genesis.key)
    }

    fn checkpoint(&mut self, keys: Option<&Keys>) -> Option<Head> {
        let Ok(checkpoint) = Checkpoint::parse(self.receipt.checkpoint.as_bytes()) else {
            self.fault(ReceiptError::Form {
                path: "/checkpoint".to_owned(),
            });
            return None;
        };
        let size = checkpoint.head().size;
        // Without a genesis there is no key, which is a fault already.
        if let Some(Err(error)) = keys.map(|keys| keys.verify(&checkpoint)) {
            self.fault(TrailError::signature(size, error));
        }
        Some(checkpoint.head().clone())
    }

    fn proofs(&mut self, head: &Head) {
        let receipt = self.receipt;
        let leaves = std::iter::once(&receipt.genesis).chain(&receipt.entries);
        for (
            number,
            Proved {
                bytes, index, path, ..
            },
        ) in (0..).zip(leaves)
        {
            let leaf = leaf_hash(bytes);
            let shown = verify_inclusion(&leaf, *index, head.size, path, &head.root);
            if let Err(error) = shown {
                let (index, size) = (*index, head.size);
                self.fault_of(number, ReceiptError::NotProved { index, size, error });
            }
        }
        for Proved {
            bytes, index, path, ..
        } in &receipt.rotations
        {
            let leaf = leaf_hash(bytes);
            let shown = verify_inclusion(&leaf, *index, head.size, path, &head.root);
            if let Err(error) = shown {
                let (index, size) = (*index, head.size);
                self.fault(ReceiptError::NotProved { index, size, error });
            }
        }
    }

    /// Every entry by itself, and the chain of the case from its first link on.
    fn entries(&mut self) {
        let receipt = self.receipt;
        if receipt.entries.is_empty() {
            self.fault(TrailError::Empty);
        }
        if self
            .against
            .case
            .as_ref()
            .is_some_and(|case| *case != receipt.case)
        {
            let expected = self.against.case.clone().unwrap_or_default();
            let found = receipt.case.clone();
            self.fault(ReceiptError::OtherCase { expected, found });
        }
        let mut expected = first_link(&receipt.log, &receipt.case);
        let (mut last, mut index, mut recorded) = (0_u64, 0_u64, Timestamp::MIN);
        let mut rebuilds = true;
        for (number, proved) in (1..).zip(&receipt.entries) {
            let hash = leaf_hash(&proved.bytes);
            let (shown, opened) = match open(&proved.bytes, &proved.openings) {
                Ok(unsealed) => (proved.openings.len(), Some(unsealed)),
                Err(error) => {
                    self.fault_of(number, TrailError::Entry(error));
                    rebuilds = false;
                    // A value beside it that is wrong does not hide the entry.
                    (0, open(&proved.bytes, &[]).ok())
                }
            };
            let Some(unsealed) = opened else {
                (expected, last) = (hash, last.saturating_add(1));
                continue;
            };
            let entry = &unsealed.entry;
            let mut errors: Vec<ReceiptError> = Vec::new();
            if unsealed.log != receipt.log {
                let found = unsealed.log.clone();
                errors.push(TrailError::Log { found }.into());
            }
            if entry.case != receipt.case {
                errors.push(ReceiptError::OtherCase {
                    expected: receipt.case.clone(),
                    found: entry.case.clone(),
                });
            }
            if last.checked_add(1) != Some(entry.seq) {
                let found = entry.seq;
                errors.push(TrailError::Sequence { last, found }.into());
            } else if unsealed.previous != expected {
                errors.push(TrailError::Chain.into());
            }
            if proved.index <= index {
                let path = format!("/entries/{}/index", number - 1);
                errors.push(ReceiptError::Form { path });
            }
            if entry.recorded < recorded {
                errors.push(TrailError::Time.into());
            }
            let manifest = Hash(entry.manifest);
            if !receipt.manifests.contains_key(&manifest) {
                errors.push(TrailError::Absent { hash: manifest }.into());
            }
            if rebuilds && errors.is_empty() {
                match apply(self.case.take(), entry) {
                    Ok(case) => self.case = Some(case),
                    Err(error) => {
                        errors.push(TrailError::Rebuild(error).into());
                        rebuilds = false;
                    }
                }
            }
            rebuilds &= errors.is_empty();
            for error in errors {
                self.fault_of(number, error);
            }
            (last, index, recorded, expected) = (entry.seq, proved.index, entry.recorded, hash);
            self.values = self.values.saturating_add(shown as u64);
            self.closed = self.closed.saturating_add(unsealed.erased.len() as u64);
            self.unsealed.push(unsealed);
        }
    }

    /// Nothing is missing of what the entries draw on, and nothing is there that
    /// they do not draw on.
    fn contents(&mut self) {
        let receipt = self.receipt;
        let mut unused: BTreeSet<Hash> = receipt.manifests.keys().copied().collect();
        for one in &self.unsealed {
            unused.remove(&Hash(one.entry.manifest));
        }
        let mut definitions: BTreeSet<Hash> = receipt.definitions.keys().copied().collect();
        for (at, bytes) in receipt.manifests.values().enumerate() {
            let Ok(manifest) = Manifest::parse(bytes) else {
                self.fault(ReceiptError::Form {
                    path: format!("/manifests/{at}/manifest"),
                });
                continue;
            };
            for source in manifest.sources() {
                definitions.remove(&source.sha256);
                if !receipt.definitions.contains_key(&source.sha256) {
                    let hash = source.sha256;
                    self.fault(TrailError::Absent { hash });
                }
            }
        }
        for hash in unused.into_iter().chain(definitions) {
            self.fault(TrailError::Unused { hash });
        }
    }

    fn finish(self, key: Option<PublicKey>, head: Option<Head>) -> ReceiptReport {
        let receipt = self.receipt;
        let entries = receipt.entries.len() as u64;
        let size = head.as_ref().map_or(0, |head| head.size);
        let messages = self.unsealed.iter().filter(|one| {
            matches!(
                one.entry.content,
                Content::Received { .. }
                    | Content::Opened {
                        origin: Some(_),
                        ..
                    }
            )
        });
        let messages = messages.count() as u64;
        let mut seen = vec![
            Seen::Entries { entries },
            Seen::Proofs { entries, size },
            Seen::Definitions {
                definitions: receipt.definitions.len() as u64,
            },
            Seen::Values {
                values: self.values,
            },
            Seen::Rebuilt,
        ];
        let rotations = receipt.rotations.len() as u64;
        if rotations > 0 {
            seen.push(Seen::Rotations { rotations });
        }
        seen.extend(
            self.compared
                .iter()
                .map(|size| Seen::Checkpoint { size: *size }),
        );
        seen.extend(
            self.joined
                .iter()
                .map(|other| Seen::Joined { other: *other }),
        );
        let mut unseen = vec![Unseen::Later];
        unseen.extend(self.incomparable.iter().map(|other| Unseen::OtherSize {
            other: *other,
            size,
        }));
        if self.compared.is_empty() && self.joined.is_empty() && self.incomparable.is_empty() {
            unseen.push(Unseen::Checkpoint);
        }
        let witnessed = self.witnessed.into_iter();
        seen.extend(witnessed.map(Seen::Witnessed));
        let named = !self.against.witnesses.is_empty();
        if named && !seen.iter().any(|one| matches!(one, Seen::Witnessed(_))) {
            unseen.push(Unseen::Witnesses);
        }
        if self.against.key.is_some() {
            seen.push(Seen::Key);
        } else {
            unseen.push(Unseen::Key);
        }
        if self.closed > 0 {
            unseen.push(Unseen::Values {
                values: self.closed,
            });
        }
        if messages > 0 {
            unseen.push(Unseen::Messages { messages });
        }
        unseen.push(Unseen::Decisions);
        ReceiptReport {
            log: receipt.log.clone(),
            case: receipt.case.clone(),
            key: key.as_ref().map(PublicKey::to_string),
            entries,
            values: self.values,
            closed: self.closed,
            definitions: receipt.definitions.len() as u64,
            head,
            seen,
            unseen,
            faults: self.faults,
            unsealed: self.unsealed,
        }
    }
}
