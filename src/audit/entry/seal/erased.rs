//! That values were erased, or an entry corrected.

use super::Writer;
use crate::audit::canonical::{Count, write_count};
use crate::audit::entry::SealError;
use crate::audit::hash::{Hash, write_hash};
use crate::engine::Content;

impl Writer<'_> {
    /// The member `basis`.
    pub(super) fn basis_of_order(&mut self, content: &Content) {
        let basis = match content {
            Content::Erased { basis, .. } => basis,
            Content::Corrected(correction) => &correction.basis,
            _ => return,
        };
        self.raw(",\"basis\":");
        self.names(basis);
    }

    /// The member `corrects`: which entry is wrong, and where.
    pub(super) fn corrects(&mut self, content: &Content) -> Result<(), SealError> {
        let Content::Corrected(correction) = content else {
            return Ok(());
        };
        if correction.seq == 0 || correction.seq > Count::MAX {
            return Err(SealError::Sequence {
                seq: correction.seq,
            });
        }
        self.raw(",\"corrects\":{\"entry\":");
        write_hash(&mut self.out, &Hash(correction.entry));
        self.raw(",\"path\":");
        self.text(&correction.path);
        self.raw(",\"sequence\":");
        write_count(&mut self.out, correction.seq);
        self.raw("}");
        Ok(())
    }

    /// The members `fact` and `facts`.
    pub(super) fn facts_erased(&mut self, content: &Content) {
        if let Content::Corrected(correction) = content {
            self.raw(",\"fact\":");
            self.optional(correction.fact.as_ref());
        }
        if let Content::Erased { facts, .. } = content {
            self.raw(",\"facts\":");
            self.names(facts);
        }
    }

    /// The member `reason` of what was ordered.
    pub(super) fn reason_of_order(&mut self, content: &Content) -> Result<(), SealError> {
        let reason = match content {
            Content::Erased { reason, .. } => reason.as_ref(),
            Content::Corrected(correction) => Some(&correction.reason),
            _ => return Ok(()),
        };
        self.raw(",\"reason\":");
        self.reason(reason)
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
