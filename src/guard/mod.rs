//! The guard language: rules as lawyers read them, exact and bounded.
//!
//! A rule is a Rhai expression over facts. Rhai parses it; it is lowered to one
//! typed expression ([`Expr`]), which alone decides, explains, and is analysed.
//! Truth has four values ([`Truth`]): a rule *holds*, *fails*, is *unknown*
//! (and names the facts that are missing), or is in *error*.

mod ballot;
mod check;
pub mod codes;
mod evaluate;
mod explain;
mod expr;
mod functions;
pub mod json;
mod judgement;
mod kind;
mod literal;
mod origin;
mod parse;
mod rule;
mod scale;
mod scan;
mod scope;
mod shared;
#[cfg(test)]
mod tests;
mod types;
mod untyped;
mod value;

pub use ballot::{
    Asked, Ballot, BallotFault, Base, InBase, RecusalKind, Recused, Tally, Threshold, Tie,
    VoteRule, Votes, Written as InWriting, ballot_of_toml,
};
pub use evaluate::{Answer, evaluate, judge};
pub use explain::{Join, Part, explain};
pub use expr::{Comparison, Counted, Expr, Fraction, Operation};
pub use functions::{BUILTINS, Builtin};
pub use judgement::{Delivered, EvalError, Facts, Judgement, Truth};
pub use literal::{ValueError, form, parse_value};
pub use rule::{Rule, Written, compile, compile_value};
pub use scan::{MAX_LENGTH, reserved};
pub use scope::{Declared, Scope};
pub use shared::Functions;
pub use types::{Choice, Column, Name, Type};
pub use value::{Document, Value};
