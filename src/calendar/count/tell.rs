//! Whether steps are told.

use jiff::civil::Date;

use super::{Ground, Point, RestDay, StepTold, Told};
use crate::calendar::day::next;
use crate::calendar::holidays::Calendar;
use crate::diagnostic::Bilingual;

/// Takes the steps of a count.
pub(super) trait Tell {
    /// A step that rests on a ground.
    fn step(&mut self, told: Told, ground: Option<Ground>, from: Point, to: Point);
    /// A step with a citation of its own.
    fn cited(&mut self, told: Told, citation: Option<String>, from: Point, to: Point);
    /// The last day moved.
    fn rolled(&mut self, last: Date, to: Date, ground: Ground);
    /// The last day does not move; told if it is known to be a rest day.
    fn stays(&mut self, last: Date, ground: Option<Ground>);
    /// A rest day that was met.
    fn rest_day(&self, day: Date) -> Option<RestDay>;
}

/// Tells nothing.
pub(super) struct Silent;

impl Tell for Silent {
    fn step(&mut self, _: Told, _: Option<Ground>, _: Point, _: Point) {}
    fn cited(&mut self, _: Told, _: Option<String>, _: Point, _: Point) {}
    fn rolled(&mut self, _: Date, _: Date, _: Ground) {}
    fn stays(&mut self, _: Date, _: Option<Ground>) {}
    fn rest_day(&self, _: Date) -> Option<RestDay> {
        None
    }
}

/// Keeps every step.
pub(super) struct Steps<'a> {
    calendar: &'a Calendar,
    pub told: Vec<StepTold>,
}

impl<'a> Steps<'a> {
    pub const fn new(calendar: &'a Calendar) -> Self {
        Steps {
            calendar,
            told: Vec::new(),
        }
    }
}

impl Tell for Steps<'_> {
    fn step(&mut self, told: Told, ground: Option<Ground>, from: Point, to: Point) {
        let citation = ground.and_then(|ground| self.calendar.provision(ground));
        let citation = citation.map(str::to_owned);
        self.cited(told, citation, from, to);
    }

    fn cited(&mut self, told: Told, citation: Option<String>, from: Point, to: Point) {
        self.told.push(StepTold {
            told,
            citation,
            from,
            to,
        });
    }

    fn rolled(&mut self, last: Date, to: Date, ground: Ground) {
        let mut days = Vec::new();
        let mut day = last;
        while day < to {
            days.extend(self.rest_day(day));
            match next(day) {
                Some(after) => day = after,
                None => break,
            }
        }
        self.step(Told::Rolled(days), Some(ground), last.into(), to.into());
    }

    fn stays(&mut self, last: Date, ground: Option<Ground>) {
        if let Some(day) = self.rest_day(last) {
            self.step(Told::Stays(day), ground, last.into(), last.into());
        }
    }

    fn rest_day(&self, date: Date) -> Option<RestDay> {
        let day = self.calendar.day(date).ok()?;
        let names = |of: fn(&Bilingual) -> &str| -> String {
            day.names().map(of).collect::<Vec<_>>().join("ㆍ")
        };
        day.is_rest().then(|| RestDay {
            date,
            name: Bilingual::new(
                names(|both| &both.ko),
                names(|both| &both.en).replace('ㆍ', " / "),
            ),
        })
    }
}
