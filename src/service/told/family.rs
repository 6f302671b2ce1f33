//! Parents, children, and what they tell each other.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{given, names};
use crate::engine::CaseId;
use crate::engine::child::{Body, Child, Family, Sent};

/// The children of one name, in the order in which they were opened.
pub fn in_order(of_name: &BTreeMap<CaseId, Child>) -> Vec<(&CaseId, &Child)> {
    let mut all: Vec<_> = of_name.iter().collect();
    all.sort_by_key(|(id, child)| (child.seq, child.row, (*id).clone()));
    all
}

/// A family for programs: what the case's own entries tell of it.
pub fn family(family: &Family) -> (Value, Value) {
    let parent = family.parent.as_ref().map_or(Value::Null, |parent| {
        json!({
            "case": &*parent.case,
            "name": &*parent.name,
            "row": parent.row,
            "case_seq": parent.seq,
        })
    });
    let children: serde_json::Map<String, Value> = family
        .children
        .iter()
        .map(|(name, of_name)| {
            let all = in_order(of_name).into_iter().map(|(id, child)| {
                json!({
                    "case": &**id,
                    "workflow": &*child.workflow,
                    "row": child.row,
                    "reached": child.reached.iter().map(|name| &**name).collect::<Vec<_>>(),
                    "outcome": child.outcome.as_deref(),
                    "closing": child.closing,
                    "failed": child.failed,
                })
            });
            (name.to_string(), Value::Array(all.collect()))
        })
        .collect();
    (parent, Value::Object(children))
}

/// A message that an entry sends, for programs.
pub fn sent(sent: &Sent) -> Value {
    let mut object = json!({
        "message": sent.body.as_str(),
        "to": &*sent.to,
        "number": sent.number,
    });
    let more = said(&sent.body);
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

/// What a message says, for programs.
pub fn said(body: &Body) -> Value {
    match body {
        Body::Open(opening) => json!({
            "name": &*opening.name,
            "workflow": &*opening.workflow,
            "at": opening.at.as_deref(),
            "row": opening.row,
            "given": given(&opening.given),
        }),
        Body::Close { name } => json!({ "name": &**name }),
        Body::Report { reached, outcome } => json!({
            "reached": names(reached),
            "outcome": outcome.as_deref(),
        }),
    }
}
