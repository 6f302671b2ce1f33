//! `[workflow]`

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::element::{Basis, element, required};
use super::log::Log;
use super::names::{Kind, Names};
use crate::diagnostic::{Bilingual, Finding, Source, nearest_quoted};
use crate::guard::Name;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::{listed, quoted};
use crate::workflow::{Cited, Element, Transitional, codes, identifier};

/// The zone in which Korean law counts its days.
const ZONE: &str = "Asia/Seoul";

/// What `[workflow]` says.
pub(super) struct Header {
    pub(super) element: Element,
    pub(super) ordinance: Word,
    pub(super) revision: u32,
    pub(super) in_force: Date,
    pub(super) zone: Name,
    pub(super) calendar: Option<Word>,
    pub(super) transitional: Option<(Transitional, Vec<Cited>)>,
    pub(super) opened_by: Vec<Name>,
}

/// Reads `[workflow]`, but for its rule files.
pub(super) fn header(log: &mut Log, names: &Names, view: &View<'_>) -> Option<Header> {
    view.know(log, &keys::WORKFLOW.names(), &[]);
    let id = view.word(log, "id");
    let id = required(log, view, "id", id);
    let id = id.filter(|id| well_formed(log, view, id));
    let fallback = super::nameless(&view.place);
    let declared = element(
        log,
        view,
        id.as_ref().unwrap_or(&fallback),
        "title",
        Basis::Must,
    );
    let ordinance = view.word(log, "ordinance");
    let ordinance = required(log, view, "ordinance", ordinance);
    let revision = view.integer(log, "revision", 1, i64::from(u32::MAX));
    let revision = required(log, view, "revision", revision);
    let in_force = view.date(log, "in_force");
    let in_force = required(log, view, "in_force", in_force);
    let zone = zone(log, view);
    let calendar = match view.word(log, "calendar") {
        Got::Good(word) => Some(Some(word)),
        Got::Absent => Some(None),
        Got::Faulty => None,
    };
    let transitional = match super::revise::transitional(log, view) {
        Got::Good(transitional) => Some(Some(transitional)),
        Got::Absent => Some(None),
        Got::Faulty => None,
    };
    let opened_by = opened_by(log, names, view);
    id?;
    Some(Header {
        element: declared?,
        ordinance: ordinance?,
        revision: u32::try_from(revision?).ok()?,
        in_force: in_force?,
        zone: zone?,
        calendar: calendar?,
        transitional: transitional?,
        opened_by: opened_by?,
    })
}

fn well_formed(log: &mut Log, view: &View<'_>, id: &Word) -> bool {
    let good = identifier::well_formed(&id.text);
    if !good {
        log.report(
            &view.element,
            Finding::new(codes::BAD_IDENTIFIER)
                .at(&id.place)
                .with("id", quoted(&id.text)),
        );
    }
    good
}

fn zone(log: &mut Log, view: &View<'_>) -> Option<Name> {
    match view.word(log, "zone") {
        Got::Absent => Some(ZONE.into()),
        Got::Faulty => None,
        Got::Good(word) => {
            // The zone data are compiled in; nothing is read from the machine.
            if jiff::tz::TimeZone::get(&word.text).is_ok() {
                return Some(word.text);
            }
            log.report(
                &view.element,
                Finding::new(codes::UNKNOWN_WORD)
                    .at(&word.place)
                    .with("key", quoted("zone"))
                    .with("word", quoted(&word.text))
                    .with(
                        "words",
                        Bilingual::new(
                            "`Asia/Seoul` 같은 IANA 시간대 이름",
                            "an IANA time zone such as `Asia/Seoul`",
                        ),
                    )
                    .suggest(nearest_quoted(&word.text, [ZONE])),
            );
            None
        }
    }
}

fn opened_by(log: &mut Log, names: &Names, view: &View<'_>) -> Option<Vec<Name>> {
    let words = match view.words(log, "opened_by") {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(words) => words,
    };
    let known: Vec<Option<Name>> = words
        .into_iter()
        .map(|word| {
            names
                .find(log, &view.element, Kind::Role, &word)
                .map(|_| word.text)
        })
        .collect();
    known.into_iter().collect()
}

/// The files that `rules` names, in order; `None` if one is not there.
pub(super) fn rule_files(
    log: &mut Log,
    view: &View<'_>,
    files: &BTreeMap<String, Arc<Source>>,
) -> Option<Vec<Arc<Source>>> {
    let words = match view.words(log, "rules") {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(words) => words,
    };
    let mut found = Some(Vec::new());
    for word in words {
        match files.get(&*word.text) {
            Some(file) => {
                if let Some(found) = &mut found {
                    found.push(Arc::clone(file));
                }
            }
            None => {
                let have: Vec<&str> = files.keys().map(String::as_str).collect();
                let mut finding = Finding::new(codes::NO_RULE_FILE)
                    .at(&word.place)
                    .with("file", quoted(&word.text))
                    .suggest(nearest_quoted(&word.text, have.iter().copied()));
                if !have.is_empty() {
                    let have = listed(&have);
                    finding = finding.note(Bilingual::new(
                        format!("있는 파일: {have}"),
                        format!("Files that are there: {have}"),
                    ));
                }
                log.report(&view.element, finding);
                found = None;
            }
        }
    }
    found
}
