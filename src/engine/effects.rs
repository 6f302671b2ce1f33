//! What a transition does to facts.

use jiff::civil::Date;

use super::{Case, Effect};
use crate::guard::{Name, Value};
use crate::workflow::{Addition, Change, Setting, Workflow};

/// The effects of changes, all on the values before the act. Several additions
/// to one counter add up; otherwise the last change of a fact counts.
///
/// # Errors
/// The fact whose declared range an effect would leave.
pub(super) fn effects_of<'a>(
    workflow: &Workflow,
    before: &Case,
    changes: impl Iterator<Item = &'a Change>,
    today: Date,
    actor: &Name,
) -> Result<Vec<Effect>, Name> {
    let mut effects: Vec<Effect> = Vec::new();
    for change in changes {
        let effect = match change {
            Change::Clear { fact } => Effect::Clear { fact: fact.clone() },
            Change::Set { fact, to } => Effect::Set {
                fact: fact.clone(),
                value: match to {
                    Setting::Today => Value::Date(today),
                    Setting::Actor => Value::Person(actor.clone()),
                    Setting::Constant(value) => value.clone(),
                },
            },
            Change::Add {
                fact,
                what: Addition::Number(number),
            } => {
                let so_far = effects.iter().rev().find_map(|effect| match effect {
                    Effect::Set { fact: set, value } if set == fact => Some(value),
                    _ => None,
                });
                let sum = match so_far.or_else(|| before.facts.get(fact)) {
                    Some(Value::Integer(value)) => value.checked_add(*number),
                    _ => None,
                };
                Effect::Set {
                    fact: fact.clone(),
                    value: Value::Integer(sum.ok_or_else(|| fact.clone())?),
                }
            }
            Change::Add {
                fact,
                what: Addition::Member(member),
            } => Effect::Append {
                fact: fact.clone(),
                value: before
                    .facts
                    .get(member)
                    .cloned()
                    .ok_or_else(|| member.clone())?,
            },
            Change::Add {
                fact,
                what: Addition::Actor,
            } => Effect::Append {
                fact: fact.clone(),
                value: Value::Person(actor.clone()),
            },
        };
        in_range(workflow, before, &effects, &effect)?;
        effects.push(effect);
    }
    Ok(effects)
}

/// Holds an effect to the declared type of its fact.
fn in_range(
    workflow: &Workflow,
    before: &Case,
    earlier: &[Effect],
    effect: &Effect,
) -> Result<(), Name> {
    let (fact, value) = match effect {
        Effect::Clear { .. } => return Ok(()),
        Effect::Set { fact, value } | Effect::Append { fact, value } => (fact, value),
    };
    let of = &workflow.fact(fact).ok_or_else(|| fact.clone())?.of;
    let fits = match effect {
        Effect::Append { .. } => {
            match of {
                crate::guard::Type::List { of, max } => {
                    let members = match before.facts.get(fact) {
                        Some(Value::List(members)) => members.len(),
                        _ => 0,
                    };
                    let appended = earlier
                    .iter()
                    .filter(|effect| matches!(effect, Effect::Append { fact: to, .. } if to == fact))
                    .count();
                    members.saturating_add(appended) < *max && value.fits(of)
                }
                _ => false,
            }
        }
        _ => value.fits(of),
    };
    if fits { Ok(()) } else { Err(fact.clone()) }
}
