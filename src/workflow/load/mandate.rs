//! `[erasure]`: who may have personal values erased.

use super::book::Book;
use super::element::{Basis, cited};
use super::log::Log;
use super::names::Kind;
use crate::workflow::Mandate;
use crate::workflow::toml_view::{Got, View};

const ERASURE_KEYS: &[&str] = &["by", "basis", "after"];

/// Reads `[erasure]`. The outer `None` is a fault.
#[expect(
    clippy::option_option,
    reason = "a table that is not there is no faulty one"
)]
pub(super) fn erasure(log: &mut Log, book: &Book, document: &View<'_>) -> Option<Option<Mandate>> {
    let Some(item) = document.get(log, "erasure") else {
        return Some(None);
    };
    let Some(view) = document.inner(&item, "erasure".to_owned(), "[erasure]".to_owned()) else {
        // It is told as a value of another kind.
        let _ = document.table(log, "erasure");
        return None;
    };
    view.know(log, ERASURE_KEYS, &[]);
    if !view.has("by") {
        view.missing(log, "by");
    }
    let by = book.listed(log, &view, "by", Kind::Role);
    let basis = cited(log, &view, Basis::Must);
    let after = view.one_of(log, "after", &["outcome"]);
    if matches!(after, Got::Faulty) {
        return None;
    }
    let by = by.filter(|roles| !roles.is_empty())?;
    Some(Some(Mandate {
        by,
        basis: basis?,
        after_outcome: matches!(after, Got::Good(_)),
        place: view.place.clone(),
    }))
}
