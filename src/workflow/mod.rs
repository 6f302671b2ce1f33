//! Workflows: the procedures that rest on an ordinance, as files declare them.
//!
//! [`load()`] reads a file into the typed model ([`Workflow`]), with the place of
//! every word, and tells every fault that it finds in one run. [`Tree`] says what
//! the tree of states does; [`graph()`] is the same as a graph.

pub mod bodies;
pub mod codes;
mod completion;
pub mod format;
pub mod graph;
pub mod identifier;
mod load;
mod model;
pub mod scenario;
mod toml_view;
pub mod tree;
mod wording;

pub use completion::{Configuration, Passage};
pub use graph::{Edge, graph, reachable};
pub use load::{BodiesFile, FORMAT, Input, Loaded, load, load_bytes};
pub use model::*;
pub use tree::Tree;
