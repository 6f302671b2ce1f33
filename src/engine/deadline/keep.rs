//! Keeping deadlines while a case moves: after each transition, those that were
//! met, left, dated, paused or extended by it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::count::{after, declared_length, end_of, point_of};
use super::kept::{DeadlineChange, DeadlineEvent, Standstill, Stop, Timed};
use crate::calendar::{Period, Point};
use crate::engine::condition::condition;
use crate::engine::world::{Definition, View};
use crate::engine::{Case, Condition, Ground, Step};
use crate::guard::{Name, Truth, Value};
use crate::workflow::{Deadline, Expiry, Length, Start};

/// Why the deadlines of a case cannot be kept.
pub(in crate::engine) struct NotKept {
    pub ground: Ground,
    pub conditions: Vec<Condition>,
}

/// One look at the deadlines of a case.
pub(in crate::engine) struct Keeper<'a, 'c> {
    pub definition: Definition<'a>,
    pub case: &'c mut Case,
    /// When what happened counts.
    pub at: Timestamp,
    /// Its civil date.
    pub date: Date,
    /// Who acts.
    pub actor: &'c Name,
    /// The transitions taken since the last look.
    pub steps: &'c [Step],
    /// The states entered at the opening, besides those of the steps.
    pub entered: &'c [Name],
    /// The case has ended.
    pub over: bool,
    /// What is recorded.
    pub changes: &'c mut Vec<DeadlineChange>,
}

/// From where a deadline could run.
#[derive(Clone, Copy)]
pub(super) enum Base {
    /// From now.
    Now,
    /// From a date.
    Day(Date),
    /// From the end of another.
    After {
        due: Point,
        ends: Timestamp,
        begins: Timestamp,
    },
}

impl Base {
    /// Whether a deadline is counted from here already.
    fn is_that_of(self, timed: &Timed) -> bool {
        match self {
            Base::Now => true,
            Base::Day(day) => timed.from == Point::Day(day),
            Base::After { begins, .. } => timed.begins == begins,
        }
    }
}

impl Keeper<'_, '_> {
    /// Looks at every deadline, those that others follow first.
    ///
    /// # Errors
    /// A deadline that starts has not exactly one length, or cannot be counted.
    pub(in crate::engine) fn keep(mut self) -> Result<(), NotKept> {
        for deadline in in_order(&self.definition.workflow.deadlines) {
            self.look_at(deadline)?;
        }
        Ok(())
    }

    fn look_at(&mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let ran = self.timed(id).is_some_and(Timed::is_running);
        let taken = |names: &[Name]| {
            self.steps
                .iter()
                .any(|step| names.contains(&step.transition))
        };
        if ran && taken(&deadline.meets) {
            // What is over is a minimum's aim, and no lateness.
            let late =
                !deadline.is_minimum() && self.timed(id).is_some_and(|it| it.passed(self.at));
            self.note(id, DeadlineEvent::Met { late });
        }
        let extended = ran
            && deadline
                .extends
                .as_ref()
                .is_some_and(|extension| taken(&extension.with));
        match deadline.state {
            Some(state) => {
                let state = self.state_name(state);
                self.in_state(deadline, &state)?;
            }
            None if self.over => {
                if self.timed(id).is_some_and(Timed::is_running) {
                    self.note(id, DeadlineEvent::Stopped(Stop::Ended));
                }
            }
            // It lives until it is met or its date is cleared.
            None => self.follow(deadline)?,
        }
        if self
            .timed(id)
            .is_some_and(|it| it.is_running() && !it.passed(self.at))
        {
            self.pause(deadline)?;
            if extended {
                self.extend(deadline)?;
            }
        }
        self.stand_still(deadline)
    }

    /// A deadline that runs in a state.
    fn in_state(&mut self, deadline: &Deadline, state: &Name) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let left = self.steps.iter().any(|step| step.left.contains(state));
        let entered = self.entered.contains(state)
            || self.steps.iter().any(|step| step.entered.contains(state));
        if left && self.timed(id).is_some_and(Timed::is_running) {
            self.note(id, DeadlineEvent::Stopped(Stop::Left));
        }
        if !self.case.active.contains(state) {
            return Ok(());
        }
        if entered {
            match self.base(deadline) {
                Some(base) => return self.start(deadline, base),
                // An earlier stay is not this one's.
                None if self.timed(id).is_some() => {
                    self.note(id, DeadlineEvent::Stopped(Stop::Cleared));
                }
                None => {}
            }
            return Ok(());
        }
        if deadline.start == Start::Entry && !matches!(deadline.length, Length::On(_)) {
            return Ok(());
        }
        self.follow(deadline)
    }

    /// Follows the date, or the other deadline, that it is counted from.
    fn follow(&mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let chained = matches!(deadline.start, Start::Deadline(_));
        let base = self.base(deadline);
        let Some(timed) = self.timed(id) else {
            return base.map_or(Ok(()), |base| self.start(deadline, base));
        };
        let running = timed.is_running();
        // Once it has begun it no longer hangs on the other.
        let free = chained && running && timed.begins <= self.at;
        let rests = timed
            .stopped
            .as_ref()
            .is_some_and(|it| matches!(it.how, Stop::Cleared | Stop::Ended));
        match base {
            None if running && !free => {
                self.note(id, DeadlineEvent::Stopped(Stop::Cleared));
                Ok(())
            }
            Some(base) if !free && (rests || !base.is_that_of(timed)) => self.start(deadline, base),
            _ => Ok(()),
        }
    }

    /// From where it would run now, if it would.
    pub(super) fn base(&self, deadline: &Deadline) -> Option<Base> {
        if let Length::On(fact) = &deadline.length {
            return self.dated(fact);
        }
        match &deadline.start {
            Start::Entry => Some(Base::Now),
            Start::Fact(fact) => self.dated(fact),
            // Met or not: its last day was counted when it began to run.
            Start::LastDay(other) => {
                let due = self.timed(other)?.due?;
                Some(Base::Day(due.date()))
            }
            Start::Deadline(parent) => {
                let timed = self.timed(parent).filter(|timed| timed.has_an_end())?;
                let ends = timed.ends?;
                Some(Base::After {
                    due: timed.due?,
                    ends,
                    begins: ends.max(timed.counted),
                })
            }
        }
    }

    fn dated(&self, fact: &Name) -> Option<Base> {
        match self.case.facts.get(fact) {
            Some(Value::Date(day)) => Some(Base::Day(*day)),
            _ => None,
        }
    }

    /// Its length: of several, the one whose rule holds, where every other fails.
    pub(super) fn length(&self, deadline: &Deadline) -> Result<Option<Period>, NotKept> {
        let Length::Cases(cases) = &deadline.length else {
            return Ok(declared_length(&deadline.length));
        };
        let view = View {
            case: self.case,
            at: self.at,
            date: self.date,
            actor: self.actor,
            hidden: &[],
        };
        let mut conditions = Vec::new();
        let mut holding = Vec::new();
        for (number, case) in (1_u32..).zip(cases) {
            let id = Name::from(format!("{}.case_{number}", deadline.element.id));
            let condition = condition(&id, &case.when, &view);
            if condition.truth == Truth::Holds {
                holding.push(case.within);
            }
            conditions.push(condition);
        }
        let decided = conditions
            .iter()
            .all(|one| matches!(one.truth, Truth::Holds | Truth::Fails));
        match holding.as_slice() {
            [one] if decided => Ok(Some(*one)),
            _ => Err(NotKept {
                ground: Ground::Uncounted(deadline.element.id.clone()),
                conditions,
            }),
        }
    }

    pub(super) fn start(&mut self, deadline: &Deadline, base: Base) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let length = self.length(deadline)?;
        let zone = self.definition.zone;
        let (from, begins) = match base {
            Base::Now => {
                let from = point_of(deadline, length, self.at, self.date, zone);
                (from, self.at)
            }
            Base::Day(day) => (Point::Day(day), self.at),
            Base::After { due, ends, begins } => (after(deadline, length, due, ends, zone), begins),
        };
        let end = end_of(self.definition, deadline, from, length, &[], 0)
            .map_err(|_| uncounted(deadline))?;
        self.note(
            id,
            DeadlineEvent::Started {
                from,
                begins,
                length,
                due: end.due,
                ends: end.ends,
                takes: matches!(deadline.expires, Expiry::Take(_)),
            },
        );
        Ok(())
    }

    /// Whether it stands still now.
    fn pause(&mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let Some(pauses) = &deadline.pauses else {
            return Ok(());
        };
        let still = pauses
            .states
            .iter()
            .any(|state| self.case.active.contains(&self.state_name(*state)))
            || self.is_stayed(deadline);
        let Some(timed) = self.timed(id) else {
            return Ok(());
        };
        match (still, timed.is_paused()) {
            (true, false) => {
                let on = self.date;
                self.note(id, DeadlineEvent::Paused { on });
            }
            (false, true) => {
                let mut spans: Vec<Standstill> = timed.pauses.clone();
                let mut on = self.date;
                if let Some(last) = spans.last_mut() {
                    // An act that counts earlier does not turn a pause around.
                    on = on.max(last.from);
                    last.to = Some(on);
                }
                let (from, length, extended) = (timed.from, timed.length, timed.extended);
                let end = end_of(self.definition, deadline, from, length, &spans, extended)
                    .map_err(|_| uncounted(deadline))?;
                self.note(
                    id,
                    DeadlineEvent::Resumed {
                        on,
                        due: end.due,
                        ends: end.ends,
                    },
                );
            }
            _ => {}
        }
        Ok(())
    }

    fn extend(&mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let most = deadline.extends.as_ref().map_or(0, |it| it.times);
        let Some(timed) = self.timed(id).filter(|timed| timed.extended < most) else {
            return Ok(());
        };
        let event = if timed.is_paused() {
            DeadlineEvent::Extended {
                due: None,
                ends: None,
            }
        } else {
            let extended = timed.extended.saturating_add(1);
            let (from, length) = (timed.from, timed.length);
            let end = end_of(
                self.definition,
                deadline,
                from,
                length,
                &timed.pauses,
                extended,
            )
            .map_err(|_| uncounted(deadline))?;
            DeadlineEvent::Extended {
                due: Some(end.due),
                ends: Some(end.ends),
            }
        };
        self.note(id, event);
        Ok(())
    }

    pub(super) fn note(&mut self, id: &Name, event: DeadlineEvent) {
        let change = DeadlineChange {
            deadline: id.clone(),
            event,
        };
        self.case.deadlines.take(&change, self.at);
        self.changes.push(change);
    }

    pub(super) fn timed(&self, id: &str) -> Option<&Timed> {
        self.case.deadlines.kept.get(id)
    }

    pub(super) fn state_name(&self, state: crate::workflow::StateId) -> Name {
        self.definition
            .workflow
            .states
            .get(state.0)
            .map_or_else(|| "".into(), |state| state.element.id.clone())
    }
}

pub(super) fn uncounted(deadline: &Deadline) -> NotKept {
    NotKept {
        ground: Ground::Uncounted(deadline.element.id.clone()),
        conditions: Vec::new(),
    }
}

/// Deadlines in the order of the file, each after the one that it follows.
pub(in crate::engine) fn in_order(deadlines: &[Deadline]) -> Vec<&Deadline> {
    let mut sorted: Vec<(usize, &Deadline)> = deadlines
        .iter()
        .map(|deadline| (links(deadlines, deadline), deadline))
        .collect();
    sorted.sort_by_key(|(links, _)| *links);
    sorted.into_iter().map(|(_, deadline)| deadline).collect()
}

/// How many deadlines it follows, one after the other. A loader refuses circles.
fn links(deadlines: &[Deadline], deadline: &Deadline) -> usize {
    let mut at = deadline;
    for links in 0..deadlines.len() {
        let Some(parent) = at.start.other() else {
            return links;
        };
        match deadlines.iter().find(|one| one.element.id == *parent) {
            Some(parent) => at = parent,
            None => return links,
        }
    }
    deadlines.len()
}
