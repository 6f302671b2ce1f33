//! What came of an act.

use std::sync::Arc;

use super::{CasesError, Opened};
use crate::diagnostic::Finding;
use crate::engine::{self, Case, Decision};
use crate::library::Held;
use crate::store::Appended;

/// An act that was decided and recorded.
#[derive(Debug, Clone)]
pub struct Done {
    /// What the clock owed, the entry, and the case after it.
    pub decision: Decision,
    /// Where what the clock owed is kept.
    pub owed: Vec<Appended>,
    /// Where the entry is kept.
    pub appended: Appended,
    /// The case before everything recorded here, if there was one.
    pub before: Option<Case>,
    /// The definition that it was decided under.
    pub held: Arc<Held>,
    /// Whether it was done before, by the same request: nothing was recorded
    /// now.
    pub replayed: bool,
}

impl Done {
    /// Whether the act was taken.
    pub const fn accepted(&self) -> bool {
        self.decision.accepted()
    }

    /// The case as it stood when the act was decided: after what the clock owed.
    pub fn stood(&self) -> Option<Case> {
        let mut case = self.before.clone();
        for entry in &self.decision.owed {
            case = engine::apply(case, entry).ok();
        }
        case
    }

    /// What is to be told beside an act that was taken: rules of a body that it
    /// breaks, and that refuse nothing.
    pub fn warnings(&self) -> Vec<Finding> {
        match self.stood() {
            Some(before) => self.decision.warnings(&self.held.workflow, &before),
            None => Vec::new(),
        }
    }

    /// Why it was refused, told to people: one finding for each ground. An act
    /// that was taken has none.
    pub fn refusal(&self) -> Vec<Finding> {
        match self.stood() {
            Some(before) => self.decision.refusal(&self.held.workflow, &before),
            None => Vec::new(),
        }
    }
}

impl Opened {
    /// That it is at the version that was expected, if one was.
    pub(in crate::service) fn is_at(&self, expected: Option<u64>) -> Result<(), CasesError> {
        let found = self.case.version;
        match expected.filter(|expected| *expected != found) {
            None => Ok(()),
            Some(expected) => Err(CasesError::Stale {
                case: self.case.id.clone(),
                expected,
                found,
            }),
        }
    }
}
