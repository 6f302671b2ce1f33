//! The register of seats as stores keep it: a projection of what entries did.

use std::collections::BTreeMap;

use super::contract::{LogLeaf, StoredEntry};
use crate::audit::canonical::{Json, parse};
use crate::audit::entry::{EntryError, open};
use crate::engine::{CaseId, Entry, SeatEffect, SeatEntry};
use crate::guard::Name;

/// What stands in an entry that changes the register.
const SEATS: &[u8] = b",\"seats\":[";

/// A change of the register on its way into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatChange {
    /// The place within the case of the entry that makes it.
    pub seq: u64,
    /// What changes.
    pub effect: SeatEffect,
}

/// Every change of the register of seats that entries make, in their order.
pub fn seat_changes<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<SeatChange> {
    entries
        .into_iter()
        .flat_map(|entry| {
            let steps = entry.content.steps().iter();
            steps.flat_map(|step| &step.seats).map(|effect| SeatChange {
                seq: entry.seq,
                effect: effect.clone(),
            })
        })
        .collect()
}

/// The changes that leaves of the log make, read back from their bytes: what a
/// store's own list is held to, and made of again.
///
/// # Errors
/// A leaf cannot be read.
pub fn seats_of_leaves<'a>(
    leaves: impl IntoIterator<Item = &'a LogLeaf>,
) -> Result<Vec<SeatEntry>, EntryError> {
    let mut all = Vec::new();
    for leaf in leaves {
        // The genesis belongs to no case.
        let Some(case) = &leaf.case else { continue };
        all.extend(seats_of(case, &leaf.bytes, &leaf.openings, leaf.hash.0)?);
    }
    Ok(all)
}

/// The changes that stored entries of a case make.
///
/// # Errors
/// An entry cannot be read.
pub fn seats_of_entries<'a>(
    case: &CaseId,
    entries: impl IntoIterator<Item = &'a StoredEntry>,
) -> Result<Vec<SeatEntry>, EntryError> {
    let mut all = Vec::new();
    for entry in entries {
        all.extend(seats_of(case, &entry.bytes, &entry.openings, entry.hash.0)?);
    }
    Ok(all)
}

fn seats_of(
    case: &CaseId,
    bytes: &[u8],
    openings: &[crate::audit::commitment::Opening],
    hash: [u8; 32],
) -> Result<Vec<SeatEntry>, EntryError> {
    // Few entries change the register, and reading one back takes its time.
    if !bytes.windows(SEATS.len()).any(|part| part == SEATS) {
        return Ok(Vec::new());
    }
    let entry = open(bytes, openings)?.entry;
    Ok(seat_changes([&entry])
        .into_iter()
        .map(|change| SeatEntry {
            effect: change.effect,
            entry: hash,
            case: case.clone(),
            seq: change.seq,
        })
        .collect())
}

/// Words by mark as canonical JSON.
pub(super) fn write_marks(marks: &BTreeMap<Name, Name>) -> Vec<u8> {
    Json::object(
        marks
            .iter()
            .map(|(mark, word)| (mark.to_string(), Json::text(&**word))),
    )
    .to_bytes()
}

/// Reads what [`write_marks`] wrote.
pub(super) fn read_marks(bytes: &[u8]) -> Option<BTreeMap<Name, Name>> {
    parse(bytes)
        .ok()?
        .as_object()?
        .iter()
        .map(|(mark, word)| Some((mark.into(), word.as_text()?.into())))
        .collect()
}
