//! Citations, as lawyers write them.

use super::log::Log;
use crate::diagnostic::Coded;
use crate::ordinance::Citation;
use crate::workflow::toml_view::Word;

/// Reads a citation; whether its provision exists is for the law to say.
pub(in crate::workflow) fn read(log: &mut Log, element: &str, word: &Word) -> Option<Citation> {
    match Citation::parse(&word.text, Some(&word.place)) {
        Ok(citation) => Some(citation),
        Err(error) => {
            log.report(element, error.finding());
            None
        }
    }
}
