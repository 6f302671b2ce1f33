//! The clock of the demo: the days of its story; the randomness is real.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::library::{Machine, RandomError, Surroundings};

/// A clock that stands where the story is.
pub(super) struct DemoClock {
    now: Mutex<Timestamp>,
}

impl DemoClock {
    /// A clock at a moment.
    pub(super) const fn new(at: Timestamp) -> Self {
        DemoClock {
            now: Mutex::new(at),
        }
    }

    /// Moves to a moment.
    pub(super) fn set(&self, at: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl Surroundings for DemoClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        Machine.random()
    }
}
