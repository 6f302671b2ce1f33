//! From an offset in a rule to its place in the file.

use std::ops::Range;

use crate::diagnostic::Place;

/// Where the text of a rule comes from: a TOML string, or a stretch of a file
/// as it stands.
pub(super) struct Origin<'a> {
    place: &'a Place,
    map: Map,
}

enum Map {
    /// The text stands in the file unchanged, so many bytes after the place begins.
    Shift(usize),
    /// For each byte of the text, and for its end, the byte after the place's start.
    Table(Vec<usize>),
    /// The text does not come from what stands at the place.
    Whole,
}

impl<'a> Origin<'a> {
    /// Relates a text to the place of the TOML string that it was read from.
    pub(super) fn new(text: &str, place: &'a Place) -> Self {
        let raw = place.text();
        let map = if raw == text {
            Map::Shift(0)
        } else {
            toml_string(raw, text).unwrap_or(Map::Whole)
        };
        Origin { place, map }
    }

    /// The place of a stretch of the text.
    pub(super) fn at(&self, range: Range<usize>) -> Place {
        let start = self.place.span().start;
        let offset = |at: usize| match &self.map {
            Map::Shift(shift) => Some(shift.saturating_add(at)),
            Map::Table(table) => table.get(at).or(table.last()).copied(),
            Map::Whole => None,
        };
        match (offset(range.start), offset(range.end)) {
            (Some(from), Some(to)) => Place::new(
                self.place.source(),
                start.saturating_add(from)..start.saturating_add(to),
            ),
            _ => self.place.clone(),
        }
    }

    /// The place of the whole text.
    pub(super) fn whole(&self) -> &'a Place {
        self.place
    }
}

/// Follows a TOML string (TOML 1.1, "String") beside the text that it means.
fn toml_string(raw: &str, text: &str) -> Option<Map> {
    let (quote, multi) = ["'''", "\"\"\"", "'", "\""]
        .into_iter()
        .find(|quote| raw.starts_with(quote))
        .map(|quote| (quote, quote.len() == 3))?;
    let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut at = quote.len();
    let mut inner = inner;
    if multi {
        for newline in ["\r\n", "\n"] {
            if let Some(rest) = inner.strip_prefix(newline) {
                inner = rest;
                at = at.saturating_add(newline.len());
                break;
            }
        }
    }
    if inner == text {
        return Some(Map::Shift(at));
    }
    if quote.starts_with('\'') {
        return None;
    }
    let mut table = Vec::with_capacity(text.len().saturating_add(1));
    let mut rest = inner.char_indices().peekable();
    for meant in text.chars() {
        let (offset, written) = loop {
            let (offset, written) = rest.next()?;
            // A backslash at the end of a line swallows the white space after it.
            if written == '\\' && multi && rest.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            } else if written == '\r' && meant == '\n' {
                // The reader made one line end of two characters.
            } else {
                break (offset, written);
            }
        };
        if written == '\\' {
            let digits = match rest.next()?.1 {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            for _ in 0..digits {
                rest.next()?;
            }
        } else if written != meant {
            return None;
        }
        table.extend(std::iter::repeat_n(
            at.saturating_add(offset),
            meant.len_utf8(),
        ));
    }
    table.push(at.saturating_add(rest.peek().map_or(inner.len(), |(offset, _)| *offset)));
    Some(Map::Table(table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    fn shown(file: &str, raw: &str, text: &str, word: &str) -> String {
        let source = Source::new("w.toml", file);
        let start = file.find(raw).unwrap();
        let place = Place::new(&source, start..start + raw.len());
        let at = text.find(word).unwrap();
        let found = Origin::new(text, &place).at(at..at + word.len());
        format!("{found} {}", found.text())
    }

    #[test]
    fn a_word_of_a_rule_is_found_in_its_toml_string() {
        let raw = r#""a <= bc""#;
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, "a <= bc", "bc"),
            "w.toml:1:14 bc"
        );
        let raw = r#"'x == "가나"'"#;
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, "x == \"가나\"", "가나"),
            "w.toml:1:15 가나"
        );
        // With escapes.
        let raw = r#""x == \"adopt\" && \u0061bc""#;
        let text = "x == \"adopt\" && abc";
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, text, "adopt"),
            "w.toml:1:16 adopt"
        );
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, text, "abc"),
            r"w.toml:1:27 \u0061bc"
        );
        // Over several lines.
        let raw = "\"\"\"\na &&\\\n   b\n  && c\"\"\"";
        let text = "a &&b\n  && c";
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, text, "b"),
            "w.toml:3:4 b"
        );
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, text, "c"),
            "w.toml:4:6 c"
        );
        let raw = "'''\na &&\nb'''";
        assert_eq!(
            shown(&format!("rule = {raw}"), raw, "a &&\nb", "b"),
            "w.toml:3:1 b"
        );
        // A text that stands nowhere takes the whole place.
        assert_eq!(
            shown("rule = 'one'", "'one'", "two", "w"),
            "w.toml:1:8 'one'"
        );
    }
}
