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
//! A procedure is a text file; the engine decides in memory, without a store:
//!
//! ```
//! use std::collections::BTreeMap;
//! use jorye::diagnostic::{Lang, Source};
//! use jorye::engine::{Act, Definition, Given, Principal, World, decide, open};
//! use jorye::guard::Value;
//! use jorye::workflow::{Input, load};
//!
//! let text = r#"
//! format = 1
//! [workflow]
//! id        = "lending"
//! title     = { ko = "회의실 대여", en = "Lending of a room" }
//! ordinance = "library_room"
//! basis     = "제2조"
//! revision  = 1
//! in_force  = 2026-01-01
//! opened_by = ["resident"]
//! [role]
//! resident = { title = { ko = "주민", en = "Resident" }, basis = "제2조제1항" }
//! [fact]
//! people = { title = { ko = "인원", en = "People" }, type = "integer", min = 1, max = 500 }
//! [state]
//! drafting = { title = { ko = "준비", en = "Drafting" }, basis = "제2조제1항", initial = true }
//! lent     = { title = { ko = "대여", en = "Lent" }, basis = "제3조", outcome = "lent" }
//! [transition.apply]
//! title = { ko = "신청", en = "Apply" }
//! from  = "drafting"
//! to    = "lent"
//! by    = ["resident"]
//! asks  = ["people"]
//! basis = "제2조제1항"
//! [[transition.apply.guard]]
//! id    = "at_most_thirty"
//! rule  = "people <= 30"
//! basis = "제2조제2항"
//! says  = { ko = "30명을 초과할 수 없습니다.", en = "No more than 30 people." }
//! "#;
//! let loaded = load(&Input {
//!     source: Source::new("lending.toml", text),
//!     rule_files: BTreeMap::new(),
//! });
//! assert!(loaded.findings.is_empty());
//! let workflow = loaded.workflow.ok_or("faulty")?;
//! // The hash of everything that was loaded; the `library` layer makes it.
//! let definition = Definition { workflow: &workflow, manifest: [0; 32] };
//!
//! // The engine reads no clock: the time and who acts are told to it.
//! let zone = jiff::tz::TimeZone::get(&workflow.zone)?;
//! let kim = Principal::in_role("kim", "resident");
//! let world = World::at("2026-03-02T09:00:00+09:00".parse()?, &zone, kim);
//! let case = open(definition, &world, "room-1".into(), Given::new())?.after;
//!
//! let apply = |people| Act {
//!     transition: "apply".into(),
//!     given: Given::from([("people".into(), Value::Integer(people))]),
//!     reason: None,
//! };
//! let refused = decide(definition, &world, &case, apply(45))?;
//! assert!(!refused.accepted());
//! let grounds = refused.refusal(&workflow, &case);
//! assert!(grounds[0].title(Lang::En).contains("No more than 30 people."));
//!
//! let taken = decide(definition, &world, &refused.after, apply(20))?;
//! assert!(taken.accepted());
//! assert_eq!(taken.after.outcome.as_deref(), Some("lent"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A service that keeps its cases in a file embeds `service::Cases`: see
//! `examples/embed.rs`. The language of the files is in `docs/language.md`.
//!
//! The modules are layers; each uses only those before it here:
//! [`diagnostic`], [`calendar`], [`ordinance`], [`guard`], [`workflow`], [`engine`],
//! [`audit`], [`check`], [`report`] are the core, which does no I/O, reads no
//! clock and has no randomness; `library`, `store`, `service` and `command`
//! are the shell around it, each behind a feature of its name.

pub mod diagnostic;

pub mod calendar;

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
