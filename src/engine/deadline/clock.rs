//! What the clock owes, and taking it: each expiry at its legal time, in an
//! entry of its own.

use jiff::Timestamp;

use super::kept::{DeadlineChange, DeadlineEvent, Stop, Timed};
use crate::engine::automatic::settle;
use crate::engine::condition::{assumptions, conditions};
use crate::engine::decide::{DecideError, broken, still_assumed};
use crate::engine::followers::fire_followers;
use crate::engine::progress::{Progress, Stop as Halt, active_states};
use crate::engine::world::{Definition, Principal, SEMANTICS, World};
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
    /// There is more: the entries are as many as one append takes.
    pub more: bool,
}

/// Takes what the clock owes of a case up to a moment, recorded then.
///
/// # Errors
/// The case runs under another definition, or has an entry recorded later.
pub fn owed(definition: Definition<'_>, now: Timestamp, case: &Case) -> Result<Owed, DecideError> {
    crate::engine::decide::same_definition(definition, case)?;
    if now < case.recorded {
        return Err(DecideError::Clock {
            case: case.id.clone(),
        });
    }
    Ok(taken(definition, now, case, MOST_CLOCK_STEPS))
}

/// The first entry that the clock owes of a case by a moment.
pub(in crate::engine) fn first_owed(
    definition: Definition<'_>,
    now: Timestamp,
    case: &Case,
) -> Option<(Entry, Case)> {
    let mut owed = taken(definition, now, case, 1);
    owed.entries.pop().map(|entry| (entry, owed.after))
}

/// Everything that the clock owes by the time an act is recorded.
///
/// # Errors
/// That is more than one append takes.
pub(in crate::engine) fn take_owed(
    definition: Definition<'_>,
    recorded: Timestamp,
    case: &Case,
) -> Result<(Vec<Entry>, Case), DecideError> {
    if definition.workflow.deadlines.is_empty() {
        return Ok((Vec::new(), case.clone()));
    }
    let owed = taken(definition, recorded, case, MOST_CLOCK_STEPS);
    if owed.more {
        return Err(DecideError::ClockOwesMore {
            case: case.id.clone(),
        });
    }
    Ok((owed.entries, owed.after))
}

/// The deadline by which the clock has acted later than a moment.
pub(in crate::engine) fn later_clock(case: &Case, at: Timestamp) -> Option<&Name> {
    case.deadlines
        .ticked
        .as_ref()
        .filter(|ticked| ticked.at > at)
        .map(|ticked| &ticked.deadline)
}

fn taken(definition: Definition<'_>, now: Timestamp, case: &Case, most: usize) -> Owed {
    let mut owed = Owed {
        entries: Vec::new(),
        after: case.clone(),
        more: false,
    };
    while let Some((deadline, transition, moment)) = first(definition.workflow, &owed.after) {
        if moment > now {
            break;
        }
        if owed.entries.len() >= most {
            owed.more = true;
            break;
        }
        let expiry = Expiring {
            definition,
            now,
            deadline,
            transition,
            moment,
        };
        let entry = expiry.entry(&owed.after);
        // The entry continues the case: it was made of it.
        match apply(Some(owed.after.clone()), &entry) {
            Ok(after) => owed.after = after,
            Err(_) => break,
        }
        owed.entries.push(entry);
    }
    owed
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
            let moment = timed.clock_acts_at()?;
            let transition = workflow.transition(take)?;
            Some((deadline, transition, moment))
        })
        .min_by_key(|(_, transition, moment)| (*moment, std::cmp::Reverse(depth(transition))))
}

/// One deadline that runs out.
struct Expiring<'a> {
    definition: Definition<'a>,
    now: Timestamp,
    deadline: &'a Deadline,
    transition: &'a Transition,
    moment: Timestamp,
}

impl Expiring<'_> {
    fn entry(&self, case: &Case) -> Entry {
        let zone = self.definition.zone.clone();
        let world = World {
            recorded: self.now,
            effective: self.moment,
            date: self.moment.to_zoned(zone).date(),
            principal: Principal {
                actor: CLOCK.into(),
                capacity: None,
                granted: std::collections::BTreeSet::new(),
                via: CLOCK.into(),
            },
        };
        let expired = DeadlineChange {
            deadline: self.deadline.element.id.clone(),
            event: DeadlineEvent::Stopped(Stop::Expired),
        };
        let mut progress = Progress::resume(self.definition, &world, case, &Given::new());
        progress.expire(&expired);
        let actor = Name::from(CLOCK);
        let checked = assumptions(self.definition.workflow, &progress.view(&actor));
        let guards = conditions(&self.transition.guards, &progress.view(&actor));
        let mut grounds = broken(&checked);
        grounds.extend(
            guards
                .iter()
                .filter(|guard| guard.truth != Truth::Holds)
                .map(|guard| Ground::Guard(guard.id.clone())),
        );
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
        let (steps, deadlines, outcome) = if grounds.is_empty() {
            let outcome = progress.outcome();
            let (steps, deadlines, _) = progress.finish(case.version, outcome.clone());
            (steps, deadlines, outcome)
        } else {
            (Vec::new(), vec![expired], case.outcome.clone())
        };
        Entry {
            case: case.id.clone(),
            seq: case.seq.saturating_add(1),
            recorded: self.now,
            effective: self.moment,
            date: world.date,
            subject: Subject {
                actor,
                capacity: None,
                granted: Vec::new(),
                via: CLOCK.into(),
            },
            semantics: SEMANTICS,
            manifest: case.manifest,
            deadlines,
            content: Content::Clock {
                deadline: self.deadline.element.id.clone(),
                transition: self.transition.element.id.clone(),
                grounds,
                assumptions: checked,
                guards,
                others,
                steps,
                outcome,
            },
        }
    }
}
