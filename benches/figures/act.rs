//! One act in memory, beside XState 5 with the same case.

use std::path::Path;
use std::process::Command;

use crate::common::{Review, Seeds};
use crate::rounds::{Length, median, rate, row};

pub fn measure(length: Length) {
    let review = Review::new();
    let mut seeds = Seeds::default();
    let mut sealed = Vec::new();
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
    row(
        "acts in memory, decided and sealed (commitments, canonical bytes, hash)",
        median(sealed),
        "acts/s",
        peer("XState 5 with a SHA-256 chain of JSON entries", entries),
    );
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
