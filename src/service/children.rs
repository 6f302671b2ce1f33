//! Children of cases: whether they can be opened, and one act in many of them.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::{Cases, Done, Opened};
use super::error::CasesError;
use super::request::{Request, RequestKey, Who};
use crate::audit::Hash;
use crate::audit::hash::first_link;
use crate::diagnostic::Finding;
use crate::engine::child::{Body, Message, Opening, ReceiveError, messages, open_child};
use crate::engine::{CaseId, DecideError, Decision, Digest, Entry};
use crate::guard::Name;
use crate::library::{Library, Procedure};
use crate::store::{Append, StoreError, StoredCase};
use jiff::Timestamp;

/// How many children are looked at together.
const TOGETHER: usize = 256;

/// The manifests of a library's procedures, as a decision is told of them.
pub(super) fn manifests(library: &Library, now: Timestamp) -> BTreeMap<Name, Digest> {
    let today = |last: &Procedure| now.to_zoned(last.zone.clone()).date();
    let all = library.procedures.iter();
    all.map(|(id, last)| {
        let procedure = library.on(id, today(last)).unwrap_or(last);
        (id.clone(), procedure.manifest.hash().0)
    })
    .collect()
}

/// The revision of a workflow that has this manifest.
fn revision<'l>(library: &'l Library, opening: &Opening) -> Option<&'l Procedure> {
    let mut all = library.revisions(&opening.workflow);
    all.find(|it| it.manifest.hash().0 == opening.manifest)
}

/// Children of a case in which one act is attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Children<'a> {
    /// The case that opened them.
    pub parent: &'a CaseId,
    /// The name under which it did.
    pub name: &'a str,
    /// After which of them, in the order of their opening, is begun.
    pub after: Option<&'a CaseId>,
    /// At most how many.
    pub limit: usize,
}

/// What came of one act in many children.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// The children in which it was taken, in the order of their opening.
    pub taken: Vec<CaseId>,
    /// Those in which it was refused, with the grounds.
    pub refused: Vec<(CaseId, Vec<Finding>)>,
    /// How many had ended before.
    pub ended: usize,
    /// How many are still to be opened, or could not be.
    pub absent: usize,
    /// In how many of them it had been attempted before by the same request:
    /// what came of it then is told again.
    pub again: usize,
    /// After which child there are more.
    pub next: Option<CaseId>,
}

impl Answered {
    /// In how many children something was recorded, now or by the same request
    /// before.
    pub const fn attempts(&self) -> usize {
        self.taken.len().saturating_add(self.refused.len())
    }

    fn tell(&mut self, id: &CaseId, done: &Done) {
        self.again += usize::from(done.replayed);
        if done.accepted() {
            self.taken.push(id.clone());
        } else {
            self.refused.push((id.clone(), done.refusal()));
        }
    }
}

/// An attempt in one child, decided and not yet kept.
struct Attempt<'a> {
    id: &'a CaseId,
    opened: Opened,
    decision: Decision,
    append: Append,
}

impl Cases<'_> {
    /// Whether every child that a decision opens can be opened as it says: so
    /// that an act is not kept which could not be carried out. What the children
    /// will run under is kept. What the clock owed before the act is no part of it:
    /// with or without the act it is carried out, as a tick would have done.
    pub(super) async fn children_can_open(
        &self,
        library: &Library,
        decision: &Decision,
        who: &Who,
    ) -> Result<(), CasesError> {
        let mut kept: BTreeSet<Name> = BTreeSet::new();
        self.keep_what_is_opened(&decision.owed).await?;
        for message in messages(&decision.entry, Digest::default()) {
            let Body::Open(opening) = &message.sent.body else {
                continue;
            };
            let Some(procedure) = revision(library, opening) else {
                continue;
            };
            self.is_adopted(library, procedure).await?;
            let definition = procedure.definition();
            let mut world = self.world(&procedure.zone, who, None, Some(message.effective));
            world.recorded = world.recorded.max(world.effective);
            world.principal = Message::principal();
            world.children = manifests(library, self.surroundings.now());
            if let Err(error) = open_child(definition, &world, &message) {
                return Err(CasesError::ChildNotOpened {
                    workflow: opening.workflow.clone(),
                    error,
                });
            }
            if kept.insert(opening.workflow.clone()) {
                self.keep(procedure).await?;
            }
        }
        Ok(())
    }

    /// Keeps what the children will run under that entries open: whoever
    /// delivers the message may not have the library.
    pub(super) async fn keep_what_is_opened(
        &self,
        entries: impl IntoIterator<Item = &Entry>,
    ) -> Result<(), CasesError> {
        let Some(library) = self.library else {
            return Ok(());
        };
        let sends = entries.into_iter().flat_map(|entry| &entry.sends);
        let mut opened: Vec<&Opening> = sends
            .filter_map(|sent| match &sent.body {
                Body::Open(opening) => Some(opening),
                _ => None,
            })
            .collect();
        opened.sort_by_key(|opening| (&opening.workflow, opening.manifest));
        opened.dedup_by_key(|opening| (&opening.workflow, opening.manifest));
        for opening in opened {
            if let Some(procedure) = revision(library, opening) {
                self.keep(procedure).await?;
            }
        }
        Ok(())
    }

    /// Lets somebody attempt the same transition in every child of a name that
    /// has not ended: each attempt is an entry of its own, taken or refused.
    ///
    /// # Errors
    /// There are no such children, or an attempt could not be decided or kept:
    /// then those before it are kept.
    pub async fn advance_children(
        &self,
        parent: &CaseId,
        name: &str,
        transition: &str,
        request: &Request,
    ) -> Result<Answered, CasesError> {
        let mut sum = Answered::default();
        let mut after: Option<CaseId> = None;
        loop {
            let children = Children {
                parent,
                name,
                after: after.as_ref(),
                limit: TOGETHER,
            };
            let ask = |_: &Opened| Ok(request.clone());
            let page: Answered = self
                .advance_children_once::<CasesError>(children, transition, None, ask)
                .await?;
            sum.taken.extend(page.taken);
            sum.refused.extend(page.refused);
            sum.ended += page.ended;
            sum.absent += page.absent;
            after = page.next;
            if after.is_none() {
                return Ok(sum);
            }
        }
    }

    /// The same in a part of the children, by somebody who is known only once a
    /// child is: `ask` makes the request for each, or says why there is none.
    /// What it says so is said before anything is recorded.
    ///
    /// Under a key that counts once, the act counts once in each child: a
    /// request that was cut off is sent again and goes on where it was.
    ///
    /// # Errors
    /// What `ask` says; or there are no such children, or an attempt could not
    /// be decided (then nothing is recorded) or not be kept (then others are).
    pub async fn advance_children_once<E: From<CasesError>>(
        &self,
        children: Children<'_>,
        transition: &str,
        key: Option<&RequestKey>,
        ask: impl Fn(&Opened) -> Result<Request, E>,
    ) -> Result<Answered, E> {
        let Opened { case, .. } = self.find(children.parent).await.map_err(E::from)?;
        let Some(of_name) = case.family.children.get(children.name) else {
            return Err(E::from(CasesError::NoSuchChildren {
                case: children.parent.clone(),
                children: children.name.into(),
            }));
        };
        let mut ids: Vec<(u64, Option<u64>, &CaseId)> = of_name
            .iter()
            .map(|(id, child)| (child.seq, child.row, id))
            .collect();
        ids.sort_unstable();
        let place = |after: &CaseId| ids.iter().position(|(_, _, id)| *id == after);
        let begun = match children.after {
            None => 0,
            // A child never goes: one that is not there was never one of these.
            Some(after) => place(after).map_or(ids.len(), |at| at.saturating_add(1)),
        };
        let mut answered = Answered::default();
        let rest = ids.get(begun..).unwrap_or_default();
        let together = rest.get(..children.limit).unwrap_or(rest);
        if together.len() < rest.len() {
            answered.next = together.last().map(|(_, _, id)| (*id).clone());
        }
        let ids = together.iter().map(|(_, _, id)| *id);
        self.advance_some(ids, transition, key, &ask, &mut answered)
            .await?;
        self.deliver_what_is_left().await;
        Ok(answered)
    }

    /// One act in a number of cases. Their entries are committed together.
    async fn advance_some<E: From<CasesError>>(
        &self,
        ids: impl Iterator<Item = &CaseId>,
        transition: &str,
        key: Option<&RequestKey>,
        ask: &impl Fn(&Opened) -> Result<Request, E>,
        answered: &mut Answered,
    ) -> Result<(), E> {
        // Every look, and then every append, is under way before one is waited
        // for: so the store answers many at once.
        let looks: Vec<_> = ids.map(|id| (id, self.store.case(id))).collect();
        let mut attempts = Vec::new();
        for (id, look) in looks {
            let look = look.await.map_err(CasesError::from)?;
            let Some(StoredCase { case, head }) = look else {
                answered.absent += 1;
                continue;
            };
            if let Some(key) = key.map(|key| key.of_one(id))
                && let Some(done) = self.before(&key).await?
            {
                answered.tell(id, &done);
                continue;
            }
            if case.outcome.is_some() {
                answered.ended += 1;
                continue;
            }
            let held = self.held(id, Hash(case.manifest)).await?;
            let at = case.recorded;
            let opened = Opened {
                case,
                head,
                held,
                at,
                brought: None,
            };
            let opened = match self.bring(opened).await {
                Err(CasesError::Decide(DecideError::ClockOwesMore { .. })) => {
                    self.catch_up(id).await?;
                    self.bring(self.find(id).await?).await?
                }
                other => other?,
            };
            attempts.push(self.attempt_in(id, opened, transition, ask).await?);
        }
        self.keep_attempts(attempts, transition, key, ask, answered)
            .await
    }

    /// Decides the act in one child: after what the clock owes of it.
    async fn attempt_in<'i, E: From<CasesError>>(
        &self,
        id: &'i CaseId,
        mut opened: Opened,
        transition: &str,
        ask: &impl Fn(&Opened) -> Result<Request, E>,
    ) -> Result<Attempt<'i>, E> {
        let request = ask(&opened)?;
        let (count, mut decision) = match self.decide(&opened, transition, &request).await {
            Err(CasesError::Decide(DecideError::ClockOwesMore { .. })) => {
                self.catch_up(id).await?;
                opened = self.bring(self.find(id).await?).await?;
                self.decide(&opened, transition, &request).await?
            }
            other => other?,
        };
        if let Some(brought) = &opened.brought {
            self.keep_brought(&opened).await?;
            decision.owed.splice(0..0, brought.entries.iter().cloned());
        }
        let decided = std::slice::from_ref(&decision);
        let before = (&opened.head, opened.stored_seq());
        let append = self.sealed(&opened.held.workflow, decided, before, Vec::new(), count)?;
        Ok(Attempt {
            id,
            opened,
            decision,
            append,
        })
    }

    /// Keeps what was decided in a number of children.
    async fn keep_attempts<E: From<CasesError>>(
        &self,
        attempts: Vec<Attempt<'_>>,
        transition: &str,
        key: Option<&RequestKey>,
        ask: &impl Fn(&Opened) -> Result<Request, E>,
        answered: &mut Answered,
    ) -> Result<(), E> {
        let now = self.surroundings.now();
        let mut under_way = Vec::new();
        for Attempt {
            id,
            opened,
            decision,
            append,
        } in attempts
        {
            self.will_send(&decision);
            let append = match key {
                None => self.store.append(append),
                Some(key) => self.store.append_once(append, key.of_one(id).once(now)),
            };
            under_way.push((id, opened, decision, append));
        }
        for (id, opened, decision, append) in under_way {
            match append.await {
                Ok(_) if decision.accepted() => answered.taken.push(id.clone()),
                Ok(_) => {
                    let refusal = decision.refusal(&opened.held.workflow, &opened.case);
                    answered.refused.push((id.clone(), refusal));
                }
                // Somebody else was first in this one, or the same request twice.
                Err(
                    StoreError::Stale { .. }
                    | StoreError::RegisterMoved { .. }
                    | StoreError::KeyTaken { .. },
                ) => {
                    let key = key.map(|key| key.of_one(id));
                    let again = self.advance_once(id, transition, None, key.as_ref(), ask);
                    answered.tell(id, &again.await?);
                }
                Err(error) => return Err(CasesError::from(error).into()),
            }
        }
        Ok(())
    }

    /// The link before the first entry of a case.
    pub(super) fn first_link(&self, case: &CaseId) -> crate::audit::Hash {
        first_link(&self.store.log().log, case)
    }
}

/// Why a child cannot be opened, in a word; `None` where it may be another time.
pub(super) fn lasting(error: &ReceiveError) -> Option<&'static str> {
    match error {
        ReceiveError::Decide(error) => match error {
            DecideError::NotOpened { .. } => Some("not_lawful"),
            DecideError::NotInForce { .. } => Some("not_in_force"),
            DecideError::NoSuchFact { .. } => Some("no_such_fact"),
            DecideError::NoSuchState { .. } => Some("no_such_state"),
            DecideError::WrongDefinition { .. } => Some("definition"),
            _ => None,
        },
        ReceiveError::Taken { .. } | ReceiveError::OutOfTurn { .. } => None,
    }
}
