//! Cases: opened, listed, looked at, advanced.

use axum::http::StatusCode;
use axum::http::header;
use serde_json::{Value, json};

use super::super::access::Said;
use super::super::{CasesError, Done, Opened, Request, codes, told};
use super::body::{ActBody, parse_act, parse_open, parse_why};
use super::call::Call;
use super::fault::{Fault, Malformed};
use super::headers::{self, etag};
use super::page::cursor;
use super::problem::{Problem, errors_of};
use super::reply::{JSON, Reply};
use super::state::Service;
use crate::diagnostic::{Coded, Finding, nearest_quoted};
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
    let cases = service.cases();
    let Some(procedure) = cases.procedure(&service.library, &workflow) else {
        // Before anybody is told that they may not act in its cases.
        return Err(CasesError::no_such_workflow(&service.library, &workflow).into());
    };
    let said = Said {
        actor: body.actor.as_deref(),
        role: body.role.as_deref(),
        on_behalf_of: None,
    };
    let who = call.who(&workflow, said)?;
    let give = body.give.texts(&procedure.workflow)?;
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
    let held = Held::now(procedure, &service.library.texts);
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
        law: held.law(),
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
        asked(opened, call.who(&opened.case.workflow, body.said())?, &body)
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

/// That the role in which somebody asks is one of the workflow.
pub(super) fn known_role(opened: &Opened, who: &Who) -> Result<(), Malformed> {
    let workflow = &opened.held.workflow;
    if let Some(role) = &who.capacity
        && workflow.role(role).is_none()
    {
        // A slip of the caller, and no attempt to be put on record.
        let known: Vec<&str> = workflow.roles.iter().map(|it| &*it.element.id).collect();
        let near = nearest_quoted(role, known.iter().copied());
        let known = known.join(", ");
        return Err(Malformed::body("/as", Fault::Unknown { known, near }));
    }
    Ok(())
}

/// What a body asks, by somebody.
pub(super) fn asked(opened: &Opened, who: Who, body: &ActBody) -> Result<Request, Problem> {
    let workflow = &opened.held.workflow;
    known_role(opened, &who)?;
    Ok(Request {
        who,
        give: body.give.texts(workflow)?,
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
        parent: call.query.get("parent").map(CaseId::from),
    };
    let state = call.query.get("state");
    let cases = service.cases();
    let page = cases
        .list(filter, state, after.map(CaseId::from), limit)
        .await?;
    let next = page.next.map(|last| cursor("case", &last));
    let cases: Vec<Value> = page.cases.iter().map(told::listed).collect();
    Ok(Reply::json(
        StatusCode::OK,
        &json!({ "cases": cases, "next": next }),
    ))
}

/// The case of the path, if it may be read.
pub(super) async fn found(service: &Service, call: &Call) -> Result<Opened, Problem> {
    let opened = service.cases().find(&call.case()?).await?;
    call.may_read(Some(&opened.case.workflow))?;
    Ok(opened)
}

/// `GET /v1/cases/{id}`
pub(super) async fn show(service: &Service, call: Call) -> Answer {
    let opened = found(service, &call).await?;
    // As its next act finds it: with what the clock owes, and moved.
    let opened = service.cases().stands(&opened.case.id).await?;
    let reply = Reply::json(StatusCode::OK, &told::case(&opened));
    Ok(reply.with(header::ETAG, &etag(opened.case.version)))
}

/// `GET /v1/cases/{id}/next`
pub(super) async fn next(service: &Service, call: Call) -> Answer {
    let opened = found(service, &call).await?;
    let said = Said {
        actor: call.query.get("actor"),
        role: call.query.get("as"),
        on_behalf_of: call.query.get("on_behalf_of"),
    };
    let who = call.looker(&opened.case.workflow, said)?;
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
    let who = call.looker(&opened.case.workflow, body.said())?;
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
    let cases = service.cases();
    let page = cases.history_page(&call.case()?, after, limit).await?;
    let opened = &page.opened;
    call.may_read(Some(&opened.case.workflow))?;
    let next = page.next.map(|last| cursor("entry", &last.to_string()));
    let entries: Vec<Value> = page
        .past
        .iter()
        .map(|past| told::past_in(past, &page.opened.case, page.held(&past.unsealed.entry)))
        .collect();
    let body = json!({
        "case": &*opened.case.id,
        "workflow": &*opened.case.workflow,
        "entries": entries,
        "next": next,
    });
    Ok(Reply::json(StatusCode::OK, &body))
}

/// `GET /v1/cases/{id}/receipt`
pub(super) async fn receipt(service: &Service, call: Call) -> Answer {
    let values = call
        .query
        .word("values", &[("all", true), ("none", false)])?;
    let opened = found(service, &call).await?;
    let receipt = service.receipt(&opened.case.id).await?;
    let receipt = match values {
        Some(false) => receipt.without_values(),
        _ => receipt,
    };
    Ok(Reply::text(JSON, receipt.to_bytes()))
}
