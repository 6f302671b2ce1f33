//! Canonical JSON: RFC 8785 over the values that the trail needs.
//!
//! There are no floats and no negative numbers: a number is a counter below
//! 2^53, and every other number is a string. Equal values have equal bytes, and
//! [`parse`] refuses all other bytes.

mod read;
mod strict;
mod write;

pub use read::{JsonError, MAX_DEPTH, parse, read};
pub(super) use strict::Strict;
pub(super) use write::hex_of;
pub use write::{write_count, write_hex, write_text};

use std::borrow::Cow;
use std::cmp::Ordering;

/// A whole number that JSON carries exactly everywhere: 0 to 2^53 - 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(u64);

impl Count {
    /// The largest counter.
    pub const MAX: u64 = (1 << 53) - 1;

    /// A counter, unless it is too large.
    pub const fn new(value: u64) -> Option<Count> {
        if value <= Count::MAX {
            Some(Count(value))
        } else {
            None
        }
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u32> for Count {
    fn from(value: u32) -> Self {
        Count(u64::from(value))
    }
}

/// A JSON value of the trail. Its texts may be borrowed from the bytes that it
/// was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A counter.
    Count(Count),
    /// A string, not normalised.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Tree<'a>>),
    /// An object.
    Object(Members<'a>),
}

/// A JSON value that borrows nothing.
pub type Json = Tree<'static>;

/// The members of an object that borrows nothing.
pub type Object = Members<'static>;

impl Json {
    /// A string.
    pub fn text(text: impl Into<String>) -> Json {
        Tree::Text(Cow::Owned(text.into()))
    }

    /// An object of distinct keys in any order; of equal keys the last stays.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Json)>) -> Json {
        let mut object = Object::default();
        for (key, value) in members {
            object.insert(key.into(), value);
        }
        Tree::Object(object)
    }
}

impl<'a> Tree<'a> {
    /// The same value, which borrows nothing.
    pub fn into_owned(self) -> Json {
        match self {
            Tree::Null => Tree::Null,
            Tree::Bool(value) => Tree::Bool(value),
            Tree::Count(count) => Tree::Count(count),
            Tree::Text(text) => Tree::Text(Cow::Owned(text.into_owned())),
            Tree::List(list) => Tree::List(list.into_iter().map(Tree::into_owned).collect()),
            Tree::Object(object) => Tree::Object(Members {
                members: object
                    .members
                    .into_iter()
                    .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned()))
                    .collect(),
            }),
        }
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The counter, if it is one.
    pub fn as_count(&self) -> Option<u64> {
        match self {
            Tree::Count(count) => Some(count.get()),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_list(&self) -> Option<&[Tree<'a>]> {
        match self {
            Tree::List(list) => Some(list),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Members<'a>> {
        match self {
            Tree::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The members of an object, distinct, in canonical order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members<'a> {
    members: Vec<(Cow<'a, str>, Tree<'a>)>,
}

/// Up to so many members are looked through one by one, which is quicker then.
const FEW: usize = 32;

impl<'a> Members<'a> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Tree<'a>> {
        if self.members.len() <= FEW {
            let mut members = self.members.iter();
            return members
                .find(|(known, _)| *known == key)
                .map(|(_, value)| value);
        }
        let at = self.find(key).ok()?;
        self.members.get(at).map(|(_, value)| value)
    }

    /// Sets a key; gives back the value that it had.
    pub fn insert(&mut self, key: String, value: Tree<'a>) -> Option<Tree<'a>> {
        match self.find(&key) {
            Ok(at) => self
                .members
                .get_mut(at)
                .map(|(_, old)| std::mem::replace(old, value)),
            Err(at) => {
                self.members.insert(at, (Cow::Owned(key), value));
                None
            }
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Tree<'a>> {
        let at = self.find(key).ok()?;
        Some(self.members.remove(at).1)
    }

    /// The members in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tree<'a>)> {
        self.members.iter().map(|(key, value)| (&**key, value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        self.members
            .binary_search_by(|(known, _)| compare_keys(known, key))
    }

    /// Appends a member that comes after all others, or says how it does not.
    fn push(&mut self, key: String, value: Tree<'a>) -> Result<(), Ordering> {
        if let Some((last, _)) = self.members.last() {
            let order = compare_keys(last, &key);
            if order != Ordering::Less {
                return Err(order);
            }
        }
        self.members.push((Cow::Owned(key), value));
        Ok(())
    }
}

/// The order of RFC 8785, section 3.2.3: by UTF-16 code units.
///
/// It is the order of the UTF-8 bytes, but for one thing: a character above
/// U+FFFF, which is a surrogate pair in UTF-16, comes before those from U+E000
/// to U+FFFF. Only their first bytes are 0xEE and above.
pub fn compare_keys(left: &str, right: &str) -> Ordering {
    if left.is_ascii() || right.is_ascii() {
        return left.cmp(right);
    }
    let mut pairs = left.bytes().zip(right.bytes());
    match pairs.find(|(left, right)| left != right) {
        None => left.len().cmp(&right.len()),
        Some((left, right)) if left.min(right) >= 0xEE && left.max(right) >= 0xF0 => {
            match (left >= 0xF0, right >= 0xF0) {
                (true, true) => left.cmp(&right),
                _ => right.cmp(&left),
            }
        }
        Some((left, right)) => left.cmp(&right),
    }
}

#[cfg(test)]
mod tests;
