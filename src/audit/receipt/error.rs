//! What can be wrong with a receipt, and how it is told.

use crate::audit::canonical::JsonError;
use crate::audit::merkle::ProofError;
use crate::audit::proof::ProofFault;
use crate::audit::verify::TrailError;
use crate::diagnostic::{Bilingual, Code, Coded, Finding};
use crate::engine::CaseId;

/// What is wrong with a receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// It is no canonical JSON, or not with one newline behind it.
    #[error("the receipt cannot be read: {0}")]
    Json(JsonError),
    /// It is longer than [`MAX_RECEIPT`](super::MAX_RECEIPT).
    #[error("the receipt is longer than {} bytes", super::MAX_RECEIPT)]
    TooLong,
    /// A member is missing, unknown, or of another form.
    #[error("the receipt has not its form at `{path}`")]
    Form {
        /// A JSON Pointer into the receipt.
        path: String,
    },
    /// What is wrong with a trail is wrong with a part of it.
    #[error(transparent)]
    Trail(#[from] TrailError),
    /// An entry does not stand in the log where it says.
    #[error("the entry is not leaf {index} of a log of {size}: {error}")]
    NotProved {
        /// Where it should stand.
        index: u64,
        /// The size of the log under the checkpoint.
        size: u64,
        /// Why.
        error: ProofError,
    },
    /// It is the receipt of another case, or holds an entry of one.
    #[error("case `{expected}` was expected and this is of `{found}`")]
    OtherCase {
        /// The case that was expected.
        expected: CaseId,
        /// The case that is there.
        found: CaseId,
    },
    /// A proof does not join a checkpoint from outside to that of the receipt.
    #[error(transparent)]
    Proof(#[from] ProofFault),
    /// The page shows something else than the receipt that it holds.
    #[error("the page shows something else than its receipt")]
    Page,
}

impl ReceiptError {
    /// The code of the kind.
    pub const fn code(&self) -> Code {
        match self {
            ReceiptError::Json(_) | ReceiptError::TooLong | ReceiptError::Form { .. } => Code(860),
            ReceiptError::Trail(error) => error.code(),
            ReceiptError::Proof(fault) => fault.code(),
            ReceiptError::NotProved {
                error: ProofError::Length,
                ..
            } => Code(864),
            ReceiptError::NotProved { .. } => Code(861),
            ReceiptError::OtherCase { .. } => Code(862),
            ReceiptError::Page => Code(863),
        }
    }
}

impl Coded for ReceiptError {
    fn finding(&self) -> Finding {
        let finding = Finding::new(self.code());
        match self {
            ReceiptError::Json(error) => finding.note(error.says()),
            ReceiptError::TooLong => finding.note(Bilingual::new(
                format!("{}바이트보다 깁니다", super::MAX_RECEIPT),
                format!("longer than {} bytes", super::MAX_RECEIPT),
            )),
            ReceiptError::Form { path } => finding.note(Bilingual::new(
                format!("`{path}` 자리"),
                format!("at `{path}`"),
            )),
            ReceiptError::Trail(error) => error.finding(),
            ReceiptError::Proof(fault) => fault.finding(),
            ReceiptError::NotProved { index, size, error } => finding
                .with("index", index)
                .with("size", size)
                .note(error.says()),
            ReceiptError::OtherCase { expected, found } => finding
                .with("expected", &**expected)
                .with("found", &**found),
            ReceiptError::Page => finding,
        }
    }
}

/// One thing that is wrong with a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFault {
    /// The place of the entry among those of the receipt, from 1; 0 is the genesis.
    pub entry: Option<u64>,
    /// What is wrong.
    pub error: ReceiptError,
}

impl ReceiptFault {
    /// The fault as a finding, with its place as a note.
    pub fn finding(&self) -> Finding {
        let finding = self.error.finding();
        match self.entry {
            None => finding,
            Some(0) => finding.note(Bilingual::new(
                "로그의 시작 기록",
                "The genesis of the log.",
            )),
            Some(number) => finding.note(Bilingual::new(
                format!("기록 확인서의 {number}번째 기록"),
                format!("Entry {number} of the receipt."),
            )),
        }
    }
}

impl From<ReceiptError> for ReceiptFault {
    fn from(error: ReceiptError) -> Self {
        ReceiptFault { entry: None, error }
    }
}
