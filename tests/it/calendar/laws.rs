//! Laws that hold for every count.

use jiff::civil::{Date, date};
use jorye::calendar::{
    Calendar, Count, CountError, FirstDay, Pause, Period, Point, Rule, Unit, Window, due, due_at,
};
use jorye::diagnostic::{Bilingual, Coded, Lang, Source};
use proptest::prelude::*;
use std::sync::Arc;

fn kr() -> Arc<Calendar> {
    Calendar::builtin("kr").unwrap()
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(jiff::ToSpan::days(days)).unwrap()
}

fn days() -> impl Strategy<Value = Date> {
    (0_i64..18_000).prop_map(|days| later(date(1995, 1, 1), days))
}

fn units() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::Days),
        Just(Unit::WorkingDays),
        Just(Unit::Weeks),
        Just(Unit::Months),
        Just(Unit::Years),
    ]
}

fn amount(unit: Unit) -> std::ops::RangeInclusive<u32> {
    match unit {
        Unit::Years => 1..=4,
        Unit::Months => 1..=40,
        Unit::Weeks => 1..=120,
        _ => 1..=700,
    }
}

fn periods() -> impl Strategy<Value = Period> {
    units().prop_flat_map(|unit| amount(unit).prop_map(move |amount| Period { amount, unit }))
}

fn rules() -> impl Strategy<Value = Rule> {
    prop::sample::select(Rule::ALL.to_vec())
}

/// Rules that count days forward.
fn forward() -> impl Strategy<Value = Rule> {
    prop::sample::select(vec![
        Rule::Civil,
        Rule::CivilFromMidnight,
        Rule::Effect,
        Rule::Restrict,
        Rule::Term,
        Rule::Calendar,
    ])
}

/// Stretches that follow each other, the first not before `from`.
fn stretches(from: Date) -> impl Strategy<Value = Vec<(Date, Date)>> {
    prop::collection::vec((1_i64..40, 0_i64..30), 0..4).prop_map(move |lengths| {
        let mut at = from;
        lengths
            .into_iter()
            .map(|(wait, long)| {
                let first = later(at, wait);
                let last = later(first, long);
                at = last;
                (first, last)
            })
            .collect()
    })
}

fn pauses(stretches: &[(Date, Date)], first_day: FirstDay) -> Vec<Pause> {
    stretches
        .iter()
        .map(|&(from, to)| Pause {
            from,
            to,
            first_day,
        })
        .collect()
}

fn windows(stretches: &[(Date, Date)]) -> Vec<Window> {
    stretches
        .iter()
        .map(|&(from, to)| Window {
            from,
            to,
            why: Bilingual::new("선거기간", "an election"),
            citation: Some("주민조례발안에 관한 법률 제8조제1항".to_owned()),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_longer_period_never_ends_earlier(rule in forward(), from in days(), period in periods()) {
        let kr = kr();
        let longer = Period { amount: period.amount + 1, ..period };
        let end = |period| due_at(&Count::new(rule, &kr, from.into(), period)).unwrap();
        prop_assert!(end(period) <= end(longer));
    }

    #[test]
    fn an_extension_never_ends_earlier(rule in forward(), from in days(), period in periods(), by in periods()) {
        let kr = kr();
        let count = Count::new(rule, &kr, from.into(), period);
        let extended = Count { extension: Some(by), ..count };
        prop_assert!(due_at(&count).unwrap() <= due_at(&extended).unwrap());
    }

    #[test]
    fn a_last_day_that_rolls_is_no_rest_day(from in days(), period in periods(), rule in rules()) {
        let kr = kr();
        let start = Point::Time(from.at(10, 30, 0, 0));
        if let Ok(at) = due_at(&Count::new(rule, &kr, start, period))
            && rule.rolls()
        {
            prop_assert!(!kr.is_rest(at.date()).unwrap());
        }
    }

    #[test]
    fn back_and_forth_is_the_same_day(event in days(), amount in 1_u32..700, weeks in any::<bool>()) {
        let kr = kr();
        let unit = if weeks { Unit::Weeks } else { Unit::Days };
        let period = Period { amount, unit };
        let back = due_at(&Count::new(Rule::Backward, &kr, event.into(), period)).unwrap();
        let forth = due_at(&Count::new(Rule::Calendar, &kr, back, period)).unwrap();
        prop_assert_eq!(forth, Point::Day(event));
        let clear = Count { clear: true, ..Count::new(Rule::Backward, &kr, event.into(), period) };
        prop_assert_eq!(due_at(&clear).unwrap(), Point::Day(back.date().yesterday().unwrap()));
    }

    #[test]
    fn a_pause_never_shortens((from, stretches) in days().prop_flat_map(|d| (Just(d), stretches(d))), period in periods(), rule in forward()) {
        let kr = kr();
        let count = Count::new(rule, &kr, from.into(), period);
        let all = pauses(&stretches, FirstDay::LeftOut);
        let some = pauses(&stretches, FirstDay::Counted);
        let none = due_at(&count).unwrap();
        let counted = due_at(&Count { pauses: &some, ..count });
        let left_out = due_at(&Count { pauses: &all, ..count });
        // Stretches made at random may touch: then no count is made.
        if let (Ok(counted), Ok(left_out)) = (counted, left_out) {
            prop_assert!(none <= counted && counted <= left_out);
        }
    }

    /// The same by going from day to day.
    #[test]
    fn days_are_counted_one_by_one(
        (from, stretches) in days().prop_flat_map(|d| (Just(d), stretches(d))),
        amount in 1_u32..400,
        working in any::<bool>(),
        back in any::<bool>(),
    ) {
        let kr = kr();
        let stretches: Vec<(Date, Date)> = if back {
            // Mirrored around the event.
            let mirror = |day: Date| later(from, -i64::from((day - from).get_days()));
            stretches.iter().map(|&(a, b)| (mirror(b), mirror(a))).collect()
        } else {
            stretches
        };
        let excluded = windows(&stretches);
        let unit = if working { Unit::WorkingDays } else { Unit::Days };
        let rule = if back { Rule::Backward } else { Rule::Calendar };
        let count = Count { excluded: &excluded, ..Count::new(rule, &kr, from.into(), Period { amount, unit }) };
        let mut day = from;
        let mut left = amount;
        while left > 0 {
            day = if back { day.yesterday().unwrap() } else { day.tomorrow().unwrap() };
            let out = stretches.iter().any(|(a, b)| (*a..=*b).contains(&day));
            let Ok(rest) = kr.is_rest(day) else { return Ok(()) };
            let skipped = out || (working && rest);
            if !skipped {
                left -= 1;
            }
        }
        prop_assert_eq!(due_at(&count).unwrap(), Point::Day(day));
    }

    /// Whatever is asked: an answer or an error, the same with steps and without,
    /// and every sentence whole.
    #[test]
    fn steps_change_nothing(
        rule in rules(),
        (from, stretches) in days().prop_flat_map(|d| (Just(d), stretches(d))),
        clock in prop::option::of(0_i8..24),
        amount in prop_oneof![0_u32..40, 0_u32..=Period::MOST],
        unit in prop_oneof![units(), Just(Unit::Hours)],
        extension in prop::option::of(periods()),
        clear in any::<bool>(),
        counted in any::<bool>(),
    ) {
        let kr = kr();
        let half = stretches.len() / 2;
        let first_day = if counted { FirstDay::Counted } else { FirstDay::LeftOut };
        let pauses = pauses(&stretches[..half], first_day);
        let excluded = windows(&stretches[half..]);
        let start = clock.map_or(Point::Day(from), |hour| Point::Time(from.at(hour, 15, 0, 0)));
        let count = Count {
            pauses: &pauses,
            excluded: &excluded,
            extension,
            clear,
            ..Count::new(rule, &kr, start, Period { amount, unit })
        };
        let told = due(&count);
        prop_assert_eq!(due_at(&count), told.clone().map(|due| due.at));
        match told {
            Ok(due) => {
                // The last step ends where the answer is.
                let last = due.steps.last().unwrap();
                prop_assert_eq!(last.to, due.at);
                for step in &due.steps {
                    for lang in [Lang::Ko, Lang::En] {
                        let says = step.says(lang);
                        let open = says.contains(['{', '}']);
                        prop_assert!(!open, "{}", says);
                    }
                }
            }
            Err(error) => {
                let title = error.finding().title(Lang::Ko);
                let open = title.contains(['{', '}']);
                prop_assert!(!open, "{}", title);
            }
        }
    }
}

proptest! {
    // Each case makes a calendar of its own.
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_holiday_more_never_shortens(
        from in days(),
        period in periods(),
        added in prop::collection::btree_set(0_i64..400, 1..6),
        petition in any::<bool>(),
    ) {
        let list: Vec<String> = added.iter().map(|&n| later(from, n).to_string()).collect();
        let text = format!(
            "format = 1\n[calendar]\nid = \"more\"\ntitle = {{ ko = \"더\", en = \"More\" }}\nextends = \"kr\"\n\
             [holiday.x]\nname = {{ ko = \"가\", en = \"X\" }}\ndays = [{}]\n",
            list.join(", ")
        );
        let (more, findings) = Calendar::parse(&Source::new("more.toml", text));
        prop_assert!(findings.is_empty());
        let (kr, more) = (kr(), more.unwrap());
        let rule = if petition { Rule::Petition } else { Rule::Civil };
        let start = Point::Time(from.at(9, 0, 0, 0));
        let before = due_at(&Count::new(rule, &kr, start, period)).unwrap();
        let after = due_at(&Count::new(rule, &more, start, period)).unwrap();
        prop_assert!(before <= after);
    }
}

#[test]
fn no_date_is_too_far_to_refuse() {
    let kr = kr();
    for from in [Date::MIN, Date::MAX, date(1990, 1, 1), date(2050, 12, 31)] {
        for rule in Rule::ALL {
            for unit in [
                Unit::Hours,
                Unit::Days,
                Unit::WorkingDays,
                Unit::Weeks,
                Unit::Months,
                Unit::Years,
            ] {
                for amount in [0, 1, 5, 6, Period::MOST, u32::MAX] {
                    for point in [
                        Point::Day(from),
                        Point::Time(from.at(23, 59, 59, 999_999_999)),
                    ] {
                        let count = Count::new(rule, &kr, point, Period { amount, unit });
                        let _ = due(&count);
                        let _ = due_at(&Count {
                            excluded: &windows(&[(Date::MIN, Date::MAX)]),
                            ..count
                        });
                    }
                }
            }
        }
    }
}

#[test]
fn faults_of_what_is_asked() {
    let kr = kr();
    let from: Point = "2026-11-02".parse().unwrap();
    let count = Count::new(Rule::Civil, &kr, from, Period::days(7));
    let pause = |from: &str, to: &str| Pause {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        first_day: FirstDay::LeftOut,
    };
    let reversed = [pause("2026-11-11", "2026-11-04")];
    let error = due_at(&Count {
        pauses: &reversed,
        ..count
    })
    .unwrap_err();
    assert!(matches!(error, CountError::Reversed { .. }));
    let shared = [
        pause("2026-11-08", "2026-11-11"),
        pause("2026-11-04", "2026-11-08"),
    ];
    let error = due_at(&Count {
        pauses: &shared,
        ..count
    })
    .unwrap_err();
    let CountError::PausesOverlap { day } = error else {
        panic!("{error}");
    };
    assert_eq!(day.to_string(), "2026-11-08");
    for (rule, period) in [
        (Rule::Restrict, "0d"),
        (Rule::Term, "0m"),
        (Rule::CivilFromMidnight, "0w"),
        (Rule::Petition, "0d"),
    ] {
        let error = due_at(&Count::new(rule, &kr, from, period.parse().unwrap())).unwrap_err();
        assert!(
            matches!(error, CountError::EndsBeforeStart { .. }),
            "{rule}"
        );
    }
    for (rule, period) in [
        (Rule::Civil, "8h"),
        (Rule::Petition, "5d"),
        (Rule::Backward, "48h"),
    ] {
        let error = due_at(&Count::new(rule, &kr, from, period.parse().unwrap())).unwrap_err();
        assert!(matches!(error, CountError::NeedsTime { .. }), "{rule}");
    }
}

/// Pauses of Korea and of the Netherlands, on one week.
#[test]
fn the_end_days_of_a_pause() {
    let nl = Calendar::builtin("netherlands").unwrap();
    let from: Point = "2026-11-02".parse().unwrap();
    let pause = |first_day| Pause {
        from: date(2026, 11, 4),
        to: date(2026, 11, 11),
        first_day,
    };
    let end = |first_day| {
        let pauses = [pause(first_day)];
        let count = Count::new(Rule::Civil, &nl, from, "2w".parse().unwrap());
        due_at(&Count {
            pauses: &pauses,
            ..count
        })
        .unwrap()
        .to_string()
    };
    // Two weeks end on 2026-11-16; six days stand still from the day after the
    // request until the day of the supplement, or eight with both.
    assert_eq!(end(FirstDay::Counted), "2026-11-23");
    assert_eq!(end(FirstDay::LeftOut), "2026-11-24");
}

/// Six months from 2026-02-01 with an election period of 13 days in them.
#[test]
fn days_taken_out_make_months_longer() {
    let kr = kr();
    let excluded = windows(&[(date(2026, 5, 21), date(2026, 6, 2))]);
    let count = Count::new(
        Rule::Calendar,
        &kr,
        date(2026, 2, 1).into(),
        "6m".parse().unwrap(),
    );
    assert_eq!(due_at(&count).unwrap().to_string(), "2026-08-01");
    let found = due(&Count {
        excluded: &excluded,
        ..count
    })
    .unwrap();
    assert_eq!(found.at.to_string(), "2026-08-14");
    let cited = found
        .steps
        .iter()
        .any(|step| step.citation.as_deref() == Some("주민조례발안에 관한 법률 제8조제1항"));
    assert!(cited);
    assert_eq!(found.steps.last().unwrap().to, found.at);
}
