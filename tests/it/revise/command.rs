//! By use of the program, as legal staff meet it.

use super::super::command_line::{copy, jorye, said};
use super::folder;

#[test]
fn a_plan_is_told_and_done() {
    let desk = tempfile::tempdir().unwrap();
    copy(&folder(), desk.path());
    let (last, first) = ("workflows/permit.toml", "workflows/permit.r1.toml");
    let amended = std::fs::read(desk.path().join(last)).unwrap();
    let text = std::fs::read_to_string(desk.path().join(first)).unwrap();
    std::fs::write(desk.path().join(last), &text).unwrap();
    std::fs::remove_file(desk.path().join(first)).unwrap();
    let run = |lang: &str, line: &str| {
        let mut command = jorye(lang);
        command.current_dir(desk.path()).args(line.split(' '));
        let output = command.output().unwrap();
        (output.status.code(), said(&output))
    };
    for line in [
        "case open permit --id c-1 --actor kim --as resident --give people=20",
        "case open permit --id c-2 --actor kim --as resident --give people=20",
        "case advance c-2 accept --actor lee --as office",
        "case advance c-2 hear --actor lee --as office",
    ] {
        assert_eq!(run("en", line).0, Some(0), "{line}");
    }
    std::fs::write(desk.path().join(first), &text).unwrap();
    std::fs::write(desk.path().join(last), &amended).unwrap();
    for lang in ["ko", "en"] {
        let (exit, told) = run(lang, "revise plan permit");
        assert_eq!(exit, Some(0));
        let days = without_days(&told);
        insta::assert_snapshot!(format!("plan.{lang}"), days);
    }
    assert_eq!(run("en", "revise plan permt").0, Some(2));
    assert_eq!(run("en", "revise apply").0, Some(0));
    assert!(
        run("en", "revise apply")
            .1
            .contains("No open case is touched.")
    );
    let history = run("ko", "case history c-2").1;
    assert!(history.contains("개정 1 → 개정 2"), "{history}");
    // What was done before is told in the words of its time.
    assert!(history.contains("청문 개시"), "{history}");
    assert!(run("en", "case show c-2").1.contains("revision 2"));
}

/// Without days, which are those of the machine.
fn without_days(told: &str) -> String {
    let mut text = String::new();
    for word in told.split_inclusive([' ', '\n']) {
        let bare = word.trim_end();
        let day = bare.len() == 10 && bare.as_bytes()[4] == b'-' && bare.as_bytes()[7] == b'-';
        if day {
            text.push_str(&word.replace(bare, "[day]"));
        } else {
            text.push_str(word);
        }
    }
    text
}
