//! Giving and leaving seats: what an effect comes to, and what stands against it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::roles::{holders, members};
use super::share::{Composed, stands};
use super::{Register, SeatEffect, SeatFault, Tenure};
use crate::engine::{Case, Ground};
use crate::guard::{Fraction, Name, Value};
use crate::workflow::bodies::{
    Attendance, Body, Breach, CompositionRule, Holder, LimitKind, Period, SeatClass, Unit,
};
use crate::workflow::{DateOf, PersonOf, Seating, Seats, Vacates, Workflow};

/// The register in the middle of a decision: as it was read, and what the decision
/// has changed of it so far.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Ledger<'a> {
    read: &'a Register,
    changed: Option<Register>,
}

impl<'a> Ledger<'a> {
    pub(in crate::engine) const fn new(read: &'a Register) -> Self {
        Ledger {
            read,
            changed: None,
        }
    }

    pub(in crate::engine) fn now(&self) -> &Register {
        self.changed.as_ref().unwrap_or(self.read)
    }

    /// One more change by the entry that is being made.
    pub(in crate::engine) fn apply(&mut self, effect: &SeatEffect) {
        self.changed
            .get_or_insert_with(|| self.read.clone())
            .apply(effect, [0; 32]);
    }
}

/// What a declared change comes to in a case.
///
/// # Errors
/// A fact that it reads is not known, or the last day cannot be told.
pub(in crate::engine) fn planned(
    workflow: &Workflow,
    register: &Register,
    case: &Case,
    today: Date,
    actor: &Name,
    seating: &Seating,
) -> Result<Vec<SeatEffect>, Ground> {
    let of = Plan {
        workflow,
        register,
        case,
        today,
        actor,
    };
    match seating {
        Seating::Seats(seats) => match &seats.rows {
            None => Ok(vec![of.given(seats, None)?]),
            Some(fact) => match of.fact(fact)? {
                Value::Table(rows) => rows.iter().map(|row| of.given(seats, Some(row))).collect(),
                _ => Err(Ground::Missing(fact.clone())),
            },
        },
        Seating::Vacates(vacates) => Ok(vec![of.vacated(vacates)?]),
    }
}

/// A row of a table fact.
type Row = BTreeMap<Name, Value>;

struct Plan<'a> {
    workflow: &'a Workflow,
    register: &'a Register,
    case: &'a Case,
    today: Date,
    actor: &'a Name,
}

impl Plan<'_> {
    fn fact(&self, fact: &Name) -> Result<&Value, Ground> {
        self.case
            .facts
            .get(fact)
            .ok_or_else(|| Ground::Missing(fact.clone()))
    }

    fn person(&self, of: &PersonOf) -> Result<Name, Ground> {
        match of {
            PersonOf::Actor => Ok(self.actor.clone()),
            PersonOf::Fact(fact) => self.person_in(fact),
            // The loader names columns only where there are rows.
            PersonOf::Column(column) => Err(Ground::Missing(column.clone())),
        }
    }

    fn person_in(&self, fact: &Name) -> Result<Name, Ground> {
        match self.fact(fact)? {
            Value::Person(person) => Ok(person.clone()),
            _ => Err(Ground::Missing(fact.clone())),
        }
    }

    fn date(&self, of: &DateOf) -> Result<Date, Ground> {
        match of {
            DateOf::Today => Ok(self.today),
            DateOf::Fact(fact) => match self.fact(fact)? {
                Value::Date(date) => Ok(*date),
                _ => Err(Ground::Missing(fact.clone())),
            },
        }
    }

    /// One seat: of the act, or of a row of its table.
    fn given(&self, seats: &Seats, row: Option<&Row>) -> Result<SeatEffect, Ground> {
        let value = |name: &Name| match row {
            None => self.fact(name),
            Some(row) => row.get(name).ok_or_else(|| Ground::Missing(name.clone())),
        };
        let mut marks = BTreeMap::new();
        for (mark, fact) in &seats.marks {
            let word = match value(fact)? {
                Value::Choice(word) => word.clone(),
                Value::Boolean(value) => value.to_string().into(),
                _ => return Err(Ground::Missing(fact.clone())),
            };
            marks.insert(mark.clone(), word);
        }
        let from = self.date(&seats.from)?;
        let until = match &seats.until {
            Some(until) => Some(self.date(until)?),
            None => self.end_of_term(seats, from)?,
        };
        Ok(SeatEffect::Given(Tenure {
            body: seats.body.clone(),
            seat: seats.seat.clone(),
            person: match &seats.person {
                PersonOf::Column(column) => match value(column)? {
                    Value::Person(person) => person.clone(),
                    _ => return Err(Ground::Missing(column.clone())),
                },
                person => self.person(person)?,
            },
            from,
            until,
            vacated: None,
            marks,
        }))
    }

    /// The last day as the body's term says: a whole one or, in place of another
    /// whose term was not over, the rest of that.
    fn end_of_term(&self, seats: &Seats, from: Date) -> Result<Option<Date>, Ground> {
        let body = self.workflow.body(&seats.body);
        let appointed = body
            .and_then(|body| body.seat(&seats.seat))
            .is_some_and(|class| class.holder == Holder::Appointed);
        let Some(term) = body
            .and_then(|body| body.term.as_ref())
            .filter(|_| appointed)
        else {
            return Ok(None);
        };
        if term.remaining
            && let Some(fact) = &seats.replaces
        {
            let person = self.person_in(fact)?;
            let left = predecessor(self.register, &seats.body, &seats.seat, &person, from);
            return Ok(left.and_then(|tenure| tenure.until));
        }
        Ok(term.length.last_day(from))
    }

    fn vacated(&self, vacates: &Vacates) -> Result<SeatEffect, Ground> {
        self.dismissed(vacates)?;
        Ok(SeatEffect::Vacated {
            body: vacates.body.clone(),
            seat: vacates.seat.clone(),
            person: self.person(&vacates.person)?,
            on: self.date(&vacates.on)?,
        })
    }
}

impl Plan<'_> {
    /// That what a dismissal is judged by is known.
    fn dismissed(&self, vacates: &Vacates) -> Result<(), Ground> {
        let Some(by) = &vacates.dismissal else {
            return Ok(());
        };
        let Value::Choice(word) = self.fact(&by.ground)? else {
            return Err(Ground::Missing(by.ground.clone()));
        };
        let body = self.workflow.body(&vacates.body);
        let Some(ground) = body.and_then(|body| body.dismissal(word)) else {
            return Err(Ground::Missing(by.ground.clone()));
        };
        if ground.heard
            && let Some(heard) = &by.heard
        {
            self.fact(heard)?;
        }
        if ground.attendance.is_some()
            && let Some((attended, held)) = &by.attendance
        {
            self.fact(attended)?;
            self.fact(held)?;
        }
        Ok(())
    }
}

/// The last tenure of somebody that was vacated before its term was over, and
/// whose term still runs on a day.
fn predecessor<'a>(
    register: &'a Register,
    body: &str,
    seat: &str,
    person: &Name,
    on: Date,
) -> Option<&'a Tenure> {
    register
        .tenures()
        .filter(|tenure| {
            *tenure.body == *body
                && *tenure.seat == *seat
                && tenure.person == *person
                && tenure.vacated.is_some_and(|day| day <= on)
                && tenure.until.is_some_and(|until| until >= on)
        })
        .last()
}

/// The predecessor whom a declared change names, as the case knows them.
pub(in crate::engine) fn replaced(case: &Case, seating: &Seating) -> Option<Name> {
    let Seating::Seats(Seats {
        replaces: Some(fact),
        ..
    }) = seating
    else {
        return None;
    };
    match case.facts.get(fact) {
        Some(Value::Person(person)) => Some(person.clone()),
        _ => None,
    }
}

/// The grounds on which a change of the register is refused; `whole` if it is the
/// last of those that are made together.
pub(in crate::engine) fn against(
    workflow: &Workflow,
    register: &Register,
    case: &Case,
    seating: &Seating,
    effect: &SeatEffect,
    whole: bool,
) -> Vec<Ground> {
    let Some(body) = workflow.body(effect.body()) else {
        return Vec::new();
    };
    let mut grounds = Vec::new();
    for (fault, breach) in faults_of(body, register, case, seating, effect) {
        // Of several at once, only all of them together have to keep the shares.
        if breach == Breach::Warn || (!whole && fault.rule().is_some()) {
            continue;
        }
        let ground = match fault.rule() {
            Some(rule) => Ground::Composition(format!("{}.{rule}", body.id()).into()),
            None => Ground::Seat(match seating {
                Seating::Seats(seats) => format!("{}.{}", body.id(), seats.seat).into(),
                Seating::Vacates(_) => body.id().clone(),
            }),
        };
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
    grounds
}

/// What stands against a declared change: of the register, and of the case where a
/// member is dismissed.
pub(in crate::engine) fn faults_of(
    body: &Body,
    register: &Register,
    case: &Case,
    seating: &Seating,
    effect: &SeatEffect,
) -> Vec<(SeatFault, Breach)> {
    let replaces = replaced(case, seating);
    let mut faults = seat_faults(body, register, effect, replaces.as_ref());
    if let Seating::Vacates(vacates) = seating {
        let dismissed = dismissal_faults(body, register, effect, case, vacates);
        faults.extend(dismissed.into_iter().map(|fault| (fault, Breach::Refuse)));
    }
    faults
}

/// What stands against a dismissal on the ground that the case names. What it reads
/// is known: [`planned`] has seen to it.
fn dismissal_faults(
    body: &Body,
    register: &Register,
    effect: &SeatEffect,
    case: &Case,
    vacates: &Vacates,
) -> Vec<SeatFault> {
    let facts = &case.facts;
    let Some(by) = &vacates.dismissal else {
        return Vec::new();
    };
    let Some(Value::Choice(word)) = facts.get(&by.ground) else {
        return Vec::new();
    };
    let Some(ground) = body.dismissal(word) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let heard = by.heard.as_ref().and_then(|fact| facts.get(fact));
    if ground.heard && heard != Some(&Value::Boolean(true)) {
        faults.push(SeatFault::NotHeard {
            ground: word.clone(),
        });
    }
    let number = |fact: &Name| match facts.get(fact) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    if let Some(attendance) = &ground.attendance
        && let Some((attended, held)) = &by.attendance
        && let (Some(attended), Some(held)) = (number(attended), number(held))
    {
        let below = attendance.below;
        if held < i64::from(attendance.meetings) {
            faults.push(SeatFault::FewMeetings {
                ground: word.clone(),
                held,
                least: attendance.meetings,
            });
        } else if !is_below(attended, held, below) {
            faults.push(SeatFault::Attended {
                ground: word.clone(),
                attended,
                held,
                below,
            });
        }
        faults.extend(nearly_over(body, register, effect, word, attendance));
    }
    faults
}

/// Where too little is left of the term for a dismissal by attendance.
fn nearly_over(
    body: &Body,
    register: &Register,
    effect: &SeatEffect,
    ground: &Name,
    attendance: &Attendance,
) -> Option<SeatFault> {
    let left = attendance.left?;
    let SeatEffect::Vacated { person, on, .. } = effect else {
        return None;
    };
    let full = left.last_day(*on)?;
    register
        .tenures()
        .filter(|tenure| tenure.body == *body.id() && tenure.person == *person)
        .filter(|tenure| tenure.holds(*on))
        .filter_map(|tenure| tenure.until)
        .find(|until| *until < full)
        .map(|until| SeatFault::NearlyOver {
            ground: ground.clone(),
            until,
            left,
        })
}

/// Whether a share of meetings lies below a fraction; of none, nothing does.
fn is_below(attended: i64, held: i64, below: Fraction) -> bool {
    let attended = i128::from(attended) * i128::from(below.denominator);
    let bound = i128::from(held) * i128::from(below.numerator);
    held > 0 && attended < bound
}

/// What stands against a change of the register as it is now, each with whether
/// it refuses. In a fixed order.
pub fn seat_faults(
    body: &Body,
    register: &Register,
    effect: &SeatEffect,
    replaces: Option<&Name>,
) -> Vec<(SeatFault, Breach)> {
    match effect {
        SeatEffect::Given(tenure) => match body.seat(&tenure.seat) {
            Some(class) => Asked {
                body,
                register,
                tenure,
                class,
            }
            .faults(replaces),
            None => Vec::new(),
        },
        SeatEffect::Vacated {
            seat, person, on, ..
        } => {
            let held = register.tenures().any(|tenure| {
                tenure.body == *body.id()
                    && tenure.person == *person
                    && seat.as_ref().is_none_or(|seat| tenure.seat == *seat)
                    && tenure.last_day().is_none_or(|last| last >= *on)
            });
            if held {
                return Vec::new();
            }
            let fault = SeatFault::NotHeld {
                person: person.clone(),
                on: *on,
            };
            vec![(fault, Breach::Refuse)]
        }
        SeatEffect::Erased { .. } => Vec::new(),
    }
}

/// How every rule of composition of a body stands on a day.
pub fn composition<'a>(
    body: &'a Body,
    register: &Register,
    on: Date,
) -> Vec<(&'a CompositionRule, Composed)> {
    body.rules
        .iter()
        .map(|rule| (rule, stands(body, register, rule, on)))
        .collect()
}

/// A seat that is asked for.
struct Asked<'a> {
    body: &'a Body,
    register: &'a Register,
    tenure: &'a Tenure,
    class: &'a SeatClass,
}

impl Asked<'_> {
    fn faults(&self, replaces: Option<&Name>) -> Vec<(SeatFault, Breach)> {
        let mut faults: Vec<(SeatFault, Breach)> = Vec::new();
        let mut refuse = |fault: Option<SeatFault>| {
            faults.extend(fault.map(|fault| (fault, Breach::Refuse)));
        };
        refuse(self.dates());
        refuse(self.already());
        refuse(self.room());
        if self.class.is_member() {
            refuse(self.full());
        } else {
            refuse(self.office());
        }
        if self.class.holder == Holder::Appointed {
            self.term(replaces, &mut faults);
            self.limits(&mut faults);
        }
        if self.class.is_member() {
            self.rules(&mut faults);
        }
        faults
    }

    fn dates(&self) -> Option<SeatFault> {
        let until = self
            .tenure
            .until
            .filter(|until| *until < self.tenure.from)?;
        Some(SeatFault::Dates {
            from: self.tenure.from,
            until,
        })
    }

    /// Whether two tenures have a day in common.
    fn meets(&self, other: &Tenure) -> bool {
        let asked = self.tenure;
        let ends_before =
            |one: &Tenure, two: &Tenure| one.last_day().is_some_and(|last| last < two.from);
        // One that was vacated before it began was never held.
        let held = other.last_day().is_none_or(|last| last >= other.from);
        held && !ends_before(asked, other) && !ends_before(other, asked)
    }

    fn already(&self) -> Option<SeatFault> {
        let asked = self.tenure;
        self.register
            .tenures()
            .filter(|other| other.body == asked.body && other.person == asked.person)
            .find(|other| {
                let both = match self.body.seat(&other.seat) {
                    Some(class) => class.is_member() && self.class.is_member(),
                    None => false,
                };
                (both || other.seat == asked.seat) && self.meets(other)
            })
            .map(|other| SeatFault::Already {
                person: asked.person.clone(),
                seat: other.seat.clone(),
            })
    }

    /// How many hold seats on the fullest day of the tenure, among those counted.
    fn fullest(&self, counted: impl Fn(&Tenure) -> bool) -> u32 {
        let others: Vec<&Tenure> = self
            .register
            .tenures()
            .filter(|other| other.body == self.tenure.body && counted(other) && self.meets(other))
            .collect();
        // Most are there on a day on which one of them begins, or the tenure does.
        let days = others
            .iter()
            .map(|other| other.from)
            .filter(|day| *day > self.tenure.from)
            .chain([self.tenure.from]);
        days.map(|day| others.iter().filter(|other| other.holds(day)).count())
            .max()
            .map_or(0, |most| u32::try_from(most).unwrap_or(u32::MAX))
    }

    fn room(&self) -> Option<SeatFault> {
        let most = self.class.max?;
        let held = self.fullest(|other| other.seat == self.tenure.seat);
        (held >= most).then(|| SeatFault::NoRoom {
            seat: self.tenure.seat.clone(),
            most,
        })
    }

    fn full(&self) -> Option<SeatFault> {
        let most = self.body.size.as_ref()?.max;
        let held = self.fullest(|other| {
            self.body
                .seat(&other.seat)
                .is_some_and(|class| class.is_member())
        });
        (held >= most).then_some(SeatFault::Full { most })
    }

    fn office(&self) -> Option<SeatFault> {
        let asked = self.tenure;
        let mut with = self.register.clone();
        with.apply(&SeatEffect::Given(asked.clone()), [0; 32]);
        let holds = holders(&with, self.body, &asked.seat, asked.from).contains(&asked.person);
        (!holds).then(|| SeatFault::NoSeat {
            person: asked.person.clone(),
        })
    }

    /// Earlier tenures of the person as a member of the body, the latest first.
    fn earlier(&self) -> Vec<&Tenure> {
        let asked = self.tenure;
        let mut found: Vec<&Tenure> = self
            .register
            .tenures()
            .filter(|other| {
                let member = self
                    .body
                    .seat(&other.seat)
                    .is_some_and(|class| class.is_member());
                let over = other
                    .last_day()
                    .is_some_and(|last| last < asked.from && last >= other.from);
                other.body == asked.body && other.person == asked.person && member && over
            })
            .collect();
        found.sort_by_key(|other| std::cmp::Reverse(other.from));
        found
    }

    /// How many of the earlier tenures follow each other without a day between,
    /// up to this one, and the first day of the first of them.
    fn unbroken(&self) -> (u32, Date) {
        let (mut count, mut since) = (0_u32, self.tenure.from);
        for other in self.earlier() {
            let eve = since.yesterday().ok();
            if eve.is_none() || other.last_day() != eve {
                break;
            }
            count = count.saturating_add(1);
            since = other.from;
        }
        (count, since)
    }

    fn term(&self, replaces: Option<&Name>, faults: &mut Vec<(SeatFault, Breach)>) {
        let Some(term) = &self.body.term else {
            return;
        };
        let asked = self.tenure;
        let Some(last) = term.length.last_day(asked.from) else {
            faults.push((SeatFault::NoTerm, Breach::Refuse));
            return;
        };
        let mut last = last;
        if let Some(person) = replaces {
            let left = predecessor(self.register, &asked.body, &asked.seat, person, asked.from);
            match left.and_then(|tenure| tenure.until) {
                None => {
                    let fault = SeatFault::NoPredecessor {
                        person: person.clone(),
                    };
                    faults.push((fault, Breach::Refuse));
                    return;
                }
                Some(until) => {
                    if term.remaining {
                        last = until;
                    }
                    if let Some((under, breach)) = term.no_refill
                        && under.last_day(asked.from).is_some_and(|full| until < full)
                    {
                        faults.push((SeatFault::NoRefill { until, under }, breach));
                    }
                }
            }
        }
        match asked.until {
            None => faults.push((SeatFault::NoTerm, Breach::Refuse)),
            Some(until) if until > last => {
                faults.push((SeatFault::TooLong { until, last }, Breach::Refuse));
            }
            Some(_) => {}
        }
        if let Some(most) = term.renewals
            && self.unbroken().0 > most
        {
            faults.push((SeatFault::Renewed { most }, Breach::Refuse));
        }
    }

    fn limits(&self, faults: &mut Vec<(SeatFault, Breach)>) {
        let asked = self.tenure;
        for limit in &self.body.limits {
            let id = || limit.element.id.clone();
            let fault = match limit.kind {
                LimitKind::Bodies(most) => {
                    let mut bodies: Vec<&Name> = self
                        .register
                        .tenures()
                        .filter(|other| other.person == asked.person && other.holds(asked.from))
                        .map(|other| &other.body)
                        .chain([&asked.body])
                        .collect();
                    bodies.sort();
                    bodies.dedup();
                    let count = u32::try_from(bodies.len()).unwrap_or(u32::MAX);
                    (count > most).then(|| SeatFault::TooManyBodies {
                        limit: id(),
                        count,
                        most,
                    })
                }
                LimitKind::Years(most) => {
                    let (_, since) = self.unbroken();
                    let years = Period {
                        count: u16::try_from(most).unwrap_or(u16::MAX),
                        unit: Unit::Years,
                    };
                    let last = years.last_day(since);
                    let over = match (asked.until, last) {
                        (Some(until), Some(last)) => until > last,
                        _ => false,
                    };
                    over.then(|| SeatFault::TooManyYears {
                        limit: id(),
                        since,
                        most,
                    })
                }
                LimitKind::Gap(gap) => self.too_soon(gap).map(|left| SeatFault::TooSoon {
                    limit: id(),
                    left,
                    gap,
                }),
            };
            faults.extend(fault.map(|fault| (fault, limit.breach)));
        }
    }

    /// The last day of the tenure before, where the gap after it has not passed.
    /// A term that is renewed has no gap.
    fn too_soon(&self, gap: Period) -> Option<Date> {
        let left = self.earlier().first().and_then(|other| other.last_day())?;
        let next = left.tomorrow().ok()?;
        let passed = gap
            .last_day(next)
            .is_none_or(|last| last < self.tenure.from);
        (next != self.tenure.from && !passed).then_some(left)
    }

    fn rules(&self, faults: &mut Vec<(SeatFault, Breach)>) {
        let mut with = self.register.clone();
        with.apply(&SeatEffect::Given(self.tenure.clone()), [0; 32]);
        // Somebody already a member is told for that; counting once is enough.
        debug_assert!(
            members(&with, self.body, self.tenure.from).contains(&self.tenure.person)
                || self
                    .tenure
                    .until
                    .is_some_and(|until| until < self.tenure.from)
        );
        for (rule, composed) in composition(self.body, &with, self.tenure.from) {
            if let Composed::Broken(fault) = composed {
                faults.push((fault, rule.breach));
            }
        }
    }
}
