use super::*;
use crate::audit::canonical::{Json, parse};
use crate::audit::commitment::{SaltSeed, parse_openings, write_openings};
use crate::audit::hash::first_link;
use crate::audit::merkle::leaf_hash;
use crate::audit::note::SecretKey;
use crate::calendar::Point;
use crate::engine::child::{Body, Opening, Origin, Sent};
use crate::engine::people::{Behalf, Tied};
use crate::engine::{
    Act, Cause, Condition, Content, DeadlineChange, DeadlineEvent, DeadlineStop, Effect, Given,
    Ground, SeatEffect, Seated, Step, Subject, Tenure,
};
use crate::guard::{Ballot, Document, EvalError, Name, RecusalKind, Recused, Truth, Value, Votes};
use crate::workflow::Service;
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;

const LOG: &str = "seoul.example/log";

/// Ids as workflows write them, and what a refused act may name instead.
fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        8 => "[a-z][a-z0-9_]{0,6}".prop_map(|s| s.as_str().into()),
        1 => "(sealed|erased|~|/|a/b~c|\u{fb33}|\u{1f600}|)".prop_map(|s| s.as_str().into()),
        1 => any::<String>().prop_map(|s| s.as_str().into()),
    ]
}

fn names() -> impl Strategy<Value = Vec<Name>> {
    prop::collection::vec(name(), 0..3)
}

fn date() -> impl Strategy<Value = Date> {
    (-9999i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (-62_167_219_200_000_000i64..253_402_207_200_000_000)
        .prop_map(|us| Timestamp::from_microsecond(us).unwrap())
}

fn ballot() -> impl Strategy<Value = Ballot> {
    let number = || 0u32..40;
    let votes = prop_oneof![
        (number(), number(), number()).prop_map(|(yes, no, abstain)| Votes::Counted {
            yes,
            no,
            abstain
        }),
        (names(), names(), names()).prop_map(|(yes, no, abstain)| Votes::Named {
            yes,
            no,
            abstain
        }),
    ];
    let kind = prop::sample::select(RecusalKind::ALL.to_vec());
    let recused =
        (name(), kind, prop::option::of(name())).prop_map(|(person, kind, ground)| Recused {
            person,
            kind,
            ground,
        });
    (
        (
            prop::option::of(date()),
            prop::option::of(number()),
            names(),
        ),
        (prop::collection::vec(recused, 0..3), votes),
        (
            prop::option::of(name()),
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

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        (any::<i64>(), 0u32..28).prop_map(|(n, scale)| Value::Decimal(Decimal::new(n, scale))),
        date().prop_map(Value::Date),
        name().prop_map(Value::Choice),
        name().prop_map(Value::Text),
        name().prop_map(Value::Person),
        (name(), name(), any::<u64>(), any::<[u8; 32]>()).prop_map(
            |(name, media, size, sha256)| {
                Value::Document(Box::new(Document {
                    name,
                    media,
                    size,
                    sha256,
                }))
            }
        ),
        ballot().prop_map(|ballot| Value::Ballot(Box::new(ballot))),
        Just(Value::Erased),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::List),
            prop::collection::vec(prop::collection::btree_map(name(), inner, 0..3), 0..3)
                .prop_map(Value::Table),
        ]
    })
}

fn given() -> BoxedStrategy<Given> {
    prop::collection::btree_map(name(), value(), 0..3).boxed()
}

fn conditions() -> BoxedStrategy<Vec<Condition>> {
    let truth = prop::sample::select(vec![
        Truth::Holds,
        Truth::Fails,
        Truth::Unknown,
        Truth::Error,
    ]);
    let error = prop::option::of(prop::sample::select(vec![
        EvalError::Overflow,
        EvalError::Erased,
        EvalError::Type,
    ]));
    let one =
        (name(), truth, given(), names(), error).prop_map(|(id, truth, seen, missing, error)| {
            Condition {
                id,
                truth,
                seen,
                missing,
                error,
            }
        });
    prop::collection::vec(one, 0..3).boxed()
}

fn effects() -> BoxedStrategy<Vec<Effect>> {
    let one = prop_oneof![
        (name(), value()).prop_map(|(fact, value)| Effect::Set { fact, value }),
        (name(), value()).prop_map(|(fact, value)| Effect::Append { fact, value }),
        name().prop_map(|fact| Effect::Clear { fact }),
    ];
    prop::collection::vec(one, 0..3).boxed()
}

fn tenure() -> impl Strategy<Value = Tenure> {
    (
        (name(), name(), name(), date()),
        (prop::option::of(date()), prop::option::of(date())),
        prop::collection::btree_map(name(), name(), 0..3),
    )
        .prop_map(
            |((body, seat, person, from), (until, vacated), marks)| Tenure {
                body,
                seat,
                person,
                from,
                until,
                vacated,
                marks,
            },
        )
}

fn seats() -> impl Strategy<Value = Vec<SeatEffect>> {
    let one = prop_oneof![
        tenure().prop_map(|tenure| SeatEffect::Given(Tenure {
            vacated: None,
            ..tenure
        })),
        (name(), prop::option::of(name()), name(), date()).prop_map(|(body, seat, person, on)| {
            SeatEffect::Vacated {
                body,
                seat,
                person,
                on,
            }
        }),
        (name(), any::<bool>()).prop_map(|(body, given)| SeatEffect::Erased { body, given }),
    ];
    prop::collection::vec(one, 0..3)
}

fn register() -> impl Strategy<Value = Vec<Seated>> {
    let one = (
        any::<[u8; 32]>(),
        prop::option::of(any::<[u8; 32]>()),
        prop::option::of(tenure()),
    )
        .prop_map(|(entry, ended_by, tenure)| Seated {
            entry,
            ended_by,
            tenure,
        });
    prop::collection::vec(one, 0..3)
}

fn steps() -> BoxedStrategy<Vec<Step>> {
    let cause = prop::sample::select(vec![
        Cause::Act,
        Cause::With,
        Cause::Automatic,
        Cause::Clock,
        Cause::Parent,
    ]);
    let one = (
        (name(), cause, prop::option::of(name())),
        (conditions(), conditions()),
        (names(), names(), effects(), seats(), ties()),
    )
        .prop_map(
            |(
                (transition, cause, branch),
                (guards, branches),
                (left, entered, effects, seats, ties),
            )| {
                Step {
                    transition,
                    cause,
                    guards,
                    branch,
                    branches,
                    left,
                    entered,
                    effects,
                    seats,
                    ties,
                }
            },
        );
    prop::collection::vec(one, 0..3).boxed()
}

fn ties() -> BoxedStrategy<Vec<Tied>> {
    let maybe = || prop::option::of(value());
    let how = prop::sample::select(Service::WORDS.map(|(word, _)| word).to_vec());
    let one = prop_oneof![
        (name(), value()).prop_map(|(role, person)| Tied::Assign { role, person }),
        name().prop_map(|role| Tied::Unassign { role }),
        (name(), value(), maybe(), maybe()).prop_map(|(role, to, from, until)| Tied::Delegate {
            role,
            to,
            from,
            until,
        }),
        any::<u32>().prop_map(|delegation| Tied::Revoke { delegation }),
        (value(), value(), value(), how, maybe()).prop_map(|(to, document, on, how, effective)| {
            Tied::Serve {
                to,
                document,
                on,
                how: how.into(),
                effective,
            }
        }),
        name().prop_map(|recommendation| Tied::Recommend { recommendation }),
        (name(), value()).prop_map(|(recommendation, answer)| Tied::Answer {
            recommendation,
            answer,
        }),
    ];
    prop::collection::vec(one, 0..3).boxed()
}

fn grounds() -> BoxedStrategy<Vec<Ground>> {
    let one = (0usize..34, name()).prop_map(|(which, name)| match which {
        0 => Ground::State,
        1 => Ground::Role,
        2 => Ground::Excluded(name),
        3 => Ground::Missing(name),
        4 => Ground::IllTyped(name),
        5 => Ground::NotAsked(name),
        6 => Ground::Reason,
        7 => Ground::Assumption(name),
        8 => Ground::Guard(name),
        9 => Ground::Branch,
        10 => Ground::Range(name),
        11 => Ground::Backdated,
        12 => Ground::Automatic(name),
        13 => Ground::Unbounded,
        14 => Ground::With(name),
        15 => Ground::Expired(name),
        16 => Ground::NotDelegated(name),
        17 => Ground::SubDelegated(name),
        18 => Ground::Criterion(name),
        19 => Ground::Departure(name),
        20 => Ground::Open(name),
        21 => Ground::Frozen(name),
        22 => Ground::Assented,
        23 => Ground::Children(name),
        24 => Ground::Clock(name),
        25 => Ground::Late(name),
        26 => Ground::Early(name),
        27 => Ground::Extended(name),
        28 => Ground::Uncounted(name),
        29 => Ground::Recused(name),
        30 => Ground::Ballot(name),
        31 => Ground::Seat(name),
        32 => Ground::Composition(name),
        _ => Ground::NoAssent,
    });
    prop::collection::vec(one, 0..4).boxed()
}

fn point() -> impl Strategy<Value = Point> {
    (
        1900i16..2100,
        1i8..13,
        1i8..29,
        prop::option::of((0i8..24, 0i8..60, 0i8..60)),
    )
        .prop_map(|(year, month, day, time)| {
            let day = jiff::civil::date(year, month, day);
            match time {
                None => Point::Day(day),
                Some((hour, minute, second)) => Point::Time(day.at(hour, minute, second, 0)),
            }
        })
}

fn changes() -> impl Strategy<Value = Vec<DeadlineChange>> {
    let length = prop::sample::select(vec![None, Some("20 days"), Some("1 month")])
        .prop_map(|length| length.and_then(|length| length.parse().ok()));
    let event = prop_oneof![
        (
            point(),
            instant(),
            length,
            point(),
            instant(),
            any::<bool>()
        )
            .prop_map(
                |(from, begins, length, due, ends, takes)| DeadlineEvent::Started {
                    from,
                    begins,
                    length,
                    due,
                    ends,
                    takes,
                }
            ),
        date().prop_map(|on| DeadlineEvent::Paused { on }),
        (date(), point(), instant()).prop_map(|(on, due, ends)| DeadlineEvent::Resumed {
            on,
            due,
            ends
        }),
        prop::option::of((point(), instant())).prop_map(|end| DeadlineEvent::Extended {
            due: end.map(|(due, _)| due),
            ends: end.map(|(_, ends)| ends),
        }),
        any::<bool>().prop_map(|late| DeadlineEvent::Met { late }),
        prop::sample::select(DeadlineStop::ALL[1..].to_vec()).prop_map(DeadlineEvent::Stopped),
    ];
    let one = (name(), event).prop_map(|(deadline, event)| DeadlineChange { deadline, event });
    prop::collection::vec(one, 0..4)
}

fn case_id() -> impl Strategy<Value = Name> {
    "[a-z0-9_-]{1,64}".prop_map(Name::from)
}

fn count() -> impl Strategy<Value = u64> {
    0u64..1 << 53
}

fn digest() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>()
}

fn origin() -> impl Strategy<Value = Origin> {
    (
        (case_id(), count(), digest(), name()),
        (
            prop::option::of(name()),
            prop::option::of(name()),
            prop::option::of(count()),
            count(),
        ),
    )
        .prop_map(
            |((case, seq, entry, name), (at, state, row, generation))| Origin {
                case,
                seq,
                entry,
                name,
                at,
                state,
                row,
                generation,
            },
        )
}

fn report() -> impl Strategy<Value = Body> {
    (names(), prop::option::of(name()))
        .prop_map(|(reached, outcome)| Body::Report { reached, outcome })
}

fn close() -> impl Strategy<Value = Body> {
    name().prop_map(|name| Body::Close { name })
}

fn sends() -> impl Strategy<Value = Vec<Sent>> {
    let open =
        (origin(), digest(), name(), given()).prop_map(|(origin, manifest, workflow, given)| {
            Body::Open(Opening {
                name: origin.name,
                workflow,
                manifest,
                at: origin.at,
                state: origin.state,
                row: origin.row,
                generation: origin.generation,
                given,
            })
        });
    let one = (case_id(), count(), prop_oneof![open, close(), report()])
        .prop_map(|(to, number, body)| Sent { to, number, body });
    prop::collection::vec(one, 0..3)
}

fn content() -> BoxedStrategy<Content> {
    let act = || {
        (
            name(),
            given(),
            prop::option::of(name()),
            prop::collection::btree_map(name(), name(), 0..3),
        )
            .prop_map(|(transition, given, reason, criteria)| Act {
                transition,
                given,
                reason,
                criteria,
                withdraws: false,
            })
    };
    let outcome = || prop::option::of(name());
    prop_oneof![
        (
            (name(), any::<u32>(), given(), conditions()),
            (names(), effects(), steps(), outcome()),
            prop::option::of(origin())
        )
            .prop_map(
                |(
                    (workflow, revision, given, assumptions),
                    (entered, effects, steps, outcome),
                    origin,
                )| {
                    Content::Opened {
                        workflow,
                        revision,
                        given,
                        assumptions,
                        entered,
                        effects,
                        steps,
                        outcome,
                        origin,
                    }
                }
            ),
        (
            (case_id(), count(), digest(), count()),
            prop_oneof![close(), report()],
            (grounds(), conditions(), steps(), outcome())
        )
            .prop_map(
                |((from, source, entry, number), body, (grounds, others, steps, outcome))| {
                    Content::Received {
                        from,
                        source,
                        entry,
                        number,
                        body,
                        grounds,
                        others,
                        steps,
                        outcome,
                    }
                }
            ),
        (case_id(), count(), digest(), name()).prop_map(|(child, source, entry, why)| {
            Content::Unopened {
                child,
                source,
                entry,
                why,
            }
        }),
        (
            act(),
            any::<bool>(),
            conditions(),
            conditions(),
            steps(),
            outcome()
        )
            .prop_map(|(act, discretion, assumptions, guards, steps, outcome)| {
                Content::Act {
                    act,
                    discretion,
                    assumptions,
                    guards,
                    steps,
                    outcome,
                }
            }),
        (
            (act(), any::<bool>(), name(), prop::option::of(name())),
            (conditions(), conditions())
        )
            .prop_map(|((act, discretion, state, over), (assumptions, guards))| {
                Content::Assented {
                    act,
                    discretion,
                    state,
                    over,
                    assumptions,
                    guards,
                }
            }),
        act().prop_map(|act| Content::Withdrawn {
            act: Act {
                withdraws: true,
                ..act
            },
        }),
        (
            (act(), any::<bool>()),
            grounds(),
            conditions(),
            conditions(),
            conditions()
        )
            .prop_map(|((act, withdraws), grounds, assumptions, guards, others)| {
                Content::Refused {
                    act: Act { withdraws, ..act },
                    grounds,
                    assumptions,
                    guards,
                    others,
                }
            }),
        (
            (name(), name(), grounds(), steps(), outcome()),
            (conditions(), conditions(), conditions())
        )
            .prop_map(
                |(
                    (deadline, transition, grounds, steps, outcome),
                    (assumptions, guards, others),
                )| Content::Clock {
                    deadline,
                    transition,
                    grounds,
                    assumptions,
                    guards,
                    others,
                    steps,
                    outcome,
                }
            ),
    ]
    .boxed()
}

fn entry() -> impl Strategy<Value = Entry> {
    (
        (
            "[a-z0-9_-]{1,64}",
            1u64..1 << 53,
            instant(),
            instant(),
            date(),
        ),
        (
            (name(), prop::option::of(name()), names(), name()),
            (
                names(),
                prop::option::of((name(), prop::option::of(0u64..1 << 53))),
            ),
        ),
        (
            any::<u32>(),
            any::<[u8; 32]>(),
            (changes(), register(), sends()),
            content(),
        ),
    )
        .prop_map(
            |(
                (case, seq, recorded, effective, date),
                ((actor, capacity, granted, via), (claims, behalf)),
                (semantics, manifest, (deadlines, register, sends), content),
            )| Entry {
                case: case.as_str().into(),
                seq,
                recorded,
                effective,
                date,
                subject: Subject {
                    actor,
                    capacity,
                    granted,
                    claims,
                    on_behalf_of: behalf.map(|(person, entry)| Behalf { person, entry }),
                    via,
                },
                semantics,
                manifest,
                deadlines,
                register,
                sends,
                content,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_sealed_opens_to_the_same(entry in entry(), random: [u8; 32]) {
        let previous = first_link(LOG, &entry.case);
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new(random)).unwrap();
        // The bytes written straight into the buffer are canonical.
        prop_assert_eq!(parse(&sealed.bytes).map(|json| json.to_bytes()), Ok(sealed.bytes.clone()));
        prop_assert_eq!(sealed.hash, leaf_hash(&sealed.bytes));
        let openings = parse_openings(&write_openings(&sealed.openings)).unwrap();
        prop_assert_eq!(&openings, &sealed.openings);
        let opened = open(&sealed.bytes, &openings).unwrap();
        prop_assert_eq!(opened, Unsealed { log: LOG.to_owned(), previous, entry, erased: vec![] });
    }

    /// Erasing any openings leaves an entry that reads, with marks; nothing
    /// else changes.
    #[test]
    fn erased_values_are_marks(entry in entry(), keep: u64) {
        let previous = first_link(LOG, &entry.case);
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([5; 32])).unwrap();
        let mut kept = sealed.openings.clone();
        let mut at = 0;
        kept.retain(|_| { at += 1; keep >> (at % 64) & 1 == 1 });
        let opened = open(&sealed.bytes, &kept).unwrap();
        prop_assert_eq!(opened.erased.len() + kept.len(), sealed.openings.len());
        let again = seal(LOG, &opened.entry, &previous, &SaltSeed::new([5; 32])).unwrap();
        let visible: Vec<&str> = kept.iter().map(|one| &*one.path).collect();
        let resealed: Vec<&str> = again.openings.iter().map(|one| &*one.path)
            .filter(|path| {
                let said = *path == "/reason" || path.starts_with("/criteria/");
                !said || visible.contains(path)
            })
            .collect();
        prop_assert_eq!(resealed, visible);
    }

    /// A changed opening, or one for another place, is found.
    #[test]
    fn a_false_opening_is_found(entry in entry(), which: prop::sample::Index, bit in 0usize..256) {
        let previous = first_link(LOG, &entry.case);
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([5; 32])).unwrap();
        prop_assume!(!sealed.openings.is_empty());
        let at = which.index(sealed.openings.len());
        let mut openings = sealed.openings.clone();
        openings[at].salt.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(open(&sealed.bytes, &openings).is_err());
        let mut openings = sealed.openings.clone();
        openings[at].kind.to_mut().push('x');
        prop_assert!(open(&sealed.bytes, &openings).is_err());
        let mut openings = sealed.openings.clone();
        openings[at].value = Json::text("another");
        prop_assert_eq!(open(&sealed.bytes, &openings).is_ok(), openings == sealed.openings);
        let mut openings = sealed.openings.clone();
        openings.insert(at, sealed.openings[at].clone());
        prop_assert!(open(&sealed.bytes, &openings).is_err());
        let mut openings = sealed.openings.clone();
        openings.swap(0, at);
        prop_assert_eq!(open(&sealed.bytes, &openings).is_ok(), at == 0);
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = open(&bytes, &[]);
        let _ = Genesis::parse(&bytes);
    }
}

/// One act with a name, a date, a document, a reason, and a guard that saw them.
pub(in crate::audit) fn example() -> Entry {
    let given: Given = [
        ("applicant", Value::Text("김조례".into())),
        ("born_on", Value::Date(Date::constant(1971, 5, 4))),
        (
            "proof",
            Value::Document(Box::new(Document {
                name: "주민등록등본.pdf".into(),
                media: "application/pdf".into(),
                size: 52_113,
                sha256: [0x11; 32],
            })),
        ),
        ("share", Value::Decimal(Decimal::new(1250, 2))),
    ]
    .into_iter()
    .map(|(name, value)| (name.into(), value))
    .collect();
    Entry {
        case: "case-1".into(),
        seq: 2,
        recorded: "2027-01-08T01:00:00.25Z".parse().unwrap(),
        effective: "2027-01-08T01:00:00.25Z".parse().unwrap(),
        date: Date::constant(2027, 1, 8),
        subject: Subject {
            actor: "p-7".into(),
            capacity: Some("department".into()),
            granted: vec!["department".into()],
            claims: vec![],
            on_behalf_of: None,
            via: "key-1".into(),
        },
        semantics: 1,
        manifest: [0x22; 32],
        deadlines: vec![],
        register: vec![],
        sends: vec![],
        content: Content::Act {
            act: Act {
                transition: "apply".into(),
                given: given.clone(),
                reason: Some("신청인의 사정을 고려함".into()),
                ..Act::of("apply")
            },
            discretion: false,
            assumptions: vec![],
            guards: vec![Condition {
                id: "of_age".into(),
                truth: Truth::Holds,
                seen: given
                    .iter()
                    .filter(|(name, _)| &***name == "born_on")
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
                missing: vec![],
                error: None,
            }],
            steps: vec![Step {
                transition: "apply".into(),
                cause: Cause::Act,
                guards: vec![],
                branch: None,
                branches: vec![],
                left: vec!["waiting".into()],
                entered: vec!["applied".into()],
                effects: vec![Effect::Set {
                    fact: "applied_on".into(),
                    value: Value::Date(Date::constant(2027, 1, 8)),
                }],
                seats: vec![],
                ties: vec![],
            }],
            outcome: None,
        },
    }
}

#[test]
fn no_personal_value_stands_in_clear() {
    let entry = example();
    let previous = first_link(LOG, "case-1");
    let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([9; 32])).unwrap();
    let text = String::from_utf8(sealed.bytes.clone()).unwrap();
    for hidden in [
        "김조례",
        "1971",
        "주민등록",
        "52113",
        "1111",
        "12.5",
        "고려",
        "pdf",
    ] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert_eq!(sealed.openings.len(), 7);
    let openings = String::from_utf8(write_openings(&sealed.openings)).unwrap();
    insta::assert_snapshot!(format!("{text}\n{openings}\n{}\n", sealed.hash));
}

/// The same value at two places, in two entries, or with two seeds, never has
/// the same commitment: nothing tells that they are equal.
#[test]
fn equal_values_do_not_show() {
    let mut entry = example();
    let previous = first_link(LOG, "case-1");
    let mut all = Vec::new();
    for seq in 1..4 {
        entry.seq = seq;
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([seq as u8; 32])).unwrap();
        let json = parse(&sealed.bytes).unwrap();
        all.extend(commitments(&json).into_iter().map(|(_, hash)| hash));
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

/// A value that was erased before stands as such in the entry; an opening that
/// says "erased" would be a second way to write it.
#[test]
fn no_opening_opens_to_an_erased_value() {
    let sealed = seal(
        LOG,
        &example(),
        &first_link(LOG, "case-1"),
        &SaltSeed::new([9; 32]),
    )
    .unwrap();
    let mut openings = sealed.openings.clone();
    let before = openings[0].commitment("case-1", example().seq).to_string();
    (openings[0].kind, openings[0].value) = ("erased".into(), Json::Null);
    let after = openings[0].commitment("case-1", example().seq).to_string();
    let bytes = String::from_utf8(sealed.bytes).unwrap();
    assert!(bytes.contains(&before));
    assert_eq!(
        open(bytes.replace(&before, &after).as_bytes(), &openings),
        Err(EntryError::Value {
            path: openings[0].path.to_string()
        })
    );
}

#[test]
fn what_the_format_cannot_carry_is_refused() {
    let previous = first_link(LOG, "case-1");
    let seed = SaltSeed::new([9; 32]);
    let refused = |change: &dyn Fn(&mut Entry)| {
        let mut entry = example();
        change(&mut entry);
        seal(LOG, &entry, &previous, &seed).unwrap_err()
    };
    assert_eq!(refused(&|e| e.case = "Case 1".into()), SealError::Case);
    assert_eq!(refused(&|e| e.case = "".into()), SealError::Case);
    assert_eq!(refused(&|e| e.seq = 0), SealError::Sequence { seq: 0 });
    assert_eq!(
        refused(&|e| e.seq = 1 << 53),
        SealError::Sequence { seq: 1 << 53 }
    );
    let fine = Timestamp::from_nanosecond(1).unwrap();
    assert_eq!(
        refused(&|e| e.recorded = fine),
        SealError::Instant { at: fine }
    );
    assert_eq!(
        seal("a b", &example(), &previous, &seed),
        Err(SealError::Log)
    );
}

#[test]
fn the_genesis_reads_back_and_nothing_else_does() {
    let key = SecretKey::from_random(LOG, &[3; 32]).unwrap();
    let genesis = Genesis {
        key: key.public().clone(),
        created: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let bytes = genesis.to_bytes().unwrap();
    assert_eq!(Genesis::parse(&bytes), Ok(genesis));
    for at in 0..bytes.len() {
        let mut cut = bytes.clone();
        cut.remove(at);
        // The date may lose no digit, the key no character.
        assert!(Genesis::parse(&cut).is_err(), "{at}");
    }
    assert!(open(&bytes, &[]).is_err());
}
