//! The key of a log, in a file beside its store.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::codes;
use crate::audit::note::{self, SecretKey};
use crate::diagnostic::{Bilingual, Coded, Finding};
use crate::library::{RandomError, Surroundings, cause};

/// The file that holds the key of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    path: PathBuf,
}

/// A key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It cannot be made for a new log.
    #[error("{} cannot be made: {error}", path.display())]
    NotMade {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It holds no key.
    #[error("{}: {error}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why.
        error: note::KeyError,
    },
    /// It holds the key of another log.
    #[error("{} holds the key of another log", path.display())]
    OfAnotherLog {
        /// The file.
        path: PathBuf,
    },
    /// Others than its owner may read or change it.
    #[error("{} may be used by others (mode {mode:o})", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its mode, as Unix has it.
        mode: u32,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Coded for KeyError {
    fn finding(&self) -> Finding {
        let (path, detail) = match self {
            KeyError::Exposed { path, mode } => {
                return Finding::new(codes::KEY_EXPOSED)
                    .with("path", path.display().to_string())
                    .with("mode", format!("{mode:03o}"));
            }
            KeyError::Io { path, error } => (path, cause(error)),
            KeyError::NotMade { path, error } => {
                return Finding::new(codes::FILE_NOT_WRITTEN)
                    .with("path", path.display().to_string())
                    .with("cause", cause(error));
            }
            KeyError::Malformed { path, error } => (path, error.says()),
            KeyError::OfAnotherLog { path } => (
                path,
                Bilingual::new("다른 로그의 열쇠입니다", "it is the key of another log"),
            ),
            KeyError::Random(_) => return Finding::new(codes::NO_RANDOMNESS),
        };
        Finding::new(codes::KEY_UNUSABLE)
            .with("path", path.display().to_string())
            .with("detail", detail)
    }
}

impl KeyFile {
    /// The key file of a store file: its name with `.key` behind it.
    pub fn beside(store: &Path) -> KeyFile {
        let mut name = store.as_os_str().to_owned();
        name.push(".key");
        KeyFile { path: name.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a key and writes it under a name of its own, beside the place where
    /// it will stand once its store is there; only its owner may read it.
    ///
    /// So a crash before that leaves no key that seems to have lost its store.
    ///
    /// # Errors
    /// There is a key at that place already, or none can be written.
    pub(super) fn create(
        &self,
        log: &str,
        surroundings: &dyn Surroundings,
    ) -> Result<NewKey, KeyError> {
        let failed = |error| KeyError::NotMade {
            path: self.path.clone(),
            error,
        };
        if fs::symlink_metadata(&self.path).is_ok() {
            return Err(failed(io::ErrorKind::AlreadyExists.into()));
        }
        let random = surroundings.random()?;
        let key = SecretKey::from_random(log, &random).map_err(|error| KeyError::Malformed {
            path: self.path.clone(),
            error,
        })?;
        // No other process takes this name: the id of the log is random.
        let id: String = key.public().id().map(|byte| format!("{byte:02x}")).concat();
        let from = self
            .path
            .with_file_name(format!("{}{id}", self.unfinished()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(&from).map_err(failed)?;
        let new = NewKey {
            key,
            from,
            to: self.path.clone(),
            named: false,
        };
        let text = format!("{}\n", new.key.secret_text());
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        Ok(new)
    }

    /// How the names begin under which keys stand until their store is there.
    fn unfinished(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        format!(".{}.new-", name.to_string_lossy())
    }

    /// Finishes what a crash between a store and its key interrupted: the key of
    /// this log takes its place.
    fn recover(&self, public: &str) -> io::Result<()> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let beginning = self.unfinished();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with(&beginning) {
                continue;
            }
            let key: Result<SecretKey, _> = fs::read_to_string(entry.path())?.parse();
            if key.is_ok_and(|key| key.public().to_string() == public) {
                return fs::rename(entry.path(), &self.path);
            }
        }
        Ok(())
    }

    /// That nobody but its owner and its group may read it, and nobody but its
    /// owner may change it. A group may read: so secrets are given to services.
    #[cfg(unix)]
    fn for_its_owner(&self, metadata: &fs::Metadata) -> Result<(), KeyError> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = metadata.permissions().mode() & 0o777;
        if metadata.is_file() && mode & 0o037 != 0 {
            return Err(KeyError::Exposed {
                path: self.path.clone(),
                mode,
            });
        }
        Ok(())
    }

    /// Reads the key of this log.
    ///
    /// # Errors
    /// The file cannot be read, may be used by others, holds no key, or that of
    /// another log.
    pub fn read(&self, public: &str) -> Result<SecretKey, KeyError> {
        if !self.path.exists() {
            // Where it cannot be done, the key is missing, and that is told.
            let _ = self.recover(public);
        }
        let failed = |error| KeyError::Io {
            path: self.path.clone(),
            error,
        };
        let mut file = fs::File::open(&self.path).map_err(failed)?;
        #[cfg(unix)]
        self.for_its_owner(&file.metadata().map_err(failed)?)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let key: SecretKey = text
            .trim_end()
            .parse()
            .map_err(|error| KeyError::Malformed {
                path: self.path.clone(),
                error,
            })?;
        if key.public().to_string() == public {
            Ok(key)
        } else {
            Err(KeyError::OfAnotherLog {
                path: self.path.clone(),
            })
        }
    }
}

/// A key whose store is being made. Dropped before that is done, it is removed.
pub(super) struct NewKey {
    key: SecretKey,
    from: PathBuf,
    to: PathBuf,
    named: bool,
}

impl NewKey {
    /// The key.
    pub(super) const fn key(&self) -> &SecretKey {
        &self.key
    }

    /// The store is there: the key takes its place beside it.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub(super) fn finish(mut self) -> Result<(), KeyError> {
        self.named = true;
        match fs::rename(&self.from, &self.to) {
            // A process that read the store meanwhile has done it.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.to.exists() => Ok(()),
            other => other.map_err(|error| KeyError::NotMade {
                path: self.to.clone(),
                error,
            }),
        }
    }
}

impl Drop for NewKey {
    fn drop(&mut self) {
        if !self.named {
            // If it stays, it is in nobody's way: its name is its own.
            let _ = fs::remove_file(&self.from);
        }
    }
}
