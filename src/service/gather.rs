//! Reading a trail into what exports to other programs are made of.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::audit::hash::Hash;
use crate::audit::manifest::Manifest;
use crate::audit::verify::{Listen, TrailError};
use crate::engine::Entry;
use crate::library::Held;
use crate::report::exchange::{Record, Trail};

/// Gathers a trail while it is verified; a copy of it listens
/// ([`Verifier::telling`](crate::audit::verify::Verifier::telling)), and this one
/// gives what was heard. All entries are held at once.
#[derive(Debug, Clone, Default)]
pub struct Gathering(Rc<RefCell<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    definitions: BTreeMap<Hash, Vec<u8>>,
    manifests: BTreeMap<Hash, Manifest>,
    records: Vec<Record>,
}

impl Listen for Gathering {
    fn definition(&mut self, hash: Hash, bytes: &[u8]) {
        let mut heard = self.0.borrow_mut();
        heard.definitions.insert(hash, bytes.to_vec());
    }

    fn manifest(&mut self, hash: Hash, manifest: &Manifest) {
        let mut heard = self.0.borrow_mut();
        heard.manifests.insert(hash, manifest.clone());
    }

    fn entry(&mut self, entry: &Entry, hash: Hash, index: u64) {
        self.0.borrow_mut().records.push(Record {
            entry: entry.clone(),
            hash,
            index,
        });
    }
}

impl Gathering {
    /// The trail of a log, as it was heard.
    ///
    /// # Errors
    /// Definitions under which something was decided do not make a workflow.
    pub fn into_trail(self, log: &str) -> Result<Trail, TrailError> {
        let heard = std::mem::take(&mut *self.0.borrow_mut());
        let used: BTreeSet<_> = heard.records.iter().map(|one| one.entry.manifest).collect();
        let mut trail = Trail {
            log: log.to_owned(),
            records: heard.records,
            ..Trail::default()
        };
        for digest in used {
            let manifest = Hash(digest);
            let sources = heard.manifests.get(&manifest).map(Manifest::sources);
            let parts: Vec<_> = sources
                .unwrap_or_default()
                .iter()
                .filter_map(|source| {
                    let bytes = heard.definitions.get(&source.sha256)?.clone();
                    Some((source.kind.clone(), source.name.clone(), bytes))
                })
                .collect();
            let held = Held::of(&parts).map_err(|error| TrailError::Unloaded {
                manifest,
                why: error.says(),
            })?;
            trail.workflows.insert(digest, Arc::new(held.workflow));
        }
        Ok(trail)
    }
}
