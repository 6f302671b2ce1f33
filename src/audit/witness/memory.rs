//! What a witness keeps between two calls: its key and the last heads, as one
//! canonical JSON object with a newline behind it.

use super::{Remembered, Witness};
use crate::audit::canonical::{Count, Json, JsonError, Tree, read};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{Cosigner, KeyError};
use crate::diagnostic::{Bilingual, Code, Coded, Finding};
use std::collections::BTreeMap;

/// The kind that the file names.
const KIND: &str = "jorye-witness";

/// The version of the file's form.
const FORMAT: u64 = 1;

/// The file is not the memory of a witness.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// It is not canonical JSON.
    #[error("it cannot be read: {0}")]
    Json(#[from] JsonError),
    /// It is something else, or a part of it is missing.
    #[error("it has not its form")]
    Form,
    /// The key of the witness or of a log is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A head that is remembered was not signed by its log.
    #[error("the head of the log `{log}` does not hold")]
    Head {
        /// The log.
        log: String,
    },
}

impl Coded for MemoryError {
    fn finding(&self) -> Finding {
        let ko = match self {
            MemoryError::Json(error) => {
                format!("{}바이트 위치부터 표준형 JSON이 아닙니다", error.at())
            }
            MemoryError::Form => "증인의 기억이 아니거나, 이 버전이 모르는 형식입니다".to_owned(),
            MemoryError::Key(error) => error.says().ko,
            MemoryError::Head { log } => format!("로그 `{log}`의 머리에 맞는 서명이 없습니다"),
        };
        Finding::new(Code(980)).with("detail", Bilingual::new(ko, self.to_string()))
    }
}

impl Witness {
    /// The bytes of the file. They hold the secret key.
    pub fn to_bytes(&self) -> Vec<u8> {
        let number = |n: u64| Count::new(n).map_or(Json::Null, Json::Count);
        let logs = self.logs.values().map(|one| {
            Json::object([
                ("checkpoint", Json::text(one.checkpoint.to_text())),
                ("key", Json::text(one.key.to_string())),
                ("time", number(one.time)),
            ])
        });
        let mut bytes = Json::object([
            ("format", number(FORMAT)),
            ("key", Json::text(self.key.secret_text())),
            ("kind", Json::text(KIND)),
            ("logs", Json::List(logs.collect())),
        ])
        .to_bytes();
        bytes.push(b'\n');
        bytes
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`MemoryError`].
    pub fn parse(bytes: &[u8]) -> Result<Witness, MemoryError> {
        let line = bytes.strip_suffix(b"\n").ok_or(MemoryError::Form)?;
        let json = read(line)?;
        let members = json
            .as_object()
            .filter(|members| members.len() == 4)
            .ok_or(MemoryError::Form)?;
        let text = |key: &str| members.get(key).and_then(Tree::as_text);
        let format = members.get("format").and_then(Tree::as_count);
        if format != Some(FORMAT) || text("kind") != Some(KIND) {
            return Err(MemoryError::Form);
        }
        let key: Cosigner = text("key").ok_or(MemoryError::Form)?.parse()?;
        let list = members.get("logs").and_then(Tree::as_list);
        let mut logs = BTreeMap::new();
        for one in list.ok_or(MemoryError::Form)? {
            let remembered = remembered(one)?;
            let name = remembered.key.name().to_owned();
            if remembered.checkpoint.verify(&remembered.key).is_err() {
                return Err(MemoryError::Head { log: name });
            }
            if logs.insert(name, remembered).is_some() {
                return Err(MemoryError::Form);
            }
        }
        Ok(Witness { key, logs })
    }
}

fn remembered(json: &Tree<'_>) -> Result<Remembered, MemoryError> {
    let members = json
        .as_object()
        .filter(|members| members.len() == 3)
        .ok_or(MemoryError::Form)?;
    let text = |key: &str| members.get(key).and_then(Tree::as_text);
    let checkpoint = text("checkpoint")
        .and_then(|note| Checkpoint::parse(note.as_bytes()).ok())
        .ok_or(MemoryError::Form)?;
    Ok(Remembered {
        key: text("key").ok_or(MemoryError::Form)?.parse()?,
        checkpoint,
        time: members
            .get("time")
            .and_then(Tree::as_count)
            .ok_or(MemoryError::Form)?,
    })
}
