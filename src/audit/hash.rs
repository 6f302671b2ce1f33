//! SHA-256 values and the domain tags that keep their uses apart.

use super::canonical::{hex_of, write_hex};
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Bytes of one block of SHA-256.
const BLOCK: usize = 64;

/// The initial hash value of SHA-256 (FIPS 180-4, section 5.3.3).
const BEGINNING: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// A SHA-256 value (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of the parts, one after the other.
    pub fn of(parts: &[&[u8]]) -> Hash {
        if let [whole] = parts {
            return Hash::of_whole(whole);
        }
        let mut sha = Sha256::new();
        for part in parts {
            sha.update(part);
        }
        Hash(sha.finalize().into())
    }

    /// [`Hash::of`] for parts that are short together: put on the stack first.
    pub(super) fn of_short(parts: &[&[u8]]) -> Hash {
        let mut all = [0; 4 * BLOCK];
        let mut rest = all.as_mut_slice();
        for part in parts {
            let Some((here, more)) = rest.split_at_mut_checked(part.len()) else {
                return Hash::of(parts);
            };
            here.copy_from_slice(part);
            rest = more;
        }
        let unused = rest.len();
        let used = all.len() - unused;
        Hash::of_whole(all.get(..used).unwrap_or_default())
    }

    /// The hash of bytes that lie together: without the buffering of a hasher,
    /// which for commitments of two or three blocks is a third of the work.
    fn of_whole(bytes: &[u8]) -> Hash {
        let mut state = BEGINNING;
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        compress256(&mut state, blocks);
        // A one bit, zeros, and the length in bits as eight bytes.
        let mut last = [[0; BLOCK]; 2];
        let flat = last.as_flattened_mut();
        for (to, from) in flat.iter_mut().zip(rest.iter().chain(&[0x80])) {
            *to = *from;
        }
        let length = (bytes.len() as u64).wrapping_mul(8).to_be_bytes();
        let [first, second] = &mut last;
        if rest.len() < BLOCK - length.len() {
            if let Some(end) = first.last_chunk_mut() {
                *end = length;
            }
            compress256(&mut state, std::slice::from_ref(first));
        } else {
            if let Some(end) = second.last_chunk_mut() {
                *end = length;
            }
            compress256(&mut state, &last);
        }
        let mut hash = [0; 32];
        for (to, word) in hash.as_chunks_mut::<4>().0.iter_mut().zip(state) {
            *to = word.to_be_bytes();
        }
        Hash(hash)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = hex_of(&self.0);
        // Digits are ASCII.
        f.write_str(std::str::from_utf8(digits.as_flattened()).unwrap_or_default())
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
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut out = [0; N];
    // Whether all are digits is asked once: most are, and it is quicker so.
    let mut wrong = 0;
    for (byte, &[high, low]) in out.iter_mut().zip(pairs) {
        let (high, low) = (hex_digit(high), hex_digit(low));
        wrong |= high | low;
        *byte = (high << 4) | (low & 0x0f);
    }
    (wrong < 16).then_some(out)
}

/// What a digit stands for; 0x80 if it is none.
const fn hex_digit(byte: u8) -> u8 {
    let digit = byte.wrapping_sub(b'0');
    let letter = byte.wrapping_sub(b'a');
    if digit < 10 {
        digit
    } else if letter < 6 {
        letter + 10
    } else {
        0x80
    }
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

/// What the first entry of the log itself has in place of the hash of a previous one.
pub fn first_own_link(log: &str) -> Hash {
    Hash::of(&[b"jorye/v1/own\n", log.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_lie_together_have_the_hash_of_a_hasher() {
        let bytes: Vec<u8> = (0..=255).cycle().take(300).collect();
        for length in 0..bytes.len() {
            let whole = &bytes[..length];
            let (one, other) = whole.split_at(length / 3);
            assert_eq!(Hash::of(&[whole]), Hash::of(&[one, other]), "{length}");
        }
    }

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
