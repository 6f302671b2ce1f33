//! What a line says by itself: form, content, hash, and the commitments that
//! its openings open. It needs nothing but the line, so that several lines can
//! be examined at once.

use super::TrailError;
use super::line::{Line, read_line};
use crate::audit::canonical::Tree;
use crate::audit::commitment::Shown;
use crate::audit::entry::{EntryError, Genesis, Unsealed, open_json};
use crate::audit::export::MAX_LINE;
use crate::audit::hash::Hash;
use crate::audit::manifest::Manifest;
use crate::audit::merkle::leaf_hash;
use crate::audit::own::{OwnEntry, is_own};

/// A line after the header, examined; for
/// [`Verifier::take`](super::Verifier::take), in the order of the file.
#[derive(Debug)]
pub struct Examined(pub(super) Result<Said, TrailError>);

/// What a line says.
#[derive(Debug)]
pub(super) enum Said {
    /// A definition, with its content hash.
    Definition(Hash, Vec<u8>),
    /// A manifest with its hash.
    Manifest(Hash, Manifest),
    /// A leaf.
    Leaf(Box<Leaf>),
}

/// A leaf of the tree.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) hash: Hash,
    /// How many openings stand beside it.
    pub(super) openings: usize,
    pub(super) body: Body,
    /// What it is as the first leaf.
    pub(super) genesis: Option<Genesis>,
}

/// Whose entry a leaf is.
#[derive(Debug)]
pub(super) enum Body {
    /// That of a case.
    OfCase(Result<Box<Unsealed>, EntryError>),
    /// One of the log itself.
    Own(Result<Box<OwnEntry>, EntryError>),
}

/// Examines whole lines after the header, each with its newline.
pub fn examine_lines(lines: &[u8]) -> Vec<Examined> {
    let mut rest = lines;
    let mut all = Vec::new();
    while let Some(end) = end_of_line(rest) {
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        all.push(examine(line));
        rest = after.get(1..).unwrap_or_default();
    }
    all
}

/// Where the first newline is. Many bytes at once are looked through, which is
/// quicker than to stop at each.
pub(super) fn end_of_line(bytes: &[u8]) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<64>();
    let none = |chunk: &&[u8; 64]| !chunk.iter().fold(false, |any, byte| any | (*byte == b'\n'));
    let whole = chunks.iter().take_while(none).count() * 64;
    let rest = bytes.get(whole..)?;
    Some(whole + rest.iter().position(|byte| *byte == b'\n')?)
}

/// Examines a line after the header, without its newline.
pub fn examine(line: &[u8]) -> Examined {
    if line.len() > MAX_LINE {
        return Examined(Err(TrailError::TooLong));
    }
    Examined(read_line(line).map(|line| match line {
        Line::Definition(hash, bytes) => Said::Definition(hash, bytes),
        Line::Manifest(hash, manifest) => Said::Manifest(hash, manifest),
        Line::Leaf(entry, bytes, openings) => {
            Said::Leaf(Box::new(Leaf::of(&entry, &bytes, &openings)))
        }
    }))
}

impl Leaf {
    fn of(entry: &Tree<'_>, bytes: &[u8], openings: &[Shown<'_>]) -> Leaf {
        let kind = entry.as_object().and_then(|members| members.get("kind"));
        let first = kind.and_then(Tree::as_text) == Some("genesis");
        let body = if !is_own(entry) {
            Body::OfCase(open_json(entry, openings).map(Box::new))
        } else if let Some(stray) = openings.first() {
            let path = stray.path.clone().into_owned();
            Body::Own(Err(EntryError::Stray { path }))
        } else {
            Body::Own(OwnEntry::from_json(entry).map(Box::new))
        };
        Leaf {
            hash: leaf_hash(bytes),
            openings: openings.len(),
            body,
            genesis: first
                .then(|| Genesis::from_json(entry).ok())
                .flatten()
                .filter(|_| openings.is_empty()),
        }
    }
}
