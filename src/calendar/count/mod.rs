//! Counting of a period.
//!
//! There is one way of counting; whether it tells its steps is a choice of the
//! caller, so the answer with steps and the answer without cannot differ.

mod gaps;
mod hours;
mod tell;
mod walk;

use jiff::civil::Date;

use super::day::{next, previous, same_day};
use super::error::{CountError, Unusable};
use super::holidays::Calendar;
use super::period::{Period, Unit};
use super::point::Point;
use super::rule::Rule;
use super::step::{Ground, RestDay, StepTold, Told};
use crate::diagnostic::Bilingual;
use gaps::Gaps;
use tell::{Silent, Steps, Tell};

/// Whether the day on which a pause begins is part of it. The day on which it
/// ends goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum FirstDay {
    /// Both end days are left out of the count (행정절차법 시행령 제11조제1호).
    #[default]
    LeftOut,
    /// Both end days count: the term stands still from the day after the
    /// request until the day of the answer (Awb art. 4:15).
    Counted,
}

/// A stretch of days in which a period stands still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// The day on which it begins, such as that of the request.
    pub from: Date,
    /// The day on which it ends, such as that of the answer.
    pub to: Date,
    /// What becomes of those two days.
    pub first_day: FirstDay,
}

/// Days that a law takes out of every period of a kind, such as those of an
/// election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// Why, as it is told.
    pub why: Bilingual,
    /// The provision that says so.
    pub citation: Option<String>,
}

/// What is to be counted.
#[derive(Debug, Clone, Copy)]
pub struct Count<'a> {
    /// By which rule.
    pub rule: Rule,
    /// Which days are rest days.
    pub calendar: &'a Calendar,
    /// From when: the day of the event, or its time where hours are counted.
    pub from: Point,
    /// How long.
    pub period: Period,
    /// Where the period stands still.
    pub pauses: &'a [Pause],
    /// Days that do not count.
    pub excluded: &'a [Window],
    /// By how much the period was extended. It is joined to the period before
    /// the last day moves, so that it moves once, at the end.
    pub extension: Option<Period>,
    /// Backward only: the days between must be clear.
    pub clear: bool,
}

impl<'a> Count<'a> {
    /// A count without pauses, days left out, or extension.
    pub const fn new(rule: Rule, calendar: &'a Calendar, from: Point, period: Period) -> Self {
        Count {
            rule,
            calendar,
            from,
            period,
            pauses: &[],
            excluded: &[],
            extension: None,
            clear: false,
        }
    }
}

/// When a period ends, and how that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day (by `effect`, the day of entry into force), or the time.
    pub at: Point,
    /// The steps, in order.
    pub steps: Vec<StepTold>,
}

/// Counts a period and tells every step.
///
/// # Errors
/// [`CountError`] says which.
pub fn due(count: &Count<'_>) -> Result<Due, CountError> {
    let mut steps = Steps::new(count.calendar);
    let at = counted(count, &mut steps)?;
    Ok(Due {
        at,
        steps: steps.told,
    })
}

/// Counts a period without telling how.
///
/// # Errors
/// [`CountError`] says which.
pub fn due_at(count: &Count<'_>) -> Result<Point, CountError> {
    counted(count, &mut Silent)
}

fn counted(count: &Count<'_>, tell: &mut impl Tell) -> Result<Point, CountError> {
    usable(count)?;
    let gaps = Gaps::of(count)?;
    match count.rule {
        Rule::Fixed => {
            tell.step(Told::Given, None, count.from, count.from);
            Ok(count.from)
        }
        Rule::Backward => backward(count, &gaps, tell),
        Rule::Petition if in_office_hours(count.period) => hours::office(count, &gaps, tell),
        _ if count.period.unit == Unit::Hours => hours::plain(count, &gaps, tell),
        _ => forward(count, &gaps, tell).map(Point::Day),
    }
}

/// A petition of up to five days is counted in hours.
const fn in_office_hours(period: Period) -> bool {
    match period.unit {
        Unit::Hours => true,
        Unit::Days | Unit::WorkingDays => period.amount <= 5,
        Unit::Weeks | Unit::Months | Unit::Years => false,
    }
}

/// What was given must be of use to the rule.
fn usable(count: &Count<'_>) -> Result<(), CountError> {
    let rule = count.rule;
    let not = |what| Err(CountError::NotWithRule { rule, what });
    if count.clear && rule != Rule::Backward {
        return not(Unusable::Clear);
    }
    if rule == Rule::Fixed {
        if count.period.amount > 0 {
            return not(Unusable::Length);
        }
        if !count.pauses.is_empty() || !count.excluded.is_empty() {
            return not(Unusable::Pauses);
        }
    }
    if count.extension.is_some() && matches!(rule, Rule::Backward | Rule::Fixed) {
        return not(Unusable::Extension);
    }
    let hours = [Some(count.period), count.extension]
        .into_iter()
        .flatten()
        .any(|period| period.unit == Unit::Hours);
    if hours && matches!(rule, Rule::Effect | Rule::Term) {
        return not(Unusable::Hours);
    }
    // Days that follow hours, or hours that follow days, have no first day.
    if let Some(extension) = count.extension {
        let clock = |period: Period| {
            period.unit == Unit::Hours || (rule == Rule::Petition && in_office_hours(period))
        };
        let mixed = if rule == Rule::Petition {
            extension.unit == Unit::Hours && !clock(count.period)
        } else {
            clock(count.period) != clock(extension)
        };
        if mixed {
            return not(Unusable::Extension);
        }
    }
    let first_counts = matches!(
        rule,
        Rule::CivilFromMidnight | Rule::Restrict | Rule::Petition | Rule::Term
    );
    if count.period.amount == 0 && first_counts && count.period.unit != Unit::Hours {
        return Err(CountError::EndsBeforeStart {
            rule,
            period: count.period,
            from: count.from.date(),
        });
    }
    Ok(())
}

pub(super) fn too_far(count: &Count<'_>) -> CountError {
    CountError::TooFar {
        period: count.period,
        from: count.from.date(),
    }
}

/// A period in days or longer, counted forward.
fn forward(count: &Count<'_>, gaps: &Gaps, tell: &mut impl Tell) -> Result<Date, CountError> {
    let start = count.from.date();
    let far = || too_far(count);
    if count.rule == Rule::Effect && count.period.amount == 0 && count.extension.is_none() {
        tell.step(
            Told::InForceSameDay,
            Some(Ground::EffectSameDay),
            start.into(),
            start.into(),
        );
        return Ok(start);
    }
    let by_calendar = !matches!(count.period.unit, Unit::Days | Unit::WorkingDays);
    let (left_out, ground) = match count.rule {
        Rule::Effect => (true, Some(Ground::EffectFirstDay)),
        Rule::CivilFromMidnight => (false, Some(Ground::FromMidnight)),
        Rule::Restrict => (false, Some(Ground::RestrictFirstDay)),
        Rule::Petition if by_calendar => (false, Some(Ground::PetitionCalendar)),
        Rule::Petition => (false, Some(Ground::PetitionDays)),
        Rule::Term => (false, Some(Ground::FromMidnight)),
        Rule::Calendar => (true, None),
        _ => (true, Some(Ground::FirstDayLeftOut)),
    };
    let first = if left_out {
        next(start).ok_or_else(far)?
    } else {
        start
    };
    if left_out {
        tell.step(Told::FirstDayLeftOut, ground, start.into(), first.into());
    } else {
        tell.step(Told::FirstDayCounts, ground, start.into(), start.into());
    }
    let mut last = walk::last_day(count, count.period, first, gaps, tell)?;
    if let Some(extension) = count.extension {
        let from = next(last).ok_or_else(far)?;
        let mut silent = Silent;
        last = walk::last_day(count, extension, from, gaps, &mut silent)?;
        gaps.tell(from, last, tell);
        tell.step(Told::Extended(extension), None, from.into(), last.into());
    }
    if count.rule.rolls() {
        return roll(count, last, tell);
    }
    let ground = match count.rule {
        Rule::Effect => Some(Ground::EffectDoesNotRoll),
        Rule::Restrict => Some(Ground::RestrictNoRoll),
        _ => None,
    };
    tell.stays(last, ground);
    if count.rule == Rule::Effect {
        let day = next(last).ok_or_else(far)?;
        tell.step(
            Told::InForceAfter,
            Some(Ground::EffectFirstDay),
            last.into(),
            day.into(),
        );
        return Ok(day);
    }
    Ok(last)
}

/// The last day, or the first after it that is no rest day.
fn roll(count: &Count<'_>, last: Date, tell: &mut impl Tell) -> Result<Date, CountError> {
    let mut day = last;
    while count.calendar.is_rest(day)? {
        day = next(day).ok_or_else(|| too_far(count))?;
    }
    if day != last {
        let ground = if count.rule == Rule::Petition && is_whole(count.period.unit) {
            Ground::PetitionCalendar
        } else {
            Ground::Rolls
        };
        tell.rolled(last, day, ground);
    }
    Ok(day)
}

const fn is_whole(unit: Unit) -> bool {
    matches!(unit, Unit::Weeks | Unit::Months | Unit::Years)
}

/// So long before an event; never moves.
fn backward(count: &Count<'_>, gaps: &Gaps, tell: &mut impl Tell) -> Result<Point, CountError> {
    if count.period.unit == Unit::Hours {
        if count.clear {
            return Err(CountError::NotWithRule {
                rule: count.rule,
                what: Unusable::Clear,
            });
        }
        return hours::back(count, gaps, tell);
    }
    let event = count.from.date();
    let far = || too_far(count);
    let last = if count.period.amount == 0 {
        event
    } else {
        let from = previous(event).ok_or_else(far)?;
        walk::first_day(count, from, gaps)?
    };
    if event > last {
        gaps.tell(last, event, tell);
    }
    tell.step(
        Told::Back(count.period),
        Some(Ground::Backward),
        event.into(),
        last.into(),
    );
    let mut day = last;
    if count.clear {
        day = previous(last).ok_or_else(far)?;
        tell.step(Told::Clear, Some(Ground::Backward), last.into(), day.into());
    }
    tell.stays(day, None);
    Ok(Point::Day(day))
}

/// The day so many whole units on, by the calendar, and whether the last month
/// has it.
fn by_calendar(first: Date, period: Period) -> Option<(Date, bool)> {
    let amount = i64::from(period.amount);
    match period.unit {
        Unit::Years => same_day(first, amount.checked_mul(12)?),
        _ => same_day(first, amount),
    }
}
