//! People in cases, for programs: delegations, assents, recommendations, services.

use serde_json::{Value, json};

use super::{names, value};
use crate::engine::people::{Collected, collected};
use crate::engine::{Act, Case, Content, Entry};
use crate::workflow::Workflow;

/// What is between people in a case, for programs.
pub fn of_case(workflow: &Workflow, case: &Case) -> Value {
    let people = &case.people;
    json!({
        "assigned": people
            .assigned
            .iter()
            .map(|(role, holders)| {
                let holders: Vec<Value> = holders.iter().map(value).collect();
                (role.to_string(), json!(holders))
            })
            .collect::<Value>(),
        "delegations": people
            .delegations
            .iter()
            .map(|one| json!({
                "role": &*one.role,
                "by": &*one.by,
                "to": value(&one.to),
                "from": one.from.as_ref().map(value),
                "until": one.until.as_ref().map(value),
                "entry": one.entry,
                "revoked": one.revoked,
            }))
            .collect::<Vec<_>>(),
        "assents": workflow
            .transitions
            .iter()
            .filter(|one| case.people.assents.contains_key(&one.element.id))
            .filter_map(|one| Some((one.element.id.to_string(), parties(&collected(case, one)?))))
            .collect::<Value>(),
        "open_recommendations": people
            .open_recommendations()
            .map(|(id, made)| json!({
                "recommendation": &**id,
                "on": made.on.to_string(),
                "by": &*made.by,
                "entry": made.entry,
            }))
            .collect::<Vec<_>>(),
        "served": people
            .served
            .iter()
            .map(|one| json!({
                "to": value(&one.to),
                "document": value(&one.document),
                "on": value(&one.on),
                "how": &*one.how,
                "effective": one.effective.as_ref().map(value),
                "entry": one.entry,
            }))
            .collect::<Vec<_>>(),
    })
}

/// Who has assented and who has not, for programs.
pub fn parties(collected: &Collected) -> Value {
    json!({
        "given": names(&collected.given),
        "missing": names(&collected.missing),
    })
}

/// What an entry says of people, for programs: only where it says something.
pub fn of_entry(entry: &Entry) -> serde_json::Map<String, Value> {
    let mut object = serde_json::Map::new();
    let subject = &entry.subject;
    if !subject.claims.is_empty() {
        object.insert("claims".to_owned(), json!(names(&subject.claims)));
    }
    if let Some(behalf) = &subject.on_behalf_of {
        let told = json!({ "person": &*behalf.person, "entry": behalf.entry });
        object.insert("on_behalf_of".to_owned(), told);
    }
    if is_discretion(&entry.content) {
        object.insert("discretion".to_owned(), json!(true));
    }
    if let Some(act) = act_of(&entry.content)
        && !act.criteria.is_empty()
    {
        let said: Value = act
            .criteria
            .iter()
            .map(|(id, said)| (id.to_string(), json!(&**said)))
            .collect();
        object.insert("criteria".to_owned(), said);
    }
    object
}

/// Whether a person decided, and not the law alone.
pub fn is_discretion(content: &Content) -> bool {
    matches!(
        content,
        Content::Act {
            discretion: true,
            ..
        } | Content::Assented {
            discretion: true,
            ..
        }
    )
}

/// The attempt that an entry tells of, if it tells of one.
pub fn act_of(content: &Content) -> Option<&Act> {
    match content {
        Content::Act { act, .. }
        | Content::Refused { act, .. }
        | Content::Assented { act, .. }
        | Content::Withdrawn { act } => Some(act),
        Content::Opened { .. }
        | Content::Clock { .. }
        | Content::Received { .. }
        | Content::Unopened { .. }
        | Content::Moved(_)
        | Content::Recounted { .. } => None,
    }
}
