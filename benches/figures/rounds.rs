//! Rounds that alternate, and their medians.

use std::time::{Duration, Instant};

/// How long is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Once through, to see that it runs.
    Short,
    /// For figures.
    Full,
}

impl Length {
    /// How often each of several things is measured in turn.
    pub const fn rounds(self) -> usize {
        match self {
            Length::Short => 1,
            Length::Full => 7,
        }
    }

    /// How long one round takes.
    pub const fn round(self) -> Duration {
        match self {
            Length::Short => Duration::from_millis(50),
            Length::Full => Duration::from_millis(1000),
        }
    }

    /// A number for full measurements, or a small one.
    pub const fn pick(self, full: usize, short: usize) -> usize {
        match self {
            Length::Short => short,
            Length::Full => full,
        }
    }
}

/// How many a second are done: `work` does some and says how many.
pub fn rate(length: Length, mut work: impl FnMut() -> usize) -> f64 {
    let begin = Instant::now();
    let mut done = 0;
    loop {
        done += work();
        let taken = begin.elapsed();
        if taken >= length.round() {
            return done as f64 / taken.as_secs_f64();
        }
    }
}

/// The middle one.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// A number with thin groups of three digits, as tables show it.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One row: rates, and how they stand to each other.
pub fn row(what: &str, own: f64, unit: &str, peer: Option<(&str, f64)>) {
    match peer {
        Some((name, peer)) => println!(
            "| {what} | {} {unit} | {name}: {} {unit} | {:.2} |",
            grouped(own),
            grouped(peer),
            own / peer
        ),
        None => println!("| {what} | {} {unit} | | |", grouped(own)),
    }
}
