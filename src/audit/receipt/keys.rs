//! The keys of the log of a receipt: that of the genesis, and those that took over
//! by the entries that the receipt carries.

use super::verify::Run;
use super::{Proved, ReceiptError};
use crate::audit::checkpoint::{Checkpoint, Head};
use crate::audit::hash::first_own_link;
use crate::audit::merkle::leaf_hash;
use crate::audit::note::PublicKey;
use crate::audit::own::{Keys, OwnContent, OwnEntry};
use crate::audit::proof::ProofFault;
use crate::audit::verify::{TrailError, witnesses_of};

impl Run<'_> {
    /// Follows the key from the genesis over each change: every one stands later in
    /// the log than the one before, in the chain of the log's own entries too, and
    /// is signed with the key in force until then and with the new one. Their
    /// proofs are looked at with those of the entries.
    pub(super) fn keys(&mut self, first: PublicKey) -> Keys {
        let receipt = self.receipt;
        let mut keys = Keys::of(first);
        let mut last: Option<(u64, OwnEntry)> = None;
        for (at, Proved { bytes, index, .. }) in receipt.rotations.iter().enumerate() {
            let entry = match OwnEntry::parse(bytes) {
                Ok(entry) => entry,
                Err(error) => {
                    self.fault(TrailError::Entry(error));
                    continue;
                }
            };
            if entry.log != receipt.log {
                let found = entry.log.clone();
                self.fault(TrailError::Log { found });
                continue;
            }
            // Nothing else of the log's own chain has a place here.
            let later = last.as_ref().is_none_or(|(before, _)| before < index);
            if !matches!(entry.content, OwnContent::Rotated(_)) || !later || *index == 0 {
                let path = format!("/rotations/{at}");
                self.fault(ReceiptError::Form { path });
                continue;
            }
            if !follows(
                &receipt.log,
                last.as_ref().map(|(_, before)| before),
                &entry,
            ) {
                self.fault(TrailError::OwnChain);
            }
            if !keys.take(&entry, *index) {
                self.fault(TrailError::Rotation);
            }
            last = Some((*index, entry));
        }
        // Whichever of its keys somebody knows from outside.
        let known = self.against.key.as_ref();
        if known.is_some_and(|key| !keys.knows(key)) {
            self.fault_of(0, TrailError::Key);
        }
        keys
    }

    /// The keys with those that took over after the receipt was made, as they are
    /// known from outside.
    fn later_keys(&mut self, keys: &Keys, size: u64) -> Keys {
        let mut all = keys.clone();
        for entry in &self.against.rotations {
            if !all.take(entry, size) {
                self.fault(TrailError::Rotation);
            }
        }
        all
    }

    /// Who else saw the head of the receipt: on its own checkpoint, or on one from
    /// outside of the same head.
    pub(super) fn witnesses(&mut self) {
        let against = self.against;
        if against.witnesses.is_empty() {
            return;
        }
        let Ok(own) = Checkpoint::parse(self.receipt.checkpoint.as_bytes()) else {
            return;
        };
        let same = |one: &&Checkpoint| one.head() == own.head();
        let mut of_head = vec![&own];
        of_head.extend(against.checkpoints.iter().filter(same));
        let needed = against.witnesses_needed;
        let (witnessed, errors) = witnesses_of(&of_head, &against.witnesses, needed);
        self.witnessed = witnessed;
        for error in errors {
            self.fault(error);
        }
    }

    /// Checkpoints from outside: one of the receipt's size must have its root, one
    /// of another size must be joined to it by a proof.
    pub(super) fn outside(&mut self, keys: Option<&Keys>, head: Option<&Head>) {
        let own = Checkpoint::parse(self.receipt.checkpoint.as_bytes());
        let (Some(keys), Some(head), Ok(own)) = (keys, head, own) else {
            return;
        };
        let keys = self.later_keys(keys, head.size);
        let mut used = vec![false; self.against.proofs.len()];
        for checkpoint in &self.against.checkpoints {
            let Head { size, root, .. } = checkpoint.head();
            if let Err(error) = keys.verify(checkpoint) {
                self.fault(TrailError::signature(*size, error));
                continue;
            }
            if *size == head.size {
                if *root == head.root {
                    self.compared.push(*size);
                } else {
                    self.fault(TrailError::Forked { size: *size });
                }
                continue;
            }
            let (old, new) = if *size < head.size {
                (checkpoint, &own)
            } else {
                (&own, checkpoint)
            };
            let joins = self
                .against
                .proofs
                .iter()
                .zip(&mut used)
                .find(|(proof, _)| {
                    proof.old == old.head().size && proof.checkpoint.head().size == new.head().size
                });
            let Some((proof, used)) = joins else {
                self.incomparable.push(*size);
                continue;
            };
            *used = true;
            if proof.checkpoint.head().root != new.head().root {
                let size = new.head().size;
                self.fault(TrailError::Forked { size });
            } else {
                match proof.verify_over(old, &keys) {
                    Ok(()) => self.joined.push(*size),
                    Err(error) => self.fault(error),
                }
            }
        }
        // A proof that joins nothing that was given proves nothing.
        for (proof, used) in self.against.proofs.iter().zip(used) {
            if !used {
                self.fault(ProofFault::Base {
                    stated: proof.old,
                    known: head.size,
                });
            }
        }
    }
}

/// Whether an entry stands after another in the chain of the log's own entries, as
/// far as both can tell: others may stand between them.
fn follows(log: &str, before: Option<&OwnEntry>, entry: &OwnEntry) -> bool {
    let (seq, recorded, hash) = match before {
        None => (0, None, Some(first_own_link(log))),
        Some(before) => (
            before.seq,
            Some(before.recorded),
            before.to_bytes().ok().map(|bytes| leaf_hash(&bytes)),
        ),
    };
    let right_after = seq.checked_add(1) == Some(entry.seq);
    entry.seq > seq
        && recorded.is_none_or(|recorded| recorded <= entry.recorded)
        && (!right_after || hash == Some(entry.previous))
}
