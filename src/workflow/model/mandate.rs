//! Who may order something about a case that is no step of the procedure.

use crate::diagnostic::Place;
use crate::guard::Name;

use super::Cited;

/// `[erasure]`, `[correction]`: who may, and on what the law lets them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// The roles, at least one.
    pub by: Vec<Name>,
    /// The provisions.
    pub basis: Vec<Cited>,
    /// Only once the case has an outcome.
    pub after_outcome: bool,
    /// Where the table stands.
    pub place: Place,
}
