//! Values from the command line.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Coded;

fn shown(text: &str, of: &Type) -> String {
    match parse_value(text, of) {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let finding = error.finding();
            format!(
                "{} {} | {}",
                finding.code,
                finding.title(Lang::Ko),
                finding.title(Lang::En)
            )
        }
    }
}

#[test]
fn values_are_read_as_people_write_them() {
    let list = |of: Type| Type::List {
        of: Box::new(of),
        max: 3,
    };
    let small = Type::Integer { min: -5, max: 500 };
    let digest = "0123456789abcdefABCDEF00112233445566778899aabbccddeeff0011223344";
    let mut out = String::new();
    for (of, texts) in [
        (
            Type::Boolean,
            &["true", "false", "예", "아니오", "아니요", "yes", "1", ""][..],
        ),
        (
            small.clone(),
            &[
                "12",
                "-5",
                "007",
                "-6",
                "501",
                "+1",
                "1.0",
                "1e2",
                "",
                "-",
                "99999999999999999999",
                "12a",
            ],
        ),
        (
            decimal(2),
            &[
                "1.50",
                "1.5",
                "1",
                "-0.25",
                "1.500",
                "1.505",
                ".5",
                "5.",
                "1e2",
                "1000001",
                "-0.00",
                "-0",
                "1.00000000000000000000000000000000000",
                "abc",
            ],
        ),
        (
            Type::Date,
            &[
                "2027-01-08",
                "2027-1-8",
                "2027-02-29",
                "20270108",
                "2027-01-08T00:00",
                "내일",
            ],
        ),
        (options(&["adopt", "reject"]), &["adopt", "adpot", "채택"]),
        (
            Type::Text { max: 5 },
            &["가나다라마", "가나다라마바", "", " a "],
        ),
        (Type::Person, &["p1", "", "a b"]),
        (
            list(small.clone()),
            &[
                "1,2,3",
                " 1 , 2 ",
                "",
                "[]",
                "[1, \"2\"]",
                "[1,2,3,4]",
                "1,2,3,4",
                "1,,2",
                "[1,",
                "[1]]",
                "{}",
                "[[1]]",
                "[null]",
                "[true]",
            ],
        ),
        (
            list(Type::Person),
            &["a,b", "[\"a\",\"b\"]", "[\"\\uD55C\\uAE00\"]"],
        ),
        (
            Type::Ballot {
                body: "c".into(),
                vote: "v".into(),
                rule: super::majority(),
            },
            &["1", "{}", "{\"yes\":1}", "yes = 1"],
        ),
        (
            table(),
            &[
                "[]",
                "[{\"task\":\"a, b\",\"cost\":1.5,\"weight\":\"3\",\"done\":true}]",
                "[{\"task\":\"a\",\"cost\":1.5,\"weight\":3}]",
                "[{\"task\":\"a\",\"cost\":1.5,\"weight\":3,\"done\":true,\"x\":1}]",
                "[{\"task\":\"a\",\"task\":\"b\",\"cost\":1.5,\"weight\":3,\"done\":true}]",
                "[{\"task\":\"a\",\"cost\":1.555,\"weight\":3,\"done\":true}]",
                "[1]",
                "a,b",
            ],
        ),
    ] {
        out.push_str(&format!("── {of}\n"));
        for text in texts {
            out.push_str(&format!("{text:?}: {}\n", shown(text, &of)));
        }
    }
    out.push_str("── document\n");
    for text in [
        format!("계획; 최종.pdf;application/pdf;1024;{digest}"),
        format!("a.pdf;pdf;1024;{digest}"),
        format!(";application/pdf;1024;{digest}"),
        format!("a.pdf;application/pdf;-1;{digest}"),
        "a.pdf;application/pdf;1;00".to_owned(),
        format!("a.pdf;application/pdf;1;{}", "한".repeat(64)),
    ] {
        out.push_str(&format!("{text:?}: {}\n", shown(&text, &Type::Document)));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn deep_or_broken_json_is_refused() {
    let of = Type::List {
        of: Box::new(integer()),
        max: 10,
    };
    let deep = "[".repeat(1_000_000);
    assert!(matches!(
        parse_value(&deep, &of),
        Err(ValueError::Json { .. })
    ));
    let long = format!("[{}]", "1,".repeat(3_000_000));
    assert!(matches!(
        parse_value(&long, &of),
        Err(ValueError::Json { at: 1 })
    ));
}

proptest! {
    #[test]
    fn what_is_shown_reads_back(
        number in -1_000_000..1_000_000_i64,
        cents in -100_000_000..100_000_000_i64,
        words in proptest::collection::vec("[^\"\\\\\\p{C}]{0,8}", 0..5),
        any in "\\PC{0,60}",
    ) {
        prop_assert_eq!(parse_value(&number.to_string(), &integer()), Ok(Value::Integer(number)));
        let exact = Value::Decimal(Decimal::new(cents, 2));
        prop_assert_eq!(parse_value(&exact.to_string(), &decimal(2)), Ok(exact));
        let texts = Type::List { of: Box::new(Type::Text { max: 8 }), max: 5 };
        let written = format!("[{}]", words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" , "));
        let expected = words.iter().map(|word| Value::Text(word.as_str().into())).collect();
        prop_assert_eq!(parse_value(&written, &texts), Ok(Value::List(expected)));
        // Nothing panics, and what is read belongs to its type.
        for of in [Type::Boolean, integer(), decimal(2), Type::Date, Type::Document, texts, table(), Type::Person] {
            if let Ok(value) = parse_value(&any, &of) {
                prop_assert!(value.fits(&of), "{:?} {:?}", value, of);
            }
        }
    }

    /// The small reader takes what a known reader takes, and means the same.
    #[test]
    fn json_is_read_as_serde_reads_it(
        text in prop_oneof![
            "[\\[\\]{},:\"a0-9.\\-\\\\u tfnrlsean]{0,24}",
            proptest::collection::vec(
                prop_oneof![
                    Just("["), Just("]"), Just("{"), Just("}"), Just(","), Just(":"), Just("\"a\""),
                    Just("\"\\u00e9\\n\""), Just("\"\\ud83d\\ude00\""), Just("\"\\ud83d\""), Just("1"),
                    Just("-0.5"), Just("01"), Just("true"), Just("null"), Just(" "),
                ],
                0..12,
            ).prop_map(|parts| parts.concat()),
        ],
    ) {
        fn same(own: &json::Json, theirs: &serde_json::Value) -> bool {
            match (own, theirs) {
                (json::Json::Null, serde_json::Value::Null) => true,
                (json::Json::Boolean(one), serde_json::Value::Bool(two)) => one == two,
                (json::Json::String(one), serde_json::Value::String(two)) => one == two,
                (json::Json::Number(one), serde_json::Value::Number(two)) => {
                    one.parse::<f64>().ok() == two.as_f64()
                }
                (json::Json::Array(one), serde_json::Value::Array(two)) => {
                    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
                }
                // A key that is there twice is kept by us, and not by the other.
                (json::Json::Object(one), serde_json::Value::Object(two)) => {
                    two.iter().all(|(key, two)| {
                        one.iter().rev().find(|(known, _)| known == key).is_some_and(|(_, one)| same(one, two))
                    })
                }
                _ => false,
            }
        }
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match json::read(&text) {
            Ok(own) => prop_assert!(theirs.is_ok_and(|theirs| same(&own, &theirs)), "{}", text),
            Err(_) => prop_assert!(theirs.is_err() || text.contains('e'), "{}", text),
        }
    }
}
