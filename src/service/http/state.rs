//! What the service is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jiff::civil::Date;
use tokio::sync::Semaphore;

use super::super::access::{Access, AccessError, KeysFile};
use super::super::{Cases, Checked, KeyFile, Log, LogError, ReceiptNotMade, Shared, codes};
use crate::audit::Hash;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::receipt::Receipt;
use crate::check::{Input, Search, check_all};
use crate::diagnostic::{Code, Finding, Lang, Level};
use crate::engine::CaseId;
use crate::guard::Name;
use crate::library::{Library, Procedure, Surroundings, zone};
use crate::store::Store;
use crate::workflow::Workflow;

/// The page of a code in a language, its title in the first line.
pub type Explain = fn(Code, Lang) -> Option<&'static str>;

/// What a service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a body.
    pub body: usize,
    /// The most bytes of the request line and the headers.
    pub head: usize,
    /// How long the body of a request may take to arrive.
    pub body_time: Duration,
    /// How long the head of a request may take, and how long a connection may
    /// be idle.
    pub head_time: Duration,
    /// How long an answer may take.
    pub answer_time: Duration,
    /// How many requests are worked on at once.
    pub requests: usize,
    /// How many connections are open at once.
    pub connections: usize,
    /// How long requests that run are waited for when the service stops.
    pub stop_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 1 << 20,
            head: 16 << 10,
            body_time: Duration::from_secs(10),
            head_time: Duration::from_secs(30),
            answer_time: Duration::from_secs(30),
            requests: 512,
            connections: 1024,
            stop_time: Duration::from_secs(30),
        }
    }
}

/// The files of a service.
#[derive(Debug, Clone)]
pub struct Files {
    /// The key that signs checkpoints.
    pub log_key: KeyFile,
    /// The API keys.
    pub api_keys: KeysFile,
    /// The principals.
    pub principals: PathBuf,
}

/// How a service behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it takes.
    pub limits: Limits,
    /// Whether everybody may read.
    pub anonymous_read: bool,
    /// How often the service takes what the clock owes; never by itself, if
    /// nothing is said.
    pub tick: Option<Duration>,
    /// The language of those who name none.
    pub lang: Lang,
    /// The pages of the codes.
    pub explain: Explain,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limits: Limits::default(),
            anonymous_read: false,
            tick: None,
            lang: Lang::default(),
            explain: |_, _| None,
        }
    }
}

/// A service: cases in a store, a library under which they are opened, and who
/// may call.
pub struct Service {
    pub(super) store: Arc<dyn Store>,
    pub(super) library: Arc<Library>,
    pub(super) options: Options,
    pub(super) slots: Semaphore,
    surroundings: Arc<dyn Surroundings>,
    /// Workflows under which no case is opened, as they have errors.
    faulty: BTreeSet<Name>,
    shared: Arc<Shared>,
    files: Files,
    access: RwLock<Arc<Access>>,
    /// What the check says of procedures, by their manifests.
    checks: Mutex<BTreeMap<Hash, Arc<Checked>>>,
    /// The newest checkpoint, with the size of its tree.
    checkpoint: Mutex<Option<(u64, String)>>,
    stopping: AtomicBool,
    requests: AtomicU64,
    /// What tells requests of this run from those of another.
    run: String,
}

impl Service {
    /// A service. What is odd in the file of principals is found too.
    ///
    /// # Errors
    /// A file that says who may call cannot be used, or there is no randomness.
    pub fn new(
        store: Arc<dyn Store>,
        surroundings: Arc<dyn Surroundings>,
        library: Library,
        files: Files,
        options: Options,
    ) -> Result<(Service, Vec<Finding>), AccessError> {
        let (access, findings) = Access::read(&files.api_keys, &files.principals, &library)?;
        let random = surroundings.random()?;
        let run = random.iter().take(4).map(|b| format!("{b:02x}")).collect();
        let service = Service {
            slots: Semaphore::new(options.limits.requests),
            faulty: faulty(&library),
            store,
            surroundings,
            library: Arc::new(library),
            options,
            shared: Arc::default(),
            files,
            access: RwLock::new(Arc::new(access)),
            checks: Mutex::default(),
            checkpoint: Mutex::default(),
            stopping: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            run,
        };
        Ok((service, findings))
    }

    /// The cases.
    pub(super) fn cases(&self) -> Cases<'_> {
        Cases::sharing(&*self.store, &*self.surroundings, &self.shared).with_library(&self.library)
    }

    /// Whether cases may be opened under a workflow of the library.
    pub(super) fn is_faulty(&self, workflow: &str) -> bool {
        self.faulty.contains(workflow)
            || (!self.library.procedures.contains_key(workflow)
                && self.library.findings.iter().any(|finding| {
                    finding.level == Level::Error && finding.workflow.as_deref() == Some(workflow)
                }))
    }

    /// The workflows of the library under which no case is opened, told.
    pub fn refused_workflows(&self) -> Vec<Finding> {
        let unbuilt = self.library.findings.iter().filter_map(|finding| {
            let id = finding.workflow.as_deref()?;
            (finding.level == Level::Error && !self.library.procedures.contains_key(id))
                .then(|| Name::from(id))
        });
        let all: BTreeSet<Name> = self.faulty.iter().cloned().chain(unbuilt).collect();
        all.iter()
            .map(|id| Finding::new(codes::HAS_ERRORS).with("workflow", &**id))
            .collect()
    }

    /// Who may call, as it stands now.
    pub(super) fn access(&self) -> Arc<Access> {
        Arc::clone(&self.access.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads again who may call. Where a file cannot be used, everything stays
    /// as it was.
    ///
    /// # Errors
    /// A file cannot be used.
    pub fn reload(&self) -> Result<Vec<Finding>, AccessError> {
        let files = &self.files;
        let (access, findings) = Access::read(&files.api_keys, &files.principals, &self.library)?;
        *self.access.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(access);
        Ok(findings)
    }

    /// What the files that say who may call look like from outside: other
    /// values mean that one was changed.
    pub(super) fn seen(&self) -> Vec<Option<(std::time::SystemTime, u64)>> {
        [self.files.api_keys.path(), &self.files.principals]
            .iter()
            .map(|path| {
                let metadata = std::fs::metadata(path).ok()?;
                Some((metadata.modified().ok()?, metadata.len()))
            })
            .collect()
    }

    /// The newest checkpoint, with what witnesses have signed of it.
    pub(super) async fn checkpoint(&self) -> Result<String, LogError> {
        let own = self.own_checkpoint().await?;
        let cosigned = Log::new(&*self.store).cosigned().await?;
        Ok(cosigned
            .filter(|kept| own.starts_with(&format!("{}\n", kept.note().text())))
            .map_or(own, |kept| kept.to_text()))
    }

    /// The newest checkpoint that witnesses have signed.
    pub(super) async fn cosigned(&self) -> Result<Option<String>, LogError> {
        let kept = Log::new(&*self.store).cosigned().await?;
        Ok(kept.map(|kept| kept.to_text()))
    }

    /// The newest checkpoint: signed anew when the tree has grown.
    async fn own_checkpoint(&self) -> Result<String, LogError> {
        let size = self.store.tree().await?.size;
        let known = self
            .checkpoint
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((known, text)) = known
            && known == size
        {
            return Ok(text);
        }
        let log = Log::new(&*self.store);
        let signed = log.checkpoint(&self.files.log_key).await?;
        let text = signed.to_text();
        let mut kept = self
            .checkpoint
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Some((signed.head().size, text.clone()));
        Ok(text)
    }

    /// The receipt of a case, under the checkpoint that everybody is given.
    pub(super) async fn receipt(&self, case: &CaseId) -> Result<Receipt, ReceiptNotMade> {
        let note = self.checkpoint().await?;
        let under = Checkpoint::parse(note.as_bytes()).map_err(LogError::Checkpoint)?;
        let log = Log::new(&*self.store);
        log.receipt(case, Some(under), &self.files.log_key).await
    }

    /// What the check says of a procedure, if that was asked before.
    pub(super) fn known_check(&self, manifest: &Hash) -> Option<Arc<Checked>> {
        let known = self.checks.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(manifest).cloned()
    }

    /// Keeps what the check says of a procedure.
    pub(super) fn keep_check(&self, manifest: Hash, checked: Checked) -> Arc<Checked> {
        let checked = Arc::new(checked);
        let mut known = self.checks.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(manifest, Arc::clone(&checked));
        checked
    }

    /// The day it is where Korean law counts its days.
    pub(super) fn today(&self) -> Option<Date> {
        let (zone, _) = zone("Asia/Seoul").ok()?;
        Some(self.surroundings.now().to_zoned(zone).date())
    }

    /// Says that the service stops: it is no longer ready.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether it stops.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// An id for a request.
    pub(super) fn next_request(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number:08x}", self.run)
    }
}

/// The workflows of a library that have errors.
fn faulty(library: &Library) -> BTreeSet<Name> {
    let others: Vec<&Workflow> = library
        .procedures
        .values()
        .map(|procedure| &*procedure.workflow)
        .collect();
    let definitions: Vec<_> = library
        .procedures
        .values()
        .map(|procedure| procedure.definition())
        .collect();
    let has_errors = |procedure: &Procedure| {
        let report = check_all(&[Input {
            workflow: &procedure.workflow,
            texts: &library.texts,
            pins: procedure.pins.as_deref(),
            others: &others,
            definitions: &definitions,
            search: Search::Graph,
        }]);
        let file = procedure.workflow.source.name();
        let read = library
            .findings
            .iter()
            .filter(|finding| finding.place().is_none_or(|place| place.file() == file));
        report
            .findings
            .iter()
            .chain(read)
            .any(|finding| finding.level == Level::Error)
    };
    library
        .procedures
        .iter()
        .filter(|(_, procedure)| has_errors(procedure))
        .map(|(id, _)| id.clone())
        .collect()
}
