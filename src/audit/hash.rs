//! SHA-256 values and the domain tags that keep their uses apart.

use super::canonical::write_hex;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 value (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of the parts, one after the other.
    pub fn of(parts: &[&[u8]]) -> Hash {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update(part);
        }
        Hash(sha.finalize().into())
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hash: a hash is 64 lower-case hexadecimal digits")]
pub struct ParseHashError;

impl FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        parse_hex(text).map(Hash).ok_or(ParseHashError)
    }
}

/// Reads lower-case hexadecimal digits that fill an array.
pub(super) fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    const fn digit(byte: u8) -> Option<u8> {
        match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        }
    }
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut out = [0; N];
    for (byte, &[high, low]) in out.iter_mut().zip(pairs) {
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(out)
}

/// Appends a hash as a JSON string.
pub(super) fn write_hash(out: &mut Vec<u8>, hash: &Hash) {
    out.push(b'"');
    write_hex(out, &hash.0);
    out.push(b'"');
}

/// The content hash of a definition or a manifest: SHA-256 of its bytes.
pub fn content_hash(bytes: &[u8]) -> Hash {
    Hash::of(&[bytes])
}

/// What the first entry of a case has in place of the hash of a previous one.
/// Neither id may hold a newline; ids of logs and cases never do.
pub fn first_link(log: &str, case: &str) -> Hash {
    Hash::of(&[b"jorye/v1/first\n", log.as_bytes(), b"\n", case.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_and_no_other_spelling_does() {
        let hash = content_hash(b"abc");
        let text = hash.to_string();
        // FIPS 180-4, the example "abc".
        assert_eq!(
            text,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(text.parse(), Ok(hash));
        for wrong in [
            text.to_uppercase(),
            text.chars().skip(2).collect(),
            format!("{text}00"),
            format!("{text}0"),
            text.replacen('b', "+", 1),
        ] {
            assert_eq!(wrong.parse::<Hash>(), Err(ParseHashError), "{wrong}");
        }
    }
}
