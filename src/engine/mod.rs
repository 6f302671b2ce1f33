//! The engine: pure, explicit, bounded.
//!
//! It reads no clock, no file and no random number: everything it needs is told to
//! it, and the same always gives the same. In the order in which a reader meets
//! them:
//!
//! - [`Definition`]: the workflow that a case runs under; [`World`]: when it is,
//!   and who acts ([`Principal`]).
//! - [`open`] and [`decide`] take these with a [`Case`] and an [`Act`], and give a
//!   [`Decision`]: an [`Entry`] that says what happened, in the clear and typed,
//!   and the case after it. An act that is refused is an entry too.
//! - [`apply`] makes the case out of its entries, and needs nothing else;
//!   [`replay`] decides an entry again and compares.
//! - [`next`] and [`why`] tell what may be done, and what stands against the rest.
//! - [`Refusal`]: a refusal told to people, ground by ground.
//! - [`owed`]: what the clock does by itself; [`people`]: delegations, assents,
//!   recommendations; [`child`]: cases that open cases.
//! - [`mod@scenario`] plays the scenarios of a workflow.
//!
//! The audit layer seals entries into the trail.
//!
//! ```
//! use jorye::engine::{Act, Definition, Given, Principal, Semantics, World, apply, decide, next, open};
//! use jorye::guard::Value;
//! # use jorye::diagnostic::Source;
//! # use jorye::engine::Availability;
//! # use jorye::workflow::{Input, load};
//! # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.toml"));
//! # let source = Source::new("workflows/lending.toml", text);
//! # let workflow = load(&Input::of(source)).workflow.ok_or("faulty")?;
//! # let zone = jiff::tz::TimeZone::get(&workflow.zone)?;
//!
//! // The procedure of README's first ten minutes.
//! let definition = Definition {
//!     workflow: &workflow,
//!     manifest: [0; 32], // of everything that was loaded; the `library` layer makes it
//!     calendar: None,    // it counts no days
//!     zone: &zone,
//!     semantics: Semantics::CURRENT,
//!     law: None,         // all that it rests on is law
//! };
//! let kim = Principal::in_role("kim", "resident");
//! let world = World::at("2026-03-02T09:00:00+09:00".parse()?, &zone, kim);
//!
//! let opened = open(definition, &world, "room-1".into(), Given::new())?;
//! let ask = |people| Act {
//!     given: Given::from([("people".into(), Value::Integer(people))]),
//!     ..Act::of("apply")
//! };
//! let refused = decide(definition, &world, &opened.after, ask(45))?;
//! assert!(!refused.accepted());
//! let taken = decide(definition, &world, &refused.after, ask(20))?;
//! assert!(taken.accepted());
//!
//! // A case is what its entries amount to, refusals included.
//! let case = apply(None, &opened.entry)?;
//! let case = apply(Some(case), &refused.entry)?;
//! let case = apply(Some(case), &taken.entry)?;
//! assert_eq!((&case, case.seq, case.version), (&taken.after, 3, 2));
//!
//! let lee = Principal::in_role("lee", "librarian");
//! let tomorrow = World::at("2026-03-03T09:00:00+09:00".parse()?, &zone, lee);
//! let possible = next(definition, &tomorrow, &case);
//! let decide = possible.iter().find(|one| &*one.transition == "decide").ok_or("none")?;
//! assert_eq!(decide.availability, Availability::Open);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod automatic;
mod bodies;
mod branch;
mod case;
pub mod child;
mod condition;
pub mod correct;
mod deadline;
pub(crate) mod decidable;
mod decide;
mod effects;
mod entry;
pub mod erase;
mod followers;
mod grounds;
pub mod law;
mod next;
pub mod people;
mod progress;
mod refusal;
mod replay;
pub mod revise;
pub mod scenario;
mod semantics;
mod world;

pub use automatic::MOST_AUTOMATIC_STEPS;
pub use bodies::{
    Composed, Register, SeatEffect, SeatEntry, SeatFault, SeatScope, Seated, Tenure, composition,
    seat_faults,
};
pub use case::{ApplyError, CLOCK, Case, CaseId, ENGINE, Moment, Taken, apply};
pub use condition::says;
pub use deadline::{
    DeadlineChange, DeadlineEvent, Deadlines, Look, MOST_AT_ONCE, MOST_CLOCK_STEPS, Owed,
    Standstill, Stop as DeadlineStop, Stopped, Ticked, Timed, owed, reminders, running,
};
pub use decide::{DecideError, Decision, decide, open};
pub use entry::{
    Act, Cause, Condition, Content, Digest, Effect, Entry, Given, Ground, Step, Subject,
};
pub use next::{Availability, Possibility, Supplier, Why, next, standing, suppliers, why};
pub use refusal::{Refusal, cited, truth_title};

pub use replay::{Difference, ReplayError, replay, replay_with, world_of};
pub use semantics::Semantics;
pub use world::{Definition, Outside, Principal, World};
