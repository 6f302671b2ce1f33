//! What `check` keeps from one run to the next: the same is told, and a change is seen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::command_line::jorye;

/// A library of its own, with a cache of its own.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lending");
        copy(&from, &folder.path().join("library"));
        Desk { folder }
    }

    fn procedure(&self) -> PathBuf {
        let name = "library/workflows/lending.toml";
        self.folder.path().join(name)
    }

    fn check(&self, lang: &str, more: &[&str]) -> Output {
        jorye(lang)
            .env("JORYE_CACHE", self.folder.path().join("cache"))
            .arg("check")
            .arg(self.folder.path().join("library"))
            .args(more)
            .output()
            .unwrap()
    }

    /// The files that are kept.
    fn kept(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder.path().join("cache/check")) else {
            return Vec::new();
        };
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

const EN: &str = "en_GB.UTF-8";
const KO: &str = "ko_KR.UTF-8";

/// A procedure with something to tell: a warning with its place and its provision.
fn told(desk: &Desk) {
    let text = fs::read_to_string(desk.procedure()).unwrap();
    let text = text.replace("asks  = [\"people\"]\n", "");
    fs::write(desk.procedure(), text).unwrap();
}

#[test]
fn the_same_is_told_from_what_is_kept_in_either_language_and_every_form() {
    let desk = Desk::new();
    told(&desk);
    for lang in [KO, EN] {
        for form in ["human", "plain", "json", "sarif"] {
            let line = ["--format", form, "--people", "--waived"];
            let anew = desk.check(lang, &[&line[..], &["--no-cache"]].concat());
            let first = desk.check(lang, &line);
            let again = desk.check(lang, &line);
            assert_eq!(anew, first, "{lang} {form}");
            assert_eq!(anew, again, "{lang} {form}");
            assert!(!anew.stdout.is_empty());
        }
    }
    assert_eq!(desk.kept().len(), 1);
}

#[test]
fn nothing_is_kept_where_it_is_not_wanted() {
    let desk = Desk::new();
    desk.check(EN, &["--no-cache"]);
    assert_eq!(desk.kept(), Vec::<PathBuf>::new());
}

#[test]
fn what_is_kept_is_read_and_a_change_of_any_file_is_seen() {
    let desk = Desk::new();
    told(&desk);
    let before = desk.check(EN, &[]);
    // Something else in what is kept shows that it is read.
    let kept = desk.kept().remove(0);
    let text = fs::read_to_string(&kept).unwrap();
    assert!(text.contains("\"states\":"));
    let states = with_more_states(&text);
    fs::write(&kept, states).unwrap();
    let read = desk.check(EN, &[]);
    assert_ne!(before, read);
    // A comment in the text of the law changes what the parts rest on as well.
    let law = desk.folder.path().join("library/ordinance/library_room.md");
    let mut text = fs::read_to_string(&law).unwrap();
    text.push('\n');
    fs::write(&law, text).unwrap();
    assert_eq!(before, desk.check(EN, &[]));
    // The mended procedure is found mended.
    let faulty = fs::read_to_string(desk.procedure()).unwrap();
    let from =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lending/workflows/lending.toml");
    fs::copy(from, desk.procedure()).unwrap();
    let mended = desk.check(EN, &[]);
    assert_ne!(before.stdout, mended.stdout);
    fs::write(desk.procedure(), faulty).unwrap();
    assert_eq!(before, desk.check(EN, &[]));
}

/// The count of states raised, wherever it is kept.
fn with_more_states(text: &str) -> String {
    let mut parts = text.split("\"states\":");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("\"states\":77");
        out.push_str(part);
    }
    out
}

#[test]
fn what_cannot_be_read_is_as_good_as_nothing() {
    let desk = Desk::new();
    told(&desk);
    let before = desk.check(EN, &[]);
    let kept = desk.kept().remove(0);
    for broken in ["", "{", "[]", "{\"whole\":[[\"x\",{}]],\"parts\":{}}"] {
        fs::write(&kept, broken).unwrap();
        assert_eq!(before, desk.check(EN, &[]), "{broken}");
    }
    fs::write(&kept, [0xff, 0xfe, 0]).unwrap();
    assert_eq!(before, desk.check(EN, &[]));
}
