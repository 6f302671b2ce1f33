//! Numbers of provisions: `9`, and `7의2` for one inserted after the seventh;
//! `4:15` and `8:51a` in acts that number by chapter, as Dutch codes do.

use std::fmt;

/// The letters of items (목) in their order; after 하 come 거, 너, 더 …
const ITEM_INITIALS: [char; 14] = [
    '가', '나', '다', '라', '마', '바', '사', '아', '자', '차', '카', '타', '파', '하',
];
/// How far apart two vowels stand in Unicode's Hangul syllables.
const VOWEL_STEP: u32 = 28;
/// The vowels that item letters go through: ㅏ, ㅓ, ㅗ, ㅜ.
const ITEM_VOWELS: [u32; 4] = [0, 4, 8, 13];

/// A number with its branch: `7의2` has main 7, branch 2; branch 0 is none.
/// `8:51a` has chapter 8, main 51, branch 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number {
    /// The chapter before the colon, or 0 where articles are numbered through.
    pub chapter: u32,
    /// The number itself.
    pub main: u32,
    /// The branch number after 의, or 0. Under a chapter it is a letter: a is 1.
    pub branch: u32,
}

impl Number {
    /// A number without a branch.
    pub const fn new(main: u32) -> Self {
        Number::branched(main, 0)
    }

    /// A number with a branch (`7의2`).
    pub const fn branched(main: u32, branch: u32) -> Self {
        Number {
            chapter: 0,
            main,
            branch,
        }
    }

    /// Whether this number may come right after `before` in a list
    /// (`None`: at the beginning of one): 3 or 2의2 after 2, 1 at first.
    pub const fn follows(self, before: Option<Number>) -> bool {
        match before {
            None => self.main == 1 && self.branch == 0,
            Some(before) => {
                (self.main == before.main.saturating_add(1) && self.branch == 0)
                    || (self.main == before.main
                        && (self.branch == before.branch.saturating_add(1)
                            || (before.branch == 0 && self.branch == 2)))
            }
        }
    }

    /// As Korean law writes it, between a prefix and a suffix: `제7조의2`.
    pub(crate) fn korean(self, f: &mut impl fmt::Write, unit: &str) -> fmt::Result {
        if self.chapter > 0 {
            return write!(f, "제{}{unit}", self.in_chapter());
        }
        write!(f, "제{}{unit}", self.main)?;
        if self.branch > 0 {
            write!(f, "의{}", self.branch)?;
        }
        Ok(())
    }

    /// As English translations of Korean law write it: `7-2`.
    pub(crate) fn english(self, f: &mut impl fmt::Write) -> fmt::Result {
        if self.chapter > 0 {
            return f.write_str(&self.in_chapter());
        }
        write!(f, "{}", self.main)?;
        if self.branch > 0 {
            write!(f, "-{}", self.branch)?;
        }
        Ok(())
    }

    /// `4:15`, `8:51a`.
    fn in_chapter(self) -> String {
        let letters = latin_letters(self.branch);
        format!("{}:{}{letters}", self.chapter, self.main)
    }
}

/// The circled digit of a paragraph, 1 to 50.
pub(crate) fn circled(number: u32) -> Option<char> {
    match number {
        1..=20 => char::from_u32(0x2460 + number - 1),
        21..=35 => char::from_u32(0x3251 + number - 21),
        36..=50 => char::from_u32(0x32B1 + number - 36),
        _ => None,
    }
}

/// The number of a circled digit.
pub(crate) fn uncircled(c: char) -> Option<u32> {
    match c as u32 {
        code @ 0x2460..=0x2473 => Some(code - 0x2460 + 1),
        code @ 0x3251..=0x325F => Some(code - 0x3251 + 21),
        code @ 0x32B1..=0x32BF => Some(code - 0x32B1 + 36),
        _ => None,
    }
}

/// The Korean letter of an item, from 1 (가); none beyond 56 (후).
pub(crate) fn item_letter(number: u32) -> Option<char> {
    let index = number.checked_sub(1)?;
    let initial = *ITEM_INITIALS.get((index % 14) as usize)?;
    let vowel = *ITEM_VOWELS.get((index / 14) as usize)?;
    char::from_u32(initial as u32 + vowel * VOWEL_STEP)
}

/// The number of an item's letter.
pub(crate) fn item_number(letter: char) -> Option<u32> {
    (1..=56).find(|&number| item_letter(number) == Some(letter))
}

/// The Latin letters of an item: a … z, aa, ab …
pub(crate) fn latin_letters(number: u32) -> String {
    let mut rest = number;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from_u32('a' as u32 + rest % 26).unwrap_or('a'));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The number of Latin letters, at most two of them.
pub(crate) fn latin_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 2 {
        return None;
    }
    letters.bytes().try_fold(0u32, |sum, byte| {
        byte.is_ascii_lowercase()
            .then(|| sum * 26 + u32::from(byte - b'a') + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_circles_read_back() {
        for number in 1..=50 {
            assert_eq!(circled(number).and_then(uncircled), Some(number));
            assert_eq!(item_letter(number).and_then(item_number), Some(number));
            assert_eq!(latin_number(&latin_letters(number)), Some(number));
        }
        assert_eq!(item_letter(14), Some('하'));
        assert_eq!(item_letter(15), Some('거'));
        assert_eq!(latin_letters(27), "aa");
    }

    #[test]
    fn a_branch_follows_its_number() {
        let seven = Number::new(7);
        assert!(Number::branched(7, 2).follows(Some(seven)));
        assert!(Number::branched(7, 3).follows(Some(Number::branched(7, 2))));
        assert!(Number::new(8).follows(Some(Number::branched(7, 3))));
        assert!(!Number::new(9).follows(Some(seven)));
        assert!(!Number::branched(7, 4).follows(Some(seven)));
        assert!(Number::new(1).follows(None));
        assert!(!Number::new(2).follows(None));
    }
}
