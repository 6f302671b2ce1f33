//! What the engine's behaviour is, by number.
//!
//! Every entry records the number under which it was decided. Whenever the same
//! attempt could be decided otherwise than before (by the engine, by the rules
//! that count days, by a function that guards call), a number is added here and
//! becomes [`CURRENT`](Semantics::CURRENT); whatever differs asks this type, so
//! that entries of an older number are decided again as they once were.

use crate::guard::Truth;

/// A numbered behaviour of the engine, the counting rules and the functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Semantics {
    /// Number 1.
    First,
    /// A number that no entry outside of this project's own tests has: under it,
    /// what is not known breaches an assumption.
    #[cfg(test)]
    OfTests,
}

impl Semantics {
    /// The behaviour under which this version decides what is new.
    pub const CURRENT: Semantics = Semantics::First;

    /// Every behaviour that this version has.
    const KNOWN: &[Semantics] = &[
        Semantics::First,
        #[cfg(test)]
        Semantics::OfTests,
    ];

    /// Its number, as entries record it.
    pub const fn number(self) -> u32 {
        match self {
            Semantics::First => 1,
            #[cfg(test)]
            Semantics::OfTests => u32::MAX,
        }
    }

    /// The behaviour of a number, if this version has it.
    pub fn numbered(number: u32) -> Option<Semantics> {
        let known = Semantics::KNOWN.iter().copied();
        known.into_iter().find(|one| one.number() == number)
    }

    /// Whether an assumption that comes to this is breached. One that is not
    /// known yet is no breach.
    pub(super) const fn is_breach(self, truth: Truth) -> bool {
        match self {
            Semantics::First => matches!(truth, Truth::Fails | Truth::Error),
            #[cfg(test)]
            Semantics::OfTests => !matches!(truth, Truth::Holds),
        }
    }
}

#[cfg(test)]
mod tests;
