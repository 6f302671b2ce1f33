//! What the language has and this version does not yet execute. Its form is
//! checked, and it is never silently passed over.

use super::log::Log;
use crate::diagnostic::Bilingual;
use crate::workflow::toml_view::{Got, View, Word};

/// Effects on other cases and outside, with the keys that they take and the first
/// of them required.
const EFFECTS: &[(&str, &[&str])] = &[
    ("opens", &["workflow", "at", "as", "gives", "for_each"]),
    ("serves", &["to", "document", "on"]),
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
            for key in known.iter().filter(|key| **key != "gives") {
                table.words(log, key);
            }
            if table.has("gives") {
                table.table(log, "gives");
            }
        }
        log.not_executed(
            &view.element,
            Bilingual::from(&format!("`{key}`")),
            &item.key_place,
        );
    }
}

/// Reads a milestone: a name, or `true` for the state's own.
pub(super) fn milestone(log: &mut Log, view: &View<'_>) {
    let Some(item) = view.get(log, "milestone") else {
        return;
    };
    if item.value.is_bool() {
        view.flag(log, "milestone");
    } else {
        view.word(log, "milestone");
    }
    log.not_executed(
        &view.element,
        Bilingual::new("이정표(`milestone`)", "a milestone (`milestone`)"),
        &item.key_place,
    );
}

/// Notes a whole table that is not yet executed.
pub(super) fn table(log: &mut Log, view: &View<'_>, id: &Word) {
    let what = Bilingual::from(&format!("`{}`", view.shown));
    log.not_executed(&view.element, what, &id.place);
}
