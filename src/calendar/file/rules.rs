//! What a calendar says before its days are worked out.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use crate::calendar::holidays::{Holiday, Shift, Weekend};
use crate::calendar::step::Ground;
use crate::diagnostic::Bilingual;

/// The lines of a calendar, with those of the calendar that it extends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) struct Rules {
    pub id: String,
    pub title: Bilingual,
    pub source: Option<String>,
    pub years: (i16, i16),
    pub weekend: Vec<Weekend>,
    pub office: Vec<Shift>,
    pub provisions: BTreeMap<Ground, String>,
    /// By id, in the order of the file.
    pub holidays: Vec<(String, Line)>,
    pub substitutes: Vec<Substitute>,
    pub removed: Vec<Removed>,
    pub lunar: BTreeMap<(i8, i8), Vec<Date>>,
}

/// One holiday, or several of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) struct Line {
    pub day: Holiday,
    pub when: When,
    /// The first day on which the line holds.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
    /// Years in which it does not fall.
    pub except: Vec<i16>,
}

impl Line {
    /// Whether it comes every year, and is no list of days.
    pub const fn is_yearly(&self) -> bool {
        !matches!(self.when, When::Days(_))
    }
}

/// On what days a holiday falls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) enum When {
    /// One day of every year; on one day of the week, so many days later.
    Date {
        month: i8,
        day: i8,
        moves: Option<(Weekday, i64)>,
    },
    /// A day of the lunar year, and so many days later.
    Lunar { month: i8, day: i8, offset: i64 },
    /// So many days after Easter Sunday.
    Easter { offset: i64 },
    /// The first, second, … or last day of the week of a month.
    Weekday {
        nth: Nth,
        weekday: Weekday,
        month: i8,
    },
    /// These days.
    Days(Vec<Date>),
}

/// Which of the equal days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendar) enum Nth {
    /// From 1 to 4.
    Number(i8),
    /// The last.
    Last,
}

/// When a holiday that falls on a rest day gives another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) struct Substitute {
    pub of: Vec<String>,
    pub weekdays: Vec<Weekday>,
    /// Whether meeting another holiday from Monday to Friday counts.
    pub on_holiday: bool,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub name: Bilingual,
    pub source: Option<String>,
}

/// A day that is no holiday after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendar) struct Removed {
    pub day: Date,
    pub source: Option<String>,
}
