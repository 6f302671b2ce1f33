//! What is followed of the facts from state to state: the exact value of those that
//! only effects change, and of all others what the parts of rules say of them.
//!
//! Predicate abstraction (Graf and Saïdi 1997), with counters kept exact.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::check::solver::stage::read_by;
use crate::guard::{Comparison, Expr, Name, Type, Value};
use crate::workflow::{Addition, Change, FactSource, Setting, Workflow};

/// Counters with more values than this are followed by what rules say of them.
const MOST_VALUES: i64 = 4_000;

/// Most parts of rules that are followed at once.
const MOST_PARTS: usize = 24;

/// Facts of more values than this are not followed value by value.
const MOST_EACH: i64 = 6;

/// A part of a rule whose truth is followed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part<'a> {
    pub(super) rule: Cow<'a, Expr>,
    pub(super) reads: BTreeSet<Name>,
}

/// What is followed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tracked<'a> {
    /// Facts with their exact values.
    pub(super) exact: Vec<Name>,
    pub(super) parts: Vec<Part<'a>>,
}

impl<'a> Tracked<'a> {
    /// Follows what a rule says too; gives whether that is anything new.
    pub(super) fn add(&mut self, workflow: &Workflow, rule: &'a Expr) -> bool {
        let mut new = false;
        let mut leaves = Vec::new();
        leaves_of(rule, &mut leaves);
        for leaf in leaves {
            let mut reads = BTreeSet::new();
            read_by(leaf, &mut reads);
            let exact = |fact: &Name| is_exact(workflow, fact);
            for fact in reads.iter().filter(|fact| exact(fact)) {
                if !self.exact.contains(fact) {
                    self.exact.push(fact.clone());
                    new = true;
                }
            }
            let more = reads.iter().any(|fact| !exact(fact));
            let known = self.parts.iter().any(|part| *part.rule == *leaf);
            if more && !known && is_lasting(leaf) && self.parts.len() < MOST_PARTS {
                self.parts.push(Part {
                    rule: Cow::Borrowed(leaf),
                    reads,
                });
                new = true;
            }
        }
        new
    }

    /// Follows the facts of a rule by themselves: whether they are known and, of
    /// those with few values, which they have.
    pub(super) fn add_facts(&mut self, workflow: &Workflow, rule: &Expr) -> bool {
        let mut reads = BTreeSet::new();
        read_by(rule, &mut reads);
        let mut new = false;
        for fact in reads {
            let Some(of) = workflow.fact(&fact).map(|fact| &fact.of) else {
                continue;
            };
            if is_exact(workflow, &fact) {
                continue;
            }
            let mut parts = vec![Expr::Given(fact.clone())];
            let values: Vec<Value> = match of {
                Type::Integer { min, max } if max.saturating_sub(*min) < MOST_EACH => {
                    (*min..*max).map(Value::Integer).collect()
                }
                Type::Choice(options) => options
                    .iter()
                    .skip(1)
                    .map(|option| Value::Choice(option.id.clone()))
                    .collect(),
                _ => Vec::new(),
            };
            let own = || Expr::Fact {
                name: fact.clone(),
                of: of.clone(),
            };
            if *of == Type::Boolean {
                parts.push(own());
            }
            parts.extend(values.into_iter().map(|value| Expr::Compare {
                how: Comparison::Equal,
                left: Box::new(own()),
                right: Box::new(Expr::Literal(value)),
            }));
            for part in parts {
                let known = self.parts.iter().any(|one| *one.rule == part);
                if !known && self.parts.len() < MOST_PARTS {
                    self.parts.push(Part {
                        rule: Cow::Owned(part),
                        reads: BTreeSet::from([fact.clone()]),
                    });
                    new = true;
                }
            }
        }
        new
    }

    /// Follows a fact that is added to.
    pub(super) fn add_fact(&mut self, workflow: &Workflow, fact: &Name) -> bool {
        let new = is_exact(workflow, fact) && !self.exact.contains(fact);
        if new {
            self.exact.push(fact.clone());
        }
        new
    }
}

/// The conditions that a rule is put together of.
// As deep as the expression, which the checker of rules bounds.
fn leaves_of<'a>(rule: &'a Expr, into: &mut Vec<&'a Expr>) {
    match rule {
        Expr::And(parts) | Expr::Or(parts) => {
            for part in parts {
                leaves_of(part, into);
            }
        }
        Expr::Not(of) => leaves_of(of, into),
        Expr::Computed {
            of: Type::Boolean,
            expr,
            ..
        } => leaves_of(expr, into),
        leaf => into.push(leaf),
    }
}

/// Whether what a condition says stays so until one of its facts changes.
pub(super) fn is_lasting(leaf: &Expr) -> bool {
    let mut lasting = true;
    leaf.walk(&mut |part| {
        lasting &= !matches!(
            part,
            Expr::Today
                | Expr::Actor
                | Expr::At(_)
                | Expr::Taken(_)
                | Expr::TakenSince { .. }
                | Expr::Passed(_)
                | Expr::Due(_)
                | Expr::Sum { .. }
                | Expr::CountWhere { .. }
                | Expr::Every { .. }
                | Expr::Count(_)
                | Expr::Contains { .. }
                | Expr::Children { .. }
                | Expr::AllChildren { .. }
                | Expr::Served(_)
                | Expr::ServedOn { .. }
        );
    });
    lasting
}

/// Whether a fact has a value that follows from the steps taken alone: nobody
/// gives it, and effects set it to constants or count.
pub(super) fn is_exact(workflow: &Workflow, fact: &Name) -> bool {
    let Some(declared) = workflow.fact(fact) else {
        return false;
    };
    let simple = match &declared.of {
        Type::Boolean | Type::Choice(_) => true,
        Type::Integer { min, max } => max.saturating_sub(*min) <= MOST_VALUES,
        _ => false,
    };
    let begins = match &declared.source {
        FactSource::Initial(value) => matches!(
            value,
            Value::Boolean(_) | Value::Choice(_) | Value::Integer(_)
        ),
        FactSource::Acts => true,
        FactSource::Opening | FactSource::Computed(_) => false,
    };
    let of_steps = workflow.transitions.iter().all(|transition| {
        let asked = transition.asks.contains(fact) || transition.may_ask.contains(fact);
        let branches = transition
            .branches
            .iter()
            .flat_map(|branch| &branch.changes);
        !asked
            && transition
                .changes
                .iter()
                .chain(branches)
                .all(|change| match change {
                    Change::Set { fact: of, to } => {
                        of != fact || matches!(to, Setting::Constant(_))
                    }
                    Change::Add { fact: of, what } => {
                        of != fact || matches!(what, Addition::Number(_))
                    }
                    Change::Clear { .. } => true,
                })
    });
    simple && begins && of_steps
}
