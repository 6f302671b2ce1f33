//! What an act costs where there are many cases, and where a case is long.

use std::time::Instant;

use jorye::audit::entry::Genesis;
use jorye::audit::note::SecretKey;
use jorye::service::create;
use jorye::store::{LogIdentity, MemoryStore, SqliteOptions, Store};

use crate::rounds::{Length, median};
use crate::sqlite::{Service, StillWorld};

pub fn measure(length: Length) {
    let most = length.pick(100_000, 1000);
    let sizes: Vec<usize> = [1000, 10_000, 100_000]
        .into_iter()
        .filter(|size| *size <= most)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    for kind in ["memory", "SQLite"] {
        let services: Vec<(usize, Service)> = sizes
            .iter()
            .map(|&size| {
                let store: Box<dyn Store> = if kind == "memory" {
                    Box::new(MemoryStore::create(identity()))
                } else {
                    let path = folder.path().join(format!("{size}.db"));
                    Box::new(create(&path, &SqliteOptions::default(), &StillWorld).unwrap())
                };
                let service = Service::over(store);
                service.fill(size);
                (size, service)
            })
            .collect();
        let mut times = vec![Vec::new(); services.len()];
        for _ in 0..length.pick(15, 1) {
            for (at, (_, service)) in services.iter().enumerate() {
                times[at].push(service.nanoseconds(length.pick(50, 2)));
            }
        }
        let times: Vec<f64> = times.into_iter().map(median).collect();
        for ((size, _), time) in services.iter().zip(&times) {
            tell(&format!("an act in {kind}, {size} cases"), *time, times[0]);
        }
        let (_, service) = services.first().unwrap();
        long(kind, service, length);
    }
}

/// Rounds of four acts in a young case and in one of 10,000 acts.
fn long(kind: &str, service: &Service, length: Length) {
    let acts = length.pick(10_000, 40);
    service.begin("old");
    service.lengthen("old", acts);
    let (mut young, mut old) = (Vec::new(), Vec::new());
    for at in 0..length.pick(31, 1) {
        let fresh = format!("young-{at}");
        service.begin(&fresh);
        young.push(round(service, &fresh));
        old.push(round(service, "old"));
    }
    let (young, old) = (median(young), median(old));
    tell(
        &format!("an act in {kind}, in a case of {acts} acts"),
        old,
        young,
    );
}

fn round(service: &Service, id: &str) -> f64 {
    const ACTS: usize = 20;
    let begin = Instant::now();
    service.lengthen(id, ACTS + 1);
    begin.elapsed().as_nanos() as f64 / ACTS as f64
}

fn tell(what: &str, time: f64, least: f64) {
    println!(
        "| {what} | {:.1} µs | fewest: {:.1} µs | {:.2} |",
        time / 1000.0,
        least / 1000.0,
        time / least
    );
}

fn identity() -> LogIdentity {
    let key = SecretKey::from_random("jorye.example/bench", &[7; 32]).unwrap();
    let genesis = Genesis {
        key: key.public().clone(),
        created: jiff::Timestamp::UNIX_EPOCH,
    };
    LogIdentity::of(genesis.to_bytes().unwrap()).unwrap()
}
