//! Guards and branches: what makes an act lawful, and what follows from it.

use super::book::Book;
use super::effect::{Changed, changes};
use super::element::{Basis, cited, element, required};
use super::fact::conflict;
use super::log::Log;
use super::names::{check_id, unique};
use super::opens;
use super::people::{self, Ties};
use super::transition::target;
use crate::diagnostic::{Bilingual, Finding, Place};
use crate::guard::Name;
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{Branch, BranchWhen, Change, Cited, Element, Guard, Opens, StateId, codes};

/// The keys of a table below a transition that belong to the transition itself.
pub(super) fn outer_keys(inner: &[&str]) -> Vec<&'static str> {
    keys::TRANSITION
        .names()
        .into_iter()
        .filter(|key| !inner.contains(key) && !matches!(*key, "guard" | "branch" | "criterion"))
        .collect()
}

/// Reads the guards of a transition; `None` if one is faulty.
pub(super) fn guards(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<Vec<Guard>> {
    let home = format!("[transition.{}]", id.text);
    let outer = outer_keys(&keys::GUARD.names());
    let mut ids: Vec<(Name, Place)> = Vec::new();
    let mut all = Vec::new();
    let mut whole = true;
    for mut table in view.tables(log, "guard") {
        table.shown = format!("[[transition.{}.guard]]", id.text);
        let name = table.word(log, "id");
        if let Got::Good(name) = &name {
            table.element = format!("{}.guard.{}", view.element, name.text);
            check_id(log, &table.element, name, Use::Label);
            ids.push((name.text.clone(), name.place.clone()));
        }
        table.know(log, &keys::GUARD.names(), &[(&home, &outer)]);
        let name = required(log, &table, "id", name);
        let fallback = super::nameless(&table.place);
        let declared = element(
            log,
            &table,
            name.as_ref().unwrap_or(&fallback),
            "says",
            Basis::Must,
        );
        let rule = book.rules.required(log, &table, "rule");
        match (name, declared, rule) {
            (Some(_), Some(element), Some(rule)) => all.push(Guard { element, rule }),
            _ => whole = false,
        }
    }
    unique(
        log,
        &view.element,
        &ids,
        &Bilingual::new("이 전이의 다른 요건", "another guard of this transition"),
    );
    whole.then_some(all)
}

/// Reads the branches of a transition; `None` if one is faulty.
pub(super) fn branches(
    log: &mut Log,
    book: &Book,
    id: &Word,
    view: &View<'_>,
    changed: &Changed,
    machine: bool,
) -> Option<Vec<Branch>> {
    let home = format!("[transition.{}]", id.text);
    let outer = outer_keys(&keys::BRANCH.names());
    let mut ids: Vec<(Name, Place)> = Vec::new();
    let mut all = Vec::new();
    let mut whole = true;
    let mut otherwise: Option<Place> = None;
    for (at, mut table) in view.tables(log, "branch").into_iter().enumerate() {
        table.shown = format!("[[transition.{}.branch]]", id.text);
        let name = match table.word(log, "id") {
            Got::Good(name) => {
                check_id(log, &view.element, &name, Use::Label);
                name
            }
            Got::Absent | Got::Faulty => Word {
                text: format!("branch_{}", at.saturating_add(1)).into(),
                place: table.place.clone(),
            },
        };
        ids.push((name.text.clone(), name.place.clone()));
        table.element = format!("{}.branch.{}", view.element, name.text);
        table.know(log, &keys::BRANCH.names(), &[(&home, &outer)]);
        if let Some(first) = &otherwise {
            log.report(
                &table.element,
                Finding::new(codes::BRANCH_ORDER)
                    .at(&table.place)
                    .label(first, Bilingual::new("`otherwise`", "`otherwise`"))
                    .with("branch", quoted(&name.text)),
            );
        }
        let when = when(log, book, &table);
        if matches!(when, Some(BranchWhen::Otherwise)) && otherwise.is_none() {
            otherwise = Some(table.place.clone());
        }
        let basis = cited(log, &table, Basis::May);
        let title = match table.bilingual(log, "title") {
            Got::Good(title) => Some(title),
            Got::Absent => {
                let number = at.saturating_add(1);
                Some(Bilingual::new(
                    format!("효과 {number}"),
                    format!("Effect {number}"),
                ))
            }
            Got::Faulty => None,
        };
        let to = target(log, book, &table);
        let mut changed = changed.clone();
        let own = changes(log, book, &table, &mut changed, machine);
        let ties = people::ties(log, book, &table, &mut changed, machine);
        let opened = opens::opens(log, book, &table);
        let seatings = super::body::seatings(log, book, &table, machine);
        let built = branch(name, title, basis, when, to, own.zip(ties), opened);
        match (built, seatings) {
            (Some(branch), Some(seatings)) => all.push(Branch { seatings, ..branch }),
            _ => whole = false,
        }
    }
    unique(
        log,
        &view.element,
        &ids,
        &Bilingual::new("이 전이의 다른 효과", "another branch of this transition"),
    );
    whole.then_some(all)
}

fn branch(
    name: Word,
    title: Option<Bilingual>,
    basis: Option<Vec<Cited>>,
    when: Option<BranchWhen>,
    to: Option<Option<StateId>>,
    effects: Option<(Vec<Change>, Ties)>,
    opens: Option<Option<Opens>>,
) -> Option<Branch> {
    let (mut changes, ties) = effects?;
    changes.extend(ties.stamped);
    Some(Branch {
        element: Element {
            id: name.text,
            title: title?,
            basis: basis?,
            place: name.place,
        },
        when: when?,
        to: to?,
        changes,
        seatings: Vec::new(),
        ties: ties.ties,
        opens: opens?,
    })
}

fn when(log: &mut Log, book: &Book, table: &View<'_>) -> Option<BranchWhen> {
    conflict(log, table, "when", "otherwise");
    match table.boolean(log, "otherwise") {
        Got::Good(true) => return Some(BranchWhen::Otherwise),
        Got::Faulty => return None,
        // `otherwise = false` says nothing: a condition is needed.
        Got::Good(false) | Got::Absent => {}
    }
    if !table.has("when") {
        table.missing(log, "when` / `otherwise");
        return None;
    }
    book.rules
        .required(log, table, "when")
        .map(BranchWhen::Rule)
}
