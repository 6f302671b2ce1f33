//! Values of facts as typed JSON, exactly and back.

use super::ballot::{read_ballot, write_ballot};
use super::instant::{read_date, write_date};
use crate::audit::canonical::{Json, Object, Tree};
use crate::audit::hash::Hash;
use crate::guard::{Document, Name, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::str::FromStr;

/// How deep lists and tables may nest in a value. Facts nest one level; what
/// an act offers instead may be anything, and is recorded when it is refused.
pub const MAX_NESTING: usize = 8;

/// The type word and the JSON of a value; nothing if it nests too deep.
pub fn write_value(value: &Value, nesting: usize) -> Option<(&'static str, Json)> {
    let nesting = nesting.checked_sub(1)?;
    Some(match value {
        Value::Boolean(value) => ("boolean", Json::Bool(*value)),
        Value::Integer(value) => ("integer", Json::text(value.to_string())),
        Value::Decimal(value) => ("decimal", Json::text(write_decimal(*value))),
        Value::Date(value) => ("date", Json::text(write_date(*value))),
        Value::Choice(id) => ("choice", Json::text(&**id)),
        Value::Text(text) => ("text", Json::text(&**text)),
        Value::Person(id) => ("person", Json::text(&**id)),
        Value::Document(document) => (
            "document",
            Json::object([
                ("media", Json::text(&*document.media)),
                ("name", Json::text(&*document.name)),
                ("sha256", Json::text(Hash(document.sha256).to_string())),
                ("size", Json::text(document.size.to_string())),
            ]),
        ),
        Value::List(members) => {
            let members = members.iter().map(|member| typed(member, nesting));
            ("list", Json::List(members.collect::<Option<_>>()?))
        }
        Value::Table(rows) => {
            let rows = rows.iter().map(|row| {
                let mut cells = Object::default();
                for (column, cell) in row {
                    cells.insert(column.to_string(), typed(cell, nesting)?);
                }
                Some(Json::Object(cells))
            });
            ("table", Json::List(rows.collect::<Option<_>>()?))
        }
        Value::Ballot(ballot) => ("ballot", write_ballot(ballot)),
        Value::Erased => ("erased", Json::Null),
    })
}

/// A value within a list or a table, with its type.
fn typed(value: &Value, nesting: usize) -> Option<Json> {
    let (kind, value) = write_value(value, nesting)?;
    Some(Json::object([("type", Json::text(kind)), ("value", value)]))
}

/// A decimal at its scale; zero has no sign.
fn write_decimal(value: Decimal) -> String {
    if value.is_zero() {
        value.abs().to_string()
    } else {
        value.to_string()
    }
}

/// Reads what [`write_value`] writes, and nothing else.
pub fn read_value(kind: &str, json: &Tree<'_>, nesting: usize) -> Option<Value> {
    let nesting = nesting.checked_sub(1)?;
    let name = |json: &Tree<'_>| json.as_text().map(Name::from);
    Some(match (kind, json) {
        ("boolean", Tree::Bool(value)) => Value::Boolean(*value),
        ("integer", Tree::Text(text)) => Value::Integer(exact(text, i64::to_string)?),
        ("decimal", Tree::Text(text)) => Value::Decimal(exact(text, |n| write_decimal(*n))?),
        ("date", Tree::Text(text)) => Value::Date(read_date(text)?),
        ("choice", _) => Value::Choice(name(json)?),
        ("text", _) => Value::Text(name(json)?),
        ("person", _) => Value::Person(name(json)?),
        ("document", Tree::Object(members)) if members.len() == 4 => {
            Value::Document(Box::new(Document {
                media: name(members.get("media")?)?,
                name: name(members.get("name")?)?,
                sha256: members.get("sha256")?.as_text()?.parse::<Hash>().ok()?.0,
                size: exact(members.get("size")?.as_text()?, u64::to_string)?,
            }))
        }
        ("list", Tree::List(members)) => {
            let members = members.iter().map(|member| read_typed(member, nesting));
            Value::List(members.collect::<Option<_>>()?)
        }
        ("table", Tree::List(rows)) => {
            let rows = rows.iter().map(|row| {
                let cells = row.as_object()?.iter();
                cells
                    .map(|(column, cell)| Some((column.into(), read_typed(cell, nesting)?)))
                    .collect::<Option<BTreeMap<Name, Value>>>()
            });
            Value::Table(rows.collect::<Option<_>>()?)
        }
        ("ballot", _) => Value::Ballot(Box::new(read_ballot(json)?)),
        ("erased", Tree::Null) => Value::Erased,
        _ => return None,
    })
}

fn read_typed(json: &Tree<'_>, nesting: usize) -> Option<Value> {
    let members = json.as_object().filter(|members| members.len() == 2)?;
    let kind = members.get("type")?.as_text()?;
    read_value(kind, members.get("value")?, nesting)
}

/// Reads a number that is written exactly as we write it.
fn exact<T: FromStr>(text: &str, write: impl Fn(&T) -> String) -> Option<T> {
    let value = text.parse().ok()?;
    (write(&value) == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        for (kind, wrong) in [
            ("integer", "+1"),
            ("integer", "01"),
            ("integer", "-0"),
            ("integer", "1.0"),
            ("integer", "9223372036854775808"),
            ("decimal", "1."),
            ("decimal", ".5"),
            ("decimal", "01.5"),
            ("decimal", "-0.0"),
            ("decimal", "1e3"),
            ("decimal", "0.00000000000000000000000000001"),
            ("decimal", "1_0"),
            ("boolean", "true"),
            ("date", "2027-1-8"),
            ("nothing", "1"),
        ] {
            assert_eq!(read_value(kind, &Json::text(wrong), 8), None, "{wrong}");
        }
        // The scale is kept.
        let read = read_value("decimal", &Json::text("1.50"), 8).unwrap();
        assert_eq!(write_value(&read, 8).unwrap().1, Json::text("1.50"));
        let zero = Value::Decimal(-Decimal::new(0, 1));
        assert_eq!(write_value(&zero, 8).unwrap().1, Json::text("0.0"));
    }

    #[test]
    fn nesting_is_bounded_both_ways() {
        let nested = |depth: usize| {
            (0..depth).fold(Value::Boolean(true), |value, _| Value::List(vec![value]))
        };
        let (kind, json) = write_value(&nested(MAX_NESTING - 1), MAX_NESTING).unwrap();
        assert_eq!(
            read_value(kind, &json, MAX_NESTING),
            Some(nested(MAX_NESTING - 1))
        );
        assert_eq!(read_value(kind, &json, MAX_NESTING - 1), None);
        assert_eq!(write_value(&nested(MAX_NESTING), MAX_NESTING), None);
    }
}
