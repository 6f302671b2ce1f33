//! Deciding every entry of a trail again, under the law that the trail holds.
//!
//! Nothing is taken from the library at hand, from this machine's zones, or from
//! a store: workflow, rules, bodies, texts, calendars and zone are made of the
//! definitions of the trail. What decisions read from elsewhere is held to the
//! trail as well: the register of seats is built from the entries before, and
//! messages are held to those who sent them by [`crate::audit::verify`] itself.

mod closed;
mod register;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::audit::entry::Unsealed;
use crate::audit::hash::Hash;
use crate::audit::manifest::Manifest;
use crate::audit::verify::{Again, Redecide, TrailError};
use crate::check::facts_read;
use crate::diagnostic::Bilingual;
use crate::engine::revise::{Passage, again};
use crate::engine::{
    Case, CaseId, Content, Definition, Entry, ReplayError, SeatScope, replay, replay_with,
};
use crate::guard::Name;
use crate::library::Held;
use register::Seats;

/// How many workflows are kept loaded at once.
const MOST_LOADED: usize = 64;

/// Decides entries again; for [`Verifier::redeciding`].
///
/// It keeps the bytes of every definition, some workflows as they are loaded, the
/// changes of the register of seats, and a number for each case: nothing that
/// grows with the entries of a case.
///
/// [`Verifier::redeciding`]: crate::audit::verify::Verifier::redeciding
#[derive(Debug, Default)]
pub struct Redecider {
    definitions: BTreeMap<Hash, Vec<u8>>,
    manifests: BTreeMap<Hash, Manifest>,
    loaded: BTreeMap<Hash, Arc<Loaded>>,
    /// The manifests that could not be loaded; each is told once.
    lost: BTreeSet<Hash>,
    seats: Seats,
    /// When a case was last written, and how many changes the register had before
    /// what was recorded then.
    seen: BTreeMap<CaseId, Written>,
}

/// When a case was last written.
#[derive(Debug, Clone, Copy)]
struct Written {
    recorded: Timestamp,
    /// How many changes the register had before.
    seats: usize,
    /// How many it had after.
    then: usize,
}

/// A workflow as the trail's definitions make it.
#[derive(Debug)]
struct Loaded {
    held: Held,
    /// The facts whose value something reads.
    read: BTreeSet<Name>,
    /// What its decisions read of the register.
    scope: SeatScope,
}

impl Redecide for Redecider {
    fn definition(&mut self, hash: Hash, bytes: Vec<u8>) {
        self.definitions.insert(hash, bytes);
    }

    fn manifest(&mut self, hash: Hash, manifest: Manifest) {
        self.manifests.insert(hash, manifest);
    }

    fn entry(&mut self, before: Option<&Case>, unsealed: &Unsealed, hash: Hash) -> Again {
        let entry = &unsealed.entry;
        let since = match self.seen.get(&entry.case) {
            // What is recorded together was decided together.
            Some(last) if last.recorded == entry.recorded => last.seats,
            Some(last) => last.then,
            None => 0,
        };
        let again = self.again(before, unsealed, since);
        self.seats.take(entry, hash);
        let written = Written {
            recorded: entry.recorded,
            seats: since,
            then: self.seats.count(),
        };
        self.seen.insert(entry.case.clone(), written);
        again
    }
}

impl Redecider {
    fn again(&mut self, before: Option<&Case>, unsealed: &Unsealed, since: usize) -> Again {
        let entry = &unsealed.entry;
        let manifest = Hash(entry.manifest);
        let loaded = match self.load(manifest) {
            Ok(loaded) => loaded,
            Err(why) => return self.not_loaded(manifest, why),
        };
        let closed = !unsealed.erased.is_empty()
            || before.is_some_and(|case| closed::reads(case, &loaded.read));
        let definition = loaded.held.definition(entry.manifest);
        let left = match &entry.content {
            Content::Moved(moved) => Some(moved.leaves),
            Content::Recounted { leaves, .. } => Some(*leaves),
            _ => None,
        };
        if let (Some(left), Some(case)) = (left, before) {
            let old = match self.load(Hash(left)) {
                Ok(old) => old,
                Err(why) => return self.not_loaded(Hash(left), why),
            };
            let passage = Passage {
                old: old.held.definition(left),
                new: definition,
            };
            return match again(passage, case, entry) {
                Err(ReplayError::Semantics { .. }) => Again::Semantics,
                _ if closed => Again::Closed,
                Ok(()) => Again::Same,
                Err(error) => Again::Differs(TrailError::Decided(error)),
            };
        }
        let decided = match self.seats.erased(&loaded.scope) {
            // Of a register in which something was erased only what was read is known.
            true => replay(definition, before, entry).map(|_| false),
            false => self.seated(definition, before, entry, &loaded.scope, since),
        };
        match decided {
            Err(ReplayError::Semantics { .. }) => Again::Semantics,
            Err(ReplayError::Unopened { .. }) => Again::Outside,
            // Never passed, whatever comes out.
            _ if closed || self.seats.erased(&loaded.scope) => Again::Closed,
            Ok(true) => Again::Same,
            Ok(false) => Again::Differs(TrailError::Register),
            Err(error) => Again::Differs(TrailError::Decided(error)),
        }
    }

    /// That a manifest makes no workflow: the fault is told once.
    fn not_loaded(&mut self, manifest: Hash, why: Bilingual) -> Again {
        let first = self.lost.insert(manifest);
        Again::Unloaded(first.then_some(TrailError::Unloaded { manifest, why }))
    }

    /// Decides an entry again on the register as the log has it: as it is now, or
    /// as it was at some time since the case was last written, for a decision may
    /// be overtaken by a change of the register that it was not told of. False if
    /// it follows only from what the entry itself says of the register.
    fn seated(
        &self,
        definition: Definition<'_>,
        before: Option<&Case>,
        entry: &Entry,
        scope: &SeatScope,
        since: usize,
    ) -> Result<bool, ReplayError> {
        if *scope == SeatScope::Nothing && entry.register.is_empty() {
            return replay(definition, before, entry).map(|_| true);
        }
        let now = self.seats.now(scope);
        let failed = match replay_with(definition, before, entry, now) {
            Ok(_) => return Ok(true),
            Err(error) => error,
        };
        let earlier = self.seats.earlier(scope, since);
        for register in earlier {
            if replay_with(definition, before, entry, register).is_ok() {
                return Ok(true);
            }
        }
        match replay(definition, before, entry) {
            Ok(_) => Ok(false),
            Err(_) => Err(failed),
        }
    }

    /// The workflow of a manifest, made of the definitions of the trail.
    fn load(&mut self, hash: Hash) -> Result<Arc<Loaded>, Bilingual> {
        if let Some(loaded) = self.loaded.get(&hash) {
            return Ok(Arc::clone(loaded));
        }
        let missing = || {
            Bilingual::new(
                "내보낸 파일에 그 정의가 모두 들어 있지 않습니다",
                "the export does not hold all of its definitions",
            )
        };
        let manifest = self.manifests.get(&hash).ok_or_else(missing)?;
        let mut parts = Vec::new();
        for source in manifest.sources() {
            let bytes = self.definitions.get(&source.sha256).ok_or_else(missing)?;
            parts.push((source.kind.clone(), source.name.clone(), bytes.clone()));
        }
        let held = Held::of(&parts).map_err(|error| error.says())?;
        let loaded = Arc::new(Loaded {
            read: facts_read(&held.workflow),
            scope: SeatScope::of(&held.workflow),
            held,
        });
        if self.loaded.len() >= MOST_LOADED {
            self.loaded.pop_first();
        }
        self.loaded.insert(hash, Arc::clone(&loaded));
        Ok(loaded)
    }
}
