//! Messages that wait: what every store keeps to, and what a kill leaves.

use std::time::Duration;

use jorye::library::Machine;
use jorye::service::Cases;
use jorye::store::{Append, MemoryStore, MessageKey, Store, StoreError, Unfit};

use super::processes::{helper, path_for_helper};
use super::{append, assert_sound, create, log, manifest, open, wait};
use crate::children::{by, children, library, opinions};

fn key(from: &str, seq: u64, to: &str, number: u64) -> MessageKey {
    MessageKey {
        from: from.into(),
        seq,
        to: to.into(),
        number,
    }
}

fn waiting(store: &dyn Store) -> Vec<MessageKey> {
    let all = wait(store.waiting(0, 100)).unwrap();
    assert!(all.is_sorted_by_key(|waiting| waiting.place));
    all.into_iter().map(|waiting| waiting.key).collect()
}

fn on_each(subject: impl Fn(&dyn Store)) {
    subject(&MemoryStore::create(log()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.jorye");
    let store = create(&path);
    subject(&store);
    let before = waiting(&store);
    wait(store.examine()).unwrap();
    wait(store.close()).unwrap();
    assert_eq!(
        waiting(&open(&path).unwrap()),
        before,
        "they outlive the process"
    );
}

#[test]
fn messages_come_and_go_with_the_entries_that_send_and_take_them() {
    on_each(|store| {
        let manifest = manifest(store, "m");
        let mut sends = append("a", 0, 2, manifest, "one");
        sends.sends = vec![
            key("a", 1, "b", 1),
            key("a", 2, "c", 1),
            key("a", 2, "b", 2),
        ];
        wait(store.append(sends.clone())).unwrap();
        assert_eq!(waiting(store), sends.sends);
        let page = wait(store.waiting(0, 1)).unwrap();
        let next = wait(store.waiting(page[0].place, 1)).unwrap();
        assert_eq!(next[0].key, sends.sends[1]);

        let mut takes = append("b", 0, 2, manifest, "one");
        takes.takes = vec![key("a", 1, "b", 1), key("a", 2, "b", 2)];
        takes.sends = vec![key("b", 2, "a", 1)];
        wait(store.append(takes)).unwrap();
        assert_eq!(waiting(store), [key("a", 2, "c", 1), key("b", 2, "a", 1)]);
    });
}

#[test]
fn what_does_not_wait_is_not_taken_and_nothing_is_kept() {
    on_each(|store| {
        let manifest = manifest(store, "m");
        let mut sends = append("a", 0, 1, manifest, "one");
        sends.sends = vec![key("a", 1, "b", 1)];
        wait(store.append(sends)).unwrap();
        let takes = |wrong: MessageKey| Append {
            takes: vec![key("a", 1, "b", 1), wrong],
            ..append("b", 0, 1, manifest, "one")
        };
        for wrong in [
            key("a", 1, "b", 2),
            key("a", 2, "b", 1),
            key("x", 1, "b", 1),
        ] {
            let refused = wait(store.append(takes(wrong.clone())));
            assert!(
                matches!(&refused, Err(StoreError::MessageGone { key }) if *key == wrong),
                "{refused:?}"
            );
            assert_eq!(waiting(store), [key("a", 1, "b", 1)]);
            assert_eq!(wait(store.case(&"b".into())).unwrap(), None);
        }
        // Behind a stale append nothing moves either.
        let mut stale = append("a", 0, 1, manifest, "two");
        stale.sends = vec![key("a", 1, "c", 1)];
        assert!(wait(store.append(stale)).is_err());
        assert_eq!(waiting(store), [key("a", 1, "b", 1)]);
    });
}

#[test]
fn an_append_sends_only_what_its_own_entries_send() {
    on_each(|store| {
        let manifest = manifest(store, "m");
        for foreign in [
            key("b", 1, "c", 1),
            key("a", 0, "c", 1),
            key("a", 2, "c", 1),
        ] {
            let mut append = append("a", 0, 1, manifest, "one");
            append.sends = vec![foreign];
            let refused = wait(store.append(append));
            assert!(
                matches!(
                    &refused,
                    Err(StoreError::Unfit {
                        fault: Unfit::Message,
                        ..
                    })
                ),
                "{refused:?}"
            );
        }
    });
}

const CHILDREN: usize = 40;

/// The process that is killed: it opens children and answers them.
#[test]
fn helper_that_opens_children() {
    let Some(path) = path_for_helper("children") else {
        return;
    };
    let store = open(path.as_ref()).unwrap();
    let library = library();
    let cases = Cases::new(&store, &Machine).with_library(&library);
    let id = "c-1".into();
    let close = by("division").giving("received", &opinions(CHILDREN));
    let _ = pollster::block_on(cases.advance(&id, "close_window", &close, None));
    for transition in ["read", "answer"] {
        let mut request = by("division");
        if transition == "answer" {
            request = request.giving("adopts", "false");
        }
        let _ = pollster::block_on(cases.advance_children(&id, "opinions", transition, &request));
    }
}

#[test]
fn a_kill_between_commit_and_delivery_loses_nothing() {
    let library = library();
    let mut waited = 0;
    for round in 0..6u64 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.jorye");
        let store = create(&path);
        let cases = Cases::new(&store, &Machine).with_library(&library);
        let draft = by("division").giving("draft", "안");
        let opened = cases.open(&library, "consultation", Some("c-1".into()), &draft);
        pollster::block_on(opened).unwrap();
        drop(store);

        let test = "store::outbox::helper_that_opens_children";
        let mut child = helper(test, "children", &path);
        // From before the act to within the answers.
        let store = open(&path).unwrap();
        for _ in 0..4_000 {
            let stands = wait(store.case(&"c-1".into())).unwrap().unwrap();
            if stands.case.seq > 1 {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(round * 17));
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();

        waited += wait(store.waiting(0, 1_000)).unwrap().len();
        let cases = Cases::new(&store, &Machine).with_library(&library);
        while pollster::block_on(cases.deliver(1_000)).unwrap().left > 0 {}
        let parent = wait(store.case(&"c-1".into())).unwrap().unwrap().case;
        let ids = children(&parent, "opinions");
        assert!(ids.is_empty() || ids.len() == CHILDREN);
        for id in &ids {
            let child = wait(store.case(&id.as_str().into())).unwrap().unwrap().case;
            let known = parent.family.child(id).unwrap().1;
            assert_eq!(
                known.outcome, child.outcome,
                "what a child came to is known"
            );
            let link = child.family.parent.unwrap();
            assert_eq!(link.sent, known.taken);
        }
        wait(store.examine()).unwrap();
        assert_sound(&store);
    }
    println!("{waited} messages waited after the kills, and were delivered");
}
