//! What numbers provisions in a line: `제9조(구성)`, `①`, `1.`, `가.`,
//! `Article 9 (Composition)`, `(1)`, `(a)`, `부칙 <제900호, 2017.3.13>`.
//!
//! Every reader looks at a bounded stretch, so that reading stays linear.

use super::number::{Number, item_number, latin_number, uncircled};
use super::tree::{Container, Style};

/// Longest heading in brackets that is looked for, in bytes.
const HEADING_LIMIT: usize = 600;

/// A marker found at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    pub number: Number,
    pub style: Style,
    /// Bytes that the marker takes.
    pub length: usize,
}

pub(super) fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text
        .bytes()
        .take(most + 1)
        .take_while(u8::is_ascii_digit)
        .count();
    if end == 0 || end > most || text.starts_with('0') {
        return None;
    }
    let (number, rest) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, rest))
}

/// The branch `의2` after a Korean number.
pub(super) fn korean_branch(rest: &str) -> (u32, &str) {
    rest.strip_prefix('의')
        .and_then(|after| digits(after, 3))
        .unwrap_or((0, rest))
}

/// A bracket that opens the text, with what is inside and what comes after.
pub(super) fn bracket(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(open)?;
    let mut depth = 0usize;
    for (at, c) in inside.char_indices() {
        if at > HEADING_LIMIT {
            return None;
        }
        if c == open {
            depth += 1;
        } else if c == close {
            if depth == 0 {
                return Some((inside.get(..at)?, inside.get(at + c.len_utf8()..)?));
            }
            depth -= 1;
        }
    }
    None
}

/// `9` or `7-2`.
pub(super) fn english_number(text: &str) -> Option<(Number, &str)> {
    let (main, rest) = digits(text, 5)?;
    let (branch, rest) = rest
        .strip_prefix('-')
        .and_then(|after| digits(after, 3))
        .unwrap_or((0, rest));
    Some((Number::branched(main, branch), rest))
}

/// Bytes of the Markdown signs in front of a marker.
fn signs(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b'*').take(3).count()
}

/// `①`, `**①**`; `<21>` (where `angle`); `(1)`.
pub(super) fn paragraph(text: &str, angle: bool) -> Option<Marker> {
    let front = signs(text);
    let inner = text.get(front..)?;
    let first = inner.chars().next()?;
    let (number, style, rest) = if let Some(number) = uncircled(first) {
        (number, Style::Circled, inner.get(first.len_utf8()..)?)
    } else if first == '(' {
        let (number, rest) = digits(inner.get(1..)?, 3)?;
        let rest = rest.strip_prefix(')')?;
        if !(rest.is_empty() || rest.starts_with([' ', '\t', '*'])) {
            return None;
        }
        (number, Style::Round, rest)
    } else if first == '<' && angle {
        let (number, rest) = digits(inner.get(1..)?, 4)?;
        (number, Style::Angle, rest.strip_prefix('>')?)
    } else {
        return None;
    };
    let back = signs(rest);
    if back != front {
        return None;
    }
    Some(Marker {
        number: Number::new(number),
        style,
        length: text.len() - rest.len() + back,
    })
}

/// Where a range of paragraphs ends: `①부터 <123>까지`, `③내지 ⑩생략`.
pub(super) fn paragraph_range(after: &str) -> Option<u32> {
    let rest = after.trim_start();
    let rest = ["부터", "내지", "및", "ㆍ", "~"]
        .iter()
        .find_map(|joint| rest.strip_prefix(joint))?
        .trim_start();
    Some(paragraph(rest, true)?.number.main)
}

/// `1.`, `1\.`, `1의2.`, `1-2.` before white space, or a letter or quotation
/// mark (where `tight`).
pub(super) fn subparagraph(text: &str, tight: bool) -> Option<Marker> {
    let (main, rest) = digits(text, 3)?;
    let (branch, rest, style) = match (rest.chars().next()?, rest.get(1..)) {
        ('-', Some(after)) => {
            let (branch, rest) = digits(after, 3)?;
            (branch, rest, Style::English)
        }
        _ => {
            let (branch, rest) = korean_branch(rest);
            (branch, rest, Style::Korean)
        }
    };
    let rest = rest.strip_prefix('\\').unwrap_or(rest).strip_prefix('.')?;
    let next = rest.chars().next();
    let apart = next.is_none_or(char::is_whitespace);
    if !(apart || tight && next.is_some_and(|c| !c.is_ascii() || c == '"')) {
        return None;
    }
    // The day of a date such as `3. 13.`
    if digits(rest.trim_start(), 3).is_some_and(|(_, after)| after.starts_with(['.', '\\'])) {
        return None;
    }
    Some(Marker {
        number: Number::branched(main, branch),
        style,
        length: text.len() - rest.len(),
    })
}

/// `가.`, `가\.`, `가의2.`, `(a)` before white space.
pub(super) fn item(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    if let Some(main) = item_number(first) {
        let (branch, rest) = korean_branch(text.get(first.len_utf8()..)?);
        let rest = rest.strip_prefix('\\').unwrap_or(rest).strip_prefix('.')?;
        if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
            return None;
        }
        return Some(Marker {
            number: Number::branched(main, branch),
            style: Style::Korean,
            length: text.len() - rest.len(),
        });
    }
    let inner = text.strip_prefix('(')?;
    let end = inner
        .bytes()
        .take_while(u8::is_ascii_lowercase)
        .take(3)
        .count();
    let (letters, rest) = inner.split_at_checked(end)?;
    let rest = rest.strip_prefix(')')?;
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    Some(Marker {
        number: Number::new(latin_number(letters)?),
        style: Style::English,
        length: text.len() - rest.len(),
    })
}

/// `제1장 총칙`, `Chapter 1 General Provisions`: kind, number, style and the
/// bytes that they take.
pub(super) fn container(text: &str) -> Option<(Container, Number, Style, usize)> {
    let kinds = [
        Container::Part,
        Container::Chapter,
        Container::Section,
        Container::Subsection,
    ];
    for kind in kinds {
        let (unit, word) = kind.words();
        if let Some((number, rest)) = text
            .strip_prefix(word)
            .or_else(|| text.strip_prefix(word.to_uppercase().as_str()))
            .and_then(|rest| english_number(rest.strip_prefix(' ')?.trim_start()))
        {
            // The label is rebuilt in one spelling; capitals would be lost.
            if text.starts_with(word) {
                return Some((kind, number, Style::English, text.len() - rest.len()));
            }
        }
        let korean = text
            .strip_prefix('제')
            .and_then(|rest| digits(rest.trim_start(), 4))
            .and_then(|(main, rest)| Some((main, rest.trim_start().strip_prefix(unit)?)));
        if let Some((main, rest)) = korean {
            let (branch, rest) = korean_branch(rest);
            if rest.is_empty() || rest.starts_with(char::is_whitespace) {
                return Some((
                    kind,
                    Number::branched(main, branch),
                    Style::Korean,
                    text.len() - rest.len(),
                ));
            }
        }
    }
    None
}

/// The head of an addendum: which number it was promulgated under, if it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AddendumHeading {
    pub number: Option<u32>,
    pub length: usize,
}

/// `부칙 <제18748호,2022.1.11>`, `부칙(국적법) <제5431호,1997.12.13>`,
/// `Addenda <No. 900, Mar. 13, 2017>`. Without brackets only as a whole line.
pub(super) fn addendum(text: &str) -> Option<AddendumHeading> {
    let after = [
        "부칙", "부 칙", "부  칙", "Addenda", "Addendum", "ADDENDA", "ADDENDUM",
    ]
    .iter()
    .find_map(|word| text.strip_prefix(word))?;
    let mut rest = after;
    let mut number = None;
    let mut brackets = false;
    for _ in 0..4 {
        let open = rest.trim_start();
        let Some((inside, next)) = bracket(open, '<', '>')
            .or_else(|| bracket(open, '(', ')'))
            .or_else(|| bracket(open, '[', ']'))
        else {
            break;
        };
        number = number.or_else(|| promulgation_number(inside));
        brackets = true;
        rest = next;
    }
    if number.is_none() && !rest.trim().is_empty() {
        return None;
    }
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    if brackets && !ends {
        return None;
    }
    Some(AddendumHeading {
        number,
        length: text.len() - rest.len(),
    })
}

/// An addendum that begins amid a line: only with its number in brackets.
pub(super) fn addendum_amid(text: &str) -> Option<AddendumHeading> {
    let end = text
        .char_indices()
        .take_while(|(at, _)| *at <= HEADING_LIMIT)
        .find(|(_, c)| matches!(c, ')' | '>'))
        .map(|(at, c)| at + c.len_utf8())?;
    let head = addendum(text.get(..end)?)?;
    head.number?;
    Some(head)
}

/// The number in `제18748호,2022.1.11` or `No. 900, Mar. 13, 2017`.
pub(super) fn promulgation_number(text: &str) -> Option<u32> {
    for (at, _) in text.match_indices('제') {
        let after = text.get(at + '제'.len_utf8()..)?;
        if let Some((number, rest)) = digits(after, 7)
            && rest.starts_with('호')
        {
            return Some(number);
        }
    }
    let after = text
        .split_once("No.")
        .map(|(_, after)| after.trim_start())?;
    digits(after, 7).map(|(number, _)| number)
}

/// Whether an annex begins here: `[별표 1]`, `별표 1`, `[별지 제1호서식]`, `Annex 1`.
pub(super) fn annex(text: &str) -> bool {
    let inner = text.trim_start_matches(['[', '■', ' ', '<']);
    let bracketed = inner.len() < text.len();
    let short = text.chars().take(61).count() <= 60;
    (inner.starts_with("별표") || inner.starts_with("별지") || inner.starts_with("Annex"))
        && (bracketed || short && !text.trim_end().ends_with(['.', '다']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_not_subparagraphs() {
        assert!(subparagraph("3. 13. 공포", true).is_none());
        assert!(subparagraph("2017. 3. 13.", true).is_none());
        assert!(subparagraph("7.17", true).is_none());
        assert_eq!(
            subparagraph("10의2\\. 선거일", false).map(|m| m.number),
            Some(Number::branched(10, 2))
        );
    }
}
