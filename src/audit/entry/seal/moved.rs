//! What an entry says of a case that goes on under another definition.

use super::Writer;
use crate::audit::canonical::write_count;
use crate::audit::hash::{Hash, write_hash};
use crate::engine::Content;
use crate::engine::revise::Names;

impl Writer<'_> {
    /// The provisions that it rests on.
    pub(super) fn basis(&mut self, content: &Content) {
        let basis = match content {
            Content::Moved(moved) => &moved.basis,
            Content::Recounted { basis, .. } => basis,
            _ => return,
        };
        self.raw(",\"basis\":");
        self.names(basis);
    }

    /// What the case leaves: the manifest, the revision, and states.
    pub(super) fn leaves(&mut self, content: &Content) {
        let (manifest, from) = match content {
            Content::Moved(moved) => (moved.leaves, Some(moved.from)),
            Content::Recounted { leaves, .. } => (*leaves, None),
            _ => return,
        };
        self.raw(",\"leaves\":{\"manifest\":");
        write_hash(&mut self.out, &Hash(manifest));
        if let Some(from) = from {
            self.raw(",\"revision\":");
            write_count(&mut self.out, u64::from(from));
        }
        self.raw("}");
        if let Content::Moved(moved) = content {
            self.raw(",\"left\":");
            self.names(&moved.left);
        }
    }

    /// The names that change, the revision, and the rule.
    pub(super) fn renamed(&mut self, content: &Content) {
        let Content::Moved(moved) = content else {
            return;
        };
        let renamed = &moved.renamed;
        self.raw(",\"renamed\":{\"deadlines\":");
        self.by_name(&renamed.deadlines);
        self.raw(",\"facts\":");
        self.by_name(&renamed.facts);
        self.raw(",\"roles\":");
        self.by_name(&renamed.roles);
        self.raw(",\"states\":");
        self.by_name(&renamed.states);
        self.raw(",\"transitions\":");
        self.by_name(&renamed.transitions);
        self.raw("},\"revision\":");
        write_count(&mut self.out, u64::from(moved.to));
        self.raw(",\"rule\":");
        self.text(&moved.rule);
    }

    fn by_name(&mut self, names: &Names) {
        // Pairs, and no object of names: one with the sole name `sealed` would
        // be a commitment.
        self.raw("[");
        for (index, (name, to)) in names.iter().enumerate() {
            self.raw(if index > 0 {
                ",{\"from\":"
            } else {
                "{\"from\":"
            });
            self.text(name);
            self.raw(",\"to\":");
            self.optional(to.as_ref());
            self.raw("}");
        }
        self.raw("]");
    }
}
