//! How few people a case gets by with, and acts for which nobody is left.
//!
//! The graph is walked with people instead of roles: who took the transitions that
//! others exclude, and who holds the roles that only so many can hold. Anybody may
//! hold several roles, so what is found is the fewest; and where a role has one
//! holder, it is the same person throughout. People are told apart only where it
//! matters, and paths that need fewer of them come first (0-1 breadth-first
//! search, Dial 1969), so the first way to an outcome is one with the fewest.

use std::collections::{BTreeMap, VecDeque};

use super::holders::{capacity, holds_actors};
use crate::check::explore::{Edge, Graph};
use crate::check::knowledge::{changes, fired};
use crate::guard::Name;
use crate::workflow::{
    By, Change, Exclusion, Joint, Setting, StateId, StateKind, Transition, TransitionId, Workflow,
};

/// Most people who are told apart.
const MOST_PEOPLE: u32 = 12;
/// Most situations that are looked at.
const MOST_SITUATIONS: usize = 20_000;

/// A set of persons, a bit each.
type Group = u16;

const fn alone(person: u32) -> Group {
    1 << person
}

/// Where a case stands, with people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Situation {
    node: usize,
    /// Whom each exclusion excludes.
    excluded: Vec<Group>,
    /// Who holds each role that only so many can hold.
    holders: Vec<Group>,
}

impl Situation {
    fn named(&self) -> Group {
        let all = self.excluded.iter().chain(&self.holders);
        all.fold(0, |all, group| all | group)
    }

    /// The same with persons numbered in the order in which they are met, and who
    /// each of them was.
    fn canonical(&self) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = Vec::new();
        for group in self.excluded.iter().chain(&self.holders) {
            let members = (0..MOST_PEOPLE).filter(|one| group & alone(*one) != 0);
            let new: Vec<u32> = members.filter(|one| !order.contains(one)).collect();
            order.extend(new);
        }
        let renamed = |group: &Group| {
            let members = (0u32..).zip(&order);
            let members = members.filter(|(_, was)| group & alone(**was) != 0);
            members.fold(0, |all, (now, _)| all | alone(now))
        };
        let situation = Situation {
            node: self.node,
            excluded: self.excluded.iter().map(renamed).collect(),
            holders: self.holders.iter().map(renamed).collect(),
        };
        (situation, order)
    }
}

/// A situation that was come to, from where, and by whose acts.
struct Visit {
    situation: Situation,
    /// Who the persons of the situation are, among all that it took.
    who: Vec<u32>,
    /// How many it took.
    people: u32,
    from: Option<(usize, Vec<(TransitionId, u32)>)>,
}

/// The fewest people with whom a case comes to an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fewest {
    pub(super) state: StateId,
    pub(super) people: u32,
    /// Who takes what, from 0, in order.
    pub(super) acts: Vec<(TransitionId, u32)>,
}

/// What was found.
pub(super) struct Found {
    /// Each outcome that can be come to, in the order of the file.
    pub(super) fewest: Vec<Fewest>,
    /// Acts that the graph allows and for which nobody is left, whoever holds the
    /// roles.
    pub(super) nobody_left: Vec<TransitionId>,
}

/// Walks the graph; `None` where that is too much.
pub(super) fn walk(graph: &Graph<'_>) -> Option<Found> {
    let mut walk = Walk::of(graph);
    for node in 0..graph.beginnings {
        let situation = Situation {
            node,
            excluded: vec![0; walk.exclusions.len()],
            holders: vec![0; walk.limited.len()],
        };
        // Somebody opens it.
        walk.come_to(&situation, &[], 1, None)?;
    }
    while let Some(at) = walk.open.pop_front() {
        walk.leave(at)?;
    }
    Some(walk.found())
}

struct Walk<'a> {
    graph: &'a Graph<'a>,
    /// What acts exclude by, each once.
    exclusions: Vec<&'a Exclusion>,
    /// Roles that only so many can hold.
    limited: Vec<(&'a Name, u32)>,
    /// Most who act together.
    together: usize,
    /// How few people each situation took, and whether one of them is nobody in it.
    seen: BTreeMap<Situation, (u32, bool)>,
    visits: Vec<Visit>,
    open: VecDeque<usize>,
    /// By transition, whether somebody could take it.
    taken: Vec<bool>,
}

impl<'a> Walk<'a> {
    fn of(graph: &'a Graph<'a>) -> Self {
        let workflow = graph.workflow;
        let mut exclusions: Vec<&Exclusion> = Vec::new();
        for exclusion in workflow.transitions.iter().flat_map(|it| &it.not_by) {
            let followed = match exclusion {
                Exclusion::Transition(_) => true,
                Exclusion::Fact(name) => holds_actors(workflow, name),
            };
            if followed && !exclusions.contains(&exclusion) {
                exclusions.push(exclusion);
            }
        }
        let limited = workflow.roles.iter().filter_map(|role| {
            let capacity = capacity(workflow, role)?;
            (capacity < MOST_PEOPLE).then_some((&role.element.id, capacity))
        });
        let joint = workflow
            .transitions
            .iter()
            .map(|it| match (&it.by, &it.joint) {
                (By::Roles(roles), Joint::All) => roles.len(),
                _ => 1,
            });
        Walk {
            graph,
            together: joint.max().unwrap_or(1),
            exclusions,
            limited: limited.collect(),
            seen: BTreeMap::new(),
            visits: Vec::new(),
            open: VecDeque::new(),
            taken: vec![false; workflow.transitions.len()],
        }
    }

    /// Comes to a situation, if nobody was there before with as few.
    fn come_to(
        &mut self,
        situation: &Situation,
        who: &[u32],
        people: u32,
        from: Option<(usize, Vec<(TransitionId, u32)>)>,
    ) -> Option<()> {
        let (situation, order) = situation.canonical();
        let who: Vec<u32> = order
            .iter()
            .filter_map(|one| who.get(usize::try_from(*one).ok()?).copied())
            .collect();
        let spare = people > situation.named().count_ones();
        let better = self
            .seen
            .get(&situation)
            .is_none_or(|&(fewest, spares)| (people, !spare) < (fewest, !spares));
        if !better {
            return Some(());
        }
        if self.visits.len() >= MOST_SITUATIONS {
            return None;
        }
        self.seen.insert(situation.clone(), (people, spare));
        let before = from
            .as_ref()
            .and_then(|(at, _)| self.visits.get(*at))
            .map_or(people, |visit| visit.people);
        let at = self.visits.len();
        self.visits.push(Visit {
            situation,
            who,
            people,
            from,
        });
        if people > before {
            self.open.push_back(at);
        } else {
            self.open.push_front(at);
        }
        Some(())
    }

    fn leave(&mut self, at: usize) -> Option<()> {
        let visit = self.visits.get(at)?;
        let (situation, people) = (visit.situation.clone(), visit.people);
        let mut who = visit.who.clone();
        let known = self.seen.get(&situation);
        // It was come to again with fewer since.
        if known.is_some_and(|known| known.0 < people) {
            return Some(());
        }
        // Those who took part and are nobody here, and as many new ones as can act
        // together.
        let spare: Vec<u32> = (0..people).filter(|one| !who.contains(one)).collect();
        who.extend(spare);
        who.extend((people..MOST_PEOPLE).take(self.together));
        let graph = self.graph;
        for edge in graph.leaving(situation.node) {
            for (after, acts) in self.steps(&situation, edge, who.len()) {
                for (id, _) in &edge.fired {
                    if let Some(taken) = self.taken.get_mut(id.0) {
                        *taken = true;
                    }
                }
                let acts: Vec<(TransitionId, u32)> = acts
                    .into_iter()
                    .filter_map(|(id, one)| Some((id, *who.get(usize::try_from(one).ok()?)?)))
                    .collect();
                let most = acts.iter().map(|(_, one)| one + 1).max().unwrap_or(0);
                self.come_to(&after, &who, people.max(most), Some((at, acts)))?;
            }
        }
        Some(())
    }

    /// What becomes of a step, by each who may take it, among so many.
    fn steps(
        &self,
        before: &Situation,
        edge: &Edge,
        among: usize,
    ) -> Vec<(Situation, Vec<(TransitionId, u32)>)> {
        let workflow = self.graph.workflow;
        let Some(main) = edge.fired.first().map(|(id, _)| *id) else {
            return Vec::new();
        };
        let Some(transition) = workflow.transitions.get(main.0) else {
            return Vec::new();
        };
        let parties: Vec<Vec<&Name>> = match (&transition.by, &transition.joint) {
            (By::Roles(roles), Joint::All) => roles.iter().map(|role| vec![role]).collect(),
            (By::Roles(roles), _) => vec![roles.iter().collect()],
            _ => Vec::new(),
        };
        let barred = fired(self.graph, edge)
            .flat_map(|(one, _)| &one.not_by)
            .filter_map(|exclusion| self.position(exclusion))
            .filter_map(|at| before.excluded.get(at))
            .fold(0, |all, group| all | group);
        let among = u32::try_from(among).unwrap_or(MOST_PEOPLE).min(MOST_PEOPLE);
        let mut open: Vec<(Situation, Vec<u32>)> = vec![(before.clone(), Vec::new())];
        for roles in parties {
            open = open
                .into_iter()
                .flat_map(|(situation, actors)| {
                    let free =
                        (0..among).filter(|one| barred & alone(*one) == 0 && !actors.contains(one));
                    let free: Vec<u32> = free.collect();
                    let ways = free.into_iter().flat_map(|one| {
                        let held = roles
                            .iter()
                            .filter_map(|role| self.hold(&situation, role, one));
                        let mut held: Vec<Situation> = held.collect();
                        // Persons who are named one by one need no role.
                        if roles.is_empty() {
                            held.push(situation.clone());
                        }
                        held.dedup();
                        held.into_iter().map(move |after| (after, one))
                    });
                    let ways: Vec<(Situation, Vec<u32>)> = ways
                        .map(|(after, one)| (after, actors.iter().copied().chain([one]).collect()))
                        .collect();
                    ways
                })
                .collect();
        }
        open.into_iter()
            .map(|(situation, actors)| {
                let after = self.follow(situation, edge, &actors);
                let acts = actors.into_iter().map(|one| (main, one)).collect();
                (after, acts)
            })
            .collect()
    }

    /// The situation in which somebody holds a role, if they may.
    fn hold(&self, situation: &Situation, role: &Name, one: u32) -> Option<Situation> {
        let limited = self.limited.iter().position(|(name, _)| *name == role);
        let Some(at) = limited else {
            return Some(situation.clone());
        };
        let capacity = self.limited.get(at)?.1;
        let mut after = situation.clone();
        let holders = after.holders.get_mut(at)?;
        *holders |= alone(one);
        (holders.count_ones() <= capacity).then_some(after)
    }

    fn position(&self, exclusion: &Exclusion) -> Option<usize> {
        self.exclusions.iter().position(|known| *known == exclusion)
    }

    /// Whom later acts exclude, now that these have acted.
    fn follow(&self, mut situation: Situation, edge: &Edge, actors: &[u32]) -> Situation {
        situation.node = edge.to;
        let group = actors.iter().fold(0, |all, one| all | alone(*one));
        for (transition, branch) in fired(self.graph, edge) {
            let touched = changes(transition, branch).filter_map(|change| match change {
                Change::Set {
                    fact,
                    to: Setting::Actor,
                } => Some((fact, group)),
                Change::Clear { fact } => Some((fact, 0)),
                _ => None,
            });
            let facts = touched.map(|(fact, group)| (Exclusion::Fact(fact.clone()), group));
            let own = Exclusion::Transition(transition.element.id.clone());
            for (exclusion, group) in facts.chain([(own, group)]) {
                let at = self.position(&exclusion);
                if let Some(slot) = at.and_then(|at| situation.excluded.get_mut(at)) {
                    *slot = group;
                }
            }
        }
        situation
    }

    fn found(&self) -> Found {
        let workflow = self.graph.workflow;
        let mut best: BTreeMap<StateId, usize> = BTreeMap::new();
        for (at, visit) in self.visits.iter().enumerate() {
            let Some(node) = self.graph.nodes.get(visit.situation.node) else {
                continue;
            };
            for &state in node.active.iter().filter(|id| ends_case(workflow, **id)) {
                let known = best.get(&state).and_then(|known| self.visits.get(*known));
                if known.is_none_or(|known| visit.people < known.people) {
                    best.insert(state, at);
                }
            }
        }
        let fewest = best.into_iter().filter_map(|(state, at)| {
            Some(Fewest {
                state,
                people: self.visits.get(at)?.people,
                acts: self.way(at),
            })
        });
        let fewest = fewest.collect();
        let by_people = |it: &&Transition| matches!(it.by, By::Roles(_));
        let nobody_left = self
            .graph
            .edges
            .iter()
            .filter_map(|edge| edge.fired.first());
        let mut nobody_left: Vec<TransitionId> = nobody_left
            .map(|(id, _)| *id)
            .filter(|id| self.taken.get(id.0) == Some(&false))
            .filter(|id| {
                workflow
                    .transitions
                    .get(id.0)
                    .as_ref()
                    .is_some_and(by_people)
            })
            .collect();
        nobody_left.sort_unstable();
        nobody_left.dedup();
        Found {
            fewest,
            nobody_left,
        }
    }

    /// Who took what on the way to a visit.
    fn way(&self, mut at: usize) -> Vec<(TransitionId, u32)> {
        let mut steps = Vec::new();
        while let Some((before, acts)) = self.visits.get(at).and_then(|it| it.from.as_ref()) {
            steps.push(acts.clone());
            at = *before;
        }
        steps.reverse();
        steps.concat()
    }
}

fn ends_case(workflow: &Workflow, state: StateId) -> bool {
    let state = workflow.states.get(state.0);
    state.is_some_and(|state| state.parent.is_none() && matches!(state.kind, StateKind::End { .. }))
}
