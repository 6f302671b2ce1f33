//! Why a period cannot be counted, or a calendar cannot be found.

use jiff::civil::Date;

use super::codes;
use super::holidays::OutOfRange;
use super::period::Period;
use super::rule::Rule;
use crate::diagnostic::{Bilingual, Coded, Finding, nearest_quoted};

/// There is no calendar of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no calendar `{id}`")]
pub struct CalendarError {
    /// The name.
    pub id: String,
    /// Those that there are.
    pub known: Vec<String>,
}

impl Coded for CalendarError {
    fn finding(&self) -> Finding {
        Finding::new(codes::CALENDAR)
            .with("calendar", self.id.as_str())
            .with("known", self.known.join(", "))
            .suggest(nearest_quoted(
                &self.id,
                self.known.iter().map(String::as_str),
            ))
    }
}

/// What a rule has no use for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Clear days: only days before an event are clear.
    Clear,
    /// An extension.
    Extension,
    /// A start at midnight.
    FromMidnight,
    /// A length: a date that is given has none.
    Length,
    /// Hours.
    Hours,
    /// Pauses and days left out.
    Pauses,
}

impl Unusable {
    fn says(self) -> Bilingual {
        let (ko, en) = match self {
            Unusable::Clear => ("온전한 날수", "clear days"),
            Unusable::Extension => ("연장", "an extension"),
            Unusable::FromMidnight => ("0시부터라는 것", "a start at midnight"),
            Unusable::Length => ("0일이 아닌 기간", "a period other than 0 days"),
            Unusable::Hours => ("시간 단위의 기간", "a period in hours"),
            Unusable::Pauses => ("산입하지 않는 날", "days that are not counted"),
        };
        Bilingual::new(ko, en)
    }
}

/// A period that cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// A day that matters lies outside the calendar.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// Nothing is to be counted, and the first day counts.
    #[error("{period} by the rule `{rule}` would end before {from}")]
    EndsBeforeStart {
        /// The rule.
        rule: Rule,
        /// The period.
        period: Period,
        /// The first day.
        from: Date,
    },
    /// Hours are counted from a day without a time.
    #[error("{period} by the rule `{rule}` is counted in hours, from a time")]
    NeedsTime {
        /// The rule.
        rule: Rule,
        /// The period.
        period: Period,
        /// The day that was given.
        from: Date,
    },
    /// A pause or window ends before it begins.
    #[error("from {from} to {to} is no stretch of days")]
    Reversed {
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
    },
    /// Two pauses share a day.
    #[error("two pauses share {day}")]
    PausesOverlap {
        /// The first day that they share.
        day: Date,
    },
    /// The rule has no use for something that was given.
    #[error("the rule `{rule}` does not take {what:?}")]
    NotWithRule {
        /// The rule.
        rule: Rule,
        /// What.
        what: Unusable,
    },
    /// The count leaves the years that a date can have.
    #[error("{period} from {from} leaves the years that a date can have")]
    TooFar {
        /// The period.
        period: Period,
        /// From where.
        from: Date,
    },
}

impl Coded for CountError {
    fn finding(&self) -> Finding {
        match self {
            CountError::OutOfRange(error) => error.finding(),
            CountError::EndsBeforeStart { rule, period, from } => {
                Finding::new(codes::ENDS_BEFORE_START)
                    .with("rule", rule.hyphenated())
                    .with("period", period.says())
                    .with("from", from)
            }
            CountError::NeedsTime { rule, period, from } => Finding::new(codes::NEEDS_TIME)
                .with("rule", rule.hyphenated())
                .with("period", period.says())
                .with("from", from),
            CountError::Reversed { from, to } => Finding::new(codes::REVERSED)
                .with("from", from)
                .with("to", to),
            CountError::PausesOverlap { day } => {
                Finding::new(codes::PAUSES_OVERLAP).with("day", day)
            }
            CountError::NotWithRule { rule, what } => Finding::new(codes::NOT_WITH_RULE)
                .with("rule", rule.hyphenated())
                .with("what", what.says()),
            CountError::TooFar { period, from } => Finding::new(codes::TOO_FAR)
                .with("period", period.says())
                .with("from", from),
        }
    }
}
