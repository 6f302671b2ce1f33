//! Lengths of time as the law writes them.

use std::fmt;
use std::str::FromStr;

use super::codes;
use crate::diagnostic::{Bilingual, Coded, Finding, nearest_quoted};

/// In what a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Days that are no rest days.
    WorkingDays,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

/// Each unit: the letters of the short form, its one and its many.
const UNITS: [(Unit, &str, &str, &str); 6] = [
    (Unit::Hours, "h", "hour", "hours"),
    (Unit::Days, "d", "day", "days"),
    (Unit::WorkingDays, "wd", "working day", "working days"),
    (Unit::Weeks, "w", "week", "weeks"),
    (Unit::Months, "m", "month", "months"),
    (Unit::Years, "y", "year", "years"),
];

impl Unit {
    fn of(word: &str) -> Option<Unit> {
        UNITS
            .iter()
            .find(|(_, short, one, many)| [*short, *one, *many].contains(&word))
            .map(|(unit, ..)| *unit)
    }

    /// The unit in Korean, as it follows a number.
    pub const fn ko(self) -> &'static str {
        match self {
            Unit::Hours => "시간",
            Unit::Days => "일",
            Unit::WorkingDays => "근무일",
            Unit::Weeks => "주",
            Unit::Months => "개월",
            Unit::Years => "년",
        }
    }
}

/// A length of time: `20 days`, `3 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// How many; at most [`Period::MOST`].
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Period {
    /// The largest amount.
    pub const MOST: u32 = 100_000;

    /// So many days.
    pub const fn days(amount: u32) -> Self {
        Period {
            amount,
            unit: Unit::Days,
        }
    }

    /// As a person says it.
    pub fn says(self) -> Bilingual {
        Bilingual::new(
            format!("{}{}", self.amount, self.unit.ko()),
            self.to_string(),
        )
    }
}

/// The long form, which reads back: `20 days`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word =
            UNITS
                .iter()
                .find(|(unit, ..)| *unit == self.unit)
                .map_or(
                    "",
                    |(_, _, one, many)| {
                        if self.amount == 1 { *one } else { *many }
                    },
                );
        write!(f, "{} {word}", self.amount)
    }
}

/// The text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a period such as `20 days` or `20d`")]
pub struct PeriodError {
    /// What was given.
    pub text: String,
}

impl Coded for PeriodError {
    fn finding(&self) -> Finding {
        let digits = self.text.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = self.text.split_at_checked(digits).unwrap_or(("", ""));
        let words = UNITS.iter().flat_map(|(_, _, one, many)| [*one, *many]);
        let near = nearest_quoted(unit.trim(), words).filter(|_| !number.is_empty());
        Finding::new(codes::PERIOD)
            .with("text", self.text.as_str())
            .suggest(near.map(|near| format!("`{number} {}`", near.trim_matches('`'))))
    }
}

/// Reads `20 days`, `1 working day` and the short `20d`, `14wd`.
impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError {
            text: text.to_owned(),
        };
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
        let unit = unit.strip_prefix(' ').unwrap_or(unit);
        // A number of many digits is out of bounds, and so is `007`.
        let plain = number.len() <= 6 && (number == "0" || !number.starts_with('0'));
        let amount = number.parse().ok().filter(|_| plain).ok_or_else(wrong)?;
        if amount > Period::MOST {
            return Err(wrong());
        }
        Ok(Period {
            amount,
            unit: Unit::of(unit).ok_or_else(wrong)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_read() {
        let read = |text: &str| text.parse::<Period>().unwrap().to_string();
        for (text, long) in [
            ("20d", "20 days"),
            ("20 days", "20 days"),
            ("1 day", "1 day"),
            ("14wd", "14 working days"),
            ("1 working day", "1 working day"),
            ("12w", "12 weeks"),
            ("3m", "3 months"),
            ("1y", "1 year"),
            ("8h", "8 hours"),
            ("0d", "0 days"),
            ("100000d", "100000 days"),
        ] {
            assert_eq!(read(text), long);
            assert_eq!(read(long), long);
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for wrong in [
            "",
            "d",
            "20",
            "-1d",
            "+1d",
            "1.5d",
            "007d",
            "20  days",
            "20D",
            "100001d",
            "99999999999999999999d",
            "２0d",
            "20 dayz",
            "20일",
        ] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
        let near = "20 dyas"
            .parse::<Period>()
            .unwrap_err()
            .finding()
            .suggestion;
        assert_eq!(near.as_deref(), Some("`20 days`"));
    }
}
