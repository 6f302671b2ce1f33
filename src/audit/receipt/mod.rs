//! A receipt: one file for a party to a case.
//!
//! It holds the entries of the case, each with a proof that it stands in the log;
//! the first leaf, which binds the log's key, and the entries by which another took its
//! place; what the entries draw on; and the checkpoint that the proofs lead to. It can be verified without the rest of the
//! log. `docs/audit.md`, section 17, has it exactly.
//!
//! What it cannot show is that nothing came later: see [`Unseen::Later`].
//!
//! ```
//! use jorye::audit::receipt::{Receipt, ReceiptAgainst};
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/audit/vectors/receipt.json");
//! # let bytes = std::fs::read(path)?;
//!
//! let receipt = Receipt::parse(&bytes)?;
//! let report = receipt.verify(&ReceiptAgainst::default());
//! assert!(report.holds());
//! assert_eq!(receipt.to_bytes(), bytes);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod keys;
mod page;
mod read;
mod report;
mod verify;

pub use error::{ReceiptError, ReceiptFault};
pub use page::{PageError, embedded, wrap};
pub use report::{ReceiptReport, Seen, Unseen};
pub use verify::ReceiptAgainst;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::canonical::{write_count, write_text};
use super::commitment::{Opening, write_openings};
use super::entry::FORMAT;
use super::hash::{Hash, content_hash, write_hash};
use crate::engine::CaseId;

/// The kind that a receipt names.
pub const KIND: &str = "jorye-receipt";

/// The longest receipt, in bytes, without its newline: that of a line of an export.
pub const MAX_RECEIPT: usize = super::export::MAX_LINE;

/// A leaf of the log with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// The canonical bytes of the entry.
    pub bytes: Vec<u8>,
    /// What opens its commitments, as far as it is shown.
    pub openings: Vec<Opening>,
    /// Where it stands in the log, from 0.
    pub index: u64,
    /// The hashes of RFC 6962, section 2.1.1, the leaf's sibling first.
    pub path: Vec<Hash>,
}

/// A receipt as it was made or read. Nothing of it is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The log's id.
    pub log: String,
    /// The case.
    pub case: CaseId,
    /// The first leaf of the log, with its proof.
    pub genesis: Proved,
    /// The entries of the case from the first on.
    pub entries: Vec<Proved>,
    /// The definitions that the manifests name, by content hash.
    pub definitions: BTreeMap<Hash, Vec<u8>>,
    /// The canonical bytes of the manifests that the entries name, by content hash.
    pub manifests: BTreeMap<Hash, Vec<u8>>,
    /// The entries by which the log changed its key, in their order: up to the key
    /// that signed the checkpoint.
    pub rotations: Vec<Proved>,
    /// The text of the checkpoint.
    pub checkpoint: String,
}

impl Receipt {
    /// The file: one canonical object and a newline.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = b"{\"case\":".to_vec();
        write_text(&mut out, &self.case);
        out.extend_from_slice(b",\"checkpoint\":");
        write_text(&mut out, &self.checkpoint);
        out.extend_from_slice(b",\"definitions\":");
        list(&mut out, self.definitions.values(), |out, bytes| {
            out.extend_from_slice(b"{\"definition\":\"");
            out.extend_from_slice(BASE64.encode(bytes).as_bytes());
            out.extend_from_slice(b"\",\"sha256\":");
            write_hash(out, &content_hash(bytes));
            out.push(b'}');
        });
        out.extend_from_slice(b",\"entries\":");
        list(&mut out, &self.entries, |out, proved| {
            out.extend_from_slice(b"{\"entry\":");
            out.extend_from_slice(&proved.bytes);
            out.extend_from_slice(b",\"index\":");
            write_count(out, proved.index);
            out.extend_from_slice(b",\"openings\":");
            out.extend_from_slice(&write_openings(&proved.openings));
            out.extend_from_slice(b",\"proof\":");
            list(out, &proved.path, write_hash);
            out.push(b'}');
        });
        out.extend_from_slice(b",\"format\":");
        write_count(&mut out, FORMAT);
        out.extend_from_slice(b",\"genesis\":{\"entry\":");
        out.extend_from_slice(&self.genesis.bytes);
        out.extend_from_slice(b",\"proof\":");
        list(&mut out, &self.genesis.path, write_hash);
        out.extend_from_slice(b"},\"kind\":");
        write_text(&mut out, KIND);
        out.extend_from_slice(b",\"log\":");
        write_text(&mut out, &self.log);
        out.extend_from_slice(b",\"manifests\":");
        list(&mut out, self.manifests.values(), |out, bytes| {
            out.extend_from_slice(b"{\"manifest\":");
            out.extend_from_slice(bytes);
            out.extend_from_slice(b",\"sha256\":");
            write_hash(out, &content_hash(bytes));
            out.push(b'}');
        });
        // A log that never changed its key has nothing to tell.
        if !self.rotations.is_empty() {
            out.extend_from_slice(b",\"rotations\":");
            list(&mut out, &self.rotations, |out, proved| {
                out.extend_from_slice(b"{\"entry\":");
                out.extend_from_slice(&proved.bytes);
                out.extend_from_slice(b",\"index\":");
                write_count(out, proved.index);
                out.extend_from_slice(b",\"proof\":");
                list(out, &proved.path, write_hash);
                out.push(b'}');
            });
        }
        out.extend_from_slice(b"}\n");
        out
    }

    /// The same receipt with no value in clear. It proves what it proved.
    #[must_use]
    pub fn without_values(mut self) -> Receipt {
        for entry in &mut self.entries {
            entry.openings.clear();
        }
        self
    }
}

/// An array of what `write` writes of each.
fn list<T>(
    out: &mut Vec<u8>,
    all: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (at, one) in all.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, one);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests;
