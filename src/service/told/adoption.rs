//! Checks of procedures, and the stages of their adoption, for programs.

use serde_json::{Value, json};

use crate::audit::own::{Adoptions, OwnContent, Stage};
use crate::check::Report;
use crate::library::Library;
use crate::service::{OwnPast, told};

/// What a check says.
pub fn report(report: &Report) -> Value {
    let counts = &report.checked;
    json!({
        "verdict": report.verdict().as_str(),
        "checked": {
            "files": counts.files,
            "workflows": counts.workflows,
            "states": counts.states,
            "transitions": counts.transitions,
            "guards": counts.guards,
            "provisions": counts.provisions,
            "properties": counts.properties,
            "configurations": counts.configurations,
        },
        "findings": report.findings.iter().map(told::finding).collect::<Vec<_>>(),
        "waived": report
            .waived
            .iter()
            .map(|waived| {
                json!({
                    "waiver": &*waived.waiver,
                    "reason": told::bilingual(&waived.reason),
                    "finding": told::finding(&waived.finding),
                })
            })
            .collect::<Vec<_>>(),
        "groups": report
            .groups
            .iter()
            .map(|group| {
                json!({
                    "workflow": &*group.workflow,
                    "outcome": &*group.outcome,
                    "people": group.people,
                    "acts": group
                        .acts
                        .iter()
                        .map(|(transition, by)| json!({ "transition": &**transition, "by": by }))
                        .collect::<Vec<_>>(),
                    "votes": group
                        .votes
                        .iter()
                        .map(|(body, fewest, members)| {
                            json!({ "body": &**body, "fewest": fewest, "members": members })
                        })
                        .collect::<Vec<_>>(),
                })
            })
            .collect::<Vec<_>>(),
        "proved": report
            .proved
            .iter()
            .map(|(workflow, property)| json!({ "workflow": &**workflow, "property": &**property }))
            .collect::<Vec<_>>(),
    })
}

/// Where every revision of every procedure stands.
pub fn adoptions(library: &Library, known: &Adoptions) -> Value {
    let rows: Vec<Value> = library
        .every_revision()
        .map(|procedure| {
            let workflow = &procedure.workflow;
            let manifest = procedure.manifest.hash();
            json!({
                "workflow": &**workflow.id(),
                "revision": workflow.revision,
                "in_force": workflow.in_force.to_string(),
                "stage": known.stage(workflow.id(), &manifest).map(Stage::as_str),
                "manifest": manifest.to_string(),
            })
        })
        .collect();
    json!({ "required": library.setting.adopted_only, "procedures": rows })
}

/// A stage that was recorded, with the warnings that the check leaves.
pub fn adopted(past: &OwnPast, warnings: &[String]) -> Value {
    let OwnContent::Adopted(adopted) = &past.entry.content else {
        return Value::Null;
    };
    json!({
        "workflow": adopted.workflow,
        "revision": adopted.revision,
        "stage": adopted.stage.as_str(),
        "manifest": adopted.manifest.to_string(),
        "report": adopted.report.to_string(),
        "warnings": warnings,
        "sequence": past.entry.seq,
        "index": past.index,
    })
}
