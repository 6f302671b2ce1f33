//! The guard language: rules as lawyers read them, exact and bounded.
//!
//! A rule is a Rhai expression over facts. Rhai parses it; it is lowered to one
//! typed expression ([`Expr`]), which alone decides, explains, and is analysed.
//! Truth has four values ([`Truth`]): a rule *holds*, *fails*, is *unknown*
//! (and names the facts that are missing), or is in *error*.

mod judgement;
mod types;
mod value;

pub use judgement::{EvalError, Facts, Judgement, Truth};
pub use types::{Choice, Column, Name, Type};
pub use value::{Document, Value};
