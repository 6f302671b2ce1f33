//! Rules: compiled with everything that they may name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fact::{Declared, Origin};
use super::log::Log;
use super::names::{Kind, Names};
use crate::diagnostic::{Finding, Source};
use crate::guard::{self, Functions, Name, Rule, Scope, Written};
use crate::workflow::codes;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;

/// What rules may name, and what is wrong with some of it already.
pub(super) struct Rules {
    pub(super) scope: Scope,
    /// Facts whose declaration is faulty: a rule that names one is not judged.
    faulty: BTreeSet<Name>,
    /// A file of shared functions is faulty: functions may be missing.
    functions_missing: bool,
}

/// Reads the shared rule functions of the files, in order.
pub(super) fn functions(log: &mut Log, files: Option<&[Arc<Source>]>) -> (Functions, bool) {
    let mut all = Functions::default();
    let before = log.findings.len();
    for file in files.unwrap_or_default() {
        let (functions, findings) = Functions::read(file);
        let merged = all.merge(functions);
        for finding in findings.into_iter().chain(merged) {
            log.report("workflow", finding);
        }
    }
    let missing = files.is_none() || log.findings.len() > before;
    if !missing {
        for finding in all.unknown_calls() {
            log.report("workflow", finding);
        }
    }
    (all, missing)
}

impl Rules {
    /// Collects what rules may name; facts to be computed are added by [`Rules::compute`].
    pub(super) fn new(
        names: &Names,
        facts: &[Declared],
        functions: Functions,
        functions_missing: bool,
    ) -> Self {
        let mut scope = Scope {
            states: names.all(Kind::State).cloned().collect(),
            transitions: names.all(Kind::Transition).cloned().collect(),
            deadlines: names.all(Kind::Deadline).cloned().collect(),
            functions,
            ..Scope::default()
        };
        let mut faulty = BTreeSet::new();
        for fact in facts {
            match (&fact.of, &fact.origin) {
                (_, Origin::Computed(_)) | (None, _) => {
                    faulty.insert(fact.id.clone());
                }
                (Some(of), _) => {
                    let title = fact.element.as_ref().map(|e| e.title.clone());
                    scope.facts.insert(
                        fact.id.clone(),
                        guard::Declared {
                            of: of.clone(),
                            optional: fact.optional,
                            computed: None,
                            title: title.unwrap_or_default(),
                        },
                    );
                }
            }
        }
        Rules {
            scope,
            faulty,
            functions_missing,
        }
    }

    /// Compiles the computed facts, each after those that it needs.
    pub(super) fn compute(&mut self, log: &mut Log, facts: &[Declared]) -> BTreeMap<Name, Rule> {
        let computed: BTreeMap<&str, (&Declared, &Word)> = facts
            .iter()
            .filter_map(|fact| match &fact.origin {
                Origin::Computed(Some(word)) if fact.of.is_some() => {
                    Some((&*fact.id, (fact, word)))
                }
                _ => None,
            })
            .collect();
        let mut waiting: BTreeMap<&str, BTreeSet<&str>> = computed
            .iter()
            .map(|(id, (_, word))| {
                let needs = words_of(&word.text)
                    .filter_map(|(name, _)| computed.get_key_value(name).map(|(id, _)| *id))
                    .collect();
                (*id, needs)
            })
            .collect();
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, needs) in &waiting {
            for need in needs {
                users.entry(need).or_default().push(id);
            }
        }
        let mut rules = BTreeMap::new();
        let mut ready: BTreeSet<&str> = waiting
            .iter()
            .filter(|(_, needs)| needs.is_empty())
            .map(|(id, _)| *id)
            .collect();
        while let Some(id) = ready.pop_first() {
            waiting.remove(id);
            if let Some((fact, word)) = computed.get(id)
                && let Some(rule) = self.computed(log, fact, word)
            {
                rules.insert(fact.id.clone(), rule);
            }
            for user in users.get(id).into_iter().flatten() {
                if let Some(needs) = waiting.get_mut(user) {
                    needs.remove(id);
                    if needs.is_empty() {
                        ready.insert(user);
                    }
                }
            }
        }
        circles(log, &computed, &waiting);
        rules
    }

    fn computed(&mut self, log: &mut Log, fact: &Declared, word: &Word) -> Option<Rule> {
        let of = fact.of.as_ref()?;
        // The fact itself counts as faulty until it is compiled.
        if self.untellable(&word.text) {
            return None;
        }
        let written = Written {
            text: &word.text,
            place: &word.place,
        };
        match guard::compile_value(written, of, &self.scope) {
            Ok(rule) => {
                let title = fact.element.as_ref().map(|e| e.title.clone());
                self.faulty.remove(&fact.id);
                self.scope.facts.insert(
                    fact.id.clone(),
                    guard::Declared {
                        of: of.clone(),
                        optional: false,
                        computed: Some(Arc::new(rule.expr.clone())),
                        title: title.unwrap_or_default(),
                    },
                );
                Some(rule)
            }
            Err(findings) => {
                for finding in findings {
                    log.report(&fact.path, finding);
                }
                None
            }
        }
    }

    /// The rule under a key, which must be there.
    pub(super) fn required(&self, log: &mut Log, view: &View<'_>, key: &str) -> Option<Rule> {
        match view.word(log, key) {
            Got::Absent => {
                view.missing(log, key);
                None
            }
            Got::Faulty => None,
            Got::Good(word) => self.compile(log, &view.element, &word),
        }
    }

    fn compile(&self, log: &mut Log, element: &str, word: &Word) -> Option<Rule> {
        if self.untellable(&word.text) {
            return None;
        }
        let written = Written {
            text: &word.text,
            place: &word.place,
        };
        match guard::compile(written, &self.scope) {
            Ok(rule) => Some(rule),
            Err(findings) => {
                for finding in findings {
                    log.report(element, finding);
                }
                None
            }
        }
    }

    /// Whether a rule names what is faulty itself, which is told already.
    fn untellable(&self, text: &str) -> bool {
        words_of(text).any(|(word, called)| {
            self.faulty.contains(word)
                || (self.functions_missing
                    && called
                    && !guard::BUILTINS.iter().any(|builtin| builtin.name == word)
                    && !self.scope.functions.names().any(|name| **name == *word))
        })
    }
}

/// Reports the computed facts that need themselves.
fn circles(
    log: &mut Log,
    computed: &BTreeMap<&str, (&Declared, &Word)>,
    waiting: &BTreeMap<&str, BTreeSet<&str>>,
) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for start in waiting.keys() {
        if told.contains(start) {
            continue;
        }
        // What the fact needs, directly or through others.
        let mut needs: BTreeSet<&str> = BTreeSet::new();
        let mut queue = vec![*start];
        while let Some(id) = queue.pop() {
            for need in waiting.get(id).into_iter().flatten() {
                if needs.insert(need) {
                    queue.push(need);
                }
            }
        }
        if !needs.contains(start) {
            continue;
        }
        told.extend(&needs);
        if let Some((fact, word)) = computed.get(start) {
            log.report(
                &fact.path,
                Finding::new(codes::COMPUTED_CYCLE)
                    .at(&word.place)
                    .with("fact", quoted(start)),
            );
        }
    }
}

/// The words of a rule outside its string literals, each with whether it is
/// called as a function.
fn words_of(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut inside = false;
    let outside: Vec<&str> = text
        .split('"')
        .filter(|_| {
            let code = !inside;
            inside = !inside;
            code
        })
        .collect();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    outside.into_iter().flat_map(move |code| {
        let mut found = Vec::new();
        let mut rest = code;
        while let Some(start) = rest.find(is_word) {
            let (_, tail) = rest.split_at_checked(start).unwrap_or(("", ""));
            let length = tail.find(|c| !is_word(c)).unwrap_or(tail.len());
            let (word, after) = tail.split_at_checked(length).unwrap_or((tail, ""));
            found.push((word, after.trim_start().starts_with('(')));
            rest = after;
        }
        found
    })
}
