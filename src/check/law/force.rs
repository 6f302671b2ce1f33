//! J0317 and J0318: provisions that are no law on the day the workflow comes into
//! force, and what stops to be law later.
//!
//! A text as a whole is told of by J0351 to J0353; this tells of single provisions
//! of it (the proviso of a commencement clause, a stay of one article), and of what
//! is to come: an act on such a day is refused.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::check::{View, codes};
use crate::diagnostic::{Bilingual, Finding};
use crate::ordinance::{Fault, Force, Stay};
use crate::workflow::Cited;

use super::{cited, cites};

/// A citation with the elements that make it.
struct Use<'a> {
    cite: &'a Cited,
    elements: Vec<String>,
    force: Force,
    /// What the head says of the whole text.
    whole: Force,
    title: Bilingual,
}

pub(in crate::check) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.input.workflow;
    let texts = view.input.texts;
    let mut uses: BTreeMap<&str, Use<'_>> = BTreeMap::new();
    for (element, cite) in cites(workflow) {
        let written = cite.citation.written.as_str();
        if let Some(known) = uses.get_mut(written) {
            known.elements.push(element);
            continue;
        }
        let Ok(found) = texts.resolve(&cite.citation, Some(&workflow.ordinance)) else {
            continue;
        };
        let head = found.version.head();
        let whole = Force {
            from: found.version.in_force(),
            repealed: head.repealed,
            stays: head.stays.clone(),
            saving: head.saving.clone(),
        };
        let new = Use {
            cite,
            elements: vec![element],
            force: found.version.force(&cite.citation.path),
            whole,
            title: found.text.title(),
        };
        uses.insert(written, new);
    }
    let day = workflow.in_force;
    let mut findings = Vec::new();
    // What is said of a whole text is told once.
    let mut told: Vec<(Bilingual, Fault)> = Vec::new();
    for one in uses.values() {
        let provision = || cited(texts, workflow, &one.cite.citation);
        let new = |code, what: Bilingual| {
            let element = one.elements.first().cloned().unwrap_or_default();
            Finding::new(code)
                .at(&one.cite.place)
                .of(workflow.id(), element)
                .with("provision", what)
                .with("in_force", day.to_string())
        };
        if let Some(fault) = one.force.fault(day)
            && one.whole.fault(day).is_none()
        {
            findings.push(
                new(codes::NO_LAW, provision())
                    .citing(provision())
                    .with("why", why(&fault))
                    .note(rests(&one.elements)),
            );
        }
        for fault in later(&one.force, day) {
            let whole = later(&one.whole, day).contains(&fault);
            let key = (one.title.clone(), fault.clone());
            if whole && told.contains(&key) {
                continue;
            }
            let what = if whole {
                one.title.clone()
            } else {
                provision()
            };
            if whole {
                told.push(key);
            }
            let finding = new(codes::NO_LAW_LATER, what).with("why", why(&fault));
            let finding = if whole {
                finding
            } else {
                finding.citing(provision()).note(rests(&one.elements))
            };
            findings.push(match &fault {
                Fault::Repealed(_) => finding.note(open_cases(&one.force)),
                _ => finding,
            });
        }
    }
    findings
}

/// What stands against it on some day after this one.
fn later(force: &Force, day: Date) -> Vec<Fault> {
    let repealed = force.repealed.filter(|from| *from > day);
    let stays = force.stays.iter().filter(|stay| stay.from > day);
    stays
        .cloned()
        .map(Fault::Stayed)
        .chain(repealed.map(Fault::Repealed))
        .collect()
}

fn why(fault: &Fault) -> Bilingual {
    match fault {
        Fault::NotYet(from) => Bilingual::new(
            format!("{from}부터 시행됩니다"),
            format!("is law only from {from}"),
        ),
        Fault::Repealed(from) => Bilingual::new(
            format!("{from}부터 폐지됩니다"),
            format!("is repealed from {from}"),
        ),
        Fault::Stayed(Stay {
            from,
            until: Some(until),
            ..
        }) => Bilingual::new(
            format!("{from}부터 {until} 전까지 법원의 결정으로 효력이 정지됩니다"),
            format!("is stayed by a court from {from} until before {until}"),
        ),
        Fault::Stayed(Stay { from, .. }) => Bilingual::new(
            format!("{from}부터 법원의 결정으로 효력이 정지됩니다"),
            format!("is stayed by a court from {from}"),
        ),
    }
}

/// What becomes of open cases once it is repealed.
fn open_cases(force: &Force) -> Bilingual {
    match &force.saving {
        Some(saving) => Bilingual::new(
            format!(
                "폐지 전에 시작한 사건에는 `{}`에 따라 그대로 적용합니다.",
                saving.written
            ),
            format!(
                "To cases begun before it applies still, by `{}`.",
                saving.written
            ),
        ),
        None => Bilingual::new(
            "경과조치(`saving`)가 없으므로 그날 진행 중인 사건도 이 근거로는 더 나아가지 못합니다.",
            "Without a saving provision (`saving`), cases open on that day cannot go on by it either.",
        ),
    }
}

fn rests(elements: &[String]) -> Bilingual {
    let all = elements
        .iter()
        .map(|element| format!("`{element}`"))
        .collect::<Vec<_>>()
        .join(", ");
    Bilingual::new(
        format!("이 조문에 기대는 것: {all}"),
        format!("What rests on it: {all}"),
    )
}
