//! The file of a witness: its key and the heads that it remembers.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::audit::witness::{MemoryError, Witness};
use crate::command::codes;
use crate::command::input::InputError;
use crate::command::output::WriteError;
use crate::diagnostic::{Bilingual, Coded, Finding};
use crate::library::private;
use crate::service::rights;

/// The file of a witness cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// It cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Others may read it.
    #[error("{} has the permissions {mode}", path.display())]
    Rights { path: PathBuf, mode: String },
    /// It is not the memory of a witness.
    #[error("{}: {error}", path.display())]
    Memory { path: PathBuf, error: MemoryError },
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Another process uses it.
    #[error("{} is in use", path.display())]
    Busy { path: PathBuf },
}

impl Coded for FileError {
    fn finding(&self) -> Finding {
        match self {
            FileError::Input(error) => error.finding(),
            FileError::Rights { path, mode } => rights(path, mode),
            FileError::Memory { path, error } => {
                error.finding().with("path", path.display().to_string())
            }
            FileError::Write(error) => error.finding(),
            FileError::Busy { path } => {
                Finding::new(codes::WITNESS_BUSY).with("path", path.display().to_string())
            }
        }
    }
}

/// The memory of a witness, which nobody else changes as long as this lives.
pub(super) struct Held {
    path: PathBuf,
    /// The lock stands on a file beside it: the file itself is another one after
    /// every change.
    _lock: File,
}

fn failed(path: &Path) -> impl Fn(io::Error) -> FileError {
    move |cause| {
        WriteError {
            path: path.to_owned(),
            cause,
        }
        .into()
    }
}

/// Reads the memory.
pub(super) fn read(path: &Path) -> Result<Witness, FileError> {
    let unreadable = |cause| InputError::of(path, cause);
    if path.is_dir() {
        return Err(unreadable(ErrorKind::IsADirectory.into()).into());
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if let Some(mode) = private::open_to_others(&metadata) {
        let path = path.to_owned();
        return Err(FileError::Rights { path, mode });
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Witness::parse(&bytes).map_err(|error| FileError::Memory {
        path: path.to_owned(),
        error,
    })
}

/// Makes the memory of a new witness.
pub(super) fn create(path: &Path, witness: &Witness) -> Result<(), FileError> {
    // Taken first, so that two do not make it at once; it stays taken, so that what
    // another witness remembers is never lost under a new one.
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(failed(path)(ErrorKind::AlreadyExists.into()));
    }
    let _held = hold(path, 0)?;
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(failed(path)(ErrorKind::AlreadyExists.into()));
    }
    private::replace(path, &witness.to_bytes()).map_err(failed(path))
}

/// Waits until nobody else uses the memory, and holds it.
pub(super) fn hold(path: &Path, seconds: u16) -> Result<Held, FileError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let made = match private::create(&name) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => File::open(&name),
        made => made,
    };
    let lock = made.map_err(failed(&name))?;
    let pause = Duration::from_millis(20);
    let most = Duration::from_secs(seconds.into()).as_millis() / pause.as_millis();
    for attempt in 0..=most {
        match lock.try_lock() {
            Ok(()) => {
                return Ok(Held {
                    path: path.to_owned(),
                    _lock: lock,
                });
            }
            Err(TryLockError::WouldBlock) if attempt < most => thread::sleep(pause),
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(error)) => return Err(failed(&name)(error)),
        }
    }
    let path = path.to_owned();
    Err(FileError::Busy { path })
}

impl Held {
    /// Reads the memory.
    pub(super) fn read(&self) -> Result<Witness, FileError> {
        read(&self.path)
    }

    /// Keeps what the witness remembers now. Once this returns, it survives a loss
    /// of power.
    pub(super) fn keep(&self, witness: &Witness) -> Result<(), FileError> {
        private::replace(&self.path, &witness.to_bytes()).map_err(failed(&self.path))
    }
}

/// A log of which a witness remembers nothing.
pub(super) fn knows_not(log: &str, witness: &Witness) -> Finding {
    let known: Vec<&str> = witness.logs().map(|one| one.key.name()).collect();
    let list = if known.is_empty() {
        Bilingual::new("없음", "none")
    } else {
        Bilingual::from(known.join(", "))
    };
    Finding::new(codes::WITNESS_KNOWS_NOT)
        .with("log", log)
        .with("known", list)
        .suggest(crate::diagnostic::nearest_quoted(log, known))
}
