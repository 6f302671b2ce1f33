//! `by_all`, `by_each`, criteria, and what a transition makes between people:
//! `assigns`, `unassigns`, `delegates`, `revokes`, `serves`.

use super::book::Book;
use super::effect::Changed;
use super::element::{Basis, element, required};
use super::fact::{conflict, wrong_type};
use super::log::Log;
use super::names::{Kind, check_id, unique};
use crate::diagnostic::{Bilingual, Finding, Place};
use crate::guard::{Name, Type};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word, word_of, wrong_kind};
use crate::workflow::wording::quoted;
use crate::workflow::{
    Change, Criterion, Joint, RoleHolder, Service, Setting, Tie, Wait, Whom, codes,
};

/// Reads who must act together; the roles are read as `by`.
pub(super) fn joint(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Joint> {
    for (one, other) in [("by", "by_all"), ("by", "by_each"), ("by_all", "by_each")] {
        conflict(log, view, one, other);
    }
    for key in ["by_all", "by_each"] {
        if view.has(key) {
            conflict(log, view, key, "with");
        }
    }
    if view.has("by_all") {
        let words = view.words(log, "by_all").good()?;
        if words.len() < 2
            && let Some(item) = view.get(log, "by_all")
        {
            log.report(
                &view.element,
                Finding::new(codes::FEW_PARTIES)
                    .at(&item.place)
                    .with("table", view.name())
                    .with("count", &words.len()),
            );
            return None;
        }
        return Some(Joint::All);
    }
    if view.has("by_each") {
        let word = view.word(log, "by_each").good()?;
        persons_fact(log, book, view, "by_each", &word, true)?;
        return Some(Joint::Each(word.text));
    }
    Some(Joint::One)
}

/// That a fact is a person, or (`many`) a list of persons.
fn persons_fact(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    key: &str,
    word: &Word,
    many: bool,
) -> Option<Type> {
    let of = book.fact(log, &view.element, word)?.of.clone()?;
    let list = matches!(&of, Type::List { of, .. } if **of == Type::Person);
    if list || (of == Type::Person && !many) {
        return Some(of);
    }
    let needs = if many {
        Bilingual::new("사람의 목록", "a list of persons")
    } else {
        Bilingual::new("사람 또는 사람의 목록", "a person or a list of persons")
    };
    wrong_type(log, &view.element, word, key, needs, &of);
    None
}

/// Reads the criteria of a transition; `None` if one is faulty.
pub(super) fn criteria(
    log: &mut Log,
    id: &Word,
    view: &View<'_>,
    outer: &[&'static str],
) -> Option<Vec<Criterion>> {
    let home = format!("[transition.{}]", id.text);
    let mut ids: Vec<(Name, Place)> = Vec::new();
    let mut all = Vec::new();
    let mut whole = true;
    for mut table in view.tables(log, "criterion") {
        table.shown = format!("[[transition.{}.criterion]]", id.text);
        let name = table.word(log, "id");
        if let Got::Good(name) = &name {
            table.element = format!("{}.criterion.{}", view.element, name.text);
            check_id(log, &table.element, name, Use::Label);
            ids.push((name.text.clone(), name.place.clone()));
        }
        let above: Vec<&'static str> = outer
            .iter()
            .copied()
            .filter(|key| keys::CRITERION.key(key).is_none())
            .collect();
        table.know(log, &keys::CRITERION.names(), &[(&home, &above)]);
        let name = required(log, &table, "id", name);
        let fallback = super::nameless(&table.place);
        let declared = element(
            log,
            &table,
            name.as_ref().unwrap_or(&fallback),
            "says",
            Basis::Must,
        );
        let required = table.boolean(log, "required");
        match (name, declared, &required) {
            (Some(_), Some(element), Got::Good(_) | Got::Absent) => all.push(Criterion {
                element,
                required: required.good().unwrap_or(true),
            }),
            _ => whole = false,
        }
    }
    unique(
        log,
        &view.element,
        &ids,
        &Bilingual::new(
            "이 전이의 다른 판단기준",
            "another criterion of this transition",
        ),
    );
    whole.then_some(all)
}

/// What a transition or branch makes between people, with the changes of facts
/// that come of it.
pub(super) struct Ties {
    pub(super) ties: Vec<Tie>,
    pub(super) stamped: Vec<Change>,
}

/// Reads the ties of a transition or a branch; `None` if one is faulty.
pub(super) fn ties(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    changed: &mut Changed,
    machine: bool,
) -> Option<Ties> {
    let mut found = Ties {
        ties: Vec::new(),
        stamped: Vec::new(),
    };
    let mut whole = true;
    match view.table(log, "assigns") {
        Got::Good(table) => {
            for item in table.items(log) {
                let role = super::types::key_word(&item);
                let tie = role_that(log, book, view, &role, |holder| {
                    matches!(holder, Some(RoleHolder::Assigned))
                })
                .and_then(|()| match word_of(&item) {
                    Some(word) if &*word.text == "actor" && !machine => Some(Whom::Actor),
                    Some(word) => persons_fact(log, book, view, "assigns", &word, false)
                        .map(|_| Whom::Fact(word.text)),
                    None => {
                        let expected = Bilingual::new(
                            "사람 사실의 이름 또는 `actor`",
                            "the name of a person fact, or `actor`",
                        );
                        wrong_kind(log, &view.element, &item, expected);
                        None
                    }
                })
                .map(|to| Tie::Assign {
                    role: role.text,
                    to,
                });
                whole &= tie.is_some();
                found.ties.extend(tie);
            }
        }
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    match view.words(log, "unassigns") {
        Got::Good(words) => {
            for word in words {
                let assigned = role_that(log, book, view, &word, |holder| {
                    matches!(holder, Some(RoleHolder::Assigned))
                });
                whole &= assigned.is_some();
                found
                    .ties
                    .extend(assigned.map(|()| Tie::Unassign { role: word.text }));
            }
        }
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    for (key, read) in [
        (
            "delegates",
            delegates as fn(&mut Log, &Book, &View<'_>, &View<'_>) -> Option<Tie>,
        ),
        ("revokes", revokes),
    ] {
        match view.table(log, key) {
            Got::Good(_) if machine && key == "delegates" => {
                super::fact::misplaced(log, view, key, "by");
                whole = false;
            }
            Got::Good(table) => {
                let tie = read(log, book, view, &table);
                whole &= tie.is_some();
                found.ties.extend(tie);
            }
            Got::Absent => {}
            Got::Faulty => whole = false,
        }
    }
    match view.word(log, "annuls") {
        Got::Good(word) => match book.names.find(log, &view.element, Kind::Transition, &word) {
            Some(_) => found.ties.push(Tie::Annul {
                transition: word.text,
                place: word.place,
            }),
            None => whole = false,
        },
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    match view.table(log, "serves") {
        Got::Good(table) => match serves(log, book, &table, changed) {
            Some((tie, stamped)) => {
                found.ties.push(tie);
                found.stamped.extend(stamped);
            }
            None => whole = false,
        },
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    whole.then_some(found)
}

/// That a role is there and of the kind that is needed.
fn role_that(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    word: &Word,
    suits: impl FnOnce(Option<&RoleHolder>) -> bool,
) -> Option<()> {
    book.names.find(log, &view.element, Kind::Role, word)?;
    // A faulty declaration is told where it stands.
    let Some(role) = book.role(&word.text) else {
        return Some(());
    };
    if suits(Some(&role.holder)) {
        return Some(());
    }
    log.report(
        &view.element,
        Finding::new(codes::NOT_ASSIGNED)
            .at(&word.place)
            .label(&role.element.place, Bilingual::new("역할", "the role"))
            .with("role", quoted(&word.text)),
    );
    None
}

fn delegates(log: &mut Log, book: &Book, view: &View<'_>, table: &View<'_>) -> Option<Tie> {
    table.know(log, &keys::DELEGATES.names(), &[]);
    let role = table.word(log, "role");
    let role = required(log, table, "role", role);
    let to = table.word(log, "to");
    let to = required(log, table, "to", to);
    let to = to.and_then(|word| {
        person_fact(log, book, view, "to", &word)?;
        Some(word.text)
    });
    let from = date_fact(log, book, table, "from");
    let until = date_fact(log, book, table, "until");
    let role = role.and_then(|word| {
        book.names.find(log, &view.element, Kind::Role, &word)?;
        if let Some(role) = book.role(&word.text)
            && (role.undelegable || matches!(role.holder, RoleHolder::Open))
        {
            log.report(
                &view.element,
                Finding::new(codes::UNDELEGABLE)
                    .at(&word.place)
                    .label(&role.element.place, Bilingual::new("역할", "the role"))
                    .with("role", quoted(&word.text)),
            );
            return None;
        }
        Some(word.text)
    });
    Some(Tie::Delegate {
        role: role?,
        to: to?,
        from: from?,
        until: until?,
    })
}

fn revokes(log: &mut Log, book: &Book, view: &View<'_>, table: &View<'_>) -> Option<Tie> {
    table.know(log, &keys::REVOKES.names(), &[]);
    let role = table.word(log, "role");
    let role = required(log, table, "role", role).and_then(|word| {
        book.names
            .find(log, &view.element, Kind::Role, &word)
            .map(|_| word.text)
    });
    let to = match table.word(log, "to") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => person_fact(log, book, view, "to", &word).map(|()| Some(word.text)),
    };
    Some(Tie::Revoke {
        role: role?,
        to: to?,
    })
}

fn person_fact(log: &mut Log, book: &Book, view: &View<'_>, key: &str, word: &Word) -> Option<()> {
    let of = book.fact(log, &view.element, word)?.of.clone()?;
    if of == Type::Person {
        return Some(());
    }
    let needs = Bilingual::new("사람(`person`)", "a person (`person`)");
    wrong_type(log, &view.element, word, key, needs, &of);
    None
}

/// The date fact under a key: `Some(None)` if the key is not there.
fn date_fact(log: &mut Log, book: &Book, table: &View<'_>, key: &str) -> Option<Option<Name>> {
    let word = match table.word(log, key) {
        Got::Absent => return Some(None),
        Got::Faulty => return None,
        Got::Good(word) => word,
    };
    let of = book.fact(log, &table.element, &word)?.of.clone()?;
    if of == Type::Date {
        return Some(Some(word.text));
    }
    let needs = Bilingual::new("날짜(`date`)", "a date (`date`)");
    wrong_type(log, &table.element, &word, key, needs, &of);
    None
}

fn serves(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    changed: &mut Changed,
) -> Option<(Tie, Option<Change>)> {
    table.know(log, &keys::SERVES.names(), &[]);
    let to = table.word(log, "to");
    let to = required(log, table, "to", to)
        .and_then(|word| persons_fact(log, book, table, "to", &word, false).map(|_| word.text));
    let document = table.word(log, "document");
    let document = required(log, table, "document", document).and_then(|word| {
        let of = book.fact(log, &table.element, &word)?.of.clone()?;
        if of == Type::Document {
            return Some(word.text);
        }
        let needs = Bilingual::new("문서(`document`)", "a document (`document`)");
        wrong_type(log, &table.element, &word, "document", needs, &of);
        None
    });
    let on = date_fact(log, book, table, "on");
    let words = Service::WORDS.map(|(word, _)| word);
    let how = match table.one_of(log, "how", &words) {
        Got::Absent => Some(Service::Delivery),
        Got::Faulty => None,
        Got::Good(word) => Service::of(&word.text),
    };
    let after = match super::time::period(log, table, "effective_after") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(period) => wait(&period.to_string()).map(Some).or_else(|| {
            hours(log, table);
            None
        }),
    };
    if how == Some(Service::Failed) {
        for key in ["effective_after", "stamps"] {
            super::fact::misplaced(log, table, key, "how");
        }
    }
    let stamps = match table.word(log, "stamps") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => stamped(log, book, table, &word, changed).map(Some),
    };
    let (on, after) = (on?, after?);
    let change = stamps?.map(|fact| Change::Set {
        fact,
        to: match (&on, after) {
            (None, None) => Setting::Today,
            _ => Setting::After {
                from: on.clone(),
                wait: after,
            },
        },
    });
    let tie = Tie::Serve {
        to: to?,
        document: document?,
        on,
        how: how?,
        after,
    };
    Some((tie, change))
}

/// The date fact that a service stamps with the day of its effect.
fn stamped(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    word: &Word,
    changed: &mut Changed,
) -> Option<Name> {
    let of = super::effect::changeable(log, book, table, word, changed)?;
    if of == Type::Date {
        return Some(word.text.clone());
    }
    let needs = Bilingual::new("날짜(`date`)", "a date (`date`)");
    wrong_type(log, &table.element, word, "stamps", needs, &of);
    None
}

fn hours(log: &mut Log, table: &View<'_>) {
    if let Some(item) = table.get(log, "effective_after") {
        let expected = Bilingual::new(
            "days, weeks, months, years로 적은 기간",
            "a period in days, weeks, months or years",
        );
        wrong_kind(log, &table.element, &item, expected);
    }
}

/// A period in civil units.
fn wait(text: &str) -> Option<Wait> {
    let (number, unit) = text.split_once(' ')?;
    let number: i32 = number.parse().ok()?;
    Some(match unit {
        "day" | "days" => Wait {
            months: 0,
            days: number,
        },
        "week" | "weeks" => Wait {
            months: 0,
            days: number.checked_mul(7)?,
        },
        "month" | "months" => Wait {
            months: number,
            days: 0,
        },
        "year" | "years" => Wait {
            months: number.checked_mul(12)?,
            days: 0,
        },
        _ => return None,
    })
}
