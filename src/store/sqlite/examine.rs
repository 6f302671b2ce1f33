//! A thorough look at the whole file.

use rusqlite::Connection;

use super::fault::Faults;
use super::read;
use crate::audit::merkle::Frontier;
use crate::store::contract::{CaseFilter, TreeHead};
use crate::store::error::{Damage, StoreError};

/// How much is read at a time.
const PAGE: usize = 256;

/// Reads everything and holds it against its hashes, at one moment in time.
pub(super) fn examine(connection: &Connection, faults: &Faults) -> Result<TreeHead, StoreError> {
    let told = |error| faults.of(error);
    let view = connection.unchecked_transaction().map_err(told)?;
    structure(&view, faults)?;
    let head = tree(&view, faults)?;
    heads(&view, faults)?;
    snapshots(&view, faults)?;
    read::every_content(&view, faults)?;
    Ok(head)
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

/// Every case has as many entries as it says, and ends with the last of them;
/// every entry has a case.
fn heads(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let query = "
        SELECT coalesce(standing_case.id, counted.case_id)
        FROM standing_case
        FULL JOIN (
          SELECT case_id, count(*) AS entries, max(seq) AS last
          FROM entry WHERE case_id IS NOT NULL GROUP BY case_id
        ) AS counted ON counted.case_id = standing_case.id
        LEFT JOIN entry
          ON entry.case_id = standing_case.id AND entry.seq = standing_case.seq
        WHERE counted.entries IS NOT standing_case.seq
           OR counted.last IS NOT standing_case.seq
           OR entry.hash IS NOT standing_case.head
        LIMIT 1";
    let mut statement = connection
        .prepare(query)
        .map_err(|error| faults.of(error))?;
    let mut rows = statement.query(()).map_err(|error| faults.of(error))?;
    match rows.next().map_err(|error| faults.of(error))? {
        None => Ok(()),
        Some(row) => {
            let case: String = row.get(0).map_err(|error| faults.of(error))?;
            Err(faults.damaged(Damage::Case { case: case.into() }))
        }
    }
}

fn snapshots(connection: &Connection, faults: &Faults) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let everything = CaseFilter::default();
        let page = read::cases(connection, faults, &everything, after.as_ref(), PAGE)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.case.id.clone());
    }
}
