//! The engine: pure, explicit, bounded.
//!
//! [`open`] and [`decide`] take a [`Definition`], a [`World`] and a [`Case`],
//! and give an [`Entry`]: what happened, in the clear and typed. [`apply`]
//! makes the case out of its entries, and needs nothing else. [`next`] and
//! [`why`] tell what may be done, and what stands against the rest. The audit
//! layer seals entries into the trail.

mod automatic;
mod bodies;
mod branch;
mod case;
pub mod child;
mod condition;
mod deadline;
pub(crate) mod decidable;
mod decide;
mod effects;
mod entry;
mod followers;
mod grounds;
mod next;
pub mod people;
mod progress;
mod refusal;
mod replay;
pub mod scenario;
mod world;

pub use automatic::MOST_AUTOMATIC_STEPS;
pub use bodies::{
    Composed, Register, SeatEffect, SeatEntry, SeatFault, SeatScope, Seated, Tenure, composition,
    seat_faults,
};
pub use case::{ApplyError, CLOCK, Case, CaseId, ENGINE, Moment, Taken, apply};
pub use deadline::{
    DeadlineChange, DeadlineEvent, Deadlines, Look, MOST_AT_ONCE, MOST_CLOCK_STEPS, Owed,
    Standstill, Stop as DeadlineStop, Stopped, Ticked, Timed, owed, running,
};
pub use decide::{DecideError, Decision, decide, open};
pub use entry::{
    Act, Cause, Condition, Content, Digest, Effect, Entry, Given, Ground, Step, Subject,
};
pub use next::{Availability, Possibility, Supplier, Why, next, standing, suppliers, why};
pub use refusal::{Refusal, cited, truth_title};
pub use replay::{ReplayError, replay, world_of};
pub use world::{Definition, Outside, Principal, SEMANTICS, World};
