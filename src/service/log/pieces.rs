//! The trail as an export, piece by piece: no more of it is in memory than a page of
//! leaves, beside the definitions.

use std::collections::VecDeque;

use super::{LogError, PAGE};
use crate::audit::commitment::write_openings;
use crate::audit::export::{Header, Writer};
use crate::service::redact::Redaction;
use crate::store::Store;

/// What of an export is written still.
pub struct Pieces<'a> {
    store: &'a dyn Store,
    redaction: &'a Redaction,
    size: u64,
    next: u64,
    /// Those that stand before the leaves.
    first: VecDeque<Vec<u8>>,
    /// None once it is finished.
    writer: Option<Writer>,
}

impl<'a> Pieces<'a> {
    /// Begins with the trail as it is now.
    pub(super) async fn begin(
        store: &'a dyn Store,
        redaction: &'a Redaction,
    ) -> Result<Self, LogError> {
        let size = store.tree().await?.size;
        let definitions = store.definitions(size).await?;
        let manifests = store.manifests(size).await?;
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let header = Header {
            log: store.log().log.clone(),
            definitions: count(definitions.len()),
            manifests: count(manifests.len()),
            size,
        };
        let mut first = VecDeque::new();
        let mut out = Vec::new();
        let mut writer = Writer::start(&header, &mut out)?;
        for definition in &definitions {
            writer.definition(&definition.bytes, &mut out)?;
            first.push_back(std::mem::take(&mut out));
        }
        for manifest in &manifests {
            writer.manifest(&manifest.bytes, &mut out)?;
            first.push_back(std::mem::take(&mut out));
        }
        if !out.is_empty() {
            first.push_back(out);
        }
        Ok(Pieces {
            store,
            redaction,
            size,
            next: 0,
            first,
            writer: Some(writer),
        })
    }

    /// How many leaves it has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// The store cannot be read, or has not what it announced.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, LogError> {
        if let Some(first) = self.first.pop_front() {
            return Ok(Some(first));
        }
        let left = usize::try_from(self.size.saturating_sub(self.next)).unwrap_or(PAGE);
        let mut page = match left {
            0 => Vec::new(),
            left => self.store.leaves(self.next, left.min(PAGE)).await?,
        };
        let Some(writer) = &mut self.writer else {
            return Ok(None);
        };
        if page.is_empty() {
            // Fewer leaves than the tree says: the writer tells it.
            if let Some(writer) = self.writer.take() {
                writer.finish()?;
            }
            return Ok(None);
        }
        let mut out = Vec::new();
        for leaf in &mut page {
            self.redaction.apply(leaf);
            writer.leaf(&leaf.bytes, &write_openings(&leaf.openings), &mut out)?;
            self.next = leaf.index.saturating_add(1);
        }
        Ok(Some(out))
    }
}
