//! Opening and advancing cases over a library and a store.
//!
//! [`Cases`] is what a service embeds: it reads the definition that a case was
//! opened under, lets the engine decide, seals the entry, and appends it, over
//! again where another act came between. [`Log`] is the trail as a whole:
//! creation, checkpoints, export. `http` is the service for other programs, and
//! [`access`] says who may call it.

pub mod access;
mod append;
mod cases;
mod children;
mod codes;
mod deliver;
mod error;
#[cfg(feature = "http")]
pub mod http;
mod key;
mod log;
mod projections;
mod request;
#[cfg(feature = "http")]
pub mod told;

pub use cases::{Cases, Done, HistoryPage, Listed, Opened, Past, Shared, Tick, Woken};
pub use children::{Answered, Children};
pub use deliver::Delivered;
pub use error::CasesError;
pub use key::{KeyError, KeyFile};
pub use log::{Log, LogError, create};
pub use projections::{Departure, projections};
pub use request::{KEY_LASTS, Request, RequestKey, Who, is_actor};
