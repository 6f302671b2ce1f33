//! Lengths of terms, counted on the calendar.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// The unit of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// A length of time in days, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// How many, from 1.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "days",
            Unit::Months => "months",
            Unit::Years => "years",
        };
        write!(f, "{} {unit}", self.count)
    }
}

impl Period {
    /// The most that a period may count.
    const MOST: u16 = 9_999;

    /// Reads `2 years`, `6 months`, `1 year`, `30 days`.
    pub fn read(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(' ')?;
        let unit = match unit {
            "day" | "days" => Unit::Days,
            "month" | "months" => Unit::Months,
            "year" | "years" => Unit::Years,
            _ => return None,
        };
        let plain = number.bytes().all(|b| b.is_ascii_digit());
        let count = number.parse().ok()?;
        (plain && (1..=Self::MOST).contains(&count)).then_some(Period { count, unit })
    }

    fn span(self) -> Span {
        match self.unit {
            Unit::Days => i64::from(self.count).days(),
            Unit::Months => i64::from(self.count).months(),
            Unit::Years => i64::from(self.count).years(),
        }
    }

    /// The last day of a term of this length whose first day is counted (Civil
    /// Act art. 160): the day before the corresponding one or, where there is
    /// none, the last of the month. It never moves off a holiday.
    pub fn last_day(self, first: Date) -> Option<Date> {
        let end = first.checked_add(self.span()).ok()?;
        let corresponds = self.unit == Unit::Days || end.day() == first.day();
        if corresponds {
            end.yesterday().ok()
        } else {
            Some(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_on_the_eve_of_the_corresponding_day() {
        for (period, first, last) in [
            ("2 years", "2026-10-01", "2028-09-30"),
            ("1 year", "2024-02-29", "2025-02-28"),
            ("1 month", "2027-01-31", "2027-02-28"),
            ("6 months", "2027-01-01", "2027-06-30"),
            ("1 day", "2027-01-01", "2027-01-01"),
        ] {
            let period = Period::read(period).unwrap();
            let first = first.parse().unwrap();
            assert_eq!(period.last_day(first).unwrap().to_string(), last);
        }
        for wrong in [
            "2",
            "0 years",
            "2  years",
            "two years",
            "+2 years",
            "3 weeks",
            "10000 days",
        ] {
            assert_eq!(Period::read(wrong), None, "{wrong}");
        }
    }
}
