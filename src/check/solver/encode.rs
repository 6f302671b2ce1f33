//! Rules as circuits, in the four values in which the engine judges them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::ballot::BallotWords;
use super::circuit::{Bit, Circuit};
use super::days;
use super::symbols::Symbols;
use super::word::{TooWide, Word};
use crate::guard::{Comparison, Counted, Expr, Fraction, Name, Operation, Type, Value};

/// The largest mantissa of a decimal: 96 bits.
const LARGEST_MANTISSA: i128 = (1 << 96) - 1;

/// The most digits after the point.
const MOST_PLACES: u32 = 28;

/// What a condition says: neither *holds* nor *fails* is unknown, and an error
/// absorbs both.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Truth {
    pub(in crate::check) holds: Bit,
    pub(in crate::check) fails: Bit,
    pub(in crate::check) error: Bit,
}

/// A value that is a number, or is told apart by one.
#[derive(Debug, Clone)]
pub(in crate::check) struct Number {
    pub(in crate::check) known: Bit,
    error: Bit,
    pub(in crate::check) word: Word,
    /// Digits after the point, of a decimal.
    places: u32,
    /// Whether it is a decimal: its limits are others than those of an integer.
    decimal: bool,
}

impl Number {
    /// A number that is certainly known.
    pub(in crate::check) const fn known(word: Word) -> Self {
        Number {
            known: Bit::True,
            error: Bit::False,
            word,
            places: 0,
            decimal: false,
        }
    }
}

enum Part {
    Truth(Truth),
    Number(Number),
    Ballot(Bit, Box<BallotWords>),
    /// A table, a list, a document: nothing is known of it here.
    Unread,
}

/// Something that a case says and that rules read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) enum Read {
    Today,
    Actor,
    At(Name),
    Taken(Name),
    TakenSince(Name, Name),
    Passed(Name),
    Due(Name),
    Children(Name, Counted),
    /// What is not followed, as it is written.
    Opaque(String),
}

/// A fact as the circuit has it.
#[derive(Debug, Clone)]
pub(in crate::check) struct FactBits {
    pub(in crate::check) of: Type,
    pub(in crate::check) known: Bit,
    pub(in crate::check) value: FactValue,
}

#[derive(Debug, Clone)]
pub(in crate::check) enum FactValue {
    Boolean(Bit),
    Word(Word),
    Ballot(Box<BallotWords>),
}

/// Makes circuits of rules.
pub(in crate::check) struct Encoder<'a> {
    pub(in crate::check) circuit: Circuit,
    pub(in crate::check) symbols: Symbols,
    /// Whether a fact has a value for certain.
    certain: &'a dyn Fn(&str) -> bool,
    pub(in crate::check) known: BTreeMap<Name, Bit>,
    pub(in crate::check) facts: BTreeMap<Name, FactBits>,
    pub(in crate::check) reads: BTreeMap<Read, Number>,
    /// Parts that are not followed.
    pub(in crate::check) opaque: BTreeSet<String>,
}

impl<'a> Encoder<'a> {
    pub(in crate::check) fn new(
        circuit: Circuit,
        symbols: Symbols,
        certain: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        Encoder {
            circuit,
            symbols,
            certain,
            known: BTreeMap::new(),
            facts: BTreeMap::new(),
            reads: BTreeMap::new(),
            opaque: BTreeSet::new(),
        }
    }

    /// The truth of a condition.
    // As deep as the expression, which the checker of rules bounds.
    pub(in crate::check) fn truth(&mut self, expr: &Expr) -> Result<Truth, TooWide> {
        match self.part(expr)? {
            Part::Truth(truth) => Ok(truth),
            Part::Number(_) | Part::Ballot(..) | Part::Unread => self.opaque_truth(expr),
        }
    }

    fn part(&mut self, expr: &Expr) -> Result<Part, TooWide> {
        Ok(match expr {
            Expr::Literal(value) => self.literal(value)?,
            Expr::Fact { name, of } => self.fact(name, of)?,
            Expr::Computed { of, expr, .. } => match self.part(expr)? {
                Part::Number(number) => Part::Number(self.bounded(number, of)?),
                other => other,
            },
            Expr::Today => Part::Number(self.date(Read::Today, Bit::True)?),
            Expr::Actor => Part::Number(self.actor()?),
            Expr::Not(of) => {
                let Truth {
                    holds,
                    fails,
                    error,
                } = self.truth(of)?;
                Part::Truth(Truth {
                    holds: fails,
                    fails: holds,
                    error,
                })
            }
            Expr::And(parts) => Part::Truth(self.both(parts, false)?),
            Expr::Or(parts) => Part::Truth(self.both(parts, true)?),
            Expr::Compare { how, left, right } => {
                Part::Truth(self.compare(expr, *how, left, right)?)
            }
            Expr::Arithmetic { how, left, right } => {
                let (Part::Number(left), Part::Number(right)) =
                    (self.part(left)?, self.part(right)?)
                else {
                    return Ok(Part::Number(self.opaque_number(expr)?));
                };
                Part::Number(self.arithmetic(*how, left, right)?)
            }
            Expr::Negate(of) => {
                let Part::Number(of) = self.part(of)? else {
                    return Ok(Part::Number(self.opaque_number(expr)?));
                };
                let zero = Number {
                    known: Bit::True,
                    error: Bit::False,
                    word: Word::constant(0)?,
                    places: of.places,
                    decimal: of.decimal,
                };
                Part::Number(self.arithmetic(Operation::Subtract, zero, of)?)
            }
            Expr::DaysBetween { from, to } => {
                let (Part::Number(from), Part::Number(to)) = (self.part(from)?, self.part(to)?)
                else {
                    return Ok(Part::Number(self.opaque_number(expr)?));
                };
                Part::Number(self.arithmetic(Operation::Subtract, to, from)?)
            }
            Expr::At(state) => self.free(Read::At(state.clone()))?,
            Expr::Taken(transition) => self.free(Read::Taken(transition.clone()))?,
            Expr::TakenSince { transition, state } => {
                let since = self.number_of(
                    Read::TakenSince(transition.clone(), state.clone()),
                    0,
                    1,
                    Bit::True,
                )?;
                let ever = self.number_of(Read::Taken(transition.clone()), 0, 1, Bit::True)?;
                let above = ever.word.is_below(&mut self.circuit, &since.word)?;
                self.circuit.require(above.not());
                self.as_truth(&since)?
            }
            Expr::Passed(deadline) => {
                let known = self.known_of(&Read::Passed(deadline.clone()));
                let passed = self.number_of(Read::Passed(deadline.clone()), 0, 1, known)?;
                self.as_truth(&passed)?
            }
            Expr::Due(deadline) => {
                let read = Read::Due(deadline.clone());
                let known = self.known_of(&read);
                Part::Number(self.date(read, known)?)
            }
            Expr::Given(fact) => {
                let known = self.known(fact);
                Part::Truth(Truth {
                    holds: known,
                    fails: known.not(),
                    error: Bit::False,
                })
            }
            Expr::Share {
                strict,
                part,
                share,
                whole,
            } => {
                let (Part::Number(part), Part::Number(whole)) =
                    (self.part(part)?, self.part(whole)?)
                else {
                    return Ok(Part::Truth(self.opaque_truth(expr)?));
                };
                Part::Truth(self.share(*strict, &part, *share, &whole)?)
            }
            Expr::Ballot {
                asked,
                ballot,
                rule,
            } => match self.part(ballot)? {
                Part::Ballot(known, words) => {
                    if asked.is_truth() {
                        let holds = words.truth(&mut self.circuit, *asked, rule)?;
                        Part::Truth(self.decided(known, holds, Bit::False))
                    } else {
                        let word = words.number(&mut self.circuit, *asked, rule)?;
                        Part::Number(Number {
                            known,
                            error: Bit::False,
                            word,
                            places: 0,
                            decimal: false,
                        })
                    }
                }
                _ => Part::Truth(self.opaque_truth(expr)?),
            },
            Expr::Children { name, which } => Part::Number(self.children(name, which)?),
            Expr::AllChildren { name, which } => {
                let which = self.children(name, which)?;
                let opened = self.children(name, &Counted::Opened)?;
                let same = which.word.is(&mut self.circuit, &opened.word);
                Part::Truth(self.decided(Bit::True, same, Bit::False))
            }
            Expr::Sum { .. } | Expr::CountWhere { .. } | Expr::Count(_) | Expr::ServedOn { .. } => {
                Part::Number(self.opaque_number(expr)?)
            }
            Expr::Every { .. } | Expr::Contains { .. } | Expr::Served(_) => {
                Part::Truth(self.opaque_truth(expr)?)
            }
        })
    }

    fn decided(&mut self, known: Bit, holds: Bit, error: Bit) -> Truth {
        Truth {
            holds: self.circuit.and(known, holds),
            fails: self.circuit.and(known, holds.not()),
            error,
        }
    }

    /// Kleene: `||` is decided by a part that holds, `&&` by one that fails.
    fn both(&mut self, parts: &[Expr], or: bool) -> Result<Truth, TooWide> {
        let mut all = Vec::with_capacity(parts.len());
        for part in parts {
            all.push(self.truth(part)?);
        }
        let circuit = &mut self.circuit;
        let error = circuit.any(all.iter().map(|part| part.error));
        Ok(if or {
            Truth {
                holds: circuit.any(all.iter().map(|part| part.holds)),
                fails: circuit.all(all.iter().map(|part| part.fails)),
                error,
            }
        } else {
            Truth {
                holds: circuit.all(all.iter().map(|part| part.holds)),
                fails: circuit.any(all.iter().map(|part| part.fails)),
                error,
            }
        })
    }

    fn literal(&mut self, value: &Value) -> Result<Part, TooWide> {
        let (word, places) = match value {
            Value::Boolean(value) => {
                let holds = Bit::of(*value);
                return Ok(Part::Truth(self.decided(Bit::True, holds, Bit::False)));
            }
            Value::Integer(value) => (i128::from(*value), 0),
            Value::Decimal(value) => (value.mantissa(), value.scale()),
            Value::Date(value) => (days::of(*value), 0),
            Value::Choice(name) | Value::Text(name) | Value::Person(name) => {
                (self.symbols.number(name), 0)
            }
            _ => return Ok(Part::Unread),
        };
        Ok(Part::Number(Number {
            known: Bit::True,
            error: Bit::False,
            word: Word::constant(word)?,
            places,
            decimal: matches!(value, Value::Decimal(_)),
        }))
    }

    /// Whether a fact has a value.
    fn known(&mut self, fact: &Name) -> Bit {
        if let Some(&known) = self.known.get(fact) {
            return known;
        }
        let known = if (self.certain)(fact) {
            Bit::True
        } else {
            self.circuit.fresh()
        };
        self.known.insert(fact.clone(), known);
        known
    }

    fn fact(&mut self, name: &Name, of: &Type) -> Result<Part, TooWide> {
        let known = self.known(name);
        let bits = match self.facts.get(name) {
            Some(bits) => bits.clone(),
            None => {
                let value = match of {
                    Type::Boolean => FactValue::Boolean(self.circuit.fresh()),
                    Type::Ballot { .. } => {
                        FactValue::Ballot(Box::new(BallotWords::new(&mut self.circuit)?))
                    }
                    _ => match self.word_of(of)? {
                        Some(word) => FactValue::Word(word),
                        None => return Ok(Part::Unread),
                    },
                };
                let bits = FactBits {
                    of: of.clone(),
                    known,
                    value,
                };
                self.facts.insert(name.clone(), bits.clone());
                bits
            }
        };
        let places = match of {
            Type::Decimal { scale, .. } => *scale,
            _ => 0,
        };
        Ok(match bits.value {
            FactValue::Boolean(value) => Part::Truth(self.decided(known, value, Bit::False)),
            FactValue::Word(word) => Part::Number(Number {
                known,
                error: Bit::False,
                word,
                places,
                decimal: matches!(of, Type::Decimal { .. }),
            }),
            FactValue::Ballot(words) => Part::Ballot(known, words),
        })
    }

    /// Any value of a type; none where a type is not followed.
    pub(in crate::check) fn word_of(&mut self, of: &Type) -> Result<Option<Word>, TooWide> {
        let circuit = &mut self.circuit;
        let word = match of {
            Type::Integer { min, max } => {
                Word::between(circuit, i128::from(*min), i128::from(*max))?
            }
            Type::Decimal { scale, min, max } => {
                Word::between(circuit, mantissa(*min, *scale)?, mantissa(*max, *scale)?)?
            }
            Type::Date => Word::between(circuit, days::of(Date::MIN), days::of(Date::MAX))?,
            Type::Text { .. } | Type::Person => Word::between(circuit, 0, self.symbols.last())?,
            Type::Choice(options) => {
                let word = Word::between(circuit, 0, self.symbols.last())?;
                let mut one = Bit::False;
                for option in options.iter() {
                    let number = Word::constant(self.symbols.number(&option.id))?;
                    let same = word.is(&mut self.circuit, &number);
                    one = self.circuit.or(one, same);
                }
                self.circuit.require(one);
                word
            }
            _ => return Ok(None),
        };
        Ok(Some(word))
    }

    /// Something read that is no fact.
    fn number_of(
        &mut self,
        read: Read,
        least: i128,
        most: i128,
        known: Bit,
    ) -> Result<Number, TooWide> {
        if let Some(number) = self.reads.get(&read) {
            return Ok(number.clone());
        }
        let number = Number {
            known,
            error: Bit::False,
            word: Word::between(&mut self.circuit, least, most)?,
            places: 0,
            decimal: false,
        };
        self.reads.insert(read, number.clone());
        Ok(number)
    }

    fn known_of(&mut self, read: &Read) -> Bit {
        match self.reads.get(read) {
            Some(number) => number.known,
            None => self.circuit.fresh(),
        }
    }

    fn date(&mut self, read: Read, known: Bit) -> Result<Number, TooWide> {
        self.number_of(read, days::of(Date::MIN), days::of(Date::MAX), known)
    }

    fn actor(&mut self) -> Result<Number, TooWide> {
        let last = self.symbols.last();
        self.number_of(Read::Actor, 0, last, Bit::True)
    }

    fn children(&mut self, name: &Name, which: &Counted) -> Result<Number, TooWide> {
        let most = i128::from(i64::MAX);
        let counted = self.number_of(
            Read::Children(name.clone(), which.clone()),
            0,
            most,
            Bit::True,
        )?;
        let opened = self.number_of(
            Read::Children(name.clone(), Counted::Opened),
            0,
            most,
            Bit::True,
        )?;
        let more = opened.word.is_below(&mut self.circuit, &counted.word)?;
        self.circuit.require(more.not());
        Ok(counted)
    }

    fn free(&mut self, read: Read) -> Result<Part, TooWide> {
        let number = self.number_of(read, 0, 1, Bit::True)?;
        self.as_truth(&number)
    }

    fn as_truth(&mut self, number: &Number) -> Result<Part, TooWide> {
        let holds = number.word.is(&mut self.circuit, &Word::constant(1)?);
        Ok(Part::Truth(self.decided(number.known, holds, number.error)))
    }

    /// A condition that is not followed: it may be anything.
    fn opaque_truth(&mut self, expr: &Expr) -> Result<Truth, TooWide> {
        let number = self.opaque(expr, 0, 1)?;
        match self.as_truth(&number)? {
            Part::Truth(truth) => Ok(truth),
            _ => Err(TooWide),
        }
    }

    fn opaque_number(&mut self, expr: &Expr) -> Result<Number, TooWide> {
        self.opaque(expr, -LARGEST_MANTISSA, LARGEST_MANTISSA)
    }

    fn opaque(&mut self, expr: &Expr, least: i128, most: i128) -> Result<Number, TooWide> {
        let text = expr.to_string();
        self.opaque.insert(text.clone());
        let read = Read::Opaque(text);
        let known = self.known_of(&read);
        self.number_of(read, least, most, known)
    }

    fn compare(
        &mut self,
        whole: &Expr,
        how: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Result<Truth, TooWide> {
        let equality = matches!(how, Comparison::Equal | Comparison::NotEqual);
        match (self.part(left)?, self.part(right)?) {
            (Part::Number(left), Part::Number(right)) => {
                let (left, right) = self.aligned(left, right)?;
                let circuit = &mut self.circuit;
                let (a, b) = (&left.word, &right.word);
                let holds = match how {
                    Comparison::Equal => a.is(circuit, b),
                    Comparison::NotEqual => a.is(circuit, b).not(),
                    Comparison::Less => a.is_below(circuit, b)?,
                    Comparison::GreaterOrEqual => a.is_below(circuit, b)?.not(),
                    Comparison::Greater => b.is_below(circuit, a)?,
                    Comparison::LessOrEqual => b.is_below(circuit, a)?.not(),
                };
                let known = circuit.and(left.known, right.known);
                let error = circuit.or(left.error, right.error);
                Ok(self.decided(known, holds, error))
            }
            (Part::Truth(left), Part::Truth(right)) if equality => {
                let circuit = &mut self.circuit;
                let [one, other] = [left, right].map(|side| (side.holds, side.fails));
                let known_left = circuit.or(one.0, one.1);
                let known_right = circuit.or(other.0, other.1);
                let known = circuit.and(known_left, known_right);
                let error = circuit.or(left.error, right.error);
                let differs = circuit.xor(one.0, other.0);
                let holds = if how == Comparison::Equal {
                    differs.not()
                } else {
                    differs
                };
                Ok(self.decided(known, holds, error))
            }
            _ => self.opaque_truth(whole),
        }
    }

    /// Two numbers with as many digits after the point.
    fn aligned(&mut self, left: Number, right: Number) -> Result<(Number, Number), TooWide> {
        let places = left.places.max(right.places);
        Ok((self.raised(left, places)?, self.raised(right, places)?))
    }

    fn raised(&mut self, number: Number, places: u32) -> Result<Number, TooWide> {
        let more = places.checked_sub(number.places).ok_or(TooWide)?;
        if more == 0 {
            return Ok(number);
        }
        let factor = Word::constant(power(more)?)?;
        let word = number.word.times(&mut self.circuit, &factor)?;
        Ok(Number {
            word,
            places,
            ..number
        })
    }

    fn arithmetic(
        &mut self,
        how: Operation,
        left: Number,
        right: Number,
    ) -> Result<Number, TooWide> {
        let decimal = left.decimal || right.decimal;
        let (left, right) = match how {
            Operation::Multiply => (left, right),
            Operation::Add | Operation::Subtract => self.aligned(left, right)?,
        };
        let circuit = &mut self.circuit;
        let (word, places) = match how {
            Operation::Add => (left.word.plus(circuit, &right.word)?, left.places),
            Operation::Subtract => (left.word.minus(circuit, &right.word)?, left.places),
            Operation::Multiply => {
                let places = left.places.saturating_add(right.places);
                (left.word.times(circuit, &right.word)?, places)
            }
        };
        if places > MOST_PLACES {
            return Err(TooWide);
        }
        let number = Number {
            known: circuit.and(left.known, right.known),
            error: circuit.or(left.error, right.error),
            word,
            places,
            decimal,
        };
        if decimal {
            self.inside(number, -LARGEST_MANTISSA, LARGEST_MANTISSA)
        } else {
            self.inside(number, i128::from(i64::MIN), i128::from(i64::MAX))
        }
    }

    /// A number that is an error where it leaves these bounds.
    fn inside(&mut self, number: Number, least: i128, most: i128) -> Result<Number, TooWide> {
        let (low, high) = number.word.bounds();
        if least <= low && high <= most {
            return Ok(number);
        }
        let circuit = &mut self.circuit;
        let inside = number.word.within(circuit, least, most)?;
        let outside = circuit.and(number.known, inside.not());
        Ok(Number {
            error: circuit.or(number.error, outside),
            word: number.word.narrowed(least, most),
            ..number
        })
    }

    /// A computed fact: at the declared scale and within the declared range, or
    /// an error.
    fn bounded(&mut self, number: Number, of: &Type) -> Result<Number, TooWide> {
        match of {
            Type::Integer { min, max } => self.inside(number, i128::from(*min), i128::from(*max)),
            Type::Decimal { scale, min, max } => {
                // The checker of rules lets none have more places than declared.
                let number = self.raised(number, *scale)?;
                self.inside(number, mantissa(*min, *scale)?, mantissa(*max, *scale)?)
            }
            _ => Ok(number),
        }
    }

    fn share(
        &mut self,
        strict: bool,
        part: &Number,
        share: Fraction,
        whole: &Number,
    ) -> Result<Truth, TooWide> {
        let (part, whole) = self.aligned(part.clone(), whole.clone())?;
        let circuit = &mut self.circuit;
        let holds = reached(circuit, &part.word, &whole.word, share, strict)?;
        let known = circuit.and(part.known, whole.known);
        let error = circuit.or(part.error, whole.error);
        Ok(self.decided(known, holds, error))
    }
}

/// Whether a part reaches, or exceeds, a share of a whole above zero.
pub(in crate::check) fn reached(
    circuit: &mut Circuit,
    part: &Word,
    whole: &Word,
    share: Fraction,
    strict: bool,
) -> Result<Bit, TooWide> {
    let left = part.times(circuit, &Word::constant(i128::from(share.denominator))?)?;
    let right = whole.times(circuit, &Word::constant(i128::from(share.numerator))?)?;
    let enough = if strict {
        right.is_below(circuit, &left)?
    } else {
        left.is_below(circuit, &right)?.not()
    };
    let positive = Word::constant(0)?.is_below(circuit, whole)?;
    Ok(circuit.and(positive, enough))
}

fn power(exponent: u32) -> Result<i128, TooWide> {
    10_i128.checked_pow(exponent).ok_or(TooWide)
}

/// The mantissa of a decimal at a scale that is not smaller than its own.
pub(in crate::check) fn mantissa(value: Decimal, scale: u32) -> Result<i128, TooWide> {
    let value = value.normalize();
    let more = scale.checked_sub(value.scale()).ok_or(TooWide)?;
    value.mantissa().checked_mul(power(more)?).ok_or(TooWide)
}
