//! What a later revision of a procedure does to open cases: looked at, and done.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::{CasesError, Plan, told};
use super::call::Call;
use super::cases::Answer;
use super::page::cursor;
use super::problem::Problem;
use super::reply::Reply;
use super::state::Service;
use crate::engine::CaseId;
use crate::guard::Name;

/// `GET /v1/revisions`
pub(super) async fn plan(service: &Service, call: Call) -> Answer {
    let workflow = named(service, &call)?;
    call.may_read(workflow.as_ref())?;
    let (limit, after) = page(&call)?;
    let cases = service.cases();
    let plan = cases.revisions(&service.library, workflow.as_deref(), after, limit);
    Ok(reply(&plan.await?, false))
}

/// `POST /v1/revisions`
///
/// Each case is decided by itself; a second time there is nothing to do, so that a
/// page that was cut off is sent again.
pub(super) async fn apply(service: &Service, call: Call) -> Answer {
    let workflow = named(service, &call)?;
    let via = call.reviser(workflow.as_ref())?;
    let (limit, after) = page(&call)?;
    let cases = service.cases();
    let done = cases.revise(&service.library, workflow.as_deref(), after, limit, &via);
    Ok(reply(&done.await?, true))
}

/// The workflow that is asked for, if one is.
fn named(service: &Service, call: &Call) -> Result<Option<Name>, Problem> {
    let Some(workflow) = call.query.get("workflow") else {
        return Ok(None);
    };
    if service.library.procedures.contains_key(workflow) {
        return Ok(Some(workflow.into()));
    }
    Err(CasesError::no_such_workflow(&service.library, workflow).into())
}

fn page(call: &Call) -> Result<(usize, Option<CaseId>), Problem> {
    let after = call.query.after("revised")?;
    Ok((call.query.limit()?, after.map(CaseId::from)))
}

fn reply(plan: &Plan, applied: bool) -> Reply {
    let mut members = told::plan(&plan.cases, applied);
    if let Value::Object(members) = &mut members {
        let next = plan.next.as_ref().map(|last| cursor("revised", last));
        members.insert("next".to_owned(), json!(next));
    }
    Reply::json(StatusCode::OK, &members)
}
