//! Deadlines as declared.

use crate::calendar::{FirstDay, Period, Rule as CountingRule};
use crate::diagnostic::Place;
use crate::guard::{Name, Rule};

use super::{Element, StateId};

/// From where a deadline is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// From the entry of its state.
    Entry,
    /// From the date in this fact.
    Fact(Name),
    /// From the end of this deadline, if it runs out unmet.
    Deadline(Name),
    /// From the last day of this deadline, met or not.
    LastDay(Name),
}

impl Start {
    /// The deadline that has to be counted first.
    pub const fn other(&self) -> Option<&Name> {
        match self {
            Start::Entry | Start::Fact(_) => None,
            Start::Deadline(other) | Start::LastDay(other) => Some(other),
        }
    }
}

/// One length among several.
#[derive(Debug, Clone)]
pub struct LengthCase {
    /// When it is this one.
    pub when: Rule,
    /// How long.
    pub within: Period,
}

/// The length of a deadline.
#[derive(Debug, Clone)]
pub enum Length {
    /// At most this long.
    Within(Period),
    /// At least this long: what meets it may not be done earlier.
    AtLeast(Period),
    /// So long before the starting point.
    Before(Period),
    /// On the date of this fact.
    On(Name),
    /// By rule: exactly one must hold when it starts.
    Cases(Vec<LengthCase>),
}

/// What happens when it ends.
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
    /// Nothing: a minimum is simply over.
    Nothing,
}

/// What stops the count for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pauses {
    /// In these states it does not run.
    pub states: Vec<StateId>,
    /// Whether the day on which such a state is entered is left out as well.
    pub first_day: FirstDay,
}

/// How an act may extend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The transitions that extend it.
    pub with: Vec<Name>,
    /// By how much, each time.
    pub by: Period,
    /// How often at most.
    pub times: u32,
    /// The extension must be made known with its reason: the act states one.
    pub notice: bool,
}

/// A deadline.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Id, title, basis, place.
    pub element: Element,
    /// The state in which it runs; without one it lives until met or cleared.
    pub state: Option<StateId>,
    /// From where it is counted.
    pub start: Start,
    /// Its length.
    pub length: Length,
    /// The counting rule.
    pub count: CountingRule,
    /// Of days before an event: clear days, neither end counted.
    pub clear: bool,
    /// The transitions that meet it.
    pub meets: Vec<Name>,
    /// What happens when it ends.
    pub expires: Expiry,
    /// What stops the count for a while.
    pub pauses: Option<Pauses>,
    /// How an act may extend it.
    pub extends: Option<Extension>,
    /// Where its table stands.
    pub place: Place,
}

impl Deadline {
    /// Whether it is a minimum.
    pub const fn is_minimum(&self) -> bool {
        matches!(self.length, Length::AtLeast(_))
    }
}
