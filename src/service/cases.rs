//! Cases: open, advance, and look at them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::children::manifests;
use super::error::CasesError;
use super::request::{Request, RequestKey, Who};
use crate::audit::entry::{Unsealed, open as unseal};
use crate::audit::hash::{Hash, first_link};
use crate::audit::manifest::Manifest;
use crate::engine::child::is_child_id;
use crate::engine::{
    self, Case, CaseId, DecideError, Decision, Definition, Digest, Possibility, Principal,
    Register, Why, World,
};
use crate::guard::Name;
use crate::library::{Held, Library, Procedure, Surroundings};
use crate::store::{Appended, KeptOnce, Store, StoreError, StoredCase};

mod done;
mod law;
mod listing;
mod revise;
mod shared;
mod tick;

pub use done::Done;
pub use listing::Listed;
pub use revise::{Brought, Fate, Plan, Planned};
pub use shared::Shared;
pub use tick::{Reminded, Tick, Woken};

/// How often an act is decided again when others come between.
const MOST_TRIES: usize = 64;

/// How many entries of a history are read at once.
const PAGE: usize = 256;

/// Cases in a store.
pub struct Cases<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) surroundings: &'a dyn Surroundings,
    pub(super) shared: Arc<Shared>,
    /// The procedures of which children are opened.
    pub(super) library: Option<&'a Library>,
    /// Their manifests, once they were asked for.
    manifests: OnceLock<BTreeMap<Name, Digest>>,
}

/// A case with its definition.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The case as it stands.
    pub case: Case,
    /// The hash of its last entry.
    pub head: Hash,
    /// The definition that it runs under.
    pub held: Arc<Held>,
    /// The moment as of which it is looked at.
    pub at: Timestamp,
    /// What brought it here from how it is stored, if a later revision did: kept
    /// with its next act.
    pub brought: Option<Arc<Brought>>,
}

impl Opened {
    /// The definition, as the engine takes it.
    pub fn definition(&self) -> Definition<'_> {
        self.held.definition(self.case.manifest)
    }
}

/// One entry of a history.
#[derive(Debug, Clone)]
pub struct Past {
    /// The entry, read back.
    pub unsealed: Unsealed,
    /// Its hash.
    pub hash: Hash,
    /// Its place in the log, if it has one yet.
    pub index: Option<u64>,
}

/// A page of a history.
#[derive(Debug, Clone)]
pub struct HistoryPage {
    /// The case as it stands now.
    pub opened: Opened,
    /// The entries.
    pub past: Vec<Past>,
    /// The definitions under which entries were decided before the case came to
    /// the one that it runs under now, by the hash of their manifest.
    pub earlier: BTreeMap<Digest, Arc<Held>>,
    /// After which entry the next page begins, if there are more.
    pub next: Option<u64>,
}

impl HistoryPage {
    /// The definition under which an entry was decided.
    pub fn held(&self, entry: &engine::Entry) -> &Held {
        let earlier = self.earlier.get(&entry.manifest);
        earlier.unwrap_or(&self.opened.held)
    }
}

impl<'a> Cases<'a> {
    /// Cases in this store, with this clock and randomness.
    pub fn new(store: &'a dyn Store, surroundings: &'a dyn Surroundings) -> Self {
        Cases {
            store,
            surroundings,
            shared: Arc::default(),
            library: None,
            manifests: OnceLock::new(),
        }
    }

    /// The same, sharing what others have read.
    pub fn sharing(
        store: &'a dyn Store,
        surroundings: &'a dyn Surroundings,
        shared: &Arc<Shared>,
    ) -> Self {
        Cases {
            store,
            surroundings,
            shared: Arc::clone(shared),
            library: None,
            manifests: OnceLock::new(),
        }
    }

    /// What children run under that are opened now.
    fn children(&self) -> BTreeMap<Name, Digest> {
        let Some(library) = self.library else {
            return BTreeMap::new();
        };
        let now = self.surroundings.now();
        self.manifests
            .get_or_init(|| manifests(library, now))
            .clone()
    }

    /// With the procedures of which cases open children: what a child runs under
    /// is what this library holds when the act is done that opens it.
    #[must_use]
    pub fn with_library(mut self, library: &'a Library) -> Self {
        self.library = Some(library);
        self
    }

    /// Opens a case of a procedure of the library.
    ///
    /// Without an id it is given one nobody can guess.
    ///
    /// # Errors
    /// It cannot be opened; nothing was recorded.
    pub async fn open(
        &self,
        library: &Library,
        workflow: &str,
        id: Option<CaseId>,
        request: &Request,
    ) -> Result<Done, CasesError> {
        self.open_once(library, workflow, id, request, None).await
    }

    /// The same, under a key that counts once: a request that was made before
    /// gets the answer that it got then.
    ///
    /// # Errors
    /// It cannot be opened, or the key was used for another request; nothing
    /// was recorded.
    pub async fn open_once(
        &self,
        library: &Library,
        workflow: &str,
        id: Option<CaseId>,
        request: &Request,
        key: Option<&RequestKey>,
    ) -> Result<Done, CasesError> {
        if let Some(key) = key
            && let Some(done) = self.before(key).await?
        {
            return Ok(done);
        }
        let procedure = self
            .procedure(library, workflow)
            .ok_or_else(|| CasesError::no_such_workflow(library, workflow))?;
        self.is_adopted(library, procedure).await?;
        let id = match id {
            // Ids of children can be foreseen, and are kept for them.
            Some(id) if well_formed(&id) && !is_child_id(&id) => id,
            Some(id) => return Err(CasesError::CaseId { case: id }),
            None => self.new_id(workflow)?,
        };
        let manifest = procedure.manifest.hash();
        let definition = procedure.definition();
        let (count, register) = self.register(&procedure.workflow).await?;
        let mut world = self
            .world(&procedure.zone, &request.who, None, request.effective)
            .with_register(register);
        world.children = manifests(library, self.surroundings.now());
        let given = request.facts(&procedure.workflow);
        let decision = match engine::open(definition, &world, id.clone(), given) {
            Ok(decision) => decision,
            // Where there is the case already, that is what is wrong. Else the
            // append finds it out.
            Err(_) if self.store.case(&id).await?.is_some() => {
                return Err(CasesError::CaseExists { case: id });
            }
            Err(error) => return Err(error.into()),
        };
        self.children_can_open(library, &decision, &request.who)
            .await?;
        self.keep(procedure).await?;
        let first = first_link(&self.store.log().log, &id);
        let append = self.append(&procedure.workflow, &decision, (&first, 0), count, key);
        let (owed, appended) = match append.await {
            Err(CasesError::Store(StoreError::Stale { .. })) => {
                return Err(CasesError::CaseExists { case: id });
            }
            // The same request came twice at once, and the other was first.
            Err(CasesError::Store(StoreError::KeyTaken { case })) => {
                let done = match key {
                    Some(key) => self.before(key).await?,
                    None => None,
                };
                return done.ok_or(CasesError::TooBusy { case });
            }
            other => other?,
        };
        let held = self.held(&id, manifest).await?;
        Ok(Done {
            decision,
            owed,
            appended,
            before: None,
            held,
            replayed: false,
        })
    }

    /// Keeps everything that the cases of a procedure draw on, unless it is kept.
    pub(super) async fn keep(&self, procedure: &Procedure) -> Result<(), CasesError> {
        let manifest = &procedure.manifest;
        // Whatever was read from the store is kept in it.
        if self.shared.get(&manifest.hash()).is_some() {
            return Ok(());
        }
        if self.store.manifest(&manifest.hash()).await?.is_some() {
            return Ok(());
        }
        for definition in &procedure.definitions {
            self.store.put_definition(definition.bytes.clone()).await?;
        }
        let parts = manifest.sources().iter().map(|source| source.sha256);
        self.store
            .put_manifest(manifest.bytes().to_vec(), parts.collect())
            .await?;
        Ok(())
    }

    /// Lets somebody attempt a transition: taken or refused, it is recorded.
    ///
    /// With `expected`, the act is decided only at that version of the case.
    ///
    /// # Errors
    /// The attempt could not be decided or not be kept; nothing was recorded.
    pub async fn advance(
        &self,
        case: &CaseId,
        transition: &str,
        request: &Request,
        expected: Option<u64>,
    ) -> Result<Done, CasesError> {
        let ask = |_: &Opened| Ok(request.clone());
        self.advance_once(case, transition, expected, None, ask)
            .await
    }

    /// The same, by somebody who is known only once the case is: `ask` makes
    /// the request, or says why there is none. Under a key that counts once, a
    /// request that was made before gets the answer that it got then.
    ///
    /// # Errors
    /// What `ask` says; or the attempt could not be decided or not be kept, or
    /// the key was used for another request. Nothing was recorded.
    pub async fn advance_once<E: From<CasesError>>(
        &self,
        case: &CaseId,
        transition: &str,
        expected: Option<u64>,
        key: Option<&RequestKey>,
        ask: impl Fn(&Opened) -> Result<Request, E>,
    ) -> Result<Done, E> {
        let mut recent = self.recent(case).await?;
        for _ in 0..MOST_TRIES {
            // Decided on what was written here lately, the act is kept only
            // where nobody else has written since; no other answer counts.
            let (opened, sure) = match recent.take() {
                Some(opened) => (opened, false),
                None => (self.find(case).await?, true),
            };
            let opened = match self.bring(opened).await {
                Ok(opened) => opened,
                Err(_) if !sure => continue,
                Err(CasesError::Decide(DecideError::ClockOwesMore { .. })) => {
                    self.catch_up(case).await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let error = match ask(&opened) {
                Err(_) if !sure => continue,
                Err(error) => error,
                Ok(request) => {
                    let attempt = self.attempt(opened, transition, &request, expected, key);
                    match attempt.await {
                        Ok(done) => return Ok(done),
                        // Somebody else was first: look again, and decide again.
                        Err(CasesError::Store(
                            StoreError::Stale { .. } | StoreError::RegisterMoved { .. },
                        )) => continue,
                        Err(CasesError::Decide(DecideError::ClockOwesMore { .. })) => {
                            self.catch_up(case).await?;
                            continue;
                        }
                        Err(CasesError::Stale { .. } | CasesError::Decide(_)) if !sure => continue,
                        Err(error) => E::from(error),
                    }
                }
            };
            // The store sees a key that was used; whatever else went wrong, the
            // request may have been made before, and then gets its answer.
            return match key {
                Some(key) => self.before(key).await?.ok_or(error),
                None => Err(error),
            };
        }
        Err(E::from(CasesError::TooBusy { case: case.clone() }))
    }

    /// What the same request came to, if it was made before.
    pub(super) async fn before(&self, key: &RequestKey) -> Result<Option<Done>, CasesError> {
        let now = self.surroundings.now();
        let Some(kept) = self.store.kept_once(&key.scope, &key.key, now).await? else {
            return Ok(None);
        };
        if kept.request != key.request {
            return Err(CasesError::KeyConflict {
                key: key.key.clone(),
            });
        }
        self.done_before(&kept).await.map(Some)
    }

    /// What was done, from its entries: what was erased since stays erased.
    async fn done_before(&self, kept: &KeptOnce) -> Result<Done, CasesError> {
        let id = &kept.case;
        let lost = || CasesError::Unanswered { case: id.clone() };
        let mut before: Option<Case> = None;
        let mut after: Option<Case> = None;
        let mut entries = Vec::new();
        let mut places = Vec::new();
        let mut seq = 0;
        while seq < kept.last {
            let wanted = usize::try_from(kept.last.saturating_sub(seq)).unwrap_or(PAGE);
            let page = self.past(id, seq, wanted.min(PAGE)).await?;
            if page.is_empty() {
                return Err(lost());
            }
            for past in page {
                let entry = past.unsealed.entry;
                seq = entry.seq;
                after = Some(engine::apply(after, &entry).map_err(|_| lost())?);
                if seq < kept.first {
                    before.clone_from(&after);
                    continue;
                }
                places.push(Appended {
                    case_seq: seq,
                    hash: past.hash,
                    index: past.index,
                });
                entries.push(entry);
            }
        }
        let (Some(after), Some(entry), Some(appended)) = (after, entries.pop(), places.pop())
        else {
            return Err(lost());
        };
        let held = self.held(id, Hash(after.manifest)).await?;
        Ok(Done {
            decision: Decision {
                owed: entries,
                entry,
                after,
            },
            owed: places,
            appended,
            before,
            held,
            replayed: true,
        })
    }

    /// Decides an act on a case as it is given, and keeps the entries.
    async fn attempt(
        &self,
        opened: Opened,
        transition: &str,
        request: &Request,
        expected: Option<u64>,
        key: Option<&RequestKey>,
    ) -> Result<Done, CasesError> {
        if let Some(expected) = expected {
            // The version that counts is the one after what the clock owes:
            // whether somebody ticked before makes no difference.
            let found = self.as_of_now(&opened).await?.version;
            if expected != found {
                return Err(CasesError::Stale {
                    case: opened.case.id,
                    expected,
                    found,
                });
            }
        }
        let (count, mut decision) = self.decide(&opened, transition, request).await?;
        if let Some(brought) = &opened.brought {
            self.keep_brought(&opened).await?;
            decision.owed.splice(0..0, brought.entries.iter().cloned());
        }
        let (owed, appended) = self
            .append(
                &opened.held.workflow,
                &decision,
                (&opened.head, opened.stored_seq()),
                count,
                key,
            )
            .await?;
        Ok(Done {
            decision,
            owed,
            appended,
            before: Some(opened.stored_case()),
            held: opened.held,
            replayed: false,
        })
    }

    /// Decides an act, and sees to it that the children that it opens can be.
    pub(super) async fn decide(
        &self,
        opened: &Opened,
        transition: &str,
        request: &Request,
    ) -> Result<(Option<u64>, Decision), CasesError> {
        let (count, register) = self.register(&opened.held.workflow).await?;
        let world = self
            .world(
                &opened.held.zone,
                &request.who,
                Some(opened.case.recorded),
                request.effective,
            )
            .with_register(register);
        let act = request.act(&opened.held.workflow, transition);
        let decision = engine::decide(opened.definition(), &world, &opened.case, act)?;
        if let Some(library) = self.library {
            self.children_can_open(library, &decision, &request.who)
                .await?;
        }
        Ok((count, decision))
    }

    /// What may be done in a case now, by whom, and what blocks the rest.
    ///
    /// # Errors
    /// The case cannot be read.
    pub async fn next(
        &self,
        case: &CaseId,
        who: &Who,
    ) -> Result<(Opened, Vec<Possibility>), CasesError> {
        let opened = self.faced(case).await?;
        let (_, register) = self.register(&opened.held.workflow).await?;
        let mut world = self
            .world(&opened.held.zone, who, Some(opened.case.recorded), None)
            .with_register(register);
        world.children = self.known();
        let possibilities = engine::next(opened.definition(), &world, &opened.case);
        Ok((opened, possibilities))
    }

    /// What stands for and against an act, without attempting it.
    ///
    /// # Errors
    /// The case cannot be read, or the act not be decided at all.
    pub async fn why(
        &self,
        case: &CaseId,
        transition: &str,
        request: &Request,
    ) -> Result<(Opened, Why), CasesError> {
        let opened = self.faced(case).await?;
        let (_, register) = self.register(&opened.held.workflow).await?;
        let world = self
            .world(
                &opened.held.zone,
                &request.who,
                Some(opened.case.recorded),
                request.effective,
            )
            .with_register(register);
        let act = request.act(&opened.held.workflow, transition);
        let why = engine::why(opened.definition(), &world, &opened.case, &act)?;
        Ok((opened, why))
    }

    /// A case with its definition.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub async fn find(&self, case: &CaseId) -> Result<Opened, CasesError> {
        let stored = self.store.case(case).await?;
        self.with_definition(case, stored).await
    }

    /// A case as a store gave it, with its definition.
    pub(super) async fn with_definition(
        &self,
        case: &CaseId,
        stored: Option<StoredCase>,
    ) -> Result<Opened, CasesError> {
        let StoredCase { case: stored, head } =
            stored.ok_or_else(|| CasesError::NoSuchCase { case: case.clone() })?;
        let held = self.held(case, Hash(stored.manifest)).await?;
        Ok(Opened {
            at: stored.recorded,
            case: stored,
            head,
            held,
            brought: None,
        })
    }

    /// A page of the history of a case: at most `limit` entries after the one
    /// with this sequence number (0 for the beginning). It costs in proportion
    /// to the page, wherever that is.
    ///
    /// # Errors
    /// There is no such case, or an entry cannot be read.
    pub async fn history_page(
        &self,
        case: &CaseId,
        after: u64,
        limit: usize,
    ) -> Result<HistoryPage, CasesError> {
        let opened = self.find(case).await?;
        let mut past: Vec<Past> = Vec::new();
        while past.len() < limit {
            let after = past.last().map_or(after, |past| past.unsealed.entry.seq);
            let wanted = PAGE.min(limit.saturating_sub(past.len()));
            let page = self.past(case, after, wanted).await?;
            let whole = page.len() == wanted;
            past.extend(page);
            if !whole {
                break;
            }
        }
        let last = past.last().map(|past| past.unsealed.entry.seq);
        let mut earlier = BTreeMap::new();
        for one in &past {
            let manifest = one.unsealed.entry.manifest;
            if manifest != opened.case.manifest && !earlier.contains_key(&manifest) {
                earlier.insert(manifest, self.held(case, Hash(manifest)).await?);
            }
        }
        Ok(HistoryPage {
            earlier,
            next: last.filter(|last| *last < opened.case.seq),
            past,
            opened,
        })
    }

    /// A case as it stood after one of its entries (0 for before the first), or
    /// none where the entries do not make it. It is made of the entries, and
    /// nothing that is kept beside them: so it costs in proportion to `seq`. At
    /// no time is more than a page of them in memory.
    ///
    /// # Errors
    /// An entry cannot be read.
    pub async fn stood(&self, case: &CaseId, seq: u64) -> Result<Option<Case>, CasesError> {
        let mut stood: Option<Case> = None;
        let mut seen = 0_u64;
        while seen < seq {
            let left = usize::try_from(seq.saturating_sub(seen)).unwrap_or(PAGE);
            let page = self.past(case, seen, left.min(PAGE)).await?;
            let Some(last) = page.last() else {
                return Ok(stood);
            };
            seen = last.unsealed.entry.seq;
            for past in page {
                stood = engine::apply(stood.take(), &past.unsealed.entry).ok();
            }
        }
        Ok(stood)
    }

    /// A case as this process last wrote it, with its definition: to be decided
    /// on, not to be shown.
    async fn recent(&self, case: &CaseId) -> Result<Option<Opened>, CasesError> {
        let Some(StoredCase { case: stored, head }) = self.store.recent(case) else {
            return Ok(None);
        };
        let held = self.held(case, Hash(stored.manifest)).await?;
        Ok(Some(Opened {
            at: stored.recorded,
            case: stored,
            head,
            held,
            brought: None,
        }))
    }

    /// Every entry of a case, in order.
    ///
    /// # Errors
    /// There is no such case, or an entry cannot be read.
    pub async fn history(&self, case: &CaseId) -> Result<(Opened, Vec<Past>), CasesError> {
        let opened = self.find(case).await?;
        let mut past: Vec<Past> = Vec::new();
        loop {
            let after = past.last().map_or(0, |past| past.unsealed.entry.seq);
            let page = self.past(case, after, PAGE).await?;
            if page.is_empty() {
                return Ok((opened, past));
            }
            past.extend(page);
        }
    }

    /// At most `limit` entries of a case, after the one with this sequence
    /// number (0 for the beginning).
    ///
    /// # Errors
    /// An entry cannot be read.
    pub async fn past(
        &self,
        case: &CaseId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Past>, CasesError> {
        let page = self.store.entries(case, after, limit).await?;
        page.into_iter()
            .map(|stored| {
                let unsealed =
                    unseal(&stored.bytes, &stored.openings).map_err(|error| CasesError::Entry {
                        case: case.clone(),
                        seq: stored.case_seq,
                        error,
                    })?;
                Ok(Past {
                    unsealed,
                    hash: stored.hash,
                    index: stored.index,
                })
            })
            .collect()
    }

    /// The definition of a case, read from the store once.
    pub(super) async fn held(
        &self,
        case: &CaseId,
        manifest: Hash,
    ) -> Result<Arc<Held>, CasesError> {
        if let Some(held) = self.shared.get(&manifest) {
            return Ok(held);
        }
        let missing = || CasesError::DefinitionMissing { case: case.clone() };
        let bytes = self.store.manifest(&manifest).await?.ok_or_else(missing)?;
        let read = Manifest::parse(&bytes).map_err(|_| missing())?;
        let mut parts = Vec::new();
        for source in read.sources() {
            let bytes = self.store.definition(&source.sha256).await?;
            parts.push((
                source.kind.clone(),
                source.name.clone(),
                bytes.ok_or_else(missing)?,
            ));
        }
        let held = Held::of(&parts).map_err(|error| CasesError::Definition {
            case: case.clone(),
            error,
        })?;
        let held = Arc::new(held);
        self.shared.put(manifest, &held);
        Ok(held)
    }

    /// The world now. Where the clock of this machine is a little behind the
    /// one that wrote the last entry, time stands still rather than running back.
    pub(super) fn world(
        &self,
        zone: &jiff::tz::TimeZone,
        who: &Who,
        last: Option<Timestamp>,
        effective: Option<Timestamp>,
    ) -> World {
        let now = self.surroundings.now();
        let recorded = match last {
            Some(last) if last > now && last.duration_since(now) <= CLOCK_TOLERANCE => last,
            _ => now,
        };
        let effective = effective.unwrap_or(recorded);
        World {
            recorded,
            effective,
            date: effective.to_zoned(zone.clone()).date(),
            principal: Principal {
                actor: who.actor.clone(),
                capacity: who.capacity.clone(),
                granted: who.granted.clone(),
                claims: who.claims.clone(),
                on_behalf_of: who.on_behalf_of.clone(),
                via: who.via.clone(),
            },
            register: Register::default(),
            children: self.children(),
        }
    }

    fn new_id(&self, workflow: &str) -> Result<CaseId, CasesError> {
        let random = self.surroundings.random()?;
        let tail: String = random
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let stem: String = workflow.chars().take(40).collect();
        Ok(format!("{stem}-{tail}").into())
    }
}

/// How far the clocks of two machines may lie apart.
const CLOCK_TOLERANCE: jiff::SignedDuration = jiff::SignedDuration::from_secs(5);

/// Whether a text can be the id of a case.
fn well_formed(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}
