//! Deadlines that act: what runs in a case, until when, and what the clock owes.
//!
//! Dates are counted when a deadline starts and whenever something moves them
//! (a pause that ends, an extension, another starting date); the entry records
//! what came of it, so that applying it needs no calendar. Nothing here reads a
//! clock: the moment is always that of the act, or the legal time of the expiry.

mod carry;
mod clock;
mod count;
mod grounds;
mod keep;
mod kept;
mod still;
mod told;

pub(super) use carry::Carry;
pub use clock::{MOST_AT_ONCE, MOST_CLOCK_STEPS, Owed, owed};
pub(super) use clock::{changes_seats, first_owed, later_clock, owed_before, take_owed};
pub(super) use grounds::{deadline_grounds, holds_back};
pub(super) use keep::{Keeper, in_order};
pub use kept::{
    DeadlineChange, DeadlineEvent, Deadlines, Standstill, Stop, Stopped, Ticked, Timed,
};
pub use told::{Look, reminders, running};
