//! The names that a file declares, and how the others refer to them.

use std::collections::BTreeMap;

use super::log::Log;
use crate::diagnostic::{Bilingual, Finding, Place, nearest_quoted};
use crate::guard::Name;
use crate::workflow::identifier::{self, IdentifierError, Use};
use crate::workflow::toml_view::{View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{StateId, TransitionId, codes};

/// A kind of declared thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Role,
    Fact,
    State,
    Transition,
    Deadline,
}

impl Kind {
    const ALL: [Kind; 5] = [
        Kind::Role,
        Kind::Fact,
        Kind::State,
        Kind::Transition,
        Kind::Deadline,
    ];

    pub(super) fn title(self) -> Bilingual {
        match self {
            Kind::Role => Bilingual::new("역할", "role"),
            Kind::Fact => Bilingual::new("사실", "fact"),
            Kind::State => Bilingual::new("상태", "state"),
            Kind::Transition => Bilingual::new("전이", "transition"),
            Kind::Deadline => Bilingual::new("기한", "deadline"),
        }
    }
}

/// Every declared name, faulty or not: a faulty declaration is told once, and
/// what refers to it is not blamed.
#[derive(Debug, Default)]
pub(super) struct Names {
    roles: BTreeMap<Name, usize>,
    facts: BTreeMap<Name, usize>,
    states: BTreeMap<Name, usize>,
    transitions: BTreeMap<Name, usize>,
    deadlines: BTreeMap<Name, usize>,
}

impl Names {
    /// Takes the names of the tables of one kind and checks their form. Facts,
    /// states and transitions stand bare in rules and share one space.
    pub(super) fn declare(&mut self, log: &mut Log, kind: Kind, tables: &[(Word, View<'_>)]) {
        for (at, (id, view)) in tables.iter().enumerate() {
            let bare = [Kind::Fact, Kind::State, Kind::Transition];
            let used = if bare.contains(&kind) {
                Use::Bare
            } else if kind == Kind::Role {
                Use::Role
            } else {
                Use::Label
            };
            check_id(log, &view.element, id, used);
            if bare.contains(&kind) {
                let other = bare
                    .into_iter()
                    .find(|other| *other != kind && self.of(*other).contains_key(&id.text));
                if let Some(other) = other {
                    taken(log, &view.element, id, other.title());
                }
            }
            self.of_mut(kind).insert(id.text.clone(), at);
        }
    }

    const fn of(&self, kind: Kind) -> &BTreeMap<Name, usize> {
        match kind {
            Kind::Role => &self.roles,
            Kind::Fact => &self.facts,
            Kind::State => &self.states,
            Kind::Transition => &self.transitions,
            Kind::Deadline => &self.deadlines,
        }
    }

    const fn of_mut(&mut self, kind: Kind) -> &mut BTreeMap<Name, usize> {
        match kind {
            Kind::Role => &mut self.roles,
            Kind::Fact => &mut self.facts,
            Kind::State => &mut self.states,
            Kind::Transition => &mut self.transitions,
            Kind::Deadline => &mut self.deadlines,
        }
    }

    /// Whether the name is declared.
    pub(super) fn has(&self, kind: Kind, name: &str) -> bool {
        self.of(kind).contains_key(name)
    }

    /// The declared names of a kind, in order of name.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = &Name> {
        self.of(kind).keys()
    }

    /// The index of a declared thing in the order of the file, or a finding.
    pub(super) fn find(
        &self,
        log: &mut Log,
        element: &str,
        kind: Kind,
        word: &Word,
    ) -> Option<usize> {
        let found = self.of(kind).get(&word.text).copied();
        if found.is_none() {
            self.unknown(log, element, &[kind], word);
        }
        found
    }

    /// A state, or a finding.
    pub(super) fn state(&self, log: &mut Log, element: &str, word: &Word) -> Option<StateId> {
        self.find(log, element, Kind::State, word).map(StateId)
    }

    /// A transition, or a finding.
    pub(super) fn transition(
        &self,
        log: &mut Log,
        element: &str,
        word: &Word,
    ) -> Option<TransitionId> {
        self.find(log, element, Kind::Transition, word)
            .map(TransitionId)
    }

    /// Reports a name that nothing of these kinds has.
    pub(super) fn unknown(&self, log: &mut Log, element: &str, kinds: &[Kind], word: &Word) {
        let titles: Vec<Bilingual> = kinds.iter().map(|kind| kind.title()).collect();
        let what = Bilingual::new(
            titles
                .iter()
                .map(|t| t.ko.as_str())
                .collect::<Vec<_>>()
                .join(" 또는 "),
            titles
                .iter()
                .map(|t| t.en.as_str())
                .collect::<Vec<_>>()
                .join(" or "),
        );
        let near = nearest_quoted(
            &word.text,
            kinds
                .iter()
                .flat_map(|kind| self.of(*kind).keys())
                .map(|name| &**name),
        );
        let mut finding = Finding::new(codes::UNKNOWN_NAME)
            .at(&word.place)
            .with("name", quoted(&word.text))
            .with("kind", what)
            .suggest(near);
        if let Some(other) = Kind::ALL
            .into_iter()
            .find(|other| self.of(*other).contains_key(&word.text))
        {
            let other = other.title();
            let name = &word.text;
            finding = finding.note(Bilingual::new(
                format!("`{name}`은(는) {}의 이름입니다.", other.ko),
                format!("`{name}` is the name of a {}.", other.en),
            ));
        }
        log.report(element, finding);
    }
}

/// Checks the form of an id.
pub(in crate::workflow) fn check_id(log: &mut Log, element: &str, id: &Word, used: Use) -> bool {
    let finding = match identifier::check(&id.text, used) {
        Ok(()) => return true,
        Err(IdentifierError::Form) => Finding::new(codes::BAD_IDENTIFIER),
        Err(IdentifierError::Rhai) => reserved(Bilingual::new(
            "규칙 언어(Rhai)의 예약어",
            "a reserved word of rules (Rhai)",
        )),
        Err(IdentifierError::Library) => reserved(Bilingual::new(
            "규칙에서 쓰는 함수의 이름",
            "the name of a function of rules",
        )),
        Err(IdentifierError::Actor) => reserved(Bilingual::new(
            "`by`에서 기관, 시간 또는 상위 사건을 뜻하는 말",
            "what `by` calls the engine, the clock or the parent case",
        )),
    };
    log.report(element, finding.at(&id.place).with("id", quoted(&id.text)));
    false
}

fn reserved(why: Bilingual) -> Finding {
    Finding::new(codes::RESERVED_IDENTIFIER).with("why", why)
}

/// Reports an id that another element has.
pub(super) fn taken(log: &mut Log, element: &str, id: &Word, other: Bilingual) {
    log.report(
        element,
        Finding::new(codes::TAKEN_IDENTIFIER)
            .at(&id.place)
            .with("id", quoted(&id.text))
            .with("other", other),
    );
}

/// Reports an id that stands twice in a list of tables.
pub(super) fn unique(log: &mut Log, element: &str, ids: &[(Name, Place)], what: &Bilingual) {
    let mut seen: BTreeMap<&Name, &Place> = BTreeMap::new();
    for (id, place) in ids {
        if seen.contains_key(id) {
            let word = Word {
                text: id.clone(),
                place: place.clone(),
            };
            taken(log, element, &word, what.clone());
        } else {
            seen.insert(id, place);
        }
    }
}
