//! The lines of a calendar file.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time, Weekday};

use super::rules::{Line, Nth, Removed, Rules, Substitute, When};
use super::table::{DATE, Table, date, integer, parse, text};
use crate::calendar::codes;
use crate::calendar::holidays::{Holiday, Shift, Weekend};
use crate::calendar::step::Ground;
use crate::diagnostic::{Bilingual, Finding, Place, Source};

/// A file as read, before it is put on what it extends.
pub(super) struct Draft {
    pub source: Arc<Source>,
    pub id_place: Place,
    pub extends: Option<(String, Place)>,
    pub rules: Rules,
    pub removed_places: Vec<(Place, Date)>,
    years: Option<((i16, i16), Place)>,
    has_weekend: bool,
    has_office: bool,
    /// Where it names holidays and lunar days that another line must give.
    names: Vec<(Name, Place)>,
}

/// What a line relies on.
enum Name {
    Holiday(String),
    Lunar((i8, i8)),
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const NUMBERS: [(&str, Nth); 5] = [
    ("first", Nth::Number(1)),
    ("second", Nth::Number(2)),
    ("third", Nth::Number(3)),
    ("fourth", Nth::Number(4)),
    ("last", Nth::Last),
];
/// The years that a calendar can speak of: those in which Easter and the
/// reckoning of days are those of today.
const YEARS: (i64, i64) = (1900, 2200);
/// So far a holiday stands from the day that it is reckoned from.
const OFFSET: std::ops::RangeInclusive<i64> = -366..=366;
const HOLIDAY_KEYS: [&str; 12] = [
    "name", "date", "lunar", "easter", "weekday", "days", "offset", "moves", "from", "to",
    "except", "source",
];

type Log<'l> = &'l mut Vec<Finding>;

/// Reads a file; what is wrong with it is told.
pub(super) fn draft(source: &Arc<Source>, log: Log<'_>) -> Option<Draft> {
    let before = log.len();
    let parsed = parse(source, log);
    if log.len() > before {
        return None;
    }
    let all = Table::new(source, parsed.get_ref(), 0..0);
    all.know(
        log,
        &[
            "format",
            "calendar",
            "weekend",
            "office",
            "provisions",
            "holiday",
            "substitute",
            "removed",
            "lunar",
        ],
    );
    let one = ("`1`", "`1`");
    all.required(log, "format", one, |value| {
        integer(value).filter(|format| *format == 1)
    });
    if all.get("calendar").is_none() {
        all.missing(log, "calendar");
    }
    let head = all.table(log, "calendar")?;
    head.know(log, &["id", "title", "extends", "source", "years"]);
    let id = head.required(
        log,
        "id",
        (
            "소문자ㆍ숫자ㆍ붙임표ㆍ밑줄로 된 id",
            "an id of small letters, digits, hyphens and underscores",
        ),
        |value| text(value).filter(|id| is_id(id)),
    );
    let title = head.bilingual(log, "title");
    let extends = head.string(log, "extends").zip(head.get("extends"));
    let mut names = Vec::new();
    let removed = removed(&all, log);
    let rules = Rules {
        id: String::new(),
        title: Bilingual::default(),
        source: head.string(log, "source"),
        years: (0, -1),
        weekend: weekend(&all, log),
        office: office(&all, log),
        provisions: provisions(&all, log),
        holidays: holidays(&all, log, &mut names),
        substitutes: substitutes(&all, log, &mut names),
        removed: removed.iter().map(|(line, _)| line.clone()).collect(),
        lunar: lunar(&all, log),
    };
    contradictions(&all, &rules, &removed, log);
    Some(Draft {
        source: Arc::clone(source),
        id_place: head
            .get("id")
            .map_or_else(|| head.place(), |item| item.place),
        extends: extends.map(|(base, item)| (base, item.place)),
        removed_places: removed
            .iter()
            .map(|(line, place)| (place.clone(), line.day))
            .collect(),
        years: years(&head, log),
        has_weekend: all.get("weekend").is_some(),
        has_office: all.get("office").is_some(),
        names,
        rules: Rules {
            id: id?,
            title: title?,
            ..rules
        },
    })
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn years(head: &Table<'_, '_>, log: Log<'_>) -> Option<((i16, i16), Place)> {
    let item = head.get("years")?;
    let table = head.inner(log, "years", &item)?;
    table.know(log, &["from", "to"]);
    let year = ("1900부터 2200까지의 해", "a year from 1900 to 2200");
    let read = |value: &toml::de::DeValue<'_>| {
        let year = integer(value).filter(|year| (YEARS.0..=YEARS.1).contains(year))?;
        i16::try_from(year).ok()
    };
    let from = table.required(log, "from", year, read);
    let to = table.required(log, "to", year, read);
    let (from, to) = (from?, to?);
    if to < from {
        let expected = Bilingual::new("`from`과 같거나 뒤인 해", "a year not before `from`");
        table.wrong(log, "to", &item.place, expected);
    }
    Some(((from, to), item.place))
}

fn weekend(all: &Table<'_, '_>, log: Log<'_>) -> Vec<Weekend> {
    let Some(table) = all.table(log, "weekend") else {
        return Vec::new();
    };
    table.know(log, &DAYS.map(|(name, _)| name));
    let mut found = Vec::new();
    for (key, _, item) in table.items() {
        let weekday = DAYS.iter().find(|(name, _)| *name == key);
        let Some((_, weekday)) = weekday else {
            continue;
        };
        let Some(line) = table.inner(log, key, &item) else {
            continue;
        };
        line.know(log, &["name", "from", "source"]);
        if let Some(as_day) = as_day(&line, log) {
            found.push(Weekend {
                weekday: *weekday,
                from: line.date(log, "from"),
                as_day,
            });
        }
    }
    found
}

fn as_day(line: &Table<'_, '_>, log: Log<'_>) -> Option<Holiday> {
    let source = line.string(log, "source");
    Some(Holiday {
        name: line.bilingual(log, "name")?,
        source,
        stands_for: None,
    })
}

fn office(all: &Table<'_, '_>, log: Log<'_>) -> Vec<Shift> {
    let Some(table) = all.table(log, "office") else {
        return Vec::new();
    };
    table.know(log, &["hours", "source"]);
    table.string(log, "source");
    let expected = (
        "`09:00-12:00` 꼴의 시간대를 이른 것부터",
        "stretches such as `09:00-12:00`, the earlier first",
    );
    if table.get("hours").is_none() {
        table.missing(log, "hours");
    }
    let hours = table.list(log, "hours", expected, |value| {
        let (from, to) = value.as_str()?.split_once('-')?;
        let time =
            |text: &str| -> Option<Time> { (text.len() == 5).then(|| text.parse().ok()).flatten() };
        let shift = Shift {
            from: time(from)?,
            to: time(to)?,
        };
        (shift.from < shift.to).then_some(shift)
    });
    let hours = hours.unwrap_or_default();
    for pair in hours.windows(2) {
        if let [(first, _), (second, place)] = pair
            && second.from < first.to
        {
            table.wrong(log, "hours", place, Bilingual::new(expected.0, expected.1));
        }
    }
    hours.into_iter().map(|(shift, _)| shift).collect()
}

fn provisions(all: &Table<'_, '_>, log: Log<'_>) -> BTreeMap<Ground, String> {
    let Some(table) = all.table(log, "provisions") else {
        return BTreeMap::new();
    };
    let names: Vec<&str> = Ground::ALL.iter().map(|ground| ground.as_str()).collect();
    table.know(log, &names);
    Ground::ALL
        .into_iter()
        .filter_map(|ground| Some((ground, table.string(log, ground.as_str())?)))
        .collect()
}

fn holidays(
    all: &Table<'_, '_>,
    log: Log<'_>,
    names: &mut Vec<(Name, Place)>,
) -> Vec<(String, Line)> {
    let Some(table) = all.table(log, "holiday") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (id, key, item) in table.items() {
        if !is_id(id) {
            let expected = Bilingual::new(
                "소문자ㆍ숫자ㆍ밑줄로 된 id",
                "an id of small letters, digits and underscores",
            );
            table.wrong(log, id, &key, expected);
        }
        let Some(line) = table.inner(log, id, &item) else {
            continue;
        };
        line.know(log, &HOLIDAY_KEYS);
        let day = as_day(&line, log);
        let when = when(&line, log, names);
        let read_year = |value: &toml::de::DeValue<'_>| i16::try_from(integer(value)?).ok();
        let except = line.list(log, "except", ("해의 목록", "a list of years"), read_year);
        let (from, to) = dates(&line, log);
        if let (Some(day), Some(when)) = (day, when) {
            let line = Line {
                day,
                when,
                from,
                to,
                except: except
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(year, _)| year)
                    .collect(),
            };
            found.push((id.to_owned(), line));
        }
    }
    found
}

/// `from` and `to` of a line.
fn dates(line: &Table<'_, '_>, log: Log<'_>) -> (Option<Date>, Option<Date>) {
    let (from, to) = (line.date(log, "from"), line.date(log, "to"));
    if let (Some(from), Some(to), Some(item)) = (from, to, line.get("to"))
        && to < from
    {
        let expected = Bilingual::new("`from`과 같거나 뒤인 날", "a day not before `from`");
        line.wrong(log, "to", &item.place, expected);
    }
    (from, to)
}

/// On what days a holiday falls: exactly one of five keys says it.
fn when(line: &Table<'_, '_>, log: Log<'_>, names: &mut Vec<(Name, Place)>) -> Option<When> {
    const KINDS: [&str; 5] = ["date", "lunar", "easter", "weekday", "days"];
    let given: Vec<&str> = KINDS
        .into_iter()
        .filter(|key| line.get(key).is_some())
        .collect();
    let [kind] = given.as_slice() else {
        match given.as_slice() {
            [_, second, ..] => {
                let expected = Bilingual::new(
                    "`date`, `lunar`, `easter`, `weekday`, `days` 가운데 하나만",
                    "only one of `date`, `lunar`, `easter`, `weekday`, `days`",
                );
                let place = line.get(second).map_or_else(|| line.place(), |i| i.place);
                line.wrong(log, second, &place, expected);
            }
            _ => line.missing(log, "date` / `lunar` / `easter` / `weekday` / `days"),
        }
        return None;
    };
    let few = (
        "-366부터 366까지의 날수",
        "a number of days from -366 to 366",
    );
    let days = |value: &toml::de::DeValue<'_>| integer(value).filter(|by| OFFSET.contains(by));
    let only = |log: Log<'_>, key: &str, of: &str| {
        if let Some(item) = line.get(key)
            && *kind != of
        {
            let expected = Bilingual::new(
                format!("`{of}`인 공휴일에만 쓰는 값"),
                format!("nothing here: it belongs to a holiday with `{of}`"),
            );
            line.wrong(log, key, &item.place, expected);
        }
    };
    only(log, "offset", "lunar");
    only(log, "moves", "date");
    match *kind {
        "date" => {
            let expected = ("`05-05` 꼴의 월과 일", "a month and day such as `05-05`");
            let (month, day) = line.read(log, "date", expected, |v| month_day(v.as_str()?))?;
            let moves = match line.table(log, "moves") {
                None => None,
                Some(table) => {
                    table.know(log, &["on", "by"]);
                    let on = table.required(log, "on", WEEKDAY, |v| weekday(v.as_str()?));
                    let by = table.required(log, "by", few, days);
                    on.zip(by)
                }
            };
            Some(When::Date { month, day, moves })
        }
        "lunar" => {
            let expected = (
                "`08-15` 꼴의 음력 월과 일",
                "a lunar month and day such as `08-15`",
            );
            let (month, day) = line.read(log, "lunar", expected, |v| lunar_day(v.as_str()?))?;
            if let Some(item) = line.get("lunar") {
                names.push((Name::Lunar((month, day)), item.place));
            }
            let offset = line.read(log, "offset", few, days).unwrap_or(0);
            Some(When::Lunar { month, day, offset })
        }
        "easter" => {
            let offset = line.read(log, "easter", few, days)?;
            Some(When::Easter { offset })
        }
        "weekday" => {
            let expected = (
                "`first monday of may` 꼴의 요일",
                "a day such as `first monday of may`",
            );
            line.read(log, "weekday", expected, |v| of_month(v.as_str()?))
        }
        _ => {
            let list = line.list(log, "days", DATE, date)?;
            Some(When::Days(list.into_iter().map(|(day, _)| day).collect()))
        }
    }
}

const WEEKDAY: (&str, &str) = ("`sunday` 꼴의 요일", "a day of the week such as `sunday`");

fn weekday(text: &str) -> Option<Weekday> {
    DAYS.iter()
        .find(|(name, _)| *name == text)
        .map(|(_, weekday)| *weekday)
}

fn of_month(text: &str) -> Option<When> {
    let mut words = text.split(' ');
    let (nth, day, of, month) = (words.next()?, words.next()?, words.next()?, words.next()?);
    if of != "of" || words.next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)?;
    Some(When::Weekday {
        nth: NUMBERS.iter().find(|(name, _)| *name == nth)?.1,
        weekday: weekday(day)?,
        month: i8::try_from(month).ok()?.checked_add(1)?,
    })
}

/// A month and day that some year has: `02-29` is one.
fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = lunar_day(text)?;
    Date::new(2024, month, day).ok()?;
    Some((month, day))
}

fn lunar_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let number = |part: &str, most: i8| -> Option<i8> {
        let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        let number: i8 = part.parse().ok()?;
        (plain && (1..=most).contains(&number)).then_some(number)
    };
    Some((number(month, 12)?, number(day, 31)?))
}

fn substitutes(
    all: &Table<'_, '_>,
    log: Log<'_>,
    names: &mut Vec<(Name, Place)>,
) -> Vec<Substitute> {
    let mut found = Vec::new();
    for line in all.tables(log, "substitute") {
        line.know(log, &["of", "when", "from", "to", "name", "source"]);
        for key in ["of", "when"] {
            if line.get(key).is_none() {
                line.missing(log, key);
            }
        }
        let ids = ("공휴일 id의 목록", "a list of ids of holidays");
        let of = line.list(log, "of", ids, text).unwrap_or_default();
        for (id, place) in &of {
            names.push((Name::Holiday(id.clone()), place.clone()));
        }
        let words = (
            "요일이나 `holiday`의 목록",
            "a list of days of the week or `holiday`",
        );
        let when = line.list(log, "when", words, |value| match value.as_str()? {
            "holiday" => Some(None),
            word => weekday(word).map(Some),
        });
        let when = when.unwrap_or_default();
        let (from, to) = dates(&line, log);
        let source = line.string(log, "source");
        if let Some(name) = line.bilingual(log, "name") {
            found.push(Substitute {
                of: of.into_iter().map(|(id, _)| id).collect(),
                weekdays: when.iter().filter_map(|(day, _)| *day).collect(),
                on_holiday: when.iter().any(|(day, _)| day.is_none()),
                from,
                to,
                name,
                source,
            });
        }
    }
    found
}

fn removed(all: &Table<'_, '_>, log: Log<'_>) -> Vec<(Removed, Place)> {
    let mut found = Vec::new();
    for line in all.tables(log, "removed") {
        line.know(log, &["day", "source"]);
        let source = line.string(log, "source");
        let day = line.required(log, "day", DATE, date);
        if let (Some(day), Some(item)) = (day, line.get("day")) {
            found.push((Removed { day, source }, item.place));
        }
    }
    found
}

fn lunar(all: &Table<'_, '_>, log: Log<'_>) -> BTreeMap<(i8, i8), Vec<Date>> {
    let Some(table) = all.table(log, "lunar") else {
        return BTreeMap::new();
    };
    let mut found = BTreeMap::new();
    for (key, place, _) in table.items() {
        match lunar_day(key) {
            Some(day) => {
                let list = table.list(log, key, DATE, date).unwrap_or_default();
                found.insert(day, list.into_iter().map(|(day, _)| day).collect());
            }
            None => {
                let expected = Bilingual::new("`\"08-15\"` 꼴의 열쇠", "a key such as `\"08-15\"`");
                table.wrong(log, key, &place, expected);
            }
        }
    }
    found
}

/// Days that one file names twice, or both gives and takes.
fn contradictions(all: &Table<'_, '_>, rules: &Rules, removed: &[(Removed, Place)], log: Log<'_>) {
    let mut seen: BTreeMap<Date, (String, Place)> = BTreeMap::new();
    let Some(table) = all.get("holiday").and_then(|item| match item.value {
        toml::de::DeValue::Table(table) => Some(Table::new(all.source, table, item.span)),
        _ => None,
    }) else {
        return;
    };
    // What is wrong with the lists themselves has been told.
    let mut told = Vec::new();
    for (id, line) in &rules.holidays {
        if line.is_yearly() {
            continue;
        }
        let days = table
            .table(&mut told, id)
            .and_then(|line| line.list(&mut told, "days", DATE, date));
        for (day, place) in days.unwrap_or_default() {
            if let Some((first, there)) = seen.get(&day) {
                log.push(
                    Finding::new(codes::DAY_TWICE)
                        .at(&place)
                        .label(there, Bilingual::new("먼저 쓴 곳", "first here"))
                        .with("day", &day)
                        .with("first", first.as_str())
                        .with("second", id.as_str()),
                );
                continue;
            }
            if let Some((_, there)) = removed.iter().find(|(line, _)| line.day == day) {
                log.push(
                    Finding::new(codes::REMOVED_AND_ADDED)
                        .at(there)
                        .label(&place, Bilingual::new("더한 곳", "added here"))
                        .with("day", &day)
                        .with("holiday", id.as_str()),
                );
            }
            seen.insert(day, (id.clone(), place));
        }
    }
    for (at, (line, place)) in removed.iter().enumerate() {
        let first = removed
            .iter()
            .take(at)
            .find(|(other, _)| other.day == line.day);
        if let Some((_, there)) = first {
            log.push(
                Finding::new(codes::DAY_TWICE)
                    .at(place)
                    .label(there, Bilingual::new("먼저 쓴 곳", "first here"))
                    .with("day", &line.day)
                    .with("first", "removed")
                    .with("second", "removed"),
            );
        }
    }
}

impl Draft {
    /// A calendar that extends none must say all.
    pub fn complete(self, log: Log<'_>) -> Option<Rules> {
        let head = |log: Log<'_>, key: &str| {
            log.push(
                Finding::new(codes::MISSING_KEY)
                    .at(&self.id_place)
                    .with("key", key),
            );
        };
        if self.years.is_none() {
            head(log, "years");
        }
        if !self.has_weekend {
            head(log, "weekend");
        }
        let years = self.years.as_ref()?.0;
        let rules = Rules {
            years,
            ..self.rules.clone()
        };
        self.names_there(&rules, log);
        Some(rules)
    }

    /// Puts the lines on those of the calendar that is extended: a holiday or
    /// lunar day of the same id takes the place of the other, and so do the
    /// weekend, the office hours and each provision.
    pub fn onto(self, base: &Rules, log: Log<'_>) -> Option<Rules> {
        let mut rules = base.clone();
        rules.id.clone_from(&self.rules.id);
        rules.title.clone_from(&self.rules.title);
        if self.rules.source.is_some() {
            rules.source.clone_from(&self.rules.source);
        }
        if let Some((years, place)) = &self.years {
            if years.0 < base.years.0 || years.1 > base.years.1 {
                let (from, to) = base.years;
                log.push(
                    Finding::new(codes::WRONG_VALUE)
                        .at(place)
                        .with("key", "years")
                        .with(
                            "expected",
                            Bilingual::new(
                                format!("`{}` 달력이 아는 {from}년부터 {to}년까지의 해", base.id),
                                format!("years from {from} to {to}, which `{}` knows", base.id),
                            ),
                        ),
                );
            }
            rules.years = *years;
        }
        if self.has_weekend {
            rules.weekend.clone_from(&self.rules.weekend);
        }
        if self.has_office {
            rules.office.clone_from(&self.rules.office);
        }
        rules.provisions.extend(self.rules.provisions.clone());
        rules.lunar.extend(self.rules.lunar.clone());
        for (id, line) in &self.rules.holidays {
            match rules.holidays.iter_mut().find(|(known, _)| known == id) {
                Some((_, place)) => place.clone_from(line),
                None => rules.holidays.push((id.clone(), line.clone())),
            }
        }
        rules.substitutes.extend(self.rules.substitutes.clone());
        rules.removed.extend(self.rules.removed.clone());
        self.names_there(&rules, log);
        Some(rules)
    }

    /// Tells the holidays and lunar days that nothing gives.
    fn names_there(&self, rules: &Rules, log: Log<'_>) {
        for (name, place) in &self.names {
            let (key, expected) = match name {
                Name::Holiday(id) if rules.holidays.iter().any(|(known, _)| known == id) => {
                    continue;
                }
                Name::Lunar(day) if rules.lunar.contains_key(day) => continue,
                Name::Holiday(id) => {
                    let ids = rules.holidays.iter().map(|(known, _)| known.as_str());
                    let near = crate::diagnostic::nearest_quoted(id, ids);
                    log.push(
                        Finding::new(codes::WRONG_VALUE)
                            .at(place)
                            .with("key", "of")
                            .with(
                                "expected",
                                Bilingual::new(
                                    "이 달력에 있는 공휴일의 id",
                                    "ids of holidays of this calendar",
                                ),
                            )
                            .suggest(near),
                    );
                    continue;
                }
                Name::Lunar((month, day)) => (
                    "lunar",
                    Bilingual::new(
                        format!("`[lunar]`에 `\"{month:02}-{day:02}\"`의 양력 날짜가 있는 날"),
                        format!(
                            "a day whose dates stand in `[lunar]` as `\"{month:02}-{day:02}\"`"
                        ),
                    ),
                ),
            };
            log.push(
                Finding::new(codes::WRONG_VALUE)
                    .at(place)
                    .with("key", key)
                    .with("expected", expected),
            );
        }
    }
}
