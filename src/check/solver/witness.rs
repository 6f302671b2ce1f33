//! Values that answer a question, as a case would say them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::days;
use super::encode::{Encoder, FactValue, Read};
use crate::diagnostic::Bilingual;
use crate::guard::{Counted, Expr, Facts, Name, Truth, Type, Value, truth};

/// The day of an act where nothing asks for it.
const SOME_DAY: Date = date(2026, 3, 2);

/// What a case would have to say.
#[derive(Debug, Clone)]
pub(in crate::check) struct Witness {
    facts: BTreeMap<Name, Value>,
    /// Facts that have a value which nothing asks for.
    given: BTreeSet<Name>,
    today: Option<Date>,
    actor: Option<Name>,
    nobody: Name,
    at: BTreeSet<Name>,
    taken: BTreeSet<Name>,
    since: BTreeSet<(Name, Name)>,
    passed: BTreeMap<Name, bool>,
    due: BTreeMap<Name, Date>,
    children: BTreeMap<(Name, Counted), i64>,
    /// Whether it says more than facts, the day, and who acts.
    beyond_facts: bool,
}

impl Witness {
    /// What the last search found; nothing where a value cannot be shown.
    pub(super) fn read(encoder: &Encoder<'_>) -> Option<Witness> {
        let circuit = &encoder.circuit;
        let mut witness = Witness {
            facts: BTreeMap::new(),
            given: BTreeSet::new(),
            today: None,
            actor: None,
            nobody: "somebody".into(),
            at: BTreeSet::new(),
            taken: BTreeSet::new(),
            since: BTreeSet::new(),
            passed: BTreeMap::new(),
            due: BTreeMap::new(),
            children: BTreeMap::new(),
            beyond_facts: false,
        };
        for (name, fact) in &encoder.facts {
            if !circuit.value(fact.known) {
                continue;
            }
            let value = match &fact.value {
                FactValue::Boolean(bit) => Value::Boolean(circuit.value(*bit)),
                FactValue::Ballot(words) => {
                    let Type::Ballot { rule, .. } = &fact.of else {
                        return None;
                    };
                    Value::Ballot(Box::new(words.value(circuit, rule)?))
                }
                FactValue::Word(word) => value(&fact.of, word.value(circuit), encoder)?,
            };
            witness.facts.insert(name.clone(), value);
        }
        for (name, known) in &encoder.known {
            if circuit.value(*known) && !witness.facts.contains_key(name) {
                witness.given.insert(name.clone());
            }
        }
        for (read, number) in &encoder.reads {
            let known = circuit.value(number.known);
            let value = number.word.value(circuit);
            match read {
                Read::Today => witness.today = Some(days::to(value)?),
                Read::Actor => witness.actor = Some(encoder.symbols.name(value, "person")),
                _ => witness.beyond(read, known, value)?,
            }
        }
        Some(witness)
    }

    /// What is neither a fact nor the act itself.
    fn beyond(&mut self, read: &Read, known: bool, value: i128) -> Option<()> {
        self.beyond_facts = true;
        let holds = value == 1;
        match read {
            Read::At(state) if holds => drop(self.at.insert(state.clone())),
            Read::Taken(transition) if holds => drop(self.taken.insert(transition.clone())),
            Read::TakenSince(transition, state) if holds => {
                self.since.insert((transition.clone(), state.clone()));
            }
            Read::Passed(deadline) if known => drop(self.passed.insert(deadline.clone(), holds)),
            Read::Due(deadline) if known => {
                self.due.insert(deadline.clone(), days::to(value)?);
            }
            Read::Children(name, which) => {
                let count = i64::try_from(value).ok()?;
                self.children.insert((name.clone(), which.clone()), count);
            }
            _ => {}
        }
        Some(())
    }

    /// The same without facts that do not matter.
    pub(super) fn only(mut self, matters: &dyn Fn(&str) -> bool) -> Witness {
        self.facts.retain(|fact, _| matters(fact));
        self.given.retain(|fact| matters(fact));
        self
    }

    /// The values of facts.
    pub(in crate::check) const fn facts(&self) -> &BTreeMap<Name, Value> {
        &self.facts
    }

    /// What a rule says of it, evaluated.
    pub(super) fn truth(&self, expr: &Expr) -> Truth {
        truth(expr, self)
    }

    /// Whether every value of it is one that these facts may freely have.
    pub(in crate::check) fn only_of(&self, free: &dyn Fn(&str) -> bool) -> bool {
        !self.beyond_facts && self.facts.keys().chain(&self.given).all(|fact| free(fact))
    }

    /// The values, one after the other, each fact by the name that is given for it.
    pub(in crate::check) fn says(&self, named: &dyn Fn(&str) -> Bilingual) -> Bilingual {
        let mut ko = Vec::new();
        let mut en = Vec::new();
        for (fact, value) in &self.facts {
            let (name, value) = (named(fact), value.says());
            ko.push(format!("{} = {}", name.ko, value.ko));
            en.push(format!("{} = {}", name.en, value.en));
        }
        let mut both = |one: String, other: String| {
            ko.push(one);
            en.push(other);
        };
        if let Some(today) = self.today {
            both(
                format!("행위일 = {today}"),
                format!("day of the act = {today}"),
            );
        }
        if let Some(actor) = &self.actor {
            both(format!("행위자 = {actor}"), format!("who acts = {actor}"));
        }
        for state in &self.at {
            both(
                format!("현재 상태 `{state}`"),
                format!("in state `{state}`"),
            );
        }
        for transition in &self.taken {
            both(
                format!("`{transition}` 있었음"),
                format!("`{transition}` was taken"),
            );
        }
        for (deadline, passed) in &self.passed {
            let word = if *passed {
                ("지남", "has run out")
            } else {
                ("지나지 않음", "has not run out")
            };
            both(
                format!("기한 `{deadline}` {}", word.0),
                format!("deadline `{deadline}` {}", word.1),
            );
        }
        for (deadline, day) in &self.due {
            both(
                format!("기한 `{deadline}`의 마지막 날 = {day}"),
                format!("last day of `{deadline}` = {day}"),
            );
        }
        for ((name, which), count) in &self.children {
            let which = match which {
                Counted::Opened => Bilingual::new("개시", "opened"),
                Counted::Ended => Bilingual::new("종료", "ended"),
                Counted::Reached(id) | Counted::Outcome(id) => Bilingual::from(&**id),
            };
            both(
                format!("`{name}` {} {count}건", which.ko),
                format!("`{name}` {}: {count}", which.en),
            );
        }
        Bilingual::new(ko.join(", "), en.join(", "))
    }
}

fn value(of: &Type, number: i128, encoder: &Encoder<'_>) -> Option<Value> {
    Some(match of {
        Type::Integer { .. } => Value::Integer(i64::try_from(number).ok()?),
        Type::Decimal { scale, .. } => {
            Value::Decimal(Decimal::try_from_i128_with_scale(number, *scale).ok()?)
        }
        Type::Date => Value::Date(days::to(number)?),
        Type::Choice(_) => Value::Choice(encoder.symbols.name(number, "option")),
        Type::Text { .. } => Value::Text(encoder.symbols.name(number, "text")),
        Type::Person => Value::Person(encoder.symbols.name(number, "person")),
        _ => return None,
    })
}

impl Facts for Witness {
    fn fact(&self, name: &str) -> Option<&Value> {
        self.facts.get(name)
    }

    fn given(&self, name: &str) -> Option<bool> {
        Some(self.facts.contains_key(name) || self.given.contains(name))
    }

    fn today(&self) -> Date {
        self.today.unwrap_or(SOME_DAY)
    }

    fn actor(&self) -> &Name {
        self.actor.as_ref().unwrap_or(&self.nobody)
    }

    fn at(&self, state: &str) -> bool {
        self.at.contains(state)
    }

    fn taken(&self, transition: &str) -> bool {
        self.taken.contains(transition)
    }

    fn taken_since(&self, transition: &str, state: &str) -> bool {
        self.since
            .iter()
            .any(|(taken, since)| **taken == *transition && **since == *state)
    }

    fn passed(&self, deadline: &str) -> Option<bool> {
        self.passed.get(deadline).copied()
    }

    fn due(&self, deadline: &str) -> Option<Date> {
        self.due.get(deadline).copied()
    }

    fn children(&self, name: &str, which: &Counted) -> i64 {
        let count = self.children.get(&(Name::from(name), which.clone()));
        count.copied().unwrap_or_default()
    }
}
