//! Verifying a proof, with the key of the log as it is known from outside.

use super::{ConsistencyProof, InclusionProof, ProofFault};
use crate::audit::canonical::read;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::entry::{Genesis, open};
use crate::audit::merkle::{leaf_hash, verify_consistency, verify_inclusion};
use crate::audit::note::PublicKey;
use crate::audit::own::{Keys, OwnEntry, is_own};
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
        self.verify_over(old, &Keys::of(key.clone()))
    }

    /// The same of a log whose key has changed in between: the older checkpoint is
    /// signed with one of these keys, the newer one with the same or a later one.
    ///
    /// # Errors
    /// [`ProofFault`].
    pub fn verify_over(&self, old: &Checkpoint, keys: &Keys) -> Result<(), ProofFault> {
        let signer = |checkpoint: &Checkpoint| {
            let mut all = keys.all();
            all.position(|key| checkpoint.verify(key).is_ok())
        };
        // Where none has signed, what is told is told of the newest.
        let (first, last) = (signer(old), signer(&self.checkpoint));
        if first.is_none() {
            signed(old, keys.newest())?;
        }
        if last.is_none() || last < first {
            signed(&self.checkpoint, keys.newest())?;
        }
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
        // Its key may be an older one: that it stands there is signed with this one.
        return if genesis.log() == key.name() {
            Ok(())
        } else {
            Err(TrailError::Key)
        };
    }
    let json = read(bytes).map_err(|error| TrailError::Entry(error.into()))?;
    let found = if is_own(&json) {
        let entry = OwnEntry::from_json(&json).map_err(TrailError::Entry)?;
        entry.log
    } else {
        open(bytes, &[]).map_err(TrailError::Entry)?.log
    };
    if found == key.name() {
        Ok(())
    } else {
        Err(TrailError::Log { found })
    }
}
