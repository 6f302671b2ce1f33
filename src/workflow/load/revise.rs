//! `[workflow] transitional` and `[transitional.from.N]`: what becomes of the
//! cases of earlier revisions.
//!
//! Only what this file declares can be looked at here. Whether a map is total is
//! for those who have the earlier revision (`engine::revise`).

use std::collections::BTreeMap;

use super::element::{Basis, cited, required};
use super::header::Header;
use super::log::Log;
use super::names::{Kind, Names};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::Name;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, Item, View, Word, word_of, wrong_kind};
use crate::workflow::wording::quoted;
use crate::workflow::{Cited, DeadlineMapping, Departure, Mapping, Running, Transitional, codes};
use toml::de::DeValue;

/// `transitional = { rule = "…", basis = "…" }` of the header.
pub(super) fn transitional(log: &mut Log, view: &View<'_>) -> Got<(Transitional, Vec<Cited>)> {
    let table = match view.table(log, "transitional") {
        Got::Good(table) => table,
        Got::Absent => return Got::Absent,
        Got::Faulty => return Got::Faulty,
    };
    table.know(log, &keys::TRANSITIONAL.names(), &[]);
    let words = Transitional::ALL.map(Transitional::as_str);
    let word = table.one_of(log, "rule", &words);
    let word = required(log, &table, "rule", word);
    let basis = cited(log, &table, Basis::Must);
    let (Some(word), Some(basis)) = (word, basis) else {
        return Got::Faulty;
    };
    let rule = Transitional::ALL
        .into_iter()
        .find(|rule| *rule.as_str() == *word.text);
    rule.map_or(Got::Faulty, |rule| Got::Good((rule, basis)))
}

/// The maps, by the revision that is left; `None` if one is faulty.
pub(super) fn departures(
    log: &mut Log,
    names: &Names,
    document: &View<'_>,
    header: Option<&Header>,
) -> Option<BTreeMap<u32, Departure>> {
    let Some(item) = document.get(log, "transitional") else {
        return Some(BTreeMap::new());
    };
    let element = "transitional".to_owned();
    let Some(view) = document.inner(&item, element.clone(), "[transitional]".to_owned()) else {
        wrong_kind(log, &element, &item, Bilingual::new("표", "a table"));
        return None;
    };
    // What belongs to the header is the classic slip.
    view.know(
        log,
        &keys::TRANSITIONAL_MAPS.names(),
        &[("[workflow]", &keys::TRANSITIONAL.names())],
    );
    let moves = header
        .and_then(|header| header.transitional.as_ref())
        .is_some_and(|(rule, _)| *rule != Transitional::Keep);
    let mut all = Some(BTreeMap::new());
    for (id, mut table) in view.declared(log, "from") {
        table.element = format!("transitional.from.{}", id.text);
        table.shown = format!("[{}]", table.element);
        let departure = departure(log, names, &table);
        let revision = number(log, &table, &id, header);
        if header.is_some() && !moves {
            log.report(
                &table.element,
                Finding::new(codes::MAP_WITHOUT_MOVE)
                    .at(&id.place)
                    .with("table", table.name()),
            );
        }
        match (revision, departure) {
            (Some(revision), Some(departure)) => {
                if let Some(all) = &mut all {
                    all.insert(revision, departure);
                }
            }
            _ => all = None,
        }
    }
    all
}

/// The revision that is left: an earlier one.
fn number(log: &mut Log, view: &View<'_>, id: &Word, header: Option<&Header>) -> Option<u32> {
    let own = header.map(|header| header.revision);
    let number = id
        .text
        .parse::<u32>()
        .ok()
        .filter(|number| *number > 0 && number.to_string() == *id.text)
        .filter(|number| own.is_none_or(|own| *number < own));
    if number.is_none() {
        log.report(
            &view.element,
            Finding::new(codes::NO_EARLIER_REVISION)
                .at(&id.place)
                .with("found", quoted(&id.text))
                .with("revision", own.unwrap_or_default().to_string()),
        );
    }
    number
}

fn departure(log: &mut Log, names: &Names, view: &View<'_>) -> Option<Departure> {
    view.know(log, &keys::DEPARTURE.names(), &[]);
    let states = names_of(log, names, view, "states", Kind::State);
    let facts = names_of(log, names, view, "facts", Kind::Fact);
    let transitions = names_of(log, names, view, "transitions", Kind::Transition);
    let roles = names_of(log, names, view, "roles", Kind::Role);
    let deadlines = deadlines(log, names, view);
    Some(Departure {
        place: view.place.clone(),
        states: states?,
        facts: facts?,
        transitions: transitions?,
        roles: roles?,
        deadlines: deadlines?,
    })
}

fn table<'a>(log: &mut Log, view: &View<'a>, key: &str) -> Got<View<'a>> {
    let mut table = view.table(log, key);
    if let Got::Good(table) = &mut table {
        table.element = format!("{}.{key}", view.element);
    }
    table
}

/// `old = "new"`, or `old = false` where it has no place any more.
fn names_of(
    log: &mut Log,
    names: &Names,
    view: &View<'_>,
    key: &str,
    kind: Kind,
) -> Option<BTreeMap<Name, Mapping>> {
    let table = match table(log, view, key) {
        Got::Good(table) => table,
        Got::Absent => return Some(BTreeMap::new()),
        Got::Faulty => return None,
    };
    let mut all = Some(BTreeMap::new());
    for item in table.items(log) {
        // A case always stands somewhere: a state has a place.
        let to = match item.value {
            DeValue::Boolean(false) if kind != Kind::State => Some(None),
            DeValue::String(_) => word_of(&item)
                .and_then(|word| names.find(log, &table.element, kind, &word).map(|_| word))
                .map(|word| Some(word.text)),
            _ => {
                wrong_kind(log, &table.element, &item, expected(kind == Kind::State));
                None
            }
        };
        match to {
            Some(to) => {
                let mapping = Mapping {
                    to,
                    place: item.place,
                };
                all.as_mut().map(|all| all.insert(item.key.into(), mapping));
            }
            None => all = None,
        }
    }
    let found = all?;
    (kind == Kind::State || distinct(log, &table, &found)).then_some(found)
}

/// That no two names go to one: their values could not both be kept.
fn distinct(log: &mut Log, view: &View<'_>, all: &BTreeMap<Name, Mapping>) -> bool {
    let mut seen: BTreeMap<&Name, &Mapping> = BTreeMap::new();
    let mut good = true;
    for mapping in all.values() {
        let Some(to) = &mapping.to else { continue };
        if let Some(first) = seen.insert(to, mapping) {
            good = false;
            log.report(
                &view.element,
                Finding::new(codes::MAPPED_TWICE)
                    .at(&mapping.place)
                    .label(&first.place, Bilingual::new("다른 것", "the other"))
                    .with("name", quoted(to)),
            );
        }
    }
    good
}

fn expected(state: bool) -> Bilingual {
    if state {
        Bilingual::new("이름", "a name")
    } else {
        Bilingual::new("이름 또는 `false`", "a name or `false`")
    }
}

/// `old = { to = "new", rule = "keep" }`, or `old = false` where it ends.
fn deadlines(
    log: &mut Log,
    names: &Names,
    view: &View<'_>,
) -> Option<BTreeMap<Name, DeadlineMapping>> {
    let table = match table(log, view, "deadlines") {
        Got::Good(table) => table,
        Got::Absent => return Some(BTreeMap::new()),
        Got::Faulty => return None,
    };
    let mut all = Some(BTreeMap::new());
    let mut targets = BTreeMap::new();
    for item in table.items(log) {
        match deadline(log, names, &table, &item) {
            Some(to) => {
                let mapping = Mapping {
                    to: to.as_ref().map(|(to, _)| to.clone()),
                    place: item.place.clone(),
                };
                targets.insert(item.key.into(), mapping);
                let mapping = DeadlineMapping {
                    to,
                    place: item.place,
                };
                all.as_mut().map(|all| all.insert(item.key.into(), mapping));
            }
            None => all = None,
        }
    }
    let found = all?;
    distinct(log, &table, &targets).then_some(found)
}

#[expect(
    clippy::option_option,
    reason = "outside: whether it could be read; inside: whether it has a place"
)]
fn deadline(
    log: &mut Log,
    names: &Names,
    table: &View<'_>,
    item: &Item<'_>,
) -> Option<Option<(Name, Running)>> {
    if matches!(item.value, DeValue::Boolean(false)) {
        return Some(None);
    }
    let element = format!("{}.{}", table.element, item.key);
    let Some(view) = table.inner(item, element, format!("{} = {{ … }}", item.key)) else {
        let expected = Bilingual::new(
            "`{ to = \"…\", rule = \"…\" }` 또는 `false`",
            "`{ to = \"…\", rule = \"…\" }` or `false`",
        );
        wrong_kind(log, &table.element, item, expected);
        return None;
    };
    view.know(log, &keys::MOVED_DEADLINE.names(), &[]);
    let to = match view.word(log, "to") {
        Got::Good(word) => Some(word),
        Got::Absent => Some(Word {
            text: item.key.into(),
            place: item.key_place.clone(),
        }),
        Got::Faulty => None,
    };
    let to = to.and_then(|word| {
        let found = names.find(log, &view.element, Kind::Deadline, &word);
        found.map(|_| word.text)
    });
    let words = Running::ALL.map(Running::as_str);
    let rule = view.one_of(log, "rule", &words);
    let rule = required(log, &view, "rule", rule)?;
    let rule = Running::ALL
        .into_iter()
        .find(|one| *one.as_str() == *rule.text)?;
    Some(Some((to?, rule)))
}
