//! Deciding whether an act is lawful, and what follows from it.

use super::automatic::settle;
use super::bodies::{complete, read_of};
use super::child::{Family, Origin};
use super::condition::{assumptions, conditions};
use super::deadline::{DeadlineEvent, take_owed};
use super::decidable::{find, known_criteria, known_facts, same_definition};
use super::followers::fire_followers;
use super::grounds::{attempt_grounds, birth_grounds, openers, opening_grounds};
use super::people::{Assent, Standing, assenting, completes, discretion, settled, standing};
use super::progress::{Progress, Start, Stop, active_states};
use super::world::{Definition, World};
use super::{
    Act, Case, CaseId, Cause, Condition, Content, Effect, Entry, Given, Ground, Seated, Semantics,
    Subject,
};
use crate::guard::{Name, Truth};
use crate::workflow::{By, FactSource, Joint, StateId, Transition, Workflow};

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

    /// The deadlines that the act met after they had run out.
    pub fn late(&self) -> impl Iterator<Item = &Name> {
        self.entry
            .deadlines
            .iter()
            .filter(|change| change.event == DeadlineEvent::Met { late: true })
            .map(|change| &change.deadline)
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
    /// A criterion that is addressed does not exist.
    #[error("transition `{transition}` has no criterion `{criterion}`")]
    NoSuchCriterion {
        /// The transition.
        transition: Name,
        /// What was named.
        criterion: Name,
        /// A criterion with a similar name.
        near: Option<Name>,
    },
    /// An assent is to be withdrawn from an act that needs only one.
    #[error("transition `{transition}` is an act of one: there are no assents to it")]
    NotJoint {
        /// The transition.
        transition: Name,
    },
    /// The recorded time would run backwards.
    #[error("case `{case}` has an entry recorded after this act")]
    Clock {
        /// The case.
        case: CaseId,
    },
    /// The clock owes more than one append takes.
    #[error("the clock owes more in case `{case}` than one append takes")]
    ClockOwesMore {
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
    /// A case opens children of a workflow that is not there.
    #[error("there is no workflow `{child}`, whose cases workflow `{workflow}` opens")]
    NoChildWorkflow {
        /// The workflow of the parent.
        workflow: Name,
        /// That of the children.
        child: Name,
    },
    /// A child is to begin at a state that its workflow does not have.
    #[error("workflow `{workflow}` has no state `{state}`")]
    NoSuchState {
        /// The workflow.
        workflow: Name,
        /// What was named.
        state: Name,
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
    begin(definition, world, id, given, None)
}

/// Opens a case, by an actor or as the child of another.
pub(super) fn begin(
    definition: Definition<'_>,
    world: &World,
    id: CaseId,
    given: Given,
    origin: Option<Origin>,
) -> Result<Decision, DecideError> {
    let workflow = definition.workflow;
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
    let standing = match &origin {
        None => opening_grounds(definition, world, &given),
        // The act that opens it was lawful: nobody needs a role for it.
        Some(_) => Standing {
            grounds: birth_grounds(definition, world, &given),
            ..Standing::default()
        },
    };
    let mut grounds = standing.grounds;
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
    let at = origin.as_ref().and_then(|origin| origin.at.as_ref());
    let start = Start {
        id: id.clone(),
        states: first_states(workflow, at)?,
        family: origin.as_ref().map_or_else(Family::default, Family::born),
    };
    let mut progress = Progress::begin(definition, world, start, &given, &effects);
    // A value that is not of its type agrees with nothing: only that is told.
    let ill_typed = |ground: &Ground| matches!(ground, Ground::IllTyped(_));
    let checked = if grounds.iter().any(ill_typed) {
        Vec::new()
    } else {
        assumptions(workflow, &progress.view(&actor))
    };
    grounds.extend(broken(definition.semantics, &checked));
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
    let settled = progress
        .open_at_the_beginning()
        .and_then(|()| progress.keep_deadlines())
        .and_then(|()| settle(&mut progress))
        .and_then(|()| still_assumed(&progress, &actor));
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
    let finished = progress.finish(1, outcome.clone())?;
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
                capacity: standing.capacity,
                granted: standing.granted,
                claims: standing.claims,
                on_behalf_of: standing.behalf,
                via: world.principal.via.clone(),
            },
            semantics: definition.semantics.number(),
            manifest: definition.manifest,
            deadlines: finished.deadlines,
            register,
            sends: finished.sends,
            content: Content::Opened {
                workflow: workflow.id().clone(),
                revision: workflow.revision,
                given,
                assumptions: checked,
                entered,
                effects,
                steps: finished.steps,
                outcome,
                origin,
            },
        },
        after: finished.after,
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
    same_definition(definition, case)?;
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
    known_criteria(definition, transition, &act)?;
    // The clock before the act: whatever it owes by the time this is recorded.
    let (owed, stood) = take_owed(definition, world, case)?;
    let case: &Case = &stood;
    if act.withdraws && assenting(case, transition).is_none() {
        return Err(DecideError::NotJoint {
            transition: act.transition,
        });
    }
    // What the first one assented to stands for all.
    let (act, differing) = settled(case, transition, act);
    let mut standing = if act.withdraws {
        withdrawal(workflow, world, case, transition, &act)
    } else {
        attempt_grounds(definition, world, case, transition, &act)
    };
    standing.grounds.extend(differing);
    let grounds = std::mem::take(&mut standing.grounds);
    let behalf = standing.behalf.as_ref().map(|behalf| &behalf.person);
    let actor = &world.principal.actor;
    let completes = completes(
        workflow,
        case,
        transition,
        standing.capacity.as_ref(),
        actor,
    );
    let trial = if !grounds.is_empty() {
        Err(Refusal {
            grounds,
            assumptions: Vec::new(),
            guards: Vec::new(),
            others: Vec::new(),
        })
    } else if act.withdraws {
        Ok(Outcome::Withdrawn)
    } else if completes {
        attempt(definition, world, case, transition, &act, behalf)
    } else {
        assent(definition, world, case, transition, &act, behalf)
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
    let assent = Assent {
        party: standing.capacity.clone(),
        actor: actor.clone(),
        behalf: behalf.cloned(),
        entry: seq,
    };
    let discretion = discretion(workflow, transition);
    let entry = |content| Entry {
        case: case.id.clone(),
        seq,
        recorded: world.recorded,
        effective: world.effective,
        date: world.date,
        subject: Subject {
            actor: world.principal.actor.clone(),
            capacity: standing.capacity,
            granted: standing.granted,
            claims: standing.claims,
            on_behalf_of: standing.behalf,
            via: world.principal.via.clone(),
        },
        semantics: definition.semantics.number(),
        manifest: case.manifest,
        deadlines: Vec::new(),
        register,
        sends: Vec::new(),
        content,
    };
    // The case with one more entry, and nothing else changed.
    let next = |version: u64| {
        let mut after = case.clone();
        after.seq = seq;
        after.recorded = world.recorded;
        after.version = version;
        after
    };
    Ok(match trial {
        Ok(Outcome::Assented {
            state,
            assumptions,
            guards,
        }) => {
            let over = match &transition.joint {
                Joint::Each(list) => Some(list.clone()),
                _ => None,
            };
            let mut after = next(case.version.saturating_add(1));
            after.people.assent(&act, &state, over.as_ref(), assent);
            Decision {
                owed,
                entry: entry(Content::Assented {
                    act,
                    discretion,
                    state,
                    over,
                    assumptions,
                    guards,
                }),
                after,
            }
        }
        Ok(Outcome::Withdrawn) => {
            let mut after = next(case.version.saturating_add(1));
            after
                .people
                .withdraw(&act.transition, &assent.actor, assent.behalf.as_deref());
            Decision {
                owed,
                entry: entry(Content::Withdrawn { act }),
                after,
            }
        }
        Ok(Outcome::Taken(lawful)) => {
            let outcome = lawful.progress.outcome();
            let finished = lawful
                .progress
                .finish(case.version.saturating_add(1), outcome.clone())?;
            Decision {
                owed,
                entry: Entry {
                    deadlines: finished.deadlines,
                    sends: finished.sends,
                    ..entry(Content::Act {
                        act,
                        discretion,
                        assumptions: lawful.assumptions,
                        guards: lawful.guards,
                        steps: finished.steps,
                        outcome,
                    })
                },
                after: finished.after,
            }
        }
        Err(refusal) => {
            let content = Content::Refused {
                act,
                grounds: refusal.grounds,
                assumptions: refusal.assumptions,
                guards: refusal.guards,
                others: refusal.others,
            };
            let after = next(case.version);
            Decision {
                owed,
                entry: entry(content),
                after,
            }
        }
    })
}

/// A transition with those that fire with it where the case stands.
pub(super) fn with_followers<'a>(
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

/// The states that a case begins in, outermost first.
fn first_states(workflow: &Workflow, at: Option<&Name>) -> Result<Vec<StateId>, DecideError> {
    let tree = workflow.tree();
    let Some(at) = at else {
        return Ok(tree.initial());
    };
    match workflow.state(at) {
        Some((state, _)) => Ok(tree.entry_set(state, None)),
        None => Err(DecideError::NoSuchState {
            workflow: workflow.id().clone(),
            state: at.clone(),
        }),
    }
}

/// What comes of an act that is lawful.
enum Outcome<'a> {
    /// The transition is taken.
    Taken(Box<Lawful<'a>>),
    /// The assent is kept, and others are missing.
    Assented {
        state: Name,
        assumptions: Vec<Condition>,
        guards: Vec<Condition>,
    },
    /// An assent is withdrawn.
    Withdrawn,
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
    behalf: Option<&Name>,
) -> Result<Outcome<'a>, Refusal> {
    let workflow = definition.workflow;
    let actor = &world.principal.actor;
    let mut progress = Progress::resume(definition, world, case, act, behalf);
    let checked = assumptions(workflow, &progress.view(actor));
    let guards = conditions(&transition.guards, &progress.view(actor));
    let mut grounds = broken(definition.semantics, &checked);
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
            .and_then(|()| progress.keep_deadlines())
            .and_then(|()| settle(&mut progress))
            .and_then(|()| still_assumed(&progress, actor));
        if let Err(stop) = fired {
            grounds.extend(stop.grounds);
            others = stop.conditions;
        }
    }
    if grounds.is_empty() {
        Ok(Outcome::Taken(Box::new(Lawful {
            progress,
            assumptions: checked,
            guards,
        })))
    } else {
        Err(Refusal {
            grounds,
            assumptions: checked,
            guards,
            others,
        })
    }
}

/// Evaluates every condition of an act to which others have yet to assent.
fn assent<'a>(
    definition: Definition<'a>,
    world: &'a World,
    case: &Case,
    transition: &'a Transition,
    act: &Act,
    behalf: Option<&Name>,
) -> Result<Outcome<'a>, Refusal> {
    let actor = &world.principal.actor;
    let progress = Progress::resume(definition, world, case, act, behalf);
    let checked = assumptions(definition.workflow, &progress.view(actor));
    let guards = conditions(&transition.guards, &progress.view(actor));
    let mut grounds = broken(definition.semantics, &checked);
    grounds.extend(
        guards
            .iter()
            .filter(|guard| guard.truth != Truth::Holds)
            .map(|guard| Ground::Guard(guard.id.clone())),
    );
    match progress.source_of_act(transition) {
        Some(state) if grounds.is_empty() => Ok(Outcome::Assented {
            state,
            assumptions: checked,
            guards,
        }),
        source => {
            if source.is_none() {
                grounds.push(Ground::State);
            }
            Err(Refusal {
                grounds,
                assumptions: checked,
                guards,
                others: Vec::new(),
            })
        }
    }
}

/// How somebody stands who withdraws an assent: they, or one for whom they act,
/// have given it.
fn withdrawal(
    workflow: &crate::workflow::Workflow,
    world: &World,
    case: &Case,
    transition: &Transition,
    act: &Act,
) -> Standing {
    let by: &[Name] = match &transition.by {
        By::Roles(roles) => roles,
        By::Engine | By::Clock | By::Parent => &[],
    };
    let mut standing = standing(workflow, world, Some(case), by, by);
    standing.grounds.clear();
    let behalf = standing.behalf.as_ref().map(|behalf| &behalf.person);
    let given = assenting(case, transition).is_some_and(|assenting| {
        assenting.has(&world.principal.actor) || behalf.is_some_and(|person| assenting.has(person))
    });
    if !given {
        standing.grounds.push(Ground::NoAssent);
    }
    standing
        .grounds
        .extend(act.given.keys().cloned().map(Ground::NotAsked));
    if world.effective < world.recorded {
        standing.grounds.push(Ground::Backdated);
    }
    standing
}

/// What an act brings about must itself agree with the assumptions.
pub(super) fn still_assumed(progress: &Progress<'_>, actor: &Name) -> Result<(), Stop> {
    let after = assumptions(progress.workflow(), &progress.view(actor));
    let grounds = broken(progress.semantics(), &after);
    if grounds.is_empty() {
        return Ok(());
    }
    Err(Stop {
        grounds,
        conditions: after,
    })
}

/// Assumptions that are breached.
pub(super) fn broken(semantics: Semantics, assumptions: &[Condition]) -> Vec<Ground> {
    assumptions
        .iter()
        .filter(|assumption| semantics.is_breach(assumption.truth))
        .map(|assumption| Ground::Assumption(assumption.id.clone()))
        .collect()
}
