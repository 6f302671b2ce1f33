//! From the text on a command line to a value.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::json::{self, Json};
use super::{Column, Document, Name, Type, Value, ballot, codes, scale};
use crate::diagnostic::{Bilingual, Coded, Finding, nearest_quoted};

/// A text that is not a value of a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// It is not written as values of the type are.
    #[error("`{text}` is not {}", .of.title().en)]
    IllTyped {
        /// What was given, cut to a readable length.
        text: String,
        /// The type.
        of: Type,
    },
    /// It is outside the range, or longer than allowed.
    #[error("`{text}` is out of range: {}", .of.title().en)]
    OutOfRange {
        /// What was given, cut to a readable length.
        text: String,
        /// The type.
        of: Type,
    },
    /// It has more places than declared. Values are never rounded.
    #[error("`{text}` has more than {scale} places")]
    TooPrecise {
        /// What was given, cut to a readable length.
        text: String,
        /// The places declared.
        scale: u32,
    },
    /// It is not one of the options.
    #[error("`{text}` is not one of {options}")]
    NoOption {
        /// What was given, cut to a readable length.
        text: String,
        /// The options.
        options: String,
        /// The nearest option.
        near: Option<String>,
    },
    /// A row does not have exactly the declared columns.
    #[error("row {row} does not have the columns {columns}")]
    Columns {
        /// The row, from 1.
        row: usize,
        /// The declared columns.
        columns: String,
        /// The column at fault.
        column: String,
    },
    /// The JSON cannot be read.
    #[error("the JSON cannot be read at character {at}")]
    Json {
        /// The character at fault, from 1.
        at: usize,
    },
    /// It is not written as a ballot is.
    #[error("the ballot cannot be read at `{key}`")]
    Ballot {
        /// The key at fault; empty if it is no table at all.
        key: String,
    },
}

impl Coded for ValueError {
    fn finding(&self) -> Finding {
        match self {
            ValueError::IllTyped { text, of } => Finding::new(codes::VALUE_ILL_TYPED)
                .with("text", Bilingual::from(text.as_str()))
                .with("type", of.title())
                .with("form", form(of)),
            ValueError::OutOfRange { text, of } => Finding::new(codes::VALUE_OUT_OF_RANGE)
                .with("text", Bilingual::from(text.as_str()))
                .with("type", of.title()),
            ValueError::TooPrecise { text, scale } => Finding::new(codes::VALUE_TOO_PRECISE)
                .with("text", Bilingual::from(text.as_str()))
                .with("scale", Bilingual::from(scale)),
            ValueError::NoOption {
                text,
                options,
                near,
            } => Finding::new(codes::VALUE_NO_OPTION)
                .with("text", Bilingual::from(text.as_str()))
                .with("options", Bilingual::from(options.as_str()))
                .suggest(near.clone()),
            ValueError::Columns {
                row,
                columns,
                column,
            } => Finding::new(codes::VALUE_COLUMNS)
                .with("row", Bilingual::from(row))
                .with("column", Bilingual::from(column.as_str()))
                .with("columns", Bilingual::from(columns.as_str())),
            ValueError::Json { at } => {
                Finding::new(codes::VALUE_JSON).with("at", Bilingual::from(at))
            }
            ValueError::Ballot { key } => Finding::new(codes::BALLOT_UNREADABLE).with(
                "key",
                if key.is_empty() {
                    Bilingual::new("표가 아님", "no table")
                } else {
                    Bilingual::from(format!("`{key}`"))
                },
            ),
        }
    }
}

/// How values of a type are written on the command line, by an example.
pub fn form(of: &Type) -> Bilingual {
    match of {
        Type::Boolean => Bilingual::new("true, false, 예, 아니오", "true or false"),
        Type::Integer { .. } => Bilingual::from("12"),
        Type::Decimal { scale, .. } => {
            Bilingual::from(&Decimal::new(15, 1).round_dp(*scale).to_string())
        }
        Type::Date => Bilingual::from("2027-01-08"),
        Type::Document => Bilingual::new(
            "이름;매체유형;바이트수;sha256(16진수 64자)",
            "name;media type;bytes;sha256 (64 hex digits)",
        ),
        Type::List { .. } => Bilingual::new("a,b,c 또는 [\"a\",\"b\"]", "a,b,c or [\"a\",\"b\"]"),
        Type::Table { .. } => Bilingual::from("[{\"column\":\"value\"}]"),
        Type::Ballot { .. } => {
            Bilingual::from("{ present = [\"a\", \"b\", \"c\"], yes = 2, no = 1 }")
        }
        Type::Choice(_) | Type::Text { .. } | Type::Person => {
            Bilingual::new("그대로의 글", "plain text")
        }
    }
}

/// A text, cut for messages.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut cut: String = text.chars().take(MOST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// Reads a value of a type: `true`, `예`, `12`, `1.5` (brought to the scale,
/// never rounded), `2027-01-08`, the id of an option or person, a text as it is,
/// a document as `name;media;size;sha256`, a list as `a,b,c` or a JSON array, a
/// table as a JSON array of objects, a ballot as a JSON or TOML table.
///
/// # Errors
/// The text is not a value of the type.
pub fn parse_value(text: &str, of: &Type) -> Result<Value, ValueError> {
    match of {
        Type::List { of: member, max } => {
            let members = if text.trim_start().starts_with('[') {
                let Json::Array(items) = read(text)? else {
                    return Err(ill_typed(text, of));
                };
                if items.len() > *max {
                    return Err(out_of_range(text, of));
                }
                items
                    .iter()
                    .map(|item| simple_json(item, member))
                    .collect::<Result<_, _>>()?
            } else if text.trim().is_empty() {
                Vec::new()
            } else {
                if text.split(',').count() > *max {
                    return Err(out_of_range(text, of));
                }
                text.split(',')
                    .map(|item| simple(item.trim(), member))
                    .collect::<Result<_, _>>()?
            };
            in_range(Value::List(members), text, of)
        }
        Type::Table { columns, max } => {
            let Json::Array(items) = read(text)? else {
                return Err(ill_typed(text, of));
            };
            if items.len() > *max {
                return Err(out_of_range(text, of));
            }
            let rows = items
                .iter()
                .enumerate()
                .map(|(at, item)| row(item, at.saturating_add(1), columns, of))
                .collect::<Result<_, _>>()?;
            in_range(Value::Table(rows), text, of)
        }
        of => simple(text, of),
    }
}

fn read(text: &str) -> Result<Json, ValueError> {
    json::read(text).map_err(|at| ValueError::Json { at })
}

fn ill_typed(text: &str, of: &Type) -> ValueError {
    ValueError::IllTyped {
        text: shown(text),
        of: of.clone(),
    }
}

fn out_of_range(text: &str, of: &Type) -> ValueError {
    ValueError::OutOfRange {
        text: shown(text),
        of: of.clone(),
    }
}

fn in_range(value: Value, text: &str, of: &Type) -> Result<Value, ValueError> {
    if value.fits(of) {
        Ok(value)
    } else {
        Err(out_of_range(text, of))
    }
}

/// A value that is neither list nor table.
fn simple(text: &str, of: &Type) -> Result<Value, ValueError> {
    let wrong = || ill_typed(text, of);
    let value = match of {
        Type::Boolean => match text {
            "true" | "예" => Value::Boolean(true),
            "false" | "아니오" | "아니요" => Value::Boolean(false),
            _ => return Err(wrong()),
        },
        Type::Integer { .. } => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(wrong());
            }
            Value::Integer(text.parse().map_err(|_| out_of_range(text, of))?)
        }
        Type::Decimal { scale, .. } => {
            let number = decimal(text, of)?;
            let number = scale::to(number, *scale).ok_or_else(|| {
                if number.normalize().scale() > *scale {
                    ValueError::TooPrecise {
                        text: shown(text),
                        scale: *scale,
                    }
                } else {
                    out_of_range(text, of)
                }
            })?;
            Value::Decimal(number)
        }
        Type::Date => {
            let date: Date = text.parse().map_err(|_| wrong())?;
            if text.len() != 10 || date.to_string() != text {
                return Err(wrong());
            }
            Value::Date(date)
        }
        Type::Choice(options) => match options.iter().find(|option| *option.id == *text) {
            Some(option) => Value::Choice(option.id.clone()),
            None => {
                let ids = options.iter().map(|option| &*option.id);
                return Err(ValueError::NoOption {
                    text: shown(text),
                    options: ids.clone().collect::<Vec<_>>().join(", "),
                    near: nearest_quoted(text, ids),
                });
            }
        },
        Type::Text { .. } => Value::Text(text.into()),
        Type::Person => {
            let plain =
                !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control());
            if !plain {
                return Err(wrong());
            }
            Value::Person(text.into())
        }
        Type::Document => Value::Document(document(text).ok_or_else(wrong)?.into()),
        Type::Ballot { .. } => match ballot::ballot_text(text) {
            Ok(ballot) => Value::Ballot(Box::new(ballot)),
            Err(key) => return Err(ValueError::Ballot { key: shown(&key) }),
        },
        // A list or table within a list or table does not exist.
        Type::List { .. } | Type::Table { .. } => return Err(wrong()),
    };
    in_range(value, text, of)
}

/// A decimal in plain digits, exactly.
fn decimal(text: &str, of: &Type) -> Result<Decimal, ValueError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(places) {
        return Err(ill_typed(text, of));
    }
    // Zeros at the end carry nothing and may exceed what can be held.
    let trimmed = if digits.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    };
    Decimal::from_str_exact(trimmed).map_err(|_| out_of_range(text, of))
}

/// `name;media;size;sha256`. The name may contain semicolons.
fn document(text: &str) -> Option<Document> {
    let mut parts = text.rsplitn(4, ';');
    let (digest, size, media, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let plain = !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit());
    let (kind, subkind) = media.split_once('/')?;
    if name.is_empty() || !plain || kind.is_empty() || subkind.is_empty() || digest.len() != 64 {
        return None;
    }
    let mut sha256 = [0_u8; 32];
    let mut digits = digest.chars();
    for byte in &mut sha256 {
        let (high, low) = (digits.next()?.to_digit(16)?, digits.next()?.to_digit(16)?);
        *byte = u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?;
    }
    Some(Document {
        name: name.into(),
        media: media.into(),
        size: size.parse().ok()?,
        sha256,
    })
}

/// A cell or member: a JSON string holds the text form; numbers and booleans
/// stand for themselves where the type is one.
fn simple_json(json: &Json, of: &Type) -> Result<Value, ValueError> {
    match (json, of) {
        (Json::String(text), of) => simple(text, of),
        (Json::Number(text), Type::Integer { .. } | Type::Decimal { .. }) => simple(text, of),
        (Json::Boolean(value), Type::Boolean) => Ok(Value::Boolean(*value)),
        (json, of) => Err(ill_typed(&json.shown(), of)),
    }
}

fn row(
    json: &Json,
    number: usize,
    columns: &[Column],
    of: &Type,
) -> Result<BTreeMap<Name, Value>, ValueError> {
    let Json::Object(members) = json else {
        return Err(ill_typed(&json.shown(), of));
    };
    let wrong = |column: &str| ValueError::Columns {
        row: number,
        columns: columns
            .iter()
            .map(|column| &*column.id)
            .collect::<Vec<_>>()
            .join(", "),
        column: shown(column),
    };
    let mut cells = BTreeMap::new();
    for (key, value) in members {
        let column = columns
            .iter()
            .find(|column| *column.id == **key)
            .ok_or_else(|| wrong(key))?;
        let cell = simple_json(value, &column.of)?;
        if cells.insert(column.id.clone(), cell).is_some() {
            return Err(wrong(key));
        }
    }
    match columns
        .iter()
        .find(|column| !cells.contains_key(&column.id))
    {
        Some(column) => Err(wrong(&column.id)),
        None => Ok(cells),
    }
}
