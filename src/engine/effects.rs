//! What a transition does to facts.

use jiff::civil::Date;

use super::people::effective_day;
use super::{Case, Effect, Ground};
use crate::calendar::Calendar;
use crate::guard::{Name, Type, Value};
use crate::workflow::{Addition, Change, Setting, Workflow};

/// What transitions that fire together have done to facts so far: each effect,
/// and whether it adds to what was there.
#[derive(Debug, Clone, Default)]
pub(super) struct Together(Vec<(Effect, bool)>);

impl Together {
    /// The last effect on a fact, and whether it adds.
    fn last(&self, fact: &str) -> Option<&(Effect, bool)> {
        self.0.iter().rev().find(|(effect, _)| {
            let (Effect::Set { fact: of, .. }
            | Effect::Append { fact: of, .. }
            | Effect::Clear { fact: of }) = effect;
            **of == *fact
        })
    }

    /// How many members were appended to a list.
    fn appended(&self, fact: &str) -> usize {
        self.0
            .iter()
            .filter(
                |(effect, _)| matches!(effect, Effect::Append { fact: to, .. } if **to == *fact),
            )
            .count()
    }
}

/// What rules and effects of an act read.
pub(super) struct Basis<'a> {
    pub(super) workflow: &'a Workflow,
    /// The case before the act, with the facts that it gives.
    pub(super) before: &'a Case,
    pub(super) today: Date,
    pub(super) actor: &'a Name,
    /// By which days are counted, if the procedure draws on one.
    pub(super) calendar: Option<&'a Calendar>,
}

/// The effects of changes, all on the values before the act. Additions of
/// transitions that fire together add up; two of them that make one fact
/// different things contradict each other.
///
/// # Errors
/// A fact whose declared range an effect would leave, a fact that an effect
/// reads and that is not known, or a fact of which two effects make different
/// things.
pub(super) fn effects_of<'a>(
    basis: &Basis<'_>,
    together: &mut Together,
    changes: impl Iterator<Item = &'a Change>,
) -> Result<Vec<Effect>, Ground> {
    let mut effects: Vec<Effect> = Vec::new();
    for change in changes {
        let (effect, adds) = match change {
            Change::Clear { fact } => (Effect::Clear { fact: fact.clone() }, false),
            Change::Set { fact, to } => (set(basis, fact, to)?, false),
            Change::Add { fact, what } => (add(basis, together, fact, what)?, true),
        };
        agrees(together, &effect, adds)?;
        in_range(basis, together, &effect)?;
        together.0.push((effect.clone(), adds));
        effects.push(effect);
    }
    Ok(effects)
}

fn set(basis: &Basis<'_>, fact: &Name, to: &Setting) -> Result<Effect, Ground> {
    Ok(Effect::Set {
        fact: fact.clone(),
        value: match to {
            Setting::Today => Value::Date(basis.today),
            Setting::Actor => Value::Person(basis.actor.clone()),
            Setting::Constant(value) => value.clone(),
            Setting::After { from, wait } => {
                let day = match from {
                    None => &Value::Date(basis.today),
                    Some(from) => basis
                        .before
                        .facts
                        .get(from)
                        .ok_or_else(|| Ground::Missing(from.clone()))?,
                };
                match day {
                    Value::Date(day) => Value::Date(
                        effective_day(*day, *wait, basis.calendar)
                            .ok_or_else(|| Ground::Range(fact.clone()))?,
                    ),
                    _ => Value::Erased,
                }
            }
        },
    })
}

fn add(
    basis: &Basis<'_>,
    together: &Together,
    fact: &Name,
    what: &Addition,
) -> Result<Effect, Ground> {
    let known = |of: &Name| {
        let value = basis.before.facts.get(of);
        value.ok_or_else(|| Ground::Missing(of.clone()))
    };
    Ok(match what {
        Addition::Number(number) => {
            let so_far = match together.last(fact) {
                Some((Effect::Set { value, .. }, true)) => value,
                _ => known(fact)?,
            };
            let sum = match so_far {
                Value::Integer(value) => value.checked_add(*number),
                // An erased counter cannot be counted on.
                _ => None,
            };
            Effect::Set {
                fact: fact.clone(),
                value: Value::Integer(sum.ok_or_else(|| Ground::Range(fact.clone()))?),
            }
        }
        Addition::Member(member) => Effect::Append {
            fact: fact.clone(),
            value: known(member)?.clone(),
        },
        Addition::Actor => Effect::Append {
            fact: fact.clone(),
            value: Value::Person(basis.actor.clone()),
        },
    })
}

/// Holds an effect to what another transition does to the same fact at once.
fn agrees(together: &Together, effect: &Effect, adds: bool) -> Result<(), Ground> {
    let (Effect::Set { fact, .. } | Effect::Append { fact, .. } | Effect::Clear { fact }) = effect;
    match together.last(fact) {
        None => Ok(()),
        Some((_, added)) if adds && *added => Ok(()),
        Some((earlier, false)) if !adds && earlier == effect => Ok(()),
        Some(_) => Err(Ground::Range(fact.clone())),
    }
}

/// Holds an effect to the declared type of its fact.
fn in_range(basis: &Basis<'_>, together: &Together, effect: &Effect) -> Result<(), Ground> {
    let fits = match effect {
        Effect::Clear { .. } => return Ok(()),
        Effect::Set { fact, value } => basis
            .workflow
            .fact(fact)
            .is_some_and(|fact| value.fits(&fact.of)),
        Effect::Append { fact, value } => match basis.workflow.fact(fact).map(|fact| &fact.of) {
            Some(Type::List { of, max }) => {
                let members = match basis.before.facts.get(fact) {
                    Some(Value::List(members)) => members.len(),
                    _ => 0,
                };
                members.saturating_add(together.appended(fact)) < *max && value.fits(of)
            }
            _ => false,
        },
    };
    match effect {
        Effect::Set { fact, .. } | Effect::Append { fact, .. } if !fits => {
            Err(Ground::Range(fact.clone()))
        }
        _ => Ok(()),
    }
}
