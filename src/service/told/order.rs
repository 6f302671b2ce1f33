//! What was ordered about a case, for programs.

use serde_json::{Value, json};

use super::names;
use crate::audit::Hash;
use crate::engine::erase::Removed;
use crate::guard::Name;

/// What an entry says that erases values.
pub fn erased(facts: &[Name], removed: &[Removed], basis: &[Name], reason: Option<&str>) -> Value {
    json!({
        "kind": "erased",
        "facts": names(facts),
        "removed": self::removed(removed),
        "basis": names(basis),
        "reason": reason,
    })
}

/// What entries have lost.
pub fn removed(removed: &[Removed]) -> Value {
    removed
        .iter()
        .map(|one| {
            json!({
                "case_seq": one.seq,
                "hash": Hash(one.entry).to_string(),
                "paths": names(&one.paths),
            })
        })
        .collect()
}
