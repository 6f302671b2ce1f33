//! Where a case stands, and what that means for rules and for automatic transitions.

use std::collections::BTreeSet;

use super::State;
use crate::check::explore::{Edge, Graph, Node};
use crate::check::knowledge::changes;
use crate::check::solver::circuit::Bit;
use crate::check::solver::stage::{Facts, Fired, Origin, Place, Stage};
use crate::guard::{Expr, Name, Value};
use crate::workflow::{By, Change, StateId, Transition, TransitionId, Workflow};

/// Does something with rules read where the case stands, on some day, by somebody.
pub(in crate::check::search) fn with<'a, T>(
    stage: &mut Stage<'a>,
    place: &dyn Place,
    facts: &Facts,
    f: impl FnOnce(&mut Stage<'a>) -> T,
) -> T {
    let day = stage.day();
    stage.stand(facts, place, day.as_ref(), None);
    let out = f(stage);
    stage.leave();
    out
}

/// Neither, holds, fails.
pub(in crate::check::search) fn says(stage: &mut Stage<'_>, rule: &Expr) -> Option<[Bit; 3]> {
    let truth = stage.truth(rule)?;
    let circuit = stage.circuit();
    let either = circuit.or(truth.holds, truth.fails);
    Some([either.not(), truth.holds, truth.fails])
}

/// The number by which a constant is told apart.
pub(in crate::check::search) fn number(stage: &mut Stage<'_>, value: &Value) -> Option<i128> {
    match value {
        Value::Boolean(value) => Some(i128::from(*value)),
        Value::Integer(value) => Some(i128::from(*value)),
        Value::Choice(name) => Some(stage.encoder.symbols.number(name)),
        _ => None,
    }
}

/// The rules of a transition.
pub(in crate::check::search) fn rules_of(transition: &Transition) -> Vec<&Expr> {
    use crate::workflow::BranchWhen;
    let guards = transition.guards.iter().map(|guard| &guard.rule.expr);
    let branches = transition
        .branches
        .iter()
        .filter_map(|branch| match &branch.when {
            BranchWhen::Rule(rule) => Some(&rule.expr),
            BranchWhen::Otherwise => None,
        });
    guards.chain(branches).collect()
}

/// The transitions of a step.
pub(in crate::check::search) fn firing<'a>(graph: &Graph<'a>, edge: &Edge) -> Vec<Fired<'a>> {
    edge.fired
        .iter()
        .filter_map(|&(id, branch)| Some((graph.workflow.transitions.get(id.0)?, branch)))
        .collect()
}

/// Facts that a step may give or change.
pub(in crate::check::search) fn touched(fired: &[Fired<'_>]) -> BTreeSet<Name> {
    let mut facts = BTreeSet::new();
    for &(transition, branch) in fired {
        facts.extend(transition.asks.iter().chain(&transition.may_ask).cloned());
        for change in changes(transition, branch) {
            let (Change::Set { fact, .. } | Change::Add { fact, .. } | Change::Clear { fact }) =
                change;
            facts.insert(fact.clone());
        }
    }
    facts
}

/// Whether a step begins a new entry: the case rests before it.
pub(in crate::check::search) fn edge_leads(graph: &Graph<'_>, edge: &Edge) -> bool {
    let leader = edge.fired.first();
    leader
        .and_then(|(id, _)| graph.workflow.transitions.get(id.0))
        .is_some_and(|transition| transition.by != By::Engine)
}

/// Automatic transitions that would have gone before a step, had their guards held:
/// all of them where the case rests, and those that the engine looks at first where
/// another one goes. What a deadline or a recommendation may hold back would not.
pub(in crate::check::search) fn before_step(
    graph: &Graph<'_>,
    node: &Node,
    edge: Option<&Edge>,
) -> Vec<TransitionId> {
    let workflow = graph.workflow;
    let mut all = graph.automatic(node);
    if let Some(edge) = edge.filter(|edge| !edge_leads(graph, edge)) {
        let own = edge.fired.first().map(|(id, _)| *id);
        let place = all.iter().position(|id| Some(*id) == own);
        all.truncate(place.unwrap_or(0));
    }
    all.retain(|id| {
        workflow.transitions.get(id.0).is_some_and(|transition| {
            let name = &transition.element.id;
            let held = workflow
                .deadlines
                .iter()
                .any(|deadline| deadline.meets.contains(name));
            let blocked = workflow
                .recommendations
                .iter()
                .any(|one| one.blocks.contains(name));
            !held && !blocked
        })
    });
    all
}

/// That none of these automatic transitions goes and, where an entry is complete,
/// that nothing assumed is broken.
pub(in crate::check::search) fn resting<'a>(
    stage: &mut Stage<'a>,
    place: &dyn Place,
    facts: &Facts,
    workflow: &'a Workflow,
    waiting: &[TransitionId],
    complete: bool,
) -> Vec<Bit> {
    with(stage, place, facts, |stage| {
        let mut out: Vec<Bit> = waiting
            .iter()
            .filter_map(|id| workflow.transitions.get(id.0))
            .map(|transition| {
                let guards: Vec<Bit> = transition
                    .guards
                    .iter()
                    .map(|guard| match stage.truth(&guard.rule.expr) {
                        Some(truth) => stage.circuit().and(truth.holds, truth.error.not()),
                        // What cannot be followed may keep it from going.
                        None => Bit::False,
                    })
                    .collect();
                stage.circuit().all(guards).not()
            })
            .collect();
        if complete {
            out.extend(
                stage
                    .assumed()
                    .into_iter()
                    .map(|(bit, _): (Bit, Origin<'_>)| bit),
            );
        }
        out
    })
}

/// Which transitions were taken since which states were entered, after a step.
pub(in crate::check::search) fn since_after(
    graph: &Graph<'_>,
    pairs: &[(Name, Name)],
    before: &[(bool, bool)],
    edge: &Edge,
) -> Vec<(bool, bool)> {
    let workflow = graph.workflow;
    let mut after = before.to_vec();
    if pairs.is_empty() {
        return after;
    }
    for (id, entered) in graph.entered(edge) {
        let names = |state: &StateId, name: &Name| workflow.state_index.get(name) == Some(state);
        for ((transition, state), (ever, since)) in pairs.iter().zip(&mut after) {
            if workflow.transition_index.get(transition) == Some(&id) {
                *since = *ever;
            }
            if entered.iter().any(|one| names(one, state)) {
                *ever = true;
                *since = false;
            }
        }
    }
    after
}

/// Where a case stands.
pub(in crate::check::search) struct Stands<'c, 'a> {
    pub(in crate::check::search) graph: &'c Graph<'a>,
    pub(in crate::check::search) node: usize,
    pub(in crate::check::search) pairs: &'c [(Name, Name)],
    pub(in crate::check::search) since: &'c [(bool, bool)],
}

impl Place for Stands<'_, '_> {
    fn at(&self, state: &str) -> bool {
        let id = self.graph.workflow.state_index.get(state);
        let node = self.graph.nodes.get(self.node);
        id.is_some_and(|id| node.is_some_and(|node| node.active.contains(id)))
    }

    fn taken(&self, transition: &str) -> Option<bool> {
        let id = self.graph.workflow.transition_index.get(transition)?;
        let node = self.graph.nodes.get(self.node)?;
        self.graph
            .tracks(transition)
            .then(|| node.taken.contains(id))
    }

    fn since(&self, transition: &str, state: &str) -> Option<bool> {
        let mut pairs = self.pairs.iter().zip(self.since);
        let found = pairs.find(|((one, other), _)| **one == *transition && **other == *state);
        found.map(|(_, (_, since))| *since)
    }
}

pub(in crate::check::search) fn stands<'c, 'a>(
    graph: &'c Graph<'a>,
    pairs: &'c [(Name, Name)],
    state: &'c State,
) -> Stands<'c, 'a> {
    Stands {
        graph,
        node: state.node,
        pairs,
        since: &state.since,
    }
}
