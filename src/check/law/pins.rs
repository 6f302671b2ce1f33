//! J0341, J0342, J0354, J0355, J0357: whether the provisions are what they were
//! when the procedure was made to fit them.

use std::collections::BTreeSet;

use crate::check::{View, codes};
use crate::diagnostic::{Bilingual, Finding};
use crate::ordinance::Words;
use crate::ordinance::pin::{Judgement, Why, judge};

use super::{cited, cites, provisions};

pub(in crate::check) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.input.workflow;
    let texts = view.input.texts;
    let cites = cites(workflow);
    let Some(pins) = view.input.pins else {
        if cites.is_empty() {
            return Vec::new();
        }
        return vec![
            Finding::new(codes::NO_PINS)
                .at(&workflow.element.place)
                .of(workflow.id(), "workflow")
                .with("workflow", &**workflow.id()),
        ];
    };
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for (element, cite) in cites {
        let default = Some(&*workflow.ordinance);
        // What means nothing is told as such.
        let Ok(resolved) = texts.resolve(&cite.citation, default) else {
            continue;
        };
        // Each provision once, at its first citation.
        if !told.insert((resolved.text.id(), resolved.provision.path)) {
            continue;
        }
        let judgement = judge(&cite.citation, default, pins, texts);
        let finding = match &judgement {
            Judgement::CannotTell {
                why: Why::NotPinned,
            } => Some(
                Finding::new(codes::NOT_PINNED)
                    .with("citation", cited(texts, workflow, &cite.citation))
                    .with("workflow", &**workflow.id()),
            ),
            other => other.finding(&cite.citation),
        };
        let Some(mut finding) = finding else { continue };
        if finding.labels.is_empty() {
            finding = finding.at(&cite.place);
        }
        if let Judgement::Changed { diff, new, .. } = &judgement {
            finding = finding.note(match diff {
                Some(diff) => {
                    let diff = shown(diff);
                    Bilingual::new(
                        format!("달라진 글: {diff}"),
                        format!("What changed: {diff}"),
                    )
                }
                None => Bilingual::new(
                    format!("확인한 판의 글이 없어 비교하지 못했습니다. 지금의 글: {new}"),
                    format!("The words that were pinned are not at hand. The words now: {new}"),
                ),
            });
        }
        findings.push(finding.of(workflow.id(), element).citing(cited(
            texts,
            workflow,
            &cite.citation,
        )));
    }
    let used = provisions(&view.input);
    for pin in pins {
        if !used.contains(&(pin.text.clone(), pin.path)) {
            findings.push(
                Finding::new(codes::PIN_UNUSED)
                    .at(&workflow.element.place)
                    .of(workflow.id(), "workflow")
                    .with("citation", format!("{} {}", pin.text, pin.path))
                    .with("workflow", &**workflow.id()),
            );
        }
    }
    findings
}

/// A word diff: `남은 글 [-없어진 글-] {+새 글+}`.
fn shown(diff: &[Words]) -> String {
    diff.iter()
        .map(|words| match words {
            Words::Same(words) => words.trim().to_owned(),
            Words::Removed(words) => format!("[-{}-]", words.trim()),
            Words::Added(words) => format!("{{+{}+}}", words.trim()),
        })
        .collect::<Vec<_>>()
        .join(" ")
}
