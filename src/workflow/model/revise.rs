//! What a revision does with the cases of those before it.

use std::collections::BTreeMap;

use crate::diagnostic::Place;
use crate::guard::Name;

/// What happens to cases that are open when this revision comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transitional {
    /// They stay under the revision they were opened under.
    Keep,
    /// They move as soon as somebody sees to it, and at their next act at the
    /// latest.
    Move,
    /// They move at their next act.
    MoveAtNextAct,
}

impl Transitional {
    /// All of them.
    pub const ALL: [Transitional; 3] = [
        Transitional::Keep,
        Transitional::Move,
        Transitional::MoveAtNextAct,
    ];

    /// The word used in files and entries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Transitional::Keep => "keep",
            Transitional::Move => "move",
            Transitional::MoveAtNextAct => "move_at_next_act",
        }
    }
}

/// Where a name of the earlier revision goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The name in this revision; none where it has no place any more.
    pub to: Option<Name>,
    /// Where that is said.
    pub place: Place,
}

/// What becomes of a running deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Running {
    /// It runs on to the day to which it was counted.
    Keep,
    /// It is counted again from where it began, as this revision counts.
    Recount,
    /// It starts anew, as this revision starts it.
    Restart,
}

impl Running {
    /// All of them.
    pub const ALL: [Running; 3] = [Running::Keep, Running::Recount, Running::Restart];

    /// The word used in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Running::Keep => "keep",
            Running::Recount => "recount",
            Running::Restart => "restart",
        }
    }
}

/// Where a deadline of the earlier revision goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineMapping {
    /// The deadline in this revision, and what becomes of it where it runs; none
    /// where it ends.
    pub to: Option<(Name, Running)>,
    /// Where that is said.
    pub place: Place,
}

/// How cases leave one earlier revision: `[transitional.from.N]`.
///
/// What is not named keeps its name, where this revision has it and means the
/// same by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Where it begins.
    pub place: Place,
    /// States.
    pub states: BTreeMap<Name, Mapping>,
    /// Facts.
    pub facts: BTreeMap<Name, Mapping>,
    /// Transitions: who took which, and how often.
    pub transitions: BTreeMap<Name, Mapping>,
    /// Roles that acts assign and delegate.
    pub roles: BTreeMap<Name, Mapping>,
    /// Deadlines.
    pub deadlines: BTreeMap<Name, DeadlineMapping>,
}
