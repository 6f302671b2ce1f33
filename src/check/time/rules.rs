//! What a rule says of days: comparisons of dates, and of the days between them,
//! that must hold for the rule to hold.

use crate::guard::{Comparison, Expr, Name, Type, Value};

/// A day that a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day<'a> {
    /// That of the act.
    Today,
    /// The date in a fact.
    Fact(&'a Name),
}

/// What must be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation<'a> {
    /// The second is at least so many days after the first.
    Gap(Day<'a>, Day<'a>, i32),
    /// A deadline has run out.
    Passed(&'a Name),
    /// A deadline has not run out.
    NotPassed(&'a Name),
}

/// Everything that must be so where a rule holds, as far as it can be read off.
// As deep as the expression, which the checker of rules bounds.
pub(super) fn relations<'a>(rule: &'a Expr, found: &mut Vec<Relation<'a>>) {
    match rule {
        Expr::And(parts) => {
            for part in parts {
                relations(part, found);
            }
        }
        Expr::Computed {
            of: Type::Boolean,
            expr,
            ..
        } => relations(expr, found),
        Expr::Passed(deadline) => found.push(Relation::Passed(deadline)),
        Expr::Not(of) => {
            if let Expr::Passed(deadline) = &**of {
                found.push(Relation::NotPassed(deadline));
            }
        }
        Expr::Compare { how, left, right } => compared(*how, left, right, found),
        _ => {}
    }
}

fn compared<'a>(how: Comparison, left: &'a Expr, right: &'a Expr, found: &mut Vec<Relation<'a>>) {
    if let (Some(left), Some(right)) = (day(left), day(right)) {
        between(right, left, how, 0, found);
    } else if let (Some((from, to)), Some(days)) = (days_between(left), number(right)) {
        between(from, to, how, days, found);
    } else if let (Some(days), Some((from, to))) = (number(left), days_between(right)) {
        between(from, to, turned(how), days, found);
    }
}

/// The days from one to the other compare so with a number.
fn between<'a>(
    from: Day<'a>,
    to: Day<'a>,
    how: Comparison,
    days: i32,
    found: &mut Vec<Relation<'a>>,
) {
    let (Some(more), Some(less), Some(back)) = (
        days.checked_add(1),
        1_i32.checked_sub(days),
        days.checked_neg(),
    ) else {
        return;
    };
    match how {
        Comparison::GreaterOrEqual => found.push(Relation::Gap(from, to, days)),
        Comparison::Greater => found.push(Relation::Gap(from, to, more)),
        Comparison::LessOrEqual => found.push(Relation::Gap(to, from, back)),
        Comparison::Less => found.push(Relation::Gap(to, from, less)),
        Comparison::Equal => {
            found.push(Relation::Gap(from, to, days));
            found.push(Relation::Gap(to, from, back));
        }
        Comparison::NotEqual => {}
    }
}

fn day(expr: &Expr) -> Option<Day<'_>> {
    match expr {
        Expr::Today => Some(Day::Today),
        Expr::Fact {
            name,
            of: Type::Date,
        } => Some(Day::Fact(name)),
        Expr::Computed { expr, .. } => day(expr),
        _ => None,
    }
}

fn days_between(expr: &Expr) -> Option<(Day<'_>, Day<'_>)> {
    match expr {
        Expr::DaysBetween { from, to } => Some((day(from)?, day(to)?)),
        Expr::Computed { expr, .. } => days_between(expr),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<i32> {
    match expr {
        Expr::Literal(Value::Integer(n)) => i32::try_from(*n).ok(),
        Expr::Negate(of) => number(of)?.checked_neg(),
        _ => None,
    }
}

const fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}
