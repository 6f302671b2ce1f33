//! J0209: automatic transitions that follow each other without end.
//!
//! Between acts no fact changes but by the effects of the automatic transitions
//! themselves. So a circle of them that no rule in it stops, be it by a fact
//! that the circle changes or by an act being taken, runs until the engine
//! refuses the act.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::explore::{Edge, Graph, Taken};
use super::{View, codes, words};
use crate::diagnostic::{Finding, Verdict};
use crate::guard::{Expr, Name};
use crate::workflow::{BranchWhen, By, Change, Transition};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    let workflow = graph.workflow;
    let mut told: BTreeSet<Vec<&Name>> = BTreeSet::new();
    let mut findings = Vec::new();
    for circle in circles(graph) {
        let fired: Vec<&Transition> = circle
            .iter()
            .flat_map(|edge| &edge.fired)
            .filter_map(|(id, _)| workflow.transitions.get(id.0))
            .collect();
        let mut ids: Vec<&Name> = fired
            .iter()
            .map(|transition| &transition.element.id)
            .collect();
        ids.sort();
        ids.dedup();
        if may_stop(graph, &circle) || !told.insert(ids) {
            continue;
        }
        let mut finding = Finding::new(codes::AUTOMATIC_CYCLE)
            .verdict(Verdict::Undecided)
            .with(
                "transitions",
                words::listed(
                    fired
                        .iter()
                        .map(|transition| words::named(&transition.element)),
                ),
            );
        for (at, transition) in fired.iter().enumerate() {
            finding = finding.at(&transition.element.place);
            if at == 0 {
                finding = finding.of(
                    workflow.id(),
                    format!("transition.{}", transition.element.id),
                );
            }
        }
        if let Some(first) = circle.first() {
            finding = finding.note(words::way(workflow, &graph.way_to(first.from)));
        }
        findings.push(finding);
    }
    findings
}

fn automatic(graph: &Graph<'_>, edge: &Edge) -> bool {
    edge.fired
        .first()
        .and_then(|(id, _)| graph.workflow.transitions.get(id.0))
        .is_some_and(|transition| transition.by == By::Engine)
}

/// A shortest circle of automatic edges through each kind of step that lies on one.
fn circles<'g>(graph: &'g Graph<'_>) -> Vec<Vec<&'g Edge>> {
    let steps = graph
        .edges
        .iter()
        .filter(|edge| automatic(graph, edge))
        .filter_map(|edge| Some((u32::try_from(edge.from).ok()?, u32::try_from(edge.to).ok()?)));
    let only_automatic = petgraph::Graph::<(), ()>::from_edges(steps);
    let mut component: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, nodes) in petgraph::algo::kosaraju_scc(&only_automatic)
        .iter()
        .enumerate()
    {
        component.extend(nodes.iter().map(|node| (node.index(), at)));
    }
    let mut told: BTreeSet<&[Taken]> = BTreeSet::new();
    graph
        .edges
        .iter()
        .filter(|edge| automatic(graph, edge))
        .filter(|edge| component.get(&edge.from) == component.get(&edge.to))
        .filter_map(|edge| {
            if !told.insert(&edge.fired) {
                return None;
            }
            let mut circle = vec![edge];
            circle.extend(shortest(graph, edge.to, edge.from)?);
            Some(circle)
        })
        .collect()
}

/// A shortest way of automatic edges.
fn shortest<'g>(graph: &'g Graph<'_>, from: usize, goal: usize) -> Option<Vec<&'g Edge>> {
    let mut seen: BTreeMap<usize, Option<&Edge>> = BTreeMap::from([(from, None)]);
    let mut open = VecDeque::from([from]);
    while let Some(at) = open.pop_front() {
        if at == goal {
            let mut way = Vec::new();
            let mut here = at;
            while let Some(edge) = seen.get(&here).copied().flatten() {
                way.push(edge);
                here = edge.from;
            }
            way.reverse();
            return Some(way);
        }
        for edge in graph.leaving(at).filter(|edge| automatic(graph, edge)) {
            if let Entry::Vacant(new) = seen.entry(edge.to) {
                new.insert(Some(edge));
                open.push_back(edge.to);
            }
        }
    }
    None
}

/// Whether a rule of the circle reads what the circle changes.
fn may_stop(graph: &Graph<'_>, circle: &[&Edge]) -> bool {
    let mut changed: BTreeSet<&Name> = BTreeSet::new();
    for (id, branch) in circle.iter().flat_map(|edge| &edge.fired) {
        let Some(transition) = graph.workflow.transitions.get(id.0) else {
            continue;
        };
        let branch = branch.and_then(|at| transition.branches.get(at));
        for change in transition
            .changes
            .iter()
            .chain(branch.map_or(&[][..], |branch| &branch.changes))
        {
            match change {
                Change::Set { fact, .. } | Change::Clear { fact } | Change::Add { fact, .. } => {
                    changed.insert(fact)
                }
            };
        }
    }
    let mut stops = false;
    for (id, _) in circle.iter().flat_map(|edge| &edge.fired) {
        let Some(transition) = graph.workflow.transitions.get(id.0) else {
            continue;
        };
        let guards = transition.guards.iter().map(|guard| &guard.rule);
        let branches = transition
            .branches
            .iter()
            .filter_map(|branch| match &branch.when {
                BranchWhen::Rule(rule) => Some(rule),
                BranchWhen::Otherwise => None,
            });
        for rule in guards.chain(branches) {
            rule.expr.walk(&mut |part| match part {
                Expr::Fact { name, .. } | Expr::Given(name) => {
                    stops |= changed.contains(name);
                }
                // The circle may open them, serve, or wait for them.
                Expr::TakenSince { .. }
                | Expr::Children { .. }
                | Expr::AllChildren { .. }
                | Expr::Served(_)
                | Expr::ServedOn { .. } => stops = true,
                Expr::Taken(name) => stops |= !graph.tracks(name),
                _ => {}
            });
        }
    }
    stops
}
