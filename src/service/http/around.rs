//! What is the same for every request: who calls, the limits, the form of
//! problems, and the line in the log.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::routing::{MethodFilter, on};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::time::{Instant, timeout};
use tower_http::catch_panic::CatchPanicLayer;

use super::super::access::Caller;
use super::call::Call;
use super::cases::Answer;
use super::fault::{Fault, Malformed};
use super::headers;
use super::page::Query;
use super::problem::Problem;
use super::reply::Reply;
use super::routes::{Reach, Route, Verb, routes};
use super::state::Service;
use crate::diagnostic::{Bilingual, Lang};

/// The router of a service.
pub fn router(service: &Arc<Service>) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let filter = match route.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
        };
        let service = Arc::clone(service);
        let handler = move |path: PathParams, request: Request| {
            let service = Arc::clone(&service);
            async move { around(&service, Some(route), &path_of(&path), request).await }
        };
        router = router.route(route.path, on(filter, handler));
    }
    let (here, there) = (Arc::clone(service), Arc::clone(service));
    router
        .method_not_allowed_fallback(move |request: Request| {
            let service = Arc::clone(&here);
            async move { nowhere(&service, StatusCode::METHOD_NOT_ALLOWED, request).await }
        })
        .fallback(move |request: Request| {
            let service = Arc::clone(&there);
            async move { nowhere(&service, StatusCode::NOT_FOUND, request).await }
        })
        .layer(CatchPanicLayer::custom(panicked))
}

/// The parameters of a path, or that it is not UTF-8.
type PathParams = Result<RawPathParams, RawPathParamsRejection>;

/// What is not UTF-8 has no parameters: the handler that asks for one tells it.
fn path_of(path: &PathParams) -> Vec<(String, String)> {
    path.iter()
        .flatten()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A fault of this program, caught: the caller learns that, and nothing else.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!(code = "J0948", "panic");
    let reply = Problem::failed().reply(Lang::En, |_, _| None, "");
    finished(reply, "", Lang::En)
}

/// What is said in the log of one request.
struct Line {
    method: String,
    route: &'static str,
    request: String,
    caller: Option<Caller>,
    code: Option<String>,
}

async fn around(
    service: &Service,
    route: Option<&'static Route>,
    path: &[(String, String)],
    request: Request,
) -> Response<Body> {
    let begun = Instant::now();
    let lang = headers::language(request.headers(), service.options.lang);
    let mut line = Line {
        method: request.method().to_string(),
        route: route.map_or("", |route| route.path),
        request: headers::request_id(request.headers())
            .map_or_else(|| service.next_request(), str::to_owned),
        caller: None,
        code: None,
    };
    let answer = match route {
        Some(route) => answered(service, route, path, lang, request, &mut line).await,
        None => Err(Problem::failed()),
    };
    told(service, answer, lang, line, begun)
}

/// A path or a method that there is not.
async fn nowhere(service: &Service, status: StatusCode, request: Request) -> Response<Body> {
    let begun = Instant::now();
    let lang = headers::language(request.headers(), service.options.lang);
    let line = Line {
        method: request.method().to_string(),
        route: "",
        request: headers::request_id(request.headers())
            .map_or_else(|| service.next_request(), str::to_owned),
        caller: None,
        code: None,
    };
    let what = if status == StatusCode::NOT_FOUND {
        Bilingual::new("그런 경로가 없습니다", "there is no such path")
    } else {
        Bilingual::new(
            "이 경로에는 그런 메서드가 없습니다",
            "this path does not have that method",
        )
    };
    told(
        service,
        Err(Problem::no_such(status, what)),
        lang,
        line,
        begun,
    )
}

/// The answer, in its last form, and the line in the log.
fn told(
    service: &Service,
    answer: Answer,
    lang: Lang,
    mut line: Line,
    begun: Instant,
) -> Response<Body> {
    let reply = match answer {
        Ok(reply) => reply,
        Err(problem) => {
            line.code = Some(problem.code().to_string());
            problem.reply(lang, service.options.explain, &line.request)
        }
    };
    let status = reply.status;
    let response = finished(reply, &line.request, lang);
    // No value of the request but its id, and no path: ids of cases are for
    // those who may read them.
    let took = begun.elapsed();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        request = line.request,
        method = line.method,
        route = line.route,
        status = status.as_u16(),
        micros,
        principal = line.caller.as_ref().map(|caller| &*caller.principal),
        key = line.caller.as_ref().map(|caller| &*caller.key),
        code = line.code,
        "request"
    );
    response
}

fn finished(reply: Reply, request: &str, lang: Lang) -> Response<Body> {
    let mut response = Response::new(reply.body);
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if ![super::reply::JSON, super::reply::JSON_LINES].contains(&reply.media) {
        let lang = match lang {
            Lang::Ko => "ko",
            Lang::En => "en",
        };
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    }
    if let Ok(request) = HeaderValue::from_str(request) {
        headers.insert(headers::REQUEST_ID, request);
    }
    for (name, value) in reply.headers {
        headers.insert(name, value);
    }
    response
}

async fn answered(
    service: &Service,
    route: &'static Route,
    path: &[(String, String)],
    lang: Lang,
    request: Request,
    line: &mut Line,
) -> Answer {
    let counted = route.open != Reach::Everybody;
    // Health is told also when there is no room for anything else.
    let slot = counted.then(|| service.slots.try_acquire());
    if let Some(Err(_)) = slot {
        let why = Bilingual::new(
            "한꺼번에 처리할 수 있는 요청이 모두 찼습니다",
            "as many requests as can be worked on at once are under way",
        );
        return Err(Problem::busy(StatusCode::SERVICE_UNAVAILABLE, why));
    }
    let access = service.access();
    let caller = match (route.open, headers::bearer(request.headers())) {
        (Reach::Everybody, _) => None,
        // A key that is shown must be right, also where none is needed.
        (_, Some(token)) => Some(access.caller(token).ok_or_else(Problem::unauthenticated)?),
        (Reach::Readers, None)
            if service.options.anonymous_read
                && !request.headers().contains_key(header::AUTHORIZATION) =>
        {
            None
        }
        (_, None) => return Err(Problem::unauthenticated()),
    };
    line.caller.clone_from(&caller);
    let known: Vec<&str> = route.query.iter().map(|one| one.name).collect();
    let query = Query::read(request.uri().query().unwrap_or(""), &known)?;
    let asked = format!("{} {}", request.method(), request.uri().path());
    let (parts, body) = request.into_parts();
    let body = match route.body {
        Some(_) => read(&parts.headers, body, service).await?,
        None if route.verb == Verb::Post && !body.is_end_stream() => {
            return Err(Malformed::body("", Fault::NotEmpty).into());
        }
        None => Bytes::new(),
    };
    let call = Call {
        lang,
        caller,
        access,
        path: path.to_vec(),
        query,
        headers: parts.headers,
        line: asked,
        body,
    };
    let limit = service.options.limits.answer_time;
    timeout(limit, (route.handler)(service, call))
        .await
        .unwrap_or_else(|_| Err(too_slow()))
}

fn too_slow() -> Problem {
    let why = Bilingual::new(
        "답하는 데 너무 오래 걸렸습니다. 기록되었을 수도 있으니 같은 `Idempotency-Key`로 다시 보내십시오",
        "the answer took too long; it may have been recorded, so send it again with the same `Idempotency-Key`",
    );
    Problem::busy(StatusCode::SERVICE_UNAVAILABLE, why)
}

/// The body, within its limits.
async fn read(headers: &HeaderMap, body: Body, service: &Service) -> Result<Bytes, Problem> {
    let limits = &service.options.limits;
    if !headers::is_json(headers) {
        return Err(Problem::no_such(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Bilingual::new(
                "본문은 압축하지 않은 `application/json`이어야 합니다",
                "the body must be `application/json`, not compressed",
            ),
        ));
    }
    let most = u64::try_from(limits.body).unwrap_or(u64::MAX);
    if headers::length(headers).is_some_and(|length| length > most) {
        return Err(Problem::too_large(limits.body));
    }
    let whole = Limited::new(body, limits.body).collect();
    match in_time(limits.body_time, whole).await {
        None => {
            let why = Bilingual::new(
                "본문이 제때 오지 않았습니다",
                "the body did not arrive in time",
            );
            Err(Problem::busy(StatusCode::REQUEST_TIMEOUT, why))
        }
        Some(Ok(body)) => Ok(body.to_bytes()),
        Some(Err(error)) if error.is::<LengthLimitError>() => Err(Problem::too_large(limits.body)),
        Some(Err(_)) => {
            let why = Bilingual::new("본문이 끝까지 오지 않았습니다", "the body broke off");
            Err(Problem::busy(StatusCode::BAD_REQUEST, why))
        }
    }
}

async fn in_time<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    timeout(limit, work).await.ok()
}
