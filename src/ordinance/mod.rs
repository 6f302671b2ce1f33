//! The law's text: acts as published, their provisions, citations, versions.
//!
//! Reading is generous and loses nothing: whatever is not understood as a
//! provision stays as text of the node around it ([`tree`]), and what looks like a
//! malformed provision is a finding with its place ([`parse`]). In the order in
//! which a reader meets them:
//!
//! - [`read()`] makes [`Act`]s of a file: on the tree stand the numbered
//!   [`Provision`]s with stable paths ([`path`]) and modal classes ([`class`]).
//! - [`Texts`] groups acts into texts with versions and languages.
//! - [`Citation`] is written as lawyers write it, and [`Texts::resolve`] finds the
//!   one provision that it means, or says what is missing.
//! - [`Fingerprint`] tells whether a provision still says the same; [`pin`] holds
//!   what a workflow rested on.
//! - [`compare()`] tells two versions apart, provision by provision.
//!
//! ```
//! use jorye::diagnostic::Source;
//! use jorye::ordinance::{Citation, Class, Texts, read};
//!
//! # let published = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/ordinance/library_room.md"));
//! // The ordinance of README's first ten minutes.
//! let reading = read(&Source::new("ordinance/library_room.md", published));
//! assert!(reading.findings.is_empty());
//! let (texts, _) = Texts::new(reading.acts);
//!
//! let citation = Citation::parse("art. 2(2)", None)?;
//! let found = texts.resolve(&citation, Some("library_room"))?;
//! assert_eq!(found.whole_text(), "The number of people may not exceed 30.");
//! assert_eq!(found.provision.class, Class::Prohibition);
//! assert!(found.named().ko.ends_with("제2조제2항"));
//!
//! // What is not there is never taken for something near.
//! let missing = texts.resolve(&Citation::parse("art. 7", None)?, Some("library_room"));
//! assert!(missing.is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod article_head;
pub mod citation;
pub mod class;
mod codes;
pub mod compare;
pub mod fingerprint;
pub mod force;
mod head;
mod heading;
mod index;
mod lines;
mod marker;
mod number;
pub mod parse;
pub mod path;
mod path_syntax;
pub mod pin;
mod provision;
mod recognise;
mod resolve;
mod scan;
mod table;
mod text;
pub mod texts;
pub mod tree;

pub use citation::{Citation, CitationSyntaxError};
pub use class::Class;
pub use compare::{Change, ChangeKind, Words, compare, word_diff};
pub use fingerprint::Fingerprint;
pub use force::{Fault, Force, Part, Stay};
pub use head::{Head, TextKind};
pub use index::read_index;
pub use number::Number;
pub use parse::{Reading, read, read_bytes};
pub use path::{Addendum, ProvisionPath, ProvisionPathError};
pub use provision::{Act, AddendumHead, Form, Provision, ProvisionKind};
pub use resolve::{CitationError, Missing, Resolved, resolve_in};
pub use text::{Text, Version};
pub use texts::Texts;
