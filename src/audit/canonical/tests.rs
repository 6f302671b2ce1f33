use super::*;
use proptest::prelude::*;

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (0..=Count::MAX).prop_map(|n| Json::Count(Count::new(n).unwrap())),
        any::<String>().prop_map(Json::text),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(Json::object),
        ]
    })
}

proptest! {
    /// Another implementation of RFC 8785 writes the same bytes.
    #[test]
    fn the_oracle_writes_the_same(value in json()) {
        let ours = value.to_bytes();
        let other: serde_json::Value = serde_json::from_slice(&ours).unwrap();
        prop_assert_eq!(serde_json_canonicalizer::to_vec(&other).unwrap(), ours);
    }

    #[test]
    fn what_is_written_reads_back(value in json()) {
        prop_assert_eq!(parse(&value.to_bytes()), Ok(value));
    }

    /// Whatever is read is canonical: the oracle agrees on every accepted text.
    #[test]
    fn only_canonical_bytes_are_read(mut bytes in json().prop_map(|v| v.to_bytes()), at: prop::sample::Index, new: u8) {
        let at = at.index(bytes.len());
        bytes[at] = new;
        if let Ok(value) = parse(&bytes) {
            let other: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(&serde_json_canonicalizer::to_vec(&other).unwrap(), &bytes);
            prop_assert_eq!(value.to_bytes(), bytes);
        }
    }

    /// The quick reader takes what the slow one takes, and nothing else.
    #[test]
    fn both_readers_agree(mut bytes in json().prop_map(|v| v.to_bytes()), changed: bool, at: prop::sample::Index, new: u8) {
        if changed {
            let at = at.index(bytes.len());
            bytes[at] = new;
        }
        prop_assert_eq!(Strict::whole(&bytes), read::read_slowly(&bytes).ok());
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = parse(&bytes);
    }
}

proptest! {
    #[test]
    fn keys_compare_as_their_code_units(left in "[a\u{e9}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{1f600}\u{10ffff}]{0,3}", right in "[a\u{e9}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{1f600}\u{10ffff}]{0,3}") {
        prop_assert_eq!(compare_keys(&left, &right), left.encode_utf16().cmp(right.encode_utf16()));
    }
}

/// The sorting example of RFC 8785, section 3.2.3.
#[test]
fn keys_are_sorted_by_code_units() {
    let value = Json::object([
        ("\u{20ac}", Json::text("Euro Sign")),
        ("\r", Json::text("Carriage Return")),
        ("\u{fb33}", Json::text("Hebrew Letter Dalet With Dagesh")),
        ("1", Json::text("One")),
        ("\u{1f600}", Json::text("Emoji: Grinning Face")),
        ("\u{80}", Json::text("Control")),
        ("\u{f6}", Json::text("Latin Small Letter O With Diaeresis")),
    ]);
    let order: Vec<&str> = value.as_object().unwrap().iter().map(|(k, _)| k).collect();
    assert_eq!(
        order,
        [
            "\r",
            "1",
            "\u{80}",
            "\u{f6}",
            "\u{20ac}",
            "\u{1f600}",
            "\u{fb33}"
        ]
    );
}

#[test]
fn what_is_not_canonical_is_refused() {
    use JsonError::*;
    for (text, error) in [
        (r#"{"a":1,"a":2}"#, Duplicate { at: 7 }),
        (r#"{"b":1,"a":2}"#, NotCanonical { at: 7 }),
        (r#"{"a": 1}"#, NotCanonical { at: 5 }),
        (r#" 1"#, NotCanonical { at: 0 }),
        ("1\n", NotCanonical { at: 1 }),
        (r#""\u0041""#, NotCanonical { at: 1 }),
        (r#""\/""#, NotCanonical { at: 1 }),
        (r#""\u000A""#, NotCanonical { at: 2 }),
        (r#""\u001F""#, NotCanonical { at: 6 }),
        (r#""\ud83d\ude00""#, NotCanonical { at: 1 }),
        (r#""\ud83d""#, Surrogate { at: 1 }),
        (r#""\ude00""#, Surrogate { at: 1 }),
        (r#""\ud83d\u0041""#, Surrogate { at: 1 }),
        ("-0", Number { at: 0 }),
        ("-1", Number { at: 0 }),
        ("01", Number { at: 0 }),
        ("1.0", Number { at: 0 }),
        ("1e3", Number { at: 0 }),
        ("9007199254740992", Number { at: 0 }),
        ("99999999999999999999999", Number { at: 0 }),
        ("[1,]", Unexpected { at: 3 }),
        ("{}{}", Trailing { at: 2 }),
        ("\"a\nb\"", Unexpected { at: 2 }),
        ("\"a", Unexpected { at: 2 }),
        ("", Unexpected { at: 0 }),
        ("nul", Unexpected { at: 0 }),
    ] {
        assert_eq!(parse(text.as_bytes()), Err(error), "{text}");
    }
    assert_eq!(parse(b"\"\xff\""), Err(NotUtf8 { at: 1 }));
    assert_eq!(
        parse(b"9007199254740991"),
        Ok(Json::Count(Count::new(Count::MAX).unwrap()))
    );
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert_eq!(
        parse(nested(MAX_DEPTH + 1).as_bytes()),
        Err(JsonError::TooDeep { at: MAX_DEPTH })
    );
    let deep = "[".repeat(1_000_000);
    assert_eq!(
        parse(deep.as_bytes()),
        Err(JsonError::TooDeep { at: MAX_DEPTH })
    );
}
