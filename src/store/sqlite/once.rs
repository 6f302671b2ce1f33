//! Keys of requests that count once.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result as Sql};

use super::fault::Faults;
use super::read::natural;
use crate::audit::Hash;
use crate::engine::CaseId;
use crate::guard::Name;
use crate::store::contract::{CLEARED_AT_ONCE, KeptOnce, Once};
use crate::store::error::{Damage, StoreError};

/// What a key was used for, unless it has run out.
pub(super) fn find(
    connection: &Connection,
    faults: &Faults,
    scope: &Name,
    key: &Name,
    now: Timestamp,
) -> Result<Option<KeptOnce>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT request, case_id, first_seq, last_seq, until FROM request_once
             WHERE scope = ?1 AND key = ?2 AND until > ?3",
        )
        .and_then(|mut statement| {
            statement
                .query_row((&**scope, &**key, now.as_microsecond()), |row| {
                    let request: [u8; 32] = row.get(0)?;
                    let case: String = row.get(1)?;
                    let until: i64 = row.get(4)?;
                    Ok((request, case, natural(row, 2)?, natural(row, 3)?, until))
                })
                .optional()
        })
        .map_err(|error| faults.of(error))?;
    let Some((request, case, first, last, until)) = found else {
        return Ok(None);
    };
    let until =
        Timestamp::from_microsecond(until).map_err(|_| faults.damaged(Damage::Structure))?;
    Ok(Some(KeptOnce {
        request: Hash(request),
        case: CaseId::from(case),
        first,
        last,
        until,
    }))
}

/// Keeps a key with what it came to, and clears away a few that have run out.
pub(super) fn keep(
    connection: &Connection,
    once: &Once,
    case: &CaseId,
    first: u64,
    last: i64,
) -> Sql<()> {
    connection
        .prepare_cached(
            "DELETE FROM request_once WHERE (scope, key) IN
               (SELECT scope, key FROM request_once WHERE until <= ?1
                ORDER BY until, scope, key LIMIT ?2)",
        )?
        .execute((
            once.now.as_microsecond(),
            i64::try_from(CLEARED_AT_ONCE).unwrap_or(1),
        ))?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO request_once
               (scope, key, request, case_id, first_seq, last_seq, until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            &*once.scope,
            &*once.key,
            once.request.0,
            &**case,
            i64::try_from(first).unwrap_or(i64::MAX),
            last,
            once.until.as_microsecond(),
        ))?;
    Ok(())
}
