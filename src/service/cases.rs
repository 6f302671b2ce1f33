//! Cases: open, advance, and look at them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::error::CasesError;
use super::request::{Request, Who};
use crate::audit::commitment::SaltSeed;
use crate::audit::entry::{Unsealed, open as unseal, seal};
use crate::audit::hash::{Hash, first_link};
use crate::audit::manifest::Manifest;
use crate::diagnostic::{Finding, nearest_quoted};
use crate::engine::{
    self, Act, Case, CaseId, Decision, Definition, Possibility, Principal, Register, SeatScope,
    Why, World,
};
use crate::guard::Name;
use crate::library::{Held, Library, Procedure, Surroundings};
use crate::store::{Append, Appended, NewEntry, Store, StoreError, StoredCase, seat_changes};
use crate::workflow::Workflow;

/// How often an act is decided again when others come between.
const MOST_TRIES: usize = 64;

/// How many entries of a history are read at once.
const PAGE: usize = 256;

/// Cases in a store.
pub struct Cases<'a> {
    store: &'a dyn Store,
    surroundings: &'a dyn Surroundings,
    held: Mutex<BTreeMap<Hash, Arc<Held>>>,
}

/// An act that was decided and recorded.
#[derive(Debug, Clone)]
pub struct Done {
    /// What the clock owed, the entry, and the case after it.
    pub decision: Decision,
    /// Where what the clock owed is kept.
    pub owed: Vec<Appended>,
    /// Where the entry is kept.
    pub appended: Appended,
    /// The case before everything recorded here, if there was one.
    pub before: Option<Case>,
    /// The definition that it was decided under.
    pub held: Arc<Held>,
}

impl Done {
    /// Whether the act was taken.
    pub const fn accepted(&self) -> bool {
        self.decision.accepted()
    }

    /// The case as it stood when the act was decided: after what the clock owed.
    pub fn stood(&self) -> Option<Case> {
        let mut case = self.before.clone();
        for entry in &self.decision.owed {
            case = engine::apply(case, entry).ok();
        }
        case
    }

    /// What is to be told beside an act that was taken: rules of a body that it
    /// breaks, and that refuse nothing.
    pub fn warnings(&self) -> Vec<Finding> {
        match &self.before {
            Some(before) => self.decision.warnings(&self.held.workflow, before),
            None => Vec::new(),
        }
    }

    /// Why it was refused, told to people: one finding for each ground. An act
    /// that was taken has none.
    pub fn refusal(&self) -> Vec<Finding> {
        match self.stood() {
            Some(before) => self.decision.refusal(&self.held.workflow, &before),
            None => Vec::new(),
        }
    }
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
}

impl Opened {
    /// The definition, as the engine takes it.
    pub fn definition(&self) -> Definition<'_> {
        Definition {
            workflow: &self.held.workflow,
            manifest: self.case.manifest,
        }
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
    /// The case before the first entry of the page; none at the beginning, or
    /// where its entries do not make it.
    pub before: Option<Case>,
    /// The entries.
    pub past: Vec<Past>,
    /// After which entry the next page begins, if there are more.
    pub next: Option<u64>,
}

impl<'a> Cases<'a> {
    /// Cases in this store, with this clock and randomness.
    pub fn new(store: &'a dyn Store, surroundings: &'a dyn Surroundings) -> Self {
        Cases {
            store,
            surroundings,
            held: Mutex::new(BTreeMap::new()),
        }
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
        let procedure = library.procedures.get(workflow).ok_or_else(|| {
            let known = library.procedures.keys().map(|id| &**id);
            CasesError::NoSuchWorkflow {
                workflow: workflow.into(),
                known: library.known(),
                near: nearest_quoted(workflow, known),
            }
        })?;
        let id = match id {
            Some(id) if well_formed(&id) => id,
            Some(id) => return Err(CasesError::CaseId { case: id }),
            None => self.new_id(workflow)?,
        };
        if self.store.case(&id).await?.is_some() {
            return Err(CasesError::CaseExists { case: id });
        }
        let manifest = procedure.manifest.hash();
        let definition = Definition {
            workflow: &procedure.workflow,
            manifest: manifest.0,
        };
        let (count, register) = self.register(&procedure.workflow).await?;
        let world = self
            .world(&procedure.zone, &request.who, None, request.effective)
            .with_register(register);
        let given = request.facts(&procedure.workflow);
        let decision = engine::open(definition, &world, id.clone(), given)?;
        self.keep(procedure).await?;
        let first = first_link(&self.store.log().log, &id);
        let (owed, appended) = match self.append(&decision, &first, 0, count).await {
            Err(CasesError::Store(StoreError::Stale { .. })) => {
                return Err(CasesError::CaseExists { case: id });
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
        })
    }

    /// Keeps everything that the cases of a procedure draw on, unless it is kept.
    async fn keep(&self, procedure: &Procedure) -> Result<(), CasesError> {
        let manifest = &procedure.manifest;
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
        for _ in 0..MOST_TRIES {
            let opened = self.find(case).await?;
            if let Some(expected) = expected
                && expected != opened.case.version
            {
                return Err(CasesError::Stale {
                    case: case.clone(),
                    expected,
                    found: opened.case.version,
                });
            }
            let (count, register) = self.register(&opened.held.workflow).await?;
            let world = self
                .world(
                    &opened.held.zone,
                    &request.who,
                    Some(opened.case.recorded),
                    request.effective,
                )
                .with_register(register);
            let act = act(&opened, transition, request);
            let decision = engine::decide(opened.definition(), &world, &opened.case, act)?;
            let seq = opened.case.seq;
            match self.append(&decision, &opened.head, seq, count).await {
                // Somebody else was first: look again, and decide again.
                Err(CasesError::Store(
                    StoreError::Stale { .. } | StoreError::RegisterMoved { .. },
                )) => {}
                Err(error) => return Err(error),
                Ok((owed, appended)) => {
                    return Ok(Done {
                        decision,
                        owed,
                        appended,
                        before: Some(opened.case),
                        held: opened.held,
                    });
                }
            }
        }
        Err(CasesError::TooBusy { case: case.clone() })
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
        let opened = self.find(case).await?;
        let (_, register) = self.register(&opened.held.workflow).await?;
        let world = self
            .world(&opened.held.zone, who, Some(opened.case.recorded), None)
            .with_register(register);
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
        let opened = self.find(case).await?;
        let (_, register) = self.register(&opened.held.workflow).await?;
        let world = self
            .world(
                &opened.held.zone,
                &request.who,
                Some(opened.case.recorded),
                request.effective,
            )
            .with_register(register);
        let act = act(&opened, transition, request);
        let why = engine::why(opened.definition(), &world, &opened.case, &act)?;
        Ok((opened, why))
    }

    /// A case with its definition.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub async fn find(&self, case: &CaseId) -> Result<Opened, CasesError> {
        let StoredCase { case: stored, head } = self
            .store
            .case(case)
            .await?
            .ok_or_else(|| CasesError::NoSuchCase { case: case.clone() })?;
        let held = self.held(case, Hash(stored.manifest)).await?;
        Ok(Opened {
            case: stored,
            head,
            held,
        })
    }

    /// A page of the history of a case: at most `limit` entries after the one
    /// with this sequence number (0 for the beginning), with the case as it
    /// stood before the first of them. Only the page is held in memory.
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
        let mut page = HistoryPage {
            before: None,
            past: Vec::new(),
            next: None,
            opened,
        };
        let mut seen = 0_u64;
        loop {
            let stored = self.store.entries(case, seen, PAGE).await?;
            if stored.is_empty() {
                return Ok(page);
            }
            for stored in stored {
                if page.past.len() >= limit {
                    page.next = page.past.last().map(|past| past.unsealed.entry.seq);
                    return Ok(page);
                }
                seen = stored.case_seq;
                let unsealed =
                    unseal(&stored.bytes, &stored.openings).map_err(|error| CasesError::Entry {
                        case: case.clone(),
                        seq: stored.case_seq,
                        error,
                    })?;
                if stored.case_seq <= after {
                    page.before = engine::apply(page.before.take(), &unsealed.entry).ok();
                } else {
                    page.past.push(Past {
                        unsealed,
                        hash: stored.hash,
                        index: stored.index,
                    });
                }
            }
        }
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
            let page = self.store.entries(case, after, PAGE).await?;
            if page.is_empty() {
                return Ok((opened, past));
            }
            for stored in page {
                let unsealed =
                    unseal(&stored.bytes, &stored.openings).map_err(|error| CasesError::Entry {
                        case: case.clone(),
                        seq: stored.case_seq,
                        error,
                    })?;
                past.push(Past {
                    unsealed,
                    hash: stored.hash,
                    index: stored.index,
                });
            }
        }
    }

    /// The definition of a case, read from the store once.
    async fn held(&self, case: &CaseId, manifest: Hash) -> Result<Arc<Held>, CasesError> {
        let known = self
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&manifest)
            .cloned();
        if let Some(held) = known {
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
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(manifest, Arc::clone(&held));
        Ok(held)
    }

    /// Keeps what was decided: what the clock owed, and then the act.
    async fn append(
        &self,
        decision: &Decision,
        previous: &Hash,
        expected_seq: u64,
        register: Option<u64>,
    ) -> Result<(Vec<Appended>, Appended), CasesError> {
        let case = &decision.entry.case;
        let mut entries = Vec::new();
        for entry in decision.entries() {
            // The salts of each entry come from a seed of its own.
            let seed = SaltSeed::new(self.surroundings.random()?);
            let previous = entries.last().map_or(*previous, head);
            let sealed = seal(&self.store.log().log, entry, &previous, &seed)?;
            let manifest = Hash(entry.manifest);
            entries.push(NewEntry { sealed, manifest });
        }
        let append = Append {
            case: case.clone(),
            expected_seq,
            entries,
            after: decision.after.clone(),
            seats: seat_changes(decision.entries()),
            register,
        };
        let mut kept = self.store.append(append).await?;
        let unanswered = || CasesError::Unanswered { case: case.clone() };
        let act = kept.pop().ok_or_else(unanswered)?;
        Ok((kept, act))
    }

    /// The register of seats as far as a workflow's acts read it, with how many
    /// changes it has; of a workflow without bodies, nothing is read.
    async fn register(&self, workflow: &Workflow) -> Result<(Option<u64>, Register), CasesError> {
        let bodies = match SeatScope::of(workflow) {
            SeatScope::Nothing => return Ok((None, Register::default())),
            SeatScope::Bodies(bodies) => Some(bodies),
            SeatScope::Everything => None,
        };
        let list = self.store.seats(bodies).await?;
        Ok((Some(list.count), Register::of(&list.changes)))
    }

    /// The world now. Where the clock of this machine is a little behind the
    /// one that wrote the last entry, time stands still rather than running back.
    fn world(
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
                via: who.via.clone(),
            },
            register: Register::default(),
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

const fn head(entry: &NewEntry) -> Hash {
    entry.sealed.hash
}

/// How far the clocks of two machines may lie apart.
const CLOCK_TOLERANCE: jiff::SignedDuration = jiff::SignedDuration::from_secs(5);

fn act(opened: &Opened, transition: &str, request: &Request) -> Act {
    Act {
        transition: Name::from(transition),
        given: request.facts(&opened.held.workflow),
        reason: request.reason.as_deref().map(Name::from),
    }
}

/// Whether a text can be the id of a case.
fn well_formed(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}
