//! Calls: of the functions of the language, and of shared functions.

use std::collections::BTreeSet;

use super::{Bound, Checker, Env, Typed, number, read_date, resolve};
use crate::diagnostic::{Bilingual, Code, Finding, nearest_quoted};
use crate::guard::functions::{self, Which};
use crate::guard::kind::Kind;
use crate::guard::shared::{recursion, unknown_function};
use crate::guard::untyped::{Node, Tree};
use crate::guard::{Asked, Column, Counted, Expr, Fraction, Name, Type, Value, codes};

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &Name,
        arguments: &[Node],
        node: &Node,
        env: Env<'_>,
    ) -> Option<Typed> {
        if let Some(builtin) = functions::find(name) {
            if builtin.parameters.len() != arguments.len() {
                let form = format!("{name}({})", builtin.parameters.join(", "));
                self.count_arguments(name, builtin.parameters.len(), arguments, node, form);
                return None;
            }
            return self.builtin(builtin.which, node, arguments, env);
        }
        let scope = self.scope;
        let Some(function) = scope.functions.get(name) else {
            self.report(unknown_function(name, &node.place, &scope.functions));
            return None;
        };
        if function.parameters.len() != arguments.len() {
            let form = format!("{name}({})", function.parameters.join(", "));
            self.count_arguments(name, function.parameters.len(), arguments, node, form);
            return None;
        }
        if let Some(from) = self.calls.iter().position(|(called, _)| called == name) {
            let circle: Vec<Name> = self
                .calls
                .iter()
                .skip(from)
                .map(|(name, _)| name.clone())
                .collect();
            self.report(recursion(&circle, &node.place));
            return None;
        }
        let bound = Bound {
            function,
            arguments,
            outer: env,
            level: self.calls.len(),
        };
        self.calls.push((name.clone(), node.place.clone()));
        let typed = self.infer(&function.body, Some(&bound));
        self.calls.pop();
        typed
    }

    fn count_arguments(
        &mut self,
        name: &str,
        expected: usize,
        arguments: &[Node],
        node: &Node,
        form: String,
    ) {
        self.report(
            Finding::new(codes::ARGUMENTS)
                .at(&node.place)
                .with("name", Bilingual::from(name))
                .with("expected", Bilingual::from(&expected))
                .with("found", Bilingual::from(&arguments.len()))
                .with("form", Bilingual::from(form)),
        );
    }

    fn builtin(
        &mut self,
        which: Which,
        node: &Node,
        arguments: &[Node],
        env: Env<'_>,
    ) -> Option<Typed> {
        let Tree::Call(name, _) = &node.tree else {
            return None;
        };
        match (which, arguments) {
            (Which::Date, [text]) => self.date(text, env),
            (Which::DaysBetween, [from, to]) => {
                let from = self.dated(name, from, env);
                let to = self.dated(name, to, env);
                let (from, to) = (Box::new(from?), Box::new(to?));
                Typed::new(Expr::DaysBetween { from, to }, Kind::Integer)
            }
            (Which::At, [state]) => {
                let state = self.state(state, env)?;
                Typed::new(Expr::At(state), Kind::Boolean)
            }
            (Which::Taken, [transition]) => {
                let transition = self.transition(transition, env)?;
                Typed::new(Expr::Taken(transition), Kind::Boolean)
            }
            (Which::TakenSince, [transition, state]) => {
                let transition = self.transition(transition, env);
                let state = self.state(state, env);
                let (transition, state) = (transition?, state?);
                Typed::new(Expr::TakenSince { transition, state }, Kind::Boolean)
            }
            (Which::Passed, [deadline]) => {
                let deadline = self.deadline(deadline, env)?;
                Typed::new(Expr::Passed(deadline), Kind::Boolean)
            }
            (Which::Due, [deadline]) => {
                let deadline = self.deadline(deadline, env)?;
                Typed::new(Expr::Due(deadline), Kind::Date)
            }
            (Which::Given, [fact]) => self.given(fact, env),
            (Which::AtLeast | Which::MoreThan, [part, share, whole]) => {
                self.share(which, node, [part, share, whole], env)
            }
            (Which::Sum, [table, column]) => self.sum(name, table, column, env),
            (Which::CountWhere | Which::Every, [table, column, value]) => {
                self.rows(which, name, [table, column, value], env)
            }
            (Which::Count, [of]) => {
                let place = &of.place;
                let of = self.infer(of, env)?;
                if matches!(of.kind, Kind::List(_) | Kind::Table(_)) {
                    return Typed::new(Expr::Count(Box::new(of.expr)), Kind::Integer);
                }
                let expected = Bilingual::new("목록이나 표", "a list or a table");
                self.wrong_type(name, &expected, &of.kind, place);
                None
            }
            (Which::Ballot(asked), [ballot]) => self.ballot(name, asked, ballot, env),
            (Which::Contains, [list, value]) => self.contains(name, list, value, env),
            (Which::Opened, [of]) => self.children(of, Counted::Opened, env),
            (Which::EndedCount, [of]) => self.children(of, Counted::Ended, env),
            (Which::AllEnded, [of]) => self.every_child(of, Counted::Ended, env),
            (Which::Reached, [of, milestone]) => {
                let milestone = self.label(milestone, env);
                self.children(of, Counted::Reached(milestone?), env)
            }
            (Which::AllReached, [of, milestone]) => {
                let milestone = self.label(milestone, env);
                self.every_child(of, Counted::Reached(milestone?), env)
            }
            (Which::OutcomeCount, [of, outcome]) => {
                let outcome = self.label(outcome, env);
                self.children(of, Counted::Outcome(outcome?), env)
            }
            (Which::Served | Which::ServedOn, [person]) => {
                let place = &person.place;
                let person = self.infer(person, env)?;
                if !matches!(person.kind, Kind::Person) {
                    let expected = Bilingual::new("사람", "a person");
                    self.wrong_type(name, &expected, &person.kind, place);
                    return None;
                }
                let label = Name::from(format!("served_on({})", person.expr));
                let person = Box::new(person.expr);
                match which {
                    Which::Served => Typed::new(Expr::Served(person), Kind::Boolean),
                    _ => Typed::new(Expr::ServedOn { person, label }, Kind::Date),
                }
            }
            // The number of arguments was checked.
            _ => None,
        }
    }

    fn children(&mut self, of: &Node, which: Counted, env: Env<'_>) -> Option<Typed> {
        let name = self.child(of, env)?;
        Typed::new(Expr::Children { name, which }, Kind::Integer)
    }

    fn every_child(&mut self, of: &Node, which: Counted, env: Env<'_>) -> Option<Typed> {
        let name = self.child(of, env)?;
        Typed::new(Expr::AllChildren { name, which }, Kind::Boolean)
    }

    /// A name under which children are opened, in quotes.
    fn child(&mut self, node: &Node, env: Env<'_>) -> Option<Name> {
        let scope = self.scope;
        let node = resolve(node, env);
        if let Tree::Text(text) = &node.tree
            && let Some(name) = scope.children.get(text)
        {
            return Some(name.clone());
        }
        let written = match &node.tree {
            Tree::Text(word) | Tree::Word(word) => word.to_string(),
            _ => node.place.text().to_owned(),
        };
        // A bare name is meant with quotes.
        let near = scope
            .children
            .get(&*written)
            .map(|name| format!("\"{name}\""))
            .or_else(|| nearest_quoted(&written, scope.children.iter().map(|name| &**name)));
        self.report(
            Finding::new(codes::UNKNOWN_CHILDREN)
                .at(&node.place)
                .with("name", Bilingual::from(written))
                .suggest(near),
        );
        None
    }

    /// A milestone or an outcome of another workflow, in quotes: whether that
    /// has it is for the check of the library to say.
    fn label(&mut self, node: &Node, env: Env<'_>) -> Option<Name> {
        let node = resolve(node, env);
        if let Tree::Text(text) = &node.tree {
            return Some(text.clone());
        }
        self.report(
            Finding::new(codes::LABEL_IN_QUOTES)
                .at(&node.place)
                .with("name", Bilingual::from(node.place.text())),
        );
        None
    }

    fn date(&mut self, text: &Node, env: Env<'_>) -> Option<Typed> {
        let text = resolve(text, env);
        if let Tree::Text(written) = &text.tree
            && let Some(date) = read_date(written)
        {
            return Typed::new(Expr::Literal(Value::Date(date)), Kind::Date);
        }
        self.report(Finding::new(codes::BAD_DATE).at(&text.place));
        None
    }

    fn dated(&mut self, name: &str, node: &Node, env: Env<'_>) -> Option<Expr> {
        let typed = self.infer(node, env)?;
        if matches!(typed.kind, Kind::Date) {
            return Some(typed.expr);
        }
        let expected = Bilingual::new("날짜", "a date");
        self.wrong_type(name, &expected, &typed.kind, &node.place);
        None
    }

    /// A bare word out of a set.
    fn named(
        &mut self,
        node: &Node,
        env: Env<'_>,
        known: &BTreeSet<Name>,
        code: Code,
    ) -> Option<Name> {
        let node = resolve(node, env);
        let (written, near) = match &node.tree {
            Tree::Word(word) => match known.get(word) {
                Some(name) => return Some(name.clone()),
                None => (
                    word.to_string(),
                    nearest_quoted(word, known.iter().map(|name| &**name)),
                ),
            },
            // A name in quotes is meant without them.
            Tree::Text(text) => (
                text.to_string(),
                known.get(text).map(|name| format!("`{name}`")),
            ),
            _ => (node.place.text().to_owned(), None),
        };
        self.report(
            Finding::new(code)
                .at(&node.place)
                .with("name", Bilingual::from(written))
                .suggest(near),
        );
        None
    }

    fn state(&mut self, node: &Node, env: Env<'_>) -> Option<Name> {
        let scope = self.scope;
        self.named(node, env, &scope.states, codes::UNKNOWN_STATE)
    }

    fn transition(&mut self, node: &Node, env: Env<'_>) -> Option<Name> {
        let scope = self.scope;
        self.named(node, env, &scope.transitions, codes::UNKNOWN_TRANSITION)
    }

    fn deadline(&mut self, node: &Node, env: Env<'_>) -> Option<Name> {
        let scope = self.scope;
        self.named(node, env, &scope.deadlines, codes::UNKNOWN_DEADLINE)
    }

    fn given(&mut self, node: &Node, env: Env<'_>) -> Option<Typed> {
        let node = resolve(node, env);
        let scope = self.scope;
        let Tree::Word(word) = &node.tree else {
            self.unknown_name(node.place.text(), &node.place);
            return None;
        };
        match scope.facts.get_key_value(word) {
            Some((name, declared)) if declared.computed.is_none() => {
                Typed::new(Expr::Given(name.clone()), Kind::Boolean)
            }
            Some(_) => {
                self.report(
                    Finding::new(codes::GIVEN_COMPUTED)
                        .at(&node.place)
                        .with("name", Bilingual::from(&**word)),
                );
                None
            }
            None => {
                self.unknown_name(word, &node.place);
                None
            }
        }
    }

    fn share(
        &mut self,
        which: Which,
        node: &Node,
        [part, share, whole]: [&Node; 3],
        env: Env<'_>,
    ) -> Option<Typed> {
        let (strict, name) = match which {
            Which::MoreThan => (true, "more_than"),
            _ => (false, "at_least"),
        };
        let place = &node.place;
        let part = self.infer(part, env);
        let read = resolve(share, env);
        let fraction = match &read.tree {
            Tree::Text(text) => Fraction::read(text),
            _ => None,
        };
        if fraction.is_none() {
            self.report(Finding::new(codes::BAD_FRACTION).at(&read.place));
        }
        let whole = self.infer(whole, env);
        let (part, whole) = self.unify(name, part?, whole?, place)?;
        if !matches!(part.kind, Kind::Integer | Kind::Decimal(_)) {
            self.wrong_type(name, &number(), &part.kind, place);
            return None;
        }
        Typed::new(
            Expr::Share {
                strict,
                part: Box::new(part.expr),
                share: fraction?,
                whole: Box::new(whole.expr),
            },
            Kind::Boolean,
        )
    }

    /// A table and one of its columns.
    fn column(
        &mut self,
        name: &str,
        table: &Node,
        column: &Node,
        env: Env<'_>,
    ) -> Option<(Expr, Column)> {
        let place = &table.place;
        let table = self.infer(table, env)?;
        let Kind::Table(columns) = &table.kind else {
            let expected = Bilingual::new("표", "a table");
            self.wrong_type(name, &expected, &table.kind, place);
            return None;
        };
        let column = resolve(column, env);
        let written = match &column.tree {
            Tree::Text(text) => match columns.iter().find(|known| known.id == *text) {
                Some(known) => return Some((table.expr, known.clone())),
                None => text.to_string(),
            },
            _ => column.place.text().to_owned(),
        };
        let ids = columns.iter().map(|column| &*column.id);
        let near = ids
            .clone()
            .find(|id| *id == written)
            .map(|id| format!("\"{id}\""))
            .or_else(|| nearest_quoted(&written, ids.clone()));
        self.report(
            Finding::new(codes::UNKNOWN_COLUMN)
                .at(&column.place)
                .with("name", Bilingual::from(written.as_str()))
                .with(
                    "columns",
                    Bilingual::from(ids.collect::<Vec<_>>().join(", ")),
                )
                .suggest(near),
        );
        None
    }

    fn sum(&mut self, name: &str, table: &Node, column: &Node, env: Env<'_>) -> Option<Typed> {
        let (expr, found) = self.column(name, table, column, env)?;
        let kind = Kind::of(&found.of);
        if !matches!(kind, Kind::Integer | Kind::Decimal(_)) {
            self.wrong_type(name, &number(), &kind, &column.place);
            return None;
        }
        Typed::new(
            Expr::Sum {
                table: Box::new(expr),
                column: found.id,
                of: found.of,
            },
            kind,
        )
    }

    fn rows(
        &mut self,
        which: Which,
        name: &str,
        [table, column, value]: [&Node; 3],
        env: Env<'_>,
    ) -> Option<Typed> {
        let found = self.column(name, table, column, env);
        let typed = self.infer(value, env);
        let (table, column) = found?;
        let value = self.member(name, &column.of, typed?, value)?;
        let (table, column) = (Box::new(table), column.id);
        if which == Which::Every {
            let every = Expr::Every {
                table,
                column,
                value,
            };
            return Typed::new(every, Kind::Boolean);
        }
        let count = Expr::CountWhere {
            table,
            column,
            value,
        };
        Typed::new(count, Kind::Integer)
    }

    fn ballot(&mut self, name: &str, asked: Asked, ballot: &Node, env: Env<'_>) -> Option<Typed> {
        let found = self.infer(ballot, env)?;
        let Kind::Ballot(rule) = found.kind else {
            let expected = Bilingual::new("표결", "a ballot");
            self.wrong_type(name, &expected, &found.kind, &ballot.place);
            return None;
        };
        let kind = if asked.is_truth() {
            Kind::Boolean
        } else {
            Kind::Integer
        };
        let ballot = Box::new(found.expr);
        Typed::new(
            Expr::Ballot {
                asked,
                ballot,
                rule,
            },
            kind,
        )
    }

    fn contains(&mut self, name: &str, list: &Node, value: &Node, env: Env<'_>) -> Option<Typed> {
        let (found, typed) = (self.infer(list, env), self.infer(value, env));
        let found = found?;
        let Kind::List(of) = &found.kind else {
            let expected = Bilingual::new("목록", "a list");
            self.wrong_type(name, &expected, &found.kind, &list.place);
            return None;
        };
        let value = self.member(name, of, typed?, value)?;
        let list = Box::new(found.expr);
        Typed::new(Expr::Contains { list, value }, Kind::Boolean)
    }

    /// A value that is compared with the members of a list or column.
    fn member(&mut self, name: &str, of: &Type, value: Typed, node: &Node) -> Option<Box<Expr>> {
        let kind = Kind::of(of);
        let value = self.adapt(value, &kind, &node.place)?;
        if value.kind.same(&kind) && kind.comparable() {
            return Some(Box::new(value.expr));
        }
        self.wrong_type(name, &kind.title(), &value.kind, &node.place);
        None
    }
}
