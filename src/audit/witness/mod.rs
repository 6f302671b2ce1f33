//! A witness: it remembers the last head of each log that it knows, and cosigns
//! one only if it continues what it remembers (C2SP tlog-witness, tlog-cosignature).
//!
//! A log that shows one history to one and another to others needs a witness that
//! signs both, and no honest witness does. [`Witness::sign`] gives the memory as it
//! is afterwards together with the cosigned checkpoint: the shell keeps the first
//! before it gives the second away.

mod error;
mod memory;

pub(in crate::audit) use error::moment;
pub use error::{Age, Refused};
pub use memory::MemoryError;

use super::checkpoint::Checkpoint;
use super::merkle::verify_consistency;
use super::note::{Cosigner, PublicKey};
use super::own::{OwnEntry, handed_over};
use super::proof::{ConsistencyProof, ProofFault};
use super::verify::TrailError;
use std::collections::BTreeMap;

/// A witness with what it remembers.
#[derive(Debug, Clone)]
pub struct Witness {
    key: Cosigner,
    logs: BTreeMap<String, Remembered>,
}

/// The last head of a log that a witness has cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The key of the log.
    pub key: PublicKey,
    /// The checkpoint as the log signed it.
    pub checkpoint: Checkpoint,
    /// When it was cosigned, in seconds since 1970.
    pub time: u64,
}

/// What a witness is asked to cosign.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The checkpoint.
    pub checkpoint: &'a Checkpoint,
    /// That it continues what the witness remembers; where a log is older than
    /// that, that what is remembered continues it.
    pub proof: Option<&'a ConsistencyProof>,
    /// The key of the log, as the witness knows it from elsewhere.
    pub log: &'a PublicKey,
    /// Entries by which the log changed its key, from the one that the witness
    /// remembers to `log`.
    pub rotations: &'a [OwnEntry],
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// How a head stands to what was remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The log was not known.
    First,
    /// It is the head that was remembered.
    Same,
    /// It has grown.
    Grown {
        /// From this size.
        from: u64,
    },
}

/// A cosigned checkpoint, and the witness as it is once that is given away.
#[derive(Debug, Clone)]
pub struct Cosigned {
    /// The witness: to be kept first.
    pub witness: Witness,
    /// The checkpoint with the cosignature among its signatures.
    pub checkpoint: Checkpoint,
    /// How it stands to what was remembered.
    pub step: Step,
}

impl Witness {
    /// A witness that knows no log.
    pub const fn new(key: Cosigner) -> Witness {
        Witness {
            key,
            logs: BTreeMap::new(),
        }
    }

    /// Its key.
    pub const fn key(&self) -> &Cosigner {
        &self.key
    }

    /// What it remembers, in order of the names of the logs.
    pub fn logs(&self) -> impl Iterator<Item = &Remembered> {
        self.logs.values()
    }

    /// What it remembers of one log.
    pub fn log(&self, name: &str) -> Option<&Remembered> {
        self.logs.get(name)
    }

    /// Cosigns a checkpoint, if the log has only grown.
    ///
    /// # Errors
    /// [`Refused`]: nothing is signed, and nothing is remembered.
    pub fn sign(&self, asked: Asked<'_>) -> Result<Cosigned, Refused> {
        let head = asked.checkpoint.head();
        asked
            .checkpoint
            .verify(asked.log)
            .map_err(|error| TrailError::Signature {
                size: head.size,
                error,
            })?;
        let last = self.logs().map(|one| one.time).max().unwrap_or(0);
        if asked.now < last {
            return Err(Refused::Clock {
                last,
                now: asked.now,
            });
        }
        let step = match self.logs.get(&head.origin) {
            None => Step::First,
            Some(known) => continues(known, asked)?,
        };
        let line = self
            .key
            .cosign(asked.checkpoint.note(), asked.now)
            .map_err(Refused::Note)?;
        let checkpoint = asked.checkpoint.cosigned(line).map_err(Refused::Note)?;
        let mut witness = self.clone();
        let remembered = Remembered {
            key: asked.log.clone(),
            checkpoint: asked.checkpoint.only(asked.log),
            time: asked.now,
        };
        witness.logs.insert(head.origin.clone(), remembered);
        Ok(Cosigned {
            witness,
            checkpoint,
            step,
        })
    }
}

/// Whether a head continues what is remembered of its log.
fn continues(known: &Remembered, asked: Asked<'_>) -> Result<Step, Refused> {
    let (before, now) = (known.checkpoint.head(), asked.checkpoint.head());
    let log = || now.origin.clone();
    let keys = handed_over(&known.key, asked.rotations).map_err(|_| TrailError::Rotation)?;
    // A key that has been handed over signs nothing more.
    if keys.newest() != asked.log {
        return Err(Refused::OtherKey {
            log: log(),
            known: known.key.to_string(),
        });
    }
    if now.size == before.size {
        return if now.root == before.root {
            Ok(Step::Same)
        } else {
            Err(Refused::Fork {
                log: log(),
                size: now.size,
            })
        };
    }
    if now.size < before.size {
        return Err(older(known, asked));
    }
    let proof = asked.proof.ok_or_else(|| Refused::NoProof {
        log: log(),
        known: before.size,
        size: now.size,
    })?;
    // RFC 6962 has no proof from nothing, and every tree continues the empty one.
    if proof.old != before.size || proof.checkpoint.head() != now {
        return Err(Refused::OtherProof {
            known: before.size,
            size: now.size,
            stated: proof.old,
            proved: proof.checkpoint.head().size,
        });
    }
    verify_consistency(before.size, &before.root, now.size, &now.root, &proof.path).map_err(
        |error| ProofFault::Consistency {
            old: before.size,
            size: now.size,
            error,
        },
    )?;
    Ok(Step::Grown { from: before.size })
}

/// What is to be said of a head that is older than what is remembered.
fn older(known: &Remembered, asked: Asked<'_>) -> Refused {
    let (after, now) = (known.checkpoint.head(), asked.checkpoint.head());
    let age = match asked.proof {
        Some(proof) if proof.old == now.size && proof.checkpoint.head() == after => {
            match verify_consistency(now.size, &now.root, after.size, &after.root, &proof.path) {
                Ok(()) => Age::OfThisLog,
                Err(error) => {
                    return ProofFault::Consistency {
                        old: now.size,
                        size: after.size,
                        error,
                    }
                    .into();
                }
            }
        }
        _ => Age::Unknown,
    };
    Refused::Older {
        log: now.origin.clone(),
        known: after.size,
        size: now.size,
        age,
    }
}

#[cfg(test)]
mod tests;
