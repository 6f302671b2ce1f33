//! Who may act, where, and with what: the grounds of refusal that come before
//! any guard.

use super::bodies::{Unsettled, ballot_faults, recused_of};
use super::deadline::{deadline_grounds, later_clock};
use super::followers::in_place;
use super::people::{
    Assenting, Behalf, Standing, answers, assenting, blocked, holds_directly, standing,
};
use super::progress::active_states;
use super::world::{Definition, World};
use super::{Act, Case, Given, Ground};
use crate::guard::{Name, Type, Value};
use crate::workflow::{By, Exclusion, FactSource, Tie, Transition, Workflow};

/// The grounds on which an attempt fails before its guards are looked at.
pub(super) fn attempt_grounds(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    transition: &Transition,
    act: &Act,
) -> Standing {
    let workflow = definition.workflow;
    let actor = &world.principal.actor;
    let mut grounds = Vec::new();
    let active = active_states(workflow, case);
    if !transition.from.iter().any(|state| active.contains(state)) {
        grounds.push(Ground::State);
    }
    let by: &[Name] = match &transition.by {
        By::Roles(roles) => roles,
        By::Engine | By::Clock | By::Parent => &[],
    };
    let passed_on = delegated_roles(transition);
    let more = passed_on.iter().copied().filter(|role| !by.contains(role));
    let recorded: Vec<Name> = by.iter().chain(more).cloned().collect();
    let assenting = assenting(case, transition);
    let mut standing = match &assenting {
        None => standing(workflow, world, Some(case), by, &recorded),
        Some(assenting) => party(workflow, world, case, by, &recorded, assenting),
    };
    grounds.append(&mut standing.grounds);
    // Only who holds a role can let another act in it.
    for role in passed_on {
        let acts_for_another =
            standing.behalf.is_some() && standing.capacity.as_ref() == Some(role);
        if acts_for_another || !holds_directly(workflow, world, Some(case), role, actor) {
            let ground = match &standing.behalf {
                Some(_) => Ground::SubDelegated(role.clone()),
                None => Ground::Role,
            };
            if !grounds.contains(&ground) {
                grounds.push(ground);
            }
        }
    }
    // What fires together must all be lawful.
    let together: Vec<&Transition> = std::iter::once(transition)
        .chain(in_place(workflow, transition, &active))
        .collect();
    // For whom somebody acts counts too, and so does who has assented before.
    let mut persons = vec![actor];
    persons.extend(standing.behalf.as_ref().map(|behalf| &behalf.person));
    persons.extend(assenting.iter().flat_map(Assenting::persons));
    for exclusion in together.iter().flat_map(|one| &one.not_by) {
        let ground = match excluded(workflow, &persons, case, &act.given, exclusion) {
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
    if let Some(deadline) = later_clock(case, world.effective) {
        grounds.push(Ground::Clock(deadline.clone()));
    }
    grounds.extend(definition.unlawful(case, world.date, &together));
    grounds.extend(deadline_grounds(workflow, case, world.effective, &together));
    if let Some(body) = by_seat(workflow, standing.capacity.as_ref()) {
        match recused_of(workflow, body, Some(case), &act.given) {
            Ok(recused) => {
                // Whoever acts for a member who is recused may not either.
                if recused.iter().any(|one| persons.contains(&&one.person)) {
                    grounds.push(Ground::Recused(body.clone()));
                }
            }
            Err(Unsettled(fact)) => grounds.push(Ground::Missing(fact)),
        }
    }
    let asked = Asked::of(&together);
    given_grounds(workflow, &asked, &act.given, &mut grounds);
    ballot_grounds(workflow, world, Some(case), &act.given, &mut grounds);
    let reasoned = act.reason.as_ref().is_some_and(|text| !is_blank(text));
    if asked.reason && !reasoned {
        grounds.push(Ground::Reason);
    }
    for (criterion, _) in asked.criteria.iter().filter(|(_, required)| *required) {
        if act
            .criteria
            .get(criterion)
            .is_none_or(|said| is_blank(said))
        {
            grounds.push(Ground::Criterion(criterion.clone()));
        }
    }
    for one in &together {
        if let Some(open) = blocked(workflow, case, one) {
            grounds.push(Ground::Open(open.clone()));
        }
        answers(workflow, case, &act.given, one, reasoned, &mut grounds);
    }
    standing.grounds = grounds;
    standing
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The roles in which a transition lets another act.
fn delegated_roles(transition: &Transition) -> Vec<&Name> {
    let branches = transition.branches.iter().flat_map(|branch| &branch.ties);
    let mut roles: Vec<&Name> = Vec::new();
    for tie in transition.ties.iter().chain(branches) {
        if let Tie::Delegate { role, .. } = tie
            && !roles.contains(&role)
        {
            roles.push(role);
        }
    }
    roles
}

/// How somebody stands towards an act of several: as a party that has not
/// assented yet. One person counts for one party alone: nobody deals with
/// themselves, nor for both sides (민법 제124조).
fn party(
    workflow: &Workflow,
    world: &World,
    case: &Case,
    by: &[Name],
    recorded: &[Name],
    assenting: &Assenting<'_>,
) -> Standing {
    let actor = &world.principal.actor;
    let mut found = match assenting.over {
        None => {
            let left = standing(workflow, world, Some(case), &assenting.roles, recorded);
            let all = standing(workflow, world, Some(case), by, recorded);
            if left.grounds.is_empty() || !all.grounds.is_empty() {
                left
            } else {
                Standing {
                    grounds: vec![Ground::Assented],
                    ..all
                }
            }
        }
        Some(list) => Standing {
            grounds: match case.facts.get(list) {
                _ if world.principal.on_behalf_of.is_some() => vec![Ground::Role],
                Some(Value::List(members)) if members.contains(&Value::Erased) => {
                    vec![Ground::Missing(list.clone())]
                }
                Some(members) if names(members, actor) => Vec::new(),
                Some(_) => vec![Ground::Role],
                None => vec![Ground::Missing(list.clone())],
            },
            // No role is needed, and none can be delegated.
            capacity: world.principal.capacity.clone(),
            behalf: world.principal.on_behalf_of.as_ref().map(|person| Behalf {
                person: person.clone(),
                entry: None,
            }),
            ..Standing::default()
        },
    };
    let behalf = found.behalf.as_ref().map(|behalf| &behalf.person);
    let mut persons = std::iter::once(actor).chain(behalf);
    if found.grounds.is_empty() && persons.any(|person| assenting.has(person)) {
        found.grounds.push(Ground::Assented);
    }
    found
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
    /// Criteria that can be addressed, each with whether it must be.
    pub(super) criteria: Vec<(Name, bool)>,
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
            for criterion in &transition.criteria {
                let id = &criterion.element.id;
                match asked.criteria.iter_mut().find(|(known, _)| known == id) {
                    Some((_, required)) => *required |= criterion.required,
                    None => asked.criteria.push((id.clone(), criterion.required)),
                }
            }
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
pub(super) fn opening_grounds(
    definition: Definition<'_>,
    world: &World,
    given: &Given,
) -> Standing {
    let workflow = definition.workflow;
    let openers = openers(workflow);
    let mut standing = standing(workflow, world, None, &openers, &openers);
    let grounds = &mut standing.grounds;
    // No declaration lets an opening count earlier than it is recorded.
    if world.effective < world.recorded {
        grounds.push(Ground::Backdated);
    }
    grounds.extend(no_law(definition, world));
    given_grounds(workflow, &Asked::at_opening(workflow), given, grounds);
    standing
}

/// What stands against opening a case, as what that rests on is no law.
fn no_law(definition: Definition<'_>, world: &World) -> Vec<Ground> {
    let law = definition.law;
    law.map_or_else(Vec::new, |law| law.against_opening(world.date))
}

/// The grounds on which the opening of a child fails.
pub(super) fn birth_grounds(
    definition: Definition<'_>,
    world: &World,
    given: &Given,
) -> Vec<Ground> {
    let workflow = definition.workflow;
    let mut grounds = no_law(definition, world);
    given_grounds(workflow, &Asked::at_opening(workflow), given, &mut grounds);
    grounds
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

enum Standpoint {
    Free,
    Excluded,
    Unknown,
}

/// Whether an exclusion strikes one of these persons.
fn excluded(
    workflow: &Workflow,
    persons: &[&Name],
    case: &Case,
    given: &Given,
    exclusion: &Exclusion,
) -> Standpoint {
    match exclusion {
        Exclusion::Transition(transition) => match case.taken.get(transition) {
            Some(taken) if persons.iter().any(|person| taken.is_of(person)) => Standpoint::Excluded,
            _ => Standpoint::Free,
        },
        Exclusion::Fact(fact) => match given.get(fact).or_else(|| case.facts.get(fact)) {
            Some(Value::Erased) => Standpoint::Unknown,
            Some(value) if persons.iter().any(|person| names(value, person)) => {
                Standpoint::Excluded
            }
            Some(_) => Standpoint::Free,
            None if workflow.fact(fact).is_some_and(|fact| fact.optional) => Standpoint::Free,
            None => Standpoint::Unknown,
        },
    }
}

/// Whether a value names a person.
pub(super) fn names(value: &Value, person: &Name) -> bool {
    match value {
        Value::Person(id) => id == person,
        Value::List(members) => members
            .iter()
            .any(|member| matches!(member, Value::Person(id) if id == person)),
        _ => false,
    }
}
