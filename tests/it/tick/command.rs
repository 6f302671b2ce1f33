//! By use of the program, in both languages.

use std::process::Stdio;

use serde_json::Value;

use super::folder;
use crate::command_line::{copy, said};
use crate::desk::{Desk, EN, KO, short, snapshot, words};

const OPEN: &str = "case open request --actor kim --as office";

fn desk() -> Desk {
    let desk = Desk::empty();
    copy(&folder(), &desk.path(""));
    desk
}

fn open(desk: &Desk, id: &str, filed_on: &str) {
    desk.do_(&format!("{OPEN} --id {id} --give filed_on={filed_on}"));
}

#[test]
fn a_tick_is_told_in_both_languages() {
    for lang in [KO, EN] {
        let desk = desk();
        // One that was due long ago, and one whose day is to come.
        open(&desk, "old", "2018-03-05");
        open(&desk, "new", "2048-12-01");
        let text = desk.transcript(
            lang,
            &[
                "tick",
                "tick",
                "case history old --format plain",
                "case advance old answer --actor kim --as office",
                "tick --now 2048-12-08 --format plain",
                "tick --now 2048-12-09T00:00 --format json",
                "tick --now 2048-12-09T00:00:00+09:00",
                "case show new",
                // The clock of the store stands later now than that of the machine.
                "tick",
                "tick --now 2048-12-08",
                "tick --now yesterday",
                "tick --now 2048-13-01",
                "tick --store sqlite:nothing.db",
            ],
        );
        snapshot("tick", &format!("told.{}", short(lang)), &text);
    }
}

#[test]
fn a_date_and_a_time_name_the_same_moment() {
    for (just_before, then) in [
        ("2048-12-08T23:59:59", "2048-12-09"),
        ("2048-12-08", "2048-12-09T00:00"),
        ("2048-12-08T14:59:59Z", "2048-12-08T15:00:00Z"),
    ] {
        let desk = desk();
        open(&desk, "new", "2048-12-01");
        let (exit, none) = desk.json(&format!("tick --now {just_before}"));
        assert_eq!((exit, &none["cases"]), (0, &Value::Array(Vec::new())));
        let (exit, one) = desk.json(&format!("tick --now {then}"));
        assert_eq!(exit, 0);
        assert_eq!(
            one["cases"][0]["clock"][0]["effective"], "2048-12-08T15:00:00Z",
            "{one:#}"
        );
    }
}

#[test]
fn a_case_on_which_the_clock_cannot_act_is_told_beside_the_others() {
    for lang in [KO, EN] {
        let desk = desk();
        open(&desk, "a", "2048-12-01");
        desk.do_("tick --now 2048-12-09");
        open_at_the_end(&desk);
        std::fs::remove_file(desk.path("workflows/review.toml")).unwrap();
        let text = desk.transcript(
            lang,
            &[
                "tick --now 2049-01-20",
                "tick --now 2049-01-20 --format json",
            ],
        );
        snapshot("tick", &format!("failed.{}", short(lang)), &text);
        assert_eq!(desk.json("audit verify").1["verified"], true);
    }
}

/// A case can be looked at without the library of which it opens cases.
#[test]
fn what_is_owed_is_shown_without_a_library() {
    let desk = desk();
    open(&desk, "old", "2018-03-05");
    std::fs::remove_dir_all(desk.path("workflows")).unwrap();
    let (exit, shown) = desk.json("case show old");
    assert_eq!(
        (exit, &shown["active"]),
        (0, &serde_json::json!(["refused"]))
    );
    assert_eq!(desk.json("case next old").0, 0);
    // But nothing is taken that could not be carried out.
    let (exit, told) = desk.json("tick");
    assert_eq!(exit, 5);
    assert_eq!(told["failed"][0]["finding"]["code"], "J0790");
}

/// A second case, which was opened before the clock was moved.
fn open_at_the_end(desk: &Desk) {
    open(desk, "b", "2048-12-20");
}

/// Several processes at once: each case has its turn once, in one of them.
#[test]
fn processes_that_tick_at_once_take_each_case_once() {
    let desk = desk();
    let ids: Vec<String> = (0..12).map(|n| format!("r-{n:02}")).collect();
    for id in &ids {
        open(&desk, id, "2018-03-05");
    }
    let running: Vec<_> = (0..3)
        .map(|_| {
            desk.command(EN)
                .args(words("tick --format json"))
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut taken = Vec::new();
    for process in running {
        let output = process.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["failed"], Value::Array(Vec::new()));
        let cases = told["cases"].as_array().unwrap();
        taken.extend(
            cases
                .iter()
                .map(|case| case["case"].as_str().unwrap().to_owned()),
        );
    }
    taken.sort();
    assert_eq!(taken, ids);
    for id in &ids {
        let history = desk.json(&format!("case history {id}")).1;
        let clock = history["entries"].as_array().unwrap().iter();
        assert_eq!(clock.filter(|it| it["kind"] == "clock").count(), 1, "{id}");
    }
    assert_eq!(desk.json("audit verify").1["verified"], true);
}
