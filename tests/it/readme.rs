//! The first workflow of both READMEs, done as it stands there.
//!
//! A fenced block is a step if its info string says so:
//! - ` ```LANG title="FILE" ` is written to FILE;
//! - ` ```diff title="FILE" ` changes FILE: what it removes is replaced by what
//!   it adds, its other lines must stand there;
//! - ` ```console ` holds commands (`$ jorye …`) and what they show. There `…`
//!   stands for anything, a line of it for any lines. Every command ends with
//!   0, unless `<!-- exit N -->` stands above the block: then its last one ends
//!   with N.

use std::io::Read;
use std::path::{Path, PathBuf};

use jorye::ordinance::Citation;

use super::command_line::jorye;

/// A step of the tutorial.
#[derive(Debug)]
enum Step {
    Write {
        file: String,
        text: String,
    },
    Change {
        file: String,
        from: String,
        to: String,
    },
    Run {
        line: String,
        exit: i32,
        shown: Vec<String>,
    },
}

struct Block {
    info: String,
    exit: i32,
    lines: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut exit = 0;
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(code) = line.strip_prefix("<!-- exit ") {
            exit = code.trim_end_matches(" -->").parse().unwrap();
        } else if let Some(info) = line.strip_prefix("```") {
            let body = lines.by_ref().take_while(|line| *line != "```");
            blocks.push(Block {
                info: info.to_owned(),
                exit: std::mem::take(&mut exit),
                lines: body.map(str::to_owned).collect(),
            });
        }
    }
    blocks
}

fn steps(markdown: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for block in blocks(markdown) {
        let (lang, title) = block.info.split_once(' ').unwrap_or((&block.info, ""));
        let file = title
            .strip_prefix("title=\"")
            .map(|title| title.trim_end_matches('"').to_owned());
        match (lang, file) {
            ("diff", Some(file)) => steps.push(Step::Change {
                file,
                from: side(&block.lines, '-'),
                to: side(&block.lines, '+'),
            }),
            (_, Some(file)) => steps.push(Step::Write {
                file,
                text: block.lines.join("\n") + "\n",
            }),
            ("console", None) => steps.extend(commands(&block)),
            _ => {}
        }
    }
    steps
}

/// One side of a diff: the lines with its sign, and those that stay.
fn side(lines: &[String], sign: char) -> String {
    lines
        .iter()
        .filter(|line| line.starts_with([' ', sign]))
        .map(|line| format!("{}\n", line.get(1..).unwrap()))
        .collect()
}

fn commands(block: &Block) -> Vec<Step> {
    let count = block.lines.iter().filter(|l| l.starts_with("$ ")).count();
    let mut all: Vec<Step> = Vec::new();
    for line in &block.lines {
        if let Some(line) = line.strip_prefix("$ ") {
            let last = all.len() + 1 == count;
            all.push(Step::Run {
                line: line.to_owned(),
                exit: if last { block.exit } else { 0 },
                shown: Vec::new(),
            });
        } else if let Some(Step::Run { shown, .. }) = all.last_mut() {
            shown.push(line.clone());
        } else {
            panic!("a console block begins with `$ `: {line}");
        }
    }
    all
}

/// The words of a command line; `"…"` holds spaces together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut inside = false;
    for c in line.chars() {
        match c {
            '"' => inside = !inside,
            ' ' if !inside => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

/// Whether a line is as shown, `…` standing for anything.
fn line_is(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(rest) = line.strip_prefix(parts.next().unwrap()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    let mut rest = rest;
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Whether the whole output is as shown, a line `…` standing for any lines.
fn is_shown(shown: &[String], output: &[&str]) -> bool {
    match (shown.split_first(), output.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((first, after)), _) if first == "…" => {
            (0..=output.len()).any(|skipped| is_shown(after, &output[skipped..]))
        }
        (Some((first, after)), Some((line, rest))) => line_is(first, line) && is_shown(after, rest),
        (Some(_), None) => false,
    }
}

/// Does what a page tells, in a folder of its own.
fn follow(readme: &str, lang: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // The folders that the reader is told to make.
    for made in ["ordinance", "workflows"] {
        std::fs::create_dir(here.join(made)).unwrap();
    }
    let steps = steps(&read(readme));
    assert!(steps.len() >= 14, "{readme} has lost steps: {steps:?}");
    for step in steps {
        match step {
            Step::Write { file, text } => std::fs::write(here.join(file), text).unwrap(),
            Step::Change { file, from, to } => change(&here.join(file), &from, &to),
            Step::Run { line, exit, shown } => {
                let words = words(&line);
                assert_eq!(words[0], "jorye", "{line}");
                let (code, all) = on_a_screen(lang, here, &words[1..]);
                assert_eq!(code, Some(exit), "{line}\n{all}");
                let lines: Vec<&str> = all.lines().collect();
                assert!(
                    is_shown(&shown, &lines),
                    "{readme} shows of `{line}`:\n{}\nand it says:\n{all}",
                    shown.join("\n")
                );
            }
        }
    }
    folder
}

/// Exit code and both streams, mixed as they are on a screen.
fn on_a_screen(lang: &str, here: &Path, words: &[String]) -> (Option<i32>, String) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = jorye(lang);
    command
        .current_dir(here)
        .args(words)
        .stdout(writer.try_clone().unwrap())
        .stderr(writer);
    let mut child = command.spawn().unwrap();
    // The other ends of the pipe must be closed here for the reading to end.
    drop(command);
    let mut all = String::new();
    reader.read_to_string(&mut all).unwrap();
    (child.wait().unwrap().code(), all)
}

fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from} in\n{text}");
    assert_ne!(from, to);
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_first_workflow_in_english() {
    let folder = follow("README.md", "en_GB.UTF-8");
    // What the reader has made by then is what the examples of the library rest on.
    let shipped = root().join("examples/lending");
    for part in ["ordinance", "workflows"] {
        let names = |folder: &Path| -> Vec<String> {
            let files = std::fs::read_dir(folder.join(part)).unwrap();
            let name = |file: std::io::Result<std::fs::DirEntry>| file.unwrap().file_name();
            let mut names: Vec<String> = files
                .map(|file| name(file).into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(folder.path()), names(&shipped));
        for name in names(&shipped) {
            let read = |folder: &Path| std::fs::read_to_string(folder.join(part).join(&name));
            assert_eq!(
                read(folder.path()).unwrap(),
                read(&shipped).unwrap(),
                "{name}"
            );
        }
    }
}

#[test]
fn the_first_workflow_in_korean() {
    follow("README.ko.md", "ko_KR.UTF-8");
}

/// A line with its citations written one way.
fn plain(line: &str) -> String {
    let Some((key, value)) = line.split_once("basis") else {
        return line.to_owned();
    };
    let written: String = value
        .split('"')
        .enumerate()
        .map(|(at, part)| match Citation::parse(part, None) {
            Ok(citation) if at % 2 == 1 => citation.path.to_string(),
            _ => part.to_owned(),
        })
        .collect();
    format!("{key}basis{written}")
}

#[test]
fn both_readmes_do_the_same() {
    let (english, korean) = (steps(&read("README.md")), steps(&read("README.ko.md")));
    assert_eq!(english.len(), korean.len());
    let same = |one: &str, two: &str| {
        let one: Vec<String> = one.lines().map(plain).collect();
        let two: Vec<String> = two.lines().map(plain).collect();
        assert_eq!(one, two);
    };
    for pair in english.iter().zip(&korean) {
        match pair {
            (
                Step::Write {
                    file: one,
                    text: first,
                },
                Step::Write {
                    file: two,
                    text: second,
                },
            ) => {
                assert_eq!(one, two);
                // The text of the law is in the reader's language, and so is
                // the reason of an act.
                if one.ends_with("lending.toml") {
                    same(first, second);
                } else {
                    assert_eq!(first.lines().count(), second.lines().count(), "{one}");
                }
            }
            (Step::Change { from: a, to: b, .. }, Step::Change { from: c, to: d, .. }) => {
                same(a, c);
                same(b, d);
            }
            (
                Step::Run {
                    line: one,
                    exit: first,
                    ..
                },
                Step::Run {
                    line: two,
                    exit: second,
                    ..
                },
            ) => {
                let command = |line: &str| line.split(" --reason").next().unwrap().to_owned();
                assert_eq!(command(one), command(two));
                assert_eq!(first, second);
            }
            other => panic!("not the same step: {other:?}"),
        }
    }
}

/// What a page of ours points at is there.
#[test]
fn links_lead_to_files() {
    for readme in [
        "README.md",
        "README.ko.md",
        "docs/language.md",
        "docs/language.ko.md",
    ] {
        let text = read(readme);
        let base = root().join(readme);
        for link in text.split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            let file = link.split('#').next().unwrap();
            if !link.starts_with("http") && !file.is_empty() {
                assert!(
                    base.parent().unwrap().join(file).exists(),
                    "{readme}: {link}"
                );
            }
        }
    }
}

#[test]
fn what_is_shown_is_compared() {
    assert!(line_is("a … c", "a b c"));
    assert!(!line_is("a … d", "a b c"));
    let shown = |lines: &[&str]| lines.iter().map(|&l| l.to_owned()).collect::<Vec<_>>();
    assert!(is_shown(&shown(&["a", "…", "d"]), &["a", "b", "c", "d"]));
    assert!(!is_shown(&shown(&["a", "d"]), &["a", "b", "d"]));
    assert!(!is_shown(&shown(&["a"]), &["a", "b"]));
}
