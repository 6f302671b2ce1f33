//! A library that demands adoption: what is not adopted opens no case, over HTTP, as a
//! child of another case, or by the clock; and what the parent's record says then.

use std::path::Path;

use jorye::audit::verify::{Against, Verifier};
use jorye::library::{Files, Library};
use jorye::service::http::Options;
use serde_json::{Value, json};

use super::{Answer, House};

const PRINCIPALS: &str = r#"format = 1

[principal.counter]
actor = "han"
reads = "all"
[principal.counter.roles]
request = ["office"]
review  = ["office"]
[principal.counter.adopts]
request = ["draft", "checked", "legally_reviewed", "adopted", "suspended", "repealed"]
review  = ["draft", "checked", "legally_reviewed", "adopted", "suspended", "repealed"]

[principal.clockwork]
operates = true
"#;

fn house() -> House {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/adoption/library");
    let library = Library::of(&Files::read(&folder).unwrap());
    assert_eq!(library.findings, []);
    assert!(library.setting.adopted_only);
    House::of(Options::default(), PRINCIPALS, library)
}

impl House {
    fn stage(&self, workflow: &str, stage: &str) {
        let body = json!({ "workflow": workflow, "stage": stage, "basis": "훈령 제7호" });
        let answer = self.ask("counter", "POST /v1/adoptions", &[], &body.to_string());
        assert_eq!(answer.status, 201, "{workflow} {stage}: {}", answer.text);
    }

    fn adopt(&self, workflow: &str) {
        for stage in ["draft", "checked", "legally_reviewed", "adopted"] {
            self.stage(workflow, stage);
        }
    }

    fn request(&self, id: &str) -> Answer {
        let body = json!({ "workflow": "request", "id": id });
        self.ask("counter", "POST /v1/cases", &[], &body.to_string())
    }

    fn past(&self, case: &str) -> Vec<Value> {
        let history = self.get("counter", &format!("/v1/cases/{case}/history?limit=200"));
        history["entries"].as_array().unwrap().clone()
    }

    fn kinds(&self, case: &str) -> Vec<String> {
        let past = self.past(case);
        let kinds = past.iter().map(|one| one["kind"].as_str().unwrap());
        kinds.map(str::to_owned).collect()
    }

    fn holds(&self) {
        let trail = self.ask("counter", "GET /v1/parties/nobody/export", &[], "");
        let mut verifier = Verifier::new(Against::default());
        verifier.feed(trail.text.as_bytes());
        let report = verifier.finish();
        assert!(report.holds(), "{report:#?}");
    }
}

fn not_adopted(answer: &Answer, workflow: &str) {
    assert_eq!((answer.status, &*answer.code()), (409, "J0987"));
    for lang in ["ko", "en"] {
        let said = answer.json()["message"][lang].as_str().unwrap().to_owned();
        assert!(said.contains(&format!("`{workflow}`")), "{said}");
    }
}

#[test]
fn an_unadopted_procedure_opens_no_case_and_no_child() {
    let house = house();
    not_adopted(&house.request("r-1"), "request");
    house.adopt("request");
    assert_eq!(house.request("r-1").status, 201);
    // The act that would open a review is not taken at all, and nothing is recorded.
    let refer = json!({ "transition": "refer" });
    not_adopted(&house.act("counter", "r-1", &refer), "review");
    assert_eq!(house.kinds("r-1"), ["opened"]);
    house.adopt("review");
    let answer = house.act("counter", "r-1", &refer);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let reviews = house.get("counter", "/v1/cases?parent=r-1");
    assert_eq!(reviews["cases"].as_array().unwrap().len(), 1);
    // A suspension stops new cases of it, and leaves those that are open.
    house.stage("request", "suspended");
    not_adopted(&house.request("r-2"), "request");
    let close = json!({ "transition": "close" });
    assert_eq!(house.act("counter", "r-1", &close).status, 200);
    house.holds();
}

#[test]
fn what_the_clock_does_stands_and_the_child_is_told_as_not_opened() {
    let house = house();
    house.adopt("request");
    assert_eq!(house.request("r-1").status, 201);
    house.clock.later(10);
    let tick = house.ask("clockwork", "POST /v1/tick", &[], "");
    assert_eq!(tick.json()["failed"], json!([]), "{}", tick.text);
    let past = house.past("r-1");
    assert_eq!(house.kinds("r-1"), ["opened", "clock", "unopened"]);
    assert_eq!(past[1]["transition"], "deem_referred");
    assert_eq!(past[2]["why"], "not_adopted");
    let told = house.get("counter", "/v1/cases/r-1");
    assert_eq!(told["at"], json!(["referred"]), "the law is carried out");
    let reviews = house.get("counter", "/v1/cases?parent=r-1");
    assert_eq!(reviews["cases"], json!([]), "and no review is there");
    // Adopted later, it is not opened after all: its opening has come to nothing.
    house.adopt("review");
    house.ask("clockwork", "POST /v1/deliver", &[], "");
    assert_eq!(house.kinds("r-1"), ["opened", "clock", "unopened"]);
    // The next one is.
    assert_eq!(house.request("r-2").status, 201);
    house.clock.later(10);
    house.ask("clockwork", "POST /v1/tick", &[], "");
    let reviews = house.get("counter", "/v1/cases?parent=r-2");
    assert_eq!(reviews["cases"].as_array().unwrap().len(), 1);
    house.holds();
}

/// An act after the deadline: the clock goes first, in the same append.
#[test]
fn what_the_clock_owes_before_an_act_is_told_the_same_way() {
    let house = house();
    house.adopt("request");
    assert_eq!(house.request("r-1").status, 201);
    house.clock.later(10);
    let close = json!({ "transition": "close" });
    let answer = house.act("counter", "r-1", &close);
    let kinds = house.kinds("r-1");
    let why: Vec<Value> = house
        .past("r-1")
        .iter()
        .filter(|one| one["kind"] == "unopened")
        .map(|one| one["why"].clone())
        .collect();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(why, ["not_adopted"], "{kinds:?}");
    house.holds();
}
