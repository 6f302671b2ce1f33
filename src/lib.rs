//! The procedures of an ordinance as software: checked before adoption, run
//! case by case, proved afterwards.
//!
//! ```text
//!  ordinance/  (the law's text)          workflows/  (procedures that rest on it)
//!       │  provisions, versions               │  states, transitions, guards
//!       └───────────────┬─────────────────────┘
//!                   loaded, typed  ──►  findings (Korean, English)
//!           ┌───────────┼───────────────┬──────────────────┐
//!         check       scenario        engine             report
//!    findings and   given/when/   decide → apply      text, pictures
//!      verdicts      then, cover   next, why, replay
//!                                       │
//!                                  audit trail (Merkle log, checkpoints)
//!                                       │
//!                            store: memory │ SQLite
//!                                       │
//!                             library │ command line
//! ```
//!
//! The modules are layers; each uses only those before it here:
//! [`diagnostic`], [`ordinance`], [`guard`], [`workflow`], [`engine`],
//! [`audit`], [`check`], [`report`] are the core, which does no I/O, reads no
//! clock and has no randomness; `library`, `store`, `service` and `command`
//! are the shell around it, each behind a feature of its name.

pub mod diagnostic;

pub mod ordinance;

pub mod guard;

pub mod workflow;

pub mod engine;

pub mod audit;

pub mod check;

pub mod report;

#[cfg(feature = "library")]
pub mod library;

#[cfg(feature = "store")]
pub mod store;

#[cfg(feature = "service")]
pub mod service;

#[cfg(feature = "command")]
pub mod command;
