//! Every figure of `docs/performance.md`, each beside the peer or the raw limit
//! that was measured in the same run.
//!
//! `cargo bench --bench figures -- [PART…]`; the parts are `act`, `sqlite`,
//! `growth`, `due`, `tick`, `verify`, `start` and `http`, and all of them if none
//! is named. Own runs and those of the peer alternate; what is printed is the
//! median. `cargo test --bench figures` runs everything once, to see that it runs.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement that goes wrong should stop at once, and reads the clock"
)]

mod act;
#[path = "../common/mod.rs"]
mod common;
mod due;
mod growth;
mod http;
mod rounds;
mod sqlite;
mod start;
mod tick;
mod verify;

use rounds::Length;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Part = (&'static str, fn(Length));

const PARTS: [Part; 8] = [
    ("act", act::measure),
    ("sqlite", sqlite::measure),
    ("growth", growth::measure),
    ("due", due::measure),
    ("tick", tick::measure),
    ("verify", verify::measure),
    ("start", start::measure),
    ("http", http::measure),
];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    // Cargo says so when it is asked for figures rather than for tests.
    let length = if asked.iter().any(|word| word == "--bench") {
        Length::Full
    } else {
        Length::Short
    };
    let named: Vec<&String> = asked
        .iter()
        .filter(|word| !word.starts_with("--"))
        .collect();
    for word in &named {
        assert!(
            PARTS.iter().any(|(name, _)| name == word),
            "there is no part `{word}`"
        );
    }
    println!("| what | measured | beside it | ratio |");
    println!("|---|---|---|---|");
    for (name, measure) in PARTS {
        if named.is_empty() || named.iter().any(|word| *word == name) {
            measure(length);
        }
    }
}
