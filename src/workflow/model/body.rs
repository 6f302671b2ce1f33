//! What a workflow does with bodies: seats given and vacated, and recusal.

use crate::diagnostic::Place;
use crate::guard::Name;

use super::Cited;

/// A date of an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateOf {
    /// The civil date on which the act counts.
    Today,
    /// The date in this fact.
    Fact(Name),
}

/// A person of an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonOf {
    /// Who acts.
    Actor,
    /// The person in this fact.
    Fact(Name),
    /// The person in this column of the rows.
    Column(Name),
}

/// `seats`: somebody is given a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// The body.
    pub body: Name,
    /// The class of seats, or the office.
    pub seat: Name,
    /// A table of which each row is given a seat.
    pub rows: Option<Name>,
    /// Who.
    pub person: PersonOf,
    /// The first day.
    pub from: DateOf,
    /// The last day; without one, as the term of the body says.
    pub until: Option<DateOf>,
    /// The predecessor whose seat is filled before its term was over.
    pub replaces: Option<Name>,
    /// Marks of the person that rules of composition read, with the fact (or, where
    /// there are rows, the column) that holds each: a choice, or yes or no.
    pub marks: Vec<(Name, Name)>,
}

/// `vacates`: somebody leaves a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacates {
    /// The body.
    pub body: Name,
    /// The class of seats, or the office; without one, every one of theirs.
    pub seat: Option<Name>,
    /// Who.
    pub person: PersonOf,
    /// The first day on which they no longer hold it.
    pub on: DateOf,
    /// On which ground they are dismissed, where they are.
    pub dismissal: Option<DismissalFacts>,
}

/// The facts that a dismissal is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DismissalFacts {
    /// The ground: a choice among the body's grounds of dismissal.
    pub ground: Name,
    /// Whether the member was heard first.
    pub heard: Option<Name>,
    /// How many meetings they attended, and how many were held.
    pub attendance: Option<(Name, Name)>,
}

impl DismissalFacts {
    fn facts(&self) -> impl Iterator<Item = &Name> {
        let attendance = self.attendance.iter();
        std::iter::once(&self.ground)
            .chain(&self.heard)
            .chain(attendance.flat_map(|(attended, held)| [attended, held]))
    }
}

/// A change of the register of seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seating {
    /// A seat is given.
    Seats(Seats),
    /// A seat is left.
    Vacates(Vacates),
}

impl Seating {
    /// The body.
    pub const fn body(&self) -> &Name {
        match self {
            Seating::Seats(seats) => &seats.body,
            Seating::Vacates(vacates) => &vacates.body,
        }
    }

    /// The facts that it reads.
    pub fn facts(&self) -> Vec<&Name> {
        let mut facts = Vec::new();
        let (person, dates) = match self {
            Seating::Seats(seats) => {
                match &seats.rows {
                    Some(rows) => facts.push(rows),
                    None => facts.extend(seats.marks.iter().map(|(_, fact)| fact)),
                }
                facts.extend(&seats.replaces);
                (&seats.person, [Some(&seats.from), seats.until.as_ref()])
            }
            Seating::Vacates(vacates) => {
                facts.extend(vacates.dismissal.iter().flat_map(DismissalFacts::facts));
                (&vacates.person, [Some(&vacates.on), None])
            }
        };
        if let PersonOf::Fact(fact) = person {
            facts.push(fact);
        }
        for date in dates.into_iter().flatten() {
            if let DateOf::Fact(fact) = date {
                facts.push(fact);
            }
        }
        facts
    }
}

/// `[recusal.BODY]`: who of a body takes no part in this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRecusal {
    /// The body.
    pub body: Name,
    /// Facts that name those excluded by law (제척).
    pub excluded: Vec<Name>,
    /// Facts that name those whose challenge was granted (기피).
    pub challenged: Vec<Name>,
    /// Facts that name those who withdrew (회피).
    pub withdrew: Vec<Name>,
    /// The provisions.
    pub basis: Vec<Cited>,
    /// Where it stands.
    pub place: Place,
}

impl CaseRecusal {
    /// Every fact that names somebody.
    pub fn facts(&self) -> impl Iterator<Item = &Name> {
        self.excluded
            .iter()
            .chain(&self.challenged)
            .chain(&self.withdrew)
    }
}
