//! Ballots beside the register of their day.

use jiff::civil::Date;

use super::recusal::named;
use super::roles::{electorate, members, presiding};
use super::{Register, recused_of};
use crate::engine::{Case, Given};
use crate::guard::{Ballot, BallotFault, RecusalKind, Recused, Type, Value};
use crate::workflow::Workflow;
use crate::workflow::bodies::Body;

/// Says in every ballot that is given what it leaves to the register: its day, how
/// many members were in office, and who of them is recused in the case.
///
/// What a ballot says already is left as it is, so that completing twice is
/// completing once.
pub(in crate::engine) fn complete(
    workflow: &Workflow,
    register: &Register,
    case: Option<&Case>,
    date: Date,
    given: &mut Given,
) {
    let before = given.clone();
    for (fact, value) in given {
        let Some(declared) = workflow.fact(fact) else {
            continue;
        };
        let (Value::Ballot(ballot), Type::Ballot { body, vote, .. }) = (value, &declared.of) else {
            continue;
        };
        let Some(body) = workflow.body(body) else {
            continue;
        };
        let on = *ballot.on.get_or_insert(date);
        let in_office = electorate(register, body, vote, on);
        ballot
            .members
            .get_or_insert_with(|| u32::try_from(in_office.len()).unwrap_or(u32::MAX));
        // Where who is recused cannot be told, the act is refused for that.
        let mut recused = recused_of(workflow, body.id(), case, &before).unwrap_or_default();
        for fact in &declared.recuses {
            let kind = RecusalKind::Challenged;
            if named(workflow, case, &before, fact, kind, &mut recused).is_err() {
                break;
            }
        }
        let said = |ballot: &Ballot, one: &Recused| {
            ballot
                .recused
                .iter()
                .any(|known| known.person == one.person)
        };
        for one in recused {
            if in_office.contains(&one.person) && !said(ballot, &one) {
                ballot.recused.push(one);
            }
        }
    }
}

/// What is wrong with a ballot, in itself and beside the register: in a fixed
/// order, each fault once.
pub(in crate::engine) fn ballot_faults(
    body: &Body,
    register: &Register,
    ballot: &Ballot,
    of: &Type,
    date: Date,
) -> Vec<BallotFault> {
    let mut faults = match of {
        Type::Ballot { rule, .. } => ballot.faults(rule),
        _ => Vec::new(),
    };
    let on = ballot.on.unwrap_or(date);
    if on > date {
        faults.push(BallotFault::Future { on });
    }
    let in_office = match of {
        Type::Ballot { vote, .. } => electorate(register, body, vote, on),
        _ => members(register, body, on),
    };
    let found = u32::try_from(in_office.len()).unwrap_or(u32::MAX);
    if found == 0 {
        faults.push(BallotFault::Nobody { on });
    } else {
        let recused = ballot.recused.iter().map(|one| &one.person);
        for person in ballot.present.iter().chain(recused) {
            let fault = BallotFault::NoSeat {
                person: person.clone(),
                on,
            };
            if !in_office.contains(person) && !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        if let Some(said) = ballot.members.filter(|said| *said != found) {
            faults.push(BallotFault::Members { said, found, on });
        }
        if let Some(person) = &ballot.presiding {
            let recused = |person: &str| ballot.recused.iter().any(|one| *one.person == *person);
            if !presiding(register, body, on, &recused).contains(person) {
                faults.push(BallotFault::NotChair {
                    person: person.clone(),
                    on,
                });
            }
        }
    }
    let declared = body.recusal.iter().flat_map(|recusal| &recusal.grounds);
    for ground in ballot.recused.iter().filter_map(|one| one.ground.as_ref()) {
        if !declared.clone().any(|known| known.id == *ground) {
            faults.push(BallotFault::Ground(ground.clone()));
        }
    }
    faults
}
