//! Counting a due date.

use std::hint::black_box;

use jorye::calendar::{Calendar, Count, Rule, due_at};

use crate::rounds::{Length, median, rate};

pub fn measure(length: Length) {
    let kr = Calendar::builtin("kr").unwrap();
    for (what, rule, period) in [
        ("20 days", "civil", "20d"),
        ("14 working days", "petition", "14d"),
    ] {
        let rule: Rule = rule.parse().unwrap();
        let from = "2026-09-04".parse().unwrap();
        let count = Count::new(rule, &kr, from, period.parse().unwrap());
        let rates = (0..length.rounds()).map(|_| {
            rate(length, || {
                for _ in 0..1000 {
                    due_at(black_box(&count)).unwrap();
                }
                1000
            })
        });
        let each = 1e9 / median(rates.collect());
        println!(
            "| a due date, {what} | {each:.0} ns | aim: 1,000 ns | {:.2} |",
            each / 1000.0
        );
    }
}
