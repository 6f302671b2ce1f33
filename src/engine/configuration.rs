//! Which states a transition leaves and enters, and when a state is complete.
//!
//! What the tree of states does is said by [`Tree`]; here it is asked in the
//! words of the engine.

use std::collections::BTreeSet;

use crate::workflow::{StateId, StateKind, Tree};

/// A set of active states, closed under "is in".
pub(super) type Configuration = BTreeSet<StateId>;

/// What a transition does to the configuration.
pub(super) struct Passage {
    /// States left, innermost first.
    pub left: Vec<StateId>,
    /// States entered, outermost first.
    pub entered: Vec<StateId>,
}

/// What going from `source` to `target` leaves and enters.
pub(super) fn passage(
    tree: Tree<'_>,
    active: &Configuration,
    source: StateId,
    target: StateId,
) -> Passage {
    let domain = tree.domain(source, target);
    Passage {
        left: tree.exit_set(active, domain),
        entered: tree.entry_set(target, domain),
    }
}

/// Whether an automatic transition from this state waits for its completion:
/// a parallel state, or a compound one that holds an end state (a completion
/// transition of UML 2.5, 14.2.3).
pub(super) fn awaits_completion(tree: Tree<'_>, id: StateId) -> bool {
    tree.get(id).is_some_and(|state| match state.kind {
        StateKind::Parallel => true,
        StateKind::Compound { .. } => state.children.iter().any(|&child| is_end(tree, child)),
        StateKind::Simple | StateKind::End { .. } => false,
    })
}

/// Whether such a state is complete: an end state in it is active or, for a
/// parallel state, every track has ended or may rest.
pub(super) fn complete(tree: Tree<'_>, active: &Configuration, id: StateId) -> bool {
    tree.get(id).is_some_and(|state| match state.kind {
        StateKind::Parallel => tree.is_complete(id, active),
        StateKind::Compound { .. } => state
            .children
            .iter()
            .any(|&child| active.contains(&child) && is_end(tree, child)),
        StateKind::Simple | StateKind::End { .. } => false,
    })
}

fn is_end(tree: Tree<'_>, id: StateId) -> bool {
    tree.get(id)
        .is_some_and(|state| matches!(state.kind, StateKind::End { .. }))
}
