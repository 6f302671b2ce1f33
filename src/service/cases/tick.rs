//! Taking what the clock owes.

use std::sync::atomic::Ordering;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::law::Way;
use super::{CLOCK_TOLERANCE, CasesError, MOST_TRIES, Opened, manifests};
use crate::engine::{self, Case, CaseId, Digest, Entry, Look, Outside, Owed, Register, running};
use crate::guard::Name;
use crate::library::Held;
use crate::store::{Appended, Pending, Reminder, StoreError, StoredCase, Waking};

/// How many cases are claimed at once, and their entries kept together.
const PAGE: usize = 256;

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

/// A deadline that has run out, of which somebody is reminded.
#[derive(Debug, Clone)]
pub struct Reminded {
    /// The case.
    pub opened: Opened,
    /// The deadline as it stands.
    pub look: Look,
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

/// By when, and the workflows whose cases can be opened by others.
type By<'a> = (Timestamp, &'a BTreeMap<Name, Digest>);

/// What the clock does to a case, on its way into the store.
struct UnderWay<'s> {
    opened: Opened,
    owed: Owed,
    append: Pending<'s, Vec<Appended>>,
}

impl UnderWay<'_> {
    async fn ended(self) -> Result<Woken, CasesError> {
        Ok(Woken {
            appended: self.append.await?,
            entries: self.owed.entries,
            before: self.opened.stored_case(),
            after: self.owed.after,
            held: self.opened.held,
        })
    }
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
    /// As [`tick`](super::Cases::tick).
    pub async fn tick_page(
        &self,
        now: Option<Timestamp>,
        mut after: Option<Waking>,
        most: usize,
    ) -> Result<Tick, CasesError> {
        let given = now;
        let mut now = given.unwrap_or_else(|| self.surroundings.now());
        let known = self.known();
        let mut tick = Tick::default();
        let mut looked = 0;
        while looked < most {
            let wanted = PAGE.min(most.saturating_sub(looked));
            let page = self.claim(given, &mut now, after.take(), wanted).await?;
            looked = looked.saturating_add(page.len());
            after = page.last().filter(|_| page.len() == wanted).cloned();
            self.wake_together(&page, (now, &known), &mut tick).await;
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

    /// Sets the clock of the store forward and gives the cases on which it acts by
    /// then. Where nobody gave a moment and somebody who read the same clock later
    /// came first, or a machine whose clock is a little ahead, that is now.
    async fn claim(
        &self,
        given: Option<Timestamp>,
        now: &mut Timestamp,
        after: Option<Waking>,
        wanted: usize,
    ) -> Result<Vec<Waking>, StoreError> {
        let mut tries = 0;
        loop {
            let error = match self.store.claim(*now, after.clone(), wanted).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            tries += 1;
            match error {
                StoreError::ClockBackward { last, .. }
                    if given.is_none()
                        && tries < MOST_TRIES
                        && last.duration_since(self.surroundings.now()) <= CLOCK_TOLERANCE =>
                {
                    *now = last;
                }
                error => return Err(error),
            }
        }
    }

    /// Of which deadlines somebody is to be reminded by now, or by the moment
    /// given: at most so many, each once. Asked after a
    /// [`tick`](super::Cases::tick), so that none of them has been ended by the
    /// clock.
    ///
    /// # Errors
    /// The store fails, or a case cannot be read.
    pub async fn remind(
        &self,
        now: Option<Timestamp>,
        most: usize,
    ) -> Result<Vec<Reminded>, CasesError> {
        let now = now.unwrap_or_else(|| self.surroundings.now());
        let mut all = Vec::new();
        for Reminder { case, deadline, .. } in self.store.remind(now, most).await? {
            let opened = self.find(&case).await?;
            let looks = running(opened.definition(), &opened.case, now);
            let look = looks.into_iter().find(|look| look.deadline == deadline);
            all.extend(look.map(|look| Reminded { opened, look }));
        }
        Ok(all)
    }

    /// Takes what the clock owes of several cases. Every look, and then every
    /// append, is under way before one is waited for, so that the store answers
    /// many at once and commits them together.
    async fn wake_together(&self, page: &[Waking], by: By<'_>, tick: &mut Tick) {
        let looks: Vec<_> = page.iter().map(|one| self.store.case(&one.case)).collect();
        let mut under_way = Vec::with_capacity(page.len());
        for (waking, look) in page.iter().zip(looks) {
            let woken = match look.await {
                Ok(stored) => self.begin_to_wake(&waking.case, stored, by).await,
                Err(error) => Err(error.into()),
            };
            under_way.push((&waking.case, woken));
        }
        for (case, woken) in under_way {
            let woken = match woken {
                Ok(Some(waking)) => waking.ended().await,
                Ok(None) => continue,
                Err(error) => Err(error),
            };
            let again = match woken {
                Ok(woken) => {
                    let next = woken.after.deadlines.next_moment();
                    let more = next.is_some_and(|next| next <= by.0);
                    tick.woken.push(woken);
                    more
                }
                // Somebody else was first, and took it with an act of theirs, or
                // some of it; or the seats have changed.
                Err(CasesError::Store(
                    StoreError::Stale { .. } | StoreError::RegisterMoved { .. },
                )) => true,
                Err(error) => {
                    tick.failed.push((case.clone(), error));
                    false
                }
            };
            if again {
                self.wake_alone(case, by, tick).await;
            }
        }
    }

    /// Takes what the clock owes of one case, and tells that.
    async fn wake_alone(&self, case: &CaseId, by: By<'_>, tick: &mut Tick) {
        loop {
            match self.wake(case, by).await {
                Ok(None) => return,
                Ok(Some(woken)) => tick.woken.push(woken),
                Err(error) => {
                    tick.failed.push((case.clone(), error));
                    return;
                }
            }
        }
    }

    /// Records what the clock owes of a case by now.
    pub(in crate::service) async fn catch_up(&self, case: &CaseId) -> Result<(), CasesError> {
        let opened = self.find(case).await?;
        let now = self.surroundings.now().max(opened.case.recorded);
        let known = self.known();
        while self.wake(case, (now, &known)).await?.is_some() {}
        Ok(())
    }

    /// Takes what the clock owes of one case, as much as one append takes.
    async fn wake(&self, case: &CaseId, by: By<'_>) -> Result<Option<Woken>, CasesError> {
        for _ in 0..MOST_TRIES {
            let stored = self.store.case(case).await?;
            let Some(waking) = self.begin_to_wake(case, stored, by).await? else {
                return Ok(None);
            };
            match waking.ended().await {
                // Somebody else was first, and took it with an act of theirs.
                Err(CasesError::Store(
                    StoreError::Stale { .. } | StoreError::RegisterMoved { .. },
                )) => {}
                woken => return woken.map(Some),
            }
        }
        Err(CasesError::TooBusy { case: case.clone() })
    }

    /// Decides what the clock owes of a case, and begins to keep it.
    async fn begin_to_wake(
        &self,
        case: &CaseId,
        stored: Option<StoredCase>,
        (now, known): By<'_>,
    ) -> Result<Option<UnderWay<'_>>, CasesError> {
        let opened = self.with_definition(case, stored).await?;
        // Whoever wrote it later took what was owed by then before that.
        if opened.case.recorded > now {
            return Ok(None);
        }
        // What a court has stayed the clock does not do, whatever the case knows.
        let (opened, owed, count) = match self.way_to_law(opened, now).await? {
            Way::First(opened, owed) => {
                let (count, _) = self.register(&opened.held.workflow).await?;
                (*opened, *owed, count)
            }
            Way::There(opened) => {
                let (count, register) = self.register(&opened.held.workflow).await?;
                let mut owed = owed_by(&opened, (now, known), &register)?;
                if let Some(brought) = &opened.brought {
                    owed.entries.splice(0..0, brought.entries.iter().cloned());
                }
                (*opened, owed, count)
            }
        };
        if owed.entries.is_empty() {
            return Ok(None);
        }
        self.keep_brought(&opened).await?;
        self.keep_what_is_opened(&owed.entries).await?;
        let append = self.sealed_entries(
            &opened.held.workflow,
            owed.entries.iter(),
            &owed.after,
            (&opened.head, opened.stored_seq()),
            count,
        )?;
        Ok(Some(UnderWay {
            append: self.store.append(append),
            opened,
            owed,
        }))
    }

    /// A case as it stands now: with what the clock owes, which the next tick
    /// or act will record.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub async fn stands(&self, case: &CaseId) -> Result<Opened, CasesError> {
        let mut opened = self.find(case).await?;
        opened.at = self.surroundings.now().max(opened.case.recorded);
        // Where it has no place under a later revision, it is shown as it is.
        if let Ok(brought) = self.bring(opened.clone()).await {
            opened = brought;
        }
        opened.case = self.as_of_now(&opened).await?;
        Ok(opened)
    }

    /// A case as an act finds it, told to those who consider one.
    pub(super) async fn faced(&self, case: &CaseId) -> Result<Opened, CasesError> {
        let mut opened = self.find(case).await?;
        opened.at = self.surroundings.now().max(opened.case.recorded);
        let mut opened = self.bring(opened).await?;
        opened.case = self.as_of_now(&opened).await?;
        Ok(opened)
    }

    /// The case with what the clock owes by now; of very much that is owed, as
    /// much as one append takes. Children are looked at without the library that
    /// they would be opened from: what they run under makes no difference to it.
    pub(super) async fn as_of_now(&self, opened: &Opened) -> Result<Case, CasesError> {
        if opened.case.deadlines.next_moment().is_none() {
            return Ok(opened.case.clone());
        }
        let now = self.surroundings.now().max(opened.case.recorded);
        let (_, register) = self.register(&opened.held.workflow).await?;
        let mut known = self.known();
        for (_, opens) in opened.held.workflow.opens() {
            known.entry(opens.workflow.name.clone()).or_default();
        }
        Ok(owed_by(opened, (now, &known), &register)?.after)
    }

    /// The workflows whose cases can be opened by others.
    pub(super) fn known(&self) -> BTreeMap<Name, Digest> {
        let now = self.surroundings.now();
        self.library
            .map(|library| manifests(library, now))
            .unwrap_or_default()
    }
}

/// What the clock owes of a case.
fn owed_by(
    opened: &Opened,
    (now, children): By<'_>,
    register: &Register,
) -> Result<Owed, CasesError> {
    let outside = Outside { children, register };
    Ok(engine::owed(
        opened.definition(),
        now,
        outside,
        &opened.case,
    )?)
}
