//! Ballots of a body, and what a vote needs to be quorate and carried.
//!
//! Counting is in whole numbers and shares ([`Fraction`]); nothing is rounded.
//! Who was a member on the day is for the register of seats to say: a ballot
//! that was taken into a case carries that number with it.

mod flaws;
mod read;
mod rule;
#[cfg(test)]
mod tests;

use crate::diagnostic::Bilingual;
use std::fmt;

use jiff::civil::Date;

pub use flaws::BallotFault;
pub use read::ballot_of_toml;
pub(in crate::guard) use read::ballot_text;
pub use rule::{Base, InBase, Threshold, Tie, VoteRule, Written};

use super::Name;

/// How a member came not to take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecusalKind {
    /// 제척: excluded by law.
    Excluded,
    /// 기피: challenged by a party, and the challenge granted.
    Challenged,
    /// 회피: the member withdrew.
    Withdrew,
}

impl RecusalKind {
    /// Every kind.
    pub const ALL: [RecusalKind; 3] = [Self::Excluded, Self::Challenged, Self::Withdrew];

    /// The word used in files and on the trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Challenged => "challenged",
            Self::Withdrew => "withdrew",
        }
    }

    /// The kind of a word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A member who does not take part in a ballot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recused {
    /// Opaque id.
    pub person: Name,
    /// How.
    pub kind: RecusalKind,
    /// The ground, by the id that the body declares for it.
    pub ground: Option<Name>,
}

/// How the votes were cast.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Votes {
    /// Only the numbers are known: a secret ballot, or a show of hands.
    Counted {
        /// For.
        yes: u32,
        /// Against.
        no: u32,
        /// Neither, as far as it was counted.
        abstain: u32,
    },
    /// It is known who voted how.
    Named {
        /// For.
        yes: Vec<Name>,
        /// Against.
        no: Vec<Name>,
        /// Neither.
        abstain: Vec<Name>,
    },
}

/// A ballot of a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// The day on which it was held; without one, that of the act that gives it.
    pub on: Option<Date>,
    /// Members in office on that day, recused ones included. The register of
    /// seats says how many that are, and holds a number given here to it.
    pub members: Option<u32>,
    /// Who was present; of a written vote, who sent in a sheet.
    pub present: Vec<Name>,
    /// Who did not take part, and why.
    pub recused: Vec<Recused>,
    /// The votes.
    pub votes: Votes,
    /// Who presided.
    pub presiding: Option<Name>,
    /// How who presided decided a tie, where that is theirs to do.
    pub casting: Option<bool>,
    /// The vote was taken in writing, without a meeting.
    pub written: bool,
}

/// The numbers of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// For.
    pub yes: u32,
    /// Against.
    pub no: u32,
    /// Present and neither for nor against, whether they said so or not.
    pub abstain: u32,
    /// Present.
    pub present: u32,
    /// Who did not take part.
    pub recused: u32,
}

fn count(members: usize) -> u32 {
    u32::try_from(members).unwrap_or(u32::MAX)
}

impl Ballot {
    /// Its numbers.
    pub fn tally(&self) -> Tally {
        let (yes, no) = match &self.votes {
            Votes::Counted { yes, no, .. } => (*yes, *no),
            Votes::Named { yes, no, .. } => (count(yes.len()), count(no.len())),
        };
        let present = count(self.present.len());
        Tally {
            yes,
            no,
            abstain: present.saturating_sub(yes).saturating_sub(no),
            present,
            recused: count(self.recused.len()),
        }
    }
}

impl Ballot {
    /// Its figures, in both languages: `찬성 13, 반대 4, 기권 2, 출석 19, 재적 28`.
    pub fn says(&self) -> Bilingual {
        let tally = self.tally();
        let mut ko = format!(
            "찬성 {}, 반대 {}, 기권 {}, 출석 {}",
            tally.yes, tally.no, tally.abstain, tally.present
        );
        if let Some(members) = self.members {
            ko.push_str(&format!(", 재적 {members}"));
        }
        if tally.recused > 0 {
            ko.push_str(&format!(", 제척 등 {}", tally.recused));
        }
        Bilingual::new(ko, self.to_string())
    }
}

impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tally = self.tally();
        write!(
            f,
            "yes {}, no {}, abstain {}, present {}",
            tally.yes, tally.no, tally.abstain, tally.present
        )?;
        if let Some(members) = self.members {
            write!(f, ", members {members}")?;
        }
        if tally.recused > 0 {
            write!(f, ", recused {}", tally.recused)?;
        }
        Ok(())
    }
}

/// A number that a rule takes from a ballot, or a question it asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// `quorate(b)`: whether enough members were present.
    Quorate,
    /// `carried(b)`: whether it was quorate and the motion carried.
    Carried,
    /// `members(b)`: the members that count in the base.
    Members,
    /// `present(b)`
    Present,
    /// `yes(b)`
    Yes,
    /// `no(b)`
    No,
    /// `abstain(b)`
    Abstain,
    /// `recused(b)`
    Recused,
}

impl Asked {
    /// Every question.
    pub const ALL: [Asked; 8] = [
        Asked::Quorate,
        Asked::Carried,
        Asked::Members,
        Asked::Present,
        Asked::Yes,
        Asked::No,
        Asked::Abstain,
        Asked::Recused,
    ];

    /// The function of rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Asked::Quorate => "quorate",
            Asked::Carried => "carried",
            Asked::Members => "members",
            Asked::Present => "present",
            Asked::Yes => "yes",
            Asked::No => "no",
            Asked::Abstain => "abstain",
            Asked::Recused => "recused",
        }
    }

    /// Whether the answer is yes or no, and not a number.
    pub const fn is_truth(self) -> bool {
        matches!(self, Asked::Quorate | Asked::Carried)
    }
}
