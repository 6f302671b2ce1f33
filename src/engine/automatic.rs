//! Automatic transitions: run to completion.

use super::condition::{conditions, truth_of};
use super::followers::{dotted, fire_followers};
use super::progress::{Progress, Stop};
use super::{Cause, Ground};
use crate::guard::{Name, Truth};
use crate::workflow::{By, StateId, Transition};

/// Most automatic transitions that may follow one act.
pub const MOST_AUTOMATIC_STEPS: usize = 100;

/// Takes automatic transitions one at a time until none is due, in the order of
/// [`Tree::inner_first`](crate::workflow::Tree::inner_first), looked at anew after each.
pub(super) fn settle(progress: &mut Progress<'_>) -> Result<(), Stop> {
    progress.go_on();
    let engine = Name::from(super::ENGINE);
    // One more look than steps: what is at rest after the last one is lawful.
    for _ in 0..=MOST_AUTOMATIC_STEPS {
        if !step(progress, &engine)? {
            return Ok(());
        }
    }
    Err(Stop {
        grounds: vec![Ground::Unbounded],
        conditions: Vec::new(),
    })
}

/// Takes the first automatic transition that is due, if one is.
fn step(progress: &mut Progress<'_>, engine: &Name) -> Result<bool, Stop> {
    for transition in candidates(progress) {
        let id = &transition.element.id;
        let guards = conditions(&transition.guards, &progress.view(engine));
        match truth_of(&guards) {
            Truth::Error => {
                return Err(Stop {
                    grounds: vec![Ground::Automatic(id.clone())],
                    conditions: dotted(id, guards),
                });
            }
            // One that is not known is not taken; `why` says so.
            Truth::Fails | Truth::Unknown => {}
            Truth::Holds => {
                progress.hold_for(transition);
                progress
                    .fire(transition, Cause::Automatic, guards)
                    .map_err(|stop| Stop {
                        grounds: vec![Ground::Automatic(id.clone())],
                        conditions: dotted(id, stop.conditions),
                    })?;
                fire_followers(progress, transition, Cause::Automatic)?;
                progress.keep_deadlines()?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Automatic transitions that can go from an active state: from what lies in a
/// state before those from the state, from one track before those from a later
/// one, and of one state in the order of the file. One that fires `with` another never goes by itself,
/// and none goes while what it rests on is no law.
fn candidates<'a>(progress: &Progress<'a>) -> Vec<&'a Transition> {
    let mut found: Vec<(StateId, &'a Transition)> = progress
        .workflow()
        .transitions
        .iter()
        .filter(|transition| transition.by == By::Engine && transition.with.is_empty())
        .filter(|transition| !progress.held_back(transition))
        .filter(|transition| !progress.is_blocked(transition))
        .filter(|transition| progress.unlawful(transition).is_empty())
        .filter_map(|transition| {
            let source = progress.ripe(transition)?;
            Some((source, transition))
        })
        .collect();
    // The sort is stable: those of one state keep the order of the file.
    let tree = progress.tree();
    found.sort_by(|(one, _), (other, _)| tree.inner_first(*one, *other));
    found
        .into_iter()
        .map(|(_, transition)| transition)
        .collect()
}
