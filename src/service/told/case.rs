//! Where a case stands.

use serde_json::{Value, json};

use super::{bilingual, given, hex, names};
use crate::engine::standing;
use crate::service::Opened;
use crate::store::StoredCase;

/// A case for programs, with what is known in it.
pub fn case(opened: &Opened) -> Value {
    let case = &opened.case;
    let active: Vec<&str> = case.active.iter().map(|state| &**state).collect();
    let mut told = json!({
        "case": &*case.id,
        "workflow": &*case.workflow,
        "title": bilingual(opened.held.workflow.title()),
        "revision": case.revision,
        "manifest": hex(&case.manifest),
        "version": case.version,
        "entries": case.seq,
        "head": opened.head.to_string(),
        "at": names(&standing(&opened.held.workflow, case)),
        "active": active,
        "facts": given(&case.facts),
        "people": super::of_case(&opened.held.workflow, case),
        "outcome": case.outcome.as_deref(),
        "opened": case.opened.to_string(),
        "recorded": case.recorded.to_string(),
        "deadlines": super::deadlines(opened),
    });
    // It is told as its next act finds it.
    if let (Value::Object(told), Some(brought)) = (&mut told, &opened.brought) {
        let from =
            json!({ "revision": brought.before.revision, "version": brought.before.version });
        told.insert("moves_from".to_owned(), from);
    }
    // A case without parent and children says nothing of them.
    if let (Value::Object(told), false) = (&mut told, case.family.is_empty()) {
        let (parent, children) = super::family(&case.family);
        told.insert("parent".to_owned(), parent);
        told.insert("children".to_owned(), children);
    }
    told
}

/// A case as a row of a list.
pub fn listed(StoredCase { case, head }: &StoredCase) -> Value {
    json!({
        "case": &*case.id,
        "workflow": &*case.workflow,
        "revision": case.revision,
        "version": case.version,
        "entries": case.seq,
        "active": case.active.iter().map(|state| &**state).collect::<Vec<_>>(),
        "outcome": case.outcome.as_deref(),
        "opened": case.opened.to_string(),
        "recorded": case.recorded.to_string(),
        "head": head.to_string(),
    })
}
