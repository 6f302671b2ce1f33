//! The values of facts.

use crate::diagnostic::Bilingual;
use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Ballot, Name, Type};

/// What is kept of a document: never its content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Document {
    /// File name.
    pub name: Name,
    /// Media type, such as `application/pdf`.
    pub media: Name,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
}

/// A value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// An exact decimal. Kept at the scale that its type declares.
    Decimal(Decimal),
    /// A civil date.
    Date(Date),
    /// The id of an option.
    Choice(Name),
    /// Free text.
    Text(Name),
    /// A document: apart, so that values that are moved and copied stay small.
    Document(Box<Document>),
    /// The opaque id of a person.
    Person(Name),
    /// Several values of one type.
    List(Vec<Value>),
    /// Rows of cells.
    Table(Vec<BTreeMap<Name, Value>>),
    /// A ballot of a body.
    Ballot(Box<Ballot>),
    /// A value that was lawfully erased from the trail; nothing can be read of it.
    Erased,
}

impl Value {
    /// Whether the value belongs to a type: its kind, range, scale and bounds.
    pub fn fits(&self, of: &Type) -> bool {
        match (self, of) {
            (Value::Boolean(_), Type::Boolean)
            | (Value::Date(_), Type::Date)
            // What is wrong within a ballot is told for what it is.
            | (Value::Ballot(_), Type::Ballot { .. })
            | (Value::Erased, _) => true,
            (Value::Integer(n), Type::Integer { min, max }) => min <= n && n <= max,
            (Value::Decimal(n), Type::Decimal { scale, min, max }) => {
                n.scale() == *scale && min <= n && n <= max
            }
            (Value::Choice(id), Type::Choice(options)) => {
                options.iter().any(|option| option.id == *id)
            }
            (Value::Text(text), Type::Text { max }) => text.chars().count() <= *max,
            (Value::Document(document), Type::Document) => !document.name.is_empty(),
            (Value::Person(id), Type::Person) => !id.is_empty(),
            (Value::List(members), Type::List { of, max }) => {
                members.len() <= *max && members.iter().all(|member| member.fits(of))
            }
            (Value::Table(rows), Type::Table { columns, max }) => {
                rows.len() <= *max
                    && rows.iter().all(|row| {
                        row.len() == columns.len()
                            && columns.iter().all(|column| {
                                row.get(&column.id)
                                    .is_some_and(|cell| cell.fits(&column.of))
                            })
                    })
            }
            _ => false,
        }
    }
}

impl Value {
    /// The value as people of a language read it.
    pub fn says(&self) -> Bilingual {
        match self {
            Value::Ballot(ballot) => ballot.says(),
            other => Bilingual::from(&*other.to_string()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Integer(value) => write!(f, "{value}"),
            Value::Decimal(value) => write!(f, "{value}"),
            Value::Date(value) => write!(f, "{value}"),
            Value::Choice(value) | Value::Text(value) | Value::Person(value) => f.write_str(value),
            Value::Document(document) => f.write_str(&document.name),
            Value::List(members) => {
                f.write_str("[")?;
                for (at, member) in members.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{member}")?;
                }
                f.write_str("]")
            }
            Value::Table(rows) => {
                f.write_str("[")?;
                for (at, row) in rows.iter().enumerate() {
                    if at > 0 {
                        f.write_str("; ")?;
                    }
                    for (at, (column, cell)) in row.iter().enumerate() {
                        if at > 0 {
                            f.write_str(", ")?;
                        }
                        write!(f, "{column}={cell}")?;
                    }
                }
                f.write_str("]")
            }
            Value::Ballot(ballot) => write!(f, "{ballot}"),
            Value::Erased => f.write_str("‹erased›"),
        }
    }
}
