//! J0251, J0252: declared properties.
//!
//! Proofs over all data are not in this version. What the explored graph alone
//! settles is settled, since every real case runs along it: a *never* whose rule
//! can hold at no configuration, an *always* whose rule can do nothing else, a
//! *before* whose second transition is never taken first. A refutation is told
//! only of the configuration in which every case begins and rests.

use super::explore::{Graph, Node};
use super::possible::{Known, Possible};
use super::{View, codes, exclusion, words};
use crate::diagnostic::{Bilingual, Finding, Verdict};
use crate::guard::{Name, Rule, Truth};
use crate::workflow::{By, Exclusion, Property, PropertyKind, TransitionId};

/// What came of one property.
enum Outcome {
    Proved,
    /// Broken in the configuration in which every case begins.
    Refuted,
    /// A node at which the graph does not settle it, if there is one.
    Undecided(Option<usize>),
}

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    workflow
        .properties
        .iter()
        .filter_map(|property| {
            let finding = |code| {
                Finding::new(code)
                    .at(&property.element.place)
                    .of(workflow.id(), format!("property.{}", property.element.id))
                    .with("property", words::named(&property.element))
            };
            match outcome(view, property) {
                Outcome::Proved => None,
                Outcome::Refuted => Some(finding(codes::PROPERTY_REFUTED)),
                Outcome::Undecided(node) => {
                    let mut finding =
                        finding(codes::PROPERTY_UNDECIDED).verdict(Verdict::Undecided);
                    for note in looked_at(view, node) {
                        finding = finding.note(note);
                    }
                    Some(finding)
                }
            }
        })
        .collect()
}

/// The properties that the graph alone proves.
pub(super) fn proved(view: &View<'_>) -> Vec<Name> {
    view.graph
        .workflow
        .properties
        .iter()
        .filter(|property| matches!(outcome(view, property), Outcome::Proved))
        .map(|property| property.element.id.clone())
        .collect()
}

fn looked_at(view: &View<'_>, node: Option<usize>) -> Vec<Bilingual> {
    let graph = view.graph;
    let count = graph.nodes.len();
    if !graph.complete {
        return vec![Bilingual::new(
            format!("살펴본 것: 상태 조합 {count}개까지 보고 그쳤습니다."),
            format!("Looked at: {count} configurations, where the exploration stopped."),
        )];
    }
    let mut notes = vec![Bilingual::new(
        format!("살펴본 것: 사실의 값을 빼고 그림에서 이를 수 있는 상태 조합 {count}개 모두."),
        format!(
            "Looked at: all {count} configurations that the graph, without the values of facts, can reach."
        ),
    )];
    if let Some(node) = node {
        let at = graph
            .nodes
            .get(node)
            .map(|node| graph.tree.innermost(&node.active))
            .unwrap_or_default();
        let at = words::listed(at.iter().map(|id| words::state(graph.workflow, *id)));
        notes.push(Bilingual::new(
            format!("사실의 값에 따라 달라지는 첫 자리: {}", at.ko),
            format!(
                "The first place where the values of facts decide: {}",
                at.en
            ),
        ));
        notes.push(words::way(graph.workflow, &graph.way_to(node)));
    }
    notes
}

fn outcome(view: &View<'_>, property: &Property) -> Outcome {
    let graph = view.graph;
    if !graph.complete {
        return Outcome::Undecided(None);
    }
    match &property.kind {
        PropertyKind::Never(rule) => moments(
            view,
            rule,
            |answer| !answer.may(Truth::Holds),
            |answer| answer.is(Truth::Holds),
        ),
        PropertyKind::Always(rule) => moments(
            view,
            rule,
            |answer| answer.is(Truth::Holds),
            |answer| answer.is(Truth::Fails),
        ),
        PropertyKind::Before { first, then } => before(graph, first, then),
        PropertyKind::LeadsTo { from, .. } | PropertyKind::Within { from, .. } => {
            // Proved only where the occasion never comes.
            match moments(view, from, |answer| !answer.may(Truth::Holds), |_| false) {
                Outcome::Refuted => Outcome::Undecided(None),
                other => other,
            }
        }
        PropertyKind::Differ(transitions) => {
            let pairs = transitions.iter().enumerate().flat_map(|(at, first)| {
                let rest = transitions.get(at.saturating_add(1)..).unwrap_or(&[]);
                rest.iter().map(move |second| (first, second))
            });
            if pairs
                .into_iter()
                .all(|(one, other)| differ(graph, one, other) && differ(graph, other, one))
            {
                Outcome::Proved
            } else {
                Outcome::Undecided(None)
            }
        }
    }
}

/// Reads a rule at every configuration.
fn moments(
    view: &View<'_>,
    rule: &Rule,
    kept: impl Fn(Possible) -> bool,
    broken: impl Fn(Possible) -> bool,
) -> Outcome {
    let graph = view.graph;
    let answer = |at: usize, node: &Node| {
        let known = |fact: &str| {
            if view.knowledge.at(graph, at, fact) {
                Known::Yes
            } else {
                Known::Maybe
            }
        };
        graph.possible(node, &known, &rule.expr)
    };
    let open = graph
        .nodes
        .iter()
        .enumerate()
        .find(|(at, node)| !kept(answer(*at, node)));
    let Some((first, node)) = open else {
        return Outcome::Proved;
    };
    // Where automatic transitions follow the opening, the case rests elsewhere.
    let rests = graph.leaving(0).all(|edge| {
        edge.fired
            .first()
            .and_then(|(id, _)| graph.workflow.transitions.get(id.0))
            .is_some_and(|transition| transition.by != By::Engine)
    });
    if first == 0 && rests && broken(answer(0, node)) {
        Outcome::Refuted
    } else {
        Outcome::Undecided(Some(first))
    }
}

fn before(graph: &Graph<'_>, first: &Name, then: &Name) -> Outcome {
    let index = &graph.workflow.transition_index;
    let (Some(&first_id), Some(&then_id)) = (index.get(first), index.get(then)) else {
        return Outcome::Undecided(None);
    };
    let open = graph.edges.iter().find(|edge| {
        edge.fired.iter().any(|(id, _)| *id == then_id)
            && !graph
                .nodes
                .get(edge.from)
                .is_some_and(|node| node.taken.contains(&first_id))
    });
    match open {
        None => Outcome::Proved,
        Some(edge) => Outcome::Undecided(Some(edge.from)),
    }
}

/// Whether no person takes `second` after having taken `first`: either it never
/// comes after, or it excludes whoever took `first`, who is one person because
/// `first` does not come twice before it.
fn differ(graph: &Graph<'_>, first: &Name, second: &Name) -> bool {
    let workflow = graph.workflow;
    let index = &workflow.transition_index;
    let (Some(&first_id), Some(&second_id)) = (index.get(first), index.get(second)) else {
        return false;
    };
    // What fires with another transition is not held to its own exclusions.
    let alone = |id: TransitionId| {
        graph.edges.iter().all(|edge| {
            let position = edge.fired.iter().position(|(other, _)| *other == id);
            position.is_none_or(|position| position == 0)
        })
    };
    if !alone(first_id) || !alone(second_id) {
        return false;
    }
    if !exclusion::follows(graph, first_id, second_id) {
        return true;
    }
    let excludes = workflow.transition(second).is_some_and(|transition| {
        transition
            .not_by
            .iter()
            .any(|exclusion| matches!(exclusion, Exclusion::Transition(name) if name == first))
    });
    excludes && !exclusion::follows(graph, first_id, first_id)
}
