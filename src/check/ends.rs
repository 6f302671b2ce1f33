//! J0207, J0208, J0212: cases that cannot come to an end.

use std::collections::BTreeSet;

use super::{View, codes, completion, dead_end, words};
use crate::diagnostic::{Bilingual, Finding, Verdict};
use crate::workflow::{StateId, StateKind};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete {
        return Vec::new();
    }
    let workflow = graph.workflow;
    let ended: Vec<usize> = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| graph.tree.ended(&node.active).is_some())
        .map(|(at, _)| at)
        .collect();
    if ended.is_empty() {
        return vec![no_end(view)];
    }
    // What leads to a fault told elsewhere is not told again: mending that one
    // mends the way.
    let explained = explained(view);
    let can = graph.backward(ended.into_iter().chain(explained));
    let stuck: Vec<usize> = (0..graph.nodes.len())
        .filter(|&at| can.get(at) == Some(&false))
        .collect();
    let mut told: BTreeSet<StateId> = BTreeSet::new();
    let mut findings = Vec::new();
    for id in outermost_first(view) {
        let Some(state) = workflow.states.get(id.0) else {
            continue;
        };
        if matches!(state.kind, StateKind::End { .. })
            || graph.tree.ancestors(id).any(|above| told.contains(&above))
        {
            continue;
        }
        let inside = |at: &usize| {
            graph
                .nodes
                .get(*at)
                .is_some_and(|node| node.active.contains(&id))
        };
        let Some(&first) = stuck.iter().find(|at| inside(at)) else {
            continue;
        };
        let always = (0..graph.nodes.len())
            .filter(inside)
            .all(|at| can.get(at) == Some(&false));
        if always {
            told.insert(id);
            findings.push(
                Finding::new(codes::NO_WAY_TO_AN_END)
                    .at(&state.element.place)
                    .of(workflow.id(), format!("state.{}", state.element.id))
                    .with("state", words::named(&state.element))
                    .note(words::way(workflow, &graph.way_to(first))),
            );
        }
    }
    // Configurations whose states, each for itself, could end.
    let together: Vec<usize> = stuck
        .into_iter()
        .filter(|&at| {
            graph
                .nodes
                .get(at)
                .is_some_and(|node| node.active.is_disjoint(&told))
        })
        .collect();
    if let Some(&first) = together.first() {
        findings.push(may_block(view, first, together.len()));
    }
    findings
}

/// Nodes from which a fault is told elsewhere: a dead end, a completion that
/// never comes or that nothing follows.
fn explained(view: &View<'_>) -> Vec<usize> {
    let graph = view.graph;
    let mut faulty: BTreeSet<StateId> = dead_end::dead_ends(view).into_iter().collect();
    faulty.extend(completion::in_vain(graph));
    let unfollowed = completion::unfollowed(graph);
    graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(at, node)| {
            !node.active.is_disjoint(&faulty)
                || unfollowed.iter().any(|(_, there)| there.contains(at))
        })
        .map(|(at, _)| at)
        .collect()
}

/// Every state, those around others before them.
fn outermost_first(view: &View<'_>) -> Vec<StateId> {
    let mut all: Vec<StateId> = (0..view.graph.workflow.states.len()).map(StateId).collect();
    all.sort_by_key(|&id| (view.graph.tree.depth(id), id));
    all
}

fn no_end(view: &View<'_>) -> Finding {
    let graph = view.graph;
    let workflow = graph.workflow;
    let mut ends = workflow.states.iter().filter(|state| {
        let in_track = state.parent.is_some_and(|parent| {
            std::iter::once(parent)
                .chain(graph.tree.ancestors(parent))
                .any(|at| matches!(graph.tree.kind(at), Some(StateKind::Parallel)))
        });
        matches!(state.kind, StateKind::End { .. }) && !in_track
    });
    let names = words::listed(ends.by_ref().map(|state| words::named(&state.element)));
    let note = if names.ko.is_empty() {
        Bilingual::new(
            "끝 상태(`outcome`이 있는 상태)가 하나도 없습니다. 트랙 안의 끝은 그 트랙만 끝냅니다.",
            "No state is an end (has an `outcome`). One within a track ends only that track.",
        )
    } else {
        Bilingual::new(
            format!("끝 상태가 있으나 이르는 길이 없습니다: {}", names.ko),
            format!("There are ends, and no way leads to them: {}", names.en),
        )
    };
    Finding::new(codes::NO_END)
        .at(&workflow.element.place)
        .of(workflow.id(), "workflow")
        .with("workflow", words::named(&workflow.element))
        .note(note)
}

fn may_block(view: &View<'_>, node: usize, count: usize) -> Finding {
    let graph = view.graph;
    let workflow = graph.workflow;
    let leaves = graph
        .nodes
        .get(node)
        .map(|node| graph.tree.innermost(&node.active))
        .unwrap_or_default();
    let mut finding = Finding::new(codes::TRACKS_MAY_BLOCK)
        .verdict(Verdict::Undecided)
        .of(workflow.id(), "workflow")
        .with(
            "states",
            words::listed(leaves.iter().map(|id| words::state(workflow, *id))),
        )
        .with("count", count.to_string());
    for state in leaves.iter().filter_map(|id| workflow.states.get(id.0)) {
        finding = finding.at(&state.element.place);
    }
    finding.note(words::way(workflow, &graph.way_to(node)))
}
