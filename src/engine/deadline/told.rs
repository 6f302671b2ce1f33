//! What is due when, and why.

use jiff::Timestamp;

use super::count::steps_of;
use super::kept::Timed;
use crate::calendar::{Point, StepTold};
use crate::engine::{Case, Definition};
use crate::guard::Name;
use crate::workflow::{Deadline, Expiry, Workflow};

/// A deadline as it stands in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The deadline.
    pub deadline: Name,
    /// Its last day, or the time; not known while it stands still.
    pub due: Option<Point>,
    /// The first instant at which it has run out.
    pub ends: Option<Timestamp>,
    /// When it begins, if it follows another that still runs.
    pub begins: Option<Timestamp>,
    /// It has run out.
    pub passed: bool,
    /// It stands still.
    pub paused: bool,
    /// How often it was extended.
    pub extended: u32,
    /// The transitions that meet it.
    pub meets: Vec<Name>,
    /// What happens when it ends.
    pub expires: Expiry,
    /// It is a minimum.
    pub minimum: bool,
    /// The steps of the count.
    pub steps: Vec<StepTold>,
}

/// The deadlines that run in a case at a moment, those due first first; then
/// those that stand still.
pub fn running(definition: Definition<'_>, case: &Case, at: Timestamp) -> Vec<Look> {
    let mut all: Vec<Look> = definition
        .workflow
        .deadlines
        .iter()
        .filter_map(|deadline| {
            let timed = case.deadlines.kept.get(&deadline.element.id)?;
            timed
                .is_running()
                .then(|| look(definition, deadline, timed, at))
        })
        .collect();
    // The sort is stable: those of one moment keep the order of the file.
    all.sort_by_key(|look| (look.ends.is_none(), look.ends));
    all
}

/// Of each deadline that a case can remind of: when it does, if it does.
pub fn reminders(workflow: &Workflow, case: &Case) -> Vec<(Name, Option<Timestamp>)> {
    let all = workflow.deadlines.iter();
    all.filter(|deadline| deadline.expires == Expiry::Remind)
        .map(|deadline| {
            let id = &deadline.element.id;
            let timed = case.deadlines.kept.get(id);
            (id.clone(), timed.and_then(Timed::reminds_at))
        })
        .collect()
}

fn look(definition: Definition<'_>, deadline: &Deadline, timed: &Timed, at: Timestamp) -> Look {
    let steps = if timed.is_paused() {
        Vec::new()
    } else {
        steps_of(definition, deadline, timed).map_or_else(Vec::new, |due| due.steps)
    };
    Look {
        deadline: deadline.element.id.clone(),
        due: timed.due,
        ends: timed.ends,
        begins: (timed.begins > at).then_some(timed.begins),
        passed: timed.passed(at),
        paused: timed.is_paused(),
        extended: timed.extended,
        meets: deadline.meets.clone(),
        expires: deadline.expires.clone(),
        minimum: deadline.is_minimum(),
        steps,
    }
}
