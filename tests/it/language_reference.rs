//! The reference of the workflow language names everything that the loader
//! knows, in both languages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jorye::workflow::keys::{self, Holds};

const PAGES: [&str; 2] = ["docs/language.md", "docs/language.ko.md"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

/// The words that a value may be.
fn words_of(holds: &Holds, words: &mut BTreeSet<String>) {
    match holds {
        Holds::Word(known) => words.extend(known.iter().map(|word| (*word).to_owned())),
        Holds::Either(several) => several.iter().for_each(|one| words_of(one, words)),
        Holds::Map(inner) | Holds::List(inner) => words_of(inner, words),
        _ => {}
    }
}

/// Every key that the loader takes, and every word that a key may hold.
fn known_to_the_loader() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (_, file) in keys::FILES {
        for key in file.below().iter().flat_map(|table| table.keys) {
            words.insert(key.name.to_owned());
            words_of(&key.holds, &mut words);
        }
    }
    words
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
