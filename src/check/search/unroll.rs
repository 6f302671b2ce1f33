//! One way through the graph as one question: is there data, are there people and
//! days, with which a case goes exactly this way?

use std::collections::BTreeSet;

use super::space::{
    Goal, Says, Stands, Way, before_step, edge_leads, firing, rules_of, since_after,
};
use crate::check::explore::Graph;
use crate::check::solver::circuit::{Bit, Found};
use crate::check::solver::encode::FactValue;
use crate::check::solver::stage::{Facts, Fired, Origin, Place, Reads, Stage};
use crate::check::solver::word::Word;
use crate::engine::{CLOCK, ENGINE};
use crate::guard::{Expr, Name, Type};
use crate::workflow::{By, Exclusion, RoleHolder, Transition, Workflow};

/// How many clauses the question of one way may learn.
const EFFORT: u64 = 20_000;

/// One step of a way.
pub(super) struct Frame<'a> {
    /// The edge of the graph.
    pub(super) edge: usize,
    pub(super) fired: Vec<Fired<'a>>,
    /// Whether a new entry begins with it.
    pub(super) leads: bool,
    pub(super) day: Word,
    pub(super) actor: Word,
    /// With what the act gives.
    pub(super) act: Facts,
    /// Facts that may be given, and whether they are.
    pub(super) given: std::collections::BTreeMap<Name, Bit>,
    pub(super) reads: Reads,
}

/// A way as a question.
pub(super) struct Unrolled<'a> {
    begins: usize,
    pub(super) stage: Stage<'a>,
    pub(super) opening: Facts,
    pub(super) opening_given: std::collections::BTreeMap<Name, Bit>,
    pub(super) opened_on: Word,
    pub(super) opener: Word,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) conditions: Vec<(Bit, Origin<'a>)>,
    /// What the claim read at the end.
    pub(super) last_reads: Reads,
}

/// What came of a question.
pub(super) enum Solved<'a> {
    /// There is such data.
    Possible,
    /// There is none, for these reasons.
    Impossible(Vec<Origin<'a>>),
    /// It was not settled within the effort.
    Spent,
}

impl<'a> Unrolled<'a> {
    /// A way that ends with what is looked for. Numbers that are too wide to be
    /// followed make no question at all.
    pub(super) fn new(
        graph: &Graph<'a>,
        pairs: &[(Name, Name)],
        way: &Way,
        goal: &Goal<'a>,
    ) -> Option<Self> {
        let workflow = graph.workflow;
        let mut rules: Vec<&'a Expr> = goal.rules();
        rules.extend(workflow.assumes.iter().map(|assume| &assume.rule.expr));
        let edges: Vec<_> = way
            .edges
            .iter()
            .filter_map(|at| Some((*at, graph.edges.get(*at)?)))
            .collect();
        for (_, edge) in &edges {
            for (transition, _) in firing(graph, edge) {
                rules.extend(rules_of(transition));
            }
            if let Some(node) = graph.nodes.get(edge.from) {
                for id in before_step(graph, node, Some(edge)) {
                    if let Some(transition) = workflow.transitions.get(id.0) {
                        rules.extend(rules_of(transition));
                    }
                }
            }
        }
        let last = edges.last().map_or(way.begins, |(_, edge)| edge.to);
        for id in graph
            .nodes
            .get(last)
            .map(|node| before_step(graph, node, None))
            .unwrap_or_default()
        {
            if let Some(transition) = workflow.transitions.get(id.0) {
                rules.extend(rules_of(transition));
            }
        }
        if let Goal::Blocked(at) = goal {
            rules.extend(at.get(&last).into_iter().flatten().flatten().copied());
        }
        let people = people_facts(workflow);
        let mut stage = Stage::new(
            workflow,
            rules.into_iter(),
            &people,
            edges.len().saturating_add(2),
        );
        let mut conditions: Vec<(Bit, Origin<'a>)> = Vec::new();
        let mut since: Vec<(bool, bool)> = pairs
            .iter()
            .map(|(_, state)| {
                let id = workflow.state_index.get(state);
                let node = graph.nodes.get(way.begins);
                let there = id.is_some_and(|id| node.is_some_and(|node| node.active.contains(id)));
                (there, false)
            })
            .collect();
        let opening = stage.opening();
        let opening_given = stage.opening_given(&opening);
        let opened_on = stage.day()?;
        let opener = stage.somebody()?;
        nobody(&mut stage, &opener, &mut conditions)?;
        let mut unrolled = Unrolled {
            begins: way.begins,
            stage,
            opened_on: opened_on.clone(),
            opener,
            opening: opening.clone(),
            opening_given,
            frames: Vec::new(),
            conditions,
            last_reads: Reads::new(),
        };
        let (mut facts, mut day, mut node) = (opening, opened_on, way.begins);
        let mut pending = Bit::False;
        for (at, edge) in edges {
            let stands = Stands {
                graph,
                node,
                pairs,
                since: &since,
            };
            let leads = edge_leads(graph, edge);
            let from = graph.nodes.get(node)?;
            let waiting = before_step(graph, from, Some(edge));
            unrolled.rest(&facts, &stands, &day, &waiting, leads);
            if leads {
                pending = unrolled.pending(&facts, &stands, &day, goal, pending);
            }
            let fired = firing(graph, edge);
            let (today, actor) = unrolled.moment(&fired, &day, leads)?;
            let step = unrolled
                .stage
                .step(&facts, &stands, &fired, (&today, &actor));
            unrolled.conditions.extend(step.conditions);
            unrolled.people(workflow, &facts, &step.act, &fired, &actor);
            since = since_after(graph, pairs, &since, edge);
            node = edge.to;
            facts = step.after.clone();
            day = today.clone();
            unrolled.frames.push(Frame {
                edge: at,
                fired,
                leads,
                day: today,
                actor,
                act: step.act,
                given: step.given,
                reads: step.reads,
            });
        }
        let stands = Stands {
            graph,
            node,
            pairs,
            since: &since,
        };
        pending = unrolled.pending(&facts, &stands, &day, goal, pending);
        if let Goal::Pending { from, to, .. } = goal {
            unrolled.conditions.push((pending, Origin::Rule(from)));
            unrolled.conditions.push((pending, Origin::Rule(to)));
        }
        unrolled.end(graph, &facts, &stands, &day, goal)?;
        Some(unrolled)
    }

    /// The case rests, or an automatic step comes before others.
    fn rest(
        &mut self,
        facts: &Facts,
        place: &dyn Place,
        day: &Word,
        waiting: &[crate::workflow::TransitionId],
        complete: bool,
    ) {
        self.stage.stand(facts, place, Some(day), None);
        let workflow = self.stage.workflow();
        for transition in waiting
            .iter()
            .filter_map(|id| workflow.transitions.get(id.0))
        {
            let mut all = Bit::True;
            for guard in &transition.guards {
                let holds = match self.stage.truth(&guard.rule.expr) {
                    Some(truth) => self.stage.circuit().and(truth.holds, truth.error.not()),
                    None => Bit::False,
                };
                all = self.stage.circuit().and(all, holds);
            }
            let origin = transition
                .guards
                .first()
                .map_or(Origin::Time, |guard| Origin::Rule(&guard.rule.expr));
            self.conditions.push((all.not(), origin));
        }
        if complete {
            let assumed = self.stage.assumed();
            self.conditions.extend(assumed);
        }
        self.stage.leave();
    }

    /// Whether something is outstanding where the case rests.
    fn pending(
        &mut self,
        facts: &Facts,
        place: &dyn Place,
        day: &Word,
        goal: &Goal<'a>,
        before: Bit,
    ) -> Bit {
        let Goal::Pending { from, to, .. } = goal else {
            return Bit::False;
        };
        self.stage.stand(facts, place, Some(day), None);
        let begins = self.stage.holds(from);
        let done = self.stage.holds(to);
        self.stage.leave();
        let circuit = self.stage.circuit();
        let either = circuit.or(before, begins);
        circuit.and(either, done.not())
    }

    /// When a step is taken, and by whom.
    fn moment(&mut self, fired: &[Fired<'a>], day: &Word, leads: bool) -> Option<(Word, Word)> {
        let (leader, _) = fired.first()?;
        let today = if leads {
            let today = self.stage.day()?;
            // Where an act may count earlier, its day may lie before the last one.
            if !leader.backdates {
                let earlier = today.is_below(self.stage.circuit(), day).ok()?;
                self.conditions.push((earlier.not(), Origin::Time));
            }
            today
        } else {
            day.clone()
        };
        let actor = match leader.by {
            By::Roles(_) => {
                let actor = self.stage.somebody()?;
                nobody(&mut self.stage, &actor, &mut self.conditions)?;
                actor
            }
            By::Engine => self.stage.named(ENGINE)?,
            By::Clock | By::Parent => self.stage.named(CLOCK)?,
        };
        Some((today, actor))
    }

    /// Who may act: holders of a role in a fact, and nobody who is excluded.
    fn people(
        &mut self,
        workflow: &'a Workflow,
        before: &Facts,
        act: &Facts,
        fired: &[Fired<'a>],
        actor: &Word,
    ) {
        let Some((leader, _)) = fired.first() else {
            return;
        };
        let By::Roles(roles) = &leader.by else {
            return;
        };
        let may = self.holds_one(workflow, before, roles, actor);
        self.conditions.push((may, Origin::People));
        for exclusion in fired.iter().flat_map(|(one, _)| &one.not_by) {
            let excluded = match exclusion {
                Exclusion::Transition(name) => {
                    let last = self
                        .frames
                        .iter()
                        .rev()
                        .find(|frame| frame.takes(name))
                        .map(|frame| frame.actor.clone());
                    last.map(|last| last.is(self.stage.circuit(), actor))
                }
                Exclusion::Fact(fact) => self.is_in(act, fact, actor),
            };
            if let Some(excluded) = excluded {
                self.conditions.push((excluded.not(), Origin::People));
            }
        }
    }

    /// That somebody is the person in a fact, where it is one person.
    fn is_in(&mut self, facts: &Facts, fact: &Name, person: &Word) -> Option<Bit> {
        let known = *facts.known.get(fact)?;
        let FactValue::Word(word) = &facts.bits.get(fact)?.value else {
            return None;
        };
        let same = word.is(self.stage.circuit(), person);
        Some(self.stage.circuit().and(known, same))
    }

    fn holds_one(
        &mut self,
        workflow: &'a Workflow,
        facts: &Facts,
        roles: &[Name],
        actor: &Word,
    ) -> Bit {
        let mut any = Bit::False;
        for role in roles {
            let holder = workflow.role(role).map(|role| &role.holder);
            let holds = match holder {
                Some(RoleHolder::Fact(fact)) => {
                    let list = workflow
                        .fact(fact)
                        .is_some_and(|fact| matches!(fact.of, Type::List { .. }));
                    if list {
                        Bit::True
                    } else {
                        self.is_in(facts, fact, actor).unwrap_or(Bit::False)
                    }
                }
                _ => Bit::True,
            };
            any = self.stage.circuit().or(any, holds);
        }
        any
    }

    /// What is so at the end.
    fn end(
        &mut self,
        graph: &Graph<'a>,
        facts: &Facts,
        place: &dyn Place,
        day: &Word,
        goal: &Goal<'a>,
    ) -> Option<()> {
        match goal {
            Goal::Moment(rule, says) => {
                self.rest_at_end(graph, facts, place, day);
                self.stage.stand(facts, place, Some(day), None);
                let holds = self.stage.holds(rule);
                let fails = self.stage.fails(rule);
                let bit = match says {
                    Says::Holds => holds,
                    Says::Fails => fails,
                    Says::NotHolds => holds.not(),
                };
                self.last_reads = self.stage.leave();
                self.conditions.push((bit, Origin::Rule(rule)));
            }
            Goal::Pending { .. } => self.rest_at_end(graph, facts, place, day),
            Goal::Step(_) => {}
            Goal::Blocked(at) => {
                self.rest_at_end(graph, facts, place, day);
                let node = self.last_node(graph);
                self.stage.stand(facts, place, Some(day), None);
                for need in at.get(&node).into_iter().flatten() {
                    let mut one = Bit::False;
                    for rule in need {
                        let holds = self.stage.holds(rule);
                        one = self.stage.circuit().or(one, holds.not());
                    }
                    let blamed = need.iter().map(|rule| (one, Origin::Rule(rule)));
                    self.conditions.extend(blamed);
                }
                self.stage.leave();
            }
            Goal::Same { first, .. } => {
                let name = &graph.workflow.transitions.get(first.0)?.element.id;
                let earlier: Vec<Word> = self
                    .frames
                    .iter()
                    .rev()
                    .skip(1)
                    .filter(|frame| frame.takes(name) && frame.by_people())
                    .map(|frame| frame.actor.clone())
                    .collect();
                let last = self.frames.last()?.actor.clone();
                let mut same = Bit::False;
                for one in earlier {
                    let is = one.is(self.stage.circuit(), &last);
                    same = self.stage.circuit().or(same, is);
                }
                self.conditions.push((same, Origin::People));
            }
        }
        Some(())
    }

    fn rest_at_end(&mut self, graph: &Graph<'a>, facts: &Facts, place: &dyn Place, day: &Word) {
        let node = self.last_node(graph);
        let waiting = graph
            .nodes
            .get(node)
            .map(|node| before_step(graph, node, None))
            .unwrap_or_default();
        self.rest(facts, place, day, &waiting, true);
    }

    /// Where the way ends.
    pub(super) fn last_node(&self, graph: &Graph<'a>) -> usize {
        let last = self.frames.last();
        let edge = last.and_then(|frame| graph.edges.get(frame.edge));
        edge.map_or(self.begins, |edge| edge.to)
    }

    /// Whether there is such data.
    pub(super) fn solve(&mut self) -> Solved<'a> {
        let bits: Vec<Bit> = self.conditions.iter().map(|(bit, _)| *bit).collect();
        let false_one = self.conditions.iter().find(|(bit, _)| *bit == Bit::False);
        if let Some((_, origin)) = false_one {
            return Solved::Impossible(vec![*origin]);
        }
        let circuit = self.stage.circuit();
        circuit.allow(EFFORT);
        match circuit.search(&bits) {
            Found::Some => Solved::Possible,
            Found::Spent => Solved::Spent,
            Found::None => Solved::Impossible(
                self.conditions
                    .iter()
                    .filter(|(bit, _)| self.stage.encoder.circuit.blames(*bit))
                    .map(|(_, origin)| *origin)
                    .collect(),
            ),
        }
    }
}

impl Frame<'_> {
    /// Whether a transition is taken in it.
    pub(super) fn takes(&self, name: &Name) -> bool {
        self.fired.iter().any(|(one, _)| one.element.id == *name)
    }

    pub(super) fn leader(&self) -> Option<&Transition> {
        self.fired.first().map(|(leader, _)| *leader)
    }

    pub(super) fn by_people(&self) -> bool {
        self.leader()
            .is_some_and(|leader| matches!(leader.by, By::Roles(_)))
    }
}

/// Facts that say who may act, or who may not.
fn people_facts(workflow: &Workflow) -> BTreeSet<Name> {
    let holders = workflow.roles.iter().filter_map(|role| match &role.holder {
        RoleHolder::Fact(fact) => Some(fact.clone()),
        _ => None,
    });
    let excluded = workflow
        .transitions
        .iter()
        .flat_map(|transition| &transition.not_by)
        .filter_map(|exclusion| match exclusion {
            Exclusion::Fact(fact) => Some(fact.clone()),
            Exclusion::Transition(_) => None,
        });
    holders.chain(excluded).collect()
}

/// That somebody is a person, and neither the engine nor the clock.
fn nobody<'a>(
    stage: &mut Stage<'a>,
    person: &Word,
    conditions: &mut Vec<(Bit, Origin<'a>)>,
) -> Option<()> {
    for name in [ENGINE, CLOCK] {
        let it = stage.named(name)?;
        let same = person.is(stage.circuit(), &it);
        conditions.push((same.not(), Origin::People));
    }
    Some(())
}
