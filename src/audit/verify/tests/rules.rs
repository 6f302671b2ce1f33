//! Each rule of the format has its fault.

use super::*;

/// Faults that leave every byte well formed.
#[test]
fn each_rule_has_its_fault() {
    let (blobs, one, two) = definitions();
    let manifests = vec![one.bytes().to_vec(), two.bytes().to_vec()];
    let check = |entries: &[Entry], blobs: &[Vec<u8>], manifests: &[Vec<u8>]| {
        let log = log_of(entries, blobs.to_vec(), manifests.to_vec());
        errors(&verify(&export(&log), Against::default()))
    };
    let first = || entry("a", 1, one.hash(), opened(&[]));
    let other = || entry("b", 1, two.hash(), opened(&[]));
    assert_eq!(check(&[first(), other()], &blobs, &manifests), []);
    // Sequence.
    let gap = entry("a", 3, one.hash(), decided());
    assert_eq!(
        check(&[first(), other(), gap.clone()], &blobs, &manifests),
        [TrailError::Sequence { last: 1, found: 3 }]
    );
    assert_eq!(
        check(&[gap, other()], &blobs, &manifests),
        [TrailError::Sequence { last: 0, found: 3 }]
    );
    // Time.
    let mut early = entry("a", 2, one.hash(), decided());
    early.recorded = first().recorded - jiff::SignedDuration::from_micros(1);
    assert_eq!(
        check(&[first(), other(), early], &blobs, &manifests),
        [TrailError::Time]
    );
    // Rebuild: a state is left that is not active.
    let twice = [
        first(),
        other(),
        entry("a", 2, one.hash(), decided()),
        entry("a", 3, one.hash(), decided()),
    ];
    assert!(matches!(
        check(&twice, &blobs, &manifests)[..],
        [TrailError::Rebuild(_)]
    ));
    // Definitions and manifests.
    let unused = [&blobs[..], &[b"more".to_vec()]].concat();
    assert_eq!(
        check(&[first(), other()], &unused, &manifests),
        [TrailError::Unused {
            hash: content_hash(b"more")
        }]
    );
    assert_eq!(
        check(&[first()], &blobs, &manifests),
        [TrailError::Unused { hash: two.hash() }]
    );
    assert_eq!(
        check(&[first(), other()], &blobs, &manifests[..1]),
        [TrailError::Absent { hash: two.hash() }]
    );
    assert_eq!(
        check(&[first(), other()], &blobs[..1], &manifests),
        [TrailError::Absent {
            hash: content_hash(&blobs[1])
        }]
    );
}

/// Forgeries in which everything else fits; no checkpoint helps.
#[test]
fn each_rule_holds_alone() {
    use crate::audit::canonical::Json;
    use crate::audit::entry::EntryError;
    let (blobs, one, two) = definitions();
    let manifests = vec![one.bytes().to_vec(), two.bytes().to_vec()];
    let fresh = || {
        let entries = [
            entry("a", 1, one.hash(), opened(&[])),
            entry("b", 1, two.hash(), opened(&[])),
        ];
        log_of(&entries, blobs.clone(), manifests.clone())
    };
    let check = |bytes: &[u8]| errors(&verify(bytes, Against::default()));
    let bytes = export(&fresh());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(check(&bytes), []);

    // The last entry, resealed with another log, or another entry before it.
    let resealed = |log_id: &str, previous: Hash| {
        let mut log = fresh();
        let last = entry("b", 1, two.hash(), opened(&[]));
        let sealed = seal(log_id, &last, &previous, &SaltSeed::new([9; 32])).unwrap();
        log.leaves[2] = (sealed.bytes, write_openings(&sealed.openings));
        check(&export(&log))
    };
    assert_eq!(resealed(LOG, first_link(LOG, "b")), []);
    assert_eq!(resealed(LOG, first_link(LOG, "a")), [TrailError::Chain]);
    assert_eq!(
        resealed("other", first_link(LOG, "b")),
        [TrailError::Log {
            found: "other".into()
        }]
    );
    // Openings beside the genesis.
    let mut log = fresh();
    log.leaves[0].1 = log.leaves[1].1.clone();
    assert_eq!(check(&export(&log)), [TrailError::Genesis]);
    // A second genesis.
    let mut log = fresh();
    log.leaves.push(log.leaves[0].clone());
    assert!(matches!(
        check(&export(&log))[..],
        [TrailError::Entry(EntryError::Form { .. })]
    ));
    // An unknown member, written canonically into the last entry.
    let mut log = fresh();
    let Json::Object(mut members) = parse(&log.leaves[2].0).unwrap() else {
        panic!("an entry is an object");
    };
    members.insert("zzz".into(), Json::Null);
    log.leaves[2].0 = Json::Object(members).to_bytes();
    // Its manifest goes unused besides.
    assert_eq!(
        check(&export(&log)).first(),
        Some(&TrailError::Entry(EntryError::Form {
            path: String::new()
        }))
    );
    // Another content under the old hash.
    let changed = text.replacen("\"definition\":\"", "\"definition\":\"AAAA", 1);
    assert!(matches!(
        check(changed.as_bytes())[0],
        TrailError::Content { .. }
    ));
    // Counts.
    for (group, stated) in [
        (Group::Definitions, "\"definitions\":2"),
        (Group::Manifests, "\"manifests\":2"),
        (Group::Leaves, "\"size\":3"),
    ] {
        let (key, found) = stated.split_once(':').unwrap();
        let more = text.replacen(stated, &format!("{key}:7"), 1);
        let found = found.parse().unwrap();
        assert_eq!(
            check(more.as_bytes()),
            [TrailError::Count {
                group,
                stated: 7,
                found
            }]
        );
    }
    // Bytes after the last newline, and a last line without one.
    assert_eq!(check(&[&bytes[..], b"{"].concat()), [TrailError::Cut]);
    assert!(check(&bytes[..bytes.len() - 1]).contains(&TrailError::Cut));
    // Another kind or format.
    for (from, to) in [
        ("jorye-trail", "jorye-trial"),
        ("\"format\":1", "\"format\":2"),
    ] {
        assert_eq!(
            check(text.replacen(from, to, 1).as_bytes()),
            [TrailError::Header]
        );
    }
    let none = text.replacen("\"size\":3", "\"size\":0", 1);
    assert_eq!(check(none.as_bytes()), [TrailError::Empty]);
    assert_eq!(check(b""), [TrailError::Empty]);
}
