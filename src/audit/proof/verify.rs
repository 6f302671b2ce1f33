//! Verifying a proof, with the key of the log as it is known from outside.

use super::{ConsistencyProof, InclusionProof, ProofFault};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::entry::{Genesis, open};
use crate::audit::merkle::{leaf_hash, verify_consistency, verify_inclusion};
use crate::audit::note::PublicKey;
use crate::audit::verify::TrailError;

impl InclusionProof {
    /// Checks that these bytes are an entry of the log with this key, and stand
    /// where the proof says.
    ///
    /// # Errors
    /// [`ProofFault`].
    pub fn verify(&self, entry: &[u8], key: &PublicKey) -> Result<(), ProofFault> {
        signed(&self.checkpoint, key)?;
        entry_of_log(self.index, entry, key)?;
        let head = self.checkpoint.head();
        let leaf = leaf_hash(entry);
        verify_inclusion(&leaf, self.index, head.size, &self.path, &head.root).map_err(|error| {
            ProofFault::Inclusion {
                index: self.index,
                size: head.size,
                error,
            }
        })
    }
}

impl ConsistencyProof {
    /// Checks that the log with this key, as it was under a checkpoint known
    /// from outside, is the beginning of what it is now.
    ///
    /// # Errors
    /// [`ProofFault`].
    pub fn verify(&self, old: &Checkpoint, key: &PublicKey) -> Result<(), ProofFault> {
        signed(old, key)?;
        signed(&self.checkpoint, key)?;
        let (before, now) = (old.head(), self.checkpoint.head());
        if before.size != self.old {
            return Err(ProofFault::Base {
                stated: self.old,
                known: before.size,
            });
        }
        verify_consistency(before.size, &before.root, now.size, &now.root, &self.path).map_err(
            |error| ProofFault::Consistency {
                old: before.size,
                size: now.size,
                error,
            },
        )
    }
}

fn signed(checkpoint: &Checkpoint, key: &PublicKey) -> Result<(), TrailError> {
    checkpoint
        .verify(key)
        .map_err(|error| TrailError::signature(checkpoint.head().size, error))
}

/// The first leaf is the genesis, every other one an entry of a case.
fn entry_of_log(index: u64, bytes: &[u8], key: &PublicKey) -> Result<(), TrailError> {
    if index == 0 {
        let genesis = Genesis::parse(bytes).map_err(|_| TrailError::Genesis)?;
        return if genesis.key == *key {
            Ok(())
        } else {
            Err(TrailError::Key)
        };
    }
    let found = open(bytes, &[]).map_err(TrailError::Entry)?.log;
    if found == key.name() {
        Ok(())
    } else {
        Err(TrailError::Log { found })
    }
}
