//! The register beside a naive replay, composition beside counting everybody, and
//! the edges of terms.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Bilingual, Place, Source};
use crate::guard::{Fraction, Name};
use crate::workflow::Element;
use crate::workflow::bodies::{
    Among, Body, Bound, Breach, CompositionRule, Holder, Limit, LimitKind, Period, SeatClass,
    Share, Size, Term, When,
};

fn day(offset: i64) -> Date {
    Date::new(2026, 1, 1).unwrap().saturating_add(offset.days())
}

fn element(id: &str) -> Element {
    Element {
        id: id.into(),
        title: Bilingual::new(id, id),
        basis: Vec::new(),
        place: Place::start_of(&Source::new("bodies.toml", "")),
    }
}

fn class(id: &str, holder: Holder, max: Option<u32>) -> SeatClass {
    SeatClass {
        element: element(id),
        min: 0,
        max,
        holder,
        appointed_by: None,
        nominated_by: None,
    }
}

fn body() -> Body {
    Body {
        element: element("council"),
        size: Some(Size {
            min: 1,
            max: 6,
            basis: Vec::new(),
        }),
        seats: vec![
            class("mayor", Holder::ExOfficio, Some(1)),
            class("civil", Holder::Appointed, None),
            class("expert", Holder::Appointed, None),
            class("chair", Holder::Office(vec!["civil".into()]), Some(1)),
        ],
        term: None,
        rules: Vec::new(),
        limits: Vec::new(),
        chair: None,
        votes: Vec::new(),
        recusal: None,
        dismissals: Vec::new(),
    }
}

fn tenure(seat: &str, person: &str, from: i64, until: Option<i64>) -> Tenure {
    Tenure {
        body: "council".into(),
        seat: seat.into(),
        person: person.into(),
        from: day(from),
        until: until.map(day),
        vacated: None,
        marks: BTreeMap::new(),
    }
}

const PEOPLE: &[&str] = &["a", "b", "c"];
const SEATS: &[&str] = &["mayor", "civil"];

fn change() -> impl Strategy<Value = SeatEffect> {
    let person = || prop::sample::select(PEOPLE.to_vec());
    let seat = || prop::sample::select(SEATS.to_vec());
    prop_oneof![
        (person(), seat(), 0_i64..30, prop::option::of(0_i64..20)).prop_map(
            |(person, seat, from, length)| SeatEffect::Given(tenure(
                seat,
                person,
                from,
                length.map(|length| from + length)
            ))
        ),
        (person(), prop::option::of(seat()), 0_i64..40).prop_map(|(person, seat, on)| {
            SeatEffect::Vacated {
                body: "council".into(),
                seat: seat.map(Name::from),
                person: person.into(),
                on: day(on),
            }
        }),
    ]
}

proptest! {
    /// On each day, by a calendar in which every day is ticked on its own.
    #[test]
    fn the_register_answers_as_a_calendar_of_single_days(
        changes in prop::collection::vec(change(), 0..10),
    ) {
        // The days of each tenure in the order given; a vacation strikes the days
        // from it on out of the tenures given before.
        let mut ticked: Vec<(&str, String, Vec<i64>)> = Vec::new();
        let mut kept: Vec<Tenure> = Vec::new();
        for change in &changes {
            match change {
                SeatEffect::Given(given) => {
                    let days = (0..80).filter(|at| {
                        day(*at) >= given.from && given.until.is_none_or(|until| day(*at) <= until)
                    });
                    kept.push(given.clone());
                    let seat = SEATS.iter().find(|seat| **seat == &*given.seat).unwrap();
                    ticked.push((seat, given.person.to_string(), days.collect()));
                }
                SeatEffect::Vacated { seat, person, on, .. } => {
                    for (held, who, days) in &mut ticked {
                        if who == &**person && seat.as_ref().is_none_or(|seat| **held == **seat) {
                            days.retain(|at| day(*at) < *on);
                        }
                    }
                }
                SeatEffect::Erased { .. } => {}
            }
        }
        let entries: Vec<SeatEntry> = changes
            .iter()
            .map(|effect| SeatEntry {
                effect: effect.clone(),
                entry: [0; 32],
                case: "c".into(),
                seq: 1,
            })
            .collect();
        let register = Register::of(&entries);
        for at in 0..80 {
            for seat in SEATS {
                let expected: std::collections::BTreeSet<&str> = ticked
                    .iter()
                    .filter(|(held, _, days)| held == seat && days.contains(&at))
                    .map(|(_, who, _)| who.as_str())
                    .collect();
                let found = register.holders("council", day(at), |held| held == *seat);
                let found: std::collections::BTreeSet<&str> =
                    found.into_iter().map(|name| &**name).collect();
                prop_assert_eq!(found, expected, "{} on {}", seat, day(at));
            }
        }
        prop_assert_eq!(register.rows().len(), kept.len());
    }

    /// A share is kept exactly when counting everybody says so.
    #[test]
    fn composition_is_as_counting_everybody(
        members in prop::collection::vec((0_usize..3, 0_usize..2), 0..8),
        (above, below) in (1_u32..6, 1_u32..6),
        (least, all, each) in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let share = Fraction { numerator: above.min(below), denominator: above.max(below) };
        let bound = if least { Bound::AtLeast(share) } else { Bound::AtMost(share) };
        let among = if all { Among::All } else { Among::Appointed };
        let rule = CompositionRule {
            element: element("sex"),
            share: if each && !least {
                Share::EachMarked("sex".into())
            } else {
                Share::Marked { mark: "sex".into(), value: "f".into() }
            },
            bound,
            among,
            when: When::Appointment,
            breach: Breach::Refuse,
        };
        let mut body = body();
        body.rules = vec![rule];
        let classes = ["mayor", "civil", "expert"];
        let mut register = Register::default();
        for (at, (class, sex)) in members.iter().enumerate() {
            let mut given = tenure(classes[*class], &format!("p{at}"), 0, None);
            given.marks.insert("sex".into(), ["f", "m"][*sex].into());
            register.apply(&SeatEffect::Given(given), [0; 32]);
        }
        let counted: Vec<usize> = members
            .iter()
            .filter(|(class, _)| all || *class > 0)
            .map(|(_, sex)| *sex)
            .collect();
        let of = |sex: usize| counted.iter().filter(|one| **one == sex).count() as u64;
        let within = |part: u64| {
            let (left, right) = (
                part * u64::from(share.denominator),
                counted.len() as u64 * u64::from(share.numerator),
            );
            if least { left >= right } else { left <= right }
        };
        let expected = if each && !least {
            within(of(0)) && within(of(1))
        } else {
            within(of(0))
        };
        let found = composition(&body, &register, day(3));
        let kept = matches!(found[0].1, Composed::Kept { .. });
        prop_assert_eq!(kept, expected, "{:?} of {:?}", found[0].1, counted);
    }

    /// However seats are given one after the other, what is not refused leaves no
    /// day on which a class or the body holds more than it may, or anybody twice.
    #[test]
    fn what_is_not_refused_never_overfills_the_body(
        asked in prop::collection::vec(
            (prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "g", "h"]),
             prop::sample::select(vec!["mayor", "civil", "expert"]),
             0_i64..20, 0_i64..20),
            0..16,
        ),
    ) {
        let body = body();
        let mut register = Register::default();
        for (person, seat, from, length) in asked {
            let effect = SeatEffect::Given(tenure(seat, person, from, Some(from + length)));
            if seat_faults(&body, &register, &effect, None).is_empty() {
                register.apply(&effect, [0; 32]);
            }
        }
        for at in 0..45 {
            let held: Vec<&Tenure> = register.on("council", day(at)).collect();
            let people: std::collections::BTreeSet<&Name> =
                held.iter().map(|tenure| &tenure.person).collect();
            prop_assert_eq!(people.len(), held.len());
            prop_assert!(held.len() <= 6);
            prop_assert!(held.iter().filter(|tenure| &*tenure.seat == "mayor").count() <= 1);
        }
    }
}

fn told(faults: Vec<(SeatFault, Breach)>) -> Vec<SeatFault> {
    faults.into_iter().map(|(fault, _)| fault).collect()
}

#[test]
fn terms_renewals_and_the_rest_of_a_term() {
    let mut body = body();
    body.term = Some(Term {
        length: Period::read("2 years").unwrap(),
        renewals: Some(1),
        remaining: true,
        no_refill: Some((Period::read("6 months").unwrap(), Breach::Warn)),
        basis: Vec::new(),
    });
    let of = |person: &str, from: &str, until: &str| Tenure {
        from: from.parse().unwrap(),
        until: Some(until.parse().unwrap()),
        ..tenure("civil", person, 0, None)
    };
    let mut register = Register::default();
    let first = SeatEffect::Given(of("kim", "2026-10-01", "2028-09-30"));
    assert_eq!(told(seat_faults(&body, &register, &first, None)), []);
    register.apply(&first, [1; 32]);
    // A day too long.
    let long = SeatEffect::Given(of("lee", "2026-10-01", "2028-10-01"));
    assert!(matches!(
        told(seat_faults(&body, &register, &long, None)).as_slice(),
        [SeatFault::TooLong { .. }]
    ));
    // Renewed once, and no more.
    let second = SeatEffect::Given(of("kim", "2028-10-01", "2030-09-30"));
    assert_eq!(told(seat_faults(&body, &register, &second, None)), []);
    register.apply(&second, [2; 32]);
    let third = SeatEffect::Given(of("kim", "2030-10-01", "2032-09-30"));
    assert_eq!(
        told(seat_faults(&body, &register, &third, None)),
        [SeatFault::Renewed { most: 1 }]
    );
    // In place of somebody who left: the rest of that term, and no longer.
    register.apply(
        &SeatEffect::Vacated {
            body: "council".into(),
            seat: None,
            person: "kim".into(),
            on: "2030-05-01".parse().unwrap(),
        },
        [3; 32],
    );
    let kim = Name::from("kim");
    let rest = SeatEffect::Given(of("choi", "2030-05-10", "2030-09-30"));
    assert!(matches!(
        seat_faults(&body, &register, &rest, Some(&kim)).as_slice(),
        [(SeatFault::NoRefill { .. }, Breach::Warn)]
    ));
    let whole = SeatEffect::Given(of("choi", "2030-05-10", "2032-05-09"));
    assert!(
        told(seat_faults(&body, &register, &whole, Some(&kim)))
            .iter()
            .any(|fault| matches!(fault, SeatFault::TooLong { .. }))
    );
    // Whoever held no seat has no successor.
    let lee = Name::from("lee");
    assert!(matches!(
        told(seat_faults(&body, &register, &rest, Some(&lee))).as_slice(),
        [SeatFault::NoPredecessor { .. }]
    ));
    // On the day of leaving the seat is no longer held; on its eve it is.
    let on = |date: &str| {
        register
            .holders("council", date.parse().unwrap(), |_| true)
            .len()
    };
    assert_eq!(on("2030-04-30"), 1);
    assert_eq!(on("2030-05-01"), 0);
    let again = SeatEffect::Vacated {
        body: "council".into(),
        seat: None,
        person: "kim".into(),
        on: "2030-05-01".parse().unwrap(),
    };
    assert!(matches!(
        told(seat_faults(&body, &register, &again, None)).as_slice(),
        [SeatFault::NotHeld { .. }]
    ));
}

#[test]
fn limits_of_one_person_over_bodies_years_and_gaps() {
    let mut body = body();
    let limit = |id: &str, kind| Limit {
        element: element(id),
        kind,
        breach: Breach::Refuse,
    };
    body.limits = vec![
        limit("three", LimitKind::Bodies(3)),
        limit("six", LimitKind::Years(6)),
        limit("rest", LimitKind::Gap(Period::read("1 year").unwrap())),
    ];
    let mut register = Register::default();
    for other in ["b1", "b2", "b3"] {
        let elsewhere = Tenure {
            body: other.into(),
            ..tenure("civil", "kim", 0, None)
        };
        register.apply(&SeatEffect::Given(elsewhere), [0; 32]);
    }
    let fourth = SeatEffect::Given(tenure("civil", "kim", 10, Some(20)));
    assert!(matches!(
        told(seat_faults(&body, &register, &fourth, None)).as_slice(),
        [SeatFault::TooManyBodies {
            count: 4,
            most: 3,
            ..
        }]
    ));
    let of = |from: &str, until: &str| {
        SeatEffect::Given(Tenure {
            from: from.parse().unwrap(),
            until: Some(until.parse().unwrap()),
            ..tenure("civil", "lee", 0, None)
        })
    };
    register.apply(&of("2020-01-01", "2023-12-31"), [0; 32]);
    assert_eq!(
        told(seat_faults(
            &body,
            &register,
            &of("2024-01-01", "2025-12-31"),
            None
        )),
        []
    );
    assert!(matches!(
        told(seat_faults(
            &body,
            &register,
            &of("2024-01-01", "2026-01-01"),
            None
        ))
        .as_slice(),
        [SeatFault::TooManyYears { .. }]
    ));
    assert!(matches!(
        told(seat_faults(
            &body,
            &register,
            &of("2024-12-31", "2026-12-30"),
            None
        ))
        .as_slice(),
        [SeatFault::TooSoon { .. }]
    ));
    assert_eq!(
        told(seat_faults(
            &body,
            &register,
            &of("2025-01-01", "2026-12-31"),
            None
        )),
        []
    );
}

#[test]
fn an_office_goes_with_a_seat_of_the_right_class() {
    let body = body();
    let mut register = Register::default();
    register.apply(
        &SeatEffect::Given(tenure("expert", "a", 0, Some(30))),
        [0; 32],
    );
    register.apply(
        &SeatEffect::Given(tenure("civil", "b", 0, Some(10))),
        [0; 32],
    );
    let chair = |person: &str| SeatEffect::Given(tenure("chair", person, 1, None));
    assert!(matches!(
        told(seat_faults(&body, &register, &chair("a"), None)).as_slice(),
        [SeatFault::NoSeat { .. }]
    ));
    assert_eq!(told(seat_faults(&body, &register, &chair("b"), None)), []);
    register.apply(&chair("b"), [0; 32]);
    assert_eq!(roles::holders(&register, &body, "chair", day(10)).len(), 1);
    // With the seat the office is over.
    assert_eq!(roles::holders(&register, &body, "chair", day(11)).len(), 0);
}
