//! What a transition makes or ends between people, worked out on the values
//! before the act.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Tied;
use crate::engine::effects::Basis;
use crate::engine::{Case, Ground};
use crate::guard::{Name, Value};
use crate::workflow::{Service, Tie, Wait, Whom};

/// The effects of ties.
///
/// # Errors
/// A fact that a tie reads is not known, or a day lies beyond all days.
pub(in crate::engine) fn ties_of<'a>(
    basis: &Basis<'_>,
    ties: impl Iterator<Item = &'a Tie>,
) -> Result<Vec<Tied>, Ground> {
    let mut all = Vec::new();
    for tie in ties {
        match tie {
            Tie::Assign { role, to } => {
                all.extend(persons(basis, to)?.into_iter().map(|person| Tied::Assign {
                    role: role.clone(),
                    person,
                }));
            }
            Tie::Unassign { role } => all.push(Tied::Unassign { role: role.clone() }),
            Tie::Delegate {
                role,
                to,
                from,
                until,
            } => all.push(Tied::Delegate {
                role: role.clone(),
                to: known(basis, to)?.clone(),
                from: optional(basis, from.as_ref())?,
                until: optional(basis, until.as_ref())?,
            }),
            Tie::Revoke { role, to } => revoke(basis.before, role, to.as_ref(), basis, &mut all)?,
            Tie::Serve {
                to,
                document,
                on,
                how,
                after,
            } => {
                let document = known(basis, document)?.clone();
                let day = match on {
                    Some(fact) => known(basis, fact)?.clone(),
                    None => Value::Date(basis.today),
                };
                let effective = match (how, &day) {
                    (Service::Failed, _) => None,
                    (_, Value::Date(day)) => {
                        let range = || Ground::Range(on.clone().unwrap_or_else(|| to.clone()));
                        Some(Value::Date(effective_day(*day, *after).ok_or_else(range)?))
                    }
                    // Of an erased day nothing can be counted.
                    _ => Some(Value::Erased),
                };
                let on_whom = persons(basis, &Whom::Fact(to.clone()))?;
                all.extend(on_whom.into_iter().map(|to| Tied::Serve {
                    to,
                    document: document.clone(),
                    on: day.clone(),
                    how: how.as_str().into(),
                    effective: effective.clone(),
                }));
            }
        }
    }
    Ok(all)
}

fn revoke(
    case: &Case,
    role: &Name,
    to: Option<&Name>,
    basis: &Basis<'_>,
    all: &mut Vec<Tied>,
) -> Result<(), Ground> {
    let to = to.map(|fact| known(basis, fact)).transpose()?;
    for (delegation, number) in case.people.delegations.iter().zip(0_u32..) {
        let meant = delegation.role == *role
            && delegation.revoked.is_none()
            && to.is_none_or(|to| delegation.to == *to);
        if meant {
            all.push(Tied::Revoke { delegation: number });
        }
    }
    Ok(())
}

fn known<'a>(basis: &Basis<'a>, fact: &Name) -> Result<&'a Value, Ground> {
    let value = basis.before.facts.get(fact);
    value.ok_or_else(|| Ground::Missing(fact.clone()))
}

/// The value of a fact that may be named: an optional fact that is not given is
/// as good as none.
fn optional(basis: &Basis<'_>, fact: Option<&Name>) -> Result<Option<Value>, Ground> {
    let Some(name) = fact else {
        return Ok(None);
    };
    let may_lack = basis.workflow.fact(name).is_some_and(|fact| fact.optional);
    match basis.before.facts.get(name) {
        Some(value) => Ok(Some(value.clone())),
        None if may_lack => Ok(None),
        None => Err(Ground::Missing(name.clone())),
    }
}

fn persons(basis: &Basis<'_>, whom: &Whom) -> Result<Vec<Value>, Ground> {
    Ok(match whom {
        Whom::Actor => vec![Value::Person(basis.actor.clone())],
        Whom::Fact(fact) => match known(basis, fact)? {
            Value::List(members) => members.clone(),
            one => vec![one.clone()],
        },
    })
}

/// The day on which what is done on a day takes effect: the same day, or the
/// one after the time has passed, its first day not counted.
pub(in crate::engine) fn effective_day(on: Date, after: Option<Wait>) -> Option<Date> {
    let Some(Wait { months, days }) = after else {
        return Some(on);
    };
    let last = on.checked_add(months.months().days(days)).ok()?;
    last.checked_add(1.day()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_public_notice_takes_effect_when_its_days_have_passed() {
        let days = |days| Some(Wait { months: 0, days });
        assert_eq!(
            effective_day(date(2027, 3, 2), None),
            Some(date(2027, 3, 2))
        );
        // 행정절차법 제15조제3항: fourteen days after the day of the notice have passed.
        assert_eq!(
            effective_day(date(2027, 3, 2), days(14)),
            Some(date(2027, 3, 17))
        );
        assert_eq!(
            effective_day(date(2027, 1, 31), Some(Wait { months: 1, days: 0 })),
            Some(date(2027, 3, 1))
        );
        assert_eq!(effective_day(Date::MAX, days(1)), None);
    }
}
