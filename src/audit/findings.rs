//! How the errors of this layer are told. Those of an export are told by
//! [`super::verify::TrailError`].

use super::checkpoint::CheckpointError;
use super::commitment::OpeningError;
use super::entry::{EntryError, SealError};
use super::export::ExportError;
use super::manifest::ManifestError;
use super::merkle::FrontierError;
use super::note::KeyError;
use super::verify::TrailError;
use crate::diagnostic::{Bilingual, Code, Coded, Finding};

/// The message of a kind, with what the error itself says as a note.
fn told(code: u16, says: Bilingual) -> Finding {
    Finding::new(Code(code)).note(says)
}

impl Coded for CheckpointError {
    fn finding(&self) -> Finding {
        told(830, self.says())
    }
}

impl Coded for KeyError {
    fn finding(&self) -> Finding {
        told(831, self.says())
    }
}

impl Coded for SealError {
    fn finding(&self) -> Finding {
        told(832, self.says())
    }
}

impl Coded for EntryError {
    fn finding(&self) -> Finding {
        TrailError::Entry(self.clone()).finding()
    }
}

impl Coded for OpeningError {
    fn finding(&self) -> Finding {
        told(833, self.says())
    }
}

impl Coded for FrontierError {
    fn finding(&self) -> Finding {
        told(833, self.says())
    }
}

impl Coded for ManifestError {
    fn finding(&self) -> Finding {
        told(833, self.says())
    }
}

impl Coded for ExportError {
    fn finding(&self) -> Finding {
        told(834, self.says())
    }
}
