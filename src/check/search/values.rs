//! Values that people would take, the plainest first.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::cast::Cast;
use crate::check::solver::days;
use crate::guard::{Ballot, Document, Name, Type, Value, Votes};
use crate::workflow::Workflow;

/// How many days from the day of an act other days lie.
pub(super) const PLAIN_DAYS: [i128; 22] = [
    0, 1, 2, 3, 5, 7, 10, 14, 15, 16, 20, 21, 30, 31, 60, 61, 90, 180, 365, -1, -7, -30,
];

/// Numbers that people would take before the least that does: one that a rule draws a
/// line at says most.
const PLAIN: [i128; 4] = [0, 1, 2, 3];

/// Numbers of a type that people would take.
pub(super) fn plain_numbers(of: &Type) -> Vec<i128> {
    let whole = match of {
        Type::Decimal { scale, .. } => 10_i128.checked_pow(*scale).unwrap_or(1),
        _ => 1,
    };
    PLAIN
        .iter()
        .map(|plain| plain.saturating_mul(whole))
        .collect()
}

/// A number as a value of a type.
pub(super) fn number(of: &Type, number: i128) -> Option<Value> {
    Some(match of {
        Type::Integer { .. } => Value::Integer(i64::try_from(number).ok()?),
        Type::Decimal { scale, .. } => {
            Value::Decimal(Decimal::try_from_i128_with_scale(number, *scale).ok()?)
        }
        Type::Date => Value::Date(days::to(number)?),
        _ => return None,
    })
}

/// A text that says nothing but what it is.
pub(super) fn text(workflow: &Workflow, fact: &Name, which: i128) -> Name {
    let (title, most) = match workflow.fact(fact) {
        Some(declared) => {
            let most = match declared.of {
                Type::Text { max } => max,
                _ => usize::MAX,
            };
            (&*declared.element.title.ko, most)
        }
        None => (&**fact, usize::MAX),
    };
    let title = if title.is_empty() { fact } else { title };
    let text = if which == 0 {
        title.to_owned()
    } else {
        format!("{title} {}", which.saturating_add(1))
    };
    text.chars().take(most).collect::<String>().into()
}

/// Any value of a fact that no rule reads.
pub(super) fn any(
    workflow: &Workflow,
    cast: &Cast<'_>,
    fact: &Name,
    of: &Type,
    today: Date,
) -> Option<Value> {
    Some(match of {
        Type::Boolean => Value::Boolean(false),
        Type::Integer { min, max } => Value::Integer(0_i64.clamp(*min, *max)),
        Type::Decimal { scale, min, max } => {
            let mut value = Decimal::ZERO.clamp(*min, *max);
            value.rescale(*scale);
            Value::Decimal(value)
        }
        Type::Date => Value::Date(today),
        Type::Choice(options) => Value::Choice(options.first()?.id.clone()),
        Type::Text { .. } => Value::Text(text(workflow, fact, 0)),
        Type::Document => Value::Document(Box::new(document(&format!("{fact}.pdf")))),
        Type::Person => Value::Person(cast.new_name(fact)),
        Type::List { .. } => Value::List(Vec::new()),
        Type::Table { .. } => Value::Table(Vec::new()),
        Type::Ballot { body, vote, .. } => {
            let people = cast.electorate(body, vote);
            let all = u32::try_from(people.len()).ok()?;
            let ballot = Ballot {
                on: None,
                members: None,
                present: people.clone(),
                recused: Vec::new(),
                votes: Votes::Counted {
                    yes: all,
                    no: 0,
                    abstain: 0,
                },
                presiding: None,
                casting: None,
                written: false,
            };
            Value::Ballot(Box::new(ballot))
        }
    })
}

/// A ballot among the members that there are.
pub(super) fn held(ballot: Ballot, people: &[Name], chairs: &[Name]) -> Ballot {
    let present = ballot.present.len();
    let presiding = ballot.casting.and_then(|_| chairs.first()).cloned();
    Ballot {
        members: None,
        present: people.iter().take(present).cloned().collect(),
        presiding,
        ..ballot
    }
}

/// A document of which nothing but the name matters, as scenarios write it.
fn document(name: &str) -> Document {
    use sha2::{Digest as _, Sha256};
    Document {
        name: name.into(),
        media: "text/plain".into(),
        size: u64::try_from(name.len()).unwrap_or(0),
        sha256: Sha256::digest(name).into(),
    }
}
