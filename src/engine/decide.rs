//! Deciding whether an act is lawful, and what follows from it.

use super::automatic::settle;
use super::bodies::{complete, read_of};
use super::condition::{assumptions, conditions};
use super::followers::fire_followers;
use super::grounds::{attempt_grounds, openers, opening_grounds};
use super::progress::{Progress, Stop, active_states};
use super::world::{Definition, SEMANTICS, World};
use super::{
    Act, Case, CaseId, Cause, Condition, Content, Effect, Entry, Given, Ground, Seated, Subject,
};
use crate::guard::{Name, Truth};
use crate::workflow::{By, FactSource, Transition, Workflow};

/// What is recorded of one case at once, and the case once it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the clock owed before the act, in order: entries of their own,
    /// kept whether the act was taken or refused.
    pub owed: Vec<Entry>,
    /// The act taken, the act refused, or the opening.
    pub entry: Entry,
    /// The case after it, equal to [`apply`](super::apply) of every entry.
    pub after: Case,
}

impl Decision {
    /// Everything that is recorded, in order: the last one is the act.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + Clone {
        self.owed.iter().chain(std::iter::once(&self.entry))
    }

    /// Everything that is recorded, in order, by value.
    pub fn into_entries(self) -> Vec<Entry> {
        let mut entries = self.owed;
        entries.push(self.entry);
        entries
    }

    /// Whether the act was lawful.
    pub const fn accepted(&self) -> bool {
        !matches!(self.entry.content, Content::Refused { .. })
    }
}

/// An attempt that cannot be decided at all. Nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The workflow declares what this version does not yet execute.
    #[error("workflow `{workflow}` declares `{element}`, which is not yet executed")]
    Unsupported {
        /// The workflow.
        workflow: Name,
        /// The first such element.
        element: String,
    },
    /// The case runs under another definition.
    #[error("case `{case}` runs under another revision of its workflow than the one given")]
    WrongDefinition {
        /// The case.
        case: CaseId,
    },
    /// The workflow has no such transition.
    #[error("workflow `{workflow}` has no transition `{transition}`")]
    NoSuchTransition {
        /// The workflow.
        workflow: Name,
        /// What was named.
        transition: Name,
        /// A transition with a similar name.
        near: Option<Name>,
    },
    /// The transition is not for people to take.
    #[error("transition `{transition}` is taken by the engine or the clock, not by an act")]
    NotAnAct {
        /// The transition.
        transition: Name,
    },
    /// A given fact does not exist.
    #[error("workflow `{workflow}` has no fact `{fact}`")]
    NoSuchFact {
        /// The workflow.
        workflow: Name,
        /// What was named.
        fact: Name,
        /// A fact with a similar name.
        near: Option<Name>,
    },
    /// The recorded time would run backwards.
    #[error("case `{case}` has an entry recorded after this act")]
    Clock {
        /// The case.
        case: CaseId,
    },
    /// The act would count later than it is recorded.
    #[error("an act cannot count later than it is recorded")]
    Future,
    /// A case cannot be opened: nothing is recorded, as there is no case.
    #[error("no case of workflow `{workflow}` can be opened so")]
    NotOpened {
        /// The workflow.
        workflow: Name,
        /// Why: at least one.
        grounds: Vec<Ground>,
        /// Assumptions, where they were evaluated.
        assumptions: Vec<Condition>,
        /// What of the register of seats was read.
        register: Vec<Seated>,
        /// The civil date on which the opening was to count.
        date: jiff::civil::Date,
    },
    /// The workflow is not in force on the day the case would be opened.
    #[error("workflow `{workflow}` comes into force on {in_force}")]
    NotInForce {
        /// The workflow.
        workflow: Name,
        /// The first day on which cases are opened under it.
        in_force: jiff::civil::Date,
    },
}

/// Opens a case.
///
/// # Errors
/// The case cannot be opened; nothing is recorded.
pub fn open(
    definition: Definition<'_>,
    world: &World,
    id: CaseId,
    given: Given,
) -> Result<Decision, DecideError> {
    let workflow = definition.workflow;
    runnable(definition)?;
    known_facts(definition, &given)?;
    if world.effective > world.recorded {
        return Err(DecideError::Future);
    }
    if world.date < workflow.in_force {
        return Err(DecideError::NotInForce {
            workflow: workflow.id().clone(),
            in_force: workflow.in_force,
        });
    }
    let mut given = given;
    complete(workflow, &world.register, None, world.date, &mut given);
    let given = given;
    let register = read_of(
        workflow,
        &world.register,
        None,
        &[],
        &openers(workflow),
        &given,
        (world.date, &world.principal.actor),
    );
    let (capacity, granted, mut grounds) = opening_grounds(workflow, world, &given);
    let effects: Vec<Effect> = workflow
        .facts
        .iter()
        .filter_map(|fact| match &fact.source {
            FactSource::Initial(value) => Some(Effect::Set {
                fact: fact.element.id.clone(),
                value: value.clone(),
            }),
            _ => None,
        })
        .collect();
    let actor = world.principal.actor.clone();
    let mut progress = Progress::begin(definition, world, id.clone(), &given, &effects);
    // A value that is not of its type agrees with nothing: only that is told.
    let ill_typed = |ground: &Ground| matches!(ground, Ground::IllTyped(_));
    let checked = if grounds.iter().any(ill_typed) {
        Vec::new()
    } else {
        assumptions(workflow, &progress.view(&actor))
    };
    grounds.extend(broken(&checked));
    if !grounds.is_empty() {
        return Err(DecideError::NotOpened {
            workflow: workflow.id().clone(),
            grounds,
            assumptions: checked,
            register,
            date: world.date,
        });
    }
    let entered = progress.entered_at_the_beginning();
    let settled = settle(&mut progress).and_then(|()| still_assumed(&progress, &actor));
    if let Err(stop) = settled {
        return Err(DecideError::NotOpened {
            workflow: workflow.id().clone(),
            grounds: stop.grounds,
            assumptions: stop.conditions,
            register,
            date: world.date,
        });
    }
    let outcome = progress.outcome();
    let (steps, after) = progress.finish(1, outcome.clone());
    Ok(Decision {
        owed: Vec::new(),
        entry: Entry {
            case: id,
            seq: 1,
            recorded: world.recorded,
            effective: world.effective,
            date: world.date,
            subject: Subject {
                actor,
                capacity,
                granted,
                via: world.principal.via.clone(),
            },
            semantics: SEMANTICS,
            manifest: definition.manifest,
            register,
            content: Content::Opened {
                workflow: workflow.id().clone(),
                revision: workflow.revision,
                given,
                assumptions: checked,
                entered,
                effects,
                steps,
                outcome,
            },
        },
        after,
    })
}

/// Decides an act: it is taken, or its refusal is recorded.
///
/// # Errors
/// The attempt cannot be decided at all; nothing is recorded.
pub fn decide(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    act: Act,
) -> Result<Decision, DecideError> {
    let workflow = definition.workflow;
    runnable(definition)?;
    if case.workflow != *workflow.id()
        || case.revision != workflow.revision
        || case.manifest != definition.manifest
    {
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
    known_facts(definition, &act.given)?;
    let transition = find(definition, &act.transition)?;
    let mut act = act;
    complete(
        workflow,
        &world.register,
        Some(case),
        world.date,
        &mut act.given,
    );
    let act = act;
    let (capacity, granted, grounds) = attempt_grounds(definition, world, case, transition, &act);
    let trial = if grounds.is_empty() {
        attempt(definition, world, case, transition, &act)
    } else {
        Err(Refusal {
            grounds,
            assumptions: Vec::new(),
            guards: Vec::new(),
            others: Vec::new(),
        })
    };
    let register = read_of(
        workflow,
        &world.register,
        Some(case),
        &with_followers(workflow, case, transition),
        &[],
        &act.given,
        (world.date, &world.principal.actor),
    );
    let seq = case.seq.saturating_add(1);
    let entry = |content| Entry {
        case: case.id.clone(),
        seq,
        recorded: world.recorded,
        effective: world.effective,
        date: world.date,
        subject: Subject {
            actor: world.principal.actor.clone(),
            capacity,
            granted,
            via: world.principal.via.clone(),
        },
        semantics: SEMANTICS,
        manifest: case.manifest,
        register,
        content,
    };
    Ok(match trial {
        Ok(lawful) => {
            let outcome = lawful.progress.outcome();
            let (steps, after) = lawful
                .progress
                .finish(case.version.saturating_add(1), outcome.clone());
            Decision {
                owed: Vec::new(),
                entry: entry(Content::Act {
                    act,
                    assumptions: lawful.assumptions,
                    guards: lawful.guards,
                    steps,
                    outcome,
                }),
                after,
            }
        }
        Err(refusal) => {
            let mut after = case.clone();
            after.seq = seq;
            after.recorded = world.recorded;
            Decision {
                owed: Vec::new(),
                entry: entry(Content::Refused {
                    act,
                    grounds: refusal.grounds,
                    assumptions: refusal.assumptions,
                    guards: refusal.guards,
                    others: refusal.others,
                }),
                after,
            }
        }
    })
}

/// A transition with those that fire with it where the case stands.
fn with_followers<'a>(
    workflow: &'a Workflow,
    case: &Case,
    transition: &'a Transition,
) -> Vec<&'a Transition> {
    let active = active_states(workflow, case);
    let stands = |one: &Transition| one.from.iter().any(|state| active.contains(state));
    let followers = workflow
        .transitions
        .iter()
        .filter(|other| other.with.contains(&transition.element.id) && stands(other));
    std::iter::once(transition).chain(followers).collect()
}

struct Lawful<'a> {
    progress: Progress<'a>,
    assumptions: Vec<Condition>,
    guards: Vec<Condition>,
}

struct Refusal {
    grounds: Vec<Ground>,
    assumptions: Vec<Condition>,
    guards: Vec<Condition>,
    others: Vec<Condition>,
}

/// Evaluates every condition, then takes the transition and what follows.
fn attempt<'a>(
    definition: Definition<'a>,
    world: &'a World,
    case: &Case,
    transition: &'a Transition,
    act: &Act,
) -> Result<Lawful<'a>, Refusal> {
    let workflow = definition.workflow;
    let actor = &world.principal.actor;
    let mut progress = Progress::resume(definition, world, case, &act.given);
    let checked = assumptions(workflow, &progress.view(actor));
    let guards = conditions(&transition.guards, &progress.view(actor));
    let mut grounds = broken(&checked);
    grounds.extend(
        guards
            .iter()
            .filter(|guard| guard.truth != Truth::Holds)
            .map(|guard| Ground::Guard(guard.id.clone())),
    );
    let mut others = Vec::new();
    if grounds.is_empty() {
        progress.hold_for(transition);
        let fired = progress
            .fire(transition, Cause::Act, Vec::new())
            .and_then(|()| fire_followers(&mut progress, transition, Cause::Act))
            .and_then(|()| settle(&mut progress))
            .and_then(|()| still_assumed(&progress, actor));
        if let Err(stop) = fired {
            grounds.extend(stop.grounds);
            others = stop.conditions;
        }
    }
    if grounds.is_empty() {
        Ok(Lawful {
            progress,
            assumptions: checked,
            guards,
        })
    } else {
        Err(Refusal {
            grounds,
            assumptions: checked,
            guards,
            others,
        })
    }
}

/// What an act brings about must itself agree with the assumptions.
fn still_assumed(progress: &Progress<'_>, actor: &Name) -> Result<(), Stop> {
    let after = assumptions(progress.workflow(), &progress.view(actor));
    let grounds = broken(&after);
    if grounds.is_empty() {
        return Ok(());
    }
    Err(Stop {
        grounds,
        conditions: after,
    })
}

/// Assumptions that are known not to hold. One that is not known yet is no breach.
fn broken(assumptions: &[Condition]) -> Vec<Ground> {
    assumptions
        .iter()
        .filter(|assumption| matches!(assumption.truth, Truth::Fails | Truth::Error))
        .map(|assumption| Ground::Assumption(assumption.id.clone()))
        .collect()
}

fn runnable(definition: Definition<'_>) -> Result<(), DecideError> {
    match definition.workflow.unsupported.first() {
        None => Ok(()),
        Some(first) => Err(DecideError::Unsupported {
            workflow: definition.workflow.id().clone(),
            element: first.element.clone(),
        }),
    }
}

fn known_facts(definition: Definition<'_>, given: &Given) -> Result<(), DecideError> {
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
        By::Engine | By::Clock => Err(DecideError::NotAnAct {
            transition: id.clone(),
        }),
    }
}
