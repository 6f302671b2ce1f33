//! What can be wrong with a proof, and how it is told.

use crate::audit::checkpoint::CheckpointError;
use crate::audit::merkle::ProofError;
use crate::audit::verify::TrailError;
use crate::diagnostic::{Code, Coded, Finding};

/// The file cannot be read as a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    /// It has not the form of one.
    #[error("the lines before the checkpoint are not those of a proof")]
    Form,
    /// There are more hashes than any log needs.
    #[error("there are more than 64 hashes, which no log needs")]
    TooLong,
    /// What stands after the empty line is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl Coded for ProofFileError {
    fn finding(&self) -> Finding {
        match self {
            ProofFileError::TooLong => Finding::new(Code(864)).note(self.says()),
            _ => Finding::new(Code(835)).note(self.says()),
        }
    }
}

/// The proof does not show what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// The entry is none of this log, or the log did not sign the checkpoint.
    #[error(transparent)]
    Trail(#[from] TrailError),
    /// The entry does not stand there.
    #[error("the entry is not leaf {index} of the first {size}: {error}")]
    Inclusion {
        /// Where it should stand.
        index: u64,
        /// The size of the checkpoint.
        size: u64,
        /// Why.
        error: ProofError,
    },
    /// The newer tree does not continue the older one.
    #[error("the tree of {size} leaves does not continue that of {old}: {error}")]
    Consistency {
        /// The size of the older checkpoint.
        old: u64,
        /// The size of the newer one.
        size: u64,
        /// Why.
        error: ProofError,
    },
    /// The proof begins at another size than the checkpoint known from outside.
    #[error("the proof begins at {stated} leaves and the checkpoint has {known}")]
    Base {
        /// Where the proof begins.
        stated: u64,
        /// The size of the checkpoint.
        known: u64,
    },
}

impl ProofFault {
    /// The code of the kind.
    pub const fn code(&self) -> Code {
        match self {
            ProofFault::Trail(error) => error.code(),
            ProofFault::Inclusion {
                error: ProofError::Length,
                ..
            }
            | ProofFault::Consistency {
                error: ProofError::Length,
                ..
            } => Code(864),
            ProofFault::Inclusion { .. } => Code(836),
            ProofFault::Consistency { .. } => Code(837),
            ProofFault::Base { .. } => Code(839),
        }
    }
}

impl Coded for ProofFault {
    fn finding(&self) -> Finding {
        match self {
            ProofFault::Trail(error) => error.finding(),
            ProofFault::Inclusion {
                error: error @ ProofError::Length,
                ..
            }
            | ProofFault::Consistency {
                error: error @ ProofError::Length,
                ..
            } => Finding::new(self.code()).note(error.says()),
            ProofFault::Inclusion { index, size, error } => Finding::new(self.code())
                .with("index", index)
                .with("size", size)
                .note(error.says()),
            ProofFault::Consistency { old, size, error } => Finding::new(self.code())
                .with("old", old)
                .with("size", size)
                .note(error.says()),
            ProofFault::Base { stated, known } => Finding::new(self.code())
                .with("stated", stated)
                .with("known", known),
        }
    }
}
