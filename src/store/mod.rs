//! Where cases and their trail are kept.
//!
//! - [`Store`] is the contract: append to one case with the number of entries that
//!   the caller knows, read by key, page through cases and the log.
//! - [`MemoryStore`] and [`SqliteStore`] keep it, and one test suite holds both to
//!   it.
//! - [`Append`] is what is kept at once, [`StoredCase`] and [`StoredEntry`] what is
//!   read; [`messages`]: what waits for another case.
//!
//! A store decides nothing and reads no clock: `service` does.
//!
//! ```
//! use jorye::audit::SecretKey;
//! use jorye::audit::entry::Genesis;
//! use jorye::store::{CaseFilter, LogIdentity, MemoryStore, Store};
//!
//! // A log is what its first leaf says: its name, its key, since when.
//! let key = SecretKey::from_random("example.org/lending", &[9; 32])?;
//! let genesis = Genesis {
//!     key: key.public().clone(),
//!     created: "2026-03-02T00:00:00Z".parse()?,
//! };
//! let store = MemoryStore::create(LogIdentity::of(genesis.to_bytes()?)?);
//!
//! // Every method gives a future, bound to no runtime.
//! # pollster::block_on(async {
//! assert_eq!(store.tree().await?.size, 1);
//! assert!(store.cases(CaseFilter::default(), None, 10).await?.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod contract;
mod error;
mod memory;
pub mod messages;
mod own;
mod seats;
pub mod snapshot;
pub mod sqlite;

pub use contract::{
    Append, Appended, CaseFilter, KeptOnce, LogIdentity, LogLeaf, NewEntry, Once, Pending,
    Reminder, Reminds, SeatList, Standing, Store, StoredCase, StoredContent, StoredEntry, TreeHead,
    Waking,
};
pub use error::{Cause, ContentKind, Damage, Location, NotStore, StoreError, Unfit};
pub use memory::MemoryStore;
pub use messages::{MessageKey, Waiting};
pub use own::OwnAppend;
pub use seats::{SeatChange, seat_changes, seats_of_entries, seats_of_leaves};
pub use sqlite::{Access, SqliteOptions, SqliteStore};
