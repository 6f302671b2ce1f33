//! What the clock owes, and taking it: each expiry at its legal time, in an
//! entry of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::kept::{DeadlineChange, DeadlineEvent, Stop, Timed};
use crate::calendar::Rule;
use crate::engine::automatic::settle;
use crate::engine::bodies::read_of;
use crate::engine::condition::{assumptions, conditions};
use crate::engine::decide::with_followers;
use crate::engine::decide::{DecideError, broken, still_assumed};
use crate::engine::followers::fire_followers;
use crate::engine::progress::{Finished, Progress, Stop as Halt, active_states};
use crate::engine::world::{Definition, Outside, Principal, World};
use crate::engine::{CLOCK, Case, Cause, Condition, Content, Entry, Given, Ground, Subject, apply};
use crate::guard::{Name, Truth};
use crate::workflow::{Deadline, Expiry, Transition, Workflow};

/// Most expiries that one append takes.
pub const MOST_CLOCK_STEPS: usize = 256;

/// Most expiries in a row that count at one and the same moment. The next one
/// is over without its transition: deadlines that chase each other come to rest.
pub const MOST_AT_ONCE: u32 = 32;

/// What the clock owes of one case, taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// The case after them.
    pub after: Case,
    /// There is more: the entries are as many as one append takes, or the last of
    /// them changes the register of seats, on which the next is decided.
    pub more: bool,
}

/// Takes what the clock owes of a case up to a moment, recorded then.
///
/// # Errors
/// The case runs under another definition, or has an entry recorded later.
pub fn owed(
    definition: Definition<'_>,
    now: Timestamp,
    outside: Outside<'_>,
    case: &Case,
) -> Result<Owed, DecideError> {
    crate::engine::decidable::same_definition(definition, case)?;
    if now < case.recorded {
        return Err(DecideError::Clock {
            case: case.id.clone(),
        });
    }
    taken(definition, (now, now, outside), case, MOST_CLOCK_STEPS)
}

/// What the clock owes of a case by a moment, where only what it owed before
/// another is taken.
///
/// # Errors
/// As [`owed`].
pub(in crate::engine) fn owed_before(
    definition: Definition<'_>,
    (now, before): (Timestamp, Timestamp),
    outside: Outside<'_>,
    case: &Case,
) -> Result<Owed, DecideError> {
    crate::engine::decidable::same_definition(definition, case)?;
    if now < case.recorded {
        return Err(DecideError::Clock {
            case: case.id.clone(),
        });
    }
    taken(definition, (now, before, outside), case, MOST_CLOCK_STEPS)
}

/// The first entry that the clock owes of a case by a moment.
///
/// # Errors
/// It would open a child of a workflow that is not there.
pub(in crate::engine) fn first_owed(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
) -> Result<Option<(Entry, Case)>, DecideError> {
    let by = (world.recorded, world.recorded, Outside::of(world));
    let mut owed = taken(definition, by, case, 1)?;
    Ok(owed.entries.pop().map(|entry| (entry, owed.after)))
}

/// Everything that the clock owes by the time an act is recorded.
///
/// # Errors
/// That is more than one append takes, or it would open a child of a workflow
/// that is not there.
pub(in crate::engine) fn take_owed<'c>(
    definition: Definition<'_>,
    world: &World,
    case: &'c Case,
) -> Result<(Vec<Entry>, Cow<'c, Case>), DecideError> {
    let next = case.deadlines.next_moment();
    if next.is_none_or(|next| next > world.recorded) {
        return Ok((Vec::new(), Cow::Borrowed(case)));
    }
    let outside = (world.recorded, world.recorded, Outside::of(world));
    let owed = taken(definition, outside, case, MOST_CLOCK_STEPS)?;
    // What is given or left by the clock is on the register once it is recorded.
    if owed.more || owed.entries.iter().any(changes_seats) {
        return Err(DecideError::ClockOwesMore {
            case: case.id.clone(),
        });
    }
    Ok((owed.entries, Cow::Owned(owed.after)))
}

/// The deadline by which the clock has acted later than a moment.
pub(in crate::engine) fn later_clock(case: &Case, at: Timestamp) -> Option<&Name> {
    case.deadlines
        .ticked
        .as_ref()
        .filter(|ticked| ticked.at > at)
        .map(|ticked| &ticked.deadline)
}

fn taken(
    definition: Definition<'_>,
    (now, until, outside): (Timestamp, Timestamp, Outside<'_>),
    case: &Case,
    most: usize,
) -> Result<Owed, DecideError> {
    let mut owed = Owed {
        entries: Vec::new(),
        after: case.clone(),
        more: false,
    };
    while let Some((deadline, transition, moment)) = first(definition.workflow, &owed.after) {
        if moment > until {
            break;
        }
        if owed.entries.len() >= most {
            owed.more = true;
            break;
        }
        let expiry = Expiring {
            definition,
            now,
            outside,
            deadline,
            transition,
            moment,
        };
        let entry = expiry.entry(&owed.after)?;
        // The entry continues the case: it was made of it.
        match apply(Some(owed.after.clone()), &entry) {
            Ok(after) => owed.after = after,
            Err(_) => break,
        }
        let seats = changes_seats(&entry);
        owed.entries.push(entry);
        if seats {
            owed.more = first(definition.workflow, &owed.after)
                .is_some_and(|(_, _, moment)| moment <= until);
            break;
        }
    }
    Ok(owed)
}

/// Whether an entry gives or vacates a seat: what follows is decided on the
/// register as it then is, which names the entry by its hash.
pub(in crate::engine) fn changes_seats(entry: &Entry) -> bool {
    let steps = entry.content.steps();
    steps.iter().any(|step| !step.seats.is_empty())
}

/// The deadline by which the clock acts first: in order of due time, then
/// depth (innermost), then the order of the file.
fn first<'a>(
    workflow: &'a Workflow,
    case: &Case,
) -> Option<(&'a Deadline, &'a Transition, Timestamp)> {
    if case.deadlines.kept.is_empty() {
        return None;
    }
    let active = active_states(workflow, case);
    let tree = workflow.tree();
    // The clock never goes back, whatever a message brought that counts earlier.
    let last = case
        .deadlines
        .ticked
        .as_ref()
        .map_or(Timestamp::MIN, |ticked| ticked.at);
    let depth = |transition: &Transition| {
        transition
            .from
            .iter()
            .filter(|state| active.contains(state))
            .map(|state| tree.depth(*state))
            .max()
            .unwrap_or(0)
    };
    workflow
        .deadlines
        .iter()
        .filter_map(|deadline| {
            let Expiry::Take(take) = &deadline.expires else {
                return None;
            };
            let timed: &Timed = case.deadlines.kept.get(&deadline.element.id)?;
            let moment = timed.clock_acts_at()?.max(last);
            let transition = workflow.transition(take)?;
            Some((deadline, transition, moment))
        })
        .min_by_key(|(_, transition, moment)| (*moment, std::cmp::Reverse(depth(transition))))
}

/// One deadline that runs out.
struct Expiring<'a> {
    definition: Definition<'a>,
    now: Timestamp,
    outside: Outside<'a>,
    deadline: &'a Deadline,
    transition: &'a Transition,
    moment: Timestamp,
}

impl Expiring<'_> {
    /// What stands against it, as what the deadline or its transition rests on is
    /// no law: on the day that has ended, or that on which it has its effect.
    fn unlawful(&self, case: &Case, day: jiff::civil::Date) -> Vec<Ground> {
        let Some(law) = self.definition.law else {
            return Vec::new();
        };
        let ended = self.moment.checked_sub(jiff::SignedDuration::from_nanos(1));
        let day = match ended {
            Ok(ended) if self.deadline.count != Rule::Effect => {
                ended.to_zoned(self.definition.zone.clone()).date()
            }
            _ => day,
        };
        let began = self.definition.began(case);
        let mut grounds = law.against_deadline(self.deadline, day, began);
        grounds.extend(law.against(self.transition, day, began));
        grounds.sort();
        grounds.dedup();
        grounds
    }

    fn entry(&self, case: &Case) -> Result<Entry, DecideError> {
        let zone = self.definition.zone.clone();
        let world = World {
            recorded: self.now,
            effective: self.moment,
            date: self.moment.to_zoned(zone).date(),
            principal: Principal {
                actor: CLOCK.into(),
                capacity: None,
                granted: std::collections::BTreeSet::new(),
                claims: BTreeMap::new(),
                on_behalf_of: None,
                via: CLOCK.into(),
            },
            register: self.outside.register.clone(),
            children: self.outside.children.clone(),
        };
        let expired = DeadlineChange {
            deadline: self.deadline.element.id.clone(),
            event: DeadlineEvent::Stopped(Stop::Expired),
        };
        let mut progress = Progress::by_itself(self.definition, &world, case);
        progress.expire(&expired);
        let actor = Name::from(CLOCK);
        let checked = assumptions(self.definition.workflow, &progress.view(&actor));
        let guards = conditions(&self.transition.guards, &progress.view(&actor));
        let mut grounds = broken(self.definition.semantics, &checked);
        grounds.extend(
            guards
                .iter()
                .filter(|guard| guard.truth != Truth::Holds)
                .map(|guard| Ground::Guard(guard.id.clone())),
        );
        grounds.extend(self.unlawful(case, world.date));
        // Deadlines that chase each other at one moment come to rest.
        let row = case
            .deadlines
            .ticked
            .as_ref()
            .filter(|ticked| ticked.at == self.moment)
            .map_or(0, |ticked| ticked.row);
        if row >= MOST_AT_ONCE {
            grounds.push(Ground::Unbounded);
        }
        let mut others: Vec<Condition> = Vec::new();
        if grounds.is_empty() {
            progress.hold_for(self.transition);
            let fired = progress
                .fire(self.transition, Cause::Clock, Vec::new())
                .and_then(|()| fire_followers(&mut progress, self.transition, Cause::Clock))
                .and_then(|()| progress.keep_deadlines())
                .and_then(|()| settle(&mut progress))
                .and_then(|()| still_assumed(&progress, &actor));
            if let Err(Halt {
                grounds: stopped,
                conditions,
            }) = fired
            {
                grounds.extend(stopped);
                others = conditions;
            }
        }
        let (finished, outcome) = if grounds.is_empty() {
            let outcome = progress.outcome();
            (progress.finish(case.version, outcome.clone())?, outcome)
        } else {
            let nothing = Finished {
                steps: Vec::new(),
                deadlines: vec![expired],
                sends: Vec::new(),
                after: case.clone(),
            };
            (nothing, case.outcome.clone())
        };
        Ok(Entry {
            case: case.id.clone(),
            seq: case.seq.saturating_add(1),
            recorded: self.now,
            effective: self.moment,
            date: world.date,
            subject: Subject {
                actor,
                capacity: None,
                granted: Vec::new(),
                claims: Vec::new(),
                on_behalf_of: None,
                via: CLOCK.into(),
            },
            semantics: self.definition.semantics.number(),
            manifest: case.manifest,
            deadlines: finished.deadlines,
            register: read_of(
                self.definition.workflow,
                self.outside.register,
                Some(case),
                &with_followers(self.definition.workflow, case, self.transition),
                &[],
                &Given::new(),
                (world.date, &Name::from(CLOCK)),
            ),
            sends: finished.sends,
            content: Content::Clock {
                deadline: self.deadline.element.id.clone(),
                transition: self.transition.element.id.clone(),
                grounds,
                assumptions: checked,
                guards,
                others,
                steps: finished.steps,
                outcome,
            },
        })
    }
}
