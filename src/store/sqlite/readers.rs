//! Threads that read beside the writer, each on its own connection.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use futures_channel::oneshot;
use rusqlite::Connection;

use super::fault::Faults;
use super::file;
use crate::store::contract::Pending;
use crate::store::error::StoreError;

type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

/// The callers' side of the readers' queue.
pub(super) struct Readers {
    queue: Mutex<Option<Sender<Job>>>,
    faults: Faults,
}

impl Readers {
    /// Starts the threads. A connection is opened when it is first needed.
    pub(super) fn start(
        path: &Path,
        number: usize,
        faults: &Faults,
    ) -> std::io::Result<(Readers, Vec<JoinHandle<()>>)> {
        let (sender, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let threads = (0..number.max(1))
            .map(|_| {
                let (queue, path, faults) = (Arc::clone(&queue), path.to_owned(), faults.clone());
                thread::Builder::new()
                    .name("store reader".to_owned())
                    .spawn(move || run(&queue, &path, &faults))
            })
            .collect::<Result<_, _>>()?;
        let readers = Readers {
            queue: Mutex::new(Some(sender)),
            faults: faults.clone(),
        };
        Ok((readers, threads))
    }

    /// Has a reader read.
    pub(super) fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection, &Faults) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<'_, T> {
        let (reply, answer) = oneshot::channel();
        let faults = self.faults.clone();
        let job: Job = Box::new(move |connection| {
            let result = connection.and_then(|connection| read(connection, &faults));
            // The caller may have gone away.
            let _ = reply.send(result);
        });
        if let Some(queue) = &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            // A job that cannot be sent is dropped, and its answer with it.
            let _ = queue.send(job);
        }
        Box::pin(async move { answer.await.unwrap_or_else(|_| Err(self.faults.closed())) })
    }

    /// Takes no more jobs; the threads end when they have done the others.
    pub(super) fn stop(&self) {
        *self.queue.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn run(queue: &Mutex<Receiver<Job>>, path: &Path, faults: &Faults) {
    let mut connection = None;
    loop {
        // One thread waits in the queue, the others for that one.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else {
            return;
        };
        if connection.is_none() {
            match file::open_reader(path, faults) {
                Ok(opened) => connection = Some(opened),
                Err(error) => {
                    job(Err(error));
                    continue;
                }
            }
        }
        job(connection.as_ref().ok_or_else(|| faults.closed()));
    }
}
