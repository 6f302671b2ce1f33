//! Values that are gone: which erasure says so, and which nothing says so of.

use std::collections::{BTreeMap, BTreeSet};

use super::TrailError;
use crate::audit::hash::Hash;
use crate::engine::{CaseId, Content, Entry};
use crate::guard::Name;

/// An entry that erased values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureSeen {
    /// The case.
    pub case: CaseId,
    /// The entry, by its place within the case.
    pub seq: u64,
    /// How many values it removed.
    pub values: u64,
    /// The facts that it names.
    pub facts: Vec<Name>,
    /// The legal basis.
    pub basis: Vec<Name>,
}

/// What was met of values that are gone.
#[derive(Debug, Default)]
pub(super) struct Erasures {
    /// By case and entry: its hash, and the places without an opening that no
    /// erasure has named yet.
    closed: BTreeMap<CaseId, BTreeMap<u64, (Hash, BTreeSet<String>)>>,
    told: Vec<ErasureSeen>,
}

impl Erasures {
    /// Takes note of what an entry has no opening of, and holds an erasure to what
    /// the entries before it have lost.
    pub(super) fn entry(
        &mut self,
        entry: &Entry,
        hash: Hash,
        closed: Vec<String>,
    ) -> Option<TrailError> {
        let of_case = self.closed.entry(entry.case.clone()).or_default();
        if !closed.is_empty() {
            of_case.insert(entry.seq, (hash, closed.into_iter().collect()));
        }
        let Content::Erased {
            facts,
            removed,
            basis,
            ..
        } = &entry.content
        else {
            return None;
        };
        let (mut values, mut fault) = (0_u64, None);
        for one in removed {
            for path in &one.paths {
                let gone = of_case
                    .get_mut(&one.seq)
                    .filter(|(hash, _)| hash.0 == one.entry)
                    .is_some_and(|(_, places)| places.remove(&**path));
                if gone {
                    values = values.saturating_add(1);
                } else {
                    fault.get_or_insert_with(|| TrailError::Erasure {
                        seq: one.seq,
                        path: path.to_string(),
                    });
                }
            }
        }
        self.told.push(ErasureSeen {
            case: entry.case.clone(),
            seq: entry.seq,
            values,
            facts: facts.clone(),
            basis: basis.clone(),
        });
        fault
    }

    /// How many values erasures removed.
    pub(super) fn erased(&self) -> u64 {
        self.told.iter().map(|one| one.values).sum()
    }

    /// The erasures, in the order of the log.
    pub(super) fn told(&self) -> &[ErasureSeen] {
        &self.told
    }

    pub(super) fn into_told(self) -> Vec<ErasureSeen> {
        self.told
    }
}
