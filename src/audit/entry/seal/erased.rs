//! That values were erased.

use super::Writer;
use crate::audit::canonical::{Count, write_count};
use crate::audit::entry::SealError;
use crate::audit::hash::{Hash, write_hash};
use crate::engine::Content;

impl Writer<'_> {
    /// The member `basis`.
    pub(super) fn basis(&mut self, content: &Content) {
        if let Content::Erased { basis, .. } = content {
            self.raw(",\"basis\":");
            self.names(basis);
        }
    }

    /// The member `facts`.
    pub(super) fn facts_erased(&mut self, content: &Content) {
        if let Content::Erased { facts, .. } = content {
            self.raw(",\"facts\":");
            self.names(facts);
        }
    }

    /// The member `reason` of what was ordered.
    pub(super) fn reason_of_order(&mut self, content: &Content) -> Result<(), SealError> {
        let Content::Erased { reason, .. } = content else {
            return Ok(());
        };
        self.raw(",\"reason\":");
        self.reason(reason.as_ref())
    }

    /// The member `removed`: what each entry has lost.
    pub(super) fn removed(&mut self, content: &Content) -> Result<(), SealError> {
        let Content::Erased { removed, .. } = content else {
            return Ok(());
        };
        self.raw(",\"removed\":");
        self.array(removed, |this, _, removed| {
            if removed.seq == 0 || removed.seq > Count::MAX {
                return Err(SealError::Sequence { seq: removed.seq });
            }
            this.raw("{\"entry\":");
            write_hash(&mut this.out, &Hash(removed.entry));
            this.raw(",\"paths\":");
            this.names(&removed.paths);
            this.raw(",\"sequence\":");
            write_count(&mut this.out, removed.seq);
            this.raw("}");
            Ok(())
        })
    }
}
