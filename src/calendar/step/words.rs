//! The sentences of the steps, in Korean and English.

use jiff::civil::Weekday;

use super::{Point, RestDay, StepTold, Told};
use crate::diagnostic::catalogue::fill;
use crate::diagnostic::{Bilingual, Lang, counted};

/// Each step by its name: what is said in Korean, and in English.
const SENTENCES: [(&str, &str, &str); 18] = [
    (
        "first-day-left-out",
        "첫날인 {from|은는} 산입하지 않고 {to}부터 셉니다.",
        "The first day, {from}, is left out; counting begins on {to}.",
    ),
    (
        "first-day-counts",
        "첫날인 {from|을를} 산입합니다.",
        "The first day, {from}, counts.",
    ),
    (
        "days",
        "{from}부터 {period|을를} 세면 말일은 {to}입니다.",
        "Counting {period} from {from}, the last day is {to}.",
    ),
    (
        "by-calendar",
        "{from}부터 {period|을를} 역(曆)에 따라 세면 말일은 {to}입니다.",
        "Counting {period} from {from} by the calendar, the last day is {to}.",
    ),
    (
        "working-days",
        "{from}부터 공휴일과 주말을 빼고 {period|을를} 세면 말일은 {to}입니다. 뺀 날: {days}.",
        "Counting {period} from {from} without holidays and weekends, the last day is {to}. Left out: {days}.",
    ),
    (
        "hours",
        "{from}부터 바로 {period|을를} 세면 {to}에 끝납니다.",
        "Counting {period} at once from {from}, the period ends at {to}.",
    ),
    (
        "office-hours",
        "{from}부터 근무시간으로 {period|을를} 세면(1일은 8시간) {to}에 끝납니다. 뺀 날: {days}.",
        "Counting {period} in office hours from {from} (a day is 8 hours), the period ends at {to}. Left out: {days}.",
    ),
    (
        "month-end",
        "마지막 달에 해당하는 날이 없으므로 그 달의 말일인 {to|이가} 말일입니다.",
        "The last month has no such day, so its last day, {to}, stands for it.",
    ),
    (
        "not-counted",
        "{from}부터 {to}까지 {count|은는} 산입하지 않습니다: {why}.",
        "From {from} to {to}, {count} are not counted: {why}.",
    ),
    (
        "longer",
        "산입하지 않은 날만큼 늘려 말일은 {to}입니다.",
        "Made longer by the days that were not counted, the last day is {to}.",
    ),
    (
        "extended",
        "{from}부터 {period|을를} 더하여 말일은 {to}입니다.",
        "Extended by {period} from {from}, the last day is {to}.",
    ),
    (
        "rolled",
        "말일이 쉬는 날이므로({days}) {to}에 끝납니다.",
        "The last day is a rest day ({days}), so the period ends on {to}.",
    ),
    (
        "stays",
        "{to|은는} 쉬는 날이지만({days}) 말일은 옮겨지지 않습니다.",
        "{to} is a rest day ({days}); the last day does not move all the same.",
    ),
    (
        "in-force-after",
        "기간이 지난 다음 날인 {to}부터 시행합니다.",
        "In force from {to}, the day after the period has passed.",
    ),
    (
        "in-force-same-day",
        "공포한 날인 {to}부터 시행합니다.",
        "In force from {to}, the day of promulgation.",
    ),
    (
        "back",
        "{from} 당일은 빼고 거꾸로 {period|을를} 세면 {to}입니다.",
        "Counting {period} back from {from}, that day left out, gives {to}.",
    ),
    (
        "clear",
        "사이의 날수가 온전하여야 하므로 그 전날인 {to|이가} 늦어도 되는 마지막 날입니다.",
        "The days between must be clear, so the day before, {to}, is the last lawful day.",
    ),
    (
        "given",
        "{to|은는} 정해진 날이므로 세지 않습니다.",
        "{to} is a date that is given; nothing is counted.",
    ),
];

pub(super) fn says(step: &StepTold, lang: Lang) -> String {
    let name = step.told.name();
    let Some((_, ko, en)) = SENTENCES.iter().find(|(known, ..)| *known == name) else {
        return name.to_owned();
    };
    let template = match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let mut args = vec![("from", shown(step.from)), ("to", shown(step.to))];
    match &step.told {
        Told::Days(period)
        | Told::ByCalendar(period)
        | Told::Hours(period)
        | Told::Extended(period)
        | Told::Back(period) => args.push(("period", period.says())),
        Told::WorkingDays(period, days) | Told::OfficeHours(period, days) => {
            args.push(("period", period.says()));
            args.push(("days", listed(days)));
        }
        Told::Rolled(days) => args.push(("days", listed(days))),
        Told::Stays(day) => args.push(("days", day.name.clone())),
        Told::NotCounted(count, why) => {
            let en = counted(count.unsigned_abs(), "day", "days");
            args.push(("count", Bilingual::new(format!("{count}일"), en)));
            args.push(("why", why.clone()));
        }
        _ => {}
    }
    fill(template, lang, &args)
}

/// A day with its day of the week, and the time if there is one.
fn shown(point: Point) -> Bilingual {
    let (ko, en) = match point.date().weekday() {
        Weekday::Monday => ("월", "Monday"),
        Weekday::Tuesday => ("화", "Tuesday"),
        Weekday::Wednesday => ("수", "Wednesday"),
        Weekday::Thursday => ("목", "Thursday"),
        Weekday::Friday => ("금", "Friday"),
        Weekday::Saturday => ("토", "Saturday"),
        Weekday::Sunday => ("일", "Sunday"),
    };
    let date = point.date();
    match point {
        Point::Day(_) => Bilingual::new(format!("{date}({ko})"), format!("{date} ({en})")),
        Point::Time(_) => {
            let written = point.to_string();
            let time = written.split_once('T').map_or("", |(_, time)| time);
            Bilingual::new(
                format!("{date}({ko}) {time}"),
                format!("{date} ({en}) {time}"),
            )
        }
    }
}

/// Most rest days that a sentence names one by one.
const MOST_NAMED: usize = 12;

/// Rest days, those of one name and next to each other as one.
fn listed(days: &[RestDay]) -> Bilingual {
    if days.is_empty() {
        return Bilingual::new("없음", "none");
    }
    let more = days.len().saturating_sub(MOST_NAMED);
    let mut ko: Vec<String> = Vec::new();
    let mut en: Vec<String> = Vec::new();
    for day in days.iter().take(MOST_NAMED) {
        ko.push(format!("{} {}", day.date, day.name.ko));
        en.push(format!("{} {}", day.date, day.name.en));
    }
    if more > 0 {
        ko.push(format!("그 밖에 {more}일"));
        en.push(format!("and {more} more"));
    }
    Bilingual::new(ko.join(", "), en.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_use_the_same_words() {
        for (name, ko, en) in SENTENCES {
            for word in ["from", "to", "period", "days", "count", "why"] {
                let has = |text: &str| {
                    text.contains(&format!("{{{word}}}")) || text.contains(&format!("{{{word}|"))
                };
                if word != "from" {
                    assert_eq!(has(ko), has(en), "{name} {word}");
                }
            }
        }
    }
}
