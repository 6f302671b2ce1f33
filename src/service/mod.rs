//! Opening and advancing cases over a library and a store.
//!
//! This is what a service embeds. In the order in which a reader meets them:
//!
//! - [`create`] makes a store with its log; [`KeyFile`] is the key that signs it.
//! - [`Cases`] reads the definition that a case was opened under, lets the engine
//!   decide, seals the entry, and appends it, over again where another act came
//!   between. [`Who`] asks, and a [`Request`] is what they ask; [`Done`] is what
//!   came of it, taken or refused.
//! - [`Cases::advance_children`]: one act in many; [`Cases::tick`]: what the clock
//!   owes; [`Cases::deliver`]: what cases tell each other.
//! - [`Log`] is the trail as a whole: checkpoints, proofs, receipts, export.
//! - `http` is the service for other programs, and [`access`] says who may call it.
//!
//! ```
//! use jorye::library::{Library, Machine, shipped};
//! use jorye::service::{Cases, KeyFile, Log, Request, Who, create};
//! use jorye::store::SqliteOptions;
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("cases.db");
//! # pollster::block_on(async {
//! let library = Library::of(&shipped());
//! let store = create(&path, &SqliteOptions::default(), &Machine)?;
//! let cases = Cases::new(&store, &Machine).with_library(&library);
//!
//! // Who somebody is, and what they are, is for your log-in to say; whether what
//! // they attempt is lawful, for the engine.
//! let park = Who::in_role("park", "citizen", "the intranet");
//! let opened = cases.open(&library, "proposal", Some("p-1".into()), &Request::by(park.clone())).await?;
//! assert!(opened.accepted());
//!
//! let submit = Request::by(park).giving("subject", "A shelter in our lane");
//! let done = cases.advance(&"p-1".into(), "submit", &submit, None).await?;
//! assert!(!done.accepted(), "no contact is given");
//! assert_eq!(done.refusal()[0].code.to_string(), "J0704");
//!
//! // The refusal is on the trail as well.
//! let (_, past) = cases.history(&"p-1".into()).await?;
//! assert_eq!(past.len(), 2);
//! let head = Log::new(&store).checkpoint(&KeyFile::beside(&path)).await?;
//! assert_eq!(head.head().size, 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod access;
mod adoption;
mod append;
mod cases;
mod children;
pub(crate) mod codes;
mod correct;
mod deliver;
mod erase;
mod error;
mod gather;
#[cfg(feature = "http")]
pub mod http;
mod key;
mod log;
mod projections;
pub mod receipt;
mod redact;
mod redecide;
mod request;
#[cfg(feature = "http")]
pub mod told;
mod verify;

pub use adoption::Adopting;
#[cfg(feature = "http")]
pub use adoption::{Checked, Kept, report_beside, report_on};
pub use cases::{
    Brought, Cases, Done, Fate, HistoryPage, Listed, Opened, Past, Plan, Planned, Reminded, Shared,
    Tick, Woken,
};
pub use children::{Answered, Children};
pub use correct::{Corrected, Correcting};
pub use deliver::Delivered;
pub use erase::{Erased, ErasedCase, Erasure};
pub use error::CasesError;
pub use gather::Gathering;
pub use key::{KeyError, KeyFile, rights};
pub use log::{Log, LogError, OwnPast, create};
pub use projections::{Departure, projections};
pub use receipt::ReceiptNotMade;
pub use redact::Redaction;
pub use redecide::Redecider;
pub use request::{KEY_LASTS, Request, RequestKey, Who, is_actor};
pub use verify::feed;
