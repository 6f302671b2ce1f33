//! Who else has seen the heads that the trail is held to.

use super::{Checked, NotChecked, TrailError, Verifier};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::WitnessKey;
use std::collections::BTreeSet;

/// That a witness saw a head.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Witnessed {
    /// The size of the head.
    pub size: u64,
    /// The name of the witness.
    pub name: String,
    /// When, in seconds since 1970.
    pub time: u64,
}

/// Who of these witnesses has cosigned one head, on any of these checkpoints of it,
/// and what is wrong with that: a signature that is not of the witness that it names,
/// or fewer of them than are needed.
pub fn witnesses_of(
    checkpoints: &[&Checkpoint],
    witnesses: &[WitnessKey],
    needed: Option<u64>,
) -> (Vec<Witnessed>, Vec<TrailError>) {
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    // One key under two names is one witness.
    let mut distinct = BTreeSet::new();
    for checkpoint in checkpoints {
        let size = checkpoint.head().size;
        for witness in witnesses {
            let name = witness.name().to_owned();
            match witness.cosigned(checkpoint.note()) {
                Ok(Some(time)) => {
                    distinct.insert(*witness.bytes());
                    all.push(Witnessed { size, name, time });
                }
                Ok(None) => {}
                Err(_) => errors.push(TrailError::Cosignature { size, name }),
            }
        }
    }
    let found = distinct.len() as u64;
    let size = checkpoints.first().map_or(0, |one| one.head().size);
    if let Some(needed) = needed.filter(|needed| found < *needed) {
        errors.push(TrailError::Witnesses {
            size,
            needed,
            found,
        });
    }
    all.sort();
    all.dedup();
    (all, errors)
}

impl Verifier {
    /// Counts the cosignatures of the witnesses that were named over the checkpoints
    /// that hold. As many as are needed must stand on the largest of them, which
    /// speaks for everything before it.
    pub(super) fn check_witnesses(&mut self, good: &[Checkpoint]) -> Vec<Witnessed> {
        let witnesses = std::mem::take(&mut self.against.witnesses);
        let mut all = Vec::new();
        let mut of_largest = BTreeSet::new();
        let largest = good.iter().map(|one| one.head().size).max();
        for checkpoint in good {
            let size = checkpoint.head().size;
            for witness in &witnesses {
                match witness.cosigned(checkpoint.note()) {
                    Ok(Some(time)) => {
                        if Some(size) == largest {
                            // One key under two names is one witness.
                            of_largest.insert(*witness.bytes());
                        }
                        all.push(Witnessed {
                            size,
                            name: witness.name().to_owned(),
                            time,
                        });
                    }
                    Ok(None) => {}
                    Err(_) => self.fault_of_file(TrailError::Cosignature {
                        size,
                        name: witness.name().to_owned(),
                    }),
                }
            }
        }
        let found = of_largest.len() as u64;
        if let Some(needed) = self.against.witnesses_needed
            && found < needed
        {
            self.fault_of_file(TrailError::Witnesses {
                size: largest.unwrap_or(0),
                needed,
                found,
            });
        }
        all.sort();
        all.dedup();
        all
    }

    pub(super) fn tell_witnesses(
        &self,
        witnessed: &[Witnessed],
        checked: &mut Vec<Checked>,
        not_checked: &mut Vec<NotChecked>,
    ) {
        for one in witnessed {
            checked.push(Checked::Witnessed(one.clone()));
        }
        if witnessed.is_empty() {
            not_checked.push(NotChecked::Witnesses);
        }
    }
}
