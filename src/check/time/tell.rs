//! How a conflict is told: what bounds the acts, with the provisions, from a day on
//! which it shows, and by how many days it does not fit.

use super::network::{Lengths, Link, Push, Why};
use super::ways::Spot;
use super::{Conflict, Deadlines};
use crate::check::{View, codes, law, words};
use crate::diagnostic::{Bilingual, Finding, Lang, Verdict};
use crate::workflow::{By, Cited, Deadline, Length, Transition, TransitionId, Workflow};

pub(super) fn told(
    view: &View<'_>,
    deadlines: &Deadlines<'_>,
    (conflict, acts): (&Conflict, &[TransitionId]),
    complete: bool,
) -> Option<Finding> {
    let workflow = deadlines.workflow;
    let teller = Teller {
        view,
        deadlines,
        conflict,
        workflow,
    };
    let act = teller.act()?;
    let of: Vec<&Deadline> = teller.concerned();
    let first = *of.first()?;
    let clock = teller.first_clock(act);
    let acts = acts
        .iter()
        .filter_map(|id| workflow.transitions.get(id.0))
        .map(|act| words::named(&act.element));
    let code = if !conflict.always() {
        codes::NOT_ON_EVERY_DAY
    } else if clock.is_some() {
        codes::CLOCK_IS_FIRST
    } else if of.iter().any(|it| is_backward(it)) {
        codes::TOO_LATE_FROM_THE_START
    } else {
        codes::NOT_KEPT_TOGETHER
    };
    let element = match code {
        codes::CLOCK_IS_FIRST => format!("transition.{}", act.element.id),
        _ => format!("deadline.{}", first.element.id),
    };
    let at = match code {
        codes::CLOCK_IS_FIRST => &act.element.place,
        _ => &first.place,
    };
    let mut finding = Finding::new(code)
        .at(at)
        .of(workflow.id(), element)
        .with("transition", words::listed(acts))
        .with("days", days(teller.short()))
        .with(
            "deadlines",
            words::listed(
                of.iter()
                    .map(|it| words::named(&it.element))
                    .chain(teller.rules()),
            ),
        );
    if let Some(date) = deadlines.counted.date(conflict.day) {
        finding = finding.with("date", date.to_string());
    }
    if let Some(clock) = clock {
        finding = finding.with("clock", words::named(&clock.element));
    }
    for one in &of {
        if std::ptr::eq(at, &one.place) {
            continue;
        }
        finding = finding.label(&one.place, teller.length(one));
    }
    for note in teller.bounds() {
        finding = finding.note(note);
    }
    if code == codes::NOT_ON_EVERY_DAY {
        for note in teller.steps() {
            finding = finding.note(note);
        }
    }
    finding = finding.note(teller.total());
    if !complete {
        finding = finding.verdict(Verdict::Undecided).note(Bilingual::new(
            "길이 너무 많아 모두 따져 보지 못했습니다. 다른 길에서는 지킬 수 있을지도 모릅니다.",
            "There are too many ways to look at all of them: on another one they may be kept.",
        ));
    }
    Some(finding)
}

struct Teller<'a, 'v> {
    view: &'a View<'v>,
    deadlines: &'a Deadlines<'a>,
    conflict: &'a Conflict,
    workflow: &'a Workflow,
}

const fn is_backward(deadline: &Deadline) -> bool {
    matches!(deadline.length, Length::Before(_))
}

impl<'a> Teller<'a, '_> {
    /// The act at which it shows: the last one.
    fn act(&self) -> Option<&'a Transition> {
        let spots = self.conflict.points.iter().rev();
        spots.clone().find_map(|spot| self.transition(spot))
    }

    fn transition(&self, spot: &Spot) -> Option<&'a Transition> {
        match spot {
            Spot::Act((id, _)) => self.workflow.transitions.get(id.0),
            Spot::Opening | Spot::Date(_) => None,
        }
    }

    fn deadline(&self, why: Why) -> Option<&'a Deadline> {
        match why {
            Why::Deadline(at) | Why::Clock(at) => self.workflow.deadlines.get(at),
            _ => None,
        }
    }

    /// The deadlines of the circle, in its order, those first that acts meet.
    fn concerned(&self) -> Vec<&'a Deadline> {
        let circle = self.conflict.circle.iter();
        let met = circle.clone().map(|push| self.deadline(push.bound.why));
        let asked = circle.map(|push| match push.bound.link {
            Link::NotBefore { deadline, .. } | Link::NotAfter { deadline, .. } => {
                self.workflow.deadlines.get(deadline)
            }
            Link::Gap(_) => None,
        });
        let mut found: Vec<&Deadline> = Vec::new();
        for deadline in met.chain(asked).flatten() {
            if !found
                .iter()
                .any(|one| one.element.id == deadline.element.id)
            {
                found.push(deadline);
            }
        }
        found
    }

    /// The conditions and assumptions of the circle.
    fn rules(&self) -> Vec<Bilingual> {
        let mut found: Vec<Bilingual> = Vec::new();
        for push in &self.conflict.circle {
            let transition = |at: usize| self.workflow.transitions.get(at);
            let name = match push.bound.why {
                Why::Guard(of, at) => transition(of).and_then(|it| {
                    let guard = it.guards.get(at)?;
                    Some(format!("`{}.{}`", it.element.id, guard.element.id))
                }),
                Why::Branch(of, at) => transition(of).and_then(|it| {
                    let branch = it.branches.get(at)?;
                    Some(format!("`{}.{}`", it.element.id, branch.element.id))
                }),
                Why::Assume(at) => {
                    let assume = self.workflow.assumes.get(at);
                    assume.map(|it| format!("`{}`", it.element.id))
                }
                Why::Order | Why::Deadline(_) | Why::Clock(_) => None,
            };
            let name = name.map(Bilingual::from);
            found.extend(name.filter(|name| !found.contains(name)));
        }
        found
    }

    /// What the clock takes before the act, where no time is left for it at all.
    fn first_clock(&self, act: &Transition) -> Option<&'a Deadline> {
        self.conflict
            .circle
            .iter()
            .find_map(|push| match push.bound.why {
                Why::Clock(_) if push.back => {
                    let deadline = self.deadline(push.bound.why)?;
                    let own = deadline.meets.contains(&act.element.id);
                    (!own || act.by == By::Clock).then_some(deadline)
                }
                _ => None,
            })
    }

    /// By how many days they do not fit: the beginning would have to be later by
    /// as many.
    fn short(&self) -> i32 {
        match self.turn() {
            Some((early, late)) => early - late,
            None => self
                .conflict
                .circle
                .last()
                .map_or(0, |last| last.to - self.conflict.day),
        }
    }

    /// The act to which one part of the circle leads up, and the other back: the
    /// day before which it cannot be, and the day after which it is too late.
    fn turn(&self) -> Option<(i32, i32)> {
        let (ahead, back) = self.halves()?;
        let early = ahead.last().map_or(self.conflict.day, |push| push.to);
        let late = self.lates(back)?.last().map(|(_, _, late)| *late)?;
        Some((early, late))
    }

    /// The part of the circle that leads up to an act, and that which leads back.
    fn halves(&self) -> Option<(&[Push], &[Push])> {
        let circle = &self.conflict.circle;
        let waits = |push: &Push| matches!(push.bound.link, Link::NotBefore { .. });
        let ends = |push: &Push| matches!(push.bound.link, Link::NotAfter { .. });
        let mut turn = circle.iter().rposition(waits).map_or(0, |at| at + 1);
        while let Some(push) = circle.get(turn)
            && matches!(push.bound.link, Link::Gap(days) if days >= 0)
            && push.bound.from < push.bound.to
        {
            turn += 1;
        }
        let (ahead, back) = circle.split_at_checked(turn)?;
        (!ahead.iter().any(ends)).then_some((ahead, back))
    }

    /// From the beginning to the act, as late as each bound allows: the bound with
    /// the day that it is counted from and the last that it leaves.
    fn lates(&self, back: &[Push]) -> Option<Vec<(Push, i32, i32)>> {
        let mut lates = Vec::new();
        let mut day = self.conflict.day;
        for push in back.iter().rev() {
            let late = self.latest(push, day)?;
            lates.push((*push, day, late));
            day = late;
        }
        Some(lates)
    }

    fn latest(&self, push: &Push, from: i32) -> Option<i32> {
        match push.bound.link {
            Link::Gap(days) => from.checked_sub(days),
            Link::NotAfter {
                deadline,
                plus,
                extended,
            } => {
                let end = self.deadlines.table(deadline, extended)?.end(from)?;
                Some(end + plus)
            }
            Link::NotBefore { .. } => None,
        }
    }

    fn spot(&self, at: usize) -> Bilingual {
        match self.conflict.points.get(at) {
            Some(Spot::Date(fact)) => self
                .workflow
                .fact(fact)
                .map_or_else(Bilingual::default, |fact| words::named(&fact.element)),
            Some(spot @ Spot::Act(_)) => self
                .transition(spot)
                .map_or_else(Bilingual::default, |it| words::named(&it.element)),
            Some(Spot::Opening) | None => Bilingual::new("개시", "the opening"),
        }
    }

    fn length(&self, deadline: &Deadline) -> Bilingual {
        match &deadline.length {
            Length::Within(period) => Bilingual::new(
                format!("{} 이내", period.says().ko),
                format!("within {period}"),
            ),
            Length::AtLeast(period) => Bilingual::new(
                format!("{} 이상", period.says().ko),
                format!("at least {period}"),
            ),
            Length::Before(period) => Bilingual::new(
                format!("{} 전까지", period.says().ko),
                format!("{period} before"),
            ),
            Length::On(fact) => Bilingual::new(format!("`{fact}`까지"), format!("until `{fact}`")),
            Length::Cases(cases) => {
                let all: Vec<String> = cases.iter().map(|case| case.within.to_string()).collect();
                Bilingual::from(all.join(", "))
            }
        }
    }

    fn provision(&self, basis: &[Cited], lang: Lang) -> String {
        let all: Vec<String> = basis
            .iter()
            .map(|one| {
                let said = law::cited(self.view.input.texts, self.workflow, &one.citation);
                said.get(lang).to_owned()
            })
            .collect();
        if all.is_empty() {
            String::new()
        } else {
            format!(" [{}]", all.join("; "))
        }
    }

    /// What each bound of the circle says, with the days.
    fn bounds(&self) -> Vec<Bilingual> {
        let told = self.halves().and_then(|(ahead, back)| {
            let early = ahead.iter().map(|push| self.early(push));
            let lates = self.lates(back)?;
            let late = lates
                .iter()
                .map(|(push, from, late)| self.late(push, *from, *late));
            Some(early.chain(late).flatten().collect())
        });
        let all = || self.conflict.circle.iter();
        told.unwrap_or_else(|| all().filter_map(|push| self.early(push)).collect())
    }

    /// What a bound keeps waiting.
    fn early(&self, push: &Push) -> Option<Bilingual> {
        let what = self.source(push.bound.why)?;
        let (from, to) = ends_of(push);
        let (from, to) = (self.spot(from), self.spot(to));
        let (day, early) = (self.date(push.from), self.date(push.to));
        Some(Bilingual::new(
            format!(
                "{}: {} 날이 {day}이면 {} 날은 빨라도 {early}입니다.",
                what.ko, from.ko, to.ko
            ),
            format!(
                "{}: with {} on {day}, {} is on {early} at the earliest.",
                what.en, from.en, to.en
            ),
        ))
    }

    /// By when a bound wants it.
    fn late(&self, push: &Push, from: i32, late: i32) -> Option<Bilingual> {
        let what = self.source(push.bound.why)?;
        // Read the other way round: it leads from the earlier to the later.
        let (to, base) = ends_of(push);
        let (base, to) = (self.spot(base), self.spot(to));
        let (day, late) = (self.date(from), self.date(late));
        Some(Bilingual::new(
            format!(
                "{}: {} 날이 {day}이면 {} 날은 늦어도 {late}입니다.",
                what.ko, base.ko, to.ko
            ),
            format!(
                "{}: with {} on {day}, {} is on {late} at the latest.",
                what.en, base.en, to.en
            ),
        ))
    }

    fn date(&self, day: i32) -> String {
        let date = self.deadlines.counted.date(day);
        date.map_or_else(|| "…".to_owned(), |date| date.to_string())
    }

    /// How the lengths are counted from that day, as `jorye due` says it.
    fn steps(&self) -> Vec<Bilingual> {
        let Some((ahead, back)) = self.halves() else {
            return Vec::new();
        };
        let ahead = ahead.iter().map(|push| (push.bound.link, push.from));
        let back = self.lates(back).unwrap_or_default();
        let back = back.iter().map(|(push, from, _)| (push.bound.link, *from));
        ahead
            .chain(back)
            .filter_map(|(link, from)| {
                let (Link::NotBefore { deadline, .. } | Link::NotAfter { deadline, .. }) = link
                else {
                    return None;
                };
                let deadline = self.workflow.deadlines.get(deadline)?;
                let due = self.deadlines.counted.explained(deadline, from)?;
                let said = |lang: Lang| {
                    let steps: Vec<String> = due.iter().map(|step| step.says(lang)).collect();
                    format!("`{}`: {}", deadline.element.id, steps.join(" "))
                };
                Some(Bilingual::new(said(Lang::Ko), said(Lang::En)))
            })
            .collect()
    }

    /// What a bound comes from, with its length and provisions.
    fn source(&self, why: Why) -> Option<Bilingual> {
        let rule = |transition: &Transition, id: &str, text: &str, basis: &[Cited]| {
            Bilingual::new(
                format!(
                    "요건 `{}.{id}` (`{text}`){}",
                    transition.element.id,
                    self.provision(basis, Lang::Ko)
                ),
                format!(
                    "condition `{}.{id}` (`{text}`){}",
                    transition.element.id,
                    self.provision(basis, Lang::En)
                ),
            )
        };
        match why {
            Why::Order => None,
            Why::Deadline(_) | Why::Clock(_) => {
                let deadline = self.deadline(why)?;
                let (name, length) = (words::named(&deadline.element), self.length(deadline));
                let basis = &deadline.element.basis;
                Some(Bilingual::new(
                    format!(
                        "{} {}{}",
                        name.ko,
                        length.ko,
                        self.provision(basis, Lang::Ko)
                    ),
                    format!(
                        "{}, {}{}",
                        name.en,
                        length.en,
                        self.provision(basis, Lang::En)
                    ),
                ))
            }
            Why::Guard(transition, at) => {
                let transition = self.workflow.transitions.get(transition)?;
                let guard = transition.guards.get(at)?;
                let text = guard.rule.expr.to_string();
                let element = &guard.element;
                Some(rule(transition, &element.id, &text, &element.basis))
            }
            Why::Branch(transition, at) => {
                let transition = self.workflow.transitions.get(transition)?;
                let branch = transition.branches.get(at)?;
                let element = &branch.element;
                Some(rule(transition, &element.id, "when", &element.basis))
            }
            Why::Assume(at) => {
                let assume = self.workflow.assumes.get(at)?;
                let text = assume.rule.expr.to_string();
                let id = &assume.element.id;
                Some(Bilingual::new(
                    format!("전제 `{id}` (`{text}`)"),
                    format!("assumption `{id}` (`{text}`)"),
                ))
            }
        }
    }

    /// On how many days it is so, and by how much.
    fn total(&self) -> Bilingual {
        let first = self.deadlines.counted.date(0);
        let last = self.deadlines.counted.date(self.deadlines.counted.days());
        let (Some(first), Some(last)) = (first, last) else {
            return Bilingual::default();
        };
        let from = self.spot(self.conflict.origin);
        let (met, of, short) = (self.conflict.days, self.conflict.of, self.short());
        let turn = self.turn().and_then(|(early, late)| {
            let date = |day| self.deadlines.counted.date(day);
            Some((date(early)?, date(late)?))
        });
        let (ko, en) = match turn {
            Some((early, late)) => (
                format!("빨라도 {early}, 늦어도 {late}: {short}일이 모자랍니다."),
                format!(
                    "{early} at the earliest, {late} at the latest: {} too short.",
                    days(short).en
                ),
            ),
            None => (
                format!("{short}일이 모자랍니다."),
                format!("{} too short.", days(short).en),
            ),
        };
        Bilingual::new(
            format!(
                "{ko} {} 날로 {first}부터 {last}까지를 따졌고, {of}일 가운데 {met}일에서 그렇습니다.",
                from.ko
            ),
            format!(
                "{en} Of the days from {first} to {last} for {}, {of} were looked at; it is so on {met}.",
                from.en
            ),
        )
    }
}

/// From which point a push leads to which.
const fn ends_of(push: &Push) -> (usize, usize) {
    if push.back {
        (push.bound.to, push.bound.from)
    } else {
        (push.bound.from, push.bound.to)
    }
}

/// A number of days, as a person says it.
fn days(number: i32) -> Bilingual {
    let many = if number == 1 { "day" } else { "days" };
    Bilingual::new(format!("{number}일"), format!("{number} {many}"))
}
