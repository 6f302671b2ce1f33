//! Reminders: kept beside the case that they are of, and each given once.

use jiff::Timestamp;
use rusqlite::{Connection, Result as Sql};

use super::commit::micros;
use super::fault::Faults;
use crate::engine::CaseId;
use crate::store::contract::{Reminder, Reminds};
use crate::store::error::{Damage, StoreError};

/// Keeps of what a case reminds. What was given stays so, unless its moment moves.
pub(super) fn keep(connection: &Connection, case: &CaseId, reminds: &[Reminds]) -> Sql<()> {
    for Reminds { deadline, at } in reminds {
        match at {
            Some(at) => connection
                .prepare_cached(
                    "INSERT INTO reminder (case_id, deadline, at, given) VALUES (?1, ?2, ?3, 0)
                     ON CONFLICT (case_id, deadline)
                     DO UPDATE SET at = excluded.at, given = 0 WHERE at <> excluded.at",
                )?
                .execute((&**case, &**deadline, micros(*at)))?,
            None => connection
                .prepare_cached("DELETE FROM reminder WHERE case_id = ?1 AND deadline = ?2")?
                .execute((&**case, &**deadline))?,
        };
    }
    Ok(())
}

/// Gives reminders that are due and were given to nobody.
pub(super) fn give(
    connection: &Connection,
    faults: &Faults,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Reminder>, StoreError> {
    let found = due(connection, now, limit).map_err(|error| faults.of(error))?;
    let mut reminders = Vec::with_capacity(found.len());
    for (at, case, deadline) in found {
        connection
            .prepare_cached("UPDATE reminder SET given = 1 WHERE case_id = ?1 AND deadline = ?2")
            .and_then(|mut statement| statement.execute((&case, &deadline)))
            .map_err(|error| faults.of(error))?;
        let at = Timestamp::from_microsecond(at).map_err(|_| faults.damaged(Damage::Structure))?;
        reminders.push(Reminder {
            at,
            case: case.into(),
            deadline: deadline.into(),
        });
    }
    Ok(reminders)
}

fn due(connection: &Connection, now: Timestamp, limit: usize) -> Sql<Vec<(i64, String, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT at, case_id, deadline FROM reminder WHERE given = 0 AND at <= ?1
         ORDER BY at, case_id, deadline LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map((micros(now), limit), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    rows.collect()
}
