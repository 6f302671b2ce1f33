//! Dates as whole days.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

const HOURS: i64 = 24;

/// The day from which others are counted.
const EPOCH: Date = date(1970, 1, 1);

/// How many days a date is after 1970-01-01.
pub(in crate::check) fn of(day: Date) -> i128 {
    i128::from(day.duration_since(EPOCH).as_hours() / HOURS)
}

/// The date so many days after 1970-01-01, if there is one.
pub(in crate::check) fn to(days: i128) -> Option<Date> {
    let days = i64::try_from(days).ok()?;
    let span: Span = 0.days().try_days(days).ok()?;
    EPOCH.checked_add(span).ok()
}
