//! Types of facts, members and columns.

use std::sync::Arc;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::element::required;
use super::log::Log;
use super::names::check_id;
use crate::diagnostic::{Bilingual, Finding, nearest_quoted};
use crate::guard::{Choice, Column, Type};
use crate::workflow::codes;
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, Item, View, Word, word_of, wrong_kind};
use crate::workflow::wording::{quoted, range};

/// Every key that belongs to some type.
const TYPE_KEYS: &[&str] = &[
    "min", "max", "scale", "choices", "of", "columns", "body", "vote",
];

const SIMPLE: &[&str] = &[
    "boolean", "integer", "decimal", "date", "choice", "text", "document", "person",
];
const ALL: &[&str] = &[
    "boolean", "integer", "decimal", "date", "choice", "text", "document", "person", "list",
    "table", "ballot",
];

/// Most characters of a text.
const TEXT_MOST: i64 = 100_000;
/// Most members of a list, most rows of a table.
const ROWS_MOST: i64 = 10_000;
/// Most digits after the point.
const SCALE_MOST: i64 = 20;

fn keys_of(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "integer" => &["min", "max"],
        "decimal" => &["scale", "min", "max"],
        "choice" => &["choices"],
        "text" => &["max"],
        "list" => &["of", "max"],
        "table" => &["columns", "max"],
        "ballot" => &["body", "vote"],
        _ => &[],
    }
}

/// Reads the type that a table declares by `type` and the keys that go with it.
pub(super) fn fact_type(log: &mut Log, view: &View<'_>) -> Option<Type> {
    typed(log, view, ALL)
}

fn typed(log: &mut Log, view: &View<'_>, allowed: &[&'static str]) -> Option<Type> {
    let word = view.one_of(log, "type", allowed);
    let word = required(log, view, "type", word)?;
    let keyword = &*word.text;
    for item in view.items(log) {
        if TYPE_KEYS.contains(&item.key) && !keys_of(keyword).contains(&item.key) {
            log.report(
                &view.element,
                Finding::new(codes::MISPLACED_KEY)
                    .at(&item.key_place)
                    .with("key", quoted(item.key))
                    .with("with", quoted(&format!("type = \"{keyword}\""))),
            );
        }
    }
    match keyword {
        "boolean" => Some(Type::Boolean),
        "date" => Some(Type::Date),
        "document" => Some(Type::Document),
        "person" => Some(Type::Person),
        "integer" => integer(log, view),
        "decimal" => decimal(log, view),
        "choice" => choice(log, view),
        "text" => Some(Type::Text {
            max: bound(log, view, TEXT_MOST)?,
        }),
        "list" => list(log, view),
        "table" => table(log, view),
        _ => {
            let body = view.word(log, "body");
            let body = required(log, view, "body", body);
            let vote = view.word(log, "vote");
            let vote = required(log, view, "vote", vote);
            let (body, vote) = (body?, vote?);
            let declared = log.body(&view.element, &body)?;
            let Some(found) = declared.vote(&vote.text) else {
                let known = declared.votes.iter().map(|vote| &*vote.element.id);
                let near = nearest_quoted(&vote.text, known);
                log.report(
                    &view.element,
                    Finding::new(codes::UNKNOWN_VOTE)
                        .at(&vote.place)
                        .with("vote", quoted(&vote.text))
                        .with("body", quoted(&body.text))
                        .suggest(near),
                );
                return None;
            };
            Some(Type::Ballot {
                body: body.text,
                vote: vote.text,
                rule: Arc::clone(&found.rule),
            })
        }
    }
}

fn bound(log: &mut Log, view: &View<'_>, most: i64) -> Option<usize> {
    let max = view.integer(log, "max", 1, most);
    required(log, view, "max", max).and_then(|max| usize::try_from(max).ok())
}

fn integer(log: &mut Log, view: &View<'_>) -> Option<Type> {
    let min = view.integer(log, "min", i64::MIN, i64::MAX);
    let min = required(log, view, "min", min);
    let max = view.integer(log, "max", min.unwrap_or(i64::MIN), i64::MAX);
    let max = required(log, view, "max", max);
    Some(Type::Integer {
        min: min?,
        max: max?,
    })
}

fn decimal(log: &mut Log, view: &View<'_>) -> Option<Type> {
    let scale = view.integer(log, "scale", 0, SCALE_MOST);
    let scale = required(log, view, "scale", scale).and_then(|scale| u32::try_from(scale).ok());
    let mut limit = |key: &str| {
        let Some(item) = view.get(log, key) else {
            view.missing(log, key);
            return None;
        };
        let scale = scale?;
        let value = decimal_of(item.value, scale);
        if value.is_none() {
            wrong_kind(
                log,
                &view.element,
                &item,
                Bilingual::new(
                    format!("소수점 아래 {scale}자리 이내의 수"),
                    format!("a number with at most {scale} digits after the point"),
                ),
            );
        }
        value
    };
    let min = limit("min");
    let max = limit("max");
    let (scale, min, max) = (scale?, min?, max?);
    if max < min {
        let place = view
            .get(log, "max")
            .map_or_else(|| view.place.clone(), |item| item.place);
        log.report(
            &view.element,
            Finding::new(codes::OUT_OF_RANGE)
                .at(&place)
                .with("key", quoted("max"))
                .with("range", range(&min, None)),
        );
        return None;
    }
    Some(Type::Decimal { scale, min, max })
}

/// The decimal that a TOML value is, exactly, at a scale.
pub(super) fn decimal_of(value: &DeValue<'_>, scale: u32) -> Option<Decimal> {
    let written = match value {
        DeValue::String(text) => text.as_ref(),
        DeValue::Float(number) => number.as_str(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        _ => return None,
    };
    let mut number = Decimal::from_str_exact(written.trim_start_matches('+')).ok()?;
    if number.scale() > scale {
        number = number.normalize();
    }
    if number.scale() > scale {
        return None;
    }
    number.rescale(scale);
    (number.scale() == scale).then_some(number)
}

fn choice(log: &mut Log, view: &View<'_>) -> Option<Type> {
    let choices = view.table(log, "choices");
    let choices = required(log, view, "choices", choices)?;
    let mut options = Vec::new();
    let mut whole = true;
    for item in choices.items(log) {
        let id = key_word(&item);
        whole &= check_id(log, &view.element, &id, Use::Quoted);
        match choices.bilingual(log, item.key) {
            Got::Good(title) => options.push(Choice { id: id.text, title }),
            Got::Absent | Got::Faulty => whole = false,
        }
    }
    not_empty(log, view, "choices", options.is_empty() && whole)?;
    whole.then(|| Type::Choice(options.into()))
}

fn list(log: &mut Log, view: &View<'_>) -> Option<Type> {
    let max = bound(log, view, ROWS_MOST);
    let of = match view.get(log, "of") {
        None => {
            view.missing(log, "of");
            None
        }
        Some(item) => match word_of(&item) {
            // A type that needs no more words can stand by its name alone.
            Some(word) => match &*word.text {
                "boolean" => Some(Type::Boolean),
                "date" => Some(Type::Date),
                "document" => Some(Type::Document),
                "person" => Some(Type::Person),
                _ => {
                    let needs_table = SIMPLE.contains(&&*word.text);
                    if needs_table {
                        wrong_kind(
                            log,
                            &view.element,
                            &item,
                            Bilingual::new(
                                format!("`{{ type = \"{}\", … }}` 꼴의 표", word.text),
                                format!("a table `{{ type = \"{}\", … }}`", word.text),
                            ),
                        );
                    } else {
                        view.one_of(log, "of", SIMPLE);
                    }
                    None
                }
            },
            None => {
                let of = view.table(log, "of").good();
                of.and_then(|of| {
                    // Only a column has a title.
                    let mut known = keys::MEMBER.names();
                    known.retain(|key| *key != "title");
                    of.know(log, &known, &[]);
                    typed(log, &of, SIMPLE)
                })
            }
        },
    };
    Some(Type::List {
        of: Box::new(of?),
        max: max?,
    })
}

fn table(log: &mut Log, view: &View<'_>) -> Option<Type> {
    let max = bound(log, view, ROWS_MOST);
    let columns = view.table(log, "columns");
    let columns = required(log, view, "columns", columns)?;
    let mut found: Vec<Column> = Vec::new();
    let mut whole = true;
    for item in columns.items(log) {
        let id = key_word(&item);
        whole &= check_id(log, &view.element, &id, Use::Quoted);
        let Some(cell) = columns.inner(
            &item,
            view.element.clone(),
            format!("{} = {{ … }}", item.key),
        ) else {
            let shape = Bilingual::new("`{ type = \"…\" }` 꼴의 표", "a table `{ type = \"…\" }`");
            wrong_kind(log, &view.element, &item, shape);
            whole = false;
            continue;
        };
        cell.know(log, &keys::MEMBER.names(), &[]);
        let title = match cell.bilingual(log, "title") {
            Got::Good(title) => Some(title),
            Got::Absent => Some(Bilingual::from(item.key)),
            Got::Faulty => None,
        };
        match (title, typed(log, &cell, SIMPLE)) {
            (Some(title), Some(of)) => found.push(Column {
                id: id.text,
                title,
                of,
            }),
            _ => whole = false,
        }
    }
    not_empty(log, view, "columns", found.is_empty() && whole)?;
    let max = max?;
    whole.then(|| Type::Table {
        columns: Arc::from(found),
        max,
    })
}

/// The key of an item as a word.
pub(super) fn key_word(item: &Item<'_>) -> Word {
    Word {
        text: item.key.into(),
        place: item.key_place.clone(),
    }
}

fn not_empty(log: &mut Log, view: &View<'_>, key: &str, empty: bool) -> Option<()> {
    if !empty {
        return Some(());
    }
    if let Some(item) = view.get(log, key) {
        wrong_kind(
            log,
            &view.element,
            &item,
            Bilingual::new("비어 있지 않은 표", "a table that is not empty"),
        );
    }
    None
}
