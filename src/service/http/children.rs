//! One act in many children of a case.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::super::{Children, Opened, Request, told};
use super::body::parse_act;
use super::call::Call;
use super::cases::{Answer, asked, found};
use super::fault::Malformed;
use super::headers;
use super::page::cursor;
use super::problem::Problem;
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::Bilingual;
use crate::engine::CaseId;

/// `POST /v1/cases/{id}/children/{name}/acts`
///
/// Every attempt is recorded in its own case, so that the answer is no refusal
/// even where all of them were refused: it says what came of each.
pub(super) async fn act(service: &Service, call: Call) -> Answer {
    let body = parse_act(&call.body)?;
    let limit = call.query.limit()?;
    let after = call.query.after("child")?.map(CaseId::from);
    if call.headers.contains_key(header::IF_MATCH) {
        let expected = Bilingual::new(
            "여러 사건에 대한 행위에서는 보내지 않는",
            "left out, as the act is about many cases",
        );
        return Err(Malformed::header("If-Match", expected).into());
    }
    let key = call.key()?;
    let opened = found(service, &call).await?;
    let name = call.parameter("name")?;
    let children = Children {
        parent: &opened.case.id,
        name,
        after: after.as_ref(),
        limit,
    };
    let ask = |child: &Opened| -> Result<Request, Problem> {
        asked(child, call.who(&child.case.workflow, body.said())?, &body)
    };
    let cases = service.cases();
    let answered = cases
        .advance_children_once(children, &body.transition, key.as_ref(), ask)
        .await?;
    let mut members = told::answered(&answered);
    if let Value::Object(members) = &mut members {
        members.insert("parent".to_owned(), json!(&*opened.case.id));
        members.insert("children".to_owned(), json!(name));
        let next = answered.next.as_ref().map(|last| cursor("child", last));
        members.insert("next".to_owned(), json!(next));
    }
    let reply = Reply::json(StatusCode::OK, &members);
    // Something new came of a request of which only a part had been done.
    if answered.attempts() > 0 && answered.again == answered.attempts() {
        return Ok(reply.with(headers::IDEMPOTENCY_REPLAYED, "true"));
    }
    Ok(reply)
}
