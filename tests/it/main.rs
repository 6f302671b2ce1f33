//! Tests of jorye by use: one binary, one subject a file.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test that goes wrong should stop at once"
)]

#[cfg(unix)]
mod adoption;
mod architecture;
mod attacks;
mod author_tools;
mod bad_input;
mod calendar;
mod cases;
mod check;
mod children;
mod command_line;
mod continued;
mod desk;
mod diff;
mod editor_schema;
mod engine;
mod erasure;
mod exchange;
mod figures;
mod findings;
mod formatter;
mod four_years;
mod fuzz_seeds;
mod guide;
mod http;
mod import;
mod kept;
mod language_reference;
mod law;
mod law_texts;
mod new_library;
mod orders;
mod readme;
mod remedies;
mod rendering;
mod replay;
mod report;
mod revise;
#[cfg(unix)]
mod rotation;
#[cfg(target_os = "linux")]
mod runtime_findings;
mod scxml;
mod second_verifier;
mod seeded_faults;
mod shipped;
mod shipped_library;
mod slips;
mod store;
mod tick;
mod ticks;
mod trail;
mod witness;
mod workflow_files;

/// Every file of this folder is a module of this binary.
#[test]
fn no_file_is_forgotten() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap_or(&name);
        if module != "main" && module != "snapshots" {
            assert!(
                main.contains(&format!("mod {module};")),
                "{name} is not in main.rs"
            );
        }
    }
}
