//! J0321 to J0330, J0356: citations that mean no provision.

use crate::check::{View, codes};
use crate::diagnostic::{Coded, Finding};

use super::{cited, cites};

pub(in crate::check) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.input.workflow;
    let texts = view.input.texts;
    let mut findings = Vec::new();
    let main_is_there = texts.get(&workflow.ordinance).is_some();
    if !main_is_there {
        findings.push(
            Finding::new(codes::NO_MAIN_TEXT)
                .at(&workflow.ordinance_place)
                .of(workflow.id(), "workflow")
                .with("text", &*workflow.ordinance)
                .suggest(crate::diagnostic::nearest_quoted(
                    &workflow.ordinance,
                    texts.iter().map(|text| text.id()),
                )),
        );
    }
    for (element, cite) in cites(workflow) {
        // What would need the main text is told once, above.
        if !main_is_there && cite.citation.text.is_none() {
            continue;
        }
        let Err(error) = texts.resolve(&cite.citation, Some(&workflow.ordinance)) else {
            continue;
        };
        let mut finding = error.finding();
        if finding.labels.is_empty() {
            finding = finding.at(&cite.place);
        }
        findings.push(finding.of(workflow.id(), element).citing(cited(
            texts,
            workflow,
            &cite.citation,
        )));
    }
    findings
}
