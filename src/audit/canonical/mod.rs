//! Canonical JSON: RFC 8785 over the values that the trail needs.
//!
//! There are no floats and no negative numbers: a number is a counter below
//! 2^53, and every other number is a string. Equal values have equal bytes, and
//! [`parse`] refuses all other bytes.

mod read;
mod write;

pub use read::{JsonError, MAX_DEPTH, parse};
pub use write::{write_count, write_hex, write_text};

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

/// A JSON value of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A counter.
    Count(Count),
    /// A string, not normalised.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Object),
}

impl Json {
    /// A string.
    pub fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    /// An object of distinct keys in any order; of equal keys the last stays.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Json)>) -> Json {
        let mut object = Object::default();
        for (key, value) in members {
            object.insert(key.into(), value);
        }
        Json::Object(object)
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
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The counter, if it is one.
    pub fn as_count(&self) -> Option<u64> {
        match self {
            Json::Count(count) => Some(count.get()),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The members of an object, distinct, in canonical order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object {
    members: Vec<(String, Json)>,
}

impl Object {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        let at = self.find(key).ok()?;
        self.members.get(at).map(|(_, value)| value)
    }

    /// Sets a key; gives back the value that it had.
    pub fn insert(&mut self, key: String, value: Json) -> Option<Json> {
        match self.find(&key) {
            Ok(at) => self
                .members
                .get_mut(at)
                .map(|(_, old)| std::mem::replace(old, value)),
            Err(at) => {
                self.members.insert(at, (key, value));
                None
            }
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Json> {
        let at = self.find(key).ok()?;
        Some(self.members.remove(at).1)
    }

    /// The members in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.members
            .iter()
            .map(|(key, value)| (key.as_str(), value))
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
    fn push(&mut self, key: String, value: Json) -> Result<(), Ordering> {
        if let Some((last, _)) = self.members.last() {
            let order = compare_keys(last, &key);
            if order != Ordering::Less {
                return Err(order);
            }
        }
        self.members.push((key, value));
        Ok(())
    }
}

/// The order of RFC 8785, section 3.2.3: by UTF-16 code units.
///
/// It is the order of the UTF-8 bytes, but for one thing: a character above
/// U+FFFF, which is a surrogate pair in UTF-16, comes before those from U+E000
/// to U+FFFF. Only their first bytes are 0xEE and above.
pub fn compare_keys(left: &str, right: &str) -> Ordering {
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
