//! Dependencies point one way: a layer uses only the layers above it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, from the innermost out. A layer may use those before it.
const LAYERS: &[&str] = &[
    "diagnostic",
    "calendar",
    "ordinance",
    "guard",
    "workflow",
    "engine",
    "audit",
    "check",
    "report",
    "library",
    "store",
    "exchange",
    "service",
    "studio",
    "editor",
    "command",
];

/// The last layer of the core: no I/O, no clock, no randomness.
const LAST_OF_CORE: &str = "report";

/// What a file of the core must not name.
const NOT_IN_CORE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::time",
    "getrandom",
    "rusqlite",
    "clap",
    "serde_json",
];

/// Whether a file or folder holds unit tests only: a module `tests`, which
/// stands behind `#[cfg(test)]`.
fn unit_tests(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if unit_tests(&path) {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: without comments, and without its unit tests, which
/// stand at its end.
fn code(text: &str) -> String {
    text.split("#[cfg(test)]")
        .next()
        .unwrap()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// Every module of the crate that the code names, as `crate::x` or `crate::{x, y}`.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut items = vec![String::new()];
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => items.push(String::new()),
                    c if depth == 0 => items.last_mut().unwrap().push(c),
                    _ => {}
                }
            }
            found.extend(items.iter().map(|item| first_word(item.trim())));
        } else {
            found.push(first_word(rest));
        }
    }
    found
}

fn by_layer() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut layers: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap();
        let mut parts = relative.components();
        let first = parts
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap()
            .to_owned();
        if parts.next().is_some() {
            let text = fs::read_to_string(&file).unwrap();
            layers
                .entry(first)
                .or_default()
                .push((relative.to_owned(), code(&text)));
        }
    }
    layers
}

#[test]
fn no_layer_reaches_upward() {
    let rank = |layer: &str| LAYERS.iter().position(|known| *known == layer);
    let mut wrong = Vec::new();
    for (layer, files) in by_layer() {
        let own = rank(&layer).unwrap_or_else(|| panic!("src/{layer} is no layer"));
        for (file, code) in files {
            for module in used(&code) {
                if rank(&module).is_some_and(|other| other > own) {
                    wrong.push(format!("{} uses {module}", file.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "layers reach upward:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_core_touches_nothing_outside() {
    let last = LAYERS
        .iter()
        .position(|layer| *layer == LAST_OF_CORE)
        .unwrap();
    let mut wrong = Vec::new();
    for (layer, files) in by_layer() {
        if LAYERS.iter().position(|known| *known == layer) <= Some(last) {
            for (file, code) in files {
                for name in NOT_IN_CORE {
                    if code.contains(name) {
                        wrong.push(format!("{} names {name}", file.display()));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the core reaches out:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_source_file_is_longer_than_800_lines() {
    for (_, files) in by_layer() {
        for (file, _) in files {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("src")
                .join(&file);
            let lines = fs::read_to_string(path).unwrap().lines().count();
            assert!(lines <= 800, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn the_reader_of_use_paths_sees_what_is_there() {
    assert_eq!(used("use crate::guard::Name;"), ["guard"]);
    assert_eq!(
        used("use crate::{guard::Name, engine};"),
        ["guard", "engine"]
    );
    assert_eq!(used("let x = crate::store::open();"), ["store"]);
}
