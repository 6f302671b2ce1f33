//! What rules may name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::shared::Functions;
use super::{Expr, Name, Type};
use crate::diagnostic::Bilingual;

/// What rules may name.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Facts, recorded and computed.
    pub facts: BTreeMap<Name, Declared>,
    /// States.
    pub states: BTreeSet<Name>,
    /// Transitions.
    pub transitions: BTreeSet<Name>,
    /// The names under which children are opened.
    pub children: BTreeSet<Name>,
    /// Functions from the library's `.rhai` files.
    pub functions: Functions,
}

/// A declared fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its type.
    pub of: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it is computed from, if it is not recorded.
    pub computed: Option<Arc<Expr>>,
    /// Its title.
    pub title: Bilingual,
}
