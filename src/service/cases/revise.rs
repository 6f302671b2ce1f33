//! Cases that go on under another revision, or by another calendar: what would
//! become of each, and doing it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::{Cases, CasesError, MOST_TRIES, Opened};
use crate::audit::Hash;
use crate::audit::hash::content_hash;
use crate::audit::manifest::{self, Manifest};
use crate::engine::revise::{Passage, Revised, moved, recounted, relawed, revised};
use crate::engine::{self, Case, CaseId, DecideError, Entry, Outside};
use crate::guard::Name;
use crate::library::{Held, Library, Procedure};
use crate::service::children::manifests;
use crate::store::{CaseFilter, Standing, StoreError, StoredCase};
use crate::workflow::Transitional;

/// Through what a case is moved that nobody moves: its next act does.
const NEXT_ACT: &str = "next_act";

/// How many cases are looked at together.
const TOGETHER: usize = 256;

/// What takes a case, as it is stored, to where its next act finds it: entries
/// that are kept with that act.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The case as it is stored.
    pub before: Case,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The texts that an entry takes over, if one does.
    pub(in crate::service) newer: Option<Arc<super::law::Newer>>,
}

/// What becomes of an open case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays under its revision, as the later one says.
    Keeps,
    /// It is moved, by [`Cases::revise`] or at its next act at the latest.
    Moves,
    /// It is moved by its next act.
    MovesAtNextAct,
    /// Its deadlines are counted again, by a calendar that has changed.
    Recounts,
    /// It takes over what has become of the law that it rests on, at the latest
    /// with its next act.
    TakesLaw,
}

impl Fate {
    /// The word used in answers for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Fate::Keeps => "keep",
            Fate::Moves => "move",
            Fate::MovesAtNextAct => "move_at_next_act",
            Fate::Recounts => "recount",
            Fate::TakesLaw => "law",
        }
    }
}

/// One open case that a revision or a calendar touches, and what would become of
/// it.
#[derive(Debug)]
pub struct Planned {
    /// The case, with what the clock owes by now, and the definition under which
    /// it runs.
    pub opened: Opened,
    /// What becomes of it.
    pub fate: Fate,
    /// The definition under which it would go on; its own where it stays.
    pub held: Arc<Held>,
    /// That revision; its own where it stays or is counted again.
    pub revision: u32,
    /// The provisions that say so, as the file cites them.
    pub basis: Vec<Name>,
    /// The day from which the later revision is in force, if that is to come.
    pub from: Option<jiff::civil::Date>,
    /// What would be recorded, or why it cannot be; nothing where it stays.
    pub outcome: Result<Option<Revised>, CasesError>,
}

/// A page of a plan, or of what was done.
#[derive(Debug, Default)]
pub struct Plan {
    /// The cases that are touched, in order of id.
    pub cases: Vec<Planned>,
    /// After which case there may be more.
    pub next: Option<CaseId>,
}

/// For what a move is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trial<'v> {
    /// For a plan; of a revision that is to come, as on its first day.
    Ahead,
    /// To be recorded, as it came through somebody.
    Now { via: &'v Name },
}

/// What is to become of a case: how, and under which definition.
struct Way<'l> {
    fate: Fate,
    held: Arc<Held>,
    manifest: Manifest,
    /// What has to be kept first: of a procedure, or of a calendar.
    kept: Kept<'l>,
    from: Option<jiff::civil::Date>,
}

enum Kept<'l> {
    Procedure(&'l Procedure),
    Parts(Vec<Vec<u8>>),
}

impl Cases<'_> {
    /// The revision under which cases of a workflow are opened now.
    pub fn procedure<'l>(&self, library: &'l Library, workflow: &str) -> Option<&'l Procedure> {
        let last = library.procedures.get(workflow)?;
        let today = self.surroundings.now().to_zoned(last.zone.clone()).date();
        library.on(workflow, today)
    }

    /// What would become of the open cases that are touched by a later revision
    /// of their workflow, or by a calendar that has changed: at most so many
    /// cases are looked at, after a given one. Nothing is changed.
    ///
    /// # Errors
    /// The store fails, or a case cannot be read.
    pub async fn revisions(
        &self,
        library: &Library,
        workflow: Option<&str>,
        after: Option<CaseId>,
        limit: usize,
    ) -> Result<Plan, CasesError> {
        let mut plan = Plan {
            cases: Vec::new(),
            next: after,
        };
        let mut looked = 0;
        while looked < limit {
            let wanted = TOGETHER.min(limit.saturating_sub(looked));
            let filter = CaseFilter {
                workflow: workflow.map(Name::from),
                standing: Some(Standing::Open),
                ..CaseFilter::default()
            };
            let page = self.store.cases(filter, plan.next.take(), wanted).await?;
            looked = looked.saturating_add(page.len());
            plan.next = page
                .last()
                .filter(|_| page.len() == wanted)
                .map(|last| last.case.id.clone());
            for stored in page {
                plan.cases.extend(self.plan_one(library, stored).await?);
            }
            if plan.next.is_none() {
                break;
            }
        }
        Ok(plan)
    }

    /// What would become of one case, if anything.
    async fn plan_one(
        &self,
        library: &Library,
        stored: StoredCase,
    ) -> Result<Vec<Planned>, CasesError> {
        let id = stored.case.id.clone();
        let mut opened = self.with_definition(&id, Some(stored)).await?;
        let now = self.surroundings.now().max(opened.case.recorded);
        opened.at = now;
        let ways = self.ways(library, &opened, now)?;
        if ways.is_empty() {
            return Ok(Vec::new());
        }
        let stands = self.as_of_now(&opened).await?;
        let mut planned = Vec::new();
        for way in ways {
            let outcome = match way.fate {
                Fate::Keeps => Ok(None),
                _ => self
                    .trial(library, &opened, &way, now, Trial::Ahead)
                    .await
                    .map(Some),
            };
            let target = &way.held.workflow;
            let basis = target.transitional.iter().flat_map(|(_, basis)| basis);
            planned.push(Planned {
                fate: way.fate,
                revision: match way.fate {
                    Fate::Keeps | Fate::Recounts | Fate::TakesLaw => opened.case.revision,
                    Fate::Moves | Fate::MovesAtNextAct => target.revision,
                },
                basis: match way.fate {
                    Fate::Recounts | Fate::TakesLaw => Vec::new(),
                    _ => basis
                        .map(|it| it.citation.written.as_str().into())
                        .collect(),
                },
                from: way.from,
                held: way.held,
                outcome,
                opened: Opened {
                    case: stands.clone(),
                    ..opened.clone()
                },
            });
        }
        Ok(planned)
    }

    /// What is to become of a case: first whether the law has changed, then whether
    /// its deadlines are counted again, then whether it is moved.
    fn ways<'l>(
        &self,
        library: &'l Library,
        opened: &Opened,
        now: Timestamp,
    ) -> Result<Vec<Way<'l>>, CasesError> {
        let case = &opened.case;
        let mut ways = Vec::new();
        ways.extend(self.shared.newer(library, opened).map(|newer| Way {
            fate: Fate::TakesLaw,
            held: Arc::clone(&newer.held),
            manifest: newer.manifest.clone(),
            kept: Kept::Parts(newer.parts.clone()),
            from: None,
        }));
        ways.extend(recount_of(library, opened)?);
        let mut later = library
            .revisions(&case.workflow)
            .filter(|it| it.workflow.revision > case.revision);
        let target = library.moves_to(&case.workflow, case.revision, None);
        let Some(procedure) = target.or_else(|| later.next_back()) else {
            return Ok(ways);
        };
        let workflow = &procedure.workflow;
        let today = now.to_zoned(procedure.zone.clone()).date();
        let fate = match workflow.transitional.as_ref().map(|(rule, _)| *rule) {
            Some(Transitional::Move) => Fate::Moves,
            Some(Transitional::MoveAtNextAct) => Fate::MovesAtNextAct,
            Some(Transitional::Keep) | None => Fate::Keeps,
        };
        ways.push(Way {
            fate,
            held: Arc::new(Held::now(procedure, &library.texts)),
            manifest: procedure.manifest.clone(),
            kept: Kept::Procedure(procedure),
            from: (workflow.in_force > today).then_some(workflow.in_force),
        });
        Ok(ways)
    }

    /// What a way would record. Of a revision that is not in force yet, a plan
    /// tells what would be recorded on its first day, as the case stands now.
    async fn trial(
        &self,
        library: &Library,
        opened: &Opened,
        way: &Way<'_>,
        now: Timestamp,
        trial: Trial<'_>,
    ) -> Result<Revised, CasesError> {
        let new = way.held.definition(way.manifest.hash().0);
        let old = opened.definition();
        let (_, register) = self.register(&way.held.workflow).await?;
        let children = manifests(library, self.surroundings.now());
        let outside = Outside {
            children: &children,
            register: &register,
        };
        let via = match trial {
            Trial::Ahead => Name::from("command-line"),
            Trial::Now { via } => via.clone(),
        };
        let result = match (way.fate, way.from) {
            (Fate::Recounts, _) => recounted((old, new), now, outside, &via, &opened.case),
            (Fate::TakesLaw, _) => relawed(Passage { old, new }, now, outside, &via, &opened.case),
            (_, Some(from)) if trial == Trial::Ahead => {
                let start = from.to_zoned(way.held.zone.clone());
                let start = start.map_or(now, |start| start.timestamp()).max(now);
                let owed = engine::owed(old, now, outside, &opened.case)?;
                let passage = Passage { old, new };
                moved(passage, start, outside, &via, &owed.after).map(|(entry, after)| Revised {
                    entries: owed.entries.into_iter().chain([entry]).collect(),
                    after,
                })
            }
            _ => revised(Passage { old, new }, now, outside, &via, &opened.case),
        };
        result.map_err(CasesError::from)
    }

    /// Moves the open cases that are to be moved, and counts deadlines again
    /// where a calendar has changed: at most so many cases are looked at, after
    /// a given one. Each case is decided by itself, at the moment at which it
    /// is written; a second time there is nothing to do.
    ///
    /// # Errors
    /// The store fails. A case that cannot be moved is told with the reason, and
    /// keeps no other from being moved. `via` is the authenticated principal through
    /// which it is asked.
    pub async fn revise(
        &self,
        library: &Library,
        workflow: Option<&str>,
        after: Option<CaseId>,
        limit: usize,
        via: &Name,
    ) -> Result<Plan, CasesError> {
        let mut plan = self.revisions(library, workflow, after, limit).await?;
        for planned in &mut plan.cases {
            let waits = planned.from.is_some();
            if !waits && matches!(planned.fate, Fate::Moves | Fate::Recounts | Fate::TakesLaw) {
                let id = planned.opened.case.id.clone();
                planned.outcome = self.revise_one(library, &id, planned.fate, via).await;
            }
        }
        let sends = |planned: &Planned| match &planned.outcome {
            Ok(Some(done)) => done.entries.iter().any(|it| !it.sends.is_empty()),
            _ => false,
        };
        if plan.cases.iter().any(sends) {
            self.shared.waiting.store(true, Ordering::SeqCst);
            self.deliver_what_is_left().await;
        }
        Ok(plan)
    }

    /// Records what becomes of one case; nothing where somebody else did.
    async fn revise_one(
        &self,
        library: &Library,
        id: &CaseId,
        fate: Fate,
        via: &Name,
    ) -> Result<Option<Revised>, CasesError> {
        for _ in 0..MOST_TRIES {
            let opened = self.find(id).await?;
            if opened.case.outcome.is_some() {
                return Ok(None);
            }
            let now = self.surroundings.now().max(opened.case.recorded);
            let ways = self.ways(library, &opened, now)?;
            let Some(way) = ways
                .into_iter()
                .find(|way| way.fate == fate && way.from.is_none())
            else {
                return Ok(None);
            };
            let now_by = Trial::Now { via };
            let trial = self.trial(library, &opened, &way, now, now_by).await;
            let done = match trial {
                Err(CasesError::Decide(DecideError::ClockOwesMore { .. })) => {
                    self.catch_up(id).await?;
                    continue;
                }
                other => other?,
            };
            self.keep_way(&way).await?;
            self.keep_what_is_opened(&done.entries).await?;
            let (count, _) = self.register(&way.held.workflow).await?;
            let append = self.sealed_entries(
                &way.held.workflow,
                done.entries.iter(),
                &done.after,
                (&opened.head, opened.case.seq),
                count,
            )?;
            match self.store.append(append).await {
                Ok(_) => return Ok(Some(done)),
                // Somebody else was first: look again.
                Err(StoreError::Stale { .. } | StoreError::RegisterMoved { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(CasesError::TooBusy { case: id.clone() })
    }

    async fn keep_way(&self, way: &Way<'_>) -> Result<(), CasesError> {
        match &way.kept {
            Kept::Procedure(procedure) => self.keep(procedure).await,
            Kept::Parts(parts) => {
                for bytes in parts {
                    self.store.put_definition(bytes.clone()).await?;
                }
                let all = way.manifest.sources().iter().map(|it| it.sha256);
                self.store
                    .put_manifest(way.manifest.bytes().to_vec(), all.collect())
                    .await?;
                Ok(())
            }
        }
    }

    /// A case as its next act finds it: with the law as it is now, and where a
    /// later revision in force moves it, moved. Nothing is recorded yet.
    ///
    /// # Errors
    /// It cannot be moved, and no act be decided: neither revision applies to it.
    pub(in crate::service) async fn bring(&self, opened: Opened) -> Result<Opened, CasesError> {
        let Some(library) = self.library else {
            return Ok(opened);
        };
        let now = self.surroundings.now().max(opened.case.recorded);
        let opened = self.bring_law(opened, now).await?;
        let case = &opened.case;
        let now = now.max(case.recorded);
        let today = now.to_zoned(opened.held.zone.clone()).date();
        let target = library.moves_to(&case.workflow, case.revision, Some(today));
        let Some(procedure) = target.filter(|_| case.outcome.is_none()) else {
            return Ok(opened);
        };
        let held = Arc::new(Held::now(procedure, &library.texts));
        let (_, register) = self.register(&held.workflow).await?;
        let children = manifests(library, now);
        let outside = Outside {
            children: &children,
            register: &register,
        };
        let passage = Passage {
            old: opened.definition(),
            new: held.definition(procedure.manifest.hash().0),
        };
        let done = revised(passage, now, outside, &NEXT_ACT.into(), case)?;
        // What the clock owed has ended it: it is not moved.
        if done.after.manifest == case.manifest {
            return Ok(opened);
        }
        // The law that it has taken over stands before the move.
        let first = opened.brought.as_deref().cloned();
        let newer = first.as_ref().and_then(|first| first.newer.clone());
        let (before, mut entries) = match first {
            Some(first) => (first.before, first.entries),
            None => (opened.case, Vec::new()),
        };
        entries.extend(done.entries);
        Ok(Opened {
            case: done.after,
            head: opened.head,
            held,
            at: opened.at,
            brought: Some(Arc::new(Brought {
                before,
                entries,
                newer,
            })),
        })
    }

    /// Keeps what a case was brought to, so that an entry can name it.
    pub(in crate::service) async fn keep_brought(&self, opened: &Opened) -> Result<(), CasesError> {
        let (Some(brought), Some(library)) = (&opened.brought, self.library) else {
            return Ok(());
        };
        if let Some(newer) = &brought.newer {
            self.keep_newer(newer).await?;
        }
        let mut revisions = library.revisions(&opened.case.workflow);
        let manifest = Hash(opened.case.manifest);
        if let Some(procedure) = revisions.find(|it| it.manifest.hash() == manifest) {
            self.keep(procedure).await?;
        }
        self.keep_what_is_opened(&brought.entries).await
    }
}

/// How the deadlines of a case are counted again, where its calendar has changed.
fn recount_of<'l>(library: &Library, opened: &Opened) -> Result<Option<Way<'l>>, CasesError> {
    let held = &opened.held;
    let (Some(id), Some(old)) = (held.workflow.calendar_id(), &held.calendar) else {
        return Ok(None);
    };
    let Ok(new) = library.calendars.find(id) else {
        return Ok(None);
    };
    let parts = |sources: &[Arc<crate::diagnostic::Source>]| {
        let mut all: Vec<(String, Vec<u8>)> = sources
            .iter()
            .map(|it| (it.name().to_owned(), it.text().as_bytes().to_vec()))
            .collect();
        all.sort();
        all
    };
    let (before, after) = (parts(old.sources()), parts(new.sources()));
    if before == after {
        return Ok(None);
    }
    let faulty = || CasesError::DefinitionMissing {
        case: opened.case.id.clone(),
    };
    let mut sources: Vec<manifest::Source> = held
        .sources
        .iter()
        .filter(|it| it.kind != "calendar")
        .cloned()
        .collect();
    sources.extend(after.iter().map(|(name, bytes)| manifest::Source {
        kind: "calendar".to_owned(),
        name: name.clone(),
        sha256: content_hash(bytes),
    }));
    sources.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    let manifest = Manifest::new(sources).map_err(|_| faulty())?;
    Ok(Some(Way {
        fate: Fate::Recounts,
        held: Arc::new(held.with_calendar(new)),
        manifest,
        kept: Kept::Parts(after.into_iter().map(|(_, bytes)| bytes).collect()),
        from: None,
    }))
}

impl Opened {
    /// How the case is stored: entries, as many as it has there.
    pub(in crate::service) fn stored_seq(&self) -> u64 {
        let brought = self.brought.as_ref();
        brought.map_or(self.case.seq, |brought| brought.before.seq)
    }

    /// The case before whatever is recorded with the next act.
    pub(in crate::service) fn stored_case(&self) -> Case {
        let brought = self.brought.as_ref();
        brought.map_or_else(|| self.case.clone(), |brought| brought.before.clone())
    }
}
