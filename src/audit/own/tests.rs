//! A log that changes its key twice.

use super::*;
use crate::audit::note::SecretKey;
use proptest::prelude::*;

const LOG: &str = "seoul.example/log";

fn key(seed: u8) -> SecretKey {
    SecretKey::from_random(LOG, &[seed; 32]).unwrap()
}

fn by(minute: u32) -> By {
    By {
        actor: "han".to_owned(),
        via: "command-line".to_owned(),
        recorded: format!("2027-01-01T00:{minute:02}:00Z").parse().unwrap(),
    }
}

fn rotation(head: &OwnHead, minute: u32, old: u8, new: u8) -> OwnEntry {
    OwnEntry::rotation(LOG, head, by(minute), &key(old), &key(new)).unwrap()
}

#[test]
fn each_key_signs_from_where_it_was_handed_over() {
    let mut keys = Keys::of(key(1).public().clone());
    let head = OwnHead::first(LOG);
    let one = rotation(&head, 1, 1, 2);
    let head = head.after(&one, one.hash().unwrap()).unwrap();
    let two = rotation(&head, 1, 2, 3);
    assert!(head.after(&two, two.hash().unwrap()).is_some());
    assert!(keys.take(&one, 4) && keys.take(&two, 9));
    let in_force = |size| keys.at(size).clone();
    for (size, seed) in [(0, 1), (4, 1), (5, 2), (9, 2), (10, 3), (u64::MAX, 3)] {
        assert_eq!(in_force(size), *key(seed).public(), "{size}");
    }
    assert_eq!(keys.newest(), key(3).public());
    assert!(keys.knows(key(2).public()) && !keys.knows(key(4).public()));
}

#[test]
fn nobody_takes_over_without_the_key_in_force_and_the_new_one() {
    let head = OwnHead::first(LOG);
    let good = rotation(&head, 1, 1, 2);
    let mut keys = Keys::of(key(1).public().clone());
    assert!(keys.clone().take(&good, 1));
    // Another key than the one in force has handed over.
    assert!(!keys.take(&rotation(&head, 1, 4, 2), 1));
    // The new key did not sign, or the same key stays.
    assert!(!keys.take(&rotation(&head, 1, 1, 1), 1));
    let other = SecretKey::from_random("busan.example/log", &[2; 32]).unwrap();
    let foreign = OwnEntry::rotation(LOG, &head, by(1), &key(1), &other).unwrap();
    assert!(!keys.take(&foreign, 1));
    assert_eq!(keys.newest(), key(1).public());
}

#[test]
fn an_entry_follows_the_one_before_it() {
    let head = OwnHead::first(LOG);
    let one = rotation(&head, 5, 1, 2);
    let hash = one.hash().unwrap();
    let head = head.after(&one, hash).unwrap();
    assert_eq!((head.seq, head.hash), (1, hash));
    for wrong in [
        OwnEntry {
            seq: 3,
            ..rotation(&head, 6, 2, 3)
        },
        OwnEntry {
            previous: Hash([0; 32]),
            ..rotation(&head, 6, 2, 3)
        },
        rotation(&head, 4, 2, 3),
        one,
    ] {
        assert_eq!(head.after(&wrong, hash), None);
    }
}

#[test]
fn a_changed_byte_hands_nothing_over() {
    let entry = rotation(&OwnHead::first(LOG), 1, 1, 2);
    let bytes = entry.to_bytes().unwrap();
    assert_eq!(OwnEntry::parse(&bytes).unwrap(), entry);
    for at in 0..bytes.len() {
        for mask in [1, 2, 4, 8, 16, 32, 64, 128] {
            let mut changed = bytes.clone();
            changed[at] ^= mask;
            let holds = OwnEntry::parse(&changed)
                .is_ok_and(|entry| entry.rotates(key(1).public()).is_some());
            assert!(!holds, "byte {at} with mask {mask}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic(bytes: Vec<u8>, text: String) {
        let _ = OwnEntry::parse(&bytes);
        let _ = OwnEntry::parse(text.as_bytes());
    }
}
