//! Where cases and their trail are kept.
//!
//! [`Store`] is the contract: append to one case with the number of entries
//! that the caller knows, read by key, page through cases and the log.
//! [`MemoryStore`] and [`SqliteStore`] keep it, and one test suite holds both
//! to it.

pub mod contract;
mod error;
mod memory;
pub mod messages;
mod seats;
pub mod snapshot;
pub mod sqlite;

pub use contract::{
    Append, Appended, CaseFilter, KeptOnce, LogIdentity, LogLeaf, NewEntry, Once, Pending,
    SeatList, Standing, Store, StoredCase, StoredContent, StoredEntry, TreeHead, Waking,
};
pub use error::{Cause, ContentKind, Damage, Location, NotStore, StoreError, Unfit};
pub use memory::MemoryStore;
pub use messages::{MessageKey, Waiting};
pub use seats::{SeatChange, seat_changes, seats_of_entries, seats_of_leaves};
pub use sqlite::{Access, SqliteOptions, SqliteStore};
