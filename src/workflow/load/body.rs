//! What a workflow says of bodies: roles, seats given and vacated, recusal.

use super::book::Book;
use super::element::{Basis, cited, required};
use super::fact::wrong_type;
use super::log::Log;
use super::transition::persons;
use crate::diagnostic::{Bilingual, Finding, nearest_quoted};
use crate::guard::{Column, Name, Type};
use crate::workflow::bodies::{Body, SeatClass};
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{
    CaseRecusal, DateOf, DismissalFacts, PersonOf, RoleHolder, Seating, Seats, Vacates, codes,
};

use super::types::key_word;

/// `chair_of`, `member_of`, `seat_of`; `None` if it is faulty.
pub(super) fn holder(log: &mut Log, view: &View<'_>) -> Option<RoleHolder> {
    if let Got::Good(word) = view.word(log, "member_of") {
        let body = log.body(&view.element, &word)?;
        return Some(RoleHolder::MemberOf(body.id().clone()));
    }
    if let Got::Good(word) = view.word(log, "chair_of") {
        let body = log.body(&view.element, &word)?;
        if body.chair.is_none() {
            log.report(
                &view.element,
                Finding::new(codes::NO_CHAIR)
                    .at(&word.place)
                    .with("body", quoted(&word.text)),
            );
            return None;
        }
        return Some(RoleHolder::ChairOf(body.id().clone()));
    }
    let table = view.table(log, "seat_of").good()?;
    table.know(log, &keys::SEAT_OF.names(), &[]);
    let (body, seat) = body_and_seat(log, &table)?;
    Some(RoleHolder::SeatOf {
        body: body.id().clone(),
        seat,
    })
}

fn body_and_seat(log: &mut Log, table: &View<'_>) -> Option<(std::sync::Arc<Body>, Name)> {
    let body = table.word(log, "body");
    let body = required(log, table, "body", body);
    let seat = table.word(log, "seat");
    let seat = required(log, table, "seat", seat);
    let body = log.body(&table.element, &body?)?;
    let seat = seat?;
    log.seat(&table.element, &body, &seat)?;
    Some((body, seat.text))
}

/// `seats` and `vacates` of a transition or a branch.
pub(super) fn seatings(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    machine: bool,
) -> Option<Vec<Seating>> {
    let mut all = Vec::new();
    let mut whole = true;
    match view.table(log, "vacates") {
        Got::Good(table) => match vacates(log, book, &table, machine) {
            Some(vacates) => all.push(Seating::Vacates(vacates)),
            None => whole = false,
        },
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    match view.table(log, "seats") {
        Got::Good(table) => match seats(log, book, &table, machine) {
            Some(seats) => all.push(Seating::Seats(seats)),
            None => whole = false,
        },
        Got::Absent => {}
        Got::Faulty => whole = false,
    }
    whole.then_some(all)
}

fn seats(log: &mut Log, book: &Book, table: &View<'_>, machine: bool) -> Option<Seats> {
    table.know(log, &keys::SEATS.names(), &[]);
    let named = body_and_seat(log, table);
    let rows = rows(log, book, table);
    let columns = match &rows {
        Some(Some((_, columns))) => Some(columns.as_slice()),
        _ => None,
    };
    let person = match columns {
        Some(columns) => column(log, table, columns),
        None => person(log, book, table, machine),
    };
    if columns.is_some() {
        super::fact::conflict(log, table, "rows", "replaces");
    }
    let from = date(log, book, table, "from");
    let from = required(log, table, "from", from);
    let until = date(log, book, table, "until");
    let replaces = match table.word(log, "replaces") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => fact_of(log, book, table, "replaces", &word, &Type::Person).map(Some),
    };
    let marks = marks(log, book, table, columns);
    let (body, seat) = named?;
    let marks = marks?;
    let class = body.seat(&seat)?;
    every_mark(log, table, &body, class, &marks)?;
    Some(Seats {
        person: person?,
        from: from?,
        until: match until {
            Got::Absent => None,
            Got::Faulty => return None,
            Got::Good(until) => Some(until),
        },
        replaces: replaces?,
        marks,
        rows: rows?.map(|(fact, _)| fact),
        body: body.id().clone(),
        seat,
    })
}

/// What rules of composition read of a person must be given with the seat.
fn every_mark(
    log: &mut Log,
    table: &View<'_>,
    body: &Body,
    class: &SeatClass,
    marks: &[(Name, Name)],
) -> Option<()> {
    let missing: Vec<&Name> = body
        .marks(class)
        .into_iter()
        .filter(|mark| !marks.iter().any(|(given, _)| given == *mark))
        .collect();
    if missing.is_empty() {
        return Some(());
    }
    let names: Vec<&str> = missing.iter().map(|mark| &***mark).collect();
    log.report(
        &table.element,
        Finding::new(codes::MARK_MISSING)
            .at(&table.place)
            .with("body", quoted(body.id()))
            .with("marks", crate::workflow::wording::listed(&names)),
    );
    None
}

/// The table fact under `rows`, with its columns.
fn rows(log: &mut Log, book: &Book, table: &View<'_>) -> Option<Option<(Name, Vec<Column>)>> {
    let word = match table.word(log, "rows") {
        Got::Absent => return Some(None),
        Got::Faulty => return None,
        Got::Good(word) => word,
    };
    match book.fact(log, &table.element, &word)?.of.as_ref()? {
        Type::Table { columns, .. } => Some(Some((word.text, columns.to_vec()))),
        other => {
            let needs = Bilingual::new("표(`table`)", "a table (`table`)");
            wrong_type(log, &table.element, &word, "rows", needs, other);
            None
        }
    }
}

/// The column under `person`.
fn column(log: &mut Log, table: &View<'_>, columns: &[Column]) -> Option<PersonOf> {
    let word = table.word(log, "person");
    let word = required(log, table, "person", word)?;
    let person = |column: &&Column| column.of == Type::Person;
    of_column(log, table, columns, &word, person).map(PersonOf::Column)
}

/// A column by name that is as it has to be.
fn of_column(
    log: &mut Log,
    table: &View<'_>,
    columns: &[Column],
    word: &Word,
    fits: impl Fn(&&Column) -> bool,
) -> Option<Name> {
    let known: Vec<&str> = columns
        .iter()
        .filter(fits)
        .map(|column| &*column.id)
        .collect();
    if known.contains(&&*word.text) {
        return Some(word.text.clone());
    }
    log.report(
        &table.element,
        Finding::new(codes::UNKNOWN_NAME)
            .at(&word.place)
            .with("name", quoted(&word.text))
            .with("kind", Bilingual::new("알맞은 열", "suitable column"))
            .suggest(nearest_quoted(&word.text, known)),
    );
    None
}

fn marks(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    columns: Option<&[Column]>,
) -> Option<Vec<(Name, Name)>> {
    let inner = match table.table(log, "marks") {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(inner) => inner,
    };
    let mut all = Vec::new();
    let mut whole = true;
    for item in inner.items(log) {
        let mark = key_word(&item);
        let Got::Good(word) = inner.word(log, item.key) else {
            whole = false;
            continue;
        };
        if let Some(columns) = columns {
            let word_of = |column: &&Column| matches!(column.of, Type::Boolean | Type::Choice(_));
            match of_column(log, table, columns, &word, word_of) {
                Some(column) => all.push((mark.text, column)),
                None => whole = false,
            }
            continue;
        }
        match book.fact(log, &table.element, &word).map(|fact| &fact.of) {
            Some(Some(Type::Boolean | Type::Choice(_))) => all.push((mark.text, word.text)),
            Some(Some(other)) => {
                let needs = Bilingual::new("선택 또는 예·아니오", "a choice, or yes or no");
                wrong_type(log, &table.element, &word, "marks", needs, other);
                whole = false;
            }
            _ => whole = false,
        }
    }
    whole.then_some(all)
}

fn vacates(log: &mut Log, book: &Book, table: &View<'_>, machine: bool) -> Option<Vacates> {
    table.know(log, &keys::VACATES.names(), &[]);
    let body = table.word(log, "body");
    let body = required(log, table, "body", body);
    let seat = table.word(log, "seat");
    let person = person(log, book, table, machine);
    let on = date(log, book, table, "on");
    let on = required(log, table, "on", on);
    let body = log.body(&table.element, &body?)?;
    let dismissal = dismissal(log, book, table, &body)?;
    let seat = match seat {
        Got::Absent => None,
        Got::Faulty => return None,
        Got::Good(word) => {
            log.seat(&table.element, &body, &word)?;
            Some(word.text)
        }
    };
    Some(Vacates {
        dismissal,
        body: body.id().clone(),
        seat,
        person: person?,
        on: on?,
    })
}

/// The facts that a dismissal is judged by: those that the grounds which may be
/// chosen need. `None` if something is wrong with them.
fn dismissal(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    body: &Body,
) -> Option<Option<DismissalFacts>> {
    let ground = match table.word(log, "ground") {
        Got::Good(word) => word,
        Got::Faulty => return None,
        Got::Absent => {
            let mut whole = true;
            for key in ["heard", "attended", "held"] {
                if table.has(key) {
                    table.missing(log, "ground");
                    whole = false;
                }
            }
            return whole.then_some(None);
        }
    };
    let of = book.fact(log, &table.element, &ground)?.of.as_ref()?;
    let Type::Choice(choices) = of else {
        let needs = Bilingual::new("선택", "a choice");
        wrong_type(log, &table.element, &ground, "ground", needs, of);
        return None;
    };
    let known: Vec<&str> = body
        .dismissals
        .iter()
        .map(|ground| &*ground.element.id)
        .collect();
    for choice in choices.iter().map(|choice| &*choice.id) {
        if !known.contains(&choice) {
            let kind = Bilingual::new("위촉 해제의 사유", "ground of dismissal");
            log.report(
                &table.element,
                Finding::new(codes::UNKNOWN_NAME)
                    .at(&ground.place)
                    .with("name", quoted(choice))
                    .with("kind", kind)
                    .suggest(nearest_quoted(choice, known.iter().copied())),
            );
            return None;
        }
    }
    let mut grounds = choices
        .iter()
        .filter_map(|choice| body.dismissal(&choice.id));
    let needs_hearing = grounds.clone().any(|ground| ground.heard);
    let needs_attendance = grounds.any(|ground| ground.attendance.is_some());
    let mut fact = |key: &str, needed: bool, needs: &Bilingual, fits: fn(&Type) -> bool| match table
        .word(log, key)
    {
        Got::Good(word) => {
            let of = book.fact(log, &table.element, &word)?.of.as_ref()?;
            if fits(of) {
                return Some(Some(word.text));
            }
            wrong_type(log, &table.element, &word, key, needs.clone(), of);
            None
        }
        Got::Faulty => None,
        Got::Absent if needed => {
            table.missing(log, key);
            None
        }
        Got::Absent => Some(None),
    };
    let said = Bilingual::new("예 또는 아니오", "yes or no");
    let heard = fact("heard", needs_hearing, &said, |of| *of == Type::Boolean);
    let number = Bilingual::new("정수", "an integer");
    let counts = |of: &Type| matches!(of, Type::Integer { .. });
    let attended = fact("attended", needs_attendance, &number, counts);
    let held = fact("held", needs_attendance, &number, counts);
    Some(Some(DismissalFacts {
        ground: ground.text,
        heard: heard?,
        attendance: attended?.zip(held?),
    }))
}

/// The person of an effect: a person fact, or `actor`.
fn person(log: &mut Log, book: &Book, table: &View<'_>, machine: bool) -> Option<PersonOf> {
    let word = table.word(log, "person");
    let word = required(log, table, "person", word)?;
    if &*word.text == "actor" {
        if machine {
            log.report(
                &table.element,
                Finding::new(codes::MISPLACED_KEY)
                    .at(&word.place)
                    .with("key", quoted("actor"))
                    .with(
                        "with",
                        Bilingual::new(
                            "사람이 하지 않는 전이",
                            "a transition that no person takes",
                        ),
                    ),
            );
            return None;
        }
        return Some(PersonOf::Actor);
    }
    fact_of(log, book, table, "person", &word, &Type::Person).map(PersonOf::Fact)
}

/// A date of an effect: `today`, or a date fact.
fn date(log: &mut Log, book: &Book, table: &View<'_>, key: &str) -> Got<DateOf> {
    table.word(log, key).and_then(|word| {
        if &*word.text == "today" {
            return Got::Good(DateOf::Today);
        }
        match fact_of(log, book, table, key, &word, &Type::Date) {
            Some(fact) => Got::Good(DateOf::Fact(fact)),
            None => Got::Faulty,
        }
    })
}

/// A fact of a type.
fn fact_of(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    key: &str,
    word: &Word,
    needs: &Type,
) -> Option<Name> {
    let of = book.fact(log, &table.element, word)?.of.as_ref()?;
    if of == needs {
        return Some(word.text.clone());
    }
    wrong_type(log, &table.element, word, key, needs.title(), of);
    None
}

/// Every `[recusal.BODY]`; `None` if one is faulty.
pub(super) fn recusals(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<CaseRecusal>> {
    let all: Vec<_> = tables
        .iter()
        .map(|(id, view)| recusal(log, book, id, view))
        .collect();
    all.into_iter().collect()
}

fn recusal(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<CaseRecusal> {
    view.know(log, &keys::RECUSAL.names(), &[]);
    let body = log.body(&view.element, id);
    let excluded = people(log, book, view, "excluded");
    let challenged = people(log, book, view, "challenged");
    let withdrew = people(log, book, view, "withdrew");
    let basis = cited(log, view, Basis::Must);
    Some(CaseRecusal {
        body: body?.id().clone(),
        excluded: excluded?,
        challenged: challenged?,
        withdrew: withdrew?,
        basis: basis?,
        place: id.place.clone(),
    })
}

/// Facts that name one person or several.
pub(super) fn people(log: &mut Log, book: &Book, view: &View<'_>, key: &str) -> Option<Vec<Name>> {
    let words = match view.words(log, key) {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(words) => words,
    };
    let mut whole = true;
    for word in &words {
        match book.fact(log, &view.element, word).map(|fact| &fact.of) {
            Some(Some(of)) if persons(of) => {}
            Some(Some(of)) => {
                let needs =
                    Bilingual::new("사람 또는 사람의 목록", "a person or a list of persons");
                wrong_type(log, &view.element, word, key, needs, of);
                whole = false;
            }
            _ => whole = false,
        }
    }
    whole.then(|| words.into_iter().map(|word| word.text).collect())
}
