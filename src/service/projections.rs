//! Whatever a store keeps beside the log must be what the log makes.
//!
//! A case row, and everything else that is derived from entries so that it can
//! be read quickly, is a *projection*: it is read in place of the entries, so a
//! changed one would be believed. Each kind of them is built again here and
//! compared; whoever adds a projection to the store adds a check to
//! [`PROJECTIONS`].

use std::pin::Pin;

use super::codes;
use super::error::CasesError;
use crate::audit::entry::open;
use crate::diagnostic::{Coded, Finding};
use crate::engine::{Case, CaseId, apply};
use crate::store::{CaseFilter, Store};

/// How many cases or entries are read at once.
const PAGE: usize = 256;

/// Something in a store that is not what its entries make.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Departure {
    /// A case.
    #[error("case `{case}` is not what its entries make")]
    Case {
        /// Which.
        case: CaseId,
    },
}

impl Coded for Departure {
    fn finding(&self) -> Finding {
        match self {
            Departure::Case { case } => {
                Finding::new(codes::CASE_NOT_AS_RECORDED).with("case", &**case)
            }
        }
    }
}

type Found<'a> = Pin<Box<dyn Future<Output = Result<Vec<Departure>, CasesError>> + 'a>>;

/// Every kind of projection, each with its check.
const PROJECTIONS: &[fn(&dyn Store) -> Found<'_>] = &[|store| Box::pin(cases(store))];

/// Builds every projection of a store again from its entries, and tells those
/// that are otherwise. The entries themselves are verified apart from this.
///
/// # Errors
/// The store cannot be read.
pub async fn projections(store: &dyn Store) -> Result<Vec<Departure>, CasesError> {
    let mut found = Vec::new();
    for check in PROJECTIONS {
        found.extend(check(store).await?);
    }
    Ok(found)
}

async fn cases(store: &dyn Store) -> Result<Vec<Departure>, CasesError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = store
            .cases(CaseFilter::default(), after.take(), PAGE)
            .await?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = Some(last.case.id.clone());
        for stored in page {
            let rebuilt = rebuilt(store, &stored.case).await?;
            if rebuilt.as_ref() != Some(&stored.case) {
                let case = stored.case.id;
                found.push(Departure::Case { case });
            }
        }
    }
}

/// The case that the entries make, as many as the row speaks of: meanwhile
/// others may have come. None where they make no case.
async fn rebuilt(store: &dyn Store, row: &Case) -> Result<Option<Case>, CasesError> {
    let mut case: Option<Case> = None;
    loop {
        let seen = case.as_ref().map_or(0, |case| case.seq);
        let left = usize::try_from(row.seq.saturating_sub(seen)).unwrap_or(PAGE);
        let page = store.entries(&row.id, seen, left.min(PAGE)).await?;
        if page.is_empty() {
            return Ok(case);
        }
        for stored in page {
            let entry =
                open(&stored.bytes, &stored.openings).map_err(|error| CasesError::Entry {
                    case: row.id.clone(),
                    seq: stored.case_seq,
                    error,
                })?;
            match apply(case, &entry.entry) {
                Ok(next) if next.seq == stored.case_seq => case = Some(next),
                _ => return Ok(None),
            }
        }
    }
}
