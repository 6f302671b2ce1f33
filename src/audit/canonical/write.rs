//! Writing canonical JSON straight into a buffer.

use super::Tree;

impl Tree<'_> {
    /// Appends the canonical bytes.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Tree::Null => out.extend_from_slice(b"null"),
            Tree::Bool(true) => out.extend_from_slice(b"true"),
            Tree::Bool(false) => out.extend_from_slice(b"false"),
            Tree::Count(count) => write_count(out, count.get()),
            Tree::Text(text) => write_text(out, text),
            Tree::List(list) => {
                out.push(b'[');
                for (index, value) in list.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    value.write(out);
                }
                out.push(b']');
            }
            Tree::Object(object) => {
                out.push(b'{');
                for (index, (key, value)) in object.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    write_text(out, key);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }
}

/// Appends a string with its quotation marks (RFC 8785, section 3.2.2.2).
pub fn write_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    // Nearly no text has anything to escape; looking at all of it is quicker
    // than stopping at each byte.
    let (words, rest) = bytes.as_chunks::<8>();
    let any = words.iter().fold(0, |any, word| any | escapes(*word));
    if any == 0 && !rest.iter().fold(false, |any, &byte| any | escaped(byte)) {
        out.extend_from_slice(bytes);
        out.push(b'"');
        return;
    }
    write_escaped(out, bytes);
}

/// Whether a byte does not stand for itself in a string.
pub(super) const fn escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Not 0 if one of eight bytes is [`escaped`]: the lowest bit that is set is the
/// highest of the first such byte.
pub(super) const fn escapes(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES * 0x80;
    let word = u64::from_le_bytes(word);
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    (below(word, ONES * 0x20) | below(quote, ONES) | below(slash, ONES)) & HIGH
}

/// Has a highest bit of a byte if a byte is below its bound, which is at most
/// 0x80: only then a byte whose own highest bit is 0 borrows.
const fn below(word: u64, bounds: u64) -> u64 {
    word.wrapping_sub(bounds) & !word
}

/// Appends a string that has something to escape, and its end.
#[cold]
fn write_escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if !escaped(byte) {
            continue;
        }
        out.extend_from_slice(bytes.get(done..at).unwrap_or_default());
        done = at + 1;
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            0x08 => b'b',
            0x09 => b't',
            0x0A => b'n',
            0x0C => b'f',
            0x0D => b'r',
            _ => {
                out.extend_from_slice(b"\\u00");
                write_hex(out, &[byte]);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out.push(b'"');
}

/// Appends a number in decimal. Callers keep it a counter, below 2^53.
pub fn write_count(out: &mut Vec<u8>, value: u64) {
    if value >= 10 {
        // At most 20 digits, so at most 20 calls.
        write_count(out, value / 10);
    }
    out.push(b'0' + (value % 10) as u8);
}

/// Appends bytes as lower-case hexadecimal digits.
pub fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    let (whole, rest) = bytes.as_chunks::<32>();
    for part in whole {
        // As long as a hash: written at once, which is many times quicker.
        out.extend_from_slice(hex_of(part).as_flattened());
    }
    for &byte in rest {
        out.extend_from_slice(&hex_of(&[byte]).concat());
    }
}

/// The two digits of each byte.
pub fn hex_of<const N: usize>(bytes: &[u8; N]) -> [[u8; 2]; N] {
    const fn digit(nibble: u8) -> u8 {
        nibble + if nibble < 10 { b'0' } else { b'a' - 10 }
    }
    bytes.map(|byte| [digit(byte >> 4), digit(byte & 0x0f)])
}
