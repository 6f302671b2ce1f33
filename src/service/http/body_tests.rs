//! Bodies that are read, and bodies that are not.

use proptest::prelude::*;

use super::*;

fn fault(body: &str) -> (String, Fault) {
    let malformed = parse_act(body.as_bytes()).unwrap_err();
    let super::super::fault::Part::Body(pointer) = malformed.part else {
        panic!("not in the body");
    };
    (pointer, malformed.fault)
}

#[test]
fn a_body_is_read_whole() {
    let body = parse_act(
        r#"{"transition":"apply","as":"office","actor":"han","reason":"왜냐하면",
            "effective":"2027-01-08","give":{"amount":12.50,"ok":true}}"#
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(body.transition, "apply");
    assert_eq!(
        body.give.0[0],
        ("amount".into(), Json::Number("12.50".into()))
    );
    assert_eq!(
        body.effective.unwrap().in_zone(&TimeZone::UTC).to_string(),
        "2027-01-08T00:00:00Z"
    );
    let open = parse_open(br#"{"workflow":"grant"}"#).unwrap();
    assert_eq!((open.workflow.as_str(), open.id), ("grant", None));
}

#[test]
fn what_is_wrong_is_told_with_its_pointer() {
    let at = |pointer: &str| pointer.to_owned();
    assert_eq!(fault("[]").0, at(""));
    assert!(matches!(fault("{").1, Fault::Syntax { at: 2 }));
    assert_eq!(fault("{}"), (at("/transition"), Fault::Missing));
    assert_eq!(
        fault(r#"{"transition":"a","transition":"b"}"#),
        (at("/transition"), Fault::Twice)
    );
    assert_eq!(
        fault(r#"{"transition":"a","give":{"t":[{"a/b":1,"a/b":2}]}}"#),
        (at("/give/t/0/a~1b"), Fault::Twice)
    );
    let (pointer, Fault::Unknown { near, .. }) = fault(r#"{"transition":"a","reasn":"b"}"#) else {
        panic!("known");
    };
    assert_eq!((pointer, near), (at("/reasn"), Some("`reason`".into())));
    assert_eq!(
        fault(r#"{"transition":null}"#),
        (at("/transition"), Fault::Null)
    );
    assert!(matches!(
        fault(r#"{"transition":7}"#),
        (pointer, Fault::Kind { .. }) if pointer == "/transition"
    ));
    assert!(matches!(
        fault(r#"{"transition":"a","effective":"yesterday"}"#),
        (pointer, Fault::Form { .. }) if pointer == "/effective"
    ));
    assert_eq!(parse_act(b"\xff").unwrap_err().fault, Fault::NotUtf8);
}

#[test]
fn values_have_the_kind_of_their_type() {
    let text = |value: &str, of: &Type| text_of(&json::read(value).unwrap(), Some(of));
    let integer = Type::Integer { min: 0, max: 9 };
    let words = Type::Text { max: 9 };
    assert_eq!(text("7", &integer), Ok("7".into()));
    assert_eq!(text("\"7\"", &integer), Ok("7".into()));
    assert!(matches!(text("true", &integer), Err(Fault::Kind { .. })));
    assert!(matches!(text("7", &words), Err(Fault::Kind { .. })));
    assert!(matches!(
        text("\"true\"", &Type::Boolean),
        Err(Fault::Kind { .. })
    ));
    assert_eq!(text("null", &words), Err(Fault::Null));
    let document = r#"{"name":"a;b","media":"text/plain","size":3,"sha256":"00"}"#;
    assert_eq!(
        text(document, &Type::Document),
        Ok("a;b;text/plain;3;00".into())
    );
    assert!(text(r#"{"name":"a"}"#, &Type::Document).is_err());
}

proptest! {
    /// Whatever bytes come, they are read or refused.
    #[test]
    fn no_body_is_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_open(&bytes);
        let _ = parse_act(&bytes);
    }

    /// The same for texts that look like JSON.
    #[test]
    fn no_json_is_too_odd(text in r#"[\[\]{}",:0-9a-z\\u. -]{0,80}"#) {
        let _ = parse_open(text.as_bytes());
        let _ = parse_why(format!("{{\"transition\":\"a\",\"give\":{{\"x\":{text}}}}}").as_bytes());
    }
}
