//! Calendars of a library, and what a procedure draws on.

use jorye::calendar::{Calendars, Count, Rule, due_at};
use jorye::diagnostic::Source;
use jorye::library::{Files, Held, Library};

const CITY: &str = r#"
format = 1
[calendar]
id      = "seoul"
title   = { ko = "서울", en = "Seoul" }
extends = "kr"
[holiday.citizens]
name = { ko = "시민의 날", en = "Citizens' Day" }
date = "10-28"
from = 2027-01-01
[[removed]]
day    = 2027-05-05
source = "a test"
"#;

fn workflow(more: &str) -> String {
    let text = std::fs::read_to_string(
        super::super::findings::root().join("J0305/good/workflows/trial.toml"),
    )
    .unwrap();
    text.replace("revision  = 1", &format!("revision  = 1\n{more}"))
}

fn files(workflow_keys: &str) -> Files {
    let mut files = Files::default();
    let text = std::fs::read(super::super::findings::root().join("J0305/good/ordinance/trial.md"));
    files.insert("ordinance/trial.md", text.unwrap());
    files.insert("workflows/trial.toml", workflow(workflow_keys));
    files.insert("calendars/seoul.toml", CITY);
    files
}

fn parts(library: &Library) -> Vec<(String, String, Vec<u8>)> {
    library.procedures["trial"]
        .definitions
        .iter()
        .map(|part| (part.kind.to_owned(), part.name.clone(), part.bytes.clone()))
        .collect()
}

fn calendar_parts(library: &Library) -> Vec<String> {
    parts(library)
        .into_iter()
        .filter(|(kind, ..)| kind == "calendar")
        .map(|(_, name, _)| name)
        .collect()
}

#[test]
fn a_city_adds_and_removes_days() {
    let (calendars, findings) = jorye::calendar::read(&[Source::new("calendars/seoul.toml", CITY)]);
    assert!(findings.is_empty(), "{findings:?}");
    let seoul = calendars.get("seoul").unwrap();
    let rest = |day: &str| seoul.is_rest(day.parse().unwrap()).unwrap();
    // 2027-10-28 is a Thursday, 2026-10-28 a Wednesday before the line holds.
    assert!(rest("2027-10-28"));
    assert!(!rest("2026-10-28"));
    assert!(!rest("2027-05-05"));
    assert!(rest("2028-05-05"));
    assert!(
        !calendars
            .get("kr")
            .unwrap()
            .is_rest("2027-10-28".parse().unwrap())
            .unwrap()
    );
    let from = "2027-10-08".parse().unwrap();
    let due = due_at(&Count::new(
        Rule::Civil,
        seoul,
        from,
        "20d".parse().unwrap(),
    ));
    assert_eq!(due.unwrap().to_string(), "2027-10-29");
}

#[test]
fn a_procedure_draws_on_the_calendar_that_it_names_and_on_its_base() {
    let library = Library::of(&files("calendar  = \"seoul\""));
    assert!(library.findings.is_empty(), "{:?}", library.findings);
    assert_eq!(
        calendar_parts(&library),
        ["builtin/kr.toml", "calendars/seoul.toml"]
    );
    let procedure = &library.procedures["trial"];
    assert_eq!(procedure.calendar.as_ref().unwrap().id(), "seoul");
    // What the store keeps is enough to count by it again.
    let held = Held::of(&parts(&library)).unwrap();
    assert_eq!(held.calendar, procedure.calendar);
}

#[test]
fn a_procedure_without_deadlines_draws_on_none() {
    let library = Library::of(&files(""));
    assert!(calendar_parts(&library).is_empty());
    assert_eq!(library.procedures["trial"].calendar, None);
    assert_eq!(Held::of(&parts(&library)).unwrap().calendar, None);
}

#[test]
fn a_calendar_that_is_not_there_is_told_where_it_is_named() {
    let library = Library::of(&files("calendar  = \"soeul\""));
    let [finding] = library.findings.as_slice() else {
        panic!("{:?}", library.findings);
    };
    assert_eq!(finding.code.to_string(), "J0510");
    assert_eq!(finding.suggestion.as_deref(), Some("`seoul`"));
    assert_eq!(finding.place().unwrap().text(), "\"soeul\"");
}

/// A calendar kept with a case does not change when the program's own does.
#[test]
fn a_held_calendar_is_the_one_that_was_kept() {
    let kept = |text: String| Calendars::held(&[Source::new("builtin/kr.toml", text)]);
    let today = Calendars::builtin();
    let text = today.get("kr").unwrap().sources()[0].text().to_owned();
    let old = kept(text.replace("date   = \"05-01\"", "date   = \"05-02\""));
    let labour = "2026-05-01".parse().unwrap();
    assert!(!old.get("kr").unwrap().is_rest(labour).unwrap());
    assert_eq!(kept(text).get("kr"), today.get("kr"));
}

#[test]
fn a_file_takes_the_place_of_the_built_in_calendar_of_its_id() {
    let text = CITY.replace("\"seoul\"", "\"kr\"");
    let (calendars, findings) = jorye::calendar::read(&[Source::new("calendars/kr.toml", text)]);
    assert!(findings.is_empty(), "{findings:?}");
    let kr = calendars.get("kr").unwrap();
    assert!(kr.is_rest("2027-10-28".parse().unwrap()).unwrap());
    let again = Calendars::held(kr.sources());
    assert_eq!(again.get("kr"), Some(kr));
}

#[test]
fn calendars_that_extend_each_other_are_refused() {
    let one = |id: &str, base: &str| {
        Source::new(
            format!("calendars/{id}.toml"),
            CITY.replace("\"seoul\"", &format!("\"{id}\""))
                .replace("\"kr\"", &format!("\"{base}\"")),
        )
    };
    let (calendars, findings) = jorye::calendar::read(&[one("a", "b"), one("b", "a")]);
    assert!(calendars.get("a").is_none());
    assert_eq!(findings.len(), 2);
    assert!(
        findings
            .iter()
            .all(|finding| finding.code.to_string() == "J0518")
    );
    // A chain that ends is none.
    let (calendars, findings) = jorye::calendar::read(&[one("a", "b"), one("b", "kr")]);
    assert!(
        findings.iter().all(|f| f.code.to_string() == "J0520"),
        "{findings:?}"
    );
    assert_eq!(calendars.get("a").unwrap().sources().len(), 3);
}
