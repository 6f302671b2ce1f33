//! What an expression says of given facts.
//!
//! Every operand is evaluated. A fact that is not known makes what reads it
//! unknown; `&&`, `||` and `!` follow Kleene; an error absorbs, whichever side
//! it comes from.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Asked, Ballot, Comparison, Counted, Delivered, EvalError, Expr, Facts, Judgement, Name,
    Operation, Rule, Truth, Type, Value, VoteRule, scale,
};

/// What an expression of any type answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The value.
    Known(Value),
    /// The facts that it lacks, in order of name.
    Unknown(Vec<Name>),
    /// It cannot be evaluated.
    Error(EvalError),
}

/// Judges a condition.
pub fn judge(rule: &Rule, facts: &dyn Facts) -> Judgement {
    let (truth, missing, error) = truth_of(&rule.expr, facts);
    Judgement {
        truth,
        seen: seen(rule, facts),
        missing,
        error,
    }
}

/// The truth of a condition that is part of a rule, or a whole one.
pub fn truth(expr: &Expr, facts: &dyn Facts) -> Truth {
    truth_of(expr, facts).0
}

/// The truth of a condition, the facts that it lacks, and its error.
pub(super) fn truth_of(expr: &Expr, facts: &dyn Facts) -> (Truth, Vec<Name>, Option<EvalError>) {
    let mut run = Run {
        facts,
        missing: Vec::new(),
    };
    match run.truth(expr) {
        Ok(Some(true)) => (Truth::Holds, Vec::new(), None),
        Ok(Some(false)) => (Truth::Fails, Vec::new(), None),
        Ok(None) => (Truth::Unknown, run.names(), None),
        Err(error) => (Truth::Error, Vec::new(), Some(error)),
    }
}

/// The value of a rule that was compiled for a type; one outside the type's
/// range is an [`EvalError::Overflow`].
pub fn evaluate(rule: &Rule, facts: &dyn Facts) -> Answer {
    let mut run = Run {
        facts,
        missing: Vec::new(),
    };
    match run.bounded(&rule.expr, &rule.of) {
        Ok(Some(datum)) => Answer::Known(datum.into_value()),
        Ok(None) => Answer::Unknown(run.names()),
        Err(error) => Answer::Error(error),
    }
}

/// Every known fact that a rule names, computed ones with their value.
fn seen(rule: &Rule, facts: &dyn Facts) -> Vec<(Name, Value)> {
    let mut seen = Vec::with_capacity(rule.reads().len());
    seen.extend(rule.reads().iter().filter_map(|read| known(read, facts)));
    seen
}

/// The same for a part of a rule.
pub(super) fn seen_in(expr: &Expr, facts: &dyn Facts) -> Vec<(Name, Value)> {
    reads(expr)
        .into_values()
        .filter_map(|read| known(read, facts))
        .collect()
}

/// One part of an expression for every fact that it names, by name.
pub(super) fn reads(expr: &Expr) -> BTreeMap<&Name, &Expr> {
    let mut reads = BTreeMap::new();
    expr.walk(&mut |part| match part {
        Expr::Fact { name, .. } | Expr::Computed { name, .. } => {
            reads.insert(name, part);
        }
        Expr::Given(name) => {
            reads.entry(name).or_insert(part);
        }
        _ => {}
    });
    reads
}

/// The name and value of a fact, if it is known.
fn known(read: &Expr, facts: &dyn Facts) -> Option<(Name, Value)> {
    match read {
        Expr::Fact { name, .. } | Expr::Given(name) => {
            facts.fact(name).map(|value| (name.clone(), value.clone()))
        }
        Expr::Computed { name, of, expr } => {
            let mut run = Run {
                facts,
                missing: Vec::new(),
            };
            let value = run.bounded(expr, of).ok().flatten()?;
            Some((name.clone(), value.into_value()))
        }
        _ => None,
    }
}

/// A value that is borrowed where it is large.
#[derive(Clone, Copy)]
enum Datum<'a> {
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Date(Date),
    Actor(&'a Name),
    Value(&'a Value),
}

/// Unknown is `None`.
type Found<T> = Result<Option<T>, EvalError>;

impl<'a> Datum<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Boolean(value) => Datum::Boolean(*value),
            Value::Integer(value) => Datum::Integer(*value),
            Value::Decimal(value) => Datum::Decimal(*value),
            Value::Date(value) => Datum::Date(*value),
            value => Datum::Value(value),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Datum::Boolean(value) => Value::Boolean(value),
            Datum::Integer(value) => Value::Integer(value),
            Datum::Decimal(value) => Value::Decimal(value),
            Datum::Date(value) => Value::Date(value),
            Datum::Actor(name) => Value::Person(name.clone()),
            Datum::Value(value) => value.clone(),
        }
    }

    /// Whether two values of one type are equal.
    fn equals(self, other: Datum<'_>) -> Result<bool, EvalError> {
        match (self, other) {
            (Datum::Boolean(one), Datum::Boolean(two)) => Ok(one == two),
            (Datum::Integer(one), Datum::Integer(two)) => Ok(one == two),
            (Datum::Decimal(one), Datum::Decimal(two)) => Ok(one == two),
            (Datum::Date(one), Datum::Date(two)) => Ok(one == two),
            (Datum::Actor(one), Datum::Actor(two)) => Ok(one == two),
            (Datum::Actor(one), Datum::Value(Value::Person(two)))
            | (Datum::Value(Value::Person(one)), Datum::Actor(two)) => Ok(one == two),
            (Datum::Value(Value::Erased), _) | (_, Datum::Value(Value::Erased)) => {
                Err(EvalError::Erased)
            }
            (Datum::Value(one), Datum::Value(two)) => match (one, two) {
                (Value::Choice(one), Value::Choice(two))
                | (Value::Text(one), Value::Text(two))
                | (Value::Person(one), Value::Person(two)) => Ok(one == two),
                (Value::Document(one), Value::Document(two)) => Ok(one == two),
                _ => Err(EvalError::Type),
            },
            _ => Err(EvalError::Type),
        }
    }

    fn order(self, other: Datum<'_>) -> Result<Ordering, EvalError> {
        match (self, other) {
            (Datum::Integer(one), Datum::Integer(two)) => Ok(one.cmp(&two)),
            (Datum::Decimal(one), Datum::Decimal(two)) => Ok(one.cmp(&two)),
            (Datum::Date(one), Datum::Date(two)) => Ok(one.cmp(&two)),
            _ => Err(EvalError::Type),
        }
    }
}

/// Whether a stored value is of the kind of its type. Its range was checked when
/// it was given.
fn is_of(value: &Value, of: &Type) -> bool {
    matches!(
        (value, of),
        (Value::Boolean(_), Type::Boolean)
            | (Value::Integer(_), Type::Integer { .. })
            | (Value::Decimal(_), Type::Decimal { .. })
            | (Value::Date(_), Type::Date)
            | (Value::Choice(_), Type::Choice(_))
            | (Value::Text(_), Type::Text { .. })
            | (Value::Document(_), Type::Document)
            | (Value::Person(_), Type::Person)
            | (Value::List(_), Type::List { .. })
            | (Value::Table(_), Type::Table { .. })
            | (Value::Ballot(_), Type::Ballot { .. })
    )
}

struct Run<'a> {
    facts: &'a dyn Facts,
    /// What is missing so far. Nothing is allocated while nothing is missing.
    missing: Vec<&'a Name>,
}

/// Evaluates both sides, then lets an error absorb, then the unknown.
macro_rules! both {
    ($one:expr, $two:expr) => {{
        let (one, two) = ($one, $two);
        match (one?, two?) {
            (Some(one), Some(two)) => (one, two),
            _ => return Ok(None),
        }
    }};
}

impl<'a> Run<'a> {
    fn names(mut self) -> Vec<Name> {
        self.missing.sort_unstable();
        self.missing.dedup();
        self.missing.into_iter().cloned().collect()
    }

    fn truth(&mut self, expr: &'a Expr) -> Found<bool> {
        match expr {
            Expr::And(parts) => self.decide(parts, false),
            Expr::Or(parts) => self.decide(parts, true),
            Expr::Not(of) => Ok(self.truth(of)?.map(|value| !value)),
            other => match self.datum(other)? {
                Some(Datum::Boolean(value)) => Ok(Some(value)),
                Some(_) => Err(EvalError::Type),
                None => Ok(None),
            },
        }
    }

    /// `&&` is decided by a part that fails, `||` by one that holds. A decided
    /// answer lacks nothing.
    fn decide(&mut self, parts: &'a [Expr], by: bool) -> Found<bool> {
        let missing = self.missing.len();
        let (mut decided, mut unknown, mut error) = (false, false, None);
        for part in parts {
            match self.truth(part) {
                Ok(Some(value)) => decided |= value == by,
                Ok(None) => unknown = true,
                Err(found) => error = error.or(Some(found)),
            }
        }
        match error {
            Some(error) => Err(error),
            None if decided => {
                self.missing.truncate(missing);
                Ok(Some(by))
            }
            None if unknown => Ok(None),
            None => Ok(Some(!by)),
        }
    }

    /// A value at the scale and within the range of a declared type.
    fn bounded(&mut self, expr: &'a Expr, of: &Type) -> Found<Datum<'a>> {
        let Some(datum) = self.datum(expr)? else {
            return Ok(None);
        };
        let datum = match (datum, of) {
            (Datum::Integer(value), Type::Integer { min, max }) => {
                if !(min..=max).contains(&&value) {
                    return Err(EvalError::Overflow);
                }
                datum
            }
            (Datum::Decimal(value), Type::Decimal { scale, min, max }) => {
                let value = scale::to(value, *scale).ok_or(EvalError::Overflow)?;
                if !(min..=max).contains(&&value) {
                    return Err(EvalError::Overflow);
                }
                Datum::Decimal(value)
            }
            (Datum::Value(value), of) if !value.fits(of) => return Err(EvalError::Overflow),
            _ => datum,
        };
        Ok(Some(datum))
    }

    fn fact(&mut self, name: &'a Name, of: &Type) -> Found<Datum<'a>> {
        match self.facts.fact(name) {
            None => {
                self.missing.push(name);
                Ok(None)
            }
            Some(Value::Erased) => Err(EvalError::Erased),
            Some(value) if is_of(value, of) => Ok(Some(Datum::of(value))),
            Some(_) => Err(EvalError::Type),
        }
    }

    /// What was served on the person that a part names.
    fn delivered(&mut self, person: &'a Expr) -> Found<Delivered> {
        match self.datum(person)? {
            None => Ok(None),
            Some(Datum::Actor(person) | Datum::Value(Value::Person(person))) => {
                Ok(Some(self.facts.served_on(person)))
            }
            Some(_) => Err(EvalError::Type),
        }
    }

    fn datum(&mut self, expr: &'a Expr) -> Found<Datum<'a>> {
        let datum = match expr {
            Expr::Literal(value) => Datum::of(value),
            Expr::Fact { name, of } => return self.fact(name, of),
            Expr::Computed { of, expr, .. } => return self.bounded(expr, of),
            Expr::Today => Datum::Date(self.facts.today()),
            Expr::Actor => Datum::Actor(self.facts.actor()),
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) => {
                return Ok(self.truth(expr)?.map(Datum::Boolean));
            }
            Expr::Compare { how, left, right } => {
                let (left, right) = both!(self.datum(left), self.datum(right));
                Datum::Boolean(compare(*how, left, right)?)
            }
            Expr::Arithmetic { how, left, right } => {
                let (left, right) = both!(self.datum(left), self.datum(right));
                compute(*how, left, right)?
            }
            Expr::Negate(of) => match self.datum(of)? {
                None => return Ok(None),
                Some(Datum::Integer(value)) => {
                    Datum::Integer(value.checked_neg().ok_or(EvalError::Overflow)?)
                }
                Some(Datum::Decimal(value)) => Datum::Decimal(-value),
                Some(_) => return Err(EvalError::Type),
            },
            Expr::DaysBetween { from, to } => match both!(self.datum(from), self.datum(to)) {
                (Datum::Date(from), Datum::Date(to)) => Datum::Integer(days(from, to)),
                _ => return Err(EvalError::Type),
            },
            Expr::At(state) => Datum::Boolean(self.facts.at(state)),
            Expr::Taken(transition) => Datum::Boolean(self.facts.taken(transition)),
            Expr::TakenSince { transition, state } => {
                Datum::Boolean(self.facts.taken_since(transition, state))
            }
            Expr::Passed(deadline) => match self.facts.passed(deadline) {
                Some(passed) => Datum::Boolean(passed),
                None => {
                    self.missing.push(deadline);
                    return Ok(None);
                }
            },
            Expr::Due(deadline) => match self.facts.due(deadline) {
                Some(day) => Datum::Date(day),
                None => {
                    self.missing.push(deadline);
                    return Ok(None);
                }
            },
            Expr::Served(person) => match self.delivered(person)? {
                None => return Ok(None),
                Some(Delivered::On(day)) => Datum::Boolean(day <= self.facts.today()),
                Some(Delivered::Never) => Datum::Boolean(false),
                Some(Delivered::Erased) => return Err(EvalError::Erased),
            },
            Expr::ServedOn { person, label } => match self.delivered(person)? {
                None => return Ok(None),
                Some(Delivered::On(day)) => Datum::Date(day),
                Some(Delivered::Never) => {
                    self.missing.push(label);
                    return Ok(None);
                }
                Some(Delivered::Erased) => return Err(EvalError::Erased),
            },
            Expr::Given(fact) => match self.facts.given(fact) {
                Some(given) => Datum::Boolean(given),
                None => {
                    self.missing.push(fact);
                    return Ok(None);
                }
            },
            Expr::Share {
                strict,
                part,
                share,
                whole,
            } => {
                let (part, whole) = both!(self.datum(part), self.datum(whole));
                let order = match (part, whole) {
                    (Datum::Integer(_), Datum::Integer(whole)) if whole <= 0 => None,
                    (Datum::Decimal(_), Datum::Decimal(whole)) if whole <= Decimal::ZERO => None,
                    (Datum::Integer(part), Datum::Integer(whole)) => Some(
                        scale::share_of(part.into(), *share, whole.into())
                            .ok_or(EvalError::Overflow)?,
                    ),
                    (Datum::Decimal(part), Datum::Decimal(whole)) => {
                        Some(scale::share(part, *share, whole).ok_or(EvalError::Overflow)?)
                    }
                    _ => return Err(EvalError::Type),
                };
                Datum::Boolean(match order {
                    None | Some(Ordering::Less) => false,
                    Some(Ordering::Equal) => !strict,
                    Some(Ordering::Greater) => true,
                })
            }
            Expr::Sum { table, column, of } => match self.datum(table)? {
                None => return Ok(None),
                Some(Datum::Value(Value::Table(rows))) => sum(rows, column, of)?,
                Some(_) => return Err(EvalError::Type),
            },
            Expr::CountWhere {
                table,
                column,
                value,
            } => {
                let (table, value) = both!(self.datum(table), self.datum(value));
                let (matching, _) = matching(table, column, value)?;
                Datum::Integer(matching)
            }
            Expr::Every {
                table,
                column,
                value,
            } => {
                let (table, value) = both!(self.datum(table), self.datum(value));
                let (matching, all) = matching(table, column, value)?;
                Datum::Boolean(matching == all)
            }
            Expr::Count(of) => match self.datum(of)? {
                None => return Ok(None),
                Some(Datum::Value(Value::List(members))) => length(members.len())?,
                Some(Datum::Value(Value::Table(rows))) => length(rows.len())?,
                Some(_) => return Err(EvalError::Type),
            },
            Expr::Ballot {
                asked,
                ballot,
                rule,
            } => match self.datum(ballot)? {
                None => return Ok(None),
                Some(Datum::Value(Value::Ballot(ballot))) => asked_of(*asked, ballot, rule)?,
                Some(_) => return Err(EvalError::Type),
            },
            Expr::Contains { list, value } => {
                let (list, value) = both!(self.datum(list), self.datum(value));
                let Datum::Value(Value::List(members)) = list else {
                    return Err(EvalError::Type);
                };
                let mut found = false;
                for member in members {
                    found |= Datum::of(member).equals(value)?;
                }
                Datum::Boolean(found)
            }
            Expr::Children { name, which } => Datum::Integer(self.facts.children(name, which)),
            Expr::AllChildren { name, which } => Datum::Boolean(
                self.facts.children(name, which) == self.facts.children(name, &Counted::Opened),
            ),
        };
        Ok(Some(datum))
    }
}

fn compare(how: Comparison, left: Datum<'_>, right: Datum<'_>) -> Result<bool, EvalError> {
    Ok(match how {
        Comparison::Equal => left.equals(right)?,
        Comparison::NotEqual => !left.equals(right)?,
        Comparison::Less => left.order(right)?.is_lt(),
        Comparison::LessOrEqual => left.order(right)?.is_le(),
        Comparison::Greater => left.order(right)?.is_gt(),
        Comparison::GreaterOrEqual => left.order(right)?.is_ge(),
    })
}

fn compute<'a>(how: Operation, left: Datum<'a>, right: Datum<'a>) -> Result<Datum<'a>, EvalError> {
    match (left, right) {
        (Datum::Integer(left), Datum::Integer(right)) => match how {
            Operation::Add => left.checked_add(right),
            Operation::Subtract => left.checked_sub(right),
            Operation::Multiply => left.checked_mul(right),
        }
        .map(Datum::Integer)
        .ok_or(EvalError::Overflow),
        (Datum::Decimal(left), Datum::Decimal(right)) => scale::compute(how, left, right)
            .map(Datum::Decimal)
            .ok_or(EvalError::Overflow),
        _ => Err(EvalError::Type),
    }
}

/// Civil days from one date to another.
fn days(from: Date, to: Date) -> i64 {
    const HOURS: i64 = 24;
    to.duration_since(from).as_hours() / HOURS
}

/// What a rule asks of a ballot. One that does not say how many members are in
/// office was never held to the register, and tells nothing.
fn asked_of<'a>(asked: Asked, ballot: &Ballot, rule: &VoteRule) -> Result<Datum<'a>, EvalError> {
    let tally = ballot.tally();
    let number = |number: u32| Some(Datum::Integer(i64::from(number)));
    match asked {
        Asked::Quorate => rule.quorate(ballot).map(Datum::Boolean),
        Asked::Carried => rule.carried(ballot).map(Datum::Boolean),
        Asked::Members => rule.members(ballot).and_then(number),
        Asked::Present => number(tally.present),
        Asked::Yes => number(tally.yes),
        Asked::No => number(tally.no),
        Asked::Abstain => number(tally.abstain),
        Asked::Recused => number(tally.recused),
    }
    .ok_or(EvalError::Type)
}

fn length<'a>(length: usize) -> Result<Datum<'a>, EvalError> {
    i64::try_from(length)
        .map(Datum::Integer)
        .map_err(|_| EvalError::Overflow)
}

type Row = BTreeMap<Name, Value>;

fn cell<'a>(row: &'a Row, column: &str) -> Result<Datum<'a>, EvalError> {
    match row.get(column) {
        None => Err(EvalError::Type),
        Some(Value::Erased) => Err(EvalError::Erased),
        Some(value) => Ok(Datum::of(value)),
    }
}

/// The sum over a column, at the column's scale.
fn sum<'a>(rows: &[Row], column: &str, of: &Type) -> Result<Datum<'a>, EvalError> {
    let mut total = match of {
        Type::Decimal { scale, .. } => Datum::Decimal(Decimal::new(0, *scale)),
        _ => Datum::Integer(0),
    };
    for row in rows {
        let cell = match cell(row, column)? {
            Datum::Integer(value) => Datum::Integer(value),
            Datum::Decimal(value) => Datum::Decimal(value),
            _ => return Err(EvalError::Type),
        };
        total = compute(Operation::Add, total, cell)?;
    }
    Ok(total)
}

/// In how many rows the cell is the value, and how many rows there are.
fn matching(table: Datum<'_>, column: &str, value: Datum<'_>) -> Result<(i64, i64), EvalError> {
    let Datum::Value(Value::Table(rows)) = table else {
        return Err(EvalError::Type);
    };
    let (mut matching, mut all) = (0_i64, 0_i64);
    for row in rows {
        all = all.saturating_add(1);
        if cell(row, column)?.equals(value)? {
            matching = matching.saturating_add(1);
        }
    }
    Ok((matching, all))
}
