//! Deciding recorded entries again.

mod differ;

pub use differ::Difference;
pub(super) use differ::between;

use std::collections::{BTreeMap, BTreeSet};

use super::child::{Body, Message, ReceiveError, Sent, open_child, receive};
use super::deadline::first_owed;
use super::decide::{DecideError, Decision, decide, open};
use super::world::{Definition, Principal, World};
use super::{Case, CaseId, Content, Digest, Entry, Register, Semantics};
use crate::guard::Name;

/// Why an entry could not be decided again, or came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// It was decided under a behaviour that this version does not have.
    #[error("entry {seq} was decided under semantics {found}; this version does not have that")]
    Semantics {
        /// The entry.
        seq: u64,
        /// The number it records.
        found: u32,
    },
    /// The attempt cannot be decided at all.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The clock owed nothing when it is said to have acted.
    #[error("the clock owed nothing when entry {seq} says that it acted")]
    NotOwed {
        /// The entry.
        seq: u64,
    },
    /// The case cannot take the message.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// It records that a child could not be opened, for reasons outside.
    #[error("why entry {seq} could not open a child is not on the trail")]
    Unopened {
        /// The entry.
        seq: u64,
    },
    /// The case has no place under the revision to which it was moved.
    #[error("entry {seq} moved the case to where it has no place")]
    NoPlace {
        /// The entry.
        seq: u64,
        /// Why.
        obstacles: Vec<super::revise::Obstacle>,
    },
    /// The same attempt now comes out otherwise.
    #[error("entry {seq} comes out otherwise when it is decided again")]
    Differs {
        /// The entry.
        seq: u64,
        /// What is otherwise: at least one.
        differences: Vec<Difference>,
    },
}

/// The world that an entry was decided in, with this register of seats. Everything
/// else comes from the entry itself, but for the date: that follows from the time.
pub fn world_of(definition: Definition<'_>, entry: &Entry, register: Register) -> World {
    World {
        recorded: entry.recorded,
        effective: entry.effective,
        date: entry.effective.to_zoned(definition.zone.clone()).date(),
        principal: Principal {
            actor: entry.subject.actor.clone(),
            capacity: entry.subject.capacity.clone(),
            granted: entry.subject.granted.iter().cloned().collect(),
            claims: claims(&entry.subject.claims),
            on_behalf_of: entry
                .subject
                .on_behalf_of
                .as_ref()
                .map(|behalf| behalf.person.clone()),
            via: entry.subject.via.clone(),
        },
        register,
        children: entry
            .sends
            .iter()
            .filter_map(|sent| match &sent.body {
                Body::Open(opening) => Some((opening.workflow.clone(), opening.manifest)),
                Body::Close { .. } | Body::Report { .. } => None,
            })
            .collect(),
    }
}

/// The message that an entry says it took.
fn message_of(
    taken: &Entry,
    from: &CaseId,
    seq: u64,
    entry: Digest,
    number: u64,
    body: &Body,
) -> Message {
    Message {
        from: from.clone(),
        seq,
        entry,
        effective: taken.effective,
        sent: Sent {
            to: taken.case.clone(),
            number,
            body: body.clone(),
        },
    }
}

/// The claims that an entry tells of, as a principal carries them.
fn claims(told: &[Name]) -> BTreeMap<Name, BTreeSet<Name>> {
    let mut claims: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
    for claim in told {
        let (name, value) = match claim.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (&**claim, None),
        };
        let values = claims.entry(name.into()).or_default();
        values.extend(value.map(Name::from));
    }
    claims
}

/// Decides an entry again, under the behaviour that it records, and holds the
/// result to it. Of the register of seats it is told what the entry says that it
/// read.
///
/// # Errors
/// It cannot be decided again, or comes out otherwise.
pub fn replay(
    definition: Definition<'_>,
    before: Option<&Case>,
    entry: &Entry,
) -> Result<Decision, ReplayError> {
    let read = Register::of_rows(entry.register.clone());
    replay_with(definition, before, entry, read)
}

/// [`replay`], told the register of seats as it is known from elsewhere: then the
/// entry must have read the same of it.
///
/// # Errors
/// As [`replay`].
pub fn replay_with(
    definition: Definition<'_>,
    before: Option<&Case>,
    entry: &Entry,
    register: Register,
) -> Result<Decision, ReplayError> {
    let semantics = Semantics::numbered(entry.semantics).ok_or(ReplayError::Semantics {
        seq: entry.seq,
        found: entry.semantics,
    })?;
    let definition = Definition {
        semantics,
        ..definition
    };
    let world = world_of(definition, entry, register);
    let decision = match (&entry.content, before) {
        (
            Content::Opened {
                workflow,
                given,
                origin: Some(origin),
                ..
            },
            _,
        ) => {
            let message = origin.message(entry, workflow, given);
            open_child(definition, &world, &message)?
        }
        (Content::Opened { given, .. }, _) => {
            open(definition, &world, entry.case.clone(), given.clone())?
        }
        (
            Content::Received {
                from,
                source,
                entry: hash,
                number,
                body,
                ..
            },
            Some(case),
        ) => {
            let message = message_of(entry, from, *source, *hash, *number, body);
            receive(definition, &world, case, &message)?
        }
        // What kept the child from being opened lies outside of the trail.
        (Content::Unopened { .. }, Some(_)) => {
            return Err(ReplayError::Unopened { seq: entry.seq });
        }
        // It goes from one definition to another: `revise::again` has both.
        (Content::Moved(_) | Content::Recounted { .. }, _) => {
            return Err(ReplayError::Decide(DecideError::WrongDefinition {
                case: entry.case.clone(),
            }));
        }
        (
            Content::Act { act, .. }
            | Content::Refused { act, .. }
            | Content::Assented { act, .. }
            | Content::Withdrawn { act },
            Some(case),
        ) => decide(definition, &world, case, act.clone())?,
        // More may have been owed at the time: this is the first of it.
        (Content::Clock { .. }, Some(case)) => {
            let (again, after) = first_owed(definition, &world, case)?
                .ok_or(ReplayError::NotOwed { seq: entry.seq })?;
            Decision {
                owed: Vec::new(),
                entry: again,
                after,
            }
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
            differences: differ::differences(entry, &decision),
        })
    }
}
