//! What happened in a case.

use serde_json::{Value, json};

use super::names;
use crate::engine::people::Tied;
use crate::engine::{Case, Content, Ground, Step};
use crate::library::Held;
use crate::service::Past;

/// One entry of a history for programs, with the former law that it was decided
/// under and what came of it later in the case.
pub fn past_in(past: &Past, case: &Case, held: &Held) -> Value {
    let mut object = self::past(past);
    let entry = &past.unsealed.entry;
    let former = super::former_law_of(held, case, entry);
    if let (Value::Object(object), false) = (&mut object, former.is_empty()) {
        object.insert("former_law".to_owned(), super::former(&former));
    }
    if let (Value::Object(object), Some(by)) = (&mut object, case.people.annulled.get(&entry.seq)) {
        object.insert("annulled_by".to_owned(), json!(by));
    }
    object
}

/// One entry of a history for programs.
pub fn past(past: &Past) -> Value {
    let entry = &past.unsealed.entry;
    let mut object = json!({
        "case_seq": entry.seq,
        "hash": past.hash.to_string(),
        "index": past.index,
        "recorded": entry.recorded.to_string(),
        "effective": entry.effective.to_string(),
        "date": entry.date.to_string(),
        "actor": &*entry.subject.actor,
        "capacity": entry.subject.capacity.as_deref(),
        "via": &*entry.subject.via,
        "semantics": entry.semantics,
        "manifest": super::hex(&entry.manifest),
    });
    let more = match &entry.content {
        Content::Opened {
            workflow,
            revision,
            given,
            steps,
            outcome,
            entered,
            ..
        } => json!({
            "kind": "opened",
            "workflow": &**workflow,
            "revision": revision,
            "given": super::given(given),
            "entered": names(entered),
            "steps": steps.iter().map(step).collect::<Vec<_>>(),
            "outcome": outcome.as_deref(),
        }),
        Content::Act {
            act,
            steps,
            outcome,
            ..
        } => json!({
            "kind": "act",
            "transition": &*act.transition,
            "given": super::given(&act.given),
            "reason": act.reason.as_deref(),
            "steps": steps.iter().map(step).collect::<Vec<_>>(),
            "outcome": outcome.as_deref(),
        }),
        Content::Assented {
            act, state, over, ..
        } => json!({
            "kind": "assented",
            "transition": &*act.transition,
            "given": super::given(&act.given),
            "reason": act.reason.as_deref(),
            "state": &**state,
            "over": over.as_deref(),
        }),
        Content::Withdrawn { act } => json!({
            "kind": "withdrawn",
            "transition": &*act.transition,
            "reason": act.reason.as_deref(),
        }),
        Content::Refused { act, grounds, .. } => json!({
            "kind": "refused",
            "transition": &*act.transition,
            "given": super::given(&act.given),
            "reason": act.reason.as_deref(),
            "grounds": self::grounds(grounds),
        }),
        Content::Clock {
            deadline,
            transition,
            grounds,
            steps,
            outcome,
            ..
        } => json!({
            "kind": "clock",
            "deadline": &**deadline,
            "transition": &**transition,
            "grounds": self::grounds(grounds),
            "steps": steps.iter().map(step).collect::<Vec<_>>(),
            "outcome": outcome.as_deref(),
        }),
        Content::Received {
            from,
            source,
            number,
            body,
            grounds,
            steps,
            outcome,
            ..
        } => json!({
            "kind": "received",
            "from": &**from,
            "source": source,
            "number": number,
            "message": body.as_str(),
            "says": super::said(body),
            "grounds": self::grounds(grounds),
            "steps": steps.iter().map(step).collect::<Vec<_>>(),
            "outcome": outcome.as_deref(),
        }),
        Content::Corrected(correction) => super::corrected(correction),
        Content::Erased {
            facts,
            removed,
            basis,
            reason,
        } => super::erased(facts, removed, basis, reason.as_deref()),
        Content::Moved(moved) => super::moved(moved),
        Content::Recounted {
            deadline,
            was,
            basis,
            leaves,
        } => json!({
            "kind": "recounted",
            "deadline": deadline.as_deref(),
            "was": was.map(|was| was.to_string()),
            "basis": names(basis),
            "leaves": { "manifest": super::hex(leaves) },
        }),
        Content::Unopened { child, why, .. } => json!({
            "kind": "unopened",
            "child": &**child,
            "why": &**why,
        }),
    };
    if !entry.deadlines.is_empty()
        && let Value::Object(object) = &mut object
    {
        let changes = entry.deadlines.iter().map(super::deadlines::change);
        object.insert("deadlines".to_owned(), changes.collect());
    }
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
        if !entry.sends.is_empty() {
            let sends = entry.sends.iter().map(super::sent).collect();
            object.insert("sends".to_owned(), Value::Array(sends));
        }
        object.extend(super::of_entry(entry));
        let steps = entry.content.steps().iter().flat_map(|step| &step.ties);
        let annuls: Vec<Value> = steps
            .filter_map(|tied| match tied {
                Tied::Annul { transition, entry } => {
                    Some(json!({ "transition": &**transition, "case_seq": entry }))
                }
                _ => None,
            })
            .collect();
        if !annuls.is_empty() {
            object.insert("annuls".to_owned(), Value::Array(annuls));
        }
    }
    object
}

fn grounds(grounds: &[Ground]) -> Vec<Value> {
    grounds
        .iter()
        .map(|ground| {
            json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
            })
        })
        .collect()
}

pub(super) fn step(step: &Step) -> Value {
    json!({
        "transition": &*step.transition,
        "cause": step.cause.as_str(),
        "branch": step.branch.as_deref(),
        "left": names(&step.left),
        "entered": names(&step.entered),
    })
}
