//! Correcting what an entry says wrongly, by a new entry.

use super::cases::Cases;
use super::error::CasesError;
use super::request::Who;
use crate::audit::canonical::read;
use crate::audit::entry::{Place, place, value_of};
use crate::engine::correct::{Correction, correct};
use crate::engine::erase::EraseError;
use crate::engine::{self, CaseId, Content, Entry};
use crate::guard::{Name, Value, parse_value};
use crate::store::{Appended, StoreError};

/// How often a correction is begun again when others come between.
const MOST_TRIES: usize = 64;

/// What is to be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correcting {
    /// Who corrects.
    pub who: Who,
    /// The entry that is wrong, by its place within the case.
    pub seq: u64,
    /// Where in it: a JSON Pointer. A fact that it gave stands at `/given/FACT`.
    pub path: Name,
    /// What it should say, as text.
    pub says: String,
    /// Why.
    pub reason: Name,
}

/// What came of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The entry.
    pub entry: Entry,
    /// Where it is kept.
    pub appended: Appended,
}

impl Corrected {
    /// What it says; it was refused where there are grounds.
    pub fn correction(&self) -> Option<&Correction> {
        match &self.entry.content {
            Content::Corrected(correction) => Some(correction),
            _ => None,
        }
    }

    /// Whether it was made.
    pub fn accepted(&self) -> bool {
        self.correction().is_some_and(|one| one.grounds.is_empty())
    }
}

impl Cases<'_> {
    /// Corrects what an entry says: by a new entry that names it. Whether it is made
    /// or refused, it is recorded.
    ///
    /// # Errors
    /// The entry says nothing there, or what it should say is not of the type; or
    /// the store failed. Nothing was recorded.
    pub async fn correct(
        &self,
        case: &CaseId,
        correcting: &Correcting,
    ) -> Result<Corrected, CasesError> {
        for _ in 0..MOST_TRIES {
            match self.try_to_correct(case, correcting).await {
                Err(CasesError::Store(StoreError::Stale { .. })) => {}
                done => return done,
            }
        }
        Err(CasesError::TooBusy { case: case.clone() })
    }

    async fn try_to_correct(
        &self,
        case: &CaseId,
        correcting: &Correcting,
    ) -> Result<Corrected, CasesError> {
        self.catch_up(case).await?;
        let opened = self.find(case).await?;
        let workflow = &opened.held.workflow;
        let (seq, path) = (correcting.seq, &correcting.path);
        let nothing = || EraseError::NothingThere {
            case: case.clone(),
            seq,
            path: path.to_string(),
        };
        let before = seq.checked_sub(1).ok_or_else(nothing)?;
        let stored = self.store.entries(case, before, 1).await?;
        let stored = stored.first().ok_or_else(nothing)?;
        let entry = read(&stored.bytes).map_err(|_| nothing())?;
        let mut openings = stored.openings.iter();
        let opening = openings.find(|one| *one.path == **path);
        let was = opening.and_then(value_of).ok_or_else(nothing)?;
        let text = || Value::Text(correcting.says.as_str().into());
        let (fact, says) = match place(&entry, path) {
            Some(Place::Text) => (None, text()),
            Some(Place::Fact(fact)) => {
                let of = &workflow.fact(fact).ok_or_else(nothing)?.of;
                let says = parse_value(&correcting.says, of).ok();
                let says = says.filter(|value| value.fits(of));
                let unfit = || EraseError::Unfit {
                    fact: fact.to_owned(),
                    says: correcting.says.clone(),
                };
                (Some(Name::from(fact)), says.ok_or_else(unfit)?)
            }
            _ => return Err(nothing().into()),
        };
        let basis = workflow.correction.iter().flat_map(|one| &one.basis);
        let correction = Correction {
            seq,
            entry: stored.hash.0,
            path: path.clone(),
            fact,
            says,
            present: false,
            basis: basis
                .map(|cited| cited.citation.written.as_str().into())
                .collect(),
            reason: correcting.reason.clone(),
            grounds: Vec::new(),
        };
        let last = Some(opened.case.recorded);
        let world = self.world(&opened.held.zone, &correcting.who, last, None);
        let entry = correct(
            opened.definition(),
            &world,
            &opened.case,
            Some(&was),
            correction,
        );
        let unanswered = || CasesError::Unanswered { case: case.clone() };
        let after = engine::apply(Some(opened.case.clone()), &entry).map_err(|_| unanswered())?;
        let before = (&opened.head, opened.case.seq);
        let entries = std::iter::once(&entry);
        let append = self.sealed_entries(workflow, entries, &after, before, None)?;
        let kept = self.store.append(append).await?;
        Ok(Corrected {
            appended: *kept.last().ok_or_else(unanswered)?,
            entry,
        })
    }
}
