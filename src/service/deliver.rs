//! Delivering what cases tell each other.
//!
//! A message waits in the store from the commit of the entry that sends it to
//! the commit of the entry that takes it. Whoever comes next delivers it: the
//! act that sent it, the next command, a service as it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::adoption::{MayOpen, Seen};
use super::cases::Cases;
use super::children::lasting;
use super::error::CasesError;
use super::request::Who;
use crate::audit::Hash;
use crate::audit::entry::open as unseal;
use crate::engine::child::{Body, Message, ReceiveError, messages, open_child, receive, unopened};
use crate::engine::{Case, CaseId, DecideError, Decision, ENGINE, World};
use crate::library::Held;
use crate::store::{
    Append, Appended, MessageKey, Pending, StoreError, StoredCase, Waiting, seat_changes,
};

/// How many messages are looked at together.
const PAGE: usize = 256;
/// How many messages an act delivers behind itself.
const AFTER_AN_ACT: usize = 1_000;

/// What came of a delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Children opened.
    pub opened: usize,
    /// Other messages taken.
    pub taken: usize,
    /// Children that could not be opened; their parents have entries that say so.
    pub failed: usize,
    /// Messages that wait: they could not be taken now, or were too many.
    pub left: usize,
}

impl Delivered {
    /// How many messages no longer wait.
    pub const fn done(&self) -> usize {
        self.opened
            .saturating_add(self.taken)
            .saturating_add(self.failed)
    }
}

/// The messages of entries that were read already.
type Letters = BTreeMap<(CaseId, u64), Arc<BTreeMap<(CaseId, u64), Message>>>;

/// What is done about the messages for one case.
struct Plan {
    append: Append,
    told: Delivered,
}

impl Cases<'_> {
    /// Delivers messages that wait, at most so many, in the order in which they
    /// were sent.
    ///
    /// # Errors
    /// The store failed. What was delivered before is kept.
    pub async fn deliver(&self, most: usize) -> Result<Delivered, CasesError> {
        // Taken back before anybody looks: what is sent from now on says so anew.
        let waiting = &self.shared.waiting;
        waiting.store(false, Ordering::SeqCst);
        let delivered = self.deliver_what_waits(most).await;
        if delivered.as_ref().map_or(true, |sum| sum.left > 0) {
            waiting.store(true, Ordering::SeqCst);
        }
        delivered
    }

    async fn deliver_what_waits(&self, most: usize) -> Result<Delivered, CasesError> {
        let mut sum = Delivered::default();
        let mut after = 0;
        let (mut seen, mut moved) = (0, false);
        while seen < most {
            let page = self.store.waiting(after, PAGE.min(most - seen)).await?;
            let Some(last) = page.last() else {
                if !moved {
                    break;
                }
                // What waited behind another may go now.
                (after, moved) = (0, false);
                continue;
            };
            after = last.place;
            seen += page.len();
            let told = self.deliver_page(&page).await?;
            moved |= told.done() > 0;
            sum.opened += told.opened;
            sum.taken += told.taken;
            sum.failed += told.failed;
        }
        sum.left = self.store.waiting(0, PAGE).await?.len();
        Ok(sum)
    }

    /// Delivers what an act sends, and what was left before. The act is kept
    /// whatever comes of it: what is not delivered now waits.
    pub(super) async fn deliver_after(&self, decision: &Decision) {
        self.will_send(decision);
        self.deliver_what_is_left().await;
    }

    /// That messages wait once the decision is kept, if it sends any.
    pub(super) fn will_send(&self, decision: &Decision) {
        if decision.entries().any(|entry| !entry.sends.is_empty()) {
            self.shared.waiting.store(true, Ordering::SeqCst);
        }
    }

    pub(super) async fn deliver_what_is_left(&self) {
        if self.shared.waiting.load(Ordering::SeqCst) {
            // It says nothing of the act; whoever comes next tries again.
            let _ = self.deliver(AFTER_AN_ACT).await;
        }
    }

    async fn deliver_page(&self, page: &[Waiting]) -> Result<Delivered, CasesError> {
        let mut letters = Letters::new();
        let mut seen = Seen::default();
        let mut order: Vec<&CaseId> = Vec::new();
        let mut by_case: BTreeMap<&CaseId, Vec<&MessageKey>> = BTreeMap::new();
        for Waiting { key, .. } in page {
            let of_case = by_case.entry(&key.to).or_default();
            if of_case.is_empty() {
                order.push(&key.to);
            }
            of_case.push(key);
        }
        let mut under_way: Vec<(Delivered, Pending<'_, Vec<Appended>>)> = Vec::new();
        for to in order {
            let keys = by_case.remove(to).unwrap_or_default();
            let mut mail = Vec::with_capacity(keys.len());
            for key in keys {
                mail.extend(self.letter(key, &mut letters).await?);
            }
            if let Some(plan) = self.plan(to, &mail, &mut seen).await? {
                under_way.push((plan.told, self.store.append(plan.append)));
            }
        }
        let mut sum = Delivered::default();
        for (told, append) in under_way {
            match append.await {
                Ok(_) => {
                    sum.opened += told.opened;
                    sum.taken += told.taken;
                    sum.failed += told.failed;
                }
                // Somebody else was first; what is left waits.
                Err(
                    StoreError::Stale { .. }
                    | StoreError::MessageGone { .. }
                    | StoreError::RegisterMoved { .. },
                ) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(sum)
    }

    /// A message that waits, as the entry that sends it states it.
    async fn letter(
        &self,
        key: &MessageKey,
        letters: &mut Letters,
    ) -> Result<Option<Message>, CasesError> {
        let source = (key.from.clone(), key.seq);
        let all = match letters.get(&source) {
            Some(all) => Arc::clone(all),
            None => {
                let before = key.seq.saturating_sub(1);
                let stored = self.store.entries(&key.from, before, 1).await?;
                let mut all = BTreeMap::new();
                for stored in &stored {
                    let unsealed = unseal(&stored.bytes, &stored.openings).map_err(|error| {
                        CasesError::Entry {
                            case: key.from.clone(),
                            seq: key.seq,
                            error,
                        }
                    })?;
                    all.extend(
                        messages(&unsealed.entry, stored.hash.0)
                            .map(|it| ((it.sent.to.clone(), it.sent.number), it)),
                    );
                }
                let all = Arc::new(all);
                letters.insert(source, Arc::clone(&all));
                all
            }
        };
        Ok(all.get(&(key.to.clone(), key.number)).cloned())
    }

    /// What is to be kept for one case, if anything can be now.
    async fn plan(
        &self,
        to: &CaseId,
        mail: &[Message],
        seen: &mut Seen,
    ) -> Result<Option<Plan>, CasesError> {
        let Some(first) = mail.first() else {
            return Ok(None);
        };
        match self.store.case(to).await? {
            Some(stored) => match self.plan_receipts(&stored, mail).await {
                // What the clock owes is recorded first, and the message after it.
                Err(CasesError::Decide(DecideError::ClockOwesMore { .. })) => {
                    self.catch_up(to).await?;
                    match self.store.case(to).await? {
                        Some(stored) => self.plan_receipts(&stored, mail).await,
                        None => Ok(None),
                    }
                }
                planned => planned,
            },
            None => match &first.sent.body {
                Body::Open(_) => self.plan_opening(first, seen).await,
                // It waits behind the opening.
                Body::Close { .. } | Body::Report { .. } => Ok(None),
            },
        }
    }

    /// Opens a child; what else is for it follows the next time. A child that
    /// can never be opened is told to its parent.
    async fn plan_opening(
        &self,
        message: &Message,
        seen: &mut Seen,
    ) -> Result<Option<Plan>, CasesError> {
        let Body::Open(opening) = &message.sent.body else {
            return Ok(None);
        };
        match self.may_open(message, opening, seen).await? {
            MayOpen::Yes => {}
            MayOpen::No => return self.plan_failure(message, "not_adopted").await,
            MayOpen::Waits => return Ok(None),
        }
        let held = match self.held(&message.sent.to, Hash(opening.manifest)).await {
            Ok(held) => held,
            Err(CasesError::Store(error)) => return Err(error.into()),
            Err(_) => return self.plan_failure(message, "definition").await,
        };
        let definition = held.definition(opening.manifest);
        let (count, register) = self.register(&held.workflow).await?;
        let world = self.world_of(message, &held, None).with_register(register);
        match open_child(definition, &world, message) {
            Ok(decision) => {
                let first = self.first_link(&message.sent.to);
                let takes = vec![key_of(message)];
                Ok(Some(Plan {
                    append: self.sealed(&held.workflow, &[decision], (&first, 0), takes, count)?,
                    told: Delivered {
                        opened: 1,
                        ..Delivered::default()
                    },
                }))
            }
            Err(error) => match lasting(&error) {
                Some(why) => self.plan_failure(message, why).await,
                None => Ok(None),
            },
        }
    }

    /// Tells a parent that a child cannot be opened. Whatever else waits for the
    /// child goes with it.
    async fn plan_failure(&self, message: &Message, why: &str) -> Result<Option<Plan>, CasesError> {
        let Some(StoredCase { case, head }) = self.store.case(&message.from).await? else {
            return Ok(None);
        };
        let held = self.held(&case.id, Hash(case.manifest)).await?;
        let definition = held.definition(case.manifest);
        let (count, register) = self.register(&held.workflow).await?;
        let world = self
            .world_of(message, &held, Some(&case))
            .with_register(register);
        let decision = match unopened(definition, &world, &case, message, why) {
            Ok(decision) => decision,
            Err(_) => return Ok(None),
        };
        let mut takes = Vec::new();
        let mut after = 0;
        loop {
            let page = self.store.waiting(after, PAGE).await?;
            let Some(last) = page.last() else {
                break;
            };
            after = last.place;
            let of_child = page.into_iter().map(|waiting| waiting.key);
            takes.extend(of_child.filter(|key| key.to == message.sent.to));
        }
        Ok(Some(Plan {
            append: self.sealed(&held.workflow, &[decision], (&head, case.seq), takes, count)?,
            told: Delivered {
                failed: 1,
                ..Delivered::default()
            },
        }))
    }

    /// The messages that a case can take now, one after the other.
    async fn plan_receipts(
        &self,
        stored: &StoredCase,
        mail: &[Message],
    ) -> Result<Option<Plan>, CasesError> {
        let (id, now) = (&stored.case.id, self.surroundings.now());
        let opened = self.with_definition(id, Some(stored.clone())).await?;
        // What follows of a message rests on the law as it is now.
        let opened = self.bring_law(opened, now).await?;
        let held = Arc::clone(&opened.held);
        let definition = opened.definition();
        let (count, register) = self.register(&held.workflow).await?;
        let mut decisions: Vec<Decision> = Vec::new();
        let mut takes = Vec::new();
        // Behind one that cannot be taken now those of the same sender wait.
        let mut waits: BTreeSet<&CaseId> = BTreeSet::new();
        for message in mail {
            if waits.contains(&message.from) {
                continue;
            }
            let case = decisions
                .last()
                .map_or(&opened.case, |decision| &decision.after);
            let world = self
                .world_of(message, &held, Some(case))
                .with_register(register.clone());
            let taken = match &message.sent.body {
                Body::Open(_) => Err(ReceiveError::OutOfTurn {
                    case: case.id.clone(),
                    from: message.from.clone(),
                    number: message.sent.number,
                }),
                _ => receive(definition, &world, case, message),
            };
            match taken {
                Ok(decision) => {
                    let seats = !seat_changes(decision.entries()).is_empty();
                    decisions.push(decision);
                    takes.push(key_of(message));
                    // What follows is decided on the register as it then is.
                    if seats {
                        break;
                    }
                }
                Err(ReceiveError::Decide(error @ DecideError::ClockOwesMore { .. }))
                    if decisions.is_empty() =>
                {
                    return Err(error.into());
                }
                Err(_) => {
                    waits.insert(&message.from);
                }
            }
        }
        if decisions.is_empty() {
            return Ok(None);
        }
        let told = Delivered {
            taken: takes.len(),
            ..Delivered::default()
        };
        if let (Some(brought), Some(first)) = (&opened.brought, decisions.first_mut()) {
            self.keep_brought(&opened).await?;
            first.owed.splice(0..0, brought.entries.iter().cloned());
        }
        let entries = decisions.iter().flat_map(Decision::entries);
        self.keep_what_is_opened(entries).await?;
        let append = {
            let before = (&stored.head, stored.case.seq);
            self.sealed(&held.workflow, &decisions, before, takes, count)?
        };
        Ok(Some(Plan { append, told }))
    }

    /// The world in which a message is taken: recorded now, and counting from
    /// when the entry counts that sent it.
    fn world_of(&self, message: &Message, held: &Held, case: Option<&Case>) -> World {
        let who = Who {
            actor: ENGINE.into(),
            capacity: None,
            granted: BTreeSet::new(),
            claims: BTreeMap::new(),
            on_behalf_of: None,
            via: ENGINE.into(),
        };
        let last = case.map(|case| case.recorded);
        let mut world = self.world(&held.zone, &who, last, Some(message.effective));
        world.recorded = world.recorded.max(world.effective);
        world
    }
}

fn key_of(message: &Message) -> MessageKey {
    MessageKey {
        from: message.from.clone(),
        seq: message.seq,
        to: message.sent.to.clone(),
        number: message.sent.number,
    }
}
