//! What of the law is told with a case: provisions that are no law today, and
//! repealed ones that apply to it all the same.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::bilingual;
use crate::diagnostic::Bilingual;
use crate::engine::{Case, Content, Entry, Ground, Possibility};
use crate::guard::Name;
use crate::library::Held;
use crate::ordinance::Stay;
use crate::service::Opened;

/// A repealed provision that applies to a case all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The provision, as the workflow cites it.
    pub cited: Name,
    /// With the title of its text and its heading.
    pub provision: Bilingual,
    /// Since when it is repealed.
    pub repealed: Date,
    /// The provision by which it applies still.
    pub basis: Bilingual,
}

impl Former {
    /// In a sentence.
    pub fn says(&self) -> Bilingual {
        let Former {
            provision,
            repealed,
            basis,
            ..
        } = self;
        Bilingual::new(
            format!(
                "종전의 규정에 따름: {} ({repealed} 폐지), 근거 {}",
                provision.ko, basis.ko
            ),
            format!(
                "Decided under former law: {} (repealed from {repealed}), by {}",
                provision.en, basis.en
            ),
        )
    }

    /// For programs.
    fn value(&self) -> Value {
        json!({
            "cited": &*self.cited,
            "provision": bilingual(&self.provision),
            "repealed": self.repealed.to_string(),
            "basis": bilingual(&self.basis),
        })
    }
}

/// The repealed provisions on which transitions rest all the same, on a day in a
/// case that began on another; without any transition, those of the workflow.
pub fn former_law(
    held: &Held,
    case: &Case,
    transitions: Option<&[&Name]>,
    day: Date,
) -> Vec<Former> {
    let Some(law) = held.law() else {
        return Vec::new();
    };
    let began = case.opened.to_zoned(held.zone.clone()).date();
    let mut all: Vec<Former> = Vec::new();
    let mut add = |footing: &crate::engine::law::Footing, repealed, basis: &Bilingual| {
        let former = Former {
            cited: footing.cited.clone(),
            provision: footing.named.clone(),
            repealed,
            basis: basis.clone(),
        };
        if !all.contains(&former) {
            all.push(former);
        }
    };
    match transitions {
        Some(transitions) => {
            for transition in transitions {
                for (footing, repealed, basis) in law.saved(transition, day, began) {
                    add(footing, repealed, basis);
                }
            }
        }
        None => {
            for (footing, repealed, basis) in law.all_saved(day, began) {
                add(footing, repealed, basis);
            }
        }
    }
    all
}

/// The same of what an entry decided.
pub fn former_law_of(held: &Held, case: &Case, entry: &Entry) -> Vec<Former> {
    let own = match &entry.content {
        Content::Act { act, .. } | Content::Assented { act, .. } => Some(&act.transition),
        Content::Clock { transition, .. } => Some(transition),
        _ => None,
    };
    let steps = entry.content.steps().iter().map(|step| &step.transition);
    let mut transitions: Vec<&Name> = own.into_iter().chain(steps).collect();
    transitions.dedup();
    if transitions.is_empty() {
        return Vec::new();
    }
    former_law(held, case, Some(&transitions), entry.date)
}

/// Provisions for programs.
pub fn former(all: &[Former]) -> Value {
    all.iter().map(Former::value).collect()
}

/// A provision that a transition rests on and that is no law today.
pub fn unlawful(opened: &Opened, one: &Possibility) -> Vec<(Ground, Bilingual)> {
    let law = opened.held.law();
    one.unlawful
        .iter()
        .filter_map(|ground| {
            let footing = law?.footing(ground.element()?)?;
            let named = &footing.named;
            let force = &footing.force;
            let says = match ground {
                Ground::NotYetLaw(_) => {
                    let from = force.from?;
                    Bilingual::new(
                        format!("{} – {from}부터 시행", named.ko),
                        format!("{} – law only from {from}", named.en),
                    )
                }
                Ground::Repealed(_) => {
                    let from = force.repealed?;
                    Bilingual::new(
                        format!("{} – {from}부터 폐지", named.ko),
                        format!("{} – repealed from {from}", named.en),
                    )
                }
                _ => {
                    let stay = force.stay(today(opened))?;
                    let until = ended(stay);
                    Bilingual::new(
                        format!(
                            "{} – 법원이 {}부터 효력을 정지{}",
                            named.ko, stay.from, until.ko
                        ),
                        format!(
                            "{} – stayed by a court from {}{}",
                            named.en, stay.from, until.en
                        ),
                    )
                }
            };
            Some((ground.clone(), says))
        })
        .collect()
}

/// The stay by which a deadline stands still, or has, as it is told.
pub fn stay_of_deadline(opened: &Opened, deadline: &Name) -> Option<Bilingual> {
    let timed = opened.case.deadlines.kept.get(deadline)?;
    let stay = opened.held.law()?.stay_of_deadline(deadline, timed)?;
    let until = ended(stay);
    Some(Bilingual::new(
        format!(
            "법원이 근거 조문의 효력을 {}부터 정지하여{}, 그 날들은 세지 않습니다.",
            stay.from, until.ko
        ),
        format!(
            "A court has stayed what it rests on from {}{}: those days do not count.",
            stay.from, until.en
        ),
    ))
}

fn ended(stay: &Stay) -> Bilingual {
    match stay.until {
        Some(until) => Bilingual::new(
            format!("({until}부터 다시 효력)"),
            format!(" (law again from {until})"),
        ),
        None => Bilingual::default(),
    }
}

fn today(opened: &Opened) -> Date {
    opened.at.to_zoned(opened.held.zone.clone()).date()
}
