//! Why a witness does not cosign, and how that is told.

use crate::audit::checkpoint::CheckpointError;
use crate::audit::note::NoteError;
use crate::audit::proof::ProofFault;
use crate::audit::verify::TrailError;
use crate::diagnostic::{Bilingual, Code, Coded, Finding};
use jiff::Timestamp;

/// What is known of a head that is older than the one remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// What is remembered continues it: the log has done nothing wrong.
    OfThisLog,
    /// No proof was given that what is remembered continues it.
    Unknown,
}

/// A witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The log did not sign the checkpoint.
    #[error(transparent)]
    Trail(#[from] TrailError),
    /// Two trees of one size: the log shows two histories.
    #[error("the log `{log}` has signed two trees of {size} leaves")]
    Fork {
        /// The log.
        log: String,
        /// The size of both.
        size: u64,
    },
    /// The proof does not show that the log only grew.
    #[error(transparent)]
    Growth(#[from] ProofFault),
    /// Another key than the one that is remembered for the log.
    #[error("the log `{log}` is known under another key")]
    OtherKey {
        /// The log.
        log: String,
        /// The key that is remembered.
        known: String,
    },
    /// The clock stands before the last cosignature.
    #[error("the clock stands at {now}, and a head was cosigned at {last}")]
    Clock {
        /// When a head was last cosigned.
        last: u64,
        /// The time now.
        now: u64,
    },
    /// A larger head of the log is remembered.
    #[error("a head of {known} leaves is remembered, and this one has {size}")]
    Older {
        /// The log.
        log: String,
        /// The size that is remembered.
        known: u64,
        /// The size of this head.
        size: u64,
        /// Whether it belongs to the same history.
        age: Age,
    },
    /// The log has grown, and nothing shows how.
    #[error("the log has grown from {known} leaves to {size}, without a proof")]
    NoProof {
        /// The log.
        log: String,
        /// The size that is remembered.
        known: u64,
        /// The size of this head.
        size: u64,
    },
    /// The proof is between other heads.
    #[error("the proof leads from {stated} leaves to {proved}, and {known} to {size} is needed")]
    OtherProof {
        /// The size that is remembered.
        known: u64,
        /// The size of this head.
        size: u64,
        /// Where the proof begins.
        stated: u64,
        /// Where it ends.
        proved: u64,
    },
    /// The cosignature cannot be added.
    #[error(transparent)]
    Note(NoteError),
}

impl Coded for Refused {
    fn finding(&self) -> Finding {
        match self {
            Refused::Trail(error) => error.finding(),
            Refused::Growth(error) => error.finding(),
            Refused::Note(error) => CheckpointError::Note(*error).finding(),
            Refused::Fork { log, size } => Finding::new(Code(870))
                .with("log", log)
                .with("size", size),
            Refused::OtherKey { log, known } => Finding::new(Code(871))
                .with("log", log)
                .with("known", known),
            Refused::Clock { last, now } => Finding::new(Code(872))
                .with("last", moment(*last))
                .with("now", moment(*now)),
            Refused::Older {
                log,
                known,
                size,
                age,
            } => Finding::new(Code(873))
                .with("log", log)
                .with("known", known)
                .with("size", size)
                .note(match age {
                    Age::OfThisLog => Bilingual::new(
                        "증명에 따르면 기억하는 머리가 이 체크포인트를 이어 쓴 것입니다. 로그에 잘못은 없습니다.",
                        "By the proof, the head that is remembered continues this one: the log did nothing wrong.",
                    ),
                    Age::Unknown => Bilingual::new(
                        "같은 이력의 앞부분인지는 이것만으로 알 수 없습니다. `jorye audit prove --since`로 이 체크포인트에서 시작하는 증명을 받아 `--proof`로 주면 가릴 수 있습니다.",
                        "Whether it belongs to the same history cannot be seen from it alone. A proof from this checkpoint (`jorye audit prove --since`) given with `--proof` shows it.",
                    ),
                }),
            Refused::NoProof { log, known, size } => Finding::new(Code(874))
                .with("log", log)
                .with("known", known)
                .with("size", size),
            Refused::OtherProof {
                known,
                size,
                stated,
                proved,
            } => Finding::new(Code(875))
                .with("known", known)
                .with("size", size)
                .with("stated", stated)
                .with("proved", proved),
        }
    }
}

/// A time of a cosignature, in words.
pub(in crate::audit) fn moment(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map_or_else(|| seconds.to_string(), |at| at.to_string())
}
