//! Who may act, where, and with what: the grounds of refusal that come before
//! any guard.

use super::bodies::{Unsettled, ballot_faults, holds_by_seat, recused_of};
use super::followers::in_place;
use super::progress::active_states;
use super::world::{Definition, World};
use super::{Act, Case, Given, Ground};
use crate::guard::{Name, Type, Value};
use crate::workflow::{By, Exclusion, FactSource, RoleHolder, Transition, Workflow};

/// Capacity, granted roles relied upon, and grounds of refusal.
pub(super) type Standing = (Option<Name>, Vec<Name>, Vec<Ground>);

/// The grounds on which an attempt fails before its guards are looked at.
pub(super) fn attempt_grounds(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    transition: &Transition,
    act: &Act,
) -> Standing {
    let workflow = definition.workflow;
    let mut grounds = Vec::new();
    let active = active_states(workflow, case);
    if !transition.from.iter().any(|state| active.contains(state)) {
        grounds.push(Ground::State);
    }
    let by: &[Name] = match &transition.by {
        By::Roles(roles) => roles,
        By::Engine | By::Clock => &[],
    };
    let (capacity, granted) = capacity(workflow, world, Some(case), by);
    if capacity.is_none() {
        grounds.push(Ground::Role);
    }
    // What fires together must all be lawful.
    let together: Vec<&Transition> = std::iter::once(transition)
        .chain(in_place(workflow, transition, &active))
        .collect();
    for exclusion in together.iter().flat_map(|one| &one.not_by) {
        let ground = match excluded(workflow, world, case, &act.given, exclusion) {
            Standpoint::Excluded => Ground::Excluded(exclusion.name().clone()),
            Standpoint::Unknown => Ground::Missing(exclusion.name().clone()),
            Standpoint::Free => continue,
        };
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
    let backdated = world.effective < world.recorded && !transition.backdates;
    // Nothing counts in a case before the case was there.
    if backdated || world.effective < case.opened {
        grounds.push(Ground::Backdated);
    }
    if let Some(body) = by_seat(workflow, capacity.as_ref()) {
        match recused_of(workflow, body, Some(case), &act.given) {
            Ok(recused) => {
                let actor = &world.principal.actor;
                if recused.iter().any(|one| one.person == *actor) {
                    grounds.push(Ground::Recused(body.clone()));
                }
            }
            Err(Unsettled(fact)) => grounds.push(Ground::Missing(fact)),
        }
    }
    let asked = Asked::of(&together);
    given_grounds(workflow, &asked, &act.given, &mut grounds);
    ballot_grounds(workflow, world, Some(case), &act.given, &mut grounds);
    if asked.reason
        && act
            .reason
            .as_ref()
            .is_none_or(|text| text.trim().is_empty())
    {
        grounds.push(Ground::Reason);
    }
    (named(capacity, world), granted, grounds)
}

/// What people give with an act.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// Facts that must be given.
    pub(super) must: Vec<Name>,
    /// Facts that may be given.
    pub(super) may: Vec<Name>,
    /// A reason must be stated.
    pub(super) reason: bool,
}

impl Asked {
    /// What transitions that fire together ask for.
    pub(super) fn of(together: &[&Transition]) -> Self {
        let mut asked = Asked::default();
        for transition in together {
            for fact in &transition.asks {
                if !asked.must.contains(fact) {
                    asked.must.push(fact.clone());
                }
            }
            asked.reason |= transition.reason_required;
        }
        for fact in together.iter().flat_map(|one| &one.may_ask) {
            if !asked.must.contains(fact) && !asked.may.contains(fact) {
                asked.may.push(fact.clone());
            }
        }
        asked
    }

    /// What the opening of a case asks for.
    fn at_opening(workflow: &Workflow) -> Self {
        let mut asked = Asked::default();
        for fact in &workflow.facts {
            match (&fact.source, fact.optional) {
                (FactSource::Opening, false) => asked.must.push(fact.element.id.clone()),
                (FactSource::Opening, true) => asked.may.push(fact.element.id.clone()),
                _ => {}
            }
        }
        asked
    }
}

/// The roles that may open a case: those declared to, or else every role.
pub(super) fn openers(workflow: &Workflow) -> Vec<Name> {
    if !workflow.opened_by.is_empty() {
        return workflow.opened_by.clone();
    }
    let every = workflow.roles.iter();
    every.map(|role| role.element.id.clone()).collect()
}

/// The grounds on which an opening fails.
pub(super) fn opening_grounds(workflow: &Workflow, world: &World, given: &Given) -> Standing {
    let mut grounds = Vec::new();
    let (capacity, granted) = capacity(workflow, world, None, &openers(workflow));
    if capacity.is_none() {
        grounds.push(Ground::Role);
    }
    // No declaration lets an opening count earlier than it is recorded.
    if world.effective < world.recorded {
        grounds.push(Ground::Backdated);
    }
    given_grounds(workflow, &Asked::at_opening(workflow), given, &mut grounds);
    ballot_grounds(workflow, world, None, given, &mut grounds);
    (named(capacity, world), granted, grounds)
}

/// Facts that are missing, not asked, or not of their type.
fn given_grounds(workflow: &Workflow, asked: &Asked, given: &Given, grounds: &mut Vec<Ground>) {
    for fact in &asked.must {
        if given.contains_key(fact) {
            continue;
        }
        let ground = Ground::Missing(fact.clone());
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
    for (fact, value) in given {
        if !asked.must.contains(fact) && !asked.may.contains(fact) {
            grounds.push(Ground::NotAsked(fact.clone()));
        }
        let of = workflow.fact(fact).map(|fact| &fact.of);
        if erased(value) || !of.is_some_and(|of| value.fits(of)) {
            grounds.push(Ground::IllTyped(fact.clone()));
        }
    }
}

/// The body by a seat of which somebody acts in a capacity.
fn by_seat<'a>(workflow: &'a Workflow, capacity: Option<&Name>) -> Option<&'a Name> {
    workflow.role(capacity?)?.holder.body()
}

/// Ballots that are not as they have to be. Who is recused must be known.
fn ballot_grounds(
    workflow: &Workflow,
    world: &World,
    case: Option<&Case>,
    given: &Given,
    grounds: &mut Vec<Ground>,
) {
    for (fact, value) in given {
        let of = workflow.fact(fact).map(|fact| &fact.of);
        let (Value::Ballot(ballot), Some(of @ Type::Ballot { body, .. })) = (value, of) else {
            continue;
        };
        let Some(body) = workflow.body(body) else {
            continue;
        };
        if let Err(Unsettled(missing)) = recused_of(workflow, body.id(), case, given) {
            let ground = Ground::Missing(missing);
            if !grounds.contains(&ground) {
                grounds.push(ground);
            }
        }
        if !ballot_faults(body, &world.register, ballot, of, world.date).is_empty() {
            grounds.push(Ground::Ballot(fact.clone()));
        }
    }
}

/// Whether a value, or a member or cell of it, is the mark of an erased one:
/// nobody can give that. Members and cells are of simple types.
fn erased(value: &Value) -> bool {
    match value {
        Value::Erased => true,
        Value::List(members) => members.contains(&Value::Erased),
        Value::Table(rows) => rows
            .iter()
            .any(|row| row.values().any(|cell| *cell == Value::Erased)),
        _ => false,
    }
}

/// The capacity in which the actor may act, and the granted roles among `by`.
///
/// The capacity that the actor named, or else the first of `by` that they hold.
fn capacity(
    workflow: &Workflow,
    world: &World,
    case: Option<&Case>,
    by: &[Name],
) -> (Option<Name>, Vec<Name>) {
    let principal = &world.principal;
    let mut granted: Vec<Name> = by
        .iter()
        .filter(|role| principal.granted.contains(*role))
        .cloned()
        .collect();
    granted.sort();
    let capacity = by
        .iter()
        .filter(|role| {
            principal
                .capacity
                .as_ref()
                .is_none_or(|named| named == *role)
        })
        .find(|role| holds(workflow, world, case, role))
        .cloned();
    (capacity, granted)
}

/// What is recorded as capacity: the one found, or the one named in vain.
fn named(found: Option<Name>, world: &World) -> Option<Name> {
    found.or_else(|| world.principal.capacity.clone())
}

/// Whether the actor holds a role.
pub(super) fn holds(workflow: &Workflow, world: &World, case: Option<&Case>, role: &str) -> bool {
    let principal = &world.principal;
    match workflow.role(role).map(|role| &role.holder) {
        Some(RoleHolder::Granted) => principal.granted.contains(role),
        Some(RoleHolder::Open) => true,
        Some(RoleHolder::Fact(fact)) => case
            .and_then(|case| case.facts.get(fact))
            .is_some_and(|value| names(value, &principal.actor)),
        Some(holder) if holder.body().is_some() => {
            let Some(body) = holder.body().and_then(|body| workflow.body(body)) else {
                return false;
            };
            let given = Given::new();
            let recused = recused_of(workflow, body.id(), case, &given).unwrap_or_default();
            holds_by_seat(
                &world.register,
                body,
                holder,
                &principal.actor,
                world.date,
                &|person| recused.iter().any(|one| *one.person == *person),
            )
        }
        // Declared and not executed: a workflow that has one opens no case.
        _ => false,
    }
}

enum Standpoint {
    Free,
    Excluded,
    Unknown,
}

/// Whether an exclusion strikes the actor.
fn excluded(
    workflow: &Workflow,
    world: &World,
    case: &Case,
    given: &Given,
    exclusion: &Exclusion,
) -> Standpoint {
    let actor = &world.principal.actor;
    match exclusion {
        Exclusion::Transition(transition) => match case.taken.get(transition) {
            Some(taken) if taken.by == *actor => Standpoint::Excluded,
            _ => Standpoint::Free,
        },
        Exclusion::Fact(fact) => match given.get(fact).or_else(|| case.facts.get(fact)) {
            Some(Value::Erased) => Standpoint::Unknown,
            Some(value) if names(value, actor) => Standpoint::Excluded,
            Some(_) => Standpoint::Free,
            None if workflow.fact(fact).is_some_and(|fact| fact.optional) => Standpoint::Free,
            None => Standpoint::Unknown,
        },
    }
}

/// Whether a value names a person.
fn names(value: &Value, person: &Name) -> bool {
    match value {
        Value::Person(id) => id == person,
        Value::List(members) => members
            .iter()
            .any(|member| matches!(member, Value::Person(id) if id == person)),
        _ => false,
    }
}
