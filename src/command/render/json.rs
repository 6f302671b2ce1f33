//! Findings for programs.

pub use crate::service::told::{bilingual, finding, place};
