//! The contract that every store keeps.
//!
//! It is asynchronous without a runtime: every method starts its work when it
//! is called and gives a future that waits for the result. Dropping the future
//! does not undo the work.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;

use super::error::{StoreError, Unfit};
use super::messages::{MessageKey, Waiting};
use super::own::OwnAppend;
use super::seats::SeatChange;
use crate::audit::Hash;
use crate::audit::commitment::Opening;
use crate::audit::entry::{EntryError, Genesis, Sealed};
use crate::audit::merkle::{Frontier, leaf_hash};
use crate::engine::{Case, CaseId, SeatEntry};
use crate::guard::Name;

/// A result that is under way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What a log is: fixed when the store is created, and the same for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogIdentity {
    /// The log id.
    pub log: String,
    /// The C2SP verifier key of the log.
    pub key: String,
    /// The canonical bytes of the genesis entry, leaf 0.
    pub genesis: Vec<u8>,
}

impl LogIdentity {
    /// That of the log which begins with this leaf.
    ///
    /// # Errors
    /// The bytes are no genesis entry.
    pub fn of(genesis: Vec<u8>) -> Result<LogIdentity, EntryError> {
        let parsed = Genesis::parse(&genesis)?;
        Ok(LogIdentity {
            log: parsed.log().to_owned(),
            key: parsed.key.to_string(),
            genesis,
        })
    }

    /// The hash of the genesis entry.
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.genesis)
    }
}

/// One sealed entry on its way into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Its bytes, their hash, and what opens the commitments in them.
    pub sealed: Sealed,
    /// The content hash of the manifest that the entry names.
    pub manifest: Hash,
}

/// Entries that continue one case, with the case as it is after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The case.
    pub case: CaseId,
    /// How many entries the case has before; 0 opens it.
    pub expected_seq: u64,
    /// The entries in order, at least one.
    pub entries: Vec<NewEntry>,
    /// The case after the last of them.
    pub after: Case,
    /// What they change of the register of seats, in order.
    pub seats: Vec<SeatChange>,
    /// How many changes the register had when they were decided. Where they change
    /// it, it must have as many still.
    pub register: Option<u64>,
    /// The messages that these entries send, in order: kept with them, until
    /// they are taken.
    pub sends: Vec<MessageKey>,
    /// The messages that wait and that these entries take, or say came to
    /// nothing: removed with them.
    pub takes: Vec<MessageKey>,
    /// Of each deadline that the case can remind of: when it does, if it does.
    pub reminds: Vec<Reminds>,
    /// Values that earlier entries of the case lose with it. Nothing of them is left
    /// once it is kept, in the store or in what lies beside it: see
    /// [`Store::scrub`].
    pub erases: Vec<Erases>,
}

/// The openings that an earlier entry of the case keeps; all others go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erases {
    /// The entry, by its place within the case.
    pub seq: u64,
    /// What is left, in the order of the entry.
    pub left: Vec<Opening>,
}

/// When a case reminds of a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminds {
    /// The deadline.
    pub deadline: Name,
    /// When it will have run out; none while it does not run.
    pub at: Option<Timestamp>,
}

impl Append {
    /// Whether the parts agree with each other: there are entries, the case
    /// after them is this case with that many entries, and each hash is that
    /// of its bytes. Every store checks this before it does anything.
    ///
    /// # Errors
    /// [`StoreError::Unfit`].
    pub fn check(&self) -> Result<(), StoreError> {
        let unfit = |fault| {
            Err(StoreError::Unfit {
                case: self.case.clone(),
                fault,
            })
        };
        if self.entries.is_empty() {
            return unfit(Unfit::Empty);
        }
        if self.after.id != self.case {
            return unfit(Unfit::Case);
        }
        let count = u64::try_from(self.entries.len()).unwrap_or(u64::MAX);
        if self.expected_seq.checked_add(count) != Some(self.after.seq) {
            return unfit(Unfit::Sequence);
        }
        let within =
            |change: &SeatChange| change.seq > self.expected_seq && change.seq <= self.after.seq;
        let before = |erased: &Erases| erased.seq > 0 && erased.seq <= self.expected_seq;
        if !self.seats.iter().all(within) || !self.erases.iter().all(before) {
            return unfit(Unfit::Sequence);
        }
        for entry in &self.entries {
            if leaf_hash(&entry.sealed.bytes) != entry.sealed.hash {
                return unfit(Unfit::Hash);
            }
        }
        self.check_messages()
    }
}

/// The register of seats as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeatList {
    /// How many changes there are in all.
    pub count: u64,
    /// Those asked for, in the order in which they were made.
    pub changes: Vec<SeatEntry>,
}

/// A key under which a request counts once, however often it is sent.
///
/// It is committed with the entries that the request came to. It holds no
/// value and no answer: what is answered again is read from those entries, so
/// that what was erased there is erased here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Whose key it is: keys of different principals never meet.
    pub scope: Name,
    /// The key, as the caller chose it.
    pub key: Name,
    /// The hash of the whole request.
    pub request: Hash,
    /// When it is asked.
    pub now: Timestamp,
    /// From when on the key is free again.
    pub until: Timestamp,
}

/// What a request with such a key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOnce {
    /// The hash of the whole request.
    pub request: Hash,
    /// The case; empty, where it was an entry of the log itself.
    pub case: CaseId,
    /// The first entry that was kept, by its place within the case.
    pub first: u64,
    /// The last.
    pub last: u64,
    /// From when on the key is free again.
    pub until: Timestamp,
}

/// How many keys that have run out one append clears away.
pub(super) const CLEARED_AT_ONCE: usize = 16;

/// One entry that is now kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its place within the case, from 1.
    pub case_seq: u64,
    /// Its leaf hash.
    pub hash: Hash,
    /// Its place in the log, if the store gives that at once.
    pub index: Option<u64>,
}

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCase {
    /// What its entries amount to.
    pub case: Case,
    /// The hash of its last entry.
    pub head: Hash,
}

/// Whether a case has an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It has none yet.
    Open,
    /// It has ended.
    Closed,
}

impl Standing {
    /// That of a case.
    pub const fn of(case: &Case) -> Standing {
        if case.outcome.is_some() {
            Standing::Closed
        } else {
            Standing::Open
        }
    }
}

/// Which cases are asked for; everything if nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    /// Only those of this workflow.
    pub workflow: Option<Name>,
    /// Only open or only closed ones.
    pub standing: Option<Standing>,
    /// Only those that this case opened.
    pub parent: Option<CaseId>,
}

impl CaseFilter {
    /// Whether it lets a case through.
    pub fn admits(&self, case: &Case) -> bool {
        self.workflow.as_ref().is_none_or(|it| *it == case.workflow)
            && self.standing.is_none_or(|it| it == Standing::of(case))
            && self
                .parent
                .as_ref()
                .is_none_or(|it| parent_of(case) == Some(it))
    }
}

/// The case that opened a case, if one did.
pub(super) fn parent_of(case: &Case) -> Option<&CaseId> {
    case.family.parent.as_ref().map(|parent| &parent.case)
}

/// One entry of a case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its place within the case, from 1.
    pub case_seq: u64,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// Their leaf hash, checked when read.
    pub hash: Hash,
    /// Its place in the log, if it has one yet.
    pub index: Option<u64>,
    /// What opens its commitments; those erased are not there.
    pub openings: Vec<Opening>,
}

/// A case on which the clock acts at a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waking {
    /// When.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
}

/// A deadline that has run out, of which somebody is to be reminded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reminder {
    /// When it ran out.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
    /// The deadline.
    pub deadline: Name,
}

/// One leaf of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLeaf {
    /// Its place in the log, from 0.
    pub index: u64,
    /// The case that it belongs to; none for the genesis and the other entries of the
    /// log itself.
    pub case: Option<CaseId>,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// Their leaf hash, checked when read.
    pub hash: Hash,
    /// What opens its commitments; those erased are not there.
    pub openings: Vec<Opening>,
}

/// The tree over the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// How many leaves it has.
    pub size: u64,
    /// Its root (RFC 6962).
    pub root: Hash,
}

impl TreeHead {
    /// That of a frontier.
    pub fn of(frontier: &Frontier) -> TreeHead {
        TreeHead {
            size: frontier.size(),
            root: frontier.root(),
        }
    }
}

/// A definition or a manifest as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredContent {
    /// Its content hash.
    pub hash: Hash,
    /// Its bytes, checked against the hash when read.
    pub bytes: Vec<u8>,
}

/// Where cases and their trail are kept.
///
/// Every method may also fail with what can happen to a store at any time:
/// [`StoreError::Locked`], [`StoreError::Damaged`], [`StoreError::Io`] and
/// [`StoreError::Closed`]; those that write, with [`StoreError::ReadOnly`] and
/// [`StoreError::Full`]. A method that fails has written nothing, save that
/// after [`StoreError::Io`] the store must be read to know.
pub trait Store: Send + Sync {
    /// Brings what was erased out of everything that lies beside the store's own
    /// file, such as a log of what is written, and says whether it could: where
    /// another process reads, it may have to be done again later. What was erased
    /// stands in no row from the append on.
    fn scrub(&self) -> Pending<'_, bool> {
        Box::pin(std::future::ready(Ok(true)))
    }

    /// What the log is.
    fn log(&self) -> &LogIdentity;

    /// Keeps entries that continue one case. All of them or none are kept, and
    /// the answer comes only once they would survive a loss of power.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the case has another number of entries than
    /// expected, [`StoreError::RegisterMoved`] when it changes the register of seats
    /// and that has another number of changes than expected,
    /// [`StoreError::Missing`] when a manifest was not put before,
    /// [`StoreError::MessageGone`] when a message that it takes does not wait,
    /// [`StoreError::Unfit`] when the append contradicts itself.
    fn append(&self, append: Append) -> Pending<'_, Vec<Appended>>;

    /// The same, under a key that counts once. Key and entries are kept
    /// together or not at all; an append that fails leaves its key free.
    ///
    /// # Errors
    /// [`StoreError::KeyTaken`] when the key was used before and has not run
    /// out, whatever for: that comes before every other error but
    /// [`StoreError::Unfit`].
    fn append_once(&self, append: Append, once: Once) -> Pending<'_, Vec<Appended>>;

    /// What a request with a key came to, unless the key has run out by now.
    fn kept_once(&self, scope: &Name, key: &Name, now: Timestamp) -> Pending<'_, Option<KeptOnce>>;

    /// A case as it stands, if there is one.
    fn case(&self, id: &CaseId) -> Pending<'_, Option<StoredCase>>;

    /// A case as this process last wrote it, if that is at hand without reading.
    ///
    /// Somebody else may have written since. It serves to decide an act, as an
    /// append is refused where the case stands elsewhere; not to be shown.
    fn recent(&self, id: &CaseId) -> Option<StoredCase> {
        let _ = id;
        None
    }

    /// At most `limit` cases in order of id (as bytes), after a given one.
    fn cases(
        &self,
        filter: CaseFilter,
        after: Option<CaseId>,
        limit: usize,
    ) -> Pending<'_, Vec<StoredCase>>;

    /// At most `limit` entries of a case, after the one with this sequence
    /// number (0 for the beginning).
    fn entries(&self, case: &CaseId, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>>;

    /// The changes of the register of seats: those of these bodies, or all.
    fn seats(&self, bodies: Option<Vec<Name>>) -> Pending<'_, SeatList>;

    /// At most `limit` of the messages that wait, in the order in which they
    /// were sent, after this place (0 for the beginning).
    fn waiting(&self, after: u64, limit: usize) -> Pending<'_, Vec<Waiting>>;

    /// At most `limit` leaves in the order of the log, from this index on. The
    /// genesis is leaf 0.
    fn leaves(&self, from: u64, limit: usize) -> Pending<'_, Vec<LogLeaf>>;

    /// The tree's size and root.
    fn tree(&self) -> Pending<'_, TreeHead>;

    /// The tree's frontier.
    fn frontier(&self) -> Pending<'_, Frontier>;

    /// Keeps the bytes of a definition and gives their content hash. What is
    /// kept already is not kept twice.
    fn put_definition(&self, bytes: Vec<u8>) -> Pending<'_, Hash>;

    /// The bytes of a definition, if it is kept.
    fn definition(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>>;

    /// Keeps the canonical bytes of a manifest, which names these definitions,
    /// and gives their content hash.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when one of the definitions was not put before.
    fn put_manifest(&self, bytes: Vec<u8>, definitions: Vec<Hash>) -> Pending<'_, Hash>;

    /// The bytes of a manifest, if it is kept.
    fn manifest(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>>;

    /// The manifests that the first `size` leaves draw on, in order of hash.
    fn manifests(&self, size: u64) -> Pending<'_, Vec<StoredContent>>;

    /// The definitions that those manifests name, in order of hash.
    fn definitions(&self, size: u64) -> Pending<'_, Vec<StoredContent>>;

    /// Sets the clock of the store forward to a moment, and gives at most
    /// `limit` cases on which the clock acts by then, in order of their moment
    /// and then of id, after a given one. It costs in proportion to what is
    /// due. A case that was acted on is given no more; several that tick at
    /// once disturb each other no more than other callers do.
    ///
    /// # Errors
    /// [`StoreError::ClockBackward`] where the clock stood later already.
    fn claim(
        &self,
        now: Timestamp,
        after: Option<Waking>,
        limit: usize,
    ) -> Pending<'_, Vec<Waking>>;

    /// At most `limit` reminders that have become due by a moment, in order of
    /// their moment, case and name. Each is given once, to one of those who ask,
    /// and again only if its deadline comes to run out at another moment.
    fn remind(&self, now: Timestamp, limit: usize) -> Pending<'_, Vec<Reminder>>;

    /// Keeps an entry of the log itself, which belongs to no case.
    ///
    /// # Errors
    /// [`StoreError::KeyTaken`] when the key that it counts under was used before,
    /// [`StoreError::OwnMoved`] when that chain has another number of entries than
    /// expected, [`StoreError::Missing`] when the manifest was not put before.
    fn append_own(&self, append: OwnAppend) -> Pending<'_, Appended>;

    /// At most `limit` entries of the log itself, after the one with this sequence
    /// number (0 for the beginning). The genesis is none of them.
    fn own_entries(&self, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>>;

    /// The cosigned checkpoint that is kept, as it was given.
    fn cosigned(&self) -> Pending<'_, Option<Vec<u8>>>;

    /// Keeps a cosigned checkpoint, if what is kept is still what was expected; says
    /// whether it was.
    fn swap_cosigned(&self, note: Vec<u8>, expected: Option<Vec<u8>>) -> Pending<'_, bool>;

    /// Finishes what was asked for before, then closes. What is asked for
    /// later is [`StoreError::Closed`].
    fn close(&self) -> Pending<'_, ()>;
}
