//! States in which a case cannot stand together.
//!
//! Two branches that ask for such states never apply at once, whatever the data.

use crate::guard::Expr;
use crate::workflow::{StateId, StateKind, Workflow};

/// Whether the two rules ask for states that are never active together.
pub(super) fn apart(workflow: &Workflow, one: &Expr, other: &Expr) -> bool {
    let of = |expr| states(workflow, expr);
    let others = of(other);
    of(one)
        .iter()
        .any(|state| others.iter().any(|other| never(workflow, *state, *other)))
}

/// The states that a rule cannot hold without.
fn states(workflow: &Workflow, expr: &Expr) -> Vec<StateId> {
    let mut found = Vec::new();
    let mut rest = vec![expr];
    while let Some(expr) = rest.pop() {
        match expr {
            Expr::And(parts) => rest.extend(parts),
            Expr::At(state) => found.extend(workflow.state(state).map(|(id, _)| id)),
            _ => {}
        }
    }
    found
}

fn never(workflow: &Workflow, one: StateId, other: StateId) -> bool {
    let tree = workflow.tree();
    if tree.is_within(one, other) || tree.is_within(other, one) {
        return false;
    }
    tree.common_ancestor(one, other)
        .and_then(|meet| tree.get(meet))
        .is_none_or(|meet| meet.kind != StateKind::Parallel)
}
