//! Moving one case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::map::{Map, find, map};
use super::obstacle::{Kind, Obstacle, Unfit};
use super::{Moved, Names, Renamed, carry};
use crate::engine::automatic::settle;
use crate::engine::case::change_fact;
use crate::engine::deadline::{Carry, Timed};
use crate::engine::decide::still_assumed;
use crate::engine::progress::{Progress, active_states};
use crate::engine::world::{Definition, Outside, Principal, World};
use crate::engine::{
    Availability, Case, Content, DeadlineStop, DecideError, ENGINE, Effect, Entry, Ground, Moment,
    Subject, apply, next, owed,
};
use crate::guard::{Expr, Name, Truth};
use crate::workflow::{
    By, FactSource, Running, Start, StateId, StateKind, Transitional, Tree, Workflow,
};

/// From where a case goes, and to where.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The definition that it runs under.
    pub old: Definition<'a>,
    /// The one under which it is to go on.
    pub new: Definition<'a>,
}

/// Why a case was not moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// It cannot be decided at all.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// It has no place under the new revision.
    #[error("case `{case}` has no place under revision {to} of its workflow")]
    NoPlace {
        /// The case.
        case: Name,
        /// The revision that it runs under.
        from: u32,
        /// The revision that it should come to.
        to: u32,
        /// Every reason, at least one.
        obstacles: Vec<Obstacle>,
    },
}

/// What takes a case to another revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// What the clock owed before under the old revision, and then the move; the
    /// move is not there where the case has ended by what the clock owed.
    pub entries: Vec<Entry>,
    /// The case after them.
    pub after: Case,
}

/// Moves a case at a moment, after what the clock owes by then under the revision
/// that it leaves: what has run out under the old law has run out.
///
/// # Errors
/// It cannot be moved; nothing has happened.
pub fn revised(
    passage: Passage<'_>,
    now: Timestamp,
    outside: Outside<'_>,
    via: &Name,
    case: &Case,
) -> Result<Revised, MoveError> {
    let before = owed(passage.old, now, outside, case)?;
    if before.more {
        return Err(MoveError::Decide(DecideError::ClockOwesMore {
            case: case.id.clone(),
        }));
    }
    let mut entries = before.entries;
    let mut after = before.after;
    if after.outcome.is_none() {
        let (entry, moved) = moved(passage, now, outside, via, &after)?;
        entries.push(entry);
        after = moved;
    }
    Ok(Revised { entries, after })
}

/// Moves a case at a moment by which the clock owes nothing.
///
/// # Errors
/// It cannot be moved: every reason is told.
pub fn moved(
    passage: Passage<'_>,
    now: Timestamp,
    outside: Outside<'_>,
    via: &Name,
    case: &Case,
) -> Result<(Entry, Case), MoveError> {
    crate::engine::decidable::same_definition(passage.old, case)?;
    if now < case.recorded {
        return Err(MoveError::Decide(DecideError::Clock {
            case: case.id.clone(),
        }));
    }
    let (old, new) = (passage.old.workflow, passage.new.workflow);
    let no_place = |mut obstacles: Vec<Obstacle>| {
        obstacles.sort();
        obstacles.dedup();
        MoveError::NoPlace {
            case: case.id.clone(),
            from: old.revision,
            to: new.revision,
            obstacles,
        }
    };
    let Map {
        names,
        running,
        mut obstacles,
    } = map(old, new);
    let landing = landing(old, new, &names, case);
    let landing = match landing {
        Ok(landing) => Some(landing),
        Err(found) => {
            obstacles.extend(found);
            None
        }
    };
    obstacles.extend(facts(new, &names, case));
    obstacles.extend(people(new, &names, case));
    let Some(landing) = landing.filter(|_| obstacles.is_empty()) else {
        return Err(no_place(obstacles));
    };
    let effects = beginnings(new, &names, case);
    let moment = Moment {
        seq: case.seq.saturating_add(1),
        step: 0,
    };
    let (rule, basis) = rule_of(new);
    let mut moved = Moved {
        leaves: case.manifest,
        from: case.revision,
        to: new.revision,
        rule,
        basis,
        renamed: known(&names, case),
        left: landing.left,
        entered: landing.entered,
        effects,
        steps: Vec::new(),
        outcome: None,
    };
    let mut carried = case.clone();
    let fits = carry(&mut carried, &moved, passage.new.manifest, moment).and_then(|()| {
        moved
            .effects
            .iter()
            .try_for_each(|effect| change_fact(&mut carried, effect, moment.seq))
    });
    // It was made of this case: it fits.
    if fits.is_err() {
        return Err(no_place(vec![torn(new, &landing.active)]));
    }
    let plan = deadlines(new, &names, &running, case, &carried, &moved.entered);
    let plan = plan.map_err(no_place)?;
    let world = World {
        recorded: now,
        effective: now,
        date: now.to_zoned(passage.new.zone.clone()).date(),
        principal: Principal {
            actor: ENGINE.into(),
            capacity: None,
            granted: BTreeSet::new(),
            claims: BTreeMap::new(),
            on_behalf_of: None,
            via: via.clone(),
        },
        register: outside.register.clone(),
        children: outside.children.clone(),
    };
    let mut progress = Progress::by_itself(passage.new, &world, &carried);
    let actor = Name::from(ENGINE);
    progress
        .carry_deadlines(&plan)
        .and_then(|()| settle(&mut progress))
        .and_then(|()| still_assumed(&progress, &actor))
        .map_err(|stop| {
            let grounds = stop.grounds;
            no_place(vec![Obstacle::Follows { grounds }])
        })?;
    moved.outcome = progress.outcome();
    let finished = progress.finish(case.version, moved.outcome.clone())?;
    moved.steps = finished.steps;
    let entry = Entry {
        case: case.id.clone(),
        seq: moment.seq,
        recorded: now,
        effective: now,
        date: world.date,
        subject: Subject {
            actor,
            capacity: None,
            granted: Vec::new(),
            claims: Vec::new(),
            on_behalf_of: None,
            via: via.clone(),
        },
        semantics: passage.new.semantics.number(),
        manifest: passage.new.manifest,
        deadlines: finished.deadlines,
        register: Vec::new(),
        sends: finished.sends,
        content: Content::Moved(Box::new(moved)),
    };
    let Ok(after) = apply(Some(case.clone()), &entry) else {
        return Err(no_place(vec![torn(new, &landing.active)]));
    };
    if after.outcome.is_none() && !goes_on(passage.new, &world, &after) {
        let states = crate::engine::standing(new, &after);
        let in_place = any_in_place(new, &after);
        // What waits waits on, whichever revision says so.
        if !in_place || goes_on(passage.old, &world, case) {
            return Err(no_place(vec![Obstacle::DeadEnd { states }]));
        }
    }
    Ok((entry, after))
}

/// The rule by which a revision moves cases, and the provisions that say so.
fn rule_of(new: &Workflow) -> (Name, Vec<Name>) {
    match &new.transitional {
        Some((rule, basis)) => (
            rule.as_str().into(),
            basis
                .iter()
                .map(|cited| Name::from(cited.citation.written.as_str()))
                .collect(),
        ),
        None => (Transitional::Keep.as_str().into(), Vec::new()),
    }
}

/// Where a case comes to stand.
struct Landing {
    active: BTreeSet<StateId>,
    left: Vec<Name>,
    entered: Vec<Name>,
}

/// The states of a case under the new revision.
fn landing(
    old: &Workflow,
    new: &Workflow,
    names: &Renamed,
    case: &Case,
) -> Result<Landing, Vec<Obstacle>> {
    let before = active_states(old, case);
    let mut targets = BTreeSet::new();
    for id in old.tree().innermost(&before) {
        let Some(state) = old.states.get(id.0) else {
            continue;
        };
        let to = names.states.get(&state.element.id).and_then(Option::as_ref);
        let to = to.and_then(|to| new.state(to));
        match to {
            Some((id, _)) => {
                targets.insert(id);
            }
            // The map says so already.
            None => return Err(Vec::new()),
        }
    }
    let tree = new.tree();
    let active = spread(tree, &targets);
    if !is_whole(tree, &active) {
        return Err(vec![torn(new, &targets)]);
    }
    if let Some(state) = tree.ended(&active).and_then(|end| new.states.get(end.0)) {
        let state = state.element.id.clone();
        return Err(vec![Obstacle::Ends { state }]);
    }
    let name = |id: StateId| new.states.get(id.0).map(|state| state.element.id.clone());
    let now: BTreeSet<Name> = active.iter().filter_map(|id| name(*id)).collect();
    let mut left: Vec<StateId> = before
        .iter()
        .copied()
        .filter(|id| {
            let state = old.states.get(id.0);
            state.is_some_and(|state| !now.contains(&state.element.id))
        })
        .collect();
    left.sort_by_key(|id| (std::cmp::Reverse(old.tree().depth(*id)), *id));
    let mut entered: Vec<StateId> = active
        .iter()
        .copied()
        .filter(|id| name(*id).is_some_and(|name| !case.active.contains(&name)))
        .collect();
    entered.sort_by_key(|id| (tree.depth(*id), *id));
    Ok(Landing {
        left: left
            .into_iter()
            .filter_map(|id| old.states.get(id.0))
            .map(|state| state.element.id.clone())
            .collect(),
        entered: entered.into_iter().filter_map(name).collect(),
        active,
    })
}

/// States with all that they are in, and with what is entered in them by itself:
/// initial states, and tracks that none of them lies in.
fn spread(tree: Tree<'_>, targets: &BTreeSet<StateId>) -> BTreeSet<StateId> {
    let mut active: BTreeSet<StateId> = targets.iter().flat_map(|id| tree.path(*id)).collect();
    // Each round enters at least one state more.
    for _ in tree.ids() {
        let mut more = Vec::new();
        for id in &active {
            match tree.get(*id).map(|state| &state.kind) {
                Some(StateKind::Compound { initial })
                    if !tree.children(*id).iter().any(|it| active.contains(it)) =>
                {
                    more.push(*initial);
                }
                Some(StateKind::Parallel) => {
                    let tracks = tree.children(*id).iter();
                    more.extend(tracks.filter(|it| !active.contains(it)));
                }
                _ => {}
            }
        }
        if more.is_empty() {
            break;
        }
        active.extend(more);
    }
    active
}

/// Whether states are what a case stands in: one at the top, and one in each that
/// is no parallel state.
fn is_whole(tree: Tree<'_>, active: &BTreeSet<StateId>) -> bool {
    let top = active.iter().filter(|id| tree.parent(**id).is_none());
    let one_in_each = active.iter().all(|id| {
        let kind = tree.get(*id).map(|state| &state.kind);
        let inside = tree.children(*id).iter().filter(|it| active.contains(it));
        !matches!(kind, Some(StateKind::Compound { .. })) || inside.count() == 1
    });
    top.count() == 1 && one_in_each
}

fn torn(new: &Workflow, states: &BTreeSet<StateId>) -> Obstacle {
    let states = states.iter().filter_map(|id| new.states.get(id.0));
    Obstacle::Torn {
        states: states.map(|state| state.element.id.clone()).collect(),
    }
}

/// Facts whose values do not fit, and those that are missing.
fn facts(new: &Workflow, names: &Renamed, case: &Case) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let mut known: BTreeSet<&Name> = BTreeSet::new();
    for (fact, value) in &case.facts {
        let Some(Some(to)) = names.facts.get(fact) else {
            continue;
        };
        known.insert(to);
        if new.fact(to).is_some_and(|other| !value.fits(&other.of)) {
            found.push(Obstacle::Types {
                fact: fact.clone(),
                to: to.clone(),
                value: true,
            });
        }
    }
    let required = new
        .facts
        .iter()
        .filter(|fact| matches!(fact.source, FactSource::Opening) && !fact.optional)
        .map(|fact| &fact.element.id);
    for fact in required.filter(|fact| !known.contains(fact)) {
        found.push(Obstacle::NotGiven { fact: fact.clone() });
    }
    found
}

/// What is so between people, and between cases, and has no place.
fn people(new: &Workflow, names: &Renamed, case: &Case) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let people = &case.people;
    let held = people.assigned.keys();
    let delegated = people.delegations.iter().map(|it| &it.role);
    for role in held.chain(delegated) {
        if !names.roles.contains_key(role) {
            found.push(Obstacle::Unplaced {
                kind: Kind::Role,
                name: role.clone(),
            });
        }
    }
    for (name, _) in people.open_recommendations() {
        let there = new.recommendations.iter().any(|it| it.element.id == *name);
        if !there {
            found.push(Obstacle::Unplaced {
                kind: Kind::Recommendation,
                name: name.clone(),
            });
        }
    }
    for (name, of_name) in &case.family.children {
        let open = of_name
            .values()
            .any(|it| !it.failed && it.outcome.is_none());
        if open && new.children(name).is_none() {
            found.push(Obstacle::Unplaced {
                kind: Kind::Children,
                name: name.clone(),
            });
        }
    }
    found
}

/// Facts that the new revision knows from the beginning, and the case does not.
fn beginnings(new: &Workflow, names: &Renamed, case: &Case) -> Vec<Effect> {
    let known: BTreeSet<&Name> = case
        .facts
        .keys()
        .filter_map(|fact| names.facts.get(fact)?.as_ref())
        .collect();
    new.facts
        .iter()
        .filter(|fact| !known.contains(&fact.element.id))
        .filter_map(|fact| match &fact.source {
            FactSource::Initial(value) => Some(Effect::Set {
                fact: fact.element.id.clone(),
                value: value.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// The names that change and that the case knows.
fn known(names: &Renamed, case: &Case) -> Renamed {
    let people = &case.people;
    let roles = || {
        let parties = people.assents.values().flat_map(|it| &it.assents);
        people
            .assigned
            .keys()
            .chain(people.delegations.iter().map(|it| &it.role))
            .chain(parties.filter_map(|it| it.party.as_ref()))
    };
    let assented = people.assents.values();
    let facts = assented
        .clone()
        .flat_map(|it| it.given.keys().chain(&it.over));
    Renamed {
        deadlines: changed(&names.deadlines, case.deadlines.kept.keys()),
        facts: changed(&names.facts, case.facts.keys().chain(facts)),
        roles: changed(&names.roles, roles()),
        states: changed(&names.states, case.entered.keys()),
        transitions: changed(
            &names.transitions,
            case.taken.keys().chain(people.assents.keys()),
        ),
    }
}

fn changed<'a>(names: &Names, known: impl Iterator<Item = &'a Name>) -> Names {
    known
        .filter_map(|name| Some((name, names.get(name)?)))
        .filter(|(name, to)| to.as_ref() != Some(*name))
        .map(|(name, to)| (name.clone(), to.clone()))
        .collect()
}

/// What becomes of each deadline of the new revision.
fn deadlines(
    new: &Workflow,
    names: &Renamed,
    running: &BTreeMap<Name, Running>,
    case: &Case,
    carried: &Case,
    entered: &[Name],
) -> Result<BTreeMap<Name, Carry>, Vec<Obstacle>> {
    let mut plan = BTreeMap::new();
    let mut found = Vec::new();
    for (name, timed) in case.deadlines.kept.iter().filter(|(_, it)| it.is_running()) {
        let (Some(Some(to)), Some(rule)) = (names.deadlines.get(name), running.get(name)) else {
            continue;
        };
        if let Some(why) = unfit(new, to, *rule, timed, carried) {
            let deadline = name.clone();
            found.push(Obstacle::Deadline { deadline, why });
        }
        plan.insert(to.clone(), Carry::from(*rule));
    }
    // What the new revision has besides begins where its state is active: before,
    // nobody owed it.
    for deadline in &new.deadlines {
        let name = &deadline.element.id;
        let Some(state) = deadline.state.and_then(|state| new.states.get(state.0)) else {
            continue;
        };
        let stay = match carried.deadlines.kept.get(name).map(|it| &it.stopped) {
            None => false,
            Some(None) => true,
            Some(Some(stopped)) => {
                stopped.how != DeadlineStop::Left || !entered.contains(&state.element.id)
            }
        };
        let active = carried.active.contains(&state.element.id);
        if deadline.start == Start::Entry && active && !stay {
            plan.insert(name.clone(), Carry::Restart);
        }
    }
    if found.is_empty() {
        Ok(plan)
    } else {
        Err(found)
    }
}

fn unfit(new: &Workflow, to: &str, rule: Running, timed: &Timed, carried: &Case) -> Option<Unfit> {
    let deadline = find(new, to)?;
    let state = deadline.state.and_then(|state| new.states.get(state.0));
    if state.is_some_and(|state| !carried.active.contains(&state.element.id)) {
        return Some(Unfit::State);
    }
    if rule == Running::Restart {
        return None;
    }
    if !timed.pauses.is_empty() && deadline.pauses.is_none() {
        return Some(Unfit::Pauses);
    }
    let times = deadline.extends.as_ref().map_or(0, |it| it.times);
    (timed.extended > times).then_some(Unfit::Extended)
}

fn any_in_place(workflow: &Workflow, case: &Case) -> bool {
    let active = active_states(workflow, case);
    let mut people = workflow
        .transitions
        .iter()
        .filter(|it| matches!(it.by, By::Roles(_)));
    people.any(|it| it.from.iter().any(|state| active.contains(state)))
}

/// Whether anything can still happen in a case: an act that nothing stands
/// against whatever it gives, or that only waits for time to pass; what the clock
/// will do; what another case will tell.
fn goes_on(definition: Definition<'_>, world: &World, case: &Case) -> bool {
    let workflow = definition.workflow;
    if case.deadlines.next_moment().is_some() {
        return true;
    }
    let mut children = case.family.children.values().flat_map(|it| it.values());
    if children.any(|it| !it.failed && it.outcome.is_none()) {
        return true;
    }
    let active = active_states(workflow, case);
    next(definition, world, case).iter().any(|one| {
        let transition = workflow.transition(&one.transition);
        match one.availability {
            Availability::Open => true,
            Availability::Elsewhere => false,
            Availability::Awaited => {
                transition.is_some_and(|it| it.by == By::Parent) && case.family.parent.is_some()
            }
            Availability::Blocked => transition.is_some_and(|transition| {
                let here = transition.from.iter().any(|it| active.contains(it));
                let late = one
                    .deadlines
                    .iter()
                    .any(|it| !matches!(it, Ground::Early(_)));
                let waits = transition
                    .guards
                    .iter()
                    .zip(&one.guards)
                    .filter(|(_, told)| told.truth != Truth::Holds)
                    .all(|(guard, _)| waits(&guard.rule.expr));
                here && !late && waits
            }),
        }
    })
}

/// Whether a rule can come to hold by time alone.
fn waits(rule: &Expr) -> bool {
    let mut found = false;
    rule.walk(&mut |part| {
        found |= matches!(part, Expr::Today | Expr::Passed(_) | Expr::Due(_));
    });
    found
}
