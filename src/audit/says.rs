//! What the errors of this layer say, in both languages: the remark beside the
//! message of their kind.

use super::canonical::JsonError;
use super::checkpoint::CheckpointError;
use super::commitment::OpeningError;
use super::entry::{EntryError, SealError};
use super::export::ExportError;
use super::manifest::ManifestError;
use super::merkle::{FrontierError, ProofError};
use super::note::{KeyError, NoteError};
use super::proof::ProofFileError;
use crate::diagnostic::Bilingual;

/// The Korean sentence beside the error's own.
fn beside(ko: impl Into<String>, error: &dyn std::error::Error) -> Bilingual {
    Bilingual::new(ko.into(), error.to_string())
}

/// Where canonical JSON ends.
fn json(error: JsonError) -> String {
    format!("{}바이트 위치부터 표준형 JSON이 아닙니다", error.at())
}

impl JsonError {
    /// What is not canonical.
    pub fn says(self) -> Bilingual {
        let what = match self {
            JsonError::NotUtf8 { .. } => "UTF-8 글자가 아닙니다",
            JsonError::Unexpected { .. } => "JSON에서 올 수 없는 글자이거나 글이 거기서 끊겼습니다",
            JsonError::Number { .. } => "쓸 수 없는 수입니다(0부터 2^53 - 1까지의 정수만 씁니다)",
            JsonError::Surrogate { .. } => "짝이 없는 서로게이트입니다",
            JsonError::Duplicate { .. } => "한 객체에 같은 키가 두 번 있습니다",
            JsonError::TooDeep { .. } => "너무 깊이 겹쳐 있습니다",
            JsonError::Trailing { .. } => "값이 끝난 뒤에 글이 더 있습니다",
            JsonError::NotCanonical { .. } => {
                "표준형 JSON의 꼴이 아닙니다(빈칸, 키의 순서, 글자의 표기)"
            }
        };
        beside(format!("{}바이트 위치: {what}", self.at()), &self)
    }
}

impl SealError {
    /// What the trail cannot carry.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            SealError::Log => "로그의 id가 이름이 될 수 없습니다".to_owned(),
            SealError::Case => {
                "사건의 id는 소문자, 숫자, `-`, `_`로 된 1자에서 64자까지여야 합니다".to_owned()
            }
            SealError::Sequence { seq } => format!("{seq}번째 기록은 있을 수 없습니다"),
            SealError::Instant { at } => {
                format!("시각 {at}에 마이크로초보다 작은 단위가 있거나 0년보다 앞섭니다")
            }
            SealError::Nesting { path } => format!("`{path}`의 값이 너무 깊이 겹쳐 있습니다"),
        };
        beside(ko, self)
    }
}

impl ProofFileError {
    /// What is no proof.
    pub fn says(&self) -> Bilingual {
        match self {
            ProofFileError::Form => beside("체크포인트 앞의 줄이 증명의 꼴이 아닙니다", self),
            ProofFileError::TooLong => beside(
                "해시가 64개를 넘습니다. 어떤 로그에도 그렇게 많이 필요하지 않습니다",
                self,
            ),
            ProofFileError::Checkpoint(error) => error.says(),
        }
    }
}

impl ProofError {
    /// What it does not show.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            ProofError::OutOfRange => "있을 수 없는 기록이나 트리를 말하고 있습니다",
            ProofError::Length => "해시의 개수가 맞지 않습니다",
            ProofError::Root => "해시를 따라가면 다른 뿌리에 이릅니다",
        };
        beside(ko, self)
    }
}

impl EntryError {
    /// What is wrong with the entry.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            EntryError::Json(error) => json(*error),
            EntryError::Format { found } => {
                format!("기록의 형식이 {found}번이고, 이 버전이 아는 것은 1번입니다")
            }
            EntryError::Form { path } => format!("`{path}` 부분이 정해진 형식이 아닙니다"),
            EntryError::Commitment { path } => format!("`{path}`의 값이 봉인된 값과 다릅니다"),
            EntryError::Stray { path } => {
                format!("`{path}`에 열어 보일 봉인이 없거나 순서가 다릅니다")
            }
            EntryError::Value { path } => format!("`{path}`의 값이 그 유형의 값이 아닙니다"),
        };
        beside(ko, self)
    }
}

impl KeyError {
    /// What is wrong with the key.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            KeyError::Name { name } => {
                format!("`{name}`: 열쇠의 이름은 비어 있을 수 없고 공백과 `+`를 쓸 수 없습니다")
            }
            KeyError::Form => "Ed25519 열쇠를 적은 글이 아닙니다".to_owned(),
            KeyError::Id { name } => format!("`{name}` 열쇠의 식별자가 열쇠와 맞지 않습니다"),
        };
        beside(ko, self)
    }
}

impl CheckpointError {
    /// What is wrong with the checkpoint.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            CheckpointError::Note(NoteError::Form) => "서명된 문서(signed note)가 아닙니다",
            CheckpointError::Note(NoteError::Unsigned) => "이 열쇠의 서명이 없습니다",
            CheckpointError::Note(NoteError::Signature) => {
                "서명이 그것이 말하는 열쇠의 것이 아닙니다"
            }
            CheckpointError::Note(NoteError::Full) => "서명이 더 들어갈 자리가 없습니다",
            CheckpointError::Text => "서명된 글이 체크포인트가 아닙니다",
            CheckpointError::Origin => "열쇠의 로그가 아닌 다른 로그의 체크포인트입니다",
        };
        beside(ko, self)
    }
}

impl OpeningError {
    /// What is wrong with the openings.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            OpeningError::Json(error) => json(*error),
            OpeningError::Form { index } => {
                format!("봉인을 여는 값 가운데 {index}번이 정해진 형식이 아닙니다")
            }
        };
        beside(ko, self)
    }
}

impl ManifestError {
    /// What is wrong with the manifest.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            ManifestError::Json(error) => json(*error),
            ManifestError::Form => "정의 목록의 형식이 아닙니다".to_owned(),
            ManifestError::Twice { kind, name } => {
                format!("정의 목록에 {kind} `{name}` 항목이 두 번 있습니다")
            }
            ManifestError::Kind { kind } => format!("`{kind}` 종류의 정의는 없습니다"),
        };
        beside(ko, self)
    }
}

impl FrontierError {
    /// What is wrong with the tree.
    pub fn says(&self) -> Bilingual {
        beside("보관된 트리의 형식이 맞지 않습니다", self)
    }
}

impl ExportError {
    /// Why there is no export.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            ExportError::Order => "정의와 정의 목록이 해시의 순서대로 오지 않았습니다",
            ExportError::Count => "머리줄이 말한 것과 다른 수의 내용이 왔습니다",
            ExportError::TooLong => "한 줄이 너무 깁니다",
        };
        beside(ko, self)
    }
}
