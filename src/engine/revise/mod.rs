//! Cases that go on under another revision of their workflow, or by another
//! calendar (부칙, 경과조치).
//!
//! Pure, as all of the engine: given the definition that a case leaves, the one
//! that it comes to, and the case, [`moved`] gives the entry that takes it there
//! or every reason why it cannot; nothing is half done. [`obstacles`] tells the
//! reasons that stand against every case, from the two definitions alone.
//!
//! A move is *total*: whatever a case of the earlier revision can know or stand
//! in has a place in the new one, or is declared to have none. A name keeps its
//! name where the new revision has it and means the same by it; all else is
//! named in `[transitional.from.N]`.

mod again;
mod carry;
mod law;
mod map;
mod moved;
mod obstacle;
mod recount;

use std::collections::BTreeMap;

use super::{Digest, Effect, Step};
use crate::guard::Name;

pub use again::again;
pub(super) use carry::carry;
pub use law::{owed_before_law, relawed};
pub use map::obstacles;
pub use moved::{MoveError, Passage, Revised, moved, revised};
pub use obstacle::{Kind, Obstacle, Unfit};
pub use recount::recounted;

/// That a case goes on under another revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The manifest that it leaves.
    pub leaves: Digest,
    /// The revision that it leaves.
    pub from: u32,
    /// The revision that it comes to.
    pub to: u32,
    /// By which rule of that revision, in the word of the file.
    pub rule: Name,
    /// The provisions that say so, as the file cites them.
    pub basis: Vec<Name>,
    /// The names that change, as far as the case knows them.
    pub renamed: Renamed,
    /// States that are active no more, innermost first.
    pub left: Vec<Name>,
    /// States that are active now, outermost first.
    pub entered: Vec<Name>,
    /// Facts that the new revision knows from the beginning.
    pub effects: Vec<Effect>,
    /// What follows of itself.
    pub steps: Vec<Step>,
    /// The outcome, if the case has ended by that.
    pub outcome: Option<Name>,
}

/// Names by the names that they have from now on; none for what has no place any
/// more.
pub type Names = BTreeMap<Name, Option<Name>>;

/// The names that a move changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renamed {
    /// Deadlines.
    pub deadlines: Names,
    /// Facts.
    pub facts: Names,
    /// Roles.
    pub roles: Names,
    /// States; those in which a case stands have a place.
    pub states: Names,
    /// Transitions.
    pub transitions: Names,
}
