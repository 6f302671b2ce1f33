use super::*;
use crate::audit::canonical::{Json, parse};
use crate::audit::commitment::{SaltSeed, parse_openings, write_openings};
use crate::audit::hash::first_link;
use crate::audit::merkle::leaf_hash;
use crate::audit::note::SecretKey;
use crate::calendar::Point;
use crate::engine::child::{Body, Opening, Origin, Sent};
use crate::engine::people::{Behalf, Tied};
use crate::engine::revise::{Moved, Renamed};
use crate::engine::{
    Act, Cause, Condition, Content, DeadlineChange, DeadlineEvent, DeadlineStop, Effect, Given,
    Ground, SeatEffect, Seated, Step, Subject, Tenure,
};
use crate::guard::{Ballot, Document, EvalError, Name, RecusalKind, Recused, Truth, Value, Votes};
use crate::workflow::Service;
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;

mod chance;

use chance::entry;

const LOG: &str = "seoul.example/log";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_sealed_opens_to_the_same(entry in entry(), random: [u8; 32]) {
        let previous = first_link(LOG, &entry.case);
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new(random)).unwrap();
        // The bytes written straight into the buffer are canonical.
        prop_assert_eq!(parse(&sealed.bytes).map(|json| json.to_bytes()), Ok(sealed.bytes.clone()));
        prop_assert_eq!(sealed.hash, leaf_hash(&sealed.bytes));
        let openings = parse_openings(&write_openings(&sealed.openings)).unwrap();
        prop_assert_eq!(&openings, &sealed.openings);
        let opened = open(&sealed.bytes, &openings).unwrap();
        prop_assert_eq!(opened, Unsealed { log: LOG.to_owned(), previous, entry, erased: vec![] });
    }

    /// Erasing any openings leaves an entry that reads, with marks; nothing
    /// else changes.
    #[test]
    fn erased_values_are_marks(entry in entry(), keep: u64) {
        let previous = first_link(LOG, &entry.case);
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([5; 32])).unwrap();
        let mut kept = sealed.openings.clone();
        let mut at = 0;
        kept.retain(|_| { at += 1; keep >> (at % 64) & 1 == 1 });
        let opened = open(&sealed.bytes, &kept).unwrap();
        prop_assert_eq!(opened.erased.len() + kept.len(), sealed.openings.len());
        let again = seal(LOG, &opened.entry, &previous, &SaltSeed::new([5; 32])).unwrap();
        let visible: Vec<&str> = kept.iter().map(|one| &*one.path).collect();
        let resealed: Vec<&str> = again.openings.iter().map(|one| &*one.path)
            .filter(|path| {
                let said = *path == "/reason" || path.starts_with("/criteria/");
                !said || visible.contains(path)
            })
            .collect();
        prop_assert_eq!(resealed, visible);
    }

    /// A changed opening, or one for another place, is found.
    #[test]
    fn a_false_opening_is_found(entry in entry(), which: prop::sample::Index, bit in 0usize..256) {
        let previous = first_link(LOG, &entry.case);
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([5; 32])).unwrap();
        prop_assume!(!sealed.openings.is_empty());
        let at = which.index(sealed.openings.len());
        let mut openings = sealed.openings.clone();
        openings[at].salt.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(open(&sealed.bytes, &openings).is_err());
        let mut openings = sealed.openings.clone();
        openings[at].kind.to_mut().push('x');
        prop_assert!(open(&sealed.bytes, &openings).is_err());
        let mut openings = sealed.openings.clone();
        openings[at].value = Json::text("another");
        prop_assert_eq!(open(&sealed.bytes, &openings).is_ok(), openings == sealed.openings);
        let mut openings = sealed.openings.clone();
        openings.insert(at, sealed.openings[at].clone());
        prop_assert!(open(&sealed.bytes, &openings).is_err());
        let mut openings = sealed.openings.clone();
        openings.swap(0, at);
        prop_assert_eq!(open(&sealed.bytes, &openings).is_ok(), at == 0);
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = open(&bytes, &[]);
        let _ = Genesis::parse(&bytes);
    }
}

/// One act with a name, a date, a document, a reason, and a guard that saw them.
pub(in crate::audit) fn example() -> Entry {
    let given: Given = [
        ("applicant", Value::Text("김조례".into())),
        ("born_on", Value::Date(Date::constant(1971, 5, 4))),
        (
            "proof",
            Value::Document(Box::new(Document {
                name: "주민등록등본.pdf".into(),
                media: "application/pdf".into(),
                size: 52_113,
                sha256: [0x11; 32],
            })),
        ),
        ("share", Value::Decimal(Decimal::new(1250, 2))),
    ]
    .into_iter()
    .map(|(name, value)| (name.into(), value))
    .collect();
    Entry {
        case: "case-1".into(),
        seq: 2,
        recorded: "2027-01-08T01:00:00.25Z".parse().unwrap(),
        effective: "2027-01-08T01:00:00.25Z".parse().unwrap(),
        date: Date::constant(2027, 1, 8),
        subject: Subject {
            actor: "p-7".into(),
            capacity: Some("department".into()),
            granted: vec!["department".into()],
            claims: vec![],
            on_behalf_of: None,
            via: "key-1".into(),
        },
        semantics: 1,
        manifest: [0x22; 32],
        deadlines: vec![],
        register: vec![],
        sends: vec![],
        content: Content::Act {
            act: Act {
                transition: "apply".into(),
                given: given.clone(),
                reason: Some("신청인의 사정을 고려함".into()),
                ..Act::of("apply")
            },
            discretion: false,
            assumptions: vec![],
            guards: vec![Condition {
                id: "of_age".into(),
                truth: Truth::Holds,
                seen: given
                    .iter()
                    .filter(|(name, _)| &***name == "born_on")
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
                missing: vec![],
                error: None,
            }],
            steps: vec![Step {
                transition: "apply".into(),
                cause: Cause::Act,
                guards: vec![],
                branch: None,
                branches: vec![],
                left: vec!["waiting".into()],
                entered: vec!["applied".into()],
                effects: vec![Effect::Set {
                    fact: "applied_on".into(),
                    value: Value::Date(Date::constant(2027, 1, 8)),
                }],
                seats: vec![],
                ties: vec![],
            }],
            outcome: None,
        },
    }
}

#[test]
fn no_personal_value_stands_in_clear() {
    let entry = example();
    let previous = first_link(LOG, "case-1");
    let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([9; 32])).unwrap();
    let text = String::from_utf8(sealed.bytes.clone()).unwrap();
    for hidden in [
        "김조례",
        "1971",
        "주민등록",
        "52113",
        "1111",
        "12.5",
        "고려",
        "pdf",
    ] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert_eq!(sealed.openings.len(), 7);
    let openings = String::from_utf8(write_openings(&sealed.openings)).unwrap();
    insta::assert_snapshot!(format!("{text}\n{openings}\n{}\n", sealed.hash));
}

/// The same value at two places, in two entries, or with two seeds, never has
/// the same commitment: nothing tells that they are equal.
#[test]
fn equal_values_do_not_show() {
    let mut entry = example();
    let previous = first_link(LOG, "case-1");
    let mut all = Vec::new();
    for seq in 1..4 {
        entry.seq = seq;
        let sealed = seal(LOG, &entry, &previous, &SaltSeed::new([seq as u8; 32])).unwrap();
        let json = parse(&sealed.bytes).unwrap();
        all.extend(commitments(&json).into_iter().map(|(_, hash)| hash));
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

/// A value that was erased before stands as such in the entry; an opening that
/// says "erased" would be a second way to write it.
#[test]
fn no_opening_opens_to_an_erased_value() {
    let sealed = seal(
        LOG,
        &example(),
        &first_link(LOG, "case-1"),
        &SaltSeed::new([9; 32]),
    )
    .unwrap();
    let mut openings = sealed.openings.clone();
    let before = openings[0].commitment("case-1", example().seq).to_string();
    (openings[0].kind, openings[0].value) = ("erased".into(), Json::Null);
    let after = openings[0].commitment("case-1", example().seq).to_string();
    let bytes = String::from_utf8(sealed.bytes).unwrap();
    assert!(bytes.contains(&before));
    assert_eq!(
        open(bytes.replace(&before, &after).as_bytes(), &openings),
        Err(EntryError::Value {
            path: openings[0].path.to_string()
        })
    );
}

#[test]
fn what_the_format_cannot_carry_is_refused() {
    let previous = first_link(LOG, "case-1");
    let seed = SaltSeed::new([9; 32]);
    let refused = |change: &dyn Fn(&mut Entry)| {
        let mut entry = example();
        change(&mut entry);
        seal(LOG, &entry, &previous, &seed).unwrap_err()
    };
    assert_eq!(refused(&|e| e.case = "Case 1".into()), SealError::Case);
    assert_eq!(refused(&|e| e.case = "".into()), SealError::Case);
    assert_eq!(refused(&|e| e.seq = 0), SealError::Sequence { seq: 0 });
    assert_eq!(
        refused(&|e| e.seq = 1 << 53),
        SealError::Sequence { seq: 1 << 53 }
    );
    let fine = Timestamp::from_nanosecond(1).unwrap();
    assert_eq!(
        refused(&|e| e.recorded = fine),
        SealError::Instant { at: fine }
    );
    assert_eq!(
        seal("a b", &example(), &previous, &seed),
        Err(SealError::Log)
    );
}

#[test]
fn the_genesis_reads_back_and_nothing_else_does() {
    let key = SecretKey::from_random(LOG, &[3; 32]).unwrap();
    let genesis = Genesis {
        key: key.public().clone(),
        created: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let bytes = genesis.to_bytes().unwrap();
    assert_eq!(Genesis::parse(&bytes), Ok(genesis));
    for at in 0..bytes.len() {
        let mut cut = bytes.clone();
        cut.remove(at);
        // The date may lose no digit, the key no character.
        assert!(Genesis::parse(&cut).is_err(), "{at}");
    }
    assert!(open(&bytes, &[]).is_err());
}
