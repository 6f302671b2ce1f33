use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Lang, Source};
use crate::ordinance::{Text, Texts, read};

const TEXT: &str = "# 옥상 조례\n\n##### 제1조 (신청)\n\n① 신청할 수 있다.\n\n② 접수하여야 한다.\n\n##### 제2조 (허가)\n\n허가할 수 있다.\n\n## 부칙\n\n제1조(시행일) 이 조례는 2027년 1월 1일부터 시행한다. 다만, 제1조제2항은 2027년 7월 1일부터 시행한다.\n";

fn read_with(head: &str) -> (Texts, Vec<String>) {
    let text = format!(
        "+++\nid = \"roof\"\ntitle = {{ ko = \"옥상 조례\", en = \"Roofs\" }}\npromulgated = 2026-12-01\nin_force = 2027-01-01\n{head}+++\n{TEXT}"
    );
    let reading = read(&Source::new("roof.md", text));
    let mut findings = reading.findings;
    let (texts, more) = Texts::new(reading.acts);
    findings.extend(more);
    let told = findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.title(Lang::En)))
        .collect();
    (texts, told)
}

fn force(texts: &Texts, path: &str) -> Force {
    let version = texts.get("roof").map(Text::latest).unwrap();
    version.force(&path.parse().unwrap())
}

#[test]
fn a_proviso_lets_a_provision_be_law_later_than_its_text() {
    let (texts, told) = read_with("[[provision]]\nid = \"제1조제2항\"\nin_force = 2027-07-01\n");
    assert_eq!(told, Vec::<String>::new());
    let (part, rest) = (force(&texts, "제1조제2항"), force(&texts, "제1조제1항"));
    assert_eq!(
        part.fault(date(2027, 6, 30)),
        Some(Fault::NotYet(date(2027, 7, 1)))
    );
    assert_eq!(part.fault(date(2027, 7, 1)), None);
    assert_eq!(rest.fault(date(2027, 1, 1)), None);
    // The article as such is law from the beginning.
    assert_eq!(force(&texts, "제1조").fault(date(2027, 1, 1)), None);
    assert_eq!(
        rest.fault(date(2026, 12, 31)),
        Some(Fault::NotYet(date(2027, 1, 1)))
    );
}

#[test]
fn a_stay_may_be_of_one_article_and_may_end() {
    let (texts, told) = read_with(
        "stayed = { from = 2028-01-01, until = 2028-02-01 }\n[[provision]]\nid = [\"제1조\"]\nstayed = [2029-05-01]\n",
    );
    assert_eq!(told, Vec::<String>::new());
    let part = force(&texts, "제1조제2항");
    assert!(part.stay(date(2028, 1, 31)).is_some() && part.stay(date(2028, 2, 1)).is_none());
    assert!(part.stay(date(2035, 1, 1)).is_some());
    assert!(force(&texts, "제2조").stay(date(2035, 1, 1)).is_none());
}

#[test]
fn slips_of_such_a_head_are_told() {
    let (_, told) = read_with(
        "repealed = 2030-01-01\nsaving = \"옥상 조례 제9조\"\nstayed = { from = 2028-02-01, until = 2028-02-01 }\n[[provision]]\nid = \"제7조\"\nin_force = 2027-07-01\n[[provision]]\nfrom = 2027-07-01\n",
    );
    insta::assert_snapshot!(told.join("\n"));
}

fn days() -> impl Strategy<Value = Date> {
    (0_i64..4000).prop_map(|days| {
        let first = date(2025, 1, 1);
        first.checked_add(jiff::Span::new().days(days)).unwrap()
    })
}

proptest! {
    /// On each day exactly one of these is so: not yet, gone, stayed, or law.
    #[test]
    fn what_stands_against_a_provision_is_as_its_days_say(
        from in days(), repealed in proptest::option::of(days()),
        stay in (days(), proptest::option::of(days())), day in days(),
    ) {
        let stay = Stay { from: stay.0, until: stay.1, order: None };
        let force = Force { from: Some(from), repealed, stays: vec![stay.clone()], saving: None };
        let expected = if day < from {
            Some(Fault::NotYet(from))
        } else if repealed.is_some_and(|gone| gone <= day) {
            repealed.map(Fault::Repealed)
        } else if stay.from <= day && stay.until.is_none_or(|until| day < until) {
            Some(Fault::Stayed(stay))
        } else {
            None
        };
        prop_assert_eq!(force.fault(day), expected);
    }
}
