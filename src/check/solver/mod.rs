//! Questions about rules over all data, by constraints.
//!
//! Facts and rules become circuits over bits; a SAT solver says whether there are
//! values with which each rule says what is asked of it. Numbers are as wide as
//! they need to be, so that no overflow makes a proof. What is not followed (rows
//! of tables, service on a person) may be anything, which can only turn a proof
//! into a doubt. Where there are values they come back in the terms of the file,
//! as plain as they can be, and only after the rules themselves, evaluated with
//! them, have said the same.

pub(super) mod ballot;
pub(super) mod circuit;
pub(super) mod days;
pub(super) mod encode;
mod plain;
pub(super) mod stage;
mod symbols;
#[cfg(test)]
mod tests;
mod witness;
pub(super) mod word;

pub(super) use witness::Witness;

use crate::guard::{self, Expr};
use circuit::{Bit, Circuit, Found};
use encode::{Encoder, Truth};
use symbols::Symbols;
use word::TooWide;

/// How many clauses a question may learn: a second or two. Those of people's rules
/// learn a few hundred; to factor a number would take for ever.
const EFFORT: u64 = 10_000;

/// What a rule is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Must {
    /// That it holds.
    Hold,
    /// That it fails, with everything known that it needs.
    Fail,
    /// Anything but that it holds: it fails, or lacks something, or errs.
    NotHold,
    /// Anything but that it fails: what is assumed, and not known yet, is kept.
    NotFail,
}

impl Must {
    fn allows(self, truth: guard::Truth) -> bool {
        match self {
            Must::Hold => truth == guard::Truth::Holds,
            Must::Fail => truth == guard::Truth::Fails,
            Must::NotHold => truth != guard::Truth::Holds,
            Must::NotFail => truth != guard::Truth::Fails,
        }
    }
}

/// A rule and what it is to say.
pub(super) type Demand<'a> = (&'a Expr, Must);

/// Whether there are values with which every rule says what it must.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// There are none: proved for all data.
    Never,
    /// These are such values, and the rules say so themselves.
    With(Box<Witness>),
    /// It is not decided.
    Undecided(Why),
}

/// Why a question is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// It hangs on parts that are not followed, or on numbers too large to reason
    /// about, as rules write them.
    NotFollowed(Vec<String>),
    /// Its values are too large to be shown.
    TooLarge,
    /// The effort was spent.
    Spent,
}

/// Questions about the same data. Each rule becomes a circuit once, however often
/// it is asked about.
pub(super) struct Questions<'a> {
    encoder: Encoder<'a>,
    /// The rules so far, with what of them is not followed.
    rules: Vec<(&'a Expr, Result<Truth, TooWide>, Vec<String>)>,
}

impl<'a> Questions<'a> {
    /// About data of which these facts certainly have a value. All rules that will
    /// be asked about are named here.
    pub(super) fn about(
        rules: impl Iterator<Item = &'a Expr>,
        certain: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        let symbols = Symbols::of(rules);
        Questions {
            encoder: Encoder::new(Circuit::new(), symbols, certain),
            rules: Vec::new(),
        }
    }

    fn truth(&mut self, rule: &'a Expr) -> (Result<Truth, TooWide>, Vec<String>) {
        let known = self
            .rules
            .iter()
            .find(|(known, ..)| std::ptr::eq(*known, rule));
        if let Some((_, truth, opaque)) = known {
            return (*truth, opaque.clone());
        }
        self.encoder.opaque.clear();
        let truth = self.encoder.truth(rule);
        let opaque: Vec<String> = self.encoder.opaque.iter().cloned().collect();
        self.rules.push((rule, truth, opaque.clone()));
        (truth, opaque)
    }

    /// Whether it is proved that there are no such values; none are looked for.
    pub(super) fn never(&mut self, demands: &[Demand<'a>]) -> bool {
        self.search(demands).0 == Found::None
    }

    /// What came of the search, what was searched for, and what of it is not followed.
    fn search(&mut self, demands: &[Demand<'a>]) -> (Found, Vec<Bit>, Vec<String>) {
        let mut asked = Vec::with_capacity(demands.len());
        let mut opaque = Vec::new();
        for &(rule, must) in demands {
            let (truth, parts) = self.truth(rule);
            opaque.extend(parts);
            match truth {
                Ok(truth) => asked.push(said(&mut self.encoder.circuit, truth, must)),
                // Left out, it can only let more through: no proof is lost by it.
                Err(TooWide) => opaque.push(rule.to_string()),
            }
        }
        self.encoder.circuit.allow(EFFORT);
        (self.encoder.circuit.search(&asked), asked, opaque)
    }

    /// Whether there are values with which every rule says what it must.
    pub(super) fn ask(&mut self, demands: &[Demand<'a>]) -> Answer {
        let (found, asked, mut opaque) = self.search(demands);
        match found {
            Found::None => return Answer::Never,
            Found::Spent => return Answer::Undecided(Why::Spent),
            Found::Some => {}
        }
        if !opaque.is_empty() {
            opaque.sort_unstable();
            opaque.dedup();
            return Answer::Undecided(Why::NotFollowed(opaque));
        }
        let Some(witness) = plain::made_plain(&mut self.encoder, asked) else {
            return Answer::Undecided(Why::TooLarge);
        };
        let agrees = |&(expr, must): &Demand<'_>| must.allows(witness.truth(expr));
        if demands.iter().all(agrees) {
            let reads = |fact: &str| demands.iter().any(|(rule, _)| names(rule, fact));
            Answer::With(Box::new(witness.only(&reads)))
        } else {
            // Never seen; a fault of this module must not become a story.
            Answer::Undecided(Why::NotFollowed(Vec::new()))
        }
    }
}

/// Whether a rule names a fact, also within computed facts.
fn names(rule: &Expr, fact: &str) -> bool {
    let mut found = false;
    rule.walk(&mut |part| {
        if let Expr::Fact { name, .. } | Expr::Given(name) = part {
            found |= **name == *fact;
        }
    });
    found
}

/// A bit that holds where a rule says what it must.
fn said(circuit: &mut Circuit, rule: Truth, must: Must) -> Bit {
    let holds = circuit.and(rule.holds, rule.error.not());
    let fails = circuit.and(rule.fails, rule.error.not());
    match must {
        Must::Hold => holds,
        Must::Fail => fails,
        Must::NotHold => holds.not(),
        Must::NotFail => fails.not(),
    }
}

/// A bit that holds where a word has a value.
fn same(encoder: &mut Encoder<'_>, word: &word::Word, value: i128) -> Option<Bit> {
    let (least, most) = word.bounds();
    if !(least..=most).contains(&value) {
        return None;
    }
    let value = word::Word::constant(value).ok()?;
    Some(word.is(&mut encoder.circuit, &value))
}
