//! From the lines of a calendar to its days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

use super::day::{date, next, number, plus};
use super::file::{Line, Nth, Rules, Substitute, When};
use super::holidays::Holiday;
use crate::diagnostic::Bilingual;

/// The days of a calendar.
pub(super) struct Days {
    pub first: i32,
    pub rest: Vec<bool>,
    pub holidays: BTreeMap<Date, Vec<Holiday>>,
    /// Removed days that were no holidays: their places in the list.
    pub idle: Vec<usize>,
}

/// Works out every day of the years of a calendar.
pub(super) fn days(rules: &Rules) -> Days {
    let (from, to) = rules.years;
    let first = Date::new(from, 1, 1).map_or(0, number);
    let last = Date::new(to, 12, 31).map_or(-1, number);
    let mut falls: BTreeMap<Date, Vec<(&str, &Line)>> = BTreeMap::new();
    for (id, line) in &rules.holidays {
        for day in occurrences(line, rules) {
            falls.entry(day).or_default().push((id.as_str(), line));
        }
    }
    let mut holidays: BTreeMap<Date, Vec<Holiday>> = falls
        .iter()
        .map(|(day, lines)| {
            (
                *day,
                lines.iter().map(|(_, line)| line.day.clone()).collect(),
            )
        })
        .collect();
    for (day, lines) in &falls {
        if let Some((substitute, line)) = claim(*day, lines, rules)
            && let Some(free) = free_after(*day, &holidays, rules)
        {
            let name = |lang: fn(&Bilingual) -> &str| {
                format!("{}({})", lang(&substitute.name), lang(&line.day.name))
            };
            holidays.entry(free).or_default().push(Holiday {
                name: Bilingual::new(
                    name(|both| &both.ko),
                    name(|both| &both.en).replace('(', " ("),
                ),
                source: substitute.source.clone(),
                stands_for: Some(*day),
            });
        }
    }
    let mut idle = Vec::new();
    for (at, removed) in rules.removed.iter().enumerate() {
        if holidays.remove(&removed.day).is_none() {
            idle.push(at);
        }
    }
    holidays.retain(|day, _| (first..=last).contains(&number(*day)));
    let weekend = |day: Date| {
        rules.weekend.iter().any(|weekend| {
            weekend.weekday == day.weekday() && weekend.from.is_none_or(|from| from <= day)
        })
    };
    let rest = (first..=last)
        .filter_map(date)
        .map(|day| weekend(day) || holidays.contains_key(&day))
        .collect();
    Days {
        first,
        rest,
        holidays,
        idle,
    }
}

/// The substitute day that the holidays of a day call for. One overlap calls
/// for one, however many holidays meet.
fn claim<'a>(
    day: Date,
    lines: &[(&str, &'a Line)],
    rules: &'a Rules,
) -> Option<(&'a Substitute, &'a Line)> {
    let weekend = rules.weekend.iter().any(|w| w.weekday == day.weekday());
    let yearly = lines.iter().filter(|(_, line)| line.is_yearly()).count();
    lines.iter().find_map(|(id, line)| {
        let found = rules.substitutes.iter().find(|substitute| {
            let meets = (!weekend && substitute.on_holiday && line.is_yearly() && yearly > 1)
                || substitute.weekdays.contains(&day.weekday());
            meets
                && substitute.of.iter().any(|of| of == id)
                && substitute.from.is_none_or(|from| from <= day)
                && substitute.to.is_none_or(|to| day <= to)
        });
        found.map(|substitute| (substitute, *line))
    })
}

/// The first day after a day that is neither a holiday nor a weekend.
fn free_after(day: Date, holidays: &BTreeMap<Date, Vec<Holiday>>, rules: &Rules) -> Option<Date> {
    let weekend: BTreeSet<i8> = rules
        .weekend
        .iter()
        .map(|weekend| weekend.weekday.to_monday_zero_offset())
        .collect();
    // A week of seven days of rest has no free day.
    if weekend.len() == 7 {
        return None;
    }
    let mut free = next(day)?;
    while weekend.contains(&free.weekday().to_monday_zero_offset()) || holidays.contains_key(&free)
    {
        free = next(free)?;
    }
    Some(free)
}

/// The days of a holiday, within its own dates.
fn occurrences(line: &Line, rules: &Rules) -> Vec<Date> {
    let (from, to) = rules.years;
    let yearly = |of: &dyn Fn(i16) -> Option<Date>| -> Vec<Date> {
        (from..=to)
            .filter(|year| !line.except.contains(year))
            .filter_map(of)
            .collect()
    };
    let shifted = |day: Date, by: i64| plus(day, by);
    let all = match &line.when {
        When::Days(days) => days.clone(),
        When::Date { month, day, moves } => yearly(&|year| {
            let on = Date::new(year, *month, *day).ok()?;
            match moves {
                Some((weekday, by)) if on.weekday() == *weekday => shifted(on, *by),
                _ => Some(on),
            }
        }),
        When::Lunar { month, day, offset } => {
            let table = rules
                .lunar
                .get(&(*month, *day))
                .map_or(&[][..], Vec::as_slice);
            table
                .iter()
                .filter(|on| !line.except.contains(&on.year()))
                .filter_map(|on| shifted(*on, *offset))
                .collect()
        }
        When::Easter { offset } => yearly(&|year| shifted(easter(year)?, *offset)),
        When::Weekday {
            nth,
            weekday,
            month,
        } => yearly(&|year| nth_weekday(year, *month, *nth, *weekday)),
    };
    all.into_iter()
        .filter(|day| line.from.is_none_or(|from| from <= *day))
        .filter(|day| line.to.is_none_or(|to| *day <= to))
        .collect()
}

fn nth_weekday(year: i16, month: i8, nth: Nth, weekday: Weekday) -> Option<Date> {
    let nth = match nth {
        Nth::Number(nth) => nth,
        Nth::Last => -1,
    };
    Date::new(year, month, 1)
        .ok()?
        .nth_weekday_of_month(nth, weekday)
        .ok()
}

/// Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms,
/// chapter 8).
pub(super) fn easter(year: i16) -> Option<Date> {
    let year32 = i32::from(year);
    let (century, of_century) = (year32.div_euclid(100), year32.rem_euclid(100));
    let golden = year32.rem_euclid(19);
    let shift = (century + 8) / 25;
    let correction = (century - shift + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * late + 114;
    Date::new(
        year,
        i8::try_from(sum / 31).ok()?,
        i8::try_from(sum % 31 + 1).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_as_the_tables_have_it() {
        for (year, day) in [
            (1990, "04-15"),
            (2000, "04-23"),
            (2008, "03-23"),
            (2011, "04-24"),
            (2019, "04-21"),
            (2024, "03-31"),
            (2025, "04-20"),
            (2026, "04-05"),
            (2038, "04-25"),
            (2049, "04-18"),
        ] {
            assert_eq!(easter(year).unwrap().to_string(), format!("{year}-{day}"));
        }
    }
}
