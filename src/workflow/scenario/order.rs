//! Steps that are no acts: an entry is corrected, values are erased, a revision is
//! applied to the case.

use super::ScenarioStep;
use super::load::{known_name, person, required};
use super::value::value_of;
use crate::guard::{Name, Value};
use crate::workflow::keys;
use crate::workflow::load::conflict;
use crate::workflow::load::log::Log;
use crate::workflow::toml_view::{Got, View, Word, wrong_kind};
use crate::workflow::{Transitional, Workflow};

/// What is ordered in a step, where nobody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// An entry is corrected.
    Correct {
        /// Who corrects it.
        by: Orderer,
        /// The transition whose last act gave the fact; the opening otherwise.
        act: Option<Name>,
        /// The fact that it gave wrongly.
        fact: Name,
        /// What it should say.
        says: Value,
    },
    /// Every value of these facts is erased.
    Erase {
        /// Who orders it.
        by: Orderer,
        /// The facts.
        facts: Vec<Name>,
        /// The legal basis, besides what the workflow declares.
        basis: Vec<Name>,
    },
    /// A later revision is applied to the case: it stays, is moved, or is moved by its
    /// next act, as that revision says.
    Revise {
        /// Its number.
        revision: u32,
    },
}

/// Who orders something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orderer {
    /// The person.
    pub by: Name,
    /// In which capacity.
    pub capacity: Option<Name>,
    /// For whom they act.
    pub on_behalf_of: Option<Name>,
    /// The reason stated.
    pub reason: Option<Name>,
}

/// The keys of a step by which something is ordered.
pub(super) const KEYS: &[&str] = &["correct", "erase", "revise"];

/// Under which revision of a workflow a case stands after steps, and under which its
/// next act is decided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Under<'a> {
    pub(super) now: &'a Workflow,
    pub(super) next: &'a Workflow,
}

impl<'a> Under<'a> {
    pub(super) const fn of(workflow: &'a Workflow) -> Self {
        Under {
            now: workflow,
            next: workflow,
        }
    }

    /// After one more step.
    pub(super) fn after(self, step: &ScenarioStep, revisions: &[&'a Workflow]) -> Self {
        // What is refused moves nothing.
        if step.order.is_some() && step.then.refused.is_some() {
            return self;
        }
        let Some(Order::Revise { revision }) = step.order else {
            // An act brings the case to where its next act finds it.
            return match step.act {
                Some(_) if step.child.is_none() => Under::of(self.next),
                _ => self,
            };
        };
        let Some(new) = revisions.iter().find(|one| one.revision == revision) else {
            return self;
        };
        match new.transitional.as_ref().map(|(rule, _)| *rule) {
            Some(Transitional::Move) => Under::of(new),
            Some(Transitional::MoveAtNextAct) => Under {
                now: self.now,
                next: new,
            },
            Some(Transitional::Keep) | None => self,
        }
    }
}

/// Reads what a step orders. `None` where it is faulty.
pub(super) fn order(
    log: &mut Log,
    workflow: &Workflow,
    revisions: &[&Workflow],
    people: &std::collections::BTreeMap<Name, super::Person>,
    when: &View<'_>,
) -> Option<Order> {
    let keys: Vec<&str> = KEYS.iter().copied().filter(|key| when.has(key)).collect();
    let first = *keys.first()?;
    let acts = ["act", "give", "effective", "criteria", "withdraw"];
    for other in keys.iter().skip(1).copied().chain(acts) {
        conflict(log, when, first, other);
    }
    if first == "revise" {
        for other in ["by", "as", "on_behalf_of", "reason", "child"] {
            conflict(log, when, first, other);
        }
        return revise(log, workflow, revisions, when);
    }
    let by = required(log, when, "by", View::word);
    let capacity = super::load::capacity(log, workflow, when);
    let behalf = when.word(log, "on_behalf_of").good();
    let behalf = behalf.and_then(|one| person(log, people, when, one));
    let reason = when.word(log, "reason").good().map(|word| word.text);
    let by = by.and_then(|by| person(log, people, when, by));
    let orderer = |by| Orderer {
        by,
        capacity,
        on_behalf_of: behalf,
        reason,
    };
    if first == "erase" {
        let facts = when.words(log, "erase").good().unwrap_or_default();
        let mut all_known = true;
        for fact in &facts {
            all_known &= known_fact(log, workflow, when, fact);
        }
        let basis = when.words(log, "basis").good().unwrap_or_default();
        let texts = |words: Vec<Word>| words.into_iter().map(|word| word.text).collect();
        return all_known.then_some(Order::Erase {
            by: orderer(by?),
            facts: texts(facts),
            basis: texts(basis),
        });
    }
    let mut view = when.table(log, "correct").good()?;
    view.element.clone_from(&when.element);
    view.know(log, &keys::CORRECT.names(), &[]);
    let act = view.word(log, "act").good();
    let act = match act {
        None => None,
        Some(act) => {
            let known = workflow.transitions.iter().map(|one| &*one.element.id);
            let kind = ("전이", "transition");
            known_name(log, &when.element, &act, known, kind).then_some(())?;
            Some(act.text)
        }
    };
    let fact = required(log, &view, "fact", View::word)?;
    let says = says(log, workflow, when, &view, &fact);
    Some(Order::Correct {
        by: orderer(by?),
        act,
        fact: fact.text,
        says: says?,
    })
}

fn known_fact(log: &mut Log, workflow: &Workflow, when: &View<'_>, fact: &Word) -> bool {
    let known = workflow.facts.iter().map(|one| &*one.element.id);
    known_name(log, &when.element, fact, known, ("사실", "fact"))
}

/// What a fact should say, as a value of its type.
fn says(
    log: &mut Log,
    workflow: &Workflow,
    when: &View<'_>,
    view: &View<'_>,
    fact: &Word,
) -> Option<Value> {
    let known = known_fact(log, workflow, when, fact);
    let Some(item) = view.get(log, "says") else {
        view.missing(log, "says");
        return None;
    };
    let of = &workflow.fact(&fact.text).filter(|_| known)?.of;
    let value = view
        .spanned("says")
        .and_then(|value| value_of(log, value, of));
    if value.is_none() {
        wrong_kind(log, &when.element, &item, of.title());
    }
    value
}

/// The later revision that is applied.
fn revise(
    log: &mut Log,
    workflow: &Workflow,
    revisions: &[&Workflow],
    when: &View<'_>,
) -> Option<Order> {
    let Got::Good(number) = when.integer(log, "revise", 1, i64::from(u32::MAX)) else {
        return None;
    };
    let place = when.get(log, "revise")?.place;
    let word = Word {
        text: number.to_string().into(),
        place,
    };
    let later: Vec<String> = revisions
        .iter()
        .filter(|one| one.revision > workflow.revision)
        .map(|one| one.revision.to_string())
        .collect();
    let known = later.iter().map(String::as_str);
    let kind = ("다음 개정", "later revision");
    known_name(log, &when.element, &word, known, kind).then_some(())?;
    Some(Order::Revise {
        revision: u32::try_from(number).ok()?,
    })
}
