//! Findings: what is wrong, where, what follows from it, and how to mend it.
//!
//! Every layer speaks through this one. A [`Finding`] carries a [`Code`], a
//! [`Level`], labelled [`Place`]s and the words that fill its message; the
//! message itself stands once, in Korean and English, in the [`catalogue`].
//! Renderers (terminal, plain, JSON) are in the shell.

pub mod catalogue;
mod code;
mod finding;
mod language;
mod particle;
mod place;
mod suggest;

pub use catalogue::Message;
pub use code::{Code, Level, ParseCodeError, Verdict};
pub use finding::{Coded, Finding, Label};
pub use language::{Bilingual, Lang, counted};
pub use particle::with_particle;
pub use place::{Place, Source};
pub use suggest::{nearest, nearest_quoted};
