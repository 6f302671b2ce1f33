//! What is ordered about the record of a case: that an entry is corrected, that
//! values are erased.

use axum::http::{StatusCode, header};

use super::super::{Correcting, Erasure, Opened, told};
use super::body::orders::{parse_correct, parse_erase};
use super::call::Call;
use super::cases::{Answer, known_role};
use super::headers::{self, etag};
use super::problem::Problem;
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::Coded;
use crate::guard::Name;

/// `POST /v1/cases/{id}/corrections`
///
/// Who may is for the workflow to say (`[correction]`): made or refused, it is
/// recorded.
pub(super) async fn correct(service: &Service, call: Call) -> Answer {
    let id = call.case()?;
    let body = parse_correct(&call.body)?;
    let expected = headers::if_match(&call.headers)?;
    let key = call.key()?;
    let ask = |opened: &Opened| -> Result<Correcting, Problem> {
        let who = call.who(&opened.case.workflow, body.by.said())?;
        known_role(opened, &who)?;
        Ok(Correcting {
            who,
            seq: body.seq,
            path: body.path.as_str().into(),
            says: body.text(&opened.held.workflow)?,
            reason: body.reason.as_str().into(),
        })
    };
    let cases = service.cases();
    let done = cases.correct_once(&id, expected, key.as_ref(), ask).await?;
    let members = told::correction(&done);
    let version = etag(done.version);
    let Some(refusal) = done.refusal() else {
        let reply = Reply::json(StatusCode::OK, &members).with(header::ETAG, &version);
        return Ok(replayed(reply, done.replayed));
    };
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.finding())
        .members(members)
        .header(header::ETAG, &version);
    if done.replayed {
        problem = problem.header(headers::IDEMPOTENCY_REPLAYED, "true");
    }
    Err(problem)
}

/// `POST /v1/cases/{id}/erasures`
///
/// Who may is for the workflow to say (`[erasure]`); where it says nothing, for the
/// file of principals (`erases`).
pub(super) async fn erase(service: &Service, call: Call) -> Answer {
    let id = call.case()?;
    let body = parse_erase(&call.body)?;
    let expected = headers::if_match(&call.headers)?;
    let key = call.key()?;
    let names = |all: &[String]| all.iter().map(|one| Name::from(one.as_str())).collect();
    let ask = |opened: &Opened| -> Result<Erasure, Problem> {
        let workflow = &opened.case.workflow;
        let who = match &opened.held.workflow.erasure {
            Some(_) => call.who(workflow, body.by.said())?,
            None => call.eraser(workflow, body.by.said())?,
        };
        known_role(opened, &who)?;
        Ok(Erasure {
            who,
            facts: names(&body.facts),
            places: body
                .places
                .iter()
                .map(|(seq, path)| (*seq, path.as_str().into()))
                .collect(),
            reasons: body.reasons,
            basis: names(&body.basis),
            reason: body.reason.as_deref().map(Name::from),
        })
    };
    let cases = service.cases();
    let done = cases.erase_once(&id, expected, key.as_ref(), ask).await?;
    let reply = Reply::json(StatusCode::OK, &told::erasure(&done));
    let reply = reply.with(header::ETAG, &etag(done.version));
    Ok(replayed(reply, done.replayed))
}

/// Says so where an answer was given before.
pub(super) fn replayed(reply: Reply, before: bool) -> Reply {
    if before {
        reply.with(headers::IDEMPOTENCY_REPLAYED, "true")
    } else {
        reply
    }
}
