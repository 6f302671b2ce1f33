//! A store in memory: for tests, demonstrations, and trying things.

use std::collections::{BTreeMap, BTreeSet};
use std::future::ready;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::contract::{
    Append, Appended, CLEARED_AT_ONCE, CaseFilter, KeptOnce, LogIdentity, LogLeaf, Once, Pending,
    Reminder, Reminds, SeatList, Store, StoredCase, StoredContent, StoredEntry, TreeHead, Waking,
};
use super::error::{ContentKind, Location, StoreError};
use super::messages::{MessageKey, Waiting, gone};
use super::own::{OWN, OwnAppend, moved};
use super::snapshot;
use crate::audit::Hash;
use crate::audit::hash::content_hash;
use crate::audit::merkle::{Frontier, leaf_hash};
use crate::engine::{Case, CaseId, SeatEntry};
use crate::guard::Name;

/// A store that lives as long as its value.
pub struct MemoryStore {
    log: LogIdentity,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    closed: bool,
    frontier: Frontier,
    leaves: Vec<LogLeaf>,
    cases: BTreeMap<CaseId, Kept>,
    definitions: BTreeMap<Hash, Vec<u8>>,
    manifests: BTreeMap<Hash, Manifest>,
    /// The cases on which the clock will act, by moment.
    waking: BTreeSet<Waking>,
    /// How far the clock was set.
    clock: Option<Timestamp>,
    /// Of what each case reminds, when, and whether that was given.
    reminders: BTreeMap<(CaseId, Name), (Timestamp, bool)>,
    seats: Vec<SeatEntry>,
    /// Messages that wait, by place.
    outbox: BTreeMap<u64, MessageKey>,
    /// How many were ever sent.
    sent: u64,
    once: BTreeMap<(Name, Name), KeptOnce>,
    /// Where the entries of the log itself are, in order.
    own: Vec<usize>,
    cosigned: Option<Vec<u8>>,
    /// The same keys by the time at which they run out.
    running: BTreeSet<(Timestamp, Name, Name)>,
}

struct Kept {
    now: StoredCase,
    /// Where its entries are in the log, in order.
    leaves: Vec<usize>,
}

struct Manifest {
    bytes: Vec<u8>,
    definitions: Vec<Hash>,
    /// The first leaf that names it.
    first: Option<u64>,
}

impl MemoryStore {
    /// A fresh store with its genesis as leaf 0.
    pub fn create(log: LogIdentity) -> Self {
        let mut state = State::default();
        state.frontier.append(log.hash());
        state.leaves.push(LogLeaf {
            index: 0,
            case: None,
            bytes: log.genesis.clone(),
            hash: log.hash(),
            openings: Vec::new(),
        });
        MemoryStore {
            log,
            state: Mutex::new(state),
        }
    }

    fn location() -> Location {
        "memory".into()
    }

    /// The state; no method leaves it half changed.
    fn locked(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            Err(StoreError::Closed {
                store: Self::location(),
            })
        } else {
            Ok(state)
        }
    }

    fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Pending<'_, T> {
        let result = self.locked().and_then(|mut state| act(&mut state));
        Box::pin(ready(result))
    }
}

impl State {
    fn append(&mut self, append: Append, once: Option<Once>) -> Result<Vec<Appended>, StoreError> {
        append.check()?;
        // The memory store keeps only what every store could keep.
        snapshot::to_bytes(&append.after).map_err(|error| StoreError::Unfit {
            case: append.case.clone(),
            fault: error.into(),
        })?;
        if let Some(once) = &once
            && let Some(kept) = self.kept_once(&once.scope, &once.key, once.now)
        {
            return Err(StoreError::KeyTaken { case: kept.case });
        }
        let found = self
            .cases
            .get(&append.case)
            .map_or(0, |kept| kept.now.case.seq);
        if found != append.expected_seq {
            return Err(StoreError::Stale {
                case: append.case,
                expected: append.expected_seq,
                found,
            });
        }
        for entry in &append.entries {
            if !self.manifests.contains_key(&entry.manifest) {
                return Err(StoreError::Missing {
                    kind: ContentKind::Manifest,
                    hash: entry.manifest,
                });
            }
        }
        let known = u64::try_from(self.seats.len()).unwrap_or(u64::MAX);
        if let Some(expected) = append.register
            && !append.seats.is_empty()
            && expected != known
        {
            return Err(StoreError::RegisterMoved {
                expected,
                found: known,
            });
        }
        let mut taken = Vec::with_capacity(append.takes.len());
        for key in &append.takes {
            let waits = self.outbox.iter().find(|(_, waiting)| *waiting == key);
            taken.push(*waits.ok_or_else(|| gone(key))?.0);
        }
        // Nothing fails from here on.
        for place in taken {
            self.outbox.remove(&place);
        }
        for key in append.sends {
            self.sent = self.sent.saturating_add(1);
            self.outbox.insert(self.sent, key);
        }
        if let Some(kept) = self.cases.get(&append.case) {
            for erased in &append.erases {
                let at = usize::try_from(erased.seq.saturating_sub(1)).unwrap_or(usize::MAX);
                let leaf = kept
                    .leaves
                    .get(at)
                    .and_then(|leaf| self.leaves.get_mut(*leaf));
                if let Some(leaf) = leaf {
                    leaf.openings.clone_from(&erased.left);
                }
                for kept in self.once.values_mut() {
                    if kept.case == append.case
                        && kept.first <= erased.seq
                        && erased.seq <= kept.last
                    {
                        kept.request = Hash([0; 32]);
                    }
                }
            }
        }
        let mut head = Hash([0; 32]);
        let mut places = Vec::with_capacity(append.entries.len());
        let mut appended = Vec::with_capacity(append.entries.len());
        for (case_seq, entry) in (append.expected_seq.saturating_add(1)..).zip(append.entries) {
            let index = self.frontier.size();
            head = entry.sealed.hash;
            places.push(self.leaves.len());
            appended.push(Appended {
                case_seq,
                hash: head,
                index: Some(index),
            });
            if let Some(manifest) = self.manifests.get_mut(&entry.manifest) {
                manifest.first.get_or_insert(index);
            }
            let of_entry = append.seats.iter().filter(|change| change.seq == case_seq);
            self.seats.extend(of_entry.map(|change| SeatEntry {
                effect: change.effect.clone(),
                entry: head.0,
                case: append.case.clone(),
                seq: case_seq,
            }));
            self.frontier.append(head);
            self.leaves.push(LogLeaf {
                index,
                case: Some(append.case.clone()),
                bytes: entry.sealed.bytes,
                hash: head,
                openings: entry.sealed.openings,
            });
        }
        let waking = |case: &Case| {
            case.deadlines.next_moment().map(|at| Waking {
                at,
                case: case.id.clone(),
            })
        };
        if let Some(before) = self.cases.get(&append.case)
            && let Some(waking) = waking(&before.now.case)
        {
            self.waking.remove(&waking);
        }
        self.waking.extend(waking(&append.after));
        for Reminds { deadline, at } in append.reminds {
            let key = (append.case.clone(), deadline);
            let kept = self.reminders.get(&key);
            match at {
                Some(at) if kept.is_none_or(|(before, _)| *before != at) => {
                    self.reminders.insert(key, (at, false));
                }
                Some(_) => {}
                None => {
                    self.reminders.remove(&key);
                }
            }
        }
        if let Some(once) = once {
            self.keep_once(once, &append.case, append.expected_seq, append.after.seq);
        }
        let now = StoredCase {
            case: append.after,
            head,
        };
        match self.cases.get_mut(&append.case) {
            Some(kept) => {
                kept.now = now;
                kept.leaves.append(&mut places);
            }
            None => {
                let leaves = places;
                self.cases.insert(append.case, Kept { now, leaves });
            }
        }
        Ok(appended)
    }

    fn append_own(&mut self, append: OwnAppend) -> Result<Appended, StoreError> {
        if let Some(once) = &append.once
            && let Some(kept) = self.kept_once(&once.scope, &once.key, once.now)
        {
            return Err(StoreError::KeyTaken { case: kept.case });
        }
        let found = u64::try_from(self.own.len()).unwrap_or(u64::MAX);
        if found != append.expected_seq {
            return Err(moved(append.expected_seq, found));
        }
        let index = self.frontier.size();
        if let Some(hash) = append.manifest {
            match self.manifests.get_mut(&hash) {
                Some(manifest) => manifest.first.get_or_insert(index),
                None => {
                    let kind = ContentKind::Manifest;
                    return Err(StoreError::Missing { kind, hash });
                }
            };
        }
        let hash = leaf_hash(&append.bytes);
        self.own.push(self.leaves.len());
        self.frontier.append(hash);
        self.leaves.push(LogLeaf {
            index,
            case: None,
            bytes: append.bytes,
            hash,
            openings: Vec::new(),
        });
        let seq = found.saturating_add(1);
        if let Some(once) = append.once {
            self.keep_once(once, &OWN.into(), found, seq);
        }
        Ok(Appended {
            case_seq: seq,
            hash,
            index: Some(index),
        })
    }

    fn kept_once(&self, scope: &Name, key: &Name, now: Timestamp) -> Option<KeptOnce> {
        let kept = self.once.get(&(scope.clone(), key.clone()))?;
        (kept.until > now).then(|| kept.clone())
    }

    fn keep_once(&mut self, once: Once, case: &CaseId, before: u64, last: u64) {
        for _ in 0..CLEARED_AT_ONCE {
            match self.running.first() {
                Some((until, ..)) if *until <= once.now => {
                    if let Some((_, scope, key)) = self.running.pop_first() {
                        self.once.remove(&(scope, key));
                    }
                }
                _ => break,
            }
        }
        let kept = KeptOnce {
            request: once.request,
            case: case.clone(),
            first: before.saturating_add(1),
            last,
            until: once.until,
        };
        let (scope, key) = (once.scope, once.key);
        if let Some(old) = self.once.insert((scope.clone(), key.clone()), kept) {
            self.running
                .remove(&(old.until, scope.clone(), key.clone()));
        }
        self.running.insert((once.until, scope, key));
    }

    fn entries(&self, case: &CaseId, after: u64, limit: usize) -> Vec<StoredEntry> {
        let kept = self.cases.get(case);
        self.entries_at(kept.map_or(&[], |kept| &kept.leaves), after, limit)
    }

    fn entries_at(&self, places: &[usize], after: u64, limit: usize) -> Vec<StoredEntry> {
        (1u64..)
            .zip(places)
            .skip(usize::try_from(after).unwrap_or(usize::MAX))
            .take(limit)
            .filter_map(|(case_seq, at)| {
                let leaf = self.leaves.get(*at)?;
                Some(StoredEntry {
                    case_seq,
                    bytes: leaf.bytes.clone(),
                    hash: leaf.hash,
                    index: Some(leaf.index),
                    openings: leaf.openings.clone(),
                })
            })
            .collect()
    }

    fn used(&self, size: u64) -> impl Iterator<Item = (&Hash, &Manifest)> {
        self.manifests
            .iter()
            .filter(move |(_, manifest)| manifest.first.is_some_and(|first| first < size))
    }
}

impl Store for MemoryStore {
    fn log(&self) -> &LogIdentity {
        &self.log
    }

    fn append(&self, append: Append) -> Pending<'_, Vec<Appended>> {
        self.with(|state| state.append(append, None))
    }

    fn append_once(&self, append: Append, once: Once) -> Pending<'_, Vec<Appended>> {
        self.with(|state| state.append(append, Some(once)))
    }

    fn kept_once(&self, scope: &Name, key: &Name, now: Timestamp) -> Pending<'_, Option<KeptOnce>> {
        self.with(|state| Ok(state.kept_once(scope, key, now)))
    }

    fn case(&self, id: &CaseId) -> Pending<'_, Option<StoredCase>> {
        self.with(|state| Ok(state.cases.get(id).map(|kept| kept.now.clone())))
    }

    fn cases(
        &self,
        filter: CaseFilter,
        after: Option<CaseId>,
        limit: usize,
    ) -> Pending<'_, Vec<StoredCase>> {
        self.with(|state| {
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            Ok(state
                .cases
                .range((from, Bound::Unbounded))
                .map(|(_, kept)| &kept.now)
                .filter(|stored| filter.admits(&stored.case))
                .take(limit)
                .cloned()
                .collect())
        })
    }

    fn entries(&self, case: &CaseId, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>> {
        self.with(|state| Ok(state.entries(case, after, limit)))
    }

    fn seats(&self, bodies: Option<Vec<Name>>) -> Pending<'_, SeatList> {
        self.with(|state| {
            let asked = |change: &&SeatEntry| {
                bodies
                    .as_ref()
                    .is_none_or(|bodies| bodies.contains(change.effect.body()))
            };
            Ok(SeatList {
                count: u64::try_from(state.seats.len()).unwrap_or(u64::MAX),
                changes: state.seats.iter().filter(asked).cloned().collect(),
            })
        })
    }

    fn waiting(&self, after: u64, limit: usize) -> Pending<'_, Vec<Waiting>> {
        self.with(|state| {
            let later = (Bound::Excluded(after), Bound::Unbounded);
            let page = state.outbox.range(later).take(limit);
            Ok(page
                .map(|(place, key)| Waiting {
                    place: *place,
                    key: key.clone(),
                })
                .collect())
        })
    }

    fn leaves(&self, from: u64, limit: usize) -> Pending<'_, Vec<LogLeaf>> {
        self.with(|state| {
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            Ok(state
                .leaves
                .iter()
                .skip(from)
                .take(limit)
                .cloned()
                .collect())
        })
    }

    fn tree(&self) -> Pending<'_, TreeHead> {
        self.with(|state| Ok(TreeHead::of(&state.frontier)))
    }

    fn frontier(&self) -> Pending<'_, Frontier> {
        self.with(|state| Ok(state.frontier.clone()))
    }

    fn put_definition(&self, bytes: Vec<u8>) -> Pending<'_, Hash> {
        self.with(|state| {
            let hash = content_hash(&bytes);
            state.definitions.insert(hash, bytes);
            Ok(hash)
        })
    }

    fn definition(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>> {
        self.with(|state| Ok(state.definitions.get(hash).cloned()))
    }

    fn put_manifest(&self, bytes: Vec<u8>, definitions: Vec<Hash>) -> Pending<'_, Hash> {
        self.with(|state| {
            for hash in &definitions {
                if !state.definitions.contains_key(hash) {
                    return Err(StoreError::Missing {
                        kind: ContentKind::Definition,
                        hash: *hash,
                    });
                }
            }
            let hash = content_hash(&bytes);
            state.manifests.entry(hash).or_insert(Manifest {
                bytes,
                definitions,
                first: None,
            });
            Ok(hash)
        })
    }

    fn manifest(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>> {
        self.with(|state| Ok(state.manifests.get(hash).map(|it| it.bytes.clone())))
    }

    fn manifests(&self, size: u64) -> Pending<'_, Vec<StoredContent>> {
        self.with(|state| {
            Ok(state
                .used(size)
                .map(|(hash, manifest)| StoredContent {
                    hash: *hash,
                    bytes: manifest.bytes.clone(),
                })
                .collect())
        })
    }

    fn definitions(&self, size: u64) -> Pending<'_, Vec<StoredContent>> {
        self.with(|state| {
            let named: BTreeMap<Hash, &Vec<u8>> = state
                .used(size)
                .flat_map(|(_, manifest)| &manifest.definitions)
                .filter_map(|hash| Some((*hash, state.definitions.get(hash)?)))
                .collect();
            Ok(named
                .into_iter()
                .map(|(hash, bytes)| StoredContent {
                    hash,
                    bytes: bytes.clone(),
                })
                .collect())
        })
    }

    fn claim(
        &self,
        now: Timestamp,
        after: Option<Waking>,
        limit: usize,
    ) -> Pending<'_, Vec<Waking>> {
        self.with(|state| {
            if let Some(last) = state.clock.filter(|last| *last > now) {
                return Err(StoreError::ClockBackward {
                    store: Self::location(),
                    last,
                    now,
                });
            }
            state.clock = Some(now);
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            Ok(state
                .waking
                .range((from, Bound::Unbounded))
                .take_while(|waking| waking.at <= now)
                .take(limit)
                .cloned()
                .collect())
        })
    }

    fn remind(&self, now: Timestamp, limit: usize) -> Pending<'_, Vec<Reminder>> {
        self.with(|state| {
            let mut due: Vec<Reminder> = state
                .reminders
                .iter()
                .filter(|(_, (at, given))| *at <= now && !given)
                .map(|((case, deadline), (at, _))| Reminder {
                    at: *at,
                    case: case.clone(),
                    deadline: deadline.clone(),
                })
                .collect();
            due.sort();
            due.truncate(limit);
            for one in &due {
                let key = (one.case.clone(), one.deadline.clone());
                if let Some((_, given)) = state.reminders.get_mut(&key) {
                    *given = true;
                }
            }
            Ok(due)
        })
    }

    fn append_own(&self, append: OwnAppend) -> Pending<'_, Appended> {
        self.with(|state| state.append_own(append))
    }

    fn own_entries(&self, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>> {
        self.with(|state| Ok(state.entries_at(&state.own, after, limit)))
    }

    fn cosigned(&self) -> Pending<'_, Option<Vec<u8>>> {
        self.with(|state| Ok(state.cosigned.clone()))
    }

    fn swap_cosigned(&self, note: Vec<u8>, expected: Option<Vec<u8>>) -> Pending<'_, bool> {
        self.with(|state| {
            let same = state.cosigned == expected;
            if same {
                state.cosigned = Some(note);
            }
            Ok(same)
        })
    }

    fn close(&self) -> Pending<'_, ()> {
        self.with(|state| {
            state.closed = true;
            Ok(())
        })
    }
}
