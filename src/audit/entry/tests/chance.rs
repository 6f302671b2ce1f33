//! Entries by chance: every kind, with every value that one can hold.

use super::*;
use crate::engine::correct::Correction;
use crate::engine::erase::Removed;

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
        (name(), count()).prop_map(|(transition, entry)| Tied::Annul { transition, entry }),
        name().prop_map(|recommendation| Tied::Recommend { recommendation }),
        (name(), value()).prop_map(|(recommendation, answer)| Tied::Answer {
            recommendation,
            answer,
        }),
    ];
    prop::collection::vec(one, 0..3).boxed()
}

fn grounds() -> BoxedStrategy<Vec<Ground>> {
    let one = (0usize..38, name()).prop_map(|(which, name)| match which {
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
        33 => Ground::NothingToAnnul(name),
        34 => Ground::NotYetLaw(name),
        35 => Ground::Repealed(name),
        36 => Ground::Stayed(name),
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
    let length = || {
        prop::sample::select(vec![None, Some("20 days"), Some("1 month")])
            .prop_map(|length| length.and_then(|length| length.parse().ok()))
    };
    let event = prop_oneof![
        (
            point(),
            instant(),
            length(),
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
        (
            (point(), instant(), length(), any::<bool>()),
            prop::option::of((point(), instant()))
        )
            .prop_map(
                |((from, begins, length, takes), end)| DeadlineEvent::Recounted {
                    from,
                    begins,
                    length,
                    due: end.map(|(due, _)| due),
                    ends: end.map(|(_, ends)| ends),
                    takes,
                }
            ),
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

/// What entries have lost, in their order.
fn removed() -> impl Strategy<Value = Vec<Removed>> {
    let paths = prop::collection::vec(name(), 1..3);
    prop::collection::btree_map(1u64..1 << 53, (digest(), paths), 1..3).prop_map(|all| {
        all.into_iter()
            .map(|(seq, (entry, paths))| Removed { seq, entry, paths })
            .collect()
    })
}

fn renamed() -> impl Strategy<Value = Renamed> {
    let names = || prop::collection::btree_map(name(), prop::option::of(name()), 0..3);
    (names(), names(), names(), names(), names()).prop_map(
        |(deadlines, facts, roles, states, transitions)| Renamed {
            deadlines,
            facts,
            roles,
            states,
            transitions,
        },
    )
}

fn moved() -> impl Strategy<Value = Moved> {
    (
        (digest(), any::<u32>(), any::<u32>(), name(), names()),
        (renamed(), names(), names()),
        (effects(), steps(), prop::option::of(name())),
    )
        .prop_map(
            |(
                (leaves, from, to, rule, basis),
                (renamed, left, entered),
                (effects, steps, outcome),
            )| Moved {
                leaves,
                from,
                to,
                rule,
                basis,
                renamed,
                left,
                entered,
                effects,
                steps,
                outcome,
            },
        )
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
            (1u64..1 << 53, digest(), name(), prop::option::of(name())),
            (value(), names(), name(), grounds()),
            any::<bool>()
        )
            .prop_map(
                |((seq, entry, path, fact), (says, basis, reason, grounds), present)| {
                    Content::Corrected(Box::new(Correction {
                        present: present && fact.is_some() && grounds.is_empty(),
                        seq,
                        entry,
                        path,
                        fact,
                        says,
                        basis,
                        reason,
                        grounds,
                    }))
                }
            ),
        (
            names(),
            removed(),
            prop::collection::vec(name(), 1..3),
            prop::option::of(name())
        )
            .prop_map(|(facts, removed, basis, reason)| Content::Erased {
                facts,
                removed,
                basis,
                reason,
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
        moved().prop_map(|moved| Content::Moved(Box::new(moved))),
        (
            digest(),
            prop::option::of(name()),
            prop::option::of(point()),
            names()
        )
            .prop_map(|(leaves, deadline, was, basis)| Content::Recounted {
                leaves,
                deadline,
                was,
                basis,
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

/// Any entry.
pub(super) fn entry() -> impl Strategy<Value = Entry> {
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
