//! Deadlines of a case that comes to another definition.

use std::collections::BTreeMap;

use super::count::{after, end_of};
use super::keep::{Base, Keeper, NotKept, in_order, uncounted};
use super::kept::{DeadlineEvent, Stop};
use crate::calendar::Period;
use crate::guard::Name;
use crate::workflow::{Deadline, Expiry, Length, Running, Start};

/// What becomes of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Carry {
    /// It runs on to its day.
    Keep,
    /// It is counted again from where it began.
    Recount,
    /// It starts as the definition starts it.
    Restart,
}

impl From<Running> for Carry {
    fn from(rule: Running) -> Self {
        match rule {
            Running::Keep => Carry::Keep,
            Running::Recount => Carry::Recount,
            Running::Restart => Carry::Restart,
        }
    }
}

impl Keeper<'_, '_> {
    /// Carries deadlines over, those that others follow first.
    ///
    /// # Errors
    /// One of them has not exactly one length, or cannot be counted.
    pub(in crate::engine) fn carry(&mut self, plan: &BTreeMap<Name, Carry>) -> Result<(), NotKept> {
        for deadline in in_order(&self.definition.workflow.deadlines) {
            match plan.get(&deadline.element.id) {
                None => {}
                Some(Carry::Keep) => self.take_as_declared(deadline),
                Some(Carry::Recount) => {
                    let length = self.length(deadline)?;
                    self.recount(deadline, length)?;
                }
                Some(Carry::Restart) => match self.base(deadline) {
                    Some(base) => self.start(deadline, base)?,
                    None if self.timed(&deadline.element.id).is_some() => {
                        self.note(&deadline.element.id, DeadlineEvent::Stopped(Stop::Cleared));
                    }
                    None => {}
                },
            }
        }
        Ok(())
    }

    /// Whether the clock acts when it runs out is as the definition says.
    fn take_as_declared(&mut self, deadline: &Deadline) {
        let takes = matches!(deadline.expires, Expiry::Take(_));
        let id = &deadline.element.id;
        let Some(timed) = self.timed(id).filter(|it| it.takes != takes) else {
            return;
        };
        let event = DeadlineEvent::Recounted {
            from: timed.from,
            begins: timed.begins,
            length: timed.length,
            due: timed.due,
            ends: timed.ends,
            takes,
        };
        self.note(id, event);
    }

    /// Counts a deadline that runs again: from where it began, with its pauses
    /// and extensions.
    ///
    /// # Errors
    /// It cannot be counted.
    pub(in crate::engine) fn recount(
        &mut self,
        deadline: &Deadline,
        length: Option<Period>,
    ) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let Some(timed) = self.timed(id).filter(|it| it.is_running()) else {
            return Ok(());
        };
        let zone = self.definition.zone;
        let follows = matches!(deadline.start, Start::Deadline(_)) && timed.begins > self.at;
        // What has not begun yet begins where the other now ends.
        let (from, begins) = match self.base(deadline) {
            Some(Base::After { due, ends, begins }) if follows => {
                (after(deadline, length, due, ends, zone), begins)
            }
            _ => (timed.from, timed.begins),
        };
        let end = if timed.is_paused() {
            None
        } else {
            let (pauses, extended) = (&timed.pauses, timed.extended);
            let end = end_of(self.definition, deadline, from, length, pauses, extended);
            Some(end.map_err(|_| uncounted(deadline))?)
        };
        let event = DeadlineEvent::Recounted {
            from,
            begins,
            length,
            due: end.map(|end| end.due),
            ends: end.map(|end| end.ends),
            takes: matches!(deadline.expires, Expiry::Take(_)),
        };
        self.note(id, event);
        Ok(())
    }

    /// Counts one deadline again by another calendar: its length stays what it
    /// was when it started.
    ///
    /// # Errors
    /// It cannot be counted.
    pub(in crate::engine) fn recount_one(mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let length = match deadline.length {
            Length::On(_) => None,
            _ => self.timed(&deadline.element.id).and_then(|it| it.length),
        };
        self.recount(deadline, length)
    }
}
