//! What is due when, and why; and what the clock did.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{basis, bilingual, names, with_headings};
use crate::diagnostic::{Finding, Lang};
use crate::engine::{
    Act, CLOCK, Case, Content, DeadlineChange, DeadlineEvent, Entry, Given, Look, Refusal, running,
};
use crate::library::Held;
use crate::service::Opened;
use crate::store::Appended;
use crate::workflow::{Deadline, Expiry};

/// The deadlines that run in a case, for programs.
pub fn deadlines(opened: &Opened) -> Value {
    let looks = running(opened.definition(), &opened.case, opened.at);
    looks.iter().map(|look| one(opened, look)).collect()
}

/// Those that an act on a transition would meet.
pub fn met_by(opened: &Opened, transition: &str) -> Vec<Look> {
    let mut looks = running(opened.definition(), &opened.case, opened.at);
    looks.retain(|look| look.meets.iter().any(|meets| **meets == *transition));
    looks
}

/// A deadline as it is declared.
pub fn declared<'a>(opened: &'a Opened, id: &str) -> Option<&'a Deadline> {
    let mut all = opened.held.workflow.deadlines.iter();
    all.find(|deadline| *deadline.element.id == *id)
}

/// One deadline for programs.
pub fn one(opened: &Opened, look: &Look) -> Value {
    let deadline = declared(opened, &look.deadline);
    json!({
        "deadline": &*look.deadline,
        "title": deadline.map(|it| bilingual(&it.element.title)),
        "citation": deadline.map(|it| basis(&opened.held, &it.element.basis).ko),
        "due": look.due.map(|due| due.to_string()),
        "ends": look.ends.map(|ends| ends.to_string()),
        "begins": look.begins.map(|begins| begins.to_string()),
        "minimum": look.minimum,
        "passed": look.passed,
        "paused": look.paused,
        "extended": look.extended,
        "for": names(&look.meets),
        "expires": match &look.expires {
            Expiry::Take(transition) => json!({ "take": &**transition }),
            Expiry::Bar => json!("bar"),
            Expiry::Overdue => json!("overdue"),
            Expiry::Remind => json!("remind"),
            Expiry::Nothing => Value::Null,
        },
        "steps": look.steps.iter().map(|step| json!({
            "rule": step.told.name(),
            "citation": step.citation.as_deref(),
            "from": step.from.to_string(),
            "to": step.to.to_string(),
            "says": { "ko": step.says(Lang::Ko), "en": step.says(Lang::En) },
        })).collect::<Vec<_>>(),
    })
}

/// What the clock did before an act, or in a tick, for programs.
pub fn clock((entry, kept): (&Entry, &Appended)) -> Value {
    let (deadline, transition, taken) = match &entry.content {
        Content::Clock {
            deadline,
            transition,
            grounds,
            ..
        } => (&**deadline, &**transition, grounds.is_empty()),
        _ => ("", "", false),
    };
    json!({
        "deadline": deadline,
        "transition": transition,
        "taken": taken,
        "effective": entry.effective.to_string(),
        "entry": {
            "case_seq": kept.case_seq,
            "hash": kept.hash.to_string(),
            "index": kept.index,
        },
    })
}

/// What became of a deadline, for programs.
pub(super) fn change(change: &DeadlineChange) -> Value {
    let (word, due) = match &change.event {
        DeadlineEvent::Started { due, .. } => ("started", Some(*due)),
        DeadlineEvent::Paused { .. } => ("paused", None),
        DeadlineEvent::Resumed { due, .. } => ("resumed", Some(*due)),
        DeadlineEvent::Extended { due, .. } => ("extended", *due),
        DeadlineEvent::Recounted { due, .. } => ("recounted", *due),
        DeadlineEvent::Met { late: false } => ("met", None),
        DeadlineEvent::Met { late: true } => ("met_late", None),
        DeadlineEvent::Stopped(how) => (how.as_str(), None),
    };
    json!({
        "deadline": &*change.deadline,
        "change": word,
        "due": due.map(|due| due.to_string()),
    })
}

/// Why the clock did not take a transition after all: one finding for each ground.
pub fn not_taken(held: &Held, before: Option<&Case>, entry: &Entry) -> Vec<Finding> {
    let Content::Clock {
        transition,
        grounds,
        assumptions,
        guards,
        others,
        ..
    } = &entry.content
    else {
        return Vec::new();
    };
    let act = Act {
        transition: transition.clone(),
        given: Given::new(),
        reason: None,
        criteria: BTreeMap::new(),
        withdraws: false,
    };
    let refusal = Refusal {
        workflow: &held.workflow,
        case: before,
        actor: CLOCK,
        act: Some(&act),
        given: &act.given,
        grounds,
        conditions: &[assumptions, guards, others],
        register: &entry.register,
        date: entry.date,
        law: held.law(),
    };
    with_headings(held, refusal.findings())
}
