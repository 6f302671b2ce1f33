//! Reading the library that a command works on.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::exit::Exit;
use super::input::InputError;
use crate::diagnostic::{Coded, Finding, Level, nearest_quoted};
use crate::library::{Files, Library};
use crate::service::CasesError;

/// Reads the library of the context. One that cannot be read is told.
///
/// # Errors
/// The exit that says so.
pub(super) fn read(context: &mut Context) -> Result<Library, Exit> {
    let folder = context.library.clone();
    read_at(&folder, context)
}

/// The library of the context, where there is one; nothing is told of it. Cases
/// go on without it, save that they open no children.
pub(super) fn at_hand(context: &Context) -> Option<Library> {
    if !is_library(&context.library) {
        return None;
    }
    let files = Files::read(&context.library).ok()?;
    Some(Library::of(&files))
}

/// Reads the library in a folder. One that cannot be read is told.
///
/// # Errors
/// The exit that says so.
pub(super) fn read_at(folder: &Path, context: &mut Context) -> Result<Library, Exit> {
    files_at(folder, context).map(|files| Library::of(&files))
}

/// Reads the files of the library in a folder, or of the file that lies in none.
///
/// # Errors
/// The exit that says why they cannot be read.
pub(super) fn files_at(folder: &Path, context: &mut Context) -> Result<Files, Exit> {
    if !folder.exists() {
        let error = InputError::of(folder, ErrorKind::NotFound.into());
        return Err(context.fail(&error, Exit::Unreadable));
    }
    let read = if folder.is_file() {
        Files::read_alone(folder)
    } else {
        Files::read(folder)
    };
    match read {
        Ok(files) => Ok(files),
        Err(error) => Err(context.fail(&error, Exit::Unreadable)),
    }
}

/// What is wrong with a workflow that is not among the procedures: the errors
/// of its file and of the rules beside it. None, where nothing has its name.
pub(super) fn faults<'a>(library: &'a Library, workflow: &str) -> Vec<&'a Finding> {
    let file = library
        .unbuilt
        .iter()
        .find(|name| name.rsplit('/').next() == Some(&format!("{workflow}.toml")));
    let concerns = |finding: &&Finding| {
        let place = finding.place().map(|place| place.file());
        finding.workflow.as_deref() == Some(workflow)
            || file.is_some_and(|file| {
                let folder = file.rsplit_once('/').map(|(folder, _)| folder);
                place.is_some_and(|place| {
                    place == file
                        || place.ends_with(".rhai")
                            && place.rsplit_once('/').map(|(folder, _)| folder) == folder
                })
            })
    };
    library
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .filter(concerns)
        .collect()
}

/// Tells that the library has no such workflow.
pub(super) fn tell_missing(library: &Library, workflow: &str, context: &mut Context) {
    let known = library.procedures.keys().map(|id| &**id);
    let error = CasesError::NoSuchWorkflow {
        workflow: workflow.into(),
        known: library.known(),
        near: nearest_quoted(workflow, known),
    };
    context.talk_finding(&error.finding());
}

/// What the paths of a command line choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    /// The folder of the library, or a file that lies in none.
    pub folder: PathBuf,
    /// The files chosen, by name in the library; none chooses all.
    pub files: Vec<String>,
}

impl Selection {
    /// Whether a file of the library is chosen.
    pub(super) fn takes(&self, file: &str) -> bool {
        self.files.is_empty() || self.files.iter().any(|chosen| chosen == file)
    }
}

/// What some paths choose: a library itself, or files of the library that they
/// lie in. No path chooses the library of the context.
pub(super) fn select(paths: &[PathBuf], context: &Context) -> Vec<Selection> {
    if paths.is_empty() {
        return vec![Selection {
            folder: context.library.clone(),
            files: Vec::new(),
        }];
    }
    let mut selections: Vec<Selection> = Vec::new();
    for path in paths {
        let found = locate(path);
        match selections
            .iter_mut()
            .find(|known| known.folder == found.folder)
        {
            Some(known) if known.files.is_empty() || found.files.is_empty() => {
                known.files.clear();
            }
            Some(known) => known.files.extend(found.files),
            None => selections.push(found),
        }
    }
    selections
}

/// Whether a folder is a library.
pub(super) fn is_library(folder: &Path) -> bool {
    ["ordinance", "workflows"]
        .iter()
        .any(|part| folder.join(part).is_dir())
}

fn locate(path: &Path) -> Selection {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if is_library(&whole) {
        return Selection {
            folder: path.to_owned(),
            files: Vec::new(),
        };
    }
    for folder in whole.ancestors().skip(1) {
        let inside = whole
            .strip_prefix(folder)
            .ok()
            .map(|rest| rest.to_string_lossy().replace('\\', "/"))
            .filter(|rest| rest.starts_with("ordinance/") || rest.starts_with("workflows/"));
        if let (true, Some(name)) = (is_library(folder), inside) {
            return Selection {
                folder: folder.to_owned(),
                files: vec![name],
            };
        }
    }
    // In no library: a file is read alone, and a folder tells that it is none.
    Selection {
        folder: path.to_owned(),
        files: Vec::new(),
    }
}
