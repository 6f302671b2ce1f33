//! What stands for and against an act.

use serde_json::{Value, json};

use super::{guard, names, possibility, with_headings};
use crate::diagnostic::Finding;
use crate::engine::{Refusal, Supplier, Why};
use crate::guard::Part;
use crate::service::{Opened, Request};

/// Why an act would be refused: one finding for each ground.
pub fn grounds(request: &Request, transition: &str, opened: &Opened, why: &Why) -> Vec<Finding> {
    let act = request.act(&opened.held.workflow, transition);
    let refusal = Refusal {
        workflow: &opened.held.workflow,
        case: Some(&opened.case),
        actor: &request.who.actor,
        act: Some(&act),
        given: &why.given,
        grounds: &why.grounds,
        conditions: &[&why.assumptions, &why.guards, &why.others],
        register: &why.register,
        date: why.date,
        law: opened.held.law(),
    };
    with_headings(&opened.held, refusal.findings())
        .into_iter()
        .map(Finding::supposed)
        .collect()
}

/// The same for programs.
pub fn why(opened: &Opened, why: &Why, findings: &[Finding]) -> Value {
    let transition = &why.possibility.transition;
    let mut told = json!({
        "case": &*opened.case.id,
        "version": opened.case.version,
        "transition": possibility(opened, &why.possibility),
        "would_be_taken": why.grounds.is_empty(),
        "deadlines": super::met_by(opened, transition)
            .iter()
            .map(|look| super::deadline(opened, look))
            .collect::<Vec<_>>(),
        "guards": why
            .guards
            .iter()
            .map(|condition| guard(&opened.held, transition, condition))
            .collect::<Vec<_>>(),
        "grounds": why
            .grounds
            .iter()
            .zip(findings)
            .map(|(ground, finding)| json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
                "finding": super::finding(finding),
            }))
            .collect::<Vec<_>>(),
        "obstacles": why
            .obstacles
            .iter()
            .map(|(guard, parts)| json!({
                "guard": &**guard,
                "parts": parts.iter().map(obstacle).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
        "suppliers": why
            .suppliers
            .iter()
            .map(|(fact, suppliers)| json!({
                "fact": &**fact,
                "by": suppliers.iter().map(supplier).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
    });
    let former = super::former_law(&opened.held, &opened.case, Some(&[transition]), why.date);
    if let (Value::Object(told), false) = (&mut told, former.is_empty()) {
        told.insert("former_law".to_owned(), super::former(&former));
    }
    if let (Value::Object(told), Some((last, by))) = (&mut told, annulled(opened, transition)) {
        told.insert("annulled".to_owned(), json!({ "case_seq": last, "by": by }));
    }
    told
}

/// An obstacle for programs.
fn obstacle(part: &Part) -> Value {
    json!({
        "rule": part.text,
        "result": part.truth.as_str(),
        "seen": part
            .seen
            .iter()
            .map(|(fact, value)| (fact.to_string(), super::value(value)))
            .collect::<Value>(),
        "missing": names(&part.missing),
    })
}

fn supplier(supplier: &Supplier) -> Value {
    json!({
        "transition": supplier.transition.as_deref(),
        "roles": names(&supplier.by),
        "here": supplier.here,
    })
}

/// The act that took a transition last, if it was annulled: its entry, and the one
/// that did.
pub fn annulled(opened: &Opened, transition: &str) -> Option<(u64, u64)> {
    let case = &opened.case;
    let last = case.taken.get(transition)?.last.seq;
    Some((last, *case.people.annulled.get(&last)?))
}
