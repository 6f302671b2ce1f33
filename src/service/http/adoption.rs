//! What procedures have gone through before cases are opened under them.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::super::{Adopting, CasesError, Checked, Log, LogError, codes, told};
use super::body::orders::parse_adopt;
use super::call::Call;
use super::cases::Answer;
use super::headers::{self, etag};
use super::orders::replayed;
use super::problem::Problem;
use super::reply::Reply;
use super::state::Service;
use crate::audit::verify::TrailError;
use crate::diagnostic::{Coded, Finding};
use crate::guard::Name;
use crate::library::Procedure;
use crate::store::StoreError;

/// `GET /v1/adoptions`
///
/// The tag is the number of entries that the log has of its own: an `If-Match` with
/// it lets a stage be recorded only on what was seen.
pub(super) async fn list(service: &Service, _: Call) -> Answer {
    let (known, entries) = Log::new(&*service.store).adoptions_at().await?;
    let mut members = told::adoptions(&service.library, &known);
    if let Value::Object(members) = &mut members {
        members.insert("sequence".to_owned(), json!(entries));
    }
    let reply = Reply::json(StatusCode::OK, &members);
    Ok(reply.with(header::ETAG, &etag(entries)))
}

/// `POST /v1/adoptions`
///
/// No entry made here is signed by a person: their key stays with them. Who called
/// stands in it.
pub(super) async fn record(service: &Service, call: Call) -> Answer {
    let body = parse_adopt(&call.body)?;
    let expected = headers::if_match(&call.headers)?;
    let key = call.key()?;
    let workflow = Name::from(body.workflow.as_str());
    let procedure = chosen(service, &workflow, body.revision)?;
    let (actor, via) = call.adopter(&workflow, body.stage, body.actor.as_deref())?;
    let checked = checked(service, procedure).await?;
    if let Some(forbidden) = checked.forbids(&workflow, body.stage) {
        let findings: Vec<Value> = checked.errors().map(told::finding).collect();
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, forbidden);
        return Err(problem.members(json!({ "findings": findings })));
    }
    let adopting = Adopting {
        procedure,
        stage: body.stage,
        report: checked.hash(),
        basis: &body.basis,
        actor: &actor,
        via: &via,
        signer: None,
        expected,
        key: key.as_ref(),
    };
    match service.cases().adopt(&adopting).await {
        Ok((past, before)) => {
            let told = told::adopted(&past, &checked.warnings());
            let status = StatusCode::CREATED;
            let reply = Reply::json(status, &told).with(header::ETAG, &etag(past.entry.seq));
            Ok(replayed(reply, before))
        }
        Err(LogError::Foreign(error @ TrailError::Stage(_))) => {
            Err(Problem::new(StatusCode::CONFLICT, error.finding()))
        }
        Err(LogError::Store(error @ StoreError::OwnMoved { .. })) => Err(Problem::new(
            StatusCode::PRECONDITION_FAILED,
            error.finding(),
        )),
        Err(LogError::Cases(error)) => Err((*error).into()),
        Err(error) => Err(error.into()),
    }
}

fn chosen<'s>(
    service: &'s Service,
    workflow: &Name,
    revision: Option<u32>,
) -> Result<&'s Procedure, Problem> {
    let library = &service.library;
    let Some(last) = library.procedures.get(workflow) else {
        if service.is_faulty(workflow) {
            let finding = Finding::new(codes::HAS_ERRORS).with("workflow", &**workflow);
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, finding));
        }
        return Err(CasesError::no_such_workflow(library, workflow).into());
    };
    let Some(revision) = revision else {
        return Ok(last);
    };
    let mut all = library.revisions(workflow);
    let found = all.find(|one| one.workflow.revision == revision);
    found.ok_or_else(|| CasesError::no_such_revision(library, workflow, revision).into())
}

/// What the check says of a procedure. The library stays as it is, so that it is
/// checked once; others are served meanwhile.
async fn checked(service: &Service, procedure: &Procedure) -> Result<Arc<Checked>, Problem> {
    let manifest = procedure.manifest.hash();
    if let Some(known) = service.known_check(&manifest) {
        return Ok(known);
    }
    let (library, procedure) = (Arc::clone(&service.library), procedure.clone());
    let work = move || Checked::of(&library, &procedure);
    let checked = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::failed())?;
    Ok(service.keep_check(manifest, checked))
}
