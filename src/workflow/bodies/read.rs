//! `[body.x]` and what stands in it.

use std::sync::Arc;

use super::{
    Among, Attendance, Body, Bound, Breach, Chair, CompositionRule, Dismissal, Holder, Limit,
    LimitKind, Period, Recusal, SeatClass, Share, Size, Term, Vote, When,
};
use crate::diagnostic::{Bilingual, Finding, nearest_quoted};
use crate::guard::{Base, Fraction, InBase, InWriting, Name, Threshold, Tie, VoteRule};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::load::element::{Basis, cited, element, required};
use crate::workflow::load::log::Log;
use crate::workflow::load::names::check_id;
use crate::workflow::toml_view::{Got, View, Word, wrong_kind};
use crate::workflow::wording::{listed, quoted};
use crate::workflow::{Cited, codes};

/// The most members that a body may have.
const MEMBERS_MOST: i64 = 10_000;

/// What of a body is read first, and what the rest may name.
struct Part<'a, 'v> {
    view: &'a View<'v>,
    /// The ids of its classes of seats, faulty or not.
    seats: Vec<Name>,
}

/// Reads one body; `None` if it is faulty.
pub(super) fn body(log: &mut Log, id: &Word, view: &View<'_>) -> Option<Body> {
    check_id(log, &view.element, id, Use::Label);
    view.know(log, &keys::BODY.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Must);
    let tables = declared_in(log, view, "seat");
    let part = Part {
        view,
        seats: tables.iter().map(|(id, _)| id.text.clone()).collect(),
    };
    let size = optional(log, view, "size", size);
    let seats: Vec<_> = tables
        .iter()
        .map(|(id, view)| part.seat(log, id, view))
        .collect();
    let term = optional(log, view, "term", term);
    let chair = optional(log, view, "chair", |log, view| part.chair(log, view));
    let recusal = optional(log, view, "recusal", recusal);
    let rules = part.each(log, "rule", Part::rule);
    let limits = part.each(log, "limit", |_, log, id, view| limit(log, id, view));
    let dismissals = part.each(log, "dismissal", |_, log, id, view| {
        dismissal(log, id, view)
    });
    let in_base = match recusal.as_ref().and_then(Option::as_ref) {
        Some(Recusal {
            counted: Some(false),
            ..
        }) => InBase::LeftOut,
        _ => InBase::Counted,
    };
    let votes = part.each(log, "vote", |part, log, id, view| {
        part.vote(log, id, view, in_base)
    });
    Some(Body {
        element: declared?,
        size: size?,
        seats: seats.into_iter().collect::<Option<_>>()?,
        term: term?,
        rules: rules?,
        limits: limits?,
        chair: chair?,
        votes: votes?,
        recusal: recusal?,
        dismissals: dismissals?,
    })
}

/// The tables `[body.x.kind.id]`, named as they stand in the file.
fn declared_in<'v>(log: &mut Log, view: &View<'v>, kind: &str) -> Vec<(Word, View<'v>)> {
    let mut tables = view.declared(log, kind);
    for (id, inner) in &mut tables {
        inner.element = format!("{}.{kind}.{}", view.element, id.text);
        inner.shown = format!("[{}]", inner.element);
        check_id(log, &inner.element, id, Use::Label);
    }
    tables
}

/// A table that may be absent: `Some(None)` if it is.
fn optional<'v, T>(
    log: &mut Log,
    view: &View<'v>,
    key: &str,
    read: impl FnOnce(&mut Log, &View<'v>) -> Option<T>,
) -> Option<Option<T>> {
    match view.table(log, key) {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(mut table) => {
            table.element = format!("{}.{key}", view.element);
            read(log, &table).map(Some)
        }
    }
}

fn number(log: &mut Log, view: &View<'_>, key: &str, least: i64) -> Got<u32> {
    match view.integer(log, key, least, MEMBERS_MOST) {
        Got::Good(value) => u32::try_from(value).map_or(Got::Faulty, Got::Good),
        Got::Absent => Got::Absent,
        Got::Faulty => Got::Faulty,
    }
}

/// What is there, `None` if it is faulty.
fn maybe<T>(got: Got<T>) -> Option<Option<T>> {
    match got {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(value) => Some(Some(value)),
    }
}

fn period(log: &mut Log, view: &View<'_>, key: &str) -> Got<Period> {
    view.word(log, key)
        .and_then(|word| match Period::read(&word.text) {
            Some(period) => Got::Good(period),
            None => {
                log.report(
                    &view.element,
                    Finding::new(codes::BAD_TERM)
                        .at(&word.place)
                        .with("key", quoted(key))
                        .with("text", quoted(&word.text)),
                );
                Got::Faulty
            }
        })
}

fn fraction(log: &mut Log, view: &View<'_>, key: &str) -> Got<Fraction> {
    view.word(log, key)
        .and_then(|word| match Fraction::read(&word.text) {
            Some(fraction) => Got::Good(fraction),
            None => {
                log.report(
                    &view.element,
                    Finding::new(crate::guard::codes::BAD_FRACTION).at(&word.place),
                );
                Got::Faulty
            }
        })
}

fn breach(log: &mut Log, view: &View<'_>) -> Option<Breach> {
    match view.one_of(log, "breach", &["refuse", "warn"]) {
        Got::Absent => Some(Breach::Refuse),
        Got::Faulty => None,
        Got::Good(word) if &*word.text == "warn" => Some(Breach::Warn),
        Got::Good(_) => Some(Breach::Refuse),
    }
}

fn size(log: &mut Log, view: &View<'_>) -> Option<Size> {
    view.know(log, &keys::SIZE.names(), &[]);
    let min = number(log, view, "min", 1);
    let min = required(log, view, "min", min);
    let max = number(log, view, "max", min.map_or(1, i64::from));
    let max = required(log, view, "max", max);
    let basis = cited(log, view, Basis::Must);
    Some(Size {
        min: min?,
        max: max?,
        basis: basis?,
    })
}

fn term(log: &mut Log, view: &View<'_>) -> Option<Term> {
    view.know(log, &keys::TERM.names(), &[]);
    let length = period(log, view, "length");
    let length = required(log, view, "length", length);
    let renewals = number(log, view, "renewals", 0);
    let by_election = view.one_of(log, "by_election", &["remaining", "full"]);
    let no_refill = optional(log, view, "no_refill", |log, table| {
        table.know(log, &keys::NO_REFILL.names(), &[]);
        let under = period(log, table, "under");
        let under = required(log, table, "under", under);
        let breach = breach(log, table);
        Some((under?, breach?))
    });
    let basis = cited(log, view, Basis::Must);
    Some(Term {
        length: length?,
        renewals: maybe(renewals)?,
        remaining: maybe(by_election)?.is_some_and(|word| &*word.text == "remaining"),
        no_refill: no_refill?,
        basis: basis?,
    })
}

fn recusal(log: &mut Log, view: &View<'_>) -> Option<Recusal> {
    view.know(log, &keys::BODY_RECUSAL.names(), &[]);
    let counted = view.boolean(log, "counted");
    let grounds: Vec<_> = declared_in(log, view, "ground")
        .iter()
        .map(|(id, table)| {
            table.know(log, &keys::GROUND.names(), &[]);
            element(log, table, id, "title", Basis::Must)
        })
        .collect();
    let basis = cited(log, view, Basis::Must);
    Some(Recusal {
        grounds: grounds.into_iter().collect::<Option<_>>()?,
        counted: maybe(counted)?,
        basis: basis?,
    })
}

fn limit(log: &mut Log, id: &Word, view: &View<'_>) -> Option<Limit> {
    view.know(log, &keys::LIMIT.names(), &[]);
    let declared = element(log, view, id, "says", Basis::Must);
    let bodies = number(log, view, "bodies", 1);
    let years = number(log, view, "years", 1);
    let gap = period(log, view, "gap");
    let breach = breach(log, view);
    let kinds = [bodies.is_absent(), years.is_absent(), gap.is_absent()];
    one_of_these(log, view, &["bodies", "years", "gap"], &kinds)?;
    let kind = match (bodies, years, gap) {
        (Got::Good(bodies), ..) => LimitKind::Bodies(bodies),
        (_, Got::Good(years), _) => LimitKind::Years(years),
        (_, _, Got::Good(gap)) => LimitKind::Gap(gap),
        _ => return None,
    };
    Some(Limit {
        element: declared?,
        kind,
        breach: breach?,
    })
}

/// Exactly one of several keys stands there.
fn one_of_these(log: &mut Log, view: &View<'_>, keys: &[&str], absent: &[bool]) -> Option<()> {
    let there: Vec<&str> = keys
        .iter()
        .zip(absent)
        .filter(|(_, absent)| !**absent)
        .map(|(key, _)| *key)
        .collect();
    match there.as_slice() {
        [_] => Some(()),
        [] => {
            log.report(
                &view.element,
                Finding::new(codes::MISSING_KEY)
                    .at(&view.place)
                    .with("table", view.name())
                    .with("key", listed(keys)),
            );
            None
        }
        [first, second, ..] => {
            let place = view
                .get(log, second)
                .map_or(view.place.clone(), |item| item.key_place);
            log.report(
                &view.element,
                Finding::new(codes::CONFLICTING_KEYS)
                    .at(&place)
                    .with("one", quoted(first))
                    .with("other", quoted(second)),
            );
            None
        }
    }
}

fn dismissal(log: &mut Log, id: &Word, view: &View<'_>) -> Option<Dismissal> {
    view.know(log, &keys::DISMISSAL.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Must);
    let attendance = optional(log, view, "attendance", |log, table| {
        table.know(log, &keys::ATTENDANCE.names(), &[]);
        let below = fraction(log, table, "below");
        let below = required(log, table, "below", below);
        let meetings = number(log, table, "meetings", 1);
        let left = period(log, table, "left");
        Some(Attendance {
            below: below?,
            meetings: maybe(meetings)?.unwrap_or(1),
            left: maybe(left)?,
        })
    });
    let heard = view.flag(log, "heard");
    Some(Dismissal {
        element: declared?,
        attendance: attendance?,
        heard,
    })
}

/// `{ of = "members", more_than = "1/2" }`
fn threshold(log: &mut Log, view: &View<'_>) -> Option<Threshold> {
    view.know(log, &keys::SHARE.names(), &[]);
    let bases: Vec<&'static str> = Base::ALL.iter().map(|base| base.as_str()).collect();
    let of = view.one_of(log, "of", &bases);
    let of = required(log, view, "of", of);
    let more = fraction(log, view, "more_than");
    let least = fraction(log, view, "at_least");
    let absent = [more.is_absent(), least.is_absent()];
    one_of_these(log, view, &["more_than", "at_least"], &absent)?;
    let strict = !more.is_absent();
    let share = more.good().or(least.good())?;
    let of = of?;
    Some(Threshold {
        of: Base::ALL
            .into_iter()
            .find(|base| base.as_str() == &*of.text)?,
        share,
        strict,
    })
}

impl Part<'_, '_> {
    /// Every table of a kind; `None` if one is faulty.
    fn each<T>(
        &self,
        log: &mut Log,
        kind: &str,
        read: impl Fn(&Self, &mut Log, &Word, &View<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let tables = declared_in(log, self.view, kind);
        let all: Vec<Option<T>> = tables
            .iter()
            .map(|(id, view)| read(self, log, id, view))
            .collect();
        all.into_iter().collect()
    }

    /// The classes of seats under a key. An absent key is empty.
    fn classes(&self, log: &mut Log, view: &View<'_>, key: &str) -> Option<Vec<Name>> {
        let words = match view.words(log, key) {
            Got::Absent => return Some(Vec::new()),
            Got::Faulty => return None,
            Got::Good(words) => words,
        };
        let mut whole = true;
        for word in &words {
            if !self.seats.contains(&word.text) {
                let known = self.seats.iter().map(|seat| &**seat);
                log.report(
                    &view.element,
                    Finding::new(codes::UNKNOWN_SEAT)
                        .at(&word.place)
                        .with("seat", quoted(&word.text))
                        .with(
                            "body",
                            quoted(self.view.element.trim_start_matches("body.")),
                        )
                        .suggest(nearest_quoted(&word.text, known)),
                );
                whole = false;
            }
        }
        whole.then(|| words.into_iter().map(|word| word.text).collect())
    }

    fn seat(&self, log: &mut Log, id: &Word, view: &View<'_>) -> Option<SeatClass> {
        view.know(log, &keys::SEAT_CLASS.names(), &[]);
        let declared = element(log, view, id, "title", Basis::Must);
        let count = number(log, view, "count", 1);
        for key in ["min", "max"] {
            if !count.is_absent() && view.has(key) {
                one_of_these(log, view, &["count", key], &[false, false]);
            }
        }
        let min = number(log, view, "min", 0);
        let least = match &min {
            Got::Good(min) => i64::from(*min).max(1),
            _ => 1,
        };
        let max = number(log, view, "max", least);
        let ex_officio = view.flag(log, "ex_officio");
        let office = view.flag(log, "office");
        if ex_officio && office {
            one_of_these(log, view, &["ex_officio", "office"], &[false, false]);
        }
        let of = self.classes(log, view, "of");
        let appointed_by = view.bilingual(log, "appointed_by");
        let nominated_by = view.bilingual(log, "nominated_by");
        let holder = if office {
            Holder::Office(of?)
        } else {
            if let Some(item) = view.get(log, "of") {
                let expected =
                    Bilingual::new("`office = true`와 함께", "together with `office = true`");
                wrong_kind(log, &view.element, &item, expected);
                return None;
            }
            if ex_officio {
                Holder::ExOfficio
            } else {
                Holder::Appointed
            }
        };
        let count = maybe(count)?;
        let (min, max) = (maybe(min)?, maybe(max)?);
        Some(SeatClass {
            element: declared?,
            min: count.or(min).unwrap_or(0),
            max: count.or(max),
            holder,
            appointed_by: maybe(appointed_by)?,
            nominated_by: maybe(nominated_by)?,
        })
    }

    fn vote(&self, log: &mut Log, id: &Word, view: &View<'_>, recused: InBase) -> Option<Vote> {
        view.know(log, &keys::VOTE.names(), &[]);
        let declared = element(log, view, id, "title", Basis::Must);
        let by = self.classes(log, view, "by");
        let quorum = optional(log, view, "quorum", threshold);
        let majority = optional(log, view, "majority", threshold);
        if majority == Some(None) {
            view.missing(log, "majority");
        }
        let ties: Vec<&'static str> = Tie::ALL.iter().map(|tie| tie.as_str()).collect();
        let tie = view.one_of(log, "tie", &ties);
        let tie = required(log, view, "tie", tie);
        let ways: Vec<&'static str> = InWriting::ALL.iter().map(|way| way.as_str()).collect();
        let written = view.one_of(log, "written", &ways);
        let rule = VoteRule {
            quorum: quorum?,
            majority: majority??,
            tie: tie
                .and_then(|word| Tie::ALL.into_iter().find(|tie| tie.as_str() == &*word.text))?,
            recused,
            written: match maybe(written)? {
                None => InWriting::Never,
                Some(word) => InWriting::ALL
                    .into_iter()
                    .find(|way| way.as_str() == &*word.text)?,
            },
        };
        Some(Vote {
            element: declared?,
            by: by?,
            rule: Arc::new(rule),
        })
    }

    fn chair(&self, log: &mut Log, view: &View<'_>) -> Option<Chair> {
        view.know(log, &keys::CHAIR.names(), &[]);
        let seats = self.classes(log, view, "seats");
        if !view.has("seats") {
            view.missing(log, "seats");
        }
        let deputies = self.classes(log, view, "deputies");
        let basis: Option<Vec<Cited>> = cited(log, view, Basis::Must);
        Some(Chair {
            seats: seats.filter(|seats| !seats.is_empty())?,
            deputies: deputies?,
            basis: basis?,
        })
    }

    fn rule(&self, log: &mut Log, id: &Word, view: &View<'_>) -> Option<CompositionRule> {
        view.know(log, &keys::COMPOSITION.names(), &[]);
        let declared = element(log, view, id, "says", Basis::Must);
        let mark = view.word(log, "mark");
        let is = view.word(log, "is");
        let seats = self.classes(log, view, "seats");
        one_of_these(
            log,
            view,
            &["mark", "seats"],
            &[mark.is_absent(), !view.has("seats")],
        )?;
        let least = fraction(log, view, "at_least");
        let most = fraction(log, view, "at_most");
        let absent = [least.is_absent(), most.is_absent()];
        let bound = one_of_these(log, view, &["at_least", "at_most"], &absent);
        let among = view.one_of(log, "among", &["appointed", "all"]);
        let among = required(log, view, "among", among);
        let when = view.one_of(log, "when", &["appointment", "complete"]);
        let breach = breach(log, view);
        bound?;
        let share = match (maybe(mark)?, maybe(is)?) {
            (Some(mark), Some(value)) => Share::Marked {
                mark: mark.text,
                value: value.text,
            },
            // Of each word there is at most a share, never at least one.
            (Some(_), None) if !least.is_absent() => {
                view.missing(log, "is");
                return None;
            }
            (Some(mark), None) => Share::EachMarked(mark.text),
            (None, _) => Share::Seats(seats?),
        };
        Some(CompositionRule {
            element: declared?,
            share,
            bound: match (least, most) {
                (Got::Good(share), _) => Bound::AtLeast(share),
                (_, Got::Good(share)) => Bound::AtMost(share),
                _ => return None,
            },
            among: if &*among?.text == "all" {
                Among::All
            } else {
                Among::Appointed
            },
            when: match maybe(when)? {
                Some(word) if &*word.text == "appointment" => When::Appointment,
                _ => When::Complete,
            },
            breach: breach?,
        })
    }
}
