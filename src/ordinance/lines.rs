//! Lines of a source with their places, and what is wrong with characters.

use std::ops::Range;
use std::sync::Arc;

use super::codes;
use crate::diagnostic::{Finding, Place, Source};

/// So many control characters are told, and no more.
const TOLD: usize = 20;

/// A line without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub start: usize,
    pub text: &'a str,
}

/// The lines of a part of a source.
pub(super) fn lines(source: &Source, part: Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let mut start = part.start;
    source
        .text()
        .get(part)
        .unwrap_or("")
        .split_inclusive('\n')
        .map(move |whole| {
            let line = Line {
                start,
                text: whole.trim_end_matches(['\n', '\r']),
            };
            start += whole.len();
            line
        })
}

/// The level and the words of a Markdown heading.
pub(super) fn heading(text: &str) -> Option<(usize, usize)> {
    let signs = text.bytes().take_while(|b| *b == b'#').take(7).count();
    if signs == 0 || signs > 6 {
        return None;
    }
    let after = text.get(signs..)?;
    let words = after.trim_start();
    (after.len() != words.len() || words.starts_with('제'))
        .then(|| (signs, text.len() - words.len()))
}

/// Control characters and invisible marks in a text.
pub(super) fn control_characters(source: &Arc<Source>, from: usize, findings: &mut Vec<Finding>) {
    source
        .text()
        .get(from..)
        .unwrap_or("")
        .char_indices()
        .filter(|(_, c)| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
        })
        .take(TOLD)
        .for_each(|(at, c)| {
            findings.push(
                Finding::new(codes::CONTROL_CHARACTER)
                    .at(&Place::new(source, from + at..from + at + c.len_utf8()))
                    .with("character", format!("U+{:04X}", c as u32)),
            );
        });
}
