//! A walk over a TOML document in which every key and value has its place.
//!
//! A [`View`] is one table of the file. Its readers report what is of the wrong
//! kind, and tell apart what is absent from what is there and faulty, so that
//! one fault is told once.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes;
use super::load::log::Log;
use super::load::syntax::attached;
use super::wording::{kind_of, listed, quoted, range};
use crate::diagnostic::{Bilingual, Finding, Place, nearest_quoted};
use crate::guard::Name;

/// What reading a key gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workflow) enum Got<T> {
    /// The key is not there.
    Absent,
    /// It is there, and what is wrong with it is reported.
    Faulty,
    /// Its value.
    Good(T),
}

impl<T> Got<T> {
    pub(in crate::workflow) fn good(self) -> Option<T> {
        match self {
            Got::Good(value) => Some(value),
            Got::Absent | Got::Faulty => None,
        }
    }

    pub(in crate::workflow) const fn is_absent(&self) -> bool {
        matches!(self, Got::Absent)
    }

    pub(in crate::workflow) fn and_then<U>(self, next: impl FnOnce(T) -> Got<U>) -> Got<U> {
        match self {
            Got::Good(value) => next(value),
            Got::Absent => Got::Absent,
            Got::Faulty => Got::Faulty,
        }
    }
}

/// A string of the file with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workflow) struct Word {
    pub(in crate::workflow) text: Name,
    pub(in crate::workflow) place: Place,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(in crate::workflow) struct Item<'a> {
    pub(in crate::workflow) key: &'a str,
    pub(in crate::workflow) key_place: Place,
    pub(in crate::workflow) value: &'a DeValue<'a>,
    pub(in crate::workflow) place: Place,
}

/// One table of the file.
#[derive(Debug, Clone)]
pub(in crate::workflow) struct View<'a> {
    table: &'a DeTable<'a>,
    /// Where the table begins: its header, or its opening brace.
    pub(in crate::workflow) place: Place,
    /// Dotted path of the element that it declares or belongs to.
    pub(in crate::workflow) element: String,
    /// The table as a reader finds it in the file, such as `[state.draft]`.
    pub(in crate::workflow) shown: String,
}

/// Reports a value of the wrong kind.
pub(in crate::workflow) fn wrong_kind(
    log: &mut Log,
    element: &str,
    item: &Item<'_>,
    expected: Bilingual,
) {
    log.report(
        element,
        Finding::new(codes::WRONG_KIND)
            .at(&item.place)
            .with("key", quoted(item.key))
            .with("expected", expected)
            .with("found", kind_of(item.value)),
    );
}

/// The integer that a TOML value is, if it fits 64 bits.
pub(in crate::workflow) fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The civil date that a TOML value is: a date literal, or a string of that form.
pub(in crate::workflow) fn date_of(value: &DeValue<'_>) -> Option<Date> {
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

impl<'a> View<'a> {
    /// The whole document.
    pub(in crate::workflow) fn document(log: &Log, table: &'a DeTable<'a>) -> Self {
        View {
            table,
            place: Place::start_of(&log.source),
            element: String::new(),
            shown: String::new(),
        }
    }

    fn item(
        &self,
        log: &Log,
        key: &'a Spanned<toml::de::DeString<'a>>,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Item<'a> {
        Item {
            key: key.get_ref(),
            key_place: log.place(key.span()),
            value: value.get_ref(),
            place: log.place(value.span()),
        }
    }

    /// Every key with its value, in the order of the file.
    pub(in crate::workflow) fn items(&self, log: &Log) -> Vec<Item<'a>> {
        let mut items: Vec<Item<'a>> = self
            .table
            .iter()
            .map(|(key, value)| self.item(log, key, value))
            .collect();
        items.sort_by_key(|item| item.key_place.span().start);
        items
    }

    /// One key with its value.
    pub(in crate::workflow) fn get(&self, log: &Log, key: &str) -> Option<Item<'a>> {
        let (key, value) = self.table.get_key_value(key)?;
        Some(self.item(log, key, value))
    }

    /// The value of a key, with its span.
    pub(in crate::workflow) fn spanned(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    /// Whether the key is there.
    pub(in crate::workflow) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The view of a table in this one.
    pub(in crate::workflow) fn inner(
        &self,
        item: &Item<'a>,
        element: String,
        shown: String,
    ) -> Option<View<'a>> {
        Some(View {
            table: item.value.as_table()?,
            place: item.place.clone(),
            element,
            shown,
        })
    }

    /// The tables `[kind.id]` in the order of the file, with their ids.
    pub(in crate::workflow) fn declared(&self, log: &mut Log, kind: &str) -> Vec<(Word, View<'a>)> {
        let Some(item) = self.get(log, kind) else {
            return Vec::new();
        };
        let Some(all) = self.inner(&item, kind.to_owned(), format!("[{kind}]")) else {
            wrong_kind(log, kind, &item, Bilingual::new("표", "a table"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in all.items(log) {
            let element = format!("{kind}.{}", item.key);
            let shown = format!("[{element}]");
            match all.inner(&item, element.clone(), shown) {
                Some(view) => found.push((
                    Word {
                        text: item.key.into(),
                        place: item.key_place,
                    },
                    view,
                )),
                None => wrong_kind(log, &element, &item, Bilingual::new("표", "a table")),
            }
        }
        found
    }

    /// The tables `[[…key]]` of this one.
    pub(in crate::workflow) fn tables(&self, log: &mut Log, key: &str) -> Vec<View<'a>> {
        let Some(item) = self.get(log, key) else {
            return Vec::new();
        };
        let list = Bilingual::new("표의 목록", "a list of tables");
        let shown = format!("[[{}.{key}]]", self.element);
        let Some(members) = item.value.as_array() else {
            wrong_kind(log, &self.element, &item, list);
            return Vec::new();
        };
        let mut found = Vec::new();
        for member in members.iter() {
            match member.get_ref().as_table() {
                Some(table) => found.push(View {
                    table,
                    place: log.place(member.span()),
                    element: self.element.clone(),
                    shown: shown.clone(),
                }),
                None => wrong_kind(
                    log,
                    &self.element,
                    &Item {
                        value: member.get_ref(),
                        place: log.place(member.span()),
                        ..item.clone()
                    },
                    Bilingual::new("표", "a table"),
                ),
            }
        }
        found
    }

    /// Reports every key that this table does not have.
    ///
    /// A key that only a table further out has was attached here by TOML because
    /// it stands after this table's header: that is told for what it is.
    pub(in crate::workflow) fn know(
        &self,
        log: &mut Log,
        known: &[&'static str],
        outer: &[(&str, &[&'static str])],
    ) {
        for item in self.items(log) {
            if known.contains(&item.key) {
                continue;
            }
            let above = outer.iter().find(|(_, keys)| keys.contains(&item.key));
            let home = match above {
                Some((home, _)) => Some(Bilingual::from(&format!("`{home}`"))),
                // The one key that stands above every table.
                None if item.key == "format" && !self.shown.is_empty() => {
                    Some(Bilingual::new("파일의 맨 위", "the top of the file"))
                }
                None => None,
            };
            let finding = match home {
                Some(home) => Finding::new(codes::SLIPPED_KEY)
                    .label(&item.key_place, Bilingual::default())
                    .label(&self.place, attached())
                    .with("key", quoted(item.key))
                    .with("here", quoted(self.shown.as_str()))
                    .with("home", home),
                None => Finding::new(codes::UNKNOWN_KEY)
                    .at(&item.key_place)
                    .with("key", quoted(item.key))
                    .with("table", self.name())
                    .suggest(nearest_quoted(item.key, known.iter().copied())),
            };
            log.report(&self.element, finding);
        }
    }

    /// The table's name in a sentence.
    pub(in crate::workflow) fn name(&self) -> Bilingual {
        if self.shown.is_empty() {
            Bilingual::new("파일의 맨 위", "The top of the file")
        } else {
            Bilingual::from(self.shown.as_str())
        }
    }

    /// Reports that a key is missing.
    pub(in crate::workflow) fn missing(&self, log: &mut Log, key: &str) {
        log.report(
            &self.element,
            Finding::new(codes::MISSING_KEY)
                .at(&self.place)
                .with("table", self.name())
                .with("key", quoted(key)),
        );
    }

    fn read<T>(
        &self,
        log: &mut Log,
        key: &str,
        expected: Bilingual,
        read: impl FnOnce(&Item<'a>) -> Option<T>,
    ) -> Got<T> {
        let Some(item) = self.get(log, key) else {
            return Got::Absent;
        };
        match read(&item) {
            Some(value) => Got::Good(value),
            None => {
                wrong_kind(log, &self.element, &item, expected);
                Got::Faulty
            }
        }
    }

    /// A string that is not blank.
    pub(in crate::workflow) fn word(&self, log: &mut Log, key: &str) -> Got<Word> {
        self.read(
            log,
            key,
            Bilingual::new("비어 있지 않은 문자열", "a string that is not blank"),
            word_of,
        )
    }

    /// A string that is not blank, or several in a list.
    pub(in crate::workflow) fn words(&self, log: &mut Log, key: &str) -> Got<Vec<Word>> {
        let Some(item) = self.get(log, key) else {
            return Got::Absent;
        };
        let expected = Bilingual::new("문자열 또는 문자열의 목록", "a string or a list of strings");
        if let Some(word) = word_of(&item) {
            return Got::Good(vec![word]);
        }
        let Some(members) = item.value.as_array() else {
            wrong_kind(log, &self.element, &item, expected);
            return Got::Faulty;
        };
        let mut words: Vec<Word> = Vec::new();
        let mut faulty = false;
        for member in members.iter() {
            let member = Item {
                value: member.get_ref(),
                place: log.place(member.span()),
                ..item.clone()
            };
            match word_of(&member) {
                Some(word) => match words.iter().find(|known| known.text == word.text) {
                    Some(first) => log.report(
                        &self.element,
                        Finding::new(codes::REPEATED)
                            .at(&word.place)
                            .label(&first.place, Bilingual::new("처음", "first here"))
                            .with("key", quoted(key))
                            .with("name", quoted(&word.text)),
                    ),
                    None => words.push(word),
                },
                None => {
                    wrong_kind(log, &self.element, &member, expected.clone());
                    faulty = true;
                }
            }
        }
        if faulty {
            Got::Faulty
        } else {
            Got::Good(words)
        }
    }

    /// True or false; absent is false.
    pub(in crate::workflow) fn flag(&self, log: &mut Log, key: &str) -> bool {
        self.boolean(log, key).good().unwrap_or(false)
    }

    /// True or false.
    pub(in crate::workflow) fn boolean(&self, log: &mut Log, key: &str) -> Got<bool> {
        self.read(
            log,
            key,
            Bilingual::new("`true` 또는 `false`", "`true` or `false`"),
            |item| item.value.as_bool(),
        )
    }

    /// An integer in a range.
    pub(in crate::workflow) fn integer(
        &self,
        log: &mut Log,
        key: &str,
        min: i64,
        max: i64,
    ) -> Got<i64> {
        let Some(item) = self.get(log, key) else {
            return Got::Absent;
        };
        if !item.value.is_integer() {
            wrong_kind(
                log,
                &self.element,
                &item,
                Bilingual::new("정수", "an integer"),
            );
            return Got::Faulty;
        }
        match integer_of(item.value).filter(|value| (min..=max).contains(value)) {
            Some(value) => Got::Good(value),
            None => {
                log.report(
                    &self.element,
                    Finding::new(codes::OUT_OF_RANGE)
                        .at(&item.place)
                        .with("key", quoted(key))
                        .with("range", range(&min, (max < i64::MAX).then_some(&max))),
                );
                Got::Faulty
            }
        }
    }

    /// A civil date.
    pub(in crate::workflow) fn date(&self, log: &mut Log, key: &str) -> Got<Date> {
        self.read(
            log,
            key,
            Bilingual::new("`2027-01-01` 꼴의 날짜", "a date such as `2027-01-01`"),
            |item| date_of(item.value),
        )
    }

    /// A table in this one.
    pub(in crate::workflow) fn table(&self, log: &mut Log, key: &str) -> Got<View<'a>> {
        let shown = format!("{key} = {{ … }}");
        self.read(log, key, Bilingual::new("표", "a table"), |item| {
            self.inner(item, self.element.clone(), shown)
        })
    }

    /// One of the words that the key takes.
    pub(in crate::workflow) fn one_of(
        &self,
        log: &mut Log,
        key: &str,
        words: &[&'static str],
    ) -> Got<Word> {
        self.word(log, key).and_then(|word| {
            if words.contains(&&*word.text) {
                return Got::Good(word);
            }
            log.report(
                &self.element,
                Finding::new(codes::UNKNOWN_WORD)
                    .at(&word.place)
                    .with("key", quoted(key))
                    .with("word", quoted(&word.text))
                    .with("words", listed(words))
                    .suggest(nearest_quoted(&word.text, words.iter().copied())),
            );
            Got::Faulty
        })
    }

    /// A text in both languages.
    pub(in crate::workflow) fn bilingual(&self, log: &mut Log, key: &str) -> Got<Bilingual> {
        let Some(item) = self.get(log, key) else {
            return Got::Absent;
        };
        let both = Bilingual::new(
            "`{ ko = \"…\", en = \"…\" }` 꼴의 표",
            "a table `{ ko = \"…\", en = \"…\" }`",
        );
        let Some(view) = self.inner(&item, self.element.clone(), format!("{key} = {{ … }}"))
        else {
            wrong_kind(log, &self.element, &item, both);
            return Got::Faulty;
        };
        view.know(log, &["ko", "en"], &[]);
        let mut text = Bilingual::default();
        let mut faulty = false;
        let languages = [
            ("ko", Bilingual::new("한국어", "Korean")),
            ("en", Bilingual::new("영어", "English")),
        ];
        for (code, language) in languages {
            let found = view.get(log, code);
            let written = match &found {
                Some(part) if !part.value.is_str() => {
                    wrong_kind(
                        log,
                        &self.element,
                        part,
                        Bilingual::new("문자열", "a string"),
                    );
                    faulty = true;
                    continue;
                }
                Some(part) => part.value.as_str().unwrap_or("").trim(),
                None => "",
            };
            if written.is_empty() {
                let place = found.map_or_else(|| view.place.clone(), |part| part.place);
                log.report(
                    &self.element,
                    Finding::new(codes::MISSING_TRANSLATION)
                        .at(&place)
                        .with("key", quoted(key))
                        .with("language", language)
                        .with("code", code),
                );
                faulty = true;
            } else if code == "ko" {
                text.ko = written.to_owned();
            } else {
                text.en = written.to_owned();
            }
        }
        if faulty { Got::Faulty } else { Got::Good(text) }
    }
}

/// The string that a value is, if it is one and not blank.
pub(in crate::workflow) fn word_of(item: &Item<'_>) -> Option<Word> {
    let text = item.value.as_str()?;
    (!text.trim().is_empty()).then(|| Word {
        text: text.into(),
        place: item.place.clone(),
    })
}
