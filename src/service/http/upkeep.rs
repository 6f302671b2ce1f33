//! What keeps the service going: the clock's debts taken, messages delivered.
//!
//! Neither is an act of anybody. Both do early what the next act would do, by
//! the clock of this machine alone: no moment can be named here.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::told;
use super::call::Call;
use super::cases::Answer;
use super::fault::{Fault, Malformed};
use super::page::cursor;
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::Bilingual;
use crate::store::Waking;

/// How many messages are delivered in one request.
const MESSAGES: usize = 4096;

/// `POST /v1/tick`
pub(super) async fn tick(service: &Service, call: Call) -> Answer {
    call.may_operate()?;
    let limit = call.query.limit()?;
    let after = call.query.after("wake")?;
    let after = after.as_deref().map(read).transpose()?;
    let tick = service.cases().tick_page(None, after, limit).await?;
    // Once all is taken: what the clock has ended needs no reminder.
    let reminded = match tick.next {
        None => service.cases().remind(None, limit).await?,
        Some(_) => Vec::new(),
    };
    let mut members = told::ticked(&tick, &reminded);
    if let Value::Object(members) = &mut members {
        let next = tick.next.as_ref().map(|last| {
            let at = last.at.as_microsecond();
            cursor("wake", &format!("{at}:{}", last.case))
        });
        members.insert("next".to_owned(), json!(next));
    }
    Ok(Reply::json(StatusCode::OK, &members))
}

/// Where the page before ended.
fn read(text: &str) -> Result<Waking, Malformed> {
    let parts = text.split_once(':').and_then(|(at, case)| {
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        let case = case.into();
        Some(Waking { at, case })
    });
    parts.ok_or_else(|| {
        let expected = Bilingual::new(
            "앞 쪽의 `next`에 있던 값",
            "a value of `next` of the page before",
        );
        Malformed::query("cursor", Fault::Form { expected })
    })
}

/// `POST /v1/deliver`
pub(super) async fn deliver(service: &Service, call: Call) -> Answer {
    call.may_operate()?;
    let sum = service.cases().deliver(MESSAGES).await?;
    Ok(Reply::json(StatusCode::OK, &told::delivered(&sum)))
}
