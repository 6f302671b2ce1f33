//! The trail as a whole: creation, checkpoints, export.

mod cosigned;
mod own;
mod pieces;

pub use own::OwnPast;
pub use pieces::Pieces;

use std::path::Path;

use super::codes;
use super::key::{KeyError, KeyFile};
use super::redact::Redaction;
use crate::audit::Hash;
use crate::audit::checkpoint::{Checkpoint, CheckpointError, Head};
use crate::audit::entry::{Genesis, SealError};
use crate::audit::export::ExportError;
use crate::audit::merkle::{consistency_proof, inclusion_proof, root};
use crate::audit::proof::{ConsistencyProof, InclusionProof};
use crate::audit::verify::TrailError;
use crate::diagnostic::{Coded, Finding};
use crate::engine::CaseId;
use crate::library::{RandomError, Surroundings};
use crate::store::{LogIdentity, SqliteOptions, SqliteStore, Store, StoreError};

/// How many leaves are read at once.
const PAGE: usize = 512;

/// The trail of a store.
pub struct Log<'a> {
    store: &'a dyn Store,
}

/// What can go wrong with a trail as a whole.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The checkpoint cannot be signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The genesis cannot be written.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The export cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store has no such case.
    #[error("the store has no case `{case}`")]
    NoSuchCase {
        /// The case.
        case: CaseId,
    },
    /// The case has no such entry.
    #[error("case `{case}` has {entries} entries, and none is number {seq}")]
    NoSuchEntry {
        /// The case.
        case: CaseId,
        /// The number asked for.
        seq: u64,
        /// How many there are.
        entries: u64,
    },
    /// What a procedure draws on cannot be kept.
    #[error(transparent)]
    Cases(Box<super::CasesError>),
    /// The log has no such entry of its own.
    #[error("the log has {entries} entries of its own, and none is number {seq}")]
    NoSuchOwn {
        /// The number asked for.
        seq: u64,
        /// How many there are.
        entries: u64,
    },
    /// The checkpoint carries no signature but that of the log.
    #[error("the checkpoint of size {size} carries no signature of a witness")]
    NotCosigned {
        /// Its size.
        size: u64,
    },
    /// A newer cosigned checkpoint is kept already.
    #[error("a cosigned checkpoint of size {kept} is kept, and this one has {size}")]
    OlderCosigned {
        /// The size of the one that is kept.
        kept: u64,
        /// The size of this one.
        size: u64,
    },
    /// The checkpoint given is none that this log ever had.
    #[error(transparent)]
    Foreign(#[from] TrailError),
}

impl Coded for LogError {
    fn finding(&self) -> Finding {
        match self {
            LogError::Store(error) => error.finding(),
            LogError::Key(error) => error.finding(),
            LogError::Checkpoint(error) => error.finding(),
            LogError::Seal(error) => super::CasesError::Seal(error.clone()).finding(),
            LogError::Export(error) => error.finding(),
            LogError::Random(error) => super::CasesError::Random(error.clone()).finding(),
            LogError::NoSuchCase { case } => {
                super::CasesError::NoSuchCase { case: case.clone() }.finding()
            }
            LogError::NoSuchEntry { case, seq, entries } => Finding::new(codes::NO_SUCH_ENTRY)
                .with("case", &**case)
                .with("seq", seq)
                .with("entries", entries),
            LogError::Cases(error) => error.finding(),
            LogError::NoSuchOwn { seq, entries } => Finding::new(codes::NO_SUCH_OWN)
                .with("seq", seq)
                .with("entries", entries),
            LogError::NotCosigned { size } => Finding::new(codes::NOT_COSIGNED).with("size", size),
            LogError::OlderCosigned { kept, size } => Finding::new(codes::OLDER_COSIGNED)
                .with("kept", kept)
                .with("size", size),
            LogError::Foreign(error) => error.finding(),
        }
    }
}

/// Creates a store file with its log, and the key beside it.
///
/// The log's id is `jorye/` and 16 random hexadecimal digits.
///
/// # Errors
/// Either file exists, or cannot be written; then neither is left behind. A
/// crash in between leaves a store whose key is found by the next who needs it,
/// or nothing that is in the way.
pub fn create(
    path: &Path,
    options: &SqliteOptions,
    surroundings: &dyn Surroundings,
) -> Result<SqliteStore, LogError> {
    if path.exists() {
        // Before the key, which would be in the way as well.
        let store = path.display().to_string().into();
        return Err(StoreError::Exists { store }.into());
    }
    let random = surroundings.random()?;
    let tail: String = random
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let log = format!("jorye/{tail}");
    let new = KeyFile::beside(path).create(&log, surroundings)?;
    let key = new.key().public();
    let genesis = Genesis {
        key: key.clone(),
        created: surroundings.now(),
    };
    let identity = LogIdentity {
        log,
        key: key.to_string(),
        genesis: genesis.to_bytes()?,
    };
    let store = SqliteStore::create(path, &identity, options)?;
    new.finish()?;
    Ok(store)
}

impl<'a> Log<'a> {
    /// The trail of a store.
    pub const fn new(store: &'a dyn Store) -> Self {
        Log { store }
    }

    /// Signs the head of the log as it is now.
    ///
    /// # Errors
    /// The key cannot be used, or the store not be read.
    pub async fn checkpoint(&self, key: &KeyFile) -> Result<Checkpoint, LogError> {
        let log = &self.store.log().log;
        loop {
            // The frontier first: a key that changes in between is not in force there.
            let frontier = self.store.frontier().await?;
            let keys = self.keys().await?;
            if keys.at(frontier.size()) != keys.newest() {
                continue;
            }
            let (key, _) = key.read(&keys.newest().to_string())?;
            return Ok(Checkpoint::sign(Head::of(log, &frontier), &key)?);
        }
    }

    /// Proves that an entry of a case stands in the log, and gives the entry's
    /// bytes with it: under a checkpoint that was published, or under the head
    /// as it is now, which is signed for it.
    ///
    /// # Errors
    /// There is no such entry, the checkpoint is none of this log, or the key
    /// cannot be used.
    pub async fn prove_entry(
        &self,
        case: &CaseId,
        seq: u64,
        under: Option<Checkpoint>,
        key: &KeyFile,
    ) -> Result<(InclusionProof, Vec<u8>), LogError> {
        let Some(stored) = self.store.case(case).await? else {
            return Err(LogError::NoSuchCase { case: case.clone() });
        };
        let missing = || LogError::NoSuchEntry {
            case: case.clone(),
            seq,
            entries: stored.case.seq,
        };
        let before = seq.checked_sub(1).ok_or_else(missing)?;
        let found = self.store.entries(case, before, 1).await?;
        let entry = found.into_iter().next().ok_or_else(missing)?;
        let index = entry.index.ok_or_else(missing)?;
        let proof = self.prove_leaf(index, under, key).await?;
        Ok((proof, entry.bytes))
    }

    /// Proves that an entry of the log itself stands in the log.
    ///
    /// # Errors
    /// There is no such entry, the checkpoint is none of this log, or the key
    /// cannot be used.
    pub async fn prove_own(
        &self,
        seq: u64,
        under: Option<Checkpoint>,
        key: &KeyFile,
    ) -> Result<(InclusionProof, Vec<u8>), LogError> {
        let past = self.own_entry(seq).await?;
        let proof = self.prove_leaf(past.index, under, key).await?;
        Ok((proof, past.bytes))
    }

    async fn prove_leaf(
        &self,
        index: u64,
        under: Option<Checkpoint>,
        key: &KeyFile,
    ) -> Result<InclusionProof, LogError> {
        let (leaves, checkpoint) = self.under(under, key).await?;
        let size = checkpoint.head().size;
        let path = usize::try_from(index)
            .ok()
            .and_then(|index| inclusion_proof(&leaves, index))
            // The entry came after the checkpoint.
            .ok_or(TrailError::Short {
                size: index.saturating_add(1),
                found: size,
            })?;
        Ok(InclusionProof {
            extra: None,
            index,
            path,
            checkpoint,
        })
    }

    /// Proves that the log only grew since a checkpoint.
    ///
    /// # Errors
    /// The checkpoint is none of this log, or the key cannot be used.
    pub async fn prove_growth(
        &self,
        since: &Checkpoint,
        key: &KeyFile,
    ) -> Result<ConsistencyProof, LogError> {
        let checkpoint = self.checkpoint(key).await?;
        let leaves = self.hashes(checkpoint.head().size).await?;
        let old = self.known(since, &leaves).await?;
        let short = TrailError::Short {
            size: since.head().size,
            found: checkpoint.head().size,
        };
        Ok(ConsistencyProof {
            old: since.head().size,
            path: consistency_proof(&leaves, old).ok_or(short)?,
            checkpoint,
        })
    }

    /// The store.
    pub(super) fn store(&self) -> &'a dyn Store {
        self.store
    }

    /// The leaves of a tree and the checkpoint over them.
    pub(super) async fn under(
        &self,
        given: Option<Checkpoint>,
        key: &KeyFile,
    ) -> Result<(Vec<Hash>, Checkpoint), LogError> {
        let checkpoint = match given {
            Some(checkpoint) => checkpoint,
            None => self.checkpoint(key).await?,
        };
        let mut leaves = self.hashes(checkpoint.head().size).await?;
        let size = self.known(&checkpoint, &leaves).await?;
        leaves.truncate(size);
        Ok((leaves, checkpoint))
    }

    /// That a checkpoint speaks of the beginning of these leaves, and of how many.
    async fn known(&self, checkpoint: &Checkpoint, leaves: &[Hash]) -> Result<usize, LogError> {
        let keys = self.keys().await?;
        let size = checkpoint.head().size;
        keys.verify(checkpoint)
            .map_err(|error| TrailError::signature(size, error))?;
        let found = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
        let beginning = usize::try_from(size)
            .ok()
            .and_then(|size| leaves.get(..size))
            .ok_or(TrailError::Short { size, found })?;
        if root(beginning) == checkpoint.head().root {
            Ok(beginning.len())
        } else {
            Err(TrailError::Root { size }.into())
        }
    }

    /// The hashes of the first leaves, or of all where there are fewer.
    async fn hashes(&self, size: u64) -> Result<Vec<Hash>, LogError> {
        let mut hashes = Vec::new();
        let mut next = 0_u64;
        while next < size {
            let wanted = usize::try_from(size - next).unwrap_or(PAGE).min(PAGE);
            let page = self.store.leaves(next, wanted).await?;
            let Some(last) = page.last() else {
                break;
            };
            next = last.index.saturating_add(1);
            hashes.extend(page.iter().map(|leaf| leaf.hash));
        }
        Ok(hashes)
    }

    /// The whole trail, up to its head as it is now, to be taken piece by piece:
    /// without the openings that are withheld from a party.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn pieces(&self, redaction: &'a Redaction) -> Result<Pieces<'a>, LogError> {
        Pieces::begin(self.store, redaction).await
    }

    /// Writes the whole trail, up to its head as it is now, piece by piece.
    /// Gives the number of leaves written.
    ///
    /// # Errors
    /// The store cannot be read, or the sink does not take a piece: then what
    /// the sink answers.
    pub async fn export<E: From<LogError>>(
        &self,
        sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<u64, E> {
        self.export_redacted(&Redaction::default(), sink).await
    }

    /// The same, without the openings that are withheld from a party.
    ///
    /// # Errors
    /// As for [`Log::export`].
    pub async fn export_redacted<E: From<LogError>>(
        &self,
        redaction: &Redaction,
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut pieces = self.pieces(redaction).await?;
        while let Some(piece) = pieces.next().await? {
            sink(&piece)?;
        }
        Ok(pieces.size())
    }
}
