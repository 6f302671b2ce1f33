//! Reading of a small TOML file with the place of everything in it.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::super::codes;
use crate::diagnostic::{Bilingual, Finding, Place, Source, nearest_quoted};

/// A file that is being read, with what was found in it.
pub(super) struct Reading {
    pub(super) source: Arc<Source>,
    pub(super) findings: Vec<Finding>,
}

/// One table of it.
#[derive(Clone)]
pub(super) struct Table<'a, 'i> {
    table: &'a DeTable<'i>,
    span: Range<usize>,
    /// As a reader finds it in the file, such as `[principal.portal]`.
    pub(super) shown: String,
}

/// A word with its place.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) place: Place,
}

impl Reading {
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.source, span)
    }

    /// Tells that something in the file is not as it must be.
    pub(super) fn wrong(&mut self, place: &Place, problem: Bilingual) {
        self.findings.push(
            Finding::new(codes::PRINCIPALS_MALFORMED)
                .at(place)
                .with("file", self.source.name())
                .with("problem", problem),
        );
    }

    /// Tells every key that a table does not have.
    pub(super) fn know(&mut self, table: &Table<'_, '_>, known: &[&str]) {
        for (key, _) in table.items() {
            if known.contains(&key.get_ref().as_ref()) {
                continue;
            }
            let place = self.place(key.span());
            let key: &str = key.get_ref();
            self.findings.push(
                Finding::new(codes::PRINCIPALS_UNKNOWN_KEY)
                    .at(&place)
                    .with("file", self.source.name())
                    .with("key", key)
                    .with("table", table.name())
                    .suggest(nearest_quoted(key, known.iter().copied())),
            );
        }
    }

    /// The table below a key.
    pub(super) fn table<'a, 'i>(
        &mut self,
        within: &Table<'a, 'i>,
        key: &str,
    ) -> Option<Table<'a, 'i>> {
        let value = within.get(key)?;
        let shown = within.below(key);
        match value.get_ref().as_table() {
            Some(table) => Some(Table {
                table,
                span: value.span(),
                shown,
            }),
            None => {
                let place = self.place(value.span());
                self.wrong(
                    &place,
                    Bilingual::new(
                        format!("`{key}` 자리에는 표를 적습니다"),
                        format!("`{key}` is a table"),
                    ),
                );
                None
            }
        }
    }

    /// `true` or `false`; false, where it is neither.
    pub(super) fn flag(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            let place = self.place(value.span());
            self.wrong(
                &place,
                Bilingual::new(
                    format!("`{key}`에는 `true`나 `false`를 적습니다"),
                    format!("`{key}` is `true` or `false`"),
                ),
            );
            false
        })
    }

    /// One word, or a list of words; none, where it is neither.
    pub(super) fn words(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Word> {
        let word = |reading: &Self, value: &Spanned<DeValue<'_>>| {
            value.get_ref().as_str().map(|text| Word {
                text: text.to_owned(),
                place: reading.place(value.span()),
            })
        };
        let found = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| word(self, item)).collect(),
            _ => word(self, value).map(|word| vec![word]),
        };
        found.unwrap_or_else(|| {
            let place = self.place(value.span());
            self.wrong(
                &place,
                Bilingual::new(
                    format!("`{key}`에는 낱말이나 낱말의 목록을 적습니다"),
                    format!("`{key}` is a word, or a list of words"),
                ),
            );
            Vec::new()
        })
    }
}

impl<'a, 'i> Table<'a, 'i> {
    /// The whole file.
    pub(super) fn document(table: &'a Spanned<DeTable<'i>>) -> Self {
        Table {
            table: table.get_ref(),
            span: 0..0,
            shown: String::new(),
        }
    }

    pub(super) fn place(&self, reading: &Reading) -> Place {
        reading.place(self.span.clone())
    }

    /// Keys with their values, in the order of the file.
    pub(super) fn items(&self) -> Vec<(&'a Spanned<DeString<'i>>, &'a Spanned<DeValue<'i>>)> {
        let mut items: Vec<_> = self.table.iter().collect();
        items.sort_by_key(|(key, _)| key.span().start);
        items
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.table.get(key)
    }

    fn below(&self, key: &str) -> String {
        match self.shown.strip_suffix(']') {
            Some(above) => format!("{above}.{key}]"),
            None => format!("[{key}]"),
        }
    }

    fn name(&self) -> Bilingual {
        if self.shown.is_empty() {
            Bilingual::new("파일의 맨 위", "The top of the file")
        } else {
            Bilingual::from(self.shown.as_str())
        }
    }
}
