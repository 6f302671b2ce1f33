//! Sessions: small files of commands.
//!
//! One command a line; `'…'` and `"…"` keep words together (within `"…"`, `\"`
//! is a quotation mark and `\n` the end of a line), and a line that starts
//! with `#` is a remark. Files are named within the folder of the session, which
//! begins as a copy of `tests/fixtures/findings/library`.
//!
//! | command | does |
//! |---|---|
//! | `jorye …` | runs the program; `> FILE` at the end keeps what it prints |
//! | `write FILE <<END` | writes the lines up to one that is `END` |
//! | `replace FILE WHERE OLD NEW` | puts NEW for the first OLD in a line, given by its number, or after a text |
//! | `lines FILE WHICH…` | keeps these lines, in this order: `1-3`, `7`, `other.jsonl:5` |
//! | `length FILE BYTES` | cuts the file, or extends it with zeros; `-1`: by one byte |
//! | `sql FILE STATEMENT` | changes a store from outside; `[folder]` in it is the folder |
//! | `lock FILE` | holds a store for as long as the session lasts |
//! | `read FILE` | reads a store, and goes on reading for as long as the session lasts |
//! | `remove PATH` | removes a file or a folder |
//! | `link FILE TARGET` | makes a symbolic link |
//! | `copy FILE TO` | copies a file |
//! | `rights FILE MODE` | gives a file these permissions, in octal digits |
//! | `hold FILE` | holds the lock on a file for as long as the session lasts |
//!
//! `KEY:STORE` among the words of `jorye` is the public key of that store,
//! `WITNESS:FILE` that of a witness.
//!
//! Every command but the last of a bad session must go well.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jorye::audit::note::SecretKey;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use super::super::command_line::{copy, jorye, said};
use super::super::findings::root;

/// A session, with the folder that it is played in.
pub struct Session {
    file: PathBuf,
    folder: TempDir,
    before: Vec<Vec<String>>,
    last: Vec<String>,
    locks: Vec<Connection>,
    held: Vec<std::fs::File>,
}

/// What the last command said to programs.
#[derive(Debug)]
pub struct Said {
    /// The JSON of both streams.
    pub findings: Vec<Value>,
    /// The exit code.
    pub exit: Option<i32>,
}

impl Said {
    /// What was said, for a failed test.
    pub fn brief(&self) -> String {
        let all: Vec<String> = self.findings.iter().map(Value::to_string).collect();
        let all = all.join("\n");
        let brief: String = all.chars().take(1500).collect();
        format!("exit {:?}\n{brief}", self.exit)
    }
}

impl Session {
    /// Reads a session and copies the library for it.
    pub fn begin(file: &Path) -> Session {
        let text = std::fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut before = commands(&text);
        let last = before.pop().expect("a session has commands");
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("library"), folder.path());
        Session {
            file: file.to_owned(),
            folder,
            before,
            last,
            locks: Vec::new(),
            held: Vec::new(),
        }
    }

    /// Plays every command but the last.
    ///
    /// # Errors
    /// What the program said, if one did not go well.
    pub fn prepare(&mut self) -> Result<(), String> {
        for line in std::mem::take(&mut self.before) {
            let (word, rest) = line.split_first().unwrap();
            if word == "jorye" {
                let output = self.run("en", rest, &[]);
                if !output.status.success() {
                    return Err(format!("{}\n{}", line.join(" "), said(&output)));
                }
            } else {
                self.set_up(word, rest);
            }
        }
        Ok(())
    }

    /// Runs the last command for a program.
    pub fn last_in_json(&self) -> Said {
        let output = self.last("en", &["--format", "json"]);
        let mut findings = Vec::new();
        if let Ok(result) = serde_json::from_slice(&output.stdout) {
            findings.push(result);
        }
        let talk = String::from_utf8_lossy(&output.stderr);
        findings.extend(
            talk.lines()
                .filter_map(|line| serde_json::from_str(line).ok()),
        );
        Said {
            findings,
            exit: output.status.code(),
        }
    }

    /// Runs the last command for a person.
    pub fn last_for_people(&self, lang: &str) -> String {
        said(&self.last(lang, &[]))
    }

    fn last(&self, lang: &str, options: &[&str]) -> Output {
        let (word, rest) = self.last.split_first().unwrap();
        assert_eq!(word, "jorye", "{}: the last command", self.file.display());
        self.run(lang, rest, options)
    }

    fn run(&self, lang: &str, words: &[String], options: &[&str]) -> Output {
        let mut command: Command = jorye(lang);
        command.current_dir(&self.folder).args(options);
        let words: Vec<String> = words.iter().map(|word| self.key_of(word)).collect();
        match words.as_slice() {
            [words @ .., mark, file] if mark == ">" => {
                let file = std::fs::File::create(self.path(file)).unwrap();
                command.args(words).stdout(file);
            }
            words => {
                command.args(words);
            }
        }
        command.output().unwrap()
    }

    /// `KEY:STORE` stands for the public key of a store.
    fn key_of(&self, word: &str) -> String {
        if let Some(file) = word.strip_prefix("WITNESS:") {
            let state = std::fs::read(self.path(file)).unwrap();
            let witness = jorye::audit::Witness::parse(&state).unwrap();
            return witness.key().public().to_string();
        }
        let Some(store) = word.strip_prefix("KEY:") else {
            return word.to_owned();
        };
        let secret = std::fs::read_to_string(self.path(&format!("{store}.key"))).unwrap();
        let secret: SecretKey = secret.parse().unwrap();
        secret.public().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn set_up(&mut self, word: &str, arguments: &[String]) {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match (word, words.as_slice()) {
            ("write", [file, content]) => {
                let path = self.path(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, content).unwrap();
            }
            ("replace", [file, place, old, new]) => self.replace(file, place, old, new),
            ("lines", [file, which @ ..]) => {
                let kept: String = which
                    .iter()
                    .flat_map(|one| self.lines_of(file, one))
                    .collect();
                std::fs::write(self.path(file), kept).unwrap();
            }
            ("length", [file, bytes]) => {
                let file = std::fs::OpenOptions::new()
                    .write(true)
                    .create(true)
                    .truncate(false)
                    .open(self.path(file))
                    .unwrap();
                let length = match bytes.strip_prefix('-') {
                    Some(less) => file.metadata().unwrap().len() - less.parse::<u64>().unwrap(),
                    None => bytes.parse().unwrap(),
                };
                file.set_len(length).unwrap();
            }
            ("sql", [file, statement]) => {
                let connection = Connection::open(self.path(file)).unwrap();
                let here = self.folder.path().display().to_string();
                connection
                    .execute_batch(&statement.replace("[folder]", &here))
                    .unwrap();
                connection.close().unwrap();
            }
            ("lock", [file]) => {
                let connection = Connection::open(self.path(file)).unwrap();
                connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
                self.locks.push(connection);
            }
            ("read", [file]) => {
                let connection = Connection::open(self.path(file)).unwrap();
                connection
                    .execute_batch("BEGIN; SELECT count(*) FROM entry")
                    .unwrap();
                self.locks.push(connection);
            }
            ("remove", [path]) => {
                let path = self.path(path);
                if path.is_dir() {
                    std::fs::remove_dir_all(path).unwrap();
                } else {
                    std::fs::remove_file(path).unwrap();
                }
            }
            ("copy", [file, to]) => {
                std::fs::copy(self.path(file), self.path(to)).unwrap();
            }
            ("rights", [file, mode]) => {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = u32::from_str_radix(mode, 8).unwrap();
                let mode = std::fs::Permissions::from_mode(mode);
                std::fs::set_permissions(self.path(file), mode).unwrap();
            }
            ("hold", [file]) => {
                let file = std::fs::File::create(self.path(file)).unwrap();
                file.lock().unwrap();
                self.held.push(file);
            }
            ("link", [file, target]) => {
                std::os::unix::fs::symlink(target, self.path(file)).unwrap();
            }
            _ => panic!("{}: {word} {words:?}", self.file.display()),
        }
    }

    fn replace(&self, file: &str, place: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.path(file)).unwrap();
        let (from, to) = match place.parse::<usize>() {
            Ok(line) => {
                let ends = text.match_indices('\n').map(|(at, _)| at + 1);
                let mut starts = std::iter::once(0).chain(ends).skip(line - 1);
                (starts.next().unwrap(), starts.next().unwrap_or(text.len()))
            }
            Err(_) => (text.find(place).unwrap() + place.len(), text.len()),
        };
        let part = &text[from..to];
        assert!(part.contains(old), "{}: no {old}", self.file.display());
        let changed = [&text[..from], &part.replacen(old, new, 1), &text[to..]].concat();
        std::fs::write(self.path(file), changed).unwrap();
    }

    /// `7`, `1-3`, or either of another file.
    fn lines_of(&self, file: &str, which: &str) -> Vec<String> {
        let (file, which) = which.split_once(':').unwrap_or((file, which));
        let (first, last) = which.split_once('-').unwrap_or((which, which));
        let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
        let text = std::fs::read_to_string(self.path(file)).unwrap();
        let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        lines[first - 1..last].to_vec()
    }
}

/// The commands of a session, each as its words. What stands between `<<END`
/// and `END` is one word.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines();
    let mut all = Vec::new();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = words(line);
        if words.last().is_some_and(|word| word == "<<END") {
            let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "END").collect();
            *words.last_mut().unwrap() = content.join("\n") + "\n";
        }
        all.push(words);
    }
    all
}

/// The words of a line.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            (c, Some(mark)) if c == mark => quote = None,
            ('\\', Some('"')) => {
                let next = characters.next();
                let meant = next.map(|c| if c == 'n' { '\n' } else { c });
                word.get_or_insert_default().extend(meant);
            }
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "a quotation is left open: {line}");
    words.extend(word);
    words
}

/// What is another at every run: hashes, names of logs, times, keys.
pub fn filters() -> Vec<(&'static str, &'static str)> {
    vec![
        (r"[^ `']*/\.tmp\w+", "[folder]"),
        (r"\b[0-9a-f]{64}\b", "[hash]"),
        (r"jorye/[0-9a-f]{16}", "jorye/[log]"),
        (r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", "+[key]"),
        (r"\b\d{4}-\d\d-\d\dT[0-9:.]+Z", "[time]"),
        (r"\b(\w+)-[0-9a-f]{16}\b", "$1-[random]"),
        // The day on which it ran.
        (r"no seat on 20[2-8]\d-\d\d-\d\d", "no seat on [day]"),
        (r"20[2-8]\d-\d\d-\d\d 현재 위원", "[day] 현재 위원"),
        (r": on 20[2-8]\d-\d\d-\d\d it", ": on [day] it"),
        (
            r"(시행되어|폐지되어|정지하여) 20[2-8]\d-\d\d-\d\d에는",
            "$1 [day]에는",
        ),
    ]
}

#[test]
fn a_line_is_read_as_a_shell_reads_it() {
    assert_eq!(
        words(r#"a 'b c' "d \"e" f="g h" ''"#),
        ["a", "b c", "d \"e", "f=g h", ""]
    );
}
