//! Four years of the Compact: the story that `jorye demo` plays in a store, stopped where
//! somebody likes and gone on with by `jorye case`.

use std::process::Output;

use super::desk::{Desk, words};

const EN: &str = "en_US.UTF-8";

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// A line while the clock of a rehearsal stands at a moment.
fn rehearse(desk: &Desk, moment: &str, line: &str) -> (Option<i32>, String, String) {
    let mut command = desk.command(EN);
    command.env("JORYE_REHEARSAL", moment).args(words(line));
    said(&command.output().unwrap())
}

/// The commands that a stopped story proposes to go on with, each with the moment at
/// which the rehearsal stands.
fn proposed(told: &str) -> Vec<(String, String)> {
    told.lines()
        .filter_map(|line| line.strip_prefix("  JORYE_REHEARSAL="))
        .map(|line| {
            let (moment, line) = line.split_once(" jorye ").unwrap();
            (moment.to_owned(), line.to_owned())
        })
        .collect()
}

#[test]
fn a_case_is_taken_over_where_the_story_stops() {
    // Behind a number of steps, a day, and a stage.
    for until in ["25", "2028-08-30", "plan_2029"] {
        let desk = Desk::new();
        let line = format!("demo --out d --until {until}");
        let (exit, told, talk) = said(&desk.run(EN, &words(&line)));
        assert_eq!(exit, Some(0), "{told}\n{talk}");
        let lines = proposed(&told);
        assert_eq!(lines.len(), 2, "{told}");
        for (moment, line) in &lines {
            let (exit, said, talk) = rehearse(&desk, moment, line);
            assert_eq!(exit, Some(0), "{line}\n{said}\n{talk}");
            assert!(talk.contains("A rehearsal"), "{talk}");
        }
        // The same act is not taken twice: the case has gone on.
        let (moment, line) = lines.last().unwrap();
        assert_eq!(rehearse(&desk, moment, line).0, Some(1));
    }
}

#[test]
fn a_place_that_the_story_has_not_and_a_moment_that_is_none_are_told() {
    let desk = Desk::new();
    let (exit, _, talk) = said(&desk.run(EN, &words("demo --until signed")));
    assert_eq!(exit, Some(2));
    assert!(talk.contains("J0976"), "{talk}");
    let line = "case list --store sqlite:x.db";
    let (exit, _, talk) = rehearse(&desk, "someday", line);
    assert_eq!(exit, Some(2));
    assert!(talk.contains("J0977"), "{talk}");
}
