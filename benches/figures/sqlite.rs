//! Whole acts in SQLite, every commit synced, beside a bare loop that inserts and
//! updates rows of the same size in a file with the same settings.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use jorye::audit::commitment::write_openings;
use jorye::audit::hash::first_link;
use jorye::library::{Library, Machine, RandomError, Surroundings};
use jorye::service::{Cases, Request, Who, create};
use jorye::store::{SqliteOptions, Store};

use crate::common::{LOG, Review, Seeds, gives, library, sealed, taker};
use crate::rounds::{Length, median, row};

/// The callers of the second row, and the rows of one commit of the bare loop.
const CALLERS: usize = 64;

pub fn measure(length: Length) {
    let folder = tempfile::tempdir().unwrap();
    let raw = Raw::create(&folder.path().join("raw.db"));
    let service = Service::create(&folder.path().join("own.db"));
    let mut rates = [const { Vec::new() }; 4];
    for _ in 0..length.rounds() {
        rates[0].push(service.rate(length, 1));
        rates[1].push(raw.rate(length, 1));
        rates[2].push(service.rate(length, CALLERS));
        rates[3].push(raw.rate(length, CALLERS));
    }
    let [one, raw_one, many, raw_many] = rates.map(median);
    row(
        "acts in SQLite, one caller",
        one,
        "acts/s",
        Some(("bare insert and update, synced one by one", raw_one)),
    );
    row(
        "acts in SQLite, 64 callers",
        many,
        "acts/s",
        Some(("bare insert and update, synced by 64", raw_many)),
    );
}

/// A moment that stands still, and the randomness of the machine.
pub struct StillWorld;

impl Surroundings for StillWorld {
    fn now(&self) -> jiff::Timestamp {
        "2026-11-20T01:00:00Z".parse().unwrap()
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        Machine.random()
    }
}

/// Cases over a store, for callers on several threads.
pub struct Service {
    pub cases: &'static Cases<'static>,
    library: &'static Library,
    runtime: tokio::runtime::Runtime,
    number: Arc<AtomicU64>,
}

impl Service {
    pub fn create(path: &Path) -> Self {
        let store = create(path, &SqliteOptions::default(), &StillWorld).unwrap();
        Service::over(Box::new(store))
    }

    /// The store lives as long as the program: tasks of a runtime want that.
    pub fn over(store: Box<dyn Store>) -> Self {
        Service {
            cases: Box::leak(Box::new(Cases::new(Box::leak(store), &StillWorld))),
            library: Box::leak(Box::new(library())),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .build()
                .unwrap(),
            number: Arc::default(),
        }
    }

    /// Acts a second with so many callers, each with cases of its own.
    fn rate(&self, length: Length, callers: usize) -> f64 {
        let begin = Instant::now();
        let end = begin + length.round();
        let done = self.runtime.block_on(async {
            let tasks: Vec<_> = (0..callers)
                .map(|_| {
                    let (cases, library) = (self.cases, self.library);
                    let number = Arc::clone(&self.number);
                    self.runtime.spawn(async move {
                        let mut done = 0_usize;
                        while Instant::now() < end {
                            let at = number.fetch_add(1, Ordering::Relaxed);
                            done += run(cases, library, at).await;
                        }
                        done
                    })
                })
                .collect();
            let mut done = 0;
            for task in tasks {
                done += task.await.unwrap();
            }
            done
        });
        done as f64 / begin.elapsed().as_secs_f64()
    }

    /// Opens cases that stay open.
    pub fn fill(&self, cases: usize) {
        self.runtime.block_on(async {
            let tasks: Vec<_> = (0..CALLERS)
                .map(|_| {
                    let (service, library) = (self.cases, self.library);
                    let number = Arc::clone(&self.number);
                    self.runtime.spawn(async move {
                        loop {
                            let at = number.fetch_add(1, Ordering::Relaxed);
                            if at >= cases as u64 {
                                break;
                            }
                            open(service, library, at).await;
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        self.number.store(cases as u64, Ordering::Relaxed);
    }

    /// Runs whole cases with one caller, and says how long one act took, in
    /// nanoseconds.
    pub fn nanoseconds(&self, cases: usize) -> f64 {
        let mut acts = 0;
        let begin = Instant::now();
        self.runtime.block_on(async {
            for _ in 0..cases {
                let at = self.number.fetch_add(1, Ordering::Relaxed);
                acts += run(self.cases, self.library, at).await;
            }
        });
        begin.elapsed().as_nanos() as f64 / acts as f64
    }

    /// Takes one case through rounds of lost votes until it has so many acts.
    pub fn lengthen(&self, id: &str, acts: usize) {
        self.runtime.block_on(async {
            let mut done = 1;
            while done < acts {
                for (step, gives_as) in ROUND {
                    advance(self.cases, id, step, gives_as).await;
                    done += 1;
                }
            }
        });
    }

    /// Opens a case and submits it.
    pub fn begin(&self, id: &str) {
        self.runtime.block_on(async {
            let request = Request::by(Who::in_role("p-0107", "secretariat", "bench"));
            self.cases
                .open(self.library, "review", Some(id.into()), &request)
                .await
                .unwrap();
            advance(self.cases, id, "submit", "submit").await;
        });
    }
}

/// A vote that is lost, and what comes round to the next one.
const ROUND: [(&str, &str); 4] = [
    ("screen", "screen"),
    ("notice", "notice"),
    ("vote", "vote_lost"),
    ("remand", "remand"),
];

/// Opens a case.
async fn open(cases: &Cases<'_>, library: &Library, at: u64) -> String {
    let id = format!("review-{at:08}");
    let request = Request::by(Who::in_role("p-0107", "secretariat", "bench"));
    cases
        .open(library, "review", Some(id.as_str().into()), &request)
        .await
        .unwrap();
    id
}

async fn advance(cases: &Cases<'_>, id: &str, step: &str, gives_as: &str) {
    let (actor, role) = taker(step);
    let mut request = Request::by(Who::in_role(actor, role, "bench"));
    for (fact, value) in gives(gives_as) {
        request = request.giving(fact, value);
    }
    let done = cases.advance(&id.into(), step, &request, None).await;
    assert!(done.unwrap().accepted(), "{step} is refused");
}

/// Runs a case of eight acts.
async fn run(cases: &Cases<'_>, library: &Library, at: u64) -> usize {
    let id = open(cases, library, at).await;
    for step in [
        "submit", "screen", "notice", "vote", "approve", "publish", "close",
    ] {
        advance(cases, &id, step, step).await;
    }
    8
}

/// A bare file: an event is inserted and a case is updated.
struct Raw {
    connection: rusqlite::Connection,
    event: Vec<u8>,
    openings: Vec<u8>,
    case: Vec<u8>,
}

impl Raw {
    fn create(path: &Path) -> Self {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA cache_size = -65536;
                 CREATE TABLE event (id INTEGER PRIMARY KEY, case_id TEXT, seq INTEGER, bytes BLOB, openings BLOB) STRICT;
                 CREATE TABLE standing (id TEXT PRIMARY KEY, seq INTEGER, bytes BLOB) STRICT;",
            )
            .unwrap();
        let (event, openings) = sizes();
        let raw = Raw {
            connection,
            event: vec![b'e'; event],
            openings: vec![b'o'; openings],
            case: vec![b'c'; 700],
        };
        for at in 0..1000 {
            raw.connection
                .execute(
                    "INSERT INTO standing VALUES (?1, 0, ?2)",
                    (format!("review-{at:08}"), &raw.case),
                )
                .unwrap();
        }
        raw
    }

    /// Acts a second, so many in each synced commit.
    fn rate(&self, length: Length, group: usize) -> f64 {
        let run = |statement: &str| {
            self.connection
                .prepare_cached(statement)
                .unwrap()
                .execute(())
                .unwrap();
        };
        let mut at = 0_u64;
        crate::rounds::rate(length, || {
            run("BEGIN IMMEDIATE");
            for _ in 0..group {
                at += 1;
                let id = format!("review-{:08}", at * 7 % 1000);
                self.connection
                    .prepare_cached(
                        "INSERT INTO event (case_id, seq, bytes, openings) VALUES (?1, ?2, ?3, ?4)",
                    )
                    .unwrap()
                    .execute((&id, at.cast_signed(), &self.event, &self.openings))
                    .unwrap();
                self.connection
                    .prepare_cached("UPDATE standing SET seq = ?2, bytes = ?3 WHERE id = ?1")
                    .unwrap()
                    .execute((&id, at.cast_signed(), &self.case))
                    .unwrap();
            }
            run("COMMIT");
            group
        })
    }
}

/// The mean sizes of an entry and of its openings.
fn sizes() -> (usize, usize) {
    let review = Review::new();
    let mut seeds = Seeds::default();
    let mut head = first_link(LOG, "review-0001");
    let mut decision = review.open(&"review-0001".into());
    let (mut entries, mut openings) = (0, 0);
    for step in &review.steps {
        decision = review.decide(&decision.after, step);
        let entry = sealed(&decision, &head, &mut seeds);
        entries += entry.bytes.len();
        openings += write_openings(&entry.openings).len();
        head = entry.hash;
    }
    (entries / review.steps.len(), openings / review.steps.len())
}
