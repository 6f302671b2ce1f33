//! What can be judged only once states and transitions are all known.

use super::log::Log;
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{
    By, Deadline, Expiry, Role, RoleHolder, State, StateKind, Tie, Transition, Tree, codes,
};

/// Transitions that fire together must leave different tracks of one parallel
/// state: two of the same track could never both be taken.
pub(super) fn check(
    log: &mut Log,
    states: &[State],
    transitions: &[Transition],
    tables: &[(Word, View<'_>)],
) {
    let tree = Tree::new(states);
    for (transition, (_, view)) in transitions.iter().zip(tables) {
        let Got::Good(words) = view.words(log, "with") else {
            continue;
        };
        for word in words {
            let other = transitions
                .iter()
                .find(|other| other.element.id == word.text);
            let Some(other) = other else {
                continue;
            };
            let parallel = transition.from.iter().all(|one| {
                other.from.iter().all(|two| {
                    let meet = tree.common_ancestor(*one, *two);
                    meet.is_some_and(|meet| meet != *one && meet != *two)
                        && meet
                            .and_then(|meet| tree.get(meet))
                            .is_some_and(|state| state.kind == StateKind::Parallel)
                })
            });
            if !parallel {
                log.report(
                    &view.element,
                    Finding::new(codes::NOT_PARALLEL)
                        .at(&word.place)
                        .with("transition", quoted(&transition.element.id))
                        .with("other", quoted(&word.text)),
                );
            }
        }
    }
}

/// A role that acts assign must be assigned by one.
pub(super) fn check_assigned(log: &mut Log, roles: &[Role], transitions: &[Transition]) {
    for role in roles {
        let id = &role.element.id;
        let assigns = |tie: &Tie| matches!(tie, Tie::Assign { role, .. } if role == id);
        let assigned = transitions.iter().any(|transition| {
            let branches = transition.branches.iter().flat_map(|branch| &branch.ties);
            transition.ties.iter().chain(branches).any(assigns)
        });
        if role.holder == RoleHolder::Assigned && !assigned {
            log.report(
                &format!("role.{id}"),
                Finding::new(codes::NEVER_ASSIGNED)
                    .at(&role.element.place)
                    .with("role", quoted(id)),
            );
        }
    }
}

/// What the clock takes when a deadline expires must be for the clock to take.
pub(super) fn check_expiry(
    log: &mut Log,
    deadlines: &[Deadline],
    transitions: &[Transition],
    tables: &[(Word, View<'_>)],
) {
    for (deadline, (_, view)) in deadlines.iter().zip(tables) {
        let Expiry::Take(taken) = &deadline.expires else {
            continue;
        };
        let clock = transitions
            .iter()
            .any(|transition| transition.element.id == *taken && transition.by == By::Clock);
        if !clock && let Some(item) = view.get(log, "expires") {
            log.report(
                &view.element,
                Finding::new(codes::MISPLACED_KEY)
                    .at(&item.place)
                    .with("key", quoted("take"))
                    .with(
                        "with",
                        Bilingual::new(
                            format!("`by = [\"clock\"]`가 아닌 전이 `{taken}`"),
                            format!("the transition `{taken}`, which is not `by = [\"clock\"]`"),
                        ),
                    ),
            );
        }
    }
}
