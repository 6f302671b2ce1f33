//! What can be judged of deadlines only once states and transitions are known.

use super::log::Log;
use crate::calendar::{Calendar, Count, Period, Point, Rule as CountingRule, Unit, due_at};
use crate::diagnostic::{Bilingual, Coded, Finding, Lang};
use crate::workflow::toml_view::{View, Word};
use crate::workflow::wording::{listed, quoted};
use crate::workflow::{
    By, Deadline, Expiry, Length, Start, State, StateId, StateKind, Transition, Tree, codes,
};

/// Tables as they were read, beside what was made of them.
type Tables<'a> = [(Word, View<'a>)];

/// Judges deadlines against each other, states and transitions.
pub(super) fn check(
    log: &mut Log,
    deadlines: &[Deadline],
    states: &[State],
    transitions: &[Transition],
    (tables, acts): (&Tables<'_>, &Tables<'_>),
) {
    let tree = Tree::new(states);
    for (deadline, (id, view)) in deadlines.iter().zip(tables) {
        takes(log, deadline, transitions, view);
        meets(log, deadline, &tree, transitions, view);
        circle(log, deadline, deadlines, id, view);
        parts(log, deadline, transitions, id, view);
    }
    for (transition, (id, view)) in transitions.iter().zip(acts) {
        let taken = |deadline: &Deadline| matches!(&deadline.expires, Expiry::Take(name) if *name == transition.element.id);
        if transition.by == By::Clock && !deadlines.iter().any(taken) {
            let place = view.get(log, "by").map_or(id.place.clone(), |by| by.place);
            log.report(
                &view.element,
                Finding::new(codes::NEVER_TAKEN)
                    .at(&place)
                    .with("transition", quoted(&transition.element.id)),
            );
        }
    }
}

/// Transitions that extend a deadline and must make that known state a reason.
pub(super) fn with_reasons(deadlines: &[Deadline], transitions: &mut [Transition]) {
    for extension in deadlines.iter().filter_map(|it| it.extends.as_ref()) {
        for transition in transitions.iter_mut() {
            let extends = extension.with.contains(&transition.element.id);
            transition.reason_required |= extension.notice && extends;
        }
    }
}

/// What the clock takes must be the clock's.
fn takes(log: &mut Log, deadline: &Deadline, transitions: &[Transition], view: &View<'_>) {
    let Expiry::Take(taken) = &deadline.expires else {
        return;
    };
    let clock = transitions
        .iter()
        .any(|transition| transition.element.id == *taken && transition.by == By::Clock);
    if let Some(item) = view.get(log, "expires").filter(|_| !clock) {
        log.report(
            &view.element,
            Finding::new(codes::NOT_THE_CLOCKS)
                .at(&item.place)
                .with("deadline", quoted(&deadline.element.id))
                .with("transition", quoted(taken)),
        );
    }
}

/// What meets a deadline must be possible while it runs.
fn meets(
    log: &mut Log,
    deadline: &Deadline,
    tree: &Tree<'_>,
    transitions: &[Transition],
    view: &View<'_>,
) {
    let Some(state) = deadline.state else {
        return;
    };
    let Some(item) = view.get(log, "for") else {
        return;
    };
    for transition in transitions {
        let meets = deadline.meets.contains(&transition.element.id);
        if meets
            && !transition
                .from
                .iter()
                .any(|from| together(tree, *from, state))
        {
            log.report(
                &view.element,
                Finding::new(codes::NEVER_MET)
                    .at(&item.place)
                    .label(&transition.element.place, Bilingual::default())
                    .with("deadline", quoted(&deadline.element.id))
                    .with("transition", quoted(&transition.element.id)),
            );
        }
    }
}

/// Whether two states can be active at once.
fn together(tree: &Tree<'_>, one: StateId, two: StateId) -> bool {
    if tree.is_within(one, two) || tree.is_within(two, one) {
        return true;
    }
    tree.common_ancestor(one, two)
        .and_then(|meet| tree.get(meet))
        .is_some_and(|meet| meet.kind == StateKind::Parallel)
}

/// Deadlines that follow each other must begin somewhere.
fn circle(log: &mut Log, deadline: &Deadline, deadlines: &[Deadline], id: &Word, view: &View<'_>) {
    let mut way: Vec<&str> = vec![&deadline.element.id];
    let mut at = deadline;
    while let Some(parent) = at.start.other() {
        way.push(parent);
        if *parent == deadline.element.id {
            log.report(
                &view.element,
                Finding::new(codes::DEADLINE_CYCLE)
                    .at(&id.place)
                    .with("deadline", quoted(&deadline.element.id))
                    .with("circle", listed(&way)),
            );
            return;
        }
        let next = deadlines.iter().find(|one| one.element.id == *parent);
        // A circle that this one only leads into is told of its members.
        match next.filter(|_| way.len() <= deadlines.len()) {
            Some(next) => at = next,
            None => return,
        }
    }
}

/// The parts of one deadline must go together.
fn parts(
    log: &mut Log,
    deadline: &Deadline,
    transitions: &[Transition],
    id: &Word,
    view: &View<'_>,
) {
    let mut clash = |key: &str, why: Bilingual| {
        let place = view
            .get(log, key)
            .map_or_else(|| id.place.clone(), |item| item.key_place);
        log.report(
            &view.element,
            Finding::new(codes::DEADLINE_PARTS)
                .at(&place)
                .with("deadline", quoted(&deadline.element.id))
                .with("why", why),
        );
    };
    let before = matches!(deadline.length, Length::Before(_));
    let given = matches!(deadline.length, Length::On(_));
    if before != (deadline.count == CountingRule::Backward) {
        clash(
            "count",
            Bilingual::new(
                "`before`는 `backward`로, `backward`는 `before`로만 셉니다",
                "`before` is counted by `backward`, and nothing else is",
            ),
        );
        return;
    }
    if given != (deadline.count == CountingRule::Fixed) {
        clash(
            "count",
            Bilingual::new(
                "`on`은 `fixed`로, `fixed`는 `on`으로만 씁니다",
                "`on` goes with `fixed`, and nothing else does",
            ),
        );
        return;
    }
    if deadline.clear && !before {
        clash(
            "clear",
            Bilingual::new(
                "`clear`는 `before`에만 씁니다",
                "`clear` goes with `before` alone",
            ),
        );
    }
    if given && !matches!(deadline.start, Start::Entry) {
        let key = if view.has("fact") { "fact" } else { "from" };
        clash(
            key,
            Bilingual::new(
                "`on`은 그 날짜가 곧 말일이므로 셀 시작이 없습니다",
                "the date under `on` is the last day itself: there is nothing to count from",
            ),
        );
    }
    for (key, there) in [
        ("pauses", deadline.pauses.is_some()),
        ("extends", deadline.extends.is_some()),
    ] {
        if there && (before || given) {
            clash(
                key,
                Bilingual::new(
                    format!("`before`와 `on`에는 `{key}`를 쓰지 않습니다"),
                    format!("`{key}` goes with neither `before` nor `on`"),
                ),
            );
        }
    }
    let lateness = matches!(deadline.expires, Expiry::Bar | Expiry::Overdue);
    if deadline.is_minimum() && lateness {
        clash(
            "expires",
            Bilingual::new(
                "`at_least`는 지나야 할 수 있는 기간이어서 늦음이 없습니다",
                "`at_least` is a time to wait out: nothing is late for it",
            ),
        );
    }
    let idle = deadline.is_minimum() && deadline.expires == Expiry::Nothing;
    if deadline.meets.is_empty() && (lateness || idle) {
        log.report(
            &view.element,
            Finding::new(codes::NOTHING_MEETS)
                .at(&id.place)
                .with("deadline", quoted(&deadline.element.id)),
        );
    }
    if let Some(error) = uncountable(deadline) {
        log.report(
            &view.element,
            Finding::new(codes::DEADLINE_PARTS)
                .at(&id.place)
                .with("deadline", quoted(&deadline.element.id))
                .with("why", error),
        );
    }
    if let (Some(extension), Some(item)) = (&deadline.extends, view.get(log, "extends")) {
        for with in &extension.with {
            let by_people = transitions
                .iter()
                .any(|one| one.element.id == *with && matches!(one.by, By::Roles(_)));
            let why = if deadline.meets.contains(with) {
                Bilingual::new(
                    format!("`{with}` 전이는 기한을 지킨 것이자 연장하는 것일 수 없습니다"),
                    format!("`{with}` cannot both meet the deadline and extend it"),
                )
            } else if by_people {
                continue;
            } else {
                Bilingual::new(
                    format!("`{with}` 전이는 사람이 하는 행위가 아닙니다"),
                    format!("`{with}` is no act of a person"),
                )
            };
            log.report(
                &view.element,
                Finding::new(codes::DEADLINE_PARTS)
                    .at(&item.place)
                    .with("deadline", quoted(&deadline.element.id))
                    .with("why", why),
            );
        }
    }
}

/// Why a deadline can be counted from no day at all, if that is so: it is
/// tried from a day, or a time, as it would be.
fn uncountable(deadline: &Deadline) -> Option<Bilingual> {
    let calendar = Calendar::builtin(Calendar::DEFAULT)?;
    let lengths: Vec<Period> = match &deadline.length {
        Length::Within(one) | Length::AtLeast(one) | Length::Before(one) => vec![*one],
        Length::On(_) => vec![Period::days(0)],
        Length::Cases(cases) => cases.iter().map(|case| case.within).collect(),
    };
    let day = jiff::civil::date(2027, 3, 2);
    let time = Point::Time(day.at(9, 0, 0, 0));
    lengths.into_iter().find_map(|length| {
        let dated = matches!(deadline.start, Start::Fact(_) | Start::LastDay(_));
        let hours = length.unit == Unit::Hours || deadline.count == CountingRule::Petition;
        let from = if hours && !dated {
            time
        } else {
            Point::Day(day)
        };
        let count = Count {
            extension: deadline.extends.as_ref().map(|extension| extension.by),
            clear: deadline.clear,
            ..Count::new(deadline.count, &calendar, from, length)
        };
        let error = due_at(&count).err()?.finding();
        Some(Bilingual::new(error.title(Lang::Ko), error.title(Lang::En)))
    })
}
