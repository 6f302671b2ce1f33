//! No damage to an export passes.

use super::*;
use proptest::prelude::*;

proptest! {
    /// Pieces of a log in any order, with any bytes between them, are refused
    /// without a panic.
    #[test]
    fn no_bytes_cause_a_panic(pieces in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..4)), 0..12)) {
        let bytes = export(&small());
        let mut mixed = Vec::new();
        for (from, to, between) in pieces {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            mixed.extend_from_slice(&bytes[from.min(to)..from.max(to)]);
            mixed.extend(between);
        }
        prop_assert!(!verify(&mixed, Against::default()).holds());
    }
}

/// Whether damage to an export is found, given its last checkpoint.
fn finder(log: &Log) -> impl Fn(&[u8]) -> bool {
    let head = checkpoint(log, log.leaves.len());
    move |bytes| {
        let mut verifier = Verifier::new(against(vec![head.clone()]));
        // One fault is enough, and most come early.
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            verifier.feed(line);
            if !verifier.faults.is_empty() {
                return true;
            }
        }
        !verifier.finish().holds()
    }
}

fn no_changed_byte_passes(masks: &[u8]) {
    let log = small();
    let bytes = export(&log);
    let found = finder(&log);
    assert!(!found(&bytes));
    for at in 0..bytes.len() {
        for mask in masks {
            let mut damaged = bytes.clone();
            damaged[at] ^= mask;
            assert!(found(&damaged), "byte {at} with mask {mask}");
        }
    }
}

/// Three changes of every byte; with `JORYE_LONG` set, all 255, which takes
/// minutes even in a release build.
#[test]
fn no_changed_byte_passes_unseen() {
    if option_env!("JORYE_LONG").is_some() {
        no_changed_byte_passes(&(1..=255).collect::<Vec<u8>>());
    } else {
        no_changed_byte_passes(&[0x01, 0x20, 0x80]);
    }
}

#[test]
fn no_lost_or_added_byte_passes() {
    let log = small();
    let bytes = export(&log);
    let found = finder(&log);
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged.remove(at);
        assert!(found(&damaged), "byte {at} removed");
        damaged.insert(at, bytes[at]);
        damaged.insert(at, bytes[at]);
        assert!(found(&damaged), "byte {at} doubled");
        assert!(found(&bytes[..at]), "cut to {at} bytes");
        assert!(found(&bytes[at + 1..]), "cut from {at}");
    }
    for more in [&b"\n"[..], b" ", b"\0", b"{}\n"] {
        assert!(found(&[&bytes[..], more].concat()));
        assert!(found(&[more, &bytes[..]].concat()));
    }
}

#[test]
fn no_moved_line_passes() {
    let log = small();
    let all = lines(&export(&log));
    let damage = finder(&log);
    let found = |lines: &[Vec<u8>]| damage(&lines.concat());
    for at in 0..all.len() {
        let mut less = all.clone();
        less.remove(at);
        assert!(found(&less), "line {at} removed");
        for to in 0..all.len() {
            let mut twice = all.clone();
            twice.insert(to, all[at].clone());
            assert!(found(&twice), "line {at} again at {to}");
            if at != to {
                let mut swapped = all.clone();
                swapped.swap(at, to);
                assert!(found(&swapped), "lines {at} and {to} swapped");
                let mut moved = all.clone();
                let line = moved.remove(at);
                moved.insert(to, line);
                assert!(found(&moved), "line {at} moved to {to}");
            }
        }
    }
}

/// A value beside the entry in another Unicode form is another value.
#[test]
fn unicode_twins_are_told_apart() {
    use unicode_normalization::UnicodeNormalization;
    let log = small();
    let text = String::from_utf8(export(&log)).unwrap();
    for word in ["김가", "이유 있음"] {
        let twin: String = word.nfd().collect();
        assert_ne!(twin, word);
        let report = verify(text.replace(word, &twin).as_bytes(), Against::default());
        assert!(
            matches!(
                errors(&report)[..],
                [TrailError::Entry(
                    crate::audit::entry::EntryError::Commitment { .. }
                )]
            ) || report.faults.len() > 1
        );
        assert!(!report.holds());
    }
}

/// Texts that other readers of JSON take for the same.
#[test]
fn other_spellings_are_refused() {
    let log = small();
    let text = String::from_utf8(export(&log)).unwrap();
    for (from, to) in [
        ("\"sequence\":1", "\"sequence\":1.0"),
        ("\"sequence\":1", "\"sequence\": 1"),
        ("\"sequence\":1", "\"sequence\":1,\"sequence\":1"),
        ("\"sequence\":1", "\"sequence\":01"),
        ("\"actor\":", "\"\\u0061ctor\":"),
        ("\"via\":\"k-1\"", "\"via\":\"k-1\",\"zzz\":null"),
        ("\"openings\":[]", "\"openings\":[],\"zzz\":null"),
        ("\"outcome\":null,", ""),
        ("}\n", "}\r\n"),
        ("}\n", "}\n\n"),
    ] {
        assert!(text.contains(from), "{from}");
        let report = verify(text.replacen(from, to, 1).as_bytes(), Against::default());
        assert!(!report.holds(), "{from} became {to}");
    }
    assert!(!verify(format!("\u{feff}{text}").as_bytes(), Against::default()).holds());
    assert!(!verify(b"", Against::default()).holds());
    assert!(!verify(b"\n", Against::default()).holds());
}
