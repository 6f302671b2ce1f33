//! Days that are not counted: pauses and excluded windows.

use jiff::civil::Date;

use super::{Count, FirstDay, Pause, Tell, Told};
use crate::calendar::day::{next, number, previous};
use crate::calendar::error::CountError;
use crate::calendar::step::Ground;
use crate::diagnostic::Bilingual;

/// A stretch of days out of the count.
struct Gap {
    /// Numbers of its first and last day.
    first: i32,
    last: i32,
    days: (Date, Date),
    why: Bilingual,
    by: Citation,
}

enum Citation {
    Ground(Ground),
    Text(Option<String>),
}

/// All of them, checked.
pub(super) struct Gaps {
    /// As given.
    told: Vec<Gap>,
    /// Numbers of first and last days, in order, without overlap.
    merged: Vec<(i32, i32)>,
}

impl Gaps {
    /// # Errors
    /// A stretch is reversed, or two pauses share a day.
    pub fn of(count: &Count<'_>) -> Result<Self, CountError> {
        let mut told = Vec::new();
        for pause in count.pauses {
            check(pause.from, pause.to)?;
            if let Some((from, to)) = days_of(pause) {
                told.push(Gap {
                    first: number(from),
                    last: number(to),
                    days: (from, to),
                    why: Bilingual::new("기간이 멈춘 동안", "the period stands still"),
                    by: Citation::Ground(Ground::Pause),
                });
            }
        }
        overlap(count.pauses)?;
        for window in count.excluded {
            check(window.from, window.to)?;
            told.push(Gap {
                first: number(window.from),
                last: number(window.to),
                days: (window.from, window.to),
                why: window.why.clone(),
                by: Citation::Text(window.citation.clone()),
            });
        }
        told.sort_by_key(|gap| gap.first);
        let mut merged: Vec<(i32, i32)> = Vec::new();
        for gap in &told {
            match merged.last_mut() {
                Some((_, last)) if gap.first <= last.saturating_add(1) => {
                    *last = gap.last.max(*last);
                }
                _ => merged.push((gap.first, gap.last)),
            }
        }
        Ok(Gaps { told, merged })
    }

    pub fn is_empty(&self) -> bool {
        self.merged.is_empty()
    }

    /// Whether a day is out of the count.
    pub fn has(&self, day: i32) -> bool {
        self.merged
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// How many days from one to another are out of the count.
    pub fn within(&self, from: i32, to: i32) -> i64 {
        self.merged
            .iter()
            .map(|(first, last)| {
                let (first, last) = ((*first).max(from), (*last).min(to));
                (i64::from(last) - i64::from(first) + 1).max(0)
            })
            .sum()
    }

    /// The day that is the so-many-th to count, from `start` on.
    pub fn nth(&self, start: i32, nth: i64) -> Option<i32> {
        nth_of(self.merged.iter().copied(), i64::from(start), nth)
    }

    /// The same going back.
    pub fn nth_back(&self, start: i32, nth: i64) -> Option<i32> {
        // The way back is the way on along mirrored days.
        let mirrored = self
            .merged
            .iter()
            .rev()
            .filter_map(|(first, last)| Some((last.checked_neg()?, first.checked_neg()?)));
        nth_of(mirrored, -i64::from(start), nth)?.checked_neg()
    }

    /// Tells those that lie between two days.
    pub fn tell(&self, from: Date, to: Date, tell: &mut impl Tell) {
        for gap in &self.told {
            let first = gap.first.max(number(from));
            let last = gap.last.min(number(to));
            if first > last {
                continue;
            }
            let (from, to) = (gap.days.0.max(from), gap.days.1.min(to));
            let count = i64::from(last) - i64::from(first) + 1;
            let told = Told::NotCounted(count, gap.why.clone());
            match &gap.by {
                Citation::Ground(ground) => {
                    tell.step(told, Some(*ground), from.into(), to.into());
                }
                Citation::Text(text) => tell.cited(told, text.clone(), from.into(), to.into()),
            }
        }
    }
}

fn nth_of(gaps: impl Iterator<Item = (i32, i32)>, start: i64, nth: i64) -> Option<i32> {
    let mut at = start;
    let mut left = nth;
    for (first, last) in gaps {
        let (first, last) = (i64::from(first), i64::from(last));
        if last < at {
            continue;
        }
        if first > at {
            let there = first - at;
            if left <= there {
                break;
            }
            left -= there;
        }
        at = last + 1;
    }
    i32::try_from(at.checked_add(left)?.checked_sub(1)?).ok()
}

/// The days of a pause that are out of the count.
fn days_of(pause: &Pause) -> Option<(Date, Date)> {
    match pause.first_day {
        FirstDay::LeftOut => Some((pause.from, pause.to)),
        FirstDay::Counted => {
            let (from, to) = (next(pause.from)?, previous(pause.to)?);
            (from <= to).then_some((from, to))
        }
    }
}

fn check(from: Date, to: Date) -> Result<(), CountError> {
    if to < from {
        return Err(CountError::Reversed { from, to });
    }
    Ok(())
}

/// Two pauses may not share a day on which the period stands still.
fn overlap(pauses: &[Pause]) -> Result<(), CountError> {
    for (at, pause) in pauses.iter().enumerate() {
        for other in pauses.iter().skip(at.saturating_add(1)) {
            let day = pause.from.max(other.from);
            if day <= pause.to.min(other.to) {
                return Err(CountError::PausesOverlap { day });
            }
        }
    }
    Ok(())
}
