//! A folder to work in: the shipped library, a store, and the program.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::command_line::said;

pub const KO: &str = "ko_KR.UTF-8";
pub const EN: &str = "en_GB.UTF-8";

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
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

/// A folder with a copy of the shipped library. The store is `jorye.db` in it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let desk = Desk::empty();
        for part in ["ordinance", "workflows"] {
            copy(
                &Path::new(env!("CARGO_MANIFEST_DIR")).join(part),
                &desk.path(part),
            );
        }
        desk
    }

    /// A folder with nothing in it.
    pub fn empty() -> Desk {
        Desk {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder with these files.
    pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Desk {
        let desk = Desk::empty();
        for (name, bytes) in files {
            fs::create_dir_all(desk.path(name).parent().unwrap()).unwrap();
            desk.write(name, bytes);
        }
        desk
    }

    /// Every file with its bytes, to make the same folder again.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let log = fs::metadata(self.path("jorye.db-wal"));
        assert!(log.is_ok_and(|log| log.len() == 0) || !self.path("jorye.db-wal").exists());
        let files = self.files().into_iter();
        files.map(|name| (name.clone(), self.read(&name))).collect()
    }

    /// A folder with the shipped library and one open proposal, `p-1`. Its store
    /// is made once for all tests.
    pub fn opened() -> Desk {
        static OPENED: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
            let desk = Desk::new();
            desk.do_("case open proposal --id p-1 --actor park --as citizen");
            desk.contents()
        });
        Desk::of(&OPENED)
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
        // A key is for its owner alone.
        #[cfg(unix)]
        if name.ends_with(".key") {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    /// Replaces the first place in a file that reads so.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Every file below the folder, but those that SQLite keeps beside a store
    /// which was read.
    pub fn files(&self) -> Vec<String> {
        fn walk(folder: &Path, root: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, files);
                } else {
                    let name = path.strip_prefix(root).unwrap();
                    files.push(name.to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        let mut files = Vec::new();
        walk(self.folder.path(), self.folder.path(), &mut files);
        files.retain(|name| !name.ends_with(".db-shm") && !name.ends_with(".db-wal"));
        files.sort();
        files
    }

    pub fn command(&self, lang: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jorye"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("LANG", lang);
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, lang: &str, line: &[S]) -> Output {
        self.command(lang).args(line).output().unwrap()
    }

    /// Runs a line that is not what is tested; it must go well.
    pub fn do_(&self, line: &str) {
        let output = self.run(EN, &words(line));
        assert_eq!(output.status.code(), Some(0), "{line}\n{}", said(&output));
    }

    /// The exit code, and the JSON on standard output.
    pub fn json(&self, line: &str) -> (i32, Value) {
        let mut words = words(line);
        words.extend(["--format".to_owned(), "json".to_owned()]);
        let output = self.run(EN, &words);
        let value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{line}: {error}\n{}", said(&output)));
        (output.status.code().unwrap(), value)
    }

    /// The exit code, and the findings told on standard error.
    pub fn findings(&self, line: &str) -> (i32, Vec<Value>) {
        let mut words = words(line);
        words.extend(["--format".to_owned(), "json".to_owned()]);
        let output = self.run(EN, &words);
        let findings = String::from_utf8(output.stderr)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        (output.status.code().unwrap(), findings)
    }

    /// A line as typed, with everything that came of it.
    pub fn told(&self, lang: &str, line: &str) -> String {
        let output = self.run(lang, &words(line));
        format!("$ jorye {line}\n{}\n", said(&output))
    }

    /// Lines in a row, with everything that came of each, in a language.
    pub fn transcript(&self, lang: &str, lines: &[&str]) -> String {
        lines.iter().map(|line| self.told(lang, line)).collect()
    }
}

/// The words of a line; between single quotes a word may hold spaces.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let mut begun = false;
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                begun = true;
            }
            ' ' if !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// What differs from run to run: names and hashes.
const RANDOM: &[(&str, &str)] = &[
    (
        r"— jorye/[0-9a-f]{16} [A-Za-z0-9+/=]+",
        "— jorye/[log] [signature]",
    ),
    (r"jorye/[0-9a-f]{16}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", "[key]"),
    (r"jorye/[0-9a-f]{16}", "jorye/[log]"),
    (r"\b[0-9a-f]{64}\b", "[hash]"),
    (r"(?m)^[A-Za-z0-9+/]{43}=$", "[root]"),
    (r"-[0-9a-f]{16}\b", "-[random]"),
];

/// The time at which it ran, and its day.
const TIMES: &[(&str, &str)] = &[
    (r"20[2-8]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[instant]"),
    (r"20[2-8]\d-\d\d-\d\d \d\d:\d\d", "[time]"),
    (r"(today`? = |_on` = |_on = )20[2-8]\d-\d\d-\d\d", "$1[day]"),
    (r#"("\w+_on": )"20[2-8]\d-\d\d-\d\d""#, "$1[day]"),
    (r#"("date": )"20[2-8]\d-\d\d-\d\d""#, "$1[day]"),
];

/// A snapshot of what the program said, without what differs from run to run:
/// hashes, names given at random, times, and the day on which it ran. Days of
/// the story itself lie before 2020 or after 2090.
pub fn snapshot(folder: &str, name: &str, text: &str) {
    filtered(folder, name, text, &[TIMES, RANDOM].concat());
}

/// A snapshot in which the times belong to what is told.
pub fn dated(folder: &str, name: &str, text: &str) {
    filtered(folder, name, text, RANDOM);
}

fn filtered(folder: &str, name: &str, text: &str, filters: &[(&str, &str)]) {
    insta::with_settings!({
        snapshot_path => format!("../snapshots/{folder}"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
        filters => filters.to_vec(),
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// The short name of a language.
pub fn short(lang: &str) -> &str {
    &lang[..2]
}
