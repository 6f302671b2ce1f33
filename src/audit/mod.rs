//! The trail: what was done, so that anyone can prove it afterwards.
//!
//! Entries become canonical JSON without personal values ([`canonical`],
//! [`commitment`]), are chained within their case, and are leaves of one
//! [`merkle`] tree whose heads are signed. `docs/audit.md` is the exact format.

pub mod canonical;
pub mod checkpoint;
pub mod commitment;
pub mod entry;
pub mod hash;
pub mod merkle;
pub mod note;

pub use hash::Hash;
