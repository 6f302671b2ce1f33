//! What can be wrong with a trail, and how it is told.

use crate::audit::canonical::JsonError;
use crate::audit::checkpoint::CheckpointError;
use crate::audit::entry::EntryError;
use crate::audit::export::MAX_LINE;
use crate::audit::hash::Hash;
use crate::audit::own::{OutOfOrder, Stage};
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Lang};
use crate::engine::{ApplyError, CaseId, ReplayError};

/// One of the three groups of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Definitions.
    Definitions,
    /// Manifests.
    Manifests,
    /// Leaves.
    Leaves,
}

impl Group {
    fn says(self) -> Bilingual {
        match self {
            Group::Definitions => Bilingual::new("정의", "definitions"),
            Group::Manifests => Bilingual::new("정의 목록", "manifests"),
            Group::Leaves => Bilingual::new("기록", "leaves"),
        }
    }
}

/// What is wrong with a trail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrailError {
    /// A line is not canonical JSON.
    #[error("the line cannot be read: {0}")]
    Line(JsonError),
    /// A line is too long.
    #[error("a line is longer than {MAX_LINE} bytes")]
    TooLong,
    /// The file is empty, or its first line is not the header of this format.
    #[error("this is not an export of a trail in format 1")]
    Header,
    /// A line has not the form of a definition, a manifest or a leaf.
    #[error("the line is not a part of an export")]
    Form,
    /// There are more or fewer lines than the header says.
    #[error("the header announces {stated} of a group and there are {found}")]
    Count {
        /// Which lines.
        group: Group,
        /// What the header says.
        stated: u64,
        /// What there is.
        found: u64,
    },
    /// The last line has no newline.
    #[error("the last line is cut off")]
    Cut,
    /// The bytes do not have the hash that the line states.
    #[error("the content does not have the hash {stated}")]
    Content {
        /// The hash.
        stated: Hash,
    },
    /// A line stands out of order, or twice.
    #[error("the line stands out of order, or twice")]
    Order,
    /// A definition or a manifest that nothing draws on.
    #[error("nothing in the file draws on {hash}")]
    Unused {
        /// Its hash.
        hash: Hash,
    },
    /// An entry or a manifest draws on what the file does not hold.
    #[error("{hash} is not in the file")]
    Absent {
        /// The hash that is named.
        hash: Hash,
    },
    /// The first leaf is no genesis, or that of another log.
    #[error("the first leaf is not the genesis of the log")]
    Genesis,
    /// The entry belongs to another log.
    #[error("the entry belongs to the log `{found}`")]
    Log {
        /// The log that it names.
        found: String,
    },
    /// The entry does not follow what stands before it in its case.
    #[error("the entry does not follow the previous entry of its case")]
    Chain,
    /// The sequence number has a gap or a repetition.
    #[error("entry {found} of the case follows entry {last}")]
    Sequence {
        /// The last number of the case; 0 if there is none.
        last: u64,
        /// The number of this entry.
        found: u64,
    },
    /// It was recorded before the entry that it follows.
    #[error("the entry was recorded before the previous entry of its case")]
    Time,
    /// The entry has not its form, or a value is not what was committed.
    #[error(transparent)]
    Entry(EntryError),
    /// The entries do not make a case.
    #[error(transparent)]
    Rebuild(ApplyError),
    /// An entry takes a message of an entry that does not stand before it.
    #[error("no entry {hash} of case `{from}` before this one sends what it takes")]
    MessageWithoutSource {
        /// Who should have sent it.
        from: CaseId,
        /// The hash of the entry that should have.
        hash: Hash,
    },
    /// An entry takes another message than was sent.
    #[error("entry {hash} of case `{from}` does not say what is taken from it")]
    MessageDiffers {
        /// Who sent it.
        from: CaseId,
        /// The hash of the entry that did.
        hash: Hash,
    },
    /// An entry says that a value was erased, and it was not, or never was there.
    #[error("the value at `{path}` of entry {seq} is said to be erased, and it is not")]
    Erasure {
        /// The entry of the case that should have lost it.
        seq: u64,
        /// The JSON Pointer.
        path: String,
    },
    /// An entry of the log itself does not follow the one before it.
    #[error("the entry does not follow the log's own entry before it")]
    OwnChain,
    /// A procedure reaches a stage of its adoption that does not follow.
    #[error("`{}` cannot be {} now", .0.workflow, .0.stage)]
    Stage(OutOfOrder),
    /// The signature of a person under an adoption does not hold.
    #[error("the signature under the adoption is not of the key that it names")]
    AdoptionSignature,
    /// A key was not handed over by the one in force, or did not sign itself.
    #[error("the new key of the log is not signed by the key in force and by itself")]
    Rotation,
    /// A signature that names a witness is not of that witness.
    #[error("the cosignature of `{name}` on the checkpoint of size {size} does not hold")]
    Cosignature {
        /// The size of the checkpoint.
        size: u64,
        /// The name of the witness.
        name: String,
    },
    /// Fewer witnesses have cosigned than are needed.
    #[error("{found} of the witnesses have cosigned, and {needed} are needed")]
    Witnesses {
        /// The size of the largest checkpoint that holds; 0 if there is none.
        size: u64,
        /// How many are needed.
        needed: u64,
        /// How many there are.
        found: u64,
    },
    /// Deciding the entry again comes out otherwise.
    #[error(transparent)]
    Decided(ReplayError),
    /// The entry did not read what the log has of the register of seats.
    #[error("the entry did not read the register of seats as the log has it")]
    Register,
    /// The definitions of the trail do not make a workflow for this version.
    #[error("the definitions of the manifest {manifest} cannot be loaded")]
    Unloaded {
        /// The manifest.
        manifest: Hash,
        /// Why.
        why: Bilingual,
    },
    /// The key known from outside is not the log's.
    #[error("the key of the log is not the one that was given")]
    Key,
    /// A checkpoint was not signed by the log.
    #[error("the checkpoint of size {size} does not hold: {error}")]
    Signature {
        /// The checkpoint's size.
        size: u64,
        /// Why.
        error: CheckpointError,
    },
    /// The log had another content when the checkpoint was signed.
    #[error("the first {size} leaves are not those that were signed")]
    Root {
        /// The checkpoint's size.
        size: u64,
    },
    /// The checkpoint covers more than there is.
    #[error("{size} leaves were signed and there are {found}")]
    Short {
        /// The checkpoint's size.
        size: u64,
        /// What there is.
        found: u64,
    },
    /// There is nothing at all in the file, or it announces no leaf.
    #[error("the trail has no entry, not even the first leaf of its log")]
    Empty,
    /// The checkpoint is of another log.
    #[error("the checkpoint of size {size} is of another log")]
    OtherLog {
        /// The checkpoint's size.
        size: u64,
    },
    /// The key has signed two logs of one size with different content.
    #[error("the key has signed two different logs of {size} leaves")]
    Forked {
        /// Their size.
        size: u64,
    },
}

impl TrailError {
    /// That a checkpoint was not signed by the log, and why.
    pub fn signature(size: u64, error: CheckpointError) -> TrailError {
        match error {
            CheckpointError::Origin => TrailError::OtherLog { size },
            error => TrailError::Signature { size, error },
        }
    }

    /// The code of the kind.
    pub const fn code(&self) -> Code {
        Code(match self {
            TrailError::Line(_) | TrailError::TooLong => 801,
            TrailError::Header => 802,
            TrailError::Form => 803,
            TrailError::Count { .. } => 804,
            TrailError::Cut => 805,
            TrailError::Content { .. } => 806,
            TrailError::Order => 807,
            TrailError::Unused { .. } => 808,
            TrailError::Absent { .. } => 809,
            TrailError::Genesis => 810,
            TrailError::Log { .. } => 811,
            TrailError::Chain => 812,
            TrailError::Sequence { .. } => 813,
            TrailError::Time => 814,
            TrailError::Entry(
                EntryError::Commitment { .. } | EntryError::Stray { .. } | EntryError::Value { .. },
            ) => 815,
            TrailError::Entry(_) => 816,
            TrailError::Rebuild(_) => 817,
            TrailError::Key => 818,
            TrailError::Signature { .. } => 819,
            TrailError::Root { .. } => 820,
            TrailError::Short { .. } => 821,
            TrailError::MessageWithoutSource { .. } => 850,
            TrailError::MessageDiffers { .. } => 851,
            TrailError::Erasure { .. } => 852,
            TrailError::Forked { .. } => 867,
            TrailError::Empty => 868,
            TrailError::OtherLog { .. } => 869,
            TrailError::OwnChain => 879,
            TrailError::Rotation => 880,
            TrailError::Stage(_) => 882,
            TrailError::AdoptionSignature => 883,
            TrailError::Cosignature { .. } => 876,
            TrailError::Witnesses { .. } => 877,
            TrailError::Decided(_) => 890,
            TrailError::Register => 891,
            TrailError::Unloaded { .. } => 892,
        })
    }
}

impl Coded for TrailError {
    fn finding(&self) -> Finding {
        let finding = Finding::new(self.code());
        match self {
            TrailError::Line(error) => finding.with("at", &error.at()).note(error.says()),
            TrailError::TooLong => finding.with("at", &MAX_LINE),
            TrailError::Count {
                group,
                stated,
                found,
            } => finding
                .with("group", group.says())
                .with("stated", stated)
                .with("found", found),
            TrailError::Content { stated } => finding.with("hash", stated),
            TrailError::Unused { hash } | TrailError::Absent { hash } => finding.with("hash", hash),
            TrailError::MessageWithoutSource { from, hash }
            | TrailError::MessageDiffers { from, hash } => {
                finding.with("from", &**from).with("hash", hash)
            }
            TrailError::Erasure { seq, path } => {
                finding.with("seq", seq).with("path", path.as_str())
            }
            TrailError::Log { found } => finding.with("found", found),
            TrailError::Stage(OutOfOrder {
                workflow,
                before,
                stage,
            }) => finding
                .with("workflow", workflow)
                .with("stage", stage.title())
                .with(
                    "before",
                    before.map_or_else(|| Bilingual::new("기록 없음", "nowhere yet"), Stage::title),
                ),
            TrailError::Cosignature { size, name } => finding.with("size", size).with("name", name),
            TrailError::Witnesses {
                size,
                needed,
                found,
            } => finding
                .with("size", size)
                .with("needed", needed)
                .with("found", found),
            TrailError::Sequence { last, found } => finding.with("last", last).with("found", found),
            TrailError::Entry(error) => finding.with("path", entry_path(error)),
            TrailError::Rebuild(error) => finding.note(error.says()),
            TrailError::Signature { size, .. }
            | TrailError::Root { size }
            | TrailError::OtherLog { size }
            | TrailError::Forked { size } => finding.with("size", size),
            TrailError::Decided(ReplayError::Differs { differences, .. }) => differences
                .iter()
                .fold(finding, |finding, one| finding.note(one.says())),
            TrailError::Decided(error) => {
                let title = error.finding();
                let says = |lang| title.title(lang).trim_end_matches('.').to_owned();
                finding.note(Bilingual::new(says(Lang::Ko), says(Lang::En)))
            }
            TrailError::Unloaded { manifest, why } => {
                finding.with("hash", manifest).note(why.clone())
            }
            TrailError::Short { size, found } => finding.with("size", size).with("found", found),
            TrailError::Header
            | TrailError::Form
            | TrailError::Cut
            | TrailError::Order
            | TrailError::Genesis
            | TrailError::Chain
            | TrailError::OwnChain
            | TrailError::Rotation
            | TrailError::AdoptionSignature
            | TrailError::Time
            | TrailError::Empty
            | TrailError::Register
            | TrailError::Key => finding,
        }
    }
}

fn entry_path(error: &EntryError) -> String {
    match error {
        EntryError::Json(_) => String::new(),
        EntryError::Format { .. } => "/format".to_owned(),
        EntryError::Form { path }
        | EntryError::Commitment { path }
        | EntryError::Stray { path }
        | EntryError::Value { path } => path.clone(),
    }
}
