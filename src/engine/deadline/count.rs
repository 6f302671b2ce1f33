//! Counting a deadline: from where, how long, and when it has run out.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::kept::{Standstill, Timed};
use super::still::{stills, with_stays};
use crate::calendar::{
    Count, CountError, Due, FirstDay, Pause, Period, Point, Rule, Unit, due, due_at,
};
use crate::engine::Definition;
use crate::workflow::{Deadline, Length};

/// A last day, and the first instant after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub due: Point,
    pub ends: Timestamp,
}

/// From where a period runs that begins now: the day, or the time where the
/// rule counts hours. A fraction of a second goes to whoever has to act.
pub(super) fn point_of(
    deadline: &Deadline,
    length: Option<Period>,
    at: Timestamp,
    date: Date,
    zone: &TimeZone,
) -> Point {
    let hours = length.is_some_and(|length| length.unit == Unit::Hours);
    if !hours && deadline.count != Rule::Petition {
        return Point::Day(date);
    }
    let whole = Timestamp::from_second(at.as_second())
        .ok()
        .map(|second| {
            if second < at {
                second
                    .checked_add(jiff::SignedDuration::from_secs(1))
                    .unwrap_or(second)
            } else {
                second
            }
        })
        .unwrap_or(at);
    Point::Time(whole.to_zoned(zone.clone()).datetime())
}

/// From where a period runs that follows the end of another.
pub(super) fn after(
    deadline: &Deadline,
    length: Option<Period>,
    parent: Point,
    ends: Timestamp,
    zone: &TimeZone,
) -> Point {
    let moment = ends.to_zoned(zone.clone()).datetime();
    if length.is_some_and(|length| length.unit == Unit::Hours) || deadline.count == Rule::Petition {
        return Point::Time(moment);
    }
    match deadline.count {
        // The first day counts: it is the one after the other's last.
        Rule::CivilFromMidnight | Rule::Restrict | Rule::Term => Point::Day(moment.date()),
        _ => Point::Day(parent.date()),
    }
}

/// Counts a deadline from a point, with its pauses and extensions.
///
/// # Errors
/// It cannot be counted, such as beyond the years of the calendar.
pub(super) fn end_of(
    definition: Definition<'_>,
    deadline: &Deadline,
    from: Point,
    length: Option<Period>,
    pauses: &[Standstill],
    extended: u32,
) -> Result<End, Uncounted> {
    let pauses = closed(definition, deadline, pauses);
    let count = count(definition, deadline, from, length, &pauses, extended)?;
    let due = due_at(&count)?;
    Ok(End {
        due,
        ends: run_out(deadline, due, definition.zone).ok_or(Uncounted::Far)?,
    })
}

/// The steps of a count, once more, for people.
pub(super) fn steps_of(
    definition: Definition<'_>,
    deadline: &Deadline,
    timed: &Timed,
) -> Option<Due> {
    let pauses = closed(definition, deadline, &timed.pauses);
    let count = count(
        definition,
        deadline,
        timed.from,
        timed.length,
        &pauses,
        timed.extended,
    );
    due(&count.ok()?).ok()
}

/// A deadline cannot be counted.
#[derive(Debug)]
pub(super) enum Uncounted {
    /// The calendar or the rule refuses.
    Count,
    /// The years of an instant end.
    Far,
}

impl From<CountError> for Uncounted {
    fn from(_: CountError) -> Self {
        Uncounted::Count
    }
}

fn count<'a>(
    definition: Definition<'a>,
    deadline: &Deadline,
    from: Point,
    length: Option<Period>,
    pauses: &'a [Pause],
    extended: u32,
) -> Result<Count<'a>, Uncounted> {
    let calendar = definition.calendar.ok_or(Uncounted::Count)?;
    let extension = deadline
        .extends
        .as_ref()
        .filter(|_| extended > 0)
        .map(|extension| Period {
            amount: extension
                .by
                .amount
                .saturating_mul(extended)
                .min(Period::MOST),
            unit: extension.by.unit,
        });
    let length = length.unwrap_or(Period::days(0));
    Ok(Count {
        pauses,
        extension,
        clear: deadline.clear,
        ..Count::new(deadline.count, calendar, from, length)
    })
}

/// Where it stood still and goes on. What is not declared to pause stood still
/// while a court had stayed what it rests on.
fn closed(definition: Definition<'_>, deadline: &Deadline, pauses: &[Standstill]) -> Vec<Pause> {
    let declared = deadline.pauses.as_ref().map(|declared| declared.first_day);
    let first_day = declared.unwrap_or(FirstDay::LeftOut);
    let pauses = pauses.iter().filter_map(|pause| {
        Some(Pause {
            from: pause.from,
            to: pause.to?,
            first_day,
        })
    });
    with_stays(pauses.collect(), stills(definition, deadline))
}

/// The first instant at which it has run out: the end of the last day is the
/// beginning of the next in the zone of the workflow. What comes into force on
/// a day does so when that day begins.
fn run_out(deadline: &Deadline, due: Point, zone: &TimeZone) -> Option<Timestamp> {
    let civil = match due {
        Point::Time(time) => time,
        Point::Day(day) if deadline.count == Rule::Effect => midnight(day),
        Point::Day(day) => midnight(day.tomorrow().ok()?),
    };
    zone.to_ambiguous_timestamp(civil).compatible().ok()
}

fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

/// The length that is not chosen by rule.
pub(super) const fn declared_length(length: &Length) -> Option<Period> {
    match length {
        Length::Within(period) | Length::AtLeast(period) | Length::Before(period) => Some(*period),
        Length::On(_) | Length::Cases(_) => None,
    }
}
