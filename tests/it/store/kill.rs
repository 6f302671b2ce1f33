//! A process that is killed while it writes loses nothing that it was told is
//! kept.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use jorye::audit::hash::content_hash;
use jorye::store::Store;

use super::processes::{helper, path_for_helper};
use super::{advance, assert_sound, create, manifest, open, wait};

const ROUNDS: u64 = 10;
const CALLERS: u64 = 4;

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
    for round in 0..ROUNDS {
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
        std::thread::sleep(Duration::from_micros(3_000 + round * 17_913));
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
    assert!(acknowledged.len() as u64 >= ROUNDS - 2);
}
