//! Indexes of texts that are only cited: `ordinance/*.index.toml`.
//!
//! ```toml
//! id = "administrative_procedures_act"
//! title = { ko = "행정절차법", en = "Administrative Procedures Act" }
//! kind = "act"
//! number = 18748
//! promulgated = 2022-01-11
//! in_force = 2022-07-12
//! source = "https://www.law.go.kr/법령/행정절차법"
//! deeper = true                     # citations below an entry resolve to it
//!
//! [[article]]
//! id = "제38조"
//! heading = { ko = "공청회 개최의 알림", en = "Notice of Public Hearings" }
//! summary = { ko = "공청회를 14일 전까지 알린다.", en = "Notice 14 days before." }
//! ```

use std::sync::Arc;

use super::class::classify;
use super::codes;
use super::fingerprint::{Fingerprint, normalise};
use super::head::read_head;
use super::path::ProvisionPath;
use super::provision::{Act, Form, Provision, ProvisionKind, sign};
use super::table::{Reader, parse_toml};
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source};

const KEYS: [&str; 14] = [
    "id",
    "title",
    "short",
    "kind",
    "number",
    "promulgated",
    "in_force",
    "repealed",
    "stayed",
    "saving",
    "source",
    "provision",
    "deeper",
    "article",
];

struct Entry {
    path: ProvisionPath,
    heading: Bilingual,
    summary: Bilingual,
    place: Place,
}

/// Reads an index: the Korean reading, and the English one where the index
/// has an English title.
pub fn read_index(source: &Arc<Source>) -> (Vec<Act>, Vec<Finding>) {
    let mut findings = Vec::new();
    let table = parse_toml(source, 0, source.text(), &mut findings);
    let mut reader = Reader::new(source, 0, table.get_ref(), table.span(), &mut findings);
    let head = read_head(&mut reader);
    let deeper = reader.boolean("deeper").unwrap_or(false);
    let mut entries = Vec::new();
    reader.tables("article", &["id", "heading", "summary"], |table| {
        if let Some(entry) = entry(table) {
            entries.push(entry);
        }
    });
    if head.title == Bilingual::default() {
        reader.missing("title");
    }
    reader.finish(&KEYS);
    let mut acts = Vec::new();
    for language in [Lang::Ko, Lang::En] {
        let title = head.title.get(language).to_owned();
        if title.is_empty() {
            continue;
        }
        let mut provisions: Vec<Provision> = entries
            .iter()
            .map(|entry| provision(entry, language))
            .collect();
        sign(&mut provisions);
        let mut own = head.clone();
        own.language = language;
        let mut duplicates = Vec::new();
        acts.push(Act::from_provisions(
            own,
            Form::Index { deeper },
            title,
            provisions,
            source,
            &mut duplicates,
        ));
        if acts.len() == 1 {
            findings.append(&mut duplicates);
        }
    }
    (acts, findings)
}

fn entry(table: &mut Reader<'_, '_>) -> Option<Entry> {
    let place = table.place();
    let id = table.string("id");
    let heading = table.bilingual("heading").unwrap_or_default();
    let summary = table.bilingual("summary").unwrap_or_default();
    let Some(id) = id else {
        table.missing("id");
        return None;
    };
    let Ok(path) = id.parse() else {
        let at = table.place_of("id");
        table.push(Finding::new(codes::INDEX_ENTRY).at(&at).with("id", &id));
        return None;
    };
    Some(Entry {
        path,
        heading,
        summary,
        place,
    })
}

fn provision(entry: &Entry, language: Lang) -> Provision {
    let text = normalise(entry.summary.get(language));
    let path = entry.path;
    let kind = if path.item.is_some() {
        ProvisionKind::Item
    } else if path.subparagraph.is_some() {
        ProvisionKind::Subparagraph
    } else if path.paragraph.is_some() {
        ProvisionKind::Paragraph
    } else {
        ProvisionKind::Article
    };
    Provision {
        path,
        kind,
        heading: entry.heading.get(language).to_owned(),
        class: classify(&text, language),
        deleted: false,
        text,
        place: entry.place.clone(),
        fingerprint: Fingerprint::of("", "", std::iter::empty()),
        node: None,
        inside: 0,
    }
}
