//! `[figure.x]`: numbers of cases that people look at.

use super::book::Book;
use super::element::{Basis, element, required};
use super::fact::{Origin, wrong_type};
use super::log::Log;
use super::names::check_id;
use crate::diagnostic::Bilingual;
use crate::guard::{Name, Type};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::{Figure, Series};

/// Reads every figure; `None` if one is faulty.
pub(super) fn figures(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<Figure>> {
    let all: Vec<Option<Figure>> = tables
        .iter()
        .map(|(id, view)| {
            check_id(log, &view.element, id, Use::Label);
            view.know(log, &keys::FIGURE.names(), &[]);
            let declared = element(log, view, id, "title", Basis::May);
            let over = named(log, book, view, "over", is_place);
            if !view.has("series") {
                view.missing(log, "series");
            }
            let series: Vec<Option<Series>> = view
                .tables(log, "series")
                .iter()
                .map(|table| {
                    table.know(log, &keys::SERIES.names(), &[]);
                    series(log, book, table)
                })
                .collect();
            let series: Option<Vec<Series>> = series.into_iter().collect();
            Some(Figure {
                element: declared?,
                over: over?,
                series: series?,
            })
        })
        .collect();
    all.into_iter().collect()
}

fn series(log: &mut Log, book: &Book, table: &View<'_>) -> Option<Series> {
    let column = match table.word(log, "column") {
        Got::Good(word) => Some(word.text),
        Got::Absent => None,
        Got::Faulty => return None,
    };
    let against = named(log, book, table, "against", is_number);
    let weight = named(log, book, table, "weight", is_number);
    let word = table.word(log, "of");
    let word = required(log, table, "of", word)?;
    let fact = book.fact(log, &table.element, &word)?;
    let of = fact.of.as_ref()?;
    let fits = match (&column, of) {
        (None, of) => is_number(of),
        (Some(column), Type::Table { columns, .. }) => columns
            .iter()
            .any(|one| one.id == *column && one.of == Type::Boolean),
        (Some(_), _) => false,
    };
    if !fits || matches!(fact.origin, Origin::Computed { .. }) {
        let needs = Bilingual::new(
            "계산하지 않은 수(`column`이 있으면, 예-아니요인 그 열이 있는 표)",
            "a number that is not computed (with `column`, a table with that yes-or-no column)",
        );
        wrong_type(log, &table.element, &word, "of", needs, of);
        return None;
    }
    Some(Series {
        of: word.text,
        column,
        against: against?,
        weight: weight?,
    })
}

/// The fact under a key, if it is there.
fn named(
    log: &mut Log,
    book: &Book,
    view: &View<'_>,
    key: &str,
    is: fn(&Type) -> bool,
) -> Option<Option<Name>> {
    let word = match view.word(log, key) {
        Got::Good(word) => word,
        Got::Absent => return Some(None),
        Got::Faulty => return None,
    };
    let fact = book.fact(log, &view.element, &word)?;
    let of = fact.of.as_ref()?;
    if is(of) && !matches!(fact.origin, Origin::Computed { .. }) {
        return Some(Some(word.text));
    }
    let needs = if key == "over" {
        Bilingual::new(
            "계산하지 않은 날짜, 글 또는 선택",
            "a date, a text or a choice that is not computed",
        )
    } else {
        Bilingual::new("계산하지 않은 수", "a number that is not computed")
    };
    wrong_type(log, &view.element, &word, key, needs, of);
    None
}

const fn is_number(of: &Type) -> bool {
    matches!(of, Type::Integer { .. } | Type::Decimal { .. })
}

const fn is_place(of: &Type) -> bool {
    matches!(of, Type::Date | Type::Text { .. } | Type::Choice(_))
}
