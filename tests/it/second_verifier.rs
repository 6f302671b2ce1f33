//! `docs/audit.md` is enough: verifiers written from it in another language come
//! to the same verdict as the program, exit code for exit code, over whole trails
//! and over damaged ones.
//!
//! There are two. `tools/verify.py` is one short file for everybody; it leaves
//! out the forms inside entries, the types of values and the rebuilding of cases,
//! and says so. `whole/` beside this file is the page in full, for these tests:
//! where a trail is wrong in its forms alone, it must find what the program finds.

mod damaged;
mod edge;
mod proofs;
mod receipts;
mod rewritten;
mod vectors;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jorye::audit::checkpoint::Checkpoint;
use jorye::audit::note::SecretKey;

use crate::command_line::jorye;

const FINE: i32 = 0;
const FAULTS: i32 = 1;
const USAGE: i32 = 2;
const UNREADABLE: i32 = 3;

const LOG: &str = "seoul.example/log";

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/trail");
    std::fs::read(folder.join(name)).unwrap()
}

fn small_key() -> String {
    String::from_utf8(fixture("small.vkey"))
        .unwrap()
        .trim_end()
        .to_owned()
}

/// Without Python there is nothing to compare with, except where all is checked.
pub fn python_is_there() -> bool {
    let found = Command::new("python3").arg("--version").output();
    let there = found.is_ok_and(|output| output.status.success());
    assert!(
        there || std::env::var_os("JORYE_CI").is_none(),
        "python3 is not on this machine, and JORYE_CI demands it"
    );
    if !there {
        println!("skipped: python3 is not on this machine");
    }
    there
}

/// Answers each line, the arguments as JSON, with the exit code and what was said.
const SERVER: &str = r#"
import contextlib, importlib, io, json, sys, traceback
sys.path.insert(0, sys.argv[1])
verify = importlib.import_module(sys.argv[2])
for line in sys.stdin:
    said, sys.argv = io.StringIO(), ["verify.py", *json.loads(line)]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = verify.main()
        except SystemExit as exit:
            code = exit.code
        except BaseException:
            traceback.print_exc(file=said)
            code = None
    print(json.dumps([code, said.getvalue()]), flush=True)
"#;

/// The second verifier as one process for many files: starting Python for each
/// would take nearly all the time.
struct Second {
    process: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Second {
    fn start(folder: &str) -> Self {
        Second::of(folder, "verify")
    }

    fn of(folder: &str, module: &str) -> Self {
        let mut process = Command::new("python3")
            .args(["-B", "-c", SERVER])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
            .arg(module)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Second {
            asked: process.stdin.take().unwrap(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    /// The exit code, none where it broke down, and what was said.
    fn answer(&mut self, line: &[PathBuf]) -> (Option<i32>, String) {
        writeln!(self.asked, "{}", serde_json::to_string(line).unwrap()).unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const SHORT: &str = "tools";
const WHOLE: &str = "tests/it/second_verifier/whole";

/// All verifiers over the same files, and every case where they differ from
/// each other or from what is expected.
pub struct Bench {
    folder: tempfile::TempDir,
    second: Second,
    whole: Second,
    /// Whether what is wrong may be of the kinds that the short one leaves out.
    forms: bool,
    compared: usize,
    wrong: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        Bench {
            folder: tempfile::tempdir().unwrap(),
            second: Second::start(SHORT),
            whole: Second::start(WHOLE),
            forms: false,
            compared: 0,
            wrong: Vec::new(),
        }
    }

    /// A bench for trails whose hashes all fit.
    fn of_forms() -> Self {
        Bench {
            forms: true,
            ..Bench::new()
        }
    }

    fn compare(
        &mut self,
        name: &str,
        expected: i32,
        trail: &[u8],
        checkpoint: Option<&[u8]>,
        key: Option<&str>,
    ) {
        let path = self.folder.path().join("trail.jsonl");
        std::fs::write(&path, trail).unwrap();
        let mut line: Vec<PathBuf> = vec![path];
        if let Some(checkpoint) = checkpoint {
            let path = self.folder.path().join("checkpoint.txt");
            std::fs::write(&path, checkpoint).unwrap();
            line.extend(["--checkpoint".into(), path]);
        }
        if let Some(key) = key {
            line.extend(["--key".into(), key.into()]);
        }
        let program = jorye("en").args(["audit", "verify"]).args(&line).output();
        let program = program.unwrap();
        let (code, said) = self.second.answer(&line);
        let (whole, more) = self.whole.answer(&line);
        self.compared += 1;
        let short = if self.forms && code == Some(FINE) {
            Some(expected)
        } else {
            code
        };
        if [program.status.code(), short, whole] != [Some(expected); 3] {
            self.wrong.push(format!(
                "{name}: expected {expected}, the program {:?}, the second verifier {code:?}, the whole {whole:?}\n{}{said}{more}",
                program.status.code(),
                String::from_utf8_lossy(&program.stdout),
            ));
        }
    }

    fn agreed(self, at_least: usize) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.compared >= at_least, "only {} files", self.compared);
    }
}

fn lines(trail: &[u8]) -> Vec<Vec<u8>> {
    trail
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

/// A copy with one text in place of another, which is there.
fn replaced(trail: &[u8], what: &str, with: &str) -> Vec<u8> {
    let text = std::str::from_utf8(trail).unwrap();
    assert!(text.contains(what), "{what}");
    text.replacen(what, with, 1).into_bytes()
}

/// Each is one file that can be read in a sitting, with nothing beside it.
#[test]
fn the_second_verifiers_are_short_files_that_need_nothing() {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools");
    let mut files: Vec<_> = std::fs::read_dir(&tools)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".py"))
        .collect();
    files.sort();
    assert_eq!(files, ["verify.py", "verify_receipt.py"]);
    for file in files {
        let text = std::fs::read_to_string(tools.join(&file)).unwrap();
        assert!(text.lines().count() < 200, "{file}");
        let imports: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("import ") || line.starts_with("from "))
            .collect();
        assert_eq!(
            imports,
            ["import argparse, base64, hashlib, json, re, sys"],
            "{file}: of the standard library alone"
        );
    }
}

#[test]
fn the_second_verifier_is_a_command_with_the_exit_codes_of_the_program() {
    if !python_is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (whole, cut) = (folder.path().join("whole"), folder.path().join("cut"));
    let trail = fixture("small.jsonl");
    std::fs::write(&whole, &trail).unwrap();
    std::fs::write(&cut, &trail[..trail.len() - 1]).unwrap();
    let (nothing, key) = (folder.path().join("nothing"), small_key());
    for (expected, line) in [
        (
            FINE,
            vec![whole.as_os_str(), "--key".as_ref(), key.as_ref()],
        ),
        (FAULTS, vec![cut.as_os_str()]),
        (
            USAGE,
            vec![whole.as_os_str(), "--key".as_ref(), "key".as_ref()],
        ),
        (UNREADABLE, vec![nothing.as_os_str()]),
    ] {
        let mut second = Command::new("python3");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/verify.py");
        second.arg("-B").arg(script).args(&line);
        let mut program = jorye("en");
        program.args(["audit", "verify"]).args(&line);
        for mut one in [program, second] {
            let output = one.output().unwrap();
            assert_eq!(output.status.code(), Some(expected), "{one:?} {output:?}");
        }
    }
}

#[test]
fn the_shipped_trail_has_one_verdict_whatever_is_known_from_outside() {
    if !python_is_there() {
        return;
    }
    let (trail, note, key) = (
        fixture("small.jsonl"),
        fixture("small.checkpoint"),
        small_key(),
    );
    let mut bench = Bench::new();
    bench.compare("alone", FINE, &trail, None, None);
    bench.compare("checkpoint", FINE, &trail, Some(&note), None);
    bench.compare("key", FINE, &trail, None, Some(&key));
    bench.compare("both", FINE, &trail, Some(&note), Some(&key));

    let other = SecretKey::from_random(LOG, &[77; 32]).unwrap();
    let vkey = other.public().to_string();
    bench.compare("another key", FAULTS, &trail, None, Some(&vkey));
    let elsewhere = SecretKey::from_random("busan.example/log", &[77; 32]).unwrap();
    let vkey = elsewhere.public().to_string();
    bench.compare("the key of another log", FAULTS, &trail, None, Some(&vkey));
    for wrong in [
        "",
        "key",
        &key[1..],
        &key[..key.len() - 1],
        &key.to_uppercase(),
    ] {
        bench.compare(&format!("key {wrong:?}"), USAGE, &trail, None, Some(wrong));
    }

    let text = String::from_utf8(note.clone()).unwrap();
    let mut forged = Checkpoint::parse(&note).unwrap().head().clone();
    let by_other = Checkpoint::sign(forged.clone(), &other).unwrap().to_text();
    bench.compare(
        "signed by another",
        FAULTS,
        &trail,
        Some(by_other.as_bytes()),
        None,
    );
    forged.origin = "busan.example/log".to_owned();
    let by_other = Checkpoint::sign(forged, &elsewhere).unwrap().to_text();
    bench.compare(
        "of another log",
        FAULTS,
        &trail,
        Some(by_other.as_bytes()),
        None,
    );
    for (name, expected, wrong) in [
        ("empty", UNREADABLE, String::new()),
        ("cut", UNREADABLE, text.trim_end().to_owned()),
        ("another size", FAULTS, text.replacen("\n5\n", "\n4\n", 1)),
        ("a larger size", FAULTS, text.replacen("\n5\n", "\n6\n", 1)),
        (
            "a leading zero",
            UNREADABLE,
            text.replacen("\n5\n", "\n05\n", 1),
        ),
        ("another root", FAULTS, text.replacen("RK7w", "RK7x", 1)),
        (
            "a root with a bit unused",
            UNREADABLE,
            text.replacen("L6g=", "L6h=", 1),
        ),
        (
            "another signature",
            FAULTS,
            text.replacen("iZPPEUJDX", "", 1)
                .replacen("OSOTK", "OSOTL", 1),
        ),
        (
            "a signature of another id",
            FAULTS,
            text.replacen("EkAm", "EkAn", 1),
        ),
        ("a plain dash", UNREADABLE, text.replacen('—', "-", 1)),
        (
            "two empty lines",
            UNREADABLE,
            text.replacen("\n\n", "\n\n\n", 1),
        ),
        ("carriage returns", UNREADABLE, text.replace('\n', "\r\n")),
    ] {
        bench.compare(name, expected, &trail, Some(wrong.as_bytes()), None);
    }
    bench.agreed(25);
}

#[test]
fn a_fresh_demo_has_one_verdict_whole_and_damaged() {
    if !python_is_there() {
        return;
    }
    let mut bench = Bench::new();
    let out = bench.folder.path().join("demo");
    let told = jorye("en")
        .args(["demo", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(told.status.success());
    let trail = std::fs::read(out.join("trail.jsonl")).unwrap();
    let note = std::fs::read(out.join("checkpoint.txt")).unwrap();
    bench.compare("alone", FINE, &trail, None, None);
    bench.compare("checkpoint", FINE, &trail, Some(&note), None);
    let small = fixture("small.checkpoint");
    bench.compare("another checkpoint", FAULTS, &trail, Some(&small), None);
    bench.compare("another key", FAULTS, &trail, None, Some(&small_key()));
    let whole = lines(&trail);
    for number in (0..whole.len()).step_by(5) {
        let mut without = whole.clone();
        without.remove(number);
        let name = format!("line {} removed", number + 1);
        bench.compare(&name, FAULTS, &without.concat(), Some(&note), None);
        let mut changed = whole.clone();
        let middle = changed[number].len() / 2;
        changed[number][middle] ^= 1;
        let name = format!("line {} changed", number + 1);
        bench.compare(&name, FAULTS, &changed.concat(), Some(&note), None);
    }
    bench.agreed(15);
}
