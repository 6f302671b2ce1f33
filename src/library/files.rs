//! The files of a library, on disk or in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::codes;
use crate::diagnostic::{Coded, Finding};

/// Files by name relative to the library, with `/` between folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
}

/// A library folder that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is neither `ordinance/` nor `workflows/` in it.
    #[error("{} holds neither `ordinance/` nor `workflows/`", folder.display())]
    NotALibrary {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder cannot be read.
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file is larger than any text needs to be.
    #[error("{} is larger than {limit} bytes", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
}

/// Largest file of a library.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// Deepest folder below one of a library that is read.
const DEEPEST_FOLDER: usize = 8;

impl Files {
    /// Reads `ordinance/`, `workflows/` and `calendars/` of a folder, with their
    /// subfolders, and its `library.toml`. One that has neither of the first two is no library.
    ///
    /// # Errors
    /// The folder is no library, or a file of it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, FilesError> {
        let mut files = Files::default();
        let mut found = false;
        for part in ["ordinance", "workflows", "calendars"] {
            let path = folder.join(part);
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    found |= part != "calendars";
                    files.read_folder(&path, part, 0)?;
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(FilesError::Unreadable { path, error }),
            }
        }
        if found {
            let path = folder.join(super::setting::NAME);
            match std::fs::read(&path) {
                Ok(bytes) => files.insert(super::setting::NAME, bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(FilesError::Unreadable { path, error }),
            }
            Ok(files)
        } else {
            Err(FilesError::NotALibrary {
                folder: folder.to_owned(),
            })
        }
    }

    /// Reads `calendars/` alone, of a folder that need not be a library; none
    /// where there is none.
    ///
    /// # Errors
    /// The folder is not there, or a file of it cannot be read.
    pub fn read_calendars(folder: &Path) -> Result<Self, FilesError> {
        let mut files = Files::default();
        let path = folder.join("calendars");
        if path.is_dir() {
            files.read_folder(&path, "calendars", 0)?;
        } else if let Err(error) = std::fs::metadata(folder) {
            let path = folder.to_owned();
            return Err(FilesError::Unreadable { path, error });
        }
        Ok(files)
    }

    /// Reads one file that lies in no library, with the shared rules, scenarios
    /// and pins beside it: a library of one.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read_alone(path: &Path) -> Result<Self, FilesError> {
        let unreadable = |path: &Path, error| FilesError::Unreadable {
            path: path.to_owned(),
            error,
        };
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let part = if name.ends_with(".md") || name.ends_with(".txt") {
            "ordinance"
        } else {
            "workflows"
        };
        let mut files = Files::default();
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, error))?;
        files.insert(format!("{part}/{name}"), bytes);
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        for entry in entries.flatten() {
            let beside = entry.file_name();
            let Some(beside) = beside.to_str() else {
                continue;
            };
            let belongs = beside.ends_with(".rhai")
                || beside == format!("{stem}.lock")
                || beside == format!("{stem}.scenarios.toml");
            if belongs && part == "workflows" {
                let bytes = std::fs::read(entry.path())
                    .map_err(|error| unreadable(&entry.path(), error))?;
                files.insert(format!("workflows/{beside}"), bytes);
            }
        }
        Ok(files)
    }

    fn read_folder(&mut self, folder: &Path, name: &str, depth: usize) -> Result<(), FilesError> {
        let unreadable = |path: &Path, error| FilesError::Unreadable {
            path: path.to_owned(),
            error,
        };
        let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(folder, error))?;
            let path = entry.path();
            let file_name = entry.file_name();
            let Some(file_name) = file_name.to_str() else {
                let error = io::Error::new(io::ErrorKind::InvalidData, "its name is not UTF-8");
                return Err(unreadable(&path, error));
            };
            // Editors and version control leave hidden files beside real ones.
            if file_name.starts_with('.') {
                continue;
            }
            let name = format!("{name}/{file_name}");
            let metadata = std::fs::metadata(&path).map_err(|error| unreadable(&path, error))?;
            if metadata.is_dir() {
                if depth < DEEPEST_FOLDER {
                    self.read_folder(&path, &name, depth + 1)?;
                }
            } else if is_read(file_name) {
                if metadata.len() > LARGEST_FILE {
                    return Err(FilesError::TooLarge {
                        path,
                        limit: LARGEST_FILE,
                    });
                }
                let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
                self.files.insert(name, bytes);
            }
        }
        Ok(())
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), bytes.into());
    }

    /// A file by name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// Every file, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }
}

/// Whether a library reads a file of this name.
fn is_read(name: &str) -> bool {
    [".md", ".txt", ".toml", ".rhai", ".lock"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

impl Coded for FilesError {
    fn finding(&self) -> Finding {
        match self {
            FilesError::NotALibrary { folder } => {
                Finding::new(codes::NOT_A_LIBRARY).with("folder", folder.display().to_string())
            }
            FilesError::Unreadable { path, error } => Finding::new(codes::UNREADABLE)
                .with("path", path.display().to_string())
                .with("cause", super::cause(error)),
            FilesError::TooLarge { path, limit } => Finding::new(codes::TOO_LARGE)
                .with("path", path.display().to_string())
                .with("limit", (limit >> 20).to_string()),
        }
    }
}
