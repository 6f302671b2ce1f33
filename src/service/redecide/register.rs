//! The register of seats as the entries of a log make it, at any time of the log.

use crate::audit::hash::Hash;
use crate::engine::{Entry, Register, SeatEffect, SeatEntry, SeatScope};

/// How many changes of the register may overtake one decision.
const MOST_OVERTAKING: usize = 256;

/// Every change of the register, in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Seats {
    changes: Vec<SeatEntry>,
}

impl Seats {
    /// Takes note of what an entry changes.
    pub(super) fn take(&mut self, entry: &Entry, hash: Hash) {
        let effects = entry.content.steps().iter().flat_map(|step| &step.seats);
        self.changes.extend(effects.map(|effect| SeatEntry {
            effect: effect.clone(),
            entry: hash.0,
            case: entry.case.clone(),
            seq: entry.seq,
        }));
    }

    /// How many changes there are.
    pub(super) const fn count(&self) -> usize {
        self.changes.len()
    }

    /// Whether a change that matters can no longer be read.
    pub(super) fn erased(&self, scope: &SeatScope) -> bool {
        let erased = |change: &SeatEntry| matches!(change.effect, SeatEffect::Erased { .. });
        of_scope(&self.changes, scope).any(erased)
    }

    /// The register as it is now.
    pub(super) fn now(&self, scope: &SeatScope) -> Register {
        Register::of(of_scope(&self.changes, scope))
    }

    /// The register as it was before each of the changes after the first `since`,
    /// the latest first, and not all of very many.
    pub(super) fn earlier<'a>(
        &'a self,
        scope: &'a SeatScope,
        since: usize,
    ) -> impl Iterator<Item = Register> + 'a {
        let before = (since..self.changes.len()).rev().take(MOST_OVERTAKING);
        before.map(move |count| {
            let changes = self.changes.get(..count).unwrap_or_default();
            Register::of(of_scope(changes, scope))
        })
    }
}

fn of_scope<'a>(
    changes: &'a [SeatEntry],
    scope: &'a SeatScope,
) -> impl Iterator<Item = &'a SeatEntry> {
    changes.iter().filter(move |change| match scope {
        SeatScope::Nothing => false,
        SeatScope::Bodies(bodies) => bodies.contains(change.effect.body()),
        SeatScope::Everything => true,
    })
}
