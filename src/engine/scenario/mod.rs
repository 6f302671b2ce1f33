//! Scenarios: played by the engine itself, and held to what they expect.

mod coverage;
mod family;
mod run;

pub use coverage::{Coverage, Uncovered};
pub use run::{Failure, Mismatch, Played, run, run_among};
