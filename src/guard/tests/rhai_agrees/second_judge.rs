//! The functions of rules that read facts alone, written a second time, for
//! Rhai: so that our evaluation can be held to another. The fuzzer shares this
//! file with the tests.

use jiff::Unit;
use jiff::civil::Date;
use rhai::{Array, Dynamic, Engine, EvalAltResult, Map};
use rust_decimal::Decimal;

use super::Value;

/// A date, as Rhai sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// What is beyond the arithmetic of the second share, not of ours.
pub const TOO_FINE: &str = "beyond the judge";

type Judged<T> = Result<T, Box<EvalAltResult>>;

fn share(part: Decimal, fraction: &str, whole: Decimal, strict: bool) -> Judged<bool> {
    let product = |of: Decimal, times: &str, scale: u32| {
        let power = 10_i128.checked_pow(scale)?;
        of.mantissa()
            .checked_mul(times.parse().ok()?)?
            .checked_mul(power)
    };
    let (above, below) = fraction.split_once('/').unwrap();
    let left = product(part, below, whole.scale()).ok_or(TOO_FINE)?;
    let right = product(whole, above, part.scale()).ok_or(TOO_FINE)?;
    Ok(whole > Decimal::ZERO && if strict { left > right } else { left >= right })
}

fn cells(rows: Array, column: &str) -> impl Iterator<Item = Dynamic> {
    rows.into_iter()
        .map(move |row| row.cast::<Map>()[column].clone())
}

fn same(one: &Dynamic, other: &Dynamic) -> bool {
    match (one.as_decimal(), other.as_decimal()) {
        (Ok(one), Ok(other)) => one == other,
        (Ok(one), Err(_)) => other
            .as_int()
            .is_ok_and(|other| one == Decimal::from(other)),
        _ => one.to_string() == other.to_string(),
    }
}

/// An engine that has these functions.
pub fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.set_max_expr_depths(256, 256);
    engine
        .register_type::<Day>()
        .register_fn("==", |a: Day, b: Day| a == b)
        .register_fn("!=", |a: Day, b: Day| a != b)
        .register_fn("<", |a: Day, b: Day| a < b)
        .register_fn("<=", |a: Day, b: Day| a <= b)
        .register_fn(">", |a: Day, b: Day| a > b)
        .register_fn(">=", |a: Day, b: Day| a >= b)
        .register_fn("date", |text: &str| Day(text.parse().unwrap()))
        .register_fn("days_between", |from: Day, to: Day| {
            i64::from(from.0.until((Unit::Day, to.0)).unwrap().get_days())
        })
        .register_fn("given", |_: Dynamic| true)
        .register_fn("count", |items: Array| items.len() as i64)
        .register_fn("contains", |items: Array, value: Dynamic| {
            items.iter().any(|item| same(item, &value))
        })
        .register_fn("every", |rows: Array, column: &str, value: Dynamic| {
            cells(rows, column).all(|cell| same(&cell, &value))
        })
        .register_fn(
            "count_where",
            |rows: Array, column: &str, value: Dynamic| {
                cells(rows, column)
                    .filter(|cell| same(cell, &value))
                    .count() as i64
            },
        )
        .register_fn("sum", |rows: Array, column: &str| {
            if column == "weight" {
                let sum: i64 = cells(rows, column).map(|cell| cell.cast::<i64>()).sum();
                Dynamic::from(sum)
            } else {
                let sum: Decimal = cells(rows, column).map(|cell| cell.cast::<Decimal>()).sum();
                Dynamic::from(sum)
            }
        });
    for (name, strict) in [("at_least", false), ("more_than", true)] {
        engine
            .register_fn(name, move |part: i64, fraction: &str, whole: i64| {
                share(part.into(), fraction, whole.into(), strict)
            })
            .register_fn(
                name,
                move |part: Decimal, fraction: &str, whole: Decimal| {
                    share(part, fraction, whole, strict)
                },
            )
            .register_fn(name, move |part: i64, fraction: &str, whole: Decimal| {
                share(part.into(), fraction, whole, strict)
            })
            .register_fn(name, move |part: Decimal, fraction: &str, whole: i64| {
                share(part, fraction, whole.into(), strict)
            });
    }
    engine
}

/// A value, as Rhai sees it.
pub fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Boolean(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Decimal(value) => (*value).into(),
        Value::Date(value) => Dynamic::from(Day(*value)),
        Value::Choice(text) | Value::Text(text) | Value::Person(text) => text.to_string().into(),
        Value::List(items) => items.iter().map(dynamic).collect::<Array>().into(),
        Value::Table(rows) => rows
            .iter()
            .map(|row| {
                let cells = row
                    .iter()
                    .map(|(key, cell)| ((&**key).into(), dynamic(cell)));
                Dynamic::from_map(cells.collect())
            })
            .collect::<Array>()
            .into(),
        Value::Document(_) | Value::Ballot(_) | Value::Erased => Dynamic::UNIT,
    }
}
