//! The procedures of an ordinance as software: checked before adoption, run
//! case by case, proved afterwards.

pub mod diagnostic;
pub mod engine;
pub mod guard;
pub mod ordinance;
pub mod workflow;
