//! Every problem that is told over HTTP, as somebody meets it: the request that
//! ends in it, and the request as it should have been. The whole answer stands
//! in `tests/fixtures/findings/J0xxx/`, in both languages.

use std::collections::BTreeSet;

use jorye::service::http::Options;

use super::{APPLY, Answer, House, TOO_MUCH, limits, masks};
use crate::findings::root;

/// The codes that are told over HTTP alone.
pub const CODES: &[u16] = &[914, 916, 941, 942, 943, 944, 945, 946, 947];

const ACTS: &str = "POST /v1/cases/g-1/acts";

/// A request that ends in a code, or the same as it should have been.
fn asked(code: u16, good: bool, lang: &str) -> Answer {
    let options = Options {
        limits: limits(4096),
        ..Options::default()
    };
    let house = House::with(options).opened();
    let ask = |who: &str, line: &str, headers: &[(&str, &str)], body: &str| {
        let headers = [headers, &[("accept-language", lang)]].concat();
        house.ask(who, line, &headers, body)
    };
    let key = |value: &'static str| [("idempotency-key", value)];
    match code {
        914 => {
            ask("counter", ACTS, &key("k-1"), APPLY);
            let other = if good { "k-2" } else { "k-1" };
            ask("counter", ACTS, &key(other), r#"{"transition":"hear"}"#)
        }
        916 => ask(
            "counter",
            ACTS,
            &key(if good { "k-1" } else { "k 1" }),
            APPLY,
        ),
        941 => {
            let bad = r#"{"transition":"apply","giv":{"amount":300,"field":"culture"}}"#;
            ask("counter", ACTS, &[], if good { APPLY } else { bad })
        }
        942 => ask(if good { "counter" } else { "-" }, ACTS, &[], APPLY),
        943 => {
            let bad = r#"{"transition":"apply","as":"ofice"}"#;
            ask("counter", ACTS, &[], if good { APPLY } else { bad })
        }
        944 => ask("counter", ACTS, &[], if good { APPLY } else { TOO_MUCH }),
        945 => {
            let bad = format!(
                r#"{{"transition":"apply","reason":"{}"}}"#,
                "가".repeat(2000)
            );
            ask("counter", ACTS, &[], if good { APPLY } else { &bad })
        }
        946 => {
            if good {
                return ask("counter", ACTS, &[], APPLY);
            }
            let narrow = House::with(Options {
                limits: jorye::service::http::Limits {
                    requests: 0,
                    ..limits(4096)
                },
                ..Options::default()
            });
            narrow.ask("counter", ACTS, &[("accept-language", lang)], APPLY)
        }
        947 => {
            let line = if good {
                "GET /v1/cases"
            } else {
                "GET /v1/case"
            };
            ask("counter", line, &[], "")
        }
        other => panic!("J{other:04}"),
    }
}

#[test]
fn the_bad_request_ends_in_the_problem_and_the_good_one_does_not() {
    for code in CODES {
        let name = format!("J{code:04}");
        for lang in ["ko", "en"] {
            let answer = asked(*code, false, lang);
            assert_eq!(answer.code(), name, "{}", answer.text);
            let json = answer.json();
            for text in ["title", "detail"] {
                assert!(!json[text].as_str().unwrap().contains('{'), "{json}");
            }
            assert_eq!(json["detail"], json["message"][lang]);
            insta::with_settings!({
                snapshot_path => root().join(&name),
                prepend_module_to_snapshot => false,
                omit_expression => true,
                filters => masks(),
            }, {
                insta::assert_snapshot!(lang, answer.told());
            });
        }
        let good = asked(*code, true, "en");
        assert!((200..300).contains(&good.status), "{name}: {}", good.text);
    }
}

#[test]
fn a_wrong_method_names_the_right_ones() {
    let house = House::new().opened();
    let answer = house.ask("counter", "DELETE /v1/cases/g-1", &[], "");
    assert_eq!((answer.status, answer.code()), (405, "J0947".to_owned()));
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
}

#[test]
fn a_path_that_is_not_utf8_is_a_problem_too() {
    let house = House::new();
    let answer = house.ask("counter", "GET /v1/cases/%ff", &[], "");
    assert_eq!((answer.status, answer.code()), (400, "J0941".to_owned()));
    let answer = house.ask("counter", "GET /v1/cases/%EA%B0%80", &[], "");
    assert_eq!((answer.status, answer.code()), (404, "J0927".to_owned()));
}

#[test]
fn a_body_that_is_not_json_is_refused_before_it_is_read() {
    let house = House::new().opened();
    for (name, value) in [("content-type", "text/plain"), ("content-encoding", "gzip")] {
        let mut headers = vec![(name, value)];
        if name != "content-type" {
            headers.push(("content-type", "application/json"));
        }
        let answer = house.ask("counter", ACTS, &headers, APPLY);
        assert_eq!((answer.status, answer.code()), (415, "J0947".to_owned()));
    }
}

/// Whatever the body is, the answer is a problem with a code, and nothing breaks.
#[test]
fn no_body_breaks_the_service() {
    let house = House::new().opened();
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let bodies = [
        "",
        "null",
        "[]",
        "{}",
        "\"",
        "{\"transition\":1}",
        "{\"transition\":\"apply\",}",
        "{\"transition\":\"apply\",\"give\":[]}",
        "{\"transition\":\"\\ud800\"}",
        &deep,
        "{\"transition\":\"apply\",\"give\":{\"amount\":null}}",
        "{\"transition\":\"apply\",\"give\":{\"amount\":{}}}",
        "{\"transition\":\"apply\",\"give\":{\"amount\":1e5}}",
        "{\"transition\":\"apply\",\"effective\":\"9999-99-99\"}",
        "{\"transition\":\"apply\",\"give\":{\"costs\":[[1]]}}",
    ];
    let mut codes = BTreeSet::new();
    for body in bodies {
        for line in ["POST /v1/cases", ACTS, "POST /v1/cases/g-1/why"] {
            let answer = house.ask("counter", line, &[], body);
            assert!(
                (400..500).contains(&answer.status) || answer.status == 200,
                "{line} {body}: {}",
                answer.text
            );
            if answer.status != 200 {
                codes.insert(answer.code());
            }
        }
    }
    assert!(
        codes.contains("J0941") && codes.contains("J0944"),
        "{codes:?}"
    );
}
