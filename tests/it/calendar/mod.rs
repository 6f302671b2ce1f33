//! Time as the law counts it: calendars, periods, deadlines.

mod command;
mod holidays;
mod laws;
mod library;
mod periods;

use std::path::Path;

/// The rows of a table of figures, without its remarks.
fn rows(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/calendar")
        .join(name);
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}
