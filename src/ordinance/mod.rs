//! The law's text: acts as published, their provisions, citations, versions.
//!
//! Reading is generous and loses nothing: whatever is not understood as a
//! provision stays as text of the node around it ([`tree`]), and what looks
//! like a malformed provision is a finding with its place ([`parse`]). On the
//! tree stand the numbered [`Provision`]s with stable paths ([`path`]), modal
//! classes ([`class`]) and fingerprints ([`fingerprint`]). [`Texts`] groups
//! acts into texts with versions and languages and resolves [`Citation`]s;
//! [`compare()`] tells versions apart; [`pin`] holds what a workflow rested on.

mod article_head;
pub mod citation;
pub mod class;
mod codes;
pub mod compare;
pub mod fingerprint;
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
pub use head::{Head, TextKind};
pub use index::read_index;
pub use number::Number;
pub use parse::{Reading, read, read_bytes};
pub use path::{Addendum, ProvisionPath, ProvisionPathError};
pub use provision::{Act, AddendumHead, Form, Provision, ProvisionKind};
pub use resolve::{CitationError, Missing, Resolved, resolve_in};
pub use text::{Text, Version};
pub use texts::Texts;
