//! A process that is killed while it writes loses nothing that it was told is
//! kept.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use jorye::audit::hash::content_hash;
use jorye::audit::{Against, Verifier};
use jorye::library::{Library, Machine, shipped};
use jorye::service::{Cases, KeyFile, Log, LogError, Request, Who, projections};
use jorye::store::{SqliteOptions, Store};

use super::processes::{helper, path_for_helper};
use super::{advance, assert_sound, create, manifest, open, wait};

const CALLERS: u64 = 4;

/// How many kills: 10, or as many as `tools/kills.sh` says.
fn rounds() -> u64 {
    std::env::var("JORYE_KILLS").map_or(10, |rounds| rounds.parse().unwrap())
}

/// The process that is killed: appends for ever, and prints each entry that is
/// acknowledged.
#[test]
fn helper_that_writes_for_ever() {
    let Some(path) = path_for_helper("writes") else {
        return;
    };
    let store = open(&PathBuf::from(path)).unwrap();
    let manifest = content_hash(b"manifest of m");
    let (store, out) = (&store, std::io::stdout());
    let out = &out;
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            scope.spawn(move || {
                let id = format!("case{caller}");
                let mut seq = wait(store.case(&id.as_str().into()))
                    .unwrap()
                    .map_or(0, |stored| stored.case.seq);
                loop {
                    let appended = advance(store, &id, seq, manifest).unwrap();
                    seq = appended[0].case_seq;
                    let line = format!("kept {id} {seq} {} .\n", appended[0].index.unwrap());
                    out.lock().write_all(line.as_bytes()).unwrap();
                    out.lock().flush().unwrap();
                }
            });
        }
    });
}

/// Case, sequence number and index of a line of the helper. The test harness
/// may print on the same line before.
fn acknowledgement(line: &str) -> Option<(String, u64, u64)> {
    let (_, words) = line.split_once("kept ")?;
    let words: Vec<&str> = words.split(' ').collect();
    let [id, seq, index, "."] = words.as_slice() else {
        return None;
    };
    Some(((*id).to_owned(), seq.parse().ok()?, index.parse().ok()?))
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    manifest(&store, "m");
    drop(store);
    let mut acknowledged = Vec::new();
    for round in 0..rounds() {
        let mut child = helper("store::kill::helper_that_writes_for_ever", "writes", &path);
        let out = child.stdout.take().unwrap();
        let (sender, lines) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).split(b'\n') {
                let line = String::from_utf8(line.unwrap()).unwrap();
                // A line that the kill cut short was not acknowledged whole.
                acknowledgement(&line).map(|it| sender.send(it));
            }
        });
        // Moments before the first commit, and then within and between commits.
        if round >= 2 {
            acknowledged.push(lines.recv_timeout(Duration::from_secs(60)).unwrap());
        }
        std::thread::sleep(Duration::from_micros(3_000 + round % 23 * 17_913));
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        acknowledged.extend(lines);

        let store = open(&path).unwrap();
        let tree = wait(store.examine()).unwrap();
        assert!(tree.size > acknowledged.len() as u64);
        assert_sound(&store);
        for (id, seq, index) in &acknowledged {
            let found = wait(store.entries(&id.as_str().into(), seq - 1, 1)).unwrap();
            assert_eq!(found[0].index, Some(*index), "{id} {seq}");
        }
    }
    println!("{} entries acknowledged, none lost", acknowledged.len());
    assert!(acknowledged.len() as u64 >= rounds() - 2);
}

/// The process that is killed while it runs a procedure: one person acts in a
/// case of their own for ever, and every answer is printed.
#[test]
fn helper_that_acts_for_ever() {
    let Some(path) = path_for_helper("acts") else {
        return;
    };
    let store = open(&PathBuf::from(path)).unwrap();
    let cases = Cases::new(&store, &Machine);
    let out = std::io::stdout();
    let (cases, out) = (&cases, &out);
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            scope.spawn(move || {
                let id = format!("case{caller}").as_str().into();
                // A citizen may not receive: each attempt is refused and recorded.
                let who = Who::in_role(&format!("p{caller}"), "citizen", "a test");
                let request = Request::by(who).giving("receipt_no", "7");
                loop {
                    let done = pollster::block_on(cases.advance(&id, "receive", &request, None));
                    let entry = done.unwrap().appended;
                    let line = format!("kept {id} {} {} .\n", entry.case_seq, entry.index.unwrap());
                    out.lock().write_all(line.as_bytes()).unwrap();
                    out.lock().flush().unwrap();
                }
            });
        }
    });
}

/// The whole of it: nothing that was acknowledged is lost, nothing is there
/// twice, every case is what its entries make, and the trail verifies.
#[test]
fn a_procedure_survives_kills() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cases.db");
    let store = jorye::service::create(&path, &SqliteOptions::default(), &Machine).unwrap();
    let library = Library::of(&shipped());
    for caller in 0..CALLERS {
        let who = Who::in_role(&format!("p{caller}"), "citizen", "a test");
        let id = format!("case{caller}").as_str().into();
        let opened = Cases::new(&store, &Machine);
        pollster::block_on(opened.open(&library, "proposal", Some(id), &Request::by(who))).unwrap();
    }
    drop(store);
    let mut acknowledged: BTreeSet<(String, u64, u64)> = BTreeSet::new();
    let mut leaves = 0;
    for round in 0..rounds() {
        let mut child = helper("store::kill::helper_that_acts_for_ever", "acts", &path);
        let out = child.stdout.take().unwrap();
        let (sender, lines) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).split(b'\n') {
                let line = String::from_utf8(line.unwrap()).unwrap();
                acknowledgement(&line).map(|it| sender.send(it));
            }
        });
        let mut fresh = Vec::new();
        if round >= 2 {
            fresh.push(lines.recv_timeout(Duration::from_secs(60)).unwrap());
        }
        std::thread::sleep(Duration::from_micros(1_000 + round % 29 * 7_919));
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        fresh.extend(lines);
        for entry in fresh {
            assert!(
                acknowledged.insert(entry.clone()),
                "{entry:?} was given twice"
            );
        }

        let store = open(&path).unwrap();
        wait(store.examine()).unwrap();
        let log = Log::new(&store);
        let signed = pollster::block_on(log.checkpoint(&KeyFile::beside(&path))).unwrap();
        let mut verifier = Verifier::new(Against {
            checkpoints: vec![signed],
            ..Against::default()
        });
        let fed = pollster::block_on(log.export(|bytes| {
            verifier.feed(bytes);
            Ok::<(), LogError>(())
        }));
        assert!(fed.unwrap() >= leaves, "the log became shorter");
        let report = verifier.finish();
        assert!(report.holds(), "{:?}", report.faults);
        leaves = report.head.size;
        assert_eq!(pollster::block_on(projections(&store)).unwrap(), []);
        // Each entry stands once: its place in the case and in the log is its own.
        for (id, seq, index) in &acknowledged {
            let found = wait(store.entries(&id.as_str().into(), seq - 1, 1)).unwrap();
            assert_eq!(found[0].index, Some(*index), "{id} {seq}");
        }
    }
    println!(
        "{} kills, {} acts acknowledged, {leaves} leaves: none lost, none twice, the trail verifies",
        rounds(),
        acknowledged.len()
    );
    assert!(acknowledged.len() as u64 >= rounds() - 2);
}
