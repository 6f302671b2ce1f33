//! The clock of the demo: the days of its story; the randomness is real.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::library::{Machine, RandomError, Surroundings, zone};

/// A clock that stands where the story is.
pub(super) struct DemoClock {
    now: Mutex<Timestamp>,
}

impl DemoClock {
    /// A clock at the beginning of 2027.
    pub(super) fn new() -> Self {
        let clock = DemoClock {
            now: Mutex::new(Timestamp::UNIX_EPOCH),
        };
        clock.set((2027, 1, 4), (9, 0));
        clock
    }

    /// Moves to a day and time in Seoul.
    pub(super) fn set(&self, (year, month, day): (i16, i8, i8), (hour, minute): (i8, i8)) {
        let moment = Date::new(year, month, day)
            .ok()
            .zip(zone("Asia/Seoul").ok())
            .and_then(|(date, (zone, _))| date.at(hour, minute, 0, 0).to_zoned(zone).ok());
        if let Some(moment) = moment {
            *self.now.lock().unwrap_or_else(PoisonError::into_inner) = moment.timestamp();
        }
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
