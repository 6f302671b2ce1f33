//! What was ordered about a case, for people: an erasure.

use crate::command::context::Context;
use crate::diagnostic::{Bilingual, Lang};
use crate::engine::Content;
use crate::guard::Name;
use crate::library::Held;

/// What was erased: the facts by their titles, and from how many entries.
pub(super) fn erased(held: &Held, content: &Content, context: &Context) -> String {
    let Content::Erased { facts, removed, .. } = content else {
        return String::new();
    };
    let values: usize = removed.iter().map(|one| one.paths.len()).sum();
    let entries: Vec<String> = removed.iter().map(|one| one.seq.to_string()).collect();
    let entries = entries.join(", ");
    let named: Vec<String> = facts
        .iter()
        .map(|fact| match held.workflow.fact(fact) {
            Some(known) => format!("{} `{fact}`", known.element.title.get(context.lang)),
            None => format!("`{fact}`"),
        })
        .collect();
    let named = named.join(", ");
    let lead = if named.is_empty() {
        String::new()
    } else {
        format!("{named}: ")
    };
    match context.lang {
        Lang::Ko => format!("{lead}값 {values}건(기록 {entries})"),
        Lang::En => format!("{lead}{values} values of entries {entries}"),
    }
}

/// The provisions on which it rests, as they were written.
pub(super) fn basis(basis: &[Name]) -> Bilingual {
    Bilingual::from(basis.join(", "))
}
