//! Deciding a recorded move or recount again.

use super::law::law_taken;
use super::moved::{MoveError, Passage, moved};
use super::recount::one;
use crate::engine::replay::between;
use crate::engine::world::{Definition, Outside};
use crate::engine::{Case, Content, Entry, Register, ReplayError, Semantics, world_of};

/// Decides an entry again that took a case from one definition to another, and
/// holds the result to it.
///
/// # Errors
/// It cannot be decided again, or comes out otherwise.
pub fn again(passage: Passage<'_>, before: &Case, entry: &Entry) -> Result<(), ReplayError> {
    let semantics = Semantics::numbered(entry.semantics).ok_or(ReplayError::Semantics {
        seq: entry.seq,
        found: entry.semantics,
    })?;
    let passage = Passage {
        old: Definition {
            semantics,
            ..passage.old
        },
        new: Definition {
            semantics,
            ..passage.new
        },
    };
    let (now, via) = (entry.recorded, &entry.subject.via);
    let register = Register::of_rows(entry.register.clone());
    let world = world_of(passage.new, entry, register.clone());
    let outside = Outside {
        children: &world.children,
        register: &register,
    };
    let decided = match &entry.content {
        Content::Moved(_) => moved(passage, now, outside, via, before).map(|(again, _)| again),
        // Without a deadline, and for provisions: the law has changed.
        Content::Recounted {
            deadline: None,
            basis,
            ..
        } if !basis.is_empty() => law_taken(passage, now, via, before),
        Content::Recounted { deadline, .. } => {
            let deadline = deadline.as_ref().and_then(|name| {
                let mut all = passage.new.workflow.deadlines.iter();
                all.find(|it| it.element.id == *name)
            });
            one(passage.new, now, via, before, deadline)
        }
        _ => return Err(ReplayError::NotOwed { seq: entry.seq }),
    };
    match decided {
        Ok(again) if again == *entry => Ok(()),
        Ok(again) => Err(ReplayError::Differs {
            seq: entry.seq,
            differences: between(entry, &again),
        }),
        Err(MoveError::Decide(error)) => Err(error.into()),
        Err(MoveError::NoPlace { obstacles, .. }) => Err(ReplayError::NoPlace {
            seq: entry.seq,
            obstacles,
        }),
    }
}
