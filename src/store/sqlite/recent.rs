//! The cases that were written lately, so that the next act need not read them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::engine::CaseId;
use crate::store::contract::StoredCase;

/// How many cases are kept at least; never more than twice as many.
const LEAST: usize = 2048;

/// Cases as this process last wrote them. Another process may have written
/// since: whoever decides on one learns that from the append, which then fails.
#[derive(Default)]
pub(super) struct Recent {
    cases: Mutex<Cases>,
}

#[derive(Default)]
struct Cases {
    young: BTreeMap<CaseId, StoredCase>,
    old: BTreeMap<CaseId, StoredCase>,
}

impl Recent {
    /// Keeps a case as it now stands.
    pub(super) fn keep(&self, stored: StoredCase) {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        if cases.young.len() >= LEAST {
            cases.old = std::mem::take(&mut cases.young);
        }
        cases.young.insert(stored.case.id.clone(), stored);
    }

    /// A case as it was last kept here.
    pub(super) fn case(&self, id: &CaseId) -> Option<StoredCase> {
        let cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        cases.young.get(id).or_else(|| cases.old.get(id)).cloned()
    }

    /// Forgets a case that is no longer as it was kept.
    pub(super) fn forget(&self, id: &CaseId) {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        cases.young.remove(id);
        cases.old.remove(id);
    }
}
