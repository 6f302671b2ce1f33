//! What rules mean.

use jiff::civil::date;

use super::*;

fn truth(text: &str, world: &World) -> Truth {
    judge(&rule(text), world).truth
}

#[test]
fn a_guard_of_the_monitoring_procedure() {
    let counts = rule("tasks_done <= tasks_total");
    let world = World::default()
        .int("tasks_done", 12)
        .int("tasks_total", 10);
    let judged = judge(&counts, &world);
    assert_eq!(judged.truth, Truth::Fails);
    assert_eq!(
        judged.seen,
        [
            ("tasks_done".into(), Value::Integer(12)),
            ("tasks_total".into(), Value::Integer(10)),
        ]
    );
    assert!(judged.missing.is_empty());
    let judged = judge(&counts, &World::default().int("tasks_done", 12));
    assert_eq!(judged.truth, Truth::Unknown);
    assert_eq!(judged.missing, ["tasks_total".into()]);
    assert_eq!(judged.seen, [("tasks_done".into(), Value::Integer(12))]);
}
