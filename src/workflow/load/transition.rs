//! `[transition.x]`, its guards and its branches.

use super::book::Book;
use super::branch::{branches, guards, outer_keys};
use super::effect::{Changed, changes, fixed};
use super::element::{Basis, element, required};
use super::fact::{conflict, misplaced, wrong_type};
use super::log::Log;
use super::names::Kind;
use super::{opens, people};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::{Name, Type};
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{By, Exclusion, StateId, Transition, codes};

/// What a transition has that only a person can give.
const PERSONAL_KEYS: &[&str] = &[
    "not_by",
    "by_all",
    "by_each",
    "asks",
    "may_ask",
    "reason",
    "discretion",
    "criterion",
    "receipt",
];

/// Reads every transition; `None` if one is faulty.
pub(super) fn transitions(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<Vec<Transition>> {
    let all: Vec<Option<Transition>> = tables
        .iter()
        .map(|(id, view)| transition(log, book, id, view))
        .collect();
    all.into_iter().collect()
}

fn transition(log: &mut Log, book: &Book, id: &Word, view: &View<'_>) -> Option<Transition> {
    view.know(log, &keys::TRANSITION.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Must);
    let from = from(log, book, view);
    let by = by(log, book, view);
    let joint = people::joint(log, book, view);
    let machine = matches!(by, Some(By::Engine | By::Clock | By::Parent));
    if machine {
        for key in PERSONAL_KEYS {
            misplaced(log, view, key, "by");
        }
    }
    let not_by = not_by(log, book, view);
    let asks = asked(log, book, view, "asks");
    let may_ask = asked(log, book, view, "may_ask");
    both_asked(log, view, asks.as_deref(), may_ask.as_deref());
    let reason = view.one_of(log, "reason", &["required"]);
    let receipt = view.one_of(log, "receipt", &["effective"]);
    let with = book.listed(log, view, "with", Kind::Transition);
    let mut changed = Changed::new();
    let own = changes(log, book, view, &mut changed, machine);
    let ties = people::ties(log, book, view, &mut changed, machine);
    let criteria = people::criteria(log, id, view, &outer_keys(&[]));
    let discretion = view.flag(log, "discretion");
    let guards = guards(log, book, id, view);
    let mut branches = branches(log, book, id, view, &changed, machine);
    // A branch that cites nothing rests on what its transition rests on.
    if let (Some(own), Some(branches)) = (&declared, &mut branches) {
        for branch in branches.iter_mut().filter(|b| b.element.basis.is_empty()) {
            branch.element.basis.clone_from(&own.basis);
        }
    }
    let to = target(log, book, view);
    conflict(log, view, "to", "branch");
    let opened = opens::opens(log, book, view);
    let seatings = super::body::seatings(log, book, view, machine);
    let ties = ties?;
    let mut changes = own?;
    changes.extend(ties.stamped);
    Some(Transition {
        element: declared?,
        from: from?,
        to: to?,
        by: by?,
        joint: joint?,
        not_by: not_by?,
        asks: asks?,
        may_ask: may_ask?,
        changes,
        seatings: seatings?,
        ties: ties.ties,
        opens: opened?,
        reason_required: matches!(reason, Got::Good(_)),
        discretion,
        criteria: criteria?,
        backdates: matches!(receipt, Got::Good(_)),
        with: with?,
        guards: guards?,
        branches: branches?,
    })
}

fn from(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Vec<StateId>> {
    let words = view.words(log, "from");
    let words = required(log, view, "from", words)?;
    if words.is_empty() {
        view.missing(log, "from");
        return None;
    }
    let found: Vec<Option<StateId>> = words
        .iter()
        .map(|word| book.names.state(log, &view.element, word))
        .collect();
    found.into_iter().collect()
}

/// The state under `to`: `Some(None)` if there is none.
pub(super) fn target(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Option<StateId>> {
    match view.word(log, "to") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => book.names.state(log, &view.element, &word).map(Some),
    }
}

fn by(log: &mut Log, book: &Book, view: &View<'_>) -> Option<By> {
    if view.has("by_all") {
        return book.listed(log, view, "by_all", Kind::Role).map(By::Roles);
    }
    // Persons are named one by one: no role is needed.
    if view.has("by_each") {
        return Some(By::Roles(Vec::new()));
    }
    let words = view.words(log, "by");
    let words = required(log, view, "by", words)?;
    let machine = words
        .iter()
        .find(|word| matches!(&*word.text, "engine" | "clock" | "parent"));
    match (machine, words.as_slice()) {
        (_, []) => {
            view.missing(log, "by");
            None
        }
        (Some(word), [_]) if &*word.text == "engine" => Some(By::Engine),
        (Some(word), [_]) if &*word.text == "parent" => Some(By::Parent),
        (Some(_), [_]) => Some(By::Clock),
        (Some(word), _) => {
            log.report(
                &view.element,
                Finding::new(codes::CONFLICTING_KEYS)
                    .at(&word.place)
                    .with("one", quoted(&word.text))
                    .with("other", Bilingual::new("역할", "a role")),
            );
            None
        }
        (None, _) => book.listed(log, view, "by", Kind::Role).map(By::Roles),
    }
}

fn not_by(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Vec<Exclusion>> {
    let words = match view.words(log, "not_by") {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(words) => words,
    };
    let mut all = Vec::new();
    let mut whole = true;
    for word in words {
        let excluded = if book.names.has(Kind::Transition, &word.text) {
            Some(Exclusion::Transition(word.text))
        } else if let Some(fact) = book.known_fact(&word.text) {
            match &fact.of {
                Some(of) if persons(of) => Some(Exclusion::Fact(word.text)),
                Some(of) => {
                    let needs =
                        Bilingual::new("사람 또는 사람의 목록", "a person or a list of persons");
                    wrong_type(log, &view.element, &word, "not_by", needs, of);
                    None
                }
                None => None,
            }
        } else {
            book.names
                .unknown(log, &view.element, &[Kind::Transition, Kind::Fact], &word);
            None
        };
        whole &= excluded.is_some();
        all.extend(excluded);
    }
    whole.then_some(all)
}

pub(super) fn persons(of: &Type) -> bool {
    match of {
        Type::Person => true,
        Type::List { of, .. } => **of == Type::Person,
        _ => false,
    }
}

fn asked(log: &mut Log, book: &Book, view: &View<'_>, key: &str) -> Option<Vec<Name>> {
    let words = match view.words(log, key) {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(words) => words,
    };
    let mut all = Vec::new();
    let mut whole = true;
    for word in words {
        match book.fact(log, &view.element, &word) {
            Some(fact) if fact.changeable() => all.push(word.text),
            Some(_) => {
                fixed(log, &view.element, &word);
                whole = false;
            }
            None => whole = false,
        }
    }
    whole.then_some(all)
}

fn both_asked(log: &mut Log, view: &View<'_>, asks: Option<&[Name]>, may_ask: Option<&[Name]>) {
    let (Some(asks), Some(may_ask)) = (asks, may_ask) else {
        return;
    };
    let Some(item) = view.get(log, "may_ask") else {
        return;
    };
    for fact in may_ask.iter().filter(|fact| asks.contains(fact)) {
        log.report(
            &view.element,
            Finding::new(codes::REPEATED)
                .at(&item.place)
                .with("key", quoted("may_ask"))
                .with("name", quoted(fact)),
        );
    }
}
