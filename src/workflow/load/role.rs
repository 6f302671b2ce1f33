//! `[role.x]`

use super::book::Book;
use super::element::{Basis, element};
use super::fact::{conflict, wrong_type};
use super::log::Log;
use crate::diagnostic::Bilingual;
use crate::guard::Type;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::{Role, RoleHolder};

/// Reads every role; `None` stands for a faulty one.
pub(super) fn roles(log: &mut Log, book: &Book, tables: &[(Word, View<'_>)]) -> Vec<Option<Role>> {
    tables
        .iter()
        .map(|(id, view)| role(log, book, id, view))
        .collect()
}

fn role(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<Role> {
    view.know(log, &keys::ROLE.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Should);
    let holders = [
        "open",
        "held_by",
        "assigned",
        "chair_of",
        "member_of",
        "seat_of",
        "claim",
    ];
    let present: Vec<&str> = holders.into_iter().filter(|key| view.has(key)).collect();
    if let [first, second, ..] = present.as_slice() {
        conflict(log, view, first, second);
    }
    let holder = if view.flag(log, "open") {
        Some(RoleHolder::Open)
    } else if view.flag(log, "assigned") {
        Some(RoleHolder::Assigned)
    } else if view.has("held_by") {
        held_by(log, book, view)
    } else if ["chair_of", "member_of", "seat_of"]
        .iter()
        .any(|key| view.has(key))
    {
        super::body::holder(log, view)
    } else {
        match view.word(log, "claim") {
            Got::Good(claim) => Some(RoleHolder::Claim(claim.text)),
            Got::Absent => Some(RoleHolder::Granted),
            Got::Faulty => None,
        }
    };
    Some(Role {
        element: declared?,
        holder: holder?,
        undelegable: view.flag(log, "undelegable"),
    })
}

fn held_by(log: &mut Log, book: &Book, view: &View<'_>) -> Option<RoleHolder> {
    let word = view.word(log, "held_by").good()?;
    let fact = book.fact(log, &view.element, &word)?;
    match fact.of.as_ref()? {
        Type::Person => Some(RoleHolder::Fact(word.text)),
        Type::List { of, .. } if **of == Type::Person => Some(RoleHolder::Fact(word.text)),
        other => {
            let needs = Bilingual::new("사람 또는 사람의 목록", "a person or a list of persons");
            wrong_type(log, &view.element, &word, "held_by", needs, other);
            None
        }
    }
}
