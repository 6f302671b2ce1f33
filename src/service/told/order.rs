//! What was ordered about a case, for programs.

use serde_json::{Value, json};

use super::names;
use crate::audit::Hash;
use crate::engine::correct::Correction;
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

/// What an entry says that corrects another.
pub fn corrected(correction: &Correction) -> Value {
    json!({
        "kind": "corrected",
        "corrects": {
            "case_seq": correction.seq,
            "hash": Hash(correction.entry).to_string(),
            "path": &*correction.path,
        },
        "fact": correction.fact.as_deref(),
        "says": super::value(&correction.says),
        "present": correction.present,
        "basis": names(&correction.basis),
        "reason": &*correction.reason,
        "grounds": correction
            .grounds
            .iter()
            .map(|ground| json!({ "ground": ground.as_str(), "element": Value::Null }))
            .collect::<Vec<_>>(),
    })
}
