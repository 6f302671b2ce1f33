//! A rule as it was written, before its types are known.

use rust_decimal::Decimal;

use super::Name;
use crate::diagnostic::Place;

/// A part of a rule, with its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) tree: Tree,
    pub(super) place: Place,
}

/// What a part of a rule says.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Text(Name),
    /// A bare word: a fact, a state, a transition, a parameter, `today`, `actor`.
    Word(Name),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Binary(Sign, Box<Node>, Box<Node>),
    Call(Name, Vec<Node>),
}

/// A binary operator other than `&&` and `||`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
}

impl Sign {
    /// The operator of a token, if the language has it.
    pub(super) fn of(token: &str) -> Option<Self> {
        Some(match token {
            "==" => Sign::Equal,
            "!=" => Sign::NotEqual,
            "<" => Sign::Less,
            "<=" => Sign::LessOrEqual,
            ">" => Sign::Greater,
            ">=" => Sign::GreaterOrEqual,
            "+" => Sign::Plus,
            "-" => Sign::Minus,
            "*" => Sign::Times,
            _ => return None,
        })
    }
}
