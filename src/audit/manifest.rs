//! What one decision drew on: every definition, by content hash.

use super::canonical::{JsonError, Tree, read as read_json, write_count, write_text};
use super::entry::FORMAT;
use super::hash::{Hash, content_hash, write_hash};

/// One definition that a decision drew on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// What it is: `workflow`, `rules`, `bodies`, `calendar`, `text`, `zone`, …
    pub kind: String,
    /// Its name: usually its path in the library.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
}

/// A list of definitions, in order of kind and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    sources: Vec<Source>,
    bytes: Vec<u8>,
    hash: Hash,
}

/// This is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not canonical JSON.
    #[error("the manifest cannot be read: {0}")]
    Json(#[from] JsonError),
    /// It has not the form of a manifest.
    #[error("this has not the form of a manifest")]
    Form,
    /// Two definitions have one kind and name.
    #[error("the manifest names the {kind} `{name}` twice")]
    Twice {
        /// The kind.
        kind: String,
        /// The name.
        name: String,
    },
    /// A kind is not a word `[a-z][a-z0-9_]*`.
    #[error("`{kind}` is no kind of definition")]
    Kind {
        /// The kind.
        kind: String,
    },
}

impl Manifest {
    /// A manifest of these definitions, given in any order.
    ///
    /// # Errors
    /// A kind that is no word, or two definitions of one kind and name.
    pub fn new(mut sources: Vec<Source>) -> Result<Manifest, ManifestError> {
        sources.sort();
        check(&sources)?;
        let mut bytes = b"{\"definitions\":[".to_vec();
        for (index, source) in sources.iter().enumerate() {
            if index > 0 {
                bytes.push(b',');
            }
            bytes.extend_from_slice(b"{\"kind\":");
            write_text(&mut bytes, &source.kind);
            bytes.extend_from_slice(b",\"name\":");
            write_text(&mut bytes, &source.name);
            bytes.extend_from_slice(b",\"sha256\":");
            write_hash(&mut bytes, &source.sha256);
            bytes.push(b'}');
        }
        bytes.extend_from_slice(b"],\"format\":");
        write_count(&mut bytes, FORMAT);
        bytes.push(b'}');
        Ok(Manifest {
            hash: content_hash(&bytes),
            sources,
            bytes,
        })
    }

    /// Reads the canonical bytes.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn parse(bytes: &[u8]) -> Result<Manifest, ManifestError> {
        Manifest::from_json(&read_json(bytes)?)
    }

    /// [`Manifest::parse`], for JSON that is parsed already.
    pub(super) fn from_json(json: &Tree<'_>) -> Result<Manifest, ManifestError> {
        read(json).ok_or(ManifestError::Form).and_then(|sources| {
            check(&sources)?;
            let bytes = json.to_bytes();
            Ok(Manifest {
                hash: content_hash(&bytes),
                sources,
                bytes,
            })
        })
    }

    /// The definitions, in order of kind and name.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The canonical bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash that entries carry.
    pub const fn hash(&self) -> Hash {
        self.hash
    }
}

/// Checks the kinds, and that the order is strictly ascending.
fn check(sources: &[Source]) -> Result<(), ManifestError> {
    for source in sources {
        let mut bytes = source.kind.bytes();
        let word = bytes.next().is_some_and(|first| first.is_ascii_lowercase())
            && bytes.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if !word {
            return Err(ManifestError::Kind {
                kind: source.kind.clone(),
            });
        }
    }
    for (before, after) in sources.iter().zip(sources.iter().skip(1)) {
        match (&before.kind, &before.name).cmp(&(&after.kind, &after.name)) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => {
                return Err(ManifestError::Twice {
                    kind: after.kind.clone(),
                    name: after.name.clone(),
                });
            }
            std::cmp::Ordering::Greater => return Err(ManifestError::Form),
        }
    }
    Ok(())
}

fn read(json: &Tree<'_>) -> Option<Vec<Source>> {
    let members = json.as_object().filter(|members| members.len() == 2)?;
    if members.get("format")?.as_count()? != FORMAT {
        return None;
    }
    let sources = members.get("definitions")?.as_list()?.iter().map(|one| {
        let members = one.as_object().filter(|members| members.len() == 3)?;
        let text = |key: &str| members.get(key)?.as_text();
        Some(Source {
            kind: text("kind")?.to_owned(),
            name: text("name")?.to_owned(),
            sha256: text("sha256")?.parse().ok()?,
        })
    });
    sources.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(kind: &str, name: &str) -> Source {
        Source {
            kind: kind.to_owned(),
            name: name.to_owned(),
            sha256: content_hash(name.as_bytes()),
        }
    }

    #[test]
    fn a_manifest_reads_back_whatever_the_order_it_was_given_in() {
        let first = Manifest::new(vec![
            source("workflow", "workflows/점검.toml"),
            source("text", "ordinance/조례.md"),
            source("text", "ordinance/a.md"),
        ])
        .unwrap();
        let second = Manifest::new(first.sources().iter().rev().cloned().collect()).unwrap();
        assert_eq!(first, second);
        assert_eq!(Manifest::parse(first.bytes()), Ok(first.clone()));
        assert_eq!(first.hash(), content_hash(first.bytes()));
        let names: Vec<&str> = first.sources().iter().map(|s| s.name.as_str()).collect();
        assert_eq!(
            names,
            ["ordinance/a.md", "ordinance/조례.md", "workflows/점검.toml"]
        );
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        assert!(matches!(
            Manifest::new(vec![source("text", "a"), source("text", "a")]),
            Err(ManifestError::Twice { .. })
        ));
        assert!(matches!(
            Manifest::new(vec![source("Text", "a")]),
            Err(ManifestError::Kind { .. })
        ));
        let good = Manifest::new(vec![source("rules", "a"), source("text", "a")]).unwrap();
        let text = String::from_utf8(good.bytes().to_vec()).unwrap();
        for wrong in [
            text.replace("\"format\":1", "\"format\":2"),
            text.replace("\"kind\":\"rules\"", "\"kind\":\"word\""),
            text.replace("\"kind\":\"rules\"", "\"kind\":\"text\""),
            text.replace("\"format\":1", "\"format\":1,\"more\":1"),
            text.replace("{\"kind\"", "{\"a\":1,\"kind\""),
            text.to_uppercase(),
        ] {
            assert!(Manifest::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
