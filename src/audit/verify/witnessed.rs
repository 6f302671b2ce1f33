//! Who else has seen the heads that the trail is held to.

use super::{Checked, NotChecked, TrailError, Verifier};
use crate::audit::checkpoint::Checkpoint;
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
