//! J0251, J0252: declared properties, over all data.
//!
//! What the explored graph alone settles is settled by it, since every real case
//! runs along it. The rest is searched with its data ([`super::search`]): proved
//! where no case comes to a breach, refuted where one does that the engine has
//! played from the opening on, and else not decided, with the reason.
//!
//! A rule that is not known yet breaks nothing: *never* is broken where it holds, and
//! *always* where it fails.
//!
//! `leads_to` is read as lawyers do: nobody is forced to act, so a case may wait for
//! as long as it likes. It is broken by a case that comes to where the second can
//! follow no more, and proved where from every place at which it is outstanding some
//! acts bring it that nothing can stand against.

mod follows;

use super::explore::{Graph, Node};
use super::possible::{Known, Possible};
use super::search::{Goal, Open, Outcome as Found, Says, Telling, seek, why};
use super::{View, codes, exclusion, words};
use crate::diagnostic::{Bilingual, Finding, Story, Verdict};
use crate::guard::{Name, Rule, Truth};
use crate::workflow::{By, Exclusion, Property, PropertyKind, TransitionId};

/// What came of one property.
enum Outcome {
    Proved,
    /// This case breaks it; none is told where every case does from the opening on.
    Refuted(Option<Box<Story>>),
    /// Why it is not decided.
    Undecided(Bilingual),
}

/// The findings about properties, and those that are proved.
pub(super) fn decide(view: &View<'_>) -> (Vec<Finding>, Vec<Name>) {
    let workflow = view.graph.workflow;
    let (mut findings, mut proved) = (Vec::new(), Vec::new());
    for property in &workflow.properties {
        let finding = |code| {
            Finding::new(code)
                .at(&property.element.place)
                .of(workflow.id(), format!("property.{}", property.element.id))
                .with("property", words::named(&property.element))
        };
        match outcome(view, property) {
            Outcome::Proved => proved.push(property.element.id.clone()),
            Outcome::Refuted(None) => findings.push(finding(codes::PROPERTY_REFUTED).note(
                Bilingual::new("개시하자마자 그렇습니다.", "It is so from the opening on."),
            )),
            Outcome::Refuted(Some(story)) => {
                findings.push(finding(codes::PROPERTY_REFUTED).told(*story));
            }
            Outcome::Undecided(why) => findings.push(
                finding(codes::PROPERTY_UNDECIDED)
                    .verdict(Verdict::Undecided)
                    .note(looked_at(view.graph))
                    .note(why),
            ),
        }
    }
    (findings, proved)
}

fn looked_at(graph: &Graph<'_>) -> Bilingual {
    let count = graph.nodes.len();
    if graph.complete {
        Bilingual::new(
            format!(
                "살펴본 것: 이를 수 있는 상태 조합 {count}개와 그 사이에서 사실이 가질 수 있는 값."
            ),
            format!(
                "Looked at: {count} configurations, and the values that facts may have on the ways between them."
            ),
        )
    } else {
        Bilingual::new(
            format!("살펴본 것: 상태 조합 {count}개까지 보고 그쳤습니다."),
            format!("Looked at: {count} configurations, where the exploration stopped."),
        )
    }
}

fn outcome<'a>(view: &View<'a>, property: &'a Property) -> Outcome {
    let graph = view.graph;
    if !graph.complete {
        return Outcome::Undecided(why(graph.workflow, &Open::Graph));
    }
    let telling = Telling {
        id: &property.element.id,
        title: property.element.title.clone(),
        place: &property.element.place,
        wait: None,
    };
    let sought = |goal: &Goal<'a>| from_search(view, seek(view, goal, &telling));
    match &property.kind {
        PropertyKind::Never(rule) => {
            if moments(view, rule, |answer| !answer.may(Truth::Holds)) {
                return Outcome::Proved;
            }
            let found = seek(view, &Goal::Moment(&rule.expr, Says::Holds), &telling);
            or_at_once(view, found, rule, |answer| answer.is(Truth::Holds))
        }
        PropertyKind::Always(rule) => {
            if moments(view, rule, |answer| !answer.may(Truth::Fails)) {
                return Outcome::Proved;
            }
            let found = seek(view, &Goal::Moment(&rule.expr, Says::Fails), &telling);
            or_at_once(view, found, rule, |answer| answer.is(Truth::Fails))
        }
        PropertyKind::Before { first, then } => match before(graph, first, then) {
            edges if edges.is_empty() => Outcome::Proved,
            edges => sought(&Goal::Step(edges)),
        },
        PropertyKind::LeadsTo { from, to } => {
            if moments(view, from, |answer| !answer.may(Truth::Holds)) {
                return Outcome::Proved;
            }
            follows::leads_to(view, &from.expr, &to.expr, &telling)
        }
        PropertyKind::Within { from, to, time } => {
            if moments(view, from, |answer| !answer.may(Truth::Holds)) {
                return Outcome::Proved;
            }
            follows::within(view, &from.expr, &to.expr, time, &telling)
        }
        PropertyKind::Differ(transitions) => {
            let mut undecided = None;
            for first in transitions {
                for second in transitions {
                    if first == second || differ(graph, first, second) {
                        continue;
                    }
                    let index = &graph.workflow.transition_index;
                    let (Some(&first), Some(&second)) = (index.get(first), index.get(second))
                    else {
                        continue;
                    };
                    match sought(&Goal::Same { first, second }) {
                        Outcome::Proved => {}
                        Outcome::Refuted(story) => return Outcome::Refuted(story),
                        Outcome::Undecided(why) => {
                            undecided.get_or_insert(why);
                        }
                    }
                }
            }
            undecided.map_or(Outcome::Proved, Outcome::Undecided)
        }
    }
}

fn from_search(view: &View<'_>, found: Found) -> Outcome {
    match found {
        Found::Never => Outcome::Proved,
        Found::Told(story) => Outcome::Refuted(Some(story)),
        Found::Open(open) => Outcome::Undecided(why(view.graph.workflow, &open)),
    }
}

/// What the search says; where it tells nothing, a rule may still be broken in the
/// configuration in which every case begins and rests.
fn or_at_once(
    view: &View<'_>,
    found: Found,
    rule: &Rule,
    broken: impl Fn(Possible) -> bool,
) -> Outcome {
    let graph = view.graph;
    let rests = graph.leaving(0).all(|edge| {
        edge.fired
            .first()
            .and_then(|(id, _)| graph.workflow.transitions.get(id.0))
            .is_some_and(|transition| transition.by != By::Engine)
    });
    let at_once = || {
        graph
            .nodes
            .first()
            .is_some_and(|node| rests && broken(answer(view, rule, 0, node)))
    };
    match from_search(view, found) {
        Outcome::Undecided(_) if at_once() => Outcome::Refuted(None),
        other => other,
    }
}

fn answer(view: &View<'_>, rule: &Rule, at: usize, node: &Node) -> Possible {
    let graph = view.graph;
    let known = |fact: &str| {
        if view.knowledge.at(graph, at, fact) {
            Known::Yes
        } else {
            Known::Maybe
        }
    };
    graph.possible(node, &known, &rule.expr)
}

/// Whether a rule answers so at every configuration.
fn moments(view: &View<'_>, rule: &Rule, kept: impl Fn(Possible) -> bool) -> bool {
    let mut nodes = view.graph.nodes.iter().enumerate();
    nodes.all(|(at, node)| kept(answer(view, rule, at, node)))
}

/// The steps that take the second transition before the first.
fn before(graph: &Graph<'_>, first: &Name, then: &Name) -> std::collections::BTreeSet<usize> {
    let index = &graph.workflow.transition_index;
    let (Some(&first), Some(&then)) = (index.get(first), index.get(then)) else {
        return std::collections::BTreeSet::new();
    };
    graph
        .edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| {
            edge.fired.iter().any(|(id, _)| *id == then)
                && !graph
                    .nodes
                    .get(edge.from)
                    .is_some_and(|node| node.taken.contains(&first))
        })
        .map(|(at, _)| at)
        .collect()
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
