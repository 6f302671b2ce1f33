//! Ballots as numbers: what any ballot that was taken into a case may say.

use super::circuit::{Bit, Circuit};
use super::encode::reached;
use super::word::{TooWide, Word};
use crate::guard::{
    Asked, Ballot, Base, InBase, Name, RecusalKind, Recused, Threshold, Tie, VoteRule, Votes,
};

/// Larger bodies than this are not shown as an example.
const LARGEST_BODY: i128 = 10_000;

/// The numbers of a ballot.
#[derive(Debug, Clone)]
pub(in crate::check) struct BallotWords {
    pub(in crate::check) members: Word,
    pub(in crate::check) present: Word,
    pub(in crate::check) yes: Word,
    pub(in crate::check) no: Word,
    pub(in crate::check) recused: Word,
    /// How who presides decides a tie, where that is theirs to do.
    casting: Bit,
}

impl BallotWords {
    /// Any ballot: whoever is present or recused is a member, nobody is both, and
    /// there are no more votes than members present.
    pub(in crate::check) fn new(circuit: &mut Circuit) -> Result<Self, TooWide> {
        let mut any = || Word::between(circuit, 0, i128::from(u32::MAX));
        let (members, present, yes, no, recused) = (any()?, any()?, any()?, any()?, any()?);
        let cast = yes.plus(circuit, &no)?;
        let more_votes = present.is_below(circuit, &cast)?;
        circuit.require(more_votes.not());
        let named = present.plus(circuit, &recused)?;
        let more_people = members.is_below(circuit, &named)?;
        circuit.require(more_people.not());
        Ok(BallotWords {
            members,
            present,
            yes,
            no,
            recused,
            casting: circuit.fresh(),
        })
    }

    /// That it says the same as another one.
    pub(in crate::check) fn is(&self, circuit: &mut Circuit, other: &BallotWords) -> Bit {
        let words = [
            (&self.members, &other.members),
            (&self.present, &other.present),
            (&self.yes, &other.yes),
            (&self.no, &other.no),
            (&self.recused, &other.recused),
        ];
        let mut same = circuit.xor(self.casting, other.casting).not();
        for (one, other) in words {
            let is = one.is(circuit, other);
            same = circuit.and(same, is);
        }
        same
    }

    /// The members that count in the base.
    fn base(&self, circuit: &mut Circuit, rule: &VoteRule) -> Result<Word, TooWide> {
        match rule.recused {
            InBase::Counted => Ok(self.members.clone()),
            InBase::LeftOut => {
                let left = self.members.minus(circuit, &self.recused)?;
                Ok(left.narrowed(0, i128::from(u32::MAX)))
            }
        }
    }

    fn reaches(
        &self,
        circuit: &mut Circuit,
        threshold: &Threshold,
        part: &Word,
        members: &Word,
    ) -> Result<Bit, TooWide> {
        let whole = match threshold.of {
            Base::Members => members.clone(),
            Base::Present => self.present.clone(),
            Base::Cast => self.yes.plus(circuit, &self.no)?,
        };
        reached(circuit, part, &whole, threshold.share, threshold.strict)
    }

    /// What is asked as a condition.
    pub(in crate::check) fn truth(
        &self,
        circuit: &mut Circuit,
        asked: Asked,
        rule: &VoteRule,
    ) -> Result<Bit, TooWide> {
        let members = self.base(circuit, rule)?;
        let quorate = match &rule.quorum {
            None => Bit::True,
            Some(quorum) => self.reaches(circuit, quorum, &self.present, &members)?,
        };
        if asked == Asked::Quorate {
            return Ok(quorate);
        }
        let enough = self.reaches(circuit, &rule.majority, &self.yes, &members)?;
        let even = self.yes.is(circuit, &self.no);
        let some = Word::constant(0)?.is_below(circuit, &self.yes)?;
        let tie = circuit.and(even, some);
        let decided = match rule.tie {
            Tie::Passes => Bit::True,
            Tie::ChairDecides => self.casting,
            Tie::Fails => Bit::False,
        };
        let by_tie = circuit.and(tie, decided);
        let passes = circuit.or(enough, by_tie);
        Ok(circuit.and(quorate, passes))
    }

    /// What is asked as a number.
    pub(in crate::check) fn number(
        &self,
        circuit: &mut Circuit,
        asked: Asked,
        rule: &VoteRule,
    ) -> Result<Word, TooWide> {
        Ok(match asked {
            Asked::Members => self.base(circuit, rule)?,
            Asked::Present => self.present.clone(),
            Asked::Yes => self.yes.clone(),
            Asked::No => self.no.clone(),
            Asked::Abstain => {
                let rest = self.present.minus(circuit, &self.yes)?;
                let rest = rest.minus(circuit, &self.no)?;
                rest.narrowed(0, i128::from(u32::MAX))
            }
            _ => self.recused.clone(),
        })
    }

    /// The ballot in what the last search found, unless its body is too large to
    /// be shown.
    pub(in crate::check) fn value(&self, circuit: &Circuit, rule: &VoteRule) -> Option<Ballot> {
        let of = |word: &Word| u32::try_from(word.value(circuit)).ok();
        let (members, present, recused) =
            (of(&self.members)?, of(&self.present)?, of(&self.recused)?);
        if i128::from(members) > LARGEST_BODY {
            return None;
        }
        let (yes, no) = (of(&self.yes)?, of(&self.no)?);
        let person = |at: u32| Name::from(format!("m-{}", at.saturating_add(1)));
        let mut ballot = Ballot {
            on: None,
            members: Some(members),
            present: (0..present).map(person).collect(),
            recused: (present..present.saturating_add(recused))
                .map(|at| Recused {
                    person: person(at),
                    kind: RecusalKind::Excluded,
                    ground: None,
                })
                .collect(),
            votes: Votes::Counted {
                yes,
                no,
                abstain: present.saturating_sub(yes).saturating_sub(no),
            },
            presiding: None,
            casting: None,
            written: false,
        };
        if rule.needs_casting(&ballot) {
            ballot.casting = Some(circuit.value(self.casting));
        }
        Some(ballot)
    }
}
