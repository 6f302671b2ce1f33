//! Messages between cases that wait to be delivered.
//!
//! A message is kept in the same transaction as the entry that sends it, and
//! removed in the same as the entry that takes it: it is delivered at least
//! once, and taken once. What it says is in the entry alone.

use super::contract::Append;
use super::error::{StoreError, Unfit};
use crate::engine::CaseId;

/// Which message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageKey {
    /// The case that sends it.
    pub from: CaseId,
    /// The entry of that case which does.
    pub seq: u64,
    /// The case that it is for.
    pub to: CaseId,
    /// The how manieth message from the one to the other it is, from 1.
    pub number: u64,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its place among all that were ever sent; those of one case to another
    /// stand in order.
    pub place: u64,
    /// Which it is.
    pub key: MessageKey,
}

impl Append {
    /// Whether the messages that it sends are its own case's, of its own entries.
    pub(super) fn check_messages(&self) -> Result<(), StoreError> {
        let last = self.after.seq;
        let own = |key: &MessageKey| {
            key.from == self.case && key.seq > self.expected_seq && key.seq <= last
        };
        if self.sends.iter().all(own) {
            Ok(())
        } else {
            Err(StoreError::Unfit {
                case: self.case.clone(),
                fault: Unfit::Message,
            })
        }
    }
}

/// That of a message which is not waiting.
pub(super) fn gone(key: &MessageKey) -> StoreError {
    StoreError::MessageGone { key: key.clone() }
}
