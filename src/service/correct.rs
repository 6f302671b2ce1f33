//! Correcting what an entry says wrongly, by a new entry.

use super::cases::{Cases, Done, Opened};
use super::error::CasesError;
use super::request::{RequestKey, Who};
use crate::audit::canonical::read;
use crate::audit::entry::{Place, place, value_of};
use crate::engine::correct::{Correction, correct};
use crate::engine::erase::EraseError;
use crate::engine::{self, CaseId, Content, Entry, Ground};
use crate::guard::{Name, Value, parse_value};
use crate::store::{Appended, StoreError};
use crate::workflow::Workflow;

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
    /// The version of the case after it.
    pub version: u64,
    /// The roles that may correct, as the workflow says; none where nobody may.
    pub roles: Vec<Name>,
    /// Whether it was done before, by the same request: nothing was recorded now.
    pub replayed: bool,
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

    /// Why it was refused, if it was.
    pub fn refusal(&self) -> Option<EraseError> {
        let correction = self.correction()?;
        (!correction.grounds.is_empty()).then(|| EraseError::CorrectionRefused {
            case: self.entry.case.clone(),
            actor: self.entry.subject.actor.clone(),
            roles: self.roles.clone(),
            without_reason: !correction.grounds.contains(&Ground::Role),
        })
    }

    /// What the same request came to, if it was one.
    fn before(done: Done) -> Option<Self> {
        let corrected = Corrected {
            version: done.decision.after.version,
            roles: roles(&done.held.workflow),
            entry: done.decision.entry,
            appended: done.appended,
            replayed: true,
        };
        corrected.correction().is_some().then_some(corrected)
    }
}

fn roles(workflow: &Workflow) -> Vec<Name> {
    let mandate = workflow.correction.as_ref();
    mandate.map_or_else(Vec::new, |one| one.by.clone())
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
        let ask = |_: &Opened| Ok(correcting.clone());
        self.correct_once(case, None, None, ask).await
    }

    /// The same, by somebody who is known only once the case is: `ask` makes the
    /// request, or says why there is none. With `expected`, only at that version of
    /// the case; under a key that counts once, a request that was made before gets
    /// the answer that it got then.
    ///
    /// # Errors
    /// What `ask` says; as for [`Cases::correct`]; or the case has another version,
    /// or the key was used for another request.
    pub async fn correct_once<E: From<CasesError>>(
        &self,
        case: &CaseId,
        expected: Option<u64>,
        key: Option<&RequestKey>,
        ask: impl Fn(&Opened) -> Result<Correcting, E>,
    ) -> Result<Corrected, E> {
        for _ in 0..MOST_TRIES {
            let opened = self.find(case).await?;
            let correcting = ask(&opened)?;
            if let Some(key) = key
                && let Some(done) = self.before(key).await?
            {
                let unanswered = || CasesError::Unanswered { case: case.clone() };
                return Ok(Corrected::before(done).ok_or_else(unanswered)?);
            }
            match self.try_to_correct(case, &correcting, expected, key).await {
                // Somebody else was first, or the same request twice at once.
                Err(CasesError::Store(StoreError::Stale { .. } | StoreError::KeyTaken { .. })) => {}
                done => return Ok(done?),
            }
        }
        Err(E::from(CasesError::TooBusy { case: case.clone() }))
    }

    async fn try_to_correct(
        &self,
        case: &CaseId,
        correcting: &Correcting,
        expected: Option<u64>,
        key: Option<&RequestKey>,
    ) -> Result<Corrected, CasesError> {
        self.catch_up(case).await?;
        let opened = self.find(case).await?;
        opened.is_at(expected)?;
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
        let kept = match key {
            None => self.store.append(append).await?,
            Some(key) => {
                let once = key.once(self.surroundings.now());
                self.store.append_once(append, once).await?
            }
        };
        Ok(Corrected {
            appended: *kept.last().ok_or_else(unanswered)?,
            version: after.version,
            roles: roles(workflow),
            entry,
            replayed: false,
        })
    }
}
