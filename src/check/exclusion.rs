//! J0234: exclusions that exclude nobody.

use super::explore::Graph;
use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::{By, Exclusion, TransitionId};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete {
        return Vec::new();
    }
    let workflow = graph.workflow;
    let mut findings = Vec::new();
    for (at, transition) in workflow.transitions.iter().enumerate() {
        for exclusion in &transition.not_by {
            let Exclusion::Transition(name) = exclusion else {
                continue;
            };
            let Some((&first, other)) = workflow
                .transition_index
                .get(name)
                .zip(workflow.transition(name))
            else {
                continue;
            };
            let why = if matches!(other.by, By::Roles(_)) {
                if !takes(graph, TransitionId(at)) || follows(graph, first, TransitionId(at)) {
                    continue;
                }
                Bilingual::new(
                    format!("어느 길에서도 `{name}` 뒤에 이 전이가 오지 않습니다."),
                    format!("On no way does this transition come after `{name}`."),
                )
            } else {
                Bilingual::new(
                    format!("`{name}` 전이는 사람이 하지 않습니다."),
                    format!("No person takes `{name}`."),
                )
            };
            findings.push(
                Finding::new(codes::EXCLUSION_WITHOUT_EFFECT)
                    .at(&transition.element.place)
                    .label(
                        &other.element.place,
                        Bilingual::new("제외의 근거가 되는 전이", "the transition that excludes"),
                    )
                    .of(
                        workflow.id(),
                        format!("transition.{}", transition.element.id),
                    )
                    .with("transition", words::named(&transition.element))
                    .with("other", words::named(&other.element))
                    .note(why),
            );
        }
    }
    findings
}

fn fires(graph: &Graph<'_>, id: TransitionId) -> impl Iterator<Item = (usize, usize)> {
    graph
        .edges
        .iter()
        .filter(move |edge| edge.fired.iter().any(|(other, _)| *other == id))
        .map(|edge| (edge.from, edge.to))
}

/// Whether a transition is taken at all.
fn takes(graph: &Graph<'_>, id: TransitionId) -> bool {
    fires(graph, id).next().is_some()
}

/// Whether one transition may come some time after another.
pub(super) fn follows(graph: &Graph<'_>, first: TransitionId, then: TransitionId) -> bool {
    let after = graph.forward(fires(graph, first).map(|(_, to)| to));
    fires(graph, then).any(|(from, _)| after.get(from) == Some(&true))
}
