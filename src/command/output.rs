//! Files that commands write: whole, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::codes;
use crate::diagnostic::{Coded, Finding};
use crate::service::LogError;

/// A file that takes its name only once it is written.
pub(super) struct OutputFile {
    path: PathBuf,
    partial: PathBuf,
    file: io::BufWriter<File>,
}

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: io::Error,
}

impl Coded for WriteError {
    fn finding(&self) -> Finding {
        Finding::new(codes::FILE_NOT_WRITTEN)
            .with("path", self.path.display().to_string())
            .with("cause", self.cause.to_string())
    }
}

impl OutputFile {
    /// Begins a file beside its future name.
    pub(super) fn create(path: &Path) -> Result<Self, WriteError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".partial");
        let partial = PathBuf::from(name);
        let file = File::create(&partial).map_err(|cause| WriteError {
            path: path.to_owned(),
            cause,
        })?;
        Ok(OutputFile {
            path: path.to_owned(),
            partial,
            file: io::BufWriter::new(file),
        })
    }

    /// Writes a file at once, in the place of the one that may be there, whose
    /// permissions it takes. A link stays one: its target is written.
    pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut output = OutputFile::create(&target)?;
        output.write(bytes)?;
        if let Ok(known) = fs::metadata(&target) {
            let set = fs::set_permissions(&output.partial, known.permissions());
            set.map_err(|cause| output.failed(cause))?;
        }
        output.finish()
    }

    /// Writes the next bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let written = self.file.write_all(bytes);
        written.map_err(|cause| self.failed(cause))
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        let done = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .and_then(|()| fs::rename(&self.partial, &self.path));
        done.map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: io::Error) -> WriteError {
        // Half a file is worse than none; if it cannot go, its name says so.
        let _ = fs::remove_file(&self.partial);
        WriteError {
            path: self.path.clone(),
            cause,
        }
    }
}

/// What can go wrong while a trail is written.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    /// The trail cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Coded for ExportError {
    fn finding(&self) -> Finding {
        match self {
            ExportError::Log(error) => error.finding(),
            ExportError::Write(error) => error.finding(),
        }
    }
}
