//! J0351 to J0353: texts that are not law on the day the workflow comes into force.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::check::{View, codes};
use crate::diagnostic::{Bilingual, Code, Finding};
use crate::ordinance::Text;
use crate::workflow::Cited;

use super::{cited, cites};

pub(in crate::check) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.input.workflow;
    // Each text once, at its first citation.
    let mut first: BTreeMap<&str, (&Text, String, &Cited, usize)> = BTreeMap::new();
    for (element, cite) in cites(workflow) {
        let Ok(text) = view
            .input
            .texts
            .text_of(&cite.citation, Some(&workflow.ordinance))
        else {
            continue;
        };
        first.entry(text.id()).or_insert((text, element, cite, 0)).3 += 1;
    }
    let mut findings = Vec::new();
    for (text, element, cite, count) in first.into_values() {
        for (code, day) in faults(text, workflow.in_force) {
            findings.push(
                Finding::new(code)
                    .at(&cite.place)
                    .of(workflow.id(), element.clone())
                    .citing(cited(view.input.texts, workflow, &cite.citation))
                    .with("text", text.title())
                    .with("day", day.to_string())
                    .with("in_force", workflow.in_force.to_string())
                    .note(Bilingual::new(
                        format!("이 절차는 이 텍스트를 {count}번 인용합니다."),
                        format!("The workflow cites this text {count} times."),
                    )),
            );
        }
    }
    findings
}

/// What stands against a text on a day, with the day from which it does.
fn faults(text: &Text, day: Date) -> Vec<(Code, Date)> {
    let head = text.latest().head();
    let mut faults = Vec::new();
    if let Some(from) = text.latest().in_force().filter(|from| *from > day) {
        faults.push((codes::TEXT_NOT_IN_FORCE, from));
    }
    if let Some(from) = head.repealed.filter(|from| *from <= day) {
        faults.push((codes::TEXT_REPEALED, from));
    }
    if let Some(stay) = head.stays.iter().find(|stay| stay.covers(day)) {
        faults.push((codes::TEXT_STAYED, stay.from));
    }
    faults
}
