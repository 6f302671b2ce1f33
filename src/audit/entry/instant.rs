//! Instants and dates as the trail writes them: fixed width, so that they sort
//! as text and have one spelling.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// How long an instant is in writing.
const INSTANT: usize = "2027-01-08T01:00:00.000000Z".len();

/// `2027-01-08T01:00:00.000000Z`; nothing if the instant is finer than a
/// microsecond or its year is not from 0 to 9999.
pub fn write_instant(instant: Timestamp) -> Option<String> {
    let civil = Offset::UTC.to_datetime(instant);
    let nanosecond = civil.subsec_nanosecond();
    let year = u32::try_from(civil.year()).ok()?;
    if nanosecond % 1000 != 0 {
        return None;
    }
    let mut text = String::with_capacity(INSTANT);
    digits::<4>(&mut text, year);
    for (sign, part) in [
        ('-', civil.month()),
        ('-', civil.day()),
        ('T', civil.hour()),
        (':', civil.minute()),
        (':', civil.second()),
    ] {
        text.push(sign);
        digits::<2>(&mut text, part.unsigned_abs().into());
    }
    text.push('.');
    digits::<6>(&mut text, nanosecond.unsigned_abs() / 1000);
    text.push('Z');
    Some(text)
}

/// Appends the last `N` decimal digits of a number.
fn digits<const N: usize>(text: &mut String, mut number: u32) {
    let mut all = ['0'; N];
    for digit in all.iter_mut().rev() {
        *digit = char::from(b'0' + (number % 10) as u8);
        number /= 10;
    }
    text.extend(all);
}

/// Reads what [`write_instant`] writes, and nothing else.
pub fn read_instant(text: &str) -> Option<Timestamp> {
    let civil: DateTime = text.strip_suffix('Z')?.parse().ok()?;
    let instant = Offset::UTC.to_timestamp(civil).ok()?;
    (write_instant(instant)? == text).then_some(instant)
}

/// `2027-01-08`. A year below 0 has a sign and six digits (ISO 8601-1, 4.3.3).
pub fn write_date(date: Date) -> String {
    let Ok(year) = u32::try_from(date.year()) else {
        return date.to_string();
    };
    let mut text = String::with_capacity("2027-01-08".len());
    digits::<4>(&mut text, year);
    for part in [date.month(), date.day()] {
        text.push('-');
        digits::<2>(&mut text, part.unsigned_abs().into());
    }
    text
}

/// Reads what [`write_date`] writes, and nothing else.
pub fn read_date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (write_date(date) == text).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_one_spelling() {
        let instant: Timestamp = "2027-01-08T01:00:00Z".parse().unwrap();
        let text = write_instant(instant).unwrap();
        assert_eq!(text, "2027-01-08T01:00:00.000000Z");
        assert_eq!(read_instant(&text), Some(instant));
        for wrong in [
            "2027-01-08T01:00:00Z",
            "2027-01-08T01:00:00.000Z",
            "2027-01-08T01:00:00.0000000Z",
            "2027-01-08T01:00:00.000000+00:00",
            "2027-01-08T01:00:00.000000z",
            "2027-01-08t01:00:00.000000Z",
            "2027-01-08 01:00:00.000000Z",
            "2027-02-30T01:00:00.000000Z",
            "2027-01-08T01:00:60.000000Z",
            "2027-01-08T24:00:00.000000Z",
            "-000001-01-08T01:00:00.000000Z",
            "",
        ] {
            assert_eq!(read_instant(wrong), None, "{wrong}");
        }
        let fine: Timestamp = "2027-01-08T01:00:00.0000001Z".parse().unwrap();
        assert_eq!(write_instant(fine), None);
        assert_eq!(write_instant(Timestamp::MIN), None);
    }

    #[test]
    fn a_date_has_one_spelling() {
        for text in ["2027-01-08", "0000-01-01", "9999-12-31", "-000044-03-15"] {
            let date = read_date(text).unwrap();
            assert_eq!(write_date(date), text);
        }
        for wrong in [
            "2027-1-8",
            "20270108",
            "2027-02-30",
            "2027-01-08T00:00",
            "+002027-01-08",
        ] {
            assert_eq!(read_date(wrong), None, "{wrong}");
        }
    }
}
