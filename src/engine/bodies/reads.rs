//! Which rows of the register a decision reads.
//!
//! What is recorded is exactly what decides: deciding again with these rows alone
//! selects the same rows and comes out the same.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Register, Seated, Tenure};
use crate::engine::{Case, Given};
use crate::guard::{Name, Type, Value};
use crate::workflow::{By, DateOf, PersonOf, Seating, Transition, Workflow};

/// What of the register has to be at hand before a workflow's acts are decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeatScope {
    /// Nothing: it names no body.
    Nothing,
    /// The seats of these bodies.
    Bodies(Vec<Name>),
    /// Every seat: limits over all bodies are to be held.
    Everything,
}

impl SeatScope {
    /// That of a workflow.
    pub fn of(workflow: &Workflow) -> Self {
        if workflow.bodies.is_empty() {
            return SeatScope::Nothing;
        }
        let seats = workflow
            .transitions
            .iter()
            .flat_map(Transition::all_seatings)
            .any(|seating| matches!(seating, Seating::Seats(_)));
        if seats {
            return SeatScope::Everything;
        }
        SeatScope::Bodies(
            workflow
                .bodies
                .iter()
                .map(|body| body.id().clone())
                .collect(),
        )
    }
}

/// What is asked of the register.
#[derive(Default)]
struct Wanted<'a> {
    /// The members of a body on a day.
    days: BTreeSet<(&'a Name, Date)>,
    /// Every seat of a body from a day on, with those left early.
    bodies: BTreeSet<(&'a Name, Date)>,
    /// Every seat of a person.
    people: BTreeSet<&'a Name>,
}

/// The rows that deciding an attempt reads: those of the roles that may take
/// these transitions, of the ballots given, and of the seats given or left.
pub(in crate::engine) fn read_of(
    workflow: &Workflow,
    register: &Register,
    case: Option<&Case>,
    transitions: &[&Transition],
    openers: &[Name],
    given: &Given,
    (date, actor): (Date, &Name),
) -> Vec<Seated> {
    if workflow.bodies.is_empty() {
        return Vec::new();
    }
    let mut wanted = Wanted::default();
    let by = transitions.iter().flat_map(|one| match &one.by {
        By::Roles(roles) => roles.as_slice(),
        By::Engine | By::Clock | By::Parent => &[],
    });
    for role in by.chain(openers) {
        if let Some(body) = workflow.role(role).and_then(|role| role.holder.body()) {
            wanted.days.insert((body, date));
        }
    }
    for (fact, value) in given {
        let of = workflow.fact(fact).map(|fact| &fact.of);
        if let (Value::Ballot(ballot), Some(Type::Ballot { body, .. })) = (value, of) {
            wanted.days.insert((body, ballot.on.unwrap_or(date)));
        }
    }
    // What the engine takes by itself after an act may give seats too.
    let automatic = workflow
        .transitions
        .iter()
        .filter(|one| !matches!(one.by, By::Roles(_)));
    let value = |fact: &Name| {
        given
            .get(fact)
            .or_else(|| case.and_then(|case| case.facts.get(fact)))
    };
    let person = |of: &PersonOf| match of {
        PersonOf::Actor => Some(actor.clone()),
        PersonOf::Fact(fact) => match value(fact) {
            Some(Value::Person(person)) => Some(person.clone()),
            _ => None,
        },
        PersonOf::Column(_) => None,
    };
    let day = |of: &DateOf| match of {
        DateOf::Today => date,
        DateOf::Fact(fact) => match value(fact) {
            Some(Value::Date(day)) => *day,
            _ => date,
        },
    };
    let mut people: Vec<Name> = Vec::new();
    for seating in transitions
        .iter()
        .copied()
        .chain(automatic)
        .flat_map(Transition::all_seatings)
    {
        match seating {
            Seating::Seats(seats) => {
                wanted.bodies.insert((&seats.body, day(&seats.from)));
                people.extend(person(&seats.person));
                if let (PersonOf::Column(column), Some(Value::Table(rows))) =
                    (&seats.person, seats.rows.as_ref().and_then(value))
                {
                    people.extend(rows.iter().filter_map(|row| match row.get(column) {
                        Some(Value::Person(person)) => Some(person.clone()),
                        _ => None,
                    }));
                }
            }
            Seating::Vacates(vacates) => {
                wanted.bodies.insert((&vacates.body, day(&vacates.on)));
            }
        }
    }
    wanted.people.extend(&people);
    register
        .rows()
        .iter()
        .filter(|row| row.tenure.as_ref().is_some_and(|tenure| wanted.has(tenure)))
        .cloned()
        .collect()
}

impl Wanted<'_> {
    fn has(&self, tenure: &Tenure) -> bool {
        self.people.contains(&tenure.person)
            || self
                .days
                .iter()
                .any(|(body, on)| **body == tenure.body && tenure.holds(*on))
            || self.bodies.iter().any(|(body, from)| {
                **body == tenure.body && tenure.until.is_none_or(|until| until >= *from)
            })
    }
}
