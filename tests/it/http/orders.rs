//! What is ordered about records, open cases and procedures: corrections, erasures,
//! revisions, adoption, and the export for a party.

use jorye::audit::verify::{Against, Verifier};
use jorye::service::http::Options;
use serde_json::{Value, json};

use super::schemas::Talk;
use super::whole::{PRINCIPALS, house, library};
use super::{Answer, House};

const CORRECT: &str = "POST /v1/cases/{id}/corrections";
const ERASE: &str = "POST /v1/cases/{id}/erasures";
const NAME: &str = "끝까지 찾는 이름";

impl House {
    /// A record that was decided.
    fn decided(self, case: &str) -> House {
        self.open("record", case, "clerk", json!({}));
        let give = json!({ "applicant": NAME, "amount": 300 });
        for body in [
            json!({ "transition": "ask", "as": "clerk", "give": give }),
            json!({ "transition": "decide", "as": "clerk", "reason": "요건을 갖춤" }),
        ] {
            let answer = self.act("counter", case, &body);
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        self
    }

    fn order(&self, who: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.ask(who, &format!("POST /v1/{path}"), headers, &body.to_string())
    }

    /// How many entries a case has.
    fn length(&self, case: &str) -> usize {
        let path = format!("/v1/cases/{case}/history?limit=200");
        self.get("counter", &path)["entries"]
            .as_array()
            .unwrap()
            .len()
    }
}

fn correction(by: &str) -> Value {
    json!({ "case_seq": 2, "fact": "amount", "says": 30, "reason": "오기", "as": by })
}

#[test]
fn a_record_is_corrected_by_those_whom_the_workflow_names() {
    let house = house().decided("r-1");
    let path = "cases/r-1/corrections";
    let made = house.order(
        "counter",
        path,
        &[("if-match", "\"3\"")],
        &correction("clerk"),
    );
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(made.header("etag"), Some("\"4\""));
    let told = made.json();
    assert_eq!(told["correction"]["says"], 30);
    assert_eq!(told["correction"]["present"], true);
    assert_eq!(
        house.get("counter", "/v1/cases/r-1")["facts"]["amount"],
        json!(30)
    );
    // Others are refused, and that is recorded.
    let before = house.length("r-1");
    let refused = house.order("counter", path, &[], &correction("tribunal"));
    assert_eq!((refused.status, refused.code()), (422, "J0973".to_owned()));
    assert_eq!(refused.json()["accepted"], false);
    assert_eq!(refused.json()["correction"]["grounds"][0]["ground"], "role");
    assert_eq!(house.length("r-1"), before + 1);
    // What says nothing, or is of no such type, is not.
    for (change, code) in [
        (json!({ "fact": "amout" }), "J0971"),
        (json!({ "case_seq": 99 }), "J0971"),
        (json!({ "says": 900 }), "J0972"),
        (json!({ "says": [1] }), "J0941"),
        (json!({ "fact": null }), "J0941"),
        (json!({ "case_seq": 0 }), "J0941"),
        (json!({ "path": "/reason" }), "J0941"),
    ] {
        let mut body = correction("clerk");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let answer = house.order("counter", path, &[], &body);
        assert_eq!(answer.code(), code, "{body}: {}", answer.text);
    }
    assert_eq!(house.length("r-1"), before + 1);
    let stale = house.order(
        "counter",
        path,
        &[("if-match", "\"3\"")],
        &correction("clerk"),
    );
    assert_eq!((stale.status, stale.code()), (412, "J0929".to_owned()));
    // Who has no part in the workflow may not even try.
    let stranger = house.order("elsewhere", path, &[], &correction("clerk"));
    assert_eq!(
        (stranger.status, stranger.code()),
        (403, "J0943".to_owned())
    );
    // A free text is corrected by its place.
    let body = json!({ "case_seq": 3, "path": "/reason", "says": "요건을 모두 갖춤", "reason": "빠진 말", "as": "clerk" });
    assert_eq!(house.order("counter", path, &[], &body).status, 200);
}

#[test]
fn an_order_that_is_sent_twice_counts_once() {
    let house = house().decided("r-1");
    let key = [("idempotency-key", "k-1")];
    for by in ["clerk", "tribunal"] {
        let key = [("idempotency-key", by)];
        let path = "cases/r-1/corrections";
        let first = house.order("counter", path, &key, &correction(by));
        let entries = house.length("r-1");
        let again = house.order("counter", path, &key, &correction(by));
        assert_eq!(first.status, again.status);
        let same = |answer: &Answer| {
            let mut told = answer.json();
            told.as_object_mut().unwrap().remove("request");
            told
        };
        assert_eq!(same(&first), same(&again));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(house.length("r-1"), entries);
    }
    let erase = json!({ "facts": ["applicant"], "as": "clerk" });
    let path = "cases/r-1/erasures";
    let first = house.order("counter", path, &key, &erase);
    assert_eq!(first.status, 200, "{}", first.text);
    let again = house.order("counter", path, &key, &erase);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(first.json()["cases"], again.json()["cases"]);
    assert_eq!(first.header("etag"), again.header("etag"));
    // What was erased cannot be looked for any more.
    assert_eq!(first.json()["in_clear"], json!([]));
    assert_eq!(again.json()["in_clear"], Value::Null);
    let other = house.order(
        "counter",
        path,
        &key,
        &json!({ "facts": ["applicant"], "reasons": true, "as": "clerk" }),
    );
    assert_eq!((other.status, other.code()), (422, "J0914".to_owned()));
}

#[test]
fn values_are_erased_by_those_who_may_and_nothing_tells_them_any_more() {
    let house = house().decided("r-1");
    house.open("record", "r-2", "clerk", json!({}));
    let path = "cases/r-1/erasures";
    let erase = |by: &str| json!({ "facts": ["applicant"], "reason": "보유기간 경과", "as": by });
    let before = house.length("r-1");
    for (who, body, status, code) in [
        ("counter", erase("tribunal"), 422, "J0775"),
        ("elsewhere", erase("clerk"), 403, "J0943"),
        // A scope of the file does not stand in for a role that the workflow names.
        ("records", erase("clerk"), 403, "J0943"),
        (
            "counter",
            json!({ "facts": ["amount"], "as": "clerk" }),
            422,
            "J0772",
        ),
        (
            "counter",
            json!({ "facts": ["aplicant"], "as": "clerk" }),
            422,
            "J0724",
        ),
        ("counter", json!({ "as": "clerk" }), 422, "J0773"),
        (
            "counter",
            json!({ "facts": ["applicant"], "basis": ["언제든"], "as": "clerk" }),
            422,
            "J0774",
        ),
        (
            "counter",
            json!({ "places": [{ "case_seq": 2 }], "as": "clerk" }),
            400,
            "J0941",
        ),
    ] {
        let answer = house.order(who, path, &[], &body);
        assert_eq!(
            (answer.status, &*answer.code()),
            (status, code),
            "{}",
            answer.text
        );
    }
    let early = house.order("counter", "cases/r-2/erasures", &[], &erase("clerk"));
    assert_eq!((early.status, early.code()), (422, "J0776".to_owned()));
    assert_eq!(house.length("r-1"), before, "none of it is recorded");
    let done = house.order("counter", path, &[("if-match", "\"3\"")], &erase("clerk"));
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(
        done.json()["cases"][0]["removed"][0]["paths"],
        json!(["/given/applicant"])
    );
    for path in ["", "/history", "/receipt"] {
        let answer = house.ask("counter", &format!("GET /v1/cases/r-1{path}"), &[], "");
        assert_eq!(answer.status, 200);
        assert!(!answer.text.contains(NAME), "{path}");
    }
    let facts = house.get("counter", "/v1/cases/r-1")["facts"].clone();
    assert_eq!(facts["applicant"], Value::Null);
}

/// A petition that was closed, with the visit that it opened.
fn petition(house: &House) {
    let open = json!({ "applicant": "p-7" });
    house.open("petition", "p-1", "citizen", open);
    let file = json!({ "name": "pay.pdf", "media": "application/pdf", "size": 9, "sha256": "a".repeat(64) });
    let give = json!({ "full_name": NAME, "income": 400_000, "evidence": file });
    for body in [
        json!({ "transition": "apply", "as": "citizen", "give": give }),
        json!({ "transition": "decide", "as": "clerk", "give": { "granted": true }, "reason": "요건을 갖춤" }),
        json!({ "transition": "close", "as": "clerk" }),
    ] {
        let answer = house.act("counter", "p-1", &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

#[test]
fn where_the_workflow_names_nobody_the_file_of_principals_says_who_may_erase() {
    let house = house();
    petition(&house);
    let path = "cases/p-1/erasures";
    let basis = "개인정보 보호법 제21조";
    let body =
        |by: Value| json!({ "facts": ["full_name", "applicant"], "basis": [basis], "as": by });
    let mut of_role = body(json!("clerk"));
    let refused = house.order("counter", path, &[], &of_role);
    assert_eq!((refused.status, refused.code()), (403, "J0943".to_owned()));
    assert!(refused.text.contains("erases"), "{}", refused.text);
    of_role.as_object_mut().unwrap().remove("as");
    // The visit may still read it: told with what may, and nothing is gone.
    let early = house.order("records", path, &[], &of_role);
    assert_eq!((early.status, early.code()), (422, "J0771".to_owned()));
    let reader = early.json()["errors"][0]["detail"]["ko"].clone();
    assert!(reader.as_str().unwrap().contains("confirm"), "{reader}");
    let visit = house.get("counter", "/v1/cases?parent=p-1")["cases"][0]["case"].clone();
    let confirm = json!({ "transition": "confirm" });
    let answer = house.act("host", visit.as_str().unwrap(), &confirm);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let done = house.order("records", path, &[], &of_role);
    assert_eq!(done.status, 200, "{}", done.text);
    let cases: Vec<Value> = done.json()["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["case"].clone())
        .collect();
    assert_eq!(
        cases.len(),
        2,
        "the visit, and then the petition: {cases:?}"
    );
    assert_eq!(cases[1], "p-1");
    // Who they are stands in clear where they acted: nobody can take that back.
    assert_eq!(done.json()["in_clear"], json!(["p-7"]));
    let trail = house.ask("counter", "GET /v1/parties/nobody/export", &[], "");
    assert!(!trail.text.contains(NAME));
}

#[test]
fn the_trail_for_a_party_verifies_and_holds_nothing_of_others() {
    let house = house().decided("r-1");
    petition(&house);
    house.open("petition", "p-2", "citizen", json!({ "applicant": "p-8" }));
    for (who, status, code) in [
        ("-", 401, "J0942"),
        ("elsewhere", 403, "J0943"),
        ("hall", 403, "J0943"),
    ] {
        let answer = house.ask(who, "GET /v1/parties/p-8/export", &[], "");
        assert_eq!((answer.status, &*answer.code()), (status, code), "{who}");
    }
    let answer = house.ask("counter", "GET /v1/parties/p-8/export", &[], "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/jsonl"));
    assert!(answer.text.contains("p-8") && !answer.text.contains("p-7"));
    assert!(!answer.text.contains(NAME));
    let other = house.ask("counter", "GET /v1/parties/p-7/export", &[], "");
    assert!(other.text.contains("p-7") && !other.text.contains("p-8"));
    for text in [&answer.text, &other.text] {
        let mut verifier = Verifier::new(Against::default());
        verifier.feed(text.as_bytes());
        let report = verifier.finish();
        assert!(report.holds(), "{report:#?}");
    }
    let wrong = house.ask("counter", "GET /v1/parties/engine/export", &[], "");
    assert_eq!((wrong.status, wrong.code()), (400, "J0941".to_owned()));
}

#[test]
fn a_revision_is_planned_by_readers_and_applied_by_those_who_may() {
    let house = house();
    for case in ["f-1", "f-2", "f-3"] {
        let give = json!({ "people": 20 });
        house.open("roof", case, "resident", give);
        let body = json!({ "transition": "accept", "as": "office" });
        assert_eq!(house.act("counter", case, &body).status, 200);
    }
    let ask = |who: &str, verb: &str, query: &str| {
        house.ask(who, &format!("{verb} /v1/revisions{query}"), &[], "")
    };
    // It is not in force yet: what would become of them is told, and nothing is done.
    let plan = ask("counter", "GET", "?workflow=roof").json();
    assert_eq!(plan["cases"].as_array().unwrap().len(), 3);
    assert_eq!(plan["cases"][0]["in_force"], "2027-03-01");
    assert_eq!(plan["cases"][0]["fate"], "move");
    let applied = ask("records", "POST", "?workflow=roof").json();
    assert_eq!(applied["applied"], true);
    assert_eq!(house.get("counter", "/v1/cases/f-1")["revision"], 1);
    house.clock.later(10);
    for (who, verb, query, status, code) in [
        ("-", "GET", "", 401, "J0942"),
        ("-", "POST", "", 401, "J0942"),
        ("elsewhere", "GET", "?workflow=roof", 403, "J0943"),
        ("counter", "POST", "?workflow=roof", 403, "J0943"),
        ("clockwork", "POST", "", 403, "J0943"),
        ("records", "POST", "", 403, "J0943"),
        ("counter", "GET", "?workflow=rof", 422, "J0926"),
        ("records", "POST", "?workflow=roof&limit=0", 400, "J0941"),
    ] {
        let answer = ask(who, verb, query);
        let found = (answer.status, answer.code());
        assert_eq!(found, (status, code.to_owned()), "{who} {verb} {query}");
    }
    house.clock.later(50);
    let mut moved = Vec::new();
    let mut query = "?workflow=roof&limit=2".to_owned();
    loop {
        let page = ask("records", "POST", &query).json();
        let cases = page["cases"].as_array().unwrap().clone();
        moved.extend(cases.iter().map(|one| one["entries"][0]["kind"].clone()));
        match page["next"].as_str() {
            Some(next) => query = format!("?workflow=roof&limit=2&cursor={next}"),
            None => break,
        }
    }
    // The clock had ended them meanwhile, under the revision in which they were.
    assert_eq!(moved, ["clock", "clock", "clock"]);
    assert_eq!(house.get("counter", "/v1/cases/f-1")["outcome"], "refused");
}

#[test]
fn what_a_revision_moves_says_through_whom_it_came() {
    let house = house();
    house.clock.later(45);
    for case in ["f-1", "f-2"] {
        house.open("roof", case, "resident", json!({ "people": 20 }));
        let body = json!({ "transition": "accept", "as": "office" });
        assert_eq!(house.act("counter", case, &body).status, 200);
    }
    house.clock.later(10);
    let apply = |who: &str| house.ask(who, "POST /v1/revisions?workflow=roof", &[], "");
    let done = apply("records").json();
    assert_eq!(done["cases"].as_array().unwrap().len(), 2, "{done:#}");
    assert_eq!(done["cases"][0]["entries"][0]["kind"], "moved");
    let history = house.get("counter", "/v1/cases/f-1/history");
    let last = history["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(last["kind"], "moved");
    assert!(last["via"].as_str().unwrap().starts_with("records/"));
    assert_eq!(apply("records").json()["cases"], json!([]), "once");
    assert_eq!(house.get("counter", "/v1/cases/f-1")["revision"], 2);
}

/// Everything of this that the document tells, asked for so that it is held against it.
pub(super) fn every_order(talk: &mut Talk) {
    let body = |value: Value| value.to_string();
    let ask = |talk: &mut Talk, who: &str, pattern: &str, id: &str, text: &str| {
        talk.ask(who, pattern, &[id], ("", text))
    };
    talk.open("record", "r-1", "clerk", json!({}));
    let give = json!({ "applicant": NAME, "amount": 300 });
    for act in [
        json!({ "transition": "ask", "as": "clerk", "give": give }),
        json!({ "transition": "decide", "as": "clerk", "reason": NAME }),
        json!({ "transition": "quash", "as": "tribunal", "reason": "위법" }),
        json!({ "transition": "decide", "as": "clerk", "reason": "다시 결정" }),
    ] {
        let acts = "POST /v1/cases/{id}/acts";
        let answer = ask(talk, "counter", acts, "r-1", &act.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text);
        talk.look("r-1", r#"{"transition":"decide"}"#);
    }
    let erase = json!({ "facts": ["applicant"], "as": "clerk" });
    for (pattern, right) in [(CORRECT, correction("clerk")), (ERASE, erase)] {
        let right = body(right);
        let large = format!(r#"{{"reason":"{}"}}"#, "가".repeat(3000));
        for (who, text) in [
            ("-", &*right),
            ("elsewhere", &right),
            ("counter", &large),
            ("counter", "[]"),
        ] {
            ask(talk, who, pattern, "r-1", text);
        }
        ask(talk, "counter", pattern, "r-9", &right);
        for headers in [
            [("if-match", "\"99\"")],
            [("if-match", "7")],
            [("idempotency-key", "a b")],
            [("content-type", "text/plain")],
        ] {
            talk.ask_with("counter", pattern, &["r-1"], ("", &right), &headers);
        }
        talk.ask("counter", pattern, &["r-1"], ("?x=1", &right));
    }
    for order in [
        json!({ "facts": ["amount"], "as": "clerk" }),
        json!({ "facts": ["applicant"], "as": "tribunal" }),
        json!({ "facts": ["nobody"], "as": "clerk" }),
        json!({ "places": [{ "case_seq": 9, "path": "/reason" }], "as": "clerk" }),
    ] {
        let answer = ask(talk, "counter", ERASE, "r-1", &body(order));
        assert_eq!(answer.status, 422, "{}", answer.text);
    }
    for change in [
        correction("clerk"),
        correction("tribunal"),
        json!({ "case_seq": 3, "path": "/reason", "says": "그러함", "reason": "오기", "as": "clerk" }),
        json!({ "case_seq": 9, "fact": "amount", "says": 1, "reason": "오기", "as": "clerk" }),
    ] {
        ask(talk, "counter", CORRECT, "r-1", &body(change));
        talk.look("r-1", r#"{"transition":"quash"}"#);
    }
    let key = [("idempotency-key", "k-erase")];
    let erase = body(json!({ "facts": ["applicant"], "as": "clerk" }));
    for _ in 0..2 {
        let answer = talk.ask_with("counter", ERASE, &["r-1"], ("", &erase), &key);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    talk.look("r-1", r#"{"transition":"quash"}"#);
    every_revision(talk);
    every_stage(talk);
    let export = "GET /v1/parties/{id}/export";
    for (who, party) in [
        ("-", "han"),
        ("elsewhere", "han"),
        ("counter", "han"),
        ("counter", "clock"),
    ] {
        ask(talk, who, export, party, "");
    }
}

fn every_revision(talk: &mut Talk) {
    let (plan, apply) = ("GET /v1/revisions", "POST /v1/revisions");
    for (who, pattern, query) in [
        ("-", plan, ""),
        ("elsewhere", plan, ""),
        ("counter", plan, "?workflow=rof"),
        ("counter", plan, "?x=1"),
        ("-", apply, ""),
        ("counter", apply, ""),
        ("records", apply, "?workflow=rof"),
        ("records", apply, "?x=1"),
    ] {
        talk.ask(who, pattern, &[], (query, ""));
    }
    // The clock of the house is past the day of the revision, so that a case of the
    // revision before it is one that was opened before.
    for case in ["f-1", "f-2", "f-3"] {
        let answer = talk.ask("counter", "GET /v1/cases/{id}", &[case], ("", ""));
        let told = answer.json();
        assert_eq!(
            (&told["revision"], &told["moves_from"]["revision"]),
            (&json!(2), &json!(1))
        );
    }
    let answer = talk.ask("counter", plan, &[], ("?workflow=roof&limit=200", ""));
    assert_eq!(answer.json()["cases"].as_array().unwrap().len(), 3);
    talk.look("f-3", r#"{"transition":"permit_it"}"#);
    let acts = "POST /v1/cases/{id}/acts";
    let act = json!({ "transition": "permit_it", "as": "office" }).to_string();
    let answer = talk.ask("counter", acts, &["f-3"], ("", &act));
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["moved"].as_array().unwrap().len(), 1);
    talk.look("f-3", r#"{"transition":"permit_it"}"#);
    let answer = talk.ask("records", apply, &[], ("?workflow=roof", ""));
    assert_eq!(answer.json()["cases"].as_array().unwrap().len(), 2);
    talk.look("f-2", r#"{"transition":"permit_it"}"#);
}

fn every_stage(talk: &mut Talk) {
    let (list, record) = ("GET /v1/adoptions", "POST /v1/adoptions");
    for who in ["-", "counter"] {
        talk.ask(who, list, &[], ("", ""));
    }
    talk.ask("counter", list, &[], ("?x=1", ""));
    let stage = |stage: &str| json!({ "workflow": "grant", "stage": stage, "basis": "훈령 제7호" });
    let large = format!(r#"{{"basis":"{}"}}"#, "가".repeat(3000));
    let draft = stage("draft").to_string();
    for (who, text) in [
        ("-", &*draft),
        ("counter", &draft),
        ("records", "{}"),
        ("records", &large),
        (
            "records",
            r#"{"workflow":"gant","stage":"draft","basis":"x"}"#,
        ),
    ] {
        talk.ask(who, record, &[], ("", text));
    }
    for headers in [
        [("content-type", "text/plain")],
        [("if-match", "\"9\"")],
        [("idempotency-key", "a b")],
    ] {
        talk.ask_with("records", record, &[], ("", &draft), &headers);
    }
    for (name, status) in [("draft", 201), ("adopted", 409), ("checked", 201)] {
        let answer = talk.ask("records", record, &[], ("", &stage(name).to_string()));
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    talk.ask("counter", list, &[], ("", ""));
}

/// A service whose library demands adoption.
pub fn demanding() -> House {
    let folder = tempfile::tempdir().unwrap();
    let setting = "[adoption]\nrequired = true\n";
    std::fs::write(folder.path().join("library.toml"), setting).unwrap();
    House::of(Options::default(), PRINCIPALS, library(folder.path()))
}

#[test]
fn stages_are_recorded_by_those_who_may_and_then_cases_are_opened() {
    let house = demanding();
    let record = |who: &str, headers: &[(&str, &str)], stage: &str| {
        let body = json!({ "workflow": "grant", "stage": stage, "basis": "훈령 제7호" });
        house.order(who, "adoptions", headers, &body)
    };
    let open = || {
        let body =
            json!({ "workflow": "grant", "id": "g-1", "give": { "call_closes": "2027-12-31" } });
        house.order("counter", "cases", &[], &body)
    };
    let list = || house.ask("counter", "GET /v1/adoptions", &[], "");
    let refused = open();
    assert_eq!((refused.status, refused.code()), (409, "J0987".to_owned()));
    assert_eq!(list().json()["required"], true);
    assert_eq!(list().header("etag"), Some("\"0\""));
    assert_eq!(record("counter", &[], "draft").code(), "J0943");
    // The reviewer records the review, and nothing else.
    assert_eq!(record("reviewer", &[], "draft").code(), "J0943");
    let seen = [("if-match", "\"0\""), ("idempotency-key", "k-draft")];
    let first = record("records", &seen, "draft");
    assert_eq!(first.status, 201, "{}", first.text);
    let again = record("records", &seen, "draft");
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(first.json(), again.json());
    let stale = record("records", &[("if-match", "\"0\"")], "checked");
    assert_eq!((stale.status, stale.code()), (412, "J0983".to_owned()));
    let early = record("reviewer", &[], "legally_reviewed");
    assert_eq!((early.status, early.code()), (409, "J0882".to_owned()));
    let other = record("records", &[("idempotency-key", "k-draft")], "checked");
    assert_eq!((other.status, other.code()), (422, "J0914".to_owned()));
    assert_eq!(record("records", &[], "checked").status, 201);
    assert_eq!(record("reviewer", &[], "legally_reviewed").status, 201);
    assert_eq!(open().code(), "J0987");
    let adopted = record("records", &[], "adopted");
    assert_eq!(adopted.status, 201);
    assert_eq!(adopted.json()["sequence"], 4);
    assert_eq!(open().status, 201);
    let told = list().json();
    let rows = told["procedures"].as_array().unwrap();
    let row = rows.iter().find(|row| row["workflow"] == "grant").unwrap();
    assert_eq!(row["stage"], "adopted");
    // Of each revision by itself.
    let of_roof: Vec<&Value> = rows
        .iter()
        .filter(|row| row["workflow"] == "roof")
        .map(|row| &row["revision"])
        .collect();
    assert_eq!(of_roof, [1, 2]);
}

#[test]
fn a_procedure_with_errors_is_not_checked_and_says_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    library(folder.path());
    let path = folder.path().join("workflows/grant.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    // A state that nothing leads to, and that leads nowhere.
    let state =
        "\n[state.lost]\ntitle = { ko = \"없는 곳\", en = \"Nowhere\" }\nbasis = \"제1조\"\n";
    std::fs::write(&path, text + state).unwrap();
    let files = jorye::library::Files::read(folder.path()).unwrap();
    let library = jorye::library::Library::of(&files);
    let house = House::tolerant(Options::default(), PRINCIPALS, library);
    let record = |stage: &str| {
        let body = json!({ "workflow": "grant", "stage": stage, "basis": "훈령 제7호" });
        house.order("records", "adoptions", &[], &body)
    };
    assert_eq!(record("draft").status, 201);
    let answer = record("checked");
    assert_eq!((answer.status, answer.code()), (422, "J0988".to_owned()));
    let findings = answer.json()["findings"].clone();
    assert!(
        findings
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["element"] == "state.lost"),
        "{findings:#}"
    );
}
