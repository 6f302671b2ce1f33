//! One act in memory, beside XState 5 with the same case.

use std::path::Path;
use std::process::Command;

use jorye::audit::canonical::Json;
use jorye::audit::hash::{content_hash, first_link};

use crate::common::{LOG, Review, Seeds, sealed};
use crate::rounds::{Length, median, rate, row};

pub fn measure(length: Length) {
    let review = Review::new();
    let mut seeds = Seeds::default();
    let messages = messages(&review);
    let mut sealed = Vec::new();
    let mut hashed = Vec::new();
    let mut decided = Vec::new();
    let mut machine = Vec::new();
    let mut entries = Vec::new();
    for _ in 0..length.rounds() {
        sealed.push(rate(length, || {
            for _ in 0..100 {
                std::hint::black_box(review.run(&"review-0001".into(), &mut seeds));
            }
            800
        }));
        decided.push(rate(length, || {
            for _ in 0..100 {
                let mut case = review.open(&"review-0001".into()).after;
                for step in &review.steps {
                    case = review.decide(&case, step).after;
                }
                std::hint::black_box(case);
            }
            800
        }));
        hashed.push(rate(length, || {
            for _ in 0..100 {
                for message in &messages {
                    std::hint::black_box(content_hash(message));
                }
            }
            800
        }));
        if let Some((one, other)) = xstate(length) {
            machine.push(one);
            entries.push(other);
        }
    }
    let peer = |name, rates: Vec<f64>| (!rates.is_empty()).then(|| (name, median(rates)));
    row(
        "acts in memory, decided (guards, role, effects, entry in the clear)",
        median(decided),
        "acts/s",
        peer("XState 5, states and guards only", machine),
    );
    let sealed = median(sealed);
    row(
        "acts in memory, decided and sealed (commitments, canonical bytes, hash)",
        sealed,
        "acts/s",
        peer("XState 5 with a SHA-256 chain of JSON entries", entries),
    );
    row(
        "the same",
        sealed,
        "acts/s",
        peer("SHA-256 of what they hash, alone", hashed),
    );
}

/// Everything that the acts of a case hash, as to its length: leaves,
/// commitments and salts.
fn messages(review: &Review) -> Vec<Vec<u8>> {
    let mut seeds = Seeds::default();
    let mut head = first_link(LOG, "review-0001");
    let mut decision = review.open(&"review-0001".into());
    let mut messages = Vec::new();
    let mut steps = review.steps.iter();
    loop {
        let entry = sealed(&decision, &head, &mut seeds);
        for opening in &entry.openings {
            let members = Json::object([
                ("case", Json::text("review-0001")),
                ("path", Json::text(&*opening.path)),
                ("sequence", Json::Count(2.into())),
                ("type", Json::text(&*opening.kind)),
                ("value", opening.value.clone()),
            ]);
            let salt = "jorye/v1/salt\n".len() + 32 + opening.path.len();
            let commitment = "jorye/v1/commitment\n".len() + 32 + members.to_bytes().len();
            messages.extend([vec![b's'; salt], vec![b'c'; commitment]]);
        }
        messages.push(vec![b'l'; 1 + entry.bytes.len()]);
        head = entry.hash;
        let Some(step) = steps.next() else {
            return messages;
        };
        decision = review.decide(&decision.after, step);
    }
}

/// Acts a second of the peer, without and with entries; nothing where it is not
/// installed (`npm ci` in `benches/peers/xstate`).
fn xstate(length: Length) -> Option<(f64, f64)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/xstate");
    if !folder.join("node_modules").is_dir() {
        return None;
    }
    let output = Command::new("node")
        .arg("review.js")
        .arg(length.round().as_secs_f64().to_string())
        .current_dir(folder)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let lines = String::from_utf8(output.stdout).ok()?;
    let mut rates = lines.lines().map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value["acts_per_second"].as_f64().unwrap()
    });
    Some((rates.next()?, rates.next()?))
}
