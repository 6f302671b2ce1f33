//! The file of principals: as whom each of them may act.
//!
//! ```toml
//! format = 1
//!
//! [principal.counter]               # the name that keys are made for
//! actor = "han"                     # one person, or several: ["han", "kim"]
//! reads = "all"                     # or workflows; else those of its roles
//! [principal.counter.roles]
//! grant = ["office", "board"]       # of each workflow
//! [principal.counter.claims]
//! district = ["11010"]              # what the principal itself carries
//!
//! [principal.portal]                # what answers for many people
//! actor = "resident-*"              # every actor whose id begins so
//! [principal.portal.roles]
//! grant = ["resident"]
//!
//! [principal.clockwork]             # what keeps the service going
//! operates = true
//!
//! [principal.records]               # what no law of a case decides
//! actor = "seo"
//! erases = ["grant"]                # where the procedure names nobody who may
//! revises = "all"                   # revisions, applied to open cases
//! [principal.records.adopts]
//! grant = ["legally_reviewed"]      # stages of adoption
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::codes;
use super::super::request::is_actor;
use super::error::AccessError;
use super::grant::{Actors, Grant, Reads};
use super::scope::{scope, stages};
use super::table::{Reading, Table, Word};
use crate::diagnostic::{Bilingual, Finding, Level, Source, nearest_quoted};
use crate::guard::Name;
use crate::library::Library;

/// As whom each principal may act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Principals(BTreeMap<Name, Grant>);

impl Principals {
    /// What a principal may do, if the file names it.
    pub fn get(&self, principal: &str) -> Option<&Grant> {
        self.0.get(principal)
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.0.keys()
    }

    /// Reads a file of principals, and holds it against a library: a workflow or
    /// role that the library does not have is a warning, since cases may still
    /// run under what it no longer holds.
    ///
    /// # Errors
    /// It cannot be read, or is faulty.
    pub fn read(path: &Path, library: &Library) -> Result<(Principals, Vec<Finding>), AccessError> {
        let text = std::fs::read_to_string(path).map_err(|error| AccessError::Principals {
            path: path.to_owned(),
            error,
        })?;
        let (principals, findings) = Principals::of(&path.display().to_string(), &text, library);
        if findings.iter().any(|found| found.level == Level::Error) {
            return Err(AccessError::Faulty { findings });
        }
        Ok((principals, findings))
    }

    /// The same from a text.
    pub fn of(name: &str, text: &str, library: &Library) -> (Principals, Vec<Finding>) {
        let mut reading = Reading {
            source: Source::new(name, text),
            findings: Vec::new(),
        };
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let place = reading.place(error.span().unwrap_or(0..0));
            reading.wrong(&place, Bilingual::from(error.message()));
        }
        let document = Table::document(&document);
        reading.know(&document, &["format", "principal"]);
        format(&document, &mut reading);
        let mut principals = BTreeMap::new();
        if let Some(all) = reading.table(&document, "principal") {
            for (key, _) in all.items() {
                let id: &str = key.get_ref();
                let place = reading.place(key.span());
                if !is_principal(id) {
                    reading.wrong(
                        &place,
                        Bilingual::new(
                            format!("`{id}`: 호출 주체의 이름은 소문자, 숫자, `-`, `_`로 64자까지 씁니다"),
                            format!("`{id}`: a principal is up to 64 lower-case letters, digits, `-` and `_`"),
                        ),
                    );
                    continue;
                }
                if let Some(table) = reading.table(&all, id) {
                    principals.insert(id.into(), grant(&table, library, &mut reading));
                }
            }
        }
        (Principals(principals), reading.findings)
    }
}

/// Whether a text can be the name of a principal.
pub fn is_principal(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn format(document: &Table<'_, '_>, reading: &mut Reading) {
    let one = document
        .get("format")
        .and_then(|value| value.get_ref().as_integer())
        .is_some_and(|number| number.as_str() == "1");
    if !one {
        let place = document.get("format").map_or_else(
            || document.place(reading),
            |value| reading.place(value.span()),
        );
        reading.wrong(
            &place,
            Bilingual::new(
                "파일의 맨 위에 `format = 1`을 적습니다",
                "`format = 1` stands at the top of the file",
            ),
        );
    }
}

fn grant(table: &Table<'_, '_>, library: &Library, reading: &mut Reading) -> Grant {
    let known = [
        "actor", "reads", "roles", "claims", "operates", "erases", "revises", "adopts",
    ];
    reading.know(table, &known);
    let mut grant = Grant::default();
    if let Some(value) = table.get("operates") {
        grant.operates = reading.flag("operates", value);
    }
    match table.get("actor") {
        Some(value) => grant.actors = actors(value, reading),
        // What only keeps the service going acts as nobody.
        None if (grant.operates || table.get("revises").is_some())
            && ["roles", "erases", "adopts"]
                .iter()
                .all(|key| table.get(key).is_none()) => {}
        None => {
            let place = table.place(reading);
            let shown = &table.shown;
            reading.wrong(
                &place,
                Bilingual::new(
                    format!("{shown}에 `actor`(행위하는 사람의 id)가 없습니다"),
                    format!("{shown} has no `actor` (the id of the person who acts)"),
                ),
            );
        }
    }
    if let Some(value) = table.get("reads") {
        grant.reads = reads(value, library, reading);
    }
    grant.erases = scope(table, "erases", library, reading);
    grant.revises = scope(table, "revises", library, reading);
    grant.adopts = stages(table, library, reading);
    if let Some(claims) = reading.table(table, "claims") {
        for (key, value) in claims.items() {
            let claim: &str = key.get_ref();
            let values = reading.words(claim, value).into_iter();
            let values = values.map(|value| value.text.into()).collect();
            grant.claims.insert(claim.into(), values);
        }
    }
    if let Some(roles) = reading.table(table, "roles") {
        for (key, value) in roles.items() {
            let workflow: &str = key.get_ref();
            let word = Word {
                text: workflow.to_owned(),
                place: reading.place(key.span()),
            };
            let known = known_workflow(&word, library, reading);
            let roles = reading.words(workflow, value);
            if known {
                for role in &roles {
                    known_role(workflow, role, library, reading);
                }
            }
            let roles = roles.into_iter().map(|role| role.text.into()).collect();
            grant.roles.insert(workflow.into(), roles);
        }
    }
    grant
}

fn actors(value: &Spanned<DeValue<'_>>, reading: &mut Reading) -> Actors {
    let mut actors = Actors::default();
    for word in reading.words("actor", value) {
        let (text, all) = match word.text.strip_suffix('*') {
            Some(start) => (start, true),
            None => (word.text.as_str(), false),
        };
        if !is_actor(text) {
            reading.wrong(
                &word.place,
                Bilingual::new(
                    format!(
                        "`{}`: 사람의 id는 영문자, 숫자, `.`, `_`, `-`, `@`, `:`로 128자까지 쓰고, 끝에 `*`를 붙이면 그렇게 시작하는 모든 id입니다",
                        word.text
                    ),
                    format!(
                        "`{}`: the id of a person is up to 128 letters, digits and `.`, `_`, `-`, `@`, `:`; a `*` at the end stands for every id that begins so",
                        word.text
                    ),
                ),
            );
        } else if all {
            actors.beginning.insert(text.into());
        } else {
            actors.named.insert(text.into());
        }
    }
    actors
}

fn reads(value: &Spanned<DeValue<'_>>, library: &Library, reading: &mut Reading) -> Reads {
    match workflows("reads", value, library, reading) {
        None => Reads::All,
        Some(also) => Reads::Also(also),
    }
}

/// A list of workflows; none, where it says `"all"`.
pub(super) fn workflows(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    library: &Library,
    reading: &mut Reading,
) -> Option<BTreeSet<Name>> {
    if value.get_ref().as_str() == Some("all") {
        return None;
    }
    let mut all = BTreeSet::new();
    for word in reading.words(key, value) {
        known_workflow(&word, library, reading);
        all.insert(word.text.into());
    }
    Some(all)
}

pub(super) fn known_workflow(word: &Word, library: &Library, reading: &mut Reading) -> bool {
    if library.procedures.contains_key(word.text.as_str()) {
        return true;
    }
    let near = nearest_quoted(&word.text, library.procedures.keys().map(|id| &**id));
    unknown(
        word,
        Bilingual::new(
            format!("절차 `{}`", word.text),
            format!("workflow `{}`", word.text),
        ),
        near,
        reading,
    );
    false
}

fn known_role(workflow: &str, word: &Word, library: &Library, reading: &mut Reading) {
    let Some(procedure) = library.procedures.get(workflow) else {
        return;
    };
    if procedure.workflow.role(&word.text).is_none() {
        let roles = procedure.workflow.roles.iter();
        let near = nearest_quoted(&word.text, roles.map(|role| &*role.element.id));
        unknown(
            word,
            Bilingual::new(
                format!("절차 `{workflow}`의 역할 `{}`", word.text),
                format!("role `{}` of workflow `{workflow}`", word.text),
            ),
            near,
            reading,
        );
    }
}

fn unknown(word: &Word, what: Bilingual, near: Option<String>, reading: &mut Reading) {
    reading.findings.push(
        Finding::new(codes::PRINCIPALS_UNKNOWN_ROLE)
            .at(&word.place)
            .with("what", what)
            .suggest(near),
    );
}

#[cfg(test)]
#[path = "principals_tests.rs"]
mod tests;
