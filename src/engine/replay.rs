//! Deciding recorded entries again.

use super::decide::{DecideError, Decision, decide, open};
use super::world::{Definition, Principal, SEMANTICS, World};
use super::{Case, Content, Entry, Register};

/// Why an entry could not be decided again, or came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// It was decided under a behaviour that this version does not have.
    #[error("entry {seq} was decided under semantics {found}; this version has {SEMANTICS}")]
    Semantics {
        /// The entry.
        seq: u64,
        /// The number it records.
        found: u32,
    },
    /// The attempt cannot be decided at all.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The same attempt now comes out otherwise.
    #[error("entry {seq} comes out otherwise when it is decided again")]
    Differs {
        /// The entry.
        seq: u64,
        /// What deciding again gives.
        again: Box<Entry>,
    },
}

/// The world that an entry was decided in, as far as it was read.
pub fn world_of(entry: &Entry) -> World {
    World {
        recorded: entry.recorded,
        effective: entry.effective,
        date: entry.date,
        principal: Principal {
            actor: entry.subject.actor.clone(),
            capacity: entry.subject.capacity.clone(),
            granted: entry.subject.granted.iter().cloned().collect(),
            via: entry.subject.via.clone(),
        },
        register: Register::of_rows(entry.register.clone()),
    }
}

/// Decides an entry again and holds the result to it.
///
/// # Errors
/// It cannot be decided again, or comes out otherwise.
pub fn replay(
    definition: Definition<'_>,
    before: Option<&Case>,
    entry: &Entry,
) -> Result<Decision, ReplayError> {
    if entry.semantics != SEMANTICS {
        return Err(ReplayError::Semantics {
            seq: entry.seq,
            found: entry.semantics,
        });
    }
    let world = world_of(entry);
    let decision = match (&entry.content, before) {
        (Content::Opened { given, .. }, _) => {
            open(definition, &world, entry.case.clone(), given.clone())?
        }
        (Content::Act { act, .. } | Content::Refused { act, .. }, Some(case)) => {
            decide(definition, &world, case, act.clone())?
        }
        // No deadline runs, so none can run out.
        (Content::Clock { transition, .. }, Some(_)) => {
            return Err(ReplayError::Decide(DecideError::NotAnAct {
                transition: transition.clone(),
            }));
        }
        (_, None) => {
            return Err(ReplayError::Decide(DecideError::WrongDefinition {
                case: entry.case.clone(),
            }));
        }
    };
    if decision.owed.is_empty() && decision.entry == *entry {
        Ok(decision)
    } else {
        Err(ReplayError::Differs {
            seq: entry.seq,
            again: Box::new(decision.entry),
        })
    }
}
