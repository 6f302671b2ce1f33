//! The ways of a workflow, as far as time is concerned: along the graph, each with
//! the bounds that deadlines, guards and the clock put between its acts.
//!
//! What no running deadline and no date refers to any more is forgotten, so that
//! ways which differ only before it are one. A loop is gone through twice: by then
//! every deadline that it starts anew has been met with every other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::network::{Bound, Link, Why};
use super::rules::{Day, Relation, relations};
use crate::calendar::Rule;
use crate::check::explore::{Edge, Graph, Taken};
use crate::guard::{Expr, Name, Type};
use crate::workflow::{
    Branch, BranchWhen, By, Change, Deadline, Expiry, FactSource, Length, Setting, Start, StateId,
    Transition, Workflow,
};

/// Most ways that are followed in one workflow.
const MOST_WAYS: usize = 3_000;
/// How often a way takes one act.
const MOST_TURNS: usize = 2;
/// Most points of a way.
const MOST_POINTS: usize = 24;

/// What a point of a way is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    /// The opening of the case.
    Opening,
    /// An act, or what the clock or the engine did.
    Act(Taken),
    /// A date that is given.
    Date(Name),
}

/// A deadline that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Live {
    /// The point from which it is counted.
    base: usize,
    /// It ends nothing any more: it stood still, or a rule holds that it has passed.
    paused: bool,
}

/// A way up to a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    node: usize,
    pub(super) points: Vec<Spot>,
    pub(super) bounds: Vec<Bound>,
    live: BTreeMap<usize, Live>,
    dates: BTreeMap<Name, usize>,
    /// The last act that no later one precedes.
    last: usize,
}

/// Follows every way; `judge` says of one that has come to a new bound whether to
/// go on. False if there were too many.
pub(super) fn follow(graph: &Graph<'_>, mut judge: impl FnMut(&Way) -> bool) -> bool {
    let walk = Walk::new(graph);
    let mut seen: BTreeSet<Way> = BTreeSet::new();
    let mut open: VecDeque<Way> = VecDeque::new();
    for beginning in 0..graph.beginnings {
        open.extend(walk.beginning(beginning));
    }
    while let Some(way) = open.pop_front() {
        for edge in graph.leaving(way.node) {
            let Some((mut next, bound)) = walk.step(&way, edge) else {
                continue;
            };
            if bound && !judge(&next) {
                continue;
            }
            next.forget();
            if seen.contains(&next) {
                continue;
            }
            if seen.len() >= MOST_WAYS {
                return false;
            }
            seen.insert(next.clone());
            open.push_back(next);
        }
    }
    graph.complete
}

/// Whether two deadlines of a workflow could stand against each other at all:
/// something keeps waiting, and something must not wait.
pub(super) fn worth(workflow: &Workflow) -> bool {
    let waits = |deadline: &Deadline| {
        matches!(deadline.length, Length::AtLeast(_) | Length::Before(_))
            || matches!(deadline.expires, Expiry::Take(_))
    };
    let ends = |deadline: &Deadline| is_duty(deadline);
    let mut waiting = workflow.deadlines.iter().filter(|it| waits(it)).count();
    let ending = workflow.deadlines.iter().filter(|it| ends(it)).count();
    if ending == 0 {
        return false;
    }
    if waiting == 0 {
        waiting = gaps(workflow);
    }
    waiting > 0
}

fn gaps(workflow: &Workflow) -> usize {
    let mut found = Vec::new();
    for transition in &workflow.transitions {
        for guard in &transition.guards {
            relations(&guard.rule.expr, &mut found);
        }
    }
    found
        .iter()
        .filter(|one| match one {
            Relation::Gap(_, _, days) => *days > 0,
            Relation::Passed(_) => true,
            Relation::NotPassed(_) => false,
        })
        .count()
}

/// Whether being late means something.
fn is_duty(deadline: &Deadline) -> bool {
    !deadline.is_minimum() && !matches!(deadline.expires, Expiry::Remind | Expiry::Nothing)
}

struct Walk<'g, 'w> {
    graph: &'g Graph<'w>,
    workflow: &'w Workflow,
    /// Dates that a deadline or a rule counts from.
    dated: BTreeSet<&'w Name>,
    assumed: Vec<(usize, Vec<Relation<'w>>)>,
}

impl<'g, 'w> Walk<'g, 'w> {
    fn new(graph: &'g Graph<'w>) -> Self {
        let workflow = graph.workflow;
        let assumed: Vec<(usize, Vec<Relation<'w>>)> = workflow
            .assumes
            .iter()
            .enumerate()
            .map(|(at, assume)| {
                let mut found = Vec::new();
                relations(&assume.rule.expr, &mut found);
                (at, found)
            })
            .collect();
        let mut dated: BTreeSet<&'w Name> = BTreeSet::new();
        for deadline in &workflow.deadlines {
            dated.extend(fact_of(deadline));
        }
        // A date that only rules compare matters where they compare it with one of those.
        let mut all: Vec<Relation<'w>> = Vec::new();
        for transition in &workflow.transitions {
            for guard in &transition.guards {
                relations(&guard.rule.expr, &mut all);
            }
            for branch in &transition.branches {
                if let BranchWhen::Rule(rule) = &branch.when {
                    relations(&rule.expr, &mut all);
                }
            }
        }
        all.extend(assumed.iter().flat_map(|(_, found)| found.iter().copied()));
        for relation in all {
            if let Relation::Gap(one, other, _) = relation {
                for day in [one, other] {
                    if let Day::Fact(fact) = day {
                        dated.insert(fact);
                    }
                }
            }
        }
        Walk {
            graph,
            workflow,
            dated,
            assumed,
        }
    }

    fn beginning(&self, node: usize) -> Option<Way> {
        let active = &self.graph.nodes.get(node)?.active;
        let mut way = Way {
            node,
            points: vec![Spot::Opening],
            bounds: Vec::new(),
            live: BTreeMap::new(),
            dates: BTreeMap::new(),
            last: 0,
        };
        for fact in &self.workflow.facts {
            let id = &fact.element.id;
            let known = matches!(fact.source, FactSource::Opening | FactSource::Initial(_));
            if known && fact.of == Type::Date && self.dated.contains(id) {
                way.date(id);
            }
        }
        self.assume(&mut way, 0);
        let entered: Vec<StateId> = active.iter().copied().collect();
        self.start(&mut way, &entered, 0, &[]);
        self.pause(&mut way);
        way.forget();
        Some(way)
    }

    /// The way with one step more, and whether something bounds it.
    fn step(&self, way: &Way, edge: &'g Edge) -> Option<(Way, bool)> {
        let from = self.graph.nodes.get(edge.from)?;
        let to = self.graph.nodes.get(edge.to)?;
        let fired: Vec<(&'w Transition, Option<&'w Branch>)> = edge
            .fired
            .iter()
            .filter_map(|(id, branch)| {
                let transition = self.workflow.transitions.get(id.0)?;
                let branch = branch.and_then(|at| transition.branches.get(at));
                Some((transition, branch))
            })
            .collect();
        let (first, _) = fired.first()?;
        let spot = Spot::Act(*edge.fired.first()?);
        let entered: Vec<StateId> = self
            .graph
            .entered(edge)
            .into_iter()
            .flat_map(|(_, entered)| entered)
            .collect();
        let left: Vec<StateId> = from
            .active
            .iter()
            .copied()
            .filter(|id| !to.active.contains(id) || entered.contains(id))
            .collect();

        let mut next = way.clone();
        next.node = edge.to;
        let act = next.points.len();
        next.points.push(spot.clone());
        if first.backdates {
            // It may count before what was done before it.
        } else {
            next.bound(way.last, act, Link::Gap(0), Why::Order);
            next.last = act;
        }
        let plain = next.bounds.len();
        let expired = self.clock(&mut next, way, edge.from, first, act);
        let after_clock = next.bounds.len();
        self.meets(&mut next, way, &fired, act);
        let dates_before = next.dates.clone();
        let points_before = next.points.len();
        for (transition, _) in &fired {
            for fact in transition.asks.iter().chain(&transition.may_ask) {
                if self.is_date(fact) {
                    next.date(fact);
                }
            }
        }
        self.conditions(&mut next, edge, act);
        for (transition, branch) in &fired {
            let more = branch.iter().flat_map(|branch| &branch.changes);
            for change in transition.changes.iter().chain(more) {
                self.change(&mut next, change, act);
            }
        }
        if next.points.len() > points_before {
            self.assume(&mut next, points_before);
        }
        let redated: Vec<&Name> = self
            .dated
            .iter()
            .copied()
            .filter(|fact| next.dates.get(*fact) != dates_before.get(*fact))
            .collect();

        for (at, deadline) in self.workflow.deadlines.iter().enumerate() {
            let met = fired
                .iter()
                .any(|(transition, _)| deadline.meets.contains(&transition.element.id));
            let gone = deadline.state.is_some_and(|state| left.contains(&state))
                || expired == Some(at)
                || met
                || fact_of(deadline).is_some_and(|fact| !next.dates.contains_key(fact));
            if gone {
                next.live.remove(&at);
            }
        }
        self.start(&mut next, &entered, act, &redated);
        if self.graph.tree.ended(&to.active).is_some() {
            next.live.clear();
        }
        let bound =
            next.bounds.len() > after_clock || (next.bounds.len() > plain && first.by == By::Clock);
        let matters = bound || next.live != way.live || next.dates != way.dates;
        if !matters {
            let mut same = way.clone();
            same.node = edge.to;
            self.pause(&mut same);
            return Some((same, false));
        }
        let turns = next.points.iter().filter(|one| **one == spot).count();
        if turns > MOST_TURNS || next.points.len() > MOST_POINTS {
            return None;
        }
        self.pause(&mut next);
        Some((next, bound))
    }

    /// What the clock does by its deadlines: each act comes before it, or is it.
    /// The deadline that expires by this step, if it is known which.
    fn clock(
        &self,
        next: &mut Way,
        way: &Way,
        node: usize,
        first: &Transition,
        act: usize,
    ) -> Option<usize> {
        let mut by: Vec<usize> = Vec::new();
        for (at, live) in &way.live {
            let Some(deadline) = self.workflow.deadlines.get(*at) else {
                continue;
            };
            let Expiry::Take(take) = &deadline.expires else {
                continue;
            };
            if first.by == By::Clock && *take == first.element.id {
                by.push(*at);
            } else if !live.paused && !first.backdates && self.acts(node, take) {
                // Of two that end together, either may be first.
                let tie = i32::from(first.by == By::Clock);
                let plus = tie - i32::from(deadline.count == Rule::Effect);
                self.not_after(next, (*at, deadline), live.base, act, plus, Why::Clock(*at));
            }
        }
        let [at] = by.as_slice() else {
            return None;
        };
        let deadline = self.workflow.deadlines.get(*at)?;
        let live = way.live.get(at)?;
        let plus = i32::from(deadline.count != Rule::Effect);
        let why = Why::Clock(*at);
        match &deadline.length {
            Length::On(_) => next.bound(live.base, act, Link::Gap(plus), why),
            // Of several lengths the shortest is not followed.
            Length::Cases(_) => {}
            _ => {
                let link = Link::NotBefore {
                    deadline: *at,
                    plus,
                };
                next.bound(live.base, act, link, why);
            }
        }
        // It acts late where the deadline was counted late, from a date that is past.
        let entry = matches!(deadline.start, Start::Entry) && deadline.state.is_some();
        if !live.paused && entry {
            self.not_after(next, (*at, deadline), live.base, act, plus, why);
        }
        Some(*at)
    }

    /// Whether the clock leaves a node by this transition, whatever the data are.
    fn acts(&self, node: usize, take: &Name) -> bool {
        // What is assumed holds on, where neither the facts change nor the day tells.
        let stays = |it: &Transition| it.changes.is_empty() && self.assumes_no_day();
        let plain = self.workflow.transition(take).is_some_and(|it| {
            it.guards.is_empty()
                && it.branches.is_empty()
                && (self.workflow.assumes.is_empty() || stays(it))
        });
        plain
            && self.graph.leaving(node).any(|edge| {
                let first = edge.fired.first();
                let first = first.and_then(|(id, _)| self.workflow.transitions.get(id.0));
                first.is_some_and(|first| first.element.id == *take)
            })
    }

    /// Whether nothing that is assumed hangs on when it is asked.
    fn assumes_no_day(&self) -> bool {
        self.workflow.assumes.iter().all(|assume| {
            let mut same = true;
            assume.rule.expr.walk(&mut |part| {
                same &= !matches!(part, Expr::Today | Expr::Passed(_) | Expr::Due(_));
            });
            same
        })
    }

    /// What the deadlines say that the step meets.
    fn meets(
        &self,
        next: &mut Way,
        way: &Way,
        fired: &[(&Transition, Option<&Branch>)],
        act: usize,
    ) {
        let clock = fired.first().is_some_and(|(it, _)| it.by == By::Clock);
        for (at, live) in &way.live {
            let Some(deadline) = self.workflow.deadlines.get(*at) else {
                continue;
            };
            let met = fired
                .iter()
                .any(|(transition, _)| deadline.meets.contains(&transition.element.id));
            if !met || clock {
                continue;
            }
            let why = Why::Deadline(*at);
            if deadline.is_minimum() {
                let plus = i32::from(deadline.count != Rule::Effect);
                let link = Link::NotBefore {
                    deadline: *at,
                    plus,
                };
                next.bound(live.base, act, link, why);
            } else if is_duty(deadline) && !live.paused {
                let plus = -i32::from(deadline.count == Rule::Effect);
                self.not_after(next, (*at, deadline), live.base, act, plus, why);
            }
        }
    }

    fn not_after(
        &self,
        next: &mut Way,
        (at, deadline): (usize, &Deadline),
        base: usize,
        act: usize,
        plus: i32,
        why: Why,
    ) {
        if matches!(deadline.length, Length::On(_)) {
            next.bound(act, base, Link::Gap(-plus), why);
            return;
        }
        let link = Link::NotAfter {
            deadline: at,
            plus,
            extended: deadline.extends.is_some(),
        };
        next.bound(base, act, link, why);
    }

    /// What the guards and the branches of a step say of days.
    fn conditions(&self, next: &mut Way, edge: &Edge, act: usize) {
        for (id, chosen) in &edge.fired {
            let Some(transition) = self.workflow.transitions.get(id.0) else {
                continue;
            };
            for (at, guard) in transition.guards.iter().enumerate() {
                self.condition(next, &guard.rule.expr, act, Why::Guard(id.0, at));
            }
            if let Some(at) = chosen
                && let Some(branch) = transition.branches.get(*at)
                && let BranchWhen::Rule(rule) = &branch.when
            {
                self.condition(next, &rule.expr, act, Why::Branch(id.0, *at));
            }
        }
    }

    fn condition(&self, next: &mut Way, rule: &Expr, act: usize, why: Why) {
        let mut found = Vec::new();
        relations(rule, &mut found);
        for relation in found {
            match relation {
                Relation::Gap(from, to, days) => {
                    let of = |day: Day<'_>| match day {
                        Day::Today => Some(act),
                        Day::Fact(fact) => next.dates.get(fact).copied(),
                    };
                    if let (Some(from), Some(to)) = (of(from), of(to)) {
                        next.bound(from, to, Link::Gap(days), why);
                    }
                }
                Relation::Passed(name) => self.asked(next, name, act, true, why),
                Relation::NotPassed(name) => self.asked(next, name, act, false, why),
            }
        }
    }

    /// A rule asks whether a deadline has run out that still runs.
    fn asked(&self, next: &mut Way, name: &Name, act: usize, passed: bool, why: Why) {
        let mut all = self.workflow.deadlines.iter().enumerate();
        let Some((at, deadline)) = all.find(|(_, one)| one.element.id == *name) else {
            return;
        };
        let Some(live) = next.live.get(&at).copied() else {
            return;
        };
        // What presupposes that it was not kept leaves nothing of it to keep.
        if let Some(live) = next.live.get_mut(&at).filter(|_| passed) {
            live.paused = true;
        }
        let effect = i32::from(deadline.count == Rule::Effect);
        match (&deadline.length, passed) {
            (Length::On(_), true) => next.bound(live.base, act, Link::Gap(1 - effect), why),
            (Length::Cases(_), true) => {}
            (_, true) => {
                let link = Link::NotBefore {
                    deadline: at,
                    plus: 1 - effect,
                };
                next.bound(live.base, act, link, why);
            }
            (_, false) if live.paused => {}
            (_, false) => self.not_after(next, (at, deadline), live.base, act, -effect, why),
        }
    }

    /// What is assumed of dates of which one is new.
    fn assume(&self, way: &mut Way, new: usize) {
        for (at, relations) in &self.assumed {
            for relation in relations {
                let Relation::Gap(Day::Fact(from), Day::Fact(to), days) = relation else {
                    continue;
                };
                let (from, to) = (way.dates.get(*from), way.dates.get(*to));
                if let (Some(&from), Some(&to)) = (from, to)
                    && (from >= new || to >= new)
                {
                    way.bound(from, to, Link::Gap(*days), Why::Assume(*at));
                }
            }
        }
    }

    fn change(&self, next: &mut Way, change: &Change, act: usize) {
        match change {
            Change::Set { fact, to } if self.is_date(fact) => match to {
                Setting::Today => {
                    next.dates.insert(fact.clone(), act);
                }
                _ => next.date(fact),
            },
            Change::Clear { fact } => {
                next.dates.remove(fact);
            }
            Change::Set { .. } | Change::Add { .. } => {}
        }
    }

    fn is_date(&self, fact: &Name) -> bool {
        self.dated.contains(fact)
            && self
                .workflow
                .fact(fact)
                .is_some_and(|fact| fact.of == Type::Date)
    }

    /// Starts the deadlines of states that were entered and of dates that are new.
    fn start(&self, way: &mut Way, entered: &[StateId], act: usize, redated: &[&Name]) {
        let Some(node) = self.graph.nodes.get(way.node) else {
            return;
        };
        for (at, deadline) in self.workflow.deadlines.iter().enumerate() {
            let enters = deadline.state.is_some_and(|state| entered.contains(&state));
            let here = deadline
                .state
                .is_none_or(|state| node.active.contains(&state));
            let base = match fact_of(deadline) {
                Some(fact) => {
                    let opens = act == 0 && deadline.state.is_none();
                    let anew = enters || opens || redated.contains(&fact);
                    way.dates.get(fact).copied().filter(|_| here && anew)
                }
                None if deadline.start == Start::Entry && deadline.state.is_some() => {
                    enters.then_some(act)
                }
                // What follows another deadline is not followed here.
                None => None,
            };
            if let Some(base) = base {
                let live = Live {
                    base,
                    paused: false,
                };
                way.live.insert(at, live);
            }
        }
    }

    /// Notes which deadlines stand still.
    fn pause(&self, way: &mut Way) {
        let Some(node) = self.graph.nodes.get(way.node) else {
            return;
        };
        for (at, live) in &mut way.live {
            let pauses = self.workflow.deadlines.get(*at);
            let pauses = pauses.and_then(|it| it.pauses.as_ref());
            if pauses.is_some_and(|it| it.states.iter().any(|state| node.active.contains(state))) {
                live.paused = true;
            }
        }
    }
}

/// The date that a deadline is counted from.
fn fact_of(deadline: &Deadline) -> Option<&Name> {
    match (&deadline.length, &deadline.start) {
        (Length::On(fact), _) | (_, Start::Fact(fact)) => Some(fact),
        _ => None,
    }
}

impl Way {
    fn bound(&mut self, from: usize, to: usize, link: Link, why: Why) {
        let bound = Bound {
            from,
            to,
            link,
            why,
        };
        if !self.bounds.contains(&bound) {
            self.bounds.push(bound);
        }
    }

    fn date(&mut self, fact: &Name) {
        let at = self.points.len();
        self.points.push(Spot::Date(fact.clone()));
        self.dates.insert(fact.clone(), at);
    }

    /// The act that it has come to last.
    pub(super) fn last_act(&self) -> Option<Taken> {
        self.points.iter().rev().find_map(|spot| match spot {
            Spot::Act(taken) => Some(*taken),
            Spot::Opening | Spot::Date(_) => None,
        })
    }

    /// Forgets the points that lie before all that still matters.
    fn forget(&mut self) {
        let is_date = |at: usize| matches!(self.points.get(at), Some(Spot::Date(_)));
        let mut dates: BTreeSet<usize> = BTreeSet::new();
        let mut earliest = self.last;
        let bases = self.live.values().map(|live| live.base);
        let mut open: Vec<usize> = bases.chain(self.dates.values().copied()).collect();
        // A date holds on to the acts that bound it, and to dates that bound those.
        while let Some(at) = open.pop() {
            if !is_date(at) {
                earliest = earliest.min(at);
                continue;
            }
            if !dates.insert(at) {
                continue;
            }
            for bound in &self.bounds {
                if bound.from == at {
                    open.push(bound.to);
                } else if bound.to == at {
                    open.push(bound.from);
                }
            }
        }
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut kept = 0;
        for at in 0..self.points.len() {
            let bounded = || {
                self.bounds.iter().any(|bound| {
                    (bound.from == at && bound.to >= earliest && !is_date(bound.to))
                        || (bound.to == at && bound.from >= earliest && !is_date(bound.from))
                })
            };
            let keeps = if is_date(at) {
                dates.contains(&at) || bounded()
            } else {
                at >= earliest
            };
            places.push(keeps.then_some(kept));
            kept += usize::from(keeps);
        }
        let place = |at: usize| places.get(at).copied().flatten();
        self.points = std::mem::take(&mut self.points)
            .into_iter()
            .enumerate()
            .filter(|(at, _)| place(*at).is_some())
            .map(|(_, spot)| spot)
            .collect();
        self.bounds = std::mem::take(&mut self.bounds)
            .into_iter()
            .filter_map(|bound| {
                Some(Bound {
                    from: place(bound.from)?,
                    to: place(bound.to)?,
                    ..bound
                })
            })
            .collect();
        for live in self.live.values_mut() {
            live.base = place(live.base).unwrap_or(0);
        }
        for at in self.dates.values_mut() {
            *at = place(*at).unwrap_or(0);
        }
        self.last = place(self.last).unwrap_or(0);
    }
}
