//! Why a rule holds or does not, part by part.

use super::evaluate::{seen_in, truth_of};
use super::{EvalError, Expr, Facts, Name, Rule, Truth, Value};

/// A part of a rule and what it says of the given facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part, as a rule.
    pub text: String,
    /// How its parts are joined.
    pub join: Join,
    /// What it says.
    pub truth: Truth,
    /// Every known fact that it names, with its value, in order of name.
    pub seen: Vec<(Name, Value)>,
    /// Every fact that its answer lacks, in order of name.
    pub missing: Vec<Name>,
    /// Why it is an error, if it is one.
    pub error: Option<EvalError>,
    /// The conditions that it is made of.
    pub parts: Vec<Part>,
}

/// How the parts of a condition are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// It has none.
    Single,
    /// All must hold.
    All,
    /// One must hold.
    Any,
    /// Its one part must fail.
    Not,
    /// A computed fact: its one part is what it means.
    Computed,
}

/// Explains a condition as a tree of its conditions.
pub fn explain(rule: &Rule, facts: &dyn Facts) -> Part {
    part(&rule.expr, facts)
}

/// The depth is that of the expression, which the checker bounds.
fn part(expr: &Expr, facts: &dyn Facts) -> Part {
    let (join, inner): (Join, Vec<&Expr>) = match expr {
        Expr::And(parts) => (Join::All, parts.iter().collect()),
        Expr::Or(parts) => (Join::Any, parts.iter().collect()),
        // A negated comparison says more in one line than in two.
        Expr::Not(of) if matches!(**of, Expr::And(_) | Expr::Or(_)) => (Join::Not, vec![of]),
        Expr::Computed { expr, .. } if matches!(**expr, Expr::And(_) | Expr::Or(_)) => {
            (Join::Computed, vec![expr])
        }
        _ => (Join::Single, Vec::new()),
    };
    let (truth, missing, error) = truth_of(expr, facts);
    Part {
        text: expr.to_string(),
        join,
        truth,
        seen: seen_in(expr, facts),
        missing,
        error,
        parts: inner.into_iter().map(|expr| part(expr, facts)).collect(),
    }
}

impl Part {
    /// The smallest parts that keep the rule from holding, in order: for a rule
    /// whose parts must all hold those that do not, and so on downwards.
    pub fn obstacles(&self) -> Vec<&Part> {
        if self.truth == Truth::Holds {
            return Vec::new();
        }
        match self.join {
            Join::All | Join::Any | Join::Computed => {
                self.parts.iter().flat_map(Part::obstacles).collect()
            }
            _ => vec![self],
        }
    }
}
