//! How the errors of this layer are told. Those of an export are told by
//! [`super::verify::TrailError`].

use super::checkpoint::CheckpointError;
use super::commitment::OpeningError;
use super::entry::{EntryError, SealError};
use super::export::ExportError;
use super::manifest::ManifestError;
use super::merkle::FrontierError;
use super::note::{KeyError, NoteError};
use super::verify::TrailError;
use crate::diagnostic::{Bilingual, Code, Coded, Finding};

/// The message of a kind, with the error's own sentence as a note.
fn told(code: u16, error: &dyn std::error::Error) -> Finding {
    Finding::new(Code(code)).note(Bilingual::from(error))
}

impl CheckpointError {
    /// In words.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            CheckpointError::Note(NoteError::Form) => "서명된 노트의 꼴이 아닙니다.",
            CheckpointError::Note(NoteError::Unsigned) => "그 열쇠의 서명이 없습니다.",
            CheckpointError::Note(NoteError::Signature) => "서명이 적혀 있는 열쇠의 것이 아닙니다.",
            CheckpointError::Text => "서명된 글이 체크포인트가 아닙니다.",
            CheckpointError::Origin => "열쇠와 다른 로그의 체크포인트입니다.",
        };
        Bilingual::new(ko, format!("{self}."))
    }
}

impl KeyError {
    /// In words.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            KeyError::Name { name } => {
                format!("`{name}`에 열쇠의 이름에 쓸 수 없는 글자가 있습니다.")
            }
            KeyError::Form => "Ed25519 열쇠를 적은 글이 아닙니다.".to_owned(),
            KeyError::Id { name } => format!("`{name}` 열쇠에 적힌 번호가 열쇠와 맞지 않습니다."),
        };
        Bilingual::new(ko, format!("{self}."))
    }
}

impl Coded for CheckpointError {
    fn finding(&self) -> Finding {
        Finding::new(Code(830)).note(self.says())
    }
}

impl Coded for KeyError {
    fn finding(&self) -> Finding {
        Finding::new(Code(831)).note(self.says())
    }
}

impl Coded for SealError {
    fn finding(&self) -> Finding {
        told(832, self)
    }
}

impl Coded for EntryError {
    fn finding(&self) -> Finding {
        TrailError::Entry(self.clone()).finding()
    }
}

impl Coded for OpeningError {
    fn finding(&self) -> Finding {
        told(833, self)
    }
}

impl Coded for FrontierError {
    fn finding(&self) -> Finding {
        told(833, self)
    }
}

impl Coded for ManifestError {
    fn finding(&self) -> Finding {
        told(833, self)
    }
}

impl Coded for ExportError {
    fn finding(&self) -> Finding {
        told(834, self)
    }
}
