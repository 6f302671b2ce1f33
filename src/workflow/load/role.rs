//! `[role.x]`

use super::book::Book;
use super::element::{Basis, element};
use super::fact::{conflict, wrong_type};
use super::log::Log;
use crate::diagnostic::Bilingual;
use crate::guard::Type;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::{Role, RoleHolder};

const KEYS: &[&str] = &[
    "title",
    "basis",
    "open",
    "held_by",
    "chair_of",
    "member_of",
    "seat_of",
    "claim",
];

/// Reads every role; `None` if one is faulty.
pub(super) fn roles(log: &mut Log, book: &Book, tables: &[(Word, View<'_>)]) -> Option<Vec<Role>> {
    let roles: Vec<Option<Role>> = tables
        .iter()
        .map(|(id, view)| role(log, book, id, view))
        .collect();
    roles.into_iter().collect()
}

fn role(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<Role> {
    view.know(log, KEYS, &[]);
    let declared = element(log, view, id, "title", Basis::Should);
    let holders = [
        "open",
        "held_by",
        "chair_of",
        "member_of",
        "seat_of",
        "claim",
    ];
    let present: Vec<&str> = holders.into_iter().filter(|key| view.has(key)).collect();
    if let [first, second, ..] = present.as_slice() {
        conflict(log, view, first, second);
    }
    let later = |log: &mut Log, key: &str, word: Word| {
        let what = Bilingual::from(&format!("`{key} = \"{}\"`", word.text));
        log.not_executed(&view.element, what, &id.place);
        word.text
    };
    let holder = if view.flag(log, "open") {
        Some(RoleHolder::Open)
    } else if view.has("held_by") {
        held_by(log, book, view)
    } else if ["chair_of", "member_of", "seat_of"]
        .iter()
        .any(|key| view.has(key))
    {
        super::body::holder(log, view)
    } else {
        match view.word(log, "claim") {
            Got::Good(claim) => Some(RoleHolder::Claim(later(log, "claim", claim))),
            Got::Absent => Some(RoleHolder::Granted),
            Got::Faulty => None,
        }
    };
    Some(Role {
        element: declared?,
        holder: holder?,
    })
}

fn held_by(log: &mut Log, book: &Book, view: &View<'_>) -> Option<RoleHolder> {
    let word = view.word(log, "held_by").good()?;
    let fact = book.fact(log, &view.element, &word)?;
    match fact.of.as_ref()? {
        Type::Person => Some(RoleHolder::Fact(word.text)),
        other => {
            let needs = Bilingual::new("사람(`person`)", "a person (`person`)");
            wrong_type(log, &view.element, &word, "held_by", needs, other);
            None
        }
    }
}
