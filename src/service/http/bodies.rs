//! Bodies: who holds which seat on a day.

use axum::http::StatusCode;

use super::super::told;
use super::call::Call;
use super::cases::Answer;
use super::fault::{Fault, Malformed};
use super::problem::Problem;
use super::reply::Reply;
use super::state::Service;
use crate::diagnostic::{Bilingual, nearest_quoted};
use crate::engine::Register;
use crate::workflow::BodiesFile;
use crate::workflow::bodies::Body;

/// `GET /v1/bodies`
///
/// Seats are given and vacated by cases of many workflows: they are shown to
/// those who may read all of them.
pub(super) async fn show(service: &Service, call: Call) -> Answer {
    call.may_read(None)?;
    let on = match call.query.get("on") {
        Some(day) => day.parse().map_err(|_| not_a_day())?,
        None => service.today().ok_or_else(Problem::failed)?,
    };
    let all: &[_] = match &service.library.bodies {
        BodiesFile::Read(bodies) => &bodies.all,
        BodiesFile::Absent | BodiesFile::Faulty => &[],
    };
    let asked = call.query.get("body");
    let chosen: Vec<&Body> = all
        .iter()
        .map(|body| &**body)
        .filter(|body| asked.is_none_or(|asked| **body.id() == *asked))
        .collect();
    if let (Some(asked), true) = (asked, chosen.is_empty()) {
        let known: Vec<&str> = all.iter().map(|body| &**body.id()).collect();
        let near = nearest_quoted(asked, known.iter().copied());
        let known = known.join(", ");
        return Err(Malformed::query("body", Fault::Unknown { known, near }).into());
    }
    let list = service.store.seats(None).await?;
    let register = Register::of(&list.changes);
    let told = told::bodies(chosen.into_iter(), &register, on);
    Ok(Reply::json(StatusCode::OK, &told))
}

fn not_a_day() -> Malformed {
    let expected = Bilingual::new("날짜(2027-01-08)", "a date (2027-01-08)");
    Malformed::query("on", Fault::Form { expected })
}
