//! J0271 to J0274: deadlines that cannot be kept together.
//!
//! Along each way of the graph, deadlines, guards that compare dates, and the clock
//! bound how far its acts lie apart: a simple temporal network (`network`). It is
//! solved from every day of the range, from the day on which the workflow comes
//! into force to the last that its calendar knows, with the lengths that the
//! holidays give on that day (`counted`). Where it has no solution, the circle of
//! bounds names the provisions that stand against each other.
//!
//! A conflict is told where it is met on every way on which the same deadlines
//! bound the same act: who can go another way can keep them. What cannot be
//! counted here (hours, deadlines that follow others, those that stood still)
//! bounds nothing, so it can hide a conflict and never make one up.

mod counted;
mod network;
mod rules;
mod tell;
#[cfg(test)]
mod tests;
mod ways;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{View, minimums};
use crate::calendar::Calendar;
use crate::diagnostic::Finding;
use crate::workflow::{TransitionId, Workflow};
use counted::{Counted, Table};
use network::{Answer, Bound, Lengths, Network, Push, Roughly, Why, surely_fits};
use ways::{Spot, Way};

/// Most networks that are solved from every day.
const MOST_SOLVED: usize = 64;

/// A network without a solution.
#[derive(Debug, Clone)]
struct Conflict {
    /// The points of the way.
    points: Vec<Spot>,
    /// From which of them it is counted.
    origin: usize,
    /// On which day, and the circle from there.
    day: i32,
    circle: Vec<Push>,
    /// On how many days of those that were looked at.
    days: i32,
    of: i32,
}

impl Conflict {
    fn always(&self) -> bool {
        self.days == self.of
    }

    /// What stands against each other.
    fn whys(&self) -> BTreeSet<Why> {
        let whys = self.circle.iter().map(|push| push.bound.why);
        whys.filter(|why| *why != Why::Order).collect()
    }
}

/// The deadlines of a workflow, counted by its calendar.
struct Deadlines<'a> {
    workflow: &'a Workflow,
    counted: Counted<'a>,
}

impl Lengths for Deadlines<'_> {
    fn table(&self, deadline: usize, extended: bool) -> Option<Rc<Table>> {
        let deadline = self.workflow.deadlines.get(deadline)?;
        self.counted.table(deadline, extended)
    }

    fn about(&self, deadline: usize, extended: bool) -> Option<(i32, i32)> {
        let deadline = self.workflow.deadlines.get(deadline)?;
        self.counted.about(deadline, extended)
    }
}

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    if !ways::worth(workflow) {
        return Vec::new();
    }
    let own = view
        .input
        .definitions
        .iter()
        .find(|one| one.workflow.id() == workflow.id())
        .and_then(|one| one.calendar);
    let builtin = workflow.calendar_id().and_then(Calendar::builtin);
    let Some(calendar) = own.or(builtin.as_deref()) else {
        return Vec::new();
    };
    let Some(counted) = Counted::new(calendar, workflow.in_force) else {
        return Vec::new();
    };
    let deadlines = Deadlines { workflow, counted };
    let (conflicts, complete) = look(view, &deadlines);
    // Of what bounds several acts in the same way, one finding.
    let mut by_whys: BTreeMap<&BTreeSet<Why>, (&Conflict, Vec<TransitionId>)> = BTreeMap::new();
    for ((act, whys), conflict) in &conflicts {
        let (_, acts) = by_whys.entry(whys).or_insert((conflict, Vec::new()));
        acts.push(*act);
    }
    by_whys
        .values()
        .filter_map(|(conflict, acts)| tell::told(view, &deadlines, (conflict, acts), complete))
        .collect()
}

/// By the act and what stands against each other there: the conflict.
type Conflicts = BTreeMap<(TransitionId, BTreeSet<Why>), Conflict>;

/// Which points of a way are dates, and its bounds.
type Shape = (Vec<bool>, Vec<Bound>);

fn look(view: &View<'_>, deadlines: &Deadlines<'_>) -> (Conflicts, bool) {
    let mut conflicts: Conflicts = BTreeMap::new();
    // What bounds an act on ways on which all of it can be kept.
    let mut kept: BTreeSet<(TransitionId, BTreeSet<Why>)> = BTreeSet::new();
    let mut known: BTreeMap<Shape, Vec<Conflict>> = BTreeMap::new();
    let mut solved = 0;
    let mut within = true;
    let complete = ways::follow(view.graph, |way| {
        let Some((act, _)) = way.last_act() else {
            return true;
        };
        let dates = way.points.iter().map(|it| matches!(it, Spot::Date(_)));
        let key = (dates.collect(), way.bounds.clone());
        let found = known.get(&key).cloned();
        let found = found.unwrap_or_else(|| {
            let found = if solved < MOST_SOLVED {
                conflicts_of(deadlines, way, &mut solved)
            } else {
                within = false;
                Vec::new()
            };
            known.insert(key, found.clone());
            found
        });
        let goes_on = !found.iter().any(Conflict::always);
        if found.is_empty() {
            let whys = way.bounds.iter().map(|bound| bound.why);
            kept.insert((act, whys.filter(|why| *why != Why::Order).collect()));
        }
        for mut conflict in found {
            conflict.points.clone_from(&way.points);
            let key = (act, conflict.whys());
            match conflicts.get(&key) {
                // Of two ways, that on which it can be kept on some days.
                Some(known) if !known.always() || conflict.always() => {}
                _ => {
                    conflicts.insert(key, conflict);
                }
            }
        }
        goes_on
    });
    conflicts.retain(|(act, whys), conflict| {
        let elsewhere = kept
            .iter()
            .any(|(other, all)| other == act && whys.is_subset(all));
        !elsewhere && !is_told_elsewhere(deadlines.workflow, conflict)
    });
    // What a smaller set of deadlines explains.
    let keys: Vec<(TransitionId, BTreeSet<Why>)> = conflicts.keys().cloned().collect();
    conflicts.retain(|(act, whys), _| {
        !keys
            .iter()
            .any(|(other, less)| other == act && less != whys && less.is_subset(whys))
    });
    (conflicts, complete && within)
}

/// Counted from each act: the network among the later ones, and the dates.
fn conflicts_of(deadlines: &Deadlines<'_>, way: &Way, solved: &mut usize) -> Vec<Conflict> {
    let points = way.points.len();
    let fits = |bounds: &[Bound]| {
        [Roughly::Guessed, Roughly::Counted]
            .into_iter()
            .any(|roughly| surely_fits(points, bounds, deadlines, roughly))
    };
    if fits(&way.bounds) {
        return Vec::new();
    }
    let mut found: Option<Conflict> = None;
    for origin in (0..points).rev() {
        if matches!(way.points.get(origin), None | Some(Spot::Date(_))) {
            continue;
        }
        let kept = |at: usize| at >= origin || matches!(way.points.get(at), Some(Spot::Date(_)));
        let all = way.bounds.iter().copied();
        let bounds: Vec<Bound> = all
            .filter(|bound| kept(bound.from) && kept(bound.to))
            .collect();
        if fits(&bounds) {
            continue;
        }
        *solved += 1;
        let exact = Network::exact(points, origin, bounds.into_iter(), deadlines);
        let Some(conflict) = every_day(deadlines, &exact, origin) else {
            continue;
        };
        if conflict.always() {
            return vec![conflict];
        }
        if found.is_none() {
            found = Some(conflict);
        }
    }
    found.into_iter().collect()
}

fn every_day(deadlines: &Deadlines<'_>, network: &Network, origin: usize) -> Option<Conflict> {
    let (mut days, mut of) = (0, 0);
    let mut example = None;
    for day in 0..deadlines.counted.days() {
        match network.at(day) {
            Answer::Fits => of += 1,
            Answer::Conflict(circle) => {
                of += 1;
                days += 1;
                if example.is_none() {
                    example = Some((day, circle));
                }
            }
            Answer::Unknown => {}
        }
    }
    let (day, circle) = example?;
    Some(Conflict {
        points: Vec::new(),
        origin,
        day,
        circle,
        days,
        of,
    })
}

/// A minimum and a maximum of one act, counted from the same: J0540 and J0541.
/// Conditions alone: J0257 and J0259.
fn is_told_elsewhere(workflow: &Workflow, conflict: &Conflict) -> bool {
    let whys = conflict.whys();
    let of: Vec<_> = whys
        .iter()
        .filter_map(|why| match why {
            Why::Deadline(at) | Why::Clock(at) => workflow.deadlines.get(*at),
            _ => None,
        })
        .collect();
    match of.as_slice() {
        [] => true,
        [one, other] if whys.len() == 2 => {
            let both = one.meets.iter().any(|act| other.meets.contains(act));
            both && ((one.is_minimum() && minimums::comparable(one, other))
                || (other.is_minimum() && minimums::comparable(other, one)))
        }
        _ => false,
    }
}
