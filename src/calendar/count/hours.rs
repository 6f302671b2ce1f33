//! Periods in hours: by the clock, and in office hours.

use jiff::civil::{Date, DateTime, Time};

use super::gaps::Gaps;
use super::tell::Tell;
use super::{Count, too_far};
use crate::calendar::day::{date, next, number};
use crate::calendar::error::CountError;
use crate::calendar::period::{Period, Unit};
use crate::calendar::point::Point;
use crate::calendar::step::{Ground, Told};

/// Nanoseconds of an hour, and of a day.
const HOUR: i64 = 3_600_000_000_000;
const DAY: i64 = 24 * HOUR;
/// 1일은 8시간의 근무시간을 기준으로 한다 (민원처리법 제19조제1항).
const OFFICE_DAY: i64 = 8 * HOUR;

fn start(count: &Count<'_>) -> Result<DateTime, CountError> {
    match count.from {
        Point::Time(time) => Ok(time),
        Point::Day(from) => Err(CountError::NeedsTime {
            rule: count.rule,
            period: count.period,
            from,
        }),
    }
}

fn of_day(time: Time) -> i64 {
    i64::from(time.hour()) * HOUR
        + i64::from(time.minute()) * (HOUR / 60)
        + i64::from(time.second()) * (HOUR / 3_600)
        + i64::from(time.subsec_nanosecond())
}

/// A moment of a day; its end is the beginning of the next.
fn moment(day: Date, nanoseconds: i64) -> Option<DateTime> {
    if nanoseconds == DAY {
        at(next(day)?, 0)
    } else {
        at(day, nanoseconds)
    }
}

fn at(day: Date, nanoseconds: i64) -> Option<DateTime> {
    let part = |unit: i64, of: i64| i8::try_from(nanoseconds / unit % of).ok();
    let time = Time::new(
        part(HOUR, 24)?,
        part(HOUR / 60, 60)?,
        part(HOUR / 3_600, 60)?,
        i32::try_from(nanoseconds % (HOUR / 3_600)).ok()?,
    );
    Some(day.to_datetime(time.ok()?))
}

/// How many days a time reaches into, and how far into the last of them. The
/// end of a day belongs to it.
fn days_and_rest(time: i64) -> (i64, i64) {
    let whole = time.saturating_sub(1).max(0) / DAY;
    (whole + 1, time - whole * DAY)
}

/// The period and its extension, in nanoseconds.
fn length(count: &Count<'_>, of: impl Fn(Period) -> i64) -> i64 {
    of(count.period).saturating_add(count.extension.map_or(0, of))
}

/// Hours by the clock, at once (민법 제156조). Days out of the count stand still.
pub(super) fn plain(
    count: &Count<'_>,
    gaps: &Gaps,
    tell: &mut impl Tell,
) -> Result<Point, CountError> {
    let from = start(count)?;
    let far = || too_far(count);
    let left = length(count, |period| {
        i64::from(period.amount).saturating_mul(HOUR)
    });
    // From the beginning of the first day that counts.
    let start = number(from.date());
    let passed = if gaps.has(start) {
        0
    } else {
        of_day(from.time())
    };
    let (days, clock) = days_and_rest(passed.saturating_add(left));
    let day = gaps.nth(start, days).and_then(date).ok_or_else(far)?;
    let due = Point::Time(moment(day, clock).ok_or_else(far)?);
    gaps.tell(from.date(), day, tell);
    tell_hours(count, Told::Hours, Ground::HoursAtOnce, due, tell);
    Ok(due)
}

/// Hours before an event.
pub(super) fn back(
    count: &Count<'_>,
    gaps: &Gaps,
    tell: &mut impl Tell,
) -> Result<Point, CountError> {
    let event = start(count)?;
    let far = || too_far(count);
    let left = i64::from(count.period.amount).saturating_mul(HOUR);
    // From the end of the first day that counts, going back.
    let start = number(event.date());
    let passed = if gaps.has(start) {
        0
    } else {
        DAY - of_day(event.time())
    };
    let (days, rest) = days_and_rest(passed.saturating_add(left));
    let clock = DAY - rest;
    let day = gaps.nth_back(start, days).and_then(date).ok_or_else(far)?;
    let due = Point::Time(moment(day, clock).ok_or_else(far)?);
    gaps.tell(day, event.date(), tell);
    tell.step(
        Told::Back(count.period),
        Some(Ground::Backward),
        count.from,
        due,
    );
    Ok(due)
}

/// Office hours of working days: a petition of up to five days.
pub(super) fn office(
    count: &Count<'_>,
    gaps: &Gaps,
    tell: &mut impl Tell,
) -> Result<Point, CountError> {
    let from = start(count)?;
    let far = || too_far(count);
    let mut left = length(count, |period| {
        let unit = if period.unit == Unit::Hours {
            HOUR
        } else {
            OFFICE_DAY
        };
        i64::from(period.amount).saturating_mul(unit)
    });
    let mut skipped = Vec::new();
    let mut day = from.date();
    let mut clock = of_day(from.time());
    let due = 'days: loop {
        if count.calendar.is_rest(day)? {
            skipped.extend(tell.rest_day(day));
        } else if !gaps.has(number(day)) {
            for shift in count.calendar.office_hours() {
                let begins = of_day(shift.from).max(clock);
                let there = of_day(shift.to) - begins;
                if there < 0 {
                    continue;
                }
                if left <= there {
                    break 'days at(day, begins + left).ok_or_else(far)?;
                }
                left -= there;
            }
        }
        day = next(day).ok_or_else(far)?;
        clock = 0;
    };
    let due = Point::Time(due);
    gaps.tell(from.date(), day, tell);
    tell_hours(
        count,
        |period| Told::OfficeHours(period, skipped),
        Ground::PetitionHours,
        due,
        tell,
    );
    Ok(due)
}

fn tell_hours(
    count: &Count<'_>,
    told: impl FnOnce(Period) -> Told,
    ground: Ground,
    due: Point,
    tell: &mut impl Tell,
) {
    tell.step(told(count.period), Some(ground), count.from, due);
    if let Some(extension) = count.extension {
        tell.step(Told::Extended(extension), None, count.from, due);
    }
}
