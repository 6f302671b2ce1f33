//! What is looked for, and whether a state may have it.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{resting, rules_of, stands, with};
use super::{EFFORT, Goal, Machine, OWN, Says, Space, Spent, State};
use crate::check::explore::{Edge, Node};
use crate::check::possible::Known;
use crate::check::solver::circuit::{Bit, Found};
use crate::check::solver::stage::{Stage, read_by};
use crate::guard::{Expr, Truth, Value};
use crate::workflow::{By, Exclusion, TransitionId};

impl<'a> Space<'_, 'a> {
    /// The transitions of which it matters who took them last: those that exclude
    /// from the second.
    pub(super) fn watched(&self, goal: &Goal<'a>) -> Vec<TransitionId> {
        let Goal::Same { second, .. } = goal else {
            return Vec::new();
        };
        let workflow = self.workflow();
        let second = workflow.transitions.get(second.0);
        second
            .into_iter()
            .flat_map(|second| &second.not_by)
            .filter_map(|exclusion| match exclusion {
                Exclusion::Transition(name) => workflow.transition_index.get(name).copied(),
                Exclusion::Fact(_) => None,
            })
            .collect()
    }

    /// What is so of one person after a step that they, or somebody else, may take.
    pub(super) fn person_after(
        &self,
        before: &[bool],
        edge: &Edge,
        goal: &Goal<'a>,
    ) -> Vec<Vec<bool>> {
        let Goal::Same { first, .. } = goal else {
            return vec![before.to_vec()];
        };
        let watched = self.watched(goal);
        let after = |acts: bool| {
            let mut after = before.to_vec();
            for (id, _) in &edge.fired {
                if let Some(ever) = after.first_mut() {
                    *ever |= acts && id == first;
                }
                for (last, of) in after.iter_mut().skip(1).zip(&watched) {
                    if id == of {
                        *last = acts;
                    }
                }
            }
            after
        };
        if self.by_people(edge) {
            vec![after(true), after(false)]
        } else {
            vec![after(false)]
        }
    }

    pub(super) fn by_people(&self, edge: &Edge) -> bool {
        let leader = edge.fired.first();
        leader
            .and_then(|(id, _)| self.workflow().transitions.get(id.0))
            .is_some_and(|leader| matches!(leader.by, By::Roles(_)))
    }

    /// Whether a step that is taken from a state is what is looked for.
    pub(super) fn is_goal_step(&self, state: &State, at: usize, goal: &Goal<'a>) -> bool {
        let Some(edge) = self.graph.edges.get(at) else {
            return false;
        };
        match goal {
            Goal::Step(edges) => edges.contains(&at),
            Goal::Same { second, .. } => {
                let takes = edge.fired.iter().any(|(id, _)| id == second);
                let mut person = state.person.iter();
                let has = person.next().copied().unwrap_or(false);
                takes && has && self.by_people(edge) && !person.any(|last| *last)
            }
            Goal::Moment(..) | Goal::Pending { .. } | Goal::Blocked(_) => false,
        }
    }

    /// Where what is looked for may be, whatever the data.
    pub(super) fn places(&self, goal: &Goal<'a>) -> Vec<usize> {
        let graph = self.graph;
        let from = |edge: &usize| graph.edges.get(*edge).map(|edge| edge.from);
        match goal {
            Goal::Moment(rule, says) => {
                let may = |node: &Node| {
                    let answer = graph.possible(node, &|_| Known::Maybe, rule);
                    match says {
                        Says::Holds => answer.may(Truth::Holds),
                        Says::Fails => answer.may(Truth::Fails),
                        Says::NotHolds => true,
                    }
                };
                let nodes = graph.nodes.iter().enumerate();
                nodes
                    .filter(|(_, node)| may(node))
                    .map(|(at, _)| at)
                    .collect()
            }
            Goal::Step(edges) => edges.iter().filter_map(from).collect(),
            Goal::Same { second, .. } => graph
                .edges
                .iter()
                .filter(|edge| edge.fired.iter().any(|(id, _)| id == second))
                .map(|edge| edge.from)
                .collect(),
            Goal::Blocked(at) => at.keys().copied().collect(),
            Goal::Pending { at, .. } => {
                let nodes = at.iter().enumerate();
                nodes.filter(|(_, at)| **at).map(|(node, _)| node).collect()
            }
        }
    }

    /// Whether a case may rest in a state with what is looked for.
    pub(super) fn is_goal(&mut self, state: &State, goal: &Goal<'a>) -> Result<bool, Spent> {
        match goal {
            Goal::Step(_) | Goal::Same { .. } => Ok(false),
            Goal::Blocked(at) => match at.get(&state.node) {
                Some(needs) => self.may_block(state, needs),
                None => Ok(false),
            },
            Goal::Moment(rule, says) => {
                let node = self.graph.nodes.get(state.node);
                let may = node.is_some_and(|node| {
                    let answer = self.graph.possible(node, &|_| Known::Maybe, rule);
                    match says {
                        Says::Holds => answer.may(Truth::Holds),
                        Says::Fails => answer.may(Truth::Fails),
                        Says::NotHolds => true,
                    }
                });
                Ok(may && self.may_say(state, rule, *says)?)
            }
            Goal::Pending { at, .. } => Ok(state.pending
                && at.get(state.node).copied().unwrap_or(false)
                && self.may_rest(state)?),
        }
    }

    /// Whether of each list one rule may not hold, while a case rests in a state.
    fn may_block(&mut self, state: &State, needs: &[Vec<&'a Expr>]) -> Result<bool, Spent> {
        let mut signature = self.signature(state, None, &[]);
        signature.0.push((TransitionId(OWN), Some(state.node)));
        let mut machine = match self.made.moments.remove(&signature) {
            Some(machine) => machine,
            None => {
                let rules: Vec<&'a Expr> = needs.iter().flatten().copied().collect();
                self.machine_of(state, &rules, &|stage| {
                    let mut all = Bit::True;
                    for need in needs {
                        let mut one = Bit::False;
                        for rule in need {
                            let holds = stage.holds(rule);
                            one = stage.circuit().or(one, holds.not());
                        }
                        all = stage.circuit().and(all, one);
                    }
                    all
                })
            }
        };
        let found = self.search(&mut machine, state);
        self.made.moments.insert(signature, machine);
        found
    }

    fn search(&mut self, machine: &mut Machine<'a>, state: &State) -> Result<bool, Spent> {
        let assumed = self.assumptions(machine, state);
        if let Some(found) = machine.found.get(&assumed) {
            return Ok(*found);
        }
        self.ask()?;
        let circuit = machine.stage.circuit();
        circuit.allow(EFFORT);
        let found = match circuit.search(&assumed) {
            Found::Some => true,
            Found::None => false,
            Found::Spent => return Err(Spent),
        };
        machine.found.insert(assumed, found);
        Ok(found)
    }

    pub(super) fn may_rest(&mut self, state: &State) -> Result<bool, Spent> {
        static TRUE: Expr = Expr::Literal(Value::Boolean(true));
        self.may_say(state, &TRUE, Says::Holds)
    }

    /// Whether a rule may say so while a case rests in a state.
    pub(super) fn may_say(
        &mut self,
        state: &State,
        rule: &'a Expr,
        wanted: Says,
    ) -> Result<bool, Spent> {
        let mut signature = self.signature(state, None, &[rule]);
        // The rule itself and what it is to say tell machines apart as well.
        let place = self.made.asked.iter().position(|known| *known == rule);
        let place = place.unwrap_or_else(|| {
            self.made.asked.push(rule);
            self.made.asked.len().saturating_sub(1)
        });
        let tag = TransitionId(match wanted {
            Says::Holds => 0,
            Says::Fails => 1,
            Says::NotHolds => 2,
        });
        signature.0.push((tag, Some(place)));
        let mut machine = match self.made.moments.remove(&signature) {
            Some(machine) => machine,
            None => self.moment_machine(state, rule, wanted),
        };
        let found = self.search(&mut machine, state);
        self.made.moments.insert(signature, machine);
        found
    }

    fn moment_machine(&self, state: &State, rule: &'a Expr, wanted: Says) -> Machine<'a> {
        self.machine_of(state, &[rule], &|stage| {
            let holds = stage.holds(rule);
            match wanted {
                Says::Holds => holds,
                Says::Fails => stage.fails(rule),
                // What cannot be followed may say anything.
                Says::NotHolds if stage.left_out => Bit::True,
                Says::NotHolds => holds.not(),
            }
        })
    }

    /// What can be asked of a moment at which something is said.
    fn machine_of(
        &self,
        state: &State,
        asked: &[&'a Expr],
        said: &dyn Fn(&mut Stage<'a>) -> Bit,
    ) -> Machine<'a> {
        let workflow = self.workflow();
        let waiting = self.waiting(state, None);
        let mut rules = asked.to_vec();
        for transition in waiting
            .iter()
            .filter_map(|id| workflow.transitions.get(id.0))
        {
            rules.extend(rules_of(transition));
        }
        rules.extend(workflow.assumes.iter().map(|assume| &assume.rule.expr));
        let rules = self.followed(&rules);
        let mut reads = BTreeSet::new();
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
        let mut conditions = resting(&mut stage, &place, &before, workflow, &waiting, true);
        conditions.push(with(&mut stage, &place, &before, said));
        Machine {
            stage,
            before,
            conditions,
            parts,
            after: Vec::new(),
            same: BTreeMap::new(),
            reads,
            answers: BTreeMap::new(),
            found: BTreeMap::new(),
        }
    }

    /// Whether something is still outstanding in a state: it may be either. It is
    /// looked at where a case rests.
    pub(super) fn pending(
        &mut self,
        state: &State,
        before: bool,
        goal: &Goal<'a>,
    ) -> Result<Vec<bool>, Spent> {
        let Goal::Pending { from, to, .. } = goal else {
            return Ok(vec![false]);
        };
        let mut out = BTreeSet::new();
        if !self.waiting(state, None).is_empty() {
            out.insert(before);
        }
        if self.may_rest(state)? {
            let to_holds = self.may_say(state, to, Says::Holds)?;
            let to_does_not = self.may_say(state, to, Says::NotHolds)?;
            if before {
                if to_does_not {
                    out.insert(true);
                }
                if to_holds {
                    out.insert(false);
                }
            } else {
                if to_does_not && self.may_say(state, from, Says::Holds)? {
                    out.insert(true);
                }
                if to_holds || self.may_say(state, from, Says::NotHolds)? {
                    out.insert(false);
                }
            }
        }
        if out.is_empty() {
            out.insert(before);
        }
        Ok(out.into_iter().collect())
    }
}
