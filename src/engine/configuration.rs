//! Which states a transition leaves and enters.
//!
//! The meaning is that of Harel's statecharts (1987) without history, in the
//! form that the SCXML recommendation (W3C 2015, appendix D) gives it: a
//! transition leaves everything inside the least common *compound* ancestor of
//! its source and its target, and enters the target with all that goes with it.

use std::collections::BTreeSet;

use crate::workflow::{State, StateId, StateKind, Workflow};

/// A set of active states, closed under "is in".
pub(crate) type Configuration = BTreeSet<StateId>;

/// The states of a workflow, read as a tree.
#[derive(Clone, Copy)]
pub(crate) struct Tree<'a> {
    states: &'a [State],
}

/// What a transition does to the configuration.
pub(crate) struct Passage {
    /// States left, innermost first.
    pub left: Vec<StateId>,
    /// States entered, outermost first.
    pub entered: Vec<StateId>,
}

impl<'a> Tree<'a> {
    pub(crate) fn of(workflow: &'a Workflow) -> Self {
        Tree {
            states: &workflow.states,
        }
    }

    pub(crate) fn state(self, id: StateId) -> Option<&'a State> {
        self.states.get(id.0)
    }

    pub(crate) fn parent(self, id: StateId) -> Option<StateId> {
        self.state(id).and_then(|state| state.parent)
    }

    pub(crate) fn kind(self, id: StateId) -> Option<&'a StateKind> {
        self.state(id).map(|state| &state.kind)
    }

    pub(crate) fn children(self, id: StateId) -> &'a [StateId] {
        self.state(id).map_or(&[], |state| &state.children)
    }

    pub(crate) fn depth(self, id: StateId) -> usize {
        self.state(id).map_or(0, |state| state.depth)
    }

    /// The ancestors of a state, innermost first, without itself.
    pub(crate) fn ancestors(self, id: StateId) -> impl Iterator<Item = StateId> + use<'a> {
        std::iter::successors(self.parent(id), move |&at| self.parent(at)).take(self.states.len())
    }

    /// Whether `inner` is `outer` or lies in it.
    pub(crate) fn within(self, inner: StateId, outer: StateId) -> bool {
        inner == outer || self.ancestors(inner).any(|at| at == outer)
    }

    /// The innermost compound state that properly contains both; `None` is the top.
    fn domain(self, source: StateId, target: StateId) -> Option<StateId> {
        self.ancestors(source).find(|&at| {
            matches!(self.kind(at), Some(StateKind::Compound { .. }))
                && at != target
                && self.within(target, at)
        })
    }

    /// The states that are active at the beginning, outermost first.
    pub(crate) fn beginning(self) -> Vec<StateId> {
        let mut entered = Configuration::new();
        for (at, state) in self.states.iter().enumerate() {
            if state.parent.is_none() && state.initial {
                self.enter_with_defaults(StateId(at), &mut entered);
            }
        }
        self.in_order(entered)
    }

    /// What going from `source` to `target` leaves and enters.
    pub(crate) fn passage(
        self,
        active: &Configuration,
        source: StateId,
        target: StateId,
    ) -> Passage {
        let domain = self.domain(source, target);
        let inside = |id: StateId| match domain {
            None => true,
            Some(domain) => id != domain && self.within(id, domain),
        };
        let left: Configuration = active.iter().copied().filter(|&id| inside(id)).collect();
        let mut entered = Configuration::new();
        self.enter_with_defaults(target, &mut entered);
        let mut below = target;
        for at in self.ancestors(target) {
            if !inside(at) {
                break;
            }
            entered.insert(at);
            if matches!(self.kind(at), Some(StateKind::Parallel)) {
                for &track in self.children(at) {
                    if track != below {
                        self.enter_with_defaults(track, &mut entered);
                    }
                }
            }
            below = at;
        }
        let mut left = self.in_order(left);
        left.reverse();
        Passage {
            left,
            entered: self.in_order(entered),
        }
    }

    /// Enters a state and, below it, what is entered by default.
    fn enter_with_defaults(self, id: StateId, entered: &mut Configuration) {
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            if !entered.insert(at) {
                continue;
            }
            match self.kind(at) {
                Some(StateKind::Compound { initial }) => open.push(*initial),
                Some(StateKind::Parallel) => open.extend(self.children(at)),
                _ => {}
            }
        }
    }

    /// Parents before children, siblings in the order of the file.
    fn in_order(self, states: Configuration) -> Vec<StateId> {
        let mut keyed: Vec<(Vec<StateId>, StateId)> = states
            .into_iter()
            .map(|id| {
                let mut path: Vec<StateId> = self.ancestors(id).collect();
                path.reverse();
                path.push(id);
                (path, id)
            })
            .collect();
        keyed.sort();
        keyed.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether a state has come to completion: an end state in it is active
    /// or, for a parallel state, every track is complete or may rest.
    pub(crate) fn complete(self, active: &Configuration, id: StateId) -> bool {
        match self.kind(id) {
            Some(StateKind::End { .. }) => true,
            Some(StateKind::Compound { .. }) => self.children(id).iter().any(|&child| {
                active.contains(&child) && matches!(self.kind(child), Some(StateKind::End { .. }))
            }),
            Some(StateKind::Parallel) => self.children(id).iter().all(|&track| {
                active.contains(&track)
                    && (self.complete(active, track) || self.rests(active, track))
            }),
            _ => false,
        }
    }

    /// Whether a track rests: it, or an active state in it, `may_rest`.
    pub(crate) fn rests(self, active: &Configuration, track: StateId) -> bool {
        active.iter().any(|&id| {
            self.within(id, track) && self.state(id).is_some_and(|state| state.may_rest)
        })
    }

    /// Whether an automatic transition from this state waits for its completion:
    /// a parallel state, or a compound one that holds an end state.
    pub(crate) fn awaits_completion(self, id: StateId) -> bool {
        match self.kind(id) {
            Some(StateKind::Parallel) => true,
            Some(StateKind::Compound { .. }) => self
                .children(id)
                .iter()
                .any(|&child| matches!(self.kind(child), Some(StateKind::End { .. }))),
            _ => false,
        }
    }

    /// The end state that ends the case: an active one that is in no track.
    pub(crate) fn ended(self, active: &Configuration) -> Option<StateId> {
        active.iter().copied().find(|&id| {
            matches!(self.kind(id), Some(StateKind::End { .. }))
                && !self
                    .ancestors(id)
                    .any(|at| matches!(self.kind(at), Some(StateKind::Parallel)))
        })
    }

    /// Active states with no active state in them, in the order of the file.
    pub(crate) fn leaves(self, active: &Configuration) -> Vec<StateId> {
        active
            .iter()
            .copied()
            .filter(|&id| !self.children(id).iter().any(|child| active.contains(child)))
            .collect()
    }
}
