//! Links between cases: what one takes is what the other sent.

use std::collections::BTreeMap;

use super::TrailError;
use crate::audit::hash::Hash;
use crate::engine::child::{Body, Opening, Sent, child_id};
use crate::engine::{CaseId, Content, Entry, Given};
use crate::guard::Value;

/// Messages that were sent and not yet taken, by sender, case and number.
#[derive(Debug, Default)]
pub(super) struct Links {
    waiting: BTreeMap<(CaseId, CaseId, u64), Letter>,
    taken: u64,
}

#[derive(Debug)]
struct Letter {
    entry: Hash,
    seq: u64,
    sent: Sent,
}

impl Links {
    /// How many messages were taken.
    pub(super) const fn taken(&self) -> u64 {
        self.taken
    }

    /// Holds what an entry takes to what was sent, and takes note of what it
    /// sends itself.
    pub(super) fn entry(&mut self, entry: &Entry, hash: Hash) -> Vec<TrailError> {
        let mut errors = Vec::new();
        match &entry.content {
            Content::Opened {
                workflow,
                given,
                origin: Some(origin),
                ..
            } => {
                let body = Body::Open(Opening {
                    name: origin.name.clone(),
                    workflow: workflow.clone(),
                    manifest: entry.manifest,
                    at: origin.at.clone(),
                    state: origin.state.clone(),
                    row: origin.row,
                    generation: origin.generation,
                    given: given.clone(),
                });
                let source = (origin.seq, Hash(origin.entry));
                errors.extend(self.take(&origin.case, &entry.case, 1, source, &body));
            }
            Content::Received {
                from,
                source,
                entry: sender,
                number,
                body,
                ..
            } => {
                let source = (*source, Hash(*sender));
                errors.extend(self.take(from, &entry.case, *number, source, body));
            }
            Content::Unopened {
                child,
                source,
                entry: own,
                ..
            } => errors.extend(self.undone(&entry.case, child, *source, Hash(*own))),
            _ => {}
        }
        for (place, sent) in (0u64..).zip(&entry.sends) {
            if let Body::Open(opening) = &sent.body
                && sent.to != child_id(&entry.case, entry.seq, place, &opening.workflow)
            {
                errors.push(differs(&entry.case, hash));
            }
            let key = (entry.case.clone(), sent.to.clone(), sent.number);
            let letter = Letter {
                entry: hash,
                seq: entry.seq,
                sent: sent.clone(),
            };
            self.waiting.insert(key, letter);
        }
        errors
    }

    fn take(
        &mut self,
        from: &CaseId,
        to: &CaseId,
        number: u64,
        (seq, entry): (u64, Hash),
        body: &Body,
    ) -> Option<TrailError> {
        let key = (from.clone(), to.clone(), number);
        let Some(letter) = self.waiting.remove(&key) else {
            return Some(TrailError::MessageWithoutSource {
                from: from.clone(),
                hash: entry,
            });
        };
        self.taken = self.taken.saturating_add(1);
        let same = letter.seq == seq && letter.entry == entry && says(&letter.sent.body, body);
        (!same).then(|| differs(from, entry))
    }

    /// A child that could not be opened takes nothing any more.
    fn undone(&mut self, case: &CaseId, child: &CaseId, seq: u64, own: Hash) -> Option<TrailError> {
        let (first, last) = (
            (case.clone(), child.clone(), 0),
            (case.clone(), child.clone(), u64::MAX),
        );
        let all: Vec<_> = self
            .waiting
            .range(first..=last)
            .map(|(key, _)| key.clone())
            .collect();
        let mut opening = None;
        for key in all {
            let letter = self.waiting.remove(&key);
            opening = opening.or(letter);
        }
        match opening {
            Some(letter) if letter.seq == seq && letter.entry == own => None,
            Some(_) => Some(differs(case, own)),
            None => Some(TrailError::MessageWithoutSource {
                from: case.clone(),
                hash: own,
            }),
        }
    }
}

fn differs(from: &CaseId, hash: Hash) -> TrailError {
    TrailError::MessageDiffers {
        from: from.clone(),
        hash,
    }
}

/// Whether two messages say the same. Of a value that was erased on either side
/// nothing can be told.
fn says(sent: &Body, taken: &Body) -> bool {
    let (Body::Open(sent), Body::Open(taken)) = (sent, taken) else {
        return sent == taken;
    };
    let bare = |opening: &Opening| Opening {
        given: Given::new(),
        ..opening.clone()
    };
    let same =
        |one: &Value, two: &Value| one == two || *one == Value::Erased || *two == Value::Erased;
    bare(sent) == bare(taken)
        && sent.given.len() == taken.given.len()
        && sent
            .given
            .iter()
            .zip(&taken.given)
            .all(|((one, left), (two, right))| one == two && same(left, right))
}
