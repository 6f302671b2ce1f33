//! Counting a period: a due date without its steps, and with them.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops where something is not as it must be"
)]

use std::sync::Arc;

use divan::{Bencher, black_box};
use jorye::calendar::{Calendar, Count, FirstDay, Pause, Period, Point, Rule, due, due_at};
use jorye::diagnostic::Source;

fn main() {
    divan::main();
}

fn kr() -> Arc<Calendar> {
    Calendar::builtin("kr").unwrap()
}

/// Rule, start, period.
const COUNTS: [&str; 6] = [
    "civil 2026-09-04 20d",
    "civil 2027-01-31 1m",
    "effect 2026-01-05 20d",
    "petition 2026-09-21 14d",
    "petition 2026-09-23T14:00 3d",
    "backward 2026-12-15 14d",
];

fn asked<'a>(words: &str, calendar: &'a Calendar) -> Count<'a> {
    let mut words = words.split(' ');
    let rule: Rule = words.next().unwrap().parse().unwrap();
    let from: Point = words.next().unwrap().parse().unwrap();
    let period: Period = words.next().unwrap().parse().unwrap();
    Count::new(rule, calendar, from, period)
}

/// The answer alone, as the engine asks for it at every act.
#[divan::bench(args = COUNTS)]
fn answer(bencher: Bencher, words: &str) {
    let kr = kr();
    let count = asked(words, &kr);
    bencher.bench_local(|| due_at(black_box(&count)).unwrap());
}

/// The same with a pause.
#[divan::bench]
fn answer_with_pause(bencher: Bencher) {
    let kr = kr();
    let pauses = [Pause {
        from: "2026-09-10".parse().unwrap(),
        to: "2026-09-14".parse().unwrap(),
        first_day: FirstDay::LeftOut,
    }];
    let count = Count {
        pauses: &pauses,
        ..asked(COUNTS[0], &kr)
    };
    bencher.bench_local(|| due_at(black_box(&count)).unwrap());
}

/// The answer with every step, as `jorye due` tells it.
#[divan::bench(args = COUNTS)]
fn steps(bencher: Bencher, words: &str) {
    let kr = kr();
    let count = asked(words, &kr);
    bencher.bench_local(|| due(black_box(&count)).unwrap());
}

/// Reading a calendar that extends the built-in one, and working out its days.
#[divan::bench]
fn calendar(bencher: Bencher) {
    let source = Source::new(
        "calendars/seoul.toml",
        "format = 1\n[calendar]\nid = \"seoul\"\ntitle = { ko = \"서울\", en = \"Seoul\" }\nextends = \"kr\"\n",
    );
    kr();
    bencher.bench_local(|| Calendar::parse(black_box(&source)).0.unwrap());
}
