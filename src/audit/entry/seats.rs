//! Seats on the trail: each as a table of one row, so that all of it is one value
//! that can be committed to and erased.

use std::collections::BTreeMap;

use crate::engine::{SeatEffect, Tenure};
use crate::guard::{Name, Value};
use jiff::civil::Date;

/// What stands before the name of a mark in a row.
const MARK: &str = "mark_";

type Row = BTreeMap<Name, Value>;

fn one_row(row: Row) -> Value {
    Value::Table(vec![row])
}

fn only_row(value: &Value) -> Option<&Row> {
    match value {
        Value::Table(rows) => match rows.as_slice() {
            [row] => Some(row),
            _ => None,
        },
        _ => None,
    }
}

fn put(row: &mut Row, column: &str, value: Value) {
    row.insert(column.into(), value);
}

/// A tenure as a row: `body`, `seat`, `person`, `from`, and where there is one
/// `until`, `vacated`, and each `mark_…`.
pub(super) fn tenure_value(tenure: &Tenure) -> Value {
    let mut row = Row::new();
    put(&mut row, "body", Value::Choice(tenure.body.clone()));
    put(&mut row, "seat", Value::Choice(tenure.seat.clone()));
    put(&mut row, "person", Value::Person(tenure.person.clone()));
    put(&mut row, "from", Value::Date(tenure.from));
    if let Some(until) = tenure.until {
        put(&mut row, "until", Value::Date(until));
    }
    if let Some(vacated) = tenure.vacated {
        put(&mut row, "vacated", Value::Date(vacated));
    }
    for (mark, word) in &tenure.marks {
        put(
            &mut row,
            &format!("{MARK}{mark}"),
            Value::Choice(word.clone()),
        );
    }
    one_row(row)
}

fn word(value: &Value) -> Option<Name> {
    match value {
        Value::Choice(word) => Some(word.clone()),
        _ => None,
    }
}

fn person(value: &Value) -> Option<Name> {
    match value {
        Value::Person(person) => Some(person.clone()),
        _ => None,
    }
}

fn date(value: &Value) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

/// Reads what [`tenure_value`] makes, and nothing else.
pub(super) fn tenure_of(value: &Value) -> Option<Tenure> {
    let row = only_row(value)?;
    let mut marks = BTreeMap::new();
    for (column, value) in row {
        match &**column {
            "body" | "seat" | "person" | "from" | "until" | "vacated" => {}
            mark => {
                marks.insert(mark.strip_prefix(MARK)?.into(), word(value)?);
            }
        }
    }
    Some(Tenure {
        body: word(row.get("body")?)?,
        seat: word(row.get("seat")?)?,
        person: person(row.get("person")?)?,
        from: date(row.get("from")?)?,
        until: optional(row.get("until"), date)?,
        vacated: optional(row.get("vacated"), date)?,
        marks,
    })
}

fn optional<T>(value: Option<&Value>, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => read(value).map(Some),
    }
}

/// The value of a change of the register.
pub(super) fn seat_value(effect: &SeatEffect) -> Value {
    match effect {
        SeatEffect::Given(tenure) => tenure_value(tenure),
        SeatEffect::Vacated {
            seat, person, on, ..
        } => {
            let mut row = Row::new();
            put(&mut row, "person", Value::Person(person.clone()));
            put(&mut row, "on", Value::Date(*on));
            if let Some(seat) = seat {
                put(&mut row, "seat", Value::Choice(seat.clone()));
            }
            one_row(row)
        }
        SeatEffect::Erased { .. } => Value::Erased,
    }
}

/// Reads a change of the register of a body: what [`seat_value`] makes.
pub(super) fn seat_of(kind: &str, body: Name, value: &Value) -> Option<SeatEffect> {
    let given = match kind {
        "seats" => true,
        "vacates" => false,
        _ => return None,
    };
    if *value == Value::Erased {
        return Some(SeatEffect::Erased { body, given });
    }
    if given {
        return tenure_of(value)
            .filter(|tenure| tenure.body == body && tenure.vacated.is_none())
            .map(SeatEffect::Given);
    }
    let row = only_row(value)?;
    let known = |column: &&Name| ["on", "person", "seat"].contains(&&***column);
    if !row.keys().all(|column| known(&column)) {
        return None;
    }
    Some(SeatEffect::Vacated {
        body,
        seat: optional(row.get("seat"), word)?,
        person: person(row.get("person")?)?,
        on: date(row.get("on")?)?,
    })
}
