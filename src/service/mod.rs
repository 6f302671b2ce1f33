//! Opening and advancing cases over a library and a store.
//!
//! [`Cases`] is what a service embeds: it reads the definition that a case was
//! opened under, lets the engine decide, seals the entry, and appends it, over
//! again where another act came between. [`Log`] is the trail as a whole:
//! creation, checkpoints, export.

mod cases;
mod codes;
mod error;
mod key;
mod log;
mod request;

pub use cases::{Cases, Done, HistoryPage, Opened, Past};
pub use error::CasesError;
pub use key::{KeyError, KeyFile};
pub use log::{Log, LogError, create};
pub use request::{Request, Who};
