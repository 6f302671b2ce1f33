//! Receipts: the program and `tools/verify_receipt.py` over whole and damaged ones,
//! and over the vectors of `tests/fixtures/audit/vectors`.

use std::path::PathBuf;

use jorye::audit::checkpoint::Checkpoint;
use jorye::audit::note::PublicKey;
use jorye::audit::receipt::{Receipt, ReceiptAgainst, embedded};
use serde_json::Value;

use super::{FAULTS, FINE, SHORT, Second, UNREADABLE, USAGE, fixture, python_is_there, small_key};
use crate::desk::{Desk, EN};

fn vector(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/audit/vectors/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// What the program would end with.
fn verdict(bytes: &[u8], against: &ReceiptAgainst) -> i32 {
    let receipt = match embedded(bytes) {
        Err(_) => return UNREADABLE,
        Ok(Some(receipt)) => Receipt::parse(&receipt),
        Ok(None) => Receipt::parse(bytes),
    };
    match receipt {
        Ok(receipt) if receipt.verify(against).holds() => FINE,
        _ => FAULTS,
    }
}

struct Bench {
    folder: tempfile::TempDir,
    second: Option<Second>,
    compared: usize,
    wrong: Vec<String>,
}

impl Bench {
    fn new() -> Bench {
        Bench {
            folder: tempfile::tempdir().unwrap(),
            second: python_is_there().then(|| Second::of(SHORT, "verify_receipt")),
            compared: 0,
            wrong: Vec::new(),
        }
    }

    /// Compares both with what is expected, or with each other.
    fn compare(&mut self, name: &str, bytes: &[u8], expected: Option<i32>, more: &[PathBuf]) {
        let against = ReceiptAgainst::default();
        let own = expected.unwrap_or_else(|| verdict(bytes, &against));
        if more.is_empty() && verdict(bytes, &against) != own {
            self.wrong.push(format!("{name}: the program"));
        }
        let Some(second) = &mut self.second else {
            return;
        };
        let path = self.folder.path().join("receipt");
        std::fs::write(&path, bytes).unwrap();
        let line: Vec<PathBuf> = std::iter::once(path).chain(more.iter().cloned()).collect();
        let (code, said) = second.answer(&line);
        self.compared += 1;
        if code != Some(own) {
            self.wrong.push(format!(
                "{name}: expected {own}, the second verifier {code:?} {said}"
            ));
        }
    }

    fn agreed(self, at_least: usize) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(
            self.second.is_none() || self.compared >= at_least,
            "{}",
            self.compared
        );
    }
}

#[test]
fn receipts_of_the_vectors_have_the_verdict_that_stands_there() {
    let text = String::from_utf8(vector("receipts.json")).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut bench = Bench::new();
    for one in &all {
        let text = |name: &str| one[name].as_str().unwrap();
        let whole = String::from_utf8(vector(text("of"))).unwrap();
        let (from, to) = (text("replace"), text("with"));
        assert!(whole.contains(from), "{one}");
        let changed = match from {
            "" => whole,
            from => whole.replacen(from, to, 1),
        };
        let expected = if one["verifies"] == true {
            FINE
        } else {
            FAULTS
        };
        bench.compare(text("name"), changed.as_bytes(), Some(expected), &[]);
    }
    bench.agreed(30);
}

#[test]
fn damaged_receipts_have_one_verdict() {
    let whole = vector("receipt.json");
    let mut bench = Bench::new();
    for at in (0..whole.len()).step_by(17) {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        bench.compare(&format!("byte {at}"), &changed, Some(FAULTS), &[]);
        let mut fewer = whole.clone();
        fewer.remove(at);
        bench.compare(&format!("without byte {at}"), &fewer, Some(FAULTS), &[]);
    }
    for at in (0..whole.len()).step_by(211) {
        bench.compare(&format!("cut at {at}"), &whole[..at], None, &[]);
    }
    bench.agreed(500);
}

#[test]
fn what_is_known_from_outside_gives_one_verdict() {
    let desk = Desk::new();
    for line in [
        "case open proposal --id p-1 --actor park --as citizen",
        "audit checkpoint --out early.txt",
        "case advance p-1 submit --actor park --as citizen --give contact=010 --give subject=a --give purport=b",
        "case open proposal --id p-2 --actor kim --as citizen",
        "audit checkpoint --out head.txt",
        "audit receipt p-1 --checkpoint head.txt",
        "audit receipt p-1 --checkpoint early.txt --out early.json --html early.html",
        "audit receipt p-2 --values none",
    ] {
        desk.do_(line);
    }
    desk.write("none.html", "<!doctype html><p>nothing</p>");
    let key: jorye::audit::SecretKey = desk.text("jorye.db.key").parse().unwrap();
    let key = key.public().to_string();
    let small = desk.path("small.txt");
    std::fs::write(&small, fixture("small.checkpoint")).unwrap();
    let mut second = python_is_there().then(|| Second::of(SHORT, "verify_receipt"));
    for (expected, line) in [
        (FINE, "p-1.receipt.json".to_owned()),
        (FINE, "p-1.receipt.html".to_owned()),
        (
            FINE,
            format!("p-1.receipt.html --key {key} --checkpoint head.txt --case p-1"),
        ),
        (FINE, "p-2.receipt.json --case p-2".to_owned()),
        (FINE, "early.json --checkpoint early.txt".to_owned()),
        // Another size: nothing can be told.
        (FINE, "early.html --checkpoint head.txt".to_owned()),
        (FAULTS, "p-2.receipt.html --case p-1".to_owned()),
        (FAULTS, "p-1.receipt.json --checkpoint small.txt".to_owned()),
        (FAULTS, format!("p-1.receipt.json --key {}", small_key())),
        (UNREADABLE, "none.html".to_owned()),
        (UNREADABLE, "nothing.json".to_owned()),
        (
            UNREADABLE,
            "p-1.receipt.json --checkpoint early.json".to_owned(),
        ),
        (USAGE, "p-1.receipt.json --key abc".to_owned()),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let program: Vec<&str> = ["audit", "verify"]
            .into_iter()
            .chain(words.clone())
            .collect();
        let output = desk.run(EN, &program);
        assert_eq!(output.status.code(), Some(expected), "{line} {output:?}");
        let there: Vec<PathBuf> = words
            .iter()
            .map(|word| match *word {
                word if word.ends_with("json")
                    || word.ends_with("html")
                    || word.ends_with("txt") =>
                {
                    desk.path(word)
                }
                other => other.into(),
            })
            .collect();
        if let Some(second) = &mut second {
            let (code, said) = second.answer(&there);
            assert_eq!(code, Some(expected), "{line} {said}");
        }
    }
    let receipt = Receipt::parse(&desk.read("early.json")).unwrap();
    assert_eq!(receipt.entries.len(), 1, "what came later is not in it");
    let checkpoint = Checkpoint::parse(&desk.read("early.txt")).unwrap();
    assert_eq!(receipt.checkpoint, checkpoint.to_text());
    let known: PublicKey = key.parse().unwrap();
    assert_eq!(checkpoint.verify(&known), Ok(()));
}
