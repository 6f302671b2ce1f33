//! Transitions, guards and branches.

use crate::guard::{Name, Rule, Value};

use super::{Criterion, Element, Joint, Opens, Seating, StateId, Tie, Wait};

/// The index of a transition in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransitionId(pub usize);

/// Who takes a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// An actor in one of these roles.
    Roles(Vec<Name>),
    /// The engine, as soon as its guards hold.
    Engine,
    /// The clock, when a deadline expires.
    Clock,
    /// The parent case, when it closes this one.
    Parent,
}

/// Whom a transition excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exclusion {
    /// Whoever last took this transition.
    Transition(Name),
    /// The person in this fact, or any person in this list of persons.
    Fact(Name),
}

impl Exclusion {
    /// The transition or fact.
    pub const fn name(&self) -> &Name {
        match self {
            Exclusion::Transition(name) | Exclusion::Fact(name) => name,
        }
    }
}

/// A condition of lawfulness.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Id, title (what the law requires), basis, place.
    pub element: Element,
    /// What must hold.
    pub rule: Rule,
}

/// What a fact is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// The civil date on which the act counts.
    Today,
    /// The person who acts.
    Actor,
    /// This value.
    Constant(Value),
    /// The day on which what is done on a day has its effect.
    After {
        /// The date fact of that day; without it, the day on which the act counts.
        from: Option<Name>,
        /// The time that must have passed.
        wait: Option<Wait>,
    },
}

/// What is added to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addition {
    /// This number, to an integer fact.
    Number(i64),
    /// The value of this fact, to a list.
    Member(Name),
    /// The person who acts, to a list of persons.
    Actor,
}

/// A change of a fact, of the few forms that keep proofs exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `sets`
    Set {
        /// The fact.
        fact: Name,
        /// Its new value.
        to: Setting,
    },
    /// `adds`
    Add {
        /// The fact.
        fact: Name,
        /// What is added.
        what: Addition,
    },
    /// `clears`
    Clear {
        /// The fact.
        fact: Name,
    },
}

/// When a branch applies.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "most branches have a rule, and there are few"
)]
pub enum BranchWhen {
    /// When this holds.
    Rule(Rule),
    /// When every other branch fails.
    Otherwise,
}

/// What follows from a lawful act.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Id (given, or `branch_1`, …), title, basis, place.
    pub element: Element,
    /// When it applies.
    pub when: BranchWhen,
    /// The state entered; `None` stays.
    pub to: Option<StateId>,
    /// Changes of facts, on the values before the act.
    pub changes: Vec<Change>,
    /// Seats given and vacated.
    pub seatings: Vec<Seating>,
    /// The children that it opens.
    pub opens: Option<Opens>,
    /// What it makes or ends between people.
    pub ties: Vec<Tie>,
}

/// A transition.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Id, title, basis, place.
    pub element: Element,
    /// The states it can be taken in.
    pub from: Vec<StateId>,
    /// The state entered; `None` with no branches is internal.
    pub to: Option<StateId>,
    /// Who takes it.
    pub by: By,
    /// How many of them it needs.
    pub joint: Joint,
    /// Whom it excludes.
    pub not_by: Vec<Exclusion>,
    /// Facts that must be given.
    pub asks: Vec<Name>,
    /// Facts that may be given.
    pub may_ask: Vec<Name>,
    /// Changes of facts, on the values before the act.
    pub changes: Vec<Change>,
    /// Seats given and vacated.
    pub seatings: Vec<Seating>,
    /// The children that it opens.
    pub opens: Option<Opens>,
    /// What it makes or ends between people.
    pub ties: Vec<Tie>,
    /// A reason must be stated.
    pub reason_required: bool,
    /// It is declared to be a decision of a person.
    pub discretion: bool,
    /// What the decision must address, one by one.
    pub criteria: Vec<Criterion>,
    /// It may count earlier than it is recorded (`receipt = "effective"`).
    pub backdates: bool,
    /// Transitions of other tracks with which it fires.
    pub with: Vec<Name>,
    /// Conditions of lawfulness, in the order of the file.
    pub guards: Vec<Guard>,
    /// Effects to choose from, in the order of the file.
    pub branches: Vec<Branch>,
}

impl Transition {
    /// Seats that it and its branches may give or vacate.
    pub fn all_seatings(&self) -> impl Iterator<Item = &Seating> {
        let branches = self.branches.iter().flat_map(|branch| &branch.seatings);
        self.seatings.iter().chain(branches)
    }
}
