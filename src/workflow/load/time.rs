//! `[deadline.x]`: loaded in full, not yet executed.

use super::book::Book;
use super::element::{Basis, element, required};
use super::fact::{conflict, wrong_type};
use super::log::Log;
use super::names::Kind;
use super::unexecuted;
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::{Name, Rule, Type};
use crate::workflow::toml_view::{Got, View, Word, wrong_kind};
use crate::workflow::wording::quoted;
use crate::workflow::{Deadline, Expiry, Length, StateId, codes};

const KEYS: &[&str] = &[
    "title", "basis", "state", "fact", "from", "within", "at_least", "before", "on", "cases",
    "count", "for", "expires", "pauses", "extends",
];
const LENGTHS: &[&str] = &["within", "at_least", "before", "on", "cases"];
/// The counting rules of the law.
const COUNTS: &[&str] = &[
    "civil",
    "civil_from_midnight",
    "effect",
    "restrict",
    "petition",
    "backward",
    "term",
    "fixed",
    "calendar",
];
const UNITS: &[&str] = &[
    "hour",
    "hours",
    "day",
    "days",
    "working day",
    "working days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
];

/// Reads every deadline; `None` if one is faulty.
pub(super) fn deadlines(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<Deadline>> {
    let all: Vec<Option<Deadline>> = tables
        .iter()
        .map(|(id, view)| {
            unexecuted::table(log, view, id);
            deadline(log, book, id, view)
        })
        .collect();
    all.into_iter().collect()
}

fn deadline(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<Deadline> {
    view.know(log, KEYS, &[]);
    let declared = element(log, view, id, "title", Basis::Should);
    let state = match view.word(log, "state") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => book.names.state(log, &view.element, &word).map(Some),
    };
    let from = start(log, book, view);
    let length = length(log, book, view);
    let count = view.one_of(log, "count", COUNTS);
    let count = required(log, view, "count", count);
    let meets = book.listed(log, view, "for", Kind::Transition);
    let expires = expiry(log, book, view);
    pauses(log, book, view);
    extension(log, book, view);
    Some(Deadline {
        element: declared?,
        state: state?,
        from: from?,
        length: length?,
        count: count?.text,
        meets: meets?,
        expires: expires?,
        place: view.place.clone(),
    })
}

/// What it is counted from, if not from the entry of its state.
fn start(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Option<Name>> {
    conflict(log, view, "fact", "from");
    if let Some(item) = view.get(log, "from").filter(|item| item.value.is_table()) {
        let table = view.inner(&item, view.element.clone(), "from = { … }".to_owned())?;
        table.know(log, &["deadline"], &[]);
        let word = table.word(log, "deadline");
        let word = required(log, &table, "deadline", word)?;
        book.names.find(log, &view.element, Kind::Deadline, &word)?;
        return Some(Some(word.text));
    }
    let key = if view.has("fact") { "fact" } else { "from" };
    match view.word(log, key) {
        Got::Good(word) => date_fact(log, book, view, key, word).map(Some),
        Got::Faulty => None,
        Got::Absent if view.has("state") => Some(None),
        Got::Absent => {
            view.missing(log, "state` / `fact` / `from");
            None
        }
    }
}

fn date_fact(log: &mut Log, book: &Book, view: &View<'_>, key: &str, word: Word) -> Option<Name> {
    match book.fact(log, &view.element, &word)?.of.as_ref()? {
        Type::Date => Some(word.text),
        other => {
            let needs = Bilingual::new("날짜(`date`)", "a date (`date`)");
            wrong_type(log, &view.element, &word, key, needs, other);
            None
        }
    }
}

fn length(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Length> {
    let present: Vec<&str> = LENGTHS
        .iter()
        .copied()
        .filter(|key| view.has(key))
        .collect();
    match present.as_slice() {
        [] => {
            view.missing(log, "within` / `at_least` / `before` / `on` / `cases");
            None
        }
        [one] => match *one {
            "within" => period(log, view, one).good().map(Length::Within),
            "at_least" => period(log, view, one).good().map(Length::AtLeast),
            "before" => period(log, view, one).good().map(Length::Before),
            "on" => {
                let word = view.word(log, "on").good()?;
                date_fact(log, book, view, "on", word).map(Length::On)
            }
            _ => cases(log, book, view),
        },
        [first, second, ..] => {
            conflict(log, view, first, second);
            for key in ["within", "at_least", "before"] {
                period(log, view, key);
            }
            None
        }
    }
}

fn cases(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Length> {
    let mut all: Vec<(Rule, Name)> = Vec::new();
    let mut whole = true;
    let tables = view.tables(log, "cases");
    for table in &tables {
        table.know(log, &["when", "within"], &[]);
        let rule = book.rules.required(log, table, "when");
        let within = period(log, table, "within");
        let within = required(log, table, "within", within);
        match (rule, within) {
            (Some(rule), Some(within)) => all.push((rule, within)),
            _ => whole = false,
        }
    }
    if let Some(item) = view.get(log, "cases").filter(|_| whole && all.is_empty()) {
        let expected = Bilingual::new(
            "비어 있지 않은 표의 목록",
            "a list of tables that is not empty",
        );
        wrong_kind(log, &view.element, &item, expected);
        return None;
    }
    whole.then_some(Length::Cases(all))
}

/// A length of time as written, such as `20 days`.
pub(super) fn period(log: &mut Log, view: &View<'_>, key: &str) -> Got<Name> {
    view.word(log, key).and_then(|word| {
        let good = word.text.split_once(' ').is_some_and(|(number, unit)| {
            let counted = number.parse::<u32>().is_ok_and(|n| (1..=100_000).contains(&n));
            counted && number.bytes().all(|b| b.is_ascii_digit()) && UNITS.contains(&unit)
        });
        if good {
            return Got::Good(word.text);
        }
        log.report(
            &view.element,
            Finding::new(codes::UNKNOWN_WORD)
                .at(&word.place)
                .with("key", quoted(key))
                .with("word", quoted(&word.text))
                .with(
                    "words",
                    Bilingual::new(
                        "`20 days` 꼴의 기간(hours, days, working days, weeks, months, years)",
                        "a period such as `20 days` (hours, days, working days, weeks, months, years)",
                    ),
                ),
        );
        Got::Faulty
    })
}

fn expiry(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Expiry> {
    let Some(item) = view.get(log, "expires") else {
        view.missing(log, "expires");
        return None;
    };
    if let Some(table) = view.inner(&item, view.element.clone(), "expires = { … }".to_owned()) {
        table.know(log, &["take"], &[]);
        let word = table.word(log, "take");
        let word = required(log, &table, "take", word)?;
        book.names.transition(log, &view.element, &word)?;
        return Some(Expiry::Take(word.text));
    }
    if !item.value.is_str() {
        let expected = Bilingual::new(
            "`bar`, `overdue`, `remind` 또는 `{ take = \"…\" }`",
            "`bar`, `overdue`, `remind` or `{ take = \"…\" }`",
        );
        wrong_kind(log, &view.element, &item, expected);
        return None;
    }
    let word = view
        .one_of(log, "expires", &["bar", "overdue", "remind"])
        .good()?;
    Some(match &*word.text {
        "bar" => Expiry::Bar,
        "overdue" => Expiry::Overdue,
        _ => Expiry::Remind,
    })
}

fn pauses(log: &mut Log, book: &Book, view: &View<'_>) {
    let Got::Good(table) = view.table(log, "pauses") else {
        return;
    };
    table.know(log, &["in", "first_day"], &[]);
    let states: Got<Vec<Word>> = table.words(log, "in");
    for word in required(log, &table, "in", states).unwrap_or_default() {
        let _: Option<StateId> = book.names.state(log, &view.element, &word);
    }
    table.one_of(log, "first_day", &["left_out", "counted"]);
}

fn extension(log: &mut Log, book: &Book, view: &View<'_>) {
    let Got::Good(table) = view.table(log, "extends") else {
        return;
    };
    table.know(log, &["with", "by", "times", "notice"], &[]);
    let with = table.words(log, "with");
    for word in required(log, &table, "with", with).unwrap_or_default() {
        book.names.transition(log, &view.element, &word);
    }
    let by = period(log, &table, "by");
    required(log, &table, "by", by);
    table.integer(log, "times", 1, 1000);
    table.flag(log, "notice");
}
