//! The procedures of an ordinance as software: checked before adoption, run
//! case by case, proved afterwards.
//!
//! ```text
//!     the law, as published             a procedure that rests on it
//!        ordinance/*.md                       workflows/*.toml
//!              │  provisions, citations              │  states, acts, conditions
//!              └──────────────────┬──────────────────┘
//!                              Library ──► findings, in Korean and English
//!                                 │
//!   before adoption               │ in operation               afterwards
//!  ┌───────────────────┐ ┌────────┴─────────┐ ┌───────────────────────────────┐
//!  │ check             │ │ engine           │ │ audit                         │
//!  │   proved, refuted │ │   decide ──► Entry ──► sealed, chained in its case, │
//!  │   or undecided    │ │   apply  ◄───┘   │ │   a leaf of one signed tree   │
//!  │ scenarios, report │ │   next, why      │ │ export ──► verify             │
//!  └───────────────────┘ └────────┬─────────┘ └──────────────┬────────────────┘
//!                               Cases                        │
//!                                 │                          │
//!                          Store (memory, SQLite) ◄──────────┘
//!                                 │
//!               your program │ command line │ HTTP
//! ```
//!
//! Three promises, and everything here serves one of them. *Before adoption*,
//! what can be decided about a procedure is proved, refuted, or said to be
//! undecided. *In operation*, an act is taken exactly when the law, as encoded,
//! allows it; a refusal names each condition, the value seen, and the provision.
//! *Afterwards*, anyone with the exported trail and a published checkpoint can
//! verify, without this code, that nothing was changed, removed or reordered.
//!
//! # A procedure in memory
//!
//! A procedure is a text file; the engine decides in memory, without a store:
//!
//! ```
//! use jorye::diagnostic::{Lang, Source};
//! use jorye::engine::{Act, Definition, Given, Principal, Semantics, World, decide, open};
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
//! let loaded = load(&Input::of(Source::new("lending.toml", text)));
//! assert!(loaded.findings.is_empty());
//! let workflow = loaded.workflow.ok_or("faulty")?;
//! let zone = jiff::tz::TimeZone::get(&workflow.zone)?;
//! let definition = Definition {
//!     workflow: &workflow,
//!     // The hash of everything that was loaded; the `library` layer makes it.
//!     manifest: [0; 32],
//!     // It has no deadlines, so that nothing is counted by a calendar.
//!     calendar: None,
//!     zone: &zone,
//!     semantics: Semantics::CURRENT,
//!     law: None,         // all that it rests on is law
//! };
//!
//! // The engine reads no clock: the time and who acts are told to it.
//! let kim = Principal::in_role("kim", "resident");
//! let world = World::at("2026-03-02T09:00:00+09:00".parse()?, &zone, kim);
//! let case = open(definition, &world, "room-1".into(), Given::new())?.after;
//!
//! let apply = |people| Act {
//!     given: Given::from([("people".into(), Value::Integer(people))]),
//!     ..Act::of("apply")
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
//! # A way through
//!
//! Each page tells what its layer is, its main types in the order in which they
//! are met, and has an example that runs.
//!
//! | to | read |
//! |---|---|
//! | know how faults and refusals are told | [`diagnostic`] |
//! | read an ordinance, cite a provision, compare versions | [`ordinance`] |
//! | count a period as the law does | [`calendar`] |
//! | write a condition and see why it fails | [`guard`] |
//! | load a procedure, format its file | [`workflow`], [`mod@workflow::format`] |
//! | let somebody act, and say what may be done next | [`engine`] |
//! | tell a procedure as scenarios, and play them | [`workflow::scenario`], [`engine::scenario`] |
//! | find out what is wrong before adoption | [`check`] |
//! | read a procedure aloud, or draw it | [`report`] |
//! | seal, sign, prove and verify | [`audit`], [`audit::verify`] |
//! | read a folder of law and procedures | [`library`](./library/index.html) |
//! | keep cases in a file, from your own program | [`service`](./service/index.html), [`store`](./store/index.html), `examples/embed.rs` |
//! | let other programs in | [`service::http`](./service/http/index.html) |
//!
//! `README.md` has a first procedure in ten minutes without programming, and its
//! files are in `examples/lending`, on which most examples rest.
//! `docs/language.md` is the language of the files, `docs/audit.md` the format of
//! the trail, `docs/http.md` the service for those who call it.
//!
//! # Layers and features
//!
//! The modules are layers; each uses only those before it. The core does no I/O,
//! reads no clock, and has no randomness, no threads and no floating point; it is
//! there without any feature. The shell around it comes behind features:
//!
//! | module | feature | brings |
//! |---|---|---|
//! | [`diagnostic`], [`calendar`], [`ordinance`], [`guard`], [`workflow`], [`engine`], [`audit`], [`check`], [`report`] | – | the core |
//! | `library` | `library` | a folder on disk; clock, zones and randomness of the machine |
//! | `store` | `store` | the contract, a store in memory, SQLite (bundled; needs a C compiler) |
//! | `service` | `service` | cases over a library and a store; with both of the above |
//! | `service::http` | `http` | the service for other programs |
//! | `command` | `command` (default) | the program `jorye`, with everything |
//!
//! `default-features = false` and `features = ["service"]` is what a program needs
//! that embeds cases; without any feature the engine decides in memory, as above.

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

#[cfg(feature = "exchange")]
pub mod exchange;

#[cfg(feature = "service")]
pub mod service;

#[cfg(feature = "command")]
pub mod command;
#[cfg(feature = "command")]
pub mod editor;
