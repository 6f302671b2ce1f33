//! Values that a scenario gives and expects.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use toml::de::DeValue;

use crate::guard::{Document, Name, Type, Value, ballot_of_toml, parse_value};
use crate::workflow::load::log::Log;
use crate::workflow::toml_view::{date_of, integer_of};

/// The media type of a document of which a scenario gives the name alone: its
/// words are its name.
const STAND_IN: &str = "text/plain";

/// The value that a TOML value stands for, as a fact of this type.
///
/// What does not suit the type is read as what it looks like, so that a
/// scenario can show that the engine refuses it; `None` is what no fact holds.
pub(super) fn value_of(log: &Log, value: &toml::Spanned<DeValue<'_>>, of: &Type) -> Option<Value> {
    suited(log, value, of).or_else(|| natural(value.get_ref()))
}

fn suited(log: &Log, value: &toml::Spanned<DeValue<'_>>, of: &Type) -> Option<Value> {
    let inner = value.get_ref();
    match of {
        Type::Boolean => inner.as_bool().map(Value::Boolean),
        Type::Integer { .. } => integer_of(inner).map(Value::Integer),
        Type::Decimal { .. } => {
            let place = log.place(value.span());
            parse_value(place.text().trim_matches(['"', '\'']), of).ok()
        }
        Type::Date => date_of(inner).map(Value::Date),
        Type::Choice(_) => inner.as_str().map(|id| Value::Choice(id.into())),
        Type::Text { .. } => inner.as_str().map(|text| Value::Text(text.into())),
        Type::Person => inner.as_str().map(|id| Value::Person(id.into())),
        Type::Document => document(inner),
        Type::List { of, .. } => inner
            .as_array()?
            .iter()
            .map(|member| value_of(log, member, of))
            .collect::<Option<_>>()
            .map(Value::List),
        Type::Table { columns, .. } => inner
            .as_array()?
            .iter()
            .map(|row| {
                row.get_ref()
                    .as_table()?
                    .iter()
                    .map(|(key, cell)| {
                        let id: Name = (**key.get_ref()).into();
                        let of = columns.iter().find(|column| column.id == id)?;
                        Some((id, value_of(log, cell, &of.of)?))
                    })
                    .collect::<Option<BTreeMap<_, _>>>()
            })
            .collect::<Option<_>>()
            .map(Value::Table),
        Type::Ballot { .. } => ballot_of_toml(inner)
            .ok()
            .map(|ballot| Value::Ballot(Box::new(ballot))),
    }
}

/// `{ name = "…", media = "…", size = 1, sha256 = "…" }`; or a name alone, which
/// stands for a document of which nothing else matters.
fn document(value: &DeValue<'_>) -> Option<Value> {
    if let Some(name) = value.as_str() {
        return Some(Value::Document(Box::new(Document {
            name: name.into(),
            media: STAND_IN.into(),
            size: u64::try_from(name.len()).ok()?,
            sha256: Sha256::digest(name).into(),
        })));
    }
    let table = value.as_table()?;
    let word = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
    let size = table
        .get("size")
        .and_then(|size| integer_of(size.get_ref()))?;
    Some(Value::Document(Box::new(Document {
        name: word("name")?.into(),
        media: word("media")?.into(),
        size: u64::try_from(size).ok()?,
        sha256: sha256(word("sha256")?)?,
    })))
}

fn sha256(hex: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect::<Option<_>>()?;
    bytes.try_into().ok()
}

fn natural(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(Value::Text(text.as_ref().into())),
        DeValue::Integer(_) => integer_of(value).map(Value::Integer),
        DeValue::Boolean(flag) => Some(Value::Boolean(*flag)),
        DeValue::Datetime(_) => date_of(value).map(Value::Date),
        DeValue::Float(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
