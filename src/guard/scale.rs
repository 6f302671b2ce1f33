//! Exact arithmetic of decimals: a result is exact or there is none.
//!
//! `rust_decimal` rounds what does not fit its 96 bits; a rule never rounds.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Fraction, Operation};

/// The same number with so many places, if it has no more than those.
pub(super) fn to(value: Decimal, scale: u32) -> Option<Decimal> {
    // Zero has one form: without a sign.
    if value.is_zero() {
        return make(0, scale);
    }
    if value.scale() == scale {
        return Some(value);
    }
    let value = if value.scale() > scale {
        value.normalize()
    } else {
        value
    };
    make(raise(value, scale)?, scale)
}

/// The mantissa at a scale that is not smaller than the value's own.
fn raise(value: Decimal, scale: u32) -> Option<i128> {
    let more = scale.checked_sub(value.scale())?;
    value.mantissa().checked_mul(10_i128.checked_pow(more)?)
}

fn make(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// Adds, subtracts or multiplies.
pub(super) fn compute(how: Operation, left: Decimal, right: Decimal) -> Option<Decimal> {
    if how == Operation::Multiply {
        let scale = left.scale().checked_add(right.scale())?;
        return make(left.mantissa().checked_mul(right.mantissa())?, scale);
    }
    let scale = left.scale().max(right.scale());
    let (left, right) = (raise(left, scale)?, raise(right, scale)?);
    let mantissa = match how {
        Operation::Add => left.checked_add(right)?,
        Operation::Subtract | Operation::Multiply => left.checked_sub(right)?,
    };
    make(mantissa, scale)
}

/// How `part / whole` compares with a fraction; the whole is positive.
pub(super) fn share(part: Decimal, fraction: Fraction, whole: Decimal) -> Option<Ordering> {
    let scale = part.scale().max(whole.scale());
    share_of(raise(part, scale)?, fraction, raise(whole, scale)?)
}

/// The same of whole numbers.
pub(super) fn share_of(part: i128, fraction: Fraction, whole: i128) -> Option<Ordering> {
    let left = part.checked_mul(i128::from(fraction.denominator))?;
    let right = whole.checked_mul(i128::from(fraction.numerator))?;
    Some(left.cmp(&right))
}
