//! What one case says to another.
//!
//! An entry states what it sends; a message is that statement with where it
//! stands. So nothing is sent that the trail does not hold.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::engine::{CaseId, Digest, Entry, Given};
use crate::guard::Name;

/// One message as the entry that sends it states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The case that it is for.
    pub to: CaseId,
    /// The how manieth message of this case to that one it is, from 1.
    pub number: u64,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// To a child that is not there yet: that it begins.
    Open(Opening),
    /// To a child: that what opened it is over.
    Close {
        /// The name under which the child was opened.
        name: Name,
    },
    /// To the parent: what has become of a child.
    Report {
        /// Milestones reached for the first time, in the order of the file.
        reached: Vec<Name>,
        /// What the child has come to, if it has ended.
        outcome: Option<Name>,
    },
}

/// How a child begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The name under which its parent speaks of it.
    pub name: Name,
    /// Its workflow.
    pub workflow: Name,
    /// Hash over everything that its definition draws on.
    pub manifest: Digest,
    /// The state in which it begins; the workflow's own beginning otherwise.
    pub at: Option<Name>,
    /// The state of the parent that opened it; a transition did otherwise.
    pub state: Option<Name>,
    /// Which member or row of the parent's list or table it is opened for, from 0.
    pub row: Option<u64>,
    /// How many parents it has above it.
    pub generation: u64,
    /// The facts given to it.
    pub given: Given,
}

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The case that sends it.
    pub from: CaseId,
    /// The entry of that case which does.
    pub seq: u64,
    /// The hash of that entry.
    pub entry: Digest,
    /// When that entry counts as done: what the message brings about counts from
    /// then on, whenever it is delivered.
    pub effective: Timestamp,
    /// The message.
    pub sent: Sent,
}

impl Body {
    /// The word used in entries.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Body::Open(_) => "open",
            Body::Close { .. } => "close",
            Body::Report { .. } => "report",
        }
    }
}

/// The messages that an entry sends, in order. `hash` is the entry's.
pub fn messages(entry: &Entry, hash: Digest) -> impl Iterator<Item = Message> + '_ {
    entry.sends.iter().map(move |sent| Message {
        from: entry.case.clone(),
        seq: entry.seq,
        entry: hash,
        effective: entry.effective,
        sent: sent.clone(),
    })
}

/// Characters of a workflow's id that the id of a child begins with.
const STEM: usize = 31;
/// Bytes of the hash in the id of a child.
const TAIL: usize = 16;

/// The id of a child: its workflow and a hash of the parent, the entry that
/// opens it, and its place among what that entry sends. The same opening gives
/// the same id, wherever and however often it is decided.
pub fn child_id(parent: &str, seq: u64, place: u64, workflow: &str) -> CaseId {
    let mut hasher = Sha256::new();
    hasher.update(b"jorye/v1/child\n");
    hasher.update(format!("{parent}\n{seq}\n{place}\n").as_bytes());
    let digest: Digest = hasher.finalize().into();
    let tail: String = digest
        .iter()
        .take(TAIL)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let stem: String = workflow.chars().take(STEM).collect();
    format!("{stem}-{tail}").into()
}

/// Whether an id has the form of a child's. Nobody else's case takes such an
/// id: it can be foreseen, and would keep the child from being opened.
pub fn is_child_id(id: &str) -> bool {
    id.rsplit_once('-').is_some_and(|(_, tail)| {
        tail.len() == TAIL * 2
            && tail
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_child_follows_from_where_it_is_opened() {
        let id = child_id("grant-1", 7, 0, "objection");
        assert_eq!(id, child_id("grant-1", 7, 0, "objection"));
        for other in [
            child_id("grant-2", 7, 0, "objection"),
            child_id("grant-1", 8, 0, "objection"),
            child_id("grant-1", 7, 1, "objection"),
        ] {
            assert_ne!(id, other);
        }
        assert!(id.starts_with("objection-") && is_child_id(&id));
        let long = child_id("grant-1", 7, 0, &"w".repeat(64));
        assert_eq!(long.len(), 64);
        assert!(!is_child_id("grant-1") && !is_child_id("grant-0011223344556677"));
    }
}
