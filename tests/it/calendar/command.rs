//! `jorye due`.

use super::super::command_line::{jorye, said};
use serde_json::Value;

fn due(lang: &str, line: &str) -> std::process::Output {
    jorye(lang)
        .arg("due")
        .args(line.split(' '))
        .output()
        .unwrap()
}

fn json(line: &str) -> Value {
    let output = due("ko", &format!("{line} --format json"));
    assert_eq!(output.status.code(), Some(0), "{line}: {}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_rule_answers() {
    for (line, expected) in [
        ("--rule civil --from 2026-09-04 --period 20d", "2026-09-28"),
        (
            "--rule civil --from 2027-01-01 --period 1m --from-midnight",
            "2027-02-01",
        ),
        (
            "--rule civil-from-midnight --from 2027-01-01 --period 1m",
            "2027-02-01",
        ),
        ("--rule effect --from 2026-01-05 --period 20d", "2026-01-26"),
        ("--rule effect --from 2026-01-05 --period 0d", "2026-01-05"),
        (
            "--rule restrict --from 2026-09-17 --period 10d",
            "2026-09-26",
        ),
        (
            "--rule petition --from 2026-09-21 --period 14wd",
            "2026-10-14",
        ),
        (
            "--rule petition --from 2026-09-23T14:00 --period 3d",
            "2026-09-30T14:00",
        ),
        (
            "--rule petition --from 2026-09-23T17:00 --period 8h",
            "2026-09-28T17:00",
        ),
        (
            "--rule petition --from 2026-11-02 --period 7d --pause 2026-11-04..2026-11-11",
            "2026-11-18",
        ),
        (
            "--rule backward --from 2026-12-15 --period 14d",
            "2026-12-01",
        ),
        (
            "--rule backward --from 2026-12-15 --period 14d --clear",
            "2026-11-30",
        ),
        ("--rule term --from 2026-03-01 --period 3y", "2029-02-28"),
        ("--rule fixed --from 2027-02-28 --period 0d", "2027-02-28"),
        (
            "--rule calendar --from 2026-11-23 --period 12w",
            "2027-02-15",
        ),
        (
            "--rule civil --from 2026-11-02 --period 20d --extend 10d",
            "2026-12-02",
        ),
        (
            "--rule civil --from 2026-06-01 --period 3m --exclude 2026-06-01..2026-06-02",
            "2026-09-02",
        ),
        (
            "--rule civil --from 2026-11-23T09:30 --period 48h",
            "2026-11-25T09:30",
        ),
        (
            "--rule civil --from 2026-12-18 --period 1w --calendar england-and-wales",
            "2026-12-29",
        ),
        (
            "--rule civil --from 2026-04-20 --period 1w --calendar netherlands",
            "2026-04-28",
        ),
    ] {
        assert_eq!(json(line)["due"], expected, "{line}");
    }
}

#[test]
fn programs_get_every_step() {
    let answer = json("--rule civil --from 2026-09-04 --period 20d");
    insta::assert_snapshot!(format!("{answer:#}"));
}

#[test]
fn people_are_told_in_their_language() {
    let mut told = String::new();
    for line in [
        "--rule civil --from 2026-09-04 --period 20d",
        "--rule effect --from 2026-01-05 --period 20d",
        "--rule restrict --from 2026-09-17 --period 10d",
        "--rule civil --from 2024-02-28 --period 1y",
        "--rule petition --from 2026-09-23T14:00 --period 3d",
        "--rule petition --from 2026-11-02 --period 7d --pause 2026-11-04..2026-11-11",
        "--rule backward --from 2026-12-15 --period 14d --clear",
        "--rule civil --from 2026-11-02 --period 20d --extend 10d --format plain",
    ] {
        for lang in ["ko", "en"] {
            told.push_str(&format!("$ jorye due {line}\n{}\n", said(&due(lang, line))));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_calendar_of_the_library_is_used() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("calendars")).unwrap();
    std::fs::write(
        folder.path().join("calendars/seoul.toml"),
        "format = 1\n[calendar]\nid = \"seoul\"\ntitle = { ko = \"서울\", en = \"Seoul\" }\n\
         extends = \"kr\"\n[holiday.x]\nname = { ko = \"가\", en = \"X\" }\ndays = [2026-09-28]\n",
    )
    .unwrap();
    let line = format!(
        "--rule civil --from 2026-09-04 --period 20d --calendar seoul --library {}",
        folder.path().display()
    );
    assert_eq!(json(&line)["due"], "2026-09-29");
    let line = line.replace("seoul", "soul");
    let output = due("en", &line);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("did you mean `seoul`"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_folder_that_is_not_there_is_no_library() {
    let output = due(
        "en",
        "--rule civil --from 2026-09-04 --period 20d --library nowhere",
    );
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
}
