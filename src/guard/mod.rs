//! The guard language: rules as lawyers read them, exact and bounded.
//!
//! A rule is a Rhai expression over facts. Rhai parses it; it is lowered to one
//! typed expression, which alone decides, explains, and is analysed. In the order
//! in which a reader meets them:
//!
//! - [`Type`], [`Value`] and [`Name`]: what facts are, and are called.
//! - [`Scope`]: what a rule may name; [`compile`] makes a [`Rule`] of its text, or
//!   says every fault of it with its place.
//! - [`Facts`]: where a rule reads, an explicit snapshot; [`judge`] gives a
//!   [`Judgement`] in four values ([`Truth`]): a rule *holds*, *fails*, is
//!   *unknown* (and names the facts that are missing), or is in *error*.
//! - [`explain`]: which parts of a rule stand in its way.
//! - [`Expr`]: the typed expression; [`BUILTINS`]: the functions of the law.
//!
//! ```
//! use std::collections::BTreeMap;
//! use jorye::diagnostic::{Bilingual, Place, Source};
//! use jorye::guard::{Declared, Facts, Name, Scope, Truth, Type, Value, Written, compile, explain, judge};
//!
//! /// Facts of a day, and nothing else.
//! struct Known(BTreeMap<Name, Value>, Name);
//! impl Facts for Known {
//!     fn fact(&self, name: &str) -> Option<&Value> { self.0.get(name) }
//!     fn today(&self) -> jiff::civil::Date { jiff::civil::date(2026, 3, 2) }
//!     fn actor(&self) -> &Name { &self.1 }
//!     fn at(&self, _: &str) -> bool { false }
//!     fn taken(&self, _: &str) -> bool { false }
//!     fn taken_since(&self, _: &str, _: &str) -> bool { false }
//! }
//!
//! let number = |title| Declared {
//!     of: Type::Integer { min: 0, max: 500 },
//!     optional: false,
//!     computed: None,
//!     title: Bilingual::new(title, title),
//! };
//! let mut scope = Scope::default();
//! scope.facts.insert("yes".into(), number("yes"));
//! scope.facts.insert("present".into(), number("present"));
//!
//! let text = r#"at_least(yes, "2/3", present) && present >= 5"#;
//! let source = Source::new("rule", format!("'{text}'"));
//! let place = Place::new(&source, 0..source.text().len());
//! let rule = compile(Written { text, place: &place }, &scope).map_err(|_| "faulty")?;
//!
//! let mut facts = Known(BTreeMap::from([("present".into(), Value::Integer(9))]), "kim".into());
//! let judged = judge(&rule, &facts);
//! assert_eq!((judged.truth, &*judged.missing[0]), (Truth::Unknown, "yes"));
//!
//! facts.0.insert("yes".into(), Value::Integer(5));
//! assert_eq!(judge(&rule, &facts).truth, Truth::Fails);
//! let parts = explain(&rule, &facts);
//! assert_eq!(parts.obstacles()[0].text, r#"at_least(yes, "2/3", present)"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
pub use evaluate::{Answer, evaluate, judge, truth};
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
