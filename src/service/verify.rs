//! Reading an export through, on as many cores as there are.

use std::io::{self, Read};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Scope, available_parallelism, scope};

use crate::audit::export::MAX_LINE;
use crate::audit::verify::{Examined, Verifier, examine_lines};

/// How many bytes are read at once.
const PIECE: usize = 1 << 18;

/// How many pieces each worker has before it: one in work, and one that waits.
const AHEAD: usize = 2;

/// More workers would wait for what must be done in order.
const MOST_WORKERS: usize = 8;

/// Feeds an export to a verifier that was fed nothing yet. What is found, and
/// in which order, is the same as if it was fed piece by piece; the memory does
/// not grow with the file but by what the verifier holds.
///
/// # Errors
/// The export cannot be read.
pub fn feed(verifier: &mut Verifier, from: &mut impl Read) -> io::Result<()> {
    let workers = available_parallelism().map_or(1, NonZero::get);
    feed_with(verifier, from, workers.min(MOST_WORKERS))
}

fn feed_with(verifier: &mut Verifier, from: &mut impl Read, workers: usize) -> io::Result<()> {
    let mut blocks = Blocks {
        from,
        rest: Vec::new(),
    };
    let Some(first) = blocks.next()? else {
        verifier.feed(&blocks.rest);
        return Ok(());
    };
    // The header tells nothing without the verifier.
    let end = first.iter().position(|byte| *byte == b'\n');
    let (header, first) = first.split_at(end.map_or(first.len(), |end| end + 1));
    verifier.feed(header);
    scope(|scope| {
        let workers: Vec<Worker> = (0..workers.max(1)).map(|_| Worker::start(scope)).collect();
        let mut order = workers.iter().cycle();
        let mut answers = workers.iter().cycle();
        let mut take = |verifier: &mut Verifier| {
            let worker = answers.next()?;
            for line in worker.examined.recv().ok()? {
                verifier.take(line);
            }
            Some(())
        };
        let mut under_way = 0;
        let mut next = Some(first.to_vec());
        while let Some(block) = next {
            if under_way == workers.len() * AHEAD {
                take(verifier);
                under_way -= 1;
            }
            if let Some(worker) = order.next() {
                // A worker ends before its queue only by a fault of this program,
                // which the scope tells.
                let _ = worker.blocks.send(block);
                under_way += 1;
            }
            next = blocks.next()?;
        }
        for _ in 0..under_way {
            take(verifier);
        }
        verifier.feed(&blocks.rest);
        Ok(())
    })
}

/// A thread that examines lines.
struct Worker {
    blocks: Sender<Vec<u8>>,
    examined: Receiver<Vec<Examined>>,
}

impl Worker {
    fn start<'scope>(scope: &'scope Scope<'scope, '_>) -> Worker {
        let (blocks, work) = channel::<Vec<u8>>();
        let (done, examined) = channel();
        scope.spawn(move || {
            for block in work {
                if done.send(examine_lines(&block)).is_err() {
                    return;
                }
            }
        });
        Worker { blocks, examined }
    }
}

/// A file in blocks of whole lines.
struct Blocks<'a, R> {
    from: &'a mut R,
    /// What was read and is not given yet: the start of a line.
    rest: Vec<u8>,
}

impl<R: Read> Blocks<'_, R> {
    /// The next whole lines; nothing at the end of the file, or where a line is
    /// longer than any may be. What is left then is the rest.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        while self.rest.len() <= MAX_LINE {
            let before = self.rest.len();
            let piece = u64::try_from(PIECE).unwrap_or(u64::MAX);
            self.from.take(piece).read_to_end(&mut self.rest)?;
            let read = self.rest.get(before..).unwrap_or_default();
            if read.is_empty() {
                return Ok(None);
            }
            if let Some(end) = read.iter().rposition(|byte| *byte == b'\n') {
                let rest = self.rest.split_off(before + end + 1);
                return Ok(Some(std::mem::replace(&mut self.rest, rest)));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::verify::Against;

    /// However the file is cut and whoever works, one verdict.
    #[test]
    fn workers_find_what_one_alone_finds() {
        let trail = include_bytes!("../../tests/fixtures/trail/small.jsonl");
        let mut cases = vec![trail.to_vec(), Vec::new(), b"\n\n".to_vec()];
        for at in (0..trail.len()).step_by(trail.len() / 40 + 1) {
            let mut changed = trail.to_vec();
            changed[at] ^= 1;
            cases.push(changed);
            cases.push(trail[..at].to_vec());
        }
        for bytes in cases {
            let mut alone = Verifier::new(Against::default());
            alone.feed(&bytes);
            let alone = format!("{:?}", alone.finish());
            for workers in [1, 3] {
                let mut many = Verifier::new(Against::default());
                feed_with(&mut many, &mut Slowly(&bytes), workers).unwrap();
                assert_eq!(format!("{:?}", many.finish()), alone);
            }
        }
    }

    /// Gives a few bytes at once, as a pipe may.
    struct Slowly<'a>(&'a [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let few = into.len().min(97);
            self.0.read(&mut into[..few])
        }
    }
}
