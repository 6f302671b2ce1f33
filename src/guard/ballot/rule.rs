//! What a named vote of a body needs.

use std::cmp::Ordering;

use super::{Ballot, Tally};
use crate::guard::{Fraction, scale};

/// Of whom a share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// The members in office (재적위원).
    Members,
    /// Those present (출석위원); of a written vote, those who sent in a sheet.
    Present,
    /// The votes for and against, without abstentions.
    Cast,
}

impl Base {
    /// Every base.
    pub const ALL: [Base; 3] = [Base::Members, Base::Present, Base::Cast];

    /// The word used in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Base::Members => "members",
            Base::Present => "present",
            Base::Cast => "cast",
        }
    }
}

/// A share of a base that must be reached, or exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Of whom.
    pub of: Base,
    /// Which share.
    pub share: Fraction,
    /// It must be exceeded (과반수), not only reached (이상).
    pub strict: bool,
}

/// What becomes of a tie: as many votes for as against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// The motion fails.
    Fails,
    /// The motion passes.
    Passes,
    /// Who presides decides.
    ChairDecides,
}

impl Tie {
    /// Every rule.
    pub const ALL: [Tie; 3] = [Tie::Fails, Tie::Passes, Tie::ChairDecides];

    /// The word used in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tie::Fails => "fails",
            Tie::Passes => "passes",
            Tie::ChairDecides => "chair_decides",
        }
    }
}

/// Whether recused members count among the members in office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InBase {
    /// They do.
    Counted,
    /// They are left out.
    LeftOut,
}

/// Whether a vote may be taken in writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Written {
    /// Never.
    Never,
    /// In a meeting or in writing.
    May,
    /// Only in writing.
    Only,
}

impl Written {
    /// Every rule.
    pub const ALL: [Written; 3] = [Written::Never, Written::May, Written::Only];

    /// The word used in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Written::Never => "never",
            Written::May => "may",
            Written::Only => "only",
        }
    }
}

/// One of the votes that a body declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoteRule {
    /// How many must be present. Without one, any number will do.
    pub quorum: Option<Threshold>,
    /// How many must vote for the motion.
    pub majority: Threshold,
    /// What becomes of a tie.
    pub tie: Tie,
    /// Whether recused members count in the base.
    pub recused: InBase,
    /// Whether it may be taken in writing.
    pub written: Written,
}

impl VoteRule {
    /// The members that count in the base; `None` while a ballot does not say
    /// how many members are in office.
    pub fn members(&self, ballot: &Ballot) -> Option<u32> {
        let left_out = match self.recused {
            InBase::Counted => 0,
            InBase::LeftOut => ballot.tally().recused,
        };
        Some(ballot.members?.saturating_sub(left_out))
    }

    /// Whether enough were present.
    pub fn quorate(&self, ballot: &Ballot) -> Option<bool> {
        let members = self.members(ballot)?;
        let tally = ballot.tally();
        Some(match &self.quorum {
            None => true,
            Some(quorum) => reached(quorum, tally.present, members, &tally),
        })
    }

    /// Whether the ballot was quorate and the motion carried.
    ///
    /// Where there are as many votes for as against, the tie rule alone decides
    /// what the majority rule does not already grant.
    pub fn carried(&self, ballot: &Ballot) -> Option<bool> {
        let members = self.members(ballot)?;
        let tally = ballot.tally();
        let enough = reached(&self.majority, tally.yes, members, &tally);
        let decided = match self.tie {
            Tie::Passes => true,
            Tie::ChairDecides => ballot.casting == Some(true),
            Tie::Fails => false,
        };
        let passes = enough || (tally.is_tie() && decided);
        Some(self.quorate(ballot)? && passes)
    }

    /// Whether who presides has to decide a ballot: it is a tie, the vote leaves
    /// ties to the chair, and the majority rule does not grant it already.
    pub fn needs_casting(&self, ballot: &Ballot) -> bool {
        let tally = ballot.tally();
        let granted = self
            .members(ballot)
            .is_some_and(|members| reached(&self.majority, tally.yes, members, &tally));
        self.tie == Tie::ChairDecides && tally.is_tie() && !granted
    }

    /// Whether any ballot of a body with so many members could be carried: that
    /// of all of them voting for it.
    pub fn can_be_carried(&self, members: u32) -> bool {
        self.is_carried_by(members, members, 0)
    }

    /// Whether a ballot is carried with so many present, all of them for it, where
    /// so many of the members are recused.
    pub fn is_carried_by(&self, present: u32, members: u32, recused: u32) -> bool {
        let tally = Tally {
            yes: present,
            no: 0,
            abstain: 0,
            present,
            recused,
        };
        let base = match self.recused {
            InBase::Counted => members,
            InBase::LeftOut => members.saturating_sub(recused),
        };
        let quorum = |threshold: &Threshold| reached(threshold, present, base, &tally);
        self.quorum.as_ref().is_none_or(quorum) && reached(&self.majority, present, base, &tally)
    }

    /// The fewest members who carry a vote together, in a body of so many.
    pub fn fewest(&self, members: u32) -> Option<u32> {
        (1..=members).find(|present| self.is_carried_by(*present, members, 0))
    }
}

impl Tally {
    /// As many votes for as against, and at least one of each.
    pub const fn is_tie(&self) -> bool {
        self.yes == self.no && self.yes > 0
    }
}

/// Whether a number reaches a share of its base. Of a base of nobody, nothing is
/// reached.
fn reached(threshold: &Threshold, part: u32, members: u32, tally: &Tally) -> bool {
    let base = match threshold.of {
        Base::Members => i128::from(members),
        Base::Present => i128::from(tally.present),
        Base::Cast => i128::from(tally.yes).saturating_add(i128::from(tally.no)),
    };
    if base <= 0 {
        return false;
    }
    // 32 bits times a denominator of at most a million: no overflow.
    match scale::share_of(i128::from(part), threshold.share, base) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => !threshold.strict,
        Some(Ordering::Less) | None => false,
    }
}
