//! What a case knows of its deadlines, and what an entry says of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::{Period, Point};
use crate::guard::Name;

/// How a deadline came to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// An act met it.
    Met,
    /// It ran out, and the clock acted.
    Expired,
    /// Its state was left.
    Left,
    /// The date that it is counted from is no longer known.
    Cleared,
    /// The case has ended.
    Ended,
}

impl Stop {
    /// All of them.
    pub const ALL: [Stop; 5] = [
        Stop::Met,
        Stop::Expired,
        Stop::Left,
        Stop::Cleared,
        Stop::Ended,
    ];

    /// The word used in entries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Stop::Met => "met",
            Stop::Expired => "expired",
            Stop::Left => "left",
            Stop::Cleared => "cleared",
            Stop::Ended => "ended",
        }
    }
}

/// A deadline at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The moment at which it stopped.
    pub at: Timestamp,
    /// How.
    pub how: Stop,
    /// It was met after it had run out.
    pub late: bool,
}

/// Days on which a deadline stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standstill {
    /// The day on which the pause began.
    pub from: Date,
    /// The day on which it ended, if it has.
    pub to: Option<Date>,
}

/// One deadline of a case: running, or as it came to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    /// From where it is counted.
    pub from: Point,
    /// When it begins to run: now, or at the end of the deadline that it follows.
    pub begins: Timestamp,
    /// Its length; a date that is given has none.
    pub length: Option<Period>,
    /// Its last day, or the time; not known while a pause holds it up.
    pub due: Option<Point>,
    /// The first instant at which it has run out.
    pub ends: Option<Timestamp>,
    /// When it was last counted: the clock acts no earlier.
    pub counted: Timestamp,
    /// The clock acts when it runs out.
    pub takes: bool,
    /// Where it stood still.
    pub pauses: Vec<Standstill>,
    /// How often it was extended.
    pub extended: u32,
    /// How it came to rest, if it has.
    pub stopped: Option<Stopped>,
}

impl Timed {
    /// Whether it runs, or will once the deadline that it follows has ended.
    pub const fn is_running(&self) -> bool {
        self.stopped.is_none()
    }

    /// Whether it stands still.
    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.to.is_none())
    }

    /// Whether it has run out at a moment, or had when it came to rest.
    pub fn passed(&self, at: Timestamp) -> bool {
        let at = self
            .stopped
            .as_ref()
            .map_or(at, |stopped| stopped.at.min(at));
        self.ends.is_some_and(|ends| ends <= at)
    }

    /// When the clock acts on it: as it runs out, but not before it was there.
    pub(super) fn clock_acts_at(&self) -> Option<Timestamp> {
        let ends = self.ends.filter(|_| self.takes && self.is_running())?;
        Some(ends.max(self.counted))
    }

    /// When somebody is reminded of it: as it runs out, but not before it was there.
    pub(super) fn reminds_at(&self) -> Option<Timestamp> {
        let ends = self.ends.filter(|_| self.is_running())?;
        Some(ends.max(self.counted))
    }

    /// Whether it ran out before it came to rest: what follows its end may run.
    pub(super) fn has_an_end(&self) -> bool {
        match (&self.stopped, self.ends) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(stopped), Some(ends)) => ends <= stopped.at,
        }
    }
}

/// What an entry says of a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeadlineEvent {
    /// It runs, or runs anew.
    Started {
        /// From where it is counted.
        from: Point,
        /// When it begins to run.
        begins: Timestamp,
        /// Its length; a date that is given has none.
        length: Option<Period>,
        /// Its last day, or the time.
        due: Point,
        /// The first instant at which it will have run out.
        ends: Timestamp,
        /// The clock acts when it runs out.
        takes: bool,
    },
    /// It stands still from this day.
    Paused {
        /// The day.
        on: Date,
    },
    /// It goes on from this day.
    Resumed {
        /// The day.
        on: Date,
        /// Its last day now.
        due: Point,
        /// The first instant at which it will have run out.
        ends: Timestamp,
    },
    /// An act extended it. While it stands still there is no last day.
    Extended {
        /// Its last day now.
        due: Option<Point>,
        /// The first instant at which it will have run out.
        ends: Option<Timestamp>,
    },
    /// It was counted again as the case came to another revision or calendar; its
    /// pauses and extensions stay. While it stands still there is no last day.
    Recounted {
        /// From where it is counted.
        from: Point,
        /// When it begins to run.
        begins: Timestamp,
        /// Its length; a date that is given has none.
        length: Option<Period>,
        /// Its last day now.
        due: Option<Point>,
        /// The first instant at which it will have run out.
        ends: Option<Timestamp>,
        /// The clock acts when it runs out.
        takes: bool,
    },
    /// An act met it.
    Met {
        /// It had run out.
        late: bool,
    },
    /// It came to rest otherwise.
    Stopped(Stop),
}

/// What an entry says of one deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineChange {
    /// The deadline.
    pub deadline: Name,
    /// What became of it.
    pub event: DeadlineEvent,
}

/// The last time that the clock acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    /// The moment at which that counts.
    pub at: Timestamp,
    /// The deadline that had run out.
    pub deadline: Name,
    /// How often in a row the clock has acted at this very moment.
    pub row: u32,
}

/// The deadlines of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deadlines {
    /// Every deadline that runs or ever ran, as it last was.
    pub kept: BTreeMap<Name, Timed>,
    /// When the clock last acted.
    pub ticked: Option<Ticked>,
}

impl Deadlines {
    /// Whether there is nothing to know.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.ticked.is_none()
    }

    /// Takes a change in, as an entry that counts at this moment records it.
    /// A change of a deadline that never ran is none.
    pub(in crate::engine) fn take(&mut self, change: &DeadlineChange, at: Timestamp) {
        if let DeadlineEvent::Started {
            from,
            begins,
            length,
            due,
            ends,
            takes,
        } = &change.event
        {
            let timed = Timed {
                from: *from,
                begins: *begins,
                length: *length,
                due: Some(*due),
                ends: Some(*ends),
                counted: at,
                takes: *takes,
                pauses: Vec::new(),
                extended: 0,
                stopped: None,
            };
            self.kept.insert(change.deadline.clone(), timed);
            return;
        }
        let Some(timed) = self.kept.get_mut(&change.deadline) else {
            return;
        };
        match &change.event {
            DeadlineEvent::Started { .. } => {}
            DeadlineEvent::Paused { on } => {
                match timed.pauses.last_mut() {
                    // Two pauses that meet on one day are one.
                    Some(last) if last.to.is_some_and(|to| *on <= to) => last.to = None,
                    _ => timed.pauses.push(Standstill {
                        from: *on,
                        to: None,
                    }),
                }
                timed.due = None;
                timed.ends = None;
            }
            DeadlineEvent::Resumed { on, due, ends } => {
                if let Some(last) = timed.pauses.last_mut() {
                    last.to = Some(*on);
                }
                timed.due = Some(*due);
                timed.ends = Some(*ends);
                timed.counted = at;
            }
            DeadlineEvent::Extended { due, ends } => {
                timed.extended = timed.extended.saturating_add(1);
                timed.due = *due;
                timed.ends = *ends;
                timed.counted = at;
            }
            DeadlineEvent::Recounted {
                from,
                begins,
                length,
                due,
                ends,
                takes,
            } => {
                timed.from = *from;
                timed.begins = *begins;
                timed.length = *length;
                timed.due = *due;
                timed.ends = *ends;
                timed.takes = *takes;
                timed.counted = at;
            }
            DeadlineEvent::Met { late } => timed.stop(at, Stop::Met, *late),
            DeadlineEvent::Stopped(how) => timed.stop(at, *how, false),
        }
    }

    /// The moment at which the clock acts next, if it does.
    pub fn next_moment(&self) -> Option<Timestamp> {
        let next = self.kept.values().filter_map(Timed::clock_acts_at).min()?;
        Some(self.ticked.as_ref().map_or(next, |last| next.max(last.at)))
    }

    /// Notes that the clock acted.
    pub(in crate::engine) fn tick(&mut self, deadline: &Name, at: Timestamp) {
        let row = match &self.ticked {
            Some(last) if last.at == at => last.row.saturating_add(1),
            _ => 1,
        };
        self.ticked = Some(Ticked {
            at,
            deadline: deadline.clone(),
            row,
        });
    }

    /// Whether a deadline has run out; nothing while it does not run and never ran.
    pub(in crate::engine) fn passed(&self, deadline: &str, at: Timestamp) -> Option<bool> {
        let timed = self.kept.get(deadline)?;
        (timed.begins <= at).then(|| timed.passed(at))
    }

    /// The last day of a deadline, if there is one.
    pub(in crate::engine) fn due(&self, deadline: &str, at: Timestamp) -> Option<Date> {
        let timed = self.kept.get(deadline)?;
        let due = timed.due.filter(|_| timed.begins <= at)?;
        Some(due.date())
    }
}

impl Timed {
    fn stop(&mut self, at: Timestamp, how: Stop, late: bool) {
        // What is at rest keeps the moment at which it came to rest.
        let at = self.stopped.as_ref().map_or(at, |stopped| stopped.at);
        self.stopped = Some(Stopped { at, how, late });
    }
}
