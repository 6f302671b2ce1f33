//! Deadlines as declared. They are not yet executed.

use crate::diagnostic::Place;
use crate::guard::{Name, Rule};

use super::{Element, StateId};

/// The length of a deadline, as written.
#[derive(Debug, Clone)]
pub enum Length {
    /// At most this long, such as `20 days`.
    Within(Name),
    /// At least this long.
    AtLeast(Name),
    /// So long before the starting point.
    Before(Name),
    /// On the date of this fact.
    On(Name),
    /// By rule: the first that holds gives the length.
    Cases(Vec<(Rule, Name)>),
}

/// What lateness means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expiry {
    /// The clock takes this transition.
    Take(Name),
    /// A late act is refused.
    Bar,
    /// A late act is lawful, and marked as late.
    Overdue,
    /// Someone is reminded.
    Remind,
}

/// A deadline.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Id, title, basis, place.
    pub element: Element,
    /// The state in which it runs.
    pub state: Option<StateId>,
    /// The fact, or deadline, from which it runs, as written.
    pub from: Option<Name>,
    /// Its length.
    pub length: Length,
    /// The counting rule, as written.
    pub count: Name,
    /// The transitions that meet it.
    pub meets: Vec<Name>,
    /// What lateness means.
    pub expires: Expiry,
    /// Where its table stands.
    pub place: Place,
}
