//! Evaluating the conditions of a workflow, every one of them.

use jiff::Timestamp;
use jiff::civil::Date;

use super::world::View;
use super::{Case, Condition, Given};
use crate::guard::{Expr, Judgement, Name, Rule, Truth, judge, truth};
use crate::workflow::{Guard, Workflow};

/// Evaluates one rule.
pub(super) fn condition(id: &Name, rule: &Rule, view: &View<'_>) -> Condition {
    let Judgement {
        truth,
        seen,
        missing,
        error,
    } = judge(rule, view);
    // One by one: there are few, and collecting would sort them again.
    let mut values = Given::new();
    for (fact, value) in seen {
        values.insert(fact, value);
    }
    Condition {
        id: id.clone(),
        truth,
        seen: values,
        missing,
        error,
    }
}

/// What a rule says of a case as it stands at a moment, on that civil date: nobody acts.
pub fn says(case: &Case, rule: &Expr, at: Timestamp, date: Date) -> Truth {
    let nobody = Name::from(super::ENGINE);
    let view = View {
        case,
        at,
        date,
        actor: &nobody,
        hidden: &[],
    };
    truth(rule, &view)
}

/// Evaluates every guard.
pub(super) fn conditions(guards: &[Guard], view: &View<'_>) -> Vec<Condition> {
    guards
        .iter()
        .map(|guard| condition(&guard.element.id, &guard.rule, view))
        .collect()
}

/// Evaluates every assumption.
pub(super) fn assumptions(workflow: &Workflow, view: &View<'_>) -> Vec<Condition> {
    workflow
        .assumes
        .iter()
        .map(|assume| condition(&assume.element.id, &assume.rule, view))
        .collect()
}

/// The conjunction: an error absorbs, then a failure, then the unknown.
pub(super) fn truth_of(conditions: &[Condition]) -> Truth {
    let any = |truth| conditions.iter().any(|condition| condition.truth == truth);
    if any(Truth::Error) {
        Truth::Error
    } else if any(Truth::Fails) {
        Truth::Fails
    } else if any(Truth::Unknown) {
        Truth::Unknown
    } else {
        Truth::Holds
    }
}
