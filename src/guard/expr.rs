//! The one typed expression that a rule means.
//!
//! Evaluation, explanation and analysis read this and nothing else. Every node
//! is well typed by construction of the checker; its `Display` is the rule
//! again, with as few brackets as Rhai's precedence needs.

use std::fmt;
use std::sync::Arc;

use super::{Asked, Name, Type, Value, VoteRule};

/// A typed expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A literal: boolean, integer, decimal, date, choice or text.
    Literal(Value),
    /// A recorded fact.
    Fact {
        /// Its name.
        name: Name,
        /// Its declared type.
        of: Type,
    },
    /// A computed fact: the value of its expression, at its declared scale and
    /// within its declared range (else [`super::EvalError::Overflow`]).
    Computed {
        /// Its name.
        name: Name,
        /// Its declared type.
        of: Type,
        /// What it means.
        expr: Arc<Expr>,
    },
    /// The civil date on which the act counts.
    Today,
    /// Who acts.
    Actor,
    /// `!a`
    Not(Box<Expr>),
    /// `a && b && …`; two or more, none of them an `And`.
    And(Vec<Expr>),
    /// `a || b || …`; two or more, none of them an `Or`.
    Or(Vec<Expr>),
    /// A comparison of two values of one type. An order exists between integers,
    /// decimals and dates only.
    Compare {
        /// Which.
        how: Comparison,
        /// Left of the sign.
        left: Box<Expr>,
        /// Right of the sign.
        right: Box<Expr>,
    },
    /// Integers, or decimals, exactly.
    Arithmetic {
        /// Which.
        how: Operation,
        /// Left of the sign.
        left: Box<Expr>,
        /// Right of the sign.
        right: Box<Expr>,
    },
    /// `-a`
    Negate(Box<Expr>),
    /// `days_between(from, to)`: civil days, negative if `to` is earlier.
    DaysBetween {
        /// From this date.
        from: Box<Expr>,
        /// To this date.
        to: Box<Expr>,
    },
    /// `at(state)`: whether the state is active.
    At(Name),
    /// `taken(transition)`: whether it was ever taken.
    Taken(Name),
    /// `taken_since(transition, state)`: whether it was taken since the state
    /// was last entered.
    TakenSince {
        /// The transition.
        transition: Name,
        /// The state.
        state: Name,
    },
    /// `given(fact)`: whether the fact is known. Never unknown itself.
    Given(Name),
    /// `passed(deadline)`: whether the deadline has run out, or had when it was
    /// met or left. Unknown while it does not run and never ran.
    Passed(Name),
    /// `due(deadline)`: its last day. Unknown while it does not run and never
    /// ran, and while a pause holds it up.
    Due(Name),
    /// `at_least(part, "2/3", whole)`, or `more_than` if strict. Fails where the
    /// whole is not positive.
    Share {
        /// Whether the share must be exceeded.
        strict: bool,
        /// The part.
        part: Box<Expr>,
        /// The share.
        share: Fraction,
        /// The whole.
        whole: Box<Expr>,
    },
    /// `sum(table, "column")` over an integer or decimal column; 0 over no rows.
    Sum {
        /// The table.
        table: Box<Expr>,
        /// The column.
        column: Name,
        /// The type of its cells.
        of: Type,
    },
    /// `count_where(table, "column", value)`: in how many rows the cell is the value.
    CountWhere {
        /// The table.
        table: Box<Expr>,
        /// The column.
        column: Name,
        /// The value.
        value: Box<Expr>,
    },
    /// `every(table, "column", value)`: whether the cell is the value in every
    /// row; holds over no rows.
    Every {
        /// The table.
        table: Box<Expr>,
        /// The column.
        column: Name,
        /// The value.
        value: Box<Expr>,
    },
    /// `count(list)` or `count(table)`.
    Count(Box<Expr>),
    /// `quorate(ballot)`, `carried(ballot)`, `present(ballot)`, …
    Ballot {
        /// What is asked of it.
        asked: Asked,
        /// The ballot.
        ballot: Box<Expr>,
        /// What its vote needs.
        rule: Arc<VoteRule>,
    },
    /// `contains(list, value)`
    Contains {
        /// The list.
        list: Box<Expr>,
        /// The value.
        value: Box<Expr>,
    },
    /// Of how many children something is so: `opened("children")`,
    /// `reached("children", "milestone")`, `outcome_count("children", "outcome")`,
    /// `ended_count("children")`. Never unknown.
    Children {
        /// The name under which they are opened.
        name: Name,
        /// Which of them are counted.
        which: Counted,
    },
    /// Whether it is so of every child opened: `all_reached("children",
    /// "milestone")`, `all_ended("children")`. Holds where none is opened, as
    /// `every` does over no rows. Never unknown.
    AllChildren {
        /// The name under which they are opened.
        name: Name,
        /// What must be so of each.
        which: Counted,
    },
    /// `served(person)`: whether a document was served on the person, with effect.
    Served(Box<Expr>),
    /// `served_on(person)`: the day on which the last service took effect; not
    /// known while there is none.
    ServedOn {
        /// The person.
        person: Box<Expr>,
        /// What is not known while there is none: the whole, as a rule.
        label: Name,
    },
}

/// What is asked of the children of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// That they were opened.
    Opened,
    /// That they have ended, whatever they came to.
    Ended,
    /// That they have reached this milestone.
    Reached(Name),
    /// That they have come to this outcome.
    Outcome(Name),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// As rules write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

/// How two numbers are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
}

impl Operation {
    /// As rules write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Operation::Add => "+",
            Operation::Subtract => "-",
            Operation::Multiply => "*",
        }
    }
}

/// A share of a whole, such as two thirds: above 0, at most 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line, from 1.
    pub numerator: u32,
    /// Below the line, at most [`Fraction::LARGEST`].
    pub denominator: u32,
}

impl Fraction {
    /// The largest denominator.
    pub const LARGEST: u32 = 1_000_000;

    /// Reads `2/3`.
    pub fn read(text: &str) -> Option<Self> {
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let (above, below) = text.split_once('/')?;
        let fraction = Fraction {
            numerator: number(above)?,
            denominator: number(below)?,
        };
        (1..=fraction.denominator)
            .contains(&fraction.numerator)
            .then_some(fraction)
            .filter(|fraction| fraction.denominator <= Self::LARGEST)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl Expr {
    /// The parts of which it directly consists, in order. That of a computed
    /// fact is its expression.
    pub fn children(&self) -> Vec<&Expr> {
        match self {
            Expr::Literal(_)
            | Expr::Fact { .. }
            | Expr::Today
            | Expr::Actor
            | Expr::At(_)
            | Expr::Taken(_)
            | Expr::TakenSince { .. }
            | Expr::Passed(_)
            | Expr::Due(_)
            | Expr::Given(_)
            | Expr::Children { .. }
            | Expr::AllChildren { .. } => Vec::new(),
            Expr::Computed { expr, .. } => vec![expr],
            Expr::Not(of) | Expr::Negate(of) | Expr::Count(of) | Expr::Served(of) => vec![of],
            Expr::ServedOn { person, .. } => vec![person],
            Expr::And(parts) | Expr::Or(parts) => parts.iter().collect(),
            Expr::Compare { left, right, .. } | Expr::Arithmetic { left, right, .. } => {
                vec![left, right]
            }
            Expr::DaysBetween { from, to } => vec![from, to],
            Expr::Share { part, whole, .. } => vec![part, whole],
            Expr::Sum { table, .. } => vec![table],
            Expr::Ballot { ballot, .. } => vec![ballot],
            Expr::CountWhere { table, value, .. } | Expr::Every { table, value, .. } => {
                vec![table, value]
            }
            Expr::Contains { list, value } => vec![list, value],
        }
    }

    /// Calls a function with every part, the whole first, also within computed
    /// facts.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        let mut open = vec![self];
        while let Some(expr) = open.pop() {
            visit(expr);
            let mut children = expr.children();
            children.reverse();
            open.append(&mut children);
        }
    }

    /// Number of parts and depth, computed facts spelled out.
    pub(super) fn measure(&self) -> (usize, usize) {
        let mut open = vec![(self, 1_usize)];
        let (mut parts, mut depth) = (0_usize, 0_usize);
        while let Some((expr, level)) = open.pop() {
            parts = parts.saturating_add(1);
            depth = depth.max(level);
            open.extend(
                expr.children()
                    .into_iter()
                    .map(|child| (child, level.saturating_add(1))),
            );
        }
        (parts, depth)
    }

    /// Rhai's precedence.
    const fn precedence(&self) -> u8 {
        match self {
            Expr::Or(_) => 1,
            Expr::And(_) => 2,
            Expr::Compare {
                how: Comparison::Equal | Comparison::NotEqual,
                ..
            } => 3,
            Expr::Compare { .. } => 4,
            Expr::Arithmetic {
                how: Operation::Add | Operation::Subtract,
                ..
            } => 5,
            Expr::Arithmetic { .. } => 6,
            Expr::Not(_) | Expr::Negate(_) => 7,
            _ => 8,
        }
    }
}

/// Writes a part, in brackets if it binds less than asked.
fn write(f: &mut fmt::Formatter<'_>, expr: &Expr, least: u8) -> fmt::Result {
    if expr.precedence() < least {
        write!(f, "({expr})")
    } else {
        write!(f, "{expr}")
    }
}

fn between(
    f: &mut fmt::Formatter<'_>,
    sign: &str,
    left: &Expr,
    right: &Expr,
    own: u8,
) -> fmt::Result {
    write(f, left, own)?;
    write!(f, " {sign} ")?;
    write(f, right, own.saturating_add(1))
}

fn joined(f: &mut fmt::Formatter<'_>, sign: &str, parts: &[Expr], own: u8) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            write!(f, " {sign} ")?;
        }
        write(f, part, own.saturating_add(1))?;
    }
    Ok(())
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Literal(Value::Choice(text) | Value::Text(text)) => quoted(f, text),
            Expr::Literal(Value::Date(date)) => write!(f, "date(\"{date}\")"),
            Expr::Literal(value) => write!(f, "{value}"),
            Expr::Fact { name, .. } | Expr::Computed { name, .. } => f.write_str(name),
            Expr::Today => f.write_str("today"),
            Expr::Actor => f.write_str("actor"),
            Expr::Not(of) => {
                f.write_str("!")?;
                write(f, of, 7)
            }
            Expr::And(parts) => joined(f, "&&", parts, 2),
            Expr::Or(parts) => joined(f, "||", parts, 1),
            Expr::Compare { how, left, right } => {
                between(f, how.as_str(), left, right, self.precedence())
            }
            Expr::Arithmetic { how, left, right } => {
                between(f, how.as_str(), left, right, self.precedence())
            }
            Expr::Negate(of) => {
                f.write_str("-")?;
                // A minus before a number would be read as part of the number,
                // two in a row as another sign.
                let least = if matches!(**of, Expr::Literal(_) | Expr::Negate(_)) {
                    9
                } else {
                    7
                };
                write(f, of, least)
            }
            Expr::DaysBetween { from, to } => write!(f, "days_between({from}, {to})"),
            Expr::At(state) => write!(f, "at({state})"),
            Expr::Taken(transition) => write!(f, "taken({transition})"),
            Expr::TakenSince { transition, state } => {
                write!(f, "taken_since({transition}, {state})")
            }
            Expr::Passed(deadline) => write!(f, "passed({deadline})"),
            Expr::Due(deadline) => write!(f, "due({deadline})"),
            Expr::Given(fact) => write!(f, "given({fact})"),
            Expr::Share {
                strict,
                part,
                share,
                whole,
            } => {
                let name = if *strict { "more_than" } else { "at_least" };
                write!(f, "{name}({part}, \"{share}\", {whole})")
            }
            Expr::Sum { table, column, .. } => write!(f, "sum({table}, \"{column}\")"),
            Expr::CountWhere {
                table,
                column,
                value,
            } => write!(f, "count_where({table}, \"{column}\", {value})"),
            Expr::Every {
                table,
                column,
                value,
            } => write!(f, "every({table}, \"{column}\", {value})"),
            Expr::Count(of) => write!(f, "count({of})"),
            Expr::Ballot { asked, ballot, .. } => write!(f, "{}({ballot})", asked.as_str()),
            Expr::Contains { list, value } => write!(f, "contains({list}, {value})"),
            Expr::Children { name, which } => match which {
                Counted::Opened => write!(f, "opened(\"{name}\")"),
                Counted::Ended => write!(f, "ended_count(\"{name}\")"),
                Counted::Reached(milestone) => {
                    write!(f, "reached(\"{name}\", \"{milestone}\")")
                }
                Counted::Outcome(outcome) => {
                    write!(f, "outcome_count(\"{name}\", \"{outcome}\")")
                }
            },
            Expr::AllChildren { name, which } => match which {
                Counted::Reached(milestone) => {
                    write!(f, "all_reached(\"{name}\", \"{milestone}\")")
                }
                Counted::Opened | Counted::Ended | Counted::Outcome(_) => {
                    write!(f, "all_ended(\"{name}\")")
                }
            },
            Expr::Served(person) => write!(f, "served({person})"),
            Expr::ServedOn { person, .. } => write!(f, "served_on({person})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fraction;

    #[test]
    fn a_fraction_is_a_share_of_a_whole() {
        assert_eq!(Fraction::read("2/3").unwrap().to_string(), "2/3");
        assert!(Fraction::read("1/1").is_some());
        for wrong in [
            "",
            "2",
            "0/3",
            "3/2",
            "1/0",
            "-1/2",
            "+1/2",
            "1/2/3",
            " 1/2",
            "1.5/2",
            "1/1000001",
            "1/99999999999999999999",
        ] {
            assert!(Fraction::read(wrong).is_none(), "{wrong}");
        }
    }
}
