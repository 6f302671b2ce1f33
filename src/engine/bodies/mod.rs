//! Bodies in a decision: who holds a seat, who may act by it, what a ballot has to
//! agree with, and what stands against giving a seat.

mod ballots;
mod faults;
mod reads;
mod recusal;
mod register;
mod roles;
mod seating;
mod share;
#[cfg(test)]
mod tests;
mod told;

pub(super) use ballots::{ballot_faults, complete};
pub use faults::SeatFault;
pub use reads::SeatScope;
pub(super) use reads::read_of;
pub(super) use recusal::{Unsettled, recused_of};
pub use register::{Register, SeatEffect, SeatEntry, Seated, Tenure};
pub(super) use roles::holds_by_seat;
pub(super) use seating::{Ledger, against, planned};
pub use seating::{composition, seat_faults};
pub use share::Composed;
pub(super) use told::{ballot_told, recused_told, seats_told};
