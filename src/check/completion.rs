//! J0210, J0211: completion of tracks that never comes, or that nothing follows.

use super::explore::Graph;
use super::{View, codes, words};
use crate::diagnostic::Finding;
use crate::workflow::{By, StateId, StateKind, Transition};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete {
        return Vec::new();
    }
    let mut findings = never(graph);
    let workflow = graph.workflow;
    for (id, nodes) in unfollowed(graph) {
        let node = nodes.first().copied().unwrap_or(0);
        let Some(state) = workflow.states.get(id.0) else {
            continue;
        };
        findings.push(
            Finding::new(codes::COMPLETION_UNFOLLOWED)
                .at(&state.element.place)
                .of(workflow.id(), format!("state.{}", state.element.id))
                .with("state", words::named(&state.element))
                .note(words::way(workflow, &graph.way_to(node))),
        );
    }
    findings
}

/// Whether the states of an automatic transition that are reached at all wait
/// for a completion that never comes.
pub(super) fn waits_in_vain(graph: &Graph<'_>, transition: &Transition) -> bool {
    transition.by == By::Engine
        && transition.with.is_empty()
        && transition
            .from
            .iter()
            .filter(|from| graph.reaches(**from))
            .all(|from| graph.tree.awaits_completion(*from) && !completes(graph, *from))
}

fn completes(graph: &Graph<'_>, state: StateId) -> bool {
    graph
        .nodes
        .iter()
        .any(|node| node.active.contains(&state) && graph.tree.completed(state, &node.active))
}

fn never(graph: &Graph<'_>) -> Vec<Finding> {
    let workflow = graph.workflow;
    let mut findings = Vec::new();
    for transition in &workflow.transitions {
        if transition.by != By::Engine || !transition.with.is_empty() {
            continue;
        }
        for &from in &transition.from {
            if !graph.reaches(from) || !graph.tree.awaits_completion(from) || completes(graph, from)
            {
                continue;
            }
            let mut finding = Finding::new(codes::NEVER_COMPLETE)
                .at(&transition.element.place)
                .of(
                    workflow.id(),
                    format!("transition.{}", transition.element.id),
                )
                .with("transition", words::named(&transition.element))
                .with("state", words::state(workflow, from));
            for track in stuck_tracks(graph, from) {
                if let Some(state) = workflow.states.get(track.0) {
                    finding = finding.label(
                        &state.element.place,
                        crate::diagnostic::Bilingual::new(
                            "끝나지도 쉬지도 않는 트랙",
                            "neither ends nor rests",
                        ),
                    );
                }
            }
            findings.push(finding);
        }
    }
    findings
}

/// The tracks of a parallel state that are complete or at rest at no node.
fn stuck_tracks(graph: &Graph<'_>, state: StateId) -> Vec<StateId> {
    if !matches!(graph.tree.kind(state), Some(StateKind::Parallel)) {
        return Vec::new();
    }
    graph
        .tree
        .children(state)
        .iter()
        .copied()
        .filter(|&track| {
            !graph.nodes.iter().any(|node| {
                node.active.contains(&track)
                    && (graph.tree.completed(track, &node.active)
                        || graph.tree.rests(track, &node.active))
            })
        })
        .collect()
}

/// Parallel states whose tracks can all end while nothing is declared to lead
/// on, with the nodes at which they have.
pub(super) fn unfollowed(graph: &Graph<'_>) -> Vec<(StateId, Vec<usize>)> {
    let workflow = graph.workflow;
    let mut found = Vec::new();
    for (at, state) in workflow.states.iter().enumerate() {
        let id = StateId(at);
        if state.kind != StateKind::Parallel {
            continue;
        }
        let followed = workflow.transitions.iter().any(|transition| {
            leaves(transition)
                && transition
                    .from
                    .iter()
                    .any(|from| *from == id || graph.tree.ancestors(id).any(|at| at == *from))
        });
        // Only where every track has ended does nothing go on inside.
        let ended: Vec<usize> = graph
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| {
                node.active.contains(&id)
                    && state.children.iter().all(|&track| {
                        node.active.contains(&track) && graph.tree.completed(track, &node.active)
                    })
            })
            .map(|(at, _)| at)
            .collect();
        let left = ended.iter().any(|&at| {
            graph.leaving(at).any(|edge| {
                graph
                    .nodes
                    .get(edge.to)
                    .is_some_and(|node| !node.active.contains(&id))
            })
        });
        if !ended.is_empty() && !followed && !left {
            found.push((id, ended));
        }
    }
    found
}

/// The states whose completion an automatic transition awaits in vain.
pub(super) fn in_vain(graph: &Graph<'_>) -> Vec<StateId> {
    let awaited = graph
        .workflow
        .transitions
        .iter()
        .filter(|transition| transition.by == By::Engine && transition.with.is_empty())
        .flat_map(|transition| transition.from.iter().copied());
    awaited
        .filter(|&from| {
            graph.reaches(from) && graph.tree.awaits_completion(from) && !completes(graph, from)
        })
        .collect()
}

/// Whether a transition goes anywhere.
pub(super) fn leaves(transition: &Transition) -> bool {
    transition.to.is_some() || transition.branches.iter().any(|branch| branch.to.is_some())
}
