//! `[waive.x]`: findings that stay, with the reason why.

use super::element::{Basis, element, required};
use super::log::Log;
use super::names::check_id;
use crate::diagnostic::{Code, Finding, Level, catalogue};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{Waiver, codes};

/// Reads every waiver; `None` if one is faulty.
pub(super) fn waivers(log: &mut Log, tables: &[(Word, View<'_>)]) -> Option<Vec<Waiver>> {
    let all: Vec<Option<Waiver>> = tables
        .iter()
        .map(|(id, view)| {
            check_id(log, &view.element, id, Use::Label);
            view.know(log, &keys::WAIVE.names(), &[]);
            let declared = element(log, view, id, "says", Basis::May);
            let finding = view.word(log, "finding");
            let finding = required(log, view, "finding", finding);
            let finding = finding.and_then(|word| waivable(log, view, &word));
            let of = view.word(log, "element");
            let of = required(log, view, "element", of);
            let (declared, of) = (declared?, of?);
            Some(Waiver {
                element: declared,
                finding: finding?,
                of: of.text.to_string(),
                of_place: of.place,
            })
        })
        .collect();
    all.into_iter().collect()
}

/// The kind that is named, where it may stay: an error may not.
fn waivable(log: &mut Log, view: &View<'_>, word: &Word) -> Option<Code> {
    let message = word.text.parse().ok().and_then(catalogue::find);
    match message {
        Some(message) if message.level != Level::Error => Some(message.code),
        Some(_) => {
            log.report(
                &view.element,
                Finding::new(codes::WAIVED_ERROR)
                    .at(&word.place)
                    .with("code", quoted(&word.text)),
            );
            None
        }
        None => {
            log.report(
                &view.element,
                Finding::new(codes::WAIVED_UNKNOWN)
                    .at(&word.place)
                    .with("code", quoted(&word.text)),
            );
            None
        }
    }
}
