//! The calendars that come with the program.

use std::sync::{Arc, OnceLock};

use super::file::{Calendars, build};
use super::holidays::Calendar;
use crate::diagnostic::Source;

/// Their ids.
pub(super) const IDS: [&str; 3] = ["kr", "england-and-wales", "netherlands"];

/// What the names of their files begin with: no library has such a folder.
pub(super) const FOLDER: &str = "builtin/";

/// Their files.
const FILES: [(&str, &str); 3] = [
    ("builtin/kr.toml", include_str!("data/kr.toml")),
    (
        "builtin/england-and-wales.toml",
        include_str!("data/england-and-wales.toml"),
    ),
    (
        "builtin/netherlands.toml",
        include_str!("data/netherlands.toml"),
    ),
];

/// All of them, read once.
pub(super) fn all() -> &'static Calendars {
    static ALL: OnceLock<Calendars> = OnceLock::new();
    ALL.get_or_init(|| {
        let sources: Vec<Arc<Source>> = FILES
            .iter()
            .map(|(name, text)| Source::new(*name, *text))
            .collect();
        build(&Calendars::default(), &sources).0
    })
}

/// One of them.
pub(super) fn get(id: &str) -> Option<Arc<Calendar>> {
    all().get(id).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_without_a_finding() {
        let sources: Vec<_> = FILES.iter().map(|(n, t)| Source::new(*n, *t)).collect();
        let (calendars, findings) = build(&Calendars::default(), &sources);
        let told: Vec<String> = findings
            .iter()
            .map(|f| format!("{:?} {}", f.place(), f.title(crate::diagnostic::Lang::En)))
            .collect();
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(calendars.ids(), ["england-and-wales", "kr", "netherlands"]);
    }
}
