//! Facts.

use crate::guard::{Name, Rule, Type, Value};

use super::Element;

/// Where the value of a fact comes from.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each fact of a workflow"
)]
#[derive(Debug, Clone)]
pub enum FactSource {
    /// Acts that ask for it, and effects.
    Acts,
    /// The opening of the case.
    Opening,
    /// Known from the beginning with this value, then changed by effects.
    Initial(Value),
    /// Computed from other facts whenever it is read.
    Computed(Rule),
}

/// A fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Id, title, basis, place. A fact needs no basis.
    pub element: Element,
    /// Its type.
    pub of: Type,
    /// Where its value comes from.
    pub source: FactSource,
    /// It may never be given; rules read it with `given()`.
    pub optional: bool,
    /// Of a ballot: facts that name members who take no part in it.
    pub recuses: Vec<Name>,
    /// Its value can be erased later.
    pub personal: bool,
}
