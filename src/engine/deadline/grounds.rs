//! What deadlines have against an act: too late, too early, or not to be
//! extended any more.

use jiff::Timestamp;

use super::kept::Timed;
use crate::engine::{Case, Ground};
use crate::guard::Name;
use crate::workflow::{Deadline, Expiry, Transition, Workflow};

/// The grounds that deadlines give against transitions that fire together.
pub(in crate::engine) fn deadline_grounds(
    workflow: &Workflow,
    case: &Case,
    at: Timestamp,
    together: &[&Transition],
) -> Vec<Ground> {
    let mut grounds = Vec::new();
    for deadline in &workflow.deadlines {
        let named = |names: &[Name]| {
            together
                .iter()
                .any(|transition| names.contains(&transition.element.id))
        };
        if named(&deadline.meets) {
            grounds.extend(against(workflow, case, at, deadline));
        }
        let id = &deadline.element.id;
        if let Some(extension) = deadline.extends.as_ref().filter(|it| named(&it.with))
            && let Some(timed) = running(case, id)
        {
            if timed.passed(at) {
                grounds.push(Ground::Late(id.clone()));
            } else if timed.extended >= extension.times {
                grounds.push(Ground::Extended(id.clone()));
            }
        }
    }
    grounds.dedup();
    grounds
}

/// Whether a deadline keeps a transition from being taken by itself.
pub(in crate::engine) fn holds_back(
    workflow: &Workflow,
    case: &Case,
    at: Timestamp,
    transition: &Transition,
) -> bool {
    workflow
        .deadlines
        .iter()
        .filter(|deadline| deadline.meets.contains(&transition.element.id))
        .any(|deadline| against(workflow, case, at, deadline).is_some())
}

/// What one deadline has against an act that meets it.
fn against(workflow: &Workflow, case: &Case, at: Timestamp, deadline: &Deadline) -> Option<Ground> {
    let id = &deadline.element.id;
    if deadline.is_minimum() {
        let applies = deadline
            .state
            .and_then(|state| workflow.states.get(state.0))
            .is_none_or(|state| case.active.contains(&state.element.id));
        let over = case
            .deadlines
            .kept
            .get(id)
            .is_some_and(|timed| timed.ends.is_some_and(|ends| ends <= at));
        return (applies && !over).then(|| Ground::Early(id.clone()));
    }
    let late = deadline.expires == Expiry::Bar && running(case, id)?.passed(at);
    late.then(|| Ground::Late(id.clone()))
}

fn running<'a>(case: &'a Case, id: &str) -> Option<&'a Timed> {
    case.deadlines
        .kept
        .get(id)
        .filter(|timed| timed.is_running())
}
