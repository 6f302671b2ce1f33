//! Whether somebody ticked, and when, makes no difference: by the service, where
//! the clock changes who holds a seat and opens other cases.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use jorye::engine::{Case, Content, Entry};
use jorye::library::{Files, Library};
use jorye::service::{Cases, Request, Who};
use jorye::store::{CaseFilter, MemoryStore, Store};
use proptest::prelude::*;

use super::Clock;
use crate::children::{log, wait};

const BEGIN: &str = "2027-01-04T03:00:00Z";

fn at(hours: u16) -> Timestamp {
    BEGIN.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(i64::from(hours))
}

fn day(hours: u16) -> String {
    at(hours)
        .to_zoned(jiff::tz::TimeZone::get("Asia/Seoul").unwrap())
        .date()
        .to_string()
}

/// An act: when, of which case, which one of those that are tried, by whom.
type Told = (u16, u8, u8, u8);

/// What of an entry does not hang on when it was recorded. Places in the case
/// stay: they are what children are named by.
fn but_recorded(entry: &Entry) -> Entry {
    let mut entry = Entry {
        recorded: Timestamp::UNIX_EPOCH,
        ..entry.clone()
    };
    // The hashes of the entries that rows come from hang on salts and on that.
    for row in &mut entry.register {
        row.entry = [0; 32];
        row.ended_by = row.ended_by.map(|_| [0; 32]);
    }
    if let Content::Opened {
        origin: Some(origin),
        ..
    } = &mut entry.content
    {
        origin.entry = [0; 32];
    }
    entry
}

/// The same of a case.
fn case_but_recorded(mut case: Case) -> Case {
    case.recorded = Timestamp::UNIX_EPOCH;
    case.opened = Timestamp::UNIX_EPOCH;
    if let Some(parent) = &mut case.family.parent {
        parent.entry = [0; 32];
    }
    case
}

struct Played {
    cases: BTreeMap<String, Case>,
    entries: BTreeMap<String, Vec<Entry>>,
    seats: Vec<String>,
}

fn played(library: &Library, acts: &[Told], ticks: &[u16], act: Act<'_>) -> Played {
    let store = MemoryStore::create(log());
    let clock = Clock::at(BEGIN);
    let cases = Cases::new(&store, &clock).with_library(library);
    (act.open)(&cases, library);
    let mut moments: Vec<(u16, Option<&Told>)> = acts.iter().map(|it| (it.0, Some(it))).collect();
    moments.extend(ticks.iter().map(|hours| (*hours, None)));
    moments.sort_by_key(|(hours, told)| (*hours, told.is_some()));
    for (hours, told) in moments {
        clock.put(&at(hours).to_string());
        match told {
            Some(told) => (act.attempt)(&cases, *told),
            None => assert!(wait(cases.tick(None)).unwrap().failed.is_empty()),
        }
    }
    // In the end somebody comes in any case.
    clock.put(&at(u16::MAX).to_string());
    assert!(wait(cases.tick(None)).unwrap().failed.is_empty());
    wait(cases.deliver(1000)).unwrap();
    let stored = wait(store.cases(CaseFilter::default(), None, 100)).unwrap();
    let mut played = Played {
        cases: BTreeMap::new(),
        entries: BTreeMap::new(),
        seats: wait(store.seats(None))
            .unwrap()
            .changes
            .iter()
            .map(|it| format!("{} {} {:?}", it.case, it.seq, it.effect))
            .collect(),
    };
    for one in stored {
        let id = one.case.id.clone();
        let (opened, past) = wait(cases.history(&id)).unwrap();
        let entries = past.iter().map(|it| but_recorded(&it.unsealed.entry));
        played.entries.insert(id.to_string(), entries.collect());
        let case = case_but_recorded(opened.case);
        played.cases.insert(id.to_string(), case);
    }
    played
}

/// How the cases of a law begin, and what is tried in them.
#[derive(Clone, Copy)]
struct Act<'a> {
    open: &'a dyn Fn(&Cases<'_>, &Library),
    attempt: &'a dyn Fn(&Cases<'_>, Told),
}

fn request(who: &str, role: &str) -> Request {
    Request::by(Who::in_role(who, role, "test"))
}

const PEOPLE: [&str; 3] = ["a", "b", "c"];

fn seats() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tick_seats");
    let library = Library::of(&Files::read(&folder).unwrap());
    assert_eq!(library.findings, []);
    library
}

fn open_bench(cases: &Cases<'_>, library: &Library) {
    let asked = request("lee", "office");
    let opened = cases.open(library, "sitting", Some("s-1".into()), &asked);
    assert!(wait(opened).unwrap().accepted());
}

/// Whoever holds the seat may speak; the oath ends the stay, and so does the clock.
fn on_bench(cases: &Cases<'_>, (hours, _, what, who): Told) {
    let person = PEOPLE[usize::from(who) % PEOPLE.len()];
    let (transition, asked) = match what % 4 {
        0 => {
            let other = PEOPLE[usize::from(what / 4) % PEOPLE.len()];
            let asked = request("lee", "office")
                .giving("person", person)
                .giving("substitute", other)
                .giving("from", &day(hours));
            ("appoint", asked)
        }
        1 => ("swear", request(person, "member")),
        _ => ("speak", request(person, "member")),
    };
    // Taken or refused: both are entries.
    wait(cases.advance(&"s-1".into(), transition, &asked, None)).unwrap();
}

const REQUESTS: [&str; 2] = ["r-1", "r-2"];

fn open_requests(cases: &Cases<'_>, library: &Library) {
    for (id, filed_on) in REQUESTS.iter().zip(["2027-01-04", "2027-01-11"]) {
        let asked = request("kim", "office").giving("filed_on", filed_on);
        let opened = cases.open(library, "request", Some((*id).into()), &asked);
        assert!(wait(opened).unwrap().accepted());
    }
}

fn on_requests(cases: &Cases<'_>, (_, which, _, _): Told) {
    let id = REQUESTS[usize::from(which) % REQUESTS.len()];
    let asked = request("kim", "office");
    wait(cases.advance(&id.into(), "answer", &asked, None)).unwrap();
}

fn moments() -> impl Strategy<Value = (Vec<Told>, Vec<u16>)> {
    let hours = 1_u16..1500;
    (
        prop::collection::vec(
            (hours.clone(), any::<u8>(), any::<u8>(), any::<u8>()),
            0..12,
        ),
        prop::collection::vec(hours, 0..8),
    )
        .prop_map(|(mut acts, ticks)| {
            acts.sort();
            acts.dedup_by_key(|act| act.0);
            (acts, ticks)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// An entry that changes seats ends what is taken in one append; what follows
    /// reads the register as it then is, whoever takes it.
    #[test]
    fn ticks_change_nothing_where_the_clock_changes_seats((acts, ticks) in moments()) {
        let library = seats();
        let act = Act { open: &open_bench, attempt: &on_bench };
        let alone = played(&library, &acts, &[], act);
        let ticked = played(&library, &acts, &ticks, act);
        prop_assert_eq!(&alone.entries, &ticked.entries);
        prop_assert_eq!(&alone.seats, &ticked.seats);
        prop_assert_eq!(&alone.cases, &ticked.cases);
    }

    /// A case that the clock opens is the same one, begins at the same legal time,
    /// and comes to the same.
    #[test]
    fn ticks_change_nothing_where_the_clock_opens_cases((acts, ticks) in moments()) {
        let library = super::library();
        let act = Act { open: &open_requests, attempt: &on_requests };
        let alone = played(&library, &acts, &[], act);
        let ticked = played(&library, &acts, &ticks, act);
        prop_assert_eq!(&alone.entries, &ticked.entries);
        prop_assert_eq!(&alone.cases, &ticked.cases);
    }
}

/// Chance is of use only if the clock changes seats, also two at once.
#[test]
fn the_clock_vacates_a_seat_and_gives_it_before_the_act_that_comes_later() {
    let library = seats();
    let store = MemoryStore::create(log());
    let clock = Clock::at(BEGIN);
    let cases = Cases::new(&store, &clock).with_library(&library);
    open_bench(&cases, &library);
    on_bench(&cases, (0, 0, 0, 1));
    let speak = |who: &str| {
        let asked = request(who, "member");
        wait(cases.advance(&"s-1".into(), "speak", &asked, None))
            .unwrap()
            .accepted()
    };
    assert!(speak("b") && !speak("a"));
    // Both debts are older than the act, and nobody ticked.
    clock.put("2027-02-20T03:00:00Z");
    assert!(!speak("b"));
    let (opened, past) = wait(cases.history(&"s-1".into())).unwrap();
    let clocks: Vec<String> = past
        .iter()
        .filter_map(|it| match &it.unsealed.entry.content {
            Content::Clock { deadline, .. } => {
                Some(format!("{deadline} {}", it.unsealed.entry.effective))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        clocks,
        ["oath 2027-01-14T15:00:00Z", "refill 2027-01-18T15:00:00Z"]
    );
    assert_eq!(opened.case.outcome.as_deref(), Some("filled"));
    // The seat of the substitute is on the register, and nobody else has one.
    let list = wait(store.seats(None)).unwrap().changes;
    assert_eq!(list.len(), 3);
}
