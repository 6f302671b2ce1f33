//! A store in one SQLite file.
//!
//! One thread writes and commits for many callers at once (group commit, each
//! append in its own savepoint); a few threads read beside it. The file is in
//! write-ahead mode with `synchronous = FULL`: an answer means that the disk
//! has it. Several processes may share the file on one machine; everything that
//! a write rests on is read again inside its transaction.

mod commit;
mod examine;
mod fault;
mod file;
mod once;
mod outbox;
mod own;
mod read;
mod readers;
mod recent;
mod remind;
mod writer;

use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use futures_channel::oneshot;
use jiff::Timestamp;

use self::commit::Prepared;
use self::fault::Faults;
use self::readers::Readers;
use self::recent::Recent;
use self::writer::{Job, Reply, Writer};
use super::contract::{
    Append, Appended, CaseFilter, KeptOnce, LogIdentity, LogLeaf, Once, Pending, Reminder,
    SeatList, Store, StoredCase, StoredContent, StoredEntry, TreeHead, Waking,
};
use super::error::StoreError;
use super::messages::Waiting;
use super::own::{OWN, OwnAppend};
use crate::audit::Hash;
use crate::audit::hash::content_hash;
use crate::audit::merkle::Frontier;
use crate::engine::CaseId;
use crate::guard::Name;

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading and writing.
    ReadWrite,
    /// Reading only: every write is [`StoreError::ReadOnly`].
    ReadOnly,
}

/// How a file is used.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// What for. Reading and writing by default.
    pub access: Access,
    /// How long another process that holds the file is waited for; 5 seconds
    /// by default.
    pub busy: Duration,
    /// How many threads read; 4 by default, and at least 1.
    pub readers: usize,
    /// How long a commit waits for more acts while they keep coming; 2 ms by
    /// default.
    pub group_wait: Duration,
    /// How many acts one commit takes; 256 by default.
    pub group_size: usize,
    /// The most pages (of 4096 bytes) that the file may have, if there is a
    /// limit.
    pub most_pages: Option<u32>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        SqliteOptions {
            access: Access::ReadWrite,
            busy: Duration::from_secs(5),
            readers: 4,
            group_wait: Duration::from_millis(2),
            group_size: 256,
            most_pages: None,
        }
    }
}

/// A store in one SQLite file.
///
/// Dropping it finishes what was asked for and closes the file, like
/// [`Store::close`], but without saying how that went.
pub struct SqliteStore {
    log: LogIdentity,
    faults: Faults,
    readers: Readers,
    writing: Writing,
    recent: Arc<Recent>,
    threads: Mutex<Threads>,
}

enum Writing {
    Queue(Sender<Job>),
    /// Opened for reading only.
    Never,
}

#[derive(Default)]
struct Threads {
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
}

impl SqliteStore {
    /// Creates a store file with the genesis as leaf 0, and opens it.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if anything is at the path,
    /// [`StoreError::NotFound`] if its folder is not there, and what
    /// [`SqliteStore::open`] says.
    pub fn create(
        path: &Path,
        log: &LogIdentity,
        options: &SqliteOptions,
    ) -> Result<SqliteStore, StoreError> {
        file::create(path, log, &faults(path, options))?;
        SqliteStore::open(path, options)
    }

    /// Opens a store file.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAStore`],
    /// [`StoreError::SchemaTooNew`], [`StoreError::Damaged`] as far as a look
    /// at the head of the file and the newest leaf tells, and
    /// [`StoreError::ReadOnly`], [`StoreError::Locked`], [`StoreError::Io`].
    pub fn open(path: &Path, options: &SqliteOptions) -> Result<SqliteStore, StoreError> {
        let faults = faults(path, options);
        file::inspect(path, &faults)?;
        let (log, writer) = match options.access {
            Access::ReadWrite => {
                let connection = file::open_writer(path, options, &faults)?;
                (read::identity(&connection, &faults)?, Some(connection))
            }
            Access::ReadOnly => {
                let connection = match file::open_reader(path, &faults) {
                    // An older store is brought up to date, if it can be written.
                    Err(StoreError::ReadOnly { .. }) => {
                        drop(file::open_writer(path, options, &faults)?);
                        file::open_reader(path, &faults)?
                    }
                    opened => opened?,
                };
                (read::identity(&connection, &faults)?, None)
            }
        };
        let (readers, reading) =
            Readers::start(path, options.readers, &faults).map_err(|error| faults.io(error))?;
        let mut threads = Threads {
            readers: reading,
            writer: None,
        };
        let recent = Arc::new(Recent::default());
        let writing = match writer {
            None => Writing::Never,
            Some(connection) => {
                let (sender, queue) = mpsc::channel();
                let writer = Writer {
                    connection,
                    faults: faults.clone(),
                    queue,
                    longest: options.group_wait,
                    most: options.group_size,
                    recent: Arc::clone(&recent),
                    settled: commit::Settled::new(),
                    coming_back: 0,
                };
                let thread = thread::Builder::new()
                    .name("store writer".to_owned())
                    .spawn(move || writer.run())
                    .map_err(|error| faults.io(error))?;
                threads.writer = Some(thread);
                Writing::Queue(sender)
            }
        };
        Ok(SqliteStore {
            log,
            faults,
            readers,
            writing,
            recent,
            threads: Mutex::new(threads),
        })
    }

    /// Reads everything once and holds it against its hashes: the structure of
    /// the database, every leaf, the tree over them, the head and the number of
    /// entries of every case, every definition and manifest.
    ///
    /// It takes time in proportion to the store. What was changed along with
    /// its hashes is for the verification of the trail to find.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first damage found.
    pub fn examine(&self) -> Pending<'_, TreeHead> {
        self.readers.read(examine::examine)
    }

    fn write<T: Send + 'static>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Pending<'_, T> {
        let (reply, answer) = oneshot::channel();
        match &self.writing {
            Writing::Never => {
                let store = self.faults.store.clone();
                return refused(StoreError::ReadOnly { store });
            }
            // A job that cannot be sent is dropped, and its answer with it.
            Writing::Queue(queue) => {
                let _ = queue.send(job(reply));
            }
        }
        Box::pin(async move { answer.await.unwrap_or_else(|_| Err(self.faults.closed())) })
    }

    fn prepared(&self, append: Result<Prepared, StoreError>) -> Pending<'_, Vec<Appended>> {
        match append {
            Ok(append) => self.write(|reply| Job::Append(Box::new(append), reply)),
            Err(error) => refused(error),
        }
    }

    /// Lets the readers end, and gives those that must be waited for.
    fn stop(&self) -> Vec<JoinHandle<()>> {
        self.readers.stop();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut threads.readers)
    }
}

fn faults(path: &Path, options: &SqliteOptions) -> Faults {
    Faults {
        store: path.display().to_string().into(),
        busy: options.busy,
    }
}

fn refused<'a, T: Send + 'a>(error: StoreError) -> Pending<'a, T> {
    Box::pin(std::future::ready(Err(error)))
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        let readers = self.stop();
        match &self.writing {
            Writing::Queue(queue) => {
                // It fails where the writer has closed before.
                let _ = queue.send(Job::Close(readers, None));
            }
            Writing::Never => readers.into_iter().for_each(|reader| drop(reader.join())),
        }
        let threads = self
            .threads
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(writer) = threads.writer.take() {
            let _ = writer.join();
        }
    }
}

impl Store for SqliteStore {
    fn log(&self) -> &LogIdentity {
        &self.log
    }

    fn append(&self, append: Append) -> Pending<'_, Vec<Appended>> {
        self.prepared(Prepared::of(append, None))
    }

    fn append_once(&self, append: Append, once: Once) -> Pending<'_, Vec<Appended>> {
        self.prepared(Prepared::of(append, Some(once)))
    }

    fn kept_once(&self, scope: &Name, key: &Name, now: Timestamp) -> Pending<'_, Option<KeptOnce>> {
        let (scope, key) = (scope.clone(), key.clone());
        self.readers
            .read(move |connection, faults| once::find(connection, faults, &scope, &key, now))
    }

    fn case(&self, id: &CaseId) -> Pending<'_, Option<StoredCase>> {
        let id = id.clone();
        self.readers
            .read(move |connection, faults| read::case(connection, faults, &id))
    }

    fn recent(&self, id: &CaseId) -> Option<StoredCase> {
        self.recent.case(id)
    }

    fn cases(
        &self,
        filter: CaseFilter,
        after: Option<CaseId>,
        limit: usize,
    ) -> Pending<'_, Vec<StoredCase>> {
        self.readers.read(move |connection, faults| {
            read::cases(connection, faults, &filter, after.as_ref(), limit)
        })
    }

    fn entries(&self, case: &CaseId, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>> {
        let case = case.clone();
        self.readers
            .read(move |connection, faults| read::entries(connection, faults, &case, after, limit))
    }

    fn seats(&self, bodies: Option<Vec<Name>>) -> Pending<'_, SeatList> {
        self.readers
            .read(move |connection, faults| read::seats(connection, faults, bodies.as_deref()))
    }

    fn waiting(&self, after: u64, limit: usize) -> Pending<'_, Vec<Waiting>> {
        self.readers
            .read(move |connection, faults| outbox::waiting(connection, faults, after, limit))
    }

    fn leaves(&self, from: u64, limit: usize) -> Pending<'_, Vec<LogLeaf>> {
        self.readers
            .read(move |connection, faults| read::leaves(connection, faults, from, limit))
    }

    fn tree(&self) -> Pending<'_, TreeHead> {
        self.readers.read(|connection, faults| {
            read::frontier(connection, faults).map(|frontier| TreeHead::of(&frontier))
        })
    }

    fn frontier(&self) -> Pending<'_, Frontier> {
        self.readers.read(read::frontier)
    }

    fn put_definition(&self, bytes: Vec<u8>) -> Pending<'_, Hash> {
        let hash = content_hash(&bytes);
        self.write(|reply| Job::Definition(hash, bytes, reply))
    }

    fn definition(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>> {
        let hash = *hash;
        self.readers
            .read(move |connection, faults| read::definition(connection, faults, &hash))
    }

    fn put_manifest(&self, bytes: Vec<u8>, definitions: Vec<Hash>) -> Pending<'_, Hash> {
        let hash = content_hash(&bytes);
        self.write(|reply| Job::Manifest(hash, bytes, definitions, reply))
    }

    fn manifest(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>> {
        let hash = *hash;
        self.readers
            .read(move |connection, faults| read::manifest(connection, faults, &hash))
    }

    fn manifests(&self, size: u64) -> Pending<'_, Vec<StoredContent>> {
        self.readers
            .read(move |connection, faults| read::manifests(connection, faults, size))
    }

    fn definitions(&self, size: u64) -> Pending<'_, Vec<StoredContent>> {
        self.readers
            .read(move |connection, faults| read::definitions(connection, faults, size))
    }

    fn claim(
        &self,
        now: Timestamp,
        after: Option<Waking>,
        limit: usize,
    ) -> Pending<'_, Vec<Waking>> {
        self.write(|reply| Job::Claim(now, after, limit, reply))
    }

    fn remind(&self, now: Timestamp, limit: usize) -> Pending<'_, Vec<Reminder>> {
        self.write(|reply| Job::Remind(now, limit, reply))
    }

    fn append_own(&self, append: OwnAppend) -> Pending<'_, Appended> {
        self.write(|reply| Job::Own(Box::new(append), reply))
    }

    fn own_entries(&self, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>> {
        self.entries(&OWN.into(), after, limit)
    }

    fn cosigned(&self) -> Pending<'_, Option<Vec<u8>>> {
        self.readers.read(own::cosigned)
    }

    fn swap_cosigned(&self, note: Vec<u8>, expected: Option<Vec<u8>>) -> Pending<'_, bool> {
        self.write(|reply| Job::Cosigned(note, expected, reply))
    }

    fn close(&self) -> Pending<'_, ()> {
        let readers = self.stop();
        match &self.writing {
            Writing::Queue(_) => self.write(|reply| Job::Close(readers, Some(reply))),
            Writing::Never if readers.is_empty() => refused(self.faults.closed()),
            // Nothing waits to be written, and the readers end by themselves.
            Writing::Never => Box::pin(std::future::ready(Ok(()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::entry::Genesis;
    use crate::audit::note::SecretKey;

    pub(super) fn log() -> LogIdentity {
        let key = SecretKey::from_random("jorye.example/log", &[7; 32]).unwrap();
        let genesis = Genesis {
            key: key.public().clone(),
            created: jiff::Timestamp::UNIX_EPOCH,
        };
        LogIdentity::of(genesis.to_bytes().unwrap()).unwrap()
    }

    pub(super) fn store(path: &Path) -> SqliteStore {
        SqliteStore::create(path, &log(), &SqliteOptions::default()).unwrap()
    }
}
