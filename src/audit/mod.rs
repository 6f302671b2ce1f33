//! The trail: what was done, so that anyone can prove it afterwards.
//!
//! Entries become canonical JSON without personal values ([`canonical`],
//! [`commitment`]), are chained within their case, and are leaves of one
//! [`merkle`] tree whose heads are signed. `docs/audit.md` is the exact format.

pub mod canonical;
pub mod checkpoint;
pub mod commitment;
pub mod entry;
pub mod export;
mod findings;
pub mod hash;
pub mod manifest;
pub mod merkle;
pub mod note;
pub mod proof;
mod says;
pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, Head};
pub use commitment::{Opening, SaltSeed, parse_openings, write_openings};
pub use entry::{EntryError, Genesis, SealError, Sealed, Unsealed, open, seal};
pub use export::{ExportError, Header, Writer};
pub use hash::{Hash, content_hash, first_link};
pub use manifest::{Manifest, ManifestError, Source};
pub use merkle::Frontier;
pub use note::{KeyError, PublicKey, SecretKey};
pub use proof::{ConsistencyProof, InclusionProof, Proof, ProofFault, ProofFileError};
pub use verify::{Against, Report, Verifier};
