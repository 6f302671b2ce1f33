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

/// The head of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ArticleHead<'a> {
    pub number: Number,
    pub style: Style,
    /// What stands in round brackets.
    pub heading: Option<&'a str>,
    pub length: usize,
    /// Whether a paragraph's circled digit comes straight after (`제6조④`).
    pub circled: bool,
}

/// What may look like the head of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ArticleLike<'a> {
    Head(ArticleHead<'a>),
    /// `제19조ㆍ제20조 …`, `제2조 내지 제5조 생략`: several, from and to.
    Several {
        last: u32,
        length: usize,
    },
    /// `제조`, `제 조 (…)`: the number is missing.
    Malformed,
    /// No head.
    No,
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
fn korean_branch(rest: &str) -> (u32, &str) {
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

/// Words after `제9조 ` that make it a reference and not a head.
const REFERENCE_WORDS: [&str; 22] = [
    "각 ", "본문", "단서", "전단", "후단", "및 ", "또는 ", "내지 ", "부터", "까지", "중 ", "중의 ",
    "의 ", "에 ", "에서 ", "와 ", "과 ", "를 ", "을 ", "제목", "에도 ", "에게 ",
];

fn is_reference(after: &str) -> bool {
    if REFERENCE_WORDS.iter().any(|word| after.starts_with(word)) {
        return true;
    }
    after
        .strip_prefix('제')
        .and_then(|rest| digits(rest, 5))
        .is_some_and(|(_, rest)| rest.starts_with(['항', '호', '조', '목', '편', '장', '절', '관']))
}

/// A range or list of articles after the first: `ㆍ제20조`, `~25조`, ` 내지 제5조`.
fn several(after: &str) -> Option<(u32, &str)> {
    let mut rest = after.trim_start_matches([' ', '\u{3000}']);
    let mut last = None;
    loop {
        let next = [
            "부터", "내지", "및", "까지", "ㆍ", "·", "‧", ",", "~", "∼", "-",
        ]
        .iter()
        .find_map(|joint| rest.strip_prefix(joint))
        .map(str::trim_start)
        .and_then(|after| digits(after.strip_prefix('제').unwrap_or(after), 5))
        .and_then(|(number, after)| Some((number, after.strip_prefix('조')?)));
        match next {
            Some((number, after)) => {
                let after = korean_branch(after).1;
                last = Some((number, after));
                rest = after.trim_start_matches([' ', '\u{3000}']);
            }
            None => return last,
        }
    }
}

/// Reads the head of an article, Korean or English. In a `####` heading
/// (`strict` false) whatever follows the number belongs to the article.
pub(super) fn article(text: &str, strict: bool) -> ArticleLike<'_> {
    if let Some(rest) = text.strip_prefix("Article ") {
        return english_article(text, rest, strict);
    }
    let Some(rest) = text.strip_prefix('제') else {
        return ArticleLike::No;
    };
    let Some((main, rest)) = digits(rest, 5) else {
        let spaced = rest.trim_start_matches([' ', '?', '_', '○', 'O']);
        let alone = spaced.strip_prefix('조').is_some_and(|after| {
            after.is_empty() || after.starts_with([' ', '(']) || after.starts_with('의')
        });
        // `제조(製造)` is also a word: at the head of a line only with a
        // heading, or nothing, after it.
        return if alone && (!strict || rest.starts_with("조(") || rest == "조") {
            ArticleLike::Malformed
        } else {
            ArticleLike::No
        };
    };
    let Some(rest) = rest.strip_prefix('조') else {
        // `제20~25조`
        return match several_short(rest) {
            Some((last, after)) => ArticleLike::Several {
                last,
                length: text.len() - after.len(),
            },
            None => ArticleLike::No,
        };
    };
    let (branch, rest) = korean_branch(rest);
    let number = Number { main, branch };
    let head = |heading, after: &str, circled| {
        ArticleLike::Head(ArticleHead {
            number,
            style: Style::Korean,
            heading,
            length: text.len() - after.len(),
            circled,
        })
    };
    let after = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    if let Some((heading, after_heading)) = bracket(after, '(', ')') {
        let next = after_heading.chars().next();
        if !strict || next.is_none_or(|c| !c.is_alphabetic() && c != 'ㆍ' && c != ',') {
            return head(Some(heading), after_heading, false);
        }
        return ArticleLike::No;
    }
    if let Some((last, after)) = several(rest) {
        return ArticleLike::Several {
            last,
            length: text.len() - after.len(),
        };
    }
    if after.is_empty() || !strict {
        return head(None, rest, false);
    }
    let circled = rest.chars().next().is_some_and(|c| uncircled(c).is_some());
    if circled {
        let spaced = rest
            .chars()
            .nth(1)
            .is_none_or(|c| c.is_whitespace() || c == '(');
        return if spaced {
            head(None, rest, true)
        } else {
            ArticleLike::No
        };
    }
    if rest.len() == after.len() || is_reference(after) {
        return ArticleLike::No;
    }
    head(None, rest, false)
}

/// `~25조` after `제20`.
fn several_short(rest: &str) -> Option<(u32, &str)> {
    let after = rest.strip_prefix(['~', '∼', '-', 'ㆍ', '·'])?;
    let (last, after) = digits(after.strip_prefix('제').unwrap_or(after), 5)?;
    Some((last, after.strip_prefix('조')?))
}

fn english_article<'a>(text: &'a str, rest: &'a str, strict: bool) -> ArticleLike<'a> {
    let Some((number, rest)) = english_number(rest.trim_start()) else {
        return if strict {
            ArticleLike::No
        } else {
            ArticleLike::Malformed
        };
    };
    let after = rest.trim_start();
    let head = |heading, after: &str| {
        ArticleLike::Head(ArticleHead {
            number,
            style: Style::English,
            heading,
            length: text.len() - after.len(),
            circled: false,
        })
    };
    if let Some((heading, after_heading)) = bracket(after, '(', ')') {
        let is_paragraph = heading.trim().bytes().all(|b| b.is_ascii_digit());
        let ends = after_heading.is_empty() || after_heading.starts_with([' ', '\t', '<', '[']);
        if !is_paragraph && (ends || !strict) {
            return head(Some(heading), after_heading);
        }
    }
    if !strict || after.is_empty() || after.starts_with("Deleted") {
        return head(None, rest);
    }
    ArticleLike::No
}

/// `9` or `7-2`.
fn english_number(text: &str) -> Option<(Number, &str)> {
    let (main, rest) = digits(text, 5)?;
    let (branch, rest) = rest
        .strip_prefix('-')
        .and_then(|after| digits(after, 3))
        .unwrap_or((0, rest));
    Some((Number { main, branch }, rest))
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
        number: Number { main, branch },
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
            number: Number { main, branch },
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
                    Number { main, branch },
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

    fn head(text: &str) -> Option<(u32, u32, Option<&str>)> {
        match article(text, true) {
            ArticleLike::Head(head) => Some((head.number.main, head.number.branch, head.heading)),
            _ => None,
        }
    }

    #[test]
    fn heads_are_told_from_references() {
        assert_eq!(head("제9조(구성) ① 위원은"), Some((9, 0, Some("구성"))));
        assert_eq!(head("제7조의2 (두 번째)"), Some((7, 2, Some("두 번째"))));
        assert_eq!(head("제6조④ 취임 후"), Some((6, 0, None)));
        assert_eq!(head("제9조 ① 공동의장"), Some((9, 0, None)));
        assert_eq!(
            head("Article 9 (Composition) The council"),
            Some((9, 0, Some("Composition")))
        );
        for reference in [
            "제9조에 따라",
            "제9조제1항에",
            "제9조 제1항에 따라",
            "제9조 각 호의",
            "제9조(구성)에 따라",
            "제9조 및 제10조에",
            "제9조④에",
            "제9조 본문",
            "Article 9 applies",
            "Article 9 (2) 1 applies",
        ] {
            assert_eq!(head(reference), None, "{reference}");
        }
        assert!(matches!(
            article("제19조ㆍ제20조 사무국", true),
            ArticleLike::Several { last: 20, .. }
        ));
        assert!(matches!(
            article("제20~25조 센터", true),
            ArticleLike::Several { last: 25, .. }
        ));
        assert!(matches!(
            article("제2조 부터 제5조까지 생략", true),
            ArticleLike::Several { last: 5, .. }
        ));
        assert_eq!(article("제조(구성)", true), ArticleLike::Malformed);
    }

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
