//! Shares of a body's members.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Register, SeatFault, Tenure};
use crate::guard::Name;
use crate::workflow::bodies::{Among, Body, Bound, CompositionRule, Holder, Share, When};

/// How a rule of composition stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed {
    /// It is kept: so many of so many.
    Kept {
        /// How many are counted.
        part: u32,
        /// Of how many.
        whole: u32,
    },
    /// The body has not its least size yet, and the rule waits for that.
    Waits,
    /// It is not kept, or cannot be told.
    Broken(SeatFault),
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

/// How a rule stands on a day.
pub(super) fn stands(
    body: &Body,
    register: &Register,
    rule: &CompositionRule,
    on: Date,
) -> Composed {
    let class = |tenure: &Tenure| body.seat(&tenure.seat);
    let members: BTreeMap<&Name, &Tenure> = register
        .on(body.id(), on)
        .filter(|tenure| class(tenure).is_some_and(|class| class.is_member()))
        .map(|tenure| (&tenure.person, tenure))
        .collect();
    let least = body.size.as_ref().map_or(0, |size| size.min);
    if rule.when == When::Complete && count(members.len()) < least {
        return Composed::Waits;
    }
    let among: Vec<&Tenure> = members
        .values()
        .copied()
        .filter(|tenure| match rule.among {
            Among::All => true,
            Among::Appointed => {
                class(tenure).is_some_and(|class| class.holder == Holder::Appointed)
            }
        })
        .collect();
    let whole = count(among.len());
    let counted =
        |of: &dyn Fn(&Tenure) -> bool| count(among.iter().filter(|tenure| of(tenure)).count());
    if let Some(mark) = rule.mark()
        && let Some(unmarked) = among.iter().find(|tenure| !tenure.marks.contains_key(mark))
    {
        return Composed::Broken(SeatFault::CompositionUnknown {
            rule: rule.element.id.clone(),
            person: unmarked.person.clone(),
        });
    }
    let broken = |part: u32, word: Option<&Name>| {
        Composed::Broken(SeatFault::Composition {
            rule: rule.element.id.clone(),
            part,
            whole,
            word: word.cloned(),
        })
    };
    let judged = |part: u32, word: Option<&Name>| {
        if kept(rule.bound, part, whole) {
            Composed::Kept { part, whole }
        } else {
            broken(part, word)
        }
    };
    match &rule.share {
        Share::Seats(seats) => judged(counted(&|tenure| seats.contains(&tenure.seat)), None),
        Share::Marked { mark, value } => judged(
            counted(&|tenure| tenure.marks.get(mark) == Some(value)),
            None,
        ),
        Share::EachMarked(mark) => {
            let words: BTreeSet<&Name> = among
                .iter()
                .filter_map(|tenure| tenure.marks.get(mark))
                .collect();
            // The largest share is the one that may break the rule.
            let most = words
                .into_iter()
                .map(|word| {
                    (
                        counted(&|tenure| tenure.marks.get(mark) == Some(word)),
                        word,
                    )
                })
                .max_by_key(|(part, _)| *part);
            match most {
                Some((part, word)) => judged(part, Some(word)),
                None => Composed::Kept { part: 0, whole },
            }
        }
    }
}

/// Whether a part of a whole keeps a bound. Of nobody, every bound is kept.
fn kept(bound: Bound, part: u32, whole: u32) -> bool {
    let (share, part, whole) = match bound {
        Bound::AtLeast(share) | Bound::AtMost(share) => (share, u64::from(part), u64::from(whole)),
    };
    // 32 bits times 32 bits.
    let left = part.saturating_mul(u64::from(share.denominator));
    let right = whole.saturating_mul(u64::from(share.numerator));
    match bound {
        Bound::AtLeast(_) => left >= right,
        Bound::AtMost(_) => left <= right,
    }
}
