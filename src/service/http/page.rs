//! Parameters of the query, and pages of long lists.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::fault::{Fault, Malformed};
use crate::diagnostic::{Bilingual, nearest_quoted};

/// How many members a page has, where nothing is said.
const USUAL: usize = 50;
/// How many members a page has at most.
pub(super) const MOST: usize = 200;

/// The parameters of a query, each known and there once.
#[derive(Debug, Clone, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=b&c=d`.
    pub(super) fn read(text: &str, known: &[&str]) -> Result<Query, Malformed> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let shown: String = name.chars().take(60).collect();
            let (Some(name), Some(value)) = (decoded(name), decoded(value)) else {
                return Err(Malformed::query(shown, Fault::NotUtf8));
            };
            if !known.contains(&&*name) {
                let fault = Fault::Unknown {
                    known: if known.is_empty() {
                        "–".to_owned()
                    } else {
                        known.join(", ")
                    },
                    near: nearest_quoted(&name, known.iter().copied()),
                };
                return Err(Malformed::query(shown, fault));
            }
            if pairs.iter().any(|(there, _)| *there == name) {
                return Err(Malformed::query(name, Fault::Twice));
            }
            pairs.push((name, value));
        }
        Ok(Query(pairs))
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, Malformed> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match words.iter().find(|(word, _)| *word == value) {
            Some((_, meant)) => Ok(Some(*meant)),
            None => {
                let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let expected = Bilingual::from(list.join(", "));
                Err(Malformed::query(name, Fault::Form { expected }))
            }
        }
    }

    /// How many members the page may have.
    pub(super) fn limit(&self) -> Result<usize, Malformed> {
        let Some(value) = self.get("limit") else {
            return Ok(USUAL);
        };
        let plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
        let number = value.parse().ok().filter(|_| plain);
        number
            .filter(|number| (1..=MOST).contains(number))
            .ok_or_else(|| {
                Malformed::query(
                    "limit",
                    Fault::Range {
                        least: 1,
                        most: 200,
                    },
                )
            })
    }

    /// Where the page before ended, as [`cursor`] wrote it.
    pub(super) fn after(&self, kind: &str) -> Result<Option<String>, Malformed> {
        let Some(value) = self.get("cursor") else {
            return Ok(None);
        };
        let wrong = || {
            let expected = Bilingual::new(
                "앞 쪽의 `next`에 있던 값",
                "a value of `next` of the page before",
            );
            Malformed::query("cursor", Fault::Form { expected })
        };
        let bytes = URL_SAFE_NO_PAD.decode(value).map_err(|_| wrong())?;
        let text = String::from_utf8(bytes).map_err(|_| wrong())?;
        let after = text
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix(':'));
        after.map(|after| Some(after.to_owned())).ok_or_else(wrong)
    }

    /// The same, where places are numbers.
    pub(super) fn after_number(&self, kind: &str) -> Result<u64, Malformed> {
        match self.after(kind)? {
            None => Ok(0),
            Some(text) => text.parse().map_err(|_| {
                let expected = Bilingual::new(
                    "앞 쪽의 `next`에 있던 값",
                    "a value of `next` of the page before",
                );
                Malformed::query("cursor", Fault::Form { expected })
            }),
        }
    }
}

/// A cursor: where a page ended. What is in it is nobody's concern.
pub(super) fn cursor(kind: &str, after: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{after}"))
}

/// A name or value of a query, its escapes read (WHATWG URL, urlencoded).
fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                let byte = high.checked_mul(16)?.checked_add(low)?;
                out.push(u8::try_from(byte).ok()?);
            }
            byte => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_strictly() {
        let read = |text| Query::read(text, &["limit", "cursor", "workflow"]);
        let query = read("workflow=%EA%B0%80+a&limit=7").unwrap();
        assert_eq!(query.get("workflow"), Some("가 a"));
        assert_eq!(query.limit(), Ok(7));
        for wrong in [
            "limt=1",
            "limit=1&limit=2",
            "workflow=%F",
            "workflow=%FF",
            "=1",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        for wrong in ["limit=0", "limit=201", "limit=-1", "limit=+1", "limit="] {
            assert!(read(wrong).unwrap().limit().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cursor_is_of_one_kind_of_list() {
        let with = |value: &str| Query(vec![("cursor".into(), value.into())]);
        let written = cursor("case", "g-1");
        assert_eq!(with(&written).after("case"), Ok(Some("g-1".into())));
        assert!(with(&written).after("leaf").is_err());
        assert!(with("!").after("case").is_err());
        assert!(with(&cursor("leaf", "x")).after_number("leaf").is_err());
        assert_eq!(with(&cursor("leaf", "9")).after_number("leaf"), Ok(9));
    }
}
