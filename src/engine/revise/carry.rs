//! Carrying a case over: what an entry says of a move, made so.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Moved, Names};
use crate::engine::{ApplyError, Case, Digest, Moment};
use crate::guard::Name;

/// Gives a case the names, the states and the definition of another revision.
/// Effects, steps and deadlines of the entry come after it.
///
/// # Errors
/// The case does not stand as the entry says.
pub(in crate::engine) fn carry(
    case: &mut Case,
    moved: &Moved,
    manifest: Digest,
    moment: Moment,
) -> Result<(), ApplyError> {
    let mismatch = |case: &Case, element: &Name| ApplyError::Mismatch {
        case: case.id.clone(),
        seq: moment.seq,
        element: element.clone(),
    };
    if case.revision != moved.from {
        return Err(ApplyError::Definition {
            case: case.id.clone(),
            seq: moment.seq,
        });
    }
    case.manifest = manifest;
    case.revision = moved.to;
    for state in &moved.left {
        if !case.active.remove(state) {
            return Err(mismatch(case, state));
        }
    }
    let renamed = &moved.renamed;
    rename(&mut case.entered, &renamed.states);
    rename(&mut case.facts, &renamed.facts);
    rename(&mut case.taken, &renamed.transitions);
    rename(&mut case.deadlines.kept, &renamed.deadlines);
    // The clock has not acted on a deadline of the new name.
    if let Some(ticked) = &mut case.deadlines.ticked
        && let Some(Some(name)) = renamed.deadlines.get(&ticked.deadline)
    {
        ticked.deadline = name.clone();
    }
    let kept: Vec<&Name> = renamed.states.values().flatten().collect();
    for state in &moved.entered {
        case.active.insert(state.clone());
        // What only has another name was entered when it was.
        if !kept.contains(&state) || !case.entered.contains_key(state) {
            case.entered.insert(state.clone(), moment);
        }
    }
    people(case, moved);
    children(case, &renamed.states);
    Ok(())
}

/// What is so between people, under the new names.
fn people(case: &mut Case, moved: &Moved) {
    let renamed = &moved.renamed;
    let people = &mut case.people;
    rename(&mut people.assigned, &renamed.roles);
    for delegation in &mut people.delegations {
        // Others name a delegation by its place: none is taken out.
        follow(&mut delegation.role, &renamed.roles);
    }
    rename(&mut people.assents, &renamed.transitions);
    for collection in people.assents.values_mut() {
        follow(&mut collection.state, &renamed.states);
        if let Some(over) = &mut collection.over {
            follow(over, &renamed.facts);
        }
        rename(&mut collection.given, &renamed.facts);
        for party in collection
            .assents
            .iter_mut()
            .filter_map(|it| it.party.as_mut())
        {
            follow(party, &renamed.roles);
        }
    }
}

/// The states that opened children, under their new names.
fn children(case: &mut Case, states: &Names) {
    if states.is_empty() {
        return;
    }
    for of_name in case.family.children.values_mut() {
        for child in Arc::make_mut(of_name).values_mut() {
            if let Some(state) = &mut child.state {
                follow(state, states);
            }
        }
    }
}

fn follow(name: &mut Name, by: &Names) {
    if let Some(Some(to)) = by.get(name) {
        *name = to.clone();
    }
}

/// Gives keys their new names, all at once: two may change places.
fn rename<V>(map: &mut BTreeMap<Name, V>, by: &Names) {
    let taken: Vec<(Option<&Name>, V)> = by
        .iter()
        .filter_map(|(old, to)| Some((to.as_ref(), map.remove(old)?)))
        .collect();
    for (to, value) in taken {
        if let Some(to) = to {
            map.insert(to.clone(), value);
        }
    }
}
