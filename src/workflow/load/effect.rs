//! `sets`, `adds`, `clears`: changes of facts.

use std::collections::BTreeMap;

use super::book::Book;
use super::constant::constant;
use super::fact::wrong_type;
use super::log::Log;
use super::names::Kind;
use super::types::key_word;
use crate::diagnostic::{Bilingual, Finding, Place};
use crate::guard::{Name, Type};
use crate::workflow::toml_view::{Got, Item, View, Word, integer_of, word_of, wrong_kind};
use crate::workflow::wording::{quoted, range};
use crate::workflow::{Addition, Change, Setting, codes};

/// Facts that one step changes, with the place of the change.
pub(super) type Changed = BTreeMap<Name, Place>;

/// Reads the changes of a transition or a branch.
///
/// `changed` holds what is already changed in the same step: a branch follows
/// the changes of its transition. `machine`: nobody acts, so `actor` names no one.
pub(super) fn changes(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    changed: &mut Changed,
    machine: bool,
) -> Option<Vec<Change>> {
    let mut all = Vec::new();
    let mut whole = true;
    match view.table(log, "sets") {
        Got::Good(sets) => {
            for item in sets.items(log) {
                let change = changeable(log, book, view, &key_word(&item), changed)
                    .and_then(|of| setting(log, view, &item, &of, machine))
                    .map(|to| Change::Set {
                        fact: item.key.into(),
                        to,
                    });
                whole &= change.is_some();
                all.extend(change);
            }
        }
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    match view.table(log, "adds") {
        Got::Good(adds) => {
            for item in adds.items(log) {
                let change = changeable(log, book, view, &key_word(&item), changed)
                    .and_then(|of| addition(log, book, view, &item, &of, machine))
                    .map(|what| Change::Add {
                        fact: item.key.into(),
                        what,
                    });
                whole &= change.is_some();
                all.extend(change);
            }
        }
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    match view.words(log, "clears") {
        Got::Good(words) => {
            for word in words {
                match changeable(log, book, view, &word, changed) {
                    Some(_) => all.push(Change::Clear { fact: word.text }),
                    None => whole = false,
                }
            }
        }
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    whole.then_some(all)
}

/// The type of a fact that an act may change, and that this step does not change
/// already.
pub(super) fn changeable(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    word: &Word,
    changed: &mut Changed,
) -> Option<Type> {
    let fact = book.fact(log, &view.element, word)?;
    if !fact.changeable() {
        fixed(log, &view.element, word);
        return None;
    }
    if let Some(first) = changed.get(&word.text) {
        log.report(
            &view.element,
            Finding::new(codes::CHANGED_TWICE)
                .at(&word.place)
                .label(first, Bilingual::new("처음", "first here"))
                .with("fact", quoted(&word.text)),
        );
        return None;
    }
    changed.insert(word.text.clone(), word.place.clone());
    fact.of.clone()
}

/// Reports a fact that no act may give or change.
pub(super) fn fixed(log: &mut Log, element: &str, word: &Word) {
    log.report(
        element,
        Finding::new(codes::FIXED_FACT)
            .at(&word.place)
            .with("fact", quoted(&word.text)),
    );
}

fn setting(
    log: &mut Log,
    view: &View<'_>,
    item: &Item<'_>,
    of: &Type,
    machine: bool,
) -> Option<Setting> {
    let word = item.value.as_str();
    match (word, of) {
        (Some("today"), Type::Date) => Some(Setting::Today),
        (Some("actor"), Type::Person) => {
            nobody(log, view, item, machine)?;
            Some(Setting::Actor)
        }
        (Some("today" | "actor"), Type::Text { .. } | Type::Choice(_)) => {
            log.report(
                &view.element,
                Finding::new(codes::AMBIGUOUS_CONSTANT)
                    .at(&item.place)
                    .with("word", quoted(word.unwrap_or("")))
                    .with("fact", quoted(item.key)),
            );
            None
        }
        _ => constant(log, &view.element, item, of).map(Setting::Constant),
    }
}

/// `actor` names no one when the engine or the clock acts.
fn nobody(log: &mut Log, view: &View<'_>, item: &Item<'_>, machine: bool) -> Option<()> {
    if !machine {
        return Some(());
    }
    log.report(
        &view.element,
        Finding::new(codes::MISPLACED_KEY)
            .at(&item.place)
            .with("key", quoted("actor"))
            .with(
                "with",
                Bilingual::new("사람이 하지 않는 전이", "a transition that no person takes"),
            ),
    );
    None
}

fn addition(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    item: &Item<'_>,
    of: &Type,
    machine: bool,
) -> Option<Addition> {
    let key = key_word(item);
    match of {
        Type::Integer { min, max } => {
            let number = integer_of(item.value);
            let most = max.saturating_sub(*min);
            match number
                .filter(|number| *number != 0 && number.unsigned_abs() <= most.unsigned_abs())
            {
                Some(number) => Some(Addition::Number(number)),
                None if item.value.is_integer() => {
                    log.report(
                        &view.element,
                        Finding::new(codes::OUT_OF_RANGE)
                            .at(&item.place)
                            .with("key", quoted(item.key))
                            .with("range", range(&most.saturating_neg(), Some(&most))),
                    );
                    None
                }
                None => {
                    wrong_kind(
                        log,
                        &view.element,
                        item,
                        Bilingual::new("정수", "an integer"),
                    );
                    None
                }
            }
        }
        Type::List { of: member, .. } => {
            let Some(word) = word_of(item) else {
                wrong_kind(
                    log,
                    &view.element,
                    item,
                    Bilingual::new("사실의 이름 또는 `actor`", "the name of a fact, or `actor`"),
                );
                return None;
            };
            if &*word.text == "actor" {
                if **member == Type::Person {
                    nobody(log, view, item, machine)?;
                    return Some(Addition::Actor);
                }
                let needs = Bilingual::new("사람의 목록", "a list of persons");
                wrong_type(log, &view.element, &key, "adds", needs, of);
                return None;
            }
            let at = book.names.find(log, &view.element, Kind::Fact, &word)?;
            let given = book.facts.get(at)?.of.as_ref()?;
            if within(given, member) {
                return Some(Addition::Member(word.text));
            }
            wrong_type(log, &view.element, &word, "adds", member.title(), given);
            None
        }
        other => {
            let needs = Bilingual::new("정수 또는 목록", "an integer or a list");
            wrong_type(log, &view.element, &key, "adds", needs, other);
            None
        }
    }
}

/// Whether every value of one simple type belongs to another.
fn within(inner: &Type, outer: &Type) -> bool {
    match (inner, outer) {
        (Type::Integer { min, max }, Type::Integer { min: from, max: to }) => {
            from <= min && max <= to
        }
        (
            Type::Decimal { scale, min, max },
            Type::Decimal {
                scale: places,
                min: from,
                max: to,
            },
        ) => scale == places && from <= min && max <= to,
        (Type::Choice(inner), Type::Choice(outer)) => inner
            .iter()
            .all(|option| outer.iter().any(|other| other.id == option.id)),
        (Type::Text { max }, Type::Text { max: most }) => max <= most,
        (Type::Boolean, Type::Boolean)
        | (Type::Date, Type::Date)
        | (Type::Document, Type::Document)
        | (Type::Person, Type::Person) => true,
        _ => false,
    }
}
