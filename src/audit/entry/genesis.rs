//! The first leaf of a log.

use super::instant::read_instant;
use super::seal::instant;
use super::{EntryError, FORMAT, SealError};
use crate::audit::canonical::{Count, Json, Tree, read};
use crate::audit::note::PublicKey;
use jiff::Timestamp;

/// Which log this is, whose key signs it, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// The key; its name is the log's id.
    pub key: PublicKey,
    /// When the log was made.
    pub created: Timestamp,
}

impl Genesis {
    /// The log's id.
    pub fn log(&self) -> &str {
        self.key.name()
    }

    /// The canonical bytes: the leaf of index 0.
    ///
    /// # Errors
    /// The instant is not in whole microseconds.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        let format = Count::new(FORMAT).map_or(Json::Null, Json::Count);
        let json = Json::object([
            ("created", Json::text(instant(self.created)?)),
            ("format", format),
            ("key", Json::text(self.key.to_string())),
            ("kind", Json::text("genesis")),
            ("log", Json::text(self.log())),
        ]);
        Ok(json.to_bytes())
    }

    /// Reads the leaf.
    ///
    /// # Errors
    /// It is not a genesis entry, or its key is not that of its log.
    pub fn parse(bytes: &[u8]) -> Result<Genesis, EntryError> {
        Genesis::from_json(&read(bytes)?)
    }

    /// [`Genesis::parse`], for a leaf that is parsed already.
    pub(in crate::audit) fn from_json(json: &Tree<'_>) -> Result<Genesis, EntryError> {
        let wrong = |path: &str| EntryError::Form {
            path: path.to_owned(),
        };
        let members = json.as_object().ok_or_else(|| wrong(""))?;
        let text = |key: &str| members.get(key).and_then(Tree::as_text);
        match members.get("format").and_then(Tree::as_count) {
            Some(FORMAT) => {}
            Some(found) => return Err(EntryError::Format { found }),
            None => return Err(wrong("/format")),
        }
        if members.len() != 5 || text("kind") != Some("genesis") {
            return Err(wrong("/kind"));
        }
        let key: PublicKey = text("key")
            .and_then(|key| key.parse().ok())
            .ok_or_else(|| wrong("/key"))?;
        if text("log") != Some(key.name()) {
            return Err(wrong("/log"));
        }
        let created = text("created")
            .and_then(read_instant)
            .ok_or_else(|| wrong("/created"))?;
        Ok(Genesis { key, created })
    }
}
