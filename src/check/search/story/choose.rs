//! Choosing what an act says, and who takes it: the plainest that still leads on.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::values::{self, PLAIN_DAYS};
use super::{EFFORT, Teller};
use crate::check::solver::circuit::{Bit, Found};
use crate::check::solver::days;
use crate::check::solver::encode::FactValue;
use crate::check::solver::stage::Facts;
use crate::check::solver::word::Word;
use crate::diagnostic::Bilingual;
use crate::engine::Given;
use crate::guard::{Name, Type, Value};
use crate::workflow::scenario::ScenarioAct;
use crate::workflow::{Joint, Transition};

impl<'a> Teller<'_, 'a> {
    /// Whether something may be so besides what is settled.
    pub(super) fn may(&mut self, bit: Bit) -> bool {
        self.assumed.push(bit);
        let circuit = self.unrolled.stage.circuit();
        circuit.allow(EFFORT);
        let found = circuit.search(&self.assumed) == Found::Some;
        self.assumed.pop();
        found
    }

    /// Settles something if it may be so.
    pub(super) fn keep(&mut self, bit: Bit) -> bool {
        let may = self.may(bit);
        if may {
            self.assumed.push(bit);
        }
        may
    }

    pub(super) fn is(&mut self, word: &Word, number: i128) -> Bit {
        match Word::constant(number) {
            Ok(number) => word.is(self.unrolled.stage.circuit(), &number),
            Err(_) => Bit::False,
        }
    }

    /// Settles a number: the first of these that it may be, or else the least.
    pub(super) fn choose(&mut self, word: &Word, plain: &[i128]) -> Option<i128> {
        let (least, most) = word.bounds();
        for &number in plain {
            if (least..=most).contains(&number) {
                let same = self.is(word, number);
                if self.keep(same) {
                    return Some(number);
                }
            }
        }
        // Any that is found, and then the least below it.
        let circuit = self.unrolled.stage.circuit();
        circuit.allow(EFFORT);
        if circuit.search(&self.assumed) != Found::Some {
            return None;
        }
        let mut found = word.value(&self.unrolled.stage.encoder.circuit);
        let mut low = least;
        while low < found {
            let middle = low.saturating_add(found.saturating_sub(low) / 2);
            let below = Word::constant(middle.saturating_add(1))
                .and_then(|limit| word.is_below(self.unrolled.stage.circuit(), &limit))
                .ok()?;
            if self.may(below) {
                found = middle;
            } else {
                low = middle.saturating_add(1);
            }
        }
        let same = self.is(word, found);
        self.keep(same).then_some(found)
    }

    /// Ballots are taken by the members that there are, none of them recused.
    pub(super) fn hold_ballots(&mut self) {
        let facts: Vec<Facts> = std::iter::once(&self.unrolled.opening)
            .chain(self.unrolled.frames.iter().map(|frame| &frame.act))
            .cloned()
            .collect();
        for facts in facts {
            for bits in facts.bits.values() {
                let (FactValue::Ballot(words), Type::Ballot { body, vote, .. }) =
                    (&bits.value, &bits.of)
                else {
                    continue;
                };
                let count = self.cast.electorate(body, vote).len();
                let count = i128::try_from(count).unwrap_or(0);
                let members = self.is(&words.members, count);
                let recused = self.is(&words.recused, 0);
                self.assumed.push(members);
                self.assumed.push(recused);
            }
        }
    }

    /// Somebody who acts in one of these roles.
    pub(super) fn actor(&mut self, word: &Word, roles: &[Name]) -> Option<(Name, Name)> {
        for role in roles {
            if let Some(holders) = self.cast.of_role(role, self.case.as_ref()) {
                for person in holders {
                    if let Some(person) = self.is_person(word, &person) {
                        self.cast.takes_part(&person, role);
                        return Some((person, role.clone()));
                    }
                }
                // The one who opens a case may be named in it.
                continue;
            }
            // Those who act in the role already, somebody new, and then anybody.
            let first = self.unrolled.stage.encoder.symbols.first_unnamed();
            let last = self.unrolled.stage.encoder.symbols.last();
            let known = self.cast.numbers();
            let fresh = (first..=last)
                .filter(|number| !known.contains(number))
                .take(1);
            let numbers: Vec<i128> = self
                .cast
                .granted(role)
                .into_iter()
                .chain(fresh)
                .chain(known.iter().copied())
                .collect();
            for number in numbers {
                let same = self.is(word, number);
                if self.keep(same) {
                    let person = self.person(number, role);
                    self.cast.takes_part(&person, role);
                    return Some((person, role.clone()));
                }
            }
        }
        None
    }

    /// Settles that a word is a person who has a name already.
    pub(super) fn is_person(&mut self, word: &Word, person: &Name) -> Option<Name> {
        let numbers: Vec<i128> = match self.cast.number(person) {
            Some(number) => vec![number],
            None => {
                let first = self.unrolled.stage.encoder.symbols.first_unnamed();
                let last = self.unrolled.stage.encoder.symbols.last();
                let known = self.cast.numbers();
                (first..=last)
                    .filter(|number| !known.contains(number))
                    .take(1)
                    .collect()
            }
        };
        for number in numbers {
            let same = self.is(word, number);
            if self.keep(same) {
                self.cast.call(number, person);
                return Some(person.clone());
            }
        }
        None
    }

    /// The name of a number, after what they do where they have none yet.
    pub(super) fn person(&mut self, number: i128, after: &str) -> Name {
        if let Some(name) = self.cast.name(number) {
            return name.clone();
        }
        let name = match self.unrolled.stage.encoder.symbols.known(number) {
            Some(name) => name.clone(),
            None => self.cast.new_name(after),
        };
        self.cast.call(number, &name);
        name
    }

    /// The value that a fact is given, the plainest that leads on; nothing where it
    /// is left out. What no rule reads may be anything.
    pub(super) fn value_of(
        &mut self,
        id: &Name,
        of: &Type,
        facts: &Facts,
        given: Option<Bit>,
        optional: bool,
        today: Date,
    ) -> Option<Value> {
        if optional {
            // Left out if it may be, and if nothing follows it.
            let given = given?;
            if self.keep(given.not()) {
                return None;
            }
            self.keep(given);
        }
        let bits = facts.bits.get(id).cloned();
        let Some(bits) = bits else {
            return values::any(self.workflow, &self.cast, id, of, today);
        };
        match &bits.value {
            FactValue::Boolean(bit) => {
                let no = self.keep(bit.not());
                if !no && !self.keep(*bit) {
                    return None;
                }
                Some(Value::Boolean(!no))
            }
            FactValue::Ballot(words) => {
                let Type::Ballot { body, vote, rule } = of else {
                    return None;
                };
                let many: Vec<i128> = (0..=400).rev().collect();
                let few: Vec<i128> = (0..=400).collect();
                self.choose(&words.present, &many)?;
                self.choose(&words.yes, &few)?;
                self.choose(&words.no, &few)?;
                let circuit = self.unrolled.stage.circuit();
                circuit.allow(EFFORT);
                if circuit.search(&self.assumed) != Found::Some {
                    return None;
                }
                let ballot = words.value(&self.unrolled.stage.encoder.circuit, rule)?;
                let people = self.cast.electorate(body, vote);
                let chair = self.cast.chairs(body);
                Some(Value::Ballot(Box::new(values::held(
                    ballot, &people, &chair,
                ))))
            }
            FactValue::Word(word) => {
                let plain = self.plain(of, today);
                let number = self.choose(word, &plain)?;
                self.shown(id, of, number)
            }
        }
    }

    /// Values that people would take, the plainest first.
    pub(super) fn plain(&self, of: &Type, today: Date) -> Vec<i128> {
        let symbols = &self.unrolled.stage.encoder.symbols;
        match of {
            Type::Date => PLAIN_DAYS
                .iter()
                .map(|more| days::of(today).saturating_add(*more))
                .collect(),
            Type::Person => {
                let first = symbols.first_unnamed();
                let known = self.cast.numbers();
                let fresh = (first..=symbols.last()).filter(|number| !known.contains(number));
                fresh.take(1).chain(known.iter().copied()).collect()
            }
            Type::Text { .. } => (symbols.first_unnamed()..=symbols.last()).take(1).collect(),
            Type::Choice(_) => Vec::new(),
            _ => values::plain_numbers(of),
        }
    }

    pub(super) fn shown(&mut self, id: &Name, of: &Type, number: i128) -> Option<Value> {
        match of {
            Type::Person => Some(Value::Person(self.person(number, id))),
            Type::Choice(_) => {
                let name = self.unrolled.stage.encoder.symbols.known(number)?;
                Some(Value::Choice(name.clone()))
            }
            Type::Text { .. } => {
                let symbols = &self.unrolled.stage.encoder.symbols;
                let text = match symbols.known(number) {
                    Some(name) => name.clone(),
                    None => {
                        let more = number.saturating_sub(symbols.first_unnamed());
                        values::text(self.workflow, id, more)
                    }
                };
                Some(Value::Text(text))
            }
            _ => values::number(of, number),
        }
    }

    /// What the parties of a joint act do, one after the other.
    pub(super) fn together(
        &mut self,
        at: usize,
        leader: &Transition,
        roles: &[Name],
        give: &Given,
    ) -> Option<Vec<ScenarioAct>> {
        let actor = self.unrolled.frames.get(at)?.actor.clone();
        let parties: Vec<(Name, Option<Name>)> = match &leader.joint {
            Joint::One => Vec::new(),
            Joint::Each(list) => {
                let members = self.case.as_ref()?.facts.get(list)?;
                let Value::List(members) = members else {
                    return None;
                };
                members
                    .iter()
                    .filter_map(|member| match member {
                        Value::Person(person) => Some((person.clone(), None)),
                        _ => None,
                    })
                    .collect()
            }
            Joint::All => {
                let mut parties = Vec::new();
                for role in roles {
                    let person = match self.cast.of_role(role, self.case.as_ref()) {
                        Some(holders) => holders
                            .into_iter()
                            .find(|one| parties.iter().all(|(known, _)| known != one))?,
                        None => self.cast.new_name(role),
                    };
                    self.cast.takes_part(&person, role);
                    parties.push((person, Some(role.clone())));
                }
                parties
            }
        };
        // The last one to assent takes it.
        let (last, _) = parties.last()?;
        let last = last.clone();
        self.is_person(&actor, &last)?;
        for (person, _) in &parties {
            self.cast.people.entry(person.clone()).or_insert_with(|| {
                crate::workflow::scenario::Person {
                    name: Bilingual::from(&**person),
                    roles: Vec::new(),
                    claims: BTreeMap::new(),
                }
            });
        }
        let (reason, criteria) = (self.reason(at), self.criteria(at));
        Some(
            parties
                .into_iter()
                .map(|(person, role)| ScenarioAct {
                    by: person,
                    capacity: role,
                    on_behalf_of: None,
                    transition: leader.element.id.clone(),
                    effective: None,
                    give: give.clone(),
                    reason: reason.clone(),
                    criteria: criteria.clone(),
                    withdraws: false,
                })
                .collect(),
        )
    }

    pub(super) fn reason(&self, at: usize) -> Option<Name> {
        let frame = self.unrolled.frames.get(at)?;
        let workflow = self.workflow;
        let needed = frame.fired.iter().any(|(one, _)| {
            let id = &one.element.id;
            one.reason_required
                || workflow
                    .recommendations
                    .iter()
                    .any(|it| it.answered_by.contains(id))
                || workflow.deadlines.iter().any(|deadline| {
                    deadline
                        .extends
                        .as_ref()
                        .is_some_and(|extends| extends.notice && extends.with.contains(id))
                })
        });
        needed.then(|| "이유 · a reason".into())
    }

    pub(super) fn criteria(&self, at: usize) -> BTreeMap<Name, Name> {
        let frame = self.unrolled.frames.get(at);
        frame
            .into_iter()
            .flat_map(|frame| &frame.fired)
            .flat_map(|(one, _)| &one.criteria)
            .filter(|criterion| criterion.required)
            .map(|criterion| (criterion.element.id.clone(), "검토함 · considered".into()))
            .collect()
    }

    /// The facts that an act gives.
    pub(super) fn given(&mut self, at: usize, today: Date) -> Option<Given> {
        let frame = self.unrolled.frames.get(at)?;
        let (act, may) = (frame.act.clone(), frame.given.clone());
        let fired = frame.fired.clone();
        let mut give = Given::new();
        for fact in fired.iter().flat_map(|(one, _)| &one.asks) {
            if give.contains_key(fact) {
                continue;
            }
            let of = &self.workflow.fact(fact)?.of;
            let value = self.value_of(fact, of, &act, None, false, today)?;
            give.insert(fact.clone(), value);
        }
        for fact in fired.iter().flat_map(|(one, _)| &one.may_ask) {
            if give.contains_key(fact) {
                continue;
            }
            let of = &self.workflow.fact(fact)?.of;
            let given = may.get(fact).copied();
            if let Some(value) = self.value_of(fact, of, &act, given, true, today) {
                give.insert(fact.clone(), value);
            }
        }
        Some(give)
    }
}
