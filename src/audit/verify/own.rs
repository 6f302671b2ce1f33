//! Entries of the log itself: their chain, and the keys that they hand over.

use super::{Fault, TrailError, Verifier};
use crate::audit::checkpoint::{Checkpoint, CheckpointError};
use crate::audit::entry::EntryError;
use crate::audit::hash::Hash;
use crate::audit::own::{OwnContent, OwnEntry, OwnHead};

impl Verifier {
    pub(super) fn own(&mut self, read: Result<Box<OwnEntry>, EntryError>, hash: Hash) {
        let entry = match read {
            Ok(entry) => entry,
            Err(error) => return self.leaf_fault(TrailError::Entry(error), None),
        };
        self.own_entries = self.own_entries.saturating_add(1);
        let log = self.header.as_ref().map_or("", |header| &header.log);
        if entry.log != log {
            let found = entry.log.clone();
            self.leaf_fault(TrailError::Log { found }, None);
        }
        let head = self.own_head.take();
        let head = head.unwrap_or_else(|| OwnHead::first(&entry.log));
        match head.after(&entry, hash) {
            Some(after) => self.own_head = Some(after),
            None => {
                // What follows is held to what stands here.
                self.own_head = Some(OwnHead {
                    seq: entry.seq,
                    hash,
                    recorded: Some(entry.recorded),
                });
                self.leaf_fault(TrailError::OwnChain, None);
            }
        }
        let index = self.tree.size();
        let taken = self.keys.as_mut().map(|keys| keys.take(&entry, index));
        if taken == Some(false) {
            self.leaf_fault(TrailError::Rotation, None);
        }
        if let OwnContent::Adopted(adopted) = &entry.content {
            match self.manifests.get_mut(&adopted.manifest) {
                Some(used) => *used = true,
                None => {
                    let hash = adopted.manifest;
                    self.leaf_fault(TrailError::Absent { hash }, None);
                }
            }
            if !entry.is_signed_as_it_says() {
                self.leaf_fault(TrailError::AdoptionSignature, None);
            }
        }
        if let Err(error) = self.adoptions.take(&entry) {
            self.leaf_fault(TrailError::Stage(error), None);
        }
    }

    /// The key known from outside must be one that the log has had.
    pub(super) fn check_key(&mut self) {
        let known = match (&self.against.key, &self.keys) {
            (Some(outside), Some(keys)) => keys.knows(outside),
            _ => true,
        };
        if !known {
            self.push(Fault {
                line: self.genesis_line,
                index: Some(0),
                entry: None,
                error: TrailError::Key,
            });
        }
    }

    /// Whether the key in force at the size of a checkpoint signed it. Where the log
    /// has no key, or not the one known from outside, that one counts. None if there
    /// is no key at all.
    pub(super) fn signed(&self, checkpoint: &Checkpoint) -> Option<Result<(), CheckpointError>> {
        match (&self.against.key, &self.keys) {
            (Some(outside), Some(keys)) if !keys.knows(outside) => Some(checkpoint.verify(outside)),
            (_, Some(keys)) => Some(keys.verify(checkpoint)),
            (Some(outside), None) => Some(checkpoint.verify(outside)),
            (None, None) => None,
        }
    }
}
