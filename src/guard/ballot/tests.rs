//! Ballots beside a plain model in rational numbers.

use proptest::prelude::*;

use super::*;
use crate::guard::Fraction;

/// A plain model: a share as a pair of whole numbers, compared by multiplying out.
fn exceeds(part: u64, whole: u64, above: u64, below: u64, strict: bool) -> bool {
    whole > 0
        && if strict {
            part * below > whole * above
        } else {
            part * below >= whole * above
        }
}

fn people(count: usize, letter: char) -> Vec<Name> {
    (0..count)
        .map(|at| format!("{letter}{at}").into())
        .collect()
}

fn threshold() -> impl Strategy<Value = Threshold> {
    let base = prop::sample::select(Base::ALL.to_vec());
    (base, 1_u32..8, 1_u32..8, any::<bool>()).prop_map(|(of, one, two, strict)| Threshold {
        of,
        share: Fraction {
            numerator: one.min(two),
            denominator: one.max(two),
        },
        strict,
    })
}

fn rule() -> impl Strategy<Value = VoteRule> {
    (
        prop::option::of(threshold()),
        threshold(),
        prop::sample::select(Tie::ALL.to_vec()),
        any::<bool>(),
    )
        .prop_map(|(quorum, majority, tie, counted)| VoteRule {
            quorum,
            majority,
            tie,
            recused: if counted {
                InBase::Counted
            } else {
                InBase::LeftOut
            },
            written: Written::May,
        })
}

/// members, present, recused, yes, no that agree with each other.
fn numbers() -> impl Strategy<Value = (u64, u64, u64, u64, u64)> {
    (0_u64..=30, 0_u64..=30, 0_u64..=30, 0_u64..=30, 0_u64..=30).prop_map(
        |(members, present, recused, yes, no)| {
            let recused = recused % (members + 1);
            let present = present % (members - recused + 1);
            let yes = yes % (present + 1);
            let no = no % (present - yes + 1);
            (members, present, recused, yes, no)
        },
    )
}

proptest! {
    #[test]
    fn a_vote_is_decided_as_in_plain_fractions(
        rule in rule(),
        (members, present, recused, yes, no) in numbers(),
        casting in prop::option::of(any::<bool>()),
        named in any::<bool>(),
    ) {
        let there = people(present as usize, 'p');
        let votes = if named {
            let (for_it, rest) = there.split_at(yes as usize);
            Votes::Named {
                yes: for_it.to_vec(),
                no: rest[..no as usize].to_vec(),
                abstain: Vec::new(),
            }
        } else {
            Votes::Counted { yes: yes as u32, no: no as u32, abstain: 0 }
        };
        let ballot = Ballot {
            on: None,
            members: Some(members as u32),
            recused: people(recused as usize, 'r')
                .into_iter()
                .map(|person| Recused { person, kind: RecusalKind::Withdrew, ground: None })
                .collect(),
            present: there,
            votes,
            presiding: None,
            casting,
            written: false,
        };
        let base = if rule.recused == InBase::LeftOut { members - recused } else { members };
        let met = |threshold: &Threshold, part: u64| {
            let whole = match threshold.of {
                Base::Members => base,
                Base::Present => present,
                Base::Cast => yes + no,
            };
            let share = threshold.share;
            exceeds(
                part, whole, share.numerator.into(), share.denominator.into(), threshold.strict,
            )
        };
        let quorate = rule.quorum.is_none_or(|quorum| met(&quorum, present));
        let tie = yes == no && yes > 0;
        let by_tie = tie && match rule.tie {
            Tie::Passes => true,
            Tie::Fails => false,
            Tie::ChairDecides => casting == Some(true),
        };
        prop_assert_eq!(rule.quorate(&ballot), Some(quorate));
        prop_assert_eq!(
            rule.carried(&ballot),
            Some(quorate && (met(&rule.majority, yes) || by_tie))
        );
        prop_assert_eq!(ballot.tally().abstain as u64, present - yes - no);
    }

    /// Whoever stands in a ballot rightly leaves no fault, and each slip one.
    #[test]
    fn a_slip_in_a_ballot_is_found((_, present, _, yes, no) in numbers()) {
        prop_assume!(present >= 1);
        let rule = VoteRule {
            quorum: None,
            majority: Threshold {
                of: Base::Present,
                share: Fraction { numerator: 1, denominator: 2 },
                strict: true,
            },
            tie: Tie::Fails,
            recused: InBase::LeftOut,
            written: Written::Never,
        };
        let good = Ballot {
            on: None,
            members: None,
            present: people(present as usize, 'p'),
            recused: Vec::new(),
            votes: Votes::Counted { yes: yes as u32, no: no as u32, abstain: 0 },
            presiding: Some("p0".into()),
            casting: None,
            written: false,
        };
        prop_assert_eq!(good.faults(&rule), []);
        let mut more = good.clone();
        more.votes = Votes::Counted { yes: present as u32, no: 1, abstain: 0 };
        prop_assert_eq!(more.faults(&rule).len(), 1);
        let mut again = good.clone();
        again.present.push("p0".into());
        prop_assert_eq!(again.faults(&rule), [BallotFault::Twice("p0".into())]);
        let mut recused = good.clone();
        recused.recused.push(Recused {
            person: "p0".into(), kind: RecusalKind::Excluded, ground: None,
        });
        prop_assert_eq!(recused.faults(&rule), [BallotFault::RecusedPresent("p0".into())]);
        let mut stranger = good.clone();
        stranger.votes = Votes::Named { yes: vec!["q".into()], no: vec![], abstain: vec![] };
        prop_assert_eq!(stranger.faults(&rule), [BallotFault::VotedAbsent("q".into())]);
        let mut sheets = good;
        sheets.written = true;
        prop_assert_eq!(sheets.faults(&rule), [BallotFault::InWriting]);
    }
}

#[test]
fn a_ballot_is_read_from_json_and_from_toml() {
    let json = r#"{"present":["a","b","c"],"yes":2,"no":1,"on":"2027-04-22"}"#;
    let toml = r#"{ present = ["a", "b", "c"], yes = 2, no = 1, on = 2027-04-22 }"#;
    let file = "present = [\"a\", \"b\", \"c\"]\nyes = 2\nno = 1\non = 2027-04-22\n";
    let read = ballot_text(json).unwrap();
    assert_eq!(ballot_text(toml), Ok(read.clone()));
    assert_eq!(ballot_text(file), Ok(read.clone()));
    assert_eq!(read.to_string(), "yes 2, no 1, abstain 0, present 3");
    let named = ballot_text(
        r#"{ yes = ["a"], no = ["b"], recused = [{ person = "d", kind = "withdrew" }] }"#,
    );
    let named = named.unwrap();
    assert_eq!(named.present, ["a".into(), "b".into()]);
    assert_eq!(named.recused[0].kind, RecusalKind::Withdrew);
    for (wrong, key) in [
        ("", "yes"),
        ("yes", ""),
        ("[]", ""),
        (r#"{"yes":1}"#, "present"),
        (r#"{"present":["a"]}"#, "yes"),
        (r#"{"present":["a"],"yes":-1}"#, "yes"),
        (r#"{"present":["a"],"yes":1,"no":["a"]}"#, "yes"),
        (r#"{"present":["a b"],"yes":1}"#, "present"),
        (r#"{"present":["a"],"yes":1,"ayes":1}"#, "ayes"),
        (r#"{"present":["a"],"yes":1,"recused":["b"]}"#, "recused"),
        (r#"{"present":["a"],"yes":1,"casting":true}"#, "casting"),
    ] {
        assert_eq!(ballot_text(wrong), Err(key.to_owned()), "{wrong}");
    }
}
