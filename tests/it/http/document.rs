//! The OpenAPI document: what it says, and that answers are as it says.

use serde_json::{Value, json};

use super::{APPLY, House, TOO_MUCH};

#[test]
fn the_document_is_as_it_was() {
    let document = jorye::service::http::document();
    assert_eq!(document["openapi"], "3.1.0");
    insta::with_settings!({ omit_expression => true, filters => vec![(r#""version": "\d+\.\d+\.\d+""#, r#""version": "[version]""#)] }, {
        insta::assert_snapshot!("openapi", format!("{document:#}"));
    });
    let house = House::new();
    assert_eq!(
        house.ask("-", "GET /openapi.json", &[], "").json(),
        document
    );
}

/// Every operation of the document is there, and nothing else is.
#[test]
fn every_operation_is_a_route() {
    let house = House::new().opened();
    let document = jorye::service::http::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.replace("{id}", "g-1").replace("{code}", "J0701");
        for method in ["get", "post", "put", "delete"] {
            let line = format!("{} {path}", method.to_uppercase());
            let answer = house.ask("counter", &line, &[], "{}");
            let there = answer.status != 404 && answer.status != 405;
            assert_eq!(
                there,
                item.get(method).is_some(),
                "{line}: {}",
                answer.status
            );
        }
    }
}

/// What a value lacks of a schema, or has beside it.
fn faults(value: &Value, schema: &Value, at: &str, document: &Value, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').unwrap();
        let schema = document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{reference}"));
        return faults(value, schema, at, document, found);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[key].as_array() {
            let tried: Vec<Vec<String>> = choices
                .iter()
                .map(|one| {
                    let mut found = Vec::new();
                    faults(value, one, at, document, &mut found);
                    found
                })
                .collect();
            if !tried.iter().any(Vec::is_empty) {
                found.extend(tried.into_iter().min_by_key(Vec::len).unwrap());
            }
            return;
        }
    }
    if schema.get("allOf").is_some() {
        let mut properties = serde_json::Map::new();
        let mut required = Vec::new();
        for part in schema["allOf"].as_array().unwrap() {
            let part = document
                .pointer(part["$ref"].as_str().unwrap().strip_prefix('#').unwrap())
                .unwrap();
            properties.extend(part["properties"].as_object().unwrap().clone());
            required.extend(part["required"].as_array().unwrap().clone());
        }
        let whole = json!({ "type": "object", "properties": properties, "required": required });
        return faults(value, &whole, at, document, found);
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    let fits = match &schema["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
        _ => true,
    };
    let listed = schema["enum"]
        .as_array()
        .is_none_or(|all| all.contains(value));
    if !fits || !listed {
        found.push(format!("{at} is {value}"));
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                faults(
                    item,
                    &schema["items"],
                    &format!("{at}/{index}"),
                    document,
                    found,
                );
            }
        }
        Value::Object(members) => {
            for required in schema["required"].as_array().into_iter().flatten() {
                if !members.contains_key(required.as_str().unwrap()) {
                    found.push(format!("{at} has no {required}"));
                }
            }
            for (key, member) in members {
                match schema["properties"].get(key) {
                    Some(schema) => faults(member, schema, &format!("{at}/{key}"), document, found),
                    None if schema["additionalProperties"] == json!(true) => {}
                    None => found.push(format!("{at}/{key} is in no schema of schemas.json")),
                }
            }
        }
        _ => {}
    }
}

/// Answers of every operation and status are of the form that the document
/// gives: a member that is added to an answer is added to `schemas.json` too.
#[test]
fn answers_are_as_the_document_says() {
    let house = House::new();
    let open = r#"{"workflow":"grant","id":"g-1","give":{"call_closes":"2027-01-31"}}"#;
    let asked: &[(&str, &str, &str, &str)] = &[
        ("counter", "POST", "/v1/cases", open),
        ("counter", "POST", "/v1/cases", r#"{"workflow":"grant"}"#),
        ("counter", "POST", "/v1/cases", r#"{"workflow":"gant"}"#),
        ("counter", "POST", "/v1/cases", open),
        ("counter", "POST", "/v1/cases", "{"),
        ("-", "POST", "/v1/cases", open),
        ("portal", "POST", "/v1/cases", open),
        ("counter", "GET", "/v1/cases", ""),
        ("counter", "POST", "/v1/cases/{id}/acts", TOO_MUCH),
        ("counter", "POST", "/v1/cases/{id}/acts", APPLY),
        (
            "counter",
            "POST",
            "/v1/cases/{id}/acts",
            r#"{"transition":"aply"}"#,
        ),
        (
            "counter",
            "POST",
            "/v1/cases/{id}/acts",
            r#"{"transition":"apply","give":{"x":1}}"#,
        ),
        (
            "counter",
            "POST",
            "/v1/cases/{id}/acts",
            r#"{"transition":"examine","reason":"r"}"#,
        ),
        (
            "counter",
            "POST",
            "/v1/cases/{id}/why",
            r#"{"transition":"examine"}"#,
        ),
        (
            "counter",
            "POST",
            "/v1/cases/{id}/why",
            r#"{"transition":"total_costs"}"#,
        ),
        ("counter", "GET", "/v1/cases/{id}", ""),
        ("counter", "GET", "/v1/cases/{id}/next", ""),
        ("counter", "GET", "/v1/cases/{id}/history", ""),
        ("counter", "GET", "/v1/log/entries", ""),
        ("-", "GET", "/health/live", ""),
        ("-", "GET", "/health/ready", ""),
        ("-", "GET", "/openapi.json", ""),
        ("-", "GET", "/problems/{code}", ""),
    ];
    let document = jorye::service::http::document();
    for (who, method, path, body) in asked {
        let code = if *who == "-" { "J9999" } else { "J0701" };
        let line = format!("{method} {path}")
            .replace("{id}", "g-1")
            .replace("{code}", code);
        let answer = house.ask(who, &line, &[], body);
        let operation = &document["paths"][path][method.to_lowercase()];
        let told = &operation["responses"][answer.status.to_string()];
        assert!(told.is_object(), "{line}: {} is not told", answer.status);
        let media = answer.header("content-type").unwrap();
        let schema = &told["content"][media]["schema"];
        assert!(
            schema.is_object(),
            "{line}: {} as {media} is not told",
            answer.status
        );
        let mut found = Vec::new();
        faults(&answer.json(), schema, "", &document, &mut found);
        assert!(found.is_empty(), "{line} {}: {found:#?}", answer.status);
    }
}
