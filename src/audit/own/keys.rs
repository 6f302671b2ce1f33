//! The keys that a log has had, and which of them was in force when.

use super::{OwnContent, OwnEntry};
use crate::audit::checkpoint::{Checkpoint, CheckpointError};
use crate::audit::note::PublicKey;

/// The keys of a log in their order, each with the size of the log from which on it
/// signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    first: PublicKey,
    later: Vec<(u64, PublicKey)>,
}

impl Keys {
    /// The key of the genesis alone.
    pub const fn of(first: PublicKey) -> Keys {
        Keys {
            first,
            later: Vec::new(),
        }
    }

    /// Takes an entry of the log that stands at this index: a rotation is in force
    /// for every size that holds it. Says whether it holds.
    pub fn take(&mut self, entry: &OwnEntry, index: u64) -> bool {
        match &entry.content {
            OwnContent::Rotated(_) => match entry.rotates(self.newest()) {
                Some(new) => {
                    let from = index.saturating_add(1);
                    self.later.push((from, new.clone()));
                    true
                }
                None => false,
            },
            OwnContent::Adopted(_) => true,
        }
    }

    /// The key that signs now.
    pub fn newest(&self) -> &PublicKey {
        self.later.last().map_or(&self.first, |(_, key)| key)
    }

    /// The key that signs a head of this size.
    pub fn at(&self, size: u64) -> &PublicKey {
        let mut before = self.later.iter().rev();
        before
            .find(|(from, _)| *from <= size)
            .map_or(&self.first, |(_, key)| key)
    }

    /// Whether this was ever a key of the log.
    pub fn knows(&self, key: &PublicKey) -> bool {
        self.all().any(|one| one == key)
    }

    /// All of them, the first first.
    pub fn all(&self) -> impl Iterator<Item = &PublicKey> {
        std::iter::once(&self.first).chain(self.later.iter().map(|(_, key)| key))
    }

    /// Checks that the key in force at the size of a checkpoint signed it.
    ///
    /// # Errors
    /// It is of another log, or not signed with that key.
    pub fn verify(&self, checkpoint: &Checkpoint) -> Result<(), CheckpointError> {
        checkpoint.verify(self.at(checkpoint.head().size))
    }
}

/// A chain of keys for one who has not the log: from a key that is known over the
/// entries by which each handed over to the next.
///
/// # Errors
/// The place of the first entry that does not hold.
pub fn handed_over(known: &PublicKey, entries: &[OwnEntry]) -> Result<Keys, usize> {
    let mut keys = Keys::of(known.clone());
    for (at, entry) in entries.iter().enumerate() {
        if !keys.take(entry, 0) {
            return Err(at);
        }
    }
    Ok(keys)
}
