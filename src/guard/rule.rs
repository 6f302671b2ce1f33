//! Rules: compiled once, evaluated often.

use std::collections::BTreeSet;

use super::evaluate::reads;
use super::origin::Origin;
use super::{Counted, Expr, Name, Scope, Type, check, parse};
use crate::diagnostic::{Finding, Place};

/// A rule as a file writes it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// What the TOML string says.
    pub text: &'a str,
    /// Where the TOML string stands, its quotes included.
    pub place: &'a Place,
}

/// A compiled rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As it was written.
    pub text: Name,
    /// Where it was written.
    pub place: Place,
    /// What it means.
    pub expr: Expr,
    /// The type of its value: [`Type::Boolean`] for a condition.
    pub of: Type,
    facts: Vec<Name>,
    states: Vec<Name>,
    transitions: Vec<Name>,
    children: Vec<(Name, Counted)>,
    /// One part of the expression for every fact that it names, in order of name.
    reads: Vec<Expr>,
}

/// Compiles a condition.
///
/// # Errors
/// Every fault of the rule, each with its place within the rule.
pub fn compile(written: Written<'_>, scope: &Scope) -> Result<Rule, Vec<Finding>> {
    let node = parse::parse(written.text, &Origin::new(written.text, written.place))?;
    let expr = check::condition(&node, scope)?;
    Ok(Rule::new(written, expr, Type::Boolean))
}

/// Compiles an expression for a value of a type: a computed fact, or what an
/// effect sets.
///
/// # Errors
/// Every fault of the rule, each with its place within the rule.
pub fn compile_value(written: Written<'_>, of: &Type, scope: &Scope) -> Result<Rule, Vec<Finding>> {
    let node = parse::parse(written.text, &Origin::new(written.text, written.place))?;
    let expr = check::value(&node, of, scope)?;
    Ok(Rule::new(written, expr, of.clone()))
}

impl Rule {
    fn new(written: Written<'_>, expr: Expr, of: Type) -> Self {
        let mut states: BTreeSet<&Name> = BTreeSet::new();
        let mut transitions: BTreeSet<&Name> = BTreeSet::new();
        let mut children: BTreeSet<(&Name, &Counted)> = BTreeSet::new();
        expr.walk(&mut |part| match part {
            Expr::At(state) => {
                states.insert(state);
            }
            Expr::Taken(transition) => {
                transitions.insert(transition);
            }
            Expr::TakenSince { transition, state } => {
                transitions.insert(transition);
                states.insert(state);
            }
            Expr::Children { name, which } | Expr::AllChildren { name, which } => {
                children.insert((name, which));
            }
            _ => {}
        });
        let reads = reads(&expr);
        let facts = reads.keys().map(|name| Name::clone(name)).collect();
        let reads = reads.values().map(|part| Expr::clone(part)).collect();
        let states = states.into_iter().cloned().collect();
        let transitions = transitions.into_iter().cloned().collect();
        let children = children
            .into_iter()
            .map(|(name, which)| (name.clone(), which.clone()))
            .collect();
        Rule {
            text: written.text.into(),
            place: written.place.clone(),
            expr,
            of,
            facts,
            states,
            transitions,
            children,
            reads,
        }
    }

    /// The facts that it names, in order of name: computed ones by their own
    /// name, and with them the facts that they are computed from.
    pub fn facts(&self) -> &[Name] {
        &self.facts
    }

    /// The states that it names, in order of name.
    pub fn states(&self) -> &[Name] {
        &self.states
    }

    /// The transitions that it names, in order of name.
    pub fn transitions(&self) -> &[Name] {
        &self.transitions
    }

    /// What it asks of children, by the name under which they are opened.
    pub fn children(&self) -> &[(Name, Counted)] {
        &self.children
    }

    pub(super) fn reads(&self) -> &[Expr] {
        &self.reads
    }
}
