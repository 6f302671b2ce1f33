//! What may be done now, by whom, and what blocks the rest.

use serde_json::{Value, json};

use super::{basis, bilingual, guard, names};
use crate::engine::{Availability, Possibility, standing};
use crate::service::Opened;

fn word(availability: Availability) -> &'static str {
    match availability {
        Availability::Open => "open",
        Availability::Blocked => "blocked",
        Availability::Awaited => "awaited",
        Availability::Elsewhere => "elsewhere",
    }
}

/// One possibility for programs.
pub fn possibility(opened: &Opened, one: &Possibility) -> Value {
    let transition = opened.held.workflow.transition(&one.transition);
    json!({
        "transition": &*one.transition,
        "title": transition.map(|transition| bilingual(&transition.element.title)),
        "citation": transition
            .map(|transition| basis(&opened.held, &transition.element.basis).ko),
        "availability": word(one.availability),
        "by": names(&one.by),
        "asks": names(&one.asks),
        "may_ask": names(&one.may_ask),
        "reason_required": one.reason,
        "criteria": one
            .criteria
            .iter()
            .map(|(id, required)| json!({ "id": &**id, "required": required }))
            .collect::<Vec<_>>(),
        "blocked_by": one.blocked_by.as_deref(),
        "unlawful": super::unlawful(opened, one)
            .iter()
            .map(|(ground, says)| json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
                "message": bilingual(says),
            }))
            .collect::<Vec<_>>(),
        "assents": one.parties.as_ref().map(super::parties),
        "guards": one
            .guards
            .iter()
            .map(|condition| guard(&opened.held, &one.transition, condition))
            .collect::<Vec<_>>(),
    })
}

/// Possibilities for programs.
pub fn next(opened: &Opened, possibilities: &[Possibility]) -> Value {
    json!({
        "case": &*opened.case.id,
        "version": opened.case.version,
        "at": names(&standing(&opened.held.workflow, &opened.case)),
        "outcome": opened.case.outcome.as_deref(),
        "deadlines": super::deadlines(opened),
        "next": possibilities
            .iter()
            .map(|one| possibility(opened, one))
            .collect::<Vec<_>>(),
    })
}
