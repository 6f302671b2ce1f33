//! In which capacity somebody acts: a role held outside the case, by a claim, in
//! the case, or for another who delegated it.

use super::{Behalf, Delegation};
use crate::engine::bodies::{holds_by_seat, recused_of};
use crate::engine::world::World;
use crate::engine::{Case, Given, Ground};
use crate::guard::{Name, Value};
use crate::workflow::{RoleHolder, Workflow};

/// How somebody stands towards an act.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Standing {
    /// The role in which they act, or that they named in vain.
    pub capacity: Option<Name>,
    /// Those of the roles that were granted to them outside the case.
    pub granted: Vec<Name>,
    /// Those of the roles' claims that their principal carries.
    pub claims: Vec<Name>,
    /// For whom they act, if for another.
    pub behalf: Option<Behalf>,
    /// Why they may not act.
    pub grounds: Vec<Ground>,
}

/// Looks for the capacity among these roles: the one that was named, or else
/// the first that the actor holds, or else the first that was delegated.
///
/// `recorded` are the roles of which the entry tells what was granted.
pub(in crate::engine) fn standing(
    workflow: &Workflow,
    world: &World,
    case: Option<&Case>,
    by: &[Name],
    recorded: &[Name],
) -> Standing {
    let principal = &world.principal;
    let mut standing = Standing::default();
    for role in recorded {
        if principal.granted.contains(role) {
            standing.granted.push(role.clone());
        }
        if let Some(RoleHolder::Claim(claim)) = holder(workflow, role)
            && principal.carries(claim)
            && !standing.claims.contains(claim)
        {
            standing.claims.push(claim.clone());
        }
    }
    standing.granted.sort();
    standing.claims.sort();
    let named = |role: &&Name| {
        principal
            .capacity
            .as_ref()
            .is_none_or(|named| named == *role)
    };
    let behalf = principal.on_behalf_of.as_ref();
    if behalf.is_none() {
        let held = by
            .iter()
            .filter(named)
            .find(|role| holds_directly(workflow, world, case, role, &principal.actor));
        if let Some(role) = held {
            standing.capacity = Some(role.clone());
            return standing;
        }
    }
    let delegated = delegations(case, &principal.actor)
        .filter(|delegation| behalf.is_none_or(|person| delegation.by == *person))
        .filter(|delegation| by.iter().filter(named).any(|role| *role == delegation.role));
    let mut expired = None;
    let mut other = None;
    for delegation in delegated {
        if delegation.in_force(world.date)
            && still_holds(workflow, world, case, &delegation.role, &delegation.by)
        {
            standing.capacity = Some(delegation.role.clone());
            standing.behalf = Some(Behalf {
                person: delegation.by.clone(),
                entry: Some(delegation.entry),
            });
            return standing;
        }
        if delegation.expired(world.date) {
            expired = Some(delegation);
        } else {
            other = Some(delegation);
        }
    }
    standing.capacity.clone_from(&principal.capacity);
    standing.behalf = behalf.map(|person| Behalf {
        person: person.clone(),
        entry: None,
    });
    standing.grounds.push(match (expired, other, behalf) {
        (Some(delegation), _, _) => Ground::Expired(delegation.role.clone()),
        (None, Some(delegation), _) => Ground::NotDelegated(delegation.role.clone()),
        (None, None, Some(_)) => {
            let role = principal.capacity.as_ref().or_else(|| by.first());
            role.map_or(Ground::Role, |role| Ground::NotDelegated(role.clone()))
        }
        (None, None, None) => Ground::Role,
    });
    standing
}

/// The delegations to a person, the newest first.
fn delegations<'a>(
    case: Option<&'a Case>,
    person: &'a Name,
) -> impl Iterator<Item = &'a Delegation> {
    case.into_iter()
        .flat_map(|case| case.people.delegations.iter().rev())
        .filter(move |delegation| delegation.is_to(person))
}

fn holder<'a>(workflow: &'a Workflow, role: &str) -> Option<&'a RoleHolder> {
    workflow.role(role).map(|role| &role.holder)
}

/// Whether a person holds a role themselves, and not for another. Of others than
/// the actor only what the case knows is known.
pub(in crate::engine) fn holds_directly(
    workflow: &Workflow,
    world: &World,
    case: Option<&Case>,
    role: &str,
    person: &Name,
) -> bool {
    let principal = &world.principal;
    match holder(workflow, role) {
        Some(RoleHolder::Granted) => *person == principal.actor && principal.granted.contains(role),
        Some(RoleHolder::Claim(claim)) => *person == principal.actor && principal.carries(claim),
        Some(RoleHolder::Open) => true,
        Some(RoleHolder::Fact(fact)) => case
            .and_then(|case| case.facts.get(fact))
            .is_some_and(|value| crate::engine::grounds::names(value, person)),
        Some(RoleHolder::Assigned) => case
            .and_then(|case| case.people.assigned.get(role))
            .is_some_and(|holders| {
                holders
                    .iter()
                    .any(|holder| matches!(holder, Value::Person(id) if id == person))
            }),
        Some(holder) => by_seat(workflow, world, case, holder, person),
        None => false,
    }
}

/// Whether one who delegated a role holds it still, as far as the case knows: a
/// role that is granted outside it counts until the delegation ends.
fn still_holds(
    workflow: &Workflow,
    world: &World,
    case: Option<&Case>,
    role: &str,
    person: &Name,
) -> bool {
    match holder(workflow, role) {
        Some(RoleHolder::Fact(fact)) => case
            .and_then(|case| case.facts.get(fact))
            .is_some_and(|value| crate::engine::grounds::names(value, person)),
        Some(RoleHolder::Assigned) => case
            .and_then(|case| case.people.assigned.get(role))
            .is_some_and(|holders| {
                holders
                    .iter()
                    .any(|holder| matches!(holder, Value::Person(id) if id == person))
            }),
        Some(RoleHolder::Granted | RoleHolder::Claim(_)) => true,
        Some(RoleHolder::Open) | None => false,
        Some(holder) => by_seat(workflow, world, case, holder, person),
    }
}

/// Whether a person holds a role by a seat of a body, on the day of the act.
fn by_seat(
    workflow: &Workflow,
    world: &World,
    case: Option<&Case>,
    holder: &RoleHolder,
    person: &Name,
) -> bool {
    let Some(body) = holder.body().and_then(|body| workflow.body(body)) else {
        return false;
    };
    let recused = recused_of(workflow, body.id(), case, &Given::new()).unwrap_or_default();
    let is_recused = |person: &str| recused.iter().any(|one| *one.person == *person);
    holds_by_seat(
        &world.register,
        body,
        holder,
        person,
        world.date,
        &is_recused,
    )
}
