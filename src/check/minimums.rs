//! J0540, J0541: a minimum that outlasts the maximum of the same act.
//!
//! An act that may not be done before one time is over and must be done within
//! another, both counted from the same, cannot be done in time where the first
//! ends no earlier than the second. Both are counted from every day of some
//! years, as the engine counts them, by the built-in calendar; deadlines that
//! pauses or extensions move are left out.

use jiff::civil::{Date, DateTime, date};

use super::{View, codes, words};
use crate::calendar::{Calendar, Count, Period, Point, Rule, Unit, due_at};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::Name;
use crate::workflow::{Deadline, Expiry, Length, Workflow};

/// The days from which it is counted: with a leap year, and months of every length.
const FIRST: Date = date(2027, 1, 1);
const LAST: Date = date(2028, 12, 31);

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    let mut findings = Vec::new();
    for minimum in workflow.deadlines.iter().filter(|it| it.is_minimum()) {
        for maximum in &workflow.deadlines {
            let both = minimum.meets.iter().find(|id| maximum.meets.contains(id));
            let Some(act) = both.filter(|_| comparable(minimum, maximum)) else {
                continue;
            };
            findings.extend(clash(workflow, minimum, maximum, act));
        }
    }
    findings
}

/// Whether both are counted from the same, and being late means something.
pub(super) fn comparable(minimum: &Deadline, maximum: &Deadline) -> bool {
    let moved = |one: &Deadline| one.pauses.is_some() || one.extends.is_some();
    matches!(maximum.length, Length::Within(_))
        && !matches!(maximum.expires, Expiry::Remind | Expiry::Nothing)
        && minimum.start == maximum.start
        && minimum.state == maximum.state
        && !moved(minimum)
        && !moved(maximum)
}

fn clash(
    workflow: &Workflow,
    minimum: &Deadline,
    maximum: &Deadline,
    act: &Name,
) -> Option<Finding> {
    let calendar = Calendar::builtin(Calendar::DEFAULT)?;
    let (Length::AtLeast(least), Length::Within(most)) = (&minimum.length, &maximum.length) else {
        return None;
    };
    let mut from = Some(FIRST);
    let mut example = None;
    let mut fits = false;
    while let Some(day) = from.filter(|day| *day <= LAST) {
        let least = end(&calendar, minimum.count, day, *least)?;
        let most = end(&calendar, maximum.count, day, *most)?;
        if over(least)? < over(most)? {
            fits = true;
        } else if example.is_none() {
            example = Some((day, least, most));
        }
        from = day.tomorrow().ok();
    }
    let (day, least, most) = example?;
    let code = if fits {
        codes::MINIMUM_MAY_OUTLAST
    } else {
        codes::MINIMUM_OUTLASTS
    };
    let title = workflow
        .transition(act)
        .map_or_else(|| Bilingual::from(&**act), |it| words::named(&it.element));
    Some(
        Finding::new(code)
            .at(&minimum.place)
            .label(
                &maximum.place,
                Bilingual::new("여기에서 정한 기한", "the other one"),
            )
            .of(workflow.id(), format!("deadline.{}", minimum.element.id))
            .with("minimum", words::named(&minimum.element))
            .with("maximum", words::named(&maximum.element))
            .with("transition", title)
            .note(Bilingual::new(
                format!("{day}부터 세면 최소 기간은 {least}에, 기한은 {most}에 끝납니다."),
                format!("Counted from {day}, the minimum ends on {least} and the other on {most}."),
            )),
    )
}

/// When a last day, or a time, is over.
fn over(end: Point) -> Option<DateTime> {
    match end {
        Point::Day(day) => Some(day.tomorrow().ok()?.at(0, 0, 0, 0)),
        Point::Time(time) => Some(time),
    }
}

/// The last day, or the time at which it ends.
fn end(calendar: &Calendar, rule: Rule, day: Date, length: Period) -> Option<Point> {
    let hours = length.unit == Unit::Hours || rule == Rule::Petition;
    let from = if hours {
        Point::Time(day.at(9, 0, 0, 0))
    } else {
        Point::Day(day)
    };
    due_at(&Count::new(rule, calendar, from, length)).ok()
}
