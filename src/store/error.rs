//! What can go wrong with a store, told apart.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::messages::MessageKey;
use super::snapshot::SnapshotError;
use crate::audit::Hash;
use crate::diagnostic::{Bilingual, Code, Coded, Finding};
use crate::engine::CaseId;

/// Where a store is, as people write it: a path, or `memory`.
pub type Location = Arc<str>;

/// What lay under an error. Shared, since one failed commit answers many.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What is kept by its content hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContentKind {
    /// A workflow, a text, a calendar.
    #[error("definition")]
    Definition,
    /// The list of definitions that a decision drew on.
    #[error("manifest")]
    Manifest,
}

/// How an append contradicts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has no entries.
    #[error("it has no entries")]
    Empty,
    /// The case after it is another case.
    #[error("the case after it is another case")]
    Case,
    /// The case after it has another number of entries.
    #[error("the case after it has another number of entries")]
    Sequence,
    /// A hash is not that of the bytes.
    #[error("a hash is not that of the bytes")]
    Hash,
    /// A number in it is larger than can be kept.
    #[error("a number in it is larger than can be kept")]
    Size,
    /// A value in it nests deeper than can be kept.
    #[error("a value in it nests deeper than can be kept")]
    Depth,
    /// It sends a message that is not of its own entries.
    #[error("it sends a message that is not of its own entries")]
    Message,
}

/// Why a file is no store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStore {
    /// It is empty.
    #[error("the file is empty")]
    Empty,
    /// It is a folder, or something else that is no file.
    #[error("it is not a file")]
    NotAFile,
    /// It is no SQLite file.
    #[error("the file is not an SQLite database")]
    NotSqlite,
    /// It is an SQLite file of another program.
    #[error("the SQLite database belongs to another program")]
    Foreign,
}

/// What is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file ends too early.
    #[error("the file has {found} bytes of at least {expected}")]
    Truncated {
        /// Bytes that the file's own head tells.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The list of seats is not what the entries say.
    #[error("the list of seats is not what the entries say")]
    Seats,
    /// The database found its own structure broken.
    #[error("the structure of the database is broken")]
    Structure,
    /// The bytes of a leaf or its openings are not those that were kept.
    #[error("leaf {index} is not as it was kept")]
    Leaf {
        /// Its place in the log.
        index: u64,
    },
    /// A case does not read as it was kept.
    #[error("case `{case}` is not as it was kept")]
    Case {
        /// The case.
        case: CaseId,
    },
    /// The tree's frontier does not fit the log.
    #[error("the tree does not fit the log")]
    Tree,
    /// A definition or a manifest has other bytes than its hash says.
    #[error("the content {hash} is not as it was kept")]
    Content {
        /// Its hash.
        hash: Hash,
    },
    /// The log's identity cannot be read.
    #[error("the identity of the log cannot be read")]
    Identity,
}

/// What can go wrong with a store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Another caller was faster: the case has another number of entries than
    /// expected. Nothing was written.
    #[error("case `{case}` has {found} entries, not {expected}")]
    Stale {
        /// The case.
        case: CaseId,
        /// How many entries the caller knew.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Seats were given or vacated by others since the register was read. Nothing
    /// was written.
    #[error("the register of seats has {found} changes, not {expected}")]
    RegisterMoved {
        /// How many the caller knew.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Another caller was faster: the log's own chain has another number of entries
    /// than expected. Nothing was written.
    #[error("the log has {found} entries of its own, not {expected}")]
    OwnMoved {
        /// How many the caller knew.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// An entry or a manifest names content that was not put before.
    #[error("the store has no {kind} {hash}")]
    Missing {
        /// What is missing.
        kind: ContentKind,
        /// Its content hash.
        hash: Hash,
    },
    /// An append contradicts itself.
    #[error("the append to case `{case}` cannot be kept: {fault}")]
    Unfit {
        /// The case.
        case: CaseId,
        /// How.
        fault: Unfit,
    },
    /// A message that an append takes does not wait: somebody else delivered it.
    #[error("message {} of entry {} of case `{}` to case `{}` does not wait", key.number, key.seq, key.from, key.to)]
    MessageGone {
        /// Which.
        key: MessageKey,
    },
    /// The key of a request that counts once was used before. Nothing was
    /// written.
    #[error("the key was used before, by a request on case `{case}`")]
    KeyTaken {
        /// The case that it was used on.
        case: CaseId,
    },
    /// There is no store at this place.
    #[error("there is no store at {store}")]
    NotFound {
        /// The place.
        store: Location,
    },
    /// Something is there already where a store should be created.
    #[error("{store} is there already")]
    Exists {
        /// The place.
        store: Location,
    },
    /// What is there is no store.
    #[error("{store} is not a store: {found}")]
    NotAStore {
        /// The place.
        store: Location,
        /// What it is.
        found: NotStore,
    },
    /// A newer jorye wrote it.
    #[error("{store} has schema {found}; this program knows {known}")]
    SchemaTooNew {
        /// The place.
        store: Location,
        /// Its schema.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// The clock stood later already: time is not set back.
    #[error("the clock of {store} stands at {last}, and {now} is earlier")]
    ClockBackward {
        /// The place.
        store: Location,
        /// Where it stands.
        last: Timestamp,
        /// Where it should be set.
        now: Timestamp,
    },
    /// Another process held it for too long.
    #[error("{store} was locked by another process for {waited:?}")]
    Locked {
        /// The place.
        store: Location,
        /// How long was waited.
        waited: Duration,
    },
    /// It cannot be written.
    #[error("{store} cannot be written")]
    ReadOnly {
        /// The place.
        store: Location,
    },
    /// There is no more room.
    #[error("there is no more room for {store}")]
    Full {
        /// The place.
        store: Location,
    },
    /// It is damaged.
    #[error("{store} is damaged: {damage}")]
    Damaged {
        /// The place.
        store: Location,
        /// What.
        damage: Damage,
    },
    /// The operating system or the database failed otherwise.
    #[error("{store}: {cause}")]
    Io {
        /// The place.
        store: Location,
        /// What lay under it.
        #[source]
        cause: Cause,
    },
    /// It was closed.
    #[error("{store} is closed")]
    Closed {
        /// The place.
        store: Location,
    },
}

impl StoreError {
    /// The code of its kind.
    pub const fn code(&self) -> Code {
        Code(match self {
            StoreError::Stale { .. } => 901,
            StoreError::RegisterMoved { .. } => 651,
            StoreError::OwnMoved { .. } => 983,
            StoreError::Missing { .. } => 902,
            StoreError::Unfit { .. } => 903,
            StoreError::NotFound { .. } => 904,
            StoreError::Exists { .. } => 905,
            StoreError::NotAStore { .. } => 906,
            StoreError::SchemaTooNew { .. } => 907,
            StoreError::ClockBackward { .. } => 747,
            StoreError::Locked { .. } => 908,
            StoreError::ReadOnly { .. } => 909,
            StoreError::Full { .. } => 910,
            StoreError::Damaged { .. } => 911,
            StoreError::Io { .. } => 912,
            StoreError::Closed { .. } => 913,
            StoreError::MessageGone { .. } => 920,
            StoreError::KeyTaken { .. } => 915,
        })
    }
}

impl Coded for StoreError {
    fn finding(&self) -> Finding {
        let finding = Finding::new(self.code());
        match self {
            StoreError::Stale {
                case,
                expected,
                found,
            } => finding
                .with("case", case)
                .with("expected", expected)
                .with("found", found),
            StoreError::RegisterMoved { expected, found }
            | StoreError::OwnMoved { expected, found } => {
                finding.with("expected", expected).with("found", found)
            }
            StoreError::Missing { kind, hash } => {
                finding.with("kind", kind.title()).with("hash", hash)
            }
            StoreError::Unfit { case, fault } => {
                finding.with("case", case).with("fault", fault.title())
            }
            StoreError::MessageGone { key } => finding
                .with("from", &*key.from)
                .with("case", &*key.to)
                .with("seq", &key.seq)
                .with("number", &key.number),
            StoreError::KeyTaken { case } => finding.with("case", case),
            StoreError::NotFound { store }
            | StoreError::Exists { store }
            | StoreError::ReadOnly { store }
            | StoreError::Full { store }
            | StoreError::Closed { store } => finding.with("store", store),
            StoreError::NotAStore { store, found } => {
                finding.with("store", store).with("found", found.title())
            }
            StoreError::SchemaTooNew {
                store,
                found,
                known,
            } => finding
                .with("store", store)
                .with("found", found)
                .with("known", known),
            StoreError::ClockBackward { store, last, now } => finding
                .with("store", store)
                .with("last", last)
                .with("now", now),
            StoreError::Locked { store, waited } => finding
                .with("store", store)
                .with("waited", seconds(*waited)),
            StoreError::Damaged { store, damage } => {
                finding.with("store", store).with("damage", damage.title())
            }
            StoreError::Io { store, cause } => finding.with("store", store).with("cause", cause),
        }
    }
}

impl From<SnapshotError> for Unfit {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Count => Unfit::Size,
            SnapshotError::Depth => Unfit::Depth,
        }
    }
}

/// A duration in seconds, as people write it.
fn seconds(duration: Duration) -> String {
    match duration.subsec_millis() {
        0 => duration.as_secs().to_string(),
        millis => format!("{}.{millis:03}", duration.as_secs()),
    }
}

impl ContentKind {
    /// Its name as messages write it.
    fn title(self) -> Bilingual {
        let ko = match self {
            ContentKind::Definition => "정의 파일",
            ContentKind::Manifest => "근거 목록",
        };
        Bilingual::new(ko, self.to_string())
    }
}

impl Unfit {
    fn title(self) -> Bilingual {
        let ko = match self {
            Unfit::Empty => "기록이 하나도 없음",
            Unfit::Case => "뒤의 사건이 다른 사건임",
            Unfit::Sequence => "뒤의 사건의 기록 수가 맞지 않음",
            Unfit::Hash => "해시가 내용과 맞지 않음",
            Unfit::Size => "저장할 수 있는 것보다 큰 수가 있음",
            Unfit::Depth => "저장할 수 있는 것보다 깊이 겹친 값이 있음",
            Unfit::Message => "자기 기록이 보내지 않은 전달이 있음",
        };
        Bilingual::new(ko, self.to_string())
    }
}

impl NotStore {
    fn title(self) -> Bilingual {
        let ko = match self {
            NotStore::Empty => "빈 파일임",
            NotStore::NotAFile => "파일이 아님",
            NotStore::NotSqlite => "SQLite 데이터베이스가 아님",
            NotStore::Foreign => "다른 프로그램의 SQLite 데이터베이스임",
        };
        Bilingual::new(ko, self.to_string())
    }
}

impl Damage {
    fn title(&self) -> Bilingual {
        let ko = match self {
            Damage::Truncated { expected, found } => {
                format!("적어도 {expected}바이트여야 하는 파일이 {found}바이트뿐임")
            }
            Damage::Seats => "위원 명부가 기록이 말하는 것과 다름".to_owned(),
            Damage::Structure => "데이터베이스의 구조가 깨져 있음".to_owned(),
            Damage::Leaf { index } => format!("{index}번 기록이 저장한 때와 다름"),
            Damage::Case { case } => format!("사건 `{case}`의 상태가 저장한 때와 다름"),
            Damage::Tree => "머클 트리가 기록과 맞지 않음".to_owned(),
            Damage::Content { hash } => format!("내용 {hash}의 바이트가 저장한 때와 다름"),
            Damage::Identity => "기록 원장의 첫 기록을 읽을 수 없음".to_owned(),
        };
        Bilingual::new(ko, self.to_string())
    }
}
