//! An older number stays executable beside a newer one.

use super::Semantics;
use crate::diagnostic::Source;
use crate::engine::{
    Act, Content, Decision, Definition, Difference, Entry, Given, Principal, ReplayError, World,
    apply, decide, open, replay,
};
use crate::guard::Value;
use crate::workflow::{Input, Workflow, load};

/// The world guarantees something about a fact that need not be given.
const TEXT: &str = r#"
format = 1
[workflow]
id        = "lending"
title     = { ko = "대여", en = "Lending" }
ordinance = "room"
basis     = "제2조"
revision  = 1
in_force  = 2026-01-01
opened_by = ["resident"]
[role]
resident = { title = { ko = "주민", en = "Resident" }, basis = "제2조제1항" }
[fact]
people = { title = { ko = "인원", en = "People" }, type = "integer", min = 1, max = 500 }
[assume.the_room_holds_forty]
rule = "people <= 40"
says = { ko = "40명까지 들어갑니다.", en = "It holds forty." }
[state]
drafting = { title = { ko = "준비", en = "Drafting" }, basis = "제2조제1항", initial = true }
lent     = { title = { ko = "대여", en = "Lent" }, basis = "제3조", outcome = "lent" }
[transition.apply]
title   = { ko = "신청", en = "Apply" }
from    = "drafting"
to      = "lent"
by      = ["resident"]
may_ask = ["people"]
basis   = "제2조제1항"
"#;

fn workflow() -> Workflow {
    let loaded = load(&Input::of(Source::new("lending.toml", TEXT)));
    loaded.workflow.expect("it loads")
}

fn under(workflow: &Workflow, semantics: Semantics) -> Definition<'_> {
    static ZONE: jiff::tz::TimeZone = jiff::tz::TimeZone::UTC;
    Definition {
        workflow,
        manifest: [7; 32],
        calendar: None,
        zone: &ZONE,
        semantics,
        law: None,
    }
}

fn world() -> World {
    let kim = Principal::in_role("kim", "resident");
    let at = "2026-03-02T09:00:00Z".parse().expect("a time");
    World::at(at, &jiff::tz::TimeZone::UTC, kim)
}

/// A case of two entries: opened with what the assumption needs, so that it can
/// be opened under either number, then told that it is not known any more.
fn played(workflow: &Workflow, semantics: Semantics, people: Option<i64>) -> Vec<Entry> {
    let definition = under(workflow, semantics);
    let given: Given = people
        .map(|people| ("people".into(), Value::Integer(people)))
        .into_iter()
        .collect();
    let first = under(workflow, Semantics::First);
    let opened: Decision = open(first, &world(), "c-1".into(), Given::new()).expect("it opens");
    let act = Act {
        given,
        ..Act::of("apply")
    };
    let decided = decide(definition, &world(), &opened.after, act).expect("it is decided");
    vec![opened.entry, decided.entry]
}

/// Decides every entry again, under what this version would use for a new one.
fn again(workflow: &Workflow, entries: &[Entry]) -> Result<(), ReplayError> {
    let definition = under(workflow, Semantics::CURRENT);
    let mut case = None;
    for entry in entries {
        replay(definition, case.as_ref(), entry)?;
        case = Some(apply(case, entry).expect("it is applied"));
    }
    Ok(())
}

#[test]
fn two_numbers_decide_one_attempt_otherwise_and_each_is_decided_again_under_its_own() {
    let workflow = workflow();
    let old = played(&workflow, Semantics::First, None);
    let new = played(&workflow, Semantics::OfTests, None);
    assert!(matches!(old[1].content, Content::Act { .. }), "{old:?}");
    assert!(matches!(new[1].content, Content::Refused { .. }), "{new:?}");
    assert_eq!(again(&workflow, &old), Ok(()));
    assert_eq!(again(&workflow, &new), Ok(()));
    // One case may hold entries of both.
    assert_eq!((old[1].semantics, new[1].semantics), (1, u32::MAX));
}

#[test]
fn an_entry_under_the_number_of_the_other_comes_out_otherwise() {
    let workflow = workflow();
    for (semantics, other) in [
        (Semantics::First, Semantics::OfTests),
        (Semantics::OfTests, Semantics::First),
    ] {
        let mut entries = played(&workflow, semantics, None);
        entries[1].semantics = other.number();
        let Err(ReplayError::Differs { seq, differences }) = again(&workflow, &entries) else {
            panic!("it comes out the same");
        };
        assert_eq!(seq, 2);
        let kind = |one: &Difference| matches!(one, Difference::Kind { .. });
        assert!(differences.iter().any(kind), "{differences:?}");
    }
}

#[test]
fn where_the_numbers_do_not_differ_either_may_be_recorded() {
    let workflow = workflow();
    let mut entries = played(&workflow, Semantics::First, Some(12));
    entries[1].semantics = Semantics::OfTests.number();
    assert_eq!(again(&workflow, &entries), Ok(()));
}

#[test]
fn a_number_that_is_not_known_is_told() {
    let workflow = workflow();
    let mut entries = played(&workflow, Semantics::First, None);
    entries[1].semantics = 2;
    assert_eq!(
        again(&workflow, &entries),
        Err(ReplayError::Semantics { seq: 2, found: 2 })
    );
    assert_eq!(Semantics::numbered(1), Some(Semantics::CURRENT));
    assert_eq!(Semantics::numbered(0), None);
}
