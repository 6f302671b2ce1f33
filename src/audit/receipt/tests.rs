//! Receipts of the shipped trail: whole, and attacked one by one.

use super::*;
use crate::audit::canonical::parse;
use crate::audit::checkpoint::{Checkpoint, Head};
use crate::audit::commitment::parse_openings;
use crate::audit::entry::Genesis;
use crate::audit::merkle::{Frontier, inclusion_proofs, leaf_hash, root};
use crate::audit::note::{PublicKey, SecretKey};
use crate::audit::verify::TrailError;

mod rotations;

const LOG: &str = "seoul.example/log";

/// The key of the shipped trail, which everybody knows.
fn key() -> SecretKey {
    SecretKey::from_random(LOG, &[3; 32]).unwrap()
}

/// The leaves of the shipped trail with their openings.
fn leaves() -> Vec<(Vec<u8>, Vec<Opening>)> {
    let text = include_str!("../../../tests/fixtures/trail/small.jsonl");
    let leaf = |line: &str| {
        let (entry, openings) = line
            .strip_prefix("{\"entry\":")?
            .strip_suffix('}')?
            .split_once(",\"openings\":")?;
        let openings = parse_openings(openings.as_bytes()).unwrap();
        Some((entry.as_bytes().to_vec(), openings))
    };
    text.lines().filter_map(leaf).collect()
}

fn contents(kind: &str, bytes_of: impl Fn(&str) -> Vec<u8>) -> BTreeMap<Hash, Vec<u8>> {
    let text = include_str!("../../../tests/fixtures/trail/small.jsonl");
    let start = format!("{{\"{kind}\":");
    text.lines()
        .filter_map(|line| Some(line.strip_prefix(&start)?.rsplit_once(",\"sha256\"")?.0))
        .map(bytes_of)
        .map(|bytes| (content_hash(&bytes), bytes))
        .collect()
}

/// The receipt of entries of these leaves, under a checkpoint over all of them.
fn receipt_of(leaves: &[(Vec<u8>, Vec<Opening>)], case: &str, own: &[usize]) -> Receipt {
    let hashes: Vec<Hash> = leaves.iter().map(|(bytes, _)| leaf_hash(bytes)).collect();
    let mut tree = Frontier::default();
    hashes.iter().for_each(|leaf| tree.append(*leaf));
    let checkpoint = Checkpoint::sign(Head::of(LOG, &tree), &key()).unwrap();
    let all: Vec<usize> = [&[0], own].concat();
    let paths = inclusion_proofs(&hashes, &all).unwrap();
    let mut proved = all.iter().zip(paths).map(|(at, path)| Proved {
        bytes: leaves[*at].0.clone(),
        openings: leaves[*at].1.clone(),
        index: *at as u64,
        path,
    });
    let genesis = proved.next().unwrap();
    let entries: Vec<Proved> = proved.collect();
    let mut manifests = contents("manifest", |content| content.as_bytes().to_vec());
    manifests.retain(|hash, _| {
        let named = hash.to_string();
        entries
            .iter()
            .any(|one| String::from_utf8_lossy(&one.bytes).contains(&named))
    });
    let mut definitions = contents("definition", |content| {
        BASE64.decode(content.trim_matches('"')).unwrap()
    });
    definitions.retain(|hash, _| {
        let named = hash.to_string();
        manifests
            .values()
            .any(|bytes| String::from_utf8_lossy(bytes).contains(&named))
    });
    Receipt {
        log: LOG.to_owned(),
        case: case.into(),
        genesis,
        entries,
        definitions,
        manifests,
        rotations: Vec::new(),
        checkpoint: checkpoint.to_text(),
    }
}

/// The receipt of case `a`, which is the vector that is shipped.
fn receipt() -> Receipt {
    receipt_of(&leaves(), "a", &[1, 3, 4])
}

fn other_case() -> Receipt {
    receipt_of(&leaves(), "b", &[2])
}

fn codes_against(receipt: &Receipt, against: &ReceiptAgainst) -> Vec<u16> {
    // What is told of a file is told of its bytes.
    match Receipt::parse(&receipt.to_bytes()) {
        Err(error) => vec![error.code().0],
        Ok(again) => {
            let report = again.verify(against);
            report.faults.iter().map(|one| one.error.code().0).collect()
        }
    }
}

fn codes(receipt: &Receipt) -> Vec<u16> {
    codes_against(receipt, &ReceiptAgainst::default())
}

/// What the bytes come to: nothing where they verify.
fn codes_of(bytes: &[u8]) -> Vec<u16> {
    match Receipt::parse(bytes) {
        Err(error) => vec![error.code().0],
        Ok(receipt) => codes(&receipt),
    }
}

#[test]
fn a_whole_receipt_verifies_and_is_the_vector() {
    let receipt = receipt();
    let bytes = receipt.to_bytes();
    assert_eq!(Receipt::parse(&bytes), Ok(receipt.clone()));
    let known = ReceiptAgainst {
        checkpoints: vec![Checkpoint::parse(receipt.checkpoint.as_bytes()).unwrap()],
        key: Some(key().public().clone()),
        case: Some("a".into()),
        ..ReceiptAgainst::default()
    };
    let report = receipt.verify(&known);
    assert!(report.holds(), "{:?}", report.faults);
    assert_eq!((report.entries, report.values, report.closed), (3, 7, 0));
    assert_eq!(report.unseen, [Unseen::Later, Unseen::Decisions]);
    assert_eq!(codes(&other_case()), [0; 0]);

    // The files that `docs/audit.md` offers to other verifiers.
    let whole = include_bytes!("../../../tests/fixtures/audit/vectors/receipt.json");
    let closed = include_bytes!("../../../tests/fixtures/audit/vectors/receipt-closed.json");
    assert_eq!(bytes, whole);
    assert_eq!(receipt.without_values().to_bytes(), closed);
}

#[test]
fn withheld_values_are_counted_and_the_rest_still_holds() {
    let closed = receipt().without_values();
    let report = closed.verify(&ReceiptAgainst::default());
    assert!(report.holds());
    assert_eq!((report.values, report.closed), (0, 7));
    assert!(report.unseen.contains(&Unseen::Values { values: 7 }));
    // One of several: the others are compared still.
    let mut one = receipt();
    one.entries[2].openings.remove(1);
    let report = one.verify(&ReceiptAgainst::default());
    assert!(report.holds());
    assert_eq!((report.values, report.closed), (6, 1));
}

#[test]
fn every_changed_byte_is_found() {
    let bytes = receipt().to_bytes();
    for at in 0..bytes.len() {
        for mask in [1, 0x20] {
            let mut changed = bytes.clone();
            changed[at] ^= mask;
            assert_ne!(codes_of(&changed), [0; 0], "byte {at} with {mask:#x}");
        }
    }
}

#[test]
fn every_lost_or_added_byte_is_found() {
    let bytes = receipt().to_bytes();
    for at in (0..bytes.len()).step_by(2) {
        let mut fewer = bytes.clone();
        fewer.remove(at);
        assert_ne!(codes_of(&fewer), [0; 0], "without byte {at}");
        assert_ne!(codes_of(&bytes[..at]), [0; 0], "cut at {at}");
    }
    for at in (1..bytes.len()).step_by(4) {
        let mut more = bytes.clone();
        more.insert(at, b' ');
        assert_ne!(codes_of(&more), [0; 0], "a blank at {at}");
    }
    assert_ne!(codes_of(&[&bytes[..], b"\n"].concat()), [0; 0]);
}

#[test]
fn an_edited_entry_is_found() {
    let mut edited = receipt();
    let text = String::from_utf8(edited.entries[2].bytes.clone()).unwrap();
    assert!(text.contains("\"actor\":\"p-7\""));
    edited.entries[2].bytes = text.replace("\"p-7\"", "\"p-8\"").into_bytes();
    assert_eq!(codes(&edited), [861]);
    // In the middle, the next one no longer follows either.
    let mut edited = receipt();
    let text = String::from_utf8(edited.entries[1].bytes.clone()).unwrap();
    edited.entries[1].bytes = text.replace("\"p-7\"", "\"p-8\"").into_bytes();
    assert_eq!(codes(&edited), [861, 812]);
}

#[test]
fn an_edited_value_is_found() {
    let mut edited = receipt();
    let opening = &mut edited.entries[2].openings[2];
    assert_eq!(&*opening.path, "/reason");
    opening.value = crate::audit::canonical::Json::text("이유 없음");
    assert_eq!(codes(&edited), [815]);
}

#[test]
fn an_inserted_entry_is_found() {
    // One that is in the log, of another case.
    let mut more = receipt();
    more.entries.insert(1, other_case().entries.remove(0));
    assert!(codes(&more).contains(&862));
    // One that nobody recorded: the same again, under the next number.
    let mut more = receipt();
    let mut forged = more.entries[2].clone();
    let text = String::from_utf8(forged.bytes).unwrap();
    forged.bytes = text
        .replace("\"sequence\":3", "\"sequence\":4")
        .into_bytes();
    forged.openings.clear();
    forged.index = 5;
    more.entries.push(forged);
    let found = codes(&more);
    assert!(found.contains(&861) && found.contains(&812), "{found:?}");
}

#[test]
fn swapped_entries_are_found() {
    let mut swapped = receipt();
    swapped.entries.swap(1, 2);
    assert!(codes(&swapped).contains(&813));
    // With their numbers and places exchanged as well.
    let mut swapped = receipt();
    let (one, two) = (swapped.entries[1].index, swapped.entries[2].index);
    swapped.entries.swap(1, 2);
    (swapped.entries[1].index, swapped.entries[2].index) = (one, two);
    let found = codes(&swapped);
    assert!(found.contains(&864) && found.contains(&813), "{found:?}");
}

#[test]
fn a_cut_head_is_found() {
    let mut cut = receipt();
    cut.entries.remove(0);
    assert!(codes(&cut).contains(&813));
    let mut cut = receipt();
    cut.entries.remove(1);
    assert!(codes(&cut).contains(&813));
}

/// The one thing that no receipt can show: so it says so, always.
#[test]
fn a_cut_tail_cannot_be_seen_and_that_is_said() {
    let cut = receipt_of(&leaves(), "a", &[1, 3]);
    let report = cut.verify(&ReceiptAgainst {
        key: Some(key().public().clone()),
        checkpoints: vec![Checkpoint::parse(cut.checkpoint.as_bytes()).unwrap()],
        case: Some("a".into()),
        ..ReceiptAgainst::default()
    });
    assert!(report.holds());
    assert_eq!(report.unseen.first(), Some(&Unseen::Later));
}

#[test]
fn no_entries_are_no_receipt() {
    let none = receipt_of(&leaves(), "a", &[]);
    assert_eq!(codes(&none), [868]);
}

#[test]
fn the_receipt_of_another_case_is_found() {
    let asked = ReceiptAgainst {
        case: Some("a".into()),
        ..ReceiptAgainst::default()
    };
    assert_eq!(codes_against(&other_case(), &asked), [862]);
    // Named as the one that was asked for.
    let mut named = other_case();
    named.case = "a".into();
    let found = codes_against(&named, &asked);
    assert!(found.contains(&862) && found.contains(&812), "{found:?}");
}

#[test]
fn replaced_definitions_are_found() {
    for (at, _) in receipt().definitions.iter().enumerate() {
        let mut replaced = receipt();
        let hash = *replaced.definitions.keys().nth(at).unwrap();
        let mut bytes = replaced.definitions.remove(&hash).unwrap();
        bytes.push(b' ');
        // With its own hash, nobody names it; with the old one, it has another.
        let own = content_hash(&bytes);
        replaced.definitions.insert(own, bytes.clone());
        let found = codes(&replaced);
        assert!(found.contains(&808) && found.contains(&809), "{found:?}");
        let text = String::from_utf8(replaced.to_bytes()).unwrap();
        let text = text.replace(&own.to_string(), &hash.to_string());
        let found = codes_of(text.as_bytes());
        assert!(found == [806] || found == [860], "{found:?}");
    }
}

#[test]
fn a_replaced_manifest_is_found() {
    let mut replaced = receipt();
    let first = *replaced.manifests.keys().next().unwrap();
    replaced.manifests.remove(&first);
    assert!(codes(&replaced).contains(&809));
    let mut more = receipt();
    let empty = b"{\"definitions\":[],\"format\":1}".to_vec();
    more.manifests.insert(content_hash(&empty), empty);
    assert_eq!(codes(&more), [808]);
}

/// The whole log again, with the same key: against a checkpoint that somebody
/// kept it is found, and shown to be a second log of the same key.
#[test]
fn a_log_rewritten_from_the_beginning_is_found_by_an_old_checkpoint() {
    let kept = Checkpoint::parse(receipt().checkpoint.as_bytes()).unwrap();
    let mut rewritten = leaves();
    let genesis = Genesis {
        key: key().public().clone(),
        created: "2027-01-02T00:00:00Z".parse().unwrap(),
    };
    rewritten[0].0 = genesis.to_bytes().unwrap();
    let forged = receipt_of(&rewritten, "a", &[1, 3, 4]);
    assert_eq!(codes(&forged), [0; 0], "by itself it cannot be seen");
    let against = ReceiptAgainst {
        checkpoints: vec![kept],
        key: Some(key().public().clone()),
        ..ReceiptAgainst::default()
    };
    assert_eq!(codes_against(&forged, &against), [867]);
}

#[test]
fn a_checkpoint_of_another_size_is_no_fault_and_no_comfort() {
    let leaves = leaves();
    let hashes: Vec<Hash> = leaves.iter().map(|(bytes, _)| leaf_hash(bytes)).collect();
    let head = Head {
        origin: LOG.to_owned(),
        size: 3,
        root: root(&hashes[..3]),
    };
    let report = receipt().verify(&ReceiptAgainst {
        checkpoints: vec![Checkpoint::sign(head, &key()).unwrap()],
        ..ReceiptAgainst::default()
    });
    assert!(report.holds());
    assert!(
        report
            .unseen
            .contains(&Unseen::OtherSize { other: 3, size: 5 })
    );
    assert!(
        !report
            .seen
            .iter()
            .any(|one| matches!(one, Seen::Checkpoint { .. }))
    );
}

#[test]
fn the_checkpoint_of_another_log_is_told_as_that() {
    let other = SecretKey::from_random("busan.example/log", &[3; 32]).unwrap();
    let mut head = Checkpoint::parse(receipt().checkpoint.as_bytes())
        .unwrap()
        .head()
        .clone();
    head.origin = "busan.example/log".to_owned();
    let foreign = Checkpoint::sign(head, &other).unwrap();
    let against = ReceiptAgainst {
        checkpoints: vec![foreign.clone()],
        ..ReceiptAgainst::default()
    };
    assert_eq!(codes_against(&receipt(), &against), [869]);
    let mut within = receipt();
    within.checkpoint = foreign.to_text();
    assert_eq!(codes(&within), [869]);
}

#[test]
fn another_key_is_found() {
    let forger = SecretKey::from_random(LOG, &[4; 32]).unwrap();
    let against = ReceiptAgainst {
        key: Some(forger.public().clone()),
        ..ReceiptAgainst::default()
    };
    assert_eq!(codes_against(&receipt(), &against), [818]);
    // Signed by a key that is not that of the genesis.
    let mut signed = receipt();
    let head = Checkpoint::parse(signed.checkpoint.as_bytes()).unwrap();
    signed.checkpoint = Checkpoint::sign(head.head().clone(), &forger)
        .unwrap()
        .to_text();
    assert_eq!(codes(&signed), [819]);
    // With a genesis of its own the log is another one, under a key that only
    // somebody who knows the right one can tell.
    let mut leaves = leaves();
    leaves[0].0 = Genesis {
        key: forger.public().clone(),
        created: "2027-01-01T00:00:00Z".parse().unwrap(),
    }
    .to_bytes()
    .unwrap();
    let mut forged = receipt_of(&leaves, "a", &[1, 3, 4]);
    let head = Checkpoint::parse(forged.checkpoint.as_bytes()).unwrap();
    forged.checkpoint = Checkpoint::sign(head.head().clone(), &forger)
        .unwrap()
        .to_text();
    assert_eq!(codes(&forged), [0; 0]);
    let known: PublicKey = key().public().clone();
    let against = ReceiptAgainst {
        key: Some(known),
        ..ReceiptAgainst::default()
    };
    assert_eq!(codes_against(&forged, &against), [818]);
}

#[test]
fn a_proof_that_is_too_long_or_too_short_is_told_as_that() {
    for change in [
        (|path: &mut Vec<Hash>| path.push(Hash([7; 32]))) as fn(&mut Vec<Hash>),
        |path| {
            path.pop();
        },
        |path| path.resize(65, Hash([7; 32])),
        |path| path.resize(10_000, Hash([7; 32])),
    ] {
        let mut wrong = receipt();
        change(&mut wrong.entries[1].path);
        assert_eq!(codes(&wrong), [864]);
        let mut wrong = receipt();
        change(&mut wrong.genesis.path);
        assert_eq!(codes(&wrong), [864]);
    }
}

#[test]
fn json_that_is_not_canonical_is_found() {
    let text = String::from_utf8(receipt().to_bytes()).unwrap();
    for (from, to) in [
        ("\"format\":1,\"genesis\"", "\"format\": 1,\"genesis\""),
        ("\"format\":1,\"genesis\"", "\"format\":1.0,\"genesis\""),
        ("\"format\":1,\"genesis\"", "\"format\":1e0,\"genesis\""),
        (
            "\"kind\":\"jorye-receipt\"",
            "\"kind\":\"jorye\\u002dreceipt\"",
        ),
        (
            "\"kind\":\"jorye-receipt\"",
            "\"k\\u0069nd\":\"jorye-receipt\"",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(codes_of(text.replace(from, to).as_bytes()), [860], "{to}");
    }
    assert_eq!(codes_of(text.replace('\n', "\r\n").as_bytes()), [860]);
    assert_eq!(codes_of(format!("\u{feff}{text}").as_bytes()), [860]);
    assert_eq!(codes_of(text.trim_end().as_bytes()), [805]);
}

#[test]
fn duplicate_keys_are_found() {
    let text = String::from_utf8(receipt().to_bytes()).unwrap();
    for (from, to) in [
        ("{\"case\":\"a\"", "{\"case\":\"b\",\"case\":\"a\""),
        ("\"index\":3", "\"index\":2,\"index\":3"),
        ("\"actor\":\"p-7\"", "\"actor\":\"p-8\",\"actor\":\"p-7\""),
    ] {
        assert!(text.contains(from), "{from}");
        let twice = text.replacen(from, to, 1);
        let read = Receipt::parse(twice.as_bytes());
        let Err(ReceiptError::Json(error)) = read else {
            panic!("{to}: {read:?}");
        };
        assert!(
            matches!(error, crate::audit::canonical::JsonError::Duplicate { .. }),
            "{error:?}"
        );
    }
}

/// One word in two spellings of Unicode: composed, and decomposed.
#[test]
fn unicode_twins_are_found() {
    let (composed, twin) = (
        "이유 있음",
        "\u{110b}\u{1175}\u{110b}\u{1172} \u{110b}\u{1175}\u{11bb}\u{110b}\u{1173}\u{11b7}",
    );
    let text = String::from_utf8(receipt().to_bytes()).unwrap();
    assert!(text.contains(composed));
    assert_eq!(codes_of(text.replace(composed, twin).as_bytes()), [815]);
    // A text of the law whose words look the same.
    let mut twins = receipt();
    let (hash, bytes) = twins
        .definitions
        .iter()
        .find(|(_, bytes)| String::from_utf8_lossy(bytes).contains('조'))
        .map(|(hash, bytes)| (*hash, bytes.clone()))
        .unwrap();
    let decomposed = String::from_utf8(bytes)
        .unwrap()
        .replace('조', "\u{110c}\u{1169}");
    twins.definitions.remove(&hash);
    twins
        .definitions
        .insert(content_hash(decomposed.as_bytes()), decomposed.into_bytes());
    assert!(codes(&twins).contains(&809));
}

#[test]
fn other_members_are_refused() {
    let json = parse(receipt().to_bytes().strip_suffix(b"\n").unwrap()).unwrap();
    let root = json.as_object().unwrap();
    for (key, _) in root.iter() {
        let mut fewer = root.clone();
        fewer.remove(key);
        let bytes = [
            &crate::audit::canonical::Tree::Object(fewer).to_bytes()[..],
            b"\n",
        ]
        .concat();
        assert_eq!(codes_of(&bytes), [860], "without {key}");
        let mut other = root.clone();
        other.insert(key.to_owned(), crate::audit::canonical::Json::text("x"));
        let bytes = [
            &crate::audit::canonical::Tree::Object(other).to_bytes()[..],
            b"\n",
        ]
        .concat();
        assert_ne!(codes_of(&bytes), [0; 0], "another {key}");
    }
    let mut more = root.clone();
    more.insert("more".to_owned(), crate::audit::canonical::Json::text("x"));
    let bytes = [
        &crate::audit::canonical::Tree::Object(more).to_bytes()[..],
        b"\n",
    ]
    .concat();
    assert_eq!(codes_of(&bytes), [860]);
}

#[test]
fn a_page_gives_back_its_receipt_and_nothing_else() {
    let bytes = receipt().to_bytes();
    let page = format!("<!doctype html>\n<a {}>x</a>\n", wrap(&bytes));
    assert_eq!(embedded(page.as_bytes()), Ok(Some(bytes.clone())));
    assert_eq!(embedded(&bytes), Ok(None));
    let twice = format!("{page}{page}");
    assert_eq!(embedded(twice.as_bytes()), Err(PageError::Several));
    assert_eq!(embedded(b"<html></html>"), Err(PageError::None));
    let cut = &page.as_bytes()[..page.len() - 20];
    assert_eq!(embedded(cut), Err(PageError::Damaged));
    let wrong = page.replace("base64,", "base64,!");
    assert_eq!(embedded(wrong.as_bytes()), Err(PageError::Damaged));
}

/// Every fault has its message, in both languages, with nothing left to fill.
#[test]
fn every_fault_is_told() {
    use crate::audit::merkle::ProofError;
    use crate::diagnostic::{Coded, Lang};
    let mut told = String::new();
    let errors = [
        ReceiptError::TooLong,
        ReceiptError::Form {
            path: "/entries/0/index".to_owned(),
        },
        ReceiptError::NotProved {
            index: 3,
            size: 5,
            error: ProofError::Root,
        },
        ReceiptError::NotProved {
            index: 3,
            size: 5,
            error: ProofError::Length,
        },
        ReceiptError::OtherCase {
            expected: "a".into(),
            found: "b".into(),
        },
        ReceiptError::Page,
        TrailError::Forked { size: 5 }.into(),
        TrailError::Empty.into(),
        TrailError::OtherLog { size: 5 }.into(),
    ];
    for error in errors {
        let fault = ReceiptFault {
            entry: Some(2),
            error,
        };
        for lang in [Lang::Ko, Lang::En] {
            let finding = fault.finding();
            let says = finding.title(lang);
            assert!(!says.contains('{'), "{says}");
            told.push_str(&format!("{} {says}\n", finding.code));
        }
    }
    for lang in [Lang::Ko, Lang::En] {
        told.push_str(&format!("{}\n", PageError::None.finding().title(lang)));
    }
    insta::assert_snapshot!(told);
}

proptest::proptest! {
    #[test]
    fn no_bytes_cause_a_panic(at: proptest::sample::Index, with in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..6)) {
        let mut bytes = receipt().to_bytes();
        let at = at.index(bytes.len());
        bytes.splice(at..(at + with.len()).min(bytes.len()), with);
        let _ = codes_of(&bytes);
        let _ = embedded(&bytes);
    }
}
