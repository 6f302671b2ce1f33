//! A calendar: which days are rest days, under which name, by which provision.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time, Weekday};

use super::builtin;
use super::codes;
use super::day::number;
use super::error::CalendarError;
use super::file::{Calendars, Rules, read};
use super::step::Ground;
use crate::diagnostic::{Bilingual, Coded, Finding, Source};

/// A public holiday, or a day of the weekend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its name.
    pub name: Bilingual,
    /// The provision that makes it one, as the calendar cites it.
    pub source: Option<String>,
    /// For a substitute day: the day of the holiday that it stands for.
    pub stands_for: Option<Date>,
}

/// A stretch of office hours of a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// When it begins.
    pub from: Time,
    /// When it ends.
    pub to: Time,
}

/// A day of the week on which nothing is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weekend {
    pub weekday: Weekday,
    pub from: Option<Date>,
    pub as_day: Holiday,
}

/// Dated data on rest days, for the years from one to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub(super) rules: Rules,
    /// The number of the first day.
    pub(super) first: i32,
    /// Whether each day from the first is a rest day.
    pub(super) rest: Vec<bool>,
    pub(super) holidays: BTreeMap<Date, Vec<Holiday>>,
    /// The files that it was read from, its own first, then those it extends.
    pub(super) sources: Vec<Arc<Source>>,
}

/// What a calendar says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    /// The day.
    pub date: Date,
    /// The day of the weekend that it is, if it is one.
    pub weekend: Option<&'a Holiday>,
    /// The public holidays on it.
    pub holidays: &'a [Holiday],
}

impl<'a> Day<'a> {
    /// Whether a period does not end on it: a day of the weekend or a holiday.
    pub fn is_rest(&self) -> bool {
        self.weekend.is_some() || !self.holidays.is_empty()
    }

    /// Its names: its holidays, or else the day of the weekend.
    pub fn names(&self) -> impl Iterator<Item = &'a Bilingual> {
        let weekend = self.weekend.filter(|_| self.holidays.is_empty());
        self.holidays.iter().chain(weekend).map(|day| &day.name)
    }
}

/// A day of which a calendar says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calendar `{calendar}` knows the years {from} to {to}, and not {date}")]
pub struct OutOfRange {
    /// The day.
    pub date: Date,
    /// The calendar.
    pub calendar: String,
    /// The first year that it knows.
    pub from: i16,
    /// The last.
    pub to: i16,
}

impl Coded for OutOfRange {
    fn finding(&self) -> Finding {
        Finding::new(codes::OUT_OF_RANGE)
            .with("date", &self.date)
            .with("calendar", self.calendar.as_str())
            .with("from", &self.from)
            .with("to", &self.to)
    }
}

impl Calendar {
    /// The ids of the calendars that are built in.
    pub const BUILTIN: [&'static str; 3] = builtin::IDS;

    /// The calendar of a workflow that names none.
    pub const DEFAULT: &'static str = "kr";

    /// A calendar that is built in: `kr`, `england-and-wales`, `netherlands`.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn named(id: &str) -> Result<Arc<Calendar>, CalendarError> {
        Calendars::builtin().find(id)
    }

    /// [`Calendar::named`], or nothing.
    pub fn builtin(id: &str) -> Option<Arc<Calendar>> {
        builtin::get(id)
    }

    /// Reads one file, which may extend a calendar that is built in. A calendar
    /// with errors is none.
    pub fn parse(source: &Arc<Source>) -> (Option<Arc<Calendar>>, Vec<Finding>) {
        let (calendars, findings) = read(std::slice::from_ref(source));
        let own = calendars
            .iter()
            .find(|calendar| calendar.sources.first() == Some(source));
        (own.cloned(), findings)
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.rules.id
    }

    /// Its title.
    pub fn title(&self) -> &Bilingual {
        &self.rules.title
    }

    /// The law that it renders.
    pub fn source(&self) -> Option<&str> {
        self.rules.source.as_deref()
    }

    /// The first and the last year of which it speaks.
    pub fn years(&self) -> (i16, i16) {
        self.rules.years
    }

    /// The office hours of a working day.
    pub fn office_hours(&self) -> &[Shift] {
        &self.rules.office
    }

    /// The files that it was read from: its own first, then those it extends.
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// The provision that a step of counting rests on in the law of this
    /// calendar, if it names one.
    pub fn provision(&self, ground: Ground) -> Option<&str> {
        self.rules.provisions.get(&ground).map(String::as_str)
    }

    /// What it says of a day.
    ///
    /// # Errors
    /// The day lies outside its years.
    pub fn day(&self, date: Date) -> Result<Day<'_>, OutOfRange> {
        self.is_rest(date)?;
        let weekend = self.rules.weekend.iter().find(|weekend| {
            weekend.weekday == date.weekday() && weekend.from.is_none_or(|from| from <= date)
        });
        Ok(Day {
            date,
            weekend: weekend.map(|weekend| &weekend.as_day),
            holidays: self.holidays.get(&date).map_or(&[], Vec::as_slice),
        })
    }

    /// Whether a period does not end on a day. Costs one look into a table.
    ///
    /// # Errors
    /// The day lies outside its years.
    pub fn is_rest(&self, date: Date) -> Result<bool, OutOfRange> {
        let at = number(date).checked_sub(self.first);
        at.and_then(|at| self.rest.get(usize::try_from(at).ok()?))
            .copied()
            .ok_or_else(|| {
                let (from, to) = self.years();
                OutOfRange {
                    date,
                    calendar: self.id().to_owned(),
                    from,
                    to,
                }
            })
    }

    /// Every holiday, in order of day; without the days of the weekend.
    pub fn holidays(&self) -> impl Iterator<Item = (Date, &Holiday)> {
        self.holidays
            .iter()
            .flat_map(|(date, all)| all.iter().map(move |holiday| (*date, holiday)))
    }
}
