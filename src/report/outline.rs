//! What the pictures draw: arrows between states, in the order of the file.

use crate::workflow::{Branch, StateId, StateKind, Transition, Workflow};

/// One arrow of a picture.
pub(super) struct Arrow<'a> {
    pub(super) transition: &'a Transition,
    pub(super) branch: Option<&'a Branch>,
    pub(super) from: StateId,
    pub(super) to: StateId,
    /// It stays where it is: nothing is left or entered.
    pub(super) internal: bool,
}

/// Every arrow: one for each source and each branch.
pub(super) fn arrows(workflow: &Workflow) -> Vec<Arrow<'_>> {
    workflow
        .transitions
        .iter()
        .flat_map(|transition| {
            transition.from.iter().flat_map(move |&from| {
                let plain = transition
                    .branches
                    .is_empty()
                    .then_some((None, transition.to));
                let branches = transition
                    .branches
                    .iter()
                    .map(|branch| (Some(branch), branch.to));
                plain
                    .into_iter()
                    .chain(branches)
                    .map(move |(branch, to)| Arrow {
                        transition,
                        branch,
                        from,
                        to: to.unwrap_or(from),
                        internal: to.is_none(),
                    })
            })
        })
        .collect()
}

/// A state and its ancestors, innermost first.
pub(super) fn with_ancestors(
    workflow: &Workflow,
    id: StateId,
) -> impl Iterator<Item = StateId> + '_ {
    std::iter::successors(Some(id), |at| {
        workflow.states.get(at.0).and_then(|state| state.parent)
    })
    .take(workflow.states.len())
}

/// Whether a state is another or lies in it.
pub(super) fn within(workflow: &Workflow, inner: StateId, outer: StateId) -> bool {
    with_ancestors(workflow, inner).any(|at| at == outer)
}

/// The states on the top level.
pub(super) fn top(workflow: &Workflow) -> impl Iterator<Item = StateId> + '_ {
    workflow
        .states
        .iter()
        .enumerate()
        .filter(|(_, state)| state.parent.is_none())
        .map(|(at, _)| StateId(at))
}

/// The first innermost state entered with a state.
pub(super) fn innermost(workflow: &Workflow, id: StateId) -> StateId {
    let mut at = id;
    for _ in 0..workflow.states.len() {
        let Some(state) = workflow.states.get(at.0) else {
            break;
        };
        let next = match &state.kind {
            StateKind::Compound { initial } => Some(*initial),
            StateKind::Parallel => state.children.first().copied(),
            StateKind::Simple | StateKind::End { .. } => None,
        };
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// Whether a state has states in it.
pub(super) fn composite(workflow: &Workflow, id: StateId) -> bool {
    workflow
        .states
        .get(id.0)
        .is_some_and(|state| matches!(state.kind, StateKind::Compound { .. } | StateKind::Parallel))
}
