//! Transitions of other tracks that fire in the same step.

use super::condition::conditions;
use super::decide::all_hold;
use super::progress::{Progress, Stop};
use super::{Cause, Condition, Ground};
use crate::workflow::Transition;

/// The transitions that name this one in `with`, in the order of the file.
pub(super) fn followers<'a>(
    workflow: &'a crate::workflow::Workflow,
    leader: &'a Transition,
) -> impl Iterator<Item = &'a Transition> {
    workflow
        .transitions
        .iter()
        .filter(|other| other.with.contains(&leader.element.id))
}

/// Fires what fires with a transition: each one whose state is active, on the
/// values before the act. A guard of it that does not hold refuses the act.
pub(super) fn fire_followers<'a>(
    progress: &mut Progress<'a>,
    leader: &'a Transition,
) -> Result<(), Stop> {
    let actor = progress.actor().clone();
    for follower in followers(progress.workflow(), leader) {
        if progress.source(follower).is_none() {
            continue;
        }
        let id = &follower.element.id;
        let guards = conditions(&follower.guards, &progress.base_view(&actor));
        if !all_hold(&guards) {
            return Err(Stop {
                ground: Ground::With(id.clone()),
                conditions: dotted(id, guards),
            });
        }
        progress
            .fire(follower, Cause::With, guards)
            .map_err(|stop| Stop {
                ground: Ground::With(id.clone()),
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
