//! The procedures of an ordinance as software: checked before adoption, run
//! case by case, proved afterwards.

#[cfg(feature = "command")]
pub mod command;

pub mod audit;
pub mod diagnostic;
pub mod engine;
pub mod guard;
pub mod ordinance;
#[cfg(feature = "store")]
pub mod store;
pub mod workflow;
