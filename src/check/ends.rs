//! J0207, J0208, J0212: cases that cannot come to an end.

use std::collections::BTreeSet;

use super::{View, codes, dead_end, words};
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
    let can = graph.backward(ended.into_iter());
    let stuck: Vec<usize> = (0..graph.nodes.len())
        .filter(|&at| can.get(at) == Some(&false))
        .collect();
    // States told already.
    let dead: BTreeSet<StateId> = dead_end::dead_ends(view).into_iter().collect();
    let mut told = dead.clone();
    let mut findings = Vec::new();
    for (at, state) in workflow.states.iter().enumerate() {
        let id = StateId(at);
        if state.kind != StateKind::Simple || !graph.reaches(id) {
            continue;
        }
        let mut inside = graph
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.active.contains(&id));
        let always = inside.all(|(node, _)| can.get(node) == Some(&false));
        if always && told.insert(id) {
            let node = stuck
                .iter()
                .copied()
                .find(|&node| graph.nodes.get(node).is_some_and(|n| n.active.contains(&id)));
            findings.push(
                Finding::new(codes::NO_WAY_TO_AN_END)
                    .at(&state.element.place)
                    .of(workflow.id(), format!("state.{}", state.element.id))
                    .with("state", words::named(&state.element))
                    .note(words::way(workflow, &graph.way_to(node.unwrap_or(0)))),
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
