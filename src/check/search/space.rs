//! What cases can come to, over the followed values: states that stand for all
//! data of which the same is so, and steps between them wherever some data allows
//! them. Every case runs along it, so what is not found here, no case can do.

mod moments;
mod place;
mod ways;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub(super) use place::{Stands, before_step, edge_leads, firing, rules_of, since_after};
use place::{number, resting, says, stands, touched, with};
use ways::ways;

use super::Budget;
use super::tracked::Tracked;
use crate::check::explore::{Edge, Graph, Node};
use crate::check::knowledge::{Knowledge, changes, fired};
use crate::check::solver::circuit::{Bit, Circuit, Found};
use crate::check::solver::encode::{FactValue, Truth};
use crate::check::solver::stage::{Facts, Fired, Place, Stage, Step, read_by};
use crate::check::solver::word::Word;
use crate::guard::{Expr, Name, Value};
use crate::workflow::{Addition, Change, FactSource, Setting, TransitionId, Workflow};

/// How many clauses one question may learn.
const EFFORT: u64 = 2_000;
/// Most ways on that one step from one state may have.
const MOST_AFTER: usize = 256;

/// Tells machines of one goal alone apart: more than there are transitions.
const OWN: usize = usize::MAX;

/// What a rule is to say at a moment at which a case rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Says {
    Holds,
    /// That it fails: it is known, and not so.
    Fails,
    /// Anything but that it holds.
    NotHolds,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub(in crate::check) enum Goal<'a> {
    /// A moment at which a rule says so.
    Moment(&'a Expr, Says),
    /// One of these steps.
    Step(BTreeSet<usize>),
    /// Somebody takes the second who has taken the first.
    Same {
        first: TransitionId,
        second: TransitionId,
    },
    /// At a node, of each of these lists one rule does not hold: each list is what a
    /// step from there needs of facts that stay.
    Blocked(BTreeMap<usize, Vec<Vec<&'a Expr>>>),
    /// At one of these nodes the first has held, and the second not since.
    Pending {
        from: &'a Expr,
        to: &'a Expr,
        at: Vec<bool>,
    },
}

impl<'a> Goal<'a> {
    /// The rules that it reads.
    pub(super) fn rules(&self) -> Vec<&'a Expr> {
        match self {
            Goal::Moment(rule, _) => vec![rule],
            Goal::Step(_) | Goal::Same { .. } | Goal::Blocked(_) => Vec::new(),
            Goal::Pending { from, to, .. } => vec![from, to],
        }
    }
}

/// All data of which the same is so, at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    pub(super) node: usize,
    /// The values of the exact facts; none is not known.
    exact: Vec<Option<i128>>,
    /// What the parts of rules say: 0 neither, 1 holds, 2 fails.
    parts: Vec<u8>,
    /// Per pair: whether the state was ever entered, and the transition taken since.
    since: Vec<(bool, bool)>,
    pending: bool,
    /// Of one person: whether they ever took the first transition, and whether they
    /// were the last to take each that is watched.
    person: Vec<bool>,
}

/// A way through the graph: where it begins, and its edges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) struct Way {
    pub(in crate::check) begins: usize,
    pub(in crate::check) edges: Vec<usize>,
}

/// The budget was spent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent;

/// What was found.
pub(super) enum Reached {
    /// No case can come to it.
    Never,
    /// Ways on which it is not excluded, shortest first.
    Ways(Vec<Way>),
}

/// What can be asked of one kind of step, or of a moment.
struct Machine<'a> {
    stage: Stage<'a>,
    before: Facts,
    conditions: Vec<Bit>,
    parts: Vec<Option<Truth>>,
    after: Vec<Option<[Bit; 3]>>,
    /// Sameness of exact facts and their values, made when asked for.
    same: BTreeMap<(usize, i128), Bit>,
    /// The facts that what is asked hangs on.
    reads: BTreeSet<Name>,
    /// What was answered, by what was assumed.
    answers: BTreeMap<Vec<Bit>, Vec<Vec<u8>>>,
    /// The same of moments: whether there was any such data.
    found: BTreeMap<Vec<Bit>, bool>,
}

/// What a search has made, for the next one that follows the same.
#[derive(Default)]
pub(super) struct Made<'a> {
    /// Machines by what they stand for.
    steps: BTreeMap<Signature, Machine<'a>>,
    moments: BTreeMap<Signature, Machine<'a>>,
    /// The rules that moments were asked about.
    asked: Vec<&'a Expr>,
}

impl Made<'_> {
    /// How many machines these are.
    pub(super) fn machines(&self) -> usize {
        self.steps.len().saturating_add(self.moments.len())
    }
}

/// The space over what is followed.
pub(super) struct Space<'s, 'a> {
    graph: &'s Graph<'a>,
    knowledge: &'s Knowledge,
    tracked: &'s Tracked<'a>,
    since: &'s [(Name, Name)],
    made: Made<'a>,
    questions: usize,
    budget: Budget,
    /// Numbers names as every other stage of the workflow does.
    plain: Stage<'a>,
}

/// What decides how the rules of a step read where the case stands.
type Signature = (
    Vec<(TransitionId, Option<usize>)>,
    Vec<u8>,
    Vec<TransitionId>,
);

impl<'s, 'a> Space<'s, 'a> {
    pub(super) fn new(
        graph: &'s Graph<'a>,
        knowledge: &'s Knowledge,
        (tracked, since): (&'s Tracked<'a>, &'s [(Name, Name)]),
        made: Made<'a>,
        budget: Budget,
    ) -> Self {
        Space {
            graph,
            knowledge,
            tracked,
            since,
            made,
            questions: 0,
            budget,
            plain: Stage::new(graph.workflow, std::iter::empty(), &BTreeSet::new(), 0),
        }
    }

    /// What was made, for the next search. What was asked of one goal alone is not of
    /// use to another.
    pub(super) fn made(mut self) -> Made<'a> {
        let own = TransitionId(OWN);
        let shared = |signature: &Signature| !signature.0.iter().any(|(tag, _)| *tag == own);
        self.made.moments.retain(|signature, _| shared(signature));
        self.made
    }

    /// Looks for a goal; gives at most so many ways to it.
    pub(super) fn reach(&mut self, goal: &Goal<'a>, most: usize) -> Result<Reached, Spent> {
        let mut seen: BTreeMap<State, usize> = BTreeMap::new();
        let mut states: Vec<State> = Vec::new();
        // The steps that enter each state, as (state, edge).
        let mut entering: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut open = VecDeque::new();
        let mut found: Vec<(usize, Option<usize>)> = Vec::new();
        for node in 0..self.graph.beginnings {
            for state in self.beginnings(node, goal)? {
                if !seen.contains_key(&state) {
                    seen.insert(state.clone(), states.len());
                    open.push_back(states.len());
                    states.push(state);
                    entering.push(Vec::new());
                }
            }
        }
        let beginnings = states.len();
        // What leads to no place at which it may be so need not be looked at.
        let leads = self.graph.backward(self.places(goal).into_iter());
        while let Some(at) = open.pop_front() {
            let Some(state) = states.get(at).cloned() else {
                continue;
            };
            if self.is_goal(&state, goal)? {
                found.push((at, None));
                // Others are looked for only as far as they are wanted.
                if found.len() >= most {
                    break;
                }
            }
            for &edge in self.graph.leaving_at(state.node) {
                let to = self.graph.edges.get(edge).map(|edge| edge.to);
                let leads = to.is_some_and(|to| leads.get(to).copied().unwrap_or(false));
                if !leads && !self.is_goal_step(&state, edge, goal) {
                    continue;
                }
                let after = self.after(&state, edge, goal)?;
                if !after.is_empty() && self.is_goal_step(&state, edge, goal) {
                    found.push((at, Some(edge)));
                    if found.len() >= most {
                        open.clear();
                    }
                }
                for next in after {
                    let to = match seen.get(&next) {
                        Some(&to) => to,
                        None => {
                            let to = states.len();
                            if to >= self.budget.states {
                                return Err(Spent);
                            }
                            seen.insert(next.clone(), to);
                            open.push_back(to);
                            states.push(next);
                            entering.push(Vec::new());
                            to
                        }
                    };
                    if let Some(list) = entering.get_mut(to) {
                        list.push((at, edge));
                    }
                }
            }
        }
        if found.is_empty() {
            return Ok(Reached::Never);
        }
        Ok(Reached::Ways(ways(
            &states,
            &entering,
            (beginnings, &found),
            most,
        )))
    }

    fn workflow(&self) -> &'a Workflow {
        self.graph.workflow
    }

    fn node(&self, at: usize) -> Option<&'s Node> {
        self.graph.nodes.get(at)
    }

    fn ask(&mut self) -> Result<(), Spent> {
        self.questions = self.questions.saturating_add(1);
        if self.questions > self.budget.questions {
            Err(Spent)
        } else {
            Ok(())
        }
    }

    /// The states in which a case may begin at a node.
    fn beginnings(&mut self, node: usize, goal: &Goal<'a>) -> Result<Vec<State>, Spent> {
        let workflow = self.workflow();
        let exact = self
            .tracked
            .exact
            .iter()
            .map(|fact| match workflow.fact(fact).map(|fact| &fact.source) {
                Some(FactSource::Initial(value)) => Some(value),
                _ => None,
            })
            .collect::<Vec<_>>();
        let rules = self.followed(&[]);
        let mut stage = Stage::new(workflow, rules.into_iter(), &self.exact_facts(), 2);
        let exact = exact
            .into_iter()
            .map(|value| value.and_then(|value| number(&mut stage, value)))
            .collect();
        let facts = stage.opening();
        let since = self
            .since
            .iter()
            .map(|(_, state)| {
                let id = workflow.state_index.get(state);
                let there = self
                    .node(node)
                    .is_some_and(|node| id.is_some_and(|id| node.active.contains(id)));
                (there, false)
            })
            .collect();
        let mut state = State {
            node,
            exact,
            parts: Vec::new(),
            since,
            pending: false,
            person: vec![false; self.watched(goal).len().saturating_add(1)],
        };
        let (conditions, parts) = {
            let place = stands(self.graph, self.since, &state);
            let conditions: Vec<Bit> = with(&mut stage, &place, &facts, |stage| {
                stage.assumed().into_iter().map(|(bit, _)| bit).collect()
            });
            let parts: Vec<Option<[Bit; 3]>> = with(&mut stage, &place, &facts, |stage| {
                self.tracked
                    .parts
                    .iter()
                    .map(|part| says(stage, &part.rule))
                    .collect()
            });
            (conditions, parts)
        };
        let mut out = Vec::new();
        for parts in self.each(&mut stage.encoder.circuit, &conditions, &parts)? {
            state.parts = parts;
            for pending in self.pending(&state, false, goal)? {
                out.push(State {
                    pending,
                    ..state.clone()
                });
            }
        }
        Ok(out)
    }

    fn exact_facts(&self) -> BTreeSet<Name> {
        self.tracked.exact.iter().cloned().collect()
    }

    /// The parts that are followed, with these rules.
    fn followed<'r>(&'r self, rules: &[&'r Expr]) -> Vec<&'r Expr> {
        let parts = self.tracked.parts.iter().map(|part| &*part.rule);
        rules.iter().copied().chain(parts).collect()
    }

    /// Every combination of what parts may say where all these hold.
    fn each(
        &mut self,
        circuit: &mut Circuit,
        conditions: &[Bit],
        parts: &[Option<[Bit; 3]>],
    ) -> Result<Vec<Vec<u8>>, Spent> {
        let mut out = Vec::new();
        let active = circuit.fresh();
        let mut assumed = conditions.to_vec();
        assumed.push(active);
        loop {
            self.ask()?;
            circuit.allow(EFFORT);
            match circuit.search(&assumed) {
                Found::None => return Ok(out),
                Found::Spent => return Err(Spent),
                Found::Some => {}
            }
            let mut said = Vec::with_capacity(parts.len());
            let mut differs = vec![active.not()];
            for part in parts {
                let Some(bits) = part else {
                    said.push(0);
                    continue;
                };
                let at = bits.iter().position(|bit| circuit.value(*bit)).unwrap_or(0);
                said.push(u8::try_from(at).unwrap_or(0));
                differs.extend(bits.get(at).map(|bit| bit.not()));
            }
            out.push(said);
            if out.len() > MOST_AFTER {
                return Err(Spent);
            }
            if differs.len() == 1 {
                return Ok(out);
            }
            circuit.require_any(differs);
        }
    }

    /// What is certain of a state, as assumptions about facts.
    fn assumptions(&self, machine: &mut Machine<'a>, state: &State) -> Vec<Bit> {
        let mut assumed = machine.conditions.clone();
        for (at, (fact, value)) in self.tracked.exact.iter().zip(&state.exact).enumerate() {
            let known = machine.before.known.get(fact).copied();
            let known = known.filter(|_| machine.reads.contains(fact));
            let Some(known) = known else {
                continue;
            };
            let Some(value) = value else {
                assumed.push(known.not());
                continue;
            };
            assumed.push(known);
            let bit = match machine.same.get(&(at, *value)) {
                Some(bit) => *bit,
                None => {
                    let bits = machine.before.bits.get(fact).map(|bits| bits.value.clone());
                    let bit = match bits {
                        Some(FactValue::Boolean(bit)) if *value == 1 => bit,
                        Some(FactValue::Boolean(bit)) => bit.not(),
                        Some(FactValue::Word(word)) => match Word::constant(*value) {
                            Ok(value) => word.is(machine.stage.circuit(), &value),
                            Err(_) => Bit::True,
                        },
                        _ => Bit::True,
                    };
                    machine.same.insert((at, *value), bit);
                    bit
                }
            };
            assumed.push(bit);
        }
        for (truth, said) in machine.parts.iter().zip(&state.parts) {
            let Some(truth) = truth else {
                continue;
            };
            match said {
                1 => assumed.push(truth.holds),
                2 => assumed.push(truth.fails),
                _ => {
                    assumed.push(truth.holds.not());
                    assumed.push(truth.fails.not());
                }
            }
        }
        for (fact, known) in &machine.before.known {
            if self.knowledge.at(self.graph, state.node, fact) {
                assumed.push(*known);
            }
        }
        assumed
    }

    /// What a step makes of a state.
    fn after(&mut self, state: &State, at: usize, goal: &Goal<'a>) -> Result<Vec<State>, Spent> {
        let graph = self.graph;
        let Some(edge) = graph.edges.get(at) else {
            return Ok(Vec::new());
        };
        let Some(exact) = self.exact_after(state, edge) else {
            return Ok(Vec::new());
        };
        let signature = self.signature(state, Some(edge), &[]);
        let mut machine = match self.made.steps.remove(&signature) {
            Some(machine) => machine,
            None => self.step_machine(state, edge),
        };
        let assumed = self.assumptions(&mut machine, state);
        // Where nothing is asked of a step, and nothing that is followed changes, there
        // is no question.
        let free = machine.conditions.iter().all(|bit| *bit == Bit::True)
            && machine.after.iter().all(Option::is_none);
        let each = if free {
            Ok(vec![vec![0; machine.after.len()]])
        } else {
            match machine.answers.get(&assumed) {
                Some(known) => Ok(known.clone()),
                None => {
                    let each =
                        self.each(&mut machine.stage.encoder.circuit, &assumed, &machine.after);
                    if let Ok(each) = &each {
                        machine.answers.insert(assumed, each.clone());
                    }
                    each
                }
            }
        };
        let untouched: Vec<bool> = machine.after.iter().map(Option::is_none).collect();
        self.made.steps.insert(signature, machine);
        let mut out = Vec::new();
        for said in each? {
            let parts = said
                .iter()
                .zip(&state.parts)
                .zip(&untouched)
                .map(|((new, old), untouched)| if *untouched { *old } else { *new })
                .collect();
            let next = State {
                node: edge.to,
                exact: exact.clone(),
                parts,
                since: since_after(graph, self.since, &state.since, edge),
                pending: false,
                person: state.person.clone(),
            };
            for pending in self.pending(&next, state.pending, goal)? {
                for person in self.person_after(&state.person, edge, goal) {
                    out.push(State {
                        pending,
                        person,
                        ..next.clone()
                    });
                }
            }
        }
        Ok(out)
    }

    /// The exact values after a step; none where an addition leaves its range.
    fn exact_after(&mut self, state: &State, edge: &Edge) -> Option<Vec<Option<i128>>> {
        let mut exact = state.exact.clone();
        for (transition, branch) in fired(self.graph, edge) {
            for change in changes(transition, branch) {
                let (Change::Set { fact, .. } | Change::Add { fact, .. } | Change::Clear { fact }) =
                    change;
                let place = self.tracked.exact.iter().position(|one| one == fact);
                let Some(value) = place.and_then(|place| exact.get_mut(place)) else {
                    continue;
                };
                match change {
                    Change::Clear { .. } => *value = None,
                    Change::Set {
                        to: Setting::Constant(to),
                        ..
                    } => *value = number(&mut self.plain, to),
                    Change::Add {
                        what: Addition::Number(number),
                        ..
                    } => {
                        let sum = (*value)?.checked_add(i128::from(*number))?;
                        let fits = i64::try_from(sum).ok().map(Value::Integer);
                        let of = self.workflow().fact(fact).map(|fact| &fact.of)?;
                        if !fits?.fits(of) {
                            return None;
                        }
                        *value = Some(sum);
                    }
                    _ => *value = None,
                }
            }
        }
        Some(exact)
    }

    /// How the rules of a step, or of a moment, read where the case stands.
    fn signature(&self, state: &State, edge: Option<&Edge>, more: &[&'a Expr]) -> Signature {
        let place = stands(self.graph, self.since, state);
        let workflow = self.workflow();
        let automatic = self.waiting(state, edge);
        let mut rules: Vec<&Expr> = more.to_vec();
        rules.extend(workflow.assumes.iter().map(|assume| &assume.rule.expr));
        let firing = edge.into_iter().flat_map(|edge| fired(self.graph, edge));
        let waiting = automatic
            .iter()
            .filter_map(|id| workflow.transitions.get(id.0));
        for transition in firing.map(|(transition, _)| transition).chain(waiting) {
            rules.extend(rules_of(transition));
        }
        let mut read = Vec::new();
        for rule in rules {
            rule.walk(&mut |part| {
                let said = match part {
                    Expr::At(state) => Some(place.at(state)),
                    Expr::Taken(transition) => place.taken(transition),
                    Expr::TakenSince { transition, state } => place.since(transition, state),
                    _ => return,
                };
                read.push(match said {
                    None => 0,
                    Some(false) => 1,
                    Some(true) => 2,
                });
            });
        }
        let fired = edge.map(|edge| edge.fired.clone()).unwrap_or_default();
        (fired, read, automatic)
    }

    /// Automatic transitions that would have gone before this step.
    fn waiting(&self, state: &State, edge: Option<&Edge>) -> Vec<TransitionId> {
        let Some(node) = self.node(state.node) else {
            return Vec::new();
        };
        before_step(self.graph, node, edge)
    }

    fn step_machine(&self, state: &State, edge: &Edge) -> Machine<'a> {
        let workflow = self.workflow();
        let firing: Vec<Fired<'a>> = firing(self.graph, edge);
        let waiting = self.waiting(state, Some(edge));
        let mut rules: Vec<&'a Expr> = Vec::new();
        let awaited = waiting
            .iter()
            .filter_map(|id| workflow.transitions.get(id.0));
        for transition in firing.iter().map(|(one, _)| *one).chain(awaited) {
            rules.extend(rules_of(transition));
        }
        rules.extend(workflow.assumes.iter().map(|assume| &assume.rule.expr));
        let touched = touched(&firing);
        let rules = self.followed(&rules);
        let mut reads = touched.clone();
        rules.iter().for_each(|rule| read_by(rule, &mut reads));
        let mut stage = Stage::new(workflow, rules.into_iter(), &self.exact_facts(), 2);
        let before = stage.any();
        let place = stands(self.graph, self.since, state);
        let parts = with(&mut stage, &place, &before, |stage| {
            self.tracked
                .parts
                .iter()
                .map(|part| stage.truth(&part.rule))
                .collect()
        });
        let mut conditions = resting(
            &mut stage,
            &place,
            &before,
            workflow,
            &waiting,
            edge_leads(self.graph, edge),
        );
        let mut after = vec![None; self.tracked.parts.len()];
        if let (Some(today), Some(actor)) = (stage.day(), stage.somebody()) {
            let Step {
                after: left,
                conditions: demands,
                ..
            } = stage.step(&before, &place, &firing, (&today, &actor));
            conditions.extend(demands.into_iter().map(|(bit, _)| bit));
            after = with(&mut stage, &place, &left, |stage| {
                self.tracked
                    .parts
                    .iter()
                    .map(|part| {
                        let changes = part.reads.iter().any(|fact| touched.contains(fact));
                        changes.then(|| says(stage, &part.rule)).flatten()
                    })
                    .collect()
            });
        }
        Machine {
            stage,
            before,
            conditions,
            parts,
            after,
            same: BTreeMap::new(),
            reads,
            answers: BTreeMap::new(),
            found: BTreeMap::new(),
        }
    }
}
