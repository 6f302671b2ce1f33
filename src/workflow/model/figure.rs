//! What people look at: numbers of cases, side by side.

use crate::guard::Name;

use super::Element;

/// `[figure.ID]`: numbers of each case of a workflow, as a table and a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Id, title, basis, place.
    pub element: Element,
    /// The date, text or choice fact by which a case stands in it: its period, or
    /// what it is about. Without it, cases stand by their ids.
    pub over: Option<Name>,
    /// What is shown of each case, in order.
    pub series: Vec<Series>,
}

/// One number of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The fact that has it: a number, or a table of which rows are counted.
    pub of: Name,
    /// Of a table: the yes-or-no column, of which the rows with *yes* count.
    pub column: Option<Name>,
    /// The number that it is held against: a target, or the whole. Without it, the
    /// rows of a table are held against all of them.
    pub against: Option<Name>,
    /// The number that says how much it weighs among the others.
    pub weight: Option<Name>,
}
