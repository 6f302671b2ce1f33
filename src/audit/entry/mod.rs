//! Entries on the trail.
//!
//! [`seal`] turns the engine's clear entry into canonical bytes in which no
//! personal value stands, and [`open`] turns it back with the openings. What
//! stands in clear: ids of log, case, workflow, states, transitions, guards,
//! facts and roles, results, times, and the opaque ids of actor and principal.

mod ballot;
mod deadlines;
mod genesis;
mod instant;
mod open;
mod place;
mod seal;
mod seats;
mod value;

pub use ballot::{read_ballot, write_ballot};
pub use genesis::Genesis;
pub use instant::{read_date, read_instant, write_date, write_instant};
pub(super) use open::open_json;
pub use open::{ERASED_REASON, commitments, open};
pub use place::{Place, place, value_of};
pub use seal::seal;
pub use value::MAX_NESTING;

use super::canonical::JsonError;
use super::commitment::Opening;
use super::hash::Hash;
use crate::engine::Entry;
use jiff::Timestamp;

/// The version of the trail's format.
pub const FORMAT: u64 = 1;

/// A sealed entry: what goes to the trail, and what is kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The canonical bytes: the leaf.
    pub bytes: Vec<u8>,
    /// The leaf hash, which the case's next entry names.
    pub hash: Hash,
    /// What opens its commitments, in the order in which they stand.
    pub openings: Vec<Opening>,
}

/// An entry read back from the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsealed {
    /// The log that it names.
    pub log: String,
    /// The hash of the case's previous entry that it names.
    pub previous: Hash,
    /// The entry. Values without an opening are marks.
    pub entry: Entry,
    /// Paths of the commitments without an opening.
    pub erased: Vec<String>,
}

/// The entry has something that the format cannot carry exactly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The log's id is no name.
    #[error("the id of the log is not a name")]
    Log,
    /// The case's id is not 1 to 64 of `a-z`, `0-9`, `-`, `_`.
    #[error("the id of the case is not 1 to 64 of a-z, 0-9, - and _")]
    Case,
    /// The sequence number is 0 or not below 2^53.
    #[error("{seq} is not a sequence number")]
    Sequence {
        /// The number.
        seq: u64,
    },
    /// The instant is finer than a microsecond, or before year 0.
    #[error("{at} is not an instant in whole microseconds from year 0 on")]
    Instant {
        /// The instant.
        at: Timestamp,
    },
    /// Lists and tables nest deeper than [`MAX_NESTING`].
    #[error("the value at {path} nests too deep")]
    Nesting {
        /// Where.
        path: String,
    },
}

/// The bytes are not an entry, or the openings are not its own. Paths are JSON
/// Pointers into the entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// They are not canonical JSON.
    #[error("the entry cannot be read: {0}")]
    Json(#[from] JsonError),
    /// The format is another one.
    #[error("the entry has format {found}, and only format 1 is known")]
    Format {
        /// What it says.
        found: u64,
    },
    /// Something is missing, unknown, or of another form.
    #[error("the entry has not its form at `{path}`")]
    Form {
        /// Where.
        path: String,
    },
    /// The value and salt beside the entry are not what was committed.
    #[error("the value at `{path}` is not the one that was committed")]
    Commitment {
        /// Where.
        path: String,
    },
    /// An opening has no commitment, or stands out of order.
    #[error("the opening at `{path}` opens nothing")]
    Stray {
        /// What it names.
        path: String,
    },
    /// The committed value is not one of its type.
    #[error("the value at `{path}` is not of its type")]
    Value {
        /// Where.
        path: String,
    },
}

/// Whether a text can be the id of a case.
fn valid_case(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

#[cfg(test)]
pub(super) mod tests;
