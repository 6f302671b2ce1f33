//! Instants and dates as the trail writes them: fixed width, so that they sort
//! as text and have one spelling.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// `2027-01-08T01:00:00.000000Z`; nothing if the instant is finer than a
/// microsecond or its year is not from 0 to 9999.
pub fn write_instant(instant: Timestamp) -> Option<String> {
    let civil = Offset::UTC.to_datetime(instant);
    let nanosecond = civil.subsec_nanosecond();
    let year = u32::try_from(civil.year()).ok()?;
    if nanosecond % 1000 != 0 {
        return None;
    }
    let [month, day] = [civil.month(), civil.day()].map(pair);
    let [hour, minute, second] = [civil.hour(), civil.minute(), civil.second()].map(pair);
    let [y1, y2, y3, y4] = digits(year);
    let [f1, f2, f3, f4, f5, f6] = digits(nanosecond.unsigned_abs() / 1000);
    let text = [
        y1, y2, y3, y4, b'-', month[0], month[1], b'-', day[0], day[1], b'T', hour[0], hour[1],
        b':', minute[0], minute[1], b':', second[0], second[1], b'.', f1, f2, f3, f4, f5, f6, b'Z',
    ];
    String::from_utf8(text.to_vec()).ok()
}

/// The last `N` decimal digits of a number.
fn digits<const N: usize>(mut number: u32) -> [u8; N] {
    let mut all = [b'0'; N];
    for digit in all.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    all
}

/// The two digits of a part of a date or a time.
fn pair(part: i8) -> [u8; 2] {
    digits(part.unsigned_abs().into())
}

/// Reads what [`write_instant`] writes, and nothing else.
pub fn read_instant(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 27] = text.as_bytes().try_into().ok()?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
        b'.',
        f1,
        f2,
        f3,
        f4,
        f5,
        f6,
        b'Z',
    ] = *bytes
    else {
        return None;
    };
    let part = |tens, ones| Some(number([tens, ones])? as i8);
    let civil = DateTime::new(
        number([y1, y2, y3, y4])? as i16,
        part(m1, m2)?,
        part(d1, d2)?,
        part(h1, h2)?,
        part(n1, n2)?,
        part(s1, s2)?,
        number([f1, f2, f3, f4, f5, f6])? as i32 * 1000,
    );
    Offset::UTC.to_timestamp(civil.ok()?).ok()
}

/// The number that decimal digits write, up to six of them.
fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.into_iter().try_fold(0_u32, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

/// `2027-01-08`. A year below 0 has a sign and six digits (ISO 8601-1, 4.3.3).
pub fn write_date(date: Date) -> String {
    let written = u32::try_from(date.year()).ok().and_then(|year| {
        let [month, day] = [date.month(), date.day()].map(pair);
        let [y1, y2, y3, y4] = digits(year);
        let text = [
            y1, y2, y3, y4, b'-', month[0], month[1], b'-', day[0], day[1],
        ];
        String::from_utf8(text.to_vec()).ok()
    });
    written.unwrap_or_else(|| date.to_string())
}

/// Reads what [`write_date`] writes, and nothing else.
pub fn read_date(text: &str) -> Option<Date> {
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() {
        let part = |tens, ones| Some(number([tens, ones])? as i8);
        let year = number([y1, y2, y3, y4])? as i16;
        return Date::new(year, part(m1, m2)?, part(d1, d2)?).ok();
    }
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
