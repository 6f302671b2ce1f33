//! Values of facts by chance: such as belong to a type, and such as do not.

use std::collections::BTreeMap;

use jorye::guard::{Document, Type, Value};
use rust_decimal::Decimal;

/// A source of chance that a number begins (SplitMix64), so that a failing walk
/// can be told by few numbers.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The people of every walk.
pub const PEOPLE: &[&str] = &["kim", "lee", "oh", "choi"];

/// A number of a range: often an end of it or a small one.
fn between(dice: &mut Dice, min: i64, max: i64) -> i64 {
    let width = i128::from(max) - i128::from(min);
    let far = (i128::from(dice.roll()) % (width + 1)) + i128::from(min);
    let small = i64::try_from(dice.below(40)).unwrap().clamp(min, max);
    match dice.below(6) {
        0 => min,
        1 => max,
        2 => i64::try_from(far).unwrap(),
        _ => small,
    }
}

/// A value that belongs to a type.
pub fn fitting(of: &Type, dice: &mut Dice) -> Value {
    match of {
        Type::Boolean => Value::Boolean(dice.once_in(2)),
        Type::Integer { min, max } => Value::Integer(between(dice, *min, *max)),
        Type::Decimal { scale, min, max } => {
            let mut value = match dice.below(3) {
                0 => *min,
                1 => *max,
                _ => Decimal::from(dice.below(20)).clamp(*min, *max),
            };
            value.rescale(*scale);
            Value::Decimal(value)
        }
        Type::Date => {
            let days = i64::try_from(dice.below(90)).unwrap() - 30;
            let first = jiff::civil::date(2027, 2, 1);
            Value::Date(first.checked_add(jiff::Span::new().days(days)).unwrap())
        }
        Type::Choice(options) => Value::Choice(dice.of(options).id.clone()),
        Type::Text { max } => {
            let length = if dice.once_in(4) {
                *max
            } else {
                (*max).min(24)
            };
            Value::Text(
                "가\u{1f600}a\n"
                    .chars()
                    .cycle()
                    .take(length)
                    .collect::<String>()
                    .into(),
            )
        }
        Type::Document => Value::Document(Box::new(Document {
            name: "문서.pdf".into(),
            media: "application/pdf".into(),
            size: dice.roll(),
            sha256: [u8::try_from(dice.below(256)).unwrap(); 32],
        })),
        Type::Person => Value::Person((*dice.of(PEOPLE)).into()),
        Type::List { of, max } => {
            let length = dice.below((*max).min(4) + 1);
            Value::List((0..length).map(|_| fitting(of, dice)).collect())
        }
        Type::Table { columns, max } => {
            let length = dice.below((*max).min(4) + 1);
            let row = |dice: &mut Dice| {
                let cells = columns.iter();
                let cells = cells.map(|column| (column.id.clone(), fitting(&column.of, dice)));
                cells.collect::<BTreeMap<_, _>>()
            };
            Value::Table((0..length).map(|_| row(dice)).collect())
        }
        Type::Ballot { .. } => Value::Erased,
    }
}

/// A value that may or may not belong to the type, and mostly does not.
pub fn stray(of: &Type, dice: &mut Dice) -> Value {
    match dice.below(8) {
        0 => Value::Erased,
        1 => Value::Text("아무 말".into()),
        2 => Value::Integer(i64::MIN),
        3 => Value::Integer(i64::MAX),
        4 => Value::Decimal(-Decimal::new(0, 28)),
        5 => Value::List(vec![fitting(of, dice), Value::Erased, Value::Boolean(true)]),
        6 => Value::Table(vec![BTreeMap::from([("~/".into(), Value::Erased)])]),
        _ => Value::Date(jiff::civil::Date::MIN),
    }
}
