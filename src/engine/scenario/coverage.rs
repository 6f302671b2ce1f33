//! What scenarios have shown of a workflow.

use std::collections::BTreeSet;

use crate::engine::{Content, DeadlineEvent, Entry, Ground};
use crate::guard::{Name, Truth};
use crate::workflow::{Expiry, Workflow};

/// What the scenarios of a workflow have shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// States entered.
    pub states: BTreeSet<Name>,
    /// Transitions taken.
    pub transitions: BTreeSet<Name>,
    /// Branches taken, as (transition, branch).
    pub branches: BTreeSet<(Name, Name)>,
    /// Guards that refused, as (transition, guard).
    pub refusals: BTreeSet<(Name, Name)>,
    /// Guards that alone refused: all others of the act held, and nothing else stood
    /// against it.
    pub alone: BTreeSet<(Name, Name)>,
    /// Deadlines that were met.
    pub met: BTreeSet<Name>,
    /// Deadlines that ran out, or were met late.
    pub run_out: BTreeSet<Name>,
}

/// What no scenario has shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uncovered {
    /// States never entered.
    pub states: Vec<Name>,
    /// Transitions never taken.
    pub transitions: Vec<Name>,
    /// Branches never taken.
    pub branches: Vec<(Name, Name)>,
    /// Guards that never refused. Those of automatic transitions never do.
    pub refusals: Vec<(Name, Name)>,
    /// What is seen, but not apart from everything else.
    pub finer: Finer,
}

/// What no scenario has shown by itself: each condition has to decide alone once
/// (unique-cause coverage of conditions, Chilenski and Miller 1994), each deadline
/// has to be met once, and to run out once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finer {
    /// Guards that never refused alone.
    pub alone: Vec<(Name, Name)>,
    /// Deadlines never met, where an act meets them.
    pub met: Vec<Name>,
    /// Deadlines that never ran out, where anything follows from that.
    pub run_out: Vec<Name>,
}

impl Uncovered {
    /// Whether everything was shown, be it not apart from everything else.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
            && self.transitions.is_empty()
            && self.branches.is_empty()
            && self.refusals.is_empty()
    }
}

impl Coverage {
    /// Adds what the entries of one play show.
    pub fn add(&mut self, entries: &[Entry]) {
        for entry in entries {
            self.add_deadlines(entry);
            match &entry.content {
                Content::Opened { entered, steps, .. } => {
                    self.states.extend(entered.iter().cloned());
                    self.add_steps(steps);
                }
                Content::Act { steps, .. }
                | Content::Clock { steps, .. }
                | Content::Received { steps, .. } => self.add_steps(steps),
                // The transition itself is still to be taken.
                Content::Unopened { .. }
                | Content::Assented { .. }
                | Content::Withdrawn { .. }
                | Content::Erased { .. }
                | Content::Corrected(_)
                | Content::Moved(_)
                | Content::Recounted { .. } => {}
                Content::Refused { act, grounds, .. } => {
                    for ground in grounds {
                        if let Ground::Guard(guard) = ground {
                            self.refusals
                                .insert((act.transition.clone(), guard.clone()));
                        }
                    }
                    if let [Ground::Guard(guard)] = grounds.as_slice() {
                        self.alone.insert((act.transition.clone(), guard.clone()));
                    }
                }
            }
        }
    }

    fn add_deadlines(&mut self, entry: &Entry) {
        if let Content::Clock { deadline, .. } = &entry.content {
            self.run_out.insert(deadline.clone());
        }
        for ground in entry.content.grounds() {
            if let Ground::Late(deadline) = ground {
                self.run_out.insert(deadline.clone());
            }
        }
        for change in &entry.deadlines {
            if let DeadlineEvent::Met { late } = change.event {
                self.met.insert(change.deadline.clone());
                if late {
                    self.run_out.insert(change.deadline.clone());
                }
            }
        }
    }

    fn add_steps(&mut self, steps: &[crate::engine::Step]) {
        for step in steps {
            self.transitions.insert(step.transition.clone());
            self.states.extend(step.entered.iter().cloned());
            if let Some(branch) = &step.branch {
                self.branches
                    .insert((step.transition.clone(), branch.clone()));
            }
            // The guard of an automatic transition is seen to hold, never to refuse.
            for guard in &step.guards {
                debug_assert_eq!(guard.truth, Truth::Holds);
            }
        }
    }

    /// What of the workflow was not shown.
    pub fn missing(&self, workflow: &Workflow) -> Uncovered {
        let mut uncovered = Uncovered::default();
        for state in &workflow.states {
            if !self.states.contains(&state.element.id) {
                uncovered.states.push(state.element.id.clone());
            }
        }
        for transition in &workflow.transitions {
            let id = &transition.element.id;
            if !self.transitions.contains(id) {
                uncovered.transitions.push(id.clone());
            }
            for branch in &transition.branches {
                let pair = (id.clone(), branch.element.id.clone());
                if !self.branches.contains(&pair) {
                    uncovered.branches.push(pair);
                }
            }
            if transition.by != crate::workflow::By::Engine {
                for guard in &transition.guards {
                    let pair = (id.clone(), guard.element.id.clone());
                    if !self.refusals.contains(&pair) {
                        uncovered.refusals.push(pair);
                    } else if !self.alone.contains(&pair) {
                        uncovered.finer.alone.push(pair);
                    }
                }
            }
        }
        for deadline in &workflow.deadlines {
            let id = &deadline.element.id;
            if !deadline.meets.is_empty() && !self.met.contains(id) {
                uncovered.finer.met.push(id.clone());
            }
            // Nobody sees that somebody is reminded, or that a minimum is over.
            let follows = !matches!(deadline.expires, Expiry::Nothing | Expiry::Remind);
            if follows && !self.run_out.contains(id) {
                uncovered.finer.run_out.push(id.clone());
            }
        }
        uncovered
    }
}
