//! Heads of articles, told from references to articles: `제9조(구성)`,
//! `제6조④`, `Article 9 (Composition)`, but not `제9조에 따라`.

use super::marker::{bracket, digits, english_number, korean_branch};
use super::number::{Number, uncircled};
use super::tree::Style;

/// Longest list of articles in one head that is looked through.
const SEVERAL_LIMIT: usize = 32;

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
    for _ in 0..SEVERAL_LIMIT {
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
            None => break,
        }
    }
    last
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
    let number = Number::branched(main, branch);
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
}
