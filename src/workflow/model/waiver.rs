//! Findings that stay, with the reason why.

use crate::diagnostic::{Code, Place};

use super::Element;

/// `[waive.ID]`: somebody has looked at a finding, and lets it stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Id, the reason, basis, place.
    pub element: Element,
    /// The kind of the finding: a warning or a note, never an error.
    pub finding: Code,
    /// The element that it is of, as findings name it: `fact.reply`.
    pub of: String,
    /// Where that is named.
    pub of_place: Place,
}
