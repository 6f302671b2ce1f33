//! A tick over many open cases, of which few are due.

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use jorye::library::{Files, Library};
use jorye::service::{Cases, Request, Who, create};
use jorye::store::SqliteOptions;

use crate::rounds::{Length, grouped};
use crate::sqlite::StillWorld;

/// How many cases fall due before each tick, and the day on which the proposals
/// of these came: 20 days before.
const GROUPS: [(usize, usize, &str); 4] = [
    (1, 1, "2026-11-09"),
    (100, 2, "2026-11-16"),
    (1_000, 4, "2026-11-23"),
    (10_000, 8, "2026-11-30"),
];

/// How many cases are open, for full measurements or a few.
const CASES: (usize, usize) = (100_000, 40);

pub fn measure(length: Length) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tick.db");
    let store = create(&path, &SqliteOptions::default(), &StillWorld).unwrap();
    let cases = Cases::new(&store, &StillWorld);
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/reply");
    let library = Library::of(&Files::read(&library).unwrap());
    assert!(library.procedures.contains_key("reply"), "{library:?}");
    let all = length.pick(CASES.0, CASES.1);
    let mut at = 0;
    for (many, few, day) in GROUPS {
        let due = length.pick(many, few);
        open(&cases, &library, at..at + due, day);
        at += due;
    }
    open(&cases, &library, at..all, "2027-03-02");
    // Half past midnight after the last day of the first group, of the second, …
    let mut now: Timestamp = "2026-11-30T15:30:00Z".parse().unwrap();
    let mut of_one = f64::NAN;
    for (many, few, _) in GROUPS {
        let due = length.pick(many, few);
        let begin = Instant::now();
        let tick = pollster::block_on(cases.tick(Some(now))).unwrap();
        let taken = begin.elapsed().as_secs_f64();
        assert!(tick.failed.is_empty(), "{:?}", tick.failed);
        assert_eq!(tick.woken.len(), due);
        let each = taken * 1e6 / due as f64;
        // One alone is what a tick costs whatever is due.
        if of_one.is_nan() {
            of_one = each;
            println!(
                "| a tick over {} open cases, 1 due | {:.2} ms | | |",
                grouped(all as f64),
                taken * 1e3
            );
        } else {
            println!(
                "| a tick over {} open cases, {} due | {:.1} ms, {each:.0} µs for each | 1 due: {of_one:.0} µs | {:.2} |",
                grouped(all as f64),
                grouped(due as f64),
                taken * 1e3,
                each / of_one
            );
        }
        now = now
            .checked_add(jiff::SignedDuration::from_hours(7 * 24))
            .unwrap();
    }
}

/// Opens cases, many at once.
fn open(cases: &Cases<'_>, library: &Library, which: std::ops::Range<usize>, day: &str) {
    let request = Request::by(Who::in_role("p-0107", "division", "bench"));
    let request = request.giving("received_on", day);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let which: Vec<usize> = which.collect();
    runtime.block_on(async {
        for some in which.chunks(256) {
            let mut all: Vec<_> = some
                .iter()
                .map(|at| {
                    let id = format!("reply-{at:08}");
                    Box::pin(cases.open(library, "reply", Some(id.into()), &request))
                })
                .collect();
            std::future::poll_fn(|context| {
                all.retain_mut(|one| match one.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => {
                        done.unwrap();
                        false
                    }
                    std::task::Poll::Pending => true,
                });
                if all.is_empty() {
                    std::task::Poll::Ready(())
                } else {
                    std::task::Poll::Pending
                }
            })
            .await;
        }
    });
}
