//! Problem details (RFC 9457): every refusal and failure, in one form.

use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use super::super::access::{Forbidden, Nobody, Unsaid};
use super::super::{CasesError, LogError, ReceiptNotMade, codes, told};
use super::fault::{Fault, Malformed, Part};
use super::reply::Reply;
use super::state::Explain;
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Lang};
use crate::engine::DecideError;
use crate::store::StoreError;

/// The media type of problem details.
const PROBLEM: &str = "application/problem+json";

/// A request that was refused or that failed.
#[derive(Debug)]
pub(super) struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    finding: Finding,
    errors: Vec<Value>,
    members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of this kind.
    pub(super) fn new(status: StatusCode, finding: Finding) -> Problem {
        Problem(Box::new(Parts {
            status,
            finding,
            errors: Vec::new(),
            members: Map::new(),
            headers: Vec::new(),
        }))
    }

    /// No key, or none that is known.
    pub(super) fn unauthenticated() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            Finding::new(codes::UNAUTHENTICATED),
        )
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"jorye\"")
    }

    /// The principal may not.
    pub(super) fn forbidden(principal: &str, what: &Forbidden) -> Problem {
        let finding = Finding::new(codes::FORBIDDEN)
            .with("principal", principal)
            .with("what", what.says())
            .suggest(what.near());
        Problem::new(StatusCode::FORBIDDEN, finding)
    }

    /// Nobody stands behind the request.
    pub(super) fn nobody(principal: &str, why: Nobody) -> Problem {
        match why {
            Nobody::Forbidden(what) => Problem::forbidden(principal, &what),
            Nobody::Unsaid(Unsaid::Actor) => Malformed::body("/actor", Fault::Unsaid).into(),
            Nobody::Unsaid(Unsaid::Role) => Malformed::body("/as", Fault::Unsaid).into(),
        }
    }

    /// The request is larger than the service takes.
    pub(super) fn too_large(limit: usize) -> Problem {
        let finding = Finding::new(codes::TOO_LARGE).with("limit", limit.to_string());
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, finding).header(header::CONNECTION, "close")
    }

    /// The service has no room or no time now.
    pub(super) fn busy(status: StatusCode, why: Bilingual) -> Problem {
        let problem = Problem::new(status, Finding::new(codes::BUSY).with("why", why));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            problem.header(header::RETRY_AFTER, "1")
        } else {
            problem.header(header::CONNECTION, "close")
        }
    }

    /// There is no such resource, method or form.
    pub(super) fn no_such(status: StatusCode, what: Bilingual) -> Problem {
        Problem::new(
            status,
            Finding::new(codes::NO_SUCH_RESOURCE).with("problem", what),
        )
    }

    /// The service itself failed.
    pub(super) fn failed() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Finding::new(codes::SERVICE_FAILED),
        )
    }

    /// A key that cannot be one.
    pub(super) fn key_malformed() -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, Finding::new(codes::KEY_MALFORMED))
            .errors(vec![json!({ "header": "Idempotency-Key" })])
    }

    /// With a list of what is wrong.
    pub(super) fn errors(mut self, errors: Vec<Value>) -> Problem {
        self.0.errors = errors;
        self
    }

    /// With the members of an object too.
    pub(super) fn members(mut self, members: Value) -> Problem {
        if let Value::Object(members) = members {
            self.0.members = members;
        }
        self
    }

    /// With one more header.
    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Problem {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// What is said in the log: the code, and never a value.
    pub(super) const fn code(&self) -> Code {
        self.0.finding.code
    }

    /// As an answer, in the language of the caller.
    pub(super) fn reply(self, lang: Lang, explain: Explain, request: &str) -> Reply {
        let Parts {
            status,
            finding,
            errors,
            members,
            headers,
        } = *self.0;
        let code = finding.code.to_string();
        let title = explain(finding.code, lang)
            .and_then(|page| page.lines().next())
            .unwrap_or_else(|| finding.name());
        let both =
            |text: &dyn Fn(Lang) -> String| json!({ "ko": text(Lang::Ko), "en": text(Lang::En) });
        let mut object = Map::new();
        object.insert("type".to_owned(), page_of(finding.code).into());
        object.insert("title".to_owned(), title.trim().into());
        object.insert("status".to_owned(), status.as_u16().into());
        object.insert("detail".to_owned(), finding.title(lang).into());
        object.insert("code".to_owned(), code.into());
        object.insert("name".to_owned(), finding.name().into());
        object.insert("message".to_owned(), both(&|lang| finding.title(lang)));
        object.insert("follows".to_owned(), both(&|lang| finding.follows(lang)));
        object.insert("help".to_owned(), both(&|lang| finding.help(lang)));
        object.insert(
            "suggestion".to_owned(),
            finding
                .suggestion
                .as_deref()
                .map(|near| near.trim_matches('`'))
                .into(),
        );
        object.insert("request".to_owned(), request.into());
        let errors = match errors.is_empty() {
            false => errors,
            true => finding.notes.iter().map(noted).collect(),
        };
        object.insert("errors".to_owned(), errors.into());
        object.extend(members);
        let mut reply = Reply::json(status, &Value::Object(object));
        reply.media = PROBLEM;
        reply.headers = headers;
        reply
    }
}

/// Where the page of a code is, on the service itself.
pub(super) fn page_of(code: Code) -> String {
    format!("/problems/{code}")
}

/// A ground of a refusal, briefly.
fn brief(ground: &Value) -> Value {
    let finding = ground.get("finding").unwrap_or(&Value::Null);
    let code = finding.get("code").and_then(Value::as_str).unwrap_or("");
    json!({
        "type": format!("/problems/{code}"),
        "code": code,
        "element": finding.get("element"),
        "citation": finding.get("citation"),
        "detail": finding.get("message"),
    })
}

/// Something that belongs to a problem, and has no place in the request.
fn noted(note: &Bilingual) -> Value {
    json!({ "detail": told::bilingual(note) })
}

/// The grounds of a refusal, as a list of errors.
pub(super) fn errors_of(told: &Value) -> Vec<Value> {
    let grounds = told.get("grounds").and_then(Value::as_array);
    grounds.into_iter().flatten().map(brief).collect()
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        let mut error = match &malformed.part {
            Part::Body(pointer) => json!({ "pointer": format!("#{pointer}") }),
            Part::Header(name) => json!({ "header": name }),
            Part::Query(name) => json!({ "parameter": name }),
            Part::Path => json!({ "parameter": "path" }),
        };
        if let Some(error) = error.as_object_mut() {
            let says = malformed.fault.says();
            error.insert("detail".to_owned(), told::bilingual(&says));
        }
        Problem::new(StatusCode::BAD_REQUEST, malformed.finding()).errors(vec![error])
    }
}

impl From<CasesError> for Problem {
    fn from(error: CasesError) -> Self {
        let status = match &error {
            CasesError::NoSuchCase { .. } | CasesError::NoSuchChildren { .. } => {
                StatusCode::NOT_FOUND
            }
            CasesError::CaseExists { .. }
            | CasesError::NotMoved(_)
            | CasesError::NotAdopted { .. } => StatusCode::CONFLICT,
            CasesError::Stale { .. } => StatusCode::PRECONDITION_FAILED,
            CasesError::NoSuchWorkflow { .. }
            | CasesError::NoSuchRevision { .. }
            | CasesError::CaseId { .. }
            | CasesError::KeyConflict { .. }
            | CasesError::ChildNotOpened { .. }
            | CasesError::Seal(_) => StatusCode::UNPROCESSABLE_ENTITY,
            CasesError::Decide(DecideError::WrongDefinition { .. } | DecideError::Clock { .. }) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            CasesError::Decide(_) | CasesError::Erase(_) => StatusCode::UNPROCESSABLE_ENTITY,
            CasesError::TooBusy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            CasesError::Store(error) => status_of(error),
            CasesError::Definition { .. }
            | CasesError::DefinitionMissing { .. }
            | CasesError::Entry { .. }
            | CasesError::Log(_)
            | CasesError::Unanswered { .. }
            | CasesError::Receive(_)
            | CasesError::NothingDecided
            | CasesError::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        of(status, error.finding())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        of(status_of(&error), error.finding())
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        let status = match &error {
            LogError::Store(error) => status_of(error),
            LogError::Key(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        of(status, error.finding())
    }
}

impl From<ReceiptNotMade> for Problem {
    fn from(error: ReceiptNotMade) -> Self {
        match error {
            ReceiptNotMade::Log(error) => error.into(),
            // Its first entry is not in the log yet: a moment later it is.
            ReceiptNotMade::Later { .. } => of(StatusCode::SERVICE_UNAVAILABLE, error.finding()),
            _ => of(StatusCode::INTERNAL_SERVER_ERROR, error.finding()),
        }
    }
}

fn of(status: StatusCode, finding: Finding) -> Problem {
    let problem = Problem::new(status, finding);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        problem.header(header::RETRY_AFTER, "1")
    } else {
        problem
    }
}

fn status_of(error: &StoreError) -> StatusCode {
    match error {
        StoreError::Locked { .. }
        | StoreError::ReadOnly { .. }
        | StoreError::Closed { .. }
        | StoreError::Stale { .. }
        | StoreError::KeyTaken { .. } => StatusCode::SERVICE_UNAVAILABLE,
        StoreError::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
