//! Values of facts in a snapshot: an array of the type's word and the value.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{SnapshotError, as_written, date, map, name};
use crate::audit::Hash;
use crate::audit::canonical::{Json, write_text};
use crate::audit::entry::{read_ballot, write_ballot, write_date};
use crate::guard::{Document, Value};

/// How deep lists and tables may nest. Types allow a depth of one.
const MAX_NESTING: usize = 8;

/// Writes a value that stands `depth` lists or tables deep.
pub(super) fn write(value: &Value, depth: usize) -> Result<Json, SnapshotError> {
    if depth > MAX_NESTING {
        return Err(SnapshotError::Depth);
    }
    let (word, content) = match value {
        Value::Boolean(value) => ("boolean", Json::Bool(*value)),
        Value::Integer(value) => ("integer", Json::text(value.to_string())),
        Value::Decimal(value) => ("decimal", Json::text(value.to_string())),
        Value::Date(value) => ("date", Json::text(value.to_string())),
        Value::Choice(id) => ("choice", Json::text(&**id)),
        Value::Text(text) => ("text", Json::text(&**text)),
        Value::Document(document) => ("document", write_document(document)),
        Value::Person(id) => ("person", Json::text(&**id)),
        Value::List(members) => (
            "list",
            Json::List(
                members
                    .iter()
                    .map(|member| write(member, depth + 1))
                    .collect::<Result<_, _>>()?,
            ),
        ),
        Value::Table(rows) => (
            "table",
            Json::List(
                rows.iter()
                    .map(|row| {
                        let cells = row
                            .iter()
                            .map(|(column, cell)| Ok((column.to_string(), write(cell, depth + 1)?)))
                            .collect::<Result<Vec<_>, SnapshotError>>()?;
                        Ok(Json::object(cells))
                    })
                    .collect::<Result<_, SnapshotError>>()?,
            ),
        ),
        Value::Ballot(ballot) => ("ballot", write_ballot(ballot)),
        Value::Erased => ("erased", Json::Null),
    };
    Ok(Json::List(vec![Json::text(word), content]))
}

/// Writes a value that stands alone.
pub(super) fn write_to(out: &mut Vec<u8>, value: &Value) -> Result<(), SnapshotError> {
    let (word, text) = match value {
        Value::Integer(number) => ("integer", Cow::Owned(number.to_string())),
        Value::Date(date) => ("date", Cow::Owned(write_date(*date))),
        Value::Choice(id) => ("choice", Cow::Borrowed(&**id)),
        Value::Text(text) => ("text", Cow::Borrowed(&**text)),
        Value::Person(id) => ("person", Cow::Borrowed(&**id)),
        other => {
            write(other, 0)?.write(out);
            return Ok(());
        }
    };
    out.push(b'[');
    write_text(out, word);
    out.push(b',');
    write_text(out, &text);
    out.push(b']');
    Ok(())
}

/// Reads what [`write`] wrote. The depth is bounded by that of the JSON.
pub(super) fn read(json: &Json) -> Option<Value> {
    let [word, content] = json.as_list()? else {
        return None;
    };
    Some(match (word.as_text()?, content) {
        ("boolean", Json::Bool(value)) => Value::Boolean(*value),
        ("integer", content) => Value::Integer(as_written(content)?),
        ("decimal", Json::Text(digits)) => Value::Decimal(Decimal::from_str_exact(digits).ok()?),
        ("date", content) => Value::Date(date(content)?),
        ("choice", content) => Value::Choice(name(content)?),
        ("text", content) => Value::Text(name(content)?),
        ("document", content) => Value::Document(read_document(content)?.into()),
        ("person", content) => Value::Person(name(content)?),
        ("list", Json::List(members)) => {
            Value::List(members.iter().map(read).collect::<Option<_>>()?)
        }
        ("table", Json::List(rows)) => Value::Table(
            rows.iter()
                .map(|row| map(row, read))
                .collect::<Option<_>>()?,
        ),
        ("ballot", content) => Value::Ballot(Box::new(read_ballot(content)?)),
        ("erased", Json::Null) => Value::Erased,
        _ => return None,
    })
}

fn write_document(document: &Document) -> Json {
    Json::object([
        ("media", Json::text(&*document.media)),
        ("name", Json::text(&*document.name)),
        ("sha256", Json::text(Hash(document.sha256).to_string())),
        ("size", Json::text(document.size.to_string())),
    ])
}

fn read_document(json: &Json) -> Option<Document> {
    let members = json.as_object().filter(|members| members.len() == 4)?;
    Some(Document {
        name: name(members.get("name")?)?,
        media: name(members.get("media")?)?,
        size: as_written(members.get("size")?)?,
        sha256: members.get("sha256")?.as_text()?.parse::<Hash>().ok()?.0,
    })
}
