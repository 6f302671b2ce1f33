//! The lines of an export, by their form.

use super::TrailError;
use crate::audit::canonical::{Members, Strict, Tree, read};
use crate::audit::commitment::{Shown, read_openings};
use crate::audit::entry::FORMAT;
use crate::audit::export::{Header, KIND};
use crate::audit::hash::{Hash, content_hash};
use crate::audit::manifest::Manifest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::borrow::Cow;

/// Reads the first line.
pub fn read_header(line: &[u8]) -> Result<Header, TrailError> {
    let json = read(line).map_err(TrailError::Line)?;
    let header = header(&json).ok_or(TrailError::Header)?;
    if header.size == 0 {
        return Err(TrailError::Empty);
    }
    Ok(header)
}

fn header(json: &Tree<'_>) -> Option<Header> {
    let members = json.as_object().filter(|members| members.len() == 6)?;
    let count = |key: &str| members.get(key)?.as_count();
    let text = |key: &str| members.get(key)?.as_text();
    if count("format")? != FORMAT || text("kind")? != KIND {
        return None;
    }
    Some(Header {
        log: text("log")?.to_owned(),
        definitions: count("definitions")?,
        manifests: count("manifests")?,
        size: count("size")?,
    })
}

/// A line after the header.
pub enum Line<'a> {
    /// A definition, with its content hash.
    Definition(Hash, Vec<u8>),
    /// A manifest with its hash.
    Manifest(Hash, Manifest),
    /// A leaf: the entry with its bytes, and its openings.
    Leaf(Tree<'a>, Cow<'a, [u8]>, Vec<Shown<'a>>),
}

/// Reads a line by its own form, wherever it stands.
pub fn read_line(line: &[u8]) -> Result<Line<'_>, TrailError> {
    if let Some(leaf) = read_leaf(line) {
        return leaf;
    }
    let json = read(line).map_err(TrailError::Line)?;
    let Tree::Object(mut members) = json else {
        return Err(TrailError::Form);
    };
    if members.len() != 2 {
        return Err(TrailError::Form);
    }
    if let Some(definition) = members.get("definition") {
        let bytes = definition
            .as_text()
            .and_then(|text| BASE64.decode(text).ok())
            .ok_or(TrailError::Form)?;
        let hash = stated_hash(&members, content_hash(&bytes))?;
        return Ok(Line::Definition(hash, bytes));
    }
    if let Some(manifest) = members.get("manifest") {
        let manifest = Manifest::from_json(manifest).map_err(|_| TrailError::Form)?;
        let hash = stated_hash(&members, manifest.hash())?;
        return Ok(Line::Manifest(hash, manifest));
    }
    let (Some(entry), Some(openings)) = (members.remove("entry"), members.remove("openings"))
    else {
        return Err(TrailError::Form);
    };
    let openings = read_openings(openings).map_err(|_| TrailError::Form)?;
    let bytes = Cow::Owned(entry.to_bytes());
    Ok(Line::Leaf(entry, bytes, openings))
}

/// Reads a leaf that is written as it should be: the bytes of the entry are
/// then those of the line. Nothing if it is anything else.
fn read_leaf(line: &[u8]) -> Option<Result<Line<'_>, TrailError>> {
    let mut reader = Strict::new(std::str::from_utf8(line).ok()?);
    reader.skip("{\"entry\":")?;
    let start = reader.at();
    let entry = reader.inner()?;
    let bytes = line.get(start..reader.at())?;
    reader.skip(",\"openings\":")?;
    let openings = reader.inner()?;
    reader.skip("}")?;
    if !reader.is_done() {
        return None;
    }
    Some(match read_openings(openings) {
        Ok(openings) => Ok(Line::Leaf(entry, Cow::Borrowed(bytes), openings)),
        Err(_) => Err(TrailError::Form),
    })
}

/// The hash that a line states, if it is the right one.
fn stated_hash(members: &Members<'_>, hash: Hash) -> Result<Hash, TrailError> {
    let stated: Hash = members
        .get("sha256")
        .and_then(Tree::as_text)
        .and_then(|text| text.parse().ok())
        .ok_or(TrailError::Form)?;
    if stated == hash {
        Ok(stated)
    } else {
        Err(TrailError::Content { stated })
    }
}
