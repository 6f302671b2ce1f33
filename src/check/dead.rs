//! J0204, J0205, J0213: transitions and branches that are never taken.

use std::collections::BTreeSet;

use super::explore::Taken;
use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::{By, Transition, TransitionId};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete {
        return Vec::new();
    }
    let workflow = graph.workflow;
    let taken: BTreeSet<Taken> = graph
        .edges
        .iter()
        .flat_map(|edge| edge.fired.iter().copied())
        .collect();
    let mut findings = Vec::new();
    for (at, transition) in workflow.transitions.iter().enumerate() {
        let id = TransitionId(at);
        let element = format!("transition.{}", transition.element.id);
        if taken.iter().any(|(other, _)| *other == id) {
            for (branch_at, branch) in transition.branches.iter().enumerate() {
                if !taken.contains(&(id, Some(branch_at))) {
                    findings.push(
                        Finding::new(codes::DEAD_BRANCH)
                            .at(&branch.element.place)
                            .of(workflow.id(), format!("{element}.{}", branch.element.id))
                            .with("branch", words::named(&branch.element))
                            .with("transition", words::named(&transition.element)),
                    );
                }
            }
            continue;
        }
        let live: Vec<_> = transition
            .from
            .iter()
            .copied()
            .filter(|from| graph.reaches(*from))
            .collect();
        if live.is_empty() {
            let from = words::listed(
                transition
                    .from
                    .iter()
                    .map(|from| words::state(workflow, *from)),
            );
            findings.push(
                Finding::new(codes::DEAD_TRANSITION)
                    .at(&transition.element.place)
                    .of(workflow.id(), element)
                    .with("transition", words::named(&transition.element))
                    .with("states", from),
            );
        } else if !super::completion::waits_in_vain(graph, transition) {
            let from = words::listed(live.iter().map(|from| words::state(workflow, *from)));
            findings.push(
                Finding::new(codes::IMPOSSIBLE_TRANSITION)
                    .at(&transition.element.place)
                    .of(workflow.id(), element)
                    .with("transition", words::named(&transition.element))
                    .with("states", from)
                    .note(why(transition)),
            );
        }
    }
    findings
}

fn why(transition: &Transition) -> Bilingual {
    if transition.by == By::Clock {
        return Bilingual::new(
            "`by = [\"clock\"]`인 전이는 기한만이 일으키는데, 이 전이를 일으키는 기한이 없습니다.",
            "A transition `by = [\"clock\"]` is taken by a deadline alone, and no deadline takes this one.",
        );
    }
    if transition.by == By::Engine && !transition.with.is_empty() {
        return Bilingual::new(
            "이 전이는 `with`에 적은 전이와 함께만 일어나는데, 그때 이 전이의 상태에 있을 수 없습니다.",
            "It fires only with the transitions named in `with`, and its states are never active then.",
        );
    }
    Bilingual::new(
        "지금의 상태(`at`)와 이미 한 행위(`taken`)를 묻는 요건만 보고 내린 결론이며, 사실의 값과 관계없이 성립합니다.",
        "This follows from what its rules ask about states (`at`) and past acts (`taken`) and from declared ranges, whatever the facts are.",
    )
}
