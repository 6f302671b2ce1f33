//! Corrections: what an entry says wrongly is said right by a new one.
//!
//! A correction is of a clerical error in the record. It changes what the record
//! says of the past, never the record itself. Acts that were decided stand, as they
//! were decided on what was known. What the case knows now changes only where it
//! still knows the value that was wrong.

use super::erase::{EraseError, ordered};
use super::world::{Definition, World};
use super::{Case, Content, Digest, Entry, Ground, Subject};
use crate::guard::{Name, Value};

/// What a correction says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The entry that is wrong, by its place within the case.
    pub seq: u64,
    /// Its hash.
    pub entry: Digest,
    /// Where in it: a JSON Pointer (RFC 6901).
    pub path: Name,
    /// The fact, where it is the value of one.
    pub fact: Option<Name>,
    /// What it should say.
    pub says: Value,
    /// Whether the case knew the wrong value still, and now knows this one.
    pub present: bool,
    /// The provisions on which it may be corrected.
    pub basis: Vec<Name>,
    /// Why.
    pub reason: Name,
    /// Why it was refused after all; none if it was made.
    pub grounds: Vec<Ground>,
}

/// Corrects what an entry says. Somebody who may not is refused, and that is
/// recorded too.
pub fn correct(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    was: Option<&Value>,
    mut correction: Correction,
) -> Entry {
    let mandate = definition.workflow.correction.as_ref();
    let permitted = match mandate {
        None => Err(EraseError::NoBasis),
        Some(mandate) => ordered(definition, world, case, Some(mandate)),
    };
    let principal = &world.principal;
    let subject = permitted.unwrap_or_else(|_| {
        correction.grounds.push(Ground::Role);
        Subject {
            actor: principal.actor.clone(),
            capacity: principal.capacity.clone(),
            granted: Vec::new(),
            claims: Vec::new(),
            on_behalf_of: None,
            via: principal.via.clone(),
        }
    });
    if correction.reason.trim().is_empty() {
        correction.grounds.push(Ground::Reason);
    }
    let known = correction
        .fact
        .as_ref()
        .and_then(|fact| case.facts.get(fact));
    correction.present = correction.grounds.is_empty() && known.is_some() && known == was;
    Entry {
        case: case.id.clone(),
        seq: case.seq.saturating_add(1),
        recorded: world.recorded,
        effective: world.recorded,
        date: world.date,
        subject,
        semantics: definition.semantics.number(),
        manifest: case.manifest,
        deadlines: Vec::new(),
        register: Vec::new(),
        sends: Vec::new(),
        content: Content::Corrected(Box::new(correction)),
    }
}
