//! The reference of the workflow language names everything that the loader
//! knows, in both languages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGES: [&str; 2] = ["docs/language.md", "docs/language.ko.md"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

/// What stands between quotation marks.
fn quoted(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

/// The pieces of code after a word, up to an end, without comments.
fn pieces(source: &str, word: &str, end: &str) -> Vec<String> {
    let source: String = source
        .split("\n#[cfg(test)]")
        .next()
        .unwrap()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    source
        .split(word)
        .skip(1)
        .map(|rest| rest.split(end).next().unwrap().to_owned())
        .collect()
}

/// Every key and word of a source file: those in its constant lists, those in
/// calls of `know` and `one_of`, and those of types.
fn words_of(source: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let lists = ["const ", "pub const ", "pub(super) const "]
        .into_iter()
        .flat_map(|start| ["\n", "\n    "].map(|margin| format!("{margin}{start}")))
        .flat_map(|start| pieces(source, &start, "];"))
        .filter(|list| list.lines().next().unwrap().contains("str"))
        .filter(|list| list.lines().next().unwrap().contains('['));
    let calls = pieces(source, ".know(", ")")
        .into_iter()
        .chain(pieces(source, ".one_of(", ")"))
        .chain(pieces(source, ".finish(", ")"))
        .chain(pieces(source, "let known = [", "]"))
        .chain(pieces(source, ".tables(\"article\"", "|"));
    for code in lists.chain(calls) {
        words.extend(quoted(&code).map(str::to_owned));
    }
    words
}

fn known_to_the_loader() -> BTreeSet<String> {
    let src = root().join("src");
    let mut files: Vec<PathBuf> = std::fs::read_dir(src.join("workflow/load"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.push(src.join("workflow/scenario/load.rs"));
    files.push(src.join("workflow/scenario/expected.rs"));
    files.push(src.join("ordinance/head.rs"));
    files.push(src.join("ordinance/index.rs"));
    files.push(src.join("ordinance/pin.rs"));
    files
        .iter()
        .flat_map(|file| words_of(&read(file)))
        // Where a key belongs is said by the heading of its table.
        .filter(|word| !word.starts_with('['))
        .collect()
}

/// What stands as code on a page, word by word.
fn named(page: &str) -> BTreeSet<String> {
    let text = read(&root().join(page));
    text.split('`')
        .skip(1)
        .step_by(2)
        .flat_map(|code| code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .map(str::to_owned)
        .collect()
}

fn is_named(word: &str, named: &BTreeSet<String>) -> bool {
    // A unit of time stands in the plural, and may be two words.
    word.split(' ')
        .all(|part| named.contains(part) || named.contains(&format!("{part}s")))
}

#[test]
fn every_key_is_in_the_reference() {
    let known = known_to_the_loader();
    for sure in [
        "may_rest",
        "not_by",
        "choices",
        "for_each",
        "unset",
        "stayed",
        "fingerprint",
        "deeper",
        "overdue",
    ] {
        assert!(known.contains(sure), "the scan has lost `{sure}`");
    }
    assert!(known.len() > 120, "the scan finds only {}", known.len());
    for page in PAGES {
        let named = named(page);
        let missing: Vec<&String> = known
            .iter()
            .filter(|word| !is_named(word, &named))
            .collect();
        assert!(missing.is_empty(), "{page} does not name {missing:?}");
    }
}

#[test]
fn every_function_is_in_the_reference() {
    for page in PAGES {
        let named = named(page);
        for builtin in jorye::guard::BUILTINS {
            assert!(named.contains(builtin.name), "{page}: {}", builtin.name);
        }
    }
}

/// The two pages are one page in two languages.
#[test]
fn both_pages_have_the_same_code() {
    let [english, korean] = PAGES.map(|page| {
        let text = read(&root().join(page));
        let rows: Vec<usize> = text
            .lines()
            .filter(|line| line.starts_with('|'))
            .map(|line| line.matches('|').count())
            .collect();
        (named(page), rows)
    });
    let lost: Vec<&String> = english.0.symmetric_difference(&korean.0).collect();
    assert!(lost.is_empty(), "only on one page: {lost:?}");
    assert_eq!(english.1, korean.1, "the tables are not alike");
}
