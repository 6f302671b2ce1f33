//! Entries of the log itself, which belong to no case.

use super::contract::Once;
use super::error::StoreError;
use crate::audit::Hash;

/// What stands in the place of a case for an entry of the log itself. No case has
/// this id.
pub(super) const OWN: &str = "";

/// One entry of the log's own chain on its way into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAppend {
    /// How many entries the chain has before.
    pub expected_seq: u64,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// The content hash of the manifest that the entry names, if it names one.
    pub manifest: Option<Hash>,
    /// The key under which it counts once, kept with it.
    pub once: Option<Once>,
}

/// That the chain has another number of entries than was expected.
pub(super) const fn moved(expected: u64, found: u64) -> StoreError {
    StoreError::OwnMoved { expected, found }
}
