//! Values, grounds and names for programs.

use serde_json::{Value as Json, json};

use crate::engine::{Given, Ground};
use crate::guard::{Ballot, Name, Value, Votes};

/// A value for programs: whole numbers as numbers, decimals and dates as text.
pub fn value(value: &Value) -> Json {
    match value {
        Value::Boolean(flag) => json!(flag),
        Value::Integer(number) => json!(number),
        Value::Decimal(_) | Value::Date(_) => json!(value.to_string()),
        Value::Choice(text) | Value::Text(text) | Value::Person(text) => json!(&**text),
        Value::Document(document) => json!({
            "name": &*document.name,
            "media": &*document.media,
            "size": document.size,
            "sha256": hex(&document.sha256),
        }),
        Value::List(members) => members.iter().map(self::value).collect(),
        Value::Table(rows) => rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|(column, cell)| (column.to_string(), self::value(cell)))
                    .collect::<Json>()
            })
            .collect(),
        Value::Ballot(ballot) => self::ballot(ballot),
        Value::Erased => Json::Null,
    }
}

/// A ballot for programs: as it is given, with its numbers.
fn ballot(ballot: &Ballot) -> Json {
    let tally = ballot.tally();
    let mut out = json!({
        "on": ballot.on.map(|on| on.to_string()),
        "members": ballot.members,
        "present": names(&ballot.present),
        "recused": ballot.recused.iter().map(|one| json!({
            "person": &*one.person,
            "kind": one.kind.as_str(),
            "ground": one.ground.as_deref(),
        })).collect::<Json>(),
        "presiding": ballot.presiding.as_deref(),
        "casting": ballot.casting.map(|yes| if yes { "yes" } else { "no" }),
        "written": ballot.written,
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
    });
    if let (Votes::Named { yes, no, abstain }, Some(out)) = (&ballot.votes, out.as_object_mut()) {
        out.insert(
            "named".to_owned(),
            json!({ "yes": names(yes), "no": names(no), "abstain": names(abstain) }),
        );
    }
    out
}

/// Facts for programs.
pub fn given(given: &Given) -> Json {
    given
        .iter()
        .map(|(fact, it)| (fact.to_string(), value(it)))
        .collect()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names for programs.
pub fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| &**name).collect()
}

/// A ground as entries and scenarios write it, with its element.
pub fn ground(ground: &Ground) -> String {
    match ground.element() {
        Some(element) => format!("{} {element}", ground.as_str()),
        None => ground.as_str().to_owned(),
    }
}
