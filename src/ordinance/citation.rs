//! Citations as lawyers write them.
//!
//! `제9조제2항제3호`, `art. 9(2)3`, `행정절차법 제38조`, `「행정절차법」
//! 제38조제1항`, `seoul_compact 제9조`: an optional text (its id, title or
//! short title in either language) and the path of a provision.

use super::codes;
use super::path::ProvisionPath;
use crate::diagnostic::{Bilingual, Coded, Finding, Lang, Place};

/// Longest citation that is read, in bytes.
const LIMIT: usize = 600;

/// A citation of one provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The text as it is named, if it is.
    pub text: Option<String>,
    /// The provision.
    pub path: ProvisionPath,
    /// As written.
    pub written: String,
    /// Where it is written, if in a file.
    pub place: Option<Place>,
}

/// The text is not a citation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{written}` cannot be read as a citation of a provision")]
pub struct CitationSyntaxError {
    /// As written.
    pub written: String,
    /// Where.
    pub place: Option<Place>,
    /// How it may have been meant.
    pub suggestion: Option<String>,
}

impl Citation {
    /// Reads a citation.
    pub fn parse(
        written: &str,
        place: Option<&Place>,
    ) -> Result<Citation, Box<CitationSyntaxError>> {
        match split(written.trim()) {
            Some((text, path)) => Ok(Citation {
                text,
                path,
                written: written.trim().to_owned(),
                place: place.cloned(),
            }),
            None => Err(Box::new(CitationSyntaxError {
                written: written.chars().take(80).collect(),
                place: place.cloned(),
                suggestion: several(written.trim()).or_else(|| mended(written.trim())),
            })),
        }
    }

    /// A citation of a provision of the default text.
    pub fn of(path: ProvisionPath) -> Citation {
        Citation {
            text: None,
            path,
            written: path.to_string(),
            place: None,
        }
    }
}

/// The named text and the path.
fn split(written: &str) -> Option<(Option<String>, ProvisionPath)> {
    if written.len() > LIMIT {
        return None;
    }
    if let Some(rest) = written.strip_prefix('「') {
        let (title, after) = rest.split_once('」')?;
        let path = after.parse().ok()?;
        let title = title.trim();
        return (!title.is_empty()).then(|| (Some(title.to_owned()), path));
    }
    if let Ok(path) = written.parse() {
        return Some((None, path));
    }
    let starts = written.char_indices().filter(|(at, c)| {
        *at > 0 && matches!(c, '제' | '부' | 'a' | 'A') && {
            let before = written.get(..*at).and_then(|text| text.chars().next_back());
            let korean = matches!(c, '제' | '부');
            before.is_some_and(|b| b.is_whitespace() || (korean && b.is_alphabetic()))
        }
    });
    for (at, _) in starts {
        let (name, rest) = written.split_at_checked(at)?;
        if let Ok(path) = rest.parse() {
            let name = name.trim().trim_end_matches(',').trim_end();
            // The name of a text ends in no provision: two citations stand here.
            if ends_in_provision(name) {
                return None;
            }
            return Some((Some(name.to_owned()), path));
        }
    }
    None
}

/// Whether a text ends in a provision, and a word that joins it to another.
fn ends_in_provision(text: &str) -> bool {
    let text = ["및", "또는", "and", "or", ";", "ㆍ", "·"]
        .iter()
        .find_map(|joins| text.strip_suffix(joins))
        .unwrap_or(text)
        .trim_end_matches([' ', ',']);
    let mut starts = text
        .char_indices()
        .filter(|(_, c)| matches!(c, '제' | 'a' | 'A'));
    starts.any(|(at, _)| {
        text.get(at..)
            .is_some_and(|rest| rest.parse::<ProvisionPath>().is_ok())
    })
}

/// Several citations that stand in one text, as a list of them.
fn several(written: &str) -> Option<String> {
    if written.len() > LIMIT {
        return None;
    }
    let parts: Vec<&str> = [" 및 ", " 또는 ", " and ", " or ", "ㆍ", "·", ";"]
        .iter()
        .fold(vec![written], |parts, sign| {
            parts
                .into_iter()
                .flat_map(|part| part.split(sign))
                .collect()
        })
        .into_iter()
        .flat_map(|part| part.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 2 {
        return None;
    }
    // What names no text is of the text named before it.
    let mut of: Option<String> = None;
    let mut each = Vec::new();
    for part in parts {
        let (text, path) = split(part)?;
        of = text.or(of);
        let lang = if part.contains(['제', '부']) {
            Lang::Ko
        } else {
            Lang::En
        };
        let path = path.to_text(lang);
        each.push(match &of {
            Some(text) => format!("\"{text} {path}\""),
            None => format!("\"{path}\""),
        });
    }
    Some(format!("[{}]", each.join(", ")))
}

/// The citation with the 제 that is missing before its numbers.
fn mended(written: &str) -> Option<String> {
    if written.len() > LIMIT {
        return None;
    }
    let chars: Vec<char> = written.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if !c.is_ascii_digit() {
            out.push(c);
            at += 1;
            continue;
        }
        let digits: String = chars
            .iter()
            .skip(at)
            .take_while(|c| c.is_ascii_digit())
            .collect();
        let after = chars.get(at + digits.len());
        let counted = matches!(after, Some('조' | '항' | '호'));
        if counted && !out.trim_end().ends_with('제') {
            out.push('제');
        }
        out.push_str(&digits);
        at += digits.len();
    }
    (out != written && split(&out).is_some()).then(|| format!("`{out}`"))
}

impl Coded for CitationSyntaxError {
    fn finding(&self) -> Finding {
        let finding = Finding::new(codes::CITATION_SYNTAX)
            .with("citation", &self.written)
            .suggest(self.suggestion.clone());
        let is_list = |near: &String| near.starts_with('[');
        let finding = if self.suggestion.as_ref().is_some_and(is_list) {
            finding.note(Bilingual::new(
                "인용은 하나씩 적고, 여럿이면 목록으로 적습니다.",
                "A citation is of one provision; several are written as a list.",
            ))
        } else {
            finding
        };
        match &self.place {
            Some(place) => finding.at(place),
            None => finding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_named_in_many_ways() {
        for (written, text, path) in [
            ("제9조제2항제3호", None, "제9조제2항제3호"),
            ("art. 9(2)3", None, "제9조제2항제3호"),
            ("행정절차법 제38조", Some("행정절차법"), "제38조"),
            ("행정절차법제38조의2", Some("행정절차법"), "제38조의2"),
            (
                "「행정절차법」 제38조제1항",
                Some("행정절차법"),
                "제38조제1항",
            ),
            ("「행정절차법」제38조", Some("행정절차법"), "제38조"),
            ("seoul_compact 제9조", Some("seoul_compact"), "제9조"),
            (
                "seoul_compact art. 9(2)3",
                Some("seoul_compact"),
                "제9조제2항제3호",
            ),
            (
                "Administrative Procedures Act, Article 38 (1)",
                Some("Administrative Procedures Act"),
                "제38조제1항",
            ),
            ("제주 기본 조례 제3조", Some("제주 기본 조례"), "제3조"),
            (
                "지방자치법 부칙 제17893호 제2조",
                Some("지방자치법"),
                "부칙 제17893호 제2조",
            ),
        ] {
            let citation = Citation::parse(written, None).unwrap();
            assert_eq!(citation.text.as_deref(), text, "{written}");
            assert_eq!(citation.path.to_string(), path, "{written}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_mended_where_possible() {
        let error = Citation::parse("9조2항", None).unwrap_err();
        assert_eq!(error.suggestion.as_deref(), Some("`제9조제2항`"));
        let error = Citation::parse("행정절차법 38조 1항", None).unwrap_err();
        assert_eq!(
            error.suggestion.as_deref(),
            Some("`행정절차법 제38조 제1항`")
        );
        for wrong in [
            "",
            "행정절차법",
            "「행정절차법 제38조",
            "「」 제3조",
            "제2항",
        ] {
            assert!(Citation::parse(wrong, None).is_err(), "{wrong}");
        }
    }

    #[test]
    fn several_citations_in_one_text_are_told_as_a_list() {
        for (written, list) in [
            ("제9조, 제10조", r#"["제9조", "제10조"]"#),
            (
                "행정절차법 제38조 및 제39조제1항",
                r#"["행정절차법 제38조", "행정절차법 제39조제1항"]"#,
            ),
            ("art. 9(2) and art. 10", r#"["art. 9(2)", "art. 10"]"#),
        ] {
            let error = Citation::parse(written, None).unwrap_err();
            assert_eq!(error.suggestion.as_deref(), Some(list), "{written}");
        }
        assert!(Citation::parse("서울 특별시 및 자치구 조례 제3조", None).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[제조항호목의부칙0-9a-zA-Z「」() .]{0,60}") {
            let _ = Citation::parse(&text, None);
        }
    }
}
