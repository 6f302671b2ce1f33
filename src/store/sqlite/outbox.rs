//! Messages that wait, in the file.

use rusqlite::{Connection, Result as Sql};

use super::fault::Faults;
use super::read;
use crate::store::error::{Damage, StoreError};
use crate::store::messages::{MessageKey, Waiting, gone};

/// The messages that an append sends and takes, made ready.
pub(super) struct Messages {
    pub(super) sends: Vec<MessageKey>,
    pub(super) takes: Vec<MessageKey>,
}

impl Messages {
    /// Writes them, in the transaction of the append.
    pub(super) fn write(&self, connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
        let told = |error| faults.of(error);
        for key in &self.takes {
            if remove(connection, key).map_err(told)? == 0 {
                return Err(gone(key));
            }
        }
        for key in &self.sends {
            add(connection, key).map_err(told)?;
        }
        Ok(())
    }
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn add(connection: &Connection, key: &MessageKey) -> Sql<usize> {
    connection
        .prepare_cached(
            "INSERT INTO outbox (from_case, seq, to_case, number) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((&*key.from, number(key.seq), &*key.to, number(key.number)))
}

fn remove(connection: &Connection, key: &MessageKey) -> Sql<usize> {
    connection
        .prepare_cached(
            "DELETE FROM outbox WHERE from_case = ?1 AND to_case = ?3 AND number = ?4 AND seq = ?2",
        )?
        .execute((&*key.from, number(key.seq), &*key.to, number(key.number)))
}

/// The query for a page of messages: after ?1, at most ?2.
pub(super) const WAITING: &str = "
    SELECT place, from_case, seq, to_case, number
    FROM outbox WHERE place > ?1 ORDER BY place LIMIT ?2";

/// A page of the messages that wait, in the order in which they were sent.
pub(super) fn waiting(
    connection: &Connection,
    faults: &Faults,
    after: u64,
    limit: usize,
) -> Result<Vec<Waiting>, StoreError> {
    let told = |error| faults.of(error);
    let mut statement = connection.prepare_cached(WAITING).map_err(told)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement
        .query_map((number(after), limit), |row| {
            let text = |at: usize| row.get::<_, String>(at).map(Into::into);
            Ok(Waiting {
                place: read::natural(row, 0)?,
                key: MessageKey {
                    from: text(1)?,
                    seq: read::natural(row, 2)?,
                    to: text(3)?,
                    number: read::natural(row, 4)?,
                },
            })
        })
        .map_err(told)?;
    rows.collect::<Sql<Vec<_>>>().map_err(told)
}

/// Every message that waits is of an entry that is there.
pub(super) fn examine(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let orphan = connection
        .prepare(
            "SELECT from_case FROM outbox
             WHERE NOT EXISTS (
               SELECT 1 FROM entry WHERE case_id = from_case AND entry.seq = outbox.seq
             )
             LIMIT 1",
        )
        .and_then(|mut statement| {
            let mut rows = statement.query(())?;
            rows.next()?.map(|row| row.get::<_, String>(0)).transpose()
        })
        .map_err(|error| faults.of(error))?;
    match orphan {
        Some(case) => Err(faults.damaged(Damage::Case { case: case.into() })),
        None => Ok(()),
    }
}
