//! Answers are of the form that the OpenAPI document gives, in cases with
//! everything that a case can have; and the document tells of nothing that no
//! answer has.

use std::collections::BTreeSet;

use jorye::service::http::{Limits, Options};
use serde_json::{Value, json};

use super::whole::{PRINCIPALS, library};
use super::{Answer, House, limits};

/// A member of a schema: `Finding.code`, or `Case.parent.case` where it is
/// written within another.
type Members = BTreeSet<String>;

/// What answers were held against the document, and what of it was seen.
struct Held {
    document: Value,
    members: Members,
    statuses: BTreeSet<(String, u16)>,
    codes: BTreeSet<String>,
}

impl Held {
    fn new() -> Held {
        Held {
            document: jorye::service::http::document(),
            members: Members::new(),
            statuses: BTreeSet::new(),
            codes: BTreeSet::new(),
        }
    }

    fn named(&self, reference: &str) -> (&str, &Value) {
        let pointer = reference.strip_prefix('#').unwrap();
        let schema = self.document.pointer(pointer);
        let name = self.document["components"]["schemas"].as_object().unwrap();
        let last = pointer.rsplit('/').next().unwrap();
        let (name, _) = name.get_key_value(last).unwrap();
        (name, schema.unwrap())
    }

    /// What a value lacks of a schema, or has beside it; and which members of
    /// the schema it has.
    fn faults(&self, value: &Value, schema: &Value, name: &str, seen: &mut Members) -> Vec<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            let (name, schema) = self.named(reference);
            return self.faults(value, schema, name, seen);
        }
        for key in ["oneOf", "anyOf"] {
            let Some(choices) = schema[key].as_array() else {
                continue;
            };
            let mut nearest: Option<Vec<String>> = None;
            for choice in choices {
                let mut of_choice = Members::new();
                let found = self.faults(value, choice, name, &mut of_choice);
                if found.is_empty() {
                    seen.extend(of_choice);
                    return found;
                }
                if nearest
                    .as_ref()
                    .is_none_or(|known| found.len() < known.len())
                {
                    nearest = Some(found);
                }
            }
            return nearest.unwrap();
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let known: Vec<(&str, &Value)> = parts
                .iter()
                .map(|part| self.named(part["$ref"].as_str().unwrap()))
                .collect();
            return self.object(value, &known, name, seen);
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
        let format = match (&schema["format"], value) {
            (Value::String(format), Value::String(text)) => match &**format {
                "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
                "date" => text.parse::<jiff::civil::Date>().is_ok(),
                other => panic!("{other}"),
            },
            _ => true,
        };
        if !fits || !listed || !format {
            return vec![format!("{name} is {value}")];
        }
        match value {
            Value::Array(items) => items
                .iter()
                .flat_map(|item| self.faults(item, &schema["items"], name, seen))
                .collect(),
            Value::Object(_) => self.object(value, &[(name, schema)], name, seen),
            _ => Vec::new(),
        }
    }

    /// The same of an object, with the members of several schemas.
    fn object(
        &self,
        value: &Value,
        schemas: &[(&str, &Value)],
        name: &str,
        seen: &mut Members,
    ) -> Vec<String> {
        let Value::Object(members) = value else {
            return vec![format!("{name} is {value}")];
        };
        let mut found = Vec::new();
        for (of, schema) in schemas {
            for required in schema["required"].as_array().into_iter().flatten() {
                if !members.contains_key(required.as_str().unwrap()) {
                    found.push(format!("{of} has no {required}"));
                }
            }
        }
        for (key, member) in members {
            let declared = schemas
                .iter()
                .find_map(|(of, schema)| Some((of, schema["properties"].get(key)?)));
            let rest = &schemas[0].1["additionalProperties"];
            match declared {
                Some((of, schema)) => {
                    let at = format!("{of}.{key}");
                    found.extend(self.faults(member, schema, &at, seen));
                    seen.insert(at);
                }
                None if *rest == json!(true) => {}
                None if rest.is_object() => found.extend(self.faults(member, rest, name, seen)),
                None => found.push(format!("{name}.{key} is in no schema of schemas.json")),
            }
        }
        found
    }

    /// An answer to `POST /v1/cases/{id}/acts`, say, is held against it.
    fn check(&mut self, pattern: &str, answer: &Answer) {
        let (method, path) = pattern.split_once(' ').unwrap();
        let operation = &self.document["paths"][path][method.to_lowercase()];
        let told = &operation["responses"][answer.status.to_string()];
        assert!(told.is_object(), "{pattern}: {} is not told", answer.status);
        let media = answer.header("content-type").unwrap();
        let schema = &told["content"][media]["schema"];
        assert!(
            schema.is_object(),
            "{pattern}: {} as {media} is not told",
            answer.status
        );
        let id = operation["operationId"].as_str().unwrap().to_owned();
        if media.ends_with("json") {
            let json = answer.json();
            let mut seen = Members::new();
            let found = self.faults(&json, schema, "?", &mut seen);
            assert!(found.is_empty(), "{pattern} {}: {found:#?}", answer.status);
            self.members.extend(seen);
            assert_eq!(said_to_others(&json), Vec::<String>::new(), "{pattern}");
            if answer.status >= 400 {
                self.codes.insert(answer.code());
            }
        }
        self.statuses.insert((id, answer.status));
    }

    /// Everything that the document tells of answers.
    fn told(&self) -> Members {
        let mut all = Members::new();
        let schemas = self.document["components"]["schemas"].as_object().unwrap();
        for (name, schema) in schemas {
            members_of(name, schema, &mut all);
        }
        all
    }
}

/// Help that speaks of options and commands alone, as if the caller sat at the
/// command line.
fn said_to_others(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Array(items) => found.extend(items.iter().flat_map(said_to_others)),
        Value::Object(members) => {
            for key in ["help", "follows", "message"] {
                let both = &value[key];
                for (lang, here) in [("ko", "명령줄"), ("en", "on the command line")] {
                    let text = both[lang].as_str().unwrap_or("");
                    let option = text.contains("`--") && !text.contains(here);
                    let command = ["`jorye case", "`jorye tick", "`jorye deliver"]
                        .iter()
                        .any(|command| text.contains(command));
                    if option || (command && !text.contains("HTTP")) {
                        found.push(text.to_owned());
                    }
                }
            }
            found.extend(members.values().flat_map(said_to_others));
        }
        _ => {}
    }
    found
}

fn members_of(name: &str, schema: &Value, all: &mut Members) {
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        members_of(name, choice, all);
    }
    for (key, member) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{name}.{key}");
        members_of(&at, member, all);
        all.insert(at);
    }
    for key in ["items", "additionalProperties"] {
        if schema[key].is_object() {
            members_of(name, &schema[key], all);
        }
    }
}

/// A service whose answers are held against the document.
pub(super) struct Talk {
    pub(super) house: House,
    held: Held,
}

impl Talk {
    /// Asks, with each `{…}` of the pattern filled in turn.
    pub(super) fn ask(
        &mut self,
        who: &str,
        pattern: &str,
        filled: &[&str],
        more: (&str, &str),
    ) -> Answer {
        self.ask_with(who, pattern, filled, more, &[])
    }

    pub(super) fn ask_with(
        &mut self,
        who: &str,
        pattern: &str,
        filled: &[&str],
        (query, body): (&str, &str),
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut line = String::new();
        let mut filled = filled.iter();
        for (at, part) in pattern.split('{').enumerate() {
            match part.split_once('}') {
                Some((_, rest)) if at > 0 => {
                    line.push_str(filled.next().unwrap());
                    line.push_str(rest);
                }
                _ => line.push_str(part),
            }
        }
        let answer = self
            .house
            .ask(who, &format!("{line}{query}"), headers, body);
        self.held.check(pattern, &answer);
        answer
    }

    /// Everything that can be read of a case.
    pub(super) fn look(&mut self, case: &str, act: &str) {
        for (pattern, query) in [
            ("GET /v1/cases/{id}", ""),
            ("GET /v1/cases/{id}/next", "?all=true"),
            ("GET /v1/cases/{id}/history", "?limit=200"),
            ("GET /v1/cases/{id}/receipt", ""),
            ("GET /v1/cases/{id}/receipt", "?values=none"),
        ] {
            let answer = self.ask("counter", pattern, &[case], (query, ""));
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let answer = self.ask("counter", "POST /v1/cases/{id}/why", &[case], ("", act));
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    fn act(&mut self, who: &str, case: &str, status: u16, body: Value) {
        let acts = "POST /v1/cases/{id}/acts";
        let answer = self.ask(who, acts, &[case], ("", &body.to_string()));
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
        // Told again, it is of the same form.
        let key = [("idempotency-key", &*format!("k-{}", body["transition"]))];
        let first = self.ask_with(who, acts, &[case], ("", &body.to_string()), &key);
        let again = self.ask_with(who, acts, &[case], ("", &body.to_string()), &key);
        assert_eq!(first.status, again.status);
        let as_json = why_body(&body);
        self.look(case, &as_json);
    }

    pub(super) fn open(&mut self, workflow: &str, id: &str, role: &str, give: Value) {
        let body = json!({ "workflow": workflow, "id": id, "as": role, "give": give });
        let answer = self.ask("counter", "POST /v1/cases", &[], ("", &body.to_string()));
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
}

/// A question about the same act, by the counter.
fn why_body(body: &Value) -> String {
    json!({ "transition": body["transition"] }).to_string()
}

/// Cases with children, deadlines, delegations, assents and recommendations.
fn every_case(talk: &mut Talk) {
    let rows = json!([{ "author": "a-1", "text": "하나" }, { "author": "a-2", "text": "둘" }]);
    talk.open("consultation", "c-1", "division", json!({ "draft": "안" }));
    let close = json!({ "transition": "close_window", "give": { "received": rows } });
    talk.act("counter", "c-1", 200, close.clone());
    let children = "POST /v1/cases/{id}/children/{name}/acts";
    let of = ["c-1", "opinions"];
    for (query, act) in [("?limit=1", "read"), ("", "read"), ("", "answer")] {
        let body = json!({ "transition": act, "give": if act == "answer" { json!({ "adopts": true }) } else { json!({}) } });
        let body = body.to_string();
        talk.ask("counter", children, &of, (query, &body));
        let key = [("idempotency-key", act)];
        talk.ask_with("counter", children, &of, (query, &body), &key);
        talk.ask_with("counter", children, &of, (query, &body), &key);
    }
    let listed = talk.ask("counter", "GET /v1/cases", &[], ("?parent=c-1", ""));
    let child = listed.json()["cases"][0]["case"]
        .as_str()
        .unwrap()
        .to_owned();
    talk.look(&child, r#"{"transition":"answer"}"#);
    talk.look("c-1", r#"{"transition":"withdraw"}"#);

    talk.open("consultation", "c-2", "division", json!({ "draft": "안" }));
    talk.act("counter", "c-2", 200, close);
    let withdraw = json!({ "transition": "withdraw" });
    talk.act("counter", "c-2", 200, withdraw);
    let listed = talk.ask("counter", "GET /v1/cases", &[], ("?parent=c-2", ""));
    let closed = listed.json()["cases"][0]["case"].clone();
    talk.look(closed.as_str().unwrap(), r#"{"transition":"answer"}"#);

    talk.open("term", "t-1", "office", json!({ "filed_on": "2027-01-07" }));
    talk.act("counter", "t-1", 200, json!({ "transition": "report" }));
    talk.open("term", "t-2", "office", json!({ "filed_on": "2027-01-07" }));
    talk.open("term", "t-3", "office", json!({ "filed_on": "2027-01-07" }));
    talk.house.clock.later(5);
    // Somebody is reminded.
    talk.ask("clockwork", "POST /v1/tick", &[], ("", ""));
    // Late, and told so.
    let late = json!({ "transition": "report" }).to_string();
    let answer = talk.ask("counter", "POST /v1/cases/{id}/acts", &["t-2"], ("", &late));
    assert_eq!(answer.json()["late"], json!(["progress"]));
    talk.house.clock.later(30);
    // The clock goes before the act, which comes too late.
    let answer = json!({ "transition": "answer" });
    talk.act("counter", "t-2", 422, answer);
    talk.ask("clockwork", "POST /v1/tick", &[], ("?limit=1", ""));
    talk.ask("clockwork", "POST /v1/deliver", &[], ("", ""));
    talk.look("t-3", r#"{"transition":"answer"}"#);
    talk.look("t-1", r#"{"transition":"deem_refused"}"#);

    talk.open("accord", "k-1", "clerk", json!({ "chair": "ahn" }));
    let agree = json!({ "transition": "agree", "as": "city", "give": { "budget": 40 } });
    let names = json!({ "transition": "name_signatories", "as": "clerk", "give": { "signatories": ["s-1", "s-2"] } });
    talk.act("counter", "k-1", 200, names);
    talk.act(
        "counter",
        "k-1",
        200,
        json!({ "transition": "call_witness", "as": "clerk", "give": { "deputy": "choi" } }),
    );
    talk.act("audit", "k-1", 200, json!({ "transition": "attest" }));
    talk.act("chair", "k-1", 200, json!({ "transition": "delegate", "give": { "deputy": "kim", "first_day": "2027-01-01", "last_day": "2027-12-31" } }));
    let acts = "POST /v1/cases/{id}/acts";
    for (who, mut body) in [
        ("counter", agree.clone()),
        (
            "counter",
            json!({ "transition": "agree", "as": "city", "withdraw": true, "reason": "다시 본다" }),
        ),
        ("counter", agree.clone()),
        (
            "deputy",
            json!({ "transition": "agree", "as": "council", "on_behalf_of": "ahn", "give": { "budget": 40 } }),
        ),
    ] {
        let answer = talk.ask(who, acts, &["k-1"], ("", &body.to_string()));
        assert_eq!(answer.status, 200, "{}", answer.text);
        body["transition"] = json!("agree");
        talk.look("k-1", &why_body(&agree));
    }
    talk.act("chair", "k-1", 200, json!({ "transition": "revoke" }));

    talk.open("advice", "a-1", "clerk", json!({ "applicant": "lee" }));
    talk.act("board", "a-1", 200, json!({ "transition": "advise" }));
    talk.act(
        "counter",
        "a-1",
        422,
        json!({ "transition": "answer", "give": { "reply": "reject" } }),
    );
    talk.act(
        "counter",
        "a-1",
        200,
        json!({ "transition": "answer", "give": { "reply": "accept" } }),
    );
    talk.house.clock.later(1);
    for transition in ["decide", "hand_over", "close"] {
        let file = json!({ "name": "d.pdf", "media": "application/pdf", "size": 9, "sha256": "0".repeat(64) });
        let body = match transition {
            "decide" => {
                json!({ "transition": transition, "give": { "decision": file }, "criteria": { "need": "필요하다." } })
            }
            _ => json!({ "transition": transition }),
        };
        talk.ask("counter", acts, &["a-1"], ("", &body.to_string()));
        talk.look("a-1", &why_body(&body));
    }

    talk.open("panel", "b-1", "office", json!({}));
    // Four of one sex are too many, and told with the last of them.
    for (person, sex) in [("a", "f"), ("b", "f"), ("c", "f"), ("d", "m"), ("e", "f")] {
        let give = json!({ "person": person, "sex": sex, "from": "2027-01-01" });
        let body = json!({ "transition": "appoint", "give": give }).to_string();
        let answer = talk.ask("counter", acts, &["b-1"], ("", &body));
        assert_eq!(answer.status, 200, "{}", answer.text);
        talk.ask("counter", "GET /v1/bodies", &[], ("", ""));
    }
    let elect =
        json!({ "transition": "elect", "actor": "b", "as": "member", "give": { "person": "a" } });
    let answer = talk.ask("hall", acts, &["b-1"], ("", &elect.to_string()));
    assert_eq!(answer.status, 200, "{}", answer.text);
    talk.look("b-1", r#"{"transition":"decide"}"#);
    let ballot = json!({ "present": ["a", "b", "c"], "yes": 3, "no": 0 });
    let decide = json!({ "transition": "decide", "actor": "a", "as": "head", "give": { "decision": ballot } });
    let answer = talk.ask("hall", acts, &["b-1"], ("", &decide.to_string()));
    assert_eq!(answer.status, 200, "{}", answer.text);
    talk.look("b-1", r#"{"transition":"decide"}"#);
    talk.ask("counter", "GET /v1/bodies", &[], ("?on=2027-03-01", ""));

    talk.open(
        "grant",
        "g-1",
        "office",
        json!({ "call_closes": "2027-12-31" }),
    );
    talk.act(
        "counter",
        "g-1",
        422,
        serde_json::from_str(super::TOO_MUCH).unwrap(),
    );
    talk.act(
        "counter",
        "g-1",
        200,
        serde_json::from_str(super::APPLY).unwrap(),
    );
}

/// Each status that a route tells of, but for those that nobody can provoke.
fn every_problem(talk: &mut Talk) {
    let open = r#"{"workflow":"grant","id":"g-1","give":{"call_closes":"2027-01-31"}}"#;
    let act = r#"{"transition":"hear"}"#;
    let (cases, acts) = ("POST /v1/cases", "POST /v1/cases/{id}/acts");
    let (why, children) = (
        "POST /v1/cases/{id}/why",
        "POST /v1/cases/{id}/children/{name}/acts",
    );
    talk.ask("counter", cases, &[], ("", open));
    for body in [
        "{",
        "[]",
        r#"{"workflow":"grant"}"#,
        r#"{"workflow":"gant"}"#,
        r#"{"workflow":"grant","id":"A"}"#,
    ] {
        talk.ask("counter", cases, &[], ("", body));
    }
    for body in [
        r#"{"transition":"aply"}"#,
        r#"{"transition":"apply","give":{"x":1}}"#,
        r#"{"transition":"total_costs"}"#,
        r#"{"transition":"apply","giv":1}"#,
        r#"{"transition":"examine","reason":"r"}"#,
    ] {
        talk.ask("counter", acts, &["g-1"], ("", body));
        talk.ask("counter", why, &["g-1"], ("", body));
        talk.ask("counter", children, &["c-1", "opinions"], ("", body));
    }
    talk.open("consultation", "c-3", "division", json!({ "draft": "안" }));
    let rows = json!([{ "author": "a-1", "text": "하나" }]);
    let close = json!({ "transition": "close_window", "give": { "received": rows } });
    talk.ask("counter", acts, &["c-3"], ("", &close.to_string()));
    let slip = r#"{"transition":"reed"}"#;
    talk.ask("counter", children, &["c-3", "opinions"], ("", slip));
    let key = [("idempotency-key", "taken")];
    for transition in ["hear", "visit"] {
        let body = json!({ "transition": transition }).to_string();
        talk.ask_with("counter", acts, &["g-1"], ("", &body), &key);
    }
    let large = format!(
        r#"{{"transition":"hear","reason":"{}"}}"#,
        "가".repeat(3000)
    );
    for (pattern, filled, body) in [
        (cases, &[][..], open),
        (acts, &["g-1"], act),
        (why, &["g-1"], act),
        (children, &["c-1", "opinions"], act),
    ] {
        talk.ask("-", pattern, filled, ("", body));
        talk.ask("elsewhere", pattern, filled, ("", body));
        talk.ask("counter", pattern, filled, ("", &large));
        talk.ask("counter", pattern, filled, ("?x=1", body));
        talk.ask_with(
            "counter",
            pattern,
            filled,
            ("", body),
            &[("content-type", "text/plain")],
        );
        talk.ask_with(
            "counter",
            pattern,
            filled,
            ("", body),
            &[("idempotency-key", "a b")],
        );
    }
    talk.ask("counter", children, &["c-1", "nobody"], ("", act));
    for (pattern, headers) in [
        (acts, [("if-match", "\"99\"")]),
        (acts, [("if-match", "7")]),
    ] {
        talk.ask_with("counter", pattern, &["g-1"], ("", act), &headers);
    }
    let gets = [
        "GET /v1/cases/{id}",
        "GET /v1/cases/{id}/next",
        "GET /v1/cases/{id}/history",
        "GET /v1/cases/{id}/receipt",
    ];
    for pattern in gets {
        talk.ask("elsewhere", pattern, &["g-1"], ("", ""));
        talk.ask("-", pattern, &["g-1"], ("", ""));
    }
    for pattern in gets.into_iter().chain([acts, why]) {
        let body = if pattern.starts_with("POST") { act } else { "" };
        talk.ask("counter", pattern, &["g-2"], ("", body));
        talk.ask("counter", pattern, &["g-1"], ("?x=1", body));
    }
    for pattern in [
        "GET /v1/cases",
        "GET /v1/bodies",
        "GET /v1/log/entries",
        "GET /v1/log/checkpoint",
        "GET /v1/log/checkpoint/cosigned",
        "POST /v1/tick",
        "POST /v1/deliver",
    ] {
        for who in ["-", "elsewhere", "unknown", "counter"] {
            talk.ask(who, pattern, &[], ("", ""));
        }
        talk.ask("counter", pattern, &[], ("?x=1", ""));
    }
    for pattern in ["GET /health/live", "GET /health/ready", "GET /openapi.json"] {
        talk.ask("-", pattern, &[], ("", ""));
        talk.ask("-", pattern, &[], ("?x=1", ""));
    }
    for code in ["J0701", "J9999", "x"] {
        talk.ask("-", "GET /problems/{code}", &[code], ("", ""));
    }
    talk.ask("-", "GET /problems/{code}", &["J0701"], ("?x=1", ""));
}

/// A member that is added to an answer is added to `schemas.json` too, and one
/// that no answer has any more is taken from it.
#[test]
fn answers_are_as_the_document_says_and_the_document_says_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        limits: limits(8000),
        ..Options::default()
    };
    let house = House::of(options, PRINCIPALS, library(folder.path()));
    let mut talk = Talk {
        house,
        held: Held::new(),
    };
    // Opened under the revision of their day, which is past at the end.
    talk.house.clock.later(45);
    for case in ["f-1", "f-2", "f-3"] {
        talk.open("roof", case, "resident", json!({ "people": 20 }));
        let body = json!({ "transition": "accept", "as": "office" }).to_string();
        let acts = "POST /v1/cases/{id}/acts";
        talk.ask("counter", acts, &[case], ("", &body));
    }
    talk.house.clock.later(-45);
    every_case(&mut talk);
    talk.house.clock.later(19);
    super::orders::every_order(&mut talk);
    every_problem(&mut talk);
    talk.house.cosign();
    talk.ask("counter", "GET /v1/log/checkpoint/cosigned", &[], ("", ""));
    // Under a later key the receipt tells how the key came to that.
    talk.house.rotate();
    let receipt = "GET /v1/cases/{id}/receipt";
    let answer = talk.ask("counter", receipt, &["g-1"], ("", ""));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["rotations"].as_array().map(Vec::len), Some(1));
    let held = talk.held;
    let codes = [
        "J0722", "J0727", "J0772", "J0773", "J0775", "J0793", "J0882", "J0914", "J0916", "J0926",
        "J0927", "J0928", "J0929", "J0930", "J0971", "J0973", "J0983", "J0941", "J0942", "J0943",
        "J0944", "J0945", "J0947",
    ];
    for code in codes {
        assert!(
            held.codes.contains(code),
            "{code} was not met: {:?}",
            held.codes
        );
    }
    // The bodies of requests are read, and not answered.
    let asked = ["OpenCase.", "Act.", "Correct.", "Erase.", "Adopt."];
    let of_answers = |member: &String| !asked.iter().any(|it| member.starts_with(it));
    let told: Members = held.told().into_iter().filter(of_answers).collect();
    let unseen: Vec<&str> = told.difference(&held.members).map(|it| &**it).collect();
    assert_eq!(
        unseen, NEVER,
        "told by the document, and answered by nothing"
    );
    let mut untold: Vec<String> = Vec::new();
    for (path, item) in held.document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            for status in operation["responses"].as_object().unwrap().keys() {
                let status: u16 = status.parse().unwrap();
                let met = held.statuses.contains(&(id.to_owned(), status));
                if !met && ![408, 500, 503].contains(&status) {
                    untold.push(format!("{id} {status} {path}"));
                }
            }
        }
    }
    assert_eq!(untold, Vec::<String>::new());
}

/// What is told, and cannot be met in these cases.
const NEVER: &[&str] = &[
    // A library with errors has a test of its own. `child` and `why` are of a child
    // whose definition was lost between the act and the delivery, `was` of a calendar
    // that was changed. A case on which the clock cannot act is one whose definition
    // was lost. All that the procedures here rest on is law on every day.
    "CheckErrors.findings",
    "Entry.child",
    "Entry.former_law",
    "Entry.was",
    "Entry.why",
    "FormerLaw.basis",
    "FormerLaw.cited",
    "FormerLaw.provision",
    "FormerLaw.repealed",
    "Possibility.unlawful.element",
    "Possibility.unlawful.ground",
    "Possibility.unlawful.message",
    "Ticked.failed.case",
    "Ticked.failed.finding",
    "Why.former_law",
];

/// Where there is no room, and where the body does not come, the problem is of
/// the same form.
#[test]
fn a_busy_service_answers_in_the_same_form() {
    let mut held = Held::new();
    let options = Options {
        limits: Limits {
            requests: 0,
            ..Limits::default()
        },
        ..Options::default()
    };
    let busy = House::with(options);
    let answer = busy.ask("counter", "GET /v1/cases", &[], "");
    assert_eq!(answer.status, 503);
    held.check("GET /v1/cases", &answer);
    let answer = busy.ask("-", "GET /health/live", &[], "");
    assert_eq!(answer.status, 200);
}
