//! Entries of the log itself, and the checkpoint that witnesses have cosigned.

use rusqlite::{Connection, OptionalExtension, Result as Sql};

use super::commit::Batch;
use super::fault::Faults;
use super::{once, read};
use crate::audit::merkle::leaf_hash;
use crate::store::contract::Appended;
use crate::store::error::{ContentKind, Damage, StoreError};
use crate::store::own::{OWN, OwnAppend, moved};

/// How many entries the log's own chain has.
pub(super) fn count(connection: &Connection) -> Sql<u64> {
    connection
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM entry WHERE case_id = ?1")?
        .query_row([OWN], |row| read::natural(row, 0))
}

/// That the chain has no gap.
pub(super) fn examine(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let told = |error| faults.of(error);
    let entries: u64 = connection
        .query_row(
            "SELECT count(*) FROM entry WHERE case_id = ?1",
            [OWN],
            |row| read::natural(row, 0),
        )
        .map_err(told)?;
    if entries == count(connection).map_err(told)? {
        Ok(())
    } else {
        Err(faults.damaged(Damage::Tree))
    }
}

impl Batch<'_> {
    /// Appends to the log's own chain. Where it is refused, nothing was written.
    pub(super) fn append_own(&mut self, append: &OwnAppend) -> Result<Appended, StoreError> {
        let (connection, faults) = (self.connection(), self.faults());
        let told = |error| faults.of(error);
        if let Some(key) = &append.once
            && let Some(kept) = once::find(connection, faults, &key.scope, &key.key, key.now)?
        {
            return Err(StoreError::KeyTaken { case: kept.case });
        }
        let found = count(connection).map_err(told)?;
        if found != append.expected_seq {
            return Err(moved(append.expected_seq, found));
        }
        if let Some(manifest) = append.manifest
            && !connection
                .prepare_cached("SELECT 1 FROM manifest WHERE hash = ?1")
                .and_then(|mut statement| statement.exists([manifest.0]))
                .map_err(told)?
        {
            return Err(StoreError::Missing {
                kind: ContentKind::Manifest,
                hash: manifest,
            });
        }
        let hash = leaf_hash(&append.bytes);
        let index = self.next_leaf();
        let leaf = i64::try_from(index).map_err(|_| faults.damaged(Damage::Tree))?;
        let seq = found.saturating_add(1);
        self.guarded(|_| {
            connection
                .prepare_cached(
                    "INSERT INTO entry (leaf, case_id, seq, hash, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )
                .and_then(|mut statement| {
                    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
                    statement.execute((leaf, OWN, seq, hash.0, &append.bytes))
                })
                .map_err(told)?;
            if let Some(manifest) = append.manifest {
                connection
                    .prepare_cached(
                        "UPDATE manifest SET first_leaf = ?2
                         WHERE hash = ?1 AND first_leaf IS NULL",
                    )
                    .and_then(|mut statement| statement.execute((manifest.0, leaf)))
                    .map_err(told)?;
            }
            if let Some(key) = &append.once {
                let last = i64::try_from(seq).unwrap_or(i64::MAX);
                once::keep(connection, key, &OWN.into(), seq, last).map_err(told)?;
            }
            Ok(())
        })?;
        self.grow(hash);
        Ok(Appended {
            case_seq: seq,
            hash,
            index: Some(index),
        })
    }

    /// Keeps a cosigned checkpoint, if the one that is kept is still the one that
    /// was expected.
    pub(super) fn swap_cosigned(
        &mut self,
        note: &[u8],
        expected: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        let (connection, faults) = (self.connection(), self.faults());
        let told = |error| faults.of(error);
        if cosigned(connection, faults)?.as_deref() != expected {
            return Ok(false);
        }
        self.guarded(|_| {
            connection
                .prepare_cached(
                    "INSERT INTO cosigned (only_row, note) VALUES (1, ?1)
                     ON CONFLICT (only_row) DO UPDATE SET note = ?1",
                )
                .and_then(|mut statement| statement.execute([note]))
                .map_err(told)?;
            Ok(true)
        })
    }
}

/// The cosigned checkpoint that is kept.
pub(super) fn cosigned(
    connection: &Connection,
    faults: &Faults,
) -> Result<Option<Vec<u8>>, StoreError> {
    connection
        .prepare_cached("SELECT note FROM cosigned")
        .and_then(|mut statement| statement.query_row((), |row| row.get(0)).optional())
        .map_err(|error| faults.of(error))
}
