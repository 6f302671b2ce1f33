//! What the fuzzer runs over every input, one file a target: plain functions
//! that panic where a law is broken. `cargo test` runs them over the seeds.

#![allow(dead_code, clippy::allow_attributes, reason = "each target uses one")]

pub mod citation;
pub mod entry;
pub mod export;
pub mod http;
pub mod model;
pub mod note;
pub mod rule;
pub mod scenario;
pub mod text;
pub mod workflow;

use jorye::audit::canonical::Json;
use jorye::audit::commitment::Opening;
use jorye::diagnostic::{Finding, Lang};

/// One body.
pub type Body = fn(&[u8]);

/// Every target by its name, which is that of its seeds too.
pub const TARGETS: &[(&str, Body)] = &[
    ("citation", citation::run),
    ("entry", entry::run),
    ("export", export::run),
    ("http", http::run),
    ("model", model::run),
    ("note", note::run),
    ("rule", rule::run),
    ("scenario", scenario::run),
    ("text", text::run),
    ("workflow", workflow::run),
];

/// Every finding is in the catalogue, says something in both languages, and
/// its places can be shown.
fn assert_tellable(findings: &[Finding]) {
    for finding in findings {
        assert_ne!(finding.name(), "unlisted", "{}", finding.code);
        for lang in [Lang::Ko, Lang::En] {
            let title = finding.title(lang);
            assert!(!title.is_empty(), "{}", finding.code);
        }
        for label in &finding.labels {
            let place = &label.place;
            let end = place.source().text().len();
            assert!(place.span().end <= end, "{}", finding.code);
            assert!(place.line() > 0 && place.column() > 0);
        }
    }
}

/// The entry with each opening's commitment in its place, so that a changed
/// value does not end at its hash.
fn committed(entry: &Json, case: &str, sequence: u64, openings: &[Opening]) -> Json {
    fn walk(json: &mut Json, path: &str, with: &mut dyn FnMut(&str) -> Option<String>) {
        match json {
            Json::Object(members) => {
                if members.len() == 1
                    && members
                        .get("sealed")
                        .is_some_and(|one| one.as_text().is_some())
                {
                    if let Some(hash) = with(path) {
                        members.insert("sealed".to_owned(), Json::text(hash));
                    }
                    return;
                }
                let keys: Vec<String> = members.iter().map(|(key, _)| key.to_owned()).collect();
                for key in keys {
                    let inner = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                    if let Some(mut value) = members.remove(&key) {
                        walk(&mut value, &inner, with);
                        members.insert(key, value);
                    }
                }
            }
            Json::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    walk(item, &format!("{path}/{index}"), with);
                }
            }
            _ => {}
        }
    }
    let mut entry = entry.clone();
    walk(&mut entry, "", &mut |path| {
        let opening = openings.iter().find(|opening| opening.path == path)?;
        Some(opening.commitment(case, sequence).to_string())
    });
    entry
}
