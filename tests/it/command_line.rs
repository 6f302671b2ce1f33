//! The program as people and scripts call it: languages, forms, exit codes.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, in a language, away from the environment of whoever tests.
pub fn jorye(lang: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jorye"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env(
            "JORYE_CACHE",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"),
        )
        .env("LANG", lang);
    command
}

/// What the program says, with both streams and the exit code.
pub fn said(output: &Output) -> String {
    format!(
        "{}--- standard error\n{}--- exit {}\n",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        output
            .status
            .code()
            .map_or("none".to_owned(), |code| code.to_string()),
    )
}

fn run(lang: &str, line: &[&str]) -> Output {
    jorye(lang).args(line).output().unwrap()
}

fn snapshot(name: &str, lang: &str, line: &[&str]) {
    let text = format!("$ jorye {}\n{}", line.join(" "), said(&run(lang, line)));
    insta::with_settings!({
        snapshot_path => "../snapshots/command_line",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(format!("{name}.{}", lang.get(..2).unwrap()), text);
    });
}

fn in_both(name: &str, line: &[&str]) {
    snapshot(name, "ko_KR.UTF-8", line);
    snapshot(name, "en_GB.UTF-8", line);
}

#[test]
fn what_is_not_understood_is_said_in_the_language_of_the_reader() {
    in_both("unknown_command", &["explan"]);
    in_both("unknown_option", &["explain", "--frmat", "json"]);
    in_both("wrong_value", &["--format", "xml", "explain"]);
    in_both("wrong_form", &["explain", "--format", "sarif"]);
    in_both("missing_argument", &["text", "diff", "one.md"]);
    in_both("unknown_code", &["explain", "J0599"]);
}

#[test]
fn a_page_is_explained_in_every_form() {
    in_both("explain", &["explain", "J0952"]);
    in_both(
        "explain_plain",
        &["--format", "plain", "explain", "file-is-folder"],
    );
}

#[test]
fn a_text_is_shown_in_every_form() {
    let file = "tests/fixtures/texts/before.md";
    in_both("text_show", &["text", "show", file]);
    in_both(
        "text_show_plain",
        &["text", "show", "--format", "plain", file],
    );
    snapshot(
        "text_show_json",
        "en",
        &["text", "show", "--format=json", file],
    );
}

#[test]
fn what_changed_is_shown_in_every_form() {
    let (old, new) = (
        "tests/fixtures/texts/before.md",
        "tests/fixtures/texts/after.md",
    );
    in_both("text_diff", &["text", "diff", old, new]);
    in_both(
        "text_diff_plain",
        &["text", "diff", "--format", "plain", old, new],
    );
    snapshot(
        "text_diff_json",
        "en",
        &["text", "diff", "--format=json", old, new],
    );
    in_both("text_diff_same", &["text", "diff", old, old]);
}

#[test]
fn findings_of_a_text_are_talk_and_errors_end_with_1() {
    in_both(
        "text_faults",
        &["text", "show", "tests/fixtures/texts/faulty.md"],
    );
}

/// Copies a small library to where it can be changed.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_lock_file_is_written_and_tells_what_changed() {
    let library = "tests/fixtures/findings/J0341/bad";
    let pin = ["--library", library, "text", "pin", "trial"];
    in_both("text_pin_dry_run", &[&pin[..], &["--dry-run"]].concat());
    in_both(
        "text_pin_unknown",
        &["--library", library, "text", "pin", "tril"],
    );

    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(library);
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture, folder.path());
    let lock = folder.path().join("workflows/trial.lock");
    let before = std::fs::read_to_string(&lock).unwrap();
    let pin = |options: &[&str]| {
        let mut command = jorye("en");
        command
            .current_dir(&folder)
            .args(["text", "pin", "trial", "--format=json"]);
        let output = command.args(options).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    assert_eq!(pin(&["--dry-run"])["written"], false);
    assert_eq!(std::fs::read_to_string(&lock).unwrap(), before);
    let first = pin(&[]);
    assert_eq!(first["changed"], serde_json::json!(["제4조제1호", "제4조"]));
    assert_ne!(std::fs::read_to_string(&lock).unwrap(), before);
    // Once written, nothing has changed any more.
    let second = pin(&[]);
    assert_eq!(second["changed"], serde_json::json!([]));
    assert_eq!(second["new"], serde_json::json!([]));
    // Without a lock file every provision is new.
    std::fs::remove_file(&lock).unwrap();
    assert_eq!(pin(&[])["new"].as_array().unwrap().len(), 8);
}

#[test]
fn files_that_cannot_be_read_end_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let not_utf8 = folder.path().join("a.md");
    std::fs::write(&not_utf8, b"\xc1\xa61\xc1\xb6(\xb8\xf1\xc0\xfb)").unwrap();
    for path in [Path::new("no_such_file.md"), folder.path(), &not_utf8] {
        let output = run("C", &["text", "show", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(output.stdout.is_empty());
        assert!(output.stderr.starts_with(b"error[J0"));
    }
}

#[test]
fn the_flag_goes_before_the_locale_and_no_locale_is_korean() {
    let korean = |output: &Output| String::from_utf8_lossy(&output.stderr).contains("오류[");
    assert!(korean(&run("en_US.UTF-8", &["--lang", "ko", "explan"])));
    assert!(!korean(&run("ko_KR.UTF-8", &["explan", "--lang=en"])));
    assert!(!korean(&run("C", &["explan"])));
    let mut none = jorye("");
    none.env_remove("LANG").arg("explan");
    assert!(korean(&none.output().unwrap()));
    let mut all = jorye("en_US.UTF-8");
    all.env("LC_ALL", "ko_KR.UTF-8").arg("explan");
    assert!(korean(&all.output().unwrap()));
}

#[test]
fn help_is_a_result_and_wrong_use_is_talk() {
    for lang in ["ko", "en"] {
        let help = run(lang, &["--help"]);
        assert_eq!(help.status.code(), Some(0));
        assert!(help.stderr.is_empty() && !help.stdout.is_empty());
        let nothing = run(lang, &[]);
        assert_eq!(nothing.status.code(), Some(2));
        assert!(nothing.stdout.is_empty() && !nothing.stderr.is_empty());
    }
}

#[test]
fn talk_in_json_is_one_object_a_line() {
    let output = run(
        "ko",
        &["--format", "json", "text", "show", "no_such_file.md"],
    );
    let line: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(line["code"], "J0952");
    assert_eq!(line["message"]["en"], "There is no file `no_such_file.md`.");
}

#[test]
fn a_reader_who_leaves_early_causes_no_fault() {
    let mut child = jorye("ko")
        .args(["text", "show", "ordinance/seoul_compact.md"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed before a word is written, or after the first part: both are quiet.
    drop(child.stdout.take());
    let mut talk = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut talk)
        .unwrap();
    assert_eq!(talk, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_with_5() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = jorye("en").arg("explain").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(output.stderr.starts_with(b"error[J0956]"));
}

#[test]
fn no_colour_where_nobody_asked_for_it() {
    for variable in [
        None,
        Some(("NO_COLOR", "1")),
        Some(("TERM", "xterm-256color")),
    ] {
        let mut command = jorye("en");
        command.args(["text", "show", "ordinance/seoul_compact.md"]);
        command.envs(variable);
        let output = command.output().unwrap();
        assert!(!output.stdout.contains(&0x1b) && !output.stdout.is_empty());
    }
    let mut forced = jorye("en");
    forced
        .args(["text", "show", "ordinance/seoul_compact.md"])
        .env("CLICOLOR_FORCE", "1");
    assert!(forced.output().unwrap().stdout.contains(&0x1b));
}
