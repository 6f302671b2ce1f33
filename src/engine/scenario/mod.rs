//! Scenarios: played by the engine itself, and held to what they expect.
//!
//! ```
//! use jorye::engine::scenario::{Coverage, run};
//! # use jorye::diagnostic::Source;
//! # use jorye::engine::Definition;
//! # use jorye::workflow::{Input, load, scenario};
//! # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.toml"));
//! # let played = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.scenarios.toml"));
//! # let source = Source::new("workflows/lending.toml", text);
//! # let workflow = load(&Input::of(source)).workflow.ok_or("faulty")?;
//! # let zone = jiff::tz::TimeZone::get(&workflow.zone)?;
//! # let definition = Definition { workflow: &workflow, manifest: [0; 32], calendar: None, zone: &zone, semantics: jorye::engine::Semantics::CURRENT, law: None };
//! # let source = Source::new("workflows/lending.scenarios.toml", played);
//! let file = scenario::load(&source, &workflow).scenarios.ok_or("faulty")?;
//! let mut coverage = Coverage::default();
//! for scenario in &file.scenarios {
//!     let played = run(definition, &file, scenario);
//!     assert!(played.failure.is_none());
//!     coverage.add(&played.entries);
//! }
//! // No scenario has yet shown a room that is given back.
//! let missing = coverage.missing(&workflow).transitions;
//! assert!(missing.iter().any(|id| &**id == "give_back"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod coverage;
mod family;
mod orders;
mod run;
mod story;

pub use coverage::{Coverage, Finer, Uncovered};
pub use family::nth_child;
pub use run::{Failure, Mismatch, Played, moment_in, run, run_among, run_beside};
pub use story::{PlayedStory, case_id, run_story};
