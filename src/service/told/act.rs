//! What came of an act: taken, or refused.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{bilingual, given, names};
use crate::diagnostic::{Bilingual, Finding, Lang};
use crate::engine::people::collected;
use crate::engine::{Case, Condition, Content, Entry, Ground, Refusal, standing};
use crate::library::Held;
use crate::service::Done;
use crate::workflow::{Cited, Guard, Workflow};

/// The citations of a basis with their headings; provisions that follow each
/// other under one heading share it: `제17조제1항, 제17조제2항 (시민제안)`.
pub fn basis(held: &Held, basis: &[Cited]) -> Bilingual {
    let told: Vec<Arc<Bilingual>> = basis
        .iter()
        .map(|cite| held.cited(&cite.citation))
        .collect();
    let join = |lang: Lang| {
        let parts: Vec<(&str, &str)> = told
            .iter()
            .map(|one| one.get(lang))
            .map(|one| match one.find(" (") {
                Some(at) => one.split_at(at),
                None => (one, ""),
            })
            .collect();
        let mut out = String::new();
        for (at, (citation, heading)) in parts.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            out.push_str(citation);
            let next = parts.get(at + 1).map(|(_, heading)| heading);
            if next != Some(heading) {
                out.push_str(heading);
            }
        }
        out
    };
    Bilingual::new(join(Lang::Ko), join(Lang::En))
}

/// A guard for programs.
pub fn guard(held: &Held, transition: &str, condition: &Condition) -> Value {
    let found = guard_of(held, transition, &condition.id);
    let citation = found.map(|guard| basis(held, &guard.element.basis).ko);
    let message = found.map(|guard| bilingual(&guard.element.title));
    json!({
        "id": &*condition.id,
        "result": condition.truth.as_str(),
        "missing": names(&condition.missing),
        "seen": given(&condition.seen),
        "citation": citation,
        "message": message,
    })
}

/// The guard that a condition is of: by its id, or with the transition that it
/// belongs to before a dot.
pub fn guard_of<'a>(held: &'a Held, transition: &str, id: &str) -> Option<&'a Guard> {
    let (transition, id) = id.split_once('.').unwrap_or((transition, id));
    let mut guards = held.workflow.transition(transition)?.guards.iter();
    guards.find(|guard| *guard.element.id == *id)
}

/// The findings of a refusal, each citing its provision with the heading.
pub fn refusal(held: &Held, case: Option<&Case>, entry: &Entry) -> Vec<Finding> {
    let Content::Refused {
        act,
        grounds,
        assumptions,
        guards,
        others,
    } = &entry.content
    else {
        return Vec::new();
    };
    let refusal = Refusal {
        workflow: &held.workflow,
        case,
        actor: &entry.subject.actor,
        act: Some(act),
        given: &act.given,
        grounds,
        conditions: &[assumptions, guards, others],
        register: &entry.register,
        date: entry.date,
        law: held.law(),
    };
    with_headings(held, refusal.findings())
}

/// Replaces citations by citations with headings, where the texts have them.
pub fn with_headings(held: &Held, findings: Vec<Finding>) -> Vec<Finding> {
    findings
        .into_iter()
        .map(|finding| {
            let element = finding.element.clone().unwrap_or_default();
            let found = element_basis(&held.workflow, &element);
            match found {
                Some(cites) if !cites.is_empty() => finding.citing(basis(held, cites)),
                _ => finding,
            }
        })
        .collect()
}

fn element_basis<'a>(workflow: &'a Workflow, element: &str) -> Option<&'a [Cited]> {
    let (kind, id) = element.split_once('.')?;
    match kind {
        "workflow" => Some(workflow.element.basis.as_slice()),
        "transition" => workflow
            .transition(id)
            .map(|transition| transition.element.basis.as_slice()),
        "guard" => workflow
            .transitions
            .iter()
            .flat_map(|transition| &transition.guards)
            .find(|guard| *guard.element.id == *id)
            .map(|guard| guard.element.basis.as_slice()),
        "recommendation" => workflow
            .recommendations
            .iter()
            .find(|one| *one.element.id == *id)
            .map(|one| one.element.basis.as_slice()),
        "criterion" => workflow
            .transitions
            .iter()
            .flat_map(|transition| &transition.criteria)
            .find(|one| *one.element.id == *id)
            .map(|one| one.element.basis.as_slice()),
        "assume" => workflow
            .assumes
            .iter()
            .find(|assume| *assume.element.id == *id)
            .map(|assume| assume.element.basis.as_slice()),
        "body" => workflow
            .bodies
            .iter()
            .find_map(|body| body.basis_of(element)),
        _ => None,
    }
}

/// What came of an act, for programs.
pub fn done(done: &Done) -> Value {
    let entry = &done.decision.entry;
    let workflow = &done.held.workflow;
    let after = &done.decision.after;
    let leaves = |case: &Case| -> Vec<String> {
        standing(workflow, case)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    let (transition, guards, grounds): (&str, &[Condition], &[Ground]) = match &entry.content {
        Content::Act { act, guards, .. } | Content::Assented { act, guards, .. } => {
            (&act.transition, guards, &[])
        }
        Content::Withdrawn { act } => (&act.transition, &[], &[]),
        Content::Refused {
            act,
            guards,
            grounds,
            ..
        } => (&act.transition, guards, grounds),
        Content::Clock {
            transition, guards, ..
        } => (transition, guards, &[]),
        Content::Opened { .. }
        | Content::Received { .. }
        | Content::Unopened { .. }
        | Content::Erased { .. }
        | Content::Corrected(_)
        | Content::Moved(_)
        | Content::Recounted { .. } => ("", &[], &[]),
    };
    let told = if done.accepted() {
        Vec::new()
    } else {
        refusal(&done.held, done.stood().as_ref(), entry)
    };
    // Who has still to assent, where several must.
    let parties = workflow
        .transition(transition)
        .filter(|_| {
            matches!(
                entry.content,
                Content::Assented { .. } | Content::Withdrawn { .. }
            )
        })
        .and_then(|transition| collected(after, transition))
        .map(|collected| super::parties(&collected));
    // Of a case that was moved first, where it stood then: under this revision.
    let moved: Vec<Value> = super::moves(done);
    let from = if moved.is_empty() {
        done.before.clone()
    } else {
        done.stood()
    };
    let mut object = json!({
        "accepted": done.decision.accepted(),
        "case": &*entry.case,
        "version": after.version,
        "from": from.as_ref().map(leaves).unwrap_or_default(),
        "to": leaves(after),
        "outcome": after.outcome.as_deref(),
        "guards": guards
            .iter()
            .map(|condition| guard(&done.held, transition, condition))
            .collect::<Vec<_>>(),
        "grounds": grounds
            .iter()
            .zip(&told)
            .map(|(ground, finding)| json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
                "finding": super::finding(finding),
            }))
            .collect::<Vec<_>>(),
        "clock": done
            .decision
            .owed
            .iter()
            .zip(&done.owed)
            .filter(|(entry, _)| matches!(entry.content, Content::Clock { .. }))
            .map(super::clock)
            .collect::<Vec<_>>(),
        "late": done.decision.late().map(|id| &**id).collect::<Vec<_>>(),
        "warnings": with_headings(&done.held, done.warnings())
            .iter()
            .map(super::finding)
            .collect::<Vec<_>>(),
        "entry": {
            "case_seq": done.appended.case_seq,
            "hash": done.appended.hash.to_string(),
            "index": done.appended.index,
        },
    });
    if let Value::Object(object) = &mut object {
        if !moved.is_empty() {
            object.insert("moved".to_owned(), Value::Array(moved));
        }
        object.extend(parties.map(|parties| ("assents".to_owned(), parties)));
        object.extend(super::of_entry(entry));
    }
    object
}
