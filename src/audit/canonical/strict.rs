//! Reading canonical JSON that is as it should be: one pass, which borrows.
//!
//! Every other byte sequence is nothing here, and is read again to tell what is
//! wrong with it.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::write::{escaped, escapes};
use super::{Count, MAX_DEPTH, Members, Tree, compare_keys};

/// A reader of canonical values within a text.
pub struct Strict<'a> {
    text: &'a str,
    at: usize,
    /// Members and items of what is being read: those of inner values lie
    /// behind those of outer ones, so that each list is made in its full length.
    members: Vec<(Cow<'a, str>, Tree<'a>)>,
    items: Vec<Tree<'a>>,
}

impl<'a> Strict<'a> {
    /// Begins with a text.
    pub fn new(text: &'a str) -> Self {
        Strict {
            text,
            at: 0,
            // As many as most entries have at once.
            members: Vec::with_capacity(32),
            items: Vec::with_capacity(16),
        }
    }

    /// The one value that fills the bytes, if they are canonical.
    pub fn whole(bytes: &'a [u8]) -> Option<Tree<'a>> {
        let mut reader = Strict::new(std::str::from_utf8(bytes).ok()?);
        let value = reader.value()?;
        reader.is_done().then_some(value)
    }

    /// Whether everything was read.
    pub const fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    /// How many bytes were read.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Reads what is written exactly so.
    pub fn skip(&mut self, written: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.starts_with(written.as_bytes()).then(|| {
            self.at += written.len();
        })
    }

    /// Reads one value that stands alone.
    pub fn value(&mut self) -> Option<Tree<'a>> {
        self.nested(1)
    }

    /// Reads one value that stands in another one, which the caller reads.
    pub fn inner(&mut self) -> Option<Tree<'a>> {
        self.nested(2)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn nested(&mut self, depth: usize) -> Option<Tree<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            b'"' => self.string().map(Tree::Text),
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'0'..=b'9' => self.count(),
            b't' => self.skip("true").map(|()| Tree::Bool(true)),
            b'f' => self.skip("false").map(|()| Tree::Bool(false)),
            b'n' => self.skip("null").map(|()| Tree::Null),
            _ => None,
        }
    }

    fn count(&mut self) -> Option<Tree<'a>> {
        let start = self.at;
        let first = self.peek();
        let mut value: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .checked_mul(10)?
                .checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let leading_zero = first == Some(b'0') && self.at - start > 1;
        Count::new(value).filter(|_| !leading_zero).map(Tree::Count)
    }

    fn list(&mut self, depth: usize) -> Option<Tree<'a>> {
        self.at += 1;
        if self.skip("]").is_some() {
            return Some(Tree::List(Vec::new()));
        }
        let start = self.items.len();
        loop {
            let item = self.nested(depth + 1)?;
            self.items.push(item);
            let end = self.peek()?;
            self.at += 1;
            match end {
                b',' => {}
                b']' => return Some(Tree::List(self.items.split_off(start))),
                _ => return None,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Tree<'a>> {
        self.at += 1;
        if self.skip("}").is_some() {
            return Some(Tree::Object(Members::default()));
        }
        let start = self.members.len();
        loop {
            let key = self.string()?;
            let before = self.members.get(start..).unwrap_or_default().last();
            if before.is_some_and(|(last, _)| compare_keys(last, &key) != Ordering::Less) {
                return None;
            }
            self.skip(":")?;
            let value = self.nested(depth + 1)?;
            self.members.push((key, value));
            let end = self.peek()?;
            self.at += 1;
            match end {
                b',' => {}
                b'}' => {
                    let members = self.members.split_off(start);
                    return Some(Tree::Object(Members { members }));
                }
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.skip("\"")?;
        let start = self.at;
        self.plain()?;
        // The ends are ASCII, so that they are boundaries of characters.
        let text = self.text.get(start..self.at)?;
        if self.skip("\"").is_some() {
            return Some(Cow::Borrowed(text));
        }
        let mut text = text.to_owned();
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(Cow::Owned(text));
                }
                b'\\' => text.push(self.escape()?),
                _ => {
                    let start = self.at;
                    self.plain()?;
                    text.push_str(self.text.get(start..self.at)?);
                }
            }
        }
    }

    /// Goes to the next byte that does not stand for itself: the end of the
    /// string or an escape.
    fn plain(&mut self) -> Option<()> {
        let mut rest = self.text.as_bytes().get(self.at..)?;
        while let Some((word, more)) = rest.split_first_chunk::<8>() {
            let found = escapes(*word);
            if found != 0 {
                // The lowest bit is that of the first such byte.
                self.at += (found.trailing_zeros() / 8) as usize;
                return self.is_stop();
            }
            self.at += word.len();
            rest = more;
        }
        self.at += rest.iter().position(|byte| escaped(*byte))?;
        self.is_stop()
    }

    fn is_stop(&self) -> Option<()> {
        matches!(self.peek(), Some(b'"' | b'\\')).then_some(())
    }

    /// An escape, where and as RFC 8785, section 3.2.2.2, has one.
    fn escape(&mut self) -> Option<char> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let (length, told) = match rest {
            [b'\\', b'"', ..] => (2, '"'),
            [b'\\', b'\\', ..] => (2, '\\'),
            [b'\\', b'b', ..] => (2, '\u{8}'),
            [b'\\', b't', ..] => (2, '\t'),
            [b'\\', b'n', ..] => (2, '\n'),
            [b'\\', b'f', ..] => (2, '\u{c}'),
            [b'\\', b'r', ..] => (2, '\r'),
            [b'\\', b'u', b'0', b'0', high @ b'0'..=b'1', low, ..] => {
                let low = match low {
                    b'0'..=b'9' => low - b'0',
                    b'a'..=b'f' => low - b'a' + 10,
                    _ => return None,
                };
                let control = (high - b'0') << 4 | low;
                if matches!(control, 0x08 | 0x09 | 0x0A | 0x0C | 0x0D) {
                    return None;
                }
                (6, char::from(control))
            }
            _ => return None,
        };
        self.at += length;
        Some(told)
    }
}
