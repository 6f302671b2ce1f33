//! A case step by step, as circuits: what its facts are before an act, with what
//! the act gives, and after it.
//!
//! A fact that an act asks for is any value of its type; one that stays is the very
//! same bits in the next step, so that whatever was decided about it earlier is
//! still so. What is not followed (rows of tables, members of lists, how deadlines
//! stand) may be anything at each step.

use std::collections::{BTreeMap, BTreeSet};

use super::ballot::BallotWords;
use super::circuit::{Bit, Circuit};
use super::days;
use super::encode::{Encoder, FactBits, FactValue, Number, Read, Truth, mantissa};
use super::symbols::Symbols;
use super::word::{TooWide, Word};
use crate::check::explore::rules;
use crate::engine::{CLOCK, ENGINE};
use crate::guard::{Expr, Name, Type, Value};
use crate::workflow::{
    Addition, BranchWhen, By, Change, FactSource, Setting, Transition, Workflow,
};

/// The latest day of which is reasoned: time enough, and small numbers.
const LAST_DAY: jiff::civil::Date = jiff::civil::date(2400, 12, 31);

/// What the facts are at one moment.
#[derive(Clone, Default)]
pub(in crate::check) struct Facts {
    pub(in crate::check) known: BTreeMap<Name, Bit>,
    pub(in crate::check) bits: BTreeMap<Name, FactBits>,
}

/// What else rules read at one moment.
pub(in crate::check) type Reads = BTreeMap<Read, Number>;

/// Where the case stands.
pub(in crate::check) trait Place {
    /// Whether a state is active.
    fn at(&self, state: &str) -> bool;
    /// Whether a transition was taken, if that is certain.
    fn taken(&self, transition: &str) -> Option<bool>;
    /// Whether it was since a state was entered, if that is certain.
    fn since(&self, transition: &str, state: &str) -> Option<bool>;
}

/// What a condition of a step comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Origin<'a> {
    /// A rule: of a guard, a branch, an assumption, or what is claimed.
    Rule(&'a Expr),
    /// The range of a fact that is added to.
    Range(&'a Name),
    /// Who acts.
    People,
    /// When it is.
    Time,
}

/// One transition that fires in a step, with its branch.
pub(in crate::check) type Fired<'a> = (&'a Transition, Option<usize>);

/// What a step makes of the facts.
pub(in crate::check) struct Step<'a> {
    /// With what the act gives.
    pub(in crate::check) act: Facts,
    /// What it leaves.
    pub(in crate::check) after: Facts,
    /// What else the rules of the act read.
    pub(in crate::check) reads: Reads,
    /// What must hold that it can be taken.
    pub(in crate::check) conditions: Vec<(Bit, Origin<'a>)>,
    /// Whether a fact that may be given is given.
    pub(in crate::check) given: BTreeMap<Name, Bit>,
}

/// Circuits of the steps of one workflow.
pub(in crate::check) struct Stage<'a> {
    workflow: &'a Workflow,
    pub(in crate::check) encoder: Encoder<'a>,
    /// The facts that are followed.
    needed: BTreeSet<Name>,
    since: Vec<(Name, Name)>,
    /// Something was too wide to be followed.
    pub(in crate::check) left_out: bool,
}

fn uncertain(_: &str) -> bool {
    false
}

/// The pairs of which rules ask whether one was taken since the other.
pub(in crate::check) fn since_pairs(workflow: &Workflow) -> Vec<(Name, Name)> {
    let mut pairs = Vec::new();
    for rule in rules(workflow) {
        rule.walk(&mut |part| {
            if let Expr::TakenSince { transition, state } = part {
                let pair = (transition.clone(), state.clone());
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        });
    }
    pairs
}

/// Facts that a rule reads, those of computed ones included.
pub(in crate::check) fn read_by(rule: &Expr, into: &mut BTreeSet<Name>) {
    rule.walk(&mut |part| {
        if let Expr::Fact { name, .. } | Expr::Given(name) = part {
            into.insert(name.clone());
        }
    });
}

impl<'a> Stage<'a> {
    /// About the facts that these rules read; `steps` is how many may follow each
    /// other.
    pub(in crate::check) fn new<'r>(
        workflow: &'a Workflow,
        followed: impl Iterator<Item = &'r Expr>,
        people: &BTreeSet<Name>,
        steps: usize,
    ) -> Self {
        let mut symbols = Symbols::of(rules(workflow).into_iter());
        for name in [ENGINE, CLOCK] {
            symbols.number(&name.into());
        }
        for fact in &workflow.facts {
            if let Type::Choice(options) = &fact.of {
                for option in options.iter() {
                    symbols.number(&option.id);
                }
            }
            if let FactSource::Initial(value) = &fact.source {
                name_of(&mut symbols, value);
            }
        }
        for transition in &workflow.transitions {
            let branches = transition
                .branches
                .iter()
                .flat_map(|branch| &branch.changes);
            for change in transition.changes.iter().chain(branches) {
                if let Change::Set {
                    to: Setting::Constant(value),
                    ..
                } = change
                {
                    name_of(&mut symbols, value);
                }
            }
        }
        let mut needed = people.clone();
        for rule in followed {
            read_by(rule, &mut needed);
        }
        symbols.more(steps.saturating_mul(2).saturating_add(needed.len()));
        Stage {
            workflow,
            encoder: Encoder::new(Circuit::new(), symbols, &uncertain),
            since: since_pairs(workflow),
            needed,
            left_out: false,
        }
    }

    pub(in crate::check) const fn workflow(&self) -> &'a Workflow {
        self.workflow
    }

    pub(in crate::check) fn circuit(&mut self) -> &mut Circuit {
        &mut self.encoder.circuit
    }

    /// Any day from a day on.
    pub(in crate::check) fn day(&mut self) -> Option<Word> {
        let first = days::of(self.workflow.in_force);
        let last = days::of(LAST_DAY).max(first);
        Word::between(&mut self.encoder.circuit, first, last).ok()
    }

    /// Somebody.
    pub(in crate::check) fn somebody(&mut self) -> Option<Word> {
        let last = self.encoder.symbols.last();
        Word::between(&mut self.encoder.circuit, 0, last).ok()
    }

    /// A name as a constant.
    pub(in crate::check) fn named(&mut self, name: &str) -> Option<Word> {
        let number = self.encoder.symbols.number(&name.into());
        Word::constant(number).ok()
    }

    /// Any value of a fact.
    fn any_value(&mut self, of: &Type) -> Option<FactValue> {
        let made = match of {
            Type::Boolean => Ok(Some(FactValue::Boolean(self.encoder.circuit.fresh()))),
            Type::Ballot { .. } => BallotWords::new(&mut self.encoder.circuit)
                .map(|words| Some(FactValue::Ballot(Box::new(words)))),
            // Days as near as those of acts: what lies beyond is no story.
            _ => self
                .encoder
                .word_of(of)
                .map(|word| word.map(FactValue::Word)),
        };
        match made {
            Ok(value) => value,
            Err(TooWide) => {
                self.left_out = true;
                None
            }
        }
    }

    fn constant(&mut self, value: &Value, of: &Type) -> Option<FactValue> {
        let number = match value {
            Value::Boolean(value) => return Some(FactValue::Boolean(Bit::of(*value))),
            Value::Integer(value) => i128::from(*value),
            Value::Decimal(value) => match of {
                Type::Decimal { scale, .. } => mantissa(*value, *scale).ok()?,
                _ => return None,
            },
            Value::Date(value) => days::of(*value),
            Value::Choice(name) | Value::Text(name) | Value::Person(name) => {
                self.encoder.symbols.number(name)
            }
            _ => return None,
        };
        Word::constant(number).ok().map(FactValue::Word)
    }

    fn put(&mut self, facts: &mut Facts, name: &Name, known: Bit, value: Option<FactValue>) {
        facts.known.insert(name.clone(), known);
        facts.bits.remove(name);
        let of = self.workflow.fact(name).map(|fact| fact.of.clone());
        if let (Some(of), Some(value)) = (of, value) {
            facts
                .bits
                .insert(name.clone(), FactBits { of, known, value });
        }
    }

    /// Facts of which nothing is known.
    pub(in crate::check) fn any(&mut self) -> Facts {
        let mut facts = Facts::default();
        for fact in &self.workflow.facts {
            let id = &fact.element.id;
            if self.needed.contains(id) && !matches!(fact.source, FactSource::Computed(_)) {
                let known = self.encoder.circuit.fresh();
                let value = self.any_value(&fact.of);
                self.put(&mut facts, id, known, value);
            }
        }
        facts
    }

    /// Facts as a case is opened with.
    pub(in crate::check) fn opening(&mut self) -> Facts {
        let mut facts = Facts::default();
        for fact in &self.workflow.facts {
            let id = &fact.element.id;
            if !self.needed.contains(id) {
                continue;
            }
            let (known, value) = match &fact.source {
                FactSource::Computed(_) => continue,
                FactSource::Acts => (Bit::False, None),
                FactSource::Initial(value) => (Bit::True, self.constant(value, &fact.of)),
                FactSource::Opening => {
                    let known = if fact.optional {
                        self.encoder.circuit.fresh()
                    } else {
                        Bit::True
                    };
                    (known, self.any_value(&fact.of))
                }
            };
            self.put(&mut facts, id, known, value);
        }
        facts
    }

    /// The facts that opening a case may give or leave out.
    pub(in crate::check) fn opening_given(&self, facts: &Facts) -> BTreeMap<Name, Bit> {
        let workflow = self.workflow;
        facts
            .known
            .iter()
            .filter(|(name, _)| {
                workflow
                    .fact(name)
                    .is_some_and(|fact| matches!(fact.source, FactSource::Opening))
            })
            .map(|(name, known)| (name.clone(), *known))
            .collect()
    }

    /// Lets rules read these facts, there, on that day; gives what they read
    /// besides once [`Self::leave`] is called.
    pub(in crate::check) fn stand(
        &mut self,
        facts: &Facts,
        place: &dyn Place,
        today: Option<&Word>,
        actor: Option<&Word>,
    ) {
        self.encoder.known.clone_from(&facts.known);
        self.encoder.facts.clone_from(&facts.bits);
        let mut reads = Reads::new();
        let mut truth = |read: Read, holds: bool| {
            if let Ok(word) = Word::constant(i128::from(holds)) {
                reads.insert(read, Number::known(word));
            }
        };
        for state in &self.workflow.states {
            let id = &state.element.id;
            truth(Read::At(id.clone()), place.at(id));
        }
        for transition in &self.workflow.transitions {
            let id = &transition.element.id;
            if let Some(taken) = place.taken(id) {
                truth(Read::Taken(id.clone()), taken);
            }
        }
        for (transition, state) in &self.since {
            if let Some(since) = place.since(transition, state) {
                truth(Read::TakenSince(transition.clone(), state.clone()), since);
            }
        }
        if let Some(today) = today {
            reads.insert(Read::Today, Number::known(today.clone()));
        }
        if let Some(actor) = actor {
            reads.insert(Read::Actor, Number::known(actor.clone()));
        }
        self.encoder.reads = reads;
    }

    /// What was read since [`Self::stand`].
    pub(in crate::check) fn leave(&mut self) -> Reads {
        self.encoder.known.clear();
        self.encoder.facts.clear();
        std::mem::take(&mut self.encoder.reads)
    }

    /// What a rule says where it stands; nothing where that is too wide to follow.
    pub(in crate::check) fn truth(&mut self, rule: &Expr) -> Option<Truth> {
        match self.encoder.truth(rule) {
            Ok(truth) => Some(truth),
            Err(TooWide) => {
                self.left_out = true;
                None
            }
        }
    }

    /// That a rule holds; anything goes where it cannot be followed.
    pub(in crate::check) fn holds(&mut self, rule: &Expr) -> Bit {
        match self.truth(rule) {
            Some(truth) => self.encoder.circuit.and(truth.holds, truth.error.not()),
            None => Bit::True,
        }
    }

    pub(in crate::check) fn fails(&mut self, rule: &Expr) -> Bit {
        match self.truth(rule) {
            Some(truth) => self.encoder.circuit.and(truth.fails, truth.error.not()),
            None => Bit::True,
        }
    }

    /// That the rule does not stand against it: neither fails nor errs.
    pub(in crate::check) fn is_kept(&mut self, rule: &Expr) -> Bit {
        match self.truth(rule) {
            Some(truth) => {
                let circuit = &mut self.encoder.circuit;
                circuit.and(truth.fails.not(), truth.error.not())
            }
            None => Bit::True,
        }
    }

    /// Everything that is assumed, where it stands.
    pub(in crate::check) fn assumed(&mut self) -> Vec<(Bit, Origin<'a>)> {
        let workflow = self.workflow;
        let rules = workflow.assumes.iter().map(|assume| &assume.rule.expr);
        let rules: Vec<&'a Expr> = rules.filter(|rule| self.follows(rule)).collect();
        rules
            .into_iter()
            .map(|rule| (self.is_kept(rule), Origin::Rule(rule)))
            .collect()
    }

    /// Whether everything that a rule reads is followed: what is not, hangs on
    /// nothing that is.
    fn follows(&self, rule: &Expr) -> bool {
        let mut read = BTreeSet::new();
        read_by(rule, &mut read);
        read.iter().any(|fact| self.needed.contains(fact))
    }

    /// Takes a step. `branches` also says which branch applies, by its rules.
    pub(in crate::check) fn step(
        &mut self,
        before: &Facts,
        place: &dyn Place,
        fired: &[Fired<'a>],
        (today, actor): (&Word, &Word),
    ) -> Step<'a> {
        let (act, given) = self.give(before, fired);
        self.stand(&act, place, Some(today), Some(actor));
        let by_people = fired
            .first()
            .is_some_and(|(leader, _)| matches!(leader.by, By::Roles(_)));
        let mut conditions = if by_people {
            self.assumed()
        } else {
            Vec::new()
        };
        for &(transition, branch) in fired {
            for guard in &transition.guards {
                let rule = &guard.rule.expr;
                conditions.push((self.holds(rule), Origin::Rule(rule)));
            }
            let chosen = branch;
            for (at, branch) in transition.branches.iter().enumerate() {
                if let BranchWhen::Rule(rule) = &branch.when {
                    let rule = &rule.expr;
                    let bit = if chosen == Some(at) {
                        self.holds(rule)
                    } else {
                        self.fails(rule)
                    };
                    conditions.push((bit, Origin::Rule(rule)));
                }
            }
        }
        let reads = self.leave();
        let mut after = act.clone();
        for &(transition, branch) in fired {
            let branch = branch.and_then(|at| transition.branches.get(at));
            let changes = branch.map_or(&[][..], |branch| &branch.changes);
            for change in transition.changes.iter().chain(changes) {
                self.change(&act, &mut after, change, (today, actor), &mut conditions);
            }
        }
        Step {
            act,
            after,
            reads,
            conditions,
            given,
        }
    }

    /// The facts with what an act gives.
    fn give(&mut self, before: &Facts, fired: &[Fired<'a>]) -> (Facts, BTreeMap<Name, Bit>) {
        let mut act = before.clone();
        let mut given = BTreeMap::new();
        let by_people = fired
            .first()
            .is_some_and(|(leader, _)| matches!(leader.by, By::Roles(_)));
        if !by_people {
            return (act, given);
        }
        let asked: BTreeSet<&Name> = fired.iter().flat_map(|(one, _)| &one.asks).collect();
        for &fact in &asked {
            if self.needed.contains(fact) {
                let of = self.workflow.fact(fact).map(|fact| fact.of.clone());
                let value = of.and_then(|of| self.any_value(&of));
                self.put(&mut act, fact, Bit::True, value);
            }
        }
        let may: BTreeSet<&Name> = fired.iter().flat_map(|(one, _)| &one.may_ask).collect();
        for fact in may {
            if asked.contains(fact) || !self.needed.contains(fact) {
                continue;
            }
            let now = self.encoder.circuit.fresh();
            given.insert(fact.clone(), now);
            let known = before.known.get(fact).copied().unwrap_or(Bit::False);
            let after = self.encoder.circuit.or(now, known);
            let of = self.workflow.fact(fact).map(|fact| fact.of.clone());
            let value = of.and_then(|of| self.any_value(&of));
            if let (Some(value), Some(old)) = (&value, before.bits.get(fact)) {
                let same = self.same(value, &old.value);
                let kept = self.encoder.circuit.and(now.not(), known);
                self.encoder.circuit.require_any([kept.not(), same]);
            }
            self.put(&mut act, fact, after, value);
        }
        (act, given)
    }

    /// That two values of one type are the same.
    pub(in crate::check) fn same(&mut self, one: &FactValue, other: &FactValue) -> Bit {
        let circuit = &mut self.encoder.circuit;
        match (one, other) {
            (FactValue::Boolean(one), FactValue::Boolean(other)) => circuit.xor(*one, *other).not(),
            (FactValue::Word(one), FactValue::Word(other)) => one.is(circuit, other),
            (FactValue::Ballot(one), FactValue::Ballot(other)) => one.is(circuit, other),
            _ => Bit::True,
        }
    }

    fn change(
        &mut self,
        base: &Facts,
        after: &mut Facts,
        change: &'a Change,
        (today, actor): (&Word, &Word),
        conditions: &mut Vec<(Bit, Origin<'a>)>,
    ) {
        let (Change::Set { fact, .. } | Change::Add { fact, .. } | Change::Clear { fact }) = change;
        if !self.needed.contains(fact) {
            return;
        }
        let workflow = self.workflow;
        let Some(of) = workflow.fact(fact).map(|fact| &fact.of) else {
            return;
        };
        match change {
            Change::Clear { fact } => self.put(after, fact, Bit::False, None),
            Change::Set { fact, to } => {
                let value = match to {
                    Setting::Today => Some(FactValue::Word(today.clone())),
                    Setting::Actor => Some(FactValue::Word(actor.clone())),
                    Setting::Constant(value) => self.constant(value, of),
                    Setting::After { from, .. } => {
                        let value = self.any_value(of);
                        let since = match from {
                            None => Some(today.clone()),
                            Some(from) => match base.bits.get(from).map(|bits| &bits.value) {
                                Some(FactValue::Word(word)) => Some(word.clone()),
                                _ => None,
                            },
                        };
                        if let (Some(FactValue::Word(day)), Some(since)) = (&value, since)
                            && let Ok(earlier) = day.is_below(&mut self.encoder.circuit, &since)
                        {
                            conditions.push((earlier.not(), Origin::Range(fact)));
                        }
                        value
                    }
                };
                self.put(after, fact, Bit::True, value);
            }
            Change::Add { fact, what } => {
                let Addition::Number(number) = what else {
                    self.put(after, fact, Bit::True, None);
                    return;
                };
                let Some(bits) = after.bits.get(fact).cloned() else {
                    self.put(after, fact, Bit::True, None);
                    return;
                };
                conditions.push((bits.known, Origin::Range(fact)));
                let (FactValue::Word(word), Type::Integer { min, max }) = (&bits.value, of) else {
                    return;
                };
                let circuit = &mut self.encoder.circuit;
                let added = Word::constant(i128::from(*number))
                    .and_then(|number| word.plus(circuit, &number));
                let Ok(sum) = added else {
                    self.left_out = true;
                    self.put(after, fact, Bit::True, None);
                    return;
                };
                let (min, max) = (i128::from(*min), i128::from(*max));
                if let Ok(inside) = sum.within(circuit, min, max) {
                    conditions.push((inside, Origin::Range(fact)));
                }
                let sum = sum.narrowed(min, max);
                self.put(after, fact, Bit::True, Some(FactValue::Word(sum)));
            }
        }
    }
}

fn name_of(symbols: &mut Symbols, value: &Value) {
    if let Value::Choice(name) | Value::Text(name) | Value::Person(name) = value {
        symbols.number(name);
    }
}
