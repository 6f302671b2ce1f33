//! What a transition makes or ends between people, worked out on the values
//! before the act.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Tied;
use crate::calendar::{Calendar, Count, Period, Point, Rule, Unit, due_at};
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
            Tie::Annul { transition, .. } => all.push(annul(basis.before, transition)?),
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
                        let effective = effective_day(*day, *after, basis.calendar);
                        Some(Value::Date(effective.ok_or_else(range)?))
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

/// The act that took a transition last, unless it is annulled already.
fn annul(case: &Case, transition: &Name) -> Result<Tied, Ground> {
    let last = case.taken.get(transition).map(|taken| taken.last.seq);
    match last.filter(|entry| !case.people.annulled.contains_key(entry)) {
        Some(entry) => Ok(Tied::Annul {
            transition: transition.clone(),
            entry,
        }),
        None => Err(Ground::NothingToAnnul(transition.clone())),
    }
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
/// one after the time has passed. The time is counted by `civil`: its first day
/// is left out, and its last moves off a rest day. Under a definition of before
/// that has no calendar, the last day stays.
pub(in crate::engine) fn effective_day(
    on: Date,
    after: Option<Wait>,
    calendar: Option<&Calendar>,
) -> Option<Date> {
    let Some(Wait { months, days }) = after else {
        return Some(on);
    };
    let Some(calendar) = calendar else {
        let last = on.checked_add(months.months().days(days)).ok()?;
        return last.tomorrow().ok();
    };
    let (amount, unit) = match months {
        0 => (days, Unit::Days),
        months => (months, Unit::Months),
    };
    let period = Period {
        amount: u32::try_from(amount).ok()?,
        unit,
    };
    let last = due_at(&Count::new(Rule::Civil, calendar, Point::Day(on), period)).ok()?;
    last.date().tomorrow().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_public_notice_takes_effect_when_its_days_have_passed() {
        let days = |days| Some(Wait { months: 0, days });
        let month = Some(Wait { months: 1, days: 0 });
        let kr = Calendar::builtin(Calendar::DEFAULT).unwrap();
        let by_law = |on, after| effective_day(on, after, Some(&kr));
        let plain = |on, after| effective_day(on, after, None);
        assert_eq!(by_law(date(2027, 3, 2), None), Some(date(2027, 3, 2)));
        // 행정절차법 제15조제3항: fourteen days after the day of the notice have passed.
        assert_eq!(by_law(date(2027, 3, 2), days(14)), Some(date(2027, 3, 17)));
        assert_eq!(plain(date(2027, 3, 2), days(14)), Some(date(2027, 3, 17)));
        // Where the last of them is a Saturday, they have passed on Monday.
        assert_eq!(by_law(date(2027, 3, 6), days(14)), Some(date(2027, 3, 23)));
        assert_eq!(plain(date(2027, 3, 6), days(14)), Some(date(2027, 3, 21)));
        // Before the New Year holidays of 2027: 6 to 9 February.
        assert_eq!(by_law(date(2027, 1, 24), days(14)), Some(date(2027, 2, 11)));
        // The last day of a month that is too short is a Sunday, before 1 March.
        assert_eq!(by_law(date(2027, 1, 31), month), Some(date(2027, 3, 3)));
        assert_eq!(plain(date(2027, 1, 31), month), Some(date(2027, 3, 1)));
        assert_eq!(plain(Date::MAX, days(1)), None);
        assert_eq!(
            by_law(date(2050, 12, 30), days(14)),
            None,
            "no calendar knows it"
        );
    }
}
