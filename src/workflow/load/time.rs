//! `[deadline.x]`

use super::book::Book;
use super::element::{Basis, element, required};
use super::fact::{conflict, wrong_type};
use super::log::Log;
use super::names::Kind;
use crate::calendar::{FirstDay, Period, Rule as CountingRule};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::{Name, Type};
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word, wrong_kind};
use crate::workflow::wording::quoted;
use crate::workflow::{
    Deadline, Expiry, Extension, Length, LengthCase, Pauses, Start, StateId, codes,
};

const LENGTHS: &[&str] = &["within", "at_least", "before", "on", "cases"];

/// Reads every deadline; `None` if one is faulty.
pub(super) fn deadlines(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<Deadline>> {
    let all: Vec<Option<Deadline>> = tables
        .iter()
        .map(|(id, view)| deadline(log, book, id, view))
        .collect();
    all.into_iter().collect()
}

fn deadline(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<Deadline> {
    view.know(log, &keys::DEADLINE.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Should);
    let state = match view.word(log, "state") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => book.names.state(log, &view.element, &word).map(Some),
    };
    let start = start(log, book, view);
    let length = length(log, book, view);
    let clear = view.flag(log, "clear");
    let count = count(log, view);
    let meets = book.listed(log, view, "for", Kind::Transition);
    let expires = expiry(log, book, view);
    let pauses = pauses(log, book, view);
    let extends = extension(log, book, view);
    Some(Deadline {
        element: declared?,
        state: state?,
        start: start?,
        length: length?,
        count: count?,
        clear,
        meets: meets?,
        expires: expires?,
        pauses: pauses?,
        extends: extends?,
        place: view.place.clone(),
    })
}

/// From where it is counted: `fact` of a deadline that lives by itself, `from`
/// of one that runs in a state or from the end of another.
fn start(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Start> {
    conflict(log, view, "fact", "from");
    conflict(log, view, "fact", "state");
    if let Some(item) = view.get(log, "from").filter(|item| item.value.is_table()) {
        let table = view.inner(&item, view.element.clone(), "from = { … }".to_owned())?;
        table.know(log, &keys::FROM.names(), &[]);
        conflict(log, &table, "deadline", "last_day");
        if table.has("last_day") {
            if !view.has("state") {
                view.missing(log, "state");
            }
            let word = table.word(log, "last_day");
            let word = required(log, &table, "last_day", word)?;
            book.names.find(log, &view.element, Kind::Deadline, &word)?;
            return Some(Start::LastDay(word.text));
        }
        let word = table.word(log, "deadline");
        let word = required(log, &table, "deadline", word)?;
        book.names.find(log, &view.element, Kind::Deadline, &word)?;
        return Some(Start::Deadline(word.text));
    }
    let key = if view.has("fact") { "fact" } else { "from" };
    match view.word(log, key) {
        Got::Good(word) => date_fact(log, book, view, key, word).map(Start::Fact),
        Got::Faulty => None,
        Got::Absent if view.has("state") || view.has("on") => Some(Start::Entry),
        Got::Absent => {
            view.missing(log, "state` / `fact` / `from");
            None
        }
    }
}

/// A fact of type date. What is counted from it stands on the trail in clear,
/// so it is no personal one.
fn date_fact(log: &mut Log, book: &Book, view: &View<'_>, key: &str, word: Word) -> Option<Name> {
    let fact = book.fact(log, &view.element, &word)?;
    let personal = fact.personal;
    match fact.of.as_ref()? {
        Type::Date if personal => {
            log.report(
                &view.element,
                Finding::new(codes::PERSONAL_START)
                    .at(&word.place)
                    .with("fact", quoted(&word.text)),
            );
            None
        }
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
            "within" => within(log, view).map(Length::Within),
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
    let mut all: Vec<LengthCase> = Vec::new();
    let mut whole = true;
    let tables = view.tables(log, "cases");
    for table in &tables {
        table.know(log, &keys::CASES.names(), &[]);
        let when = book.rules.required(log, table, "when");
        let within = period(log, table, "within");
        let within = required(log, table, "within", within);
        match (when, within) {
            (Some(when), Some(within)) => all.push(LengthCase { when, within }),
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

/// The counting rule. A date that is given, and days before an event, have one
/// of their own.
fn count(log: &mut Log, view: &View<'_>) -> Option<CountingRule> {
    let words: Vec<&str> = CountingRule::ALL.iter().map(|rule| rule.as_str()).collect();
    match view.one_of(log, "count", &words) {
        Got::Good(word) => word.text.parse().ok(),
        Got::Faulty => None,
        Got::Absent if view.has("on") => Some(CountingRule::Fixed),
        Got::Absent if view.has("before") => Some(CountingRule::Backward),
        Got::Absent => {
            view.missing(log, "count");
            None
        }
    }
}

/// `within`. What comes into force on a day given does so after `0 days`: by
/// `effect`, that is when the day begins.
fn within(log: &mut Log, view: &View<'_>) -> Option<Period> {
    let says = |key, word| {
        view.get(log, key)
            .is_some_and(|item| item.value.as_str() == Some(word))
    };
    if says("count", CountingRule::Effect.as_str()) && says("within", "0 days") {
        return Some(Period::days(0));
    }
    period(log, view, "within").good()
}

/// A length of time as written, such as `20 days`.
pub(super) fn period(log: &mut Log, view: &View<'_>, key: &str) -> Got<Period> {
    view.word(log, key).and_then(|word| {
        // The short form `20d` is for the command line.
        let long = |period: &Period| period.amount > 0 && word.text.contains(' ');
        if let Some(period) = word.text.parse().ok().filter(long) {
            return Got::Good(period);
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
        if view.has("at_least") {
            return Some(Expiry::Nothing);
        }
        view.missing(log, "expires");
        return None;
    };
    if let Some(table) = view.inner(&item, view.element.clone(), "expires = { … }".to_owned()) {
        table.know(log, &keys::TAKE.names(), &[]);
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

/// `Some(None)` where nothing pauses it.
fn pauses(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Option<Pauses>> {
    let table = match view.table(log, "pauses") {
        Got::Absent => return Some(None),
        Got::Faulty => return None,
        Got::Good(table) => table,
    };
    table.know(log, &keys::PAUSES.names(), &[]);
    let words: Got<Vec<Word>> = table.words(log, "in");
    let words = required(log, &table, "in", words);
    let states: Option<Vec<StateId>> = words
        .map(|words| {
            words
                .iter()
                .map(|word| book.names.state(log, &view.element, word))
                .collect::<Vec<_>>()
        })
        .and_then(|states| states.into_iter().collect());
    let first_day = match table.one_of(log, "first_day", &["left_out", "counted"]) {
        Got::Absent => FirstDay::LeftOut,
        Got::Faulty => return None,
        Got::Good(word) if &*word.text == "counted" => FirstDay::Counted,
        Got::Good(_) => FirstDay::LeftOut,
    };
    Some(Some(Pauses {
        states: states?,
        first_day,
    }))
}

/// `Some(None)` where no act extends it.
fn extension(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Option<Extension>> {
    let table = match view.table(log, "extends") {
        Got::Absent => return Some(None),
        Got::Faulty => return None,
        Got::Good(table) => table,
    };
    table.know(log, &keys::EXTENDS.names(), &[]);
    let with = book.listed(log, &table, "with", Kind::Transition);
    if with.as_ref().is_some_and(Vec::is_empty) {
        table.missing(log, "with");
    }
    let by = period(log, &table, "by");
    let by = required(log, &table, "by", by);
    let times = match table.integer(log, "times", 1, 1000) {
        Got::Absent => Some(1),
        Got::Faulty => None,
        Got::Good(times) => u32::try_from(times).ok(),
    };
    let notice = table.flag(log, "notice");
    Some(Some(Extension {
        with: with.filter(|with| !with.is_empty())?,
        by: by?,
        times: times?,
        notice,
    }))
}
