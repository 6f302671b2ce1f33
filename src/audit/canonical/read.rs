//! Reading canonical JSON, and nothing else.

use super::{Count, Json, Object, Strict, Tree};
use std::cmp::Ordering;

/// How deep values may nest; the outermost has depth 1.
pub const MAX_DEPTH: usize = 64;

/// The bytes are not canonical JSON. `at` is a byte offset from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// They are not UTF-8.
    #[error("not UTF-8 at byte {at}")]
    NotUtf8 {
        /// Where.
        at: usize,
    },
    /// Something else should stand there.
    #[error("not JSON at byte {at}")]
    Unexpected {
        /// Where.
        at: usize,
    },
    /// A number that is no counter: signed, with a fraction or an exponent,
    /// with a leading zero, or not below 2^53.
    #[error("a number that is no counter at byte {at}")]
    Number {
        /// Where it starts.
        at: usize,
    },
    /// Half of a surrogate pair.
    #[error("a lone surrogate at byte {at}")]
    Surrogate {
        /// Where its escape starts.
        at: usize,
    },
    /// A key stands twice.
    #[error("the key at byte {at} stands twice")]
    Duplicate {
        /// Where the second starts.
        at: usize,
    },
    /// Values nest deeper than [`MAX_DEPTH`].
    #[error("nested too deep at byte {at}")]
    TooDeep {
        /// Where.
        at: usize,
    },
    /// Bytes follow the value.
    #[error("bytes after the value, from byte {at}")]
    Trailing {
        /// The first of them.
        at: usize,
    },
    /// It is JSON, and written otherwise than RFC 8785 says.
    #[error("not in canonical form from byte {at}")]
    NotCanonical {
        /// The first byte that differs.
        at: usize,
    },
}

impl JsonError {
    /// The byte at which it shows, from 0.
    pub const fn at(self) -> usize {
        match self {
            JsonError::NotUtf8 { at }
            | JsonError::Unexpected { at }
            | JsonError::Number { at }
            | JsonError::Surrogate { at }
            | JsonError::Duplicate { at }
            | JsonError::TooDeep { at }
            | JsonError::Trailing { at }
            | JsonError::NotCanonical { at } => at,
        }
    }
}

/// Reads one value that fills the bytes and is written canonically.
///
/// The caller bounds the length of `bytes`.
///
/// # Errors
/// [`JsonError`], with the offset.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    read(bytes).map(Tree::into_owned)
}

/// [`parse`], for a value that borrows its texts from the bytes.
///
/// # Errors
/// [`JsonError`], with the offset.
pub fn read(bytes: &[u8]) -> Result<Tree<'_>, JsonError> {
    match Strict::whole(bytes) {
        Some(value) => Ok(value),
        None => read_slowly(bytes),
    }
}

/// Reads a value however it is written, writes it again and compares, so that
/// what is not canonical is told from what is no JSON.
#[cold]
pub(super) fn read_slowly(bytes: &[u8]) -> Result<Json, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    let mut reader = Reader { text, at: 0 };
    reader.space();
    let value = reader.value(1)?;
    reader.space();
    if reader.at < bytes.len() {
        return Err(JsonError::Trailing { at: reader.at });
    }
    let mut again = Vec::with_capacity(bytes.len());
    value.write(&mut again);
    if again != bytes {
        let same = again.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        return Err(JsonError::NotCanonical { at: same });
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn unexpected<T>(&self) -> Result<T, JsonError> {
        Err(JsonError::Unexpected { at: self.at })
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            self.unexpected()
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError::TooDeep { at: self.at });
        }
        match self.peek() {
            Some(b'"') => self.string().map(Json::text),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'-' | b'0'..=b'9') => self.count(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            _ => self.unexpected(),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, JsonError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            self.unexpected()
        }
    }

    fn count(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        let wrong = JsonError::Number { at: start };
        let mut value: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .checked_mul(10)
                .and_then(|tens| tens.checked_add(u64::from(digit - b'0')))
                .ok_or(wrong)?;
            self.at += 1;
        }
        let digits = self.at - start;
        let leading_zero = digits > 1 && self.text.as_bytes().get(start) == Some(&b'0');
        let more = matches!(self.peek(), Some(b'.' | b'e' | b'E' | b'-' | b'+'));
        match Count::new(value) {
            Some(count) if digits > 0 && !leading_zero && !more => Ok(Json::Count(count)),
            _ => Err(wrong),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.expect(b'[')?;
        let mut list = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(list));
        }
        loop {
            self.space();
            list.push(self.value(depth + 1)?);
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.expect(b']')?;
                return Ok(Json::List(list));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.expect(b'{')?;
        let mut object = Object::default();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(object));
        }
        loop {
            self.space();
            let start = self.at;
            let key = self.string()?;
            self.space();
            self.expect(b':')?;
            self.space();
            let value = self.value(depth + 1)?;
            object.push(key, value).map_err(|order| match order {
                Ordering::Equal => JsonError::Duplicate { at: start },
                _ => JsonError::NotCanonical { at: start },
            })?;
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.expect(b'}')?;
                return Ok(Json::Object(object));
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b'"')?;
        let mut out = String::new();
        loop {
            let start = self.at;
            while matches!(self.peek(), Some(byte) if byte >= 0x20 && byte != b'"' && byte != b'\\')
            {
                self.at += 1;
            }
            // The stop bytes are ASCII, so both ends are character boundaries.
            out.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return self.unexpected(),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        self.expect(b'\\')?;
        let short = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode(start);
            }
            _ => return self.unexpected(),
        };
        self.at += 1;
        Ok(short)
    }

    fn unicode(&mut self, start: usize) -> Result<char, JsonError> {
        let lone = JsonError::Surrogate { at: start };
        let unit = self.four_digits()?;
        let code = match unit {
            0xD800..=0xDBFF => {
                if self.expect(b'\\').is_err() || self.expect(b'u').is_err() {
                    return Err(lone);
                }
                match self.four_digits()? {
                    low @ 0xDC00..=0xDFFF => 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
                    _ => return Err(lone),
                }
            }
            _ => unit,
        };
        char::from_u32(code).ok_or(lone)
    }

    fn four_digits(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self
                .peek()
                .and_then(|byte| char::from(byte).to_digit(16))
                .ok_or(JsonError::Unexpected { at: self.at })?;
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}
