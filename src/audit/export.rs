//! The export file: the whole trail as JSON Lines, for anyone to verify.
//!
//! [`Writer`] makes the lines one by one into a buffer that the shell empties;
//! [`super::verify::Verifier`] reads them.

use super::canonical::{Count, write_count, write_text};
use super::entry::FORMAT;
use super::hash::{Hash, content_hash, write_hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// The kind that the header names.
pub const KIND: &str = "jorye-trail";

/// The longest line, in bytes, without its newline.
pub const MAX_LINE: usize = 64 << 20;

/// What an export will hold: the first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The log's id.
    pub log: String,
    /// How many definitions follow.
    pub definitions: u64,
    /// How many manifests follow them.
    pub manifests: u64,
    /// How many leaves follow those.
    pub size: u64,
}

/// The lines given do not make an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A definition or a manifest is not after the last one by content hash.
    #[error("the definitions and the manifests must come in order of their hashes")]
    Order,
    /// There are more or fewer of a group than the header says, or a line
    /// comes after a later group has begun.
    #[error("the export does not hold what its header says")]
    Count,
    /// A line is longer than a reader takes.
    #[error("a line of the export would be longer than {MAX_LINE} bytes")]
    TooLong,
}

/// Writes an export in order: header, definitions, manifests, leaves.
#[derive(Debug)]
pub struct Writer {
    definitions_left: u64,
    manifests_left: u64,
    leaves_left: u64,
    last: Option<Hash>,
}

impl Writer {
    /// Begins an export with its header.
    ///
    /// # Errors
    /// A count that is no counter, or no leaf at all.
    pub fn start(header: &Header, out: &mut Vec<u8>) -> Result<Writer, ExportError> {
        let counts = [header.definitions, header.manifests, header.size];
        if counts.iter().any(|count| Count::new(*count).is_none()) || header.size == 0 {
            return Err(ExportError::Count);
        }
        out.extend_from_slice(b"{\"definitions\":");
        write_count(out, header.definitions);
        out.extend_from_slice(b",\"format\":");
        write_count(out, FORMAT);
        out.extend_from_slice(b",\"kind\":");
        write_text(out, KIND);
        out.extend_from_slice(b",\"log\":");
        write_text(out, &header.log);
        out.extend_from_slice(b",\"manifests\":");
        write_count(out, header.manifests);
        out.extend_from_slice(b",\"size\":");
        write_count(out, header.size);
        out.extend_from_slice(b"}\n");
        Ok(Writer {
            definitions_left: header.definitions,
            manifests_left: header.manifests,
            leaves_left: header.size,
            last: None,
        })
    }

    /// Appends a definition. They come in ascending order of content hash.
    ///
    /// # Errors
    /// Out of order, too many, or too long.
    pub fn definition(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), ExportError> {
        let hash = content_hash(bytes);
        let left = self.definitions_left.checked_sub(1);
        self.ascending(hash)?;
        self.definitions_left = left.ok_or(ExportError::Count)?;
        let start = out.len();
        out.extend_from_slice(b"{\"definition\":\"");
        out.extend_from_slice(BASE64.encode(bytes).as_bytes());
        out.extend_from_slice(b"\",\"sha256\":");
        write_hash(out, &hash);
        out.extend_from_slice(b"}\n");
        if self.definitions_left == 0 {
            self.last = None;
        }
        bounded(out, start)
    }

    /// Appends a manifest by its canonical bytes, in ascending order of hash.
    ///
    /// # Errors
    /// Out of order, too many, or too long.
    pub fn manifest(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), ExportError> {
        let hash = content_hash(bytes);
        if self.definitions_left > 0 {
            return Err(ExportError::Count);
        }
        let left = self.manifests_left.checked_sub(1);
        self.ascending(hash)?;
        self.manifests_left = left.ok_or(ExportError::Count)?;
        let start = out.len();
        out.extend_from_slice(b"{\"manifest\":");
        out.extend_from_slice(bytes);
        out.extend_from_slice(b",\"sha256\":");
        write_hash(out, &hash);
        out.extend_from_slice(b"}\n");
        bounded(out, start)
    }

    /// Appends a leaf, in log order: the entry's canonical bytes and the
    /// canonical array of its openings (`[]` for none). Both are taken as they
    /// are; a verifier finds out if they are damaged.
    ///
    /// # Errors
    /// Too early, too many, or too long.
    pub fn leaf(
        &mut self,
        entry: &[u8],
        openings: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        if self.definitions_left > 0 || self.manifests_left > 0 {
            return Err(ExportError::Count);
        }
        self.leaves_left = self.leaves_left.checked_sub(1).ok_or(ExportError::Count)?;
        let start = out.len();
        out.extend_from_slice(b"{\"entry\":");
        out.extend_from_slice(entry);
        out.extend_from_slice(b",\"openings\":");
        out.extend_from_slice(openings);
        out.extend_from_slice(b"}\n");
        bounded(out, start)
    }

    /// Ends the export.
    ///
    /// # Errors
    /// Something that the header announced is missing.
    pub fn finish(self) -> Result<(), ExportError> {
        if self.definitions_left == 0 && self.manifests_left == 0 && self.leaves_left == 0 {
            Ok(())
        } else {
            Err(ExportError::Count)
        }
    }

    fn ascending(&mut self, hash: Hash) -> Result<(), ExportError> {
        if self.last.is_some_and(|last| last >= hash) {
            return Err(ExportError::Order);
        }
        self.last = Some(hash);
        Ok(())
    }
}

fn bounded(out: &[u8], start: usize) -> Result<(), ExportError> {
    // The newline does not count.
    if out.len() - start > MAX_LINE + 1 {
        Err(ExportError::TooLong)
    } else {
        Ok(())
    }
}
