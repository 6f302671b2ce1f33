//! What can go wrong between a request and its entry.

use crate::audit::entry::{EntryError, SealError};
use crate::audit::own::Stage;
use crate::diagnostic::{Bilingual, Coded, Finding, nearest_quoted};
use crate::engine::child::ReceiveError;
use crate::engine::erase::EraseError;
use crate::engine::{CaseId, DecideError};
use crate::guard::Name;
use crate::library::{HoldError, Library, RandomError};
use crate::store::StoreError;

use super::codes;

/// A request that led to no entry. Nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// The library has no such workflow.
    #[error("the library has no workflow `{workflow}`")]
    NoSuchWorkflow {
        /// What was named.
        workflow: Name,
        /// Those that it has.
        known: String,
        /// A workflow with a similar name.
        near: Option<String>,
    },
    /// The library has no such revision of the workflow.
    #[error("the library has no revision {revision} of `{workflow}`")]
    NoSuchRevision {
        /// The workflow.
        workflow: Name,
        /// What was named.
        revision: u32,
        /// Those that it has.
        known: String,
    },
    /// The case is to go on under another revision, and has no place there.
    #[error(transparent)]
    NotMoved(crate::engine::revise::MoveError),
    /// The store has no such case.
    #[error("the store has no case `{case}`")]
    NoSuchCase {
        /// The case.
        case: CaseId,
    },
    /// The store has that case already.
    #[error("the store has a case `{case}` already")]
    CaseExists {
        /// The case.
        case: CaseId,
    },
    /// Not the id of a case.
    #[error("`{case}` cannot be the id of a case")]
    CaseId {
        /// What was given.
        case: CaseId,
    },
    /// The case is at another version than the act expected.
    #[error("case `{case}` is at version {found}, not {expected}")]
    Stale {
        /// The case.
        case: CaseId,
        /// The version expected.
        expected: u64,
        /// The version found.
        found: u64,
    },
    /// Other acts kept coming between.
    #[error("other acts on case `{case}` kept coming between")]
    TooBusy {
        /// The case.
        case: CaseId,
    },
    /// The key of the request was used for another one.
    #[error("the key `{key}` was used for another request")]
    KeyConflict {
        /// The key.
        key: Name,
    },
    /// The act cannot be decided at all.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The definition of the case cannot be read back.
    #[error("the definition of case `{case}` cannot be read back: {error}")]
    Definition {
        /// The case.
        case: CaseId,
        /// Why.
        error: HoldError,
    },
    /// A part of that definition is not in the store.
    #[error("a part of the definition of case `{case}` is not in the store")]
    DefinitionMissing {
        /// The case.
        case: CaseId,
    },
    /// An entry cannot be read.
    #[error("entry {seq} of case `{case}` cannot be read: {error}")]
    Entry {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
        /// Why.
        error: EntryError,
    },
    /// The store took the entry and did not say where it is.
    #[error("the store did not answer for case `{case}`")]
    Unanswered {
        /// The case.
        case: CaseId,
    },
    /// The entry cannot be sealed.
    #[error("the entry cannot be sealed: {0}")]
    Seal(#[from] SealError),
    /// A child that an act would open cannot be opened.
    #[error("a child of workflow `{workflow}` cannot be opened: {error}")]
    ChildNotOpened {
        /// Its workflow.
        workflow: Name,
        /// Why.
        error: ReceiveError,
    },
    /// A case has no children of this name.
    #[error("case `{case}` has no children `{children}`")]
    NoSuchChildren {
        /// The case.
        case: CaseId,
        /// The name.
        children: Name,
    },
    /// A case cannot take a message.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// Something is not erased.
    #[error(transparent)]
    Erase(#[from] EraseError),
    /// There is nothing to keep.
    #[error("there is nothing to keep")]
    NothingDecided,
    /// The library lets cases be opened only under what was adopted, and this was not.
    #[error("the workflow `{workflow}` is not adopted as it stands")]
    NotAdopted {
        /// The workflow.
        workflow: Name,
        /// The stage that it stands at, if any.
        stage: Option<Stage>,
    },
    /// The entries of the log itself cannot be read.
    #[error(transparent)]
    Log(Box<super::LogError>),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl CasesError {
    /// That a library has no such workflow.
    pub(crate) fn no_such_workflow(library: &Library, workflow: &str) -> Self {
        let known = library.procedures.keys().map(|id| &**id);
        CasesError::NoSuchWorkflow {
            workflow: workflow.into(),
            known: library.known(),
            near: nearest_quoted(workflow, known),
        }
    }
}

impl CasesError {
    /// That a library has no such revision of a workflow.
    pub(crate) fn no_such_revision(library: &Library, workflow: &str, revision: u32) -> Self {
        let known = library.revisions(workflow);
        let known: Vec<String> = known.map(|one| one.workflow.revision.to_string()).collect();
        CasesError::NoSuchRevision {
            workflow: workflow.into(),
            revision,
            known: known.join(", "),
        }
    }
}

impl From<crate::engine::revise::MoveError> for CasesError {
    fn from(error: crate::engine::revise::MoveError) -> Self {
        match error {
            crate::engine::revise::MoveError::Decide(error) => CasesError::Decide(error),
            error => CasesError::NotMoved(error),
        }
    }
}

impl Coded for CasesError {
    fn finding(&self) -> Finding {
        match self {
            CasesError::NoSuchWorkflow {
                workflow,
                known,
                near,
            } => Finding::new(codes::NO_SUCH_WORKFLOW)
                .with("workflow", &**workflow)
                .with("known", known.as_str())
                .suggest(near.clone()),
            CasesError::NoSuchRevision {
                workflow,
                revision,
                known,
            } => Finding::new(codes::NO_SUCH_REVISION)
                .with("workflow", &**workflow)
                .with("revision", revision.to_string())
                .with("known", known.as_str()),
            CasesError::NotMoved(error) => error.finding(),
            CasesError::NoSuchCase { case } => {
                Finding::new(codes::NO_SUCH_CASE).with("case", &**case)
            }
            CasesError::CaseExists { case } => {
                Finding::new(codes::CASE_EXISTS).with("case", &**case)
            }
            CasesError::CaseId { case } => Finding::new(codes::CASE_ID).with("case", &**case),
            CasesError::Stale {
                case,
                expected,
                found,
            } => Finding::new(codes::VERSION_STALE)
                .with("case", &**case)
                .with("expected", expected.to_string())
                .with("found", found.to_string()),
            CasesError::TooBusy { case } | CasesError::Unanswered { case } => {
                Finding::new(codes::TOO_BUSY).with("case", &**case)
            }
            CasesError::KeyConflict { key } => {
                Finding::new(codes::KEY_CONFLICT).with("key", &**key)
            }
            CasesError::NotAdopted { workflow, stage } => Finding::new(codes::NOT_ADOPTED)
                .with("workflow", &**workflow)
                .with(
                    "stage",
                    stage.map_or_else(|| Bilingual::new("기록 없음", "nowhere yet"), Stage::title),
                ),
            CasesError::Log(error) => error.finding(),
            CasesError::Decide(error) => error.finding(),
            CasesError::Store(error) => error.finding(),
            CasesError::Definition { case, error } => Finding::new(codes::DEFINITION_LOST)
                .with("case", &**case)
                .with("detail", error.says()),
            CasesError::DefinitionMissing { case } => Finding::new(codes::DEFINITION_LOST)
                .with("case", &**case)
                .with(
                    "detail",
                    crate::diagnostic::Bilingual::new("일부가 없습니다", "a part is missing"),
                ),
            CasesError::Entry { case, seq, error } => Finding::new(codes::ENTRY_UNREADABLE)
                .with("case", &**case)
                .with("seq", seq.to_string())
                .with("detail", error.says()),
            CasesError::Seal(error) => {
                Finding::new(codes::ENTRY_UNSEALABLE).with("detail", error.says())
            }
            CasesError::ChildNotOpened { workflow, error } => child_not_opened(workflow, error),
            CasesError::NoSuchChildren { case, children } => Finding::new(codes::NO_SUCH_CHILDREN)
                .with("case", &**case)
                .with("children", &**children),
            CasesError::Receive(error) => error.finding(),
            CasesError::Erase(error) => error.finding(),
            CasesError::NothingDecided => Finding::new(codes::TOO_BUSY).with("case", "–"),
            CasesError::Random(_) => Finding::new(codes::NO_RANDOMNESS),
        }
    }
}

/// Why a child cannot be opened, with each ground.
fn child_not_opened(workflow: &Name, error: &ReceiveError) -> Finding {
    let mut finding = error.finding();
    let why = crate::diagnostic::Bilingual::new(
        finding.title(crate::diagnostic::Lang::Ko),
        finding.title(crate::diagnostic::Lang::En),
    );
    finding = Finding::new(codes::CHILD_NOT_OPENED)
        .with("workflow", &**workflow)
        .with("why", why);
    if let ReceiveError::Decide(DecideError::NotOpened { grounds, .. }) = error {
        for ground in grounds {
            let element = ground.element().map_or("", |element| element);
            finding = finding.note(crate::diagnostic::Bilingual::from(
                format!("{} {element}", ground.as_str()).trim_end(),
            ));
        }
    }
    finding
}
