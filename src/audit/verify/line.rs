//! The lines of an export, by their form.

use super::TrailError;
use crate::audit::canonical::{Json, Object, parse};
use crate::audit::commitment::{Opening, read_openings};
use crate::audit::entry::FORMAT;
use crate::audit::export::{Header, KIND};
use crate::audit::hash::{Hash, content_hash};
use crate::audit::manifest::Manifest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// Reads the first line.
pub fn read_header(line: &[u8]) -> Result<Header, TrailError> {
    let json = parse(line).map_err(TrailError::Line)?;
    header(&json).ok_or(TrailError::Header)
}

fn header(json: &Json) -> Option<Header> {
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
        size: count("size").filter(|size| *size > 0)?,
    })
}

/// A line after the header.
pub enum Line {
    /// A definition, by its content hash.
    Definition(Hash),
    /// A manifest with its hash.
    Manifest(Hash, Manifest),
    /// A leaf: the entry and its openings.
    Leaf(Json, Vec<Opening>),
}

/// Reads a line by its own form, wherever it stands.
pub fn read_line(line: &[u8]) -> Result<Line, TrailError> {
    let json = parse(line).map_err(TrailError::Line)?;
    let Json::Object(mut members) = json else {
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
        return Ok(Line::Definition(stated_hash(&members, &bytes)?));
    }
    if let Some(manifest) = members.get("manifest") {
        let manifest = Manifest::from_json(manifest).map_err(|_| TrailError::Form)?;
        let hash = stated_hash(&members, manifest.bytes())?;
        return Ok(Line::Manifest(hash, manifest));
    }
    let (Some(entry), Some(openings)) = (members.remove("entry"), members.remove("openings"))
    else {
        return Err(TrailError::Form);
    };
    let openings = read_openings(openings).map_err(|_| TrailError::Form)?;
    Ok(Line::Leaf(entry, openings))
}

/// The hash that a line states, if it is that of the bytes.
fn stated_hash(members: &Object, bytes: &[u8]) -> Result<Hash, TrailError> {
    let stated: Hash = members
        .get("sha256")
        .and_then(Json::as_text)
        .and_then(|text| text.parse().ok())
        .ok_or(TrailError::Form)?;
    if stated == content_hash(bytes) {
        Ok(stated)
    } else {
        Err(TrailError::Content { stated })
    }
}
