//! A thorough look at the whole file.

use rusqlite::{Connection, OptionalExtension};

use super::fault::Faults;
use super::{outbox, own, read};
use crate::audit::merkle::Frontier;
use crate::store::contract::TreeHead;
use crate::store::error::{Damage, StoreError};
use crate::store::seats::seats_of_leaves;

/// How much is read at a time.
const PAGE: usize = 256;

/// Reads everything and holds it against its hashes, at one moment in time.
pub(super) fn examine(connection: &Connection, faults: &Faults) -> Result<TreeHead, StoreError> {
    let told = |error| faults.of(error);
    let view = connection.unchecked_transaction().map_err(told)?;
    structure(&view, faults)?;
    let head = tree(&view, faults)?;
    heads(&view, faults)?;
    own::examine(&view, faults)?;
    cases(&view, faults)?;
    seats(&view, faults)?;
    outbox::examine(&view, faults)?;
    read::every_content(&view, faults)?;
    Ok(head)
}

/// The list of seats must be what the entries say. Entries that are not of the
/// trail's form change no seat.
fn seats(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let mut kept = read::seats(connection, faults, None)?.changes.into_iter();
    let mut from = 0;
    loop {
        let leaves = read::leaves(connection, faults, from, PAGE)?;
        let Some(last) = leaves.last() else { break };
        from = last.index.saturating_add(1);
        for leaf in &leaves {
            for said in seats_of_leaves([leaf]).unwrap_or_default() {
                if kept.next() != Some(said) {
                    return Err(faults.damaged(Damage::Seats));
                }
            }
        }
    }
    match kept.next() {
        None => Ok(()),
        Some(_) => Err(faults.damaged(Damage::Seats)),
    }
}

fn structure(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let answer: String = connection
        .query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))
        .map_err(|error| faults.of(error))?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(faults.damaged(Damage::Structure))
    }
}

/// The tree over the leaves as they are must be the tree that is kept.
fn tree(connection: &Connection, faults: &Faults) -> Result<TreeHead, StoreError> {
    let mut counted = Frontier::default();
    loop {
        let leaves = read::leaves(connection, faults, counted.size(), PAGE)?;
        if leaves.is_empty() {
            break;
        }
        for leaf in leaves {
            if leaf.index != counted.size() {
                return Err(faults.damaged(Damage::Tree));
            }
            counted.append(leaf.hash);
        }
    }
    if counted == read::frontier(connection, faults)? {
        Ok(TreeHead::of(&counted))
    } else {
        Err(faults.damaged(Damage::Tree))
    }
}

/// Every case has as many entries as it says, without a gap, and ends with the
/// last of them; every entry has a case. Each case and entry is one step along
/// an index.
fn heads(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let queries = [
        "SELECT id FROM standing_case
         WHERE seq IS NOT (SELECT max(seq) FROM entry WHERE case_id = id)
            OR seq IS NOT (SELECT count(*) FROM entry WHERE case_id = id)
            OR head IS NOT (
              SELECT hash FROM entry WHERE case_id = id AND entry.seq = standing_case.seq
            )
         LIMIT 1",
        "SELECT case_id FROM entry
         WHERE leaf > 0 AND case_id <> ''
           AND NOT EXISTS (SELECT 1 FROM standing_case WHERE id = case_id)
         LIMIT 1",
    ];
    for query in queries {
        let found: Option<String> = connection
            .query_row(query, (), |row| row.get(0))
            .optional()
            .map_err(|error| faults.of(error))?;
        if let Some(case) = found {
            return Err(faults.damaged(Damage::Case { case: case.into() }));
        }
    }
    Ok(())
}

/// Every case can be read, and is found where it belongs.
fn cases(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    match read::misfiled(connection, faults)? {
        None => Ok(()),
        Some(case) => Err(faults.damaged(Damage::Case { case })),
    }
}
