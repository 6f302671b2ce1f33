//! Which facts are certainly known at each configuration.
//!
//! A forward analysis over the explored graph (Kildall 1973): known is what
//! every way there has given and none has cleared since.

use super::explore::{Edge, Graph};
use crate::workflow::{Change, FactSource, Tie, Transition};

/// Per node and fact (in the order of the file), whether it is certainly known.
pub(super) struct Knowledge {
    known: Vec<Option<Vec<bool>>>,
}

impl Knowledge {
    pub(super) fn of(graph: &Graph<'_>) -> Self {
        let workflow = graph.workflow;
        let beginning: Vec<bool> = workflow
            .facts
            .iter()
            .map(|fact| match fact.source {
                FactSource::Opening => !fact.optional,
                FactSource::Initial(_) => true,
                FactSource::Acts | FactSource::Computed(_) => false,
            })
            .collect();
        let mut known: Vec<Option<Vec<bool>>> = vec![None; graph.nodes.len()];
        for first in known.iter_mut().take(graph.beginnings) {
            *first = Some(beginning.clone());
        }
        let mut open: Vec<usize> = (0..graph.beginnings).rev().collect();
        while let Some(at) = open.pop() {
            let Some(before) = known.get(at).cloned().flatten() else {
                continue;
            };
            for edge in graph.leaving(at) {
                let mut after = before.clone();
                passed(graph, edge, &mut after);
                let Some(there) = known.get_mut(edge.to) else {
                    continue;
                };
                match there {
                    None => {
                        *there = Some(after);
                        open.push(edge.to);
                    }
                    Some(there) => {
                        let mut changed = false;
                        for (old, new) in there.iter_mut().zip(after) {
                            changed |= *old && !new;
                            *old &= new;
                        }
                        if changed {
                            open.push(edge.to);
                        }
                    }
                }
            }
        }
        Knowledge { known }
    }

    /// Whether a fact is certainly known at a node.
    pub(super) fn at(&self, graph: &Graph<'_>, node: usize, fact: &str) -> bool {
        let index = graph.workflow.fact_index.get(fact);
        index.is_some_and(|&index| {
            self.known
                .get(node)
                .and_then(|known| known.as_ref()?.get(index).copied())
                .unwrap_or(false)
        })
    }
}

/// The transitions that fire in a step.
pub(super) fn fired<'g>(
    graph: &'g Graph<'_>,
    edge: &'g Edge,
) -> impl Iterator<Item = (&'g Transition, Option<usize>)> {
    edge.fired
        .iter()
        .filter_map(|&(id, branch)| Some((graph.workflow.transitions.get(id.0)?, branch)))
}

/// The changes that a transition makes with a branch.
pub(super) fn changes(
    transition: &Transition,
    branch: Option<usize>,
) -> impl Iterator<Item = &Change> {
    let branch = branch.and_then(|at| transition.branches.get(at));
    transition
        .changes
        .iter()
        .chain(branch.map_or(&[][..], |branch| &branch.changes))
}

/// What a transition, and the branch of it that is taken, makes between people.
pub(super) fn ties(transition: &Transition, branch: Option<usize>) -> impl Iterator<Item = &Tie> {
    let branch = branch.and_then(|at| transition.branches.get(at));
    transition
        .ties
        .iter()
        .chain(branch.map_or(&[][..], |branch| &branch.ties))
}

fn passed(graph: &Graph<'_>, edge: &Edge, known: &mut [bool]) {
    let mut set = |name: &str, value: bool| {
        let index = graph.workflow.fact_index.get(name);
        if let Some(mark) = index.and_then(|&index| known.get_mut(index)) {
            *mark = value;
        }
    };
    for (transition, _) in fired(graph, edge) {
        for fact in &transition.asks {
            set(fact, true);
        }
    }
    for (transition, branch) in fired(graph, edge) {
        for change in changes(transition, branch) {
            match change {
                Change::Set { fact, .. } | Change::Add { fact, .. } => set(fact, true),
                Change::Clear { fact } => set(fact, false),
            }
        }
    }
}
