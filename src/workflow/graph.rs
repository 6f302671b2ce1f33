//! The states and what leads from one to another, as a graph.

use std::collections::BTreeSet;

use petgraph::graph::{DiGraph, NodeIndex};

use super::{StateId, StateKind, TransitionId, Workflow};

/// Why a state leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// The transition goes there, whatever follows from the act.
    Transition(TransitionId),
    /// The transition goes there by this branch (its index).
    Branch(TransitionId, usize),
    /// Entering the first enters the second: the initial state of a compound
    /// state, a track of a parallel one.
    Entry,
}

impl Edge {
    /// The transition, if it is not an entry.
    pub const fn transition(self) -> Option<TransitionId> {
        match self {
            Edge::Transition(id) | Edge::Branch(id, _) => Some(id),
            Edge::Entry => None,
        }
    }
}

/// The graph of a workflow: a node for each state, at the index of its
/// [`StateId`], and edges in the order of the file, entries first. A transition
/// that goes nowhere (an internal one) has no edge.
pub fn graph(workflow: &Workflow) -> DiGraph<StateId, Edge> {
    let mut graph = DiGraph::with_capacity(workflow.states.len(), workflow.transitions.len());
    let nodes: Vec<NodeIndex> = (0..workflow.states.len())
        .map(|at| graph.add_node(StateId(at)))
        .collect();
    let mut connect = |from: StateId, to: StateId, edge: Edge| {
        if let (Some(from), Some(to)) = (nodes.get(from.0), nodes.get(to.0)) {
            graph.add_edge(*from, *to, edge);
        }
    };
    for (at, state) in workflow.states.iter().enumerate() {
        match state.kind {
            StateKind::Compound { initial } => connect(StateId(at), initial, Edge::Entry),
            StateKind::Parallel => {
                for track in &state.children {
                    connect(StateId(at), *track, Edge::Entry);
                }
            }
            StateKind::Simple | StateKind::End { .. } => {}
        }
    }
    for (at, transition) in workflow.transitions.iter().enumerate() {
        let id = TransitionId(at);
        for from in &transition.from {
            if let Some(to) = transition.to {
                connect(*from, to, Edge::Transition(id));
            }
            for (branch, effect) in transition.branches.iter().enumerate() {
                if let Some(to) = effect.to {
                    connect(*from, to, Edge::Branch(id, branch));
                }
            }
        }
    }
    graph
}

/// The states that some path of transitions may make active, whatever the data:
/// a state not among them is never active.
pub fn reachable(workflow: &Workflow) -> BTreeSet<StateId> {
    reachable_from(workflow, workflow.tree().initial().into_iter().collect())
}

/// The states that may be active now or later where these are, whatever the
/// data.
pub fn reachable_from(workflow: &Workflow, active: BTreeSet<StateId>) -> BTreeSet<StateId> {
    let tree = workflow.tree();
    let mut reached = active;
    let mut before = 0;
    while reached.len() > before {
        before = reached.len();
        for transition in &workflow.transitions {
            let sources: Vec<StateId> = transition
                .from
                .iter()
                .copied()
                .filter(|from| reached.contains(from))
                .collect();
            let branches = transition.branches.iter().filter_map(|branch| branch.to);
            for target in transition.to.into_iter().chain(branches) {
                for from in &sources {
                    reached.extend(tree.entry_set(target, tree.domain(*from, target)));
                }
            }
        }
    }
    reached
}
