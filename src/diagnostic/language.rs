//! The two languages of every word that a person reads.

use std::fmt;
use std::str::FromStr;

/// A language of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Korean.
    #[default]
    Ko,
    /// English.
    En,
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "ko" => Ok(Lang::Ko),
            "en" => Ok(Lang::En),
            _ => Err(()),
        }
    }
}

/// One text in Korean and in English.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Bilingual {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// A text in both languages.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Bilingual {
            ko: ko.into(),
            en: en.into(),
        }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

/// A word that is the same in both languages: an id, a number, a file name.
impl<T: fmt::Display + ?Sized> From<&T> for Bilingual {
    fn from(same: &T) -> Self {
        let word = same.to_string();
        Bilingual {
            ko: word.clone(),
            en: word,
        }
    }
}

/// A number with its English noun: `1 case`, `2 cases`.
pub fn counted(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {}", if count == 1 { one } else { many })
}

impl From<String> for Bilingual {
    fn from(same: String) -> Self {
        Bilingual {
            ko: same.clone(),
            en: same,
        }
    }
}
