//! The file: created whole or not at all, looked at before it is opened.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::fault::{Faults, of_file};
use super::{Access, SqliteOptions};
use crate::audit::merkle::Frontier;
use crate::store::contract::LogIdentity;
use crate::store::error::{Damage, NotStore, StoreError};

/// `JRYE`: what the file's head says it is (the application id of SQLite).
const APPLICATION_ID: u32 = 0x4a52_5945;

/// The schema, step by step. The number of steps is the schema's number.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_log_and_cases.sql"),
    include_str!("migrations/0002_requests_that_count_once.sql"),
    include_str!("migrations/0003_messages.sql"),
    include_str!("migrations/0004_clock.sql"),
    include_str!("migrations/0005_seats.sql"),
    include_str!("migrations/0006_reminders.sql"),
    include_str!("migrations/0007_cosigned_checkpoint.sql"),
];

/// The newest schema that is known.
pub(super) const SCHEMA: u32 = MIGRATIONS.len() as u32;

/// How SQLite files begin.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The file is where a write-ahead log cannot be shared, as on a network drive.
#[derive(Debug, thiserror::Error)]
#[error("the file system does not support a write-ahead log")]
struct NoWriteAheadLog;

/// How long the head of an SQLite file is.
const HEAD: usize = 100;

/// Pages in the cache of the writer, in kibibytes, as SQLite wants them.
const WRITER_CACHE: i64 = -65_536;

/// How many pages the write-ahead log takes before they are brought into the
/// file, 4 MiB. Most acts touch the same pages, so that fewer times cost less;
/// but those who wait meanwhile wait the longer for it.
const CHECKPOINT: i64 = 1024;

/// Creates a store file that holds the genesis and nothing else.
///
/// It is made beside its place and put there whole, so that a crash leaves
/// either a store or nothing at that place.
pub(super) fn create(path: &Path, log: &LogIdentity, faults: &Faults) -> Result<(), StoreError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Exists {
            store: faults.store.clone(),
        });
    }
    let unfinished = reserve(path, "creating").map_err(|error| of_file(faults, error))?;
    let result = fill(&unfinished, log, faults).and_then(|()| put(&unfinished, path, faults));
    // Gone already where it was renamed.
    let _ = fs::remove_file(&unfinished);
    let _ = fs::remove_file(with_suffix(&unfinished, "-journal"));
    result
}

fn fill(path: &Path, log: &LogIdentity, faults: &Faults) -> Result<(), StoreError> {
    let told = |error| faults.of(error);
    let mut connection = Connection::open(path).map_err(told)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Exclusive)
        .map_err(told)?;
    transaction
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(told)?;
    migrate(&transaction, 0).map_err(told)?;
    let mut frontier = Frontier::default();
    frontier.append(log.hash());
    transaction
        .execute(
            "INSERT INTO entry (leaf, hash, bytes) VALUES (0, ?1, ?2)",
            (log.hash().0, &log.genesis),
        )
        .and_then(|_| {
            transaction.execute(
                "INSERT INTO tree (only_row, frontier, root) VALUES (1, ?1, ?2)",
                (frontier.to_bytes(), frontier.root().0),
            )
        })
        .map_err(told)?;
    transaction.commit().map_err(told)?;
    connection.close().map_err(|(_, error)| faults.of(error))
}

/// Gives the finished file its name, unless that is taken by now.
fn put(from: &Path, to: &Path, faults: &Faults) -> Result<(), StoreError> {
    match fs::hard_link(from, to) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(of_file(faults, error));
        }
        // A file system without links: the name was free a moment ago.
        Err(_) => fs::rename(from, to).map_err(|error| of_file(faults, error))?,
    }
    // The name, too, must survive a loss of power. Not every system can open a folder.
    if let Ok(folder) = fs::File::open(folder_of(to)) {
        folder.sync_all().map_err(|error| of_file(faults, error))?;
    }
    Ok(())
}

fn migrate(connection: &Connection, from: u32) -> rusqlite::Result<()> {
    for step in MIGRATIONS.iter().skip(from as usize) {
        connection.execute_batch(step)?;
    }
    connection.pragma_update(None, "user_version", SCHEMA)
}

/// Looks at a file without changing anything: whether it can be a store.
pub(super) fn inspect(path: &Path, faults: &Faults) -> Result<(), StoreError> {
    let not = |found| {
        Err(StoreError::NotAStore {
            store: faults.store.clone(),
            found,
        })
    };
    let told = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => of_file(faults, error),
        _ => faults.io(error),
    };
    let metadata = fs::metadata(path).map_err(told)?;
    if !metadata.is_file() {
        return not(NotStore::NotAFile);
    }
    let mut head = Vec::with_capacity(HEAD);
    let mut file = fs::File::open(path).map_err(told)?;
    file.by_ref()
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(told)?;
    let Some(fields) = Head::of(&head) else {
        return match head.len() {
            0 => not(NotStore::Empty),
            length if length < HEAD && head.starts_with(MAGIC) => {
                Err(faults.damaged(Damage::Truncated {
                    expected: HEAD as u64,
                    found: metadata.len(),
                }))
            }
            _ => not(NotStore::NotSqlite),
        };
    };
    if fields.application_id != APPLICATION_ID {
        return not(NotStore::Foreign);
    }
    if !fields
        .versions
        .iter()
        .all(|version| (1..=2).contains(version))
    {
        return Err(faults.damaged(Damage::Structure));
    }
    // While a write-ahead log is there, the pages missing here may be in it.
    let pending = fs::metadata(with_suffix(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    if !pending && metadata.len() < fields.length {
        return Err(faults.damaged(Damage::Truncated {
            expected: fields.length,
            found: metadata.len(),
        }));
    }
    Ok(())
}

/// What is read of the head of an SQLite file (file format, section 1.3).
struct Head {
    application_id: u32,
    /// Of writing and of reading: 1 for a rollback journal, 2 for a write-ahead log.
    versions: [u8; 2],
    /// Bytes that the file has by its own count.
    length: u64,
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Head> {
        if bytes.len() < HEAD || !bytes.starts_with(MAGIC) {
            return None;
        }
        let four = |at: usize| Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
        let size = u16::from_be_bytes(*bytes.get(16..)?.first_chunk()?);
        let size = if size == 1 { 65_536 } else { u64::from(size) };
        Some(Head {
            application_id: four(68)?,
            versions: *bytes.get(18..)?.first_chunk()?,
            length: u64::from(four(28)?).saturating_mul(size),
        })
    }
}

/// Opens the connection of the writer, and brings the schema up to date.
pub(super) fn open_writer(
    path: &Path,
    options: &SqliteOptions,
    faults: &Faults,
) -> Result<Connection, StoreError> {
    let told = |error| opening(path, faults, error);
    let mut connection = connect(path, Access::ReadWrite, faults).map_err(told)?;
    if connection.is_readonly("main").map_err(told)? {
        return Err(StoreError::ReadOnly {
            store: faults.store.clone(),
        });
    }
    let found = schema(&connection, faults)?;
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        .map_err(told)?;
    if mode != "wal" {
        return Err(faults.io(NoWriteAheadLog));
    }
    connection
        .pragma_update(None, "synchronous", "full")
        .and_then(|()| connection.pragma_update(None, "fullfsync", true))
        .and_then(|()| connection.pragma_update(None, "checkpoint_fullfsync", true))
        .and_then(|()| connection.pragma_update(None, "secure_delete", true))
        .and_then(|()| connection.pragma_update(None, "foreign_keys", true))
        .and_then(|()| connection.pragma_update(None, "cache_size", WRITER_CACHE))
        .and_then(|()| connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT))
        .map_err(told)?;
    if let Some(pages) = options.most_pages {
        connection
            .pragma_update(None, "max_page_count", pages)
            .map_err(told)?;
    }
    if found < SCHEMA {
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(told)?;
        // Another process may have been faster.
        let found = schema(&transaction, faults)?;
        migrate(&transaction, found).map_err(told)?;
        transaction.commit().map_err(told)?;
    }
    Ok(connection)
}

/// Opens a connection that reads.
pub(super) fn open_reader(path: &Path, faults: &Faults) -> Result<Connection, StoreError> {
    let told = |error| opening(path, faults, error);
    let mut connection = connect(path, Access::ReadOnly, faults).map_err(told)?;
    let reached = |connection: &Connection| {
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_query_value(None, "user_version", |_| Ok(()))
    };
    if let Err(error) = reached(&connection) {
        // Beside a write-ahead log SQLite wants to write, also to read.
        connection = match unchanging(path) {
            Some(name) => connect(Path::new(&name), Access::ReadOnly, faults).map_err(told)?,
            None => return Err(told(error)),
        };
        reached(&connection).map_err(told)?;
    }
    let found = schema(&connection, faults)?;
    if found < SCHEMA {
        // It must be opened for writing once to be brought up to date.
        return Err(StoreError::ReadOnly {
            store: faults.store.clone(),
        });
    }
    Ok(connection)
}

/// The name of a store that nobody here can change, as on a medium that is
/// read-only: its folder cannot be written, and no write-ahead log is left whose
/// entries would be missed (SQLite, URI file names, `immutable`).
fn unchanging(path: &Path) -> Option<String> {
    let pending = fs::metadata(with_suffix(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    if pending || !cfg!(unix) {
        return None;
    }
    if let Ok(probe) = reserve(path, "probe") {
        let _ = fs::remove_file(&probe);
        return None;
    }
    let mut name = "file:".to_owned();
    for byte in fs::canonicalize(path).ok()?.to_str()?.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    name.push_str("?immutable=1");
    Some(name)
}

fn connect(path: &Path, access: Access, faults: &Faults) -> rusqlite::Result<Connection> {
    let mode = match access {
        Access::ReadWrite => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let connection = Connection::open_with_flags(
        path,
        mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI,
    )?;
    connection.busy_timeout(faults.busy)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// The number of the schema, if it is one that is known.
fn schema(connection: &Connection, faults: &Faults) -> Result<u32, StoreError> {
    let found: u32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| faults.of(error))?;
    match found {
        0 => Err(faults.damaged(Damage::Identity)),
        _ if found > SCHEMA => Err(StoreError::SchemaTooNew {
            store: faults.store.clone(),
            found,
            known: SCHEMA,
        }),
        _ => Ok(found),
    }
}

/// SQLite says "cannot open" for many things; most often the folder cannot be
/// written, where the write-ahead log should be.
fn opening(path: &Path, faults: &Faults, error: rusqlite::Error) -> StoreError {
    if error.sqlite_error_code() != Some(rusqlite::ErrorCode::CannotOpen) {
        return faults.of(error);
    }
    match reserve(path, "probe") {
        Ok(probe) => {
            let _ = fs::remove_file(&probe);
            faults.of(error)
        }
        Err(refused) => of_file(faults, refused),
    }
}

/// An empty file with a hidden name in the same folder, which nobody else uses.
fn reserve(path: &Path, why: &str) -> std::io::Result<PathBuf> {
    let process = std::process::id();
    let mut attempt = 0u32;
    loop {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{why}-{process}-{attempt}"));
        let free = path.with_file_name(name);
        match fs::File::create_new(&free) {
            Ok(_) => return Ok(free),
            // Another thread's, or left by a process that was killed.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && attempt < 1000 => {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What durability, erasure and safety rest on, as SQLite itself tells it.
    #[test]
    fn the_writer_has_the_settings_that_promises_rest_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let faults = Faults {
            store: "store".into(),
            busy: std::time::Duration::from_millis(1234),
        };
        fill(&path, &crate::store::sqlite::tests::log(), &faults).unwrap();
        let options = SqliteOptions::default();
        let writer = open_writer(&path, &options, &faults).unwrap();
        for (pragma, expected) in [
            ("synchronous", 2),
            ("secure_delete", 1),
            ("foreign_keys", 1),
            ("busy_timeout", 1234),
            ("cell_size_check", 1),
            ("application_id", i64::from(APPLICATION_ID)),
            ("user_version", i64::from(SCHEMA)),
        ] {
            let found: i64 = writer
                .pragma_query_value(None, pragma, |row| row.get(0))
                .unwrap();
            assert_eq!(found, expected, "{pragma}");
        }
        let mode: String = writer
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "wal");
    }
}
