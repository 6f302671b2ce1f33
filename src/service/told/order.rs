//! What was ordered about a case, for programs.

use serde_json::{Value, json};

use super::names;
use crate::audit::Hash;
use crate::engine::correct::Correction;
use crate::engine::erase::Removed;
use crate::guard::Name;
use crate::service::{Corrected, Erased};
use crate::store::Appended;

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

/// What came of a correction, made or refused.
pub fn correction(done: &Corrected) -> Value {
    json!({
        "accepted": done.accepted(),
        "case": &*done.entry.case,
        "version": done.version,
        "correction": done.correction().map(corrected),
        "entry": kept(&done.appended),
    })
}

/// What came of an order to erase. Told again, what was repeated and what stands in
/// clear is not known any more.
pub fn erasure(done: &Erased) -> Value {
    let cases: Vec<Value> = done
        .cases
        .iter()
        .map(|one| {
            json!({
                "case": &*one.case,
                "facts": names(&one.facts),
                "removed": removed(&one.removed),
                "entry": kept(&one.appended),
            })
        })
        .collect();
    let repeated: Vec<Value> = done
        .repeated
        .iter()
        .map(|(case, seq, path)| json!({ "case": &**case, "case_seq": seq, "path": &**path }))
        .collect();
    json!({
        "version": done.version,
        "cases": cases,
        "parent": done.parent.as_deref(),
        "repeated": (!done.replayed).then_some(repeated),
        "in_clear": (!done.replayed).then(|| names(&done.in_clear)),
        "scrubbed": done.scrubbed,
    })
}

fn kept(appended: &Appended) -> Value {
    json!({
        "case_seq": appended.case_seq,
        "hash": appended.hash.to_string(),
        "index": appended.index,
    })
}
