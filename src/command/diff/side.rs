//! One of the revisions that the command line names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::command::codes;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input::{self, InputError};
use crate::command::library::{self as of_library, is_library, select};
use crate::diagnostic::{Coded, Finding, Level, Source};
use crate::library::{Files, Library};
use crate::workflow::{Input, Workflow, load};

/// A revision, with the calendar by which it counts.
pub(super) struct Side {
    pub(super) workflow: Workflow,
    pub(super) calendar: Option<Arc<Calendar>>,
}

/// The library has the procedure, but no such revision of it.
#[derive(Debug, thiserror::Error)]
#[error("there is no revision {revision} of `{workflow}`")]
struct NoSuchRevision {
    workflow: String,
    revision: String,
    known: String,
}

impl Coded for NoSuchRevision {
    fn finding(&self) -> Finding {
        Finding::new(codes::NO_SUCH_REVISION)
            .with("workflow", self.workflow.as_str())
            .with("revision", self.revision.as_str())
            .with("known", self.known.as_str())
    }
}

/// Reads what is named: a file where there is one, else a procedure of the library.
///
/// # Errors
/// The exit that says what is wrong, which is told.
pub(super) fn read(named: &str, context: &mut Context) -> Result<Side, Exit> {
    let path = Path::new(named);
    if path.is_file() {
        return of_file(path, context);
    }
    let looks_like_a_file = named.contains(['/', '\\']) || named.ends_with(".toml");
    if path.is_dir() || looks_like_a_file {
        let error = match input::read(path) {
            Err(error) => error,
            Ok(_) => InputError::NotFound {
                file: path.to_owned(),
            },
        };
        return Err(context.fail(&error, Exit::Unreadable));
    }
    of_revision(named, context)
}

fn of_revision(named: &str, context: &mut Context) -> Result<Side, Exit> {
    let library = of_library::read(context)?;
    let (id, revision) = match named.split_once('@') {
        Some((id, revision)) => (id, Some(revision)),
        None => (named, None),
    };
    let Some(last) = library.procedures.get(id) else {
        let faults = of_library::faults(&library, id);
        for finding in &faults {
            context.talk_finding(finding);
        }
        of_library::tell_missing(&library, id, context);
        return Err(if faults.is_empty() {
            Exit::Usage
        } else {
            Exit::Unreadable
        });
    };
    let found = match revision {
        None => Some(last),
        Some(revision) => library
            .revisions(id)
            .find(|it| it.workflow.revision.to_string() == revision),
    };
    let Some(procedure) = found else {
        let known = library.revisions(id).map(|it| it.workflow.revision);
        let known: Vec<String> = known.map(|it| it.to_string()).collect();
        let error = NoSuchRevision {
            workflow: id.to_owned(),
            revision: revision.unwrap_or_default().to_owned(),
            known: known.join(", "),
        };
        return Err(context.fail(&error, Exit::Usage));
    };
    Ok(Side {
        workflow: procedure.workflow.as_ref().clone(),
        calendar: procedure.calendar.clone(),
    })
}

/// A file is read with the rules and bodies of the library that it lies in; one that
/// lies in none with those of the library of the context, as if it lay there.
fn of_file(path: &Path, context: &mut Context) -> Result<Side, Exit> {
    let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
    let chosen: Vec<PathBuf> = vec![path.to_owned()];
    let folder = select(&chosen, context)
        .into_iter()
        .map(|it| it.folder)
        .find(|folder| is_library(folder))
        .or_else(|| is_library(&context.library).then(|| context.library.clone()));
    let files = match &folder {
        Some(folder) => Files::read(folder),
        None => Files::read_alone(path),
    };
    let files = files.map_err(|error| context.fail(&error, Exit::Unreadable))?;
    let library = Library::of(&files);
    let name = path.to_string_lossy();
    let Ok(text) = String::from_utf8(bytes) else {
        let finding = Finding::new(crate::workflow::codes::NOT_UTF8).with("file", &*name);
        context.talk_finding(&finding);
        return Err(Exit::Unreadable);
    };
    let mut rule_files = BTreeMap::new();
    for (file, bytes) in files.iter() {
        let base = file.strip_prefix("workflows/").unwrap_or_default();
        if base.ends_with(".rhai")
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            rule_files.insert(base.to_owned(), Source::new(file, text));
        }
    }
    let loaded = load(&Input {
        source: Source::new(&*name, text),
        rule_files,
        bodies: library.bodies.clone(),
    });
    for finding in loaded.findings.iter().filter(|it| it.level == Level::Error) {
        context.talk_finding(finding);
    }
    let Some(workflow) = loaded.workflow else {
        return Err(Exit::Unreadable);
    };
    let calendar = match workflow.calendar_id() {
        None => None,
        Some(id) => match library.calendars.find(id) {
            Ok(calendar) => Some(calendar),
            Err(error) => return Err(context.fail(&error, Exit::Unreadable)),
        },
    };
    Ok(Side { workflow, calendar })
}
