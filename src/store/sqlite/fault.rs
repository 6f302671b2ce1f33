//! What SQLite says, as what it means for a store.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Error, ErrorCode, ffi};

use crate::store::error::{Damage, Location, StoreError};

/// The store whose errors are told.
#[derive(Debug, Clone)]
pub(super) struct Faults {
    /// Where it is.
    pub(super) store: Location,
    /// How long is waited for a lock.
    pub(super) busy: Duration,
}

impl Faults {
    /// The meaning of an error.
    pub(super) fn of(&self, error: Error) -> StoreError {
        let store = self.store.clone();
        match &error {
            Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Locked {
                    store,
                    waited: self.busy,
                },
                ErrorCode::ReadOnly => StoreError::ReadOnly { store },
                ErrorCode::DiskFull => StoreError::Full { store },
                // A constraint can only fail where tables contradict each other.
                ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::ConstraintViolation => self.damaged(Damage::Structure),
                ErrorCode::SystemIoFailure
                    if matches!(
                        failure.extended_code,
                        ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_CORRUPTFS
                    ) =>
                {
                    self.damaged(Damage::Structure)
                }
                // The index of the write-ahead log could not be enlarged.
                ErrorCode::SystemIoFailure
                    if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE =>
                {
                    StoreError::Full { store }
                }
                // The statements are fixed: one that SQLite does not understand
                // meets other tables than ours. Where it can point at the place
                // in the statement, this is the `SqlInputError` below.
                ErrorCode::Unknown | ErrorCode::InternalMalfunction
                    if matches!(
                        failure.extended_code & 0xff,
                        ffi::SQLITE_ERROR | ffi::SQLITE_INTERNAL
                    ) =>
                {
                    self.damaged(Damage::Structure)
                }
                _ => self.io(error),
            },
            // A row that is missing or not of its form was not written by us.
            Error::SqlInputError { .. }
            | Error::QueryReturnedNoRows
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::FromSqlConversionFailure(..)
            | Error::Utf8Error(..) => self.damaged(Damage::Structure),
            _ => self.io(error),
        }
    }

    /// Something is damaged.
    pub(super) fn damaged(&self, damage: Damage) -> StoreError {
        StoreError::Damaged {
            store: self.store.clone(),
            damage,
        }
    }

    /// The operating system failed.
    pub(super) fn io(&self, cause: impl std::error::Error + Send + Sync + 'static) -> StoreError {
        StoreError::Io {
            store: self.store.clone(),
            cause: Arc::new(cause),
        }
    }

    /// The store is closed.
    pub(super) fn closed(&self) -> StoreError {
        StoreError::Closed {
            store: self.store.clone(),
        }
    }
}

/// A file error: no room and no permission told apart from the rest.
pub(super) fn of_file(faults: &Faults, error: std::io::Error) -> StoreError {
    use std::io::ErrorKind;
    let store = faults.store.clone();
    match error.kind() {
        ErrorKind::NotFound => StoreError::NotFound { store },
        ErrorKind::AlreadyExists => StoreError::Exists { store },
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            StoreError::ReadOnly { store }
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full { store },
        _ => faults.io(error),
    }
}
