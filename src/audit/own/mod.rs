//! Entries of the log itself: those that belong to no case (`docs/audit.md`,
//! section 15).
//!
//! They have a chain of their own, and their places in the log among those of the
//! cases. A key that is [`rotated`](Rotated) is one, a procedure that is
//! [`adopted`](Adopted) another.

mod adopted;
mod keys;
mod rotated;

pub use adopted::{Adopted, Adoptions, OutOfOrder, Stage};
pub use keys::{Keys, handed_over};
pub use rotated::Rotated;

use super::canonical::{Count, Json, Members, Tree, read};
use super::entry::{EntryError, FORMAT, SealError, read_instant, write_instant};
use super::hash::{Hash, first_own_link};
use super::merkle::leaf_hash;
use jiff::Timestamp;

/// An entry of the log itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEntry {
    /// The log's id.
    pub log: String,
    /// Its place in the chain of the log's own entries, from 1.
    pub seq: u64,
    /// The hash of the one before, or the first link of the chain.
    pub previous: Hash,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Who did it: an opaque id.
    pub actor: String,
    /// The authenticated principal through which it came.
    pub via: String,
    /// What was done.
    pub content: OwnContent,
}

/// What an entry of the log itself says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnContent {
    /// From here on another key signs.
    Rotated(Box<Rotated>),
    /// A procedure has reached a stage of its adoption.
    Adopted(Box<Adopted>),
}

/// Where the log's own chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnHead {
    /// How many entries it has.
    pub seq: u64,
    /// The hash of the last one, or the first link.
    pub hash: Hash,
    /// When the last one was recorded, if there is one.
    pub recorded: Option<Timestamp>,
}

/// Who writes an entry of the log itself, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// An opaque id.
    pub actor: String,
    /// The authenticated principal through which it comes.
    pub via: String,
    /// When.
    pub recorded: Timestamp,
}

impl OwnHead {
    /// That of a chain with nothing in it.
    pub fn first(log: &str) -> OwnHead {
        OwnHead {
            seq: 0,
            hash: first_own_link(log),
            recorded: None,
        }
    }

    /// That after an entry with this hash. None if the entry does not follow.
    pub fn after(&self, entry: &OwnEntry, hash: Hash) -> Option<OwnHead> {
        let follows = self.seq.checked_add(1) == Some(entry.seq)
            && entry.previous == self.hash
            && self.recorded.is_none_or(|last| last <= entry.recorded);
        follows.then_some(OwnHead {
            seq: entry.seq,
            hash,
            recorded: Some(entry.recorded),
        })
    }
}

impl OwnEntry {
    /// The entry that says this at the end of a chain.
    pub fn next(log: &str, head: &OwnHead, by: By, content: OwnContent) -> OwnEntry {
        OwnEntry {
            log: log.to_owned(),
            seq: head.seq.saturating_add(1),
            previous: head.hash,
            recorded: by.recorded,
            actor: by.actor,
            via: by.via,
            content,
        }
    }

    /// The canonical bytes: the leaf.
    ///
    /// # Errors
    /// The number or the instant has no canonical form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        let mut members = self.bare()?;
        match &self.content {
            OwnContent::Rotated(rotated) => rotated.write(&mut members),
            OwnContent::Adopted(adopted) => adopted.write(&mut members),
        }
        Ok(Tree::Object(members).to_bytes())
    }

    /// The leaf hash of the bytes.
    ///
    /// # Errors
    /// As [`OwnEntry::to_bytes`].
    pub fn hash(&self) -> Result<Hash, SealError> {
        Ok(leaf_hash(&self.to_bytes()?))
    }

    /// The members that every kind has.
    fn bare(&self) -> Result<Members<'static>, SealError> {
        let seq = Count::new(self.seq).filter(|seq| seq.get() > 0);
        let seq = seq.ok_or(SealError::Sequence { seq: self.seq })?;
        let kind = match &self.content {
            OwnContent::Rotated(_) => rotated::KIND,
            OwnContent::Adopted(_) => adopted::KIND,
        };
        let recorded =
            write_instant(self.recorded).ok_or(SealError::Instant { at: self.recorded })?;
        let mut members = Members::default();
        for (key, value) in [
            ("actor", Json::text(&*self.actor)),
            ("format", Count::new(FORMAT).map_or(Json::Null, Json::Count)),
            ("kind", Json::text(kind)),
            ("log", Json::text(&*self.log)),
            ("previous", Json::text(self.previous.to_string())),
            ("recorded", Json::text(recorded)),
            ("sequence", Json::Count(seq)),
            ("via", Json::text(&*self.via)),
        ] {
            members.insert(key.to_owned(), value);
        }
        Ok(members)
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// It is no entry of the log itself. What it signs is checked by [`Keys`].
    pub fn parse(bytes: &[u8]) -> Result<OwnEntry, EntryError> {
        OwnEntry::from_json(&read(bytes)?)
    }

    /// [`OwnEntry::parse`], for a leaf that is parsed already.
    pub(in crate::audit) fn from_json(json: &Tree<'_>) -> Result<OwnEntry, EntryError> {
        let members = json.as_object().ok_or_else(|| wrong(""))?;
        match members.get("format").and_then(Tree::as_count) {
            Some(FORMAT) => {}
            Some(found) => return Err(EntryError::Format { found }),
            None => return Err(wrong("/format")),
        }
        let (content, own) = match text(members, "kind")? {
            rotated::KIND => (
                OwnContent::Rotated(Box::new(Rotated::read(members)?)),
                rotated::MEMBERS,
            ),
            adopted::KIND => (
                OwnContent::Adopted(Box::new(Adopted::read(members)?)),
                adopted::MEMBERS,
            ),
            _ => return Err(wrong("/kind")),
        };
        // Eight that all have, and those of the kind.
        if members.len() != 8 + own {
            return Err(wrong(""));
        }
        Ok(OwnEntry {
            log: text(members, "log")?.to_owned(),
            seq: members
                .get("sequence")
                .and_then(Tree::as_count)
                .filter(|seq| *seq > 0)
                .ok_or_else(|| wrong("/sequence"))?,
            previous: text(members, "previous")?
                .parse()
                .map_err(|_| wrong("/previous"))?,
            recorded: read_instant(text(members, "recorded")?).ok_or_else(|| wrong("/recorded"))?,
            actor: text(members, "actor")?.to_owned(),
            via: text(members, "via")?.to_owned(),
            content,
        })
    }
}

/// Whether a leaf has the form of an entry of the log itself: it names no case.
pub(in crate::audit) fn is_own(json: &Tree<'_>) -> bool {
    json.as_object()
        .is_some_and(|members| members.get("case").is_none())
}

fn wrong(path: &str) -> EntryError {
    EntryError::Form {
        path: path.to_owned(),
    }
}

fn text<'a>(members: &'a Members<'_>, key: &str) -> Result<&'a str, EntryError> {
    members
        .get(key)
        .and_then(Tree::as_text)
        .ok_or_else(|| wrong(&format!("/{key}")))
}

#[cfg(test)]
mod tests;
