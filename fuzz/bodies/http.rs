//! Bodies of requests: whatever the bytes, a body or a fault that can be told;
//! what is taken is JSON to another reader too, with the same members.

use jorye::diagnostic::Coded;
use jorye::guard::parse_value;
use jorye::service::http::body::{Given, parse_act, parse_open};
use serde_json::Value;

const LIMITS: [&str; 2] = ["number out of range", "recursion limit"];

pub fn run(data: &[u8]) {
    let theirs: Option<Value> = match serde_json::from_slice(data) {
        Ok(value) => Some(value),
        // Limits of that reader, not of JSON.
        Err(error) if LIMITS.iter().any(|limit| error.to_string().contains(limit)) => return,
        Err(_) => None,
    };
    match parse_open(data) {
        Ok(body) => {
            let theirs = theirs.clone().expect("taken, and not JSON");
            assert_eq!(theirs["workflow"], Value::from(body.workflow));
            assert_eq!(theirs.get("id").cloned(), body.id.map(Value::from));
            given(&theirs, &body.give);
        }
        Err(fault) => super::assert_tellable(&[fault.finding()]),
    }
    match parse_act(data) {
        Ok(body) => {
            let theirs = theirs.expect("taken, and not JSON");
            assert_eq!(theirs["transition"], Value::from(body.transition));
            assert_eq!(theirs.get("reason").cloned(), body.reason.map(Value::from));
            given(&theirs, &body.give);
        }
        Err(fault) => super::assert_tellable(&[fault.finding()]),
    }
}

fn given(theirs: &Value, give: &Given) {
    let facts = theirs.get("give").and_then(Value::as_object);
    let names: Option<Vec<&String>> = facts.map(|facts| facts.keys().collect());
    let ours: Vec<&String> = give.0.iter().map(|(name, _)| name).collect();
    assert_eq!(names.unwrap_or_default(), ours);
    let workflow = super::scenario::workflow();
    match give.texts(workflow) {
        Ok(texts) => {
            for (fact, text) in texts {
                let Some(fact) = workflow.fact(&fact) else {
                    continue;
                };
                if let Ok(value) = parse_value(&text, &fact.of) {
                    assert!(value.fits(&fact.of), "{text} does not fit {}", fact.of);
                }
            }
        }
        Err(fault) => super::assert_tellable(&[fault.finding()]),
    }
}
