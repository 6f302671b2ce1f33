//! The force (효력) of provisions: from which day one is law, when a court stays
//! it, when it is repealed, and to which old cases it applies all the same.
//!
//! The head of a text says it of the whole text, and of single provisions in
//! tables `[[provision]]`, as the proviso of a commencement clause does
//! (부칙 단서: “다만, 제9조는 …부터 시행한다”).

use std::fmt;

use jiff::civil::Date;
use toml::de::DeValue;

use super::citation::Citation;
use super::path::ProvisionPath;
use super::table::{Reader, day};
use super::text::Version;
use crate::diagnostic::{Bilingual, Place};

/// A stay by a court (집행정지ㆍ효력정지).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// The first day on which it is stayed.
    pub from: Date,
    /// The first day on which it is law again; not known while the stay lasts.
    pub until: Option<Date>,
    /// The court and its decision, as the head names them.
    pub order: Option<String>,
}

impl Stay {
    /// Whether it lasts on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// What the head says of one provision, or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The provisions; what is inside them goes with them.
    pub of: Vec<ProvisionPath>,
    /// The first day on which they are law, in place of that of the text.
    pub in_force: Option<Date>,
    /// The first day on which they are not law any more.
    pub repealed: Option<Date>,
    /// When a court stays them.
    pub stays: Vec<Stay>,
    /// Where the head says it.
    pub place: Place,
}

/// Why a provision is not law on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It is law only from this day.
    NotYet(Date),
    /// It is repealed from this day.
    Repealed(Date),
    /// A court stays it.
    Stayed(Stay),
}

/// From when to when a provision is law.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Force {
    /// The first day on which it is law; not known of a text without dates.
    pub from: Option<Date>,
    /// The first day on which it is not law any more.
    pub repealed: Option<Date>,
    /// When a court stays it, in order of their first days.
    pub stays: Vec<Stay>,
    /// The provision by which it applies still to what had begun before it was
    /// repealed (종전의 규정에 따른다).
    pub saving: Option<Citation>,
}

impl Force {
    /// What keeps it from being law on a day, if anything does. A repeal comes
    /// before a stay: what is gone cannot be stayed.
    pub fn fault(&self, day: Date) -> Option<Fault> {
        if let Some(from) = self.from.filter(|from| day < *from) {
            return Some(Fault::NotYet(from));
        }
        if let Some(from) = self.repealed.filter(|from| *from <= day) {
            return Some(Fault::Repealed(from));
        }
        self.stay(day).map(|stay| Fault::Stayed(stay.clone()))
    }

    /// The stay that lasts on a day.
    pub fn stay(&self, day: Date) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.covers(day))
    }
}

impl Version {
    /// The force of a provision: what the head says of it or of what it is in,
    /// and of the text. Of several days of commencement that of the innermost
    /// counts.
    pub fn force(&self, path: &ProvisionPath) -> Force {
        let head = self.head();
        let parts = || {
            head.parts
                .iter()
                .flat_map(|part| part.of.iter().map(move |of| (of, part)))
                .filter(|(of, _)| of.covers(path))
        };
        let own = parts()
            .filter(|(_, part)| part.in_force.is_some())
            .reduce(|inner, one| if inner.0.covers(one.0) { one } else { inner })
            .and_then(|(_, part)| part.in_force);
        let mut stays: Vec<Stay> = head.stays.clone();
        stays.extend(parts().flat_map(|(_, part)| part.stays.iter().cloned()));
        stays.sort();
        stays.dedup();
        Force {
            from: own.or_else(|| self.in_force()),
            repealed: parts()
                .filter_map(|(_, part)| part.repealed)
                .chain(head.repealed)
                .min(),
            stays,
            saving: head.saving.clone(),
        }
    }
}

/// The keys of one stay.
const STAY: [&str; 3] = ["from", "until", "order"];

/// The keys of one `[[provision]]`.
pub(super) const PART: [&str; 4] = ["id", "in_force", "repealed", "stayed"];

/// `stayed = 2027-05-01`, `{ from = …, until = …, order = "…" }`, or several of
/// these.
pub(super) fn stays(reader: &mut Reader<'_, '_>) -> Vec<Stay> {
    const KEY: &str = "stayed";
    let Some(value) = reader.get(KEY) else {
        return Vec::new();
    };
    let span = value.span();
    let mut found = Vec::new();
    let mut faulty = false;
    let one = |value: &DeValue<'_>| {
        day(value).map(|from| Stay {
            from,
            until: None,
            order: None,
        })
    };
    let mut read = |value: &DeValue<'_>, span, reader: &mut Reader<'_, '_>| match value {
        DeValue::Table(table) => {
            let mut inner = reader.within(table, span);
            let (from, until) = (inner.date("from"), inner.date("until"));
            let order = inner.string("order");
            if from.is_none() {
                inner.missing("from");
            }
            inner.finish(&STAY);
            match from {
                // One that ends before it begins stays nothing: that is a slip.
                Some(from) if until.is_none_or(|until| from < until) => {
                    found.push(Stay { from, until, order });
                }
                Some(_) => faulty = true,
                None => {}
            }
        }
        value => match one(value) {
            Some(stay) => found.push(stay),
            None => faulty = true,
        },
    };
    match value.get_ref() {
        DeValue::Array(array) => {
            for entry in array.iter() {
                read(entry.get_ref(), entry.span(), reader);
            }
        }
        single => read(single, span, reader),
    }
    if faulty {
        reader.wrong(
            KEY,
            Bilingual::new(
                "날짜, `{ from = 2027-05-01, until = 2027-09-01, order = \"…\" }`(끝이 시작보다 늦어야 함), 또는 그 목록",
                "a date, `{ from = 2027-05-01, until = 2027-09-01, order = \"…\" }` with the end after the beginning, or a list of these",
            ),
        );
    }
    found.sort();
    found
}

/// `saving = "new_ordinance 부칙 제3조"`.
pub(super) fn saving(reader: &mut Reader<'_, '_>) -> Option<Citation> {
    const KEY: &str = "saving";
    let written = reader.string(KEY)?;
    let place = reader.place_of(KEY);
    let read = Citation::parse(&written, Some(&place)).ok();
    if read.is_none() {
        reader.wrong(
            KEY,
            Bilingual::new(
                "`새_조례 부칙 제3조` 같은 조문의 인용",
                "the citation of a provision such as `new_ordinance 부칙 제3조`",
            ),
        );
    }
    read
}

/// The tables `[[provision]]`.
pub(super) fn parts(reader: &mut Reader<'_, '_>) -> Vec<Part> {
    let mut found = Vec::new();
    reader.tables("provision", &PART, |table| {
        let place = table.place();
        let of = paths(table);
        let part = Part {
            of,
            in_force: table.date("in_force"),
            repealed: table.date("repealed"),
            stays: stays(table),
            place,
        };
        found.push(part);
    });
    found
}

/// `id = "제9조"`, or several.
fn paths(table: &mut Reader<'_, '_>) -> Vec<ProvisionPath> {
    const KEY: &str = "id";
    let Some(value) = table.get(KEY) else {
        table.missing(KEY);
        return Vec::new();
    };
    let read: Option<Vec<ProvisionPath>> = match value.get_ref() {
        DeValue::String(text) => text.parse().ok().map(|path| vec![path]),
        DeValue::Array(array) if array.iter().next().is_some() => array
            .iter()
            .map(|one| one.get_ref().as_str()?.parse().ok())
            .collect(),
        _ => None,
    };
    read.unwrap_or_else(|| {
        table.wrong(
            KEY,
            Bilingual::new(
                "`제9조제2항` 같은 조문, 또는 그 목록",
                "a provision such as `제9조제2항`, or a list of these",
            ),
        );
        Vec::new()
    })
}

/// `2027-05-01`, or `2027-05-01..2027-09-01` with the last day of a stay that
/// has ended.
impl fmt::Display for Stay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        match self.until.and_then(|until| until.yesterday().ok()) {
            Some(last) => write!(f, "..{last}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "force_tests.rs"]
mod tests;
