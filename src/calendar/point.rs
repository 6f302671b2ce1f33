//! A day, or a moment of a day, without a zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};

use super::codes;
use crate::diagnostic::{Coded, Finding};

/// From where a period runs, or where it ends: a civil day or a civil time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// A day; as an end, the end of that day.
    Day(Date),
    /// A time of a day.
    Time(DateTime),
}

impl Point {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Point::Day(day) => day,
            Point::Time(time) => time.date(),
        }
    }
}

impl From<Date> for Point {
    fn from(day: Date) -> Self {
        Point::Day(day)
    }
}

impl From<DateTime> for Point {
    fn from(time: DateTime) -> Self {
        Point::Time(time)
    }
}

/// `2026-09-28`, `2026-09-30T14:00`, and with seconds where there are any.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Point::Day(day) => write!(f, "{day}"),
            Point::Time(time) => {
                write!(f, "{}T{:02}:{:02}", time.date(), time.hour(), time.minute())?;
                if time.second() != 0 || time.subsec_nanosecond() != 0 {
                    write!(f, ":{:02}", time.second())?;
                }
                if time.subsec_nanosecond() != 0 {
                    let digits = format!("{:09}", time.subsec_nanosecond());
                    write!(f, ".{}", digits.trim_end_matches('0'))?;
                }
                Ok(())
            }
        }
    }
}

/// The text is neither a date nor a time, or no range of days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date such as `2026-09-23` or a time such as `2026-09-23T14:00`")]
pub struct PointError {
    /// What was given.
    pub text: String,
}

impl Coded for PointError {
    fn finding(&self) -> Finding {
        Finding::new(codes::POINT).with("text", self.text.as_str())
    }
}

impl FromStr for Point {
    type Err = PointError;

    fn from_str(text: &str) -> Result<Self, PointError> {
        let wrong = || PointError {
            text: text.to_owned(),
        };
        // The form that is written: four digits, two, two, and nothing looser.
        let day = |text: &str| -> Option<Date> {
            let found: Date = text.parse().ok()?;
            (found.to_string() == text).then_some(found)
        };
        match text.split_once('T') {
            None => day(text).map(Point::Day).ok_or_else(wrong),
            Some((date, time)) => {
                let plain = matches!(time.len(), 5 | 8)
                    && time.bytes().all(|b| b.is_ascii_digit() || b == b':');
                let time = time
                    .parse::<jiff::civil::Time>()
                    .ok()
                    .filter(|_| plain)
                    .ok_or_else(wrong)?;
                let day = day(date).ok_or_else(wrong)?;
                Ok(Point::Time(day.to_datetime(time)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_reads_as_it_is_written() {
        for text in ["2026-09-23", "2026-09-23T14:00", "2026-09-23T14:00:05"] {
            assert_eq!(text.parse::<Point>().unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "2026",
            "2026-9-23",
            "2026-02-30",
            "2026-09-23 14:00",
            "2026-09-23T24:00",
            "2026-09-23T14",
            "2026-09-23T14:00Z",
            "2026-09-23T14:00+09:00",
            "20260923",
        ] {
            assert!(wrong.parse::<Point>().is_err(), "{wrong}");
        }
    }
}
