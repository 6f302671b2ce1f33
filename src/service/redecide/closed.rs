//! Whether deciding in a case reads a value that is not there any more.

use std::collections::BTreeSet;

use crate::engine::{Case, Given};
use crate::guard::{Name, Value};

/// Whether a case holds an erased value where its workflow may read it: in one of
/// the facts that are read at all, or in what is so between people.
pub(super) fn reads(case: &Case, read: &BTreeSet<Name>) -> bool {
    let people = &case.people;
    let facts = case.facts.iter();
    let mut read_facts = facts.filter(|(fact, _)| read.contains(*fact));
    read_facts.any(|(_, value)| closed(value))
        || people.assigned.values().flatten().any(closed)
        || people.delegations.iter().any(|one| {
            let days = one.from.iter().chain(&one.until);
            closed(&one.to) || days.into_iter().any(closed)
        })
        || people.assents.values().any(|one| any(&one.given))
        || people.recommendations.values().any(|made| {
            let answer = made.answer.as_ref();
            answer.is_some_and(|answer| closed(&answer.answer))
        })
        || people.served.iter().any(|served| {
            closed(&served.to)
                || closed(&served.on)
                || served.effective.as_ref().is_some_and(closed)
        })
}

fn any(given: &Given) -> bool {
    given.values().any(closed)
}

/// Whether a value, or a part of it, is erased.
fn closed(value: &Value) -> bool {
    match value {
        Value::Erased => true,
        Value::List(members) => members.iter().any(closed),
        Value::Table(rows) => rows.iter().flat_map(|row| row.values()).any(closed),
        _ => false,
    }
}
