//! Parents and children over a store.

use std::collections::BTreeMap;

use jorye::engine::child::is_child_id;
use jorye::engine::scenario::{Coverage, run_among};
use jorye::engine::{Content, Definition, apply, replay};
use jorye::guard::{Name, Value};
use jorye::service::{Cases, CasesError};
use jorye::store::{CaseFilter, Store};

use super::{World, by, case, children, consult, library, memory, wait};

#[test]
fn one_child_is_opened_for_each_row_and_knows_its_parent() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    consult(&cases, &library, 3);
    let parent = case(&cases, "c-1");
    let ids = children(&parent, "opinions");
    assert_eq!(ids.len(), 3);
    for (row, id) in (0u64..).zip(&ids) {
        assert!(is_child_id(id), "{id}");
        let child = case(&cases, id);
        assert_eq!(&*child.workflow, "opinion");
        assert!(child.active.contains("received"));
        let link = child.family.parent.as_ref().unwrap();
        assert_eq!(
            (&*link.case, &*link.name, link.row),
            ("c-1", "opinions", Some(row))
        );
        assert_eq!(
            child.facts["text"],
            Value::Text(format!("의견 {row}").into())
        );
        assert_eq!(child.facts["draft"], Value::Text("쉼터 조례안".into()));
    }
    let filter = CaseFilter {
        parent: Some("c-1".into()),
        ..CaseFilter::default()
    };
    assert_eq!(wait(store.cases(filter, None, 10)).unwrap().len(), 3);
    assert_eq!(wait(store.waiting(0, 10)).unwrap(), []);
}

#[test]
fn milestones_and_outcomes_reach_the_parent_and_what_follows_follows() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    consult(&cases, &library, 2);
    let ids = children(&case(&cases, "c-1"), "opinions");
    let announce = |cases: &Cases<'_>| {
        let done = wait(cases.advance(&"c-1".into(), "announce", &by("division"), None)).unwrap();
        done.accepted()
    };
    let act = |id: &str, transition: &str, adopts: Option<bool>| {
        let mut request = by("division");
        if let Some(adopts) = adopts {
            request = request.giving("adopts", if adopts { "true" } else { "false" });
        }
        let done = wait(cases.advance(&id.into(), transition, &request, None)).unwrap();
        assert!(done.accepted(), "{:#?}", done.refusal());
    };
    assert!(!announce(&cases), "none is read");
    act(&ids[0], "read", None);
    assert!(!announce(&cases), "one is not read");
    act(&ids[1], "read", None);
    assert!(announce(&cases));
    act(&ids[0], "answer", Some(true));
    assert_eq!(case(&cases, "c-1").outcome, None);
    act(&ids[1], "answer", Some(false));
    let parent = case(&cases, "c-1");
    assert_eq!(parent.outcome.as_deref(), Some("reflected"));
    let outcomes: Vec<_> = ids
        .iter()
        .map(|id| parent.family.child(id).unwrap().1.outcome.clone().unwrap())
        .collect();
    assert_eq!(outcomes, ["adopted".into(), "declined".into()]);
}

#[test]
fn children_are_closed_with_what_opened_them() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    consult(&cases, &library, 3);
    let ids = children(&case(&cases, "c-1"), "opinions");
    wait(cases.advance(&ids[0].as_str().into(), "read", &by("division"), None)).unwrap();
    let answer = by("division").giving("adopts", "false");
    wait(cases.advance(&ids[0].as_str().into(), "answer", &answer, None)).unwrap();
    wait(cases.advance(&"c-1".into(), "withdraw", &by("division"), None)).unwrap();
    let outcome = |id: &str| case(&cases, id).outcome.unwrap();
    assert_eq!(
        &*outcome(&ids[0]),
        "declined",
        "what had ended stays as it was"
    );
    assert_eq!(&*outcome(&ids[1]), "lapsed");
    assert_eq!(&*outcome(&ids[2]), "lapsed");
    // The parent is told of that too.
    let parent = case(&cases, "c-1");
    assert_eq!(&*parent.outcome.clone().unwrap(), "withdrawn");
    for id in &ids {
        assert!(parent.family.child(id).unwrap().1.outcome.is_some());
    }
}

#[test]
fn a_decision_on_an_objection_is_a_decision_itself() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    let request = by("authority").giving("subject", "도로점용 불허");
    wait(cases.open(&library, "decision", Some("d-1".into()), &request)).unwrap();
    let act = |id: &str, transition: &str, role: &str| {
        let done = wait(cases.advance(&id.into(), transition, &by(role), None)).unwrap();
        assert!(done.accepted(), "{:#?}", done.refusal());
    };
    act("d-1", "object", "party");
    let first = children(&case(&cases, "d-1"), "objection");
    assert!(
        case(&cases, &first[0]).active.contains("reconsidering"),
        "it begins there"
    );
    act(&first[0], "uphold", "authority");
    // The decision on the objection is objected to as well.
    act(&first[0], "object", "party");
    let second = children(&case(&cases, &first[0]), "objection");
    let link = case(&cases, &second[0]).family.parent.unwrap();
    assert_eq!(link.generation, 2);
    act(&second[0], "accept", "authority");
    for id in [&*second[0], &*first[0], "d-1"] {
        assert_eq!(case(&cases, id).outcome.as_deref(), Some("revoked"), "{id}");
    }
}

#[test]
fn many_children_are_answered_at_once() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    consult(&cases, &library, 600);
    let (parent, name) = ("c-1".into(), "opinions");
    let read = wait(cases.advance_children(&parent, name, "read", &by("division"))).unwrap();
    assert_eq!((read.taken.len(), read.refused.len()), (600, 0));
    let again = wait(cases.advance_children(&parent, name, "read", &by("division"))).unwrap();
    assert_eq!(
        (again.taken.len(), again.refused.len()),
        (0, 600),
        "each says why"
    );
    let answer = by("division").giving("adopts", "true");
    let answered = wait(cases.advance_children(&parent, name, "answer", &answer)).unwrap();
    assert_eq!(answered.taken.len(), 600);
    while wait(cases.deliver(1_000)).unwrap().left > 0 {}
    assert_eq!(case(&cases, "c-1").outcome.as_deref(), Some("reflected"));
    let nobody = wait(cases.advance_children(&parent, "nobody", "read", &by("division")));
    assert!(matches!(nobody, Err(CasesError::NoSuchChildren { .. })));
}

#[test]
fn an_act_whose_children_cannot_open_is_not_kept() {
    let (library, store, world) = (library(), memory(), World::new());
    let without = Cases::new(&store, &world);
    let request = by("division").giving("draft", "안");
    wait(without.open(&library, "consultation", Some("c-1".into()), &request)).unwrap();
    let close = by("division").giving("received", &super::opinions(1));
    let refused = wait(without.advance(&"c-1".into(), "close_window", &close, None));
    assert!(
        matches!(&refused, Err(CasesError::Decide(error)) if error.to_string().contains("opinion")),
        "{refused:?}"
    );
    assert_eq!(case(&without, "c-1").seq, 1, "nothing was kept");
    // An empty table opens none, and needs nothing.
    let none = by("division").giving("received", "[]");
    let done = wait(without.advance(&"c-1".into(), "close_window", &none, None)).unwrap();
    assert_eq!(done.decision.after.outcome.as_deref(), Some("unchanged"));
}

#[test]
fn nobody_takes_the_id_of_a_child() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    let id = jorye::engine::child::child_id("c-1", 2, 0, "opinion");
    let request = by("division").giving("draft", "안");
    let taken = wait(cases.open(&library, "consultation", Some(id), &request));
    assert!(matches!(taken, Err(CasesError::CaseId { .. })), "{taken:?}");
}

#[test]
fn every_entry_makes_the_case_and_comes_out_again() {
    let (library, store, world) = (library(), memory(), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    consult(&cases, &library, 2);
    let ids = children(&case(&cases, "c-1"), "opinions");
    wait(cases.advance(&ids[0].as_str().into(), "read", &by("division"), None)).unwrap();
    wait(cases.advance(&"c-1".into(), "withdraw", &by("division"), None)).unwrap();
    let mut kinds = Vec::new();
    for id in ["c-1", &*ids[0], &*ids[1]] {
        let history = wait(cases.history(&id.into())).unwrap();
        let definition = history.0.definition();
        let mut made = None;
        for past in &history.1 {
            let entry = &past.unsealed.entry;
            let again = replay(definition, made.as_ref(), entry).unwrap();
            made = Some(apply(made, entry).unwrap());
            assert_eq!(Some(&again.after), made.as_ref());
            kinds.push(match &entry.content {
                Content::Received { .. } => "received",
                Content::Opened {
                    origin: Some(_), ..
                } => "child",
                _ => "other",
            });
        }
        assert_eq!(made.as_ref(), Some(&history.0.case));
    }
    assert!(
        kinds.contains(&"received") && kinds.contains(&"child"),
        "{kinds:?}"
    );
}

#[test]
fn scenarios_play_whole_families_and_show_all_of_them() {
    let library = library();
    let definition = |id: &str| {
        let procedure = &library.procedures[id];
        Definition {
            workflow: &procedure.workflow,
            manifest: procedure.manifest.hash().0,
            calendar: procedure.calendar.as_deref(),
            zone: &procedure.zone,
            semantics: jorye::engine::Semantics::CURRENT,
            law: procedure.law.as_ref(),
        }
    };
    let all: Vec<Definition<'_>> = library.procedures.keys().map(|id| definition(id)).collect();
    let mut coverage: BTreeMap<Name, Coverage> = BTreeMap::new();
    let mut number = 0;
    for (id, procedure) in &library.procedures {
        for file in &procedure.scenarios {
            for scenario in &file.scenarios {
                let played = run_among(definition(id), &all, file, scenario);
                assert_eq!(played.failure, None, "{id}.{}", scenario.id);
                coverage.entry(id.clone()).or_default().add(&played.entries);
                for (workflow, entry) in &played.children {
                    let of_child = coverage.entry(workflow.clone()).or_default();
                    of_child.add(std::slice::from_ref(entry));
                }
                number += 1;
            }
        }
    }
    assert_eq!(number, 5);
    for (id, coverage) in &coverage {
        let missing = coverage.missing(&library.procedures[id].workflow);
        assert!(missing.transitions.is_empty(), "{id}: {missing:?}");
        assert!(missing.branches.is_empty(), "{id}: {missing:?}");
    }
}
