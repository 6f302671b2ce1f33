//! Requests that count once.

use super::{APPLY, Answer, House, TOO_MUCH, block_on};

const KEY: &[(&str, &str)] = &[(
    "idempotency-key",
    "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
)];

fn entries(house: &House) -> u64 {
    let case = house.ask("counter", "GET /v1/cases/g-1", &[], "");
    case.json()["entries"].as_u64().unwrap()
}

/// The same answer, but for the id of the request and that it is told again.
fn assert_again(first: &Answer, again: &Answer) {
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let (mut one, mut other) = (first.json(), again.json());
    for json in [&mut one, &mut other] {
        json.as_object_mut().unwrap().remove("request");
    }
    assert_eq!((first.status, one), (again.status, other));
    assert_eq!(first.header("etag"), again.header("etag"));
}

#[test]
fn an_act_counts_once() {
    let house = House::new().opened();
    let act = || house.ask("counter", "POST /v1/cases/g-1/acts", KEY, APPLY);
    let first = act();
    assert_eq!(
        (first.status, first.header("idempotency-replayed")),
        (200, None)
    );
    // The case goes on, and the answer stays what it was.
    house.ask(
        "counter",
        "POST /v1/cases/g-1/acts",
        &[],
        r#"{"transition":"hear"}"#,
    );
    assert_again(&first, &act());
    assert_eq!(entries(&house), 3);
}

#[test]
fn a_refusal_is_told_again() {
    let house = House::new().opened();
    let act = || house.ask("counter", "POST /v1/cases/g-1/acts", KEY, TOO_MUCH);
    let first = act();
    assert_eq!(first.status, 422);
    assert_again(&first, &act());
    assert_eq!(entries(&house), 2);
}

#[test]
fn an_opening_counts_once_also_without_an_id() {
    let house = House::new();
    let open = || {
        let body = r#"{"workflow":"grant","give":{"call_closes":"2027-01-31"}}"#;
        house.ask("counter", "POST /v1/cases", KEY, body)
    };
    let first = open();
    assert_eq!(first.status, 201);
    let again = open();
    assert_again(&first, &again);
    assert_eq!(first.header("location"), again.header("location"));
    let cases = house.ask("counter", "GET /v1/cases", &[], "").json();
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1);
}

#[test]
fn another_request_with_the_key_is_refused_and_another_principal_has_its_own() {
    let house = House::new().opened();
    let act = |who: &str, headers: &[(&str, &str)], body: &str| {
        let headers = [KEY, headers].concat();
        let answer = house.ask(who, "POST /v1/cases/g-1/acts", &headers, body);
        (
            answer.status,
            answer.json()["code"].as_str().map(str::to_owned),
        )
    };
    assert_eq!(act("counter", &[], APPLY).0, 200);
    let conflict = (422, Some("J0914".to_owned()));
    assert_eq!(act("counter", &[], r#"{"transition":"hear"}"#), conflict);
    assert_eq!(act("counter", &[("if-match", "\"1\"")], APPLY), conflict);
    let hear = r#"{"transition":"hear","actor":"kim","as":"office"}"#;
    assert_eq!(act("hall", &[], hear).0, 200);
    assert_eq!(entries(&house), 3);
}

#[test]
fn what_led_to_no_entry_leaves_its_key_free() {
    let house = House::new().opened();
    let act = |headers: &[(&str, &str)], body: &str| {
        let headers = [KEY, headers].concat();
        house
            .ask("counter", "POST /v1/cases/g-1/acts", &headers, body)
            .status
    };
    assert_eq!(act(&[("if-match", "\"7\"")], APPLY), 412);
    assert_eq!(act(&[], "{"), 400);
    assert_eq!(act(&[], r#"{"transition":"aply"}"#), 422);
    assert_eq!(act(&[], APPLY), 200);
}

#[test]
fn of_many_at_once_one_counts_and_all_are_answered_alike() {
    let house = House::new().opened();
    let answers = block_on(async {
        let mut all = Vec::new();
        for _ in 0..24 {
            all.push(house.asking("counter", "POST /v1/cases/g-1/acts", KEY, APPLY));
        }
        futures_of(all).await
    });
    assert!(answers.iter().all(|answer| answer.status == 200));
    let hashes: std::collections::BTreeSet<String> = answers
        .iter()
        .map(|answer| answer.json()["entry"]["hash"].to_string())
        .collect();
    assert_eq!(hashes.len(), 1);
    assert_eq!(entries(&house), 2);
}

/// Waits for all, each going on whenever it can.
async fn futures_of<T>(all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        let mut ready = true;
        for (one, done) in &mut waiting {
            if done.is_none() {
                match one.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().map(|(_, done)| done.unwrap()).collect()
}
