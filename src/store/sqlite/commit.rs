//! What happens inside one transaction of the writer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result as Sql};

use super::fault::Faults;
use super::outbox::Messages;
use super::{once, read, remind};
use crate::audit::Hash;
use crate::audit::commitment::write_openings;
use crate::audit::hash::content_hash;
use crate::audit::merkle::Frontier;
use crate::engine::{Case, CaseId, SeatEffect};
use crate::store::contract::{
    Append, Appended, Once, Reminder, Reminds, Standing, StoredCase, Waking, parent_of,
};
use crate::store::error::{ContentKind, Damage, StoreError, Unfit};
use crate::store::seats::{SeatChange, write_marks};
use crate::store::snapshot;

/// An append made ready by its caller, so that the writer only writes.
pub(super) struct Prepared {
    case: CaseId,
    closed: bool,
    expected_seq: u64,
    after: Case,
    after_seq: i64,
    entries: Vec<Row>,
    seats: Vec<SeatChange>,
    register: Option<u64>,
    head: Hash,
    snapshot: Vec<u8>,
    digest: Hash,
    /// When the clock acts on the case, in microseconds.
    wakes: Option<i64>,
    parent: Option<CaseId>,
    messages: Messages,
    reminds: Vec<Reminds>,
    once: Option<Once>,
}

struct Row {
    seq: i64,
    hash: Hash,
    manifest: Hash,
    bytes: Vec<u8>,
    openings: Option<Vec<u8>>,
}

impl Prepared {
    /// Checks an append and turns it into rows.
    pub(super) fn of(append: Append, once: Option<Once>) -> Result<Prepared, StoreError> {
        append.check()?;
        let unfit = |fault: Unfit| StoreError::Unfit {
            case: append.case.clone(),
            fault,
        };
        let snapshot = snapshot::to_bytes(&append.after).map_err(|error| unfit(error.into()))?;
        let after_seq = i64::try_from(append.after.seq).map_err(|_| unfit(Unfit::Size))?;
        let first = i64::try_from(append.expected_seq)
            .ok()
            .and_then(|before| before.checked_add(1))
            .ok_or_else(|| unfit(Unfit::Size))?;
        let entries: Vec<Row> = (first..)
            .zip(append.entries)
            .map(|(seq, entry)| Row {
                seq,
                hash: entry.sealed.hash,
                manifest: entry.manifest,
                openings: (!entry.sealed.openings.is_empty())
                    .then(|| write_openings(&entry.sealed.openings)),
                bytes: entry.sealed.bytes,
            })
            .collect();
        Ok(Prepared {
            closed: Standing::of(&append.after) == Standing::Closed,
            expected_seq: append.expected_seq,
            wakes: append.after.deadlines.next_moment().map(micros),
            parent: parent_of(&append.after).cloned(),
            after: append.after,
            after_seq,
            head: entries.last().map_or(Hash([0; 32]), |last| last.hash),
            entries,
            seats: append.seats,
            register: append.register,
            digest: content_hash(&snapshot),
            messages: Messages {
                sends: append.sends,
                takes: append.takes,
            },
            reminds: append.reminds,
            snapshot,
            once,
            case: append.case,
        })
    }

    /// That the case has another number of entries than this expects.
    fn stale(&self, found: u64) -> StoreError {
        StoreError::Stale {
            case: self.case.clone(),
            expected: self.expected_seq,
            found,
        }
    }

    /// The case as it stands once this is kept.
    pub(super) fn into_case(self) -> StoredCase {
        StoredCase {
            case: self.after,
            head: self.head,
        }
    }
}

/// The manifests that are kept and whose first leaf is known: nothing needs to
/// be asked or told of them again, whoever else writes.
pub(super) type Settled = BTreeSet<Hash>;

/// How a transaction treats an act that fails.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// The whole transaction is given up: acts rarely fail, and savepoints cost
    /// as much as what they guard.
    Together,
    /// Each act has a savepoint of its own.
    Apart,
}

/// One open transaction: the tree as it is in it.
pub(super) struct Batch<'c> {
    connection: &'c Connection,
    faults: &'c Faults,
    settled: &'c Settled,
    care: Care,
    frontier: Frontier,
    grown: bool,
    /// Manifests that this transaction settles.
    settles: Settled,
}

impl<'c> Batch<'c> {
    /// Takes the write lock and reads the tree: another process may have
    /// written since the last time.
    pub(super) fn begin(
        connection: &'c Connection,
        faults: &'c Faults,
        settled: &'c Settled,
        care: Care,
    ) -> Result<Self, StoreError> {
        let told = |error| faults.of(error);
        run(connection, "BEGIN IMMEDIATE").map_err(told)?;
        match read::frontier(connection, faults) {
            Ok(frontier) => Ok(Batch {
                connection,
                faults,
                settled,
                care,
                frontier,
                grown: false,
                settles: Settled::new(),
            }),
            Err(error) => {
                abandon(connection);
                Err(error)
            }
        }
    }

    /// Where the transaction is open.
    pub(super) const fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// How its faults are told.
    pub(super) const fn faults(&self) -> &'c Faults {
        self.faults
    }

    /// The place of the next leaf.
    pub(super) const fn next_leaf(&self) -> u64 {
        self.frontier.size()
    }

    /// Takes a leaf that was written into the tree.
    pub(super) fn grow(&mut self, leaf: Hash) {
        self.frontier.append(leaf);
        self.grown = true;
    }

    /// Gives everything up.
    pub(super) fn abandon(self) {
        abandon(self.connection);
    }

    /// Makes everything durable, or nothing; gives what it has settled.
    pub(super) fn commit(self) -> Result<Settled, StoreError> {
        let write = || {
            if self.grown {
                self.connection
                    .prepare_cached("UPDATE tree SET frontier = ?1, root = ?2")?
                    .execute((self.frontier.to_bytes(), self.frontier.root().0))?;
            }
            run(self.connection, "COMMIT")
        };
        write().map_err(|error| {
            abandon(self.connection);
            self.faults.of(error)
        })?;
        Ok(self.settles)
    }

    /// Whether SQLite has given up the transaction by itself, as it may when
    /// the disk is full or fails.
    pub(super) fn is_lost(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// Appends to one case. Where it is refused, nothing was written.
    pub(super) fn append(&mut self, append: &Prepared) -> Result<Vec<Appended>, StoreError> {
        if let Some(once) = &append.once {
            let (connection, faults) = (self.connection, self.faults);
            let kept = once::find(connection, faults, &once.scope, &once.key, once.now)?;
            if let Some(kept) = kept {
                return Err(StoreError::KeyTaken { case: kept.case });
            }
        }
        for entry in &append.entries {
            if !self.is_settled(&entry.manifest)
                && !self.has("SELECT 1 FROM manifest WHERE hash = ?1", &entry.manifest)?
            {
                let found = self.seq(&append.case);
                let found = found.map_err(|error| self.faults.of(error))?;
                return Err(if found == append.expected_seq {
                    StoreError::Missing {
                        kind: ContentKind::Manifest,
                        hash: entry.manifest,
                    }
                } else {
                    append.stale(found)
                });
            }
        }
        self.still_register(append)?;
        let before = (self.care == Care::Apart).then(|| self.frontier.clone());
        let result = self.guarded(|batch| batch.write(append));
        match (&result, before) {
            (Ok(_), _) => self.grown = true,
            (Err(_), Some(before)) => self.frontier = before,
            (Err(_), None) => {}
        }
        result
    }

    fn is_settled(&self, manifest: &Hash) -> bool {
        self.settled.contains(manifest) || self.settles.contains(manifest)
    }

    /// Sets the clock forward, and gives the cases on which it acts by then.
    pub(super) fn claim(
        &mut self,
        now: Timestamp,
        after: Option<&Waking>,
        limit: usize,
    ) -> Result<Vec<Waking>, StoreError> {
        if let Some(last) = read::clock(self.connection, self.faults)?
            && last > now
        {
            return Err(StoreError::ClockBackward {
                store: self.faults.store.clone(),
                last,
                now,
            });
        }
        self.guarded(|batch| {
            batch
                .connection
                .prepare_cached(
                    "INSERT INTO clock (only_row, stands) VALUES (1, ?1)
                     ON CONFLICT (only_row) DO UPDATE SET stands = ?1",
                )
                .and_then(|mut statement| statement.execute([micros(now)]))
                .map_err(|error| batch.faults.of(error))?;
            Ok(())
        })?;
        read::waking(self.connection, self.faults, now, after, limit)
    }

    /// Gives reminders that are due.
    pub(super) fn remind(
        &mut self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Reminder>, StoreError> {
        self.guarded(|batch| remind::give(batch.connection, batch.faults, now, limit))
    }

    /// Keeps a definition.
    pub(super) fn definition(&mut self, hash: &Hash, bytes: &[u8]) -> Result<(), StoreError> {
        self.guarded(|batch| {
            batch
                .connection
                .prepare_cached("INSERT OR IGNORE INTO definition (hash, bytes) VALUES (?1, ?2)")
                .and_then(|mut statement| statement.execute((hash.0, bytes)))
                .map_err(|error| batch.faults.of(error))?;
            Ok(())
        })
    }

    /// Keeps a manifest and what it names.
    pub(super) fn manifest(
        &mut self,
        hash: &Hash,
        bytes: &[u8],
        definitions: &[Hash],
    ) -> Result<(), StoreError> {
        for definition in definitions {
            if !self.has("SELECT 1 FROM definition WHERE hash = ?1", definition)? {
                return Err(StoreError::Missing {
                    kind: ContentKind::Definition,
                    hash: *definition,
                });
            }
        }
        self.guarded(|batch| {
            let write = || -> Sql<()> {
                let mut keep = batch
                    .connection
                    .prepare_cached("INSERT OR IGNORE INTO manifest (hash, bytes) VALUES (?1, ?2)")?;
                if keep.execute((hash.0, bytes))? == 0 {
                    return Ok(());
                }
                let mut name = batch.connection.prepare_cached(
                    "INSERT OR IGNORE INTO manifest_definition (manifest, definition) VALUES (?1, ?2)",
                )?;
                for definition in definitions {
                    name.execute((hash.0, definition.0))?;
                }
                Ok(())
            };
            write().map_err(|error| batch.faults.of(error))
        })
    }

    /// Does something in a savepoint of its own, if that is how it is done.
    pub(super) fn guarded<T>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.care == Care::Together {
            return act(self);
        }
        run(self.connection, "SAVEPOINT act").map_err(|error| self.faults.of(error))?;
        let result = act(self).and_then(|done| {
            run(self.connection, "RELEASE act").map_err(|error| self.faults.of(error))?;
            Ok(done)
        });
        if result.is_err() && !self.is_lost() {
            // Should this fail, the commit fails too.
            let _ = run(self.connection, "ROLLBACK TO act");
            let _ = run(self.connection, "RELEASE act");
        }
        result
    }

    fn write(&mut self, append: &Prepared) -> Result<Vec<Appended>, StoreError> {
        let told = |error| self.faults.of(error);
        // First the case: it tells whether it stands where the act was decided.
        if !self.write_case(append).map_err(told)? {
            return Err(append.stale(self.seq(&append.case).map_err(told)?));
        }
        let mut appended = Vec::with_capacity(append.entries.len());
        for entry in &append.entries {
            let index = self.frontier.size();
            let leaf = i64::try_from(index).map_err(|_| self.faults.damaged(Damage::Tree))?;
            self.write_entry(append, entry, leaf)
                .map_err(|error| self.faults.of(error))?;
            self.frontier.append(entry.hash);
            appended.push(Appended {
                case_seq: u64::try_from(entry.seq).unwrap_or_default(),
                hash: entry.hash,
                index: Some(index),
            });
        }
        append.messages.write(self.connection, self.faults)?;
        remind::keep(self.connection, &append.case, &append.reminds)
            .map_err(|error| self.faults.of(error))?;
        if let Some(once) = &append.once {
            let first = append.expected_seq.saturating_add(1);
            once::keep(self.connection, once, &append.case, first, append.after_seq)
                .map_err(|error| self.faults.of(error))?;
        }
        Ok(appended)
    }

    /// That the register of seats is still as it was read, where it is changed.
    fn still_register(&self, append: &Prepared) -> Result<(), StoreError> {
        let Some(expected) = append.register.filter(|_| !append.seats.is_empty()) else {
            return Ok(());
        };
        let found = read::seat_count(self.connection, self.faults)?;
        if found == expected {
            return Ok(());
        }
        Err(StoreError::RegisterMoved { expected, found })
    }

    /// What an entry changes of the register of seats.
    fn write_seats(&self, append: &Prepared, entry: &Row, leaf: i64) -> Sql<()> {
        for change in &append.seats {
            if i64::try_from(change.seq) != Ok(entry.seq) {
                continue;
            }
            let (given, seat, person, day, last, marks) = match &change.effect {
                SeatEffect::Given(tenure) => (
                    true,
                    Some(&*tenure.seat),
                    Some(&*tenure.person),
                    Some(tenure.from.to_string()),
                    tenure.until.map(|until| until.to_string()),
                    Some(write_marks(&tenure.marks)),
                ),
                SeatEffect::Vacated {
                    seat, person, on, ..
                } => (
                    false,
                    seat.as_deref(),
                    Some(&**person),
                    Some(on.to_string()),
                    None,
                    None,
                ),
                SeatEffect::Erased { given, .. } => (*given, None, None, None, None, None),
            };
            self.connection
                .prepare_cached(
                    "INSERT INTO seat_change
                       (leaf, given, body, seat, person, day, last_day, marks)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute((
                    leaf,
                    given,
                    &**change.effect.body(),
                    seat,
                    person,
                    day,
                    last,
                    marks,
                ))?;
        }
        Ok(())
    }

    fn write_entry(&mut self, append: &Prepared, entry: &Row, leaf: i64) -> Sql<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO entry (leaf, case_id, seq, hash, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((leaf, &*append.case, entry.seq, entry.hash.0, &entry.bytes))?;
        if let Some(openings) = &entry.openings {
            self.connection
                .prepare_cached("INSERT INTO opening (leaf, bytes) VALUES (?1, ?2)")?
                .execute((leaf, openings))?;
        }
        self.write_seats(append, entry, leaf)?;
        if !self.is_settled(&entry.manifest) {
            // The export of the first leaves holds what these draw on, and nothing else.
            self.connection
                .prepare_cached(
                    "UPDATE manifest SET first_leaf = ?2 WHERE hash = ?1 AND first_leaf IS NULL",
                )?
                .execute((entry.manifest.0, leaf))?;
            if self.care == Care::Together {
                self.settles.insert(entry.manifest);
            }
        }
        Ok(())
    }

    /// Whether the case stood where the act was decided, and now stands after it.
    fn write_case(&self, append: &Prepared) -> Sql<bool> {
        let changed = if append.expected_seq == 0 {
            self.connection
                .prepare_cached(
                    "INSERT INTO standing_case
                       (id, workflow, closed, seq, head, digest, snapshot, wakes, parent)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                     ON CONFLICT (id) DO NOTHING",
                )?
                .execute((
                    &*append.case,
                    &*append.after.workflow,
                    append.closed,
                    append.after_seq,
                    append.head.0,
                    append.digest.0,
                    &append.snapshot,
                    append.wakes,
                    append.parent.as_deref(),
                ))?
        } else {
            let values = (
                &*append.case,
                append.closed,
                append.after_seq,
                append.head.0,
                append.digest.0,
                &append.snapshot,
                i64::try_from(append.expected_seq).unwrap_or(i64::MAX),
                append.wakes,
            );
            // A column that is set is written anew in every index that has it.
            let standing = self
                .connection
                .prepare_cached(
                    "UPDATE standing_case SET seq = ?3, head = ?4, digest = ?5, snapshot = ?6, wakes = ?8
                     WHERE id = ?1 AND seq = ?7 AND closed = ?2",
                )?
                .execute(values)?;
            if standing == 0 {
                self.connection
                    .prepare_cached(
                        "UPDATE standing_case
                         SET closed = ?2, seq = ?3, head = ?4, digest = ?5, snapshot = ?6, wakes = ?8
                         WHERE id = ?1 AND seq = ?7",
                    )?
                    .execute(values)?
            } else {
                standing
            }
        };
        Ok(changed == 1)
    }

    fn seq(&self, case: &CaseId) -> Sql<u64> {
        self.connection
            .prepare_cached("SELECT seq FROM standing_case WHERE id = ?1")?
            .query_row([&**case], |row| read::natural(row, 0))
            .optional()
            .map(Option::unwrap_or_default)
    }

    fn has(&self, query: &str, hash: &Hash) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(query)
            .and_then(|mut statement| statement.exists([hash.0]))
            .map_err(|error| self.faults.of(error))
    }
}

/// A moment as it is kept: entries record no finer ones.
pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

fn run(connection: &Connection, statement: &str) -> Sql<()> {
    connection.prepare_cached(statement)?.execute(())?;
    Ok(())
}

fn abandon(connection: &Connection) {
    if !connection.is_autocommit() {
        // Nothing is kept either way: a connection that cannot roll back cannot commit.
        let _ = run(connection, "ROLLBACK");
    }
}
