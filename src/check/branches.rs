//! J0253: whether exactly one branch applies is not decided.
//!
//! Branches of one act may not overlap and may leave no gap; where they do, the
//! engine refuses the act. Over all data this is settled here only where the
//! form of the conditions settles it: one condition beside `otherwise`, a
//! condition and its contrary, one choice compared with its several options.

use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding, Verdict};
use crate::guard::{Comparison, Expr, Type, Value};
use crate::workflow::{Branch, BranchWhen, Transition};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    workflow
        .transitions
        .iter()
        .filter_map(|transition| {
            let doubt = doubt(transition)?;
            let first = transition.branches.first()?;
            Some(
                Finding::new(codes::BRANCHES_UNDECIDED)
                    .verdict(Verdict::Undecided)
                    .at(&transition.element.place)
                    .label(
                        &first.element.place,
                        Bilingual::new("첫 갈래", "the first branch"),
                    )
                    .of(
                        workflow.id(),
                        format!("transition.{}", transition.element.id),
                    )
                    .with("transition", words::named(&transition.element))
                    .with("doubt", doubt.says()),
            )
        })
        .collect()
}

/// What is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Overlap,
    Gap,
    Both,
}

impl Doubt {
    fn says(self) -> Bilingual {
        match self {
            Doubt::Overlap => Bilingual::new(
                "두 갈래가 함께 해당할 수 있는지",
                "whether two of them can apply at once",
            ),
            Doubt::Gap => Bilingual::new(
                "해당하는 갈래가 없을 수 있는지",
                "whether none of them may apply",
            ),
            Doubt::Both => Bilingual::new(
                "두 갈래가 함께 해당하거나 해당하는 갈래가 없을 수 있는지",
                "whether two of them can apply at once, or none",
            ),
        }
    }
}

fn doubt(transition: &Transition) -> Option<Doubt> {
    let rules: Vec<&Expr> = transition
        .branches
        .iter()
        .filter_map(|branch: &Branch| match &branch.when {
            BranchWhen::Rule(rule) => Some(&rule.expr),
            BranchWhen::Otherwise => None,
        })
        .collect();
    let otherwise = rules.len() < transition.branches.len();
    let apart = rules.iter().enumerate().all(|(at, one)| {
        rules
            .iter()
            .skip(at + 1)
            .all(|other| exclude_each_other(one, other))
    });
    let whole = otherwise || rules.is_empty() || exhaust(&rules);
    match (apart, whole) {
        (true, true) => None,
        (false, true) => Some(Doubt::Overlap),
        (true, false) => Some(Doubt::Gap),
        (false, false) => Some(Doubt::Both),
    }
}

/// The conditions that must all hold.
fn conjuncts(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::And(parts) => parts,
        one => std::slice::from_ref(one),
    }
}

/// Whether two conditions can never hold together, seen from their form.
fn exclude_each_other(one: &Expr, other: &Expr) -> bool {
    conjuncts(one)
        .iter()
        .any(|a| conjuncts(other).iter().any(|b| exclude(a, b)))
}

/// The same, for one part of each: alternatives must all be excluded.
fn exclude(one: &Expr, other: &Expr) -> bool {
    let pair = |a: &Expr, b: &Expr| contrary(a, b) || different_options(a, b);
    alternatives(one)
        .iter()
        .all(|a| alternatives(other).iter().all(|b| pair(a, b)))
        || pair(one, other)
}

/// The conditions of which one must hold.
fn alternatives(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::Or(parts) => parts,
        one => std::slice::from_ref(one),
    }
}

/// Whether one condition is the contrary of the other.
fn contrary(one: &Expr, other: &Expr) -> bool {
    match (one, other) {
        (Expr::Not(inner), same) | (same, Expr::Not(inner)) if **inner == *same => true,
        (
            Expr::Compare { how, left, right },
            Expr::Compare {
                how: other,
                left: other_left,
                right: other_right,
            },
        ) => left == other_left && right == other_right && opposite(*how) == *other,
        _ => false,
    }
}

const fn opposite(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
    }
}

/// A fact compared with a literal: `fact == value`.
fn option_of(expr: &Expr) -> Option<(&Expr, &Value)> {
    match expr {
        Expr::Compare {
            how: Comparison::Equal,
            left,
            right,
        } => match (&**left, &**right) {
            (fact @ Expr::Fact { .. }, Expr::Literal(value))
            | (Expr::Literal(value), fact @ Expr::Fact { .. }) => Some((fact, value)),
            _ => None,
        },
        _ => None,
    }
}

fn different_options(one: &Expr, other: &Expr) -> bool {
    match (option_of(one), option_of(other)) {
        (Some((fact, value)), Some((other_fact, other_value))) => {
            fact == other_fact && value != other_value
        }
        _ => false,
    }
}

/// Whether one of the conditions always holds, seen from their form: two that
/// are contrary, or every option of one choice.
fn exhaust(rules: &[&Expr]) -> bool {
    let contraries = rules
        .iter()
        .enumerate()
        .any(|(at, one)| rules.iter().skip(at + 1).any(|other| contrary(one, other)));
    if contraries {
        return true;
    }
    let options: Option<Vec<(&Expr, &Value)>> = rules
        .iter()
        .flat_map(|rule| alternatives(rule))
        .map(option_of)
        .collect();
    let Some(options) = options else {
        return false;
    };
    let Some((first @ Expr::Fact { of, .. }, _)) = options.first().copied() else {
        return false;
    };
    let Type::Choice(choices) = of else {
        return false;
    };
    options.iter().all(|(fact, _)| *fact == first)
        && choices.iter().all(|choice| {
            options
                .iter()
                .any(|(_, value)| matches!(value, Value::Choice(id) if *id == choice.id))
        })
}
