//! Every configuration that some case may come to, at graph level.
//!
//! The states are explored as the engine enters and leaves them, over what is
//! known without data: which states are active, and which of the transitions
//! that rules ask about were ever taken. A transition is followed wherever its
//! guards may hold for *some* data ([`super::possible`]). So every real case
//! runs along this graph, and what the graph does not hold, no case can do; the
//! converse does not follow.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::possible::{Known, Moment, Possible};
use crate::guard::{Expr, Name, Truth};
use crate::workflow::{
    BranchWhen, By, Expiry, FactSource, PropertyKind, StateId, Transition, TransitionId, Workflow,
};
use crate::workflow::{Configuration, Tree};

/// Most configurations that are explored.
pub const MOST_NODES: usize = 20_000;
/// Most steps that are explored.
const MOST_EDGES: usize = 200_000;

/// A configuration, with the transitions among the tracked ones that were taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) active: Configuration,
    pub(super) taken: BTreeSet<TransitionId>,
}

/// One transition of a step, with the index of its branch.
pub(super) type Taken = (TransitionId, Option<usize>);

/// A step: a transition and those that fire with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The first is the one that the others fire with.
    pub(super) fired: Vec<Taken>,
}

/// What was explored. The first nodes are beginnings, that of the workflow itself
/// before those that other workflows give it.
pub(super) struct Graph<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) tree: Tree<'a>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// How many nodes are beginnings.
    pub(super) beginnings: usize,
    /// The edge by which each node was first reached.
    first: Vec<Option<usize>>,
    /// The edges that leave each node.
    leaving: Vec<Vec<usize>>,
    tracked: BTreeSet<TransitionId>,
    erasable: BTreeSet<Name>,
    /// Whether the exploration came to its end.
    pub(super) complete: bool,
}

/// Explores a workflow; first with what was taken, then, if that is too much,
/// without.
/// Besides its own beginning, a case may begin at these states.
pub(super) fn explore<'a>(workflow: &'a Workflow, entries: &[StateId]) -> Graph<'a> {
    let tracked = tracked(workflow);
    let plain = tracked.is_empty();
    let graph = Graph::new(workflow, tracked).run(entries);
    if graph.complete || plain {
        graph
    } else {
        Graph::new(workflow, BTreeSet::new()).run(entries)
    }
}

/// Every expression of a workflow, with the element it stands in.
pub(super) fn rules(workflow: &Workflow) -> Vec<&Expr> {
    let mut found = Vec::new();
    for transition in &workflow.transitions {
        found.extend(transition.guards.iter().map(|guard| &guard.rule.expr));
        found.extend(
            transition
                .branches
                .iter()
                .filter_map(|branch| match &branch.when {
                    BranchWhen::Rule(rule) => Some(&rule.expr),
                    BranchWhen::Otherwise => None,
                }),
        );
    }
    found.extend(workflow.assumes.iter().map(|assume| &assume.rule.expr));
    found.extend(workflow.facts.iter().filter_map(|fact| match &fact.source {
        FactSource::Computed(rule) => Some(&rule.expr),
        _ => None,
    }));
    for property in &workflow.properties {
        match &property.kind {
            PropertyKind::Never(rule) | PropertyKind::Always(rule) => found.push(&rule.expr),
            PropertyKind::LeadsTo { from, to } | PropertyKind::Within { from, to, .. } => {
                found.push(&from.expr);
                found.push(&to.expr);
            }
            PropertyKind::Before { .. } | PropertyKind::Differ(_) => {}
        }
    }
    found
}

/// The transitions whose having been taken matters to a rule or a property.
fn tracked(workflow: &Workflow) -> BTreeSet<TransitionId> {
    let mut names: Vec<&Name> = Vec::new();
    for expr in rules(workflow) {
        expr.walk(&mut |part| {
            if let Expr::Taken(name)
            | Expr::TakenSince {
                transition: name, ..
            } = part
            {
                names.push(name);
            }
        });
    }
    for property in &workflow.properties {
        if let PropertyKind::Before { first, .. } = &property.kind {
            names.push(first);
        }
    }
    names
        .into_iter()
        .filter_map(|name| workflow.transition_index.get(name).copied())
        .collect()
}

impl<'a> Graph<'a> {
    fn new(workflow: &'a Workflow, tracked: BTreeSet<TransitionId>) -> Self {
        Graph {
            workflow,
            tree: workflow.tree(),
            nodes: Vec::new(),
            edges: Vec::new(),
            beginnings: 0,
            first: Vec::new(),
            leaving: Vec::new(),
            tracked,
            erasable: workflow
                .facts
                .iter()
                .filter(|fact| fact.personal)
                .map(|fact| fact.element.id.clone())
                .collect(),
            complete: true,
        }
    }

    fn run(mut self, entries: &[StateId]) -> Self {
        let own = std::iter::once(self.tree.initial());
        let given = entries.iter().map(|at| self.tree.entry_set(*at, None));
        let beginnings: Vec<Vec<StateId>> = own.chain(given).collect();
        let mut seen: BTreeMap<Node, usize> = BTreeMap::new();
        let mut open = VecDeque::new();
        for active in beginnings {
            let beginning = Node {
                active: active.into_iter().collect(),
                taken: BTreeSet::new(),
            };
            if seen.contains_key(&beginning) {
                continue;
            }
            let at = self.nodes.len();
            seen.insert(beginning.clone(), at);
            self.add(beginning, None);
            open.push_back(at);
        }
        self.beginnings = self.nodes.len();
        while let Some(at) = open.pop_front() {
            let Some(node) = self.nodes.get(at).cloned() else {
                continue;
            };
            for (index, _) in self.workflow.transitions.iter().enumerate() {
                for (after, fired) in self.steps(&node, TransitionId(index)) {
                    if self.edges.len() >= MOST_EDGES {
                        self.complete = false;
                        return self;
                    }
                    let edge = self.edges.len();
                    let to = match seen.get(&after) {
                        Some(&known) => known,
                        None => {
                            let new = self.nodes.len();
                            if new >= MOST_NODES {
                                self.complete = false;
                                return self;
                            }
                            seen.insert(after.clone(), new);
                            self.add(after, Some(edge));
                            open.push_back(new);
                            new
                        }
                    };
                    self.edges.push(Edge {
                        from: at,
                        to,
                        fired,
                    });
                    if let Some(leaving) = self.leaving.get_mut(at) {
                        leaving.push(edge);
                    }
                }
            }
        }
        self
    }

    fn add(&mut self, node: Node, first: Option<usize>) {
        self.nodes.push(node);
        self.first.push(first);
        self.leaving.push(Vec::new());
    }

    /// What a rule may answer at a node, whatever the facts are.
    pub(super) fn possible(
        &self,
        node: &Node,
        known: &dyn Fn(&str) -> Known,
        expr: &Expr,
    ) -> Possible {
        let at = |state: &str| {
            self.workflow
                .state_index
                .get(state)
                .map(|id| node.active.contains(id))
        };
        let taken = |name: &str| {
            let id = self.workflow.transition_index.get(name)?;
            self.tracked.contains(id).then(|| node.taken.contains(id))
        };
        Moment {
            at: &at,
            taken: &taken,
            known,
            erasable: &self.erasable,
        }
        .possible(expr)
    }

    fn any(&self, node: &Node, expr: &Expr) -> Possible {
        self.possible(node, &|_| Known::Maybe, expr)
    }

    /// The state in which a transition can be taken: the innermost active one.
    fn source(&self, active: &Configuration, transition: &Transition) -> Option<StateId> {
        transition
            .from
            .iter()
            .copied()
            .filter(|id| active.contains(id))
            .min_by(|one, other| self.tree.inner_first(*one, *other))
    }

    /// What a transition may do at a node, with all that fires with it.
    fn steps(&self, node: &Node, id: TransitionId) -> Vec<(Node, Vec<Taken>)> {
        let Some(transition) = self.workflow.transitions.get(id.0) else {
            return Vec::new();
        };
        let ready = self.ready(node, &transition.by);
        let Some(source) = self.source(&ready, transition) else {
            return Vec::new();
        };
        let due = match transition.by {
            // A parent may close a case at any time.
            By::Roles(_) | By::Parent => true,
            // One that fires with another never goes by itself.
            By::Engine => transition.with.is_empty(),
            By::Clock => self.workflow.deadlines.iter().any(
                |deadline| matches!(&deadline.expires, Expiry::Take(name) if *name == transition.element.id),
            ),
        };
        if !due || !self.guards_may_hold(node, transition) {
            return Vec::new();
        }
        let mut open = self.fire(node, node, transition, id, source);
        for (other, follower) in self.workflow.transitions.iter().enumerate() {
            if !follower.with.contains(&transition.element.id) {
                continue;
            }
            open = open
                .into_iter()
                .flat_map(|(after, fired)| {
                    // It is in place if its state was active before the act too.
                    let stands = &after.active & &node.active;
                    match self.source(&stands, follower) {
                        None => vec![(after, fired)],
                        // A guard of it that fails refuses the whole act.
                        Some(_) if !self.guards_may_hold(node, follower) => Vec::new(),
                        Some(source) => self
                            .fire(node, &after, follower, TransitionId(other), source)
                            .into_iter()
                            .map(|(last, more)| (last, [fired.as_slice(), &more].concat()))
                            .collect(),
                    }
                })
                .collect();
        }
        open
    }

    fn guards_may_hold(&self, node: &Node, transition: &Transition) -> bool {
        transition
            .guards
            .iter()
            .all(|guard| self.any(node, &guard.rule.expr).may(Truth::Holds))
    }

    /// Takes one transition by each branch that may apply. Rules read the node
    /// before the act.
    fn fire(
        &self,
        before: &Node,
        now: &Node,
        transition: &Transition,
        id: TransitionId,
        source: StateId,
    ) -> Vec<(Node, Vec<Taken>)> {
        let mut targets: Vec<(Option<usize>, Option<StateId>)> = Vec::new();
        if transition.branches.is_empty() {
            targets.push((None, transition.to));
        }
        let answers: Vec<Option<Possible>> = transition
            .branches
            .iter()
            .map(|branch| match &branch.when {
                BranchWhen::Rule(rule) => Some(self.any(before, &rule.expr)),
                BranchWhen::Otherwise => None,
            })
            .collect();
        for (at, branch) in transition.branches.iter().enumerate() {
            let others_may_fail = answers
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .all(|(_, answer)| answer.is_none_or(|answer| answer.may(Truth::Fails)));
            let applies = match answers.get(at).copied().flatten() {
                Some(answer) => answer.may(Truth::Holds),
                None => true,
            };
            if applies && others_may_fail {
                targets.push((Some(at), branch.to));
            }
        }
        targets
            .into_iter()
            .map(|(branch, target)| {
                let mut after = now.clone();
                if let Some(target) = target {
                    let passage = self.tree.passage(&after.active, source, target);
                    for left in &passage.left {
                        after.active.remove(left);
                    }
                    after.active.extend(passage.entered);
                }
                if self.tracked.contains(&id) {
                    after.taken.insert(id);
                }
                (after, vec![(id, branch)])
            })
            .collect()
    }

    /// Automatic transitions that may go at a node, those first that the engine
    /// looks at first.
    pub(super) fn automatic(&self, node: &Node) -> Vec<TransitionId> {
        let ready = self.ready(node, &By::Engine);
        let mut found: Vec<(StateId, TransitionId)> = Vec::new();
        for (at, transition) in self.workflow.transitions.iter().enumerate() {
            if transition.by == By::Engine
                && transition.with.is_empty()
                && let Some(source) = self.source(&ready, transition)
            {
                found.push((source, TransitionId(at)));
            }
        }
        found.sort_by(|(one, _), (other, _)| self.tree.inner_first(*one, *other));
        found.into_iter().map(|(_, id)| id).collect()
    }

    fn ready(&self, node: &Node, by: &By) -> Configuration {
        match by {
            By::Engine => {
                let ripe = |id: &StateId| self.tree.ripe(*id, &node.active);
                node.active.iter().copied().filter(ripe).collect()
            }
            By::Roles(_) | By::Clock | By::Parent => node.active.clone(),
        }
    }

    /// What each transition of a step enters, in the order in which they fire.
    pub(super) fn entered(&self, edge: &Edge) -> Vec<(TransitionId, Vec<StateId>)> {
        let Some(from) = self.nodes.get(edge.from) else {
            return Vec::new();
        };
        let mut active = from.active.clone();
        let mut out = Vec::new();
        for (place, &(id, branch)) in edge.fired.iter().enumerate() {
            let Some(transition) = self.workflow.transitions.get(id.0) else {
                continue;
            };
            let stands = if place == 0 {
                self.ready(from, &transition.by)
            } else {
                &active & &from.active
            };
            let branch = branch.and_then(|at| transition.branches.get(at));
            let target = branch.map_or(transition.to, |branch| branch.to);
            let mut entered = Vec::new();
            if let (Some(source), Some(target)) = (self.source(&stands, transition), target) {
                let passage = self.tree.passage(&active, source, target);
                for left in &passage.left {
                    active.remove(left);
                }
                active.extend(passage.entered.iter().copied());
                entered = passage.entered;
            }
            out.push((id, entered));
        }
        out
    }

    /// The places of the edges that leave a node.
    pub(super) fn leaving_at(&self, node: usize) -> &[usize] {
        self.leaving.get(node).map_or(&[], Vec::as_slice)
    }

    /// Whether it is always certain if a transition was taken.
    pub(super) fn tracks(&self, transition: &str) -> bool {
        self.workflow
            .transition_index
            .get(transition)
            .is_some_and(|id| self.tracked.contains(id))
    }

    /// The edges that leave a node.
    pub(super) fn leaving(&self, node: usize) -> impl Iterator<Item = &Edge> {
        self.leaving
            .get(node)
            .into_iter()
            .flatten()
            .filter_map(|&edge| self.edges.get(edge))
    }

    /// A shortest way from the beginning to a node.
    pub(super) fn way_to(&self, node: usize) -> Vec<&Edge> {
        let mut way = Vec::new();
        let mut at = node;
        while let Some(edge) = self
            .first
            .get(at)
            .copied()
            .flatten()
            .and_then(|edge| self.edges.get(edge))
        {
            way.push(edge);
            at = edge.from;
        }
        way.reverse();
        way
    }

    /// The same as the places of its edges.
    pub(super) fn way_at(&self, node: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut at = node;
        while let Some(edge) = self.first.get(at).copied().flatten() {
            way.push(edge);
            at = self.edges.get(edge).map_or(0, |edge| edge.from);
        }
        way.reverse();
        way
    }

    /// Whether a state is active at some node.
    pub(super) fn reaches(&self, state: StateId) -> bool {
        self.nodes.iter().any(|node| node.active.contains(&state))
    }

    /// The nodes from which one of these can be reached, themselves included.
    pub(super) fn backward(&self, goals: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut entering: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            if let Some(list) = entering.get_mut(edge.to) {
                list.push(edge.from);
            }
        }
        let mut found = vec![false; self.nodes.len()];
        let mut open: Vec<usize> = goals.collect();
        while let Some(at) = open.pop() {
            if let Some(mark) = found.get_mut(at).filter(|mark| !**mark) {
                *mark = true;
                open.extend(entering.get(at).into_iter().flatten());
            }
        }
        found
    }

    /// The nodes that can be reached from these, themselves included.
    pub(super) fn forward(&self, starts: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut found = vec![false; self.nodes.len()];
        let mut open: Vec<usize> = starts.collect();
        while let Some(at) = open.pop() {
            if let Some(mark) = found.get_mut(at).filter(|mark| !**mark) {
                *mark = true;
                open.extend(self.leaving(at).map(|edge| edge.to));
            }
        }
        found
    }
}
