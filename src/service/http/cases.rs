//! Cases: opened, listed, looked at, advanced.

use axum::http::StatusCode;
use axum::http::header;
use serde_json::{Value, json};

use super::super::{CasesError, Done, Opened, Request, codes, told};
use super::body::{ActBody, parse_act, parse_open, parse_why};
use super::call::Call;
use super::headers::{self, etag};
use super::page::cursor;
use super::problem::{Problem, errors_of};
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::{Coded, Finding};
use crate::engine::{Availability, CaseId, Content, DecideError, Refusal};
use crate::guard::Name;
use crate::library::Held;
use crate::service::Who;
use crate::store::{CaseFilter, Standing};

/// What every handler gives.
pub(super) type Answer = Result<Reply, Problem>;

/// `POST /v1/cases`
pub(super) async fn open(service: &Service, call: Call) -> Answer {
    let body = parse_open(&call.body)?;
    if service.is_faulty(&body.workflow) {
        let finding = Finding::new(codes::HAS_ERRORS).with("workflow", body.workflow.as_str());
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, finding));
    }
    let workflow = Name::from(body.workflow.as_str());
    let who = call.who(&workflow, body.actor.as_deref(), body.role.as_deref())?;
    let give = match service.library.procedures.get(&workflow) {
        Some(procedure) => body.give.texts(&procedure.workflow)?,
        // The service says below which workflows there are.
        None => Vec::new(),
    };
    let request = Request {
        who,
        give,
        reason: None,
        criteria: Vec::new(),
        withdraws: false,
        effective: None,
    };
    let key = call.key()?;
    let id = body.id.as_deref().map(CaseId::from);
    let cases = service.cases();
    let opened = cases
        .open_once(&service.library, &workflow, id, &request, key.as_ref())
        .await;
    match opened {
        Ok(done) => Ok(taken(&done, StatusCode::CREATED)),
        Err(CasesError::Decide(error @ DecideError::NotOpened { .. })) => Err(not_opened(
            service,
            &workflow,
            body.id.as_deref(),
            &request,
            &error,
        )),
        Err(error) => Err(error.into()),
    }
}

/// An act that was taken, or a case that was opened.
fn taken(done: &Done, status: StatusCode) -> Reply {
    let case = &done.decision.after;
    let mut reply = Reply::json(status, &told::done(done)).with(header::ETAG, &etag(case.version));
    if status == StatusCode::CREATED {
        reply = reply.with(header::LOCATION, &format!("/v1/cases/{}", case.id));
    }
    if done.replayed {
        reply = reply.with(headers::IDEMPOTENCY_REPLAYED, "true");
    }
    reply
}

/// An opening that was not lawful: nothing is recorded, as there is no case.
fn not_opened(
    service: &Service,
    workflow: &Name,
    id: Option<&str>,
    request: &Request,
    error: &DecideError,
) -> Problem {
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.finding());
    let (
        DecideError::NotOpened {
            grounds,
            assumptions,
            register,
            date,
            ..
        },
        Some(procedure),
    ) = (error, service.library.procedures.get(workflow))
    else {
        return problem;
    };
    let held = Held {
        workflow: procedure.workflow.as_ref().clone(),
        zone: procedure.zone.clone(),
        calendar: procedure.calendar.clone(),
        texts: service.library.texts.clone(),
    };
    let given = request.facts(&held.workflow);
    let refusal = Refusal {
        workflow: &held.workflow,
        case: None,
        actor: &request.who.actor,
        act: None,
        given: &given,
        grounds,
        conditions: &[assumptions],
        register,
        date: *date,
    };
    let findings = told::with_headings(&held, refusal.findings());
    let grounds: Vec<Value> = grounds
        .iter()
        .zip(&findings)
        .map(|(ground, finding)| {
            json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
                "finding": told::finding(finding),
            })
        })
        .collect();
    let members = json!({
        "accepted": false,
        "case": id,
        "version": 0,
        "from": [],
        "to": [],
        "outcome": null,
        "guards": [],
        "grounds": grounds,
        "entry": null,
    });
    problem.errors(errors_of(&members)).members(members)
}

/// `POST /v1/cases/{id}/acts`
pub(super) async fn act(service: &Service, call: Call) -> Answer {
    let id = call.case()?;
    let body = parse_act(&call.body)?;
    let expected = headers::if_match(&call.headers)?;
    let key = call.key()?;
    let ask = |opened: &Opened| -> Result<Request, Problem> {
        let workflow = &opened.case.workflow;
        let who = call.who(workflow, body.actor.as_deref(), body.role.as_deref())?;
        asked(opened, who, &body)
    };
    let cases = service.cases();
    let done = cases
        .advance_once(&id, &body.transition, expected, key.as_ref(), ask)
        .await?;
    if done.accepted() {
        Ok(taken(&done, StatusCode::OK))
    } else {
        Err(refused(&done))
    }
}

/// What a body asks, by somebody.
fn asked(opened: &Opened, who: Who, body: &ActBody) -> Result<Request, Problem> {
    let behalf = body.on_behalf_of.as_deref();
    Ok(Request {
        who: Who {
            on_behalf_of: behalf.map(Name::from),
            ..who
        },
        give: body.give.texts(&opened.held.workflow)?,
        reason: body.reason.clone(),
        criteria: body.criteria.clone(),
        withdraws: body.withdraw,
        effective: body.effective.map(|when| when.in_zone(&opened.held.zone)),
    })
}

/// An act that the law refused: recorded, and told with every ground.
fn refused(done: &Done) -> Problem {
    let told = told::done(done);
    let case = &done.decision.after;
    let transition = match &done.decision.entry.content {
        Content::Refused { act, .. } => act.transition.clone(),
        _ => "–".into(),
    };
    let finding = Finding::new(codes::ACT_REFUSED)
        .with("transition", &*transition)
        .with("case", &*case.id)
        .with("grounds", errors_of(&told).len().to_string());
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, finding)
        .errors(errors_of(&told))
        .members(told)
        .header(header::ETAG, &etag(case.version));
    if done.replayed {
        problem = problem.header(headers::IDEMPOTENCY_REPLAYED, "true");
    }
    problem
}

/// `GET /v1/cases`
pub(super) async fn list(service: &Service, call: Call) -> Answer {
    let workflow = call.query.get("workflow").map(Name::from);
    call.may_read(workflow.as_ref())?;
    let standing = call.query.word(
        "standing",
        &[("open", Standing::Open), ("closed", Standing::Closed)],
    )?;
    let limit = call.query.limit()?;
    let after = call.query.after("case")?;
    let filter = CaseFilter {
        workflow,
        standing,
        parent: None,
    };
    let page = service
        .store
        .cases(filter, after.map(CaseId::from), limit)
        .await?;
    let next = page
        .last()
        .filter(|_| page.len() == limit)
        .map(|last| cursor("case", &last.case.id));
    let cases: Vec<Value> = page.iter().map(told::listed).collect();
    Ok(Reply::json(
        StatusCode::OK,
        &json!({ "cases": cases, "next": next }),
    ))
}

/// The case of the path, if it may be read.
async fn found(service: &Service, call: &Call) -> Result<Opened, Problem> {
    let opened = service.cases().find(&call.case()?).await?;
    call.may_read(Some(&opened.case.workflow))?;
    Ok(opened)
}

/// `GET /v1/cases/{id}`
pub(super) async fn show(service: &Service, call: Call) -> Answer {
    let opened = found(service, &call).await?;
    let reply = Reply::json(StatusCode::OK, &told::case(&opened));
    Ok(reply.with(header::ETAG, &etag(opened.case.version)))
}

/// `GET /v1/cases/{id}/next`
pub(super) async fn next(service: &Service, call: Call) -> Answer {
    let opened = found(service, &call).await?;
    let (actor, role) = (call.query.get("actor"), call.query.get("as"));
    let who = call.looker(&opened.case.workflow, actor, role)?;
    let all = call
        .query
        .word("all", &[("true", true), ("false", false)])?;
    let (opened, mut possibilities) = service.cases().next(&opened.case.id, &who).await?;
    if all != Some(true) {
        possibilities.retain(|one| one.availability != Availability::Elsewhere);
    }
    let reply = Reply::json(StatusCode::OK, &told::next(&opened, &possibilities));
    Ok(reply.with(header::ETAG, &etag(opened.case.version)))
}

/// `POST /v1/cases/{id}/why`
pub(super) async fn why(service: &Service, call: Call) -> Answer {
    let body = parse_why(&call.body)?;
    let opened = found(service, &call).await?;
    let workflow = &opened.case.workflow;
    let who = call.looker(workflow, body.actor.as_deref(), body.role.as_deref())?;
    let request = asked(&opened, who, &body)?;
    let cases = service.cases();
    let (opened, why) = cases
        .why(&opened.case.id, &body.transition, &request)
        .await?;
    let findings = told::grounds(&request, &body.transition, &opened, &why);
    let reply = Reply::json(StatusCode::OK, &told::why(&opened, &why, &findings));
    Ok(reply.with(header::ETAG, &etag(opened.case.version)))
}

/// `GET /v1/cases/{id}/history`
pub(super) async fn history(service: &Service, call: Call) -> Answer {
    let limit = call.query.limit()?;
    let after = call.query.after_number("entry")?;
    let opened = found(service, &call).await?;
    let past = service.cases().past(&opened.case.id, after, limit).await?;
    let next = past
        .last()
        .filter(|_| past.len() == limit)
        .map(|last| cursor("entry", &last.unsealed.entry.seq.to_string()));
    let entries: Vec<Value> = past.iter().map(told::past).collect();
    let body = json!({
        "case": &*opened.case.id,
        "workflow": &*opened.case.workflow,
        "entries": entries,
        "next": next,
    });
    Ok(Reply::json(StatusCode::OK, &body))
}
