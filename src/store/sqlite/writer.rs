//! The one thread that writes, committing for many callers at once.

use std::sync::mpsc::Receiver;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use futures_channel::oneshot;
use rusqlite::Connection;

use super::commit::{Batch, Prepared};
use super::fault::Faults;
use crate::audit::Hash;
use crate::store::contract::{Appended, Waking};
use crate::store::error::{Damage, StoreError};

/// How long others are waited for when the file is closed.
const CLOSING: Duration = Duration::from_millis(200);

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked to do.
pub(super) enum Job {
    Append(Box<Prepared>, Reply<Vec<Appended>>),
    Definition(Hash, Vec<u8>, Reply<Hash>),
    Manifest(Hash, Vec<u8>, Vec<Hash>, Reply<Hash>),
    Claim(Timestamp, Option<Waking>, usize, Reply<Vec<Waking>>),
    /// The readers, whose ends come first, and who wants to know.
    Close(Vec<JoinHandle<()>>, Option<Reply<()>>),
}

/// An answer that waits for the commit; that may fail for all.
type Answer = Box<dyn FnOnce(Result<(), StoreError>)>;

fn answer<T: 'static>(reply: Reply<T>, result: Result<T, StoreError>) -> Answer {
    // Nobody may be waiting any more; the work is done all the same. A failed
    // commit also takes back what a refusal was founded on.
    Box::new(move |commit| {
        let _ = reply.send(commit.and(result));
    })
}

/// The writer's side of the queue.
pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) faults: Faults,
    pub(super) queue: Receiver<Job>,
    /// How long a transaction stays open for more acts.
    pub(super) longest: Duration,
    /// How many acts a transaction takes.
    pub(super) most: usize,
}

impl Writer {
    /// Works until it is asked to close, or nobody can ask any more.
    pub(super) fn run(self) {
        while let Ok(first) = self.queue.recv() {
            let last = match first {
                Job::Close(..) => Some(first),
                first => self.commit_group(first),
            };
            if let Some(Job::Close(readers, reply)) = last {
                self.close(readers, reply);
                return;
            }
        }
    }

    /// Commits one job with all that wait behind it. A request to close ends
    /// the group and is given back.
    fn commit_group(&self, first: Job) -> Option<Job> {
        let mut batch = match Batch::begin(&self.connection, &self.faults) {
            Ok(batch) => batch,
            Err(error) => return self.refuse(first, &error),
        };
        let end = now().checked_add(self.longest);
        let mut answers = Vec::new();
        let mut lost = None;
        let mut last = None;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            let (answer, error) = match job {
                Job::Append(append, reply) => settled(reply, batch.append(&append)),
                Job::Definition(hash, bytes, reply) => {
                    settled(reply, batch.definition(&hash, &bytes).map(|()| hash))
                }
                Job::Manifest(hash, bytes, definitions, reply) => {
                    let result = batch.manifest(&hash, &bytes, &definitions);
                    settled(reply, result.map(|()| hash))
                }
                Job::Claim(now, after, limit, reply) => {
                    settled(reply, batch.claim(now, after.as_ref(), limit))
                }
                Job::Close(..) => {
                    last = Some(job);
                    break;
                }
            };
            answers.push(answer);
            if batch.is_lost() {
                // A refusal does not end a transaction; only a failure does.
                lost = error.or_else(|| Some(self.faults.damaged(Damage::Structure)));
                break;
            }
            if answers.len() < self.most && end.is_none_or(|end| now() < end) {
                next = self.queue.try_recv().ok();
            }
        }
        let result = match lost {
            Some(error) => Err(error),
            None => batch.commit(),
        };
        for answer in answers {
            answer(result.clone());
        }
        last
    }

    /// Tells everyone who is waiting now that the file cannot be written. A
    /// request to close is given back.
    fn refuse(&self, first: Job, error: &StoreError) -> Option<Job> {
        let mut next = Some(first);
        while let Some(job) = next {
            let answer = match job {
                Job::Append(_, reply) => answer(reply, Err(error.clone())),
                Job::Definition(_, _, reply) | Job::Manifest(_, _, _, reply) => {
                    answer(reply, Err(error.clone()))
                }
                Job::Claim(.., reply) => answer(reply, Err(error.clone())),
                Job::Close(..) => return Some(job),
            };
            answer(Ok(()));
            next = self.queue.try_recv().ok();
        }
        None
    }

    /// Lets the readers finish, brings the write-ahead log into the file, and
    /// lets go of it.
    fn close(self, readers: Vec<JoinHandle<()>>, reply: Option<Reply<()>>) {
        for reader in readers {
            // One that stopped by itself has nothing left to finish.
            let _ = reader.join();
        }
        // What is committed is durable already. Another process that holds the
        // file keeps the log from being emptied; it will do so itself.
        let _ = self.connection.busy_timeout(CLOSING);
        let _ = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()));
        self.connection.flush_prepared_statement_cache();
        let result = self
            .connection
            .close()
            .map_err(|(_, error)| self.faults.of(error));
        if let Some(reply) = reply {
            let _ = reply.send(result);
        }
    }
}

fn settled<T: 'static>(
    reply: Reply<T>,
    result: Result<T, StoreError>,
) -> (Answer, Option<StoreError>) {
    let error = result.as_ref().err().cloned();
    (answer(reply, result), error)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long callers wait for a commit is no time that the trail knows"
)]
fn now() -> Instant {
    Instant::now()
}
