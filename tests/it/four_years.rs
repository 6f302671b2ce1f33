//! Four years of the Compact: the story that `jorye demo` plays in a store, stopped where
//! somebody likes and gone on with by `jorye case`.

use super::desk::Desk;

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
    // Behind a number of steps, a day, and a stage: in a child of the survey, in a child of
    // an action plan, and with a ballot of the second Council.
    for (until, transition) in [
        ("30", "ask_changes"),
        ("2028-08-30", "verify"),
        ("plan_2029", "begin"),
    ] {
        let desk = Desk::new();
        let (exit, told, _) = desk.run(&["--lang", "en", "demo", "--out", "d", "--until", until]);
        assert_eq!(exit, 0, "{told}");
        let lines = proposed(&told);
        let (_, last) = lines.last().unwrap();
        println!("{until}: {last} ({transition})");
        for (moment, line) in &lines {
            let (exit, said, talk) = desk.rehearse(moment, line);
            assert_eq!(exit, 0, "{line}\n{said}\n{talk}");
            assert!(talk.contains("A rehearsal"), "{talk}");
        }
        // The same act is not taken twice: the case has gone on.
        let (moment, line) = lines.last().unwrap();
        let (exit, _, _) = desk.rehearse(moment, line);
        assert_ne!(exit, 0);
    }
}

#[test]
fn a_place_that_the_story_has_not_and_a_moment_that_is_none_are_told() {
    let desk = Desk::new();
    let (exit, _, talk) = desk.run(&["--lang", "en", "demo", "--until", "signed"]);
    assert_eq!(exit, 2);
    assert!(talk.contains("J0158"), "{talk}");
    let (exit, _, talk) = desk.rehearse("someday", "case list --store sqlite:x.db");
    assert_eq!(exit, 2);
    assert!(talk.contains("J0159"), "{talk}");
}
