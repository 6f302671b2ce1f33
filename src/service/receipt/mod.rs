//! Receipts of cases: made from a store, and told to people.

#[cfg(feature = "http")]
mod page;

#[cfg(feature = "http")]
pub use page::{VERSION as PAGE_VERSION, page, version_of};

use std::collections::BTreeMap;

use super::log::{Log, LogError, OwnPast};
use super::{CasesError, KeyFile, codes};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::export::ExportError;
use crate::audit::manifest::Manifest;
use crate::audit::merkle::inclusion_proofs;
use crate::audit::own::OwnContent;
use crate::audit::receipt::{MAX_RECEIPT, Proved, Receipt};
use crate::audit::verify::TrailError;
use crate::audit::{Hash, entry};
use crate::diagnostic::{Coded, Finding};
use crate::engine::CaseId;
use crate::store::{Store, StoredEntry};

/// How many entries are read at once.
const PAGE: usize = 256;

/// A receipt that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptNotMade {
    /// The trail cannot be read or signed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The case was opened after the checkpoint.
    #[error("no entry of case `{case}` is among the first {size} leaves")]
    Later {
        /// The case.
        case: CaseId,
        /// The size of the checkpoint.
        size: u64,
    },
    /// Something that the entries draw on is not in the store, or an entry
    /// cannot be read.
    #[error("{hash} is named by an entry of case `{case}` and is not in the store")]
    Absent {
        /// The case.
        case: CaseId,
        /// What is missing.
        hash: Hash,
    },
    /// It would be longer than a reader takes.
    #[error("the receipt of case `{case}` would be too long")]
    TooLong {
        /// The case.
        case: CaseId,
    },
}

impl Coded for ReceiptNotMade {
    fn finding(&self) -> Finding {
        match self {
            ReceiptNotMade::Log(error) => error.finding(),
            ReceiptNotMade::Later { case, size } => Finding::new(codes::CASE_AFTER_CHECKPOINT)
                .with("case", &**case)
                .with("size", size),
            ReceiptNotMade::Absent { case, .. } => {
                CasesError::DefinitionMissing { case: case.clone() }.finding()
            }
            ReceiptNotMade::TooLong { .. } => ExportError::TooLong.finding(),
        }
    }
}

impl Log<'_> {
    /// The receipt of a case, with every value that is not erased: under a
    /// checkpoint that was published, or under the head as it is now, which is
    /// signed for it. Entries after the checkpoint are not in it.
    ///
    /// # Errors
    /// [`ReceiptNotMade`].
    pub async fn receipt(
        &self,
        case: &CaseId,
        under: Option<Checkpoint>,
        key: &KeyFile,
    ) -> Result<Receipt, ReceiptNotMade> {
        let store = self.store();
        if store.case(case).await.map_err(LogError::Store)?.is_none() {
            return Err(LogError::NoSuchCase { case: case.clone() }.into());
        }
        let (leaves, checkpoint) = self.under(under, key).await?;
        let size = checkpoint.head().size;
        let stored = covered(store, case, size).await?;
        if stored.is_empty() {
            let case = case.clone();
            return Err(ReceiptNotMade::Later { case, size });
        }
        let genesis = store.leaves(0, 1).await.map_err(LogError::Store)?;
        let first = genesis
            .into_iter()
            .next()
            .ok_or(LogError::Foreign(TrailError::Genesis))?;
        // The changes of the key up to the one that signed.
        let changed: Vec<OwnPast> = self.own().await?;
        let changed = changed.into_iter().filter(|past| {
            past.index < size && matches!(past.entry.content, OwnContent::Rotated(_))
        });
        let changed: Vec<OwnPast> = changed.collect();
        let all: Vec<u64> = std::iter::once(0)
            .chain(stored.iter().map(|(index, _)| *index))
            .chain(changed.iter().map(|past| past.index))
            .collect();
        let indices: Vec<usize> = all
            .iter()
            .filter_map(|index| usize::try_from(*index).ok())
            .collect();
        // What is covered is among the leaves.
        let short = || LogError::Foreign(TrailError::Short { size, found: 0 });
        let mut paths = inclusion_proofs(&leaves, &indices)
            .ok_or_else(short)?
            .into_iter();
        let mut path = || paths.next().unwrap_or_default();
        let genesis = Proved {
            bytes: first.bytes,
            openings: Vec::new(),
            index: 0,
            path: path(),
        };
        let entries: Vec<Proved> = stored
            .into_iter()
            .map(|(index, entry)| Proved {
                bytes: entry.bytes,
                openings: entry.openings,
                index,
                path: path(),
            })
            .collect();
        let rotations = changed
            .into_iter()
            .map(|past| Proved {
                bytes: past.bytes,
                openings: Vec::new(),
                index: past.index,
                path: path(),
            })
            .collect();
        let (manifests, definitions) = drawn_on(store, case, &entries).await?;
        let receipt = Receipt {
            log: store.log().log.clone(),
            case: case.clone(),
            genesis,
            entries,
            definitions,
            manifests,
            rotations,
            checkpoint: checkpoint.to_text(),
        };
        if receipt.to_bytes().len() > MAX_RECEIPT {
            return Err(ReceiptNotMade::TooLong { case: case.clone() });
        }
        Ok(receipt)
    }
}

/// The entries of a case below a size of the log, with their places in it.
async fn covered(
    store: &dyn Store,
    case: &CaseId,
    size: u64,
) -> Result<Vec<(u64, StoredEntry)>, LogError> {
    let mut all: Vec<(u64, StoredEntry)> = Vec::new();
    loop {
        let after = all.last().map_or(0, |(_, entry)| entry.case_seq);
        let page = store.entries(case, after, PAGE).await?;
        let found = page.len();
        all.extend(
            page.into_iter()
                .map_while(|entry| Some((entry.index?, entry)))
                .take_while(|(index, _)| *index < size),
        );
        let read = all.last().map_or(0, |(_, entry)| entry.case_seq);
        if found < PAGE || read < after.saturating_add(PAGE as u64) {
            return Ok(all);
        }
    }
}

type Contents = BTreeMap<Hash, Vec<u8>>;

/// The manifests that entries name, and the definitions that those name.
async fn drawn_on(
    store: &dyn Store,
    case: &CaseId,
    entries: &[Proved],
) -> Result<(Contents, Contents), ReceiptNotMade> {
    let absent = |hash: Hash| ReceiptNotMade::Absent {
        case: case.clone(),
        hash,
    };
    let (mut manifests, mut definitions) = (Contents::new(), Contents::new());
    for one in entries {
        let read = entry::open(&one.bytes, &one.openings)
            .map_err(|error| LogError::Foreign(TrailError::Entry(error)))?;
        let hash = Hash(read.entry.manifest);
        if manifests.contains_key(&hash) {
            continue;
        }
        let found = store.manifest(&hash).await.map_err(LogError::Store)?;
        let bytes = found.ok_or_else(|| absent(hash))?;
        let manifest = Manifest::parse(&bytes).map_err(|_| absent(hash))?;
        for source in manifest.sources() {
            let hash = source.sha256;
            let found = store.definition(&hash).await.map_err(LogError::Store)?;
            definitions.insert(hash, found.ok_or_else(|| absent(hash))?);
        }
        manifests.insert(hash, bytes);
    }
    Ok((manifests, definitions))
}
