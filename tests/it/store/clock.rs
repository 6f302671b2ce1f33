//! The clock of a store: what is due, in what order, and that time is not set
//! back.

use jiff::{SignedDuration, Timestamp};
use jorye::calendar::Point;
use jorye::engine::{Case, Timed};
use jorye::store::{MemoryStore, Reminder, Reminds, Store, StoreError, Waking};

use super::{append, create, log, manifest, open, told, wait};

/// Noon of a day of June 2027.
fn noon(day: i64) -> Timestamp {
    let first: Timestamp = "2027-06-01T12:00:00Z".parse().unwrap();
    first + SignedDuration::from_hours(24 * (day - 1))
}

/// A deadline that has run out at a moment.
fn timed(ends: Timestamp, takes: bool) -> Timed {
    Timed {
        from: Point::Day(jiff::civil::date(2027, 6, 1)),
        begins: noon(1),
        length: None,
        due: Some(Point::Day(jiff::civil::date(2027, 6, 1))),
        ends: Some(ends),
        counted: noon(1),
        takes,
        pauses: Vec::new(),
        extended: 0,
        stopped: None,
    }
}

fn at(case: &mut Case, deadline: &str, ends: Timestamp) {
    let kept = &mut case.deadlines.kept;
    kept.insert(deadline.into(), timed(ends, true));
}

/// The next entry of a case, after which these deadlines run and no others.
fn keep(store: &dyn Store, id: &str, before: u64, deadlines: &[(&str, Timestamp)]) {
    let mut append = append(id, before, 1, manifest(store, "m"), "clock");
    for (deadline, ends) in deadlines {
        at(&mut append.after, deadline, *ends);
    }
    wait(store.append(append)).unwrap();
}

fn waking(id: &str, at: Timestamp) -> Waking {
    Waking {
        at,
        case: id.into(),
    }
}

fn claimed(store: &dyn Store, now: Timestamp) -> Vec<Waking> {
    wait(store.claim(now, None, 100)).unwrap()
}

/// Each store, and of a file whether it says the same once it is opened again.
fn on_each(subject: impl Fn(&dyn Store)) {
    subject(&MemoryStore::create(log()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    subject(&store);
    let far = noon(1000);
    let before = claimed(&store, far);
    wait(store.close()).unwrap();
    let store = open(&path).unwrap();
    let error = told(wait(store.claim(
        far - SignedDuration::from_secs(1),
        None,
        1,
    )));
    assert!(matches!(error, StoreError::ClockBackward { .. }));
    assert_eq!(claimed(&store, far), before);
}

#[test]
fn nothing_is_due_before_its_moment() {
    on_each(|store| {
        assert_eq!(claimed(store, noon(1)), []);
        keep(store, "never", 0, &[]);
        keep(store, "later", 0, &[("d", noon(5))]);
        let just_before = noon(5) - SignedDuration::from_micros(1);
        assert_eq!(claimed(store, just_before), []);
        assert_eq!(claimed(store, noon(5)), [waking("later", noon(5))]);
    });
}

#[test]
fn what_is_due_comes_by_moment_and_then_by_case() {
    on_each(|store| {
        for (id, day) in [("b", 3), ("a", 4), ("d", 2), ("c", 3), ("e", 30)] {
            keep(store, id, 0, &[("d", noon(day))]);
        }
        let all = [
            waking("d", noon(2)),
            waking("b", noon(3)),
            waking("c", noon(3)),
            waking("a", noon(4)),
        ];
        assert_eq!(claimed(store, noon(4)), all);
        // In pages of every size: nothing is left out, and nothing comes twice.
        for limit in 1..6 {
            let mut found = Vec::new();
            let mut after = None;
            loop {
                let page = wait(store.claim(noon(4), after, limit)).unwrap();
                assert!(page.len() <= limit);
                let Some(last) = page.last() else { break };
                after = Some(last.clone());
                found.extend(page);
            }
            assert_eq!(found, all, "{limit} at a time");
        }
    });
}

#[test]
fn a_case_is_due_by_the_first_of_its_deadlines_as_it_stands() {
    on_each(|store| {
        let two = [("late", noon(9)), ("early", noon(3))];
        keep(store, "a", 0, &two);
        assert_eq!(claimed(store, noon(20)), [waking("a", noon(3))]);
        // An act that ends the first, one that moves the other, and one that ends both.
        keep(store, "a", 1, &[("late", noon(9))]);
        assert_eq!(claimed(store, noon(20)), [waking("a", noon(9))]);
        keep(store, "a", 2, &[("late", noon(40))]);
        assert_eq!(claimed(store, noon(20)), []);
        assert_eq!(claimed(store, noon(40)), [waking("a", noon(40))]);
        keep(store, "a", 3, &[]);
        assert_eq!(claimed(store, noon(41)), []);
    });
}

#[test]
fn a_deadline_on_which_no_clock_acts_wakes_nobody() {
    on_each(|store| {
        let mut append = append("a", 0, 1, manifest(store, "m"), "clock");
        let kept = &mut append.after.deadlines.kept;
        kept.insert("mark".into(), timed(noon(2), false));
        wait(store.append(append)).unwrap();
        assert_eq!(claimed(store, noon(9)), []);
    });
}

/// A claim takes nothing away: whoever asked may die before it acted.
#[test]
fn what_was_claimed_and_not_acted_on_is_due_still() {
    on_each(|store| {
        keep(store, "a", 0, &[("d", noon(2))]);
        for _ in 0..3 {
            assert_eq!(claimed(store, noon(2)), [waking("a", noon(2))]);
        }
        keep(store, "a", 1, &[]);
        assert_eq!(claimed(store, noon(2)), []);
    });
}

#[test]
fn the_clock_of_a_store_is_not_set_back() {
    on_each(|store| {
        keep(store, "a", 0, &[("d", noon(3))]);
        claimed(store, noon(10));
        let earlier = noon(10) - SignedDuration::from_micros(1);
        match told(wait(store.claim(earlier, None, 10))) {
            StoreError::ClockBackward { last, now, .. } => {
                assert_eq!((last, now), (noon(10), earlier));
            }
            other => panic!("{other:?}"),
        }
        // The same moment again, and later ones, are none.
        assert_eq!(claimed(store, noon(10)), [waking("a", noon(3))]);
        assert_eq!(claimed(store, noon(11)), [waking("a", noon(3))]);
    });
}

#[test]
fn many_who_claim_at_once_are_given_what_is_due() {
    on_each(|store| {
        for n in 0..8 {
            keep(store, &format!("c{n}"), 0, &[("d", noon(2 + n))]);
        }
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| claimed(store, noon(20)).len()))
                .collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), 8);
            }
        });
    });
}

/// The next entry of a case, after which it reminds of these deadlines.
fn remind(store: &dyn Store, id: &str, before: u64, reminds: &[(&str, Option<Timestamp>)]) {
    let mut append = append(id, before, 1, manifest(store, "m"), "clock");
    let reminds = reminds.iter();
    append.reminds = reminds
        .map(|(deadline, at)| Reminds {
            deadline: (*deadline).into(),
            at: *at,
        })
        .collect();
    wait(store.append(append)).unwrap();
}

fn given(store: &dyn Store, now: Timestamp, limit: usize) -> Vec<Reminder> {
    wait(store.remind(now, limit)).unwrap()
}

fn reminder(id: &str, deadline: &str, at: Timestamp) -> Reminder {
    Reminder {
        at,
        case: id.into(),
        deadline: deadline.into(),
    }
}

#[test]
fn a_reminder_is_given_once_and_in_order() {
    on_each(|store| {
        remind(store, "b", 0, &[("x", Some(noon(3))), ("y", Some(noon(2)))]);
        remind(store, "a", 0, &[("x", Some(noon(3))), ("y", None)]);
        assert_eq!(given(store, noon(1), 10), []);
        let first = [reminder("b", "y", noon(2)), reminder("a", "x", noon(3))];
        assert_eq!(given(store, noon(3), 2), first);
        assert_eq!(given(store, noon(3), 2), [reminder("b", "x", noon(3))]);
        assert_eq!(given(store, noon(30), 2), []);
    });
}

#[test]
fn a_reminder_follows_its_deadline() {
    on_each(|store| {
        remind(store, "a", 0, &[("x", Some(noon(3)))]);
        // Met before anybody asked: nobody is reminded.
        remind(store, "a", 1, &[("x", None)]);
        assert_eq!(given(store, noon(9), 10), []);
        // It runs again, is given, and an act that leaves it alone gives it no more.
        remind(store, "a", 2, &[("x", Some(noon(5)))]);
        assert_eq!(given(store, noon(9), 10), [reminder("a", "x", noon(5))]);
        remind(store, "a", 3, &[("x", Some(noon(5)))]);
        assert_eq!(given(store, noon(9), 10), []);
        // Extended, it runs out once more.
        remind(store, "a", 4, &[("x", Some(noon(12)))]);
        assert_eq!(given(store, noon(9), 10), []);
        assert_eq!(given(store, noon(12), 10), [reminder("a", "x", noon(12))]);
    });
}

#[test]
fn of_several_who_ask_at_once_one_is_given_it() {
    on_each(|store| {
        for n in 0..6 {
            remind(store, &format!("c{n}"), 0, &[("x", Some(noon(2)))]);
        }
        let sum: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| given(store, noon(4), 3).len()))
                .collect();
            threads.into_iter().map(|it| it.join().unwrap()).sum()
        });
        assert_eq!(sum, 6);
    });
}
