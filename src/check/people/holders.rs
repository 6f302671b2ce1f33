//! How many people can hold a role while a case runs.

use crate::guard::{Name, Type};
use crate::workflow::bodies::Body;
use crate::workflow::{
    Branch, Change, FactSource, Role, RoleHolder, Seating, Setting, Tie, Transition, Workflow,
};

/// The most who can hold a role from the opening of a case to its end, as long as
/// no office changes hands; `None` where there is no such number.
pub(super) fn capacity(workflow: &Workflow, role: &Role) -> Option<u32> {
    let ties = all_ties(workflow);
    let delegated =
        |tie: &Tie| matches!(tie, Tie::Delegate { role: of, .. } if *of == role.element.id);
    if ties.into_iter().any(delegated) {
        return None;
    }
    let fixed = |body: &Name| {
        let mut seatings = workflow
            .transitions
            .iter()
            .flat_map(Transition::all_seatings);
        !seatings.any(|seating: &Seating| seating.body() == body)
    };
    match &role.holder {
        RoleHolder::SeatOf { body, seat } if fixed(body) => seats(workflow.body(body)?, seat),
        RoleHolder::ChairOf(body) if fixed(body) => {
            let body = workflow.body(body)?;
            let chair = body.chair.as_ref()?;
            let all = chair.seats.iter().chain(&chair.deputies);
            all.map(|seat| seats(body, seat)).sum()
        }
        RoleHolder::MemberOf(body) if fixed(body) => Some(workflow.body(body)?.size.as_ref()?.max),
        RoleHolder::Fact(fact) => {
            let of = workflow.fact(fact)?;
            let once = matches!(of.source, FactSource::Opening) && !changes(workflow, fact);
            (once && of.of == Type::Person).then_some(1)
        }
        _ => None,
    }
}

fn seats(body: &Body, seat: &str) -> Option<u32> {
    let class = body.seat(seat)?;
    class.max.or_else(|| Some(body.size.as_ref()?.max))
}

/// Whether a person fact holds nobody but those who acted: then whom it excludes
/// is known from who did what.
pub(super) fn holds_actors(workflow: &Workflow, fact: &str) -> bool {
    let Some(of) = workflow.fact(fact) else {
        return false;
    };
    matches!(of.source, FactSource::Acts)
        && of.of == Type::Person
        && workflow.transitions.iter().all(|transition| {
            let asked = transition.asks.iter().chain(&transition.may_ask);
            !asked.into_iter().any(|asked| **asked == *fact)
                && all_changes(transition).all(|change| match change {
                    Change::Set { fact: of, to } => **of != *fact || *to == Setting::Actor,
                    Change::Add { fact: of, .. } => **of != *fact,
                    Change::Clear { .. } => true,
                })
        })
}

/// Whether an act can change a fact.
fn changes(workflow: &Workflow, fact: &str) -> bool {
    workflow.transitions.iter().any(|transition| {
        let asked = transition.asks.iter().chain(&transition.may_ask);
        asked.into_iter().any(|asked| **asked == *fact)
            || all_changes(transition).any(|change| match change {
                Change::Set { fact: of, .. }
                | Change::Add { fact: of, .. }
                | Change::Clear { fact: of } => **of == *fact,
            })
    })
}

fn all_changes(transition: &Transition) -> impl Iterator<Item = &Change> {
    let branches = transition
        .branches
        .iter()
        .flat_map(|it: &Branch| &it.changes);
    transition.changes.iter().chain(branches)
}

fn all_ties(workflow: &Workflow) -> impl Iterator<Item = &Tie> {
    workflow.transitions.iter().flat_map(|transition| {
        let branches = transition.branches.iter().flat_map(|it| &it.ties);
        transition.ties.iter().chain(branches)
    })
}
