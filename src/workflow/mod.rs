//! Workflows: the procedures that rest on an ordinance, as files declare them.
//!
//! `docs/language.md` is the language; this layer reads it. In the order in which
//! a reader meets them:
//!
//! - [`load()`] reads a file and tells every fault that it finds in one run.
//! - [`Workflow`]: the typed model, with the place of every word: roles, facts,
//!   states, transitions with their guards and branches, deadlines, properties.
//! - [`Tree`] says what the tree of states does; [`graph()`] is the same as a graph.
//! - [`scenario`]: given, when, then; [`mod@format`]: the files in one order and
//!   spacing.
//!
//! ```
//! use jorye::diagnostic::Source;
//! use jorye::workflow::{Input, load};
//!
//! # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.toml"));
//! // The procedure of README's first ten minutes.
//! let read = |text: &str| {
//!     let source = Source::new("workflows/lending.toml", text);
//!     load(&Input::of(source))
//! };
//! let workflow = read(text).workflow.ok_or("faulty")?;
//! let decide = workflow.transition("decide").ok_or("not there")?;
//! assert_eq!(decide.element.title.en, "Decide");
//! assert_eq!(decide.branches.len(), 2);
//!
//! // A slip is told with its place and what may be meant.
//! let slipped = read(&text.replace("asks  =", "ask ="));
//! let finding = &slipped.findings[0];
//! assert_eq!(finding.place().map(|place| place.line()), Some(38));
//! assert_eq!(finding.suggestion.as_deref(), Some("`asks`"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bodies;
pub mod codes;
mod completion;
pub mod format;
pub mod graph;
pub mod identifier;
pub mod keys;
mod load;
mod model;
pub mod scenario;
mod toml_view;
pub mod tree;
pub mod waivers;
mod wording;

pub use completion::{Configuration, Passage};
pub use graph::{Edge, graph, reachable, reachable_from};
pub use load::{BodiesFile, FORMAT, Input, Loaded, load, load_bytes};
pub use model::*;
pub use tree::Tree;
