//! What can go wrong with the files that say who may call.

use std::io;
use std::path::PathBuf;

use super::super::codes;
use crate::diagnostic::{Bilingual, Coded, Finding};
use crate::library::{RandomError, cause};

/// A file of keys or principals that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The file of keys cannot be read.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file of keys is not as this program writes it.
    #[error("{}: {detail}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// Others than its owner may write the file of keys.
    #[error("{} can be written by others than its owner", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// The file of keys cannot be written.
    #[error("{} cannot be written: {error}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is no such key.
    #[error("there is no key `{id}`")]
    NoSuchKey {
        /// What was named.
        id: String,
        /// The file.
        path: PathBuf,
        /// A key with a similar id.
        near: Option<String>,
    },
    /// The file of principals cannot be read.
    #[error("{}: {error}", path.display())]
    Principals {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file of principals is faulty: at least one finding.
    #[error("the file of principals is faulty")]
    Faulty {
        /// What was found in it.
        findings: Vec<Finding>,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl AccessError {
    /// Every finding that tells it.
    pub fn findings(&self) -> Vec<Finding> {
        match self {
            AccessError::Faulty { findings } if !findings.is_empty() => findings.clone(),
            other => vec![other.finding()],
        }
    }
}

impl Coded for AccessError {
    fn finding(&self) -> Finding {
        let unusable = |path: &PathBuf, detail: Bilingual| {
            Finding::new(codes::API_KEYS_UNUSABLE)
                .with("path", path.display().to_string())
                .with("detail", detail)
        };
        match self {
            AccessError::Io { path, error } => unusable(path, cause(error)),
            AccessError::Malformed { path, detail } => {
                unusable(path, Bilingual::from(detail.as_str()))
            }
            AccessError::Exposed { path } => unusable(
                path,
                Bilingual::new(
                    "주인이 아닌 사람도 쓸 수 있는 파일입니다.",
                    "others than its owner may write it.",
                ),
            ),
            AccessError::NotWritten { path, error } => Finding::new(codes::FILE_NOT_WRITTEN)
                .with("path", path.display().to_string())
                .with("cause", cause(error)),
            AccessError::NoSuchKey { id, path, near } => Finding::new(codes::NO_SUCH_API_KEY)
                .with("id", id.as_str())
                .with("path", path.display().to_string())
                .suggest(near.clone()),
            AccessError::Principals { path, error } => Finding::new(codes::PRINCIPALS_UNUSABLE)
                .with("path", path.display().to_string())
                .with("detail", cause(error)),
            AccessError::Faulty { findings } => findings
                .first()
                .cloned()
                .unwrap_or_else(|| Finding::new(codes::PRINCIPALS_MALFORMED)),
            AccessError::Random(_) => Finding::new(codes::NO_RANDOMNESS),
        }
    }
}
