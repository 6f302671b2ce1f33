//! What was given with an entry, for those who ask for it.

use crate::engine::{Content, Entry};
use crate::guard::Value;

/// The facts given with an entry, and the reason that was stated, as texts: name
/// and value, in order of name. A value that was erased is a mark.
pub(super) fn given(entry: &Entry) -> Vec<(String, String)> {
    let (given, act) = match &entry.content {
        Content::Opened { given, .. } => (Some(given), None),
        Content::Act { act, .. }
        | Content::Assented { act, .. }
        | Content::Withdrawn { act }
        | Content::Refused { act, .. } => (Some(&act.given), Some(act)),
        Content::Received { .. }
        | Content::Unopened { .. }
        | Content::Clock { .. }
        | Content::Moved(_)
        | Content::Recounted { .. } => (None, None),
    };
    let facts = given.into_iter().flatten();
    let mut all: Vec<(String, String)> = facts
        .map(|(fact, value)| (format!("fact.{fact}"), value.to_string()))
        .collect();
    if let Some(act) = act {
        let reason = act.reason.iter();
        all.extend(reason.map(|reason| ("reason".to_owned(), reason.to_string())));
        let criteria = act.criteria.iter();
        all.extend(criteria.map(|(id, said)| (format!("criterion.{id}"), said.to_string())));
    }
    all
}

/// The names and hashes of the documents given with an entry.
pub(super) fn documents(entry: &Entry) -> Vec<(String, String)> {
    let (Content::Opened { given, .. }
    | Content::Act {
        act: crate::engine::Act { given, .. },
        ..
    }) = &entry.content
    else {
        return Vec::new();
    };
    let documents = given.values().filter_map(|value| match value {
        Value::Document(document) => Some(document),
        _ => None,
    });
    documents
        .map(|document| (super::hex(&document.sha256), document.name.to_string()))
        .collect()
}
