//! Functions that a library's rules share: `.rhai` files of pure functions with
//! one expression each, `fn name(a, b) { expression }`.
//!
//! A call is replaced by the function's expression with the arguments put in,
//! and the result is checked in its place; so a function needs no types of its
//! own, and evaluation and analysis see no calls at all.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::origin::Origin;
use super::untyped::{Node, Tree};
use super::{Name, codes, functions, parse, scan};
use crate::diagnostic::{Bilingual, Finding, Place, Source, nearest_quoted};

/// The shared functions of a library.
#[derive(Debug, Clone, Default)]
pub struct Functions {
    all: BTreeMap<Name, Arc<Function>>,
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) parameters: Vec<Name>,
    pub(super) body: Node,
    /// Of its name.
    pub(super) place: Place,
}

impl Functions {
    /// Reads a `.rhai` file. Functions without fault are returned even where
    /// others have faults.
    pub fn read(source: &Arc<Source>) -> (Functions, Vec<Finding>) {
        let mut reader = Reader {
            source,
            at: 0,
            functions: Functions::default(),
            findings: Vec::new(),
        };
        reader.file();
        let mut findings = reader.findings;
        findings.extend(reader.functions.circles(None));
        (reader.functions, findings)
    }

    /// Adds the functions of another file: refuses duplicates, and circles that
    /// close only through both files.
    pub fn merge(&mut self, other: Functions) -> Vec<Finding> {
        let mut findings = Vec::new();
        let before: Vec<Name> = self.all.keys().cloned().collect();
        for (name, function) in other.all {
            match self.all.get(&name) {
                Some(first) => findings.push(duplicate(&name, &function.place, &first.place)),
                None => {
                    self.all.insert(name, function);
                }
            }
        }
        findings.extend(self.circles(Some(&before)));
        findings
    }

    /// The names of all functions.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.all.keys()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Arc<Function>> {
        self.all.get(name)
    }

    /// Calls to functions that exist nowhere, also in functions that no rule
    /// calls. To be asked once all files are merged.
    pub fn unknown_calls(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for function in self.all.values() {
            each(&function.body, &mut |node| {
                if let Tree::Call(name, _) = &node.tree
                    && functions::find(name).is_none()
                    && !self.all.contains_key(name)
                {
                    findings.push(unknown_function(name, &node.place, self));
                }
            });
        }
        findings
    }

    /// Functions that reach themselves. Each circle is told once, at its first
    /// function in order of name; with `old` only those not wholly within the
    /// old functions or wholly within the new.
    fn circles(&self, old: Option<&[Name]>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut told: Vec<Name> = Vec::new();
        for (name, function) in &self.all {
            if told.contains(name) {
                continue;
            }
            let circle = self.circle(name);
            if circle.is_empty() {
                continue;
            }
            told.extend(circle.iter().cloned());
            let crosses = old.is_none_or(|old| {
                circle.iter().any(|name| old.contains(name))
                    && circle.iter().any(|name| !old.contains(name))
            });
            if crosses {
                findings.push(recursion(&circle, &function.place));
            }
        }
        findings
    }

    /// The functions through which a function reaches itself, itself first.
    fn circle(&self, start: &Name) -> Vec<Name> {
        // Breadth first, so that the circle is a shortest one.
        let mut from: BTreeMap<Name, Name> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([start.clone()]);
        while let Some(name) = queue.pop_front() {
            let Some(function) = self.all.get(&name) else {
                continue;
            };
            for called in calls(&function.body) {
                if called == *start {
                    let mut circle = vec![name.clone()];
                    while let Some(before) = circle.last().and_then(|last| from.get(last)) {
                        circle.push(before.clone());
                    }
                    circle.reverse();
                    return circle;
                }
                if !from.contains_key(&called) {
                    from.insert(called.clone(), name.clone());
                    queue.push_back(called);
                }
            }
        }
        Vec::new()
    }
}

/// Visits every part of a tree. Its depth is bounded by the scanner.
fn each(node: &Node, visit: &mut dyn FnMut(&Node)) {
    visit(node);
    match &node.tree {
        Tree::Not(of) | Tree::Negate(of) => each(of, visit),
        Tree::And(parts) | Tree::Or(parts) | Tree::Call(_, parts) => {
            for part in parts {
                each(part, visit);
            }
        }
        Tree::Binary(_, left, right) => {
            each(left, visit);
            each(right, visit);
        }
        Tree::Boolean(_) | Tree::Integer(_) | Tree::Decimal(_) | Tree::Text(_) | Tree::Word(_) => {}
    }
}

fn calls(body: &Node) -> Vec<Name> {
    let mut called = Vec::new();
    each(body, &mut |node| {
        if let Tree::Call(name, _) = &node.tree {
            called.push(name.clone());
        }
    });
    called
}

/// That no function has this name.
pub(super) fn unknown_function(name: &str, place: &Place, shared: &Functions) -> Finding {
    let known = functions::BUILTINS
        .iter()
        .map(|builtin| builtin.name)
        .chain(shared.all.keys().map(|name| &**name))
        .chain(["today", "actor"]);
    let finding = Finding::new(codes::UNKNOWN_FUNCTION)
        .at(place)
        .with("name", Bilingual::from(name));
    if matches!(name, "today" | "actor") {
        finding.note(Bilingual::new(
            format!("`{name}`은(는) 괄호 없이 씁니다."),
            format!("Write `{name}` without brackets."),
        ))
    } else if name == "not" {
        finding.suggest(Some("`!`".to_owned()))
    } else {
        finding.suggest(nearest_quoted(name, known))
    }
}

/// That functions call each other in a circle.
pub(super) fn recursion(circle: &[Name], place: &Place) -> Finding {
    let mut path: Vec<&str> = circle.iter().map(|name| &**name).collect();
    path.extend(circle.first().map(|name| &**name));
    Finding::new(codes::SHARED_RECURSION)
        .at(place)
        .with("circle", Bilingual::from(path.join(" → ")))
}

fn duplicate(name: &str, place: &Place, first: &Place) -> Finding {
    Finding::new(codes::SHARED_DUPLICATE)
        .at(place)
        .label(first, Bilingual::new("먼저 정한 곳", "first defined here"))
        .with("name", Bilingual::from(name))
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    at: usize,
    functions: Functions,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.source.text().get(self.at..).unwrap_or("")
    }

    /// Skips white space and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            let mut skipped = rest.len().saturating_sub(trimmed.len());
            if trimmed.starts_with("//") {
                skipped = skipped.saturating_add(trimmed.find('\n').unwrap_or(trimmed.len()));
            }
            if skipped == 0 {
                return;
            }
            self.at = self.at.saturating_add(skipped);
        }
    }

    /// Takes a sign, after white space.
    fn eat(&mut self, sign: &str) -> bool {
        self.skip();
        let found = self.rest().starts_with(sign);
        if found {
            self.at = self.at.saturating_add(sign.len());
        }
        found
    }

    /// Takes an id, after white space.
    fn id(&mut self) -> Option<(Name, Range<usize>)> {
        self.skip();
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
            .unwrap_or(rest.len());
        let word: Name = rest
            .get(..length)
            .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))?
            .into();
        let start = self.at;
        self.at = self.at.saturating_add(length);
        Some((word, start..self.at))
    }

    fn wrong(&mut self, range: Range<usize>, detail: Bilingual) {
        let place = Place::new(self.source, range);
        self.findings.push(
            Finding::new(codes::SHARED_SYNTAX)
                .at(&place)
                .with("detail", detail),
        );
    }

    fn file(&mut self) {
        loop {
            self.skip();
            if self.rest().is_empty() {
                return;
            }
            let start = self.at;
            if self.function().is_none() {
                let line = self.rest().find('\n').unwrap_or(self.rest().len());
                if self.at == start || !self.rest().is_empty() {
                    self.wrong(
                        self.at..self.at.saturating_add(line),
                        Bilingual::new(
                            "`fn 이름(매개변수, …) { 식 }`의 꼴이 아닙니다",
                            "it is not of the form `fn name(parameter, …) { expression }`",
                        ),
                    );
                } else {
                    self.wrong(
                        start..self.at,
                        Bilingual::new("함수가 닫히지 않았습니다", "the function is not closed"),
                    );
                }
                // Goes on with the next function.
                let next = self.rest().find("\nfn ").map(|at| at.saturating_add(1));
                self.at = self
                    .at
                    .saturating_add(next.unwrap_or_else(|| self.rest().len()));
            }
        }
    }

    /// One function; `None` if its form is wrong.
    fn function(&mut self) -> Option<()> {
        if !self.eat("fn ") {
            return None;
        }
        let (name, name_at) = self.id()?;
        let place = Place::new(self.source, name_at.clone());
        if !self.eat("(") {
            return None;
        }
        let mut parameters: Vec<Name> = Vec::new();
        if !self.eat(")") {
            loop {
                let (parameter, at) = self.id()?;
                if scan::reserved(&parameter) || parameters.contains(&parameter) {
                    self.wrong(
                        at,
                        Bilingual::new(
                            format!("매개변수 `{parameter}`은(는) 예약어이거나 두 번 쓰였습니다"),
                            format!("the parameter `{parameter}` is reserved or repeated"),
                        ),
                    );
                }
                parameters.push(parameter);
                if self.eat(")") {
                    break;
                }
                if !self.eat(",") {
                    return None;
                }
            }
        }
        if !self.eat("{") {
            return None;
        }
        let body_at = self.body()?;
        if scan::reserved(&name) {
            self.wrong(
                name_at,
                Bilingual::new(
                    format!("`{name}`은(는) 예약어입니다"),
                    format!("`{name}` is a reserved word"),
                ),
            );
            return Some(());
        }
        let body_place = Place::new(self.source, body_at);
        let text = body_place.text().to_owned();
        match parse::parse(&text, &Origin::new(&text, &body_place)) {
            Ok(body) => self.define(
                name,
                Function {
                    parameters,
                    body,
                    place,
                },
            ),
            Err(findings) => self.findings.extend(findings),
        }
        Some(())
    }

    /// The stretch up to the closing brace, which is taken too. Braces in texts
    /// and comments do not count.
    fn body(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let (mut text, mut escaped, mut comment) = (false, false, false);
        let mut before = ' ';
        let found = self.rest().char_indices().find_map(|(at, c)| {
            if comment {
                comment = c != '\n';
            } else if text {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' | '\n' => text = false,
                    _ => {}
                }
            } else if c == '}' {
                return Some(at);
            } else {
                text = c == '"';
                comment = c == '/' && before == '/';
            }
            before = c;
            None
        });
        match found {
            Some(length) => {
                let end = start.saturating_add(length);
                self.at = end.saturating_add(1);
                Some(start..end)
            }
            None => {
                self.at = self.source.text().len();
                None
            }
        }
    }

    fn define(&mut self, name: Name, function: Function) {
        let mut pure = true;
        each(&function.body, &mut |node| {
            if let Tree::Word(word) = &node.tree
                && !function.parameters.contains(word)
            {
                pure = false;
                self.findings.push(
                    Finding::new(codes::SHARED_IMPURE)
                        .at(&node.place)
                        .with("function", Bilingual::from(&*name))
                        .with("name", Bilingual::from(&**word))
                        .suggest(nearest_quoted(
                            word,
                            function.parameters.iter().map(|name| &**name),
                        )),
                );
            }
        });
        if functions::find(&name).is_some() {
            self.findings.push(
                Finding::new(codes::SHARED_DUPLICATE)
                    .at(&function.place)
                    .with("name", Bilingual::from(&*name))
                    .note(Bilingual::new(
                        "규칙 언어에 이미 있는 함수입니다.",
                        "The language of rules has this function already.",
                    )),
            );
        } else if let Some(first) = self.functions.all.get(&name) {
            self.findings
                .push(duplicate(&name, &function.place, &first.place));
        } else if pure {
            self.functions.all.insert(name, Arc::new(function));
        }
    }
}
