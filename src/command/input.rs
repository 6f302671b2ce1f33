//! Reading of one file that the command line names.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::codes;
use crate::diagnostic::{Coded, Finding};

/// The largest file that is read, in MiB. The longest Korean statutes are
/// under 2 MiB.
pub const LIMIT_MIB: u64 = 32;

/// A file could not be read. The command ends with
/// [`Exit::Unreadable`](super::Exit::Unreadable).
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// There is none of that name.
    #[error("there is no file `{}`", .file.display())]
    NotFound {
        /// As it was named.
        file: PathBuf,
    },
    /// It is a folder.
    #[error("`{}` is a folder", .file.display())]
    Folder {
        /// As it was named.
        file: PathBuf,
    },
    /// It is larger than `LIMIT_MIB`.
    #[error("`{}` is too large", .file.display())]
    TooLarge {
        /// As it was named.
        file: PathBuf,
    },
    /// The operating system refuses.
    #[error("`{}` cannot be read", .file.display())]
    Unreadable {
        /// As it was named.
        file: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

impl InputError {
    /// The fault that the operating system names.
    pub(super) fn of(file: &Path, cause: io::Error) -> Self {
        let file = file.to_owned();
        match cause.kind() {
            ErrorKind::NotFound => InputError::NotFound { file },
            ErrorKind::IsADirectory => InputError::Folder { file },
            _ => InputError::Unreadable { file, cause },
        }
    }

    /// The file, as it was named.
    pub fn file(&self) -> &Path {
        match self {
            InputError::NotFound { file }
            | InputError::Folder { file }
            | InputError::TooLarge { file }
            | InputError::Unreadable { file, .. } => file,
        }
    }
}

impl Coded for InputError {
    fn finding(&self) -> Finding {
        let code = match self {
            InputError::NotFound { .. } => codes::FILE_NOT_FOUND,
            InputError::Folder { .. } => codes::FILE_IS_FOLDER,
            InputError::TooLarge { .. } => codes::FILE_TOO_LARGE,
            InputError::Unreadable { .. } => codes::FILE_UNREADABLE,
        };
        let finding = Finding::new(code).with("file", self.file().display().to_string());
        match self {
            InputError::TooLarge { .. } => finding.with("limit", LIMIT_MIB.to_string()),
            InputError::Unreadable { cause, .. } => {
                finding.with("cause", crate::library::cause(cause))
            }
            InputError::NotFound { .. } | InputError::Folder { .. } => finding,
        }
    }
}

/// The bytes of a file of at most `LIMIT_MIB` MiB.
///
/// # Errors
/// Names the file, and why it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, InputError> {
    let fault = |cause| InputError::of(path, cause);
    // Windows answers "access denied" when a folder is opened.
    if path.is_dir() {
        return Err(fault(ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    let limit = LIMIT_MIB << 20;
    File::open(path)
        .map_err(fault)?
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(fault)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        Ok(bytes)
    } else {
        Err(InputError::TooLarge {
            file: path.to_owned(),
        })
    }
}
