//! Deadlines that rest on a provision which a court has stayed: they stand still.
//!
//! A stay suspends the effect of what is stayed: as long as it lasts, nothing runs
//! out by it and nothing ripens, and afterwards the rest of the time runs. Of a
//! stay whose end is known, the days are left out of the count as those of a pause
//! are, and no entry need say more than the last day. One without an end holds the
//! deadline up from the first day of the stay, until the case takes over texts
//! that name its end.
//!
//! What lies on a date, or before one, is no time that could stand still: of these
//! the clock only does nothing while its provision is stayed.

use jiff::civil::Date;

use super::count::end_of;
use super::keep::{Keeper, NotKept, uncounted};
use super::kept::{DeadlineEvent, Standstill, Timed};
use crate::calendar::{FirstDay, Pause, Rule};
use crate::engine::Definition;
use crate::guard::Name;
use crate::ordinance::Stay;
use crate::workflow::Deadline;

/// The stays in which a deadline stands still.
pub(super) fn stills<'a>(definition: Definition<'a>, deadline: &Deadline) -> &'a [Stay] {
    if matches!(deadline.count, Rule::Backward | Rule::Fixed) {
        return &[];
    }
    let law = definition.law;
    law.map_or(&[], |law| law.stills(&deadline.element.id))
}

/// Pauses, together with the stays of which the end is known: no two of them
/// share a day.
pub(super) fn with_stays(mut pauses: Vec<Pause>, stays: &[Stay]) -> Vec<Pause> {
    let ended = stays.iter().filter_map(|stay| {
        Some(Pause {
            from: stay.from,
            to: stay.until?.yesterday().ok()?,
            first_day: FirstDay::LeftOut,
        })
    });
    let before = pauses.len();
    pauses.extend(ended);
    if pauses.len() == before {
        return pauses;
    }
    // Of days that count by one and not by the other, the stay decides.
    let mut left_out: Vec<Pause> = pauses.into_iter().filter_map(days).collect();
    left_out.sort_by_key(|pause| (pause.from, pause.to));
    let mut all: Vec<Pause> = Vec::new();
    for pause in left_out {
        match all.last_mut() {
            Some(last) if pause.from <= last.to => last.to = last.to.max(pause.to),
            _ => all.push(pause),
        }
    }
    all
}

/// The days of a pause that do not count, if there are any.
fn days(pause: Pause) -> Option<Pause> {
    let (from, to) = match pause.first_day {
        FirstDay::LeftOut => (pause.from, pause.to),
        FirstDay::Counted => (pause.from.tomorrow().ok()?, pause.to.yesterday().ok()?),
    };
    (from <= to).then_some(Pause {
        from,
        to,
        first_day: FirstDay::LeftOut,
    })
}

impl Keeper<'_, '_> {
    /// Holds a deadline up from the first day of a stay without an end, and lets
    /// it go on after one that has ended.
    ///
    /// # Errors
    /// It cannot be counted.
    pub(super) fn stand_still(&mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let stays = stills(self.definition, deadline);
        let Some(timed) = self.timed(id).filter(|it| it.is_running()) else {
            return Ok(());
        };
        let open = stays.iter().find(|stay| stay.until.is_none());
        match (timed.is_paused(), open) {
            (false, Some(stay)) => {
                let on = stay.from.max(timed.from.date());
                if self.runs_into(timed, on) {
                    self.note(id, DeadlineEvent::Paused { on });
                }
                Ok(())
            }
            // A pause that the workflow declares ends by itself.
            (true, None) if !self.pauses(deadline) => self.go_on(deadline, stays),
            _ => Ok(()),
        }
    }

    /// Whether a stay without an end lasts on the day of this look.
    pub(super) fn is_stayed(&self, deadline: &Deadline) -> bool {
        let mut stays = stills(self.definition, deadline).iter();
        stays.any(|stay| stay.until.is_none() && stay.covers(self.date))
    }

    /// Whether a deadline has not run out when a day begins.
    fn runs_into(&self, timed: &Timed, day: Date) -> bool {
        let zone = self.definition.zone;
        let begins = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible();
        match (timed.ends, begins) {
            (Some(ends), Ok(begins)) => begins < ends,
            _ => false,
        }
    }

    /// Whether the case stands where the workflow lets it pause.
    fn pauses(&self, deadline: &Deadline) -> bool {
        let states = deadline.pauses.iter().flat_map(|pauses| &pauses.states);
        let names: Vec<Name> = states.map(|state| self.state_name(*state)).collect();
        names.iter().any(|state| self.case.active.contains(state))
    }

    /// Lets a deadline run the rest of its time after a stay.
    fn go_on(&mut self, deadline: &Deadline, stays: &[Stay]) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let Some(timed) = self.timed(id) else {
            return Ok(());
        };
        let mut spans: Vec<Standstill> = timed.pauses.clone();
        let Some(last) = spans.last_mut() else {
            return Ok(());
        };
        // Its last day; of a stay that the texts know no more, today.
        let ended = stays
            .iter()
            .filter(|stay| stay.from <= last.from)
            .filter_map(|stay| stay.until?.yesterday().ok())
            .next_back();
        let on = ended.unwrap_or(self.date).max(last.from);
        last.to = Some(on);
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
        Ok(())
    }
}

impl Keeper<'_, '_> {
    /// Takes the stays of a deadline as they are known now: of one that runs and
    /// had not run out when the first of them began.
    ///
    /// # Errors
    /// It cannot be counted.
    pub(in crate::engine) fn take_stays(mut self, deadline: &Deadline) -> Result<(), NotKept> {
        let id = &deadline.element.id;
        let Some(timed) = self.timed(id).filter(|it| it.is_running()) else {
            return Ok(());
        };
        let first = stills(self.definition, deadline).first();
        let over = timed.passed(self.at)
            && first.is_none_or(|stay| !self.runs_into(timed, stay.from.max(timed.from.date())));
        if over {
            return Ok(());
        }
        let length = match deadline.length {
            crate::workflow::Length::On(_) => None,
            _ => timed.length,
        };
        if !timed.is_paused() {
            self.recount(deadline, length)?;
        }
        self.stand_still(deadline)
    }
}
