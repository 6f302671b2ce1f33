//! What a case opens of other cases: its children.

use crate::diagnostic::Place;
use crate::guard::Name;

use super::Workflow;

/// A name of another workflow, with its place in this file. Whether the other
/// has it is for the check of the library to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name.
    pub name: Name,
    /// Where it stands.
    pub place: Place,
}

/// What becomes of children when what opened them is over: the state that
/// opened them is left, or the case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnEnd {
    /// They go on by themselves.
    Release,
    /// Those that have not ended are closed: each takes a transition of its own
    /// that is `by = ["parent"]`.
    Close,
}

/// Where a child's fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenFrom {
    /// A fact of the parent.
    Fact(Name),
    /// The member of the list that the child is opened for.
    Member,
    /// A cell of the row that the child is opened for.
    Column(Name),
}

/// One fact given to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giving {
    /// The child's fact.
    pub to: Mention,
    /// Where its value comes from.
    pub from: GivenFrom,
}

/// `opens = { … }` of a state, a transition or a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opens {
    /// The name under which the parent speaks of these children.
    pub name: Name,
    /// The workflow of the children.
    pub workflow: Mention,
    /// The state in which they begin; the workflow's own beginning otherwise.
    pub at: Option<Mention>,
    /// The facts given at their opening.
    pub gives: Vec<Giving>,
    /// The list or table of which each member or row opens one child; otherwise
    /// there is one.
    pub for_each: Option<Name>,
    /// What becomes of them when what opened them is over.
    pub on_end: OnEnd,
    /// Where it stands.
    pub place: Place,
}

impl Workflow {
    /// Everything that opens children, with the dotted path of the state, the
    /// transition or the branch: states first, in the order of the file.
    pub fn opens(&self) -> Vec<(String, &Opens)> {
        let states = self.states.iter().filter_map(|state| {
            let opens = state.opens.as_ref()?;
            Some((format!("state.{}", state.element.id), opens))
        });
        let transitions = self.transitions.iter().flat_map(|transition| {
            let path = format!("transition.{}", transition.element.id);
            let branches = transition.branches.iter().filter_map({
                let path = path.clone();
                move |branch| {
                    let opens = branch.opens.as_ref()?;
                    Some((format!("{path}.branch.{}", branch.element.id), opens))
                }
            });
            let own = transition.opens.as_ref().map(|opens| (path, opens));
            own.into_iter().chain(branches)
        });
        states.chain(transitions).collect()
    }

    /// What opens the children of a name: one of those that agree about what
    /// these children are.
    pub fn children(&self, name: &str) -> Option<&Opens> {
        let found = self.opens().into_iter().find(|(_, it)| *it.name == *name);
        found.map(|(_, opens)| opens)
    }

    /// The milestones that its states have, each once, in the order of the file.
    pub fn milestones(&self) -> Vec<&Name> {
        let mut found: Vec<&Name> = Vec::new();
        for milestone in self.states.iter().filter_map(|it| it.milestone.as_ref()) {
            if !found.contains(&milestone) {
                found.push(milestone);
            }
        }
        found
    }
}
