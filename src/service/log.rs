//! The trail as a whole: creation, checkpoints, export.

use std::path::Path;

use super::key::{KeyError, KeyFile};
use crate::audit::checkpoint::{Checkpoint, CheckpointError, Head};
use crate::audit::commitment::write_openings;
use crate::audit::entry::{Genesis, SealError};
use crate::audit::export::{ExportError, Header, Writer};
use crate::diagnostic::{Coded, Finding};
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
        }
    }
}

/// Creates a store file with its log, and the key beside it.
///
/// The log's id is `jorye/` and 16 random hexadecimal digits.
///
/// # Errors
/// Either file exists, or cannot be written; then neither is left behind.
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
    let file = KeyFile::beside(path);
    let key = file.create(&log, surroundings)?;
    let identity = || -> Result<LogIdentity, LogError> {
        let genesis = Genesis {
            key: key.public().clone(),
            created: surroundings.now(),
        };
        let genesis = genesis.to_bytes()?;
        Ok(LogIdentity {
            log: log.clone(),
            key: key.public().to_string(),
            genesis,
        })
    };
    let created = identity().and_then(|log| Ok(SqliteStore::create(path, &log, options)?));
    if created.is_err() {
        file.remove();
    }
    created
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
        let identity = self.store.log();
        let key = key.read(&identity.key)?;
        let frontier = self.store.frontier().await?;
        Ok(Checkpoint::sign(Head::of(&identity.log, &frontier), &key)?)
    }

    /// Writes the whole trail, up to its head as it is now, piece by piece.
    /// Gives the number of leaves written.
    ///
    /// # Errors
    /// The store cannot be read, or the sink does not take a piece: then what
    /// the sink answers.
    pub async fn export<E: From<LogError>>(
        &self,
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let failed = |error: StoreError| E::from(LogError::Store(error));
        let wrong = |error: ExportError| E::from(LogError::Export(error));
        let size = self.store.tree().await.map_err(failed)?.size;
        let definitions = self.store.definitions(size).await.map_err(failed)?;
        let manifests = self.store.manifests(size).await.map_err(failed)?;
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let mut out = Vec::new();
        let header = Header {
            log: self.store.log().log.clone(),
            definitions: count(definitions.len()),
            manifests: count(manifests.len()),
            size,
        };
        let mut writer = Writer::start(&header, &mut out).map_err(wrong)?;
        for definition in &definitions {
            writer
                .definition(&definition.bytes, &mut out)
                .map_err(wrong)?;
            sink(&out)?;
            out.clear();
        }
        for manifest in &manifests {
            writer.manifest(&manifest.bytes, &mut out).map_err(wrong)?;
            sink(&out)?;
            out.clear();
        }
        let mut next = 0;
        while next < size {
            let wanted = usize::try_from(size - next).unwrap_or(PAGE).min(PAGE);
            let page = self.store.leaves(next, wanted).await.map_err(failed)?;
            if page.is_empty() {
                // Fewer leaves than the tree says: the writer tells it below.
                break;
            }
            for leaf in &page {
                writer
                    .leaf(&leaf.bytes, &write_openings(&leaf.openings), &mut out)
                    .map_err(wrong)?;
                next = leaf.index.saturating_add(1);
            }
            sink(&out)?;
            out.clear();
        }
        writer.finish().map_err(wrong)?;
        Ok(size)
    }
}
