//! Roles that go with a seat.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Register;
use crate::guard::Name;
use crate::workflow::RoleHolder;
use crate::workflow::bodies::{Body, Holder};

/// The members of a body on a day, in order of id.
pub(super) fn members<'a>(register: &'a Register, body: &'a Body, on: Date) -> BTreeSet<&'a Name> {
    register.holders(body.id(), on, |seat| {
        body.seat(seat).is_some_and(|class| class.is_member())
    })
}

/// The members who may vote on a day: those of the classes that a vote names, or
/// all of them.
pub(super) fn electorate<'a>(
    register: &'a Register,
    body: &'a Body,
    vote: &str,
    on: Date,
) -> BTreeSet<&'a Name> {
    match body.vote(vote) {
        Some(vote) if !vote.by.is_empty() => register.holders(body.id(), on, |seat| {
            vote.by.iter().any(|one| **one == *seat)
        }),
        _ => members(register, body, on),
    }
}

/// Who holds a seat or an office on a day. An office goes with a seat: who is no
/// member of the right class holds none.
pub(super) fn holders<'a>(
    register: &'a Register,
    body: &'a Body,
    seat: &str,
    on: Date,
) -> BTreeSet<&'a Name> {
    let mut found = register.holders(body.id(), on, |held| *held == *seat);
    if let Some(class) = body.seat(seat)
        && let Holder::Office(of) = &class.holder
    {
        let seated = register.holders(body.id(), on, |held| {
            body.seat(held).is_some_and(|class| {
                class.is_member() && (of.is_empty() || of.iter().any(|one| **one == *held))
            })
        });
        found.retain(|person| seated.contains(person));
    }
    found
}

/// Who may preside on a day: every chair who is not recused or, where there is
/// none, the first deputy that is there.
pub(super) fn presiding<'a>(
    register: &'a Register,
    body: &'a Body,
    on: Date,
    recused: &dyn Fn(&str) -> bool,
) -> BTreeSet<&'a Name> {
    let Some(chair) = &body.chair else {
        return BTreeSet::new();
    };
    let able = |seat: &Name| -> BTreeSet<&'a Name> {
        let mut found = holders(register, body, seat, on);
        found.retain(|person| !recused(person));
        found
    };
    let chairs: BTreeSet<&Name> = chair.seats.iter().flat_map(able).collect();
    if !chairs.is_empty() {
        return chairs;
    }
    chair
        .deputies
        .iter()
        .map(able)
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// Whether somebody holds a role by a seat of a body on a day. A chair who is
/// recused still holds the role: that they may not act is told for what it is.
pub(in crate::engine) fn holds_by_seat(
    register: &Register,
    body: &Body,
    holder: &RoleHolder,
    person: &Name,
    on: Date,
    recused: &dyn Fn(&str) -> bool,
) -> bool {
    match holder {
        RoleHolder::MemberOf(_) => members(register, body, on).contains(person),
        RoleHolder::SeatOf { seat, .. } => holders(register, body, seat, on).contains(person),
        RoleHolder::ChairOf(_) => {
            let chairs = body.chair.iter().flat_map(|chair| &chair.seats);
            chairs
                .into_iter()
                .any(|seat| holders(register, body, seat, on).contains(person))
                || presiding(register, body, on, recused).contains(person)
        }
        _ => false,
    }
}
