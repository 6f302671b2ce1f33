//! The clock's debts and waiting messages, over HTTP: for whom, and how much.

use serde_json::{Value, json};

use super::whole::house;

#[test]
fn the_clock_is_set_by_nobody_and_its_debts_are_taken_by_operators() {
    let house = house();
    for at in 0..5 {
        house.open(
            "term",
            &format!("t-{at}"),
            "office",
            json!({ "filed_on": "2027-01-07" }),
        );
    }
    let tick = |who: &str, query: &str, body: &str| {
        house.ask(who, &format!("POST /v1/tick{query}"), &[], body)
    };
    for (who, status, code) in [
        ("-", 401, "J0942"),
        ("counter", 403, "J0943"),
        ("elsewhere", 403, "J0943"),
        ("unknown", 403, "J0943"),
    ] {
        let answer = tick(who, "", "");
        assert_eq!((answer.status, &*answer.code()), (status, code), "{who}");
    }
    // No moment can be named, in whatever way.
    for (query, body) in [
        ("?now=2028-01-01", ""),
        ("", r#"{"now":"2028-01-01"}"#),
        ("", "{}"),
    ] {
        let answer = tick("clockwork", query, body);
        assert_eq!((answer.status, answer.code()), (400, "J0941".to_owned()));
    }
    let none = tick("clockwork", "", "").json();
    assert_eq!(none, json!({ "cases": [], "failed": [], "next": null }));
    house.clock.later(30);
    let mut woken: Vec<Value> = Vec::new();
    let mut query = "?limit=2".to_owned();
    loop {
        let page = tick("clockwork", &query, "").json();
        assert!(page["cases"].as_array().unwrap().len() <= 2);
        woken.extend(page["cases"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => query = format!("?limit=2&cursor={next}"),
            None => break,
        }
    }
    let ids: Vec<&str> = woken
        .iter()
        .map(|it| it["case"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["t-0", "t-1", "t-2", "t-3", "t-4"]);
    for case in &woken {
        assert_eq!(case["outcome"], "refused");
        assert_eq!(case["clock"][0]["deadline"], "answer");
        // At the legal time, and not when somebody came by.
        assert_eq!(case["clock"][0]["effective"], "2027-01-14T15:00:00Z");
    }
    assert_eq!(tick("clockwork", "", "").json()["cases"], json!([]));
    // Who operates the service has no part in any case.
    assert_eq!(
        house.ask("clockwork", "GET /v1/cases/t-0", &[], "").status,
        403
    );
    let answer = house.act(
        "clockwork",
        "t-0",
        &json!({ "transition": "answer", "as": "office" }),
    );
    assert_eq!(answer.status, 403);
}

#[test]
fn messages_are_delivered_by_operators() {
    let house = house().consulted(2);
    let deliver = |who: &str| house.ask(who, "POST /v1/deliver", &[], "");
    assert_eq!(deliver("counter").code(), "J0943");
    let answer = deliver("clockwork");
    assert_eq!(answer.status, 200);
    // The act that sent them has delivered them already.
    let nothing = json!({ "opened": 0, "taken": 0, "failed": 0, "left": 0 });
    assert_eq!(answer.json(), nothing);
}
