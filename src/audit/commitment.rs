//! Values that stand on the trail only as commitments.
//!
//! A commitment binds a value to its place without showing it. Whoever holds
//! the [`Opening`] (value and salt) can show that this value was meant. Once
//! value and salt are erased, nothing on the trail tells the value: the salt is
//! 32 bytes that cannot be guessed, so neither can a value be tried.
//!
//! The salts of an entry come from one fresh random seed that the shell gives
//! and **never stores**: a stored seed would give back an erased salt, and a
//! short value (a yes or no, a date) could then be found by trying.

use std::borrow::Cow;

use super::canonical::{JsonError, Tree, parse, write_count, write_hex, write_text};
use super::hash::{Hash, parse_hex, write_hash};

const COMMITMENT: &[u8] = b"jorye/v1/commitment\n";
const SALT: &[u8] = b"jorye/v1/salt\n";

/// The secret randomness of one commitment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// 32 random bytes, fresh for every entry, that the shell gives and forgets.
pub struct SaltSeed([u8; 32]);

impl SaltSeed {
    /// Takes fresh random bytes.
    pub const fn new(random: [u8; 32]) -> Self {
        SaltSeed(random)
    }

    /// The salt of the commitment at a path.
    pub fn salt(&self, path: &str) -> Salt {
        Salt(Hash::of_short(&[SALT, &self.0, path.as_bytes()]).0)
    }
}

/// Where a committed value stands: the JSON Pointer (RFC 6901) of its
/// commitment in an entry.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The case's id.
    pub case: &'a str,
    /// The entry's sequence number in the case.
    pub sequence: u64,
    /// The pointer.
    pub path: &'a str,
}

/// The commitment to a value. `scratch` is cleared and used, so that many
/// commitments need one buffer.
pub fn commit(
    site: Site<'_>,
    kind: &str,
    value: &Tree<'_>,
    salt: &Salt,
    scratch: &mut Vec<u8>,
) -> Hash {
    scratch.clear();
    scratch.extend_from_slice(COMMITMENT);
    scratch.extend_from_slice(&salt.0);
    scratch.extend_from_slice(b"{\"case\":");
    write_text(scratch, site.case);
    scratch.extend_from_slice(b",\"path\":");
    write_text(scratch, site.path);
    scratch.extend_from_slice(b",\"sequence\":");
    write_count(scratch, site.sequence);
    scratch.extend_from_slice(b",\"type\":");
    write_text(scratch, kind);
    scratch.extend_from_slice(b",\"value\":");
    value.write(scratch);
    scratch.push(b'}');
    Hash::of(&[scratch])
}

/// What opens a commitment. Erasing it leaves the commitment as a mark.
pub type Opening = Shown<'static>;

/// An [`Opening`] that may borrow from the bytes that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The JSON Pointer of the commitment in the entry.
    pub path: Cow<'a, str>,
    /// The type of the value, such as `integer`.
    pub kind: Cow<'a, str>,
    /// The value.
    pub value: Tree<'a>,
    /// The salt.
    pub salt: Salt,
}

/// The openings kept beside an entry cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// Not canonical JSON.
    #[error("the openings cannot be read: {0}")]
    Json(#[from] JsonError),
    /// Not an array of openings.
    #[error("opening {index} has not the form of one")]
    Form {
        /// Its place in the array, from 0.
        index: usize,
    },
}

impl<'a> Shown<'a> {
    /// The commitment that this opening opens, in an entry.
    pub fn commitment(&self, case: &str, sequence: u64) -> Hash {
        self.commitment_in(case, sequence, &mut Vec::new())
    }

    /// [`Shown::commitment`] with a buffer that is used, as for [`commit`].
    pub(super) fn commitment_in(&self, case: &str, sequence: u64, scratch: &mut Vec<u8>) -> Hash {
        let site = Site {
            case,
            sequence,
            path: &self.path,
        };
        commit(site, &self.kind, &self.value, &self.salt, scratch)
    }

    /// Appends the canonical object.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"path\":");
        write_text(out, &self.path);
        out.extend_from_slice(b",\"salt\":\"");
        write_hex(out, &self.salt.0);
        out.extend_from_slice(b"\",\"type\":");
        write_text(out, &self.kind);
        out.extend_from_slice(b",\"value\":");
        self.value.write(out);
        out.push(b'}');
    }

    /// Reads the object; nothing if it has another form.
    pub fn from_json(json: Tree<'a>) -> Option<Shown<'a>> {
        let Tree::Object(mut members) = json else {
            return None;
        };
        if members.len() != 4 {
            return None;
        }
        let salt = Salt(parse_hex(members.get("salt")?.as_text()?)?);
        let (Tree::Text(path), Tree::Text(kind)) =
            (members.remove("path")?, members.remove("type")?)
        else {
            return None;
        };
        Some(Shown {
            path,
            kind,
            value: members.remove("value")?,
            salt,
        })
    }
}

/// The openings of an entry as one canonical JSON array, for a store.
pub fn write_openings(openings: &[Opening]) -> Vec<u8> {
    // About as long as most are: a path, 64 digits, a type and a short value.
    let mut out = Vec::with_capacity(2 + openings.len() * 192);
    out.push(b'[');
    for (index, opening) in openings.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        opening.write(&mut out);
    }
    out.push(b']');
    out
}

/// Reads what [`write_openings`] wrote.
///
/// # Errors
/// [`OpeningError`].
pub fn parse_openings(bytes: &[u8]) -> Result<Vec<Opening>, OpeningError> {
    read_openings(parse(bytes)?)
}

/// Reads openings from their JSON array.
pub(super) fn read_openings(json: Tree<'_>) -> Result<Vec<Shown<'_>>, OpeningError> {
    let Tree::List(list) = json else {
        return Err(OpeningError::Form { index: 0 });
    };
    list.into_iter()
        .enumerate()
        .map(|(index, one)| Shown::from_json(one).ok_or(OpeningError::Form { index }))
        .collect()
}

/// Appends the object that stands in an entry for a committed value.
pub(super) fn write_commitment(out: &mut Vec<u8>, commitment: &Hash) {
    out.extend_from_slice(b"{\"sealed\":");
    write_hash(out, commitment);
    out.push(b'}');
}

/// The commitment, if a value of an entry is one.
pub fn as_commitment(json: &Tree<'_>) -> Option<Hash> {
    let object = json.as_object()?;
    if object.len() != 1 {
        return None;
    }
    object.get("sealed")?.as_text()?.parse().ok()
}
