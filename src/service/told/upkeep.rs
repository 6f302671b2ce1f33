//! What is done in many cases at once: one act in many children, what the clock
//! owed, messages delivered.

use serde_json::{Value, json};

use super::deadlines::one as deadline;
use super::{clock, finding};
use crate::diagnostic::Coded;
use crate::engine::Content;
use crate::service::{Answered, Delivered, Reminded, Tick};

/// What came of one act in many children, for programs.
pub fn answered(answered: &Answered) -> Value {
    json!({
        "taken": answered.taken.iter().map(|id| &**id).collect::<Vec<_>>(),
        "refused": answered.refused.iter().map(|(id, findings)| json!({
            "case": &**id,
            "findings": findings.iter().map(finding).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "ended": answered.ended,
        "absent": answered.absent,
    })
}

/// What the clock did, and of what it reminds, for programs.
pub fn ticked(tick: &Tick, reminded: &[Reminded]) -> Value {
    json!({
        "cases": tick.woken.iter().map(|woken| json!({
            "case": &*woken.after.id,
            "version": woken.after.version,
            "clock": woken
                .entries
                .iter()
                .zip(&woken.appended)
                .filter(|(entry, _)| matches!(entry.content, Content::Clock { .. }))
                .map(clock)
                .collect::<Vec<_>>(),
            "outcome": woken.after.outcome.as_deref(),
        })).collect::<Vec<_>>(),
        "reminders": reminded.iter().map(|one| json!({
            "case": &*one.opened.case.id,
            "deadline": deadline(&one.opened, &one.look),
        })).collect::<Vec<_>>(),
        "failed": tick.failed.iter().map(|(case, error)| json!({
            "case": &**case,
            "finding": finding(&error.finding()),
        })).collect::<Vec<_>>(),
    })
}

/// What came of a delivery, for programs.
pub fn delivered(sum: &Delivered) -> Value {
    json!({
        "opened": sum.opened,
        "taken": sum.taken,
        "failed": sum.failed,
        "left": sum.left,
    })
}
