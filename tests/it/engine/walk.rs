//! A walk by chance through a procedure: acts that are likely to be taken, and
//! acts that nobody should attempt.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use jorye::engine::{
    Act, Availability, Case, Definition, Given, Possibility, Principal, Register, Seated, Tenure,
    World, next,
};
use jorye::guard::Name;
use jorye::workflow::scenario::ScenarioSeat;
use jorye::workflow::{By, FactSource, RoleHolder, Tie, Workflow};

use super::values::{Dice, PEOPLE, fitting, stray};

/// Who and when, by chance; mostly somebody with every role, and today.
pub fn world(workflow: &Workflow, dice: &mut Dice, last: Timestamp) -> World {
    let recorded = last + SignedDuration::from_hours(i64::try_from(dice.below(100)).unwrap());
    let mut effective = recorded;
    if dice.once_in(8) {
        effective -= SignedDuration::from_hours(i64::try_from(dice.below(100)).unwrap());
    }
    let roles = || workflow.roles.iter().map(|role| role.element.id.clone());
    let granted: BTreeSet<Name> = match dice.below(8) {
        0 => BTreeSet::new(),
        1 => roles().filter(|_| dice.once_in(2)).collect(),
        2 => [Name::from("a role of another procedure")].into(),
        _ => roles().collect(),
    };
    let all: Vec<Name> = roles().collect();
    World {
        recorded,
        effective,
        date: date_of(effective),
        children: Default::default(),
        principal: Principal {
            actor: (*dice.of(PEOPLE)).into(),
            capacity: dice.once_in(6).then(|| dice.of(&all).clone()),
            granted,
            claims: claims(workflow, dice),
            on_behalf_of: behalf(workflow, dice),
            via: "walk".into(),
        },
        register: Default::default(),
    }
}

/// Who holds which seat: those of the scenarios, and some by chance.
pub fn register(workflow: &Workflow, seats: &[ScenarioSeat], dice: &mut Dice) -> Register {
    let mut rows: Vec<Seated> = Vec::new();
    let mut seat = |tenure: Tenure| {
        rows.push(Seated {
            entry: [1; 32],
            ended_by: tenure.vacated.map(|_| [2; 32]),
            tenure: Some(tenure),
        });
    };
    for one in seats {
        seat(Tenure {
            body: one.body.clone(),
            seat: one.seat.clone(),
            person: one.person.clone(),
            from: one.from,
            until: one.until,
            vacated: None,
            marks: one.marks.clone(),
        });
    }
    for body in &workflow.bodies {
        for class in &body.seats {
            for person in PEOPLE {
                if dice.once_in(6) {
                    let from = jiff::civil::date(2027, 1, 1);
                    seat(Tenure {
                        body: body.id().clone(),
                        seat: class.element.id.clone(),
                        person: (*person).into(),
                        from,
                        until: dice.once_in(2).then(|| from.saturating_add(600.days())),
                        vacated: dice.once_in(8).then(|| from.saturating_add(60.days())),
                        marks: BTreeMap::new(),
                    });
                }
            }
        }
    }
    Register::of_rows(rows)
}

/// For whom somebody acts, where that can be.
fn behalf(workflow: &Workflow, dice: &mut Dice) -> Option<Name> {
    let delegates = |tie: &Tie| matches!(tie, Tie::Delegate { .. });
    let mut transitions = workflow.transitions.iter();
    let can_be = transitions.any(|one| one.ties.iter().any(delegates));
    (can_be && dice.once_in(8)).then(|| Name::from(*dice.of(PEOPLE)))
}

/// The claims of the workflow's roles, each more often carried than not.
fn claims(workflow: &Workflow, dice: &mut Dice) -> BTreeMap<Name, BTreeSet<Name>> {
    let mut claims: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
    for role in &workflow.roles {
        if let RoleHolder::Claim(claim) = &role.holder
            && !dice.once_in(3)
        {
            let (name, value) = claim.split_once('=').unwrap_or((claim, ""));
            let value = if dice.once_in(6) { "other" } else { value };
            claims.entry(name.into()).or_default().insert(value.into());
        }
    }
    claims
}

fn date_of(instant: Timestamp) -> Date {
    instant.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn value(workflow: &Workflow, fact: &str, dice: &mut Dice, wild: bool) -> jorye::guard::Value {
    let of = &workflow.fact(fact).unwrap().of;
    if wild && dice.once_in(4) {
        stray(of, dice)
    } else {
        fitting(of, dice)
    }
}

/// What an act gives: all that is asked, and some of what may be; a wild one
/// forgets some of it, and gives what nobody asked for.
fn answers(workflow: &Workflow, one: &Possibility, dice: &mut Dice, wild: bool) -> Given {
    let mut given = Given::new();
    for fact in &one.asks {
        if !(wild && dice.once_in(6)) {
            given.insert(fact.clone(), value(workflow, fact, dice, wild));
        }
    }
    for fact in &one.may_ask {
        if dice.once_in(2) {
            given.insert(fact.clone(), value(workflow, fact, dice, wild));
        }
    }
    if wild && dice.once_in(6) && !workflow.facts.is_empty() {
        let fact = dice.of(&workflow.facts).element.id.clone();
        let value = value(workflow, &fact, dice, wild);
        given.insert(fact, value);
    }
    given
}

/// An act on one transition.
pub fn act_on(workflow: &Workflow, one: &Possibility, dice: &mut Dice, wild: bool) -> Act {
    Act {
        transition: one.transition.clone(),
        given: answers(workflow, one, dice, wild),
        reason: match dice.below(6) {
            0 => None,
            1 => Some(" ".into()),
            _ => Some("이유가 있음".into()),
        },
        criteria: one
            .criteria
            .iter()
            .filter(|(_, required)| {
                if *required {
                    !dice.once_in(8)
                } else {
                    dice.once_in(2)
                }
            })
            .map(|(id, _)| (id.clone(), "판단함".into()))
            .collect(),
        withdraws: one.parties.is_some() && dice.once_in(8),
    }
}

/// The transitions that people take, as they stand.
pub fn possible(definition: Definition<'_>, world: &World, case: &Case) -> Vec<Possibility> {
    let by_people = |one: &Possibility| {
        let transition = definition.workflow.transition(&one.transition).unwrap();
        matches!(transition.by, By::Roles(_))
    };
    let all = next(definition, world, case);
    all.into_iter().filter(by_people).collect()
}

/// An act by chance: mostly one that is open.
pub fn act(definition: Definition<'_>, world: &World, case: &Case, dice: &mut Dice) -> Act {
    let all = possible(definition, world, case);
    let open: Vec<Possibility> = all
        .iter()
        .filter(|one| one.availability == Availability::Open)
        .cloned()
        .collect();
    let wild = dice.once_in(5);
    let choice = if open.is_empty() || wild { &all } else { &open };
    let one = dice.of(choice);
    act_on(definition.workflow, one, dice, wild)
}

/// What an opening gives.
pub fn opening(workflow: &Workflow, dice: &mut Dice, wild: bool) -> Given {
    workflow
        .facts
        .iter()
        .filter(|fact| matches!(fact.source, FactSource::Opening))
        .filter(|fact| !fact.optional || dice.0 & 1 == 0)
        .map(|fact| fact.element.id.clone())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|fact| {
            let value = value(workflow, &fact, dice, wild);
            (fact, value)
        })
        .collect()
}
