//! Listening to a trail while it is verified.

use std::fmt;

use crate::audit::hash::Hash;
use crate::audit::manifest::Manifest;
use crate::engine::Entry;

/// Somebody who is told what a trail holds while it is read: so that a trail is
/// read once, and nothing of it is used that does not verify.
pub trait Listen: fmt::Debug {
    /// A definition, whose hash is right.
    fn definition(&mut self, hash: Hash, bytes: &[u8]);

    /// A manifest, whose hash is right.
    fn manifest(&mut self, hash: Hash, manifest: &Manifest);

    /// An entry that follows what stands before it, with its hash and its index
    /// in the log.
    fn entry(&mut self, entry: &Entry, hash: Hash, index: u64);
}
