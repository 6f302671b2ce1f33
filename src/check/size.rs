//! J0202: a graph that is larger than what is explored.

use super::{MOST_NODES, View, codes, words};
use crate::diagnostic::{Finding, Verdict};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if graph.complete {
        return Vec::new();
    }
    let workflow = graph.workflow;
    vec![
        Finding::new(codes::TOO_LARGE)
            .verdict(Verdict::Undecided)
            .at(&workflow.element.place)
            .of(workflow.id(), "workflow")
            .with("workflow", words::named(&workflow.element))
            .with("most", MOST_NODES.to_string()),
    ]
}
