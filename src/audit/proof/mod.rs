//! Proofs as files: that an entry is in the log, and that the log only grew.
//!
//! The first is the form of C2SP tlog-proof, the second the body that C2SP
//! tlog-witness asks of a log (`old`, hashes, checkpoint); `docs/audit.md`,
//! section 11, has both exactly.

mod error;
mod verify;

pub use error::{ProofFault, ProofFileError};

use super::checkpoint::Checkpoint;
use super::hash::Hash;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// The first line of a proof that an entry is in the log.
const INCLUSION: &str = "c2sp.org/tlog-proof@v1";

/// No tree below 2^64 leaves needs more hashes.
const MAX_HASHES: usize = 64;

/// That an entry stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Bytes for the application, which nothing vouches for. We write none.
    pub extra: Option<Vec<u8>>,
    /// Where in the log the entry stands, from 0.
    pub index: u64,
    /// The hashes beside its way to the root, the lowest first.
    pub path: Vec<Hash>,
    /// The head of the log that it leads to.
    pub checkpoint: Checkpoint,
}

/// That the log only grew since it had another size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// How many leaves it had.
    pub old: u64,
    /// The hashes of RFC 6962, section 2.1.2.
    pub path: Vec<Hash>,
    /// The newer head of the log.
    pub checkpoint: Checkpoint,
}

/// A file with a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// That an entry stands in the log.
    Inclusion(InclusionProof),
    /// That the log only grew.
    Consistency(ConsistencyProof),
}

impl Proof {
    /// Reads a proof of either kind. Nothing is verified.
    ///
    /// # Errors
    /// It has not the form of one, or its checkpoint has not.
    pub fn parse(bytes: &[u8]) -> Result<Proof, ProofFileError> {
        let text = std::str::from_utf8(bytes).map_err(|_| ProofFileError::Form)?;
        let (head, note) = text.split_once("\n\n").ok_or(ProofFileError::Form)?;
        let mut lines = head.split('\n').peekable();
        let first = lines.next().ok_or(ProofFileError::Form)?;
        let inclusion = first == INCLUSION;
        let mut extra = None;
        let number = if inclusion {
            if let Some(data) = lines.peek().and_then(|line| line.strip_prefix("extra ")) {
                extra = Some(BASE64.decode(data).map_err(|_| ProofFileError::Form)?);
                lines.next();
            }
            lines.next().and_then(|line| line.strip_prefix("index "))
        } else {
            first.strip_prefix("old ")
        };
        let number = number.and_then(counter).ok_or(ProofFileError::Form)?;
        let path: Vec<Hash> = lines
            .take(MAX_HASHES + 1)
            .map(|line| BASE64.decode(line).ok()?.try_into().ok().map(Hash))
            .collect::<Option<_>>()
            .ok_or(ProofFileError::Form)?;
        if path.len() > MAX_HASHES {
            return Err(ProofFileError::TooLong);
        }
        let checkpoint = Checkpoint::parse(note.as_bytes())?;
        Ok(if inclusion {
            Proof::Inclusion(InclusionProof {
                extra,
                index: number,
                path,
                checkpoint,
            })
        } else {
            Proof::Consistency(ConsistencyProof {
                old: number,
                path,
                checkpoint,
            })
        })
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let (mut out, path, checkpoint) = match self {
            Proof::Inclusion(proof) => {
                let extra = proof.extra.as_ref().map_or_else(String::new, |data| {
                    format!("extra {}\n", BASE64.encode(data))
                });
                let head = format!("{INCLUSION}\n{extra}index {}\n", proof.index);
                (head, &proof.path, &proof.checkpoint)
            }
            Proof::Consistency(proof) => {
                let head = format!("old {}\n", proof.old);
                (head, &proof.path, &proof.checkpoint)
            }
        };
        for hash in path {
            out.push_str(&BASE64.encode(hash.0));
            out.push('\n');
        }
        out.push('\n');
        out.push_str(&checkpoint.to_text());
        out
    }
}

/// A number below 2^64 in decimal, without a sign or a leading zero.
fn counter(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests;
