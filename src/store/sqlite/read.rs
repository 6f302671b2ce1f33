//! What is read, checked against its hash.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::commit::micros;
use super::fault::Faults;
use crate::audit::Hash;
use crate::audit::commitment::{Opening, parse_openings};
use crate::audit::hash::content_hash;
use crate::audit::merkle::{Frontier, leaf_hash};
use crate::engine::{CaseId, SeatEffect, SeatEntry, Tenure};
use crate::guard::Name;
use crate::store::contract::{
    CaseFilter, LogIdentity, LogLeaf, SeatList, Standing, StoredCase, StoredContent, StoredEntry,
    Waking, parent_of,
};
use crate::store::error::{Damage, StoreError};
use crate::store::own::OWN;
use crate::store::seats::read_marks;
use crate::store::snapshot;

type Read<T> = Result<T, StoreError>;

/// SQLite counts with 63 bits; no log is longer.
fn whole(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// All rows of a cached query, each made by `form`.
fn all<T>(
    connection: &Connection,
    faults: &Faults,
    query: &str,
    values: &[&dyn ToSql],
    mut form: impl FnMut(&Row<'_>) -> Read<T>,
) -> Read<Vec<T>> {
    let told = |error| faults.of(error);
    let mut statement = connection.prepare_cached(query).map_err(told)?;
    let mut rows = statement.query(values).map_err(told)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(told)? {
        found.push(form(row)?);
    }
    Ok(found)
}

fn column<T: rusqlite::types::FromSql>(row: &Row<'_>, at: usize, faults: &Faults) -> Read<T> {
    row.get(at).map_err(|error| faults.of(error))
}

/// A number that is never negative.
pub(super) fn natural(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(at)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, number))
}

/// The tree's right edge, checked against the root kept beside it.
pub(super) fn frontier(connection: &Connection, faults: &Faults) -> Read<Frontier> {
    let (bytes, root): (Vec<u8>, [u8; 32]) = connection
        .prepare_cached("SELECT frontier, root FROM tree")
        .and_then(|mut statement| statement.query_row((), |row| Ok((row.get(0)?, row.get(1)?))))
        .map_err(|error| faults.of(error))?;
    Frontier::from_bytes(&bytes)
        .ok()
        .filter(|frontier| frontier.root().0 == root)
        .ok_or_else(|| faults.damaged(Damage::Tree))
}

/// What the log is, as its genesis tells; and that the tree is as large as it.
pub(super) fn identity(connection: &Connection, faults: &Faults) -> Read<LogIdentity> {
    let told = |error| faults.of(error);
    let view = connection.unchecked_transaction().map_err(told)?;
    let genesis: Option<(Vec<u8>, [u8; 32])> = view
        .query_row("SELECT bytes, hash FROM entry WHERE leaf = 0", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
        .map_err(told)?;
    let log = genesis
        .filter(|(bytes, hash)| leaf_hash(bytes).0 == *hash)
        .and_then(|(bytes, _)| LogIdentity::of(bytes).ok())
        .ok_or_else(|| faults.damaged(Damage::Identity))?;
    let last: u64 = view
        .query_row("SELECT max(leaf) FROM entry", (), |row| natural(row, 0))
        .map_err(told)?;
    if last.checked_add(1) != Some(frontier(&view, faults)?.size()) {
        return Err(faults.damaged(Damage::Tree));
    }
    Ok(log)
}

/// How many changes the register of seats has.
pub(super) fn seat_count(connection: &Connection, faults: &Faults) -> Read<u64> {
    connection
        .prepare_cached("SELECT count(*) FROM seat_change")
        .and_then(|mut statement| statement.query_row((), |row| natural(row, 0)))
        .map_err(|error| faults.of(error))
}

/// The changes of the register of seats, of these bodies or all, in the order in
/// which they were made.
pub(super) fn seats(
    connection: &Connection,
    faults: &Faults,
    bodies: Option<&[Name]>,
) -> Read<SeatList> {
    const CHANGE: &str = "SELECT s.given, s.body, s.seat, s.person, s.day, s.last_day, s.marks,
                                 e.case_id, e.seq, e.hash, s.number
                          FROM seat_change AS s JOIN entry AS e ON e.leaf = s.leaf";
    // Whoever reads more than this has a transaction of their own.
    let _view = connection
        .is_autocommit()
        .then(|| connection.unchecked_transaction())
        .transpose()
        .map_err(|error| faults.of(error))?;
    let read = |query: &str, values: &[&dyn ToSql]| {
        all(connection, faults, query, values, |row| {
            let number: i64 = column(row, 10, faults)?;
            Ok((number, seat_entry(row, faults)?))
        })
    };
    let mut numbered: Vec<(i64, SeatEntry)> = Vec::new();
    match bodies {
        None => numbered.extend(read(&format!("{CHANGE} ORDER BY s.number"), &[])?),
        Some(bodies) => {
            let query = format!("{CHANGE} WHERE s.body = ?1 ORDER BY s.number");
            for body in bodies {
                numbered.extend(read(&query, &[&&**body])?);
            }
        }
    }
    numbered.sort_by_key(|(number, _)| *number);
    Ok(SeatList {
        count: seat_count(connection, faults)?,
        changes: numbered.into_iter().map(|(_, change)| change).collect(),
    })
}

fn seat_entry(row: &Row<'_>, faults: &Faults) -> Read<SeatEntry> {
    let text = |at: usize| column::<Option<String>>(row, at, faults);
    let given: bool = column(row, 0, faults)?;
    let body: Name = column::<String>(row, 1, faults)?.into();
    let seat = text(2)?.map(Name::from);
    let person = text(3)?.map(Name::from);
    let damaged = || faults.damaged(Damage::Seats);
    let date = |text: Option<String>| {
        text.map(|text| text.parse().map_err(|_| damaged()))
            .transpose()
    };
    let (day, last) = (date(text(4)?)?, date(text(5)?)?);
    let effect = match (person, day) {
        (None, None) => SeatEffect::Erased { body, given },
        (Some(person), Some(from)) if given => SeatEffect::Given(Tenure {
            body,
            seat: seat.ok_or_else(damaged)?,
            person,
            from,
            until: last,
            vacated: None,
            marks: column::<Option<Vec<u8>>>(row, 6, faults)?
                .and_then(|bytes| read_marks(&bytes))
                .ok_or_else(damaged)?,
        }),
        (Some(person), Some(on)) => SeatEffect::Vacated {
            body,
            seat,
            person,
            on,
        },
        _ => return Err(damaged()),
    };
    Ok(SeatEntry {
        effect,
        entry: column(row, 9, faults)?,
        case: column::<String>(row, 7, faults)?.into(),
        seq: natural(row, 8).map_err(|error| faults.of(error))?,
    })
}

const CASE: &str = "SELECT id, seq, head, digest, snapshot FROM standing_case";

fn stored_case(row: &Row<'_>, faults: &Faults) -> Read<StoredCase> {
    let id: String = column(row, 0, faults)?;
    let seq = natural(row, 1).map_err(|error| faults.of(error))?;
    let head = Hash(column(row, 2, faults)?);
    let digest = Hash(column(row, 3, faults)?);
    let bytes: Vec<u8> = column(row, 4, faults)?;
    Some(bytes)
        .filter(|bytes| content_hash(bytes) == digest)
        .and_then(|bytes| snapshot::from_bytes(&bytes).ok())
        .filter(|case| *case.id == *id && case.seq == seq)
        .map(|case| StoredCase { case, head })
        .ok_or_else(|| faults.damaged(Damage::Case { case: id.into() }))
}

/// The first case whose columns, by which cases are found, say something else than
/// the case itself.
pub(super) fn misfiled(connection: &Connection, faults: &Faults) -> Read<Option<CaseId>> {
    const QUERY: &str = "SELECT id, seq, head, digest, snapshot, workflow, closed, parent, wakes
                         FROM standing_case ORDER BY id";
    let told = |error| faults.of(error);
    let mut statement = connection.prepare_cached(QUERY).map_err(told)?;
    let mut rows = statement.query(()).map_err(told)?;
    while let Some(row) = rows.next().map_err(told)? {
        let case = stored_case(row, faults)?.case;
        let workflow: String = column(row, 5, faults)?;
        let closed: bool = column(row, 6, faults)?;
        let parent: Option<String> = column(row, 7, faults)?;
        let wakes: Option<i64> = column(row, 8, faults)?;
        let fits = *workflow == *case.workflow
            && closed == (Standing::of(&case) == Standing::Closed)
            && parent.as_deref() == parent_of(&case).map(|id| &**id)
            && wakes == case.deadlines.next_moment().map(micros);
        if !fits {
            return Ok(Some(case.id));
        }
    }
    Ok(None)
}

/// One case.
pub(super) fn case(
    connection: &Connection,
    faults: &Faults,
    id: &CaseId,
) -> Read<Option<StoredCase>> {
    let query = format!("{CASE} WHERE id = ?1");
    let found = all(connection, faults, &query, &[&&**id], |row| {
        stored_case(row, faults)
    })?;
    Ok(found.into_iter().next())
}

/// A page of cases. Each form of the query follows one index and stops at the
/// limit; of one workflow's open and closed cases two such ranges are merged.
pub(super) fn cases(
    connection: &Connection,
    faults: &Faults,
    filter: &CaseFilter,
    after: Option<&CaseId>,
    limit: usize,
) -> Read<Vec<StoredCase>> {
    // No id is empty, so that everything comes after the empty text. SQLite
    // takes no value that its statement does not name.
    let after = after.map_or("", |id| &**id);
    let limit = whole(limit);
    let closed = filter.standing.map(|it| it == Standing::Closed);
    let workflow = filter.workflow.as_deref();
    let query = cases_query(workflow.is_some(), closed.is_some());
    let form = |row: &Row<'_>| stored_case(row, faults);
    if let Some(parent) = filter.parent.as_deref() {
        let values: &[&dyn ToSql] = &[&after, &limit, &parent, &workflow, &closed];
        return all(connection, faults, CHILDREN, values, form);
    }
    match (&workflow, &closed) {
        (None, None) => all(connection, faults, &query, &[&after, &limit], form),
        (Some(workflow), None) => all(
            connection,
            faults,
            &query,
            &[&after, &limit, workflow],
            form,
        ),
        (None, Some(closed)) => all(connection, faults, &query, &[&after, &limit, closed], form),
        (Some(workflow), Some(closed)) => {
            let values: &[&dyn ToSql] = &[&after, &limit, workflow, closed];
            all(connection, faults, &query, values, form)
        }
    }
}

const WAKING: &str = "
    SELECT wakes, id FROM standing_case
    WHERE wakes IS NOT NULL AND (wakes, id) > (?1, ?2) AND wakes <= ?3
    ORDER BY wakes, id LIMIT ?4";

/// How far the clock was set, if it was.
pub(super) fn clock(connection: &Connection, faults: &Faults) -> Read<Option<Timestamp>> {
    let found = all(
        connection,
        faults,
        "SELECT stands FROM clock WHERE only_row = 1",
        &[],
        |row| moment(row, 0, faults),
    )?;
    Ok(found.into_iter().next())
}

/// The cases on which the clock acts up to a moment, after one of them.
pub(super) fn waking(
    connection: &Connection,
    faults: &Faults,
    now: Timestamp,
    after: Option<&Waking>,
    limit: usize,
) -> Read<Vec<Waking>> {
    let (at, id) = match after {
        Some(after) => (micros(after.at), &*after.case),
        None => (i64::MIN, ""),
    };
    let values: &[&dyn ToSql] = &[&at, &id, &micros(now), &whole(limit)];
    all(connection, faults, WAKING, values, |row| {
        let id: String = column(row, 1, faults)?;
        Ok(Waking {
            at: moment(row, 0, faults)?,
            case: id.into(),
        })
    })
}

fn moment(row: &Row<'_>, at: usize, faults: &Faults) -> Read<Timestamp> {
    let kept: i64 = column(row, at, faults)?;
    Timestamp::from_microsecond(kept).map_err(|_| faults.damaged(Damage::Structure))
}

/// The query for a page of the cases that case ?3 opened: after ?1, at most ?2,
/// of the workflow ?4 and the standing ?5 where these are asked for.
const CHILDREN: &str = "
    SELECT id, seq, head, digest, snapshot FROM standing_case
    WHERE parent = ?3 AND id > ?1
      AND (?4 IS NULL OR workflow = ?4) AND (?5 IS NULL OR closed = ?5)
    ORDER BY id LIMIT ?2";
/// The query for a page of cases: after ?1, at most ?2, of ?3 and ?4 the
/// workflow and the standing, as far as they are asked for.
fn cases_query(workflow: bool, standing: bool) -> String {
    let page = "id > ?1 ORDER BY id LIMIT ?2";
    match (workflow, standing) {
        (false, false) => format!("{CASE} WHERE {page}"),
        (false, true) => format!("{CASE} WHERE closed = ?3 AND {page}"),
        (true, true) => format!("{CASE} WHERE workflow = ?3 AND closed = ?4 AND {page}"),
        (true, false) => format!(
            "{CASE} WHERE workflow = ?3 AND closed = 0 AND id > ?1
             UNION ALL
             {CASE} WHERE workflow = ?3 AND closed = 1 AND {page}"
        ),
    }
}

/// Reads and checks hash, bytes and openings, which stand in this order.
fn leaf(
    row: &Row<'_>,
    at: usize,
    index: u64,
    faults: &Faults,
) -> Read<(Hash, Vec<u8>, Vec<Opening>)> {
    let hash = Hash(column(row, at, faults)?);
    let bytes: Vec<u8> = column(row, at + 1, faults)?;
    let openings: Option<Vec<u8>> = column(row, at + 2, faults)?;
    let openings = openings.map_or(Ok(Vec::new()), |bytes| parse_openings(&bytes));
    match openings {
        Ok(openings) if leaf_hash(&bytes) == hash => Ok((hash, bytes, openings)),
        _ => Err(faults.damaged(Damage::Leaf { index })),
    }
}

const ENTRIES: &str = "
    SELECT entry.leaf, entry.seq, entry.hash, entry.bytes, opening.bytes
    FROM entry LEFT JOIN opening ON opening.leaf = entry.leaf
    WHERE entry.case_id = ?1 AND entry.seq > ?2
    ORDER BY entry.seq LIMIT ?3";

const LEAVES: &str = "
    SELECT entry.leaf, entry.case_id, entry.hash, entry.bytes, opening.bytes
    FROM entry LEFT JOIN opening ON opening.leaf = entry.leaf
    WHERE entry.leaf >= ?1
    ORDER BY entry.leaf LIMIT ?2";

/// A page of one case's entries.
pub(super) fn entries(
    connection: &Connection,
    faults: &Faults,
    case: &CaseId,
    after: u64,
    limit: usize,
) -> Read<Vec<StoredEntry>> {
    all(
        connection,
        faults,
        ENTRIES,
        &[&&**case, &whole(after), &whole(limit)],
        |row| {
            let index = natural(row, 0).map_err(|error| faults.of(error))?;
            let (hash, bytes, openings) = leaf(row, 2, index, faults)?;
            Ok(StoredEntry {
                case_seq: natural(row, 1).map_err(|error| faults.of(error))?,
                bytes,
                hash,
                index: Some(index),
                openings,
            })
        },
    )
}

/// A page of the log.
pub(super) fn leaves(
    connection: &Connection,
    faults: &Faults,
    from: u64,
    limit: usize,
) -> Read<Vec<LogLeaf>> {
    all(
        connection,
        faults,
        LEAVES,
        &[&whole(from), &whole(limit)],
        |row| {
            let index = natural(row, 0).map_err(|error| faults.of(error))?;
            let case: Option<String> = column(row, 1, faults)?;
            let (hash, bytes, openings) = leaf(row, 2, index, faults)?;
            Ok(LogLeaf {
                index,
                case: case.filter(|case| case != OWN).map(CaseId::from),
                bytes,
                hash,
                openings,
            })
        },
    )
}

fn content(row: &Row<'_>, faults: &Faults) -> Read<StoredContent> {
    let hash = Hash(column(row, 0, faults)?);
    let bytes: Vec<u8> = column(row, 1, faults)?;
    if content_hash(&bytes) == hash {
        Ok(StoredContent { hash, bytes })
    } else {
        Err(faults.damaged(Damage::Content { hash }))
    }
}

/// The bytes of a definition.
pub(super) fn definition(
    connection: &Connection,
    faults: &Faults,
    hash: &Hash,
) -> Read<Option<Vec<u8>>> {
    let query = "SELECT hash, bytes FROM definition WHERE hash = ?1";
    let found = all(connection, faults, query, &[&hash.0], |row| {
        content(row, faults)
    })?;
    Ok(found.into_iter().next().map(|it| it.bytes))
}

/// The bytes of a manifest.
pub(super) fn manifest(
    connection: &Connection,
    faults: &Faults,
    hash: &Hash,
) -> Read<Option<Vec<u8>>> {
    let query = "SELECT hash, bytes FROM manifest WHERE hash = ?1";
    let found = all(connection, faults, query, &[&hash.0], |row| {
        content(row, faults)
    })?;
    Ok(found.into_iter().next().map(|it| it.bytes))
}

/// The manifests that the first leaves draw on.
pub(super) fn manifests(
    connection: &Connection,
    faults: &Faults,
    size: u64,
) -> Read<Vec<StoredContent>> {
    let query = "SELECT hash, bytes FROM manifest WHERE first_leaf < ?1 ORDER BY hash";
    all(connection, faults, query, &[&whole(size)], |row| {
        content(row, faults)
    })
}

/// The definitions that those manifests name.
pub(super) fn definitions(
    connection: &Connection,
    faults: &Faults,
    size: u64,
) -> Read<Vec<StoredContent>> {
    let query = "SELECT hash, bytes FROM definition
         WHERE hash IN (
           SELECT definition FROM manifest_definition
           JOIN manifest ON manifest.hash = manifest_definition.manifest
           WHERE manifest.first_leaf < ?1
         )
         ORDER BY hash";
    all(connection, faults, query, &[&whole(size)], |row| {
        content(row, faults)
    })
}

/// Reads every definition and every manifest once, one at a time.
pub(super) fn every_content(connection: &Connection, faults: &Faults) -> Read<()> {
    for query in [
        "SELECT hash, bytes FROM definition",
        "SELECT hash, bytes FROM manifest",
    ] {
        all(connection, faults, query, &[], |row| {
            content(row, faults).map(drop)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::outbox;
    use super::*;

    /// No page costs more where there is more: each follows an index from its
    /// place to its limit, without a scan and without sorting.
    #[test]
    fn pages_follow_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::sqlite::tests::store(&folder.path().join("store"));
        drop(store);
        let connection = Connection::open(folder.path().join("store")).unwrap();
        let cases = [false, true]
            .map(|workflow| [false, true].map(|standing| cases_query(workflow, standing)));
        let queries = cases.as_flattened().iter().map(String::as_str);
        for query in queries.chain([ENTRIES, LEAVES, CHILDREN, outbox::WAITING, WAKING]) {
            let mut plan = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {query}"))
                .unwrap();
            let steps: Vec<String> = plan
                .raw_query()
                .mapped(|row| row.get(3))
                .collect::<Result<_, _>>()
                .unwrap();
            let plan = steps.join("; ");
            assert!(plan.contains("SEARCH"), "{query}: {plan}");
            assert!(
                !plan.contains("SCAN") && !plan.contains("TEMP"),
                "{query}: {plan}"
            );
        }
    }
}
