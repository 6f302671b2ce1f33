//! The values of a story as the command line writes them.

use serde_json::{Map, Value as Json, json};

use crate::guard::{Ballot, Value, Votes};

/// A value, as [`parse_value`](crate::guard::parse_value) reads it.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::List(_) | Value::Table(_) | Value::Ballot(_) => json_of(value).to_string(),
        Value::Document(document) => {
            let hex: String = document
                .sha256
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let (name, media, size) = (&document.name, &document.media, document.size);
            format!("{name};{media};{size};{hex}")
        }
        other => other.to_string(),
    }
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::List(members) => members.iter().map(json_of).collect(),
        Value::Table(rows) => rows
            .iter()
            .map(|row| {
                let cells = row
                    .iter()
                    .map(|(column, cell)| (column.to_string(), json_of(cell)));
                Json::Object(cells.collect::<Map<_, _>>())
            })
            .collect(),
        Value::Ballot(ballot) => ballot_of(ballot),
        other => Json::String(written(other)),
    }
}

fn ballot_of(ballot: &Ballot) -> Json {
    let names = |names: &[crate::guard::Name]| -> Json {
        names.iter().map(|name| json!(&**name)).collect()
    };
    let mut all = json!({ "present": names(&ballot.present) });
    let mut put = |key: &str, value: Json| {
        if let Some(all) = all.as_object_mut() {
            all.insert(key.to_owned(), value);
        }
    };
    match &ballot.votes {
        Votes::Counted { yes, no, abstain } => {
            put("yes", json!(yes));
            put("no", json!(no));
            if *abstain > 0 {
                put("abstain", json!(abstain));
            }
        }
        Votes::Named { yes, no, abstain } => {
            put("yes", names(yes));
            put("no", names(no));
            put("abstain", names(abstain));
        }
    }
    all
}

/// An argument of a command line, in quotes where the shell needs them.
pub(super) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
