//! Taking over what has become of the law: the same texts, of which provisions
//! are in force, stayed or repealed otherwise than the case knows.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::moved::{MoveError, Passage, Revised};
use super::obstacle::Obstacle;
use crate::engine::deadline::{Keeper, in_order, owed_before};
use crate::engine::law::Law;
use crate::engine::world::{Definition, Outside};
use crate::engine::{Case, Content, DecideError, ENGINE, Entry, Owed, Subject, apply};
use crate::guard::Name;

/// Takes a case from one standing of its texts to another: of the same workflow
/// and the same words of the law, under another manifest.
///
/// What the clock owes by the first day on which anything differs is taken first
/// and stands; what it owes after that is judged by the law as it now is known to
/// be. Deadlines that a stay now holds up, or lets go, are counted in the entry.
///
/// # Errors
/// A deadline cannot be counted; nothing has happened.
pub fn relawed(
    passage: Passage<'_>,
    now: Timestamp,
    outside: Outside<'_>,
    via: &Name,
    case: &Case,
) -> Result<Revised, MoveError> {
    let before = owed_before_law(passage, now, outside, case)?;
    if before.more {
        return Err(MoveError::Decide(DecideError::ClockOwesMore {
            case: case.id.clone(),
        }));
    }
    let mut entries = before.entries;
    let mut after = before.after;
    let entry = law_taken(passage, now, via, &after)?;
    // It was made of this case.
    if let Ok(next) = apply(Some(after.clone()), &entry) {
        after = next;
        entries.push(entry);
    }
    Ok(Revised { entries, after })
}

/// What the clock owes of a case by the first day on which the law is otherwise
/// than the case knows, as much as one append takes.
///
/// # Errors
/// The case runs under another definition, or has an entry recorded later.
pub fn owed_before_law(
    passage: Passage<'_>,
    now: Timestamp,
    outside: Outside<'_>,
    case: &Case,
) -> Result<Owed, DecideError> {
    let zone = passage.new.zone;
    let midnight = |day: Date| zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible();
    let begins = first_day(passage).and_then(|day| midnight(day).ok());
    let begins = begins.map_or(now, |begins| begins.min(now));
    owed_before(passage.old, (now, begins), outside, case)
}

/// The entry by which a case takes over what has become of the law.
pub(super) fn law_taken(
    passage: Passage<'_>,
    now: Timestamp,
    via: &Name,
    case: &Case,
) -> Result<Entry, MoveError> {
    let (old, new) = (passage.old, passage.new);
    let date = now.to_zoned(new.zone.clone()).date();
    let actor = Name::from(ENGINE);
    let mut changes = Vec::new();
    let mut counted = case.clone();
    for deadline in in_order(&new.workflow.deadlines) {
        let id = &deadline.element.id;
        if stays_of(old, id) == stays_of(new, id) {
            continue;
        }
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
        keeper
            .take_stays(deadline)
            .map_err(|not| MoveError::NoPlace {
                case: case.id.clone(),
                from: case.revision,
                to: case.revision,
                obstacles: vec![Obstacle::Follows {
                    grounds: vec![not.ground],
                }],
            })?;
    }
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
            deadline: None,
            was: None,
            basis: Law::differing(old.law, new.law),
        },
    })
}

fn stays_of<'a>(definition: Definition<'a>, deadline: &Name) -> &'a [crate::ordinance::Stay] {
    definition.law.map_or(&[], |law| law.stills(deadline))
}

/// The first day on which a provision is law otherwise than was known.
fn first_day(passage: Passage<'_>) -> Option<Date> {
    let (old, new) = (passage.old.law, passage.new.law);
    let days = |law: Option<&Law>, name: &Name| -> BTreeSet<Date> {
        let footing = law.and_then(|law| law.footing(name));
        let force = footing.map(|footing| &footing.force);
        let stays = force.into_iter().flat_map(|force| &force.stays);
        let stays = stays.flat_map(|stay| [Some(stay.from), stay.until]);
        force
            .into_iter()
            .flat_map(|force| [force.from, force.repealed])
            .chain(stays)
            .flatten()
            .collect()
    };
    Law::differing(old, new)
        .iter()
        .filter_map(|name| {
            let (here, there) = (days(old, name), days(new, name));
            let first = here.symmetric_difference(&there).min().copied();
            // Only the provision by which it applies still differs.
            first.or_else(|| here.intersection(&there).min().copied())
        })
        .min()
}
