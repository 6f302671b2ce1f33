use super::*;
use crate::calendar::Point;
use crate::engine::child::{Child, Parent};
use crate::engine::people::{Answered, Assent, Collection, Delegation, Recommended, Served};
use crate::engine::{DeadlineStop, Standstill, Stopped, Ticked, Timed};
use crate::guard::{Ballot, Document, RecusalKind, Recused, Value, Votes};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

fn any_name() -> impl Strategy<Value = Name> {
    prop_oneof!["[a-z][a-z0-9_]{0,9}", "\\PC{0,12}"].prop_map(Name::from)
}

fn any_date() -> impl Strategy<Value = Date> {
    (-9999i16..=9999, 1i8..=12, 1i8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    (
        Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        0i32..1_000_000_000,
    )
        .prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap_or(Timestamp::MIN))
}

fn any_ballot() -> impl Strategy<Value = Ballot> {
    let number = || 0u32..40;
    let votes = prop_oneof![
        (number(), number(), number()).prop_map(|(yes, no, abstain)| Votes::Counted {
            yes,
            no,
            abstain
        }),
        (
            prop::collection::vec(any_name(), 0..3),
            prop::collection::vec(any_name(), 0..3),
            prop::collection::vec(any_name(), 0..3)
        )
            .prop_map(|(yes, no, abstain)| Votes::Named { yes, no, abstain }),
    ];
    let kind = prop::sample::select(RecusalKind::ALL.to_vec());
    let recused =
        (any_name(), kind, prop::option::of(any_name())).prop_map(|(person, kind, ground)| {
            Recused {
                person,
                kind,
                ground,
            }
        });
    (
        (
            prop::option::of(any_date()),
            prop::option::of(number()),
            prop::collection::vec(any_name(), 0..3),
        ),
        (prop::collection::vec(recused, 0..3), votes),
        (
            prop::option::of(any_name()),
            prop::option::of(any::<bool>()),
            any::<bool>(),
        ),
    )
        .prop_map(
            |((on, members, present), (recused, votes), (presiding, casting, written))| Ballot {
                on,
                members,
                present,
                recused,
                votes,
                presiding,
                casting,
                written,
            },
        )
}

fn any_value() -> impl Strategy<Value = Value> {
    let single = prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        (any::<i64>(), 0u32..=28)
            .prop_map(|(digits, scale)| Value::Decimal(Decimal::new(digits, scale))),
        any_date().prop_map(Value::Date),
        any_name().prop_map(Value::Choice),
        any_name().prop_map(Value::Text),
        (any_name(), any_name(), any::<u64>(), any::<[u8; 32]>()).prop_map(
            |(name, media, size, sha256)| Value::Document(Box::new(Document {
                name,
                media,
                size,
                sha256
            }))
        ),
        any_name().prop_map(Value::Person),
        any_ballot().prop_map(|ballot| Value::Ballot(Box::new(ballot))),
        Just(Value::Erased),
    ];
    single.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec(prop::collection::btree_map(any_name(), inner, 0..3), 0..3)
                .prop_map(Value::Table),
        ]
    })
}

fn any_moment() -> impl Strategy<Value = Moment> {
    (0..=Count::MAX, any::<u32>()).prop_map(|(seq, step)| Moment { seq, step })
}

fn any_point() -> impl Strategy<Value = Point> {
    (1i16..=9999, 1i8..=12, 1i8..=28, prop::option::of(0i8..24)).prop_map(
        |(year, month, day, hour)| {
            let day = Date::new(year, month, day).unwrap();
            hour.map_or(Point::Day(day), |hour| {
                Point::Time(day.at(hour, 30, hour, 0))
            })
        },
    )
}

fn any_timed() -> impl Strategy<Value = Timed> {
    let stopped = (
        any_instant(),
        prop::sample::select(DeadlineStop::ALL.to_vec()),
        any::<bool>(),
    )
        .prop_map(|(at, how, late)| Stopped { at, how, late });
    let pause =
        (any_date(), prop::option::of(any_date())).prop_map(|(from, to)| Standstill { from, to });
    let length = prop::sample::select(vec![None, Some("1 day"), Some("3 months")])
        .prop_map(|length| length.and_then(|length| length.parse().ok()));
    (
        (any_point(), any_instant(), length, any_instant()),
        prop::option::of(any_point()),
        prop::option::of(any_instant()),
        (
            prop::collection::vec(pause, 0..3),
            any::<u32>(),
            any::<bool>(),
        ),
        prop::option::of(stopped),
    )
        .prop_map(
            |((from, begins, length, counted), due, ends, (pauses, extended, takes), stopped)| {
                Timed {
                    from,
                    begins,
                    length,
                    due,
                    ends,
                    counted,
                    takes,
                    pauses,
                    extended,
                    stopped,
                }
            },
        )
}

fn any_deadlines() -> impl Strategy<Value = Deadlines> {
    let ticked = (any_instant(), any_name(), any::<u32>()).prop_map(|(at, deadline, row)| Ticked {
        at,
        deadline,
        row,
    });
    (
        prop::collection::btree_map(any_name(), any_timed(), 0..3),
        prop::option::of(ticked),
    )
        .prop_map(|(kept, ticked)| Deadlines { kept, ticked })
}

fn any_family() -> impl Strategy<Value = Family> {
    let count = || 0..=Count::MAX;
    let reached = || prop::collection::btree_set(any_name(), 0..3);
    let parent = (
        (any_name(), count(), any::<[u8; 32]>(), any_name()),
        (prop::option::of(count()), count(), count(), count()),
        (reached(), prop::option::of(any_name())),
    )
        .prop_map(
            |((case, seq, entry, name), (row, generation, taken, sent), (reached, outcome))| {
                Parent {
                    case,
                    seq,
                    entry,
                    name,
                    row,
                    generation,
                    taken,
                    sent,
                    reached,
                    outcome,
                }
            },
        );
    let child = (
        (any_name(), count(), prop::option::of(any_name())),
        (prop::option::of(count()), count(), count()),
        (any::<bool>(), any::<bool>()),
        (reached(), prop::option::of(any_name())),
    )
        .prop_map(
            |(
                (workflow, seq, state),
                (row, sent, taken),
                (closing, failed),
                (reached, outcome),
            )| {
                Child {
                    workflow,
                    seq,
                    state,
                    row,
                    sent,
                    taken,
                    closing,
                    failed,
                    reached,
                    outcome,
                }
            },
        );
    let of_name = prop::collection::btree_map(any_name(), child, 0..3).prop_map(Arc::new);
    let children = prop::collection::btree_map(any_name(), of_name, 0..3);
    (prop::option::of(parent), children).prop_map(|(parent, children)| Family { parent, children })
}

fn any_people() -> impl Strategy<Value = People> {
    let entry = || 0..=Count::MAX;
    let maybe = || prop::option::of(any_value());
    let delegation = (
        (any_name(), any_name(), any_value()),
        (maybe(), maybe()),
        (entry(), prop::option::of(entry())),
    )
        .prop_map(
            |((role, by, to), (from, until), (entry, revoked))| Delegation {
                role,
                by,
                to,
                from,
                until,
                entry,
                revoked,
            },
        );
    let assent = (
        prop::option::of(any_name()),
        any_name(),
        prop::option::of(any_name()),
        entry(),
    )
        .prop_map(|(party, actor, behalf, entry)| Assent {
            party,
            actor,
            behalf,
            entry,
        });
    let collection = (
        any_name(),
        prop::option::of(any_name()),
        prop::collection::btree_map(any_name(), any_value(), 0..3),
        prop::collection::vec(assent, 0..3),
    )
        .prop_map(|(state, over, given, assents)| Collection {
            state,
            over,
            given,
            assents,
        });
    let recommended = (
        entry(),
        any_date(),
        any_name(),
        prop::option::of((entry(), any_value())),
    )
        .prop_map(|(entry, on, by, answer)| Recommended {
            entry,
            on,
            by,
            answer: answer.map(|(entry, answer)| Answered { entry, answer }),
        });
    let served = (
        (any_value(), any_value(), any_value()),
        any_name(),
        maybe(),
        entry(),
    )
        .prop_map(|((to, document, on), how, effective, entry)| Served {
            to,
            document,
            on,
            how,
            effective,
            entry,
        });
    let people = (
        prop::collection::btree_map(any_name(), prop::collection::vec(any_value(), 0..3), 0..2),
        prop::collection::vec(delegation, 0..3),
        prop::collection::btree_map(any_name(), collection, 0..2),
        prop::collection::btree_map(any_name(), recommended, 0..2),
        prop::collection::vec(served, 0..3),
        prop::collection::btree_map(entry(), entry(), 0..3),
    )
        .prop_map(
            |(assigned, delegations, assents, recommendations, served, annulled)| People {
                annulled,
                assigned,
                delegations,
                assents,
                recommendations,
                served,
            },
        );
    prop_oneof![Just(People::default()), people]
}

fn any_case() -> impl Strategy<Value = Case> {
    let taken = (
        (0..=Count::MAX, any_moment(), any_date()),
        any_name(),
        prop::collection::btree_set(any_name(), 0..3),
    )
        .prop_map(|((times, last, on), by, also)| Taken {
            times,
            last,
            on,
            by,
            also,
        });
    (
        (any_name(), any_name(), any::<u32>(), any::<[u8; 32]>()),
        (0..=Count::MAX, 0..=Count::MAX),
        prop::collection::btree_set(any_name(), 0..4),
        prop::collection::btree_map(any_name(), any_value(), 0..5),
        prop::collection::btree_map(any_name(), taken, 0..4),
        prop::collection::btree_map(any_name(), any_moment(), 0..4),
        prop::option::of(any_name()),
        (
            (any_instant(), any_instant()),
            any_deadlines(),
            any_family(),
            any_people(),
        ),
    )
        .prop_map(
            |(
                (id, workflow, revision, manifest),
                (version, seq),
                active,
                facts,
                taken,
                entered,
                outcome,
                ((opened, recorded), deadlines, family, people),
            )| Case {
                id,
                workflow,
                revision,
                manifest,
                version,
                seq,
                active,
                facts,
                people,
                taken,
                entered,
                outcome,
                opened,
                recorded,
                deadlines,
                family,
            },
        )
}

proptest! {
    #[test]
    fn a_case_comes_back_as_it_was(case in any_case()) {
        let bytes = to_bytes(&case).unwrap();
        let again = from_bytes(&bytes).unwrap();
        // `Debug` also tells what equality of decimals leaves out: their scale.
        prop_assert_eq!(format!("{again:?}"), format!("{case:?}"));
        prop_assert_eq!(to_bytes(&again).unwrap(), bytes);
        prop_assert_eq!(again, case);
    }

    #[test]
    fn a_changed_byte_is_refused_or_gives_another_case(case in any_case(), at: prop::sample::Index, bit in 0u8..8) {
        let mut bytes = to_bytes(&case).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(other) = from_bytes(&bytes) {
            prop_assert_ne!(format!("{other:?}"), format!("{case:?}"));
        }
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = from_bytes(&bytes);
    }
}

#[test]
fn what_cannot_be_kept_exactly_is_refused() {
    let mut case = from_bytes(EMPTY.as_bytes()).unwrap();
    case.seq = Count::MAX + 1;
    assert_eq!(to_bytes(&case), Err(SnapshotError::Count));
    case.seq = 1;
    let deep = (0..1000).fold(Value::Erased, |inner, _| Value::List(vec![inner]));
    case.facts.insert("deep".into(), deep);
    assert_eq!(to_bytes(&case), Err(SnapshotError::Depth));
}

/// The written form is stored data: changing it needs a new format number.
const EMPTY: &str = r#"{"active":[],"entered":{},"facts":{"n":["decimal","1.50"]},"format":1,"id":"a","manifest":"0000000000000000000000000000000000000000000000000000000000000000","opened":"2027-01-01T00:00:00Z","outcome":null,"recorded":"2027-01-01T00:00:00.5Z","revision":2,"seq":1,"taken":{"t":{"by":"p","last":[1,0],"on":"2027-01-01","times":1}},"version":1,"workflow":"w"}"#;

#[test]
fn the_written_form_stays() {
    let case = from_bytes(EMPTY.as_bytes()).unwrap();
    assert_eq!(case.taken["t"].times, 1);
    assert_eq!(to_bytes(&case).unwrap(), EMPTY.as_bytes());
}

#[test]
fn other_formats_and_members_are_refused() {
    for (from, to, error) in [
        ("\"format\":1", "\"format\":2", SnapshotReadError::Format),
        (
            "\"workflow\":\"w\"",
            "\"workflow\":\"w\",\"x\":null",
            SnapshotReadError::Unknown,
        ),
        (
            "\"outcome\":null",
            "\"outcome\":1",
            SnapshotReadError::Member { member: "outcome" },
        ),
        (
            "\"seq\":1",
            "\"sequ\":1",
            SnapshotReadError::Member { member: "seq" },
        ),
        (
            "2027-01-01T00:00:00Z",
            "2027-01-01t00:00:00Z",
            SnapshotReadError::Member { member: "opened" },
        ),
    ] {
        assert_eq!(from_bytes(EMPTY.replace(from, to).as_bytes()), Err(error));
    }
}
