//! The one thread that writes, committing for many callers at once.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures_channel::oneshot;
use jiff::Timestamp;
use rusqlite::Connection;

use super::commit::{Batch, Care, Prepared, Settled};
use super::fault::Faults;
use super::recent::Recent;
use crate::audit::Hash;
use crate::store::contract::{Appended, Reminder, Waking};
use crate::store::error::{Damage, StoreError};
use crate::store::own::OwnAppend;

/// How long others are waited for when the file is closed.
const CLOSING: Duration = Duration::from_millis(200);

/// How long those who were just answered are waited for, each after the one
/// before: about as long as a commit takes, which they would wait for otherwise.
const COMING_BACK: Duration = Duration::from_micros(200);

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked to do.
pub(super) enum Job {
    Append(Box<Prepared>, Reply<Vec<Appended>>),
    Definition(Hash, Vec<u8>, Reply<Hash>),
    Manifest(Hash, Vec<u8>, Vec<Hash>, Reply<Hash>),
    Claim(Timestamp, Option<Waking>, usize, Reply<Vec<Waking>>),
    Remind(Timestamp, usize, Reply<Vec<Reminder>>),
    Own(Box<OwnAppend>, Reply<Appended>),
    /// The note, and the one that it takes the place of.
    Cosigned(Vec<u8>, Option<Vec<u8>>, Reply<bool>),
    /// The readers, whose ends come first, and who wants to know.
    Close(Vec<JoinHandle<()>>, Option<Reply<()>>),
}

/// What a job came to, unless the commit fails.
enum Done {
    Appended(Vec<Appended>),
    Claimed(Vec<Waking>),
    Reminded(Vec<Reminder>),
    Own(Appended),
    Swapped(bool),
    Kept,
}

type Outcome = Result<Done, StoreError>;

/// The writer's side of the queue.
pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) faults: Faults,
    pub(super) queue: Receiver<Job>,
    /// How long a transaction stays open for more acts.
    pub(super) longest: Duration,
    /// How many acts a transaction takes.
    pub(super) most: usize,
    /// Where callers find the cases that were written lately.
    pub(super) recent: Arc<Recent>,
    /// The manifests of which nothing needs to be asked any more.
    pub(super) settled: Settled,
    /// How many jobs the last transaction took: as many callers may come back.
    pub(super) coming_back: usize,
}

/// Jobs that one transaction takes, with what they have come to so far.
#[derive(Default)]
struct Group {
    jobs: Vec<Job>,
    outcomes: Vec<Outcome>,
    /// A request to close, which ends a group.
    last: Option<Job>,
}

impl Writer {
    /// Works until it is asked to close, or nobody can ask any more.
    pub(super) fn run(mut self) {
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
    fn commit_group(&mut self, first: Job) -> Option<Job> {
        let mut group = Group::default();
        let batch = Batch::begin(
            &self.connection,
            &self.faults,
            &self.settled,
            Care::Together,
        );
        let mut batch = match batch {
            Ok(batch) => batch,
            Err(error) => return self.refuse(first, &error),
        };
        let result = if self.gather(&mut batch, first, &mut group) {
            batch.commit()
        } else {
            batch.abandon();
            self.commit_apart(&mut group)
        };
        let result = result.map(|settled| self.settled.extend(settled));
        self.coming_back = group.jobs.len();
        for (job, outcome) in group.jobs.into_iter().zip(group.outcomes) {
            self.answer(job, outcome, &result);
        }
        group.last
    }

    /// Does one job and all that wait behind it; says whether none of them failed.
    fn gather(&self, batch: &mut Batch<'_>, first: Job, group: &mut Group) -> bool {
        let end = now().checked_add(self.longest);
        let mut next = Some(first);
        while let Some(job) = next.take() {
            if matches!(job, Job::Close(..)) {
                group.last = Some(job);
                break;
            }
            let outcome = attempt(batch, &job);
            let failed = outcome.as_ref().is_err_and(|error| !is_refusal(error));
            group.jobs.push(job);
            group.outcomes.push(outcome);
            if failed {
                return false;
            }
            if group.jobs.len() < self.most && end.is_none_or(|end| now() < end) {
                next = self.next(group.jobs.len());
            }
        }
        true
    }

    /// The next job of a transaction that has taken so many. One caller alone is
    /// never made to wait.
    fn next(&self, taken: usize) -> Option<Job> {
        match self.queue.try_recv() {
            Err(TryRecvError::Empty) if taken < self.coming_back => {
                self.queue.recv_timeout(COMING_BACK.min(self.longest)).ok()
            }
            next => next.ok(),
        }
    }

    /// Does the jobs of a group over again, each apart, so that one that fails
    /// takes no other with it.
    fn commit_apart(&self, group: &mut Group) -> Result<Settled, StoreError> {
        group.outcomes.clear();
        let mut batch = Batch::begin(&self.connection, &self.faults, &self.settled, Care::Apart)
            .inspect_err(|error| group.fill(error))?;
        for job in &group.jobs {
            let outcome = attempt(&mut batch, job);
            let error = outcome.as_ref().err().cloned();
            group.outcomes.push(outcome);
            if batch.is_lost() {
                // A refusal does not end a transaction; only a failure does.
                let error = error.unwrap_or_else(|| self.faults.damaged(Damage::Structure));
                group.fill(&error);
                return Err(error);
            }
        }
        batch.commit()
    }

    /// Tells who is waiting. Nobody may be any more; the work is done all the
    /// same. A failed commit also takes back what a refusal was founded on.
    fn answer(&self, job: Job, outcome: Outcome, commit: &Result<(), StoreError>) {
        let outcome = commit.clone().and(outcome);
        match (job, outcome) {
            (Job::Append(append, reply), Ok(Done::Appended(appended))) => {
                self.recent.keep(append.into_case());
                let _ = reply.send(Ok(appended));
            }
            (Job::Claim(.., reply), Ok(Done::Claimed(waking))) => {
                let _ = reply.send(Ok(waking));
            }
            (Job::Claim(.., reply), outcome) => {
                let _ = reply.send(outcome.map(|_| Vec::new()));
            }
            (Job::Remind(.., reply), Ok(Done::Reminded(reminders))) => {
                let _ = reply.send(Ok(reminders));
            }
            (Job::Remind(.., reply), outcome) => {
                let _ = reply.send(outcome.map(|_| Vec::new()));
            }
            (Job::Own(.., reply), Ok(Done::Own(appended))) => {
                let _ = reply.send(Ok(appended));
            }
            // Dropped without an answer, it would read as closed.
            (Job::Own(.., reply), outcome) => {
                let error = outcome.err();
                let _ = reply.send(Err(error.unwrap_or_else(|| self.faults.closed())));
            }
            (Job::Cosigned(.., reply), outcome) => {
                let swapped = outcome.map(|done| matches!(done, Done::Swapped(true)));
                let _ = reply.send(swapped);
            }
            (Job::Append(append, reply), Ok(_)) => {
                self.recent.forget(&append.into_case().case.id);
                let _ = reply.send(Ok(Vec::new()));
            }
            (Job::Append(append, reply), Err(error)) => {
                self.recent.forget(&append.into_case().case.id);
                let _ = reply.send(Err(error));
            }
            (Job::Definition(hash, _, reply) | Job::Manifest(hash, _, _, reply), outcome) => {
                let _ = reply.send(outcome.map(|_| hash));
            }
            (Job::Close(..), _) => {}
        }
    }

    /// Tells everyone who is waiting now that the file cannot be written. A
    /// request to close is given back.
    fn refuse(&self, first: Job, error: &StoreError) -> Option<Job> {
        let mut next = Some(first);
        while let Some(job) = next {
            if matches!(job, Job::Close(..)) {
                return Some(job);
            }
            self.answer(job, Err(error.clone()), &Ok(()));
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

impl Group {
    /// Gives every job without an outcome this one.
    fn fill(&mut self, error: &StoreError) {
        self.outcomes
            .resize_with(self.jobs.len(), || Err(error.clone()));
    }
}

fn attempt(batch: &mut Batch<'_>, job: &Job) -> Outcome {
    match job {
        Job::Append(append, _) => batch.append(append).map(Done::Appended),
        Job::Definition(hash, bytes, _) => batch.definition(hash, bytes).map(|()| Done::Kept),
        Job::Manifest(hash, bytes, definitions, _) => batch
            .manifest(hash, bytes, definitions)
            .map(|()| Done::Kept),
        Job::Claim(now, after, limit, _) => {
            batch.claim(*now, after.as_ref(), *limit).map(Done::Claimed)
        }
        Job::Remind(now, limit, _) => batch.remind(*now, *limit).map(Done::Reminded),
        Job::Own(append, _) => batch.append_own(append).map(Done::Own),
        Job::Cosigned(note, expected, _) => batch
            .swap_cosigned(note, expected.as_deref())
            .map(Done::Swapped),
        Job::Close(..) => Ok(Done::Kept),
    }
}

/// Whether the store said no before it wrote anything. That a message is gone
/// shows only when it is taken, after the entries: it is none of these.
const fn is_refusal(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Stale { .. }
            | StoreError::Missing { .. }
            | StoreError::RegisterMoved { .. }
            | StoreError::OwnMoved { .. }
            | StoreError::KeyTaken { .. }
            | StoreError::ClockBackward { .. }
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long callers wait for a commit is no time that the trail knows"
)]
fn now() -> Instant {
    Instant::now()
}
