//! A case, and how entries make it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::child::Family;
use super::deadline::Deadlines;
use super::people::{Assent, People};
use super::revise::carry;
use super::{Cause, Content, Digest, Effect, Entry, Given, Step};
use crate::diagnostic::Bilingual;
use crate::guard::{Name, Value};

/// The actor of an automatic transition.
pub const ENGINE: &str = "engine";

/// The actor of what a deadline takes.
pub const CLOCK: &str = "clock";

/// Opaque id of a case: 1 to 64 of `a-z`, `0-9`, `-`, `_`.
pub type CaseId = Name;

/// A point within a case: entry, then step within the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment {
    /// The entry's place within the case.
    pub seq: u64,
    /// The step within the entry, from 0.
    pub step: u32,
}

/// When, how often and by whom a transition was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How often.
    pub times: u64,
    /// The last time.
    pub last: Moment,
    /// The civil date of the last time.
    pub on: Date,
    /// Who took it last.
    pub by: Name,
    /// Others to whom that counts: for whom it was taken, and those who had
    /// assented to it.
    pub also: BTreeSet<Name>,
}

impl Taken {
    /// Whether taking it counts as this person's act.
    pub fn is_of(&self, person: &str) -> bool {
        *self.by == *person || self.also.contains(person)
    }
}

/// Who takes a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doer {
    /// Who acts.
    pub by: Name,
    /// Others to whom it counts.
    pub also: BTreeSet<Name>,
}

impl Doer {
    /// A person, with the one for whom they act and those who assented before.
    pub(super) fn new(by: &Name, behalf: Option<&Name>, assented: BTreeSet<Name>) -> Self {
        let mut also = assented;
        also.extend(behalf.cloned());
        also.remove(by);
        Doer {
            by: by.clone(),
            also,
        }
    }

    /// Neither a person nor for one.
    pub(super) fn engine() -> Self {
        Doer {
            by: ENGINE.into(),
            also: BTreeSet::new(),
        }
    }
}

/// The state of one case: what its entries amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its workflow.
    pub workflow: Name,
    /// The revision of the workflow that it runs under.
    pub revision: u32,
    /// Hash over everything that its definition draws on.
    pub manifest: Digest,
    /// Raised by every change, not by refusals; 1 after opening.
    pub version: u64,
    /// Number of entries.
    pub seq: u64,
    /// Every active state, with its ancestors.
    pub active: BTreeSet<Name>,
    /// Every known fact.
    pub facts: Given,
    /// What is so between people.
    pub people: People,
    /// What was taken.
    pub taken: BTreeMap<Name, Taken>,
    /// When each state was last entered.
    pub entered: BTreeMap<Name, Moment>,
    /// The outcome, once the case has ended.
    pub outcome: Option<Name>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When the last entry was recorded.
    pub recorded: Timestamp,
    /// Its deadlines.
    pub deadlines: Deadlines,
    /// Its parent and its children.
    pub family: Family,
}

/// Entries that do not make a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The first entry of a case must open it, and only the first.
    #[error("entry {seq} of case `{case}`: the first entry opens a case, and no other does")]
    Opening {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
    },
    /// The entry belongs to another case.
    #[error("entry {seq} belongs to case `{found}`, not to `{case}`")]
    Case {
        /// The case.
        case: CaseId,
        /// The case that the entry names.
        found: CaseId,
        /// The entry.
        seq: u64,
    },
    /// The entry does not follow the last one.
    #[error("case `{case}`: entry {found} follows entry {last}")]
    Gap {
        /// The case.
        case: CaseId,
        /// The last entry.
        last: u64,
        /// The entry.
        found: u64,
    },
    /// The recorded time runs backwards.
    #[error("entry {seq} of case `{case}` was recorded before the entry it follows")]
    Time {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
    },
    /// It was decided under another definition than its case runs under.
    #[error("entry {seq} of case `{case}` was decided under another definition than its case")]
    Definition {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
    },
    /// A step leaves a state that is not active, or appends to what is no list.
    #[error("entry {seq} of case `{case}`: `{element}` is not as the entry says")]
    Mismatch {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
        /// The state or fact.
        element: Name,
    },
    /// A message to or from another case stands out of turn.
    #[error("entry {seq} of case `{case}`: its message to or from case `{other}` is out of turn")]
    Message {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
        /// The other case.
        other: CaseId,
    },
}

impl ApplyError {
    /// What is wrong, in both languages.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            ApplyError::Opening { case, seq } => format!(
                "사건 `{case}`의 {seq}번째 기록: 사건을 여는 것은 첫 기록이고, 첫 기록뿐입니다"
            ),
            ApplyError::Case { case, found, seq } => {
                format!("{seq}번째 기록은 사건 `{case}`의 것이 아니라 사건 `{found}`의 것입니다")
            }
            ApplyError::Gap { case, last, found } => {
                format!("사건 `{case}`의 기록 {last}건 다음에 {found}번째 기록이 옵니다")
            }
            ApplyError::Time { case, seq } => {
                format!("사건 `{case}`의 {seq}번째 기록이 앞 기록보다 먼저 기록되었습니다")
            }
            ApplyError::Definition { case, seq } => format!(
                "사건 `{case}`의 {seq}번째 기록은 사건이 따르는 것과 다른 정의에 따라 판단되었습니다"
            ),
            ApplyError::Mismatch { case, seq, element } => format!(
                "사건 `{case}`의 {seq}번째 기록: `{element}`의 상태가 기록이 말하는 것과 다릅니다"
            ),
            ApplyError::Message { case, seq, other } => format!(
                "사건 `{case}`의 {seq}번째 기록: 사건 `{other}`과(와) 주고받은 것의 순서가 맞지 않습니다"
            ),
        };
        Bilingual::new(ko, self.to_string())
    }
}

/// The case after one more entry. `None` stands for no case yet.
///
/// Pure and total: the same entries always make the same case.
///
/// # Errors
/// The entry does not continue the case.
pub fn apply(case: Option<Case>, entry: &Entry) -> Result<Case, ApplyError> {
    let mut case = match (case, &entry.content) {
        (None, Content::Opened { .. }) => open(entry)?,
        (Some(case), content) if !matches!(content, Content::Opened { .. }) => follow(case, entry)?,
        _ => {
            return Err(ApplyError::Opening {
                case: entry.case.clone(),
                seq: entry.seq,
            });
        }
    };
    case.seq = entry.seq;
    case.recorded = entry.recorded;
    match &entry.content {
        Content::Opened {
            given,
            entered,
            effects,
            steps,
            outcome,
            ..
        } => {
            case.version = 1;
            give_facts(&mut case, given);
            enter_states(
                &mut case,
                entered,
                Moment {
                    seq: entry.seq,
                    step: 0,
                },
            );
            for effect in effects {
                change_fact(&mut case, effect, entry.seq)?;
            }
            take(&mut case, steps, entry, 1, doer(entry, BTreeSet::new()))?;
            case.outcome.clone_from(outcome);
        }
        Content::Act {
            act,
            steps,
            outcome,
            ..
        } => {
            case.version = case.version.saturating_add(1);
            let assented = case.people.complete(&act.transition);
            give_facts(&mut case, &act.given);
            take(&mut case, steps, entry, 0, doer(entry, assented))?;
            case.outcome.clone_from(outcome);
        }
        Content::Clock {
            deadline,
            steps,
            outcome,
            ..
        } => {
            case.deadlines.tick(deadline, entry.effective);
            case.version = case.version.saturating_add(1);
            take(&mut case, steps, entry, 0, doer(entry, BTreeSet::new()))?;
            case.outcome.clone_from(outcome);
        }
        Content::Received {
            from,
            number,
            body,
            steps,
            outcome,
            ..
        } => {
            if !case.family.take(from, *number, body) {
                return Err(out_of_turn(entry, from));
            }
            case.version = case.version.saturating_add(1);
            take(&mut case, steps, entry, 0, doer(entry, BTreeSet::new()))?;
            case.outcome.clone_from(outcome);
        }
        Content::Unopened { child, .. } => {
            if !case.family.fail(child) {
                return Err(out_of_turn(entry, child));
            }
            case.version = case.version.saturating_add(1);
        }
        Content::Assented {
            act, state, over, ..
        } => {
            case.version = case.version.saturating_add(1);
            let subject = &entry.subject;
            let assent = Assent {
                party: subject.capacity.clone(),
                actor: subject.actor.clone(),
                behalf: subject.on_behalf_of.as_ref().map(|one| one.person.clone()),
                entry: entry.seq,
            };
            case.people.assent(act, state, over.as_ref(), assent);
        }
        Content::Withdrawn { act } => {
            case.version = case.version.saturating_add(1);
            let behalf = entry.subject.on_behalf_of.as_ref();
            case.people.withdraw(
                &act.transition,
                &entry.subject.actor,
                behalf.map(|one| &*one.person),
            );
        }
        Content::Refused { .. } => {}
        Content::Moved(moved) => {
            case.version = case.version.saturating_add(1);
            let moment = Moment {
                seq: entry.seq,
                step: 0,
            };
            carry(&mut case, moved, entry.manifest, moment)?;
            for effect in &moved.effects {
                change_fact(&mut case, effect, entry.seq)?;
            }
            take(&mut case, &moved.steps, entry, 0, Doer::engine())?;
            case.outcome.clone_from(&moved.outcome);
        }
        Content::Recounted { .. } => {
            case.version = case.version.saturating_add(1);
            case.manifest = entry.manifest;
        }
    }
    for change in &entry.deadlines {
        case.deadlines.take(change, entry.effective);
    }
    for sent in &entry.sends {
        if !case.family.send(sent, entry.seq) {
            return Err(out_of_turn(entry, &sent.to));
        }
    }
    Ok(case)
}

fn out_of_turn(entry: &Entry, other: &CaseId) -> ApplyError {
    ApplyError::Message {
        case: entry.case.clone(),
        seq: entry.seq,
        other: other.clone(),
    }
}

fn open(entry: &Entry) -> Result<Case, ApplyError> {
    let Content::Opened {
        workflow,
        revision,
        origin,
        ..
    } = &entry.content
    else {
        return Err(ApplyError::Opening {
            case: entry.case.clone(),
            seq: entry.seq,
        });
    };
    if entry.seq != 1 {
        return Err(ApplyError::Gap {
            case: entry.case.clone(),
            last: 0,
            found: entry.seq,
        });
    }
    Ok(Case {
        id: entry.case.clone(),
        workflow: workflow.clone(),
        revision: *revision,
        manifest: entry.manifest,
        version: 0,
        seq: 0,
        active: BTreeSet::new(),
        facts: Given::new(),
        people: People::default(),
        taken: BTreeMap::new(),
        entered: BTreeMap::new(),
        outcome: None,
        opened: entry.recorded,
        recorded: entry.recorded,
        deadlines: Deadlines::default(),
        family: origin.as_ref().map_or_else(Family::default, Family::born),
    })
}

fn follow(case: Case, entry: &Entry) -> Result<Case, ApplyError> {
    if case.id != entry.case {
        return Err(ApplyError::Case {
            case: case.id,
            found: entry.case.clone(),
            seq: entry.seq,
        });
    }
    if case.seq.checked_add(1) != Some(entry.seq) {
        return Err(ApplyError::Gap {
            case: case.id,
            last: case.seq,
            found: entry.seq,
        });
    }
    let leaves = match &entry.content {
        Content::Moved(moved) => moved.leaves,
        Content::Recounted { leaves, .. } => *leaves,
        _ => entry.manifest,
    };
    if leaves != case.manifest {
        return Err(ApplyError::Definition {
            case: case.id,
            seq: entry.seq,
        });
    }
    if entry.recorded < case.recorded {
        return Err(ApplyError::Time {
            case: case.id,
            seq: entry.seq,
        });
    }
    Ok(case)
}

/// Who takes the steps of an entry, with those to whom it counts besides.
fn doer(entry: &Entry, assented: BTreeSet<Name>) -> Doer {
    let behalf = entry.subject.on_behalf_of.as_ref();
    Doer::new(
        &entry.subject.actor,
        behalf.map(|one| &one.person),
        assented,
    )
}

pub(super) fn give_facts(case: &mut Case, given: &Given) {
    for (fact, value) in given {
        case.people.changed(fact);
        case.facts.insert(fact.clone(), value.clone());
    }
}

pub(super) fn enter_states(case: &mut Case, entered: &[Name], moment: Moment) {
    for state in entered {
        case.active.insert(state.clone());
        case.entered.insert(state.clone(), moment);
    }
}

/// The steps of an entry. What follows an automatic transition is the engine's.
fn take(
    case: &mut Case,
    steps: &[Step],
    entry: &Entry,
    first: u32,
    mut by: Doer,
) -> Result<(), ApplyError> {
    let mut moment = Moment {
        seq: entry.seq,
        step: first,
    };
    for step in steps {
        if step.cause == Cause::Automatic {
            by = Doer::engine();
        }
        take_step(case, step, moment, entry.date, &by)?;
        moment.step = moment.step.saturating_add(1);
    }
    Ok(())
}

/// One transition taken.
pub(super) fn take_step(
    case: &mut Case,
    step: &Step,
    moment: Moment,
    on: Date,
    by: &Doer,
) -> Result<(), ApplyError> {
    for state in &step.left {
        if !case.active.remove(state) {
            return Err(ApplyError::Mismatch {
                case: case.id.clone(),
                seq: moment.seq,
                element: state.clone(),
            });
        }
    }
    case.people.left(&step.left);
    enter_states(case, &step.entered, moment);
    for effect in &step.effects {
        change_fact(case, effect, moment.seq)?;
    }
    for tied in &step.ties {
        case.people.tie(tied, moment, on, &by.by);
    }
    let taken = case
        .taken
        .entry(step.transition.clone())
        .or_insert_with(|| Taken {
            times: 0,
            last: moment,
            on,
            by: by.by.clone(),
            also: BTreeSet::new(),
        });
    taken.times = taken.times.saturating_add(1);
    taken.last = moment;
    taken.on = on;
    taken.by = by.by.clone();
    taken.also.clone_from(&by.also);
    Ok(())
}

pub(super) fn change_fact(case: &mut Case, effect: &Effect, seq: u64) -> Result<(), ApplyError> {
    let (Effect::Set { fact, .. } | Effect::Append { fact, .. } | Effect::Clear { fact }) = effect;
    case.people.changed(fact);
    match effect {
        Effect::Set { fact, value } => {
            case.facts.insert(fact.clone(), value.clone());
        }
        Effect::Clear { fact } => {
            case.facts.remove(fact);
        }
        Effect::Append { fact, value } => {
            let list = case
                .facts
                .entry(fact.clone())
                .or_insert_with(|| Value::List(Vec::new()));
            match list {
                Value::List(members) => members.push(value.clone()),
                // Members appended to an erased list stay unreadable with it.
                Value::Erased => {}
                _ => {
                    return Err(ApplyError::Mismatch {
                        case: case.id.clone(),
                        seq,
                        element: fact.clone(),
                    });
                }
            }
        }
    }
    Ok(())
}
