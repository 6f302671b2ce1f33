//! Automatic transitions: run to completion.

use super::condition::{conditions, truth_of};
use super::followers::{dotted, fire_followers};
use super::progress::{Progress, Stop};
use super::{Cause, Ground};
use crate::guard::{Name, Truth};
use crate::workflow::{By, StateId, Transition};

/// Most automatic transitions that may follow one act.
pub const MOST_AUTOMATIC_STEPS: usize = 100;

/// Takes automatic transitions one at a time until none is due: innermost
/// source first, then the order of the file, looked at anew after each.
pub(super) fn settle(progress: &mut Progress<'_>) -> Result<(), Stop> {
    progress.go_on();
    let engine = Name::from(super::ENGINE);
    for _ in 0..MOST_AUTOMATIC_STEPS {
        if !step(progress, &engine)? {
            return Ok(());
        }
    }
    Err(Stop {
        ground: Ground::Unbounded,
        conditions: Vec::new(),
    })
}

/// Takes the first automatic transition that is due, if one is.
fn step(progress: &mut Progress<'_>, engine: &Name) -> Result<bool, Stop> {
    for (source, transition) in candidates(progress) {
        if progress.tree().awaits_completion(source)
            && !progress.tree().completed(source, progress.active())
        {
            continue;
        }
        let id = &transition.element.id;
        let guards = conditions(&transition.guards, &progress.view(engine));
        match truth_of(&guards) {
            Truth::Error => {
                return Err(Stop {
                    ground: Ground::Automatic(id.clone()),
                    conditions: dotted(id, guards),
                });
            }
            // One that is not known is not taken; `why` says so.
            Truth::Fails | Truth::Unknown => {}
            Truth::Holds => {
                progress.hold();
                progress
                    .fire(transition, Cause::Automatic, guards)
                    .map_err(|stop| Stop {
                        ground: Ground::Automatic(id.clone()),
                        conditions: dotted(id, stop.conditions),
                    })?;
                fire_followers(progress, transition)?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Automatic transitions with an active source: innermost first, then in the
/// order of the file. One that fires `with` another never goes by itself.
fn candidates<'a>(progress: &Progress<'a>) -> Vec<(StateId, &'a Transition)> {
    let mut found: Vec<(usize, usize, StateId, &'a Transition)> = progress
        .workflow()
        .transitions
        .iter()
        .enumerate()
        .filter(|(_, transition)| transition.by == By::Engine && transition.with.is_empty())
        .filter_map(|(at, transition)| {
            let source = progress.source(transition)?;
            let depth = progress.tree().depth(source);
            Some((usize::MAX - depth, at, source, transition))
        })
        .collect();
    found.sort_by_key(|&(shallow, at, ..)| (shallow, at));
    found
        .into_iter()
        .map(|(_, _, source, transition)| (source, transition))
        .collect()
}
