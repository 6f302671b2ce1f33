//! Lengths of deadlines on every day of the range: where the holidays fall decides
//! how long a period is.
//!
//! Days are whole numbers from the first day of the range.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::calendar::{Calendar, Count, Period, Point, Rule, StepTold, Unit, due, due_at};
use crate::workflow::{Deadline, Length};

/// The last day of a deadline, counted from each day of the range.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The earliest end from this day or a later one.
    earliest: Vec<i32>,
    /// The latest end from this day or an earlier one.
    latest: Vec<i32>,
    /// The fewest and the most days from a day to the end counted from it.
    pub(super) span: (i32, i32),
}

/// Beyond the range, where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Far;

impl Table {
    /// No end from this day on lies earlier. Before the range nothing is known.
    pub(super) fn earliest(&self, from: i32) -> Result<Option<i32>, Far> {
        let Ok(at) = usize::try_from(from) else {
            return Ok(None);
        };
        self.earliest.get(at).copied().map(Some).ok_or(Far)
    }

    /// The first day from which the end is no earlier than this one.
    pub(super) fn first_reaching(&self, end: i32) -> Result<Option<i32>, Far> {
        let at = self.latest.partition_point(|last| *last < end);
        if at == 0 {
            return Ok(None);
        }
        if at >= self.latest.len() {
            return Err(Far);
        }
        i32::try_from(at).map(Some).map_err(|_| Far)
    }

    /// The end counted from a day.
    pub(super) fn end(&self, from: i32) -> Option<i32> {
        self.latest.get(usize::try_from(from).ok()?).copied()
    }
}

/// By what a deadline is counted: deadlines of one length are counted once.
type Key = (Rule, Period, Option<Period>, bool);

/// Every length that is asked for, over the days of a range.
pub(super) struct Counted<'a> {
    calendar: &'a Calendar,
    first: Date,
    days: i32,
    /// The most rest days in a row, so far does a last day move at most.
    longest_rest: i32,
    tables: RefCell<BTreeMap<Key, Option<Rc<Table>>>>,
}

impl<'a> Counted<'a> {
    /// Over the days of a calendar from one on.
    pub(super) fn new(calendar: &'a Calendar, from: Date) -> Option<Self> {
        let (first_year, last_year) = calendar.years();
        let first = from.max(Date::new(first_year, 1, 1).ok()?);
        let last = Date::new(last_year, 12, 31).ok()?;
        let days = first.until(last).ok()?.get_days();
        if days <= 0 {
            return None;
        }
        let mut counted = Counted {
            calendar,
            first,
            days,
            longest_rest: 0,
            tables: RefCell::new(BTreeMap::new()),
        };
        let (mut run, mut day) = (0, first);
        while day <= last {
            run = if calendar.is_rest(day).ok()? {
                run + 1
            } else {
                0
            };
            counted.longest_rest = counted.longest_rest.max(run);
            day = day.tomorrow().ok()?;
        }
        Some(counted)
    }

    /// How many days there are.
    pub(super) const fn days(&self) -> i32 {
        self.days
    }

    /// A day by its number.
    pub(super) fn date(&self, day: i32) -> Option<Date> {
        self.first.checked_add(day.days()).ok()
    }

    /// The fewest and the most days from the start to the last day, at a guess that
    /// no calendar of this range leaves; nothing where only counting tells.
    pub(super) fn about(&self, deadline: &Deadline, extended: bool) -> Option<(i32, i32)> {
        let mut all: Option<(i32, i32)> = None;
        for key in keys(deadline, extended)? {
            let (rule, period, extension, _) = key;
            let (mut least, mut most) = span(period)?;
            if let Some(extension) = extension {
                let (more, most_more) = span(extension)?;
                (least, most) = (least + more, most + most_more);
            }
            if rule == Rule::Backward {
                (least, most) = (-most - 1, -least);
            } else {
                (least, most) = (least - 1, most + 1 + self.longest_rest);
            }
            all = Some(all.map_or((least, most), |(a, b)| (a.max(least), b.max(most))));
        }
        all
    }

    /// The last day from each day; of several lengths the longest.
    pub(super) fn table(&self, deadline: &Deadline, extended: bool) -> Option<Rc<Table>> {
        let keys = keys(deadline, extended)?;
        let mut tables = Vec::new();
        for key in keys {
            tables.push(self.counted(key)?);
        }
        match tables.as_slice() {
            [one] => Some(Rc::clone(one)),
            several => longest(several).map(Rc::new),
        }
    }

    /// The steps of a count from a day, where there is one length.
    pub(super) fn explained(&self, deadline: &Deadline, from: i32) -> Option<Vec<StepTold>> {
        let keys = keys(deadline, false)?;
        let [(rule, period, _, clear)] = keys.as_slice() else {
            return None;
        };
        let from = Point::Day(self.date(from)?);
        let count = Count {
            clear: *clear,
            ..Count::new(*rule, self.calendar, from, *period)
        };
        Some(due(&count).ok()?.steps)
    }

    fn counted(&self, key: Key) -> Option<Rc<Table>> {
        if let Some(known) = self.tables.borrow().get(&key) {
            return known.clone();
        }
        let table = self.count(key).map(Rc::new);
        self.tables.borrow_mut().insert(key, table.clone());
        table
    }

    fn count(&self, (rule, period, extension, clear): Key) -> Option<Table> {
        let mut ends = Vec::new();
        let mut day = self.first;
        for number in 0..=self.days {
            let count = Count {
                extension,
                clear,
                ..Count::new(rule, self.calendar, Point::Day(day), period)
            };
            match due_at(&count) {
                Ok(Point::Day(end)) => {
                    let over = day.until(end).ok()?.get_days();
                    ends.push(number + over);
                }
                // A time of a day has no place among days.
                Ok(Point::Time(_)) => return None,
                // The calendar ends.
                Err(_) => break,
            }
            day = day.tomorrow().ok()?;
        }
        (!ends.is_empty()).then(|| of(ends))
    }
}

fn of(ends: Vec<i32>) -> Table {
    let mut span = (i32::MAX, i32::MIN);
    for (from, end) in (0..).zip(&ends) {
        span = (span.0.min(end - from), span.1.max(end - from));
    }
    let mut latest = ends.clone();
    let mut most = i32::MIN;
    for end in &mut latest {
        most = most.max(*end);
        *end = most;
    }
    let mut earliest = ends;
    let mut least = i32::MAX;
    for end in earliest.iter_mut().rev() {
        least = least.min(*end);
        *end = least;
    }
    Table {
        earliest,
        latest,
        span,
    }
}

/// From every day the longest: a deadline is not shorter than its case allows.
fn longest(tables: &[Rc<Table>]) -> Option<Table> {
    let days = tables.iter().map(|table| table.latest.len()).min()?;
    let ends = (0..days)
        .filter_map(|at| tables.iter().filter_map(|one| one.latest.get(at)).max())
        .copied()
        .collect();
    Some(of(ends))
}

/// What has to be counted; nothing for hours, and for dates that are given.
fn keys(deadline: &Deadline, extended: bool) -> Option<Vec<Key>> {
    let extension = deadline
        .extends
        .as_ref()
        .filter(|_| extended)
        .map(|extends| Period {
            amount: extends
                .by
                .amount
                .saturating_mul(extends.times)
                .min(Period::MOST),
            unit: extends.by.unit,
        });
    let key = |period: Period| {
        let hours = |period: Period| {
            period.unit == Unit::Hours || deadline.count == Rule::Petition && is_short(period)
        };
        let usable = !hours(period) && !extension.is_some_and(hours);
        usable.then_some((deadline.count, period, extension, deadline.clear))
    };
    match &deadline.length {
        Length::Within(period) | Length::AtLeast(period) | Length::Before(period) => {
            Some(vec![key(*period)?])
        }
        Length::Cases(cases) => cases.iter().map(|case| key(case.within)).collect(),
        Length::On(_) => None,
    }
}

/// A petition of up to five days is counted in office hours.
const fn is_short(period: Period) -> bool {
    matches!(period.unit, Unit::Days | Unit::WorkingDays) && period.amount <= 5
}

/// The fewest and the most days of a period.
fn span(period: Period) -> Option<(i32, i32)> {
    let amount = i32::try_from(period.amount).ok()?;
    let (least, most) = match period.unit {
        Unit::Hours | Unit::WorkingDays => return None,
        Unit::Days => (1, 1),
        Unit::Weeks => (7, 7),
        Unit::Months => (28, 31),
        Unit::Years => (365, 366),
    };
    Some((amount.checked_mul(least)?, amount.checked_mul(most)?))
}
