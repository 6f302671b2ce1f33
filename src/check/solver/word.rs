//! Whole numbers as bits: two's complement, each as wide as its range needs, so
//! that nothing ever overflows.

use super::circuit::{Bit, Circuit};

/// Wider numbers are not reasoned about.
const WIDEST: usize = 110;

/// A number with its bits, the lowest first and the sign last, and between which
/// bounds it lies.
#[derive(Debug, Clone)]
pub(in crate::check) struct Word {
    bits: Vec<Bit>,
    least: i128,
    most: i128,
}

/// A number too wide to reason about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) struct TooWide;

type Made = Result<Word, TooWide>;

/// How many bits, the sign included, numbers between two bounds need.
fn width(least: i128, most: i128) -> Result<usize, TooWide> {
    let bits = |number: i128| {
        let magnitude = if number < 0 { !number } else { number };
        usize::try_from(128 - magnitude.leading_zeros()).unwrap_or(usize::MAX)
    };
    let width = bits(least).max(bits(most)).saturating_add(1);
    if width <= WIDEST {
        Ok(width)
    } else {
        Err(TooWide)
    }
}

impl Word {
    pub(in crate::check) fn constant(number: i128) -> Made {
        let width = width(number, number)?;
        Ok(Word {
            bits: (0..width)
                .map(|at| Bit::of(number >> at & 1 == 1))
                .collect(),
            least: number,
            most: number,
        })
    }

    /// Any number between two bounds, both included.
    pub(in crate::check) fn between(circuit: &mut Circuit, least: i128, most: i128) -> Made {
        let width = width(least, most)?;
        let mut bits: Vec<Bit> = (1..width).map(|_| circuit.fresh()).collect();
        bits.push(match (least >= 0, most < 0) {
            (true, _) => Bit::False,
            (_, true) => Bit::True,
            _ => circuit.fresh(),
        });
        // What the bits alone allow; within that, the bounds are required.
        let beyond = 1_i128 << (width - 1);
        let any = Word {
            bits,
            least: if least >= 0 { 0 } else { -beyond },
            most: if most < 0 { -1 } else { beyond - 1 },
        };
        let inside = any.within(circuit, least, most)?;
        circuit.require(inside);
        Ok(Word { least, most, ..any })
    }

    pub(in crate::check) const fn bounds(&self) -> (i128, i128) {
        (self.least, self.most)
    }

    fn bit(&self, at: usize) -> Bit {
        let sign = self.bits.last().copied().unwrap_or(Bit::False);
        self.bits.get(at).copied().unwrap_or(sign)
    }

    /// The same number, known to lie between other bounds wherever it matters.
    pub(in crate::check) fn narrowed(self, least: i128, most: i128) -> Word {
        let (least, most) = (self.least.max(least), self.most.min(most));
        if least > most {
            return self;
        }
        let Ok(width) = width(least, most) else {
            return self;
        };
        Word {
            bits: (0..width).map(|at| self.bit(at)).collect(),
            least,
            most,
        }
    }

    /// The sum of two words and a carry, in so many bits.
    fn added(
        circuit: &mut Circuit,
        a: &Word,
        b: impl Fn(usize) -> Bit,
        carry: Bit,
        width: usize,
    ) -> Vec<Bit> {
        let mut carry = carry;
        let mut bits = Vec::with_capacity(width);
        for at in 0..width {
            let (x, y) = (a.bit(at), b(at));
            let half = circuit.xor(x, y);
            bits.push(circuit.xor(half, carry));
            carry = circuit.majority(x, y, carry);
        }
        bits
    }

    pub(in crate::check) fn plus(&self, circuit: &mut Circuit, other: &Word) -> Made {
        let least = self.least.checked_add(other.least).ok_or(TooWide)?;
        let most = self.most.checked_add(other.most).ok_or(TooWide)?;
        let bits = Self::added(
            circuit,
            self,
            |at| other.bit(at),
            Bit::False,
            width(least, most)?,
        );
        Ok(Word { bits, least, most })
    }

    pub(in crate::check) fn minus(&self, circuit: &mut Circuit, other: &Word) -> Made {
        let least = self.least.checked_sub(other.most).ok_or(TooWide)?;
        let most = self.most.checked_sub(other.least).ok_or(TooWide)?;
        let inverted = |at| other.bit(at).not();
        let bits = Self::added(circuit, self, inverted, Bit::True, width(least, most)?);
        Ok(Word { bits, least, most })
    }

    pub(in crate::check) fn times(&self, circuit: &mut Circuit, other: &Word) -> Made {
        let product = |a: i128, b: i128| a.checked_mul(b).ok_or(TooWide);
        let products = [
            product(self.least, other.least)?,
            product(self.least, other.most)?,
            product(self.most, other.least)?,
            product(self.most, other.most)?,
        ];
        let least = products.into_iter().fold(i128::MAX, i128::min);
        let most = products.into_iter().fold(i128::MIN, i128::max);
        let width = width(least, most)?;
        // The one with fewer variable bits steers, so that a constant costs little.
        let constant = |word: &Word| word.bits.iter().all(|bit| !matches!(bit, Bit::Of(_)));
        let (steering, other) = if constant(other) {
            (other, self)
        } else {
            (self, other)
        };
        let mut sum = Word {
            bits: vec![Bit::False; width],
            least,
            most,
        };
        for at in 0..width {
            let steer = steering.bit(at);
            if steer == Bit::False {
                continue;
            }
            let shifted: Vec<Bit> = (0..width)
                .map(|place| match place.checked_sub(at) {
                    None => Bit::False,
                    Some(place) => circuit.and(steer, other.bit(place)),
                })
                .collect();
            let addend = |place: usize| shifted.get(place).copied().unwrap_or(Bit::False);
            sum.bits = Self::added(circuit, &sum, addend, Bit::False, width);
        }
        Ok(sum)
    }

    pub(in crate::check) fn is_below(
        &self,
        circuit: &mut Circuit,
        other: &Word,
    ) -> Result<Bit, TooWide> {
        if self.most < other.least {
            return Ok(Bit::True);
        }
        if self.least >= other.most {
            return Ok(Bit::False);
        }
        let difference = self.minus(circuit, other)?;
        Ok(difference.bits.last().copied().unwrap_or(Bit::False))
    }

    pub(in crate::check) fn is(&self, circuit: &mut Circuit, other: &Word) -> Bit {
        if self.most < other.least || other.most < self.least {
            return Bit::False;
        }
        let width = self.bits.len().max(other.bits.len());
        let mut same = Bit::True;
        for at in 0..width {
            let differs = circuit.xor(self.bit(at), other.bit(at));
            same = circuit.and(same, differs.not());
        }
        same
    }

    pub(in crate::check) fn within(
        &self,
        circuit: &mut Circuit,
        least: i128,
        most: i128,
    ) -> Result<Bit, TooWide> {
        let below = self.is_below(circuit, &Word::constant(least)?)?;
        let above = Word::constant(most)?.is_below(circuit, self)?;
        Ok(circuit.and(below.not(), above.not()))
    }

    /// The number in what the last search found.
    pub(in crate::check) fn value(&self, circuit: &Circuit) -> i128 {
        let mut value = 0_i128;
        for at in (0..self.bits.len()).rev() {
            let bit = i128::from(circuit.value(self.bit(at)));
            value = if at + 1 == self.bits.len() {
                -bit
            } else {
                (value << 1) | bit
            };
        }
        value
    }
}
