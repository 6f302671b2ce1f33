//! What is kept in memory beside a store.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use super::Opened;
use super::law::{Newer, newer};
use crate::audit::hash::Hash;
use crate::library::{Held, Library};

/// What is known of a store and one library beside what is in them: a service
/// that makes [`Cases`](super::Cases) anew for each request lets them share it.
#[derive(Debug)]
pub struct Shared {
    /// Definitions that were read, by the hash of their manifest.
    definitions: Mutex<BTreeMap<Hash, Arc<Held>>>,
    /// What they come to by the law as the library has it, where it differs.
    laws: Mutex<BTreeMap<Hash, Option<Arc<Newer>>>>,
    /// Whether messages may wait that nobody has looked for.
    pub(in crate::service) waiting: AtomicBool,
}

impl Default for Shared {
    fn default() -> Self {
        Shared {
            definitions: Mutex::default(),
            laws: Mutex::default(),
            waiting: AtomicBool::new(true),
        }
    }
}

impl Shared {
    /// What a case runs under by the law as the library has it, where that differs
    /// from what it knows: found out once for each definition.
    pub(super) fn newer(&self, library: &Library, opened: &Opened) -> Option<Arc<Newer>> {
        let manifest = Hash(opened.case.manifest);
        let lock = || self.laws.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&manifest) {
            return known.clone();
        }
        let newer = newer(library, &opened.held).map(Arc::new);
        lock().insert(manifest, newer.clone());
        newer
    }

    pub(super) fn get(&self, manifest: &Hash) -> Option<Arc<Held>> {
        let known = self
            .definitions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.get(manifest).cloned()
    }

    pub(super) fn put(&self, manifest: Hash, held: &Arc<Held>) {
        let mut known = self
            .definitions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.insert(manifest, Arc::clone(held));
    }
}
