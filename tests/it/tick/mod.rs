//! What the clock owes, taken: by the service over each store, and by use of
//! the program.

mod command;
mod laws;
mod service;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use jorye::library::{Files, Library, RandomError, Surroundings};

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tick")
}

pub(crate) fn library() -> Library {
    let library = Library::of(&Files::read(&folder()).unwrap());
    assert_eq!(library.findings, [], "the fixture has no faults");
    library
}

/// A clock that stands where it was put, and bytes that never repeat.
pub(crate) struct Clock(Mutex<(Timestamp, u64)>);

impl Clock {
    pub(crate) fn at(now: &str) -> Clock {
        Clock(Mutex::new((now.parse().unwrap(), 0)))
    }

    pub(crate) fn put(&self, now: &str) {
        self.0.lock().unwrap().0 = now.parse().unwrap();
    }
}

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().0
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        let mut state = self.0.lock().unwrap();
        state.1 += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&state.1.to_le_bytes());
        Ok(bytes)
    }
}
