//! Whether an attempt can be decided at all: what it names has to be there.

use super::decide::DecideError;
use super::world::Definition;
use super::{Act, Case, Given};
use crate::guard::Name;
use crate::workflow::{By, Transition};

/// Holds a case to the definition that it is decided under.
///
/// # Errors
/// It runs under another one.
pub(super) fn same_definition(definition: Definition<'_>, case: &Case) -> Result<(), DecideError> {
    let workflow = definition.workflow;
    let same = case.workflow == *workflow.id()
        && case.revision == workflow.revision
        && case.manifest == definition.manifest;
    if same {
        Ok(())
    } else {
        Err(DecideError::WrongDefinition {
            case: case.id.clone(),
        })
    }
}

/// That only criteria are addressed which the act has.
pub(super) fn known_criteria(
    definition: Definition<'_>,
    transition: &Transition,
    act: &Act,
) -> Result<(), DecideError> {
    let workflow = definition.workflow;
    // Those of transitions that may fire with it are addressed with it.
    let criteria: Vec<&Name> = workflow
        .transitions
        .iter()
        .filter(|other| {
            other.element.id == transition.element.id || other.with.contains(&transition.element.id)
        })
        .flat_map(|one| &one.criteria)
        .map(|criterion| &criterion.element.id)
        .collect();
    match act.criteria.keys().find(|id| !criteria.contains(id)) {
        None => Ok(()),
        Some(id) => Err(DecideError::NoSuchCriterion {
            transition: transition.element.id.clone(),
            criterion: id.clone(),
            near: crate::diagnostic::nearest(id, criteria.iter().map(|id| &***id)).map(Name::from),
        }),
    }
}

/// That only facts are given which the workflow has.
pub(super) fn known_facts(definition: Definition<'_>, given: &Given) -> Result<(), DecideError> {
    let workflow = definition.workflow;
    match given.keys().find(|fact| workflow.fact(fact).is_none()) {
        None => Ok(()),
        Some(fact) => Err(DecideError::NoSuchFact {
            workflow: workflow.id().clone(),
            fact: fact.clone(),
            near: crate::diagnostic::nearest(
                fact,
                workflow.facts.iter().map(|fact| &*fact.element.id),
            )
            .map(Name::from),
        }),
    }
}

/// A transition that people take, by id.
///
/// # Errors
/// There is none of that name, or the engine or the clock takes it.
pub(super) fn find<'a>(
    definition: Definition<'a>,
    id: &Name,
) -> Result<&'a Transition, DecideError> {
    let workflow = definition.workflow;
    let transition = workflow
        .transition(id)
        .ok_or_else(|| DecideError::NoSuchTransition {
            workflow: workflow.id().clone(),
            transition: id.clone(),
            near: crate::diagnostic::nearest(
                id,
                workflow.transitions.iter().map(|other| &*other.element.id),
            )
            .map(Name::from),
        })?;
    match transition.by {
        By::Roles(_) => Ok(transition),
        By::Engine | By::Clock | By::Parent => Err(DecideError::NotAnAct {
            transition: id.clone(),
        }),
    }
}
