//! A library: the texts of the law and the procedures that rest on them, as a
//! folder on disk or in memory, and the world around it.

mod cause;
mod codes;
mod files;
mod procedure;
mod read;
mod shipped;
mod surroundings;

pub use cause::cause;
pub use files::{Files, FilesError};
pub use procedure::{Definition, Held, HoldError, Procedure, ZoneError, zone};
pub use read::Library;
pub use shipped::shipped;
pub use surroundings::{Machine, RandomError, Surroundings};
