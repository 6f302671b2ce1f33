//! The texts of a library, by id.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::codes;
use super::provision::{Act, both};
use super::text::{Text, Version};
use crate::diagnostic::{Bilingual, Coded, Finding, Lang, Place};

/// So many differences between two languages are told, and no more.
const TOLD: usize = 20;

/// A set of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    texts: BTreeMap<String, Text>,
}

impl Texts {
    /// Groups acts into texts: by id, then by day and number of promulgation,
    /// then by language. A reading without a day joins the latest version
    /// that lacks its language.
    pub fn new(acts: Vec<Act>) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
        let (dated, undated): (Vec<Act>, Vec<Act>) = acts
            .into_iter()
            .partition(|act| act.head.promulgated.is_some());
        for act in dated.into_iter().chain(undated) {
            let known = versions.entry(act.head.id.clone()).or_default();
            let undated = act.head.promulgated.is_none() && act.head.number.is_none();
            let same = known
                .iter_mut()
                .filter(|version| {
                    undated
                        || (version.promulgated() == act.head.promulgated
                            && version.number() == act.head.number.as_deref())
                })
                .max_by_key(|version| version.promulgated());
            match same {
                None => known.push(Version::new(act)),
                Some(version) => {
                    if let Err(act) = version.add(act) {
                        findings.push(
                            Finding::new(codes::DUPLICATE_VERSION)
                                .at(&Place::start_of(&act.source))
                                .label(
                                    &Place::start_of(&version.main().source),
                                    Bilingual::new("앞의 것", "the first"),
                                )
                                .with("text", &act.head.id),
                        );
                    }
                }
            }
        }
        for version in versions.values().flatten() {
            compare_languages(version, &mut findings);
            parts_are_there(version, &mut findings);
        }
        let texts = versions
            .into_iter()
            .filter_map(|(id, versions)| Some((id.clone(), Text::new(id, versions)?)))
            .collect();
        let texts = Texts { texts };
        texts.savings_are_there(&mut findings);
        (texts, findings)
    }

    /// That the provisions are there by which repealed texts apply still.
    fn savings_are_there(&self, findings: &mut Vec<Finding>) {
        for text in self.iter() {
            for version in text.versions() {
                let Some(saving) = &version.head().saving else {
                    continue;
                };
                if let Err(error) = self.resolve(saving, Some(text.id())) {
                    let cause = error.finding();
                    let told = |lang| format!("{}: {}", cause.code, cause.title(lang));
                    let finding = Finding::new(codes::SAVING_UNKNOWN)
                        .with("text", version.title())
                        .with("citation", saving.written.as_str())
                        .note(Bilingual::new(told(Lang::Ko), told(Lang::En)))
                        .suggest(cause.suggestion);
                    findings.push(match &saving.place {
                        Some(place) => finding.at(place),
                        None => finding,
                    });
                }
            }
        }
    }

    /// A text by its id.
    pub fn get(&self, id: &str) -> Option<&Text> {
        self.texts.get(id)
    }

    /// The texts in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Text> {
        self.texts.values()
    }

    /// Every text that a name may mean: its id, a title or a short title in
    /// either language, white space and kinds of middle dots aside.
    pub fn named(&self, name: &str) -> Vec<&Text> {
        if let Some(text) = self.texts.get(name) {
            return vec![text];
        }
        let wanted = folded(name);
        self.iter()
            .filter(|text| {
                folded(text.id()) == wanted
                    || text
                        .latest()
                        .names()
                        .iter()
                        .any(|known| folded(known) == wanted)
            })
            .collect()
    }
}

/// A name without white space, case and differences of middle dots.
fn folded(name: &str) -> String {
    name.nfc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '「' | '」'))
        .map(|c| match c {
            '·' | '‧' | '∙' | '・' | '･' => 'ㆍ',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// That the text has the provisions of which its head says something.
fn parts_are_there(version: &Version, findings: &mut Vec<Finding>) {
    let act = version.main();
    for part in &act.head.parts {
        for path in part.of.iter().filter(|path| act.provision(path).is_none()) {
            findings.push(
                Finding::new(codes::PART_OF_NOTHING)
                    .at(&part.place)
                    .with("text", version.title())
                    .with("provision", both(path)),
            );
        }
    }
}

/// Tells provisions that only one of two languages has.
fn compare_languages(version: &Version, findings: &mut Vec<Finding>) {
    let Some(other) = version.other() else { return };
    let pairs = [(version.main(), other), (other, version.main())];
    for (here, there) in pairs {
        let paths: BTreeSet<_> = there.provisions.iter().map(|p| p.path).collect();
        let language = match here.head.language {
            Lang::Ko => Bilingual::new("한국어", "Korean"),
            Lang::En => Bilingual::new("영어", "English"),
        };
        here.provisions
            .iter()
            .filter(|provision| !paths.contains(&provision.path))
            // What is missing as a whole is told once.
            .filter(|provision| {
                provision
                    .path
                    .parent()
                    .is_none_or(|up| here.provision(&up).is_none() || paths.contains(&up))
            })
            .take(TOLD)
            .for_each(|provision| {
                findings.push(
                    Finding::new(codes::LANGUAGES_DIFFER)
                        .at(&provision.place)
                        .with("provision", both(&provision.path))
                        .with("language", language.clone()),
                );
            });
    }
}
