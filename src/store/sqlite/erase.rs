//! Taking values out of a file for good.
//!
//! What is deleted is overwritten with zeros where it stood (`secure_delete`), and
//! the write-ahead log, which holds older pages, is brought into the file and cut
//! off (`wal_checkpoint(TRUNCATE)`).

use rusqlite::{Connection, Result as Sql};

use crate::audit::commitment::write_openings;
use crate::engine::CaseId;
use crate::store::contract::Erases;

/// What an earlier entry keeps of its openings, as it is written.
pub(super) struct Erased {
    seq: i64,
    left: Option<Vec<u8>>,
}

impl Erased {
    pub(super) fn of(erases: &Erases) -> Self {
        Erased {
            seq: i64::try_from(erases.seq).unwrap_or(i64::MAX),
            left: (!erases.left.is_empty()).then(|| write_openings(&erases.left)),
        }
    }
}

/// Removes the values. The hash of a request that gave them goes too: without a
/// salt, a value of few possibilities could be found from it by trying. Its key
/// stays used.
pub(super) fn write(connection: &Connection, case: &CaseId, all: &[Erased]) -> Sql<()> {
    const LEAF: &str = "(SELECT leaf FROM entry WHERE case_id = ?1 AND seq = ?2)";
    for erased in all {
        let entry = (&**case, erased.seq);
        match &erased.left {
            Some(left) => {
                let query = format!("UPDATE opening SET bytes = ?3 WHERE leaf = {LEAF}");
                connection
                    .prepare_cached(&query)?
                    .execute((entry.0, entry.1, left))?;
            }
            None => {
                let query = format!("DELETE FROM opening WHERE leaf = {LEAF}");
                connection.prepare_cached(&query)?.execute(entry)?;
            }
        }
        connection
            .prepare_cached(
                "UPDATE request_once SET request = zeroblob(32)
                 WHERE case_id = ?1 AND first_seq <= ?2 AND last_seq >= ?2",
            )?
            .execute(entry)?;
    }
    Ok(())
}

/// Brings the write-ahead log into the file and cuts it off; says whether nothing
/// is left in it.
pub(super) fn scrub(connection: &Connection) -> Sql<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| {
        let held: i64 = row.get(0)?;
        Ok(held == 0)
    })
}
