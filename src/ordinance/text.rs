//! Texts and their versions.

use jiff::civil::Date;

use super::head::Head;
use super::provision::Act;
use crate::diagnostic::{Bilingual, Lang};

/// A text as promulgated on one day, in one or both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    main: Act,
    other: Option<Act>,
}

impl Version {
    pub(super) const fn new(act: Act) -> Self {
        Version {
            main: act,
            other: None,
        }
    }

    /// Adds the other language; gives the act back if that is there already.
    pub(super) fn add(&mut self, act: Act) -> Result<(), Box<Act>> {
        if self.other.is_some() || act.head.language == self.main.head.language {
            return Err(Box::new(act));
        }
        // Korean is the language that binds.
        if act.head.language == Lang::Ko {
            self.other = Some(std::mem::replace(&mut self.main, act));
        } else {
            self.other = Some(act);
        }
        Ok(())
    }

    /// The reading that binds: the Korean one where there is one.
    pub const fn main(&self) -> &Act {
        &self.main
    }

    /// The reading in a language, if there is one.
    pub fn act(&self, lang: Lang) -> Option<&Act> {
        std::iter::once(&self.main)
            .chain(self.other.as_ref())
            .find(|act| act.head.language == lang)
    }

    /// The other reading, if there is one.
    pub const fn other(&self) -> Option<&Act> {
        self.other.as_ref()
    }

    /// Its head.
    pub const fn head(&self) -> &Head {
        &self.main.head
    }

    /// Day of promulgation.
    pub fn promulgated(&self) -> Option<Date> {
        self.main.head.promulgated
    }

    /// Number of promulgation.
    pub fn number(&self) -> Option<&str> {
        self.main.head.number.as_deref()
    }

    /// First day in force: the one stated, else the day of promulgation.
    pub fn in_force(&self) -> Option<Date> {
        self.main.head.in_force.or(self.main.head.promulgated)
    }

    /// Whether a court has stayed it on a day.
    pub fn is_stayed(&self, day: Date) -> bool {
        self.main.head.stays.iter().any(|stay| stay.covers(day))
    }

    /// Titles in both languages, each standing in for the other.
    pub fn title(&self) -> Bilingual {
        let pick = |lang: Lang| {
            self.act(lang)
                .map(|act| act.title.as_str())
                .filter(|title| !title.is_empty())
                .into_iter()
                .chain([self.main.head.title.get(lang)])
                .chain(self.other.iter().map(|act| act.head.title.get(lang)))
                .chain([self.main.title.as_str(), self.main.head.id.as_str()])
                .find(|title| !title.is_empty())
                .unwrap_or("")
                .to_owned()
        };
        Bilingual {
            ko: pick(Lang::Ko),
            en: pick(Lang::En),
        }
    }

    /// Every name that it may be cited by, besides its id.
    pub fn names(&self) -> Vec<String> {
        std::iter::once(&self.main)
            .chain(self.other.as_ref())
            .flat_map(|act| {
                [
                    &act.title,
                    &act.head.title.ko,
                    &act.head.title.en,
                    &act.head.short.ko,
                    &act.head.short.en,
                ]
            })
            .filter(|name| !name.is_empty())
            .cloned()
            .collect()
    }
}

/// A text with all its known versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    id: String,
    earlier: Vec<Version>,
    latest: Version,
}

impl Text {
    /// A text from its versions, which are put in order of promulgation.
    pub(super) fn new(id: String, mut versions: Vec<Version>) -> Option<Self> {
        versions.sort_by(|a, b| order(a).cmp(&order(b)));
        let latest = versions.pop()?;
        Some(Text {
            id,
            earlier: versions,
            latest,
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The version promulgated last.
    pub const fn latest(&self) -> &Version {
        &self.latest
    }

    /// All versions, the first promulgated first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = &Version> {
        self.earlier.iter().chain(std::iter::once(&self.latest))
    }

    /// The version in force on a day: of those whose first day has come the
    /// last promulgated; none before the first, nor once it is repealed. A
    /// stay by a court is told by [`Version::is_stayed`].
    pub fn version_in_force(&self, day: Date) -> Option<&Version> {
        self.versions()
            .rev()
            .find(|version| version.in_force().is_some_and(|from| from <= day))
            .filter(|version| version.head().repealed.is_none_or(|from| day < from))
    }

    /// The version of a promulgation.
    pub fn version(&self, promulgated: Option<Date>, number: Option<&str>) -> Option<&Version> {
        self.versions()
            .find(|version| version.promulgated() == promulgated && version.number() == number)
    }

    /// Its titles.
    pub fn title(&self) -> Bilingual {
        self.latest.title()
    }
}

fn order(version: &Version) -> (Option<Date>, Option<u64>, Option<&str>) {
    (
        version.promulgated(),
        version.number().and_then(|number| number.parse().ok()),
        version.number(),
    )
}
