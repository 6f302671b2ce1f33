//! Taking what the clock owes.

use std::sync::atomic::Ordering;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{CasesError, MOST_TRIES, Opened, manifests};
use crate::engine::{self, Case, CaseId, Digest, Entry, Outside, Owed, Register};
use crate::guard::Name;
use crate::library::Held;
use crate::store::{Appended, StoreError, Waking};

/// How many cases are claimed at once.
const PAGE: usize = 64;

/// What a tick has taken.
#[derive(Debug, Default)]
pub struct Tick {
    /// The cases on which the clock acted, in order of its moments.
    pub woken: Vec<Woken>,
    /// Those on which it could not act: nothing of them was lost, and the next
    /// tick or act takes it.
    pub failed: Vec<(CaseId, CasesError)>,
    /// After which of them there may be more.
    pub next: Option<Waking>,
}

/// A case on which the clock acted.
#[derive(Debug, Clone)]
pub struct Woken {
    /// What it did, in order.
    pub entries: Vec<Entry>,
    /// Where that is kept.
    pub appended: Vec<Appended>,
    /// The case before.
    pub before: Case,
    /// The case after.
    pub after: Case,
    /// The definition that the case runs under.
    pub held: Arc<Held>,
}

impl super::Cases<'_> {
    /// Takes what the clock owes over all cases, by now or by the moment given.
    ///
    /// Every case is decided under its own definition. It costs in proportion
    /// to what is due; a second time at the same moment there is nothing.
    ///
    /// # Errors
    /// The store fails, or its clock stood later already
    /// ([`StoreError::ClockBackward`]). A case that fails is told apart and
    /// keeps no other from being taken.
    pub async fn tick(&self, now: Option<Timestamp>) -> Result<Tick, CasesError> {
        self.tick_page(now, None, usize::MAX).await
    }

    /// The same over at most so many cases, after a given one.
    ///
    /// # Errors
    /// As [`Cases::tick`].
    pub async fn tick_page(
        &self,
        now: Option<Timestamp>,
        mut after: Option<Waking>,
        most: usize,
    ) -> Result<Tick, CasesError> {
        let now = now.unwrap_or_else(|| self.surroundings.now());
        let mut tick = Tick::default();
        let mut looked = 0;
        while looked < most {
            let wanted = PAGE.min(most.saturating_sub(looked));
            let page = self.store.claim(now, after.take(), wanted).await?;
            looked = looked.saturating_add(page.len());
            after = page.last().filter(|_| page.len() == wanted).cloned();
            for waking in page {
                loop {
                    match self.wake(&waking.case, now).await {
                        Ok(None) => break,
                        Ok(Some(woken)) => tick.woken.push(woken),
                        Err(error) => {
                            tick.failed.push((waking.case, error));
                            break;
                        }
                    }
                }
            }
            if after.is_none() {
                break;
            }
        }
        tick.next = after;
        let sends = |woken: &Woken| woken.entries.iter().any(|it| !it.sends.is_empty());
        if tick.woken.iter().any(sends) {
            self.shared.waiting.store(true, Ordering::SeqCst);
            self.deliver_what_is_left().await;
        }
        Ok(tick)
    }

    /// Takes what the clock owes of one case, as much as one append takes.
    pub(super) async fn wake(
        &self,
        case: &CaseId,
        now: Timestamp,
    ) -> Result<Option<Woken>, CasesError> {
        for _ in 0..MOST_TRIES {
            let opened = self.find(case).await?;
            let (count, register) = self.register(&opened.held.workflow).await?;
            let owed = self.owed(&opened, now, &register)?;
            if owed.entries.is_empty() {
                return Ok(None);
            }
            let append = self.sealed_entries(
                owed.entries.iter(),
                &owed.after,
                &opened.head,
                opened.case.seq,
                count,
            )?;
            match self.store.append(append).await {
                // Somebody else was first, and took it with an act of theirs.
                Err(StoreError::Stale { .. } | StoreError::RegisterMoved { .. }) => {}
                Err(error) => return Err(error.into()),
                Ok(appended) => {
                    return Ok(Some(Woken {
                        entries: owed.entries,
                        appended,
                        before: opened.case,
                        after: owed.after,
                        held: opened.held,
                    }));
                }
            }
        }
        Err(CasesError::TooBusy { case: case.clone() })
    }

    /// A case as it stands now: with what the clock owes, which the next tick
    /// or act will record.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub async fn stands(&self, case: &CaseId) -> Result<Opened, CasesError> {
        let mut opened = self.find(case).await?;
        opened.at = self.surroundings.now().max(opened.case.recorded);
        opened.case = self.as_of_now(&opened).await?;
        Ok(opened)
    }

    /// The case with what the clock owes by now; of very much that is owed, as
    /// much as one append takes.
    pub(super) async fn as_of_now(&self, opened: &Opened) -> Result<Case, CasesError> {
        if opened.case.deadlines.next_moment().is_none() {
            return Ok(opened.case.clone());
        }
        let now = self.surroundings.now().max(opened.case.recorded);
        let (_, register) = self.register(&opened.held.workflow).await?;
        Ok(self.owed(opened, now, &register)?.after)
    }

    fn owed(
        &self,
        opened: &Opened,
        now: Timestamp,
        register: &Register,
    ) -> Result<Owed, CasesError> {
        let outside = Outside {
            children: &self.known(),
            register,
        };
        let definition = opened.definition();
        Ok(engine::owed(definition, now, outside, &opened.case)?)
    }

    /// The workflows whose cases can be opened by others.
    fn known(&self) -> BTreeMap<Name, Digest> {
        self.library.map(manifests).unwrap_or_default()
    }
}
