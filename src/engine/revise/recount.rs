//! Counting running deadlines again, by a calendar that has changed.

use jiff::Timestamp;

use super::moved::{MoveError, Revised};
use super::obstacle::Obstacle;
use crate::engine::deadline::{Keeper, in_order};
use crate::engine::world::{Definition, Outside};
use crate::engine::{Case, Content, DecideError, ENGINE, Entry, Subject, apply, owed};
use crate::guard::Name;
use crate::workflow::Deadline;

/// Counts the deadlines of a case again, which from now on is counted by the
/// calendar of `new`: of the same workflow, under another manifest.
///
/// What the clock owes by then is taken first, by the old calendar, and stands;
/// so does a deadline that has run out. Each that still runs has an entry of its
/// own, whether or not its day moves; a case in which none runs has one entry,
/// about none.
///
/// A deadline whose last day is over by the new count runs out with the entry,
/// and not before: nobody could have kept a day that was not known.
///
/// # Errors
/// A deadline cannot be counted by the new calendar; nothing has happened.
pub fn recounted(
    (old, new): (Definition<'_>, Definition<'_>),
    now: Timestamp,
    outside: Outside<'_>,
    via: &Name,
    case: &Case,
) -> Result<Revised, MoveError> {
    let before = owed(old, now, outside, case)?;
    if before.more {
        return Err(MoveError::Decide(DecideError::ClockOwesMore {
            case: case.id.clone(),
        }));
    }
    let mut entries = before.entries;
    let mut after = before.after;
    if after.outcome.is_some() {
        return Ok(Revised { entries, after });
    }
    let running: Vec<&Deadline> = in_order(&new.workflow.deadlines)
        .into_iter()
        .filter(|deadline| {
            let timed = after.deadlines.kept.get(&deadline.element.id);
            timed.is_some_and(|it| it.is_running() && !it.passed(now))
        })
        .collect();
    let mut each: Vec<Option<&Deadline>> = running.into_iter().map(Some).collect();
    if each.is_empty() {
        each.push(None);
    }
    for deadline in each {
        let entry = one(new, now, via, &after, deadline)?;
        // It was made of this case.
        let Ok(next) = apply(Some(after.clone()), &entry) else {
            break;
        };
        after = next;
        entries.push(entry);
    }
    Ok(Revised { entries, after })
}

/// The entry that counts one deadline again.
pub(super) fn one(
    new: Definition<'_>,
    now: Timestamp,
    via: &Name,
    case: &Case,
    deadline: Option<&Deadline>,
) -> Result<Entry, MoveError> {
    let date = now.to_zoned(new.zone.clone()).date();
    let actor = Name::from(ENGINE);
    let mut changes = Vec::new();
    if let Some(deadline) = deadline {
        let mut counted = case.clone();
        let keeper = Keeper {
            definition: new,
            case: &mut counted,
            at: now,
            date,
            actor: &actor,
            steps: &[],
            entered: &[],
            over: false,
            changes: &mut changes,
        };
        let done = keeper.recount_one(deadline);
        done.map_err(|not| MoveError::NoPlace {
            case: case.id.clone(),
            from: case.revision,
            to: case.revision,
            obstacles: vec![Obstacle::Follows {
                grounds: vec![not.ground],
            }],
        })?;
    }
    let was = deadline.and_then(|it| case.deadlines.kept.get(&it.element.id)?.due);
    Ok(Entry {
        case: case.id.clone(),
        seq: case.seq.saturating_add(1),
        recorded: now,
        effective: now,
        date,
        subject: Subject {
            actor,
            capacity: None,
            granted: Vec::new(),
            claims: Vec::new(),
            on_behalf_of: None,
            via: via.clone(),
        },
        semantics: new.semantics.number(),
        manifest: new.manifest,
        deadlines: changes,
        register: Vec::new(),
        sends: Vec::new(),
        content: Content::Recounted {
            leaves: case.manifest,
            deadline: deadline.map(|it| it.element.id.clone()),
            was,
            basis: deadline
                .iter()
                .flat_map(|it| &it.element.basis)
                .map(|cited| Name::from(cited.citation.written.as_str()))
                .collect(),
        },
    })
}
