//! `[fact.x]`

use super::constant::constant;
use super::element::{Basis, element};
use super::log::Log;
use super::types::fact_type;
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::{Name, Type, Value};
use crate::workflow::keys;
use crate::workflow::toml_view::{Item, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{Element, codes};

/// Where the value of a fact comes from, before rules are compiled.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    Acts,
    Opening,
    /// The value, unless it is faulty.
    Initial(Option<Value>),
    /// The expression, unless it is faulty.
    Computed(Option<Word>),
}

/// A fact as far as it can be read.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) id: Name,
    pub(super) element: Option<Element>,
    pub(super) path: String,
    /// Its type, unless it is faulty.
    pub(super) of: Option<Type>,
    pub(super) origin: Origin,
    pub(super) optional: bool,
    pub(super) personal: bool,
}

/// Reads every fact.
pub(super) fn facts(log: &mut Log, tables: &[(Word, View<'_>)]) -> Vec<Declared> {
    tables
        .iter()
        .map(|(id, view)| fact(log, id, view))
        .collect()
}

fn fact(log: &mut Log, id: &Word, view: &View<'_>) -> Declared {
    view.know(log, &keys::FACT.names(), &[]);
    let declared = element(log, view, id, "title", Basis::May);
    let of = fact_type(log, view);
    if !matches!(of, None | Some(Type::Ballot { .. })) {
        misplaced(log, view, "recuses", "type");
    }
    let fixed = view.flag(log, "fixed");
    let optional = view.flag(log, "optional");
    let personal = view.flag(log, "personal");
    for (one, other) in [
        ("fixed", "initial"),
        ("fixed", "computed"),
        ("initial", "computed"),
        ("optional", "initial"),
        ("optional", "computed"),
    ] {
        conflict(log, view, one, other);
    }
    let origin = if view.has("computed") {
        let text = view.word(log, "computed").good();
        if matches!(
            of,
            Some(Type::List { .. } | Type::Table { .. } | Type::Ballot { .. })
        ) {
            misplaced(log, view, "computed", "type");
            Origin::Computed(None)
        } else {
            Origin::Computed(text)
        }
    } else if let Some(item) = view.get(log, "initial") {
        Origin::Initial(of.as_ref().and_then(|of| {
            let named = Item {
                key: &id.text,
                ..item
            };
            constant(log, &view.element, &named, of)
        }))
    } else if fixed {
        Origin::Opening
    } else {
        Origin::Acts
    };
    Declared {
        id: id.text.clone(),
        element: declared,
        path: view.element.clone(),
        of,
        origin,
        optional,
        personal,
    }
}

/// Reports two keys that exclude each other, if both are there. A flag that is
/// written `false` is as good as absent.
pub(in crate::workflow) fn conflict(log: &mut Log, view: &View<'_>, one: &str, other: &str) {
    let set = |log: &Log, key: &str| {
        view.get(log, key)
            .filter(|item| item.value.as_bool() != Some(false) || key == "initial")
    };
    if let (Some(first), Some(second)) = (set(log, one), set(log, other)) {
        log.report(
            &view.element,
            Finding::new(codes::CONFLICTING_KEYS)
                .at(&second.key_place)
                .label(&first.key_place, Bilingual::default())
                .with("one", quoted(one))
                .with("other", quoted(other)),
        );
    }
}

/// Reports a key, if it is there, that does not go with the value of another.
pub(super) fn misplaced(log: &mut Log, view: &View<'_>, key: &str, with: &str) {
    let with = view.get(log, with).map_or_else(
        || with.to_owned(),
        |other| format!("{with} = {}", other.place.text()),
    );
    misplaced_in(log, view, key, Bilingual::from(format!("`{with}`")));
}

/// Reports a key, if it is there, that does not go with what its element is.
pub(super) fn misplaced_in(log: &mut Log, view: &View<'_>, key: &str, with: Bilingual) {
    let Some(item) = view.get(log, key) else {
        return;
    };
    log.report(
        &view.element,
        Finding::new(codes::MISPLACED_KEY)
            .at(&item.key_place)
            .with("key", quoted(key))
            .with("with", with),
    );
}

/// What a fact must be for something.
pub(super) fn wrong_type(
    log: &mut Log,
    element: &str,
    word: &Word,
    key: &str,
    needs: Bilingual,
    of: &Type,
) {
    log.report(
        element,
        Finding::new(codes::WRONG_FACT_TYPE)
            .at(&word.place)
            .with("key", quoted(key))
            .with("fact", quoted(&word.text))
            .with("needs", needs)
            .with("type", of.title()),
    );
}

impl Declared {
    /// Whether an act may give or change it.
    pub(super) const fn changeable(&self) -> bool {
        matches!(self.origin, Origin::Acts | Origin::Initial(_))
    }
}
