//! J0237, J0238: people. Who can act at all, how few a case gets by with, and
//! quorums that recusal can break.

mod crew;
mod holders;
mod quorum;
#[cfg(test)]
mod tests;

pub(super) use quorum::find as quorums;

use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::{Name, Type};
use crate::workflow::{Exclusion, StateKind, Transition, Workflow};

/// The fewest people with whom a case comes to an outcome, whatever the facts are:
/// with fewer nobody could, since acts exclude those who took others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The workflow.
    pub workflow: Name,
    /// The outcome.
    pub outcome: Name,
    /// The title of the state in which the case has it.
    pub title: Bilingual,
    /// How many act, whoever opens the case among them.
    pub people: u32,
    /// On a way there: who takes which transition, from 1.
    pub acts: Vec<(Name, u32)>,
    /// The votes on that way: the body, how many members carry it, out of how many
    /// that it has at least.
    pub votes: Vec<(Name, u32, u32)>,
}

/// Acts for which nobody is left, and the smallest groups.
pub(super) fn look(view: &View<'_>) -> (Vec<Finding>, Vec<Group>) {
    let graph = view.graph;
    let workflow = graph.workflow;
    let Some(found) = graph.complete.then(|| crew::walk(graph)).flatten() else {
        return (Vec::new(), Vec::new());
    };
    let transition = |at: usize| workflow.transitions.get(at);
    let nobody = found.nobody_left.iter().filter_map(|id| transition(id.0));
    let findings = nobody.map(|transition| nobody_left(workflow, transition));
    let groups = found.fewest.iter().filter_map(|fewest| {
        let state = workflow.states.get(fewest.state.0)?;
        let StateKind::End { outcome } = &state.kind else {
            return None;
        };
        let acts = fewest.acts.iter();
        let acts: Vec<(&Transition, u32)> = acts
            .filter_map(|(id, one)| Some((transition(id.0)?, one + 1)))
            .collect();
        Some(Group {
            workflow: workflow.id().clone(),
            outcome: outcome.clone(),
            title: state.element.title.clone(),
            people: fewest.people,
            votes: votes(workflow, &acts),
            acts: acts
                .into_iter()
                .map(|(transition, one)| (transition.element.id.clone(), one))
                .collect(),
        })
    });
    (findings.collect(), groups.collect())
}

fn nobody_left(workflow: &Workflow, transition: &Transition) -> Finding {
    let mut finding = Finding::new(codes::NOBODY_LEFT)
        .at(&transition.element.place)
        .of(
            workflow.id(),
            format!("transition.{}", transition.element.id),
        )
        .with("transition", words::named(&transition.element));
    for exclusion in &transition.not_by {
        if let Exclusion::Transition(name) = exclusion
            && let Some(other) = workflow.transition(name)
        {
            finding = finding.label(
                &other.element.place,
                Bilingual::new(
                    "이 전이를 한 사람은 할 수 없습니다",
                    "whoever took this one may not",
                ),
            );
        }
    }
    finding
}

/// The votes that acts ask for, each body once, with the most that one needs.
fn votes(workflow: &Workflow, acts: &[(&Transition, u32)]) -> Vec<(Name, u32, u32)> {
    let mut votes: Vec<(Name, u32, u32)> = Vec::new();
    for fact in acts.iter().flat_map(|(transition, _)| &transition.asks) {
        let Some(Type::Ballot { body, rule, .. }) = workflow.fact(fact).map(|fact| &fact.of) else {
            continue;
        };
        let size = workflow.body(body).and_then(|body| body.size.as_ref());
        let Some((fewest, size)) = size.and_then(|size| Some((rule.fewest(size.min)?, size.min)))
        else {
            continue;
        };
        match votes.iter_mut().find(|(known, ..)| known == body) {
            Some(known) => known.1 = known.1.max(fewest),
            None => votes.push((body.clone(), fewest, size)),
        }
    }
    votes
}
