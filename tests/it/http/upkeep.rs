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
    assert_eq!(
        none,
        json!({ "cases": [], "failed": [], "reminders": [], "next": null })
    );
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
fn a_reminder_is_answered_once_and_after_what_the_clock_owes() {
    let house = house();
    for at in 0..3 {
        let give = json!({ "filed_on": "2027-01-07" });
        house.open("term", &format!("t-{at}"), "office", give);
    }
    let tick = |query: &str| {
        let line = format!("POST /v1/tick{query}");
        house.ask("clockwork", &line, &[], "").json()
    };
    assert_eq!(tick("")["reminders"], json!([]));
    // Five days from 7 January have run out, seven have not.
    house.clock.later(5);
    let first = tick("?limit=2");
    let told: Vec<(&Value, &Value, &Value)> = first["reminders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                &it["case"],
                &it["deadline"]["deadline"],
                &it["deadline"]["due"],
            )
        })
        .collect();
    let (nudge, due) = (json!("nudge"), json!("2027-01-12"));
    let (one, two) = (json!("t-0"), json!("t-1"));
    assert_eq!(told, [(&one, &nudge, &due), (&two, &nudge, &due)]);
    assert_eq!(first["reminders"][0]["deadline"]["for"], json!(["answer"]));
    assert_eq!(tick("")["reminders"][0]["case"], "t-2");
    assert_eq!(tick("")["reminders"], json!([]));
    // A case that is opened late: what the clock ends is no reminder any more.
    house.open("term", "t-9", "office", json!({ "filed_on": "2027-01-12" }));
    house.clock.later(30);
    let all = tick("");
    assert_eq!(all["cases"].as_array().unwrap().len(), 4);
    assert_eq!(all["reminders"], json!([]));
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
