//! Lines of words, at most so many columns wide.

/// The width of a line. Longer lines are hard to read on any screen.
const COLUMNS: usize = 100;

/// How many columns a text takes on a terminal: two for a Korean syllable, a
/// Chinese character or a full-width sign, none for a combining mark.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Unicode Standard Annex 11, in the blocks that texts of the law use.
fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{1160}'..='\u{11ff}' | '\u{200b}'..='\u{200f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Breaks words at spaces: `first` stands before the first line, `other`
/// before each further one. A word longer than a line stays whole.
pub fn paragraph(text: &str, first: &str, other: &str) -> String {
    let all: Vec<(&str, usize)> = text
        .split_whitespace()
        .map(|word| (word, width(word)))
        .collect();
    words(&all, first, other)
}

/// Like [`paragraph`], for words of known width (those with colours have
/// letters that take no room).
pub fn words(words: &[(impl AsRef<str>, usize)], first: &str, other: &str) -> String {
    let mut out = String::from(first);
    let mut column = width(first);
    let mut at_start = true;
    for (word, wide) in words {
        if !at_start {
            if column + 1 + wide > COLUMNS {
                out.push('\n');
                out.push_str(other);
                column = width(other);
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word.as_ref());
        column += wide;
        at_start = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_word_stays_and_every_line_fits(words in prop::collection::vec("[가-힣a-z①]{1,30}", 0..60)) {
            let text = words.join(" ");
            let wrapped = paragraph(&text, "  ① ", "     ");
            let back: Vec<&str> = wrapped.split_whitespace().skip(1).collect();
            prop_assert_eq!(back, words);
            for line in wrapped.lines() {
                prop_assert!(width(line) <= COLUMNS);
            }
        }
    }
}
