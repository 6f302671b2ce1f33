//! What may be done now, by whom, and what blocks the rest.

use std::borrow::Cow;

use jiff::civil::Date;

use super::bodies::complete;
use super::condition::{assumptions, conditions, truth_of};
use super::deadline::{deadline_grounds, take_owed};
use super::decidable::find;
use super::followers::{dotted, in_place};
use super::grounds::{Asked, openers};
use super::people::{Collected, blocked, collected, settled};
use super::progress::active_states;
use super::world::{Definition, View};
use super::{Act, Case, Condition, Content, DecideError, Given, Ground, Seated, World};
use crate::guard::{Name, Part, Truth, explain};
use crate::workflow::{Addition, By, Change, FactSource, StateId, Transition, Workflow};

/// How a transition stands in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Availability {
    /// It can be taken: every guard holds, or hangs on facts that the act gives.
    Open,
    /// Its state is active, and a guard stands against it whatever is given.
    Blocked,
    /// Its state is active, and the engine takes it once its guards hold.
    Awaited,
    /// Its state is not active.
    Elsewhere,
}

/// One transition as it stands in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possibility {
    /// The transition.
    pub transition: Name,
    /// How it stands.
    pub availability: Availability,
    /// The roles that may take it; empty for automatic ones.
    pub by: Vec<Name>,
    /// Facts that must be given.
    pub asks: Vec<Name>,
    /// Facts that may be given.
    pub may_ask: Vec<Name>,
    /// A reason must be stated.
    pub reason: bool,
    /// Criteria to be addressed, each with whether it must be.
    pub criteria: Vec<(Name, bool)>,
    /// The recommendation that is open and keeps it from being taken.
    pub blocked_by: Option<Name>,
    /// Who has assented and who has not, where it needs several.
    pub parties: Option<Collected>,
    /// Its guards and, by dotted id (`transition.guard`), those of the transitions
    /// that would fire with it, with the facts that it asks read as not known.
    pub guards: Vec<Condition>,
    /// What deadlines have against it.
    pub deadlines: Vec<Ground>,
    /// The provisions that it rests on and that are no law today.
    pub unlawful: Vec<Ground>,
}

/// Who can supply a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// The transition that gives it; `None` is the opening of the case.
    pub transition: Option<Name>,
    /// The roles that may take it.
    pub by: Vec<Name>,
    /// Whether it can be taken where the case now stands.
    pub here: bool,
}

/// Every transition, in the order of the file, as it stands in the case.
pub fn next(definition: Definition<'_>, world: &World, case: &Case) -> Vec<Possibility> {
    let workflow = definition.workflow;
    let case = &stands(definition, world, case);
    workflow
        .transitions
        .iter()
        .map(|transition| possibility(definition, world, case, transition))
        .collect()
}

/// The case as an act finds it: with what the clock owes by then.
fn stands<'a>(definition: Definition<'_>, world: &World, case: &'a Case) -> Cow<'a, Case> {
    match take_owed(definition, world, case) {
        Ok((_, stood)) => stood,
        // So much is owed that it must be taken first.
        Err(_) => Cow::Borrowed(case),
    }
}

fn possibility(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    transition: &Transition,
) -> Possibility {
    let workflow = definition.workflow;
    let active = active_states(workflow, case);
    let followers: Vec<&Transition> = in_place(workflow, transition, &active).collect();
    let together: Vec<&Transition> = std::iter::once(transition)
        .chain(followers.iter().copied())
        .collect();
    let asked = Asked::of(&together);
    let hidden: Vec<Name> = asked.must.iter().chain(&asked.may).cloned().collect();
    let engine = Name::from(super::ENGINE);
    let view = View {
        case,
        at: world.effective,
        date: world.date,
        actor: actor(world, transition, &engine),
        hidden: &hidden,
    };
    let mut guards = conditions(&transition.guards, &view);
    for follower in followers {
        let more = conditions(&follower.guards, &view);
        guards.extend(dotted(&follower.element.id, more));
    }
    let here = transition.from.iter().any(|state| active.contains(state));
    let deadlines = deadline_grounds(workflow, case, world.effective, &together);
    let unlawful = definition.unlawful(case, world.date, &together);
    let availability = match (&transition.by, here) {
        (_, false) => Availability::Elsewhere,
        (By::Engine | By::Clock | By::Parent, true) => Availability::Awaited,
        (By::Roles(_), true)
            if deadlines.is_empty()
                && unlawful.is_empty()
                && guards.iter().all(|guard| may_hold(guard, &hidden))
                && !together
                    .iter()
                    .any(|one| blocked(workflow, case, one).is_some()) =>
        {
            Availability::Open
        }
        (By::Roles(_), true) => Availability::Blocked,
    };
    Possibility {
        transition: transition.element.id.clone(),
        availability,
        by: roles(transition),
        asks: asked.must,
        may_ask: asked.may,
        reason: asked.reason,
        criteria: asked.criteria,
        blocked_by: together
            .iter()
            .find_map(|one| blocked(workflow, case, one))
            .cloned(),
        parties: collected(case, transition),
        guards,
        deadlines,
        unlawful,
    }
}

/// Whether a guard may hold once an act gives what it asks: it does already, or
/// it lacks a fact that the act gives. One that lacks another fact besides may
/// hold as well: `urgent || late` needs only one of them.
fn may_hold(guard: &Condition, hidden: &[Name]) -> bool {
    match guard.truth {
        Truth::Holds => true,
        Truth::Unknown => guard.missing.iter().any(|fact| hidden.contains(fact)),
        Truth::Fails | Truth::Error => false,
    }
}

/// Who takes a transition: the person, or the engine.
fn actor<'a>(world: &'a World, transition: &Transition, engine: &'a Name) -> &'a Name {
    match transition.by {
        By::Roles(_) => &world.principal.actor,
        By::Engine | By::Clock | By::Parent => engine,
    }
}

/// What stands for and against one act, without taking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// How the transition stands.
    pub possibility: Possibility,
    /// What the act would be refused for, as things are.
    pub grounds: Vec<Ground>,
    /// The guards, on what the case knows and what is given.
    pub guards: Vec<Condition>,
    /// The smallest parts that keep each unmet guard from holding.
    pub obstacles: Vec<(Name, Vec<Part>)>,
    /// The assumptions, likewise.
    pub assumptions: Vec<Condition>,
    /// What else would refuse it: conditions of branches, and of transitions that
    /// would fire with it or follow it.
    pub others: Vec<Condition>,
    /// Who can supply each fact that is missing.
    pub suppliers: Vec<(Name, Vec<Supplier>)>,
    /// What would be given: ballots with what the register says of them.
    pub given: Given,
    /// What of the register of seats was read.
    pub register: Vec<Seated>,
    /// The civil date on which the act would count.
    pub date: Date,
}

/// Explains how an act stands: what would refuse it, and who can supply what.
///
/// # Errors
/// The attempt cannot be decided at all.
pub fn why(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    act: &Act,
) -> Result<Why, DecideError> {
    let workflow = definition.workflow;
    let transition = workflow
        .transition(&act.transition)
        .map_or_else(|| find(definition, &act.transition), Ok)?;
    let stood = stands(definition, world, case);
    let case: &Case = &stood;
    let mut act = act.clone();
    complete(
        workflow,
        &world.register,
        Some(case),
        world.date,
        &mut act.given,
    );
    let mut known = case.clone();
    let (act, _) = settled(case, transition, act.clone());
    super::case::give_facts(&mut known, &act.given);
    let engine = Name::from(super::ENGINE);
    let view = View {
        case: &known,
        at: world.effective,
        date: world.date,
        actor: actor(world, transition, &engine),
        hidden: &[],
    };
    let guards = conditions(&transition.guards, &view);
    let obstacles = transition
        .guards
        .iter()
        .map(|guard| (guard.element.id.clone(), explain(&guard.rule, &view)))
        .filter(|(_, part)| part.truth != Truth::Holds)
        .map(|(id, part)| (id, part.obstacles().into_iter().cloned().collect()))
        .collect();
    let assumptions = assumptions(workflow, &view);
    let given = act.given.clone();
    let mut register = Vec::new();
    let (grounds, others) = match transition.by {
        By::Roles(_) => {
            let entry = super::decide(definition, world, case, act)?.entry;
            register = entry.register;
            match entry.content {
                Content::Refused {
                    grounds, others, ..
                } => (grounds, others),
                Content::Opened { .. }
                | Content::Act { .. }
                | Content::Received { .. }
                | Content::Unopened { .. }
                | Content::Erased { .. }
                | Content::Corrected(_)
                | Content::Moved(_)
                | Content::Recounted { .. }
                | Content::Assented { .. }
                | Content::Withdrawn { .. }
                | Content::Clock { .. } => (Vec::new(), Vec::new()),
            }
        }
        By::Engine | By::Clock | By::Parent => (
            automatic_grounds(definition, world, case, transition, &guards),
            Vec::new(),
        ),
    };
    let mut missing: Vec<Name> = guards
        .iter()
        .chain(&others)
        .flat_map(|condition| condition.missing.iter().cloned())
        .chain(grounds.iter().filter_map(|ground| match ground {
            Ground::Missing(fact) => Some(fact.clone()),
            _ => None,
        }))
        .collect();
    missing.sort();
    missing.dedup();
    Ok(Why {
        possibility: possibility(definition, world, case, transition),
        grounds,
        guards,
        obstacles,
        assumptions,
        others,
        given,
        register,
        date: world.date,
        suppliers: missing
            .into_iter()
            .map(|fact| {
                let suppliers = suppliers(workflow, case, &fact);
                (fact, suppliers)
            })
            .collect(),
    })
}

/// Why an automatic transition has not been taken.
fn automatic_grounds(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    transition: &Transition,
    guards: &[Condition],
) -> Vec<Ground> {
    let workflow = definition.workflow;
    let tree = workflow.tree();
    let active = active_states(workflow, case);
    let ready = |state: &StateId| active.contains(state) && tree.ripe(*state, &active);
    let mut grounds = Vec::new();
    if !transition.from.iter().any(ready) {
        grounds.push(Ground::State);
    }
    grounds.extend(definition.unlawful(case, world.date, &[transition]));
    if truth_of(guards) != Truth::Holds {
        grounds.extend(
            guards
                .iter()
                .filter(|guard| guard.truth != Truth::Holds)
                .map(|guard| Ground::Guard(guard.id.clone())),
        );
    }
    grounds
}

/// Who can supply a fact: the opening, the transitions that ask for it, and those
/// that bring it about.
pub fn suppliers(workflow: &Workflow, case: &Case, fact: &str) -> Vec<Supplier> {
    let active = active_states(workflow, case);
    let opening = workflow
        .fact(fact)
        .filter(|fact| matches!(fact.source, FactSource::Opening))
        .map(|_| Supplier {
            transition: None,
            by: openers(workflow),
            here: false,
        });
    let acts = workflow
        .transitions
        .iter()
        .filter(|transition| supplies(transition, fact))
        .map(|transition| Supplier {
            transition: Some(transition.element.id.clone()),
            by: roles(transition),
            here: transition.from.iter().any(|state| active.contains(state)),
        });
    opening.into_iter().chain(acts).collect()
}

/// Whether a transition can make a fact known.
fn supplies(transition: &Transition, fact: &str) -> bool {
    let mut asked = transition.asks.iter().chain(&transition.may_ask);
    let branches = transition.branches.iter();
    let mut changes = transition
        .changes
        .iter()
        .chain(branches.flat_map(|branch| &branch.changes));
    asked.any(|asked| **asked == *fact)
        || changes.any(|change| match change {
            Change::Set { fact: set, .. } => **set == *fact,
            // A list may begin with its first member; a number must be there.
            Change::Add {
                fact: list,
                what: Addition::Member(_) | Addition::Actor,
            } => **list == *fact,
            Change::Add { .. } | Change::Clear { .. } => false,
        })
}

/// The innermost active states, in the order of the file.
pub fn standing(workflow: &Workflow, case: &Case) -> Vec<Name> {
    let active = active_states(workflow, case);
    workflow
        .tree()
        .innermost(&active)
        .into_iter()
        .filter_map(|id| workflow.states.get(id.0))
        .map(|state| state.element.id.clone())
        .collect()
}

fn roles(transition: &Transition) -> Vec<Name> {
    match &transition.by {
        By::Roles(roles) => roles.clone(),
        By::Engine | By::Clock | By::Parent => Vec::new(),
    }
}
