//! What the language has and this version does not yet execute. Its form is
//! checked, and it is never silently passed over.

use super::log::Log;
use crate::diagnostic::Bilingual;
use crate::workflow::toml_view::{Got, View};

/// Effects on the register of seats and service on parties, with the keys that they
/// take and the first of them required.
const EFFECTS: &[(&str, &[&str])] = &[
    ("seats", &["body", "seat", "person", "from", "until"]),
    ("vacates", &["body", "seat", "person", "on"]),
];

/// Reads effects that are not yet executed.
pub(super) fn effects(log: &mut Log, view: &View<'_>, keys: &[&str]) {
    for (key, known) in EFFECTS.iter().filter(|(key, _)| keys.contains(key)) {
        let Some(item) = view.get(log, key) else {
            continue;
        };
        if let Got::Good(table) = view.table(log, key) {
            table.know(log, known, &[]);
            if let Some(first) = known.first().filter(|first| !table.has(first)) {
                table.missing(log, first);
            }
            for key in *known {
                table.words(log, key);
            }
        }
        log.not_executed(
            &view.element,
            Bilingual::from(&format!("`{key}`")),
            &item.key_place,
        );
    }
}
