//! Files that commands write: whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::codes;
use crate::diagnostic::{Coded, Finding};
use crate::library::cause;
use crate::service::LogError;

/// A file that takes its name only once it is written. One that is dropped
/// before that leaves nothing behind.
pub(super) struct OutputFile {
    path: PathBuf,
    /// Where it stands until then; none for a pipe or a device, which is
    /// written as it is.
    partial: Option<Partial>,
    file: io::BufWriter<File>,
}

/// A file on the way to its name.
struct Partial {
    from: PathBuf,
    to: PathBuf,
    named: bool,
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.named {
            // Half a file is worse than none; if it cannot go, its name says so.
            let _ = fs::remove_file(&self.from);
        }
    }
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
            .with("cause", cause(&self.cause))
    }
}

impl OutputFile {
    /// Begins a file beside its future name.
    pub(super) fn create(path: &Path) -> Result<Self, WriteError> {
        let begun = match fs::metadata(path) {
            Ok(there) if there.is_dir() => Err(ErrorKind::IsADirectory.into()),
            // To give a name to something would take it from a pipe or a device.
            Ok(there) if !there.is_file() => OpenOptions::new()
                .write(true)
                .open(path)
                .map(|file| (file, None)),
            // Behind a link stands the file that is meant.
            Ok(_) => fs::canonicalize(path).and_then(begin),
            Err(_) => begin(path.to_owned()),
        };
        match begun {
            Ok((file, partial)) => Ok(OutputFile {
                path: path.to_owned(),
                partial,
                file: io::BufWriter::new(file),
            }),
            Err(cause) => Err(WriteError {
                path: path.to_owned(),
                cause,
            }),
        }
    }

    /// Writes a file at once, in the place of the one that may be there, whose
    /// permissions it takes. A link stays one: its target is written.
    pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let mut output = OutputFile::create(path)?;
        output.write(bytes)?;
        if let (Ok(known), Some(partial)) = (fs::metadata(path), &output.partial) {
            let set = fs::set_permissions(&partial.from, known.permissions());
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
        let flushed = self.file.flush();
        let done = flushed.and_then(|()| match &mut self.partial {
            None => Ok(()),
            Some(partial) => {
                self.file.get_ref().sync_all()?;
                fs::rename(&partial.from, &partial.to)?;
                partial.named = true;
                Ok(())
            }
        });
        done.map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: io::Error) -> WriteError {
        WriteError {
            path: self.path.clone(),
            cause,
        }
    }
}

/// A new file beside another, under a name that no other process takes.
fn begin(to: PathBuf) -> io::Result<(File, Option<Partial>)> {
    let mut name = to.as_os_str().to_owned();
    name.push(format!(".{}.partial", process::id()));
    let from = PathBuf::from(name);
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&from)?;
    let partial = Partial {
        from,
        to,
        named: false,
    };
    Ok((file, Some(partial)))
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
