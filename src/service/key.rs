//! The key of a log, in a file beside its store.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::codes;
use crate::audit::note::{self, SecretKey};
use crate::diagnostic::{Bilingual, Coded, Finding};
use crate::library::{RandomError, Surroundings, cause, private};

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
    /// It holds a key of this log that signs no more, and the one in force is nowhere.
    #[error("{} holds a key that signs no more", path.display())]
    Superseded {
        /// The file.
        path: PathBuf,
    },
    /// Others than its owner may read it.
    #[error("{} has the permissions {mode}, and a key is for its owner alone", path.display())]
    Rights {
        /// The file.
        path: PathBuf,
        /// Its permissions, in octal digits.
        mode: String,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Coded for KeyError {
    fn finding(&self) -> Finding {
        let (path, detail) = match self {
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
            KeyError::Superseded { path } => {
                return Finding::new(codes::KEY_SUPERSEDED)
                    .with("path", path.display().to_string());
            }
            KeyError::Rights { path, mode } => return rights(path, mode),
            KeyError::Random(_) => return Finding::new(codes::NO_RANDOMNESS),
        };
        Finding::new(codes::KEY_UNUSABLE)
            .with("path", path.display().to_string())
            .with("detail", detail)
    }
}

/// A file with a secret that others may read, told.
pub fn rights(path: &Path, mode: &str) -> Finding {
    Finding::new(codes::KEY_RIGHTS)
        .with("path", path.display().to_string())
        .with("mode", mode)
}

impl KeyFile {
    /// The key file of a store file: its name with `.key` behind it.
    pub fn beside(store: &Path) -> KeyFile {
        let mut name = store.as_os_str().to_owned();
        name.push(".key");
        KeyFile { path: name.into() }
    }

    /// The key file at this place.
    pub const fn at(path: PathBuf) -> KeyFile {
        KeyFile { path }
    }

    /// Makes the key with which a person signs, in a file that only its owner may read.
    ///
    /// # Errors
    /// The name cannot be one of a key ([`KeyError::Malformed`]), or there is such a
    /// file already, or it cannot be written.
    pub fn make_signing(
        &self,
        name: &str,
        surroundings: &dyn Surroundings,
    ) -> Result<SecretKey, KeyError> {
        let random = surroundings.random()?;
        let key = SecretKey::from_random(name, &random).map_err(|error| KeyError::Malformed {
            path: self.path.clone(),
            error,
        })?;
        let failed = |error| KeyError::NotMade {
            path: self.path.clone(),
            error,
        };
        let mut file = private::create(&self.path).map_err(failed)?;
        let text = format!("{}\n", key.secret_text());
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .and_then(|()| private::sync_folder(&self.path))
            .map_err(failed)?;
        Ok(key)
    }

    /// Reads the key with which a person signs.
    ///
    /// # Errors
    /// It cannot be read, holds no key, or others may read it.
    pub fn read_signing(&self) -> Result<SecretKey, KeyError> {
        self.read_file()
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
        self.prepare(log, surroundings)
    }

    /// Makes a key that will stand at this place, whatever stands there now.
    ///
    /// # Errors
    /// None can be written.
    pub(super) fn prepare(
        &self,
        log: &str,
        surroundings: &dyn Surroundings,
    ) -> Result<NewKey, KeyError> {
        let failed = |error| KeyError::NotMade {
            path: self.path.clone(),
            error,
        };
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
        let mut file = private::create(&from).map_err(failed)?;
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
    fn recover(&self, public: &str) -> io::Result<bool> {
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
                fs::rename(entry.path(), &self.path)?;
                private::sync_folder(&self.path)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the key of this log, and says whether the file had to be mended: a store
    /// or a change of the key that was interrupted before the key had its place.
    ///
    /// # Errors
    /// The file cannot be read, holds no key, or that of another log.
    pub fn read(&self, public: &str) -> Result<(SecretKey, bool), KeyError> {
        // Where it cannot be done, what is missing is told.
        let mut mended = !self.path.exists() && self.recover(public).unwrap_or(false);
        let mut key = self.read_file()?;
        if key.public().to_string() != public && self.recover(public).unwrap_or(false) {
            mended = true;
            key = self.read_file()?;
        }
        if key.public().to_string() == public {
            return Ok((key, mended));
        }
        let path = self.path.clone();
        let name = public.split('+').next();
        Err(if name == Some(key.public().name()) {
            KeyError::Superseded { path }
        } else {
            KeyError::OfAnotherLog { path }
        })
    }

    fn read_file(&self) -> Result<SecretKey, KeyError> {
        let failed = |error| KeyError::Io {
            path: self.path.clone(),
            error,
        };
        let mut file = fs::File::open(&self.path).map_err(failed)?;
        // Of the file that is open: its name may stand for another by now.
        if let Some(mode) = private::open_to_others(&file.metadata().map_err(failed)?) {
            return Err(KeyError::Rights {
                path: self.path.clone(),
                mode,
            });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        text.trim_end()
            .parse()
            .map_err(|error| KeyError::Malformed {
                path: self.path.clone(),
                error,
            })
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

    /// Leaves the key where it is: it may be in force.
    pub(super) fn leave(mut self) {
        self.named = true;
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
            other => other
                .and_then(|()| private::sync_folder(&self.to))
                .map_err(|error| KeyError::NotMade {
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
