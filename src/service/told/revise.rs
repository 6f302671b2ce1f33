//! Cases that go on under another revision or calendar, for programs.

use serde_json::{Value, json};

use super::names;
use crate::diagnostic::Coded;
use crate::engine::Content;
use crate::engine::revise::{Moved, Names};
use crate::engine::{DeadlineEvent, Entry, Timed, standing};
use crate::service::{Done, Planned};

/// What a move did.
pub(super) fn moved(moved: &Moved) -> Value {
    let renamed = &moved.renamed;
    json!({
        "kind": "moved",
        "leaves": { "manifest": super::hex(&moved.leaves), "revision": moved.from },
        "revision": moved.to,
        "rule": &*moved.rule,
        "basis": names(&moved.basis),
        "left": names(&moved.left),
        "entered": names(&moved.entered),
        "renamed": {
            "deadlines": renaming(&renamed.deadlines),
            "facts": renaming(&renamed.facts),
            "roles": renaming(&renamed.roles),
            "states": renaming(&renamed.states),
            "transitions": renaming(&renamed.transitions),
        },
        "steps": moved.steps.iter().map(super::past::step).collect::<Vec<_>>(),
        "outcome": moved.outcome.as_deref(),
    })
}

fn renaming(names: &Names) -> Value {
    names
        .iter()
        .map(|(old, to)| (old.to_string(), Value::from(to.as_deref())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The moves that an act brought with it.
pub(super) fn moves(done: &Done) -> Vec<Value> {
    done.decision
        .owed
        .iter()
        .zip(&done.owed)
        .filter_map(|(entry, kept)| {
            let Content::Moved(moved) = &entry.content else {
                return None;
            };
            let mut told = self::moved(moved);
            if let Value::Object(told) = &mut told {
                let place = json!({
                    "case_seq": kept.case_seq,
                    "hash": kept.hash.to_string(),
                    "index": kept.index,
                });
                told.insert("entry".to_owned(), place);
            }
            Some(told)
        })
        .collect()
}

/// What becomes, or has become, of open cases.
pub fn plan(all: &[Planned], applied: bool) -> Value {
    json!({
        "applied": applied,
        "cases": all.iter().map(planned).collect::<Vec<_>>(),
    })
}

fn planned(planned: &Planned) -> Value {
    let opened = &planned.opened;
    let case = &opened.case;
    let was = standing(&opened.held.workflow, case);
    let (done, error) = match &planned.outcome {
        Ok(done) => (done.as_ref(), None),
        Err(error) => (None, Some(super::finding(&error.finding()))),
    };
    let entries: Vec<Value> = done
        .iter()
        .flat_map(|done| &done.entries)
        .map(entry)
        .collect();
    let at = match (done, &error) {
        (Some(done), _) => Some(standing(&planned.held.workflow, &done.after)),
        (None, None) => Some(was.clone()),
        (None, Some(_)) => None,
    };
    let deadlines: Vec<Value> = deadlines(planned);
    json!({
        "case": &*case.id,
        "workflow": &*case.workflow,
        "fate": planned.fate.as_str(),
        "from": case.revision,
        "to": planned.revision,
        "basis": names(&planned.basis),
        "in_force": planned.from.map(|day| day.to_string()),
        "possible": planned.outcome.is_ok(),
        "refusal": error,
        "states": { "from": names(&was), "to": at.as_deref().map(names) },
        "deadlines": deadlines,
        "entries": entries,
    })
}

fn entry(entry: &Entry) -> Value {
    match &entry.content {
        Content::Moved(moved) => self::moved(moved),
        Content::Recounted {
            deadline, basis, ..
        } => json!({
            "kind": "recounted",
            "deadline": deadline.as_deref(),
            "basis": names(basis),
        }),
        _ => json!({ "kind": "clock" }),
    }
}

/// The last days of the deadlines that run, before and after.
fn deadlines(planned: &Planned) -> Vec<Value> {
    let Ok(Some(done)) = &planned.outcome else {
        return Vec::new();
    };
    let day = |timed: &Timed| timed.due.map(|due| due.to_string());
    let mut told = Vec::new();
    for entry in &done.entries {
        let renamed = match &entry.content {
            Content::Moved(moved) => Some(&moved.renamed.deadlines),
            _ => None,
        };
        for (name, timed) in &planned.opened.case.deadlines.kept {
            if !timed.is_running() {
                continue;
            }
            let to = renamed.and_then(|all| all.get(name));
            let now = match to {
                Some(None) => None,
                Some(Some(to)) => Some(to),
                None => Some(name),
            };
            let change = entry.deadlines.iter().find(|it| Some(&it.deadline) == now);
            let how = match change.map(|it| &it.event) {
                Some(DeadlineEvent::Recounted { .. }) => "recount",
                Some(DeadlineEvent::Started { .. }) => "restart",
                Some(_) => "other",
                // Each of these has an entry of its own.
                None if renamed.is_none() => continue,
                None if now.is_none() => "end",
                None => "keep",
            };
            let after = now.and_then(|now| done.after.deadlines.kept.get(now));
            told.push(json!({
                "deadline": &**name,
                "to": now.map(|now| &**now),
                "rule": how,
                "was": day(timed),
                "due": after.and_then(day),
            }));
        }
    }
    told
}
