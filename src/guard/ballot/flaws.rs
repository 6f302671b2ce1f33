//! What can be wrong with a ballot.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Ballot, VoteRule, Votes, Written, count};
use crate::diagnostic::Bilingual;
use crate::guard::Name;

/// One thing wrong with a ballot, in itself or beside the register of seats.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BallotFault {
    /// A person stands in it twice.
    Twice(Name),
    /// A person voted who was not present.
    VotedAbsent(Name),
    /// A recused member was present, or voted.
    RecusedPresent(Name),
    /// More votes than members present.
    TooManyVotes {
        /// Votes.
        votes: u32,
        /// Members present.
        present: u32,
    },
    /// Who presided was not present.
    PresidingAbsent(Name),
    /// The vote may not be taken in writing.
    InWriting,
    /// The vote is to be taken in writing.
    NotInWriting,
    /// A tie that who presides has to decide, and did not.
    NoCasting,
    /// A decision of who presided where none is theirs to take.
    NeedlessCasting,
    /// Nobody holds a seat in the body on that day.
    Nobody {
        /// The day.
        on: Date,
    },
    /// A person holds no seat on that day.
    NoSeat {
        /// Who.
        person: Name,
        /// The day.
        on: Date,
    },
    /// Another number of members is in office on that day.
    Members {
        /// What the ballot says.
        said: u32,
        /// What the register says.
        found: u32,
        /// The day.
        on: Date,
    },
    /// Who presided may not preside on that day.
    NotChair {
        /// Who.
        person: Name,
        /// The day.
        on: Date,
    },
    /// It was held after the day of the act that gives it.
    Future {
        /// The day.
        on: Date,
    },
    /// A ground that the body does not declare.
    Ground(Name),
}

impl BallotFault {
    /// What is wrong, in both languages: a clause without a full stop.
    pub fn says(&self) -> Bilingual {
        match self {
            Self::Twice(person) => Bilingual::new(
                format!("`{person}`이(가) 두 번 적혀 있음"),
                format!("`{person}` stands in it twice"),
            ),
            Self::VotedAbsent(person) => Bilingual::new(
                format!("`{person}`은(는) 출석하지 않고 표결에 참여함"),
                format!("`{person}` voted and was not present"),
            ),
            Self::RecusedPresent(person) => Bilingual::new(
                format!("제척ㆍ기피ㆍ회피된 `{person}`이(가) 출석한 것으로 적혀 있음"),
                format!("`{person}` is recused and stands among those present"),
            ),
            Self::TooManyVotes { votes, present } => Bilingual::new(
                format!("표의 수 {votes}이(가) 출석위원의 수 {present}보다 많음"),
                format!("{votes} votes by {present} members present"),
            ),
            Self::PresidingAbsent(person) => Bilingual::new(
                format!("회의를 주재한 `{person}`이(가) 출석위원에 없음"),
                format!("`{person}` presided and was not present"),
            ),
            Self::InWriting => Bilingual::new(
                "서면으로 할 수 없는 표결임",
                "this vote may not be taken in writing",
            ),
            Self::NotInWriting => Bilingual::new(
                "서면으로만 하는 표결임",
                "this vote is taken in writing only",
            ),
            Self::NoCasting => Bilingual::new(
                "찬성과 반대의 수가 같은데 회의를 주재한 의장의 결정(`casting`)이 없음",
                "it is a tie, and who presided has not decided it (`casting`)",
            ),
            Self::NeedlessCasting => Bilingual::new(
                "의장이 결정할 표결이 아닌데 의장의 결정(`casting`)이 있음",
                "who presided decided (`casting`) what is not theirs to decide",
            ),
            Self::Nobody { on } => Bilingual::new(
                format!("{on} 현재 재적위원이 한 명도 없음"),
                format!("nobody holds a seat on {on}"),
            ),
            Self::NoSeat { person, on } => Bilingual::new(
                format!("`{person}`은(는) {on} 현재 위원이 아님"),
                format!("`{person}` holds no seat on {on}"),
            ),
            Self::Members { said, found, on } => Bilingual::new(
                format!("{on} 현재 재적위원은 {said}명이 아니라 {found}명임"),
                format!("{found} members are in office on {on}, not {said}"),
            ),
            Self::NotChair { person, on } => Bilingual::new(
                format!("`{person}`은(는) {on} 현재 회의를 주재할 수 없음"),
                format!("`{person}` may not preside on {on}"),
            ),
            Self::Future { on } => Bilingual::new(
                format!("표결한 날 {on}이(가) 행위의 날보다 늦음"),
                format!("it is dated {on}, after the act that gives it"),
            ),
            Self::Ground(ground) => Bilingual::new(
                format!("`{ground}`은(는) 회의체가 정한 제척ㆍ기피ㆍ회피의 사유가 아님"),
                format!("`{ground}` is no ground of recusal of the body"),
            ),
        }
    }
}

impl Ballot {
    /// What is wrong with it in itself, in a fixed order.
    pub fn faults(&self, rule: &VoteRule) -> Vec<BallotFault> {
        let mut faults = Vec::new();
        let present: BTreeSet<&Name> = self.present.iter().collect();
        twice(self.present.iter(), &mut faults);
        twice(self.recused.iter().map(|one| &one.person), &mut faults);
        for one in &self.recused {
            if present.contains(&one.person) {
                faults.push(BallotFault::RecusedPresent(one.person.clone()));
            }
        }
        match &self.votes {
            Votes::Counted { yes, no, abstain } => {
                let votes = yes.saturating_add(*no).saturating_add(*abstain);
                let present = count(self.present.len());
                if votes > present {
                    faults.push(BallotFault::TooManyVotes { votes, present });
                }
            }
            Votes::Named { yes, no, abstain } => {
                let voters = || yes.iter().chain(no).chain(abstain);
                twice(voters(), &mut faults);
                for voter in voters().filter(|voter| !present.contains(voter)) {
                    faults.push(BallotFault::VotedAbsent(voter.clone()));
                }
            }
        }
        if let Some(person) = &self.presiding
            && !present.contains(person)
        {
            faults.push(BallotFault::PresidingAbsent(person.clone()));
        }
        match (rule.written, self.written) {
            (Written::Never, true) => faults.push(BallotFault::InWriting),
            (Written::Only, false) => faults.push(BallotFault::NotInWriting),
            _ => {}
        }
        let decided = self.casting.is_some() && self.presiding.is_some();
        match (rule.needs_casting(self), decided, self.casting.is_some()) {
            (true, false, _) => faults.push(BallotFault::NoCasting),
            (false, _, true) => faults.push(BallotFault::NeedlessCasting),
            _ => {}
        }
        faults
    }
}

fn twice<'a>(people: impl Iterator<Item = &'a Name>, faults: &mut Vec<BallotFault>) {
    let mut seen = BTreeSet::new();
    let mut told = BTreeSet::new();
    for person in people {
        if !seen.insert(person) && told.insert(person) {
            faults.push(BallotFault::Twice(person.clone()));
        }
    }
}
