//! What the language has and this version does not yet execute. Its form is
//! checked, and it is never silently passed over.

use super::log::Log;
use crate::diagnostic::Bilingual;
use crate::workflow::toml_view::{View, Word};

/// Notes a whole table that is not yet executed.
pub(super) fn table(log: &mut Log, view: &View<'_>, id: &Word) {
    let what = Bilingual::from(&format!("`{}`", view.shown));
    log.not_executed(&view.element, what, &id.place);
}
