//! Taking messages.

use super::message::{Body, Message, Opening, Sent};
use crate::engine::automatic::settle;
use crate::engine::bodies::read_of;
use crate::engine::condition::{conditions, truth_of};
use crate::engine::deadline::take_owed;
use crate::engine::decide::{DecideError, Decision, begin, still_assumed};
use crate::engine::followers::fire_followers;
use crate::engine::progress::{Progress, Stop};
use crate::engine::world::{Definition, World};
use crate::engine::{
    Case, CaseId, Cause, Content, Digest, ENGINE, Entry, Given, Principal, Subject,
};
use crate::guard::{Name, Truth};
use crate::workflow::{By, StateId, Transition};

/// Where a case comes from that another one opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The parent.
    pub case: CaseId,
    /// The entry of it that opened this case.
    pub seq: u64,
    /// The hash of that entry.
    pub entry: Digest,
    /// The name under which the parent speaks of it.
    pub name: Name,
    /// The state in which it begins, if not at the workflow's own beginning.
    pub at: Option<Name>,
    /// The state of the parent that opened it; a transition did otherwise.
    pub state: Option<Name>,
    /// Which member or row of the parent it was opened for, from 0.
    pub row: Option<u64>,
    /// How many parents it has above it.
    pub generation: u64,
}

/// A message that a case cannot take now. Nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// It was taken before.
    #[error("case `{case}` has taken message {number} of case `{from}` already")]
    Taken {
        /// The case.
        case: CaseId,
        /// Who sends it.
        from: CaseId,
        /// Its number.
        number: u64,
    },
    /// An earlier one is still to come, or it is not for this case.
    #[error("case `{case}` cannot take message {number} of case `{from}` now")]
    OutOfTurn {
        /// The case.
        case: CaseId,
        /// Who sends it.
        from: CaseId,
        /// Its number.
        number: u64,
    },
    /// It cannot be decided.
    #[error(transparent)]
    Decide(#[from] DecideError),
}

impl Message {
    /// Who takes messages: the engine itself.
    pub fn principal() -> Principal {
        Principal {
            actor: ENGINE.into(),
            capacity: None,
            granted: std::collections::BTreeSet::new(),
            claims: std::collections::BTreeMap::new(),
            on_behalf_of: None,
            via: ENGINE.into(),
        }
    }

    /// Where the case that the message opens comes from.
    fn origin(&self, opening: &Opening) -> Origin {
        Origin {
            case: self.from.clone(),
            seq: self.seq,
            entry: self.entry,
            name: opening.name.clone(),
            at: opening.at.clone(),
            state: opening.state.clone(),
            row: opening.row,
            generation: opening.generation,
        }
    }
}

impl Origin {
    /// The message that opened a case, as the case's first entry tells of it.
    pub fn message(&self, entry: &Entry, workflow: &Name, given: &Given) -> Message {
        Message {
            from: self.case.clone(),
            seq: self.seq,
            entry: self.entry,
            effective: entry.effective,
            sent: Sent {
                to: entry.case.clone(),
                number: 1,
                body: Body::Open(Opening {
                    name: self.name.clone(),
                    workflow: workflow.clone(),
                    manifest: entry.manifest,
                    at: self.at.clone(),
                    state: self.state.clone(),
                    row: self.row,
                    generation: self.generation,
                    given: given.clone(),
                }),
            },
        }
    }
}

fn out_of_turn(case: &CaseId, message: &Message) -> ReceiveError {
    ReceiveError::OutOfTurn {
        case: case.clone(),
        from: message.from.clone(),
        number: message.sent.number,
    }
}

/// Opens the case that a message opens. Nobody needs a role for it: the act that
/// sent the message was lawful.
///
/// # Errors
/// It cannot be opened; nothing is recorded. [`unopened`] records that on the
/// parent.
pub fn open_child(
    definition: Definition<'_>,
    world: &World,
    message: &Message,
) -> Result<Decision, ReceiveError> {
    let Body::Open(opening) = &message.sent.body else {
        return Err(out_of_turn(&message.sent.to, message));
    };
    if opening.workflow != *definition.workflow.id() || opening.manifest != definition.manifest {
        return Err(ReceiveError::Decide(DecideError::WrongDefinition {
            case: message.sent.to.clone(),
        }));
    }
    let origin = message.origin(opening);
    let id = message.sent.to.clone();
    let given = opening.given.clone();
    Ok(begin(definition, world, id, given, Some(origin))?)
}

/// Takes a message of a parent or a child.
///
/// What it says is taken whatever follows: if what would follow of itself is in
/// error, that is not taken, and the entry says why.
///
/// # Errors
/// It is out of turn, or cannot be decided; nothing is recorded.
pub fn receive(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    message: &Message,
) -> Result<Decision, ReceiveError> {
    ready(definition, world, case)?;
    // The clock before the message, as before an act.
    let (owed, stood) = take_owed(definition, world, case)?;
    let case: &Case = &stood;
    let number = message.sent.number;
    let Some(taken) = case.family.taken(&message.from) else {
        return Err(out_of_turn(&case.id, message));
    };
    if number <= taken {
        return Err(ReceiveError::Taken {
            case: case.id.clone(),
            from: message.from.clone(),
            number,
        });
    }
    let mut family = case.family.clone();
    let fits = message.sent.to == case.id && family.take(&message.from, number, &message.sent.body);
    if !fits {
        return Err(out_of_turn(&case.id, message));
    }
    let followed = follow(definition, world, case, message, true);
    let (progress, grounds, others) = match followed {
        Ok(progress) => (progress, Vec::new(), Vec::new()),
        Err(stop) => match follow(definition, world, case, message, false) {
            Ok(progress) => (progress, stop.grounds, stop.conditions),
            // Without anything that follows nothing can stop it.
            Err(_) => return Err(out_of_turn(&case.id, message)),
        },
    };
    let outcome = progress.outcome();
    let finished = progress.finish(case.version.saturating_add(1), outcome.clone())?;
    let content = Content::Received {
        from: message.from.clone(),
        source: message.seq,
        entry: message.entry,
        number,
        body: message.sent.body.clone(),
        grounds,
        others,
        steps: finished.steps,
        outcome,
    };
    Ok(Decision {
        owed,
        entry: Entry {
            deadlines: finished.deadlines,
            sends: finished.sends,
            ..entry(definition, world, case, content)
        },
        after: finished.after,
    })
}

/// Records on the parent that a child could not be opened.
///
/// # Errors
/// It is no child that waits to be opened, or this cannot be decided.
pub fn unopened(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    message: &Message,
    why: &str,
) -> Result<Decision, ReceiveError> {
    ready(definition, world, case)?;
    let mut after = case.clone();
    if !matches!(message.sent.body, Body::Open(_))
        || message.from != case.id
        || !after.family.fail(&message.sent.to)
    {
        return Err(out_of_turn(&message.sent.to, message));
    }
    after.seq = case.seq.saturating_add(1);
    after.version = case.version.saturating_add(1);
    after.recorded = world.recorded;
    let content = Content::Unopened {
        child: message.sent.to.clone(),
        source: message.seq,
        entry: message.entry,
        why: why.into(),
    };
    Ok(Decision {
        owed: Vec::new(),
        entry: entry(definition, world, case, content),
        after,
    })
}

fn ready(definition: Definition<'_>, world: &World, case: &Case) -> Result<(), DecideError> {
    if case.workflow != *definition.workflow.id() || case.manifest != definition.manifest {
        return Err(DecideError::WrongDefinition {
            case: case.id.clone(),
        });
    }
    if world.recorded < case.recorded {
        return Err(DecideError::Clock {
            case: case.id.clone(),
        });
    }
    if world.effective > world.recorded {
        return Err(DecideError::Future);
    }
    Ok(())
}

fn entry(definition: Definition<'_>, world: &World, case: &Case, content: Content) -> Entry {
    Entry {
        case: case.id.clone(),
        seq: case.seq.saturating_add(1),
        recorded: world.recorded,
        effective: world.effective,
        date: world.date,
        subject: Subject {
            actor: ENGINE.into(),
            capacity: None,
            granted: Vec::new(),
            claims: Vec::new(),
            on_behalf_of: None,
            via: world.principal.via.clone(),
        },
        semantics: definition.semantics.number(),
        manifest: case.manifest,
        deadlines: Vec::new(),
        sends: Vec::new(),
        register: read_of(
            definition.workflow,
            &world.register,
            Some(case),
            &[],
            &[],
            &Given::new(),
            (world.date, &ENGINE.into()),
        ),
        content,
    }
}

/// The case with the message taken, and with what follows from it.
fn follow<'a>(
    definition: Definition<'a>,
    world: &'a World,
    case: &Case,
    message: &Message,
    on: bool,
) -> Result<Progress<'a>, Stop> {
    let mut known = case.clone();
    // It fits: that was seen before.
    let _ = known
        .family
        .take(&message.from, message.sent.number, &message.sent.body);
    let mut progress = Progress::by_itself(definition, world, &known);
    if !on {
        return Ok(progress);
    }
    if matches!(message.sent.body, Body::Close { .. }) {
        close(&mut progress)?;
    }
    progress.keep_deadlines()?;
    settle(&mut progress)?;
    still_assumed(&progress, &Name::from(ENGINE))?;
    Ok(progress)
}

/// Takes the transition by which the case ends when its parent is over: the
/// first that can go and whose guards hold, innermost source first. There may
/// be none; then the case goes on.
fn close(progress: &mut Progress<'_>) -> Result<(), Stop> {
    let engine = Name::from(ENGINE);
    let workflow = progress.workflow();
    let mut found: Vec<(StateId, &Transition)> = workflow
        .transitions
        .iter()
        .filter(|transition| transition.by == By::Parent)
        .filter_map(|transition| {
            let source = progress.stands(transition)?;
            Some((source, transition))
        })
        .collect();
    let tree = progress.tree();
    found.sort_by(|(one, _), (other, _)| tree.inner_first(*one, *other));
    for (_, transition) in found {
        let guards = conditions(&transition.guards, &progress.view(&engine));
        let lawful = progress.unlawful(transition).is_empty();
        if lawful && truth_of(&guards) == Truth::Holds {
            progress.hold_for(transition);
            progress.fire(transition, Cause::Parent, guards)?;
            return fire_followers(progress, transition, Cause::Parent);
        }
    }
    Ok(())
}
