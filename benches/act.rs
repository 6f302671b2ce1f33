//! One act in memory: guards, role, entry, commitments, hash. No store.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops where something is not as it must be"
)]

mod common;

use common::{LOG, Review, Seeds, sealed};
use divan::{Bencher, counter::ItemsCount};
use jorye::audit::hash::first_link;

fn main() {
    divan::main();
}

/// The whole case of eight steps, decided and sealed.
#[divan::bench]
fn case(bencher: Bencher) {
    let review = Review::new();
    let mut seeds = Seeds::default();
    bencher
        .counter(ItemsCount::new(8_u32))
        .bench_local(|| review.run(&"review-0001".into(), &mut seeds));
}

/// The same, decided only.
#[divan::bench]
fn case_decided(bencher: Bencher) {
    let review = Review::new();
    bencher.counter(ItemsCount::new(8_u32)).bench_local(|| {
        let mut case = review.open(&"review-0001".into()).after;
        for step in &review.steps {
            case = review.decide(&case, step).after;
        }
        case
    });
}

const STEPS: [&str; 3] = ["submit", "vote", "close"];

/// Deciding one step.
#[divan::bench(args = STEPS)]
fn decide(bencher: Bencher, name: &str) {
    let review = Review::new();
    let mut case = review.open(&"review-0001".into()).after;
    for step in &review.steps {
        if step.name == name {
            bencher.bench_local(|| review.decide(&case, step));
            return;
        }
        case = review.decide(&case, step).after;
    }
}

/// Sealing the entry of one step.
#[divan::bench(args = STEPS)]
fn seal(bencher: Bencher, name: &str) {
    let review = Review::new();
    let mut seeds = Seeds::default();
    let first = first_link(LOG, "review-0001");
    let mut case = review.open(&"review-0001".into()).after;
    for step in &review.steps {
        let decision = review.decide(&case, step);
        if step.name == name {
            bencher.bench_local(|| sealed(&decision, &first, &mut seeds));
            return;
        }
        case = decision.after;
    }
}
