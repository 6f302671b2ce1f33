//! Normalised text and fingerprints of provisions.
//!
//! **Normalisation 1.** Text is brought to Unicode NFC; amendment marks
//! (`<개정 …>`, `<신설 …>`, `<2005.3.31>` after 삭제, `[본조신설 …]`,
//! `[제목개정 …]`, `[전문개정 …]`, `[시행일 …]` and their English forms) and
//! backslashes before ASCII punctuation (Markdown escapes) are left out; every
//! run of white space becomes one space, none at the ends.
//!
//! **Hashed bytes**, UTF-8, lines ended by LF: first `jorye-provision/1`, then
//! the provision's heading, TAB, own text; then, in order, for every provision
//! inside it the path from it (`제2항제3호`), TAB, own text. Its own number is
//! left out, so that a provision that is only renumbered keeps its
//! fingerprint. The hash is SHA-256 (FIPS 180-4), in lower-case hexadecimal.

use std::fmt;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// The version of the normalisation, part of the hashed bytes.
pub const NORMALISATION: u32 = 1;

/// Longest amendment mark, in bytes.
const MARK_LIMIT: usize = 400;

/// `sha256:` and 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A fingerprint as a pin file has it, if the text is one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("sha256:")?;
        let fits = digits.len() == 64
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        fits.then(|| Fingerprint(text.to_owned()))
    }

    /// The fingerprint of a provision: heading and normalised own text, and
    /// the relative path and normalised text of each provision inside it.
    pub(super) fn of<'a>(
        heading: &str,
        text: &str,
        inside: impl Iterator<Item = (String, &'a str)>,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("jorye-provision/{NORMALISATION}\n"));
        hash.update(format!("{}\t{text}\n", normalise(heading)));
        for (path, text) in inside {
            hash.update(format!("{path}\t{text}\n"));
        }
        let mut out = String::from("sha256:");
        for byte in hash.finalize() {
            out.push_str(&format!("{byte:02x}"));
        }
        Fingerprint(out)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Normalisation 1 of a text.
pub fn normalise(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let mut out = String::with_capacity(composed.len());
    let mut space = false;
    for piece in pieces(&composed) {
        let Piece::Words(words) = piece else {
            // A mark parts words as a space would.
            space = true;
            continue;
        };
        let mut chars = words.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation) {
                continue;
            }
            if c.is_whitespace() {
                space = true;
                continue;
            }
            if space && !out.is_empty() {
                out.push(' ');
            }
            space = false;
            out.push(c);
        }
    }
    out
}

/// A stretch of text: words, or an amendment mark with its brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    Mark(&'a str),
}

/// Splits a text into words and amendment marks.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, open) in text.match_indices(['<', '[']) {
        if at < from {
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        let close = if open == "<" { '>' } else { ']' };
        let Some(length) = rest
            .char_indices()
            .take_while(|(i, c)| *i <= MARK_LIMIT && *c != '\n')
            .find(|(_, c)| *c == close)
            .map(|(i, c)| i + c.len_utf8())
        else {
            continue;
        };
        let mark = rest.get(..length).unwrap_or("");
        let inside = rest.get(1..length.saturating_sub(1)).unwrap_or("").trim();
        if !is_mark(inside, open == "<") {
            continue;
        }
        out.push(Piece::Words(text.get(from..at).unwrap_or("")));
        out.push(Piece::Mark(mark));
        from = at + length;
    }
    out.push(Piece::Words(text.get(from..).unwrap_or("")));
    out.retain(|piece| !matches!(piece, Piece::Words("")));
    out
}

const ANGLE_MARKS: [&str; 18] = [
    "개정",
    "신설",
    "전문개정",
    "전부개정",
    "제목개정",
    "본조신설",
    "본조이동",
    "본장신설",
    "종전",
    "삭제",
    "단서",
    "후단",
    "타법개정",
    "일부개정",
    "Amended",
    "Newly Inserted",
    "Deleted",
    "Title",
];
const SQUARE_MARKS: [&str; 18] = [
    "본조",
    "본장",
    "본절",
    "본항",
    "제목개정",
    "전문개정",
    "전부개정",
    "시행일",
    "종전",
    "단서",
    "헌법불합치",
    "위헌",
    "단순위헌",
    "한정위헌",
    "This Article",
    "Title Amended",
    "Enforcement Date",
    "Moved",
];

fn is_mark(inside: &str, angle: bool) -> bool {
    if angle {
        let date = inside.contains('.')
            && inside
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',' | 'ㆍ'));
        return date || ANGLE_MARKS.iter().any(|word| inside.starts_with(word));
    }
    SQUARE_MARKS.iter().any(|word| inside.starts_with(word))
        || (inside.starts_with('제') && (inside.ends_with("이동") || inside.contains("이동 ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_left_out_and_space_is_folded() {
        for (text, normal) in [
            (
                "위원은  30명\n이내로 한다. <개정 2020.7.17, 2021.1.1>",
                "위원은 30명 이내로 한다.",
            ),
            ("삭제 <2005.3.31>", "삭제"),
            ("둔다. [본조신설 2014.1.28] 다만", "둔다. 다만"),
            ("둔다. [제7조에서 이동 <2014.1.28>]", "둔다."),
            ("값 x < 3 그리고 [별표 1]", "값 x < 3 그리고 [별표 1]"),
            ("<237>행정절차법", "<237>행정절차법"),
            ("1\\. 가\\~나", "1. 가~나"),
            // Decomposed Hangul is the same text.
            ("\u{1112}\u{1161}\u{11ab}", "한"),
        ] {
            assert_eq!(normalise(text), normal, "{text}");
        }
    }

    #[test]
    fn the_hashed_bytes_are_as_documented() {
        let inside = [("제1호".to_owned(), "하나")];
        let print = Fingerprint::of("구성", "위원", inside.iter().map(|(p, t)| (p.clone(), *t)));
        let mut hash = Sha256::new();
        hash.update("jorye-provision/1\n구성\t위원\n제1호\t하나\n".as_bytes());
        let hex: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(print.as_str(), format!("sha256:{hex}"));
        assert_eq!(Fingerprint::parse(print.as_str()), Some(print));
        assert_eq!(Fingerprint::parse("sha256:00"), None);
    }

    proptest! {
        #[test]
        fn normalising_again_changes_no_white_space(text in "[가-힣a-z <>\\[\\]\\n\\t.]{0,60}") {
            let once = normalise(&text);
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }

        #[test]
        fn pieces_hold_the_whole_text(text in "[가-힣a-z0-9개정 <>\\[\\].]{0,80}") {
            let joined: String = pieces(&text)
                .iter()
                .map(|piece| match piece { Piece::Words(w) | Piece::Mark(w) => *w })
                .collect();
            prop_assert_eq!(joined, text);
        }
    }
}
