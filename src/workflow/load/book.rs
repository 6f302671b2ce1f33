//! What the declarations of a file can refer to.

use super::fact::Declared;
use super::log::Log;
use super::names::{Kind, Names};
use super::rule::Rules;
use crate::guard::Name;
use crate::workflow::Role;
use crate::workflow::toml_view::{Got, View, Word};

/// Names, facts with their types, and the compiler of rules.
pub(super) struct Book {
    pub(super) names: Names,
    pub(super) facts: Vec<Declared>,
    pub(super) rules: Rules,
    /// The roles that are declared without a fault.
    pub(super) roles: Vec<Role>,
}

impl Book {
    /// A declared fact, without a finding.
    pub(super) fn known_fact(&self, name: &str) -> Option<&Declared> {
        self.facts.iter().find(|fact| *fact.id == *name)
    }

    /// A role, if it is declared without a fault.
    pub(super) fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|role| *role.element.id == *name)
    }

    /// A declared fact, or a finding.
    pub(super) fn fact(&self, log: &mut Log, element: &str, word: &Word) -> Option<&Declared> {
        let at = self.names.find(log, element, Kind::Fact, word)?;
        self.facts.get(at)
    }

    /// The names under a key, each declared of this kind. An absent key is empty.
    pub(super) fn listed(
        &self,
        log: &mut Log,
        view: &View<'_>,
        key: &str,
        kind: Kind,
    ) -> Option<Vec<Name>> {
        let words = match view.words(log, key) {
            Got::Absent => return Some(Vec::new()),
            Got::Faulty => return None,
            Got::Good(words) => words,
        };
        // Every name is looked up, so that each unknown one is told.
        let found: Vec<Option<Name>> = words
            .into_iter()
            .map(|word| {
                self.names
                    .find(log, &view.element, kind, &word)
                    .map(|_| word.text)
            })
            .collect();
        found.into_iter().collect()
    }
}
