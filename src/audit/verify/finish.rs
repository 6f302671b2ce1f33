//! What can be checked only once the whole file was read.

use super::{Again, Checked, Group, NotChecked, TrailError, Verifier};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::export::Header;
use crate::audit::hash::Hash;
use crate::audit::own::Keys;
use std::collections::BTreeMap;

impl Verifier {
    pub(super) fn check_counts(&mut self, header: &Header) {
        let [definitions, manifests, leaves] = self.found;
        for (group, stated, found) in [
            (Group::Definitions, header.definitions, definitions),
            (Group::Manifests, header.manifests, manifests),
            (Group::Leaves, header.size, leaves),
        ] {
            if stated != found {
                self.fault_of_file(TrailError::Count {
                    group,
                    stated,
                    found,
                });
            }
        }
    }

    /// Takes note of what came of deciding an entry again.
    pub(super) fn count_again(&mut self, again: Option<Again>) -> Option<TrailError> {
        let (_, redecided) = self.redecide.as_mut()?;
        redecided.count(again)
    }

    pub(super) fn check_use(&mut self) {
        let unused: Vec<Hash> = self
            .definitions
            .iter()
            .chain(&self.manifests)
            .filter(|(_, used)| !**used)
            .map(|(hash, _)| *hash)
            .collect();
        for hash in unused {
            self.fault_of_file(TrailError::Unused { hash });
        }
    }

    /// The checkpoints that hold.
    pub(super) fn check_checkpoints(&mut self) -> Vec<Checkpoint> {
        let mut good = Vec::new();
        let mut seen: BTreeMap<u64, Hash> = BTreeMap::new();
        for checkpoint in std::mem::take(&mut self.against.checkpoints) {
            let head = checkpoint.head();
            let size = head.size;
            let error = match (self.signed(&checkpoint), self.roots.get(&size)) {
                // The log has no genesis, which is a fault already.
                (None, _) => continue,
                (Some(signed), root) => match (signed, root) {
                    (Err(error), _) => TrailError::signature(size, error),
                    // Two that contradict each other show more than either.
                    (Ok(()), _) if *seen.entry(size).or_insert(head.root) != head.root => {
                        TrailError::Forked { size }
                    }
                    (Ok(()), Some(Some(root))) if *root == head.root => {
                        good.push(checkpoint);
                        continue;
                    }
                    (Ok(()), Some(Some(_))) => TrailError::Root { size },
                    (Ok(()), _) => TrailError::Short {
                        size,
                        found: self.tree.size(),
                    },
                },
            };
            self.fault_of_file(error);
        }
        good
    }

    pub(super) fn scope(
        &self,
        checkpoints: &[u64],
        given: bool,
    ) -> (Vec<Checked>, Vec<NotChecked>) {
        let cases = self.cases.len() as u64;
        let mut checked = vec![
            Checked::Form { lines: self.lines },
            Checked::Definitions {
                definitions: self.definitions.len() as u64,
                manifests: self.manifests.len() as u64,
            },
            Checked::Chains {
                cases,
                entries: self.entries,
            },
            Checked::Values {
                values: self.values,
            },
        ];
        let mut not_checked = Vec::new();
        if self.against.rebuild {
            checked.push(Checked::Rebuilt { cases });
        } else {
            not_checked.push(NotChecked::Rebuilt);
        }
        if self.own_entries > 0 {
            checked.push(Checked::Own {
                entries: self.own_entries,
                keys: self.keys.iter().flat_map(Keys::all).count() as u64,
            });
        }
        if self.links.taken() > 0 {
            checked.push(Checked::Messages {
                messages: self.links.taken(),
            });
        }
        checked.extend(
            checkpoints
                .iter()
                .map(|size| Checked::Checkpoint { size: *size }),
        );
        match checkpoints.last() {
            None if given => not_checked.push(NotChecked::CheckpointsFail),
            None => not_checked.push(NotChecked::Checkpoint),
            Some(size) if *size < self.tree.size() => not_checked.push(NotChecked::Tail {
                size: *size,
                leaves: self.tree.size() - size,
            }),
            Some(_) => {}
        }
        if self.against.key.is_some() {
            checked.push(Checked::Key);
        } else {
            not_checked.push(NotChecked::Key);
        }
        let erased = self.erasures.erased();
        if erased > 0 {
            not_checked.push(NotChecked::Erased {
                values: erased,
                by: self.erasures.told().to_vec(),
            });
        }
        if self.closed > erased {
            not_checked.push(NotChecked::Withheld {
                values: self.closed - erased,
            });
        }
        match &self.redecide {
            None => not_checked.push(NotChecked::Decisions),
            Some((_, redecided)) => redecided.scope(&mut checked, &mut not_checked),
        }
        (checked, not_checked)
    }
}
