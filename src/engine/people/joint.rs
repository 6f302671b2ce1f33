//! Acts of several: the assents, collected until the last one.

use super::{Assent, Collection};
use crate::engine::{Act, Case, Ground};
use crate::guard::{Name, Value};
use crate::workflow::{By, Joint, Transition, Workflow};

/// Who has assented to a transition that needs several, and who has not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// Roles, or persons where they are named one by one, in the order of the
    /// file or the list.
    pub missing: Vec<Name>,
    /// The parties that have assented, in the order of their assents.
    pub given: Vec<Name>,
}

/// The parties of a transition that needs several; `None` for any other.
///
/// A list of persons that is not known, or partly erased, has nobody missing:
/// an attempt tells.
pub fn collected(case: &Case, transition: &Transition) -> Option<Collected> {
    let assents: &[Assent] = case
        .people
        .assents
        .get(&transition.element.id)
        .map_or(&[], |collection| &collection.assents);
    let parties: Vec<Name> = match (&transition.joint, &transition.by) {
        (Joint::One, _) => return None,
        (Joint::All, By::Roles(roles)) => roles.clone(),
        (Joint::All, _) => Vec::new(),
        (Joint::Each(fact), _) => members(case, fact).unwrap_or_default(),
    };
    let given: Vec<Name> = assents
        .iter()
        .map(|assent| party_of(assent, &transition.joint))
        .collect();
    Some(Collected {
        missing: parties
            .into_iter()
            .filter(|party| !given.contains(party))
            .collect(),
        given,
    })
}

/// What an assent is counted as: that of a role, or of a person.
fn party_of(assent: &Assent, joint: &Joint) -> Name {
    match joint {
        Joint::Each(_) => assent
            .behalf
            .clone()
            .unwrap_or_else(|| assent.actor.clone()),
        _ => assent.party.clone().unwrap_or_else(|| "".into()),
    }
}

/// The persons of a list, unless it is not known or a member is erased.
fn members(case: &Case, fact: &str) -> Option<Vec<Name>> {
    match case.facts.get(fact)? {
        Value::List(members) => members
            .iter()
            .map(|member| match member {
                Value::Person(person) => Some(person.clone()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

/// How somebody stands towards an act of several.
pub(in crate::engine) struct Assenting<'a> {
    /// What was collected before.
    pub collection: Option<&'a Collection>,
    /// The roles that have not assented yet, in the order of the file; for
    /// persons named one by one, none.
    pub roles: Vec<Name>,
    /// The list of persons, if they are named one by one.
    pub over: Option<&'a Name>,
}

/// Looks at what was collected; `None` for an act of one.
pub(in crate::engine) fn assenting<'a>(
    case: &'a Case,
    transition: &'a Transition,
) -> Option<Assenting<'a>> {
    let collection = case.people.assents.get(&transition.element.id);
    let assented = |role: &Name| {
        collection.is_some_and(|collection| {
            collection
                .assents
                .iter()
                .any(|assent| assent.party.as_ref() == Some(role))
        })
    };
    match (&transition.joint, &transition.by) {
        (Joint::All, By::Roles(roles)) => Some(Assenting {
            collection,
            roles: roles
                .iter()
                .filter(|role| !assented(role))
                .cloned()
                .collect(),
            over: None,
        }),
        (Joint::Each(fact), _) => Some(Assenting {
            collection,
            roles: Vec::new(),
            over: Some(fact),
        }),
        _ => None,
    }
}

impl Assenting<'_> {
    /// Whether a person has assented already, for themselves or another.
    pub(in crate::engine) fn has(&self, person: &str) -> bool {
        self.collection
            .is_some_and(|collection| collection.assents.iter().any(|assent| assent.is_of(person)))
    }

    /// The persons who have assented, and for whom.
    pub(in crate::engine) fn persons(&self) -> impl Iterator<Item = &Name> {
        self.collection
            .into_iter()
            .flat_map(|collection| &collection.assents)
            .flat_map(|assent| std::iter::once(&assent.actor).chain(&assent.behalf))
    }

    /// The facts of which what is given differs from what the others assented to.
    fn differing(&self, given: &crate::engine::Given) -> Vec<Ground> {
        let Some(collection) = self.collection else {
            return Vec::new();
        };
        given
            .iter()
            .filter(|(fact, value)| {
                // An erased text cannot be seen to be the same.
                **value == Value::Erased || collection.given.get(*fact) != Some(value)
            })
            .map(|(fact, _)| Ground::Frozen(fact.clone()))
            .collect()
    }
}

/// An act with the facts that the first party settled for all, and those of
/// its own that differ from them.
pub(in crate::engine) fn settled(
    case: &Case,
    transition: &Transition,
    mut act: Act,
) -> (Act, Vec<Ground>) {
    let Some(assenting) = assenting(case, transition).filter(|_| !act.withdraws) else {
        return (act, Vec::new());
    };
    let differing = assenting.differing(&act.given);
    if let (Some(collection), true) = (assenting.collection, differing.is_empty()) {
        act.given.clone_from(&collection.given);
    }
    (act, differing)
}

/// Whether an assent is the last one that is missing.
pub(in crate::engine) fn completes(
    workflow: &Workflow,
    case: &Case,
    transition: &Transition,
    capacity: Option<&Name>,
    actor: &Name,
) -> bool {
    debug_assert!(workflow.transition(&transition.element.id).is_some());
    match (&transition.joint, collected(case, transition)) {
        (Joint::One, _) | (_, None) => true,
        (Joint::All, Some(collected)) => collected
            .missing
            .iter()
            .all(|missing| Some(missing) == capacity),
        (Joint::Each(_), Some(collected)) => {
            collected.missing.iter().all(|missing| missing == actor)
        }
    }
}
