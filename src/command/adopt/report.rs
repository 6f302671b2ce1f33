//! The report of a check as canonical JSON, so that a stranger finds the same hash:
//! `jorye check FILE --format json`, written as RFC 8785 says.

use serde_json::Value;

use crate::audit::canonical::{Count, Json};

/// The canonical bytes. Numbers in a report are counts.
pub(super) fn canonical(report: &Value) -> Vec<u8> {
    json(report).to_bytes()
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => number
            .as_u64()
            .and_then(Count::new)
            .map_or_else(|| Json::text(number.to_string()), Json::Count),
        Value::String(text) => Json::text(text.as_str()),
        Value::Array(items) => Json::List(items.iter().map(json).collect()),
        Value::Object(members) => Json::object(
            members
                .iter()
                .map(|(key, value)| (key.as_str(), json(value))),
        ),
    }
}
