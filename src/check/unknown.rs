//! J0233: a rule reads a fact that may not be known there.
//!
//! For every act and every fact that its rules name and that some way there
//! leaves unknown, the rules are read as if that fact alone were unknown. Where
//! the answer may then be *not known*, the act would be refused for a fact that
//! nobody was asked. A rule that asks `given()` first does not answer so.

use std::collections::BTreeSet;

use super::explore::{Edge, Graph};
use super::knowledge::{Knowledge, changes, fired, ties};
use super::possible::{Known, Possible};
use super::{View, codes, facts, words};
use crate::diagnostic::{Bilingual, Finding, Place};
use crate::guard::{Name, Rule, Truth};
use crate::workflow::{
    Addition, BranchWhen, By, Change, FactSource, Joint, Setting, Tie, Transition,
};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete {
        return Vec::new();
    }
    let given = facts::given(graph.workflow);
    let mut told: BTreeSet<(&Name, &Name)> = BTreeSet::new();
    let mut findings = Vec::new();
    for edge in &graph.edges {
        let asked: BTreeSet<&Name> = fired(graph, edge)
            .flat_map(|(transition, _)| &transition.asks)
            .collect();
        for (transition, branch) in fired(graph, edge) {
            for fact in &graph.workflow.facts {
                let id = &fact.element.id;
                if matches!(fact.source, FactSource::Computed(_))
                    || !given.contains(id)
                    || asked.contains(id)
                    || view.knowledge.at(graph, edge.from, id)
                    || told.contains(&(&transition.element.id, id))
                {
                    continue;
                }
                let Some(place) = unknown_at(graph, edge, transition, branch, id) else {
                    continue;
                };
                told.insert((&transition.element.id, id));
                let way = way_without(graph, view.knowledge, edge, id);
                findings.push(
                    Finding::new(codes::FACT_MAY_BE_UNKNOWN)
                        .label(
                            &place,
                            Bilingual::new("여기에서 읽습니다", "it is read here"),
                        )
                        .label(
                            &fact.element.place,
                            Bilingual::new("여기에서 선언하였습니다", "it is declared here"),
                        )
                        .of(
                            graph.workflow.id(),
                            format!("transition.{}", transition.element.id),
                        )
                        .with("fact", words::named(&fact.element))
                        .with("transition", words::named(&transition.element))
                        .note(giving(graph, id))
                        .note(way),
                );
            }
        }
    }
    findings
}

/// Where a step needs a fact that is not known.
fn unknown_at(
    graph: &Graph<'_>,
    edge: &Edge,
    transition: &Transition,
    branch: Option<usize>,
    fact: &Name,
) -> Option<Place> {
    let node = graph.nodes.get(edge.from)?;
    let known = |name: &str| {
        if *name == **fact {
            Known::No
        } else {
            Known::WhereRead
        }
    };
    let answer = |rule: &Rule| graph.possible(node, &known, &rule.expr);
    let all = transition
        .guards
        .iter()
        .map(|guard| answer(&guard.rule))
        .fold(Possible::only(Truth::Holds), Possible::and);
    // An automatic transition waits for what is not known: nothing is refused.
    if transition.by != By::Engine
        && all.may(Truth::Unknown)
        && let Some(guard) = transition
            .guards
            .iter()
            .find(|guard| answer(&guard.rule).may(Truth::Unknown))
    {
        return Some(guard.rule.place.clone());
    }
    if !all.may(Truth::Holds) {
        return None;
    }
    let when = transition
        .branches
        .iter()
        .find_map(|branch| match &branch.when {
            BranchWhen::Rule(rule) if answer(rule).may(Truth::Unknown) => Some(rule.place.clone()),
            _ => None,
        });
    let optional = graph.workflow.fact(fact).is_some_and(|fact| fact.optional);
    let tied = ties(transition, branch).any(|tie| {
        // A delegation may do without its days.
        let may_lack = optional && matches!(tie, Tie::Delegate { .. });
        tie.facts().contains(&fact) && !may_lack
    });
    let party = matches!(&transition.joint, Joint::Each(list) if list == fact);
    when.or_else(|| {
        let changed = changes(transition, branch).any(|change| match change {
            Change::Add {
                fact: counter,
                what: Addition::Number(_),
            } => counter == fact,
            Change::Add {
                what: Addition::Member(member),
                ..
            } => member == fact,
            Change::Set {
                to: Setting::After {
                    from: Some(from), ..
                },
                ..
            } => from == fact,
            _ => false,
        });
        (changed || tied || party).then(|| transition.element.place.clone())
    })
}

/// The transitions that give a fact.
fn giving(graph: &Graph<'_>, fact: &Name) -> Bilingual {
    let giving =
        graph.workflow.transitions.iter().filter(|transition| {
            transition.asks.contains(fact) || transition.may_ask.contains(fact)
        });
    let names = words::listed(giving.map(|transition| words::named(&transition.element)));
    if names.ko.is_empty() {
        Bilingual::new(
            "이 사실을 묻는 전이가 없고, 효과나 개시만이 정합니다.",
            "No transition asks for it; only effects or the opening set it.",
        )
    } else {
        Bilingual::new(
            format!("이 사실을 묻는 전이: {}", names.ko),
            format!("Transitions that ask for it: {}", names.en),
        )
    }
}

/// A shortest way to the step on which the fact stays unknown.
fn way_without(graph: &Graph<'_>, knowledge: &Knowledge, goal: &Edge, fact: &Name) -> Bilingual {
    let mut before: Vec<Option<&Edge>> = vec![None; graph.nodes.len()];
    let mut seen = vec![false; graph.nodes.len()];
    let mut open = std::collections::VecDeque::new();
    // From the beginning, or from a step that clears it.
    open.extend((0..graph.beginnings).filter(|at| !knowledge.at(graph, *at, fact)));
    let cleared = |edge: &Edge| {
        fired(graph, edge).any(|(transition, branch)| {
            changes(transition, branch)
                .any(|change| matches!(change, Change::Clear { fact: cleared } if cleared == fact))
        })
    };
    for edge in graph.edges.iter().filter(|edge| cleared(edge)) {
        open.push_back(edge.to);
    }
    for &start in &open {
        if let Some(mark) = seen.get_mut(start) {
            *mark = true;
        }
    }
    while let Some(at) = open.pop_front() {
        if at == goal.from {
            break;
        }
        for edge in graph.leaving(at) {
            let gives = fired(graph, edge).any(|(transition, branch)| {
                transition.asks.contains(fact)
                    || changes(transition, branch).any(|change| {
                        matches!(change, Change::Set { fact: set, .. } | Change::Add { fact: set, .. } if set == fact)
                    })
            });
            let Some(mark) = seen.get_mut(edge.to).filter(|mark| !**mark && !gives) else {
                continue;
            };
            *mark = true;
            if let Some(first) = before.get_mut(edge.to) {
                *first = Some(edge);
            }
            open.push_back(edge.to);
        }
    }
    let mut way = vec![goal];
    let mut at = goal.from;
    while let Some(edge) = before.get(at).copied().flatten() {
        way.push(edge);
        at = edge.from;
    }
    if at >= graph.beginnings {
        way.extend(graph.way_to(at).into_iter().rev());
    }
    way.reverse();
    words::way(graph.workflow, &way)
}
