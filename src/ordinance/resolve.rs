//! Resolving a citation to one provision, or telling precisely what is missing.

use super::citation::Citation;
use super::codes;
use super::number::Number;
use super::path::{Addendum, ProvisionPath};
use super::provision::{Act, Form, Provision, ProvisionKind, both};
use super::text::{Text, Version};
use super::texts::Texts;
use crate::diagnostic::{Bilingual, Coded, Finding, Lang, nearest};

/// The provision that a citation means.
#[derive(Debug, Clone, Copy)]
pub struct Resolved<'a> {
    /// The text.
    pub text: &'a Text,
    /// The version looked at.
    pub version: &'a Version,
    /// The provision in the reading that binds.
    pub provision: &'a Provision,
    /// False where an index lists only a provision above the one cited.
    pub exact: bool,
}

impl<'a> Resolved<'a> {
    /// The same provision in a language, if the text is there in it.
    pub fn provision_in(&self, lang: Lang) -> Option<&'a Provision> {
        self.version.act(lang)?.provision(&self.provision.path)
    }

    /// The whole words of the provision, what is inside it included.
    pub fn whole_text(&self) -> String {
        self.version.main().whole_text(&self.provision.path)
    }

    /// How it is cited in both languages, with its title: `행정절차법 제38조`.
    pub fn named(&self) -> Bilingual {
        let title = self.text.title();
        let path = both(&self.provision.path);
        Bilingual::new(
            format!("{} {}", title.ko, path.ko),
            format!("{} {}", title.en, path.en),
        )
    }
}

/// Why a citation means no provision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` {missing}", citation.written)]
pub struct CitationError {
    /// The citation.
    pub citation: Citation,
    /// What is missing.
    pub missing: Missing,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

/// What a citation misses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No text has this id or title.
    #[error("names a text that is not there: {name}")]
    Text {
        /// As named.
        name: String,
    },
    /// It names no text and there is no default.
    #[error("names no text")]
    DefaultText,
    /// Several texts have this title.
    #[error("names several texts: {}", ids.join(", "))]
    OneText {
        /// As named.
        name: String,
        /// The texts.
        ids: Vec<String>,
    },
    /// The text has no such article (or addendum).
    #[error("names an article that the text does not have")]
    Article {
        /// Title of the text.
        text: Bilingual,
    },
    /// The article has such things, not this one.
    #[error("names a provision that {parent} does not have")]
    Provision {
        /// Title of the text.
        text: Bilingual,
        /// The deepest provision that is there.
        parent: ProvisionPath,
    },
    /// The article is not divided into such things.
    #[error("names a level that {parent} does not have")]
    Level {
        /// Title of the text.
        text: Bilingual,
        /// The deepest provision that is there.
        parent: ProvisionPath,
        /// The level.
        level: ProvisionKind,
    },
    /// The provision, or one that it is in, has been deleted.
    #[error("names a deleted provision")]
    Deleted {
        /// Title of the text.
        text: Bilingual,
        /// The deleted provision.
        provision: ProvisionPath,
    },
    /// The text is an index that does not list it.
    #[error("names a provision that the index does not list")]
    Listed {
        /// Title of the text.
        text: Bilingual,
    },
    /// `부칙` of an act with several addenda.
    #[error("does not say which of several addenda it means")]
    OneAddendum {
        /// Title of the text.
        text: Bilingual,
    },
}

impl Texts {
    /// Resolves a citation in the latest version of its text. `default_text`
    /// is the id of the text meant where the citation names none.
    pub fn resolve(
        &self,
        citation: &Citation,
        default_text: Option<&str>,
    ) -> Result<Resolved<'_>, Box<CitationError>> {
        let text = self.text_of(citation, default_text)?;
        resolve_in(text, text.latest(), citation)
    }

    /// The text that a citation means.
    pub fn text_of(
        &self,
        citation: &Citation,
        default_text: Option<&str>,
    ) -> Result<&Text, Box<CitationError>> {
        let error = |missing, suggestion| {
            Box::new(CitationError {
                citation: citation.clone(),
                missing,
                suggestion,
            })
        };
        let Some(name) = citation.text.as_deref().or(default_text) else {
            return Err(error(Missing::DefaultText, None));
        };
        let found = self.named(name);
        match found.as_slice() {
            [text] => Ok(text),
            [] => {
                let names: Vec<String> = self
                    .iter()
                    .flat_map(|text| {
                        std::iter::once(text.id().to_owned()).chain(text.latest().names())
                    })
                    .collect();
                let near =
                    nearest(name, names.iter().map(String::as_str)).map(|near| format!("`{near}`"));
                Err(error(
                    Missing::Text {
                        name: name.to_owned(),
                    },
                    near,
                ))
            }
            several => Err(error(
                Missing::OneText {
                    name: name.to_owned(),
                    ids: several.iter().map(|text| text.id().to_owned()).collect(),
                },
                None,
            )),
        }
    }
}

/// A path in the language in which a citation is written, under the text that
/// it names.
fn as_written(citation: &Citation, path: &ProvisionPath) -> String {
    let korean = citation
        .written
        .chars()
        .any(|c| matches!(c, '제' | '조' | '부'));
    let lang = if korean { Lang::Ko } else { Lang::En };
    match &citation.text {
        Some(text) => format!("{text} {}", path.to_text(lang)),
        None => path.to_text(lang),
    }
}

/// Resolves a citation in a version of its text.
pub fn resolve_in<'a>(
    text: &'a Text,
    version: &'a Version,
    citation: &Citation,
) -> Result<Resolved<'a>, Box<CitationError>> {
    let act = version.main();
    let title = version.title();
    let path = settle_addendum(act, citation.path);
    let error = |missing, suggestion: Option<ProvisionPath>| {
        Box::new(CitationError {
            citation: citation.clone(),
            missing,
            suggestion: suggestion.map(|path| format!("`{}`", as_written(citation, &path))),
        })
    };
    let found = |provision, exact| Resolved {
        text,
        version,
        provision,
        exact,
    };
    if let Some(provision) = act.provision(&path) {
        let deleted = ancestors(path).find(|up| act.provision(up).is_some_and(|p| p.deleted));
        return match deleted {
            Some(provision) => Err(error(
                Missing::Deleted {
                    text: title,
                    provision,
                },
                None,
            )),
            None => Ok(found(provision, true)),
        };
    }
    let above = ancestors(path).skip(1).find_map(|up| act.provision(&up));
    if let Form::Index { deeper } = act.form {
        return match above {
            Some(listed) if deeper => Ok(found(listed, false)),
            _ => Err(error(Missing::Listed { text: title }, None)),
        };
    }
    if path.addendum == Some(Addendum::Only) && act.addenda.len() > 1 {
        let suggestion = act
            .addenda
            .iter()
            .rev()
            .map(|head| ProvisionPath {
                addendum: Some(head.addendum),
                ..path
            })
            .find(|path| act.provision(path).is_some());
        return Err(error(Missing::OneAddendum { text: title }, suggestion));
    }
    let Some(above) = above else {
        return Err(error(
            Missing::Article { text: title },
            nearest_article(act, path),
        ));
    };
    if above.deleted {
        return Err(error(
            Missing::Deleted {
                text: title,
                provision: above.path,
            },
            None,
        ));
    }
    let level = next_level(above.path, path);
    let siblings: Vec<&Provision> = act
        .with_inside(&above.path)
        .iter()
        .filter(|p| p.kind == level && p.path.parent() == Some(above.path))
        .collect();
    if siblings.is_empty() {
        return Err(error(
            Missing::Level {
                text: title,
                parent: above.path,
                level,
            },
            without_level(act, above.path, path, level),
        ));
    }
    let suggestion = nearest_number(
        siblings
            .iter()
            .map(|p| (p.path, own_number(&p.path, level))),
        own_number(&path, level),
    );
    Err(error(
        Missing::Provision {
            text: title,
            parent: above.path,
        },
        suggestion,
    ))
}

/// `부칙 제900호` of an act whose only addendum has that number is `부칙`.
fn settle_addendum(act: &Act, mut path: ProvisionPath) -> ProvisionPath {
    if let (Some(Addendum::Numbered(number)), [only]) = (path.addendum, act.addenda.as_slice())
        && only.number == Some(number)
    {
        path.addendum = Some(only.addendum);
    }
    path
}

/// The path and those above it.
fn ancestors(path: ProvisionPath) -> impl Iterator<Item = ProvisionPath> {
    std::iter::successors(Some(path), |path| path.parent())
}

/// The level of `path` right below `above`.
fn next_level(above: ProvisionPath, path: ProvisionPath) -> ProvisionKind {
    if above.article.is_none() && path.article.is_some() {
        ProvisionKind::Article
    } else if above.paragraph.is_none() && path.paragraph.is_some() {
        ProvisionKind::Paragraph
    } else if above.subparagraph.is_none() && path.subparagraph.is_some() {
        ProvisionKind::Subparagraph
    } else {
        ProvisionKind::Item
    }
}

fn own_number(path: &ProvisionPath, level: ProvisionKind) -> Option<Number> {
    match level {
        ProvisionKind::Article => path.article,
        ProvisionKind::Paragraph => path.paragraph.map(Number::new),
        ProvisionKind::Subparagraph => path.subparagraph,
        ProvisionKind::Item => path.item,
    }
}

fn nearest_number(
    known: impl Iterator<Item = (ProvisionPath, Option<Number>)>,
    wanted: Option<Number>,
) -> Option<ProvisionPath> {
    let wanted = wanted?;
    known
        .filter_map(|(path, number)| Some((path, number?)))
        .min_by_key(|(_, number)| {
            (
                number.chapter.abs_diff(wanted.chapter),
                number.main.abs_diff(wanted.main),
                number.branch.abs_diff(wanted.branch),
            )
        })
        .map(|(path, _)| path)
}

fn nearest_article(act: &Act, path: ProvisionPath) -> Option<ProvisionPath> {
    let articles = act
        .provisions
        .iter()
        .filter(|p| p.kind == ProvisionKind::Article && p.path.addendum == path.addendum);
    nearest_number(articles.map(|p| (p.path, p.path.article)), path.article)
}

/// The provision meant where a level too many or too few is cited: `제9조제1항`
/// of an article without paragraphs is `제9조`, `제9조제1호` of one with
/// paragraphs the first subparagraph 1 in it.
fn without_level(
    act: &Act,
    above: ProvisionPath,
    path: ProvisionPath,
    level: ProvisionKind,
) -> Option<ProvisionPath> {
    let fewer = match level {
        ProvisionKind::Paragraph => ProvisionPath {
            paragraph: None,
            ..path
        },
        ProvisionKind::Subparagraph => ProvisionPath {
            subparagraph: None,
            ..path
        },
        _ => above,
    };
    if fewer != above && act.provision(&fewer).is_some() {
        return Some(fewer);
    }
    act.with_inside(&above)
        .iter()
        .find(|p| p.kind == level && own_number(&p.path, level) == own_number(&path, level))
        .map(|p| p.path)
        .or(Some(above))
}

impl Coded for CitationError {
    fn finding(&self) -> Finding {
        let cited = both(&self.citation.path);
        let finding = match &self.missing {
            Missing::Text { name } => Finding::new(codes::TEXT_UNKNOWN).with("text", name),
            Missing::DefaultText => {
                Finding::new(codes::NO_DEFAULT_TEXT).with("citation", &self.citation.written)
            }
            Missing::OneText { name, ids } => Finding::new(codes::TITLE_AMBIGUOUS)
                .with("text", name)
                .with("ids", ids.join(", ")),
            Missing::Article { text } => {
                Finding::new(codes::ARTICLE_UNKNOWN).with("text", text.clone())
            }
            Missing::Provision { text, parent } => Finding::new(codes::PROVISION_UNKNOWN)
                .with("text", text.clone())
                .with("parent", both(parent)),
            Missing::Level {
                text,
                parent,
                level,
            } => Finding::new(codes::LEVEL_ABSENT)
                .with("text", text.clone())
                .with("parent", both(parent))
                .with("level", level.words()),
            Missing::Deleted { text, provision } => {
                let finding = Finding::new(codes::PROVISION_DELETED)
                    .with("text", text.clone())
                    .with("provision", both(provision));
                return self.placed(finding);
            }
            Missing::Listed { text } => {
                Finding::new(codes::INDEX_TOO_SHALLOW).with("text", text.clone())
            }
            Missing::OneAddendum { text } => {
                Finding::new(codes::ADDENDUM_AMBIGUOUS).with("text", text.clone())
            }
        };
        self.placed(finding.with("provision", cited))
    }
}

impl CitationError {
    fn placed(&self, finding: Finding) -> Finding {
        let finding = finding.suggest(self.suggestion.clone());
        match &self.citation.place {
            Some(place) => finding.at(place),
            None => finding,
        }
    }
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
