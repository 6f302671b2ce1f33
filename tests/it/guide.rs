//! The guide: what it shows of a command is what the tool says, in both
//! languages, and its last step checks clean and passes.
//!
//! `<!-- step N, exit CODE -->` stands above a ` ```console ` block: its commands
//! are run in a copy of `tests/fixtures/guide/LANG/stepN`, the last one ends with
//! CODE, and everything is shown, word for word. A ` ```diff title="FILE" ` block
//! before it is a slip: in FILE of that copy, the lines `-` become the lines `+`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::command_line::jorye;

const LANGUAGES: [(&str, &str); 2] = [("ko", "ko_KR.UTF-8"), ("en", "en_GB.UTF-8")];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn step(lang: &str, number: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = root().join(format!("tests/fixtures/guide/{lang}/step{number}"));
    copied(&from, folder.path());
    folder
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

/// Both streams, mixed as they are on a screen, and the exit code.
fn on_a_screen(locale: &str, here: &Path, line: &str) -> (Option<i32>, String) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = jorye(locale);
    command
        .current_dir(here)
        .args(&words(line)[1..])
        .stdout(writer.try_clone().unwrap())
        .stderr(writer);
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut all = String::new();
    reader.read_to_string(&mut all).unwrap();
    let lines: Vec<&str> = all
        .trim_end_matches('\n')
        .lines()
        .map(str::trim_end)
        .collect();
    (child.wait().unwrap().code(), lines.join("\n"))
}

/// A slip: the file, what stands there, what comes to stand there.
struct Slip {
    file: String,
    right: String,
    wrong: String,
}

/// Follows a page; how many blocks of commands it has, and how many slips.
fn follow(lang: &str, locale: &str, page: &Path) -> (usize, usize) {
    let text = fs::read_to_string(page).unwrap();
    let mut lines = text.lines();
    let mut slip: Option<Slip> = None;
    let mut said: Option<(String, i32)> = None;
    let (mut blocks, mut slips) = (0, 0);
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("<!-- step ") {
            let (number, exit) = rest.trim_end_matches(" -->").split_once(", exit ").unwrap();
            said = Some((number.to_owned(), exit.parse().unwrap()));
        } else if let Some(file) = line.strip_prefix("```diff title=\"") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let side = |sign| -> String {
                let lines = body.iter().filter_map(|line| line.strip_prefix(sign));
                lines.map(|line| format!("{line}\n")).collect()
            };
            slip = Some(Slip {
                file: file.trim_end_matches('"').to_owned(),
                right: side('-'),
                wrong: side('+'),
            });
            slips += 1;
        } else if line == "```console" {
            let shown: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let (number, exit) = said.take().unwrap_or_else(|| panic!("{page:?}: no step"));
            let folder = step(lang, &number);
            if let Some(slip) = slip.take() {
                let path = folder.path().join(&slip.file);
                let text = fs::read_to_string(&path).unwrap();
                assert!(text.contains(&slip.right), "{page:?}: {}", slip.right);
                fs::write(&path, text.replacen(&slip.right, &slip.wrong, 1)).unwrap();
            }
            let commands: Vec<&str> = shown
                .iter()
                .filter_map(|line| line.strip_prefix("$ "))
                .collect();
            let mut all = String::new();
            for (at, command) in commands.iter().enumerate() {
                let (code, output) = on_a_screen(locale, folder.path(), command);
                all.push_str(&format!("$ {command}\n{output}\n"));
                if at + 1 == commands.len() {
                    assert_eq!(code, Some(exit), "{page:?}: {command}\n{output}");
                }
            }
            // A hash is another one every time: there `…` stands for the rest of a line.
            let as_shown = |(at, line): (usize, &str)| -> String {
                let start = shown.get(at).and_then(|shown| shown.strip_suffix('…'));
                match start {
                    Some(start) if line.starts_with(start) => format!("{start}…\n"),
                    _ => format!("{line}\n"),
                }
            };
            let all: String = all.lines().enumerate().map(as_shown).collect();
            assert_eq!(shown.join("\n") + "\n", all, "{}", page.display());
            blocks += 1;
        } else if line.starts_with("```") {
            lines
                .by_ref()
                .take_while(|line| *line != "```")
                .for_each(drop);
        }
    }
    (blocks, slips)
}

fn pages(lang: &str) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("docs/guide").join(lang))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.sort();
    pages
}

#[test]
fn what_the_guide_shows_is_what_the_tool_says() {
    let mut counts = Vec::new();
    for (lang, locale) in LANGUAGES {
        let each: Vec<(usize, usize)> = pages(lang)
            .iter()
            .map(|page| follow(lang, locale, page))
            .collect();
        counts.push(each);
    }
    assert_eq!(counts[0], counts[1], "the pages are not alike");
    let slips: usize = counts[0].iter().map(|(_, slips)| slips).sum();
    assert!(slips >= 15, "only {slips} mistakes");
}

/// A piece of a file that the guide shows stands in a file of some step.
#[test]
fn what_the_guide_shows_of_a_file_stands_there() {
    for (lang, _) in LANGUAGES {
        let mut files = String::new();
        for number in ["1", "2", "3", "4"] {
            let folder = step(lang, number);
            for part in ["ordinance", "workflows"] {
                for entry in fs::read_dir(folder.path().join(part)).unwrap() {
                    files.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
                }
            }
        }
        for page in pages(lang) {
            let text = fs::read_to_string(&page).unwrap();
            for block in text.split("```toml\n").skip(1) {
                let block = block.split("```").next().unwrap();
                assert!(
                    files.contains(block.trim_end()),
                    "{}:\n{block}",
                    page.display()
                );
            }
        }
    }
}

#[test]
fn the_last_step_is_clean_and_passes() {
    for (lang, locale) in LANGUAGES {
        let folder = step(lang, "4");
        for line in [
            "jorye check --deny warnings --deny undecided",
            "jorye test",
            "jorye fmt --check",
        ] {
            let (code, output) = on_a_screen(locale, folder.path(), line);
            assert_eq!(code, Some(0), "{line}\n{output}");
        }
    }
}

#[test]
fn links_of_the_guide_lead_to_files() {
    for (lang, _) in LANGUAGES {
        for page in pages(lang) {
            let text = fs::read_to_string(&page).unwrap();
            for link in text.split("](").skip(1) {
                let link = link.split([')', '#']).next().unwrap();
                assert!(
                    page.parent().unwrap().join(link).exists(),
                    "{page:?}: {link}"
                );
            }
        }
    }
}
