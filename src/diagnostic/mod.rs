//! Findings: what is wrong, where, what follows from it, and how to mend it.
//!
//! Every layer speaks through this one. In the order in which a reader meets them:
//!
//! - [`Finding`]: one thing found. It carries a [`Code`], a [`Level`], a
//!   [`Verdict`], labelled [`Place`]s and the words that fill its message.
//! - [`catalogue`]: the message itself, which stands once, in Korean and English.
//! - [`Coded`]: what every error implements that a person can meet.
//! - [`Bilingual`] and [`Lang`]: a text in both languages, and the choice of one.
//! - [`nearest`]: "did you mean".
//!
//! Renderers (terminal, plain, JSON) are in the shell.
//!
//! ```
//! use jorye::diagnostic::{Code, Finding, Lang, Place, Source};
//!
//! let source = Source::new("workflows/lending.toml", "format = 2\n");
//! let finding = Finding::new(Code(927))
//!     .with("case", "p-1")
//!     .at(&Place::new(&source, 9..10));
//! assert_eq!(finding.name(), "no-such-case");
//! assert_eq!(finding.title(Lang::En), "The store has no case `p-1`.");
//! assert_eq!(finding.title(Lang::Ko), "저장소에 `p-1` 사건이 없습니다.");
//! let place = finding.place().ok_or("it has one")?;
//! assert_eq!((place.line(), place.column()), (1, 10));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod catalogue;
mod code;
mod finding;
mod kept;
mod language;
mod particle;
mod place;
mod suggest;

pub use catalogue::Message;
pub use code::{Code, Level, ParseCodeError, Verdict};
pub use finding::{Coded, Finding, Label, Story, StoryLine};
pub use kept::KeptFinding;
pub use language::{Bilingual, Lang, counted};
pub use particle::with_particle;
pub use place::{Place, Source};
pub use suggest::{nearest, nearest_quoted};
