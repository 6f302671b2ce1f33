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
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::codes;
use super::super::request::is_actor;
use super::error::AccessError;
use super::table::{Reading, Table, Word};
use crate::diagnostic::{Bilingual, Finding, Level, Source, nearest_quoted};
use crate::guard::Name;
use crate::library::Library;
use crate::service::Who;

/// As whom each principal may act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Principals(BTreeMap<Name, Grant>);

/// As whom one principal may act, and what it may read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// The persons.
    pub actors: Actors,
    /// The roles, by workflow.
    pub roles: BTreeMap<Name, BTreeSet<Name>>,
    /// What the principal itself carries: the values of each claim.
    pub claims: BTreeMap<Name, BTreeSet<Name>>,
    /// What it may read.
    pub reads: Reads,
    /// Whether it may have the clock's debts taken and messages delivered.
    pub operates: bool,
}

/// As whom a caller asks; what is left out is taken from the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said<'a> {
    /// The person.
    pub actor: Option<&'a str>,
    /// The role.
    pub role: Option<&'a str>,
    /// The person for whom they act.
    pub on_behalf_of: Option<&'a str>,
}

/// The persons as whom a principal may act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actors {
    /// Ids as they are.
    pub named: BTreeSet<Name>,
    /// How ids may begin.
    pub beginning: BTreeSet<Name>,
}

/// Cases of which workflows a principal may read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reads {
    /// Those in which it has a role.
    #[default]
    Own,
    /// Those, and these.
    Also(BTreeSet<Name>),
    /// All.
    All,
}

/// Something that a principal may not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// Act as this person.
    #[error("act as `{0}`")]
    Actor(Name),
    /// Act in this role of this workflow.
    #[error("act as `{role}` in `{workflow}`")]
    Role {
        /// The role.
        role: Name,
        /// The workflow.
        workflow: Name,
        /// Those that it may act in.
        known: Vec<Name>,
    },
    /// Act in this workflow at all.
    #[error("act in cases of `{0}`")]
    Act(Name),
    /// Act for another in this workflow.
    #[error("act for another in `{0}`")]
    Behalf(Name),
    /// Read cases of this workflow.
    #[error("read cases of `{0}`")]
    Read(Name),
    /// Read cases of every workflow.
    #[error("read cases of every workflow")]
    ReadAll,
    /// Have the clock's debts taken, or messages delivered.
    #[error("operate the service")]
    Operate,
    /// Anything: the file does not name it.
    #[error("anything: the file of principals does not name it")]
    Unknown,
}

/// What must be said and was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// As which person.
    Actor,
    /// In which role.
    Role,
}

/// Why nobody stands behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nobody {
    /// The principal may not.
    Forbidden(Forbidden),
    /// It must be said.
    Unsaid(Unsaid),
}

impl Forbidden {
    /// In both languages.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            Forbidden::Actor(actor) => format!("`{actor}`의 이름으로 행위하는 것"),
            Forbidden::Role { role, workflow, .. } => {
                format!("절차 `{workflow}`에서 `{role}` 역할로 행위하는 것")
            }
            Forbidden::Act(workflow) => format!("절차 `{workflow}`의 사건에서 행위하는 것"),
            Forbidden::Behalf(workflow) => {
                format!("절차 `{workflow}`에서 다른 사람을 위하여 행위하는 것")
            }
            Forbidden::Operate => "서비스를 운영하는 것(`operates = true`)".to_owned(),
            Forbidden::Read(workflow) => format!("절차 `{workflow}`의 사건을 읽는 것"),
            Forbidden::ReadAll => "모든 절차의 사건을 읽는 것".to_owned(),
            Forbidden::Unknown => "이 서비스를 쓰는 것(호출 주체 파일에 없음)".to_owned(),
        };
        let en = match self {
            Forbidden::Unknown => {
                "use this service (the file of principals does not name it)".to_owned()
            }
            Forbidden::Operate => "operate the service (`operates = true`)".to_owned(),
            other => other.to_string(),
        };
        Bilingual::new(ko, en)
    }

    /// The nearest thing that is allowed.
    pub fn near(&self) -> Option<String> {
        match self {
            Forbidden::Role { role, known, .. } => {
                nearest_quoted(role, known.iter().map(|known| &**known))
            }
            _ => None,
        }
    }
}

impl Grant {
    /// Who acts in a case of this workflow. What is not said is taken from the
    /// file where that names only one.
    ///
    /// The role in which somebody acts for another is held by that other: the
    /// case says to whom it was delegated, and the file only that the principal
    /// has a part in the workflow, be it without a role of its own.
    ///
    /// # Errors
    /// The principal may not act so, or it must be said as whom.
    pub fn who(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        if said.on_behalf_of.is_some() {
            return self.delegate(workflow, said, via);
        }
        let none = BTreeSet::new();
        let roles = self.roles.get(workflow).unwrap_or(&none);
        let only = || match (roles.len(), roles.first()) {
            (1, Some(only)) => Ok(only.clone()),
            (0, _) => Err(Nobody::Forbidden(Forbidden::Act(workflow.clone()))),
            _ => Err(Nobody::Unsaid(Unsaid::Role)),
        };
        let capacity = match said.role {
            Some(role) => Name::from(role),
            None => only()?,
        };
        if !roles.contains(&capacity) {
            return Err(Nobody::Forbidden(Forbidden::Role {
                role: capacity,
                workflow: workflow.clone(),
                known: roles.iter().cloned().collect(),
            }));
        }
        let actor = self.actor(said.actor)?;
        let granted = BTreeSet::from([capacity.clone()]);
        Ok(self.somebody(actor, Some(capacity), granted, said, via))
    }

    /// Who acts for another.
    fn delegate(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        let Some(roles) = self.roles.get(workflow) else {
            return Err(Nobody::Forbidden(Forbidden::Behalf(workflow.clone())));
        };
        let actor = self.actor(said.actor)?;
        let role = said.role.map(Name::from);
        let granted = role.iter().filter(|role| roles.contains(*role)).cloned();
        let granted = granted.collect();
        Ok(self.somebody(actor, role, granted, said, via))
    }

    /// Who looks at a case of this workflow: whatever is not said is open.
    ///
    /// # Errors
    /// The principal may not act so.
    pub fn looker(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        let nobody = || Name::from("–");
        if said.role.is_some() || said.on_behalf_of.is_some() {
            return match self.who(workflow, said, via.clone()) {
                Err(Nobody::Unsaid(_)) => {
                    let role = said.role.map(Name::from);
                    let granted = role.iter().cloned().collect();
                    Ok(self.somebody(nobody(), role, granted, said, via))
                }
                other => other,
            };
        }
        let actor = match self.actor(said.actor) {
            Err(Nobody::Unsaid(_)) => nobody(),
            other => other?,
        };
        let granted = self.roles.get(workflow).cloned().unwrap_or_default();
        Ok(self.somebody(actor, None, granted, said, via))
    }

    /// A person with what the principal carries: nobody claims more than that.
    fn somebody(
        &self,
        actor: Name,
        capacity: Option<Name>,
        granted: BTreeSet<Name>,
        said: Said<'_>,
        via: Name,
    ) -> Who {
        Who {
            actor,
            capacity,
            granted,
            claims: self.claims.clone(),
            on_behalf_of: said.on_behalf_of.map(Name::from),
            via,
        }
    }

    /// That the clock's debts may be taken and messages delivered.
    ///
    /// # Errors
    /// They may not.
    pub const fn may_operate(&self) -> Result<(), Forbidden> {
        if self.operates {
            Ok(())
        } else {
            Err(Forbidden::Operate)
        }
    }

    fn actor(&self, actor: Option<&str>) -> Result<Name, Nobody> {
        let Actors { named, beginning } = &self.actors;
        match actor {
            Some(actor) => {
                let named = named.contains(actor);
                if named
                    || beginning.iter().any(|start| actor.starts_with(&**start)) && is_actor(actor)
                {
                    Ok(actor.into())
                } else {
                    Err(Nobody::Forbidden(Forbidden::Actor(actor.into())))
                }
            }
            None => match (named.len(), named.first(), beginning.is_empty()) {
                (1, Some(only), true) => Ok(only.clone()),
                _ => Err(Nobody::Unsaid(Unsaid::Actor)),
            },
        }
    }

    /// That cases of a workflow may be read.
    ///
    /// # Errors
    /// They may not.
    pub fn may_read(&self, workflow: &Name) -> Result<(), Forbidden> {
        let named = match &self.reads {
            Reads::All => true,
            Reads::Also(more) => more.contains(workflow),
            Reads::Own => false,
        };
        if named || self.roles.contains_key(workflow) {
            Ok(())
        } else {
            Err(Forbidden::Read(workflow.clone()))
        }
    }
}

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
    reading.know(table, &["actor", "reads", "roles", "claims", "operates"]);
    let mut grant = Grant::default();
    if let Some(value) = table.get("operates") {
        grant.operates = reading.flag("operates", value);
    }
    match table.get("actor") {
        Some(value) => grant.actors = actors(value, reading),
        // What only keeps the service going acts as nobody.
        None if grant.operates && table.get("roles").is_none() => {}
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
    if value.get_ref().as_str() == Some("all") {
        return Reads::All;
    }
    let mut also = BTreeSet::new();
    for word in reading.words("reads", value) {
        known_workflow(&word, library, reading);
        also.insert(word.text.into());
    }
    Reads::Also(also)
}

fn known_workflow(word: &Word, library: &Library, reading: &mut Reading) -> bool {
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
