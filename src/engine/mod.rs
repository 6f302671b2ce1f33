//! The engine: pure, explicit, bounded.
//!
//! [`Entry`] is one record of what happened, in the clear and typed; the audit
//! layer seals it into the trail.

mod case;
mod entry;

pub use case::{ApplyError, Case, CaseId, ENGINE, Moment, Taken, apply};
pub use entry::{
    Act, Cause, Condition, Content, Digest, Effect, Entry, Given, Ground, Step, Subject,
};
