//! What a transition does to the active states, and when a state is complete.

use std::collections::BTreeSet;

use super::{StateId, StateKind, Tree};

/// A set of active states, closed under "is in".
pub type Configuration = BTreeSet<StateId>;

/// What a transition does to the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// States left, innermost first.
    pub left: Vec<StateId>,
    /// States entered, outermost first.
    pub entered: Vec<StateId>,
}

impl<'a> Tree<'a> {
    /// The kind of a state.
    pub fn kind(&self, id: StateId) -> Option<&'a StateKind> {
        self.get(id).map(|state| &state.kind)
    }

    /// How many states a state is in.
    pub fn depth(&self, id: StateId) -> usize {
        self.get(id).map_or(0, |state| state.depth)
    }

    /// What going from `source` to `target` leaves and enters.
    pub fn passage(&self, active: &Configuration, source: StateId, target: StateId) -> Passage {
        // Between two states that lie in none and hold none there is nothing to find.
        if self.stands_alone(target) && active.len() == 1 && active.contains(&source) {
            return Passage {
                left: vec![source],
                entered: vec![target],
            };
        }
        let domain = self.domain(source, target);
        Passage {
            left: self.exit_set(active, domain),
            entered: self.entry_set(target, domain),
        }
    }

    /// Whether an automatic transition from this state waits for its completion:
    /// a parallel state, or a compound one that holds an end state (a completion
    /// transition of UML 2.5, 14.2.3).
    pub fn awaits_completion(&self, id: StateId) -> bool {
        self.get(id).is_some_and(|state| match state.kind {
            StateKind::Parallel => true,
            StateKind::Compound { .. } => state.children.iter().any(|&child| self.is_end(child)),
            StateKind::Simple | StateKind::End { .. } => false,
        })
    }

    /// Whether an automatic transition may go from this active state: it has come
    /// to completion, or need not.
    pub fn ripe(&self, id: StateId, active: &Configuration) -> bool {
        !self.awaits_completion(id) || self.completed(id, active)
    }

    /// Whether a state has come to completion: it is an end state, an end state
    /// in it is active or, for a parallel state, every track has ended or may rest.
    pub fn completed(&self, id: StateId, active: &Configuration) -> bool {
        self.get(id).is_some_and(|state| match state.kind {
            StateKind::End { .. } => active.contains(&id),
            StateKind::Parallel => self.is_complete(id, active),
            StateKind::Compound { .. } => state
                .children
                .iter()
                .any(|&child| active.contains(&child) && self.is_end(child)),
            StateKind::Simple => false,
        })
    }

    /// Whether a track holds up nothing: it, or an active state of it, may rest. A
    /// state of a track within it rests that track alone.
    pub fn rests(&self, track: StateId, active: &Configuration) -> bool {
        active.iter().any(|&id| {
            self.track_of(id) == Some(track) && self.get(id).is_some_and(|state| state.may_rest)
        })
    }

    /// Whether a state lies in no other, and no other in it.
    fn stands_alone(&self, id: StateId) -> bool {
        self.get(id).is_some_and(|state| {
            state.parent.is_none()
                && matches!(state.kind, StateKind::Simple | StateKind::End { .. })
        })
    }

    fn is_end(&self, id: StateId) -> bool {
        matches!(self.kind(id), Some(StateKind::End { .. }))
    }
}
