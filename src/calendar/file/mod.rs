//! Calendars as files: TOML read with places, and put together with the
//! calendar that a file extends.

mod lines;
mod rules;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::builtin;
use super::codes;
use super::error::CalendarError;
use super::holidays::Calendar;
use super::years;
use crate::diagnostic::{Bilingual, Finding, Level, Source, nearest_quoted};

use lines::Draft;
pub(super) use rules::{Line, Nth, Rules, Substitute, When};

/// Calendars by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {
    by_id: BTreeMap<String, Arc<Calendar>>,
}

impl Calendars {
    /// Those that are built in.
    pub fn builtin() -> Self {
        builtin::all().clone()
    }

    /// Calendars out of files that were kept, among them every one that they
    /// extend, as [`Calendar::sources`] gives them: those that are built in
    /// today have no part in it. Files with errors give none.
    pub fn held(sources: &[Arc<Source>]) -> Self {
        let (builtin, own): (Vec<_>, Vec<_>) = sources
            .iter()
            .cloned()
            .partition(|source| source.name().starts_with(builtin::FOLDER));
        let (base, _) = build(&Calendars::default(), &builtin);
        build(&base, &own).0
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<&Arc<Calendar>> {
        self.by_id.get(id)
    }

    /// One of them.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn find(&self, id: &str) -> Result<Arc<Calendar>, CalendarError> {
        self.get(id).cloned().ok_or_else(|| CalendarError {
            id: id.to_owned(),
            known: self.by_id.keys().cloned().collect(),
        })
    }

    /// All of them, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Calendar>> {
        self.by_id.values()
    }

    /// Their ids, in order.
    pub fn ids(&self) -> Vec<&str> {
        self.by_id.keys().map(String::as_str).collect()
    }
}

/// Reads the calendars of a library beside those that are built in. A file of
/// the id of a built-in one takes its place, and may extend it.
pub fn read(sources: &[Arc<Source>]) -> (Calendars, Vec<Finding>) {
    build(builtin::all(), sources)
}

/// Reads files beside calendars that are known.
pub(super) fn build(known: &Calendars, sources: &[Arc<Source>]) -> (Calendars, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    for source in sources {
        let before = findings.len();
        let draft = lines::draft(source, &mut findings);
        if has_errors(findings.get(before..).unwrap_or_default()) {
            continue;
        }
        let Some(draft) = draft else { continue };
        match drafts.iter().find(|other| other.rules.id == draft.rules.id) {
            Some(first) => findings.push(
                Finding::new(codes::CALENDAR_TAKEN)
                    .at(&draft.id_place)
                    .label(&first.id_place, Bilingual::new("먼저 쓴 곳", "first here"))
                    .with("calendar", draft.rules.id.as_str()),
            ),
            None => drafts.push(draft),
        }
    }
    let mut calendars = known.clone();
    let mut waiting = drafts;
    // Each round puts together the files whose base is there.
    while !waiting.is_empty() {
        let ids: Vec<String> = waiting.iter().map(|draft| draft.rules.id.clone()).collect();
        let (ready, rest): (Vec<Draft>, Vec<Draft>) = waiting.into_iter().partition(|draft| {
            draft.extends.as_ref().is_none_or(|(base, _)| {
                // Its own id means the one that is built in.
                *base == draft.rules.id || !ids.contains(base)
            })
        });
        if ready.is_empty() {
            for draft in &rest {
                findings.extend(unknown_base(draft, &calendars, true));
            }
            break;
        }
        waiting = rest;
        let mut made = Vec::new();
        for draft in ready {
            let base = match &draft.extends {
                None => None,
                Some((base, _)) => match calendars.get(base) {
                    Some(base) => Some(Arc::clone(base)),
                    None => {
                        findings.extend(unknown_base(&draft, &calendars, false));
                        continue;
                    }
                },
            };
            made.extend(finish(draft, base.as_deref(), &mut findings));
        }
        for calendar in made {
            calendars
                .by_id
                .insert(calendar.id().to_owned(), Arc::new(calendar));
        }
    }
    (calendars, findings)
}

fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Error)
}

fn unknown_base(draft: &Draft, known: &Calendars, circle: bool) -> Option<Finding> {
    let (base, place) = draft.extends.as_ref()?;
    let ids = known.ids();
    let why = if circle {
        Bilingual::new(
            "서로를 바탕으로 삼는 달력이 돌고 돕니다",
            "the calendars extend each other in a circle",
        )
    } else {
        Bilingual::new("그런 달력이 없습니다", "there is no such calendar")
    };
    Some(
        Finding::new(codes::UNKNOWN_BASE)
            .at(place)
            .with("base", base.as_str())
            .with("why", why)
            .with("known", ids.join(", "))
            .suggest(nearest_quoted(base, ids).filter(|_| !circle)),
    )
}

/// Puts a file on its base and works out its days.
fn finish(draft: Draft, base: Option<&Calendar>, findings: &mut Vec<Finding>) -> Option<Calendar> {
    let before = findings.len();
    let mut sources = vec![Arc::clone(&draft.source)];
    let removed: Vec<_> = draft.removed_places.clone();
    let rules = match base {
        None => draft.complete(findings),
        Some(base) => {
            sources.extend(base.sources.iter().cloned());
            draft.onto(&base.rules, findings)
        }
    };
    if has_errors(findings.get(before..).unwrap_or_default()) {
        return None;
    }
    let rules = rules?;
    let days = years::days(&rules);
    // The removed days of this file are the last of the list.
    let inherited = rules.removed.len().saturating_sub(removed.len());
    for at in days.idle {
        if let Some((place, day)) = at.checked_sub(inherited).and_then(|at| removed.get(at)) {
            findings.push(
                Finding::new(codes::REMOVES_NOTHING)
                    .at(place)
                    .with("day", day),
            );
        }
    }
    Some(Calendar {
        rules,
        first: days.first,
        rest: days.rest,
        holidays: days.holidays,
        sources,
    })
}
