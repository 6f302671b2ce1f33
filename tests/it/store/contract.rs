//! What every store keeps to: one suite, run against each.

use std::collections::BTreeSet;
use std::thread;

use jiff::Timestamp;
use jorye::audit::Hash;
use jorye::audit::hash::content_hash;
use jorye::audit::{SaltSeed, seal};
use jorye::engine::{Act, Cause, Content, Entry, Register, SeatEffect, Step, Subject, Tenure};
use jorye::store::{
    Append, CaseFilter, ContentKind, KeptOnce, MemoryStore, Once, Standing, Store, StoreError,
    StoredCase, Unfit, seat_changes, seats_of_leaves,
};

use super::{advance, append, assert_sound, case, create, log, manifest, open, wait, whole_log};

macro_rules! every_store {
    ($($subject:ident)*) => {
        mod memory {
            $(#[test]
            fn $subject() {
                super::$subject(&super::MemoryStore::create(super::log()));
            })*
        }
        mod sqlite {
            use jorye::store::Store;
            $(#[test]
            fn $subject() {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("store.jorye");
                let store = super::create(&path);
                super::$subject(&store);
                // Whatever was done, the file is whole, and opened again it says the same.
                let closed = matches!(super::wait(store.tree()), Err(super::StoreError::Closed { .. }));
                let before = (!closed).then(|| super::whole_log(&store));
                drop(store);
                let store = super::open(&path).unwrap();
                super::wait(store.examine()).unwrap();
                if let Some(before) = before {
                    assert_eq!(super::whole_log(&store), before);
                }
            })*
        }
    };
}

every_store! {
    a_fresh_store_holds_the_genesis
    what_is_appended_is_there
    a_stale_append_writes_nothing
    entries_are_kept_together_or_not_at_all
    an_append_that_contradicts_itself_is_refused
    a_case_is_found_by_workflow_and_standing
    long_lists_come_in_pages
    content_is_kept_by_its_hash
    what_leaves_draw_on_is_told_by_size
    seats_are_listed_in_the_order_of_the_log
    a_seat_is_not_given_on_an_old_register
    a_key_counts_once
    a_key_that_has_run_out_is_free
    what_fails_leaves_its_key_free
    many_threads_lose_and_double_nothing
    a_closed_store_says_so
}

fn a_fresh_store_holds_the_genesis(store: &dyn Store) {
    let leaves = whole_log(store);
    assert_eq!(leaves.len(), 1);
    assert_eq!(leaves[0].hash, store.log().hash());
    assert_eq!(wait(store.tree()).unwrap().root, store.log().hash());
    assert_eq!(store.log(), &log());
    assert_eq!(wait(store.case(&"nobody".into())).unwrap(), None);
    assert!(
        wait(store.entries(&"nobody".into(), 0, 10))
            .unwrap()
            .is_empty()
    );
    assert_sound(store);
}

fn what_is_appended_is_there(store: &dyn Store) {
    let manifest = manifest(store, "m");
    let opening = append("a", 0, 2, manifest, "x");
    let appended = wait(store.append(opening.clone())).unwrap();
    let told: Vec<_> = appended.iter().map(|it| (it.case_seq, it.index)).collect();
    assert_eq!(told, [(1, Some(1)), (2, Some(2))]);
    let stored = wait(store.case(&"a".into())).unwrap().unwrap();
    assert_eq!(stored.case, opening.after);
    assert_eq!(stored.head, opening.entries[1].sealed.hash);
    let entries = wait(store.entries(&"a".into(), 0, 10)).unwrap();
    assert_eq!(entries[0].bytes, opening.entries[0].sealed.bytes);
    assert_eq!(entries[1].openings, opening.entries[1].sealed.openings);
    // Another case, and the first one again.
    assert_eq!(advance(store, "b", 0, manifest).unwrap()[0].index, Some(3));
    let third = advance(store, "a", 2, manifest).unwrap();
    assert_eq!((third[0].case_seq, third[0].index), (3, Some(4)));
    assert_eq!(wait(store.frontier()).unwrap().size(), 5);
    assert_sound(store);
}

fn a_stale_append_writes_nothing(store: &dyn Store) {
    let manifest = manifest(store, "m");
    advance(store, "a", 0, manifest).unwrap();
    let before = whole_log(store);
    for (id, expected, found) in [("a", 0, 1), ("a", 2, 1), ("new", 1, 0), ("new", 7, 0)] {
        match advance(store, id, expected, manifest) {
            Err(StoreError::Stale {
                case,
                expected: told,
                found: there,
            }) => assert_eq!((&*case, told, there), (id, expected, found)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(whole_log(store), before);
    assert_eq!(wait(store.case(&"new".into())).unwrap(), None);
    assert_sound(store);
}

fn entries_are_kept_together_or_not_at_all(store: &dyn Store) {
    let known = manifest(store, "m");
    let unknown = content_hash(b"never put");
    let mut mixed = append("a", 0, 3, known, "x");
    mixed.entries[2].manifest = unknown;
    match wait(store.append(mixed)) {
        Err(StoreError::Missing { kind, hash }) => {
            assert_eq!((kind, hash), (ContentKind::Manifest, unknown));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(whole_log(store).len(), 1);
    assert_eq!(wait(store.case(&"a".into())).unwrap(), None);
    // What failed stands in nobody's way.
    advance(store, "a", 0, known).unwrap();
    assert_sound(store);
}

fn an_append_that_contradicts_itself_is_refused(store: &dyn Store) {
    let manifest = manifest(store, "m");
    let good = append("a", 0, 2, manifest, "x");
    let bad = |fault: Unfit, change: &dyn Fn(&mut Append)| {
        let mut append = good.clone();
        change(&mut append);
        match wait(store.append(append)) {
            Err(StoreError::Unfit { fault: found, .. }) => assert_eq!(found, fault),
            other => panic!("{other:?}"),
        }
    };
    bad(Unfit::Empty, &|it| it.entries.clear());
    bad(Unfit::Case, &|it| it.after.id = "b".into());
    bad(Unfit::Sequence, &|it| it.after.seq = 1);
    bad(Unfit::Sequence, &|it| it.expected_seq = u64::MAX);
    bad(Unfit::Hash, &|it| it.entries[1].sealed.bytes.push(b' '));
    bad(Unfit::Size, &|it| it.after.version = 1 << 53);
    assert_eq!(whole_log(store).len(), 1);
    wait(store.append(good)).unwrap();
}

fn ids(cases: &[StoredCase]) -> Vec<&str> {
    cases.iter().map(|stored| &*stored.case.id).collect()
}

fn a_case_is_found_by_workflow_and_standing(store: &dyn Store) {
    let manifest = manifest(store, "m");
    for (id, workflow, closed) in [
        ("b", "w1", false),
        ("a", "w1", true),
        ("e", "w2", true),
        ("c", "w2", false),
        ("d", "w1", false),
    ] {
        let mut opening = append(id, 0, 1, manifest, "x");
        opening.after = case(id, workflow, 1, closed);
        wait(store.append(opening)).unwrap();
    }
    let find = |workflow: Option<&str>, standing, after: Option<&str>| {
        let filter = CaseFilter {
            workflow: workflow.map(Into::into),
            standing,
            parent: None,
        };
        wait(store.cases(filter, after.map(Into::into), 10)).unwrap()
    };
    let (open, closed) = (Some(Standing::Open), Some(Standing::Closed));
    assert_eq!(ids(&find(None, None, None)), ["a", "b", "c", "d", "e"]);
    assert_eq!(ids(&find(None, None, Some("c"))), ["d", "e"]);
    assert_eq!(ids(&find(None, open, None)), ["b", "c", "d"]);
    assert_eq!(ids(&find(None, closed, Some("a"))), ["e"]);
    assert_eq!(ids(&find(Some("w1"), None, None)), ["a", "b", "d"]);
    assert_eq!(ids(&find(Some("w1"), open, Some("b"))), ["d"]);
    assert_eq!(ids(&find(Some("w2"), closed, None)), ["e"]);
    assert!(find(Some("w3"), None, None).is_empty());
    // A case that ends moves from one list to the other.
    let mut end = append("d", 1, 1, manifest, "x");
    end.after = case("d", "w1", 2, true);
    wait(store.append(end)).unwrap();
    assert_eq!(ids(&find(None, open, None)), ["b", "c"]);
    assert_eq!(ids(&find(Some("w1"), closed, None)), ["a", "d"]);
}

fn long_lists_come_in_pages(store: &dyn Store) {
    let manifest = manifest(store, "m");
    wait(store.append(append("long", 0, 25, manifest, "x"))).unwrap();
    for n in 0..25 {
        advance(store, &format!("c{n:02}"), 0, manifest).unwrap();
    }
    let mut seen = Vec::new();
    loop {
        let after = seen.last().map_or(0, |entry: &u64| *entry);
        let page = wait(store.entries(&"long".into(), after, 10)).unwrap();
        assert!(page.len() <= 10);
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|entry| entry.case_seq));
    }
    assert_eq!(seen, (1..=25).collect::<Vec<_>>());
    let mut after = None;
    let mut pages = 0;
    let mut found = Vec::new();
    loop {
        let page = wait(store.cases(CaseFilter::default(), after, 10)).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.case.id.clone());
        pages += 1;
        found.extend(page.into_iter().map(|stored| stored.case.id));
    }
    assert_eq!((pages, found.len()), (3, 26));
    assert!(found.is_sorted());
    assert!(wait(store.leaves(51, 10)).unwrap().is_empty());
    assert!(wait(store.leaves(u64::MAX, 10)).unwrap().is_empty());
    assert_eq!(wait(store.leaves(48, 10)).unwrap().len(), 3);
    assert!(wait(store.leaves(0, 0)).unwrap().is_empty());
    assert_sound(store);
}

fn content_is_kept_by_its_hash(store: &dyn Store) {
    let hash = wait(store.put_definition(b"text".to_vec())).unwrap();
    assert_eq!(hash, content_hash(b"text"));
    assert_eq!(wait(store.put_definition(b"text".to_vec())).unwrap(), hash);
    assert_eq!(wait(store.definition(&hash)).unwrap().unwrap(), b"text");
    assert_eq!(wait(store.definition(&Hash([0; 32]))).unwrap(), None);
    // A manifest only names what is there.
    let missing = content_hash(b"other");
    match wait(store.put_manifest(b"m".to_vec(), vec![hash, missing])) {
        Err(StoreError::Missing { kind, hash }) => {
            assert_eq!((kind, hash), (ContentKind::Definition, missing));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(wait(store.manifest(&content_hash(b"m"))).unwrap(), None);
    let manifest = wait(store.put_manifest(b"m".to_vec(), vec![hash])).unwrap();
    assert_eq!(wait(store.manifest(&manifest)).unwrap().unwrap(), b"m");
    assert_eq!(
        wait(store.put_manifest(b"m".to_vec(), vec![hash])).unwrap(),
        manifest
    );
    // Definitions and manifests are not taken for each other.
    assert_eq!(wait(store.manifest(&hash)).unwrap(), None);
    assert_eq!(wait(store.definition(&manifest)).unwrap(), None);
}

fn what_leaves_draw_on_is_told_by_size(store: &dyn Store) {
    let first = manifest(store, "first");
    let second = manifest(store, "second");
    let _unused = manifest(store, "unused");
    let hashes = |size| -> BTreeSet<Hash> {
        let manifests = wait(store.manifests(size)).unwrap();
        assert!(manifests.is_sorted_by_key(|it| it.hash));
        let definitions = wait(store.definitions(size)).unwrap();
        assert!(definitions.is_sorted_by_key(|it| it.hash));
        assert_eq!(definitions.len(), manifests.len());
        manifests.into_iter().map(|it| it.hash).collect()
    };
    advance(store, "a", 0, second).unwrap();
    advance(store, "a", 1, first).unwrap();
    advance(store, "a", 2, second).unwrap();
    assert_eq!(hashes(1), BTreeSet::new());
    assert_eq!(hashes(2), BTreeSet::from([second]));
    assert_eq!(hashes(3), BTreeSet::from([first, second]));
    assert_eq!(hashes(u64::MAX), BTreeSet::from([first, second]));
}

fn many_threads_lose_and_double_nothing(store: &dyn Store) {
    const THREADS: usize = 64;
    const ACTS: u64 = 6;
    let manifest = manifest(store, "m");
    let stale: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let own = format!("own{thread}");
                    let mut stale = 0;
                    for act in 0..ACTS {
                        // A case of one's own: never stale.
                        advance(store, &own, act, manifest).unwrap();
                        // One of four cases that all share: tried until it goes.
                        let shared = format!("shared{}", thread % 4);
                        let by = format!("{thread}/{act}");
                        loop {
                            let before = wait(store.case(&shared.as_str().into()))
                                .unwrap()
                                .map_or(0, |stored| stored.case.seq);
                            match wait(store.append(append(&shared, before, 1, manifest, &by))) {
                                Ok(appended) => {
                                    assert_eq!(appended[0].case_seq, before + 1);
                                    break;
                                }
                                Err(StoreError::Stale {
                                    expected, found, ..
                                }) => {
                                    assert!(found > expected);
                                    stale += 1;
                                }
                                Err(other) => panic!("{other:?}"),
                            }
                        }
                    }
                    stale
                })
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).sum()
    });
    println!("{stale} appends were stale and tried again");
    assert_sound(store);
    let leaves = whole_log(store);
    assert_eq!(leaves.len() as u64, 1 + 2 * THREADS as u64 * ACTS);
    // Each act stands once.
    let shared: BTreeSet<String> = leaves
        .iter()
        .filter_map(|leaf| {
            let text = String::from_utf8(leaf.bytes.clone()).unwrap();
            let (_, by) = text.split_once(" by ")?;
            by.contains('/').then(|| by.to_owned())
        })
        .collect();
    assert_eq!(shared.len() as u64, THREADS as u64 * ACTS);
}

fn a_closed_store_says_so(store: &dyn Store) {
    let manifest = manifest(store, "m");
    // What was asked for before is still done.
    let pending: Vec<_> = (0..50)
        .map(|n| store.append(append(&format!("c{n}"), 0, 1, manifest, "x")))
        .collect();
    let closing = store.close();
    for one in pending {
        wait(one).unwrap();
    }
    wait(closing).unwrap();
    let closed = |error: Option<StoreError>| {
        assert!(
            matches!(error, Some(StoreError::Closed { .. })),
            "{error:?}"
        );
    };
    closed(advance(store, "a", 0, manifest).err());
    closed(wait(store.case(&"c1".into())).err());
    closed(wait(store.put_definition(Vec::new())).err());
    closed(wait(store.close()).err());
    closed(wait(store.tree()).err());
}

/// An act that changes the register of seats, sealed as the service seals it.
fn seating(store: &dyn Store, id: &str, before: u64, seats: Vec<SeatEffect>) -> Append {
    let mut append = append(id, before, 1, manifest(store, "m"), "seats");
    let at = append.after.recorded;
    let entry = Entry {
        case: id.into(),
        seq: before + 1,
        recorded: at,
        effective: at,
        date: "2027-01-01".parse().unwrap(),
        subject: Subject {
            actor: "kim".into(),
            capacity: None,
            granted: vec![],
            claims: vec![],
            on_behalf_of: None,
            via: "test".into(),
        },
        semantics: 1,
        manifest: [1; 32],
        deadlines: vec![],
        register: vec![],
        sends: vec![],
        content: Content::Act {
            act: Act {
                transition: "appoint".into(),
                given: Default::default(),
                reason: None,
                criteria: Default::default(),
                withdraws: false,
            },
            assumptions: vec![],
            guards: vec![],
            steps: vec![Step {
                transition: "appoint".into(),
                cause: Cause::Act,
                guards: vec![],
                branch: None,
                branches: vec![],
                left: vec![],
                entered: vec![],
                effects: vec![],
                seats,
                ties: vec![],
            }],
            discretion: false,
            outcome: None,
        },
    };
    let seed = SaltSeed::new([3; 32]);
    let sealed = seal(&store.log().log, &entry, &Hash([0; 32]), &seed).unwrap();
    append.seats = seat_changes([&entry]);
    append.entries[0].sealed = sealed;
    append
}

fn seat(body: &str, person: &str, marks: &[(&str, &str)]) -> SeatEffect {
    SeatEffect::Given(Tenure {
        body: body.into(),
        seat: "civil".into(),
        person: person.into(),
        from: "2027-01-01".parse().unwrap(),
        until: Some("2028-12-31".parse().unwrap()),
        vacated: None,
        marks: marks
            .iter()
            .map(|(mark, word)| ((*mark).into(), (*word).into()))
            .collect(),
    })
}

fn seats_are_listed_in_the_order_of_the_log(store: &dyn Store) {
    let left = SeatEffect::Vacated {
        body: "council".into(),
        seat: None,
        person: "kim".into(),
        on: "2027-06-01".parse().unwrap(),
    };
    let marked = seat("council", "kim", &[("sex", "f"), ("young", "true")]);
    let first = seating(store, "a", 0, vec![marked, seat("board", "lee", &[])]);
    wait(store.append(first)).unwrap();
    wait(store.append(seating(store, "b", 0, vec![seat("council", "han", &[])]))).unwrap();
    wait(store.append(seating(store, "a", 1, vec![left]))).unwrap();
    let all = wait(store.seats(None)).unwrap();
    assert_eq!(all.count, 4);
    // The list is what the entries say, read back from their bytes.
    let said = seats_of_leaves(&whole_log(store)).unwrap();
    assert_eq!(all.changes, said);
    let council = wait(store.seats(Some(vec!["council".into()]))).unwrap();
    assert_eq!(council.count, 4);
    let of_council: Vec<_> = said
        .into_iter()
        .filter(|change| &**change.effect.body() == "council")
        .collect();
    assert_eq!(council.changes, of_council);
    let register = Register::of(&council.changes);
    let on = |date: &str| {
        let holders = register.holders("council", date.parse().unwrap(), |_| true);
        holders
            .into_iter()
            .map(|name| name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(on("2027-05-31"), ["han", "kim"]);
    assert_eq!(on("2027-06-01"), ["han"]);
    assert_sound(store);
}

fn a_seat_is_not_given_on_an_old_register(store: &dyn Store) {
    let asked = |id: &str, register: u64| Append {
        register: Some(register),
        ..seating(store, id, 0, vec![seat("council", id, &[])])
    };
    wait(store.append(asked("a", 0))).unwrap();
    let late = wait(store.append(asked("b", 0))).unwrap_err();
    assert!(matches!(
        late,
        StoreError::RegisterMoved {
            expected: 0,
            found: 1
        }
    ));
    assert_eq!(wait(store.case(&"b".into())).unwrap(), None);
    wait(store.append(asked("b", 1))).unwrap();
    // What changes no seat does not mind.
    let plain = Append {
        register: Some(0),
        ..append("c", 0, 1, manifest(store, "m"), "c")
    };
    wait(store.append(plain)).unwrap();
    assert_eq!(wait(store.seats(None)).unwrap().count, 2);
}

/// A key of a principal for a request, asked at this second.
fn once(scope: &str, key: &str, request: u8, second: i64) -> Once {
    let at = |second| Timestamp::from_second(second).unwrap();
    Once {
        scope: scope.into(),
        key: key.into(),
        request: Hash([request; 32]),
        now: at(second),
        until: at(second + 100),
    }
}

fn kept(store: &dyn Store, scope: &str, key: &str, second: i64) -> Option<KeptOnce> {
    let now = Timestamp::from_second(second).unwrap();
    wait(store.kept_once(&scope.into(), &key.into(), now)).unwrap()
}

fn a_key_counts_once(store: &dyn Store) {
    let manifest = manifest(store, "m");
    let first = append("a", 0, 2, manifest, "x");
    let appended = wait(store.append_once(first, once("p", "k", 7, 0))).unwrap();
    assert_eq!(appended.len(), 2);
    let known = kept(store, "p", "k", 50).unwrap();
    assert_eq!((&*known.case, known.first, known.last), ("a", 1, 2));
    assert_eq!(known.request, Hash([7; 32]));
    assert_eq!(known.until.as_second(), 100);
    // Whatever is asked under it: another case, another request, a stale one.
    for (id, before, request) in [("a", 2, 7), ("b", 0, 8), ("a", 9, 7)] {
        let again = append(id, before, 1, manifest, "y");
        match wait(store.append_once(again, once("p", "k", request, 50))) {
            Err(StoreError::KeyTaken { case }) => assert_eq!(&*case, "a"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(whole_log(store).len(), 3);
    // Keys of different principals never meet, nor do different keys.
    for (scope, key, before) in [("q", "k", 2), ("p", "l", 3)] {
        let other = append("a", before, 1, manifest, "y");
        wait(store.append_once(other, once(scope, key, 7, 50))).unwrap();
    }
    assert_eq!(
        kept(store, "q", "k", 50).map(|it| (it.first, it.last)),
        Some((3, 3))
    );
    assert_eq!(kept(store, "r", "k", 50), None);
    assert_sound(store);
}

fn a_key_that_has_run_out_is_free(store: &dyn Store) {
    let manifest = manifest(store, "m");
    let act = |before, second| {
        let one = append("a", before, 1, manifest, "x");
        wait(store.append_once(one, once("p", "k", 7, second)))
    };
    act(0, 0).unwrap();
    assert!(kept(store, "p", "k", 99).is_some());
    assert_eq!(kept(store, "p", "k", 100), None);
    assert!(matches!(act(1, 99), Err(StoreError::KeyTaken { .. })));
    act(1, 100).unwrap();
    assert_eq!(kept(store, "p", "k", 150).map(|it| it.first), Some(2));
    // Many that have run out are cleared away as others come.
    for number in 0..40_u64 {
        let id = format!("c-{number}");
        let one = append(&id, 0, 1, manifest, "x");
        wait(store.append_once(one, once("p", &id, 1, 0))).unwrap();
    }
    for number in 40..44_u64 {
        let id = format!("c-{number}");
        let one = append(&id, 0, 1, manifest, "x");
        wait(store.append_once(one, once("p", &id, 1, 1000))).unwrap();
    }
    // Their time is over also for those who look at an earlier time.
    assert_eq!(kept(store, "p", "c-0", 50), None);
    assert!(kept(store, "p", "c-43", 1050).is_some());
    assert_sound(store);
}

fn what_fails_leaves_its_key_free(store: &dyn Store) {
    let known = manifest(store, "m");
    let stale = append("a", 3, 1, known, "x");
    assert!(wait(store.append_once(stale, once("p", "k", 7, 0))).is_err());
    let unknown = append("a", 0, 1, content_hash(b"never put"), "x");
    assert!(wait(store.append_once(unknown, once("p", "k", 7, 0))).is_err());
    assert_eq!(kept(store, "p", "k", 0), None);
    let good = append("a", 0, 1, known, "x");
    wait(store.append_once(good, once("p", "k", 7, 0))).unwrap();
    assert_sound(store);
}
