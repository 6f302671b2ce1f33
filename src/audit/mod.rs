//! The trail: what was done, so that anyone can prove it afterwards.
//!
//! `docs/audit.md` is the exact format. In the order in which a reader meets them:
//!
//! - [`canonical`]: JSON with one form of bytes (RFC 8785); [`commitment`]: no
//!   personal value stands in an entry, only what binds to it.
//! - [`seal`] makes the bytes of an entry, chained to the one before; [`open()`]
//!   reads them back with the [`Opening`]s that are not erased.
//! - [`merkle`]: entries are leaves of one tree (RFC 6962); a [`Checkpoint`] signs
//!   its head (C2SP), and [`proof`] says that an entry is in it, or that the log
//!   only grew. A [`Witness`] remembers the heads that it has seen, and cosigns
//!   only what continues them.
//! - [`OwnEntry`]: an entry of the log itself, which belongs to no case, such as a
//!   key that takes the place of another; [`Keys`]: which of them signs what.
//! - [`Manifest`]: what a decision drew on, by content hash.
//! - [`Receipt`]: the entries of one case with their proofs, for a party to it.
//! - [`export::Writer`] writes the whole trail, and a [`Verifier`] finds out what
//!   is wrong with one.
//!
//! ```
//! use jorye::audit::{Checkpoint, Frontier, Head, SaltSeed, SecretKey, first_link, open, seal};
//! # use jorye::diagnostic::Source;
//! # use jorye::engine::{self, Definition, Given, Principal, World};
//! # use jorye::workflow::{Input, load};
//! # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.toml"));
//! # let source = Source::new("workflows/lending.toml", text);
//! # let workflow = load(&Input::of(source)).workflow.ok_or("faulty")?;
//! # let zone = jiff::tz::TimeZone::get(&workflow.zone)?;
//! # let definition = Definition { workflow: &workflow, manifest: [0; 32], calendar: None, zone: &zone, semantics: jorye::engine::Semantics::CURRENT, law: None };
//! # let kim = Principal::in_role("kim", "resident");
//! # let world = World::at("2026-03-02T09:00:00+09:00".parse()?, &zone, kim);
//!
//! // What the engine decided, sealed. Salt seeds are fresh for every entry, and
//! // forgotten at once.
//! let entry = engine::open(definition, &world, "room-1".into(), Given::new())?.entry;
//! let log = "example.org/lending";
//! let sealed = seal(log, &entry, &first_link(log, &entry.case), &SaltSeed::new([7; 32]))?;
//! let unsealed = open(&sealed.bytes, &sealed.openings)?;
//! assert_eq!(unsealed.entry, entry);
//!
//! // The tree over the log, and its signed head.
//! let mut tree = Frontier::default();
//! tree.append(sealed.hash);
//! let key = SecretKey::from_random(log, &[9; 32])?;
//! let checkpoint = Checkpoint::sign(Head::of(log, &tree), &key)?;
//! let published = checkpoint.to_text();
//!
//! // Anyone who kept it sees whether this is still that log.
//! let kept = Checkpoint::parse(published.as_bytes())?;
//! kept.verify(key.public())?;
//! assert_eq!((kept.head().size, kept.head().root), (1, tree.root()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod canonical;
pub mod checkpoint;
pub mod commitment;
pub mod entry;
pub mod export;
mod findings;
pub mod hash;
pub mod manifest;
pub mod merkle;
pub mod note;
pub mod own;
pub mod proof;
pub mod receipt;
mod says;
pub mod verify;
pub mod witness;

pub use checkpoint::{Checkpoint, CheckpointError, Head};
pub use commitment::{Opening, SaltSeed, parse_openings, write_openings};
pub use entry::{EntryError, Genesis, SealError, Sealed, Unsealed, open, seal};
pub use export::{ExportError, Header, Writer};
pub use hash::{Hash, content_hash, first_link};
pub use manifest::{Manifest, ManifestError, Source};
pub use merkle::Frontier;
pub use note::{Cosigner, KeyError, PublicKey, SecretKey, WitnessKey};
pub use own::{Keys, OwnEntry};
pub use proof::{ConsistencyProof, InclusionProof, Proof, ProofFault, ProofFileError};
pub use receipt::{Receipt, ReceiptAgainst, ReceiptReport};
pub use verify::{Against, Report, Verifier};
pub use witness::Witness;
