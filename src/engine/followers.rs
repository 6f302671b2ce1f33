//! Transitions of other tracks that fire in the same step.

use super::condition::{conditions, truth_of};
use super::progress::{Progress, Stop};
use super::{Cause, Condition, Ground};
use crate::guard::Truth;
use crate::workflow::{Configuration, Transition, Workflow};

/// The transitions that name this one in `with`, in the order of the file.
pub(super) fn followers<'a>(
    workflow: &'a Workflow,
    leader: &Transition,
) -> impl Iterator<Item = &'a Transition> {
    workflow
        .transitions
        .iter()
        .filter(|other| other.with.contains(&leader.element.id))
}

/// The transitions that fire with this one where these states are active.
pub(super) fn in_place<'a>(
    workflow: &'a Workflow,
    leader: &'a Transition,
    active: &'a Configuration,
) -> impl Iterator<Item = &'a Transition> {
    followers(workflow, leader)
        .filter(|follower| follower.from.iter().any(|state| active.contains(state)))
}

/// Fires what fires with a transition: each one whose state is active, on the
/// values before the act. A guard of it that does not hold refuses the act; so
/// does something that only a person can give it, where nobody acts.
pub(super) fn fire_followers<'a>(
    progress: &mut Progress<'a>,
    leader: &'a Transition,
    cause: Cause,
) -> Result<(), Stop> {
    let actor = progress.actor().clone();
    for follower in followers(progress.workflow(), leader) {
        if !progress.in_place(follower) {
            continue;
        }
        let id = &follower.element.id;
        let guards = conditions(&follower.guards, &progress.base_view(&actor));
        let nobody_gives = cause != Cause::Act
            && (follower.reason_required
                || !follower.asks.is_empty()
                || follower.criteria.iter().any(|criterion| criterion.required));
        let unlawful = progress.unlawful(follower);
        if nobody_gives || !unlawful.is_empty() || truth_of(&guards) != Truth::Holds {
            return Err(Stop {
                grounds: std::iter::once(Ground::With(id.clone()))
                    .chain(unlawful)
                    .collect(),
                conditions: dotted(id, guards),
            });
        }
        progress
            .fire(follower, Cause::With, guards)
            .map_err(|stop| Stop {
                grounds: vec![Ground::With(id.clone())],
                conditions: dotted(id, stop.conditions),
            })?;
    }
    progress.go_on();
    Ok(())
}

/// Names conditions by `transition.condition`.
pub(super) fn dotted(transition: &str, mut conditions: Vec<Condition>) -> Vec<Condition> {
    for condition in &mut conditions {
        condition.id = format!("{transition}.{}", condition.id).into();
    }
    conditions
}
