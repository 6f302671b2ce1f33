//! What is to be erased, and which values are it.

use std::collections::BTreeSet;

use crate::guard::{Ballot, Name, Value, Votes};
use crate::workflow::{Addition, Change, FactSource, GivenFrom, Setting, Workflow};

/// What is to be erased of a case: whole facts, or single values of facts.
///
/// Of a fact that is named, every value goes that it ever had, with those of facts
/// that are computed from it and of lists that it was added to. A text, a person or
/// a document goes wherever else it stands, in whole or within a list, a table or a
/// ballot: such a value is hardly there by chance. A number, a date, a choice, a
/// yes or no tells nothing by itself, and goes where it comes from the fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Facts of which every value goes.
    pub facts: BTreeSet<Name>,
    /// Single values, with the fact that had them.
    pub single: BTreeSet<(Name, Value)>,
    /// Lists that take members from those facts.
    fed: BTreeSet<Name>,
    /// Every value that is known to go.
    values: BTreeSet<Value>,
    /// Those of them that go wherever they stand.
    telling: BTreeSet<Value>,
}

impl Wanted {
    /// These facts of a workflow, with what is made of them.
    pub fn of(
        workflow: &Workflow,
        facts: impl IntoIterator<Item = Name>,
        single: impl IntoIterator<Item = (Name, Value)>,
    ) -> Self {
        let mut wanted = Wanted {
            facts: facts.into_iter().collect(),
            ..Wanted::default()
        };
        let named: BTreeSet<Name> = wanted.facts.clone();
        for fact in &workflow.facts {
            if let FactSource::Computed(rule) = &fact.source
                && rule.facts().iter().any(|read| named.contains(read))
            {
                wanted.facts.insert(fact.element.id.clone());
            }
        }
        for (fact, value) in single {
            wanted.learn(&value);
            wanted.single.insert((fact, value));
        }
        let from: BTreeSet<&Name> = wanted
            .facts
            .iter()
            .chain(wanted.single.iter().map(|(fact, _)| fact))
            .collect();
        let mut fed = BTreeSet::new();
        let mut stamped = BTreeSet::new();
        for transition in &workflow.transitions {
            let branches = transition.branches.iter().flat_map(|one| &one.changes);
            for change in transition.changes.iter().chain(branches) {
                match change {
                    Change::Add {
                        fact,
                        what: Addition::Member(member),
                    } if from.contains(member) => {
                        fed.insert(fact.clone());
                    }
                    Change::Set {
                        fact,
                        to: Setting::After { from: Some(of), .. },
                    } if named.contains(of) => {
                        stamped.insert(fact.clone());
                    }
                    _ => {}
                }
            }
        }
        wanted.fed = fed;
        // A day that is counted from an erased one tells it.
        wanted.facts.extend(stamped);
        wanted
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.single.is_empty()
    }

    /// Takes note of a value of a fact that was met: what is copied elsewhere is
    /// known by it.
    pub fn meet(&mut self, fact: &str, value: &Value) {
        if self.facts.contains(fact) {
            self.learn(value);
        }
    }

    /// Takes note of a value, whatever it is of.
    pub fn add(&mut self, value: &Value) {
        self.learn(value);
    }

    /// The facts, with everything that is made of them: computed facts, days that
    /// are counted from them, and lists that they are added to.
    pub fn made(&self) -> BTreeSet<Name> {
        self.facts.union(&self.fed).cloned().collect()
    }

    fn learn(&mut self, value: &Value) {
        match value {
            Value::Erased => return,
            Value::Text(text) | Value::Person(text) if !text.is_empty() => {
                self.telling.insert(value.clone());
            }
            Value::Document(_) => {
                self.telling.insert(value.clone());
            }
            Value::List(members) => members.iter().for_each(|one| self.learn(one)),
            Value::Table(rows) => rows
                .iter()
                .flat_map(|row| row.values())
                .for_each(|cell| self.learn(cell)),
            _ => {}
        }
        self.values.insert(value.clone());
    }

    /// Whether a value of this fact goes.
    pub fn takes(&self, fact: &str, value: &Value) -> bool {
        *value != Value::Erased
            && (self.facts.contains(fact)
                || self.single.contains(&(fact.into(), value.clone()))
                || self.is_in(value)
                || (self.fed.contains(fact) && holds(value, &self.values)))
    }

    /// Whether a text, a person or a document that goes is this value, or is in it.
    pub fn is_in(&self, value: &Value) -> bool {
        !self.telling.is_empty() && holds(value, &self.telling)
    }

    /// Whether this is one of the values that go, of whatever type.
    pub fn is(&self, value: &Value) -> bool {
        self.values.contains(value) || self.is_in(value)
    }

    /// The texts among the values that go: what may be repeated in a free text.
    pub fn texts(&self) -> impl Iterator<Item = &Name> {
        self.telling.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        })
    }

    /// The ids of persons among them: what may stand in clear as who acted.
    pub fn persons(&self) -> impl Iterator<Item = &Name> {
        self.telling.iter().filter_map(|value| match value {
            Value::Person(id) => Some(id),
            _ => None,
        })
    }

    /// Whether what a child is given under this name comes from what goes.
    pub fn gives(&self, workflow: &Workflow, children: &str, fact: &str) -> bool {
        let of_name = workflow.opens();
        let of_name = of_name.iter().filter(|(_, opens)| *opens.name == *children);
        of_name.into_iter().any(|(_, opens)| {
            opens.gives.iter().any(|giving| {
                let from = match &giving.from {
                    GivenFrom::Fact(from) => Some(from),
                    GivenFrom::Member | GivenFrom::Column(_) => opens.for_each.as_ref(),
                };
                *giving.to.name == *fact && from.is_some_and(|from| self.facts.contains(from))
            })
        })
    }
}

/// Whether a value is one of these, or has one in it. Values nest no deeper than
/// types and the reading of entries allow.
fn holds(value: &Value, these: &BTreeSet<Value>) -> bool {
    if these.contains(value) {
        return true;
    }
    match value {
        Value::List(members) => members.iter().any(|one| holds(one, these)),
        Value::Table(rows) => rows
            .iter()
            .flat_map(|row| row.values())
            .any(|cell| holds(cell, these)),
        Value::Ballot(ballot) => {
            named_in(ballot).any(|id| these.contains(&Value::Person(id.clone())))
        }
        _ => false,
    }
}

/// Everyone whom a ballot names.
fn named_in(ballot: &Ballot) -> impl Iterator<Item = &Name> {
    let votes: [&[Name]; 3] = match &ballot.votes {
        Votes::Named { yes, no, abstain } => [yes, no, abstain],
        Votes::Counted { .. } => [&[], &[], &[]],
    };
    let recused = ballot.recused.iter().map(|one| &one.person);
    let present = ballot.present.iter().chain(&ballot.presiding);
    present.chain(recused).chain(votes.into_iter().flatten())
}
