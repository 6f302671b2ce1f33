//! What is hostile is written so that it reads back the same; nets of small
//! workflows.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::csv::row;
use super::net::{Net, Spot};
use super::xml::Xml;
use crate::diagnostic::Source;
use crate::workflow::{Input, Workflow, load};

/// What a reader of XML makes of the value of an attribute.
fn unescaped(text: &str) -> String {
    let mut out = text.to_owned();
    for (escape, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#9;", "\t"),
        ("&#10;", "\n"),
        ("&#13;", "\r"),
        ("&amp;", "&"),
    ] {
        out = out.replace(escape, c);
    }
    out
}

/// What a reader of CSV makes of one record.
fn fields(record: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    let mut chars = record.strip_suffix("\r\n").unwrap().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                all.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(String::new()),
            c => all.last_mut().unwrap().push(c),
        }
    }
    all
}

proptest! {
    #[test]
    fn any_text_stands_in_xml_and_reads_back(text in any::<String>()) {
        let mut xml = Xml::document();
        xml.empty("string", &[("value", &text)]);
        let written = xml.finish();
        let value = written.split('"').nth(5).unwrap();
        prop_assert!(!value.contains(['<', '>', '\n', '\t']));
        prop_assert!(!value.chars().any(|c| c.is_ascii_control()));
        let expected: String = text
            .chars()
            .map(|c| match c {
                '\t' | '\n' | '\r' => c,
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
                c => c,
            })
            .collect();
        prop_assert_eq!(unescaped(value), expected);
    }

    #[test]
    fn any_fields_stand_in_csv_and_read_back(
        all in proptest::collection::vec("[a-c,\"\r\n;가]{0,6}", 1..5),
    ) {
        let mut out = String::new();
        row(&mut out, all.iter().cloned());
        prop_assert_eq!(fields(&out), all);
    }
}

#[test]
fn a_comment_cannot_be_ended_from_within() {
    let mut xml = Xml::document();
    xml.comment("a --> b --- c-");
    let written = xml.finish();
    let comment = written.split("<!-- ").nth(1).unwrap();
    let text = comment.strip_suffix(" -->\n").unwrap();
    assert!(!text.contains("--"), "{text}");
}

const HEAD: &str = r#"
format = 1
[workflow]
id        = "small"
title     = { ko = "작은 절차", en = "Small" }
ordinance = "o"
basis     = "제1조"
revision  = 1
in_force  = 2026-01-01
[role]
clerk = { title = { ko = "담당자", en = "Clerk" }, basis = "제1조" }
"#;

fn workflow(text: &str) -> Workflow {
    let source = Source::new("small.toml", format!("{HEAD}{text}"));
    let loaded = load(&Input::of(source));
    let told: Vec<_> = loaded.findings.iter().map(|one| one.code).collect();
    loaded.workflow.unwrap_or_else(|| panic!("{told:?}"))
}

fn labels(net: &Net) -> Vec<&str> {
    net.moves.iter().map(|one| &*one.label).collect()
}

#[test]
fn each_way_of_taking_a_transition_has_a_name_of_its_own() {
    let workflow = workflow(
        r#"
[state]
first  = { title = { ko = "처음", en = "First" }, basis = "제1조", initial = true }
second = { title = { ko = "다음", en = "Second" }, basis = "제1조" }
over   = { title = { ko = "끝", en = "Over" }, basis = "제1조", outcome = "over" }
[transition.proceed]
title = { ko = "가기", en = "Go" }
from  = "first"
to    = "second"
by    = ["clerk"]
basis = "제1조"
[transition.stop]
title = { ko = "그만", en = "Stop" }
from  = ["first", "second"]
to    = "over"
by    = ["clerk"]
basis = "제1조"
"#,
    );
    let net = Net::of(&workflow, &BTreeSet::from(["second".into()]));
    assert_eq!(
        labels(&net),
        [
            "open",
            "open [second]",
            "proceed",
            "stop [first → end]",
            "stop [second → end]"
        ]
    );
    let distinct: BTreeSet<&str> = labels(&net).into_iter().collect();
    assert_eq!(distinct.len(), net.moves.len());
    assert_eq!(net.places.len(), 4);
    assert!(!net.cut);
}

#[test]
fn tracks_have_a_token_each_and_are_left_together() {
    let workflow = workflow(
        r#"
[state]
work = { title = { ko = "일", en = "Work" }, basis = "제1조", initial = true, parallel = true }
one  = { title = { ko = "하나", en = "One" }, basis = "제1조", in = "work" }
a    = { title = { ko = "가", en = "A" }, basis = "제1조", in = "one", initial = true }
b    = { title = { ko = "나", en = "B" }, basis = "제1조", in = "one", outcome = "b" }
two  = { title = { ko = "둘", en = "Two" }, basis = "제1조", in = "work" }
c    = { title = { ko = "다", en = "C" }, basis = "제1조", in = "two", initial = true }
d    = { title = { ko = "라", en = "D" }, basis = "제1조", in = "two", outcome = "d" }
over = { title = { ko = "끝", en = "Over" }, basis = "제1조", outcome = "over" }
[transition.first]
title = { ko = "첫째", en = "First" }
from  = "a"
to    = "b"
by    = ["clerk"]
basis = "제1조"
[transition.second]
title = { ko = "둘째", en = "Second" }
from  = "c"
to    = "d"
by    = ["clerk"]
basis = "제1조"
[transition.stop]
title = { ko = "그만", en = "Stop" }
from  = "work"
to    = "over"
by    = ["clerk"]
basis = "제1조"
"#,
    );
    let net = Net::of(&workflow, &BTreeSet::new());
    let stops = net
        .moves
        .iter()
        .filter(|one| one.transition.as_deref() == Some("stop"));
    assert_eq!(stops.clone().count(), 4, "{:#?}", labels(&net));
    assert!(stops.clone().all(|one| one.takes.len() == 2));
    assert!(
        stops
            .clone()
            .all(|one| one.gives == BTreeSet::from([Spot::End]))
    );
    assert_eq!(net.moves[0].gives.len(), 2, "a token for each track");
    // An end within a track is a place of its own.
    let first = net.moves.iter().find(|one| one.label == "first").unwrap();
    assert!(!first.gives.contains(&Spot::End));
}
