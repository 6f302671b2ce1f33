//! What every declared thing has, and the small declarations.

use crate::diagnostic::{Bilingual, Place};
use crate::guard::{Name, Rule};
use crate::ordinance::Citation;

/// A citation in a workflow file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// What is cited.
    pub citation: Citation,
    /// Where.
    pub place: Place,
}

/// What every declared thing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its id.
    pub id: Name,
    /// Its title.
    pub title: Bilingual,
    /// The provisions that it rests on.
    pub basis: Vec<Cited>,
    /// Where its id stands.
    pub place: Place,
}

/// Who holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleHolder {
    /// Those to whom it is granted outside the case.
    Granted,
    /// Anyone.
    Open,
    /// The person in this person fact, or every one in this list of persons.
    Fact(Name),
    /// A chair of this body, or who stands in for one.
    ChairOf(Name),
    /// A member of this body.
    MemberOf(Name),
    /// Who holds this seat or office of a body.
    SeatOf {
        /// The body.
        body: Name,
        /// The class of seats, or the office.
        seat: Name,
    },
    /// Those to whom an act of the case assigns it.
    Assigned,
    /// Those whose authenticated principal carries this claim, `name` or
    /// `name=value`.
    Claim(Name),
}

impl RoleHolder {
    /// The body by a seat of which it is held.
    pub const fn body(&self) -> Option<&Name> {
        match self {
            RoleHolder::ChairOf(body)
            | RoleHolder::MemberOf(body)
            | RoleHolder::SeatOf { body, .. } => Some(body),
            _ => None,
        }
    }
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Id, title, basis, place.
    pub element: Element,
    /// Who holds it.
    pub holder: RoleHolder,
    /// Nobody may be let to act in it for another.
    pub undelegable: bool,
}

/// A guarantee about the world: checked at run time, a bound of every proof.
#[derive(Debug, Clone)]
pub struct Assume {
    /// Id, title (what it says), basis, place.
    pub element: Element,
    /// What must hold of the facts given.
    pub rule: Rule,
}

/// The forms of a property.
#[derive(Debug, Clone)]
pub enum PropertyKind {
    /// It holds at no moment of any case.
    Never(Rule),
    /// It holds at every moment of every case.
    Always(Rule),
    /// The first is taken before the second ever is.
    Before {
        /// The transition that must come first.
        first: Name,
        /// The transition that must not come before it.
        then: Name,
    },
    /// Whenever the first holds, the second holds later.
    LeadsTo {
        /// The occasion.
        from: Rule,
        /// What must follow.
        to: Rule,
    },
    /// Different persons take these transitions.
    Differ(Vec<Name>),
    /// Whenever the first holds, the second holds within the time.
    Within {
        /// The occasion.
        from: Rule,
        /// What must follow.
        to: Rule,
        /// The time, as written, such as `30 days`.
        time: Name,
    },
}

/// A claim about every case.
#[derive(Debug, Clone)]
pub struct Property {
    /// Id, title (what it says), basis, place.
    pub element: Element,
    /// The claim.
    pub kind: PropertyKind,
}
