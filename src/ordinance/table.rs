//! Reading of small TOML tables with places: heads, indexes, pin files.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes;
use super::head::date;
use crate::diagnostic::{Bilingual, Finding, Place, Source, nearest_quoted};

/// Parses TOML that stands at `base` in a source; every fault is a finding.
pub(super) fn parse_toml<'i>(
    source: &Arc<Source>,
    base: usize,
    text: &'i str,
    findings: &mut Vec<Finding>,
) -> Spanned<DeTable<'i>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        findings.push(
            Finding::new(codes::TOML)
                .at(&place(source, base, &span))
                .with("reason", error.message()),
        );
    }
    table
}

fn place(source: &Arc<Source>, base: usize, span: &Range<usize>) -> Place {
    Place::new(
        source,
        base.saturating_add(span.start)..base.saturating_add(span.end),
    )
}

/// A date: of TOML, or as a string.
pub(super) fn day(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::String(text) => date(text),
        DeValue::Datetime(datetime) => datetime
            .date
            .filter(|_| datetime.time.is_none() && datetime.offset.is_none())
            .and_then(|d| {
                Date::new(
                    i16::try_from(d.year).ok()?,
                    i8::try_from(d.month).ok()?,
                    i8::try_from(d.day).ok()?,
                )
                .ok()
            }),
        _ => None,
    }
}

/// Reads the keys of one table.
pub(super) struct Reader<'a, 'i> {
    source: &'a Arc<Source>,
    base: usize,
    table: &'a DeTable<'i>,
    span: Range<usize>,
    findings: &'a mut Vec<Finding>,
}

impl<'a, 'i> Reader<'a, 'i> {
    pub fn new(
        source: &'a Arc<Source>,
        base: usize,
        table: &'a DeTable<'i>,
        span: Range<usize>,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Reader {
            source,
            base,
            table,
            span,
            findings,
        }
    }

    /// The reader of a table within this one.
    pub fn within<'b, 'j>(
        &'b mut self,
        table: &'b DeTable<'j>,
        span: Range<usize>,
    ) -> Reader<'b, 'j> {
        Reader::new(self.source, self.base, table, span, &mut *self.findings)
    }

    /// The place of the table.
    pub fn place(&self) -> Place {
        place(self.source, self.base, &self.span)
    }

    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.table
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)
            .map(|(_, value)| value)
    }

    /// Where a key's value stands.
    pub fn place_of(&self, key: &str) -> Place {
        self.get(key).map_or_else(
            || self.place(),
            |value| place(self.source, self.base, &value.span()),
        )
    }

    /// Tells that a key holds something that it cannot hold.
    pub fn wrong(&mut self, key: &str, expected: Bilingual) {
        let at = self.place_of(key);
        self.findings.push(
            Finding::new(codes::WRONG_VALUE)
                .at(&at)
                .with("key", key)
                .with("expected", expected),
        );
    }

    pub fn missing(&mut self, key: &str) {
        let at = self.place();
        self.findings
            .push(Finding::new(codes::MISSING_KEY).at(&at).with("key", key));
    }

    pub fn string(&mut self, key: &str) -> Option<String> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(key, Bilingual::new("문자열", "a string"));
        }
        text
    }

    /// An id such as `seoul_compact` or a Korean title without spaces.
    pub fn required_id(&mut self, key: &str) -> Option<String> {
        if self.get(key).is_none() {
            self.missing(key);
            return None;
        }
        let id = self.string(key)?;
        let fits = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !fits {
            self.wrong(
                key,
                Bilingual::new(
                    "글자ㆍ숫자ㆍ밑줄로 된 id",
                    "an id of letters, digits and underscores",
                ),
            );
        }
        fits.then_some(id)
    }

    /// A string that must be there and be read by `read`.
    pub fn required<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&str) -> Option<T>,
        expected: impl FnOnce() -> Bilingual,
    ) -> Option<T> {
        if self.get(key).is_none() {
            self.missing(key);
            return None;
        }
        let text = self.string(key)?;
        let found = read(&text);
        if found.is_none() {
            self.wrong(key, expected());
        }
        found
    }

    pub fn choice(&mut self, key: &str, words: &[&str]) -> Option<String> {
        let text = self.string(key)?;
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        let list = words
            .iter()
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", ");
        self.wrong(
            key,
            Bilingual::new(format!("{list} 가운데 하나"), format!("one of {list}")),
        );
        None
    }

    pub fn boolean(&mut self, key: &str) -> Option<bool> {
        let value = self.get(key)?.get_ref().as_bool();
        if value.is_none() {
            self.wrong(key, Bilingual::new("true 또는 false", "true or false"));
        }
        value
    }

    /// A number, or a text with one.
    pub fn number_or_text(&mut self, key: &str) -> Option<String> {
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => None,
        };
        if text.is_none() {
            self.wrong(key, Bilingual::new("번호", "a number"));
        }
        text
    }

    pub fn date(&mut self, key: &str) -> Option<Date> {
        let found = day(self.get(key)?.get_ref());
        if found.is_none() {
            self.wrong(
                key,
                Bilingual::new("`2027-01-01` 형식의 날짜", "a date such as `2027-01-01`"),
            );
        }
        found
    }

    /// `{ ko = "…", en = "…" }`; a plain string stands for both.
    pub fn bilingual(&mut self, key: &str) -> Option<Bilingual> {
        let value = self.get(key)?;
        let span = value.span();
        match value.get_ref() {
            DeValue::String(text) => Some(Bilingual::from(text.to_string())),
            DeValue::Table(table) => {
                let mut inner =
                    Reader::new(self.source, self.base, table, span, &mut *self.findings);
                let both = Bilingual {
                    ko: inner.string("ko").unwrap_or_default(),
                    en: inner.string("en").unwrap_or_default(),
                };
                inner.finish(&["ko", "en"]);
                Some(both)
            }
            _ => {
                self.wrong(
                    key,
                    Bilingual::new(
                        "`{ ko = \"…\", en = \"…\" }`",
                        "`{ ko = \"…\", en = \"…\" }`",
                    ),
                );
                None
            }
        }
    }

    /// The tables of `[[key]]`, each read by `read`.
    /// An entry may have the keys `known`.
    pub fn tables(&mut self, key: &str, known: &[&str], mut read: impl FnMut(&mut Reader<'_, 'i>)) {
        let Some(value) = self.get(key) else { return };
        let expected = Bilingual::new(format!("`[[{key}]]` 표"), format!("tables `[[{key}]]`"));
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong(key, expected);
            return;
        };
        for entry in array.iter() {
            match entry.get_ref() {
                DeValue::Table(table) => {
                    let mut inner = Reader::new(
                        self.source,
                        self.base,
                        table,
                        entry.span(),
                        &mut *self.findings,
                    );
                    read(&mut inner);
                    inner.finish(known);
                }
                _ => self.wrong(key, expected.clone()),
            }
        }
    }

    /// Tells every key that is not one of `known`.
    pub fn finish(self, known: &[&str]) {
        for (name, _) in self.table.iter() {
            let key: &str = name.get_ref();
            if known.contains(&key) {
                continue;
            }
            let list = known
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", ");
            self.findings.push(
                Finding::new(codes::UNKNOWN_KEY)
                    .at(&place(self.source, self.base, &name.span()))
                    .with("key", key)
                    .with("known", list)
                    .suggest(nearest_quoted(key, known.iter().copied())),
            );
        }
    }
}
