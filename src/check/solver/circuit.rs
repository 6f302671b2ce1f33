//! Circuits of gates, as clauses (Tseitin 1968), and whether they can be satisfied.
//!
//! Equal gates are one gate. Effort is counted in clauses that the search learns,
//! never in time: a question has the same answer on every machine.

use std::collections::BTreeMap;

use batsat::{Callbacks, ClauseKind, Lit, Solver, SolverInterface, SolverOpts, lbool};

/// A truth value of the circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) enum Bit {
    False,
    True,
    Of(Lit),
}

impl Bit {
    pub(in crate::check) const fn of(value: bool) -> Self {
        if value { Bit::True } else { Bit::False }
    }

    pub(in crate::check) fn not(self) -> Self {
        match self {
            Bit::False => Bit::True,
            Bit::True => Bit::False,
            Bit::Of(lit) => Bit::Of(!lit),
        }
    }
}

/// What came of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Found {
    /// There are values.
    Some,
    /// There are none.
    None,
    /// The effort was spent before it was known.
    Spent,
}

/// How much a search may learn.
#[derive(Debug)]
struct Effort {
    left: u64,
}

impl Callbacks for Effort {
    fn on_new_clause(&mut self, _: &[Lit], kind: ClauseKind) {
        if kind == ClauseKind::Learnt {
            self.left = self.left.saturating_sub(1);
        }
    }

    fn stop(&self) -> bool {
        self.left == 0
    }
}

/// Gates over variables.
pub(in crate::check) struct Circuit {
    solver: Solver<Effort>,
    ands: BTreeMap<(Lit, Lit), Lit>,
    xors: BTreeMap<(Lit, Lit), Lit>,
    majorities: BTreeMap<[Lit; 3], Lit>,
    /// A requirement that is false as it stands.
    contradicted: bool,
}

impl Circuit {
    /// An empty circuit, that may not be searched yet.
    pub(in crate::check) fn new() -> Self {
        Circuit {
            solver: Solver::new(SolverOpts::default(), Effort { left: 0 }),
            ands: BTreeMap::new(),
            xors: BTreeMap::new(),
            majorities: BTreeMap::new(),
            contradicted: false,
        }
    }

    /// How many clauses the next searches may learn together.
    pub(in crate::check) fn allow(&mut self, effort: u64) {
        self.solver.cb_mut().left = effort;
    }

    fn var(&mut self) -> Lit {
        Lit::new(self.solver.new_var_default(), true)
    }

    /// A value that may be either.
    pub(in crate::check) fn fresh(&mut self) -> Bit {
        Bit::Of(self.var())
    }

    fn clause(&mut self, lits: &[Lit]) {
        self.solver.add_clause_reuse(&mut lits.to_vec());
    }

    /// From now on this holds.
    pub(in crate::check) fn require(&mut self, bit: Bit) {
        match bit {
            Bit::True => {}
            Bit::False => self.contradicted = true,
            Bit::Of(lit) => self.clause(&[lit]),
        }
    }

    pub(in crate::check) fn and(&mut self, a: Bit, b: Bit) -> Bit {
        let (a, b) = match (a, b) {
            (Bit::False, _) | (_, Bit::False) => return Bit::False,
            (Bit::True, other) | (other, Bit::True) => return other,
            (Bit::Of(a), Bit::Of(b)) if a == b => return Bit::Of(a),
            (Bit::Of(a), Bit::Of(b)) if a == !b => return Bit::False,
            (Bit::Of(a), Bit::Of(b)) => (a.min(b), a.max(b)),
        };
        if let Some(&out) = self.ands.get(&(a, b)) {
            return Bit::Of(out);
        }
        let out = self.var();
        self.clause(&[!out, a]);
        self.clause(&[!out, b]);
        self.clause(&[out, !a, !b]);
        self.ands.insert((a, b), out);
        Bit::Of(out)
    }

    pub(in crate::check) fn or(&mut self, a: Bit, b: Bit) -> Bit {
        self.and(a.not(), b.not()).not()
    }

    pub(in crate::check) fn all(&mut self, bits: impl IntoIterator<Item = Bit>) -> Bit {
        bits.into_iter()
            .fold(Bit::True, |all, bit| self.and(all, bit))
    }

    pub(in crate::check) fn any(&mut self, bits: impl IntoIterator<Item = Bit>) -> Bit {
        bits.into_iter()
            .fold(Bit::False, |any, bit| self.or(any, bit))
    }

    pub(in crate::check) fn xor(&mut self, a: Bit, b: Bit) -> Bit {
        let (a, b) = match (a, b) {
            (Bit::False, other) | (other, Bit::False) => return other,
            (Bit::True, other) | (other, Bit::True) => return other.not(),
            (Bit::Of(a), Bit::Of(b)) if a == b => return Bit::False,
            (Bit::Of(a), Bit::Of(b)) if a == !b => return Bit::True,
            (Bit::Of(a), Bit::Of(b)) => (a, b),
        };
        // Signs come out of the gate, so that it is found again whatever they are.
        let odd = a.sign() != b.sign();
        let positive = |lit: Lit| if lit.sign() { lit } else { !lit };
        let (a, b) = (positive(a), positive(b));
        let (a, b) = (a.min(b), a.max(b));
        let out = if let Some(&out) = self.xors.get(&(a, b)) {
            out
        } else {
            let out = self.var();
            self.clause(&[!out, a, b]);
            self.clause(&[!out, !a, !b]);
            self.clause(&[out, !a, b]);
            self.clause(&[out, a, !b]);
            self.xors.insert((a, b), out);
            out
        };
        Bit::Of(if odd { !out } else { out })
    }

    /// Whether at least two of three hold: the carry of an addition.
    pub(in crate::check) fn majority(&mut self, a: Bit, b: Bit, c: Bit) -> Bit {
        let (Bit::Of(x), Bit::Of(y), Bit::Of(z)) = (a, b, c) else {
            let (constant, one, other) = match (a, b, c) {
                (Bit::Of(_), Bit::Of(_), constant) => (constant, a, b),
                (Bit::Of(_), constant, _) => (constant, a, c),
                (constant, ..) => (constant, b, c),
            };
            return match constant {
                Bit::True => self.or(one, other),
                _ => self.and(one, other),
            };
        };
        let mut three = [x, y, z];
        three.sort_unstable();
        if let Some(&out) = self.majorities.get(&three) {
            return Bit::Of(out);
        }
        let out = self.var();
        for (one, other) in [(x, y), (x, z), (y, z)] {
            self.clause(&[out, !one, !other]);
            self.clause(&[!out, one, other]);
        }
        self.majorities.insert(three, out);
        Bit::Of(out)
    }

    /// Whether there are values with which everything required and these hold.
    pub(in crate::check) fn search(&mut self, assumed: &[Bit]) -> Found {
        let mut lits = Vec::with_capacity(assumed.len());
        for bit in assumed {
            match bit {
                Bit::True => {}
                Bit::False => return Found::None,
                Bit::Of(lit) => lits.push(*lit),
            }
        }
        if self.contradicted || !self.solver.is_ok() {
            return Found::None;
        }
        match self.solver.solve_limited(&lits) {
            result if result == lbool::TRUE => Found::Some,
            result if result == lbool::FALSE => Found::None,
            _ => Found::Spent,
        }
    }

    /// Whether the last search, which found nothing, failed for this one among those
    /// that were assumed.
    pub(in crate::check) fn blames(&self, assumed: Bit) -> bool {
        match assumed {
            Bit::False => true,
            Bit::True => false,
            Bit::Of(lit) => self.solver.unsat_core_contains_var(lit.var()),
        }
    }

    /// From now on at least one of these holds.
    pub(in crate::check) fn require_any(&mut self, bits: impl IntoIterator<Item = Bit>) {
        let mut lits = Vec::new();
        for bit in bits {
            match bit {
                Bit::True => return,
                Bit::False => {}
                Bit::Of(lit) => lits.push(lit),
            }
        }
        if lits.is_empty() {
            self.contradicted = true;
        } else {
            self.clause(&lits);
        }
    }

    /// The value of a bit in what the last search found.
    pub(in crate::check) fn value(&self, bit: Bit) -> bool {
        match bit {
            Bit::False => false,
            Bit::True => true,
            Bit::Of(lit) => self.solver.value_lit(lit) == lbool::TRUE,
        }
    }
}
