//! J0270: an act that can never have been taken where another one annuls it.

use std::collections::BTreeSet;

use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::{StateId, StateKind, Tie, Transition, Workflow, reachable_from};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    let mut findings = Vec::new();
    for transition in &workflow.transitions {
        for tie in &transition.ties {
            let Tie::Annul {
                transition: annulled,
                place,
            } = tie
            else {
                continue;
            };
            let Some(act) = workflow.transition(annulled) else {
                continue;
            };
            let after = reachable_from(workflow, after(workflow, act));
            if transition.from.iter().any(|from| after.contains(from)) {
                continue;
            }
            findings.push(
                Finding::new(codes::NEVER_TO_ANNUL)
                    .at(place)
                    .label(
                        &act.element.place,
                        Bilingual::new("취소할 행위", "what would be annulled"),
                    )
                    .of(
                        workflow.id(),
                        format!("transition.{}", transition.element.id),
                    )
                    .with("transition", words::named(&transition.element))
                    .with("act", words::named(&act.element)),
            );
        }
    }
    findings
}

/// The states that may be active once a transition was taken: those that it goes
/// to, where it stays those that it comes from, and those of other tracks.
fn after(workflow: &Workflow, act: &Transition) -> BTreeSet<StateId> {
    let tree = workflow.tree();
    let branches = act.branches.iter().map(|branch| branch.to);
    let targets = std::iter::once(act.to)
        .filter(|_| act.branches.is_empty())
        .chain(branches);
    let mut states = BTreeSet::new();
    for target in targets {
        match target {
            Some(target) => {
                for from in &act.from {
                    states.extend(tree.entry_set(target, tree.domain(*from, target)));
                }
            }
            None => states.extend(&act.from),
        }
    }
    for (at, _) in workflow.states.iter().enumerate() {
        let beside = act.from.iter().any(|from| {
            let meet = tree.common_ancestor(*from, StateId(at));
            meet.and_then(|meet| tree.get(meet))
                .is_some_and(|state| state.kind == StateKind::Parallel)
        });
        if beside {
            states.insert(StateId(at));
        }
    }
    // What lies around an active state is active.
    let mut around: Vec<StateId> = states.iter().copied().collect();
    while let Some(state) = around.pop() {
        if let Some(parent) = workflow.states.get(state.0).and_then(|state| state.parent)
            && states.insert(parent)
        {
            around.push(parent);
        }
    }
    states
}
