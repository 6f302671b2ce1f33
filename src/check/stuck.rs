//! J0259, J0260: acts that no data makes lawful, and data with which no act is.

use std::collections::{BTreeMap, BTreeSet};

use super::explore::{Edge, Graph};
use super::search::{Goal, Outcome, Telling, Way, is_lasting, is_possible, never, seek};
use super::solver::stage::read_by;
use super::solver::{Must, Questions};
use super::{Search, View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::Expr;
use crate::workflow::{BranchWhen, Change, Transition, TransitionId};

/// Most cases without a way on that are told of one workflow.
const MOST_STUCK: usize = 5;
/// How many ways to an act are tried before all are looked at.
const FIRST_WAYS: usize = 1;

/// Acts whose conditions contradict what must have gone before.
pub(super) fn acts(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    if !graph.complete || view.input.search < Search::Everything {
        return Vec::new();
    }
    let workflow = graph.workflow;
    // The steps that take each, the farthest first: a way that some data goes shows
    // everything on it to be possible.
    let mut asked: Vec<(usize, TransitionId, Vec<usize>)> = Vec::new();
    for (at, transition) in workflow.transitions.iter().enumerate() {
        let id = TransitionId(at);
        let steps: Vec<usize> = graph
            .edges
            .iter()
            .enumerate()
            .filter(|(_, edge)| edge.fired.iter().any(|(one, _)| *one == id))
            .map(|(at, _)| at)
            .collect();
        let far = steps.iter().filter_map(|at| graph.edges.get(*at));
        let far = far.map(|edge| graph.way_at(edge.from).len()).min();
        if let Some(far) = far.filter(|_| hangs_on_more(transition)) {
            asked.push((far, id, steps));
        }
    }
    asked.sort_by_key(|(far, id, _)| (std::cmp::Reverse(*far), *id));
    let mut alive: BTreeSet<TransitionId> = BTreeSet::new();
    let mut findings = Vec::new();
    for (_, id, steps) in asked {
        let Some(transition) = workflow.transitions.get(id.0) else {
            continue;
        };
        if alive.contains(&id) || contradicts_itself(transition) {
            continue;
        }
        let goal = Goal::Step(steps.iter().copied().collect());
        let way = steps.iter().take(FIRST_WAYS).find_map(|&step| {
            let from = graph.edges.get(step)?.from;
            let mut edges = graph.way_at(from);
            let begins = match edges.first() {
                Some(first) => graph.edges.get(*first)?.from,
                None => from,
            };
            edges.push(step);
            let way = Way { begins, edges };
            is_possible(view, &way, &goal).then_some(way)
        });
        if let Some(way) = way {
            let edges = way.edges.iter().filter_map(|at| graph.edges.get(*at));
            alive.extend(edges.flat_map(|edge| edge.fired.iter().map(|(id, _)| *id)));
            continue;
        }
        if let Some(rules) = never(view, &goal) {
            let rules = rules
                .into_iter()
                .map(|rule| Bilingual::from(format!("`{rule}`")));
            let rules = words::listed(rules);
            let finding = Finding::new(codes::ACT_NEVER_LAWFUL)
                .at(&transition.element.place)
                .of(
                    workflow.id(),
                    format!("transition.{}", transition.element.id),
                )
                .with("transition", words::named(&transition.element));
            findings.push(if rules.ko.is_empty() {
                finding
            } else {
                finding.note(Bilingual::new(
                    format!("서로 어긋나는 것: {}", rules.ko),
                    format!("These contradict each other: {}", rules.en),
                ))
            });
        }
    }
    findings
}

/// Whether the rules of an act read what it does not ask for, or it counts on.
fn hangs_on_more(transition: &Transition) -> bool {
    let branches = transition.branches.iter();
    let adds = |change: &Change| matches!(change, Change::Add { .. });
    let counts = transition.changes.iter().any(adds)
        || branches
            .clone()
            .any(|branch| branch.changes.iter().any(adds));
    let guards = transition.guards.iter().map(|guard| &guard.rule.expr);
    let rules = guards.chain(branches.filter_map(|branch| match &branch.when {
        BranchWhen::Rule(rule) => Some(&rule.expr),
        BranchWhen::Otherwise => None,
    }));
    counts
        || rules.into_iter().any(|rule| {
            let mut read = BTreeSet::new();
            read_by(rule, &mut read);
            read.iter().any(|fact| !transition.asks.contains(fact))
        })
}

/// Whether no data at all meets the guards together: that is told for itself.
fn contradicts_itself(transition: &Transition) -> bool {
    let guards = || transition.guards.iter().map(|guard| &guard.rule.expr);
    let demands: Vec<_> = guards().map(|rule| (rule, Must::Hold)).collect();
    Questions::about(guards(), &|_| false).never(&demands)
}

/// Cases that have come to where no act can be lawful, whatever anybody does.
pub(super) fn cases(view: &View<'_>) -> Vec<Finding> {
    let graph = view.graph;
    let skipped = view.input.search < Search::Everything;
    if !graph.complete || skipped || view.input.definitions.is_empty() {
        return Vec::new();
    }
    let mut at: BTreeMap<usize, Vec<Vec<&Expr>>> = BTreeMap::new();
    for (node, stands) in graph.nodes.iter().enumerate() {
        if graph.tree.ended(&stands.active).is_some() || graph.leaving(node).next().is_none() {
            continue;
        }
        let needs: Vec<Vec<&Expr>> = graph.leaving(node).map(|edge| needs(graph, edge)).collect();
        if needs.iter().all(|need| !need.is_empty()) {
            at.insert(node, needs);
        }
    }
    let mut findings = Vec::new();
    let mut told: BTreeSet<crate::workflow::StateId> = BTreeSet::new();
    while !at.is_empty() && findings.len() < MOST_STUCK {
        // One place after the other, so that each gets a story of its own.
        let Some((node, needs)) = at.pop_first() else {
            break;
        };
        let Some(stands) = graph.nodes.get(node) else {
            continue;
        };
        let innermost = graph.tree.innermost(&stands.active);
        if innermost.iter().all(|state| told.contains(state)) {
            continue;
        }
        let Some(state) = innermost
            .iter()
            .find_map(|id| graph.workflow.states.get(id.0))
        else {
            continue;
        };
        let id = format!("stuck_in_{}", state.element.id);
        let telling = Telling {
            id: &id,
            title: Bilingual::new("나아갈 수 없는 사건", "A case without a way on"),
            place: &state.element.place,
            wait: None,
        };
        let goal = Goal::Blocked(BTreeMap::from([(node, needs)]));
        if let Outcome::Told(story) = seek(view, &goal, &telling) {
            let names = words::listed(innermost.iter().map(|id| words::state(graph.workflow, *id)));
            findings.push(
                Finding::new(codes::STUCK_CASE)
                    .at(&state.element.place)
                    .of(graph.workflow.id(), format!("state.{}", state.element.id))
                    .with("state", names)
                    .told(*story),
            );
            told.extend(innermost);
        }
    }
    findings
}

/// What a step needs of facts that it does not give itself, and that nothing but
/// another step changes.
fn needs<'a>(graph: &Graph<'a>, edge: &Edge) -> Vec<&'a Expr> {
    let mut rules: Vec<&'a Expr> = Vec::new();
    let mut given = BTreeSet::new();
    for &(id, branch) in &edge.fired {
        let Some(transition) = graph.workflow.transitions.get(id.0) else {
            continue;
        };
        given.extend(transition.asks.iter().chain(&transition.may_ask));
        rules.extend(transition.guards.iter().map(|guard| &guard.rule.expr));
        let branch = branch.and_then(|at| transition.branches.get(at));
        if let Some(BranchWhen::Rule(rule)) = branch.map(|branch| &branch.when) {
            rules.push(&rule.expr);
        }
    }
    let mut parts = Vec::new();
    for rule in rules {
        match rule {
            Expr::And(all) => parts.extend(all),
            one => parts.push(one),
        }
    }
    parts.retain(|part| {
        let mut read = BTreeSet::new();
        read_by(part, &mut read);
        is_lasting(part) && !read.is_empty() && read.iter().all(|fact| !given.contains(fact))
    });
    parts
}
