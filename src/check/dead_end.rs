//! J0206: states that are no end and that nothing leaves.

use super::completion::leaves;
use super::{View, codes, words};
use crate::diagnostic::Finding;
use crate::workflow::{StateId, StateKind};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete {
        return Vec::new();
    }
    dead_ends(view)
        .into_iter()
        .filter_map(|id| graph.workflow.states.get(id.0))
        .map(|state| {
            Finding::new(codes::DEAD_END)
                .at(&state.element.place)
                .of(graph.workflow.id(), format!("state.{}", state.element.id))
                .with("state", words::named(&state.element))
        })
        .collect()
}

/// Reachable states without states in them that are no end, do not rest in a
/// track, and that no declared transition leaves.
pub(super) fn dead_ends(view: &View<'_>) -> Vec<StateId> {
    let graph = view.graph;
    let tree = graph.tree;
    graph
        .workflow
        .states
        .iter()
        .enumerate()
        .map(|(at, state)| (StateId(at), state))
        .filter(|(_, state)| state.kind == StateKind::Simple)
        .filter(|(id, _)| graph.reaches(*id))
        .filter(|&(id, _)| {
            let around: Vec<StateId> = std::iter::once(id).chain(tree.ancestors(id)).collect();
            let rests = around
                .iter()
                .any(|at| tree.get(*at).is_some_and(|state| state.may_rest));
            let left = graph.workflow.transitions.iter().any(|transition| {
                leaves(transition) && transition.from.iter().any(|from| around.contains(from))
            });
            !rests && !left
        })
        .map(|(id, _)| id)
        .collect()
}
