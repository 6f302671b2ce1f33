//! What happens inside one transaction of the writer.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result as Sql};

use super::fault::Faults;
use super::read;
use crate::audit::Hash;
use crate::audit::commitment::write_openings;
use crate::audit::hash::content_hash;
use crate::audit::merkle::Frontier;
use crate::engine::CaseId;
use crate::store::contract::{Append, Appended, Standing, Waking};
use crate::store::error::{ContentKind, Damage, StoreError, Unfit};
use crate::store::snapshot;

/// An append made ready by its caller, so that the writer only writes.
pub(super) struct Prepared {
    case: CaseId,
    workflow: crate::guard::Name,
    closed: bool,
    expected_seq: u64,
    after_seq: i64,
    entries: Vec<Row>,
    snapshot: Vec<u8>,
    digest: Hash,
    /// When the clock acts on the case, in microseconds.
    wakes: Option<i64>,
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
    pub(super) fn of(append: Append) -> Result<Prepared, StoreError> {
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
        let entries = (first..)
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
            workflow: append.after.workflow.clone(),
            closed: Standing::of(&append.after) == Standing::Closed,
            expected_seq: append.expected_seq,
            after_seq,
            entries,
            wakes: append.after.deadlines.next_moment().map(micros),
            digest: content_hash(&snapshot),
            snapshot,
            case: append.case,
        })
    }
}

/// One open transaction: the tree as it is in it.
pub(super) struct Batch<'c> {
    connection: &'c Connection,
    faults: &'c Faults,
    frontier: Frontier,
    grown: bool,
}

impl<'c> Batch<'c> {
    /// Takes the write lock and reads the tree: another process may have
    /// written since the last time.
    pub(super) fn begin(
        connection: &'c Connection,
        faults: &'c Faults,
    ) -> Result<Self, StoreError> {
        let told = |error| faults.of(error);
        run(connection, "BEGIN IMMEDIATE").map_err(told)?;
        match read::frontier(connection, faults) {
            Ok(frontier) => Ok(Batch {
                connection,
                faults,
                frontier,
                grown: false,
            }),
            Err(error) => {
                abandon(connection);
                Err(error)
            }
        }
    }

    /// Makes everything durable, or nothing.
    pub(super) fn commit(self) -> Result<(), StoreError> {
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
        })
    }

    /// Whether SQLite has given up the transaction by itself, as it may when
    /// the disk is full or fails.
    pub(super) fn is_lost(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// Appends to one case, in a savepoint of its own.
    pub(super) fn append(&mut self, append: &Prepared) -> Result<Vec<Appended>, StoreError> {
        let found = self.seq(&append.case)?;
        if found != append.expected_seq {
            return Err(StoreError::Stale {
                case: append.case.clone(),
                expected: append.expected_seq,
                found,
            });
        }
        for entry in &append.entries {
            if !self.has("SELECT 1 FROM manifest WHERE hash = ?1", &entry.manifest)? {
                return Err(StoreError::Missing {
                    kind: ContentKind::Manifest,
                    hash: entry.manifest,
                });
            }
        }
        let before = self.frontier.clone();
        let result = self.in_savepoint(|batch| batch.write(append));
        match result {
            Ok(_) => self.grown = true,
            Err(_) => self.frontier = before,
        }
        result
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
        self.in_savepoint(|batch| {
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

    /// Keeps a definition.
    pub(super) fn definition(&mut self, hash: &Hash, bytes: &[u8]) -> Result<(), StoreError> {
        self.in_savepoint(|batch| {
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
        self.in_savepoint(|batch| {
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

    fn in_savepoint<T>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
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
        let mut appended = Vec::with_capacity(append.entries.len());
        let mut head = Hash([0; 32]);
        for entry in &append.entries {
            let index = self.frontier.size();
            let leaf = i64::try_from(index).map_err(|_| self.faults.damaged(Damage::Tree))?;
            self.write_entry(append, entry, leaf)
                .map_err(|error| self.faults.of(error))?;
            self.frontier.append(entry.hash);
            head = entry.hash;
            appended.push(Appended {
                case_seq: u64::try_from(entry.seq).unwrap_or_default(),
                hash: entry.hash,
                index: Some(index),
            });
        }
        self.write_case(append, &head)
            .map_err(|error| self.faults.of(error))?;
        Ok(appended)
    }

    fn write_entry(&self, append: &Prepared, entry: &Row, leaf: i64) -> Sql<()> {
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
        // The export of the first leaves holds what these draw on, and nothing else.
        self.connection
            .prepare_cached(
                "UPDATE manifest SET first_leaf = ?2 WHERE hash = ?1 AND first_leaf IS NULL",
            )?
            .execute((entry.manifest.0, leaf))?;
        Ok(())
    }

    fn write_case(&self, append: &Prepared, head: &Hash) -> Sql<()> {
        let values = (
            &*append.case,
            &*append.workflow,
            append.closed,
            append.after_seq,
            head.0,
            append.digest.0,
            &append.snapshot,
            append.wakes,
        );
        let statement = if append.expected_seq == 0 {
            "INSERT INTO standing_case (id, workflow, closed, seq, head, digest, snapshot, wakes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        } else {
            "UPDATE standing_case
             SET workflow = ?2, closed = ?3, seq = ?4, head = ?5, digest = ?6, snapshot = ?7,
                 wakes = ?8
             WHERE id = ?1"
        };
        self.connection.prepare_cached(statement)?.execute(values)?;
        Ok(())
    }

    fn seq(&self, case: &CaseId) -> Result<u64, StoreError> {
        self.connection
            .prepare_cached("SELECT seq FROM standing_case WHERE id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([&**case], |row| read::natural(row, 0))
                    .optional()
            })
            .map(Option::unwrap_or_default)
            .map_err(|error| self.faults.of(error))
    }

    fn has(&self, query: &str, hash: &Hash) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(query)
            .and_then(|mut statement| statement.exists([hash.0]))
            .map_err(|error| self.faults.of(error))
    }
}

/// A moment as it is kept. Half of a microsecond is none: an act that comes
/// within it finds the clock the same.
pub(super) const fn micros(at: Timestamp) -> i64 {
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
