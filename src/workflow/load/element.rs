//! What every declared thing has: id, title, basis.

use super::citation;
use super::log::Log;
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::{Cited, Element, codes};

/// How much an element owes a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workflow) enum Basis {
    /// Without one it is an error.
    Must,
    /// Without one it is a warning.
    Should,
    /// It may do without.
    May,
}

/// Reads id, title (under `title` or `says`) and basis.
pub(in crate::workflow) fn element(
    log: &mut Log,
    view: &View<'_>,
    id: &Word,
    title: &str,
    basis: Basis,
) -> Option<Element> {
    let said = view.bilingual(log, title);
    let said = required(log, view, title, said);
    let basis = cited(log, view, basis);
    Some(Element {
        id: id.text.clone(),
        title: said?,
        basis: basis?,
        place: id.place.clone(),
    })
}

/// The value, or a finding that the key is missing.
pub(in crate::workflow) fn required<T>(
    log: &mut Log,
    view: &View<'_>,
    key: &str,
    got: Got<T>,
) -> Option<T> {
    if got.is_absent() {
        view.missing(log, key);
    }
    got.good()
}

/// Reads `basis`: one citation or several.
pub(in crate::workflow) fn cited(
    log: &mut Log,
    view: &View<'_>,
    owes: Basis,
) -> Option<Vec<Cited>> {
    let words = match view.words(log, "basis") {
        Got::Faulty => return None,
        Got::Good(words) if !words.is_empty() => words,
        Got::Good(_) | Got::Absent => {
            let code = match owes {
                Basis::Must => codes::MISSING_BASIS,
                Basis::Should => codes::UNCITED,
                Basis::May => return Some(Vec::new()),
            };
            if log.slipped.contains(&view.element) {
                return None;
            }
            let mut finding = Finding::new(code)
                .at(&view.place)
                .with("table", view.name());
            if view.has("guard") || view.has("branch") {
                finding = finding.note(Bilingual::new(
                    "`[[…]]` 표 아래에 적은 `basis`는 그 표의 것입니다. 전이의 `basis`는 그 위에 적습니다.",
                    "A `basis` below a `[[…]]` header belongs to that table; the transition's own stands above it.",
                ));
            }
            log.report(&view.element, finding);
            return (owes != Basis::Must).then(Vec::new);
        }
    };
    let mut all = Some(Vec::new());
    for word in words {
        match citation::read(log, &view.element, &word) {
            Some(citation) => {
                if let Some(cited) = &mut all {
                    cited.push(Cited {
                        citation,
                        place: word.place,
                    });
                }
            }
            None => all = None,
        }
    }
    all
}
