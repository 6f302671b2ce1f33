//! The key of a log, in a file beside its store.

use std::fs;
use std::io::{self, Write as _};
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

    /// Makes a key and writes it; only its owner may read the file.
    ///
    /// # Errors
    /// There is such a file already, or it cannot be written.
    pub fn create(
        &self,
        log: &str,
        surroundings: &dyn Surroundings,
    ) -> Result<SecretKey, KeyError> {
        let key = SecretKey::from_random(log, &surroundings.random()?).map_err(|error| {
            KeyError::Malformed {
                path: self.path.clone(),
                error,
            }
        })?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options
            .open(&self.path)
            .and_then(|mut file| {
                let text = format!("{}\n", key.secret_text());
                let written = file.write_all(text.as_bytes());
                written.and_then(|()| file.sync_all()).inspect_err(|_| {
                    // Half a key is none, and would be in the way of the next.
                    self.remove();
                })
            })
            .map_err(|error| KeyError::NotMade {
                path: self.path.clone(),
                error,
            })?;
        Ok(key)
    }

    /// Reads the key of this log.
    ///
    /// # Errors
    /// The file cannot be read, holds no key, or that of another log.
    pub fn read(&self, public: &str) -> Result<SecretKey, KeyError> {
        let text = fs::read_to_string(&self.path).map_err(|error| KeyError::Io {
            path: self.path.clone(),
            error,
        })?;
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

    /// Takes the file away again, if nothing came of the store it was made for.
    pub fn remove(&self) {
        // What cannot be removed is in nobody's way but the next creation's,
        // which then says so.
        let _ = fs::remove_file(&self.path);
    }
}
