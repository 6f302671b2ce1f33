//! How long a guard takes. Run with `--ignored --nocapture`.

use std::hint::black_box;

use super::*;

#[test]
#[ignore = "measures; run it alone"]
#[expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]
fn typical_guards() {
    let world = World::default()
        .int("tasks_done", 9)
        .int("tasks_total", 10)
        .int("yes", 7)
        .int("present", 10)
        .bool("open", true)
        .bool("urgent", false)
        .with("decision", Value::Choice("adopt".into()))
        .with("filed_on", Value::Date(date(2026, 12, 1)));
    for text in [
        "tasks_done <= tasks_total",
        "at_least(yes, \"2/3\", present)",
        "open && !urgent && tasks_done <= tasks_total && decision == \"adopt\"",
        "days_between(filed_on, today) <= 60 && at_least(yes, \"2/3\", present)",
        "no > yes",
    ] {
        let rule = rule(text);
        // The best of many batches, for the machine may be busy elsewhere.
        let times = 1_000_u32;
        let batch = || {
            let start = std::time::Instant::now();
            for _ in 0..times {
                black_box(judge(black_box(&rule), black_box(&world)));
            }
            start.elapsed().as_nanos() / u128::from(times)
        };
        let best = (0..300).map(|_| batch()).min().unwrap();
        println!("{best:>6} ns  {text}");
    }
    let start = std::time::Instant::now();
    let scope = scope();
    for _ in 0..200 {
        black_box(rule_in(
            "open && !urgent && tasks_done <= tasks_total",
            &scope,
        ));
    }
    println!("{:>6} us  compile", start.elapsed().as_micros() / 200);
}
