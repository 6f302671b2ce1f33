//! What a rule may answer, whatever the facts are.
//!
//! An abstract interpretation (Cousot and Cousot 1977) of the typed expression:
//! truth is a set of the four values, whole numbers are ranges, and of every
//! other value nothing is assumed. The set holds at least every answer that the
//! rule can give, so what is not in it is excluded for all data.

use std::collections::BTreeSet;

use crate::guard::{Comparison, Expr, Name, Operation, Truth, Type, Value};

/// A set of truth values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Possible(u8);

const ALL: [Truth; 4] = [Truth::Holds, Truth::Fails, Truth::Unknown, Truth::Error];

const fn bit(truth: Truth) -> u8 {
    match truth {
        Truth::Holds => 1,
        Truth::Fails => 2,
        Truth::Unknown => 4,
        Truth::Error => 8,
    }
}

impl Possible {
    pub(super) const NONE: Possible = Possible(0);
    pub(super) const DECIDED: Possible = Possible(3);

    pub(super) const fn only(truth: Truth) -> Self {
        Possible(bit(truth))
    }

    pub(super) const fn may(self, truth: Truth) -> bool {
        self.0 & bit(truth) != 0
    }

    pub(super) const fn and_also(self, other: Possible) -> Self {
        Possible(self.0 | other.0)
    }

    /// Whether it is exactly this one.
    pub(super) fn is(self, truth: Truth) -> bool {
        self == Possible::only(truth)
    }

    fn each(self, f: impl Fn(Truth) -> Truth) -> Self {
        ALL.into_iter()
            .filter(|&truth| self.may(truth))
            .fold(Possible::NONE, |sum, truth| {
                sum.and_also(Possible::only(f(truth)))
            })
    }

    fn pairs(self, other: Possible, f: impl Fn(Truth, Truth) -> Truth) -> Self {
        ALL.into_iter()
            .filter(|&truth| self.may(truth))
            .fold(Possible::NONE, |sum, left| {
                sum.and_also(other.each(|right| f(left, right)))
            })
    }

    fn not(self) -> Self {
        self.each(|truth| match truth {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            other => other,
        })
    }

    /// Kleene's conjunction; an error absorbs in either order.
    pub(super) fn and(self, other: Possible) -> Self {
        self.pairs(other, |a, b| match (a, b) {
            (Truth::Error, _) | (_, Truth::Error) => Truth::Error,
            (Truth::Fails, _) | (_, Truth::Fails) => Truth::Fails,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            _ => Truth::Holds,
        })
    }

    fn or(self, other: Possible) -> Self {
        self.not().and(other.not()).not()
    }
}

/// Whether a fact has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Yes,
    No,
    Maybe,
    /// It has one wherever it is read; whether it is given is not certain.
    WhereRead,
}

/// What is assumed of the moment at which a rule is read.
pub(super) struct Moment<'a> {
    /// Whether a state is active, if that is certain.
    pub(super) at: &'a dyn Fn(&str) -> Option<bool>,
    /// Whether a transition was taken, if that is certain.
    pub(super) taken: &'a dyn Fn(&str) -> Option<bool>,
    /// Whether a fact has a value.
    pub(super) known: &'a dyn Fn(&str) -> Known,
    /// Facts whose values can be erased.
    pub(super) erasable: &'a BTreeSet<Name>,
}

/// What a part of a rule may be.
#[derive(Clone, Copy)]
struct Part {
    /// Truth values; of a part that is no truth, only unknown and error.
    truth: Possible,
    /// Whether it may have a value at all.
    value: bool,
    /// The whole numbers that it may be, both ends included.
    range: Option<(i128, i128)>,
}

impl Part {
    const fn truth(truth: Possible) -> Self {
        Part {
            truth,
            value: true,
            range: None,
        }
    }

    const fn value(range: Option<(i128, i128)>) -> Self {
        Part {
            truth: Possible::NONE,
            value: true,
            range,
        }
    }

    /// Unknown and error of the parts that it is made of.
    fn flags(self) -> Possible {
        Possible(self.truth.0 & (bit(Truth::Unknown) | bit(Truth::Error)))
    }
}

impl Moment<'_> {
    /// What a rule may answer.
    pub(super) fn possible(&self, expr: &Expr) -> Possible {
        self.part(expr).truth
    }

    // As deep as the expression, which the checker of rules bounds.
    fn part(&self, expr: &Expr) -> Part {
        match expr {
            Expr::Literal(Value::Boolean(true)) => Part::truth(Possible::only(Truth::Holds)),
            Expr::Literal(Value::Boolean(false)) => Part::truth(Possible::only(Truth::Fails)),
            Expr::Literal(Value::Integer(n)) => Part::value(Some((i128::from(*n), i128::from(*n)))),
            Expr::Literal(_) | Expr::Today | Expr::Actor => Part::value(None),
            Expr::Fact { name, of } => self.fact(name, of),
            Expr::Computed { of, expr, .. } => computed(self.part(expr), of),
            Expr::Not(of) => Part::truth(self.possible(of).not()),
            Expr::And(parts) => Part::truth(
                parts
                    .iter()
                    .map(|part| self.possible(part))
                    .fold(Possible::only(Truth::Holds), Possible::and),
            ),
            Expr::Or(parts) => Part::truth(
                parts
                    .iter()
                    .map(|part| self.possible(part))
                    .fold(Possible::only(Truth::Fails), Possible::or),
            ),
            Expr::Compare { how, left, right } => {
                let (left, right) = (self.part(left), self.part(right));
                let answer = match (left.range, right.range) {
                    (Some(left), Some(right)) => compared(*how, left, right),
                    _ => Possible::DECIDED,
                };
                joined(left, right, answer)
            }
            Expr::Arithmetic { how, left, right } => {
                arithmetic(*how, self.part(left), self.part(right))
            }
            Expr::Negate(of) => {
                let of = self.part(of);
                within_integers(Part {
                    range: of.range.map(|(least, most)| (-most, -least)),
                    ..of
                })
            }
            Expr::At(state) => decided((self.at)(state)),
            Expr::Taken(transition) => decided((self.taken)(transition)),
            Expr::TakenSince { transition, .. } => match (self.taken)(transition) {
                Some(false) => decided(Some(false)),
                _ => decided(None),
            },
            // It may not have begun to run, wherever it is asked.
            Expr::Passed(_) => {
                Part::truth(Possible::DECIDED.and_also(Possible::only(Truth::Unknown)))
            }
            Expr::Due(_) => Part {
                truth: Possible::only(Truth::Unknown),
                value: true,
                range: None,
            },
            // What was served on whom is not followed here.
            Expr::Served(person) => joined(
                self.part(person),
                Part::value(None),
                Possible::DECIDED.and_also(Possible::only(Truth::Error)),
            ),
            Expr::ServedOn { person, .. } => Part {
                truth: self
                    .part(person)
                    .flags()
                    .and_also(Possible::only(Truth::Unknown))
                    .and_also(Possible::only(Truth::Error)),
                value: true,
                range: None,
            },
            Expr::Given(fact) => decided(match (self.known)(fact) {
                Known::Yes => Some(true),
                Known::No => Some(false),
                Known::Maybe | Known::WhereRead => None,
            }),
            Expr::Share { part, whole, .. } => {
                let (part, whole) = (self.part(part), self.part(whole));
                joined(
                    part,
                    whole,
                    Possible::DECIDED.and_also(Possible::only(Truth::Error)),
                )
            }
            Expr::DaysBetween { from, to } => {
                let (from, to) = (self.part(from), self.part(to));
                Part {
                    truth: from.flags().and_also(to.flags()),
                    value: from.value && to.value,
                    range: None,
                }
            }
            Expr::Sum { table, .. } => {
                let table = self.part(table);
                Part {
                    truth: table.flags().and_also(Possible::only(Truth::Error)),
                    range: None,
                    ..table
                }
            }
            Expr::CountWhere { table, value, .. } => {
                let (table, value) = (self.part(table), self.part(value));
                Part {
                    truth: table.flags().and_also(value.flags()),
                    value: table.value && value.value,
                    range: Some((0, i128::from(i64::MAX))),
                }
            }
            Expr::Ballot { asked, ballot, .. } => {
                let ballot = self.part(ballot);
                // One that was taken into a case says everything that is asked.
                let flags = ballot.flags();
                Part {
                    truth: if asked.is_truth() && ballot.value {
                        flags.and_also(Possible::DECIDED)
                    } else {
                        flags
                    },
                    value: ballot.value,
                    range: (!asked.is_truth()).then_some((0, i128::from(u32::MAX))),
                }
            }
            // Whatever children there are, and whatever they come to.
            Expr::Children { .. } => Part::value(Some((0, i128::from(i64::MAX)))),
            Expr::AllChildren { .. } => decided(None),
            Expr::Count(of) => Part {
                range: Some((0, i128::from(i64::MAX))),
                ..self.part(of)
            },
            Expr::Every { table, value, .. } | Expr::Contains { list: table, value } => {
                let (table, value) = (self.part(table), self.part(value));
                joined(table, value, Possible::DECIDED)
            }
        }
    }

    fn fact(&self, name: &Name, of: &Type) -> Part {
        let known = (self.known)(name);
        let mut truth = match known {
            Known::Yes | Known::WhereRead => Possible::NONE,
            Known::No | Known::Maybe => Possible::only(Truth::Unknown),
        };
        if self.erasable.contains(name) {
            truth = truth.and_also(Possible::only(Truth::Error));
        }
        if *of == Type::Boolean && known != Known::No {
            truth = truth.and_also(Possible::DECIDED);
        }
        Part {
            truth,
            value: known != Known::No,
            range: range_of(of),
        }
    }
}

fn decided(answer: Option<bool>) -> Part {
    Part::truth(match answer {
        Some(true) => Possible::only(Truth::Holds),
        Some(false) => Possible::only(Truth::Fails),
        None => Possible::DECIDED,
    })
}

/// The answer of an operator on two parts, if both have values.
fn joined(left: Part, right: Part, answer: Possible) -> Part {
    let flags = left.flags().and_also(right.flags());
    Part::truth(if left.value && right.value {
        flags.and_also(answer)
    } else {
        flags
    })
}

fn range_of(of: &Type) -> Option<(i128, i128)> {
    match of {
        Type::Integer { min, max } => Some((i128::from(*min), i128::from(*max))),
        _ => None,
    }
}

/// A computed fact is in its declared range, or in error.
fn computed(part: Part, of: &Type) -> Part {
    if *of == Type::Boolean {
        return part;
    }
    let declared = range_of(of);
    let fits = match (part.range, declared) {
        (Some((least, most)), Some((min, max))) => min <= least && most <= max,
        _ => false,
    };
    Part {
        truth: if fits {
            part.truth
        } else {
            part.truth.and_also(Possible::only(Truth::Error))
        },
        range: match (part.range, declared) {
            (Some((least, most)), Some((min, max))) => Some((least.max(min), most.min(max))),
            _ => declared,
        },
        ..part
    }
}

fn compared(how: Comparison, (a, b): (i128, i128), (c, d): (i128, i128)) -> Possible {
    let answer = |may_hold: bool, may_fail: bool| {
        let mut out = Possible::NONE;
        if may_hold {
            out = out.and_also(Possible::only(Truth::Holds));
        }
        if may_fail {
            out = out.and_also(Possible::only(Truth::Fails));
        }
        out
    };
    let meet = a <= d && c <= b;
    let always_equal = a == b && c == d && a == c;
    match how {
        Comparison::Equal => answer(meet, !always_equal),
        Comparison::NotEqual => answer(!always_equal, meet),
        Comparison::Less => answer(a < d, b >= c),
        Comparison::LessOrEqual => answer(a <= d, b > c),
        Comparison::Greater => answer(b > c, a <= d),
        Comparison::GreaterOrEqual => answer(b >= c, a < d),
    }
}

fn arithmetic(how: Operation, left: Part, right: Part) -> Part {
    let range = match (left.range, right.range) {
        (Some((a, b)), Some((c, d))) => Some(match how {
            Operation::Add => (a.saturating_add(c), b.saturating_add(d)),
            Operation::Subtract => (a.saturating_sub(d), b.saturating_sub(c)),
            Operation::Multiply => {
                let products = [(a, c), (a, d), (b, c), (b, d)].map(|(x, y)| x.saturating_mul(y));
                let least = products.into_iter().fold(i128::MAX, i128::min);
                let most = products.into_iter().fold(i128::MIN, i128::max);
                (least, most)
            }
        }),
        _ => None,
    };
    within_integers(Part {
        truth: left.flags().and_also(right.flags()),
        value: left.value && right.value,
        range,
    })
}

/// A number that leaves 64 bits is an error; of one without a range it is not
/// known whether it does.
fn within_integers(part: Part) -> Part {
    let (min, max) = (i128::from(i64::MIN), i128::from(i64::MAX));
    match part.range {
        Some((least, most)) if min <= least && most <= max => part,
        range => Part {
            truth: part.truth.and_also(Possible::only(Truth::Error)),
            range: range.map(|(least, most)| (least.clamp(min, max), most.clamp(min, max))),
            ..part
        },
    }
}

#[cfg(test)]
#[path = "possible_tests.rs"]
mod tests;
