//! States: a tree with parallel tracks (Harel 1987, without history).

use crate::guard::Name;

use super::{Element, Opens};

/// The index of a state in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub usize);

/// What kind of state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateKind {
    /// Has no states inside.
    Simple,
    /// Exactly one of its states is active while it is.
    Compound {
        /// The state entered first.
        initial: StateId,
    },
    /// All of its tracks are active while it is.
    Parallel,
    /// Ends the case, or the track it stands in.
    End {
        /// What the case (or the track) has come to.
        outcome: Name,
    },
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Id, title, basis, place.
    pub element: Element,
    /// The state it is in.
    pub parent: Option<StateId>,
    /// The states directly in it, in the order of the file.
    pub children: Vec<StateId>,
    /// Its kind.
    pub kind: StateKind,
    /// It is the initial state of its parent, or of the workflow.
    pub initial: bool,
    /// In a track: does not hold up the completion of the parallel state.
    pub may_rest: bool,
    /// What a case has reached when it enters the state, as its parent is told.
    pub milestone: Option<Name>,
    /// The children that are opened when it is entered.
    pub opens: Option<Opens>,
    /// Distance from the top, 0 for a state in no other.
    pub depth: usize,
}
