//! By the service, over a store in memory and one in a file.

use jiff::Timestamp;
use jorye::diagnostic::Coded as _;
use jorye::engine::{Case, Content, Entry};
use jorye::library::{Files, Library, Machine};
use jorye::service::{Cases, CasesError, Request, Tick, Who};
use jorye::store::{MemoryStore, SqliteOptions, Store, StoreError};

use super::{Clock, library};
use crate::children::wait;

/// Requests filed on these days, in the order of their ids.
const FILED: [(&str, &str); 4] = [
    ("r-1", "2027-01-12"),
    ("r-2", "2027-01-08"),
    ("r-3", "2027-01-20"),
    ("r-4", "2027-01-08"),
];
const BEGIN: &str = "2027-01-07T03:00:00Z";
/// The end of the day on which those of 8 January had to be answered, in Seoul.
const FIRST: &str = "2027-01-15T15:00:00Z";
/// The same of 12 January.
const SECOND: &str = "2027-01-19T15:00:00Z";

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn office() -> Request {
    Request::by(Who::in_role("kim", "office", "test"))
}

fn open(cases: &Cases<'_>, library: &Library, id: &str, filed_on: &str) {
    let request = office().giving("filed_on", filed_on);
    let done = wait(cases.open(library, "request", Some(id.into()), &request)).unwrap();
    assert!(done.accepted());
}

fn filled(cases: &Cases<'_>, library: &Library) {
    for (id, filed_on) in FILED {
        open(cases, library, id, filed_on);
    }
}

fn case(cases: &Cases<'_>, id: &str) -> Case {
    wait(cases.find(&id.into())).unwrap().case
}

fn tick(cases: &Cases<'_>, now: &str) -> Tick {
    wait(cases.tick(Some(instant(now)))).unwrap()
}

/// What a tick did: each case with the deadlines that ran out, and when.
fn told(tick: &Tick) -> Vec<(String, Vec<(String, String)>)> {
    let one = |entry: &Entry| match &entry.content {
        Content::Clock { deadline, .. } => (deadline.to_string(), entry.effective.to_string()),
        other => panic!("{other:?}"),
    };
    let woken = tick.woken.iter();
    woken
        .map(|woken| {
            assert_eq!(woken.entries.len(), woken.appended.len());
            let entries = woken.entries.iter().map(one).collect();
            (woken.after.id.to_string(), entries)
        })
        .collect()
}

fn one(case: &str, deadlines: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let deadlines = deadlines.iter();
    let deadlines = deadlines.map(|(id, at)| ((*id).to_owned(), (*at).to_owned()));
    (case.to_owned(), deadlines.collect())
}

/// Each store, with a clock that stands at the beginning.
fn on_each(subject: impl Fn(&dyn Store, &Library, &Clock)) {
    let library = library();
    let clock = Clock::at(BEGIN);
    subject(
        &MemoryStore::create(crate::children::log()),
        &library,
        &clock,
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let clock = Clock::at(BEGIN);
    let store = jorye::service::create(&path, &SqliteOptions::default(), &clock).unwrap();
    subject(&store, &library, &clock);
    wait(store.examine()).unwrap();
}

#[test]
fn nothing_is_taken_before_it_is_due() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        assert_eq!(told(&tick(&cases, BEGIN)), []);
        filled(&cases, library);
        let before = case(&cases, "r-2");
        let last_moment = "2027-01-15T14:59:59.999999Z";
        let tick = tick(&cases, last_moment);
        assert!(tick.woken.is_empty() && tick.failed.is_empty() && tick.next.is_none());
        assert_eq!(case(&cases, "r-2"), before);
    });
}

#[test]
fn what_is_due_is_taken_in_order_at_its_legal_time_and_once() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        // Two cases at one moment: by their names. The second deadline of each
        // runs from the first, and not from when somebody came by.
        let now = "2027-01-20T09:00:00Z";
        let rest = "2027-01-19T15:00:00Z";
        let done = tick(&cases, now);
        let expected = [
            one("r-2", &[("answer", FIRST), ("rest", rest)]),
            one("r-4", &[("answer", FIRST), ("rest", rest)]),
            one("r-1", &[("answer", SECOND)]),
        ];
        assert_eq!(told(&done), expected);
        for woken in &done.woken {
            assert!(woken.entries.iter().all(|it| it.recorded == instant(now)));
            assert_eq!(case(&cases, &woken.after.id), woken.after);
        }
        assert_eq!(case(&cases, "r-2").outcome.as_deref(), Some("closed"));
        // A second tick at the same moment finds nothing, and changes nothing.
        let size = wait(store.tree()).unwrap().size;
        assert_eq!(told(&tick(&cases, now)), []);
        assert_eq!(wait(store.tree()).unwrap().size, size);
        // What became due since is all that the next one takes.
        let later = tick(&cases, "2027-01-27T15:00:00Z");
        assert_eq!(
            told(&later),
            [
                one("r-1", &[("rest", "2027-01-25T15:00:00Z")]),
                one("r-3", &[("answer", "2027-01-27T15:00:00Z")]),
            ]
        );
    });
}

#[test]
fn ticks_in_pages_take_the_same() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let page = wait(cases.tick_page(Some(instant(SECOND)), after, 1)).unwrap();
            assert!(page.woken.len() <= 1);
            found.extend(told(&page).into_iter().map(|(case, _)| case));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, ["r-2", "r-4", "r-1"]);
    });
}

#[test]
fn the_clock_is_not_set_back_by_a_tick() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        tick(&cases, FIRST);
        let before = case(&cases, "r-1");
        let error = wait(cases.tick(Some(instant(BEGIN)))).unwrap_err();
        assert!(matches!(
            error,
            CasesError::Store(StoreError::ClockBackward { .. })
        ));
        assert_eq!(error.finding().code.to_string(), "J0747");
        assert_eq!(case(&cases, "r-1"), before);
        // Nor by the clock of the machine, which a tick without a moment reads.
        assert!(wait(cases.tick(None)).is_err());
        // But one that is a little behind stands still instead.
        clock.put("2027-01-15T14:59:57Z");
        assert!(told(&wait(cases.tick(None)).unwrap()).is_empty());
        clock.put(SECOND);
        assert_eq!(told(&wait(cases.tick(None)).unwrap()).len(), 3);
    });
}

/// However often somebody else, who read the clock a little later, comes first.
#[test]
fn ticks_at_once_each_read_the_clock_for_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let memory = MemoryStore::create(crate::children::log());
    let file = jorye::service::create(&path, &SqliteOptions::default(), &Machine).unwrap();
    for store in [&memory as &dyn Store, &file] {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let cases = Cases::new(store, &Machine);
                    for _ in 0..50 {
                        wait(cases.tick(None)).unwrap();
                    }
                });
            }
        });
    }
}

#[test]
fn an_act_that_comes_late_finds_what_a_tick_would_have_done() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        clock.put("2027-01-16T03:00:00Z");
        let answer = |id: &str| wait(cases.advance(&id.into(), "answer", &office(), None)).unwrap();
        // Nobody ticked before the one, and somebody did before the other.
        let done = answer("r-2");
        assert!(!done.accepted());
        assert_eq!(done.decision.owed.len(), 1);
        assert_eq!(done.decision.owed[0].effective, instant(FIRST));
        let ticked = wait(cases.tick(None)).unwrap();
        assert_eq!(told(&ticked), [one("r-4", &[("answer", FIRST)])]);
        let ticked = answer("r-4");
        assert!(ticked.decision.owed.is_empty() && !ticked.accepted());
        let (alone, ticked) = (case(&cases, "r-2"), case(&cases, "r-4"));
        assert_eq!(
            (&alone.active, alone.version, alone.seq, &alone.deadlines),
            (
                &ticked.active,
                ticked.version,
                ticked.seq,
                &ticked.deadlines
            )
        );
        // An act that is in time is none of the clock's.
        assert!(answer("r-1").accepted());
    });
}

/// What a case shows is what the next act will find.
#[test]
fn a_case_is_shown_as_it_stands_now() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        clock.put("2027-01-16T03:00:00Z");
        let shown = wait(cases.stands(&"r-2".into())).unwrap().case;
        assert!(shown.active.contains("refused"));
        assert!(case(&cases, "r-2").active.contains("open"));
        wait(cases.tick(None)).unwrap();
        assert_eq!(case(&cases, "r-2"), shown);
    });
}

/// What cannot be taken in one case is told, and keeps no other from being taken.
#[test]
fn a_case_that_fails_keeps_no_other_from_its_turn() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        // Without the procedure of which the clock opens cases, nothing is taken
        // but what opens none.
        wait(cases.tick(Some(instant(FIRST)))).unwrap();
        let alone = Cases::new(store, clock);
        let size = wait(store.tree()).unwrap().size;
        let done = tick(&alone, "2027-01-27T15:00:00Z");
        let woken: Vec<_> = told(&done).into_iter().map(|(case, _)| case).collect();
        assert_eq!(woken, ["r-2", "r-4"]);
        let failed: Vec<(&str, String)> = done
            .failed
            .iter()
            .map(|(case, error)| (&**case, error.finding().code.to_string()))
            .collect();
        assert_eq!(failed.len(), 2, "{failed:?}");
        assert_eq!([failed[0].0, failed[1].0], ["r-1", "r-3"]);
        assert_eq!(wait(store.tree()).unwrap().size, size + 2);
        assert!(case(&cases, "r-1").active.contains("open"));
        // Once that is mended, they have their turn, at the same legal time.
        let done = tick(&cases, "2027-01-27T15:00:00Z");
        assert!(done.failed.is_empty());
        let told = told(&done);
        assert_eq!(
            told[0],
            one(
                "r-1",
                &[("answer", SECOND), ("rest", "2027-01-25T15:00:00Z")]
            )
        );
        assert_eq!(told[1].0, "r-3");
    });
}

/// A holiday that is declared while a case runs: it goes on by the calendar that
/// it began with, also in deadlines that start later; a new case counts by the new.
#[test]
fn a_case_is_counted_to_its_end_by_the_calendar_that_it_began_with() {
    const CITY: &str = "format = 1\n[calendar]\nid = \"seoul\"\nextends = \"kr\"\n\
        title = { ko = \"서울\", en = \"Seoul\" }\nsource = \"a test\"\n\
        [holiday.declared]\nname = { ko = \"임시공휴일\", en = \"Declared\" }\nsource = \"a test\"\n";
    let read = |days: &str| {
        let mut files = Files::read(&super::folder()).unwrap();
        let path = super::folder().join("workflows/request.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let named = text.replace("revision  = 1", "revision  = 1\ncalendar  = \"seoul\"");
        files.insert("workflows/request.toml", named);
        files.insert("calendars/seoul.toml", format!("{CITY}days = [{days}]\n"));
        let library = Library::of(&files);
        assert_eq!(library.findings, []);
        library
    };
    let (before, after) = (read("2026-05-06"), read("2027-01-15, 2027-01-19"));
    let store = MemoryStore::create(crate::children::log());
    let clock = Clock::at(BEGIN);
    let old = Cases::new(&store, &clock).with_library(&before);
    open(&old, &before, "r-1", "2027-01-08");
    let cases = Cases::new(&store, &clock).with_library(&after);
    open(&cases, &after, "r-2", "2027-01-08");
    let due = |id: &str, deadline: &str| {
        case(&cases, id).deadlines.kept[deadline]
            .due
            .unwrap()
            .to_string()
    };
    assert_eq!(due("r-1", "answer"), "2027-01-15");
    assert_eq!(due("r-2", "answer"), "2027-01-18");
    // The next deadline of the old case begins after the change.
    clock.put("2027-01-18T15:00:00Z");
    wait(cases.tick(None)).unwrap();
    assert_eq!(due("r-1", "rest"), "2027-01-19");
    assert_eq!(due("r-2", "rest"), "2027-01-22");
    // Nothing was recounted, and each entry says under what it was decided.
    assert_ne!(case(&cases, "r-1").manifest, case(&cases, "r-2").manifest);
}

/// Reminders leave no entry, are given once, and none of what the clock has ended.
#[test]
fn a_reminder_is_given_once_and_recorded_nowhere() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        let remind = |now: &str| {
            clock.put(now);
            wait(cases.tick(None)).unwrap();
            let all = wait(cases.remind(None, 10)).unwrap();
            all.into_iter()
                .map(|one| {
                    (
                        one.opened.case.id.to_string(),
                        one.look.deadline.to_string(),
                    )
                })
                .collect::<Vec<_>>()
        };
        let nudge = |id: &str| (id.to_owned(), "nudge".to_owned());
        let size = wait(store.tree()).unwrap().size;
        assert_eq!(remind("2027-01-13T14:59:59Z"), []);
        // Five days from 8 January.
        assert_eq!(remind("2027-01-13T15:00:00Z"), [nudge("r-2"), nudge("r-4")]);
        assert_eq!(remind("2027-01-13T15:00:00Z"), []);
        assert_eq!(wait(store.tree()).unwrap().size, size, "no entry");
        // It runs on until its state is left, and is told where the case is shown.
        let shown = wait(cases.stands(&"r-2".into())).unwrap();
        let looks = jorye::engine::running(shown.definition(), &shown.case, shown.at);
        assert!(looks.iter().any(|it| &*it.deadline == "nudge" && it.passed));
        // One that is answered in time is not reminded of; what the clock has ended
        // on the way, neither.
        let answered = wait(cases.advance(&"r-1".into(), "answer", &office(), None));
        assert!(answered.unwrap().accepted());
        assert_eq!(remind("2027-02-20T03:00:00Z"), []);
    });
}

/// A tick sends what the transitions of the clock send.
#[test]
fn what_a_tick_opens_is_opened() {
    on_each(|store, library, clock| {
        let cases = Cases::new(store, clock).with_library(library);
        filled(&cases, library);
        clock.put(FIRST);
        wait(cases.tick(None)).unwrap();
        let parent = case(&cases, "r-2");
        let ids = crate::children::children(&parent, "review");
        assert_eq!(ids.len(), 1);
        assert_eq!(&*case(&cases, &ids[0]).workflow, "review");
        assert_eq!(wait(store.waiting(0, 10)).unwrap(), []);
    });
}
