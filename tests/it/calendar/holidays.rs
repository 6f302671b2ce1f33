//! Holidays as they are and were.

use std::collections::{BTreeMap, BTreeSet};

use icu_calendar::Iso;
use icu_calendar::cal::KoreanTraditional;
use icu_calendar::options::DateFromFieldsOptions;
use icu_calendar::types::{DateFields, Month};
use jiff::civil::{Date, Weekday, date};
use jorye::calendar::Calendar;

use super::rows;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Every holiday of the table, and none besides; Sundays of no name are not in it.
#[test]
fn korea_2024_to_2030() {
    let kr = Calendar::builtin("kr").unwrap();
    let expected: BTreeMap<Date, String> = rows("holidays_kr.tsv")
        .into_iter()
        .map(|row| (day(&row[0]), row[1].clone()))
        .collect();
    assert_eq!(expected.len(), 143);
    let mut found: BTreeMap<Date, String> = BTreeMap::new();
    for (day, holiday) in kr.holidays() {
        if (2024..=2030).contains(&day.year()) {
            let kind = if holiday.stands_for.is_some() {
                "substitute"
            } else if holiday.name.ko.contains("선거일") {
                "election"
            } else if holiday.source.as_deref().unwrap().contains("제11호") {
                "ad-hoc"
            } else {
                "statutory"
            };
            found.insert(day, kind.to_owned());
        }
    }
    assert_eq!(found, expected);
}

/// The lunar days against those of another source.
#[test]
fn lunar_days_agree_with_another_reckoning() {
    let kr = Calendar::builtin("kr").unwrap();
    for (name, month, of_month) in [("설날", 1, 1), ("부처님 오신 날", 4, 8), ("추석", 8, 15)]
    {
        let found: Vec<Date> = kr
            .holidays()
            .filter(|(_, holiday)| holiday.name.ko == name)
            .map(|(day, _)| day)
            .collect();
        let expected: Vec<Date> = (1990..=2050)
            .map(|year| {
                let mut fields = DateFields::default();
                fields.extended_year = Some(year);
                fields.month = Some(Month::new(month));
                fields.day = Some(of_month);
                let lunar = icu_calendar::Date::try_from_fields(
                    fields,
                    DateFromFieldsOptions::default(),
                    KoreanTraditional::new(),
                );
                let iso = lunar.unwrap().to_calendar(Iso);
                date(
                    iso.year().extended_year().try_into().unwrap(),
                    iso.month().ordinal.try_into().unwrap(),
                    iso.day_of_month().0.try_into().unwrap(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}

/// Whether a day was a holiday by the decree of its own time.
#[test]
fn each_year_has_the_decree_of_its_own_time() {
    let kr = Calendar::builtin("kr").unwrap();
    for (day_of, holiday) in [
        // 대통령령 제13155호, from 1991.
        ("1990-10-01", true),
        ("1991-10-01", false),
        ("1990-10-09", true),
        ("1991-10-09", false),
        // 대통령령 제15939호, from 1999.
        ("1990-01-02", true),
        ("1998-01-02", true),
        ("1999-01-02", false),
        ("1990-01-03", false),
        // 대통령령 제18893호, 2005-06-30.
        ("2005-04-05", true),
        ("2006-04-05", false),
        ("2007-07-17", true),
        ("2008-07-17", false),
        // 대통령령 제24273호, 2012-12-28.
        ("2012-10-09", false),
        ("2013-10-09", true),
        // 대통령령 제36290호, 2026-05-01 and 2026-05-11.
        ("2025-05-01", false),
        ("2026-05-01", true),
        ("2025-07-17", false),
        ("2026-07-17", true),
        // Elections and days of the government.
        ("2002-07-01", true),
        ("2006-05-31", true),
        ("2017-05-09", true),
        ("2020-08-17", true),
        ("2022-03-09", true),
        ("2016-05-06", true),
    ] {
        let found = !kr.day(day(day_of)).unwrap().holidays.is_empty();
        assert_eq!(found, holiday, "{day_of}");
    }
}

#[test]
fn saturdays_are_rest_days_since_the_civil_act_names_them() {
    let kr = Calendar::builtin("kr").unwrap();
    assert!(!kr.is_rest(day("2008-03-15")).unwrap());
    assert!(kr.is_rest(day("2008-03-22")).unwrap());
    assert!(kr.is_rest(day("2008-03-16")).unwrap(), "a Sunday");
}

/// All of them until 2023: those since are in the table above.
#[test]
fn substitute_days_since_there_are_any() {
    let kr = Calendar::builtin("kr").unwrap();
    let of = |years: std::ops::RangeInclusive<i16>| -> Vec<String> {
        kr.holidays()
            .filter(|(_, holiday)| holiday.stands_for.is_some())
            .filter(|(day, _)| years.contains(&day.year()))
            .map(|(day, _)| day.to_string())
            .collect()
    };
    assert_eq!(
        of(1990..=2023),
        [
            "2014-09-10",
            "2015-09-29",
            "2016-02-10",
            "2017-01-30",
            "2017-10-06",
            "2018-05-07",
            "2018-09-26",
            "2019-05-06",
            "2020-01-27",
            "2021-08-16",
            "2021-10-04",
            "2021-10-11",
            "2022-09-12",
            "2022-10-10",
            "2023-01-24",
            "2023-05-29",
        ]
    );
    // Two overlaps next to each other give two days (제3조제2항).
    assert!(of(2036..=2036).contains(&"2036-10-06".to_owned()));
    assert!(of(2036..=2036).contains(&"2036-10-07".to_owned()));
    assert_eq!(
        of(2039..=2039)
            .into_iter()
            .filter(|day| day.starts_with("2039-10"))
            .collect::<Vec<_>>(),
        ["2039-10-04", "2039-10-05", "2039-10-10"]
    );
}

/// 공직선거법 제34조: the first Wednesday from so many days before the end of the
/// term, a week later where that day or one beside it is a holiday.
#[test]
fn elections_to_come_are_those_of_the_act() {
    let kr = Calendar::builtin("kr").unwrap();
    let known: BTreeSet<Date> = kr
        .holidays()
        .filter(|(_, holiday)| holiday.name.ko.contains("선거"))
        .map(|(day, _)| day)
        .collect();
    let other = |day: Date| {
        let found = kr.day(day).unwrap();
        found.holidays.iter().any(|h| !h.name.ko.contains("선거"))
    };
    let elected = |end: Date, before: i32| {
        let mut day = (0..before).fold(end, |day, _| day.yesterday().unwrap());
        while day.weekday() != Weekday::Wednesday {
            day = day.tomorrow().unwrap();
        }
        if other(day) || other(day.yesterday().unwrap()) || other(day.tomorrow().unwrap()) {
            day = (0..7).fold(day, |day, _| day.tomorrow().unwrap());
        }
        day
    };
    let mut all = BTreeSet::new();
    all.extend(
        (2008..=2048)
            .step_by(4)
            .map(|y| elected(date(y, 5, 29), 50)),
    );
    all.extend(
        (2010..=2050)
            .step_by(4)
            .map(|y| elected(date(y, 6, 30), 30)),
    );
    all.extend((2030..=2050).step_by(5).map(|y| elected(date(y, 6, 3), 70)));
    all.insert(elected(date(2022, 5, 9), 70));
    let missing: Vec<&Date> = all.difference(&known).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let since: Vec<&Date> = known
        .difference(&all)
        .filter(|day| day.year() >= 2008)
        .collect();
    // 2012: the act then fixed another day of the week's rule for the same day;
    // 2017 and 2025: vacancies.
    assert_eq!(
        since,
        [&date(2012, 12, 19), &date(2017, 5, 9), &date(2025, 6, 3)]
    );
}

/// The days of a year from Monday to Friday.
fn weekdays(calendar: &str, year: i16) -> Vec<String> {
    let calendar = Calendar::builtin(calendar).unwrap();
    let mut days: Vec<String> = calendar
        .holidays()
        .filter(|(day, _)| day.year() == year)
        .filter(|(day, _)| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .map(|(day, _)| day.strftime("%m-%d").to_string())
        .collect();
    days.dedup();
    days
}

#[test]
fn england_and_wales() {
    for (year, days) in [
        (1995, "01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26"),
        (
            1999,
            "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31",
        ),
        (
            2002,
            "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26",
        ),
        (
            2011,
            "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
        ),
        (
            2012,
            "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
        ),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (
            2022,
            "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
        ),
        (
            2023,
            "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
        ),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    ] {
        assert_eq!(
            weekdays("england-and-wales", year).join(" "),
            days,
            "{year}"
        );
    }
}

#[test]
fn the_netherlands() {
    for (year, days) in [
        (2013, "01-01 03-29 04-01 04-30 05-09 05-20 12-25 12-26"),
        (2014, "01-01 04-18 04-21 05-05 05-29 06-09 12-25 12-26"),
        (2026, "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25"),
    ] {
        assert_eq!(weekdays("netherlands", year).join(" "), days, "{year}");
    }
    let nl = Calendar::builtin("netherlands").unwrap();
    // The day before, where the birthday is kept on no Sunday.
    for day_of in ["2006-04-29", "2014-04-26", "2025-04-26"] {
        assert!(
            !nl.day(day(day_of)).unwrap().holidays.is_empty(),
            "{day_of}"
        );
    }
}

#[test]
fn outside_its_years_a_calendar_says_nothing() {
    let kr = Calendar::builtin("kr").unwrap();
    assert!(kr.day(day("1990-01-01")).is_ok());
    assert!(kr.day(day("2050-12-31")).is_ok());
    for outside in ["1989-12-31", "2051-01-01", "-009999-01-01", "9999-12-31"] {
        let error = kr.day(day(outside)).unwrap_err();
        assert_eq!((error.from, error.to), (1990, 2050));
    }
}
