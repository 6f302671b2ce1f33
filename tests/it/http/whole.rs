//! Everything that an act can say, said over HTTP: for another, with what the
//! principal carries, to criteria, one assent of several, in many children.

use std::path::Path;

use jorye::library::Library;
use jorye::service::http::Options;
use serde_json::{Value, json};

use super::{Answer, House};
use crate::command_line::copy;
use crate::findings::root;

/// Who may act as whom in the whole library.
pub const PRINCIPALS: &str = r#"format = 1

[principal.counter]
actor = "han"
reads = "all"
[principal.counter.roles]
grant        = ["office"]
term         = ["office"]
consultation = ["division"]
opinion      = ["division"]
accord       = ["clerk", "city"]
advice       = ["clerk"]
panel        = ["office"]
record       = ["clerk", "tribunal"]
petition     = ["citizen", "clerk"]
roof         = ["resident", "office"]

[principal.records]
actor   = "seo"
erases  = ["petition"]
revises = ["roof"]
[principal.records.adopts]
grant = ["draft", "checked", "adopted", "suspended"]

[principal.host]
actor = "p-7"
[principal.host.roles]
visit = ["host"]

[principal.reviewer]
actor = "moon"
[principal.reviewer.adopts]
grant = ["legally_reviewed"]

[principal.chair]
actor = "ahn"
[principal.chair.roles]
accord = ["council"]

[principal.deputy]
actor = "kim"
[principal.deputy.roles]
accord = []

[principal.audit]
actor = "yoon"
[principal.audit.roles]
accord = ["auditor"]
[principal.audit.claims]
department = ["audit"]

[principal.pretender]
actor = "min"
[principal.pretender.roles]
accord = ["auditor"]
[principal.pretender.claims]
department = ["culture"]

[principal.board]
actor = "bae"
[principal.board.roles]
advice = ["board"]

[principal.hall]
actor = ["a", "b", "c", "d", "e"]
[principal.hall.roles]
panel = ["member", "head"]

[principal.elsewhere]
actor = "park"

[principal.clockwork]
operates = true
"#;

/// A library in which everything happens that the service tells of.
pub fn library(folder: &Path) -> Library {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for part in [
        root().join("library"),
        fixtures.join("children/library"),
        fixtures.join("erasure/library"),
        fixtures.join("http"),
    ] {
        copy(&part, folder);
    }
    Library::of(&jorye::library::Files::read(folder).unwrap())
}

/// A service over it.
pub fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    House::of(Options::default(), PRINCIPALS, library(folder.path()))
}

impl House {
    /// A case, opened by the counter.
    pub fn open(&self, workflow: &str, id: &str, role: &str, give: Value) -> Answer {
        let body = json!({ "workflow": workflow, "id": id, "as": role, "give": give });
        let answer = self.ask("counter", "POST /v1/cases", &[], &body.to_string());
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer
    }

    /// An act in a case.
    pub fn act(&self, who: &str, case: &str, body: &Value) -> Answer {
        let line = format!("POST /v1/cases/{case}/acts");
        self.ask(who, &line, &[], &body.to_string())
    }

    /// A question, answered.
    pub fn get(&self, who: &str, path: &str) -> Value {
        let answer = self.ask(who, &format!("GET {path}"), &[], "");
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// The last entry of a case.
    fn last(&self, case: &str) -> Value {
        let history = self.get("counter", &format!("/v1/cases/{case}/history"));
        history["entries"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .clone()
    }

    fn entries(&self, case: &str) -> u64 {
        self.get("counter", &format!("/v1/cases/{case}"))["entries"]
            .as_u64()
            .unwrap()
    }

    /// A consultation with so many opinions.
    pub fn consulted(self, number: usize) -> House {
        let give = json!({ "draft": "쉼터 조례안" });
        self.open("consultation", "c-1", "division", give);
        let rows: Vec<Value> = (0..number)
            .map(|at| json!({ "author": format!("a-{at}"), "text": format!("의견 {at}") }))
            .collect();
        let body = json!({ "transition": "close_window", "give": { "received": rows } });
        let answer = self.act("counter", "c-1", &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
        self
    }
}

fn grounds(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let grounds = json["grounds"].as_array().cloned().unwrap_or_default();
    let word = |ground: &Value| ground["ground"].as_str().unwrap().to_owned();
    grounds.iter().map(word).collect()
}

fn accord() -> House {
    let house = house();
    house.open("accord", "k-1", "clerk", json!({ "chair": "ahn" }));
    house
}

#[test]
fn what_a_principal_claims_is_what_its_file_says() {
    let house = accord();
    let attest = json!({ "transition": "attest" });
    let answer = house.act("audit", "k-1", &attest);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(house.last("k-1")["claims"], json!(["department=audit"]));
    // The file gives the role to the other as well, and not the claim.
    let answer = house.act("pretender", "k-1", &attest);
    assert_eq!(
        (answer.status, grounds(&answer)),
        (422, vec!["role".to_owned()])
    );
    assert_eq!(house.last("k-1").get("claims"), None);
    // Nobody brings a claim along.
    let entries = house.entries("k-1");
    for claims in ["claim", "claims"] {
        let body = json!({ "transition": "attest", claims: { "department": ["audit"] } });
        let answer = house.act("pretender", "k-1", &body);
        assert_eq!((answer.status, answer.code()), (400, "J0941".to_owned()));
    }
    assert_eq!(house.entries("k-1"), entries);
}

#[test]
fn who_was_delegated_to_acts_for_another() {
    let house = accord();
    let agree = json!({
        "transition": "agree", "as": "council", "on_behalf_of": "ahn", "give": { "budget": 40 }
    });
    // The chair has delegated nothing yet: the law refuses, and that is recorded.
    let answer = house.act("deputy", "k-1", &agree);
    assert_eq!((answer.status, answer.code()), (422, "J0944".to_owned()));
    assert_eq!(
        house.last("k-1")["on_behalf_of"],
        json!({ "person": "ahn", "entry": null })
    );
    let delegate = json!({
        "transition": "delegate", "give": { "deputy": "kim", "last_day": "2027-02-01" }
    });
    assert_eq!(house.act("chair", "k-1", &delegate).status, 200);
    let next = house.get("deputy", "/v1/cases/k-1/next?as=council&on_behalf_of=ahn");
    let open = |it: &&Value| it["transition"] == "agree" && it["availability"] == "open";
    assert!(next["next"].as_array().unwrap().iter().any(|it| open(&it)));
    let why = house.ask("deputy", "POST /v1/cases/k-1/why", &[], &agree.to_string());
    assert_eq!(why.json()["would_be_taken"], true, "{}", why.text);
    let entries = house.entries("k-1");
    let answer = house.act("deputy", "k-1", &agree);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = house.last("k-1");
    assert_eq!(
        told["on_behalf_of"],
        json!({ "person": "ahn", "entry": entries })
    );
    assert_eq!(
        (&told["actor"], &told["kind"]),
        (&json!("kim"), &json!("assented"))
    );
    // Without saying for whom, the file decides: it gives the deputy no role.
    let mut own = agree.clone();
    own.as_object_mut().unwrap().remove("on_behalf_of");
    for (who, body, status, code) in [
        ("deputy", &own, 403, "J0943"),
        ("board", &agree, 403, "J0943"),
        ("elsewhere", &agree, 403, "J0943"),
        (
            "deputy",
            &json!({ "transition": "agree", "as": "counsil", "on_behalf_of": "ahn" }),
            400,
            "J0941",
        ),
        (
            "deputy",
            &json!({ "transition": "agree", "on_behalf_of": "안 의장" }),
            400,
            "J0941",
        ),
    ] {
        let before = house.entries("k-1");
        let answer = house.act(who, "k-1", body);
        assert_eq!(
            (answer.status, &*answer.code()),
            (status, code),
            "{who} {body}"
        );
        assert_eq!(house.entries("k-1"), before, "nothing is recorded");
    }
    // What is taken back counts no more.
    assert_eq!(
        house
            .act("chair", "k-1", &json!({ "transition": "revoke" }))
            .status,
        200
    );
    let answer = house.act("deputy", "k-1", &agree);
    assert_eq!(
        (answer.status, grounds(&answer)),
        (422, vec!["not_delegated".to_owned()])
    );
}

#[test]
fn of_several_each_assents_and_may_take_it_back() {
    let house = accord();
    let agree = json!({ "transition": "agree", "as": "city", "give": { "budget": 40 } });
    let answer = house.act("counter", "k-1", &agree);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let assents = json!({ "given": ["city"], "missing": ["council"] });
    assert_eq!(answer.json()["assents"], assents);
    assert_eq!(
        house.get("chair", "/v1/cases/k-1")["people"]["assents"]["agree"],
        assents
    );
    let withdraw = json!({ "transition": "agree", "as": "city", "withdraw": true });
    let answer = house.act("counter", "k-1", &withdraw);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(house.last("k-1")["kind"], "withdrawn");
    let answer = house.act("counter", "k-1", &withdraw);
    assert_eq!(
        answer.status, 422,
        "there is nothing to take back: {}",
        answer.text
    );
    for (who, role) in [("chair", "council"), ("counter", "city")] {
        let body = json!({ "transition": "agree", "as": role, "give": { "budget": 30 } });
        assert_eq!(house.act(who, "k-1", &body).status, 200);
    }
    assert_eq!(house.get("chair", "/v1/cases/k-1")["at"], json!(["agreed"]));
}

#[test]
fn criteria_are_addressed_one_by_one() {
    let house = house();
    house.open("advice", "a-1", "clerk", json!({ "applicant": "lee" }));
    let sha256 = "0".repeat(64);
    let document =
        json!({ "name": "결정서.pdf", "media": "application/pdf", "size": 9, "sha256": sha256 });
    let mut decide = json!({ "transition": "decide", "give": { "decision": document } });
    let answer = house.act("counter", "a-1", &decide);
    assert_eq!(
        (answer.status, grounds(&answer)),
        (422, vec!["criterion".to_owned()])
    );
    decide["criteria"] = json!({ "need": "필요하다. 이용자가 늘었다." });
    let answer = house.act("counter", "a-1", &decide);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = house.last("a-1");
    assert_eq!(told["criteria"], decide["criteria"]);
    assert_eq!(told["discretion"], true);
}

const CHILDREN: &str = "POST /v1/cases/c-1/children/opinions/acts";

#[test]
fn one_act_answers_many_children_page_by_page() {
    let house = house().consulted(7);
    let read = r#"{"transition":"read"}"#;
    let mut taken = Vec::new();
    let mut cursor = String::new();
    loop {
        let line = format!("{CHILDREN}?limit=3{cursor}");
        let page = house.ask("counter", &line, &[], read);
        assert_eq!(page.status, 200, "{}", page.text);
        let page = page.json();
        assert!(page["taken"].as_array().unwrap().len() <= 3);
        taken.extend(page["taken"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let children = house.get("counter", "/v1/cases?parent=c-1&state=considered");
    let mut ids: Vec<Value> = children["cases"].as_array().unwrap().clone();
    ids.iter_mut().for_each(|case| *case = case["case"].take());
    taken.sort_by_key(ToString::to_string);
    assert_eq!((taken.len(), taken), (7, ids));
    // Where it is refused, each says why, and each has it on record.
    let again = house.ask("counter", CHILDREN, &[], read).json();
    assert_eq!(again["refused"].as_array().unwrap().len(), 7);
    assert_eq!(again["refused"][0]["findings"][0]["code"], "J0701");
    // Those that have ended are left out.
    let answer = r#"{"transition":"answer","give":{"adopts":true}}"#;
    let done = house.ask("counter", &format!("{CHILDREN}?limit=2"), &[], answer);
    assert_eq!(done.json()["taken"].as_array().unwrap().len(), 2);
    let rest = house.ask("counter", CHILDREN, &[], answer).json();
    assert_eq!(
        (rest["taken"].as_array().unwrap().len(), &rest["ended"]),
        (5, &json!(2))
    );
    assert_eq!(
        house.get("counter", "/v1/cases/c-1")["outcome"],
        "reflected"
    );
}

#[test]
fn one_act_in_many_children_counts_once_in_each() {
    let house = house().consulted(4);
    let key = [("idempotency-key", "\"read-all\"")];
    let read = r#"{"transition":"read"}"#;
    let first = house.ask("counter", CHILDREN, &key, read);
    assert_eq!(first.json()["taken"].as_array().unwrap().len(), 4);
    assert_eq!(first.header("idempotency-replayed"), None);
    // Also where the children have gone on, and ended.
    let answer = r#"{"transition":"answer","give":{"adopts":true}}"#;
    house.ask("counter", &format!("{CHILDREN}?limit=2"), &[], answer);
    let again = house.ask("counter", CHILDREN, &key, read);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json(), first.json());
    let other = house.ask("counter", CHILDREN, &key, answer);
    assert_eq!((other.status, other.code()), (422, "J0914".to_owned()));
    // One key serves for all pages: it counts once in each child.
    let page = house.ask("counter", &format!("{CHILDREN}?limit=1"), &key, read);
    assert_eq!(page.json()["taken"][0], first.json()["taken"][0]);
    assert_eq!(page.header("idempotency-replayed"), Some("true"));
}

#[test]
fn what_cannot_be_asked_of_children_is_recorded_in_none() {
    let house = house().consulted(2);
    let child = house.get("counter", "/v1/cases?parent=c-1")["cases"][0]["case"].clone();
    let child = child.as_str().unwrap();
    for (who, line, headers, body, status, code) in [
        (
            "counter",
            CHILDREN.replace("opinions", "opinion"),
            None,
            r#"{"transition":"read"}"#,
            404,
            "J0793",
        ),
        (
            "counter",
            CHILDREN.replace("c-1", "c-2"),
            None,
            r#"{"transition":"read"}"#,
            404,
            "J0927",
        ),
        (
            "counter",
            CHILDREN.to_owned(),
            None,
            r#"{"transition":"red"}"#,
            422,
            "J0722",
        ),
        (
            "counter",
            CHILDREN.to_owned(),
            None,
            r#"{"transition":"read","as":"office"}"#,
            403,
            "J0943",
        ),
        (
            "counter",
            CHILDREN.to_owned(),
            Some(("if-match", "\"1\"")),
            r#"{"transition":"read"}"#,
            400,
            "J0941",
        ),
        (
            "counter",
            format!("{CHILDREN}?limit=201"),
            None,
            r#"{"transition":"read"}"#,
            400,
            "J0941",
        ),
        (
            "counter",
            CHILDREN.to_owned(),
            None,
            r#"{"transition":"answer","give":{"adopts":3}}"#,
            400,
            "J0941",
        ),
        (
            "chair",
            CHILDREN.to_owned(),
            None,
            r#"{"transition":"read"}"#,
            403,
            "J0943",
        ),
        (
            "-",
            CHILDREN.to_owned(),
            None,
            r#"{"transition":"read"}"#,
            401,
            "J0942",
        ),
    ] {
        let headers: Vec<(&str, &str)> = headers.into_iter().collect();
        let answer = house.ask(who, &line, &headers, body);
        assert_eq!(
            (answer.status, &*answer.code()),
            (status, code),
            "{line} {body}"
        );
    }
    assert_eq!(house.entries(child), 1);
}

#[test]
fn cases_are_listed_by_what_is_asked() {
    let house = house().consulted(3);
    for at in 0..5 {
        house.open(
            "term",
            &format!("t-{at}"),
            "office",
            json!({ "filed_on": "2027-01-07" }),
        );
    }
    house.act("counter", "t-2", &json!({ "transition": "answer" }));
    let ids = |query: &str| -> Vec<String> {
        let page = house.get("counter", &format!("/v1/cases?{query}"));
        let id = |case: &Value| case["case"].as_str().unwrap().to_owned();
        page["cases"].as_array().unwrap().iter().map(id).collect()
    };
    assert_eq!(
        ids("workflow=term&state=open"),
        ["t-0", "t-1", "t-3", "t-4"]
    );
    assert_eq!(ids("workflow=term&state=answered"), ["t-2"]);
    assert_eq!(ids("workflow=term&standing=closed"), ["t-2"]);
    assert_eq!(ids("state=nowhere"), Vec::<String>::new());
    assert_eq!(ids("parent=c-1").len(), 3);
    assert_eq!(ids("parent=c-1&state=considered").len(), 0);
    assert_eq!(ids("parent=t-1").len(), 0);
    // Page by page it is the same.
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = house.get(
            "counter",
            &format!("/v1/cases?workflow=term&state=open&limit=1{cursor}"),
        );
        let cases = page["cases"].as_array().unwrap();
        all.extend(
            cases
                .iter()
                .map(|case| case["case"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(all, ["t-0", "t-1", "t-3", "t-4"]);
}

#[test]
fn seats_are_given_and_votes_are_cast_over_http() {
    let house = house();
    house.open("panel", "b-1", "office", json!({}));
    let today = "2027-01-08";
    for (person, sex) in [("a", "f"), ("b", "m"), ("c", "f"), ("d", "m"), ("e", "f")] {
        let give = json!({ "person": person, "sex": sex, "from": "2027-01-01" });
        let body = json!({ "transition": "appoint", "give": give });
        assert_eq!(house.act("counter", "b-1", &body).status, 200);
    }
    let elect =
        json!({ "transition": "elect", "actor": "b", "as": "member", "give": { "person": "a" } });
    assert_eq!(house.act("hall", "b-1", &elect).status, 200);
    let bodies = house.get("counter", &format!("/v1/bodies?body=panel&on={today}"));
    let panel = &bodies["bodies"][0];
    assert_eq!(
        (&panel["members"], &panel["body"]),
        (&json!(5), &json!("panel"))
    );
    let head = panel["seats"]
        .as_array()
        .unwrap()
        .iter()
        .find(|seat| seat["seat"] == "head");
    assert_eq!(head.unwrap()["held"][0]["person"], "a");
    assert_eq!(house.get("counter", "/v1/bodies")["on"], today);
    // Before the term began nobody sat.
    let before = house.get("counter", "/v1/bodies?on=2026-12-31");
    assert_eq!(before["bodies"][0]["members"], 0);
    for (who, query, status) in [
        ("hall", "", 403),
        ("counter", "?body=pannel", 400),
        ("counter", "?on=today", 400),
    ] {
        let answer = house.ask(who, &format!("GET /v1/bodies{query}"), &[], "");
        assert_eq!(answer.status, status, "{}", answer.text);
    }

    let decide = |ballot: Value| {
        let body = json!({ "transition": "decide", "actor": "a", "as": "head", "give": { "decision": ballot } });
        house.act("hall", "b-1", &body)
    };
    // A ballot is an object; what is none of its members, or nobody's vote, is
    // told as for any other value.
    let answer = decide(json!("five in favour"));
    assert_eq!((answer.status, answer.code()), (400, "J0941".to_owned()));
    let answer = decide(json!({ "present": ["a", "z"], "yes": 2, "no": 0 }));
    assert_eq!(
        (answer.status, grounds(&answer)),
        (422, vec!["ballot".to_owned()])
    );
    let answer = decide(json!({ "present": ["a", "b"], "yes": 2, "no": 0 }));
    assert_eq!(
        (answer.status, grounds(&answer)),
        (422, vec!["guard".to_owned()])
    );
    let answer = decide(json!({ "present": ["a", "b", "c"], "yes": 2, "no": 1 }));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = &house.last("b-1")["given"]["decision"];
    assert_eq!((&told["yes"], &told["members"]), (&json!(2), &json!(5)));
}
