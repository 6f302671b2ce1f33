//! `[erasure]`, `[correction]`: who may have personal values erased, or correct the
//! record.

use super::book::Book;
use super::element::{Basis, cited};
use super::log::Log;
use super::names::Kind;
use crate::workflow::Mandate;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View};

/// Reads such a table. The outer `None` is a fault.
#[expect(
    clippy::option_option,
    reason = "a table that is not there is no faulty one"
)]
pub(super) fn mandate(
    log: &mut Log,
    book: &Book,
    document: &View<'_>,
    key: &str,
) -> Option<Option<Mandate>> {
    let Some(item) = document.get(log, key) else {
        return Some(None);
    };
    let Some(view) = document.inner(&item, key.to_owned(), format!("[{key}]")) else {
        // It is told as a value of another kind.
        let _ = document.table(log, key);
        return None;
    };
    let known = if key == "erasure" {
        keys::ERASURE.names()
    } else {
        keys::CORRECTION.names()
    };
    view.know(log, &known, &[]);
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
