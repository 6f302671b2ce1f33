//! Reading of a TOML table with places; what is wrong is a finding.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::calendar::codes;
use crate::diagnostic::{Bilingual, Finding, Place, Source, nearest_quoted};

/// The keys of one table.
pub(super) struct Table<'a, 'i> {
    pub source: &'a Arc<Source>,
    table: &'a DeTable<'i>,
    span: Range<usize>,
}

/// A value with its place.
#[derive(Clone)]
pub(super) struct Item<'a, 'i> {
    pub value: &'a DeValue<'i>,
    pub place: Place,
    pub span: Range<usize>,
}

type Log<'l> = &'l mut Vec<Finding>;

/// Parses a whole file. Every fault of its form is told; with one, what was
/// read is not to be relied on.
pub(super) fn parse<'i>(source: &'i Arc<Source>, log: Log<'_>) -> toml::Spanned<DeTable<'i>> {
    let (table, errors) = DeTable::parse_recoverable(source.text());
    for error in errors.into_iter().take(20) {
        log.push(
            Finding::new(codes::SYNTAX)
                .at(&Place::new(source, error.span().unwrap_or(0..0)))
                .with("reason", error.message()),
        );
    }
    table
}

impl<'a, 'i> Table<'a, 'i> {
    pub fn new(source: &'a Arc<Source>, table: &'a DeTable<'i>, span: Range<usize>) -> Self {
        Table {
            source,
            table,
            span,
        }
    }

    pub fn place(&self) -> Place {
        Place::new(self.source, self.span.clone())
    }

    /// A key's value, if it is there.
    pub fn get(&self, key: &str) -> Option<Item<'a, 'i>> {
        let (_, value) = self
            .table
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)?;
        Some(self.item(value))
    }

    fn item(&self, value: &'a toml::Spanned<DeValue<'i>>) -> Item<'a, 'i> {
        Item {
            value: value.get_ref(),
            place: Place::new(self.source, value.span()),
            span: value.span(),
        }
    }

    /// Every key with its value, in the order of the file.
    pub fn items(&self) -> Vec<(&'a str, Place, Item<'a, 'i>)> {
        self.table
            .iter()
            .map(|(key, value)| {
                let name: &str = key.get_ref();
                let place = Place::new(self.source, key.span());
                (name, place, self.item(value))
            })
            .collect()
    }

    /// Tells a key that holds something that it cannot hold.
    pub fn wrong(&self, log: Log<'_>, key: &str, place: &Place, expected: Bilingual) {
        log.push(
            Finding::new(codes::WRONG_VALUE)
                .at(place)
                .with("key", key)
                .with("expected", expected),
        );
    }

    pub fn missing(&self, log: Log<'_>, key: &str) {
        log.push(
            Finding::new(codes::MISSING_KEY)
                .at(&self.place())
                .with("key", key),
        );
    }

    /// Tells every key that is not one of `known`.
    pub fn know(&self, log: Log<'_>, known: &[&str]) {
        for (key, place, _) in self.items() {
            if known.contains(&key) {
                continue;
            }
            let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            log.push(
                Finding::new(codes::UNKNOWN_KEY)
                    .at(&place)
                    .with("key", key)
                    .with("known", list.join(", "))
                    .suggest(nearest_quoted(key, known.iter().copied())),
            );
        }
    }

    /// Reads a key; a value that `read` refuses is told.
    pub fn read<T>(
        &self,
        log: Log<'_>,
        key: &str,
        expected: (&str, &str),
        read: impl FnOnce(&DeValue<'i>) -> Option<T>,
    ) -> Option<T> {
        let item = self.get(key)?;
        let found = read(item.value);
        if found.is_none() {
            let expected = Bilingual::new(expected.0, expected.1);
            self.wrong(log, key, &item.place, expected);
        }
        found
    }

    /// [`Table::read`] for a key that must be there.
    pub fn required<T>(
        &self,
        log: Log<'_>,
        key: &str,
        expected: (&str, &str),
        read: impl FnOnce(&DeValue<'i>) -> Option<T>,
    ) -> Option<T> {
        if self.get(key).is_none() {
            self.missing(log, key);
        }
        self.read(log, key, expected, read)
    }

    pub fn string(&self, log: Log<'_>, key: &str) -> Option<String> {
        self.read(
            log,
            key,
            ("비어 있지 않은 문자열", "a string that is not empty"),
            text,
        )
    }

    pub fn date(&self, log: Log<'_>, key: &str) -> Option<Date> {
        self.read(log, key, DATE, date)
    }

    /// A list, each member read by `one`.
    pub fn list<T>(
        &self,
        log: Log<'_>,
        key: &str,
        expected: (&str, &str),
        one: impl Fn(&DeValue<'i>) -> Option<T>,
    ) -> Option<Vec<(T, Place)>> {
        let item = self.get(key)?;
        let expected = || Bilingual::new(expected.0, expected.1);
        let Some(array) = item.value.as_array() else {
            self.wrong(log, key, &item.place, expected());
            return None;
        };
        let mut all = Vec::new();
        for member in array.iter() {
            let place = Place::new(self.source, member.span());
            match one(member.get_ref()) {
                Some(value) => all.push((value, place)),
                None => self.wrong(log, key, &place, expected()),
            }
        }
        Some(all)
    }

    /// A table within the table.
    pub fn table(&self, log: Log<'_>, key: &str) -> Option<Table<'a, 'i>> {
        let item = self.get(key)?;
        self.inner(log, key, &item)
    }

    /// A value as a table.
    pub fn inner(&self, log: Log<'_>, key: &str, item: &Item<'a, 'i>) -> Option<Table<'a, 'i>> {
        match item.value {
            DeValue::Table(table) => Some(Table::new(self.source, table, item.span.clone())),
            _ => {
                self.wrong(log, key, &item.place, Bilingual::new("표", "a table"));
                None
            }
        }
    }

    /// The tables of `[[key]]`.
    pub fn tables(&self, log: Log<'_>, key: &str) -> Vec<Table<'a, 'i>> {
        let Some(item) = self.get(key) else {
            return Vec::new();
        };
        let expected = || Bilingual::new(format!("`[[{key}]]` 표"), format!("tables `[[{key}]]`"));
        let Some(array) = item.value.as_array() else {
            self.wrong(log, key, &item.place, expected());
            return Vec::new();
        };
        let mut all = Vec::new();
        for member in array.iter() {
            match member.get_ref() {
                DeValue::Table(table) => {
                    all.push(Table::new(self.source, table, member.span()));
                }
                _ => {
                    let place = Place::new(self.source, member.span());
                    self.wrong(log, key, &place, expected());
                }
            }
        }
        all
    }

    /// `{ ko = "…", en = "…" }`, both of them.
    pub fn bilingual(&self, log: Log<'_>, key: &str) -> Option<Bilingual> {
        if self.get(key).is_none() {
            self.missing(log, key);
            return None;
        }
        let table = self.table(log, key)?;
        table.know(log, &["ko", "en"]);
        let expected = ("비어 있지 않은 문자열", "a string that is not empty");
        let ko = table.required(log, "ko", expected, text);
        let en = table.required(log, "en", expected, text);
        Some(Bilingual::new(ko?, en?))
    }
}

pub(super) const DATE: (&str, &str) = ("`2027-01-01` 형식의 날짜", "a date such as `2027-01-01`");

/// A string that is not empty.
pub(super) fn text(value: &DeValue<'_>) -> Option<String> {
    let text = value.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// A whole number.
pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A date literal, or a string of that form.
pub(super) fn date(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
            let date = moment.date?;
            Date::new(
                i16::try_from(date.year).ok()?,
                i8::try_from(date.month).ok()?,
                i8::try_from(date.day).ok()?,
            )
            .ok()
        }
        DeValue::String(text) if text.len() == 10 => text.parse().ok(),
        _ => None,
    }
}
