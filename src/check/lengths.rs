//! J0538, J0539: lengths by case of which not exactly one holds.
//!
//! The lengths of a deadline must be total and disjoint: where none of the rules
//! holds, or two do, nothing can be counted and the act that starts the deadline
//! is refused. The rules are read as functions of the facts in them. A number, a
//! date or an option matters only by where it stands among the literals that it
//! is compared with, so a few values of each stand for all, and every
//! combination of them is tried. What is no fact, or is compared with another
//! fact, is taken for anything at all: then a proof is still one, but a
//! combination that goes wrong may be none that occurs.

use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding, Verdict};
use crate::guard::{Comparison, Expr, Name, Type, Value};
use crate::workflow::{Deadline, Length, LengthCase, Workflow};

/// Most combinations of values that are tried for one deadline.
const MOST: usize = 50_000;

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    workflow
        .deadlines
        .iter()
        .filter_map(|deadline| match &deadline.length {
            Length::Cases(cases) => told(workflow, deadline, cases),
            Length::Within(_) | Length::AtLeast(_) | Length::Before(_) | Length::On(_) => None,
        })
        .collect()
}

fn told(workflow: &Workflow, deadline: &Deadline, cases: &[LengthCase]) -> Option<Finding> {
    let rules: Vec<&Expr> = cases.iter().map(|case| &case.when.expr).collect();
    let assumes = workflow.assumes.iter().map(|assume| &assume.rule.expr);
    let (code, notes) = match judge(assumes, &rules) {
        Answer::ExactlyOne => return None,
        Answer::Wrong(wrong) if wrong.certain => (codes::LENGTHS_WRONG, wrong.notes(&rules)),
        Answer::Wrong(wrong) => (codes::LENGTHS_UNDECIDED, wrong.notes(&rules)),
        Answer::TooMany => (
            codes::LENGTHS_UNDECIDED,
            vec![Bilingual::new(
                "따져 볼 값의 조합이 너무 많습니다.",
                "There are too many combinations of values to try.",
            )],
        ),
    };
    let mut finding = Finding::new(code)
        .at(&deadline.place)
        .of(workflow.id(), format!("deadline.{}", deadline.element.id))
        .with("deadline", words::named(&deadline.element));
    if code == codes::LENGTHS_UNDECIDED {
        finding = finding.verdict(Verdict::Undecided);
    }
    for case in cases {
        let length = case.within.to_string();
        finding = finding.label(&case.when.place, Bilingual::from(length));
    }
    Some(notes.into_iter().fold(finding, Finding::note))
}

/// What came of trying.
enum Answer<'a> {
    ExactlyOne,
    Wrong(Wrong<'a>),
    TooMany,
}

/// What a rule hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of<'a> {
    /// A fact, or something else that has a value or is true or not.
    Term(&'a Expr),
    /// How two things compare that both vary: -1, 0 or 1.
    Pair(&'a Expr, &'a Expr),
}

impl Of<'_> {
    /// Whether it may have each of its values by itself.
    const fn is_fact(self) -> bool {
        matches!(self, Of::Term(Expr::Fact { .. }))
    }

    /// What it is here.
    fn says(self, value: &Value) -> String {
        match (self, value) {
            (Of::Term(expr), value) => format!("`{expr}` = {value}"),
            (Of::Pair(left, right), Value::Integer(n)) => {
                let sign = match n.cmp(&0) {
                    Ordering::Less => '<',
                    Ordering::Equal => '=',
                    Ordering::Greater => '>',
                };
                format!("`{left}` {sign} `{right}`")
            }
            (Of::Pair(..), _) => String::new(),
        }
    }
}

/// A combination.
type Values<'a> = Vec<(Of<'a>, Value)>;

/// Combinations for which not exactly one length holds.
struct Wrong<'a> {
    /// Every value in them is one of a fact, so that they can occur.
    certain: bool,
    /// One for which none holds.
    gap: Option<Values<'a>>,
    /// One for which several do, with their numbers from 0.
    overlap: Option<(Values<'a>, Vec<usize>)>,
}

impl Wrong<'_> {
    fn notes(&self, rules: &[&Expr]) -> Vec<Bilingual> {
        let mut notes = Vec::new();
        if let Some(values) = &self.gap {
            let at = example(values);
            notes.push(Bilingual::new(
                format!("맞는 조건이 없는 예: {at}"),
                format!("None holds, for example, where {at}"),
            ));
        }
        if let Some((values, holding)) = &self.overlap {
            let at = example(values);
            let rules: Vec<String> = holding
                .iter()
                .filter_map(|at| rules.get(*at))
                .map(|rule| format!("`{rule}`"))
                .collect();
            let rules = rules.join(", ");
            notes.push(Bilingual::new(
                format!("함께 맞는 예: {at} ({rules})"),
                format!("Several hold at once, for example, where {at} ({rules})"),
            ));
        }
        notes
    }
}

fn example(values: &[(Of<'_>, Value)]) -> String {
    let said: Vec<String> = values.iter().map(|(of, value)| of.says(value)).collect();
    said.join(", ")
}

/// Tries every combination.
fn judge<'a>(assumes: impl Iterator<Item = &'a Expr>, rules: &[&'a Expr]) -> Answer<'a> {
    let mut found: Vec<(Of<'a>, Vec<Value>)> = Vec::new();
    for rule in rules {
        collect(rule, &mut found);
    }
    // What the world guarantees, where it speaks of nothing else.
    let number = found.len();
    let mut assumed: Vec<&'a Expr> = Vec::new();
    for assume in assumes {
        let mut with = found.clone();
        collect(assume, &mut with);
        if with.len() == number {
            found = with;
            assumed.push(assume);
        }
    }
    let domains: Vec<(Of<'a>, Vec<Value>)> = found
        .into_iter()
        .map(|(of, literals)| (of, points(of, &literals)))
        .collect();
    let all = domains
        .iter()
        .try_fold(1_usize, |all, (_, values)| all.checked_mul(values.len()));
    if all.is_none_or(|all| all > MOST) {
        return Answer::TooMany;
    }
    let mut wrong = Wrong {
        certain: domains.iter().all(|(of, _)| of.is_fact()),
        gap: None,
        overlap: None,
    };
    let mut at = vec![0_usize; domains.len()];
    loop {
        let values: Values<'a> = domains
            .iter()
            .zip(&at)
            .filter_map(|((of, values), at)| Some((*of, values.get(*at)?.clone())))
            .collect();
        if assumed.iter().all(|expr| holds(expr, &values)) {
            wrong.look(rules, values);
        }
        if !next(&mut at, &domains) {
            break;
        }
    }
    if wrong.gap.is_none() && wrong.overlap.is_none() {
        Answer::ExactlyOne
    } else {
        Answer::Wrong(wrong)
    }
}

impl<'a> Wrong<'a> {
    fn look(&mut self, rules: &[&Expr], values: Values<'a>) {
        let holding: Vec<usize> = rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| holds(rule, &values))
            .map(|(at, _)| at)
            .collect();
        match holding.len() {
            0 if self.gap.is_none() => self.gap = Some(values),
            0 | 1 => {}
            _ if self.overlap.is_none() => self.overlap = Some((values, holding)),
            _ => {}
        }
    }
}

/// The next combination, if there is one.
fn next(at: &mut [usize], domains: &[(Of<'_>, Vec<Value>)]) -> bool {
    for (place, (_, values)) in at.iter_mut().zip(domains) {
        *place = place.saturating_add(1);
        if *place < values.len() {
            return true;
        }
        *place = 0;
    }
    false
}

/// Finds what a rule hangs on, each with the literals that it is compared with.
// As deep as the expression, which the checker of rules bounds.
fn collect<'a>(expr: &'a Expr, found: &mut Vec<(Of<'a>, Vec<Value>)>) {
    match expr {
        Expr::Literal(_) => {}
        Expr::Not(of) => collect(of, found),
        Expr::And(parts) | Expr::Or(parts) => {
            for part in parts {
                collect(part, found);
            }
        }
        Expr::Computed {
            of: Type::Boolean,
            expr,
            ..
        } => collect(expr, found),
        Expr::Compare { how, left, right } => match against(*how, left, right) {
            Some((_, of, Value::Boolean(_))) => collect(of, found),
            Some((_, of, literal)) => note(Of::Term(of), Some(literal), found),
            None => {
                let (of, _) = pair(left, right, found);
                note(of, None, found);
            }
        },
        truth => note(Of::Term(truth), None, found),
    }
}

fn note<'a>(of: Of<'a>, literal: Option<Value>, found: &mut Vec<(Of<'a>, Vec<Value>)>) {
    match found.iter_mut().find(|(known, _)| *known == of) {
        Some((_, literals)) => literals.extend(literal),
        None => found.push((of, literal.into_iter().collect())),
    }
}

/// A pair as it is known already, and whether it is turned around.
fn pair<'a, T>(left: &'a Expr, right: &'a Expr, known: &[(Of<'a>, T)]) -> (Of<'a>, bool) {
    let turned = Of::Pair(right, left);
    if known.iter().any(|(of, _)| *of == turned) {
        (turned, true)
    } else {
        (Of::Pair(left, right), false)
    }
}

/// A comparison with a literal, the literal on the right.
fn against<'a>(
    how: Comparison,
    left: &'a Expr,
    right: &'a Expr,
) -> Option<(Comparison, &'a Expr, Value)> {
    if let Some(value) = literal(right) {
        return Some((how, left, value));
    }
    let value = literal(left)?;
    let how = match how {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    };
    Some((how, right, value))
}

fn literal(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Literal(value) => Some(value.clone()),
        Expr::Negate(of) => match literal(of)? {
            Value::Integer(n) => n.checked_neg().map(Value::Integer),
            Value::Decimal(n) => Some(Value::Decimal(-n)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a rule holds for these values.
fn holds(expr: &Expr, values: &[(Of<'_>, Value)]) -> bool {
    match expr {
        Expr::Literal(value) => *value == Value::Boolean(true),
        Expr::Not(of) => !holds(of, values),
        Expr::And(parts) => parts.iter().all(|part| holds(part, values)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, values)),
        Expr::Computed {
            of: Type::Boolean,
            expr,
            ..
        } => holds(expr, values),
        Expr::Compare { how, left, right } => match against(*how, left, right) {
            Some((how, of, Value::Boolean(literal))) => {
                let order = holds(of, values).cmp(&literal);
                answers(how, order)
            }
            Some((how, of, other)) => {
                let value = literal(of).or_else(|| value(Of::Term(of), values).cloned());
                value.is_some_and(|value| answers(how, value.cmp(&other)))
            }
            None => {
                let (of, turned) = pair(left, right, values);
                let Some(Value::Integer(n)) = value(of, values) else {
                    return false;
                };
                let order = n.cmp(&0);
                answers(*how, if turned { order.reverse() } else { order })
            }
        },
        truth => value(Of::Term(truth), values) == Some(&Value::Boolean(true)),
    }
}

fn value<'v>(of: Of<'_>, values: &'v [(Of<'_>, Value)]) -> Option<&'v Value> {
    let (_, value) = values.iter().find(|(known, _)| *known == of)?;
    Some(value)
}

const fn answers(how: Comparison, order: Ordering) -> bool {
    match how {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// The values that stand for all: each literal, what lies just beside it, and
/// the ends of the range.
fn points(of: Of<'_>, literals: &[Value]) -> Vec<Value> {
    let declared = match of {
        Of::Pair(..) => return [-1, 0, 1].map(Value::Integer).into(),
        Of::Term(Expr::Fact { of, .. } | Expr::Computed { of, .. }) => Some(of),
        Of::Term(_) => None,
    };
    let mut points = match (declared, literals.first()) {
        (_, None) => return [true, false].map(Value::Boolean).into(),
        (Some(Type::Choice(options)), _) => {
            let ids = options.iter().map(|option| option.id.clone());
            return ids.map(Value::Choice).collect();
        }
        (_, Some(Value::Integer(_))) => whole(declared, literals),
        (_, Some(Value::Decimal(_))) => decimals(declared, literals),
        (_, Some(Value::Date(_))) => days(literals),
        // Of words, only whether they are the same is asked.
        _ => {
            let mut all = literals.to_vec();
            all.push(Value::Text(other_than(literals)));
            all
        }
    };
    points.sort();
    points.dedup();
    points
}

fn whole(declared: Option<&Type>, literals: &[Value]) -> Vec<Value> {
    let ends = match declared {
        Some(Type::Integer { min, max }) => Some((*min, *max)),
        _ => None,
    };
    let within = |n: &i64| ends.is_none_or(|(min, max)| (min..=max).contains(n));
    let near = literals.iter().filter_map(|literal| match literal {
        Value::Integer(n) => Some([n.saturating_sub(1), *n, n.saturating_add(1)]),
        _ => None,
    });
    near.flatten()
        .chain(ends.into_iter().flat_map(|(min, max)| [min, max]))
        .filter(within)
        .map(Value::Integer)
        .collect()
}

fn decimals(declared: Option<&Type>, literals: &[Value]) -> Vec<Value> {
    let numbers = literals.iter().filter_map(|literal| match literal {
        Value::Decimal(n) => Some(*n),
        _ => None,
    });
    let (scale, ends) = match declared {
        Some(Type::Decimal { scale, min, max }) => (*scale, Some((*min, *max))),
        _ => {
            let scale = numbers.clone().map(|n| n.scale()).max().unwrap_or(0);
            (scale.saturating_add(1).min(28), None)
        }
    };
    let within = |n: &Decimal| ends.is_none_or(|(min, max)| min <= *n && *n <= max);
    let step = Decimal::new(1, scale);
    numbers
        .flat_map(|n| [n.checked_sub(step), Some(n), n.checked_add(step)])
        .flatten()
        .chain(ends.into_iter().flat_map(|(min, max)| [min, max]))
        .filter(within)
        .map(Value::Decimal)
        .collect()
}

fn days(literals: &[Value]) -> Vec<Value> {
    let days = literals.iter().filter_map(|literal| match literal {
        Value::Date(day) => Some(*day),
        _ => None,
    });
    days.flat_map(|day: Date| [day.yesterday().ok(), Some(day), day.tomorrow().ok()])
        .flatten()
        .map(Value::Date)
        .collect()
}

/// A word that none of these is.
fn other_than(literals: &[Value]) -> Name {
    let mut other = String::from("…");
    while literals
        .iter()
        .any(|one| matches!(one, Value::Text(text) | Value::Choice(text) if **text == *other))
    {
        other.push('…');
    }
    other.into()
}

#[cfg(test)]
#[path = "lengths_tests.rs"]
mod tests;
