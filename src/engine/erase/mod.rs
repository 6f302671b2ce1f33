//! Erasure: values that the law no longer lets anybody keep.
//!
//! What is removed lies beside the entries (value and salt of a commitment), so
//! that no entry changes. That it was removed, by whom and on what legal basis, is
//! an entry of the case ([`Content::Erased`]). This says who may order it
//! ([`ordered`]), who may still need the value ([`readers`]), and what else holds
//! it ([`Wanted`]).

mod error;
mod readers;
mod wanted;

pub use error::EraseError;
pub use readers::{Reader, readers};
pub use wanted::Wanted;

use super::people::{Standing, standing};
use super::world::{Definition, World};
use super::{Case, Content, Digest, Entry, Subject};
use crate::guard::{Name, Type};
use crate::ordinance::Citation;
use crate::workflow::{Mandate, Workflow};

/// The openings that one entry of the case has lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The entry, by its place within the case.
    pub seq: u64,
    /// Its hash.
    pub entry: Digest,
    /// The JSON Pointers (RFC 6901) of the commitments, in the order of the entry.
    pub paths: Vec<Name>,
}

/// Whether a fact may be erased: it is declared personal, or it is a document.
pub fn is_erasable(workflow: &Workflow, fact: &str) -> bool {
    workflow
        .fact(fact)
        .is_some_and(|fact| fact.personal || matches!(fact.of, Type::Document))
}

/// The legal basis: what the workflow declares, and what is given with the order.
///
/// # Errors
/// There is none, or what is given is no citation.
pub fn basis_of(workflow: &Workflow, given: &[Name]) -> Result<Vec<Name>, EraseError> {
    let declared = workflow.erasure.iter().flat_map(|mandate| &mandate.basis);
    let mut basis: Vec<Name> = declared
        .map(|cited| cited.citation.written.as_str().into())
        .collect();
    for given in given {
        if Citation::parse(given, None).is_err() {
            return Err(EraseError::NoBasis);
        }
        if !basis.contains(given) {
            basis.push(given.clone());
        }
    }
    if basis.is_empty() {
        return Err(EraseError::NoBasis);
    }
    Ok(basis)
}

/// Who orders an erasure, or a correction, and in which capacity.
///
/// Where the workflow says who may, only they may. Where it says nothing, whoever
/// answers for the store may (the caller sees to that); the capacity that they
/// name, if it is a role of the workflow, is recorded with it.
///
/// # Errors
/// The workflow lets somebody else do it, or not yet.
pub fn ordered(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    mandate: Option<&Mandate>,
) -> Result<Subject, EraseError> {
    let principal = &world.principal;
    let standing = match mandate {
        None => {
            let granted = principal.granted.iter();
            let known = |role: &&Name| definition.workflow.role(role).is_some();
            Standing {
                capacity: principal.capacity.clone(),
                granted: granted.filter(known).cloned().collect(),
                ..Standing::default()
            }
        }
        Some(mandate) => {
            let found = standing(
                definition.workflow,
                world,
                Some(case),
                &mandate.by,
                &mandate.by,
            );
            if !found.grounds.is_empty() {
                return Err(EraseError::NotPermitted {
                    case: case.id.clone(),
                    actor: principal.actor.clone(),
                    roles: mandate.by.clone(),
                });
            }
            if mandate.after_outcome && case.outcome.is_none() {
                return Err(EraseError::BeforeOutcome {
                    case: case.id.clone(),
                });
            }
            found
        }
    };
    Ok(Subject {
        actor: principal.actor.clone(),
        capacity: standing.capacity,
        granted: standing.granted,
        claims: standing.claims,
        on_behalf_of: standing.behalf,
        via: principal.via.clone(),
    })
}

/// The entry by which values are erased.
pub fn erased(world: &World, case: &Case, subject: Subject, content: Content) -> Entry {
    Entry {
        case: case.id.clone(),
        seq: case.seq.saturating_add(1),
        recorded: world.recorded,
        effective: world.recorded,
        date: world.date,
        subject,
        semantics: super::Semantics::CURRENT.number(),
        manifest: case.manifest,
        deadlines: Vec::new(),
        register: Vec::new(),
        sends: Vec::new(),
        content,
    }
}
