//! Which provisions procedures encode, which are left out for a stated reason, and
//! which are forgotten; and which elements of procedures cite nothing.
//!
//! Every duty, prohibition and power of the texts that procedures rest on has an
//! answer. A provision is encoded where an element cites it, or one inside it, or
//! the provision that it stands in: a state, a transition with its guards and
//! branches, a deadline, a body, a property; that a workflow as a whole, a role or a
//! fact rests on it answers nothing. How strong a provision is, its verb says ([`crate::ordinance::class`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::check::cites;
use crate::diagnostic::{Bilingual, Lang};
use crate::guard::Name;
use crate::ordinance::class::Class;
use crate::ordinance::{ProvisionPath, Text, Texts};
use crate::workflow::waivers::ProvisionWaiver;
use crate::workflow::{Element, Workflow};

/// An element of a workflow, by its dotted path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The workflow.
    pub workflow: Name,
    /// The element, such as `transition.report.counts_agree`.
    pub element: String,
}

/// What answers a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// These elements cite it, in the order of workflows and files.
    Encoded(Vec<At>),
    /// Somebody left it out, for this reason.
    Waived {
        /// Id of the waiver.
        waiver: Name,
        /// The reason.
        reason: Bilingual,
    },
    /// Nobody has answered it.
    Forgotten,
}

impl Answer {
    /// The word used in every output format.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Answer::Encoded(_) => "encoded",
            Answer::Waived { .. } => "waived",
            Answer::Forgotten => "forgotten",
        }
    }
}

/// A duty, a prohibition or a power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Where it stands.
    pub path: ProvisionPath,
    /// The heading of its article, where the text has it in that language.
    pub heading: Bilingual,
    /// Its own words, in the reading that binds where there is no other.
    pub says: Bilingual,
    /// Which of the three.
    pub class: Class,
    /// What answers it.
    pub answer: Answer,
}

/// A text with what answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfText {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Bilingual,
    /// Its binding provisions, in order.
    pub provisions: Vec<Answered>,
}

impl OfText {
    /// How many provisions have such an answer.
    pub fn count(&self, word: &str) -> usize {
        let all = self.provisions.iter();
        all.filter(|one| one.answer.as_str() == word).count()
    }
}

/// A waiver, or a provision that it names, which answers nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Idle {
    /// The library has no such provision.
    Unknown {
        /// Of which waiver, by its position.
        waiver: usize,
        /// Of which provision of it.
        provision: usize,
    },
    /// Elements encode it all the same.
    Needless {
        /// Of which waiver, by its position.
        waiver: usize,
        /// Of which provision of it.
        provision: usize,
        /// The first element that does.
        by: At,
    },
}

/// Coverage both ways.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Each text that is the main one of a workflow, in order of id.
    pub texts: Vec<OfText>,
    /// Elements that cite nothing, where elements of their kind should.
    pub uncited: Vec<At>,
    /// Waivers that answer nothing.
    pub idle: Vec<Idle>,
}

impl Coverage {
    /// How many provisions nobody has answered.
    pub fn forgotten(&self) -> usize {
        self.texts.iter().map(|text| text.count("forgotten")).sum()
    }
}

/// Looks at workflows and the texts that they rest on.
pub fn coverage(texts: &Texts, workflows: &[&Workflow], waivers: &[ProvisionWaiver]) -> Coverage {
    let cited = cited(texts, workflows);
    let mut idle = Vec::new();
    let mut waived: BTreeMap<(&str, ProvisionPath), &ProvisionWaiver> = BTreeMap::new();
    for (at, waiver) in waivers.iter().enumerate() {
        for (provision, one) in waiver.provisions.iter().enumerate() {
            match texts.resolve(&one.citation, Some(&waiver.ordinance)) {
                Ok(resolved) => {
                    let path = resolved.provision.path;
                    waived.insert((resolved.text.id(), path), waiver);
                    let known = cited.get(resolved.text.id());
                    let by = known.and_then(|known| by(known, &path).into_iter().next());
                    idle.extend(by.map(|by| Idle::Needless {
                        waiver: at,
                        provision,
                        by,
                    }));
                }
                Err(_) => idle.push(Idle::Unknown {
                    waiver: at,
                    provision,
                }),
            }
        }
    }
    let mains: BTreeSet<&str> = workflows.iter().map(|it| &*it.ordinance).collect();
    let of = |id: &&str| {
        let text = texts.get(id)?;
        let nothing = Vec::new();
        let known = cited.get(*id).unwrap_or(&nothing);
        Some(of_text(text, known, &waived))
    };
    Coverage {
        texts: mains.iter().filter_map(of).collect(),
        uncited: workflows.iter().flat_map(|one| uncited(one)).collect(),
        idle,
    }
}

type Cites = Vec<(ProvisionPath, At)>;

/// Every citation of an element, by text.
fn cited<'t>(texts: &'t Texts, workflows: &[&Workflow]) -> BTreeMap<&'t str, Cites> {
    let mut all: BTreeMap<&str, Cites> = BTreeMap::new();
    for workflow in workflows {
        for (element, cited) in cites(workflow) {
            // Who may act and what is known encode no rule yet, nor does the whole.
            let kind = element.split('.').next();
            let names = matches!(kind, Some("workflow" | "role" | "fact" | "assume"));
            let resolved = texts.resolve(&cited.citation, Some(&workflow.ordinance));
            if let (false, Ok(resolved)) = (names, resolved) {
                let at = At {
                    workflow: workflow.id().clone(),
                    element,
                };
                let known = all.entry(resolved.text.id()).or_default();
                known.push((resolved.provision.path, at));
            }
        }
    }
    all
}

/// The elements that answer a provision, each once.
fn by(cites: &Cites, path: &ProvisionPath) -> Vec<At> {
    let mut found: Vec<At> = Vec::new();
    for (cited, at) in cites {
        if (cited.covers(path) || path.covers(cited)) && !found.contains(at) {
            found.push(at.clone());
        }
    }
    found
}

fn of_text(
    text: &Text,
    cites: &Cites,
    waived: &BTreeMap<(&str, ProvisionPath), &ProvisionWaiver>,
) -> OfText {
    let version = text.latest();
    let provision = |path: &ProvisionPath, lang: Lang| {
        let other = version.act(lang).and_then(|act| act.provision(path));
        other.or_else(|| version.main().provision(path))
    };
    let heading = |path: &ProvisionPath, lang: Lang| {
        let article = provision(&path.whole_article(), lang);
        article.map_or_else(String::new, |article| article.heading.clone())
    };
    let says = |path: &ProvisionPath, lang: Lang| {
        provision(path, lang).map_or_else(String::new, |one| one.text.clone())
    };
    let binding = version.main().provisions.iter();
    let binding = binding.filter(|one| one.class.binds() && !one.deleted);
    let provisions = binding.map(|provision| {
        let path = provision.path;
        let found = by(cites, &path);
        let mut up = Some(path);
        let waiver = std::iter::from_fn(|| {
            let here = up?;
            up = here.parent();
            Some(here)
        })
        .find_map(|here| waived.get(&(text.id(), here)));
        let answer = match waiver {
            _ if !found.is_empty() => Answer::Encoded(found),
            Some(waiver) => Answer::Waived {
                waiver: waiver.id.clone(),
                reason: waiver.reason.clone(),
            },
            None => Answer::Forgotten,
        };
        Answered {
            path,
            heading: Bilingual::new(heading(&path, Lang::Ko), heading(&path, Lang::En)),
            says: Bilingual::new(says(&path, Lang::Ko), says(&path, Lang::En)),
            class: provision.class,
            answer,
        }
    });
    OfText {
        id: text.id().to_owned(),
        title: text.title(),
        provisions: provisions.collect(),
    }
}

/// Elements without a basis, of the kinds that rest on one. What a branch or a
/// deadline does not say, its transition may.
fn uncited(workflow: &Workflow) -> Vec<At> {
    let mut found = Vec::new();
    let mut look = |kind: &str, element: &Element| {
        if element.basis.is_empty() {
            found.push(At {
                workflow: workflow.id().clone(),
                element: format!("{kind}.{}", element.id),
            });
        }
    };
    workflow
        .roles
        .iter()
        .for_each(|one| look("role", &one.element));
    workflow
        .states
        .iter()
        .for_each(|one| look("state", &one.element));
    workflow
        .deadlines
        .iter()
        .for_each(|one| look("deadline", &one.element));
    for transition in &workflow.transitions {
        look("transition", &transition.element);
        let within = format!("transition.{}", transition.element.id);
        let guards = transition.guards.iter().map(|one| &one.element);
        let criteria = transition.criteria.iter().map(|one| &one.element);
        guards.chain(criteria).for_each(|one| look(&within, one));
    }
    workflow
        .assumes
        .iter()
        .for_each(|one| look("assume", &one.element));
    workflow
        .properties
        .iter()
        .for_each(|one| look("property", &one.element));
    found
}
