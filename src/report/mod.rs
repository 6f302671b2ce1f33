//! A procedure as people look at it: read aloud, or drawn.
//!
//! Each view is a pure function of the workflow, the texts that it cites and a
//! language, so that the same files always give the same bytes: [`text`] for
//! reading, [`mermaid`] and [`dot`] for drawing; and [`exchange`] for a trail, in
//! the forms that other programs read.
//!
//! ```
//! use jorye::diagnostic::Lang;
//! use jorye::report::{mermaid, text};
//! # use jorye::diagnostic::Source;
//! # use jorye::ordinance::Texts;
//! # use jorye::workflow::{Input, load};
//! # let file = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.toml"));
//! # let source = Source::new("workflows/lending.toml", file);
//! # let workflow = load(&Input::of(source)).workflow.ok_or("faulty")?;
//! # let texts = Texts::default();
//!
//! let aloud = text::render(&workflow, &texts, Lang::En);
//! assert!(aloud.contains("No more than 30 people may use the room."));
//! let picture = mermaid::render(&workflow, &texts, Lang::Ko);
//! assert!(picture.starts_with("stateDiagram-v2"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cite;
pub mod coverage;
pub mod dot;
pub mod exchange;
pub mod figures;
mod label;
pub mod mermaid;
mod outline;
pub mod text;
