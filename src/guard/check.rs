//! From what was written to the typed expression: names, types, literals.
//!
//! All faults of a rule are collected. A part with a fault answers `None`, and
//! what contains it stays silent about it.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::kind::Kind;
use super::scan::too_deep;
use super::shared::Function;
use super::untyped::{Node, Sign, Tree};
use super::{Comparison, Declared, Expr, Name, Operation, Scope, Type, Value, codes, scale};
use crate::diagnostic::{Bilingual, Finding, Place, nearest_quoted};

mod calls;

/// Most parts of a rule, shared functions and computed facts spelled out.
const MAX_PARTS: usize = 4096;
/// Deepest nesting, likewise.
const MAX_DEPTH: usize = 160;

/// A typed part.
struct Typed {
    expr: Expr,
    kind: Kind,
    /// Where it was written; an argument of a shared function, at its call.
    place: Option<Place>,
}

impl Typed {
    fn new(expr: Expr, kind: Kind) -> Option<Self> {
        Some(Typed {
            expr,
            kind,
            place: None,
        })
    }

    /// Whether it is a literal whose type still adapts to the other side.
    fn adapts(&self) -> bool {
        matches!(
            self.expr,
            Expr::Literal(Value::Text(_) | Value::Integer(_) | Value::Decimal(_))
        )
    }
}

/// The arguments of a shared function, as written at its call.
#[derive(Clone, Copy)]
struct Bound<'a> {
    function: &'a Function,
    arguments: &'a [Node],
    /// Where the call stands, and so its arguments.
    outer: Option<&'a Bound<'a>>,
    /// How many calls lead to there.
    level: usize,
}

/// Where a part stands: in the rule itself, or in a shared function.
type Env<'a> = Option<&'a Bound<'a>>;

pub(super) struct Checker<'a> {
    scope: &'a Scope,
    findings: Vec<Finding>,
    /// The shared functions being put in, with the places of their calls.
    calls: Vec<(Name, Place)>,
    parts: usize,
    depth: usize,
    too_large: bool,
}

/// Checks a condition.
pub(super) fn condition(node: &Node, scope: &Scope) -> Result<Expr, Vec<Finding>> {
    let mut checker = Checker::new(scope);
    let typed = checker.infer(node, None);
    let expr = typed.and_then(|typed| checker.result(typed, &Type::Boolean, &node.place));
    checker.finish(expr, node)
}

/// Checks an expression for a value of a type.
pub(super) fn value(node: &Node, of: &Type, scope: &Scope) -> Result<Expr, Vec<Finding>> {
    let mut checker = Checker::new(scope);
    let typed = checker.infer(node, None);
    let expr = typed.and_then(|typed| checker.result(typed, of, &node.place));
    checker.finish(expr, node)
}

impl<'a> Checker<'a> {
    fn new(scope: &'a Scope) -> Self {
        Checker {
            scope,
            findings: Vec::new(),
            calls: Vec::new(),
            parts: 0,
            depth: 0,
            too_large: false,
        }
    }

    fn finish(mut self, expr: Option<Expr>, node: &Node) -> Result<Expr, Vec<Finding>> {
        if self.too_large {
            self.findings = vec![too_deep(&node.place)];
        }
        match expr {
            Some(expr) if self.findings.is_empty() => Ok(expr),
            _ if self.findings.is_empty() => Err(vec![too_deep(&node.place)]),
            _ => Err(self.findings),
        }
    }

    /// Reports a fault; within a shared function, with the call.
    fn report(&mut self, finding: Finding) {
        let finding = self
            .calls
            .iter()
            .rev()
            .fold(finding, |finding, (name, place)| {
                finding.label(
                    place,
                    Bilingual::new(
                        format!("`{name}`을(를) 부른 곳"),
                        format!("`{name}` is called here"),
                    ),
                )
            });
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Counts parts; `false` once the rule is too large.
    fn grow(&mut self, parts: usize, depth: usize) -> bool {
        self.parts = self.parts.saturating_add(parts);
        if self.parts > MAX_PARTS || self.depth.saturating_add(depth) > MAX_DEPTH {
            self.too_large = true;
        }
        !self.too_large
    }

    /// The whole, as a value of a type.
    fn result(&mut self, typed: Typed, of: &Type, place: &Place) -> Option<Expr> {
        let typed = self.adapt(typed, &Kind::of(of), place)?;
        let target = Kind::of(of);
        let fits = match (&typed.kind, of) {
            (Kind::Decimal(have), Type::Decimal { scale, .. }) => have <= scale,
            _ => typed.kind.same(&target),
        };
        let expr = match (typed.expr, of) {
            (Expr::Literal(Value::Decimal(value)), Type::Decimal { scale, .. }) => {
                Expr::Literal(Value::Decimal(scale::to(value, *scale).unwrap_or(value)))
            }
            (expr, _) => expr,
        };
        let in_range = match &expr {
            Expr::Literal(value) if fits => value.fits(of),
            _ => true,
        };
        if fits && in_range {
            return Some(expr);
        }
        let found = if fits {
            Bilingual::from(format!("`{expr}`"))
        } else {
            typed.kind.title()
        };
        let expected = match of {
            Type::Boolean => Bilingual::new(
                "참이나 거짓으로 답하는 조건",
                "a condition that holds or fails",
            ),
            of => of.title(),
        };
        self.report(
            Finding::new(codes::RESULT_TYPE)
                .at(place)
                .with("expected", expected)
                .with("found", found),
        );
        None
    }

    /// The type of a part.
    fn infer(&mut self, node: &Node, env: Env<'_>) -> Option<Typed> {
        if !self.grow(1, 1) {
            return None;
        }
        self.depth = self.depth.saturating_add(1);
        let mut typed = self.part(node, env);
        self.depth = self.depth.saturating_sub(1);
        if let Some(typed) = &mut typed {
            typed.place.get_or_insert_with(|| node.place.clone());
        }
        typed
    }

    fn part(&mut self, node: &Node, env: Env<'_>) -> Option<Typed> {
        let place = &node.place;
        match &node.tree {
            Tree::Boolean(value) => {
                Typed::new(Expr::Literal(Value::Boolean(*value)), Kind::Boolean)
            }
            Tree::Integer(value) => {
                Typed::new(Expr::Literal(Value::Integer(*value)), Kind::Integer)
            }
            Tree::Decimal(value) => Typed::new(
                Expr::Literal(Value::Decimal(*value)),
                Kind::Decimal(value.scale()),
            ),
            Tree::Text(text) => Typed::new(Expr::Literal(Value::Text(text.clone())), Kind::Text),
            Tree::Word(word) => self.word(word, node, env),
            Tree::Not(of) => {
                let of = self.truth(of, env, "!")?;
                Typed::new(Expr::Not(Box::new(of)), Kind::Boolean)
            }
            Tree::Negate(of) => self.negate(of, env),
            Tree::And(parts) => {
                let parts = self.truths(parts, env, "&&")?;
                let flat = parts.into_iter().flat_map(|part| match part {
                    Expr::And(inner) => inner,
                    part => vec![part],
                });
                Typed::new(Expr::And(flat.collect()), Kind::Boolean)
            }
            Tree::Or(parts) => {
                let parts = self.truths(parts, env, "||")?;
                let flat = parts.into_iter().flat_map(|part| match part {
                    Expr::Or(inner) => inner,
                    part => vec![part],
                });
                Typed::new(Expr::Or(flat.collect()), Kind::Boolean)
            }
            Tree::Binary(sign, left, right) => {
                // Both sides are looked at, so that the faults of both are told.
                let (one, two) = (self.infer(left, env), self.infer(right, env));
                self.binary(*sign, one?, two?, place)
            }
            Tree::Call(name, arguments) => self.call(name, arguments, node, env),
        }
    }

    /// A bare word.
    fn word(&mut self, word: &Name, node: &Node, env: Env<'_>) -> Option<Typed> {
        if let Some((argument, bound)) = argument(word, env) {
            // The argument stands outside of the function.
            let within = self.calls.split_off(bound.level.min(self.calls.len()));
            let typed = self.infer(argument, bound.outer);
            self.calls.extend(within);
            return typed;
        }
        match &**word {
            "today" => return Typed::new(Expr::Today, Kind::Date),
            "actor" => return Typed::new(Expr::Actor, Kind::Person),
            _ => {}
        }
        let scope = self.scope;
        match scope.facts.get(word) {
            Some(declared) => self.fact(word, declared),
            None => {
                self.unknown_name(word, &node.place);
                None
            }
        }
    }

    fn fact(&mut self, name: &Name, declared: &Declared) -> Option<Typed> {
        let kind = Kind::of(&declared.of);
        let (name, of) = (name.clone(), declared.of.clone());
        match &declared.computed {
            None => Typed::new(Expr::Fact { name, of }, kind),
            Some(expr) => {
                let (parts, depth) = expr.measure();
                if !self.grow(parts, depth) {
                    return None;
                }
                let expr = Arc::clone(expr);
                Typed::new(Expr::Computed { name, of, expr }, kind)
            }
        }
    }

    fn unknown_name(&mut self, word: &str, place: &Place) {
        let scope = self.scope;
        let finding = Finding::new(codes::UNKNOWN_NAME)
            .at(place)
            .with("name", Bilingual::from(word));
        let finding = if scope.states.contains(word) {
            finding.note(Bilingual::new(
                format!("`{word}`은(는) 상태입니다. `at({word})`로 묻습니다."),
                format!("`{word}` is a state: ask `at({word})`."),
            ))
        } else if scope.transitions.contains(word) {
            finding.note(Bilingual::new(
                format!("`{word}`은(는) 전이입니다. `taken({word})`으로 묻습니다."),
                format!("`{word}` is a transition: ask `taken({word})`."),
            ))
        } else if let Some(fact) = self.option_of(word) {
            finding.note(Bilingual::new(
                format!("`{fact}`의 선택지는 큰따옴표로 씁니다: \"{word}\"."),
                format!("Options (here of `{fact}`) take double quotes: \"{word}\"."),
            ))
        } else {
            let known = scope.facts.keys().map(|name| &**name);
            let shown = known.chain(["today", "actor"]);
            let shown = shown.chain(scope.states.iter().map(|name| &**name));
            let shown = shown.chain(scope.transitions.iter().map(|name| &**name));
            finding.suggest(nearest_quoted(word, shown))
        };
        self.report(finding);
    }

    /// The first fact that has an option of this name.
    fn option_of(&self, word: &str) -> Option<&'a Name> {
        self.scope.facts.iter().find_map(|(name, fact)| {
            matches!(&fact.of, Type::Choice(options) if options.iter().any(|o| *o.id == *word))
                .then_some(name)
        })
    }

    /// An operand that must be a condition.
    fn truth(&mut self, node: &Node, env: Env<'_>, what: &str) -> Option<Expr> {
        let typed = self.infer(node, env)?;
        if matches!(typed.kind, Kind::Boolean) {
            return Some(typed.expr);
        }
        self.wrong_type(
            what,
            &Bilingual::new("조건", "a condition"),
            &typed.kind,
            &node.place,
        );
        None
    }

    fn truths(&mut self, nodes: &[Node], env: Env<'_>, what: &str) -> Option<Vec<Expr>> {
        let parts: Vec<Option<Expr>> = nodes
            .iter()
            .map(|node| self.truth(node, env, what))
            .collect();
        parts.into_iter().collect()
    }

    fn wrong_type(&mut self, what: &str, expected: &Bilingual, found: &Kind, place: &Place) {
        self.report(
            Finding::new(codes::WRONG_TYPE)
                .at(place)
                .with("what", Bilingual::from(what))
                .with("expected", expected.clone())
                .with("found", found.title()),
        );
    }

    fn negate(&mut self, node: &Node, env: Env<'_>) -> Option<Typed> {
        let of = self.infer(node, env)?;
        let expr = match (of.expr, &of.kind) {
            (Expr::Literal(Value::Integer(value)), _) => match value.checked_neg() {
                Some(value) => Expr::Literal(Value::Integer(value)),
                None => {
                    self.report(Finding::new(codes::NUMBER_TOO_LARGE).at(&node.place));
                    return None;
                }
            },
            (Expr::Literal(Value::Decimal(value)), _) => Expr::Literal(Value::Decimal(-value)),
            (expr, Kind::Integer | Kind::Decimal(_)) => Expr::Negate(Box::new(expr)),
            _ => {
                self.wrong_type("-", &number(), &of.kind, &node.place);
                return None;
            }
        };
        Typed::new(expr, of.kind)
    }

    /// A literal, in the type that the other side has: a text as an option, an
    /// integer as a decimal.
    fn adapt(&mut self, typed: Typed, target: &Kind, place: &Place) -> Option<Typed> {
        let place = typed.place.as_ref().unwrap_or(place);
        match (&typed.expr, target) {
            (Expr::Literal(Value::Text(text)), Kind::Choice(options)) => {
                if options.iter().any(|option| option.id == *text) {
                    let expr = Expr::Literal(Value::Choice(text.clone()));
                    return Typed::new(expr, target.clone());
                }
                let ids = options.iter().map(|option| &*option.id);
                let listed = ids.clone().collect::<Vec<_>>().join(", ");
                self.report(
                    Finding::new(codes::UNKNOWN_OPTION)
                        .at(place)
                        .with("option", Bilingual::from(&**text))
                        .with("options", Bilingual::from(listed))
                        .suggest(nearest_quoted(text, ids)),
                );
                None
            }
            (Expr::Literal(Value::Integer(value)), Kind::Decimal(_)) => Typed::new(
                Expr::Literal(Value::Decimal(Decimal::from(*value))),
                Kind::Decimal(0),
            ),
            _ => Some(typed),
        }
    }

    /// Two sides in one type.
    fn unify(
        &mut self,
        what: &str,
        left: Typed,
        right: Typed,
        place: &Place,
    ) -> Option<(Typed, Typed)> {
        let (left, right) = if left.adapts() && !right.adapts() {
            (self.adapt(left, &right.kind, place)?, right)
        } else {
            let right = if right.adapts() {
                self.adapt(right, &left.kind, place)?
            } else {
                right
            };
            if left.adapts() {
                (self.adapt(left, &right.kind, place)?, right)
            } else {
                (left, right)
            }
        };
        if left.kind.same(&right.kind) {
            return Some((left, right));
        }
        let finding = Finding::new(codes::UNEQUAL_TYPES)
            .at(place)
            .with("what", Bilingual::from(what))
            .with("left", left.kind.title())
            .with("right", right.kind.title());
        let finding = match (&left.kind, &right.kind) {
            (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => finding.note(Bilingual::new(
                "날짜는 `date(\"2027-01-01\")`로 씁니다.",
                "Dates are written `date(\"2027-01-01\")`.",
            )),
            (Kind::Date, Kind::Integer) | (Kind::Integer, Kind::Date) => {
                finding.note(Bilingual::new(
                    "날짜 사이의 일수는 `days_between(앞, 뒤)`로 셉니다.",
                    "Days between dates are counted with `days_between(from, to)`.",
                ))
            }
            (Kind::Integer, Kind::Decimal(_)) | (Kind::Decimal(_), Kind::Integer) => {
                finding.note(Bilingual::new(
                    "정수와 소수를 섞지 않습니다. 두 사실의 유형을 같게 하십시오.",
                    "Integers and decimals do not mix; give both facts one type.",
                ))
            }
            (Kind::Person, Kind::Text) | (Kind::Text, Kind::Person) => {
                finding.note(Bilingual::new(
                    "사람은 사실이나 `actor`로만 가리킵니다.",
                    "A person is named by a fact or `actor` only.",
                ))
            }
            _ => finding,
        };
        self.report(finding);
        None
    }

    fn binary(&mut self, sign: Sign, left: Typed, right: Typed, place: &Place) -> Option<Typed> {
        let (what, act) = meaning(sign);
        let (left, right) = self.unify(what, left, right, place)?;
        match act {
            Act::Compare(how) => {
                let equality = matches!(how, Comparison::Equal | Comparison::NotEqual);
                if !(left.kind.ordered() || equality && left.kind.comparable()) {
                    self.report(
                        Finding::new(codes::NO_ORDER)
                            .at(place)
                            .with("what", Bilingual::from(what))
                            .with("found", left.kind.title()),
                    );
                    return None;
                }
                let (left, right) = (Box::new(left.expr), Box::new(right.expr));
                Typed::new(Expr::Compare { how, left, right }, Kind::Boolean)
            }
            Act::Compute(how) => {
                let kind = match (&left.kind, &right.kind) {
                    (Kind::Integer, _) => Kind::Integer,
                    (Kind::Decimal(one), Kind::Decimal(two)) => {
                        let scale = match how {
                            Operation::Multiply => one.saturating_add(*two),
                            Operation::Add | Operation::Subtract => *one.max(two),
                        };
                        if scale > Decimal::MAX_SCALE {
                            self.report(Finding::new(codes::NUMBER_TOO_LARGE).at(place));
                            return None;
                        }
                        Kind::Decimal(scale)
                    }
                    _ => {
                        self.wrong_type(what, &number(), &left.kind, place);
                        return None;
                    }
                };
                let (left, right) = (Box::new(left.expr), Box::new(right.expr));
                Typed::new(Expr::Arithmetic { how, left, right }, kind)
            }
        }
    }
}

enum Act {
    Compare(Comparison),
    Compute(Operation),
}

const fn meaning(sign: Sign) -> (&'static str, Act) {
    let act = match sign {
        Sign::Equal => Act::Compare(Comparison::Equal),
        Sign::NotEqual => Act::Compare(Comparison::NotEqual),
        Sign::Less => Act::Compare(Comparison::Less),
        Sign::LessOrEqual => Act::Compare(Comparison::LessOrEqual),
        Sign::Greater => Act::Compare(Comparison::Greater),
        Sign::GreaterOrEqual => Act::Compare(Comparison::GreaterOrEqual),
        Sign::Plus => Act::Compute(Operation::Add),
        Sign::Minus => Act::Compute(Operation::Subtract),
        Sign::Times => Act::Compute(Operation::Multiply),
    };
    let what = match &act {
        Act::Compare(how) => how.as_str(),
        Act::Compute(how) => how.as_str(),
    };
    (what, act)
}

fn number() -> Bilingual {
    Bilingual::new("정수나 소수", "an integer or a decimal")
}

/// What a parameter stands for, and where that was written.
fn argument<'a>(word: &str, env: Env<'a>) -> Option<(&'a Node, &'a Bound<'a>)> {
    let bound = env?;
    let at = bound
        .function
        .parameters
        .iter()
        .position(|parameter| **parameter == *word)?;
    bound.arguments.get(at).map(|node| (node, bound))
}

/// A part, with parameters followed to what they stand for.
fn resolve<'a>(mut node: &'a Node, mut env: Env<'a>) -> &'a Node {
    while let Tree::Word(word) = &node.tree
        && let Some((argument, bound)) = argument(word, env)
    {
        (node, env) = (argument, bound.outer);
    }
    node
}

/// A date literal, exactly `2027-01-01`.
fn read_date(text: &str) -> Option<Date> {
    let date: Date = (text.len() == 10).then(|| text.parse().ok()).flatten()?;
    (date.to_string() == text).then_some(date)
}
