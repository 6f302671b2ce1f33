//! A library: the texts of the law and the procedures that rest on them, as a
//! folder on disk or in memory, and the world around it.
//!
//! - [`Files`]: the files by name; [`shipped`] gives those of this project.
//! - [`Library`]: everything that they hold, with everything found while reading.
//! - [`Procedure`]: one workflow with what it draws on, ready to open cases;
//!   [`Held`]: the same, read back from what a store keeps of it.
//! - [`Surroundings`]: clock and randomness behind one trait; [`Machine`] has those
//!   of this machine.
//!
//! ```
//! use jorye::library::{Files, Library};
//!
//! let mut files = Files::default();
//! files.insert("ordinance/rooms.md", "+++\nid = \"rooms\"\nlanguage = \"en\"\n\
//!     title = { ko = \"회의실 조례\", en = \"Ordinance on rooms\" }\n+++\n\
//!     ##### Article 1 (Purpose)\nThis Ordinance provides for rooms.\n");
//! let library = Library::of(&files);
//! assert_eq!(library.texts.iter().count(), 1);
//!
//! // From a folder: `Files::read(Path::new("."))`. Those of this project:
//! let library = Library::of(&jorye::library::shipped());
//! assert!(library.findings.is_empty());
//! let monitoring = &library.procedures["monitoring"];
//! assert_eq!(monitoring.workflow.title().en, "Monitoring of the Compact");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cause;
mod codes;
mod files;
pub mod private;
mod procedure;
mod read;
mod revisions;
mod setting;
mod shipped;
mod surroundings;

pub use cause::cause;
pub use files::{Files, FilesError};
pub use procedure::{Definition, Held, HoldError, Procedure, ZoneError, zone};
pub use read::Library;
pub use revisions::place as place_of_map;
pub use setting::Setting;
pub use shipped::shipped;
pub use surroundings::{Machine, RandomError, Surroundings, rehearse, rehearses};
