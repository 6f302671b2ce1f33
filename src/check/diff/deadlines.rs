//! Deadlines of two revisions, with a start from which they end on different days.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::rewrite::{Types, rewritten};
use super::{Change, Compared, Example, Kind, Seen, Subject};
use crate::calendar::{Count, Period, Point, Rule, Unit, due_at};
use crate::check::words::named;
use crate::diagnostic::Bilingual;
use crate::guard::{Expr, Name};
use crate::workflow::{Deadline, Expiry, Length, Start};

/// The first day from which both are counted.
const FIRST: Date = date(2026, 9, 1);
/// How many days they are counted from.
const DAYS: usize = 730;
/// The hour of an event where hours are counted.
const HOUR: i8 = 10;

/// What became of a deadline, and what that means for acts.
pub(super) struct Moved {
    pub(super) change: Change,
    /// Acts that it holds back in each revision, by their new names.
    old_holds: Vec<Name>,
    new_holds: Vec<Name>,
    /// An act that it refuses at all.
    refused: Bilingual,
    /// A start from which an act is refused now and was not, and the reverse.
    refuses_more: Option<Bilingual>,
    refuses_less: Option<Bilingual>,
    undecided: Option<Bilingual>,
}

impl Moved {
    /// Adds what it means for the acts of a transition.
    pub(super) fn of_transition(&self, id: &Name, compared: &mut Compared) {
        let (old, new) = (self.old_holds.contains(id), self.new_holds.contains(id));
        let example = |says: &Bilingual, by_new: bool| Example {
            says: says.clone(),
            because: if by_new {
                Bilingual::new(
                    "개정 후에는 기한 때문에 거부됩니다.",
                    "The new revision refuses it for the deadline.",
                )
            } else {
                Bilingual::new(
                    "개정 전에는 기한 때문에 거부되었습니다.",
                    "The old revision refuses it for the deadline.",
                )
            },
            values: BTreeMap::new(),
        };
        match (old, new) {
            (false, false) => {}
            (false, true) => compared.only_old.push(example(&self.refused, true)),
            (true, false) => compared.only_new.push(example(&self.refused, false)),
            (true, true) => {
                let more = self.refuses_more.iter().map(|it| example(it, true));
                compared.only_old.extend(more);
                let less = self.refuses_less.iter().map(|it| example(it, false));
                compared.only_new.extend(less);
                compared.open.extend(self.undecided.clone());
            }
        }
    }
}

/// The deadlines that are not the same in both.
pub(super) fn compare(old: &Seen<'_>, new: &Seen<'_>, types: &Types) -> Vec<Moved> {
    let mut all = Vec::new();
    for deadline in &old.workflow().deadlines {
        let id = &deadline.element.id;
        let there = old.names.deadlines.get(id);
        let found = there.and_then(|to| {
            let mut all = new.workflow().deadlines.iter();
            all.find(|it| it.element.id == *to)
        });
        match found {
            Some(after) => all.extend(changed((old, deadline), (new, after), types)),
            None => all.push(alone(old, deadline, Kind::Removed, types)),
        }
    }
    let known: Vec<&Name> = old.names.deadlines.values().collect();
    for deadline in &new.workflow().deadlines {
        if !known.contains(&&deadline.element.id) {
            all.push(alone(new, deadline, Kind::Added, types));
        }
    }
    all
}

/// Acts that a deadline refuses: late ones, and those before a minimum is over.
fn holds(seen: &Seen<'_>, deadline: &Deadline) -> Vec<Name> {
    if deadline.expires != Expiry::Bar && !deadline.is_minimum() {
        return Vec::new();
    }
    let meets = deadline.meets.iter();
    meets.map(|it| seen.names.transition(it)).collect()
}

fn refused(deadline: &Deadline) -> Bilingual {
    let name = named(&deadline.element);
    if deadline.is_minimum() {
        Bilingual::new(
            format!("최소 기간 {}이 차기 전의 행위", name.ko),
            format!("an act before the minimum {} is over", name.en),
        )
    } else {
        Bilingual::new(
            format!("기한 {} 뒤의 행위", name.ko),
            format!("an act after the deadline {}", name.en),
        )
    }
}

fn alone(seen: &Seen<'_>, deadline: &Deadline, kind: Kind, types: &Types) -> Moved {
    let name = named(&deadline.element);
    let how: Vec<String> = parts(seen, deadline, types)
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    let how = how.join("; ");
    let says = match kind {
        Kind::Added => Bilingual::new(
            format!("기한 {}이 새로 생겼습니다: {how}.", name.ko),
            format!("The deadline {} is new: {how}.", name.en),
        ),
        _ => Bilingual::new(
            format!("기한 {}이 없어졌습니다: {how}.", name.ko),
            format!("The deadline {} is gone: {how}.", name.en),
        ),
    };
    let held = holds(seen, deadline);
    let added = kind == Kind::Added;
    Moved {
        change: Change {
            subject: Subject::Deadline,
            kind,
            element: format!("deadline.{}", deadline.element.id),
            says: vec![says],
        },
        old_holds: if added { Vec::new() } else { held.clone() },
        new_holds: if added { held } else { Vec::new() },
        refused: refused(deadline),
        refuses_more: None,
        refuses_less: None,
        undecided: None,
    }
}

fn changed(
    (old, before): (&Seen<'_>, &Deadline),
    (new, after): (&Seen<'_>, &Deadline),
    types: &Types,
) -> Option<Moved> {
    let (was, is) = (parts(old, before, types), parts(new, after, types));
    let mut says: Vec<Bilingual> = Vec::new();
    for ((key, was), (_, is)) in was.iter().zip(&is) {
        if was != is {
            let shown = |value: &str| {
                if value.is_empty() {
                    "–".to_owned()
                } else {
                    value.to_owned()
                }
            };
            let (was, is) = (shown(was), shown(is));
            says.push(Bilingual::from(&*format!("{key}: {was} → {is}")));
        }
    }
    let days = Days::of((old, before), (new, after), types);
    if says.is_empty() && days.differs.is_none() {
        let renamed = before.element.id != after.element.id;
        return renamed.then(|| Moved {
            change: Change {
                subject: Subject::Deadline,
                kind: Kind::Renamed,
                element: format!("deadline.{}", after.element.id),
                says: vec![renaming(&before.element.id, &after.element.id)],
            },
            old_holds: Vec::new(),
            new_holds: Vec::new(),
            refused: Bilingual::default(),
            refuses_more: None,
            refuses_less: None,
            undecided: None,
        });
    }
    match (&days.differs, days.compared) {
        (Some(example), _) => says.push(example.clone()),
        (None, true) => says.push(Bilingual::new(
            format!("{FIRST}부터 {DAYS}일 가운데 어느 날부터 세어도 같은 날에 끝납니다."),
            format!("Counted from each of the {DAYS} days after {FIRST} both end on the same day."),
        )),
        (None, false) => {}
    }
    let (earlier, later) = (days.earlier, days.later);
    // A minimum refuses what comes before its end, any other deadline what comes after.
    let (refuses_more, refuses_less) = if after.is_minimum() {
        (later, earlier)
    } else {
        (earlier, later)
    };
    let name = named(&after.element);
    let incomparable = !days.compared && same_or(&was, &is, &["meets", "expires"]);
    let undecided = incomparable.then(|| {
        Bilingual::new(
            format!(
                "기한 {}이 달라졌으나 끝나는 날을 견줄 수 없습니다.",
                name.ko
            ),
            format!(
                "The deadline {} has changed, and its days cannot be compared.",
                name.en
            ),
        )
    });
    Some(Moved {
        change: Change {
            subject: Subject::Deadline,
            kind: Kind::Changed,
            element: format!("deadline.{}", after.element.id),
            says,
        },
        old_holds: holds(old, before),
        new_holds: holds(new, after),
        refused: refused(after),
        refuses_more,
        refuses_less,
        undecided,
    })
}

/// Whether something besides these parts differs.
fn same_or(was: &[(&str, String)], is: &[(&str, String)], but: &[&str]) -> bool {
    was.iter()
        .zip(is)
        .any(|((key, was), (_, is))| was != is && !but.contains(key))
}

pub(super) fn renaming(was: &str, is: &str) -> Bilingual {
    Bilingual::new(
        format!("이름이 바뀌었습니다: `{was}` → `{is}`"),
        format!("It has another name: `{was}` → `{is}`"),
    )
}

/// Everything that a deadline says, as the file says it, by the new names.
fn parts(seen: &Seen<'_>, deadline: &Deadline, types: &Types) -> Vec<(&'static str, String)> {
    let names = &seen.names;
    let workflow = seen.workflow();
    let state = |id: usize| {
        let state = workflow.states.get(id);
        state.map_or_else(String::new, |it| names.state(&it.element.id).to_string())
    };
    let transitions = |all: &[Name]| {
        let mut all: Vec<Name> = all.iter().map(|it| names.transition(it)).collect();
        all.sort_unstable();
        all.join(", ")
    };
    let start = match &deadline.start {
        Start::Entry => "entry".to_owned(),
        Start::Fact(fact) => names.fact(fact).to_string(),
        Start::Deadline(other) => format!("deadline {}", names.deadline(other)),
        Start::LastDay(other) => format!("last day of {}", names.deadline(other)),
    };
    let length = match &deadline.length {
        Length::Within(period) => format!("within {period}"),
        Length::AtLeast(period) => format!("at least {period}"),
        Length::Before(period) => format!("{period} before"),
        Length::On(fact) => format!("on {}", names.fact(fact)),
        Length::Cases(cases) => {
            let case = cases.iter().map(|case| {
                let when = rewritten(&case.when.expr, names, types);
                format!("within {} if {when}", case.within)
            });
            case.collect::<Vec<_>>().join("; ")
        }
    };
    let expires = match &deadline.expires {
        Expiry::Take(name) => format!("take {}", names.transition(name)),
        Expiry::Bar => "bar".to_owned(),
        Expiry::Overdue => "overdue".to_owned(),
        Expiry::Remind => "remind".to_owned(),
        Expiry::Nothing => String::new(),
    };
    let pauses = deadline.pauses.as_ref().map(|pauses| {
        let mut states: Vec<String> = pauses.states.iter().map(|it| state(it.0)).collect();
        states.sort_unstable();
        format!("{} ({:?})", states.join(", "), pauses.first_day)
    });
    let extends = deadline.extends.as_ref().map(|it| {
        let with = transitions(&it.with);
        let notice = if it.notice { ", notice" } else { "" };
        format!("{with} by {} at most {}×{notice}", it.by, it.times)
    });
    let mut count = deadline.count.to_string();
    if deadline.clear {
        count.push_str(", clear");
    }
    vec![
        (
            "state",
            deadline.state.map_or_else(String::new, |it| state(it.0)),
        ),
        ("from", start),
        ("length", length),
        ("count", count),
        ("for", transitions(&deadline.meets)),
        ("expires", expires),
        ("pauses", pauses.unwrap_or_default()),
        ("extends", extends.unwrap_or_default()),
    ]
}

/// What comes of counting both from many days.
#[derive(Default)]
struct Days {
    /// Whether they can be counted at all.
    compared: bool,
    differs: Option<Bilingual>,
    earlier: Option<Bilingual>,
    later: Option<Bilingual>,
}

impl Days {
    fn of(
        (old, before): (&Seen<'_>, &Deadline),
        (new, after): (&Seen<'_>, &Deadline),
        types: &Types,
    ) -> Days {
        let mut days = Days::default();
        let (was, is) = (lengths(old, before, types), lengths(new, after, types));
        if was.is_empty() || is.is_empty() || start(old, before) != start(new, after) {
            return days;
        }
        days.compared = true;
        for (when, length) in &was {
            // Lengths by rule are compared where both have the same rule.
            let Some((_, other)) = is.iter().find(|(rule, _)| rule == when) else {
                days.compared = false;
                continue;
            };
            days.count((old, before, *length), (new, after, *other));
        }
        days.compared &= was.len() == is.len();
        days
    }

    fn count(
        &mut self,
        (old, before, was): (&Seen<'_>, &Deadline, Period),
        (new, after, is): (&Seen<'_>, &Deadline, Period),
    ) {
        for day in FIRST.series(jiff::ToSpan::days(1)).take(DAYS) {
            let (Some(was), Some(is)) = (end(old, before, was, day), end(new, after, is, day))
            else {
                self.compared = false;
                return;
            };
            let says = || {
                Bilingual::new(
                    format!("이를테면 {day}부터 세면 개정 전 {was}, 개정 후 {is}입니다."),
                    format!("For instance from {day}: {was} before, {is} now."),
                )
            };
            if was != is && self.differs.is_none() {
                self.differs = Some(says());
            }
            let act = |late: Point| {
                let name = named(&after.element);
                Bilingual::new(
                    format!(
                        "{day}부터 센 {}: {late}에 하는 행위 (개정 전 {was}, 개정 후 {is})",
                        name.ko
                    ),
                    format!(
                        "an act on {late}, {} counted from {day} ({was} before, {is} now)",
                        name.en
                    ),
                )
            };
            if is < was && self.earlier.is_none() {
                self.earlier = Some(act(was));
            }
            if is > was && self.later.is_none() {
                self.later = Some(act(is));
            }
        }
    }
}

/// From what it is counted, in the terms of the new revision.
fn start(seen: &Seen<'_>, deadline: &Deadline) -> String {
    let state = deadline
        .state
        .and_then(|it| seen.workflow().states.get(it.0));
    match &deadline.start {
        Start::Entry => state.map_or_else(String::new, |it| {
            format!("entry {}", seen.names.state(&it.element.id))
        }),
        Start::Fact(fact) => format!("fact {}", seen.names.fact(fact)),
        Start::Deadline(other) => format!("deadline {}", seen.names.deadline(other)),
        Start::LastDay(other) => format!("last day of {}", seen.names.deadline(other)),
    }
}

/// The lengths, with the rules by which they are chosen.
fn lengths(seen: &Seen<'_>, deadline: &Deadline, types: &Types) -> Vec<(Option<Expr>, Period)> {
    match &deadline.length {
        Length::Within(period) | Length::AtLeast(period) | Length::Before(period) => {
            vec![(None, *period)]
        }
        Length::On(_) => Vec::new(),
        Length::Cases(cases) => cases
            .iter()
            .map(|case| {
                let when = rewritten(&case.when.expr, &seen.names, types);
                (Some(when), case.within)
            })
            .collect(),
    }
}

fn end(seen: &Seen<'_>, deadline: &Deadline, length: Period, day: Date) -> Option<Point> {
    let hours = length.unit == Unit::Hours || deadline.count == Rule::Petition;
    let from = if hours {
        Point::Time(day.at(HOUR, 0, 0, 0))
    } else {
        Point::Day(day)
    };
    let count = Count {
        clear: deadline.clear,
        ..Count::new(deadline.count, seen.revision.calendar?, from, length)
    };
    due_at(&count).ok()
}
