//! What the fuzzer runs over every input, over its seeds: those it starts from,
//! and every input that once broke a law.

#[path = "../../fuzz/bodies/mod.rs"]
mod bodies;

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut found: Vec<PathBuf> = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The shipped files that a target starts from besides its seeds.
fn shipped(target: &str) -> Vec<PathBuf> {
    let folders: &[&str] = match target {
        "text" => &["../ordinance", "../tests/fixtures/texts"],
        "workflow" => &["../workflows", "../tests/fixtures/workflow/good"],
        "scenario" => &["../workflows"],
        _ => &[],
    };
    let folders = folders.iter().map(|folder| files(&root().join(folder)));
    folders.flatten().collect()
}

#[test]
fn every_seed_of_the_fuzzer_keeps_its_laws() {
    let mut ran = 0;
    for (target, body) in bodies::TARGETS {
        let seeds = files(&root().join("seeds").join(target));
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in seeds.into_iter().chain(shipped(target)) {
            let bytes = std::fs::read(&seed).unwrap();
            let outcome = std::panic::catch_unwind(|| body(&bytes));
            assert!(outcome.is_ok(), "{target}: {}", seed.display());
            ran += 1;
        }
    }
    assert!(ran > 60, "only {ran} seeds");
}

/// What is fuzzed and what is run over the seeds are the same.
#[test]
fn every_body_is_a_target_of_the_fuzzer() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let targets: Vec<&str> = manifest
        .split("[[bin]]\nname = \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let mut named: Vec<&str> = bodies::TARGETS.iter().map(|(name, _)| *name).collect();
    named.sort_unstable();
    let mut sorted = targets.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, named);
    for target in targets {
        let source = root().join(format!("targets/{target}.rs"));
        let source = std::fs::read_to_string(source).unwrap();
        assert!(source.contains(&format!("bodies::{target}::run(data)")));
    }
}
