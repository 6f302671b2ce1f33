//! What the evaluation of a rule answers.

use jiff::civil::Date;

use super::{Counted, Name, Value};

/// The four values of truth. Only [`Truth::Holds`] lets an act pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// The condition is met.
    Holds,
    /// The condition is not met.
    Fails,
    /// A fact that decides it is not known.
    Unknown,
    /// It cannot be evaluated: an overflow, an erased value.
    Error,
}

impl Truth {
    /// The word used in entries and in every output format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Truth::Holds => "holds",
            Truth::Fails => "fails",
            Truth::Unknown => "unknown",
            Truth::Error => "error",
        }
    }
}

/// Why a rule could not be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum EvalError {
    /// A number left the range that can be computed exactly, or a computed value
    /// left the range of its declared type.
    #[error("a number is too large to be computed exactly")]
    Overflow,
    /// A value that the rule reads was lawfully erased.
    #[error("a value was erased")]
    Erased,
    /// A value is not of the type that the rule was checked with.
    #[error("a value is of another type than declared")]
    Type,
}

impl EvalError {
    /// The word used in entries.
    pub const fn as_str(self) -> &'static str {
        match self {
            EvalError::Overflow => "overflow",
            EvalError::Erased => "erased",
            EvalError::Type => "type",
        }
    }
}

/// A rule's truth, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub truth: Truth,
    /// Every fact that the rule names and that is known, in order of name.
    pub seen: Vec<(Name, Value)>,
    /// Every fact that the answer lacks, in order of name.
    pub missing: Vec<Name>,
    /// Why it is an error, if it is one.
    pub error: Option<EvalError>,
}

/// Where a rule reads: an explicit snapshot, never the world.
pub trait Facts {
    /// The value of a fact, if it is known.
    fn fact(&self, name: &str) -> Option<&Value>;
    /// Whether a fact is given; `None` while that is still open.
    fn given(&self, name: &str) -> Option<bool> {
        Some(self.fact(name).is_some())
    }
    /// The civil date on which the act counts.
    fn today(&self) -> Date;
    /// Who acts.
    fn actor(&self) -> &Name;
    /// Whether a state is active.
    fn at(&self, state: &str) -> bool;
    /// Whether a transition was ever taken in this case.
    fn taken(&self, transition: &str) -> bool;
    /// Whether a transition was taken since a state was last entered.
    fn taken_since(&self, transition: &str, state: &str) -> bool;
    /// Of how many children that were opened under a name something is so. A
    /// case knows it at any time; without children it is none.
    fn children(&self, name: &str, which: &Counted) -> i64 {
        let _ = (name, which);
        0
    }
    /// When the last service on a person takes effect.
    fn served_on(&self, _person: &Name) -> Delivered {
        Delivered::Never
    }
}

/// What is known of the service of documents on a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// Nothing was served, or only in vain.
    Never,
    /// The last one takes effect on this day.
    On(Date),
    /// Whom something was served on, or when, was lawfully erased.
    Erased,
}
