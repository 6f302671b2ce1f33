//! From the first day of a period to its last, and back.

use jiff::civil::Date;

use super::gaps::Gaps;
use super::tell::Tell;
use super::{Count, by_calendar, is_whole, too_far};
use crate::calendar::day::{date, next, number, plus, previous};
use crate::calendar::error::CountError;
use crate::calendar::period::{Period, Unit};
use crate::calendar::rule::Rule;
use crate::calendar::step::{Ground, Told};

/// The last day of a period that begins on `first`; the day before `first` for
/// a period of nothing.
pub(super) fn last_day(
    count: &Count<'_>,
    period: Period,
    first: Date,
    gaps: &Gaps,
    tell: &mut impl Tell,
) -> Result<Date, CountError> {
    let far = || too_far(count);
    if period.amount == 0 {
        return previous(first).ok_or_else(far);
    }
    let working = period.unit == Unit::WorkingDays
        || (count.rule == Rule::Petition && period.unit == Unit::Days);
    if working {
        return working_days(count, period, first, gaps, tell);
    }
    if !is_whole(period.unit) {
        let last = if gaps.is_empty() {
            plus(first, i64::from(period.amount) - 1)
        } else {
            gaps.nth(number(first), i64::from(period.amount))
                .and_then(date)
        };
        let last = last.ok_or_else(far)?;
        gaps.tell(first, last, tell);
        let ground = (count.rule != Rule::Calendar).then_some(Ground::EndsWithLastDay);
        tell.step(Told::Days(period), ground, first.into(), last.into());
        return Ok(last);
    }
    let (nominal, there) = whole(count, period, first).ok_or_else(far)?;
    let last = if gaps.is_empty() {
        nominal
    } else {
        match gaps.within(number(first), number(nominal)) {
            0 => nominal,
            // The days that did not count are made good after the last.
            more => next(nominal)
                .and_then(|after| gaps.nth(number(after), more))
                .and_then(date)
                .ok_or_else(far)?,
        }
    };
    let ground = match count.rule {
        Rule::Calendar => None,
        Rule::Petition => Some(Ground::PetitionCalendar),
        _ => Some(Ground::ByCalendar),
    };
    tell.step(
        Told::ByCalendar(period),
        ground,
        first.into(),
        nominal.into(),
    );
    if !there {
        tell.step(
            Told::MonthEnd,
            ground.map(|_| Ground::MonthEnd),
            first.into(),
            nominal.into(),
        );
    }
    if last != nominal {
        gaps.tell(first, last, tell);
        tell.step(Told::Longer, None, nominal.into(), last.into());
    }
    Ok(last)
}

/// The last day of weeks, months or years, and whether the last month has the
/// day that corresponds to the first.
fn whole(count: &Count<'_>, period: Period, first: Date) -> Option<(Date, bool)> {
    if period.unit == Unit::Weeks {
        let days = i64::from(period.amount).checked_mul(7)?;
        return Some((plus(first, days.checked_sub(1)?)?, true));
    }
    if count.rule == Rule::Calendar {
        // Plain addition goes by the day of the event itself.
        return by_calendar(previous(first)?, period);
    }
    match by_calendar(first, period)? {
        (same, true) => Some((previous(same)?, true)),
        (month_end, false) => Some((month_end, false)),
    }
}

fn working_days(
    count: &Count<'_>,
    period: Period,
    first: Date,
    gaps: &Gaps,
    tell: &mut impl Tell,
) -> Result<Date, CountError> {
    let mut left = period.amount;
    let mut day = first;
    let mut skipped = Vec::new();
    loop {
        if count.calendar.is_rest(day)? {
            skipped.extend(tell.rest_day(day));
        } else if gaps.is_empty() || !gaps.has(number(day)) {
            left -= 1;
            if left == 0 {
                break;
            }
        }
        day = next(day).ok_or_else(|| too_far(count))?;
    }
    gaps.tell(first, day, tell);
    let ground = match count.rule {
        Rule::Petition => Some(Ground::PetitionDays),
        Rule::Calendar => None,
        _ => Some(Ground::EndsWithLastDay),
    };
    tell.step(
        Told::WorkingDays(period, skipped),
        ground,
        first.into(),
        day.into(),
    );
    Ok(day)
}

/// The last lawful day of a period that is counted back from `from`, the day
/// before the event.
pub(super) fn first_day(count: &Count<'_>, from: Date, gaps: &Gaps) -> Result<Date, CountError> {
    let far = || too_far(count);
    let period = count.period;
    let amount = i64::from(period.amount);
    match period.unit {
        Unit::Hours | Unit::Days => back(from, amount, gaps).ok_or_else(far),
        Unit::Weeks => amount
            .checked_mul(7)
            .and_then(|days| back(from, days, gaps))
            .ok_or_else(far),
        Unit::WorkingDays => {
            let mut left = period.amount;
            let mut day = from;
            loop {
                if !count.calendar.is_rest(day)? && !gaps.has(number(day)) {
                    left -= 1;
                    if left == 0 {
                        return Ok(day);
                    }
                }
                day = previous(day).ok_or_else(far)?;
            }
        }
        Unit::Months | Unit::Years => {
            let months = if period.unit == Unit::Years {
                amount.checked_mul(12)
            } else {
                Some(amount)
            };
            // The same day so many months earlier: the earlier, safer reading
            // where that month is too short.
            let nominal = next(from)
                .and_then(|event| crate::calendar::day::same_day(event, months?.checked_neg()?))
                .map(|(day, _)| day)
                .ok_or_else(far)?;
            match gaps.within(number(nominal), number(from)) {
                0 => Ok(nominal),
                more => previous(nominal)
                    .and_then(|before| back(before, more, gaps))
                    .ok_or_else(far),
            }
        }
    }
}

fn back(from: Date, amount: i64, gaps: &Gaps) -> Option<Date> {
    date(gaps.nth_back(number(from), amount)?)
}
