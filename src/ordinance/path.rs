//! Paths of provisions: `제9조제2항제3호가목`, `art. 9(2)3(a)`.
//!
//! A path is the stable id of a provision. It is written without spaces in
//! Korean (as the legislation guide of the Ministry of Government Legislation
//! cites) and read with any spaces. An addendum stands in front: `부칙 제1조`
//! when the act has one addendum, `부칙 제18748호 제1조` (by the promulgation
//! number of the amending act) when it has several, `부칙(2) 제1조` (by
//! position) when one of several has no number or one already used.

use std::fmt;
use std::str::FromStr;

use super::number::{Number, item_letter, latin_letters};
use super::path_syntax::{Cursor, read_english, read_korean};
use crate::diagnostic::Lang;

/// Which addendum (부칙) a path is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addendum {
    /// The only one.
    Only,
    /// The one promulgated under this number.
    Numbered(u32),
    /// The one at this position, from 1.
    Nth(u32),
}

/// Where a provision stands in its act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ProvisionPath {
    /// The addendum, if it is in one.
    pub addendum: Option<Addendum>,
    /// Article (조); an addendum may have none.
    pub article: Option<Number>,
    /// Paragraph (항).
    pub paragraph: Option<u32>,
    /// Subparagraph (호).
    pub subparagraph: Option<Number>,
    /// Item (목): 가 and a are 1.
    pub item: Option<Number>,
}

/// The text is not the path of a provision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{written}` does not name a provision as `제9조제2항제3호` or `art. 9(2)3` do")]
pub struct ProvisionPathError {
    /// What was written.
    pub written: String,
}

impl ProvisionPath {
    /// The path of an article.
    pub const fn article(number: Number) -> Self {
        ProvisionPath {
            addendum: None,
            article: Some(number),
            paragraph: None,
            subparagraph: None,
            item: None,
        }
    }

    /// The path one level up, or none above an article or an addendum.
    pub const fn parent(self) -> Option<Self> {
        let mut up = self;
        if up.item.is_some() {
            up.item = None;
        } else if up.subparagraph.is_some() {
            up.subparagraph = None;
        } else if up.paragraph.is_some() {
            up.paragraph = None;
        } else if up.article.is_some() && up.addendum.is_some() {
            up.article = None;
        } else {
            return None;
        }
        Some(up)
    }

    /// The whole article (or bare addendum) that it is in.
    pub const fn whole_article(self) -> Self {
        ProvisionPath {
            addendum: self.addendum,
            article: self.article,
            paragraph: None,
            subparagraph: None,
            item: None,
        }
    }

    /// Whether `other` is this provision or one inside it.
    pub fn covers(&self, other: &ProvisionPath) -> bool {
        let mut inner = Some(*other);
        while let Some(path) = inner {
            if path == *self {
                return true;
            }
            inner = path.parent();
        }
        false
    }

    /// As it is cited in a language: `제9조제2항제3호가목`, `art. 9(2)3(a)`.
    pub fn to_text(&self, lang: Lang) -> String {
        let mut out = String::new();
        let written = match lang {
            Lang::Ko => self.korean(&mut out),
            Lang::En => self.english(&mut out),
        };
        // Writing to a String does not fail.
        debug_assert!(written.is_ok());
        out
    }

    fn korean(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self.addendum {
            None => {}
            Some(Addendum::Only) => f.write_str("부칙")?,
            Some(Addendum::Numbered(number)) => write!(f, "부칙 제{number}호")?,
            Some(Addendum::Nth(nth)) => write!(f, "부칙({nth})")?,
        }
        let deeper = self.paragraph.is_some() || self.subparagraph.is_some() || self.item.is_some();
        if self.addendum.is_some() && (self.article.is_some() || deeper) {
            f.write_str(" ")?;
        }
        match (self.article, self.paragraph, self.addendum) {
            (Some(article), ..) => article.korean(f, "조")?,
            // `부칙 제3호` would be the addendum promulgated as number 3.
            (None, None, Some(_)) if deeper => f.write_str("본문")?,
            _ => {}
        }
        if let Some(paragraph) = self.paragraph {
            write!(f, "제{paragraph}항")?;
        }
        if let Some(subparagraph) = self.subparagraph {
            subparagraph.korean(f, "호")?;
        }
        if let Some(item) = self.item {
            match item_letter(item.main) {
                Some(letter) => write!(f, "{letter}목")?,
                None => write!(f, "제{}목", item.main)?,
            }
            if item.branch > 0 {
                write!(f, "의{}", item.branch)?;
            }
        }
        Ok(())
    }

    fn english(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self.addendum {
            None => {}
            Some(Addendum::Only) => f.write_str("addenda")?,
            Some(Addendum::Numbered(number)) => write!(f, "addenda no. {number}")?,
            Some(Addendum::Nth(nth)) => write!(f, "addenda #{nth}")?,
        }
        let deeper = self.paragraph.is_some() || self.subparagraph.is_some() || self.item.is_some();
        if self.addendum.is_some() && (self.article.is_some() || deeper) {
            f.write_str(" ")?;
        }
        match (self.article, self.paragraph, self.addendum) {
            (Some(article), ..) => {
                f.write_str("art. ")?;
                article.english(f)?;
            }
            (None, None, Some(_)) if deeper => f.write_str("text")?,
            _ => {}
        }
        if let Some(paragraph) = self.paragraph {
            write!(f, "({paragraph})")?;
        }
        if let Some(subparagraph) = self.subparagraph {
            if self.paragraph.is_none() {
                f.write_str(" no. ")?;
            }
            subparagraph.english(f)?;
        }
        if let Some(item) = self.item {
            write!(f, "({}", latin_letters(item.main))?;
            if item.branch > 0 {
                write!(f, "-{}", item.branch)?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// In Korean, as the pin file and every JSON output write it.
impl fmt::Display for ProvisionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.korean(f)
    }
}

impl FromStr for ProvisionPath {
    type Err = ProvisionPathError;

    /// Reads both languages: `제9조 제2항제3호`, `art. 9(2)3`, `Article 9 (2) 1`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = text.trim();
        read_korean(&mut Cursor::new(written))
            .or_else(|| {
                let lower = written.to_lowercase();
                read_english(&mut Cursor::new(&lower))
            })
            .filter(|path| *path != ProvisionPath::default())
            .ok_or_else(|| ProvisionPathError {
                written: written.chars().take(120).collect(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = Number> {
        (1u32..400, prop_oneof![Just(0u32), 2u32..9])
            .prop_map(|(main, branch)| Number::branched(main, branch))
    }

    fn article() -> impl Strategy<Value = Number> {
        let in_chapter =
            (1u32..12, 1u32..400, 0u32..30).prop_map(|(chapter, main, branch)| Number {
                chapter,
                main,
                branch,
            });
        prop_oneof![number(), in_chapter]
    }

    fn path() -> impl Strategy<Value = ProvisionPath> {
        let addendum = prop_oneof![
            Just(None),
            Just(Some(Addendum::Only)),
            (1u32..99_999).prop_map(|n| Some(Addendum::Numbered(n))),
            (1u32..9).prop_map(|n| Some(Addendum::Nth(n))),
        ];
        let item = (1u32..56, prop_oneof![Just(0u32), 2u32..5])
            .prop_map(|(main, branch)| Number::branched(main, branch));
        (
            addendum,
            proptest::option::of(article()),
            proptest::option::of(1u32..60),
            proptest::option::of(number()),
            proptest::option::of(item),
        )
            .prop_filter("rooted", |(a, n, ..)| a.is_some() || n.is_some())
            .prop_map(
                |(addendum, article, paragraph, subparagraph, item)| ProvisionPath {
                    addendum,
                    article,
                    paragraph,
                    subparagraph,
                    item,
                },
            )
    }

    proptest! {
        #[test]
        fn a_path_reads_back_in_both_languages(path in path()) {
            prop_assert_eq!(path.to_text(Lang::Ko).parse(), Ok(path), "{}", path.to_text(Lang::Ko));
            prop_assert_eq!(path.to_text(Lang::En).parse(), Ok(path), "{}", path.to_text(Lang::En));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _: Result<ProvisionPath, _> = text.parse();
        }
    }

    #[test]
    fn lawyers_write_it_in_many_ways() {
        for (written, ko, en) in [
            (
                "제9조제2항제3호가목",
                "제9조제2항제3호가목",
                "art. 9(2)3(a)",
            ),
            ("제9조 제2항 제3호", "제9조제2항제3호", "art. 9(2)3"),
            ("Article 9 (2) 1", "제9조제2항제1호", "art. 9(2)1"),
            ("art. 9(2)3", "제9조제2항제3호", "art. 9(2)3"),
            ("Art 9", "제9조", "art. 9"),
            ("제7조의2 제1항", "제7조의2제1항", "art. 7-2(1)"),
            ("Article 7-2", "제7조의2", "art. 7-2"),
            ("제9조제1호", "제9조제1호", "art. 9 no. 1"),
            ("art. 8:51a(2)", "제8:51a조제2항", "art. 8:51a(2)"),
            ("제4:15조제1항", "제4:15조제1항", "art. 4:15(1)"),
            ("Article 4:5", "제4:5조", "art. 4:5"),
            ("제2조제10호의2", "제2조제10호의2", "art. 2 no. 10-2"),
            ("부칙 제1조", "부칙 제1조", "addenda art. 1"),
            (
                "부칙제18748호제1조",
                "부칙 제18748호 제1조",
                "addenda no. 18748 art. 1",
            ),
            (
                "부칙 <제18748호,2022.1.11> 제1조",
                "부칙 제18748호 제1조",
                "addenda no. 18748 art. 1",
            ),
            (
                "부칙(제900호, 2017.3.13) 제1조",
                "부칙 제900호 제1조",
                "addenda no. 900 art. 1",
            ),
            ("부칙", "부칙", "addenda"),
        ] {
            let path: ProvisionPath = written.parse().unwrap();
            assert_eq!(path.to_text(Lang::Ko), ko, "{written}");
            assert_eq!(path.to_text(Lang::En), en, "{written}");
        }
        for wrong in [
            "",
            "제조",
            "제9",
            "9조",
            "제9조의",
            "제2항",
            "제9조제2항 등",
            "제0조",
            "art.",
            "art. 9(2",
            "제99999999999조",
            "제9조가",
            "(2)",
            "제9조제3호제2항",
        ] {
            assert!(wrong.parse::<ProvisionPath>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_provision_covers_what_is_inside_it() {
        let read = |text: &str| text.parse::<ProvisionPath>().unwrap();
        assert!(read("제9조").covers(&read("제9조제2항제3호")));
        assert!(read("제9조제2항").covers(&read("제9조제2항")));
        assert!(!read("제9조제2항").covers(&read("제9조")));
        assert!(!read("제9조").covers(&read("제9조의2")));
        assert!(!read("제1조").covers(&read("부칙 제1조")));
    }

    #[test]
    fn the_body_comes_before_the_addenda() {
        let read = |text: &str| text.parse::<ProvisionPath>().unwrap();
        assert!(read("제99조") < read("부칙 제1조"));
        assert!(read("제7조") < read("제7조의2"));
        assert!(read("제7조의2") < read("제8조"));
        assert!(read("제10조제2항") < read("제10조제10항"));
    }
}
