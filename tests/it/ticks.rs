//! A tick takes what is due, all of it, once, and nothing else.

use std::path::Path;

use jiff::Timestamp;
use jorye::audit::{Against, Verifier};
use jorye::engine::CaseId;
use jorye::library::{Files, Library, Machine, RandomError, Surroundings};
use jorye::service::{Cases, CasesError, Log, LogError, Request, Who, create};
use jorye::store::{CaseFilter, SqliteOptions, SqliteStore, Standing, Store, StoreError};

/// More than are claimed at once.
const DUE: usize = 300;
const NOT_DUE: usize = 20;

/// When the proposals came, those that will be due and those that will not.
const CAME: [&str; 2] = ["2026-10-26", "2026-11-16"];

struct World;

impl Surroundings for World {
    fn now(&self) -> Timestamp {
        "2026-11-15T15:30:00Z".parse().unwrap()
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        Machine.random()
    }
}

/// The first moment at which the proposals of October 26 are past their term:
/// November 15 is a Sunday, so that the term ends with the Monday.
fn after_the_term() -> Timestamp {
    "2026-11-16T15:00:00Z".parse().unwrap()
}

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/reply");
    Library::of(&Files::read(&folder).unwrap())
}

fn store(folder: &Path) -> SqliteStore {
    create(&folder.join("ticks.db"), &SqliteOptions::default(), &World).unwrap()
}

fn division() -> Request {
    Request::by(Who::in_role("p-0107", "division", "test"))
}

fn id(at: usize) -> CaseId {
    format!("reply-{at:04}").into()
}

fn open(cases: &Cases<'_>, library: &Library) {
    for at in 0..DUE + NOT_DUE {
        let request = division().giving("received_on", CAME[usize::from(at >= DUE)]);
        let opened = cases.open(library, "reply", Some(id(at)), &request);
        pollster::block_on(opened).unwrap();
    }
}

#[test]
fn all_that_is_due_is_taken_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, library) = (store(folder.path()), library());
    let cases = Cases::new(&store, &World);
    open(&cases, &library);
    // One is answered in time.
    let (seventh, request) = (id(7), division());
    let answered = cases.advance(&seventh, "answer", &request, None);
    assert!(pollster::block_on(answered).unwrap().accepted());

    let moment = jiff::SignedDuration::from_micros(1);
    let before = after_the_term().checked_sub(moment).unwrap();
    let early = pollster::block_on(cases.tick(Some(before))).unwrap();
    assert_eq!((early.woken.len(), early.failed.len()), (0, 0));

    let tick = pollster::block_on(cases.tick(Some(after_the_term()))).unwrap();
    assert!(tick.failed.is_empty(), "{:?}", tick.failed);
    // In order of the moments, and then of the ids.
    let woken: Vec<CaseId> = tick.woken.iter().map(|it| it.after.id.clone()).collect();
    let due: Vec<CaseId> = (0..DUE).filter(|at| *at != 7).map(id).collect();
    assert_eq!(woken, due);
    for one in &tick.woken {
        assert_eq!(one.after.outcome.as_deref(), Some("accepted"));
        assert_eq!((one.entries.len(), one.appended.len()), (1, 1));
        assert_eq!(one.entries[0].effective, after_the_term());
    }

    let again = pollster::block_on(cases.tick(Some(after_the_term()))).unwrap();
    assert_eq!((again.woken.len(), again.failed.len()), (0, 0));
    let back = pollster::block_on(cases.tick(Some(before)));
    assert!(matches!(
        back,
        Err(CasesError::Store(StoreError::ClockBackward { .. }))
    ));
    let open = CaseFilter {
        standing: Some(Standing::Open),
        ..CaseFilter::default()
    };
    let open = pollster::block_on(store.cases(open, None, DUE)).unwrap();
    let open: Vec<CaseId> = open.into_iter().map(|it| it.case.id).collect();
    assert_eq!(open, (DUE..DUE + NOT_DUE).map(id).collect::<Vec<_>>());
}

/// Whoever ticks beside others takes what they leave: together everything, and
/// nothing twice.
#[test]
fn several_ticks_at_once_take_everything_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, library) = (store(folder.path()), library());
    open(&Cases::new(&store, &World), &library);
    let woken: usize = std::thread::scope(|scope| {
        let ticks: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let cases = Cases::new(&store, &World);
                    let tick = pollster::block_on(cases.tick(Some(after_the_term()))).unwrap();
                    assert!(tick.failed.is_empty(), "{:?}", tick.failed);
                    tick.woken.len()
                })
            })
            .collect();
        ticks.into_iter().map(|tick| tick.join().unwrap()).sum()
    });
    assert_eq!(woken, DUE);
    let mut verifier = Verifier::new(Against::default());
    let exported = pollster::block_on(Log::new(&store).export(|piece| {
        verifier.feed(piece);
        Ok::<(), LogError>(())
    }));
    exported.unwrap();
    let report = verifier.finish();
    assert!(report.holds(), "{:?}", report.faults);
    let entries = u64::try_from(2 * DUE + NOT_DUE).unwrap();
    assert_eq!(report.entries, entries);
}
