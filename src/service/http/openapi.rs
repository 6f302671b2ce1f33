//! The OpenAPI 3.1 document, out of the table of routes.

use serde_json::{Map, Value, json};

use super::routes::{Reach, Route, Told, Verb, routes};
use super::schema::schemas;

/// The statuses of problems that every route with a key may answer.
const OF_KEYS: &[u16] = &[401];
/// Those of every route.
const OF_ALL: &[u16] = &[400, 500, 503];
/// Those of every route with a body.
const OF_BODIES: &[u16] = &[408, 413, 415];

/// The document.
pub fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let verb = match route.verb {
            Verb::Get => "get",
            Verb::Post => "post",
        };
        let path = paths
            .entry(route.path)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(path) = path.as_object_mut() {
            path.insert(verb.to_owned(), operation(route));
        }
    }
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "jorye",
            "summary": "Cases of procedures that rest on an ordinance, and their trail.",
            "description": "Every refusal and failure is a problem of RFC 9457. An act that the law refuses is recorded, and answered with 422 and the grounds. `docs/http.md` says more.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "cases", "description": "사건 / cases" },
            { "name": "log", "description": "감사 기록 / the trail" },
            { "name": "service", "description": "서비스 / the service itself" },
        ],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key that `jorye key new` made.",
                },
            },
            "schemas": schemas(),
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut operation = Map::new();
    let mut put = |key: &str, value: Value| operation.insert(key.to_owned(), value);
    put("operationId", route.id.into());
    put("tags", json!([route.tag]));
    put("summary", route.summary.into());
    put(
        "description",
        format!("{} / {}", route.summary_ko, route.summary).into(),
    );
    let parameters = parameters(route);
    if !parameters.is_empty() {
        put("parameters", parameters.into());
    }
    if let Some(schema) = route.body {
        let body = json!({
            "required": true,
            "content": { "application/json": { "schema": reference(schema) } },
        });
        put("requestBody", body);
    }
    put("responses", Value::Object(responses(route)));
    let security = match route.open {
        Reach::Everybody => json!([]),
        Reach::Readers | Reach::Writers => json!([{ "key": [] }]),
    };
    put("security", security);
    Value::Object(operation)
}

fn parameters(route: &Route) -> Vec<Value> {
    let of_path = route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(json!({
            "name": name,
            "in": "path",
            "required": true,
            "schema": { "type": "string" },
        }))
    });
    let of_query = route.query.iter().map(|one| {
        let schema: Value = serde_json::from_str(one.schema).unwrap_or_default();
        json!({
            "name": one.name,
            "in": "query",
            "required": false,
            "description": one.about,
            "schema": schema,
        })
    });
    let of_headers = route.headers.iter().map(|name| {
        json!({
            "name": name,
            "in": "header",
            "required": false,
            "description": about_header(name),
            "schema": { "type": "string" },
        })
    });
    of_path.chain(of_query).chain(of_headers).collect()
}

fn about_header(name: &str) -> &'static str {
    match name {
        "If-Match" => {
            "The `ETag` of the case for which the act is meant. Where the case has another version by now, nothing is done (412)."
        }
        _ => {
            "A key under which the request counts once: the same request with the same key gets the answer again that it got, for 24 hours. Another request with it is refused (422)."
        }
    }
}

fn responses(route: &Route) -> Map<String, Value> {
    let mut all = Map::new();
    for told in route.answers {
        all.insert(told.status.to_string(), response(told));
    }
    let with_key: &[u16] = if route.open == Reach::Everybody {
        &[]
    } else {
        OF_KEYS
    };
    let with_body: &[u16] = if route.body.is_some() { OF_BODIES } else { &[] };
    let mut problems: Vec<u16> = [route.problems, with_key, with_body, OF_ALL].concat();
    problems.sort_unstable();
    for status in problems {
        all.entry(status.to_string()).or_insert_with(|| {
            json!({
                "description": about_status(status),
                "content": { "application/problem+json": { "schema": reference("Problem") } },
            })
        });
    }
    all
}

fn response(told: &Told) -> Value {
    let content = match told.schema {
        Some(schema) => json!({ "schema": reference(schema) }),
        None => json!({ "schema": { "type": "string" } }),
    };
    let mut media = Map::new();
    media.insert(told.media.to_owned(), content);
    json!({ "description": told.about, "content": media })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

const fn about_status(status: u16) -> &'static str {
    match status {
        400 => "The request is not as it must be (J0941), or its key cannot be one (J0916).",
        401 => "No key, or none that is known (J0942).",
        403 => "The principal may not (J0943).",
        404 => "There is no such case or code.",
        408 => "The body did not arrive in time (J0946).",
        409 => {
            "It does not fit what is there: the case is there already (J0928), has no place under the revision in force (J0975) or its procedure is not adopted (J0987); the stage does not follow (J0882)."
        }
        412 => {
            "The case has another version than the request is for (J0929), or the log has other entries of its own (J0983)."
        }
        413 => "The body is too large (J0945).",
        415 => "The body is not said to be JSON (J0947).",
        422 => "The request is understood and cannot be carried out; nothing is recorded.",
        503 => "The service has no room or no time now (J0946), or its store cannot be used.",
        _ => "The service failed.",
    }
}
