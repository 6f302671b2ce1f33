//! What the service answers, whole, in both languages.

use insta::assert_snapshot;

use super::{APPLY, House, TOO_MUCH, masks};

/// Who asks what, with which headers and body.
type Asked = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Asked in order of one service.
const TALK: &[Asked] = &[
    ("-", "GET /health/live", &[], ""),
    ("-", "GET /health/ready", &[], ""),
    (
        "counter",
        "POST /v1/cases",
        &[("idempotency-key", "\"open-1\"")],
        r#"{"workflow":"grant","id":"g-1","as":"office","give":{"call_closes":"2027-01-31"}}"#,
    ),
    ("counter", "POST /v1/cases", &[], r#"{"workflow":"grant"}"#),
    ("counter", "POST /v1/cases/g-1/acts", &[], TOO_MUCH),
    (
        "counter",
        "POST /v1/cases/g-1/acts",
        &[("if-match", "\"1\"")],
        APPLY,
    ),
    (
        "counter",
        "POST /v1/cases/g-1/acts",
        &[("if-match", "\"1\"")],
        APPLY,
    ),
    (
        "hall",
        "POST /v1/cases/g-1/why",
        &[],
        r#"{"transition":"examine","as":"office","actor":"kim"}"#,
    ),
    (
        "hall",
        "GET /v1/cases/g-1/next?as=office&actor=lee",
        &[],
        "",
    ),
    ("counter", "GET /v1/cases/g-1", &[], ""),
    ("counter", "GET /v1/cases?limit=1", &[], ""),
    ("counter", "GET /v1/cases/g-1/history?limit=2", &[], ""),
    ("counter", "GET /v1/log/entries?limit=1", &[], ""),
    ("counter", "GET /v1/log/checkpoint", &[], ""),
    ("-", "GET /problems/J0701", &[], ""),
];

fn talk(lang: &str) -> String {
    let house = House::new();
    let mut out = String::new();
    for (who, line, headers, body) in TALK {
        let mut headers = headers.to_vec();
        headers.push(("accept-language", lang));
        let answer = house.ask(who, line, &headers, body);
        out.push_str(&format!("> {line}\n"));
        if !body.is_empty() {
            out.push_str(&format!("> {body}\n"));
        }
        out.push_str(&format!("{}\n", answer.told()));
    }
    out
}

#[test]
fn every_answer_is_told_in_both_languages() {
    for lang in ["ko", "en"] {
        insta::with_settings!({ filters => masks(), omit_expression => true }, {
            assert_snapshot!(format!("talk_{lang}"), talk(lang));
        });
    }
}

#[test]
fn long_lists_come_in_pages() {
    let house = House::new().opened();
    for _ in 0..4 {
        house.ask("counter", "POST /v1/cases/g-1/acts", &[], TOO_MUCH);
    }
    for (path, list) in [
        ("/v1/cases/g-1/history", "entries"),
        ("/v1/log/entries", "entries"),
    ] {
        let whole = house
            .ask("counter", &format!("GET {path}?limit=200"), &[], "")
            .json();
        let mut pages = Vec::new();
        let mut next = String::new();
        loop {
            let line = format!("GET {path}?limit=2{next}");
            let page = house.ask("counter", &line, &[], "").json();
            pages.extend(page[list].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(&pages, whole[list].as_array().unwrap());
        assert!(pages.len() >= 5);
    }
    for id in ["a", "b", "c"] {
        let body =
            format!(r#"{{"workflow":"grant","id":"{id}","give":{{"call_closes":"2027-01-31"}}}}"#);
        assert_eq!(
            house.ask("counter", "POST /v1/cases", &[], &body).status,
            201
        );
    }
    let first = house
        .ask("counter", "GET /v1/cases?limit=3&workflow=grant", &[], "")
        .json();
    let cursor = first["next"].as_str().unwrap();
    let line = format!("GET /v1/cases?limit=3&workflow=grant&cursor={cursor}");
    let second = house.ask("counter", &line, &[], "").json();
    assert_eq!(second["cases"][0]["case"], "g-1");
    assert!(second["next"].is_null());
}

#[test]
fn the_leaves_verify_against_the_checkpoint() {
    let house = House::new().opened();
    let page = house.ask("counter", "GET /v1/log/entries", &[], "").json();
    let mut tree = jorye::audit::merkle::Frontier::default();
    for entry in page["entries"].as_array().unwrap() {
        let bytes = entry["bytes"].as_str().unwrap().as_bytes();
        let hash = jorye::audit::merkle::leaf_hash(bytes);
        assert_eq!(entry["hash"], hash.to_string());
        tree.append(hash);
    }
    let note = house.ask("counter", "GET /v1/log/checkpoint", &[], "").text;
    let checkpoint = jorye::audit::Checkpoint::parse(note.as_bytes()).unwrap();
    assert_eq!(checkpoint.head().size, tree.size());
    assert_eq!(checkpoint.head().root, tree.root());
}

/// A head that a witness saw carries its signature; once the log has grown, the
/// newest head carries none, and the one that was seen is still given out.
#[test]
fn what_a_witness_signed_is_served() {
    let house = House::new().opened();
    let note = |path: &str| house.ask("counter", &format!("GET /v1/log/checkpoint{path}"), &[], "");
    assert_eq!(note("/cosigned").status, 404);
    let witness = house.cosign();
    let seen = |text: &str| {
        let checkpoint = jorye::audit::Checkpoint::parse(text.as_bytes()).unwrap();
        witness.public().cosigned(checkpoint.note()).unwrap()
    };
    let cosigned = note("/cosigned").text;
    assert_eq!(seen(&cosigned), Some(1_800_000_000));
    assert_eq!(note("").text, cosigned);
    let apply = r#"{"transition":"apply","give":{"amount":300,"field":"culture"}}"#;
    assert_eq!(
        house
            .ask("counter", "POST /v1/cases/g-1/acts", &[], apply)
            .status,
        200
    );
    assert_eq!(seen(&note("").text), None);
    assert_eq!(note("/cosigned").text, cosigned);
}

#[test]
fn a_caller_acts_as_the_file_says() {
    let house = House::new().opened();
    let as_ = |who: &str, body: &str| {
        let answer = house.ask(who, "POST /v1/cases/g-1/acts", &[], body);
        (answer.status, answer.code())
    };
    let forbidden = (403, "J0943".to_owned());
    // Another person, another role, a principal without a part, one that the
    // file does not name.
    for (who, body) in [
        ("counter", r#"{"transition":"apply","actor":"kim"}"#),
        ("counter", r#"{"transition":"apply","as":"board"}"#),
        (
            "hall",
            r#"{"transition":"apply","as":"office","actor":"han"}"#,
        ),
        (
            "portal",
            r#"{"transition":"apply","as":"office","actor":"resident-1"}"#,
        ),
        ("elsewhere", r#"{"transition":"apply","as":"office"}"#),
        ("unknown", r#"{"transition":"apply"}"#),
    ] {
        assert_eq!(as_(who, body), forbidden, "{who} {body}");
    }
    // Which of several is meant must be said.
    for body in [
        r#"{"transition":"apply","as":"office"}"#,
        r#"{"transition":"apply","actor":"kim"}"#,
    ] {
        assert_eq!(as_("hall", body), (400, "J0941".to_owned()));
    }
    // None of that is on record.
    let case = house.ask("counter", "GET /v1/cases/g-1", &[], "").json();
    assert_eq!(case["entries"], 1);
    // What the file allows and the law refuses is.
    let refused = as_(
        "portal",
        r#"{"transition":"apply","actor":"resident-1","as":"resident"}"#,
    );
    assert_eq!(refused, (422, "J0944".to_owned()));
    let history = house
        .ask("counter", "GET /v1/cases/g-1/history", &[], "")
        .json();
    let last = &history["entries"][1];
    assert_eq!(
        (last["actor"].as_str(), last["kind"].as_str()),
        (Some("resident-1"), Some("refused"))
    );
    // What stands on the trail names the principal and its key, not the secret.
    let via = last["via"].as_str().unwrap();
    let (principal, id) = via.split_once('/').unwrap();
    assert_eq!(principal, "portal");
    let token = house.key("portal");
    assert!(token.contains(id) && !via.contains(token.rsplit('_').next().unwrap()));
}

#[test]
fn reading_is_for_those_with_a_part_or_for_all_if_so_told() {
    let house = House::new().opened();
    let status = |who: &str, line: &str| house.ask(who, line, &[], "").status;
    for path in [
        "/v1/cases/g-1",
        "/v1/cases/g-1/history",
        "/v1/cases/g-1/next",
        "/v1/cases?workflow=grant",
    ] {
        let line = format!("GET {path}");
        assert_eq!(status("counter", &line), 200, "{path}");
        assert_eq!(status("portal", &line), 200, "{path}");
        assert_eq!(status("elsewhere", &line), 403, "{path}");
        assert_eq!(status("-", &line), 401, "{path}");
    }
    assert_eq!(status("portal", "GET /v1/cases"), 403);
    assert_eq!(status("elsewhere", "GET /v1/log/entries"), 200);
    let open = House::with(jorye::service::http::Options {
        anonymous_read: true,
        ..Default::default()
    })
    .opened();
    let ask = |line: &str, headers: &[(&str, &str)], body: &str| {
        open.ask("-", line, headers, body).status
    };
    assert_eq!(ask("GET /v1/cases", &[], ""), 200);
    assert_eq!(ask("GET /v1/cases/g-1/next", &[], ""), 200);
    assert_eq!(ask("POST /v1/cases/g-1/why", &[], APPLY), 200);
    assert_eq!(ask("POST /v1/cases/g-1/acts", &[], APPLY), 401);
    // A key that is shown must be right, also where none is needed.
    let wrong = [("authorization", "Bearer jorye_0")];
    assert_eq!(ask("GET /v1/cases", &wrong, ""), 401);
}

#[test]
fn a_revoked_key_is_unknown_once_it_is_read_again() {
    let house = House::new().opened();
    let status = || house.ask("hall", "GET /v1/cases/g-1", &[], "").status;
    assert_eq!(status(), 200);
    let keys = house.keys_file();
    let id = keys.read().unwrap()[1].id.clone();
    keys.revoke(&id, &jorye::library::Machine).unwrap();
    house.service.reload().unwrap();
    assert_eq!(status(), 401);
    // A file that cannot be used leaves everything as it was.
    std::fs::write(house.path("principals.toml"), "format = 2").unwrap();
    assert!(house.service.reload().is_err());
    assert_eq!(
        house.ask("counter", "GET /v1/cases/g-1", &[], "").status,
        200
    );
}
