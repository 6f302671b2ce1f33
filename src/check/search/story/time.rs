//! When the acts of a story are: what the engine knows of deadlines, and days without
//! any act.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::space::Goal;
use super::{NoStory, Teller};
use crate::check::solver::circuit::Bit;
use crate::check::solver::days;
use crate::check::solver::encode::Read;
use crate::check::solver::word::Word;
use crate::engine::{apply, says};
use crate::guard::{Name, Truth, Value};
use crate::workflow::{By, Expiry, Transition};

impl<'a> Teller<'_, 'a> {
    /// Puts to the solver what the engine knows of deadlines; gives the one by which
    /// the clock acts next, where it does.
    pub(super) fn time(&mut self, at: usize, leader: &Transition) -> Option<Option<Name>> {
        let case = self.case.clone()?;
        let frame = self.unrolled.frames.get(at)?;
        let day = frame.day.clone();
        let reads: Vec<(Read, crate::check::solver::encode::Number)> = frame
            .reads
            .iter()
            .map(|(read, number)| (read.clone(), number.clone()))
            .collect();
        let mut next: Option<(Timestamp, Name)> = None;
        for deadline in &self.workflow.deadlines {
            let id = &deadline.element.id;
            let timed = case.deadlines.kept.get(id);
            let ends = timed.and_then(|timed| timed.ends);
            let last = ends.map(|ends| days::of(self.date_of(ends)));
            let running = timed.is_some_and(|timed| timed.is_running());
            // The first day on which it has run out.
            let passed = match last.map(Word::constant) {
                Some(Ok(last)) if running => day
                    .is_below(self.unrolled.stage.circuit(), &last)
                    .ok()?
                    .not(),
                _ => Bit::of(timed.is_some_and(|timed| timed.passed(Timestamp::MAX))),
            };
            for (read, number) in &reads {
                match read {
                    Read::Passed(of) if of == id => {
                        self.assumed.push(if timed.is_some() {
                            number.known
                        } else {
                            number.known.not()
                        });
                        let one = self.is(&number.word, 1);
                        let same = self.unrolled.stage.circuit().xor(one, passed).not();
                        self.assumed.push(same);
                    }
                    Read::Due(of) if of == id => {
                        let due = timed.and_then(|timed| timed.due).map(|due| due.date());
                        match due {
                            Some(due) => {
                                let same = self.is(&number.word, days::of(due));
                                self.assumed.push(number.known);
                                self.assumed.push(same);
                            }
                            None => self.assumed.push(number.known.not()),
                        }
                    }
                    _ => {}
                }
            }
            let meets = deadline.meets.contains(&leader.element.id);
            if meets && deadline.is_minimum() {
                let applies = deadline
                    .state
                    .and_then(|state| self.workflow.states.get(state.0))
                    .is_none_or(|state| case.active.contains(&state.element.id));
                if applies {
                    self.assumed.push(passed);
                }
            }
            if meets && deadline.expires == Expiry::Bar && running {
                self.assumed.push(passed.not());
            }
            if let (Expiry::Take(take), true, Some(ends)) = (&deadline.expires, running, ends) {
                if leader.by == By::Clock {
                    if *take == leader.element.id
                        && next.as_ref().is_none_or(|(first, _)| ends < *first)
                    {
                        next = Some((ends, id.clone()));
                    }
                } else {
                    self.assumed.push(passed.not());
                }
            }
        }
        if leader.by != By::Clock {
            return Some(None);
        }
        let (ends, id) = next?;
        let day_of_end = days::of(self.date_of(ends));
        let on = self.is(&day, day_of_end);
        self.keep(on).then_some(Some(id))
    }

    pub(super) fn date_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.definition.zone.clone()).date()
    }

    /// Settles the day of an act: the same day, soon, or when something has ended.
    pub(super) fn day(&mut self, at: usize, before: Date) -> Option<Date> {
        let day = self.unrolled.frames.get(at)?.day.clone();
        let before = days::of(before);
        let mut plain = vec![before, before.saturating_add(1)];
        let kept = self.case.as_ref().map(|case| &case.deadlines.kept);
        for timed in kept.into_iter().flat_map(BTreeMap::values) {
            if let Some(ends) = timed.ends.filter(|_| timed.is_running()) {
                plain.push(days::of(self.date_of(ends)));
            }
        }
        for value in self.case.iter().flat_map(|case| case.facts.values()) {
            if let Value::Date(date) = value {
                plain.push(days::of(*date));
                plain.push(days::of(*date).saturating_add(1));
            }
        }
        plain.sort_unstable();
        plain.dedup();
        plain.retain(|day| *day >= before);
        // What is recorded never runs backwards.
        let from = Word::constant(before)
            .and_then(|before| day.is_below(self.unrolled.stage.circuit(), &before))
            .ok()?;
        self.assumed.push(from.not());
        self.choose(&day, &plain).and_then(days::to)
    }

    /// The day of the last entry.
    pub(super) fn today(&self) -> Date {
        let last = self.scenario.steps.last();
        last.map_or(self.scenario.given.on, |step| step.on)
    }

    /// Nobody does anything for so many days; gives the last of them. What the clock
    /// does meanwhile must not bring what is waited for.
    pub(super) fn wait(
        &mut self,
        goal: &Goal<'a>,
        today: Date,
        wait: i64,
    ) -> Result<Date, NoStory> {
        use jiff::ToSpan as _;
        let name = self.workflow.id().clone();
        let until = 0
            .days()
            .try_days(wait)
            .and_then(|span| today.checked_add(span))
            .map_err(|_| NoStory::NoValues(name))?;
        let before = self.case.clone();
        let known = self.entries.len();
        self.step(until, None);
        self.play()?;
        let mut case = before;
        for entry in self.entries.clone().into_iter().skip(known) {
            case = apply(case.take(), &entry).ok();
            let Some(now) = &case else {
                return Err(NoStory::Otherwise);
            };
            if let Goal::Pending { to, .. } = goal
                && says(now, to, entry.effective, entry.date) == Truth::Holds
            {
                return Err(NoStory::Otherwise);
            }
        }
        self.look(goal);
        Ok(until)
    }
}
