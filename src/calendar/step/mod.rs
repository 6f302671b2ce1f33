//! The steps of a count, as values: what was done, to which days, by which
//! provision. Their wording is in `words`.

mod words;

use jiff::civil::Date;

use super::period::Period;
use super::point::Point;
use crate::diagnostic::{Bilingual, Lang};

/// What a step of counting rests on. A calendar names the provision of its law
/// for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The first day is left out.
    FirstDayLeftOut,
    /// The first day counts, because the period starts at midnight.
    FromMidnight,
    /// Hours run at once.
    HoursAtOnce,
    /// A period ends with the end of its last day.
    EndsWithLastDay,
    /// Weeks, months and years are counted by the calendar.
    ByCalendar,
    /// The last month has no such day.
    MonthEnd,
    /// A last day that is a rest day moves.
    Rolls,
    /// In force on the day of promulgation.
    EffectSameDay,
    /// The day of promulgation is left out.
    EffectFirstDay,
    /// The last day before entry into force does not move.
    EffectDoesNotRoll,
    /// The first day of a restriction counts.
    RestrictFirstDay,
    /// The last day of a restriction does not move.
    RestrictNoRoll,
    /// A petition of up to five days is counted in working hours.
    PetitionHours,
    /// A petition of six days or more is counted in working days.
    PetitionDays,
    /// A petition of weeks, months or years is counted by the calendar.
    PetitionCalendar,
    /// Days of a pause are not counted.
    Pause,
    /// Days are counted back from an event.
    Backward,
}

impl Ground {
    /// All of them.
    pub const ALL: [Ground; 17] = [
        Ground::FirstDayLeftOut,
        Ground::FromMidnight,
        Ground::HoursAtOnce,
        Ground::EndsWithLastDay,
        Ground::ByCalendar,
        Ground::MonthEnd,
        Ground::Rolls,
        Ground::EffectSameDay,
        Ground::EffectFirstDay,
        Ground::EffectDoesNotRoll,
        Ground::RestrictFirstDay,
        Ground::RestrictNoRoll,
        Ground::PetitionHours,
        Ground::PetitionDays,
        Ground::PetitionCalendar,
        Ground::Pause,
        Ground::Backward,
    ];

    /// The key of its provision in a calendar.
    pub const fn as_str(self) -> &'static str {
        match self {
            Ground::FirstDayLeftOut => "first_day_left_out",
            Ground::FromMidnight => "from_midnight",
            Ground::HoursAtOnce => "hours_at_once",
            Ground::EndsWithLastDay => "ends_with_last_day",
            Ground::ByCalendar => "by_calendar",
            Ground::MonthEnd => "month_end",
            Ground::Rolls => "rolls",
            Ground::EffectSameDay => "effect_same_day",
            Ground::EffectFirstDay => "effect_first_day",
            Ground::EffectDoesNotRoll => "effect_does_not_roll",
            Ground::RestrictFirstDay => "restrict_first_day",
            Ground::RestrictNoRoll => "restrict_no_roll",
            Ground::PetitionHours => "petition_hours",
            Ground::PetitionDays => "petition_days",
            Ground::PetitionCalendar => "petition_calendar",
            Ground::Pause => "pause",
            Ground::Backward => "backward",
        }
    }
}

/// A rest day that was met, with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestDay {
    /// The day.
    pub date: Date,
    /// What it is: `추석`, `토요일`.
    pub name: Bilingual,
}

/// What a step did. Its days are in [`StepTold`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The first day was left out.
    FirstDayLeftOut,
    /// The first day counts.
    FirstDayCounts,
    /// So much was counted, in days.
    Days(Period),
    /// So much was counted, by the calendar.
    ByCalendar(Period),
    /// So much was counted, in working days, without these.
    WorkingDays(Period, Vec<RestDay>),
    /// So much was counted, in hours.
    Hours(Period),
    /// So much was counted, in office hours, without these days.
    OfficeHours(Period, Vec<RestDay>),
    /// The last month has no such day: its last day stands for it.
    MonthEnd,
    /// So many days were not counted, for this reason.
    NotCounted(i64, Bilingual),
    /// The days that were not counted were made good after the last.
    Longer,
    /// The period was extended.
    Extended(Period),
    /// The last day was one of these, and moved.
    Rolled(Vec<RestDay>),
    /// The last day is a rest day, and does not move.
    Stays(RestDay),
    /// In force the day after the last day.
    InForceAfter,
    /// In force on the day of promulgation itself.
    InForceSameDay,
    /// So long before an event.
    Back(Period),
    /// Clear days: the day before.
    Clear,
    /// A date that is given.
    Given,
}

impl Told {
    /// Its name for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Told::FirstDayLeftOut => "first-day-left-out",
            Told::FirstDayCounts => "first-day-counts",
            Told::Days(_) => "days",
            Told::ByCalendar(_) => "by-calendar",
            Told::WorkingDays(..) => "working-days",
            Told::Hours(_) => "hours",
            Told::OfficeHours(..) => "office-hours",
            Told::MonthEnd => "month-end",
            Told::NotCounted(..) => "not-counted",
            Told::Longer => "longer",
            Told::Extended(_) => "extended",
            Told::Rolled(_) => "rolled",
            Told::Stays(_) => "stays",
            Told::InForceAfter => "in-force-after",
            Told::InForceSameDay => "in-force-same-day",
            Told::Back(_) => "back",
            Told::Clear => "clear",
            Told::Given => "given",
        }
    }
}

/// One step of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTold {
    /// What it did.
    pub told: Told,
    /// The provision that it rests on, as the calendar cites it, or what is
    /// given as the reason of days left out.
    pub citation: Option<String>,
    /// The first day or time that it concerns.
    pub from: Point,
    /// The last.
    pub to: Point,
}

impl StepTold {
    /// The step as a sentence.
    pub fn says(&self, lang: Lang) -> String {
        words::says(self, lang)
    }
}
