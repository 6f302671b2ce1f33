//! Choosing the branch of a lawful act.

use super::Condition;
use super::condition::condition;
use super::world::View;
use crate::guard::Truth;
use crate::workflow::{Branch, BranchWhen, Transition};

/// The branch that applies, with every condition evaluated. A transition
/// without branches chooses none.
///
/// # Errors
/// Not exactly one branch applies, or one is not known; the conditions tell which.
pub(super) fn choose<'a>(
    transition: &'a Transition,
    view: &View<'_>,
) -> Result<(Option<&'a Branch>, Vec<Condition>), Vec<Condition>> {
    if transition.branches.is_empty() {
        return Ok((None, Vec::new()));
    }
    let mut seen = Vec::new();
    let mut holding = Vec::new();
    let mut otherwise = None;
    for branch in &transition.branches {
        match &branch.when {
            BranchWhen::Otherwise => otherwise = Some(branch),
            BranchWhen::Rule(rule) => {
                let condition = condition(&branch.element.id, rule, view);
                if condition.truth == Truth::Holds {
                    holding.push(branch);
                }
                seen.push(condition);
            }
        }
    }
    let undecided = seen
        .iter()
        .any(|condition| matches!(condition.truth, Truth::Unknown | Truth::Error));
    match (undecided, holding.as_slice(), otherwise) {
        (false, [one], _) => Ok((Some(one), seen)),
        (false, [], Some(other)) => Ok((Some(other), seen)),
        _ => Err(seen),
    }
}
