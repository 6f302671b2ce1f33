//! Child cases, by use of the service: opened, answered, closed, told.

mod laws;
mod service;

use std::path::Path;
use std::sync::Mutex;

use jiff::Timestamp;
use jorye::audit::entry::Genesis;
use jorye::audit::note::SecretKey;
use jorye::engine::Case;
use jorye::library::{Files, Library, RandomError, Surroundings};
use jorye::service::{Cases, Done, Request, Who};
use jorye::store::{LogIdentity, MemoryStore};

/// A clock that goes a second at each look, and salts that repeat.
pub(crate) struct World(Mutex<(i64, u64)>);

impl World {
    pub(crate) fn new() -> Self {
        World(Mutex::new((1_800_000_000, 0)))
    }
}

impl Surroundings for World {
    fn now(&self) -> Timestamp {
        let mut state = self.0.lock().unwrap();
        state.0 += 1;
        Timestamp::from_second(state.0).unwrap()
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        let mut state = self.0.lock().unwrap();
        state.1 += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&state.1.to_le_bytes());
        Ok(bytes)
    }
}

pub(crate) fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/children/library");
    let library = Library::of(&Files::read(&folder).unwrap());
    assert_eq!(library.findings, [], "the fixture has no faults");
    library
}

pub(crate) fn log() -> LogIdentity {
    let key = SecretKey::from_random("jorye.example/children", &[7; 32]).unwrap();
    let genesis = Genesis {
        key: key.public().clone(),
        created: Timestamp::from_second(1_700_000_000).unwrap(),
    };
    LogIdentity::of(genesis.to_bytes().unwrap()).unwrap()
}

pub(crate) fn memory() -> MemoryStore {
    MemoryStore::create(log())
}

pub(crate) fn by(role: &str) -> Request {
    Request::by(Who::in_role("p-1", role, "test"))
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

/// Rows of opinions, as the command line takes a table.
pub(crate) fn opinions(number: usize) -> String {
    let rows: Vec<String> = (0..number)
        .map(|at| format!("{{\"author\":\"a-{at}\",\"text\":\"의견 {at}\"}}"))
        .collect();
    format!("[{}]", rows.join(","))
}

/// A consultation with so many opinions, opened and closed.
pub(crate) fn consult(cases: &Cases<'_>, library: &Library, number: usize) -> Done {
    let request = by("division").giving("draft", "쉼터 조례안");
    let opened = wait(cases.open(library, "consultation", Some("c-1".into()), &request)).unwrap();
    assert!(opened.accepted());
    let request = by("division").giving("received", &opinions(number));
    let done = wait(cases.advance(&"c-1".into(), "close_window", &request, None)).unwrap();
    assert!(done.accepted(), "{:#?}", done.refusal());
    done
}

pub(crate) fn case(cases: &Cases<'_>, id: &str) -> Case {
    wait(cases.find(&id.into())).unwrap().case
}

/// The children of a name, in the order of their rows.
pub(crate) fn children(case: &Case, name: &str) -> Vec<String> {
    let of_name = case.family.children.get(name);
    let mut all: Vec<_> = of_name.iter().flat_map(|it| it.iter()).collect();
    all.sort_by_key(|(_, child)| (child.seq, child.row));
    all.into_iter().map(|(id, _)| id.to_string()).collect()
}
