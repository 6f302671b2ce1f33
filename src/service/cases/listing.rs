//! Cases in pages.

use super::{Cases, CasesError};
use crate::engine::CaseId;
use crate::store::{CaseFilter, StoredCase};

/// How many cases are read from the store at once.
const TOGETHER: usize = 256;
/// How many cases a page looks at, where a state is asked for: the store has no
/// index of states.
const MOST_LOOKED_AT: usize = 4096;

/// A page of cases, in order of id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// The cases.
    pub cases: Vec<StoredCase>,
    /// After which case the next page begins, if there may be more.
    pub next: Option<CaseId>,
}

impl Cases<'_> {
    /// At most `limit` cases in order of id, after a given one; with `state`,
    /// only those that stand in it.
    ///
    /// A page costs in proportion to what it looks at, and that is bounded:
    /// where few cases stand in the state, a page may hold fewer than `limit`,
    /// even none, and still have a next one.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list(
        &self,
        filter: CaseFilter,
        state: Option<&str>,
        after: Option<CaseId>,
        limit: usize,
    ) -> Result<Listed, CasesError> {
        let mut page = Listed {
            cases: Vec::new(),
            next: after,
        };
        let Some(state) = state else {
            page.cases = self.store.cases(filter, page.next, limit).await?;
            let last = page.cases.last().filter(|_| page.cases.len() == limit);
            page.next = last.map(|last| last.case.id.clone());
            return Ok(page);
        };
        let mut looked = 0;
        while looked < MOST_LOOKED_AT {
            let after = page.next.take();
            let read = self.store.cases(filter.clone(), after, TOGETHER).await?;
            looked += read.len();
            let full = read.len() == TOGETHER;
            for stored in read {
                let id = stored.case.id.clone();
                if stored.case.active.contains(state) {
                    page.cases.push(stored);
                    if page.cases.len() == limit {
                        page.next = Some(id);
                        return Ok(page);
                    }
                }
                page.next = Some(id);
            }
            if !full {
                page.next = None;
                return Ok(page);
            }
        }
        Ok(page)
    }
}
