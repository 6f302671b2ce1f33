//! A process that is killed while it writes loses nothing that it was told is
//! kept.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
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
                    let line = format!("kept {id} {seq} {}\n", appended[0].index.unwrap());
                    out.lock().write_all(line.as_bytes()).unwrap();
                    out.lock().flush().unwrap();
                }
            });
        }
    });
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
        let reader = std::thread::spawn(move || {
            BufReader::new(out)
                .split(b'\n')
                .map(|line| String::from_utf8(line.unwrap()).unwrap())
                // The test harness may print on the same line before.
                .filter_map(|line| line.split_once("kept ").map(|(_, it)| it.to_owned()))
                .filter_map(|line| {
                    let mut words = line.split(' ').map(str::to_owned);
                    let (id, seq, index) = (words.next()?, words.next()?, words.next()?);
                    // A line that the kill cut short was not acknowledged whole.
                    Some((id, seq.parse::<u64>().ok()?, index.parse::<u64>().ok()?))
                })
                .collect::<Vec<_>>()
        });
        // Moments that fall before, within and between commits.
        std::thread::sleep(Duration::from_micros(20_000 + round * 37_913));
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(reader.join().unwrap());

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
    assert!(acknowledged.len() > 20, "the helper hardly wrote");
}
