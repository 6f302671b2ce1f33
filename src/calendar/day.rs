//! Arithmetic of civil dates, in whole numbers.
//!
//! A day is counted from 1970-01-01, so that a sum of days is one addition; the
//! conversions are those of the proleptic Gregorian calendar in eras of 400
//! years.

use jiff::civil::Date;

/// Days of an era of 400 years.
const ERA: i32 = 146_097;

/// The number of a day: 0 for 1970-01-01.
pub(super) fn number(date: Date) -> i32 {
    let (year, month, day) = (
        i32::from(date.year()),
        i32::from(date.month()),
        i32::from(date.day()),
    );
    // Years begin in March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of a number; `None` beyond the years that a date can have.
pub(super) fn date(number: i32) -> Option<Date> {
    let shifted = number.checked_add(719_468)?;
    let era = shifted.div_euclid(ERA);
    let of_era = shifted.rem_euclid(ERA);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// A day so many days later, or earlier.
pub(super) fn plus(day: Date, days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok()?;
    date(number(day).checked_add(days)?)
}

/// The day after.
pub(super) fn next(day: Date) -> Option<Date> {
    day.tomorrow().ok()
}

/// The day before.
pub(super) fn previous(day: Date) -> Option<Date> {
    day.yesterday().ok()
}

/// The day of the same number so many months away, and whether that month has
/// it; where it does not, its last day.
pub(super) fn same_day(day: Date, months: i64) -> Option<(Date, bool)> {
    let all = i64::from(day.year())
        .checked_mul(12)?
        .checked_add(i64::from(day.month()) - 1)?
        .checked_add(months)?;
    let year = i16::try_from(all.div_euclid(12)).ok()?;
    let month = i8::try_from(all.rem_euclid(12) + 1).ok()?;
    match Date::new(year, month, day.day()) {
        Ok(same) => Some((same, true)),
        Err(_) => Some((Date::new(year, month, 1).ok()?.last_of_month(), false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_dates_are_one(number in -4_000_000_i32..2_900_000) {
            if let Some(day) = date(number) {
                prop_assert_eq!(super::number(day), number);
                prop_assert_eq!(next(day), date(number + 1));
            }
        }
    }

    #[test]
    fn the_same_day_of_another_month() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(number(day("1970-01-01")), 0);
        assert_eq!(date(20_780), Some(day("2026-11-23")));
        assert_eq!(
            same_day(day("2027-01-31"), 1),
            Some((day("2027-02-28"), false))
        );
        assert_eq!(
            same_day(day("2028-02-29"), -48),
            Some((day("2024-02-29"), true))
        );
        assert_eq!(same_day(day("9999-12-01"), 1), None);
        assert_eq!(plus(day("9999-12-31"), 1), None);
    }
}
