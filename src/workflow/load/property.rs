//! `[assume.x]` and `[property.x]`.

use super::book::Book;
use super::element::{Basis, element, required};
use super::fact::conflict;
use super::log::Log;
use super::names::{Kind, check_id};
use super::time::period;
use crate::diagnostic::Bilingual;
use crate::guard::{Name, Rule};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{View, Word, wrong_kind};
use crate::workflow::{Assume, Property, PropertyKind};

const CLAIMS: &[&str] = &["never", "always", "before", "leads_to", "differ", "within"];
/// Reads every assumption; `None` if one is faulty.
pub(super) fn assumes(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<Assume>> {
    let all: Vec<Option<Assume>> = tables
        .iter()
        .map(|(id, view)| {
            check_id(log, &view.element, id, Use::Label);
            view.know(log, &keys::ASSUME.names(), &[]);
            let declared = element(log, view, id, "says", Basis::Should);
            let rule = book.rules.required(log, view, "rule");
            Some(Assume {
                element: declared?,
                rule: rule?,
            })
        })
        .collect();
    all.into_iter().collect()
}

/// Reads every property; `None` if one is faulty.
pub(super) fn properties(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<Property>> {
    let all: Vec<Option<Property>> = tables
        .iter()
        .map(|(id, view)| {
            check_id(log, &view.element, id, Use::Label);
            view.know(log, &keys::PROPERTY.names(), &[]);
            let declared = element(log, view, id, "says", Basis::Should);
            let kind = claim(log, book, view);
            Some(Property {
                element: declared?,
                kind: kind?,
            })
        })
        .collect();
    all.into_iter().collect()
}

fn claim(log: &mut Log, book: &Book, view: &View<'_>) -> Option<PropertyKind> {
    let present: Vec<&str> = CLAIMS.iter().copied().filter(|key| view.has(key)).collect();
    match present.as_slice() {
        [] => {
            view.missing(log, &CLAIMS.join("` / `"));
            None
        }
        [one] => match *one {
            "never" => book.rules.required(log, view, one).map(PropertyKind::Never),
            "always" => book
                .rules
                .required(log, view, one)
                .map(PropertyKind::Always),
            "before" => before(log, book, view),
            "leads_to" => {
                let table = view.table(log, one).good()?;
                table.know(log, &keys::LEADS_TO.names(), &[]);
                let (from, to) = from_to(log, book, &table)?;
                Some(PropertyKind::LeadsTo { from, to })
            }
            "differ" => differ(log, book, view),
            _ => {
                let table = view.table(log, one).good()?;
                table.know(log, &keys::WITHIN.names(), &[]);
                let pair = from_to(log, book, &table);
                let time = period(log, &table, "time");
                let time = required(log, &table, "time", time)?;
                let (from, to) = pair?;
                let time = time.to_string().into();
                Some(PropertyKind::Within { from, to, time })
            }
        },
        [first, second, ..] => {
            conflict(log, view, first, second);
            None
        }
    }
}

fn from_to(log: &mut Log, book: &Book, table: &View<'_>) -> Option<(Rule, Rule)> {
    let from = book.rules.required(log, table, "from");
    let to = book.rules.required(log, table, "to");
    Some((from?, to?))
}

fn before(log: &mut Log, book: &Book, view: &View<'_>) -> Option<PropertyKind> {
    let table = view.table(log, "before").good()?;
    table.know(log, &keys::BEFORE.names(), &[]);
    let mut transition = |key: &str| -> Option<Name> {
        let word = table.word(log, key);
        let word = required(log, &table, key, word)?;
        book.names
            .transition(log, &view.element, &word)
            .map(|_| word.text)
    };
    let first = transition("first");
    let then = transition("then");
    Some(PropertyKind::Before {
        first: first?,
        then: then?,
    })
}

fn differ(log: &mut Log, book: &Book, view: &View<'_>) -> Option<PropertyKind> {
    let names = book.listed(log, view, "differ", Kind::Transition)?;
    if names.len() < 2 {
        if let Some(item) = view.get(log, "differ") {
            let expected =
                Bilingual::new("둘 이상의 전이의 목록", "a list of two transitions or more");
            wrong_kind(log, &view.element, &item, expected);
        }
        return None;
    }
    Some(PropertyKind::Differ(names))
}
