//! People: who must act together, what a decision is held to, who acts for whom,
//! who is told what.

use crate::diagnostic::Place;
use crate::guard::Name;

use super::Element;

/// How many must act before a transition is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joint {
    /// One actor takes it.
    One,
    /// One in each of the transition's roles; it is taken with the last assent.
    All,
    /// Each person in this list of persons.
    Each(Name),
}

/// A criterion of a decision, to be addressed by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Id, title (what is to be weighed), basis, place.
    pub element: Element,
    /// The act must address it.
    pub required: bool,
}

/// A person that an effect names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Who acts.
    Actor,
    /// The person in this fact, or each of them in a list of persons.
    Fact(Name),
}

/// How a document is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Handed over (교부송달).
    Delivery,
    /// By post (우편송달).
    Post,
    /// By electronic means (전자송달).
    Electronic,
    /// By public notice (공시송달).
    PublicNotice,
    /// It was tried and has failed: it has no effect.
    Failed,
}

impl Service {
    /// Every kind, by the word that files and entries use.
    pub const WORDS: [(&'static str, Service); 5] = [
        ("delivery", Service::Delivery),
        ("post", Service::Post),
        ("electronic", Service::Electronic),
        ("public_notice", Service::PublicNotice),
        ("failed", Service::Failed),
    ];

    /// The word that files and entries use.
    pub fn as_str(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(word, _)| word)
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Service> {
        Self::WORDS
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, kind)| *kind)
    }
}

/// A time that must have passed, counted in civil units. The day it begins on is
/// not counted, and its effect comes with the day after its last one
/// (행정기본법 제7조, 행정절차법 제15조제3항).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Months; years are twelve.
    pub months: i32,
    /// Days; weeks are seven.
    pub days: i32,
}

/// What a transition makes or ends between persons and the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// `assigns`: the person holds the role in this case.
    Assign {
        /// The role.
        role: Name,
        /// Who.
        to: Whom,
    },
    /// `unassigns`: nobody holds the role any more.
    Unassign {
        /// The role.
        role: Name,
    },
    /// `delegates`: the actor, who holds the role, lets another act in it.
    Delegate {
        /// The role.
        role: Name,
        /// The fact that names the delegate.
        to: Name,
        /// The date fact of the first day; without it, at once.
        from: Option<Name>,
        /// The date fact of the last day; without it, until revoked.
        until: Option<Name>,
    },
    /// `revokes`: delegations of the role end.
    Revoke {
        /// The role.
        role: Name,
        /// Only that to the person in this fact.
        to: Option<Name>,
    },
    /// `annuls`: the act that took a transition last is annulled.
    Annul {
        /// The transition.
        transition: Name,
        /// Where it is named.
        place: Place,
    },
    /// `serves`: a document is served on a person.
    Serve {
        /// The fact that names the person, or a list of them.
        to: Name,
        /// The fact that holds the document.
        document: Name,
        /// The date fact of the day; without it, the day on which the act counts.
        on: Option<Name>,
        /// How.
        how: Service,
        /// The time after which it takes effect.
        after: Option<Wait>,
    },
}

impl Tie {
    /// The facts that it reads.
    pub fn facts(&self) -> Vec<&Name> {
        match self {
            Tie::Assign {
                to: Whom::Fact(fact),
                ..
            } => vec![fact],
            Tie::Assign { .. } | Tie::Unassign { .. } | Tie::Annul { .. } => Vec::new(),
            Tie::Delegate {
                to, from, until, ..
            } => std::iter::once(to).chain(from).chain(until).collect(),
            Tie::Revoke { to, .. } => to.iter().collect(),
            Tie::Serve {
                to, document, on, ..
            } => [to, document].into_iter().chain(on).collect(),
        }
    }
}

/// Comply or explain: what is recommended is followed, or the departure explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// Id, title, basis, place.
    pub element: Element,
    /// The transitions that make it.
    pub made_by: Vec<Name>,
    /// The transitions that answer it.
    pub answered_by: Vec<Name>,
    /// The choice fact that holds the answer.
    pub answer: Name,
    /// The answers that follow it; any other must be explained.
    pub comply: Vec<Name>,
    /// The deadline of the answer.
    pub deadline: Option<Name>,
    /// Transitions that cannot be taken while it is open.
    pub blocks: Vec<Name>,
}
