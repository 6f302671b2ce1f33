//! The log as a whole, and the service itself.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::cases::Answer;
use super::page::cursor;
use super::problem::Problem;
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::{Bilingual, Code};

/// `GET /v1/log/entries`
///
/// The leaves as they are: values in them are commitments, and what opens those
/// is not given here.
pub(super) async fn leaves(service: &Service, call: Call) -> Answer {
    let limit = call.query.limit()?;
    let from = call.query.after_number("leaf")?;
    let page = service.store.leaves(from, limit).await?;
    let next = page
        .last()
        .filter(|_| page.len() == limit)
        .map(|last| cursor("leaf", &last.index.saturating_add(1).to_string()));
    let entries: Vec<Value> = page
        .iter()
        .map(|leaf| {
            json!({
                "index": leaf.index,
                "case": leaf.case.as_deref(),
                "hash": leaf.hash.to_string(),
                "bytes": String::from_utf8_lossy(&leaf.bytes),
            })
        })
        .collect();
    let body = json!({
        "log": service.store.log().log,
        "entries": entries,
        "next": next,
    });
    Ok(Reply::json(StatusCode::OK, &body))
}

/// `GET /v1/log/checkpoint`
pub(super) async fn checkpoint(service: &Service, _: Call) -> Answer {
    let note = service.checkpoint().await?;
    Ok(Reply::text("text/plain; charset=utf-8", note))
}

/// `GET /v1/log/checkpoint/cosigned`
pub(super) async fn cosigned(service: &Service, _: Call) -> Answer {
    match service.cosigned().await? {
        Some(note) => Ok(Reply::text("text/plain; charset=utf-8", note)),
        None => Err(Problem::no_such(
            StatusCode::NOT_FOUND,
            Bilingual::new(
                "증인이 함께 서명한 체크포인트가 아직 없습니다",
                "no checkpoint has been cosigned by a witness yet",
            ),
        )),
    }
}

/// `GET /health/live`
pub(super) async fn live(_: &Service, _: Call) -> Answer {
    Ok(Reply::json(StatusCode::OK, &json!({ "status": "live" })))
}

/// `GET /health/ready`
pub(super) async fn ready(service: &Service, _: Call) -> Answer {
    if service.is_stopping() {
        let why = Bilingual::new("서비스를 멈추고 있습니다", "the service is stopping");
        return Err(Problem::busy(StatusCode::SERVICE_UNAVAILABLE, why));
    }
    let tree = service.store.tree().await?;
    let body = json!({ "status": "ready", "entries": tree.size });
    Ok(Reply::json(StatusCode::OK, &body))
}

/// `GET /openapi.json`
pub(super) async fn openapi(_: &Service, _: Call) -> Answer {
    Ok(Reply::json(StatusCode::OK, &super::openapi::document()))
}

/// `GET /problems/{code}`
pub(super) async fn explain(service: &Service, call: Call) -> Answer {
    let code = call.parameter("code")?;
    let page = code
        .parse::<Code>()
        .ok()
        .and_then(|code| (service.options.explain)(code, call.lang));
    match page {
        Some(page) => Ok(Reply::text(
            "text/markdown; charset=utf-8",
            format!("# {}", page.trim_start()),
        )),
        None => Err(Problem::no_such(
            StatusCode::NOT_FOUND,
            Bilingual::new("그런 코드가 없습니다", "there is no such code"),
        )),
    }
}
