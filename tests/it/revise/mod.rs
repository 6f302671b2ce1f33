//! An ordinance is amended while cases are under way: what a new revision does to
//! them (부칙, 경과조치).
//!
//! `tests/fixtures/revise/library`: under revision 1 a decision is due within 20
//! days and a hearing may be held; revision 2 gives 14 days and knows no hearing.

mod command;
mod passage;
mod service;

use std::path::{Path, PathBuf};

use jorye::library::{Files, Library};

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/revise/library")
}

/// The library before the amendment.
fn before() -> Library {
    let files = Files::read(&folder()).unwrap();
    let mut first = Files::default();
    for (name, bytes) in files
        .iter()
        .filter(|(name, _)| *name != "workflows/permit.toml")
    {
        first.insert(name, bytes);
    }
    library(&first)
}

/// The library after it, with something put for something else in revision 2.
fn after(changes: &[(&str, &str)]) -> Library {
    library(&amended(changes))
}

fn amended(changes: &[(&str, &str)]) -> Files {
    let mut files = Files::read(&folder()).unwrap();
    let name = "workflows/permit.toml";
    let mut text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    files.insert(name, text);
    files
}

fn library(files: &Files) -> Library {
    let library = Library::of(files);
    assert_eq!(library.findings, []);
    library
}

#[test]
fn a_library_holds_several_revisions_of_one_procedure() {
    let library = after(&[]);
    let revisions: Vec<u32> = library
        .revisions("permit")
        .map(|procedure| procedure.workflow.revision)
        .collect();
    assert_eq!(revisions, [1, 2]);
    assert_eq!(library.procedures["permit"].workflow.revision, 2);
    let on = |day: &str| {
        let procedure = library.on("permit", day.parse().unwrap()).unwrap();
        procedure.workflow.revision
    };
    assert_eq!(
        [on("2019-01-01"), on("2025-12-31"), on("2026-01-01")],
        [1, 1, 2]
    );
}
