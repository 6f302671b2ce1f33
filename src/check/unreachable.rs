//! J0203: states to which no way leads.

use std::collections::BTreeSet;

use super::explore::Graph;
use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::{StateId, reachable};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    let workflow = graph.workflow;
    // Where there are too many configurations, each state is looked at alone.
    let reached: BTreeSet<StateId> = if graph.complete {
        graph
            .nodes
            .iter()
            .flat_map(|node| node.active.iter().copied())
            .collect()
    } else {
        reachable(workflow)
    };
    workflow
        .states
        .iter()
        .enumerate()
        .map(|(at, state)| (StateId(at), state))
        .filter(|(id, _)| !reached.contains(id))
        // What lies in an unreachable state is not told again.
        .filter(|(_, state)| state.parent.is_none_or(|parent| reached.contains(&parent)))
        .map(|(id, state)| {
            Finding::new(codes::UNREACHABLE_STATE)
                .at(&state.element.place)
                .of(workflow.id(), format!("state.{}", state.element.id))
                .with("state", words::named(&state.element))
                .note(why(graph, id))
        })
        .collect()
}

/// Which transitions lead there, if any do.
fn why(graph: &Graph<'_>, id: StateId) -> Bilingual {
    let workflow = graph.workflow;
    let leading = workflow.transitions.iter().filter(|transition| {
        let mut targets = transition
            .to
            .into_iter()
            .chain(transition.branches.iter().filter_map(|branch| branch.to));
        targets.any(|to| graph.tree.is_within(to, id))
    });
    let names = words::listed(leading.map(|transition| words::named(&transition.element)));
    if names.ko.is_empty() {
        Bilingual::new(
            "이 상태로 가는 전이가 없고, 처음 들어가는 상태도 아닙니다.",
            "No transition leads to it, and it is not where anything begins.",
        )
    } else {
        Bilingual::new(
            format!("이 상태로 가는 전이는 일어날 수 없습니다: {}", names.ko),
            format!(
                "The transitions that lead to it cannot be taken: {}",
                names.en
            ),
        )
    }
}
