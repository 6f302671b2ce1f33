//! One case, from one revision to the next.

use jorye::engine::revise::{MoveError, Obstacle, Passage, moved};
use jorye::engine::{
    Act, Case, Content, Given, Ground, Outside, Principal, Register, World, decide, open,
};
use jorye::guard::Value;
use jorye::library::{Library, Procedure};

use super::after;

fn world(procedure: &Procedure, at: &str, actor: &str, role: &str) -> World {
    let who = Principal::in_role(actor, role);
    World::at(at.parse().unwrap(), &procedure.zone, who)
}

/// A case of revision 1 after some acts of the office.
fn under_way(library: &Library, acts: &[&str]) -> Case {
    let first = library.revisions("permit").next().unwrap();
    let definition = first.definition();
    let at = "2025-12-22T03:00:00Z";
    let given = Given::from([("people".into(), Value::Integer(20))]);
    let resident = world(first, at, "kim", "resident");
    let mut case = open(definition, &resident, "c-1".into(), given)
        .unwrap()
        .after;
    let office = world(first, at, "lee", "office");
    for act in acts {
        let decision = decide(definition, &office, &case, Act::of(act)).unwrap();
        assert!(decision.accepted());
        case = decision.after;
    }
    case
}

/// The case on January 2, moved to revision 2.
fn on(library: &Library, case: &Case) -> Result<Case, Vec<Obstacle>> {
    let old = library.revisions("permit").next().unwrap().definition();
    let new = library.procedures["permit"].definition();
    let (children, register) = (Default::default(), Register::default());
    let outside = Outside {
        children: &children,
        register: &register,
    };
    let now = "2026-01-02T03:00:00Z".parse().unwrap();
    match moved(Passage { old, new }, now, outside, &"test".into(), case) {
        Ok((entry, after)) => {
            assert!(matches!(entry.content, Content::Moved(_)));
            Ok(after)
        }
        Err(MoveError::NoPlace { obstacles, .. }) => Err(obstacles),
        Err(error) => panic!("{error}"),
    }
}

fn due(case: &Case) -> String {
    case.deadlines.kept["decision"].due.unwrap().to_string()
}

#[test]
fn a_running_deadline_is_kept_counted_again_or_started_anew() {
    let rule = |rule: &str| {
        let library = after(&[("decision = { rule = \"recount\" }", rule)]);
        due(&on(&library, &under_way(&library, &["accept"])).unwrap())
    };
    assert_eq!(rule("decision = { rule = \"keep\" }"), "2026-01-12");
    assert_eq!(rule("decision = { rule = \"recount\" }"), "2026-01-05");
    assert_eq!(rule("decision = { rule = \"restart\" }"), "2026-01-16");
    // The old one ends, and the one of the new revision begins: nobody owed it.
    assert_eq!(rule("decision = false"), "2026-01-16");
}

#[test]
fn who_took_what_follows_its_new_name() {
    let library = after(&[
        ("[transition.accept]", "[transition.receive]"),
        (
            "[transition.permit_it]\n",
            "[transition.permit_it]\nnot_by = [\"receive\"]\n",
        ),
        ("hear = false", "accept = \"receive\", hear = false"),
    ]);
    let second = &library.procedures["permit"];
    let case = on(&library, &under_way(&library, &["accept"])).unwrap();
    let permit = |actor: &str| {
        let office = world(second, "2026-01-02T04:00:00Z", actor, "office");
        let decision = decide(second.definition(), &office, &case, Act::of("permit_it"));
        decision.unwrap().entry.content
    };
    let Content::Refused { grounds, .. } = permit("lee") else {
        panic!("who received it permitted it");
    };
    assert_eq!(grounds, [Ground::Excluded("receive".into())]);
    assert!(matches!(permit("park"), Content::Act { .. }));
}

#[test]
fn a_case_is_not_led_to_where_no_act_is_lawful() {
    let text = |old: &str| {
        // Nothing but a permit, which the twenty people can never get, and no term.
        let (head, rest) = old.split_once("[deadline.decision]").unwrap();
        let (_, rest) = rest.split_once("[transition.accept]").unwrap();
        let (acts, map) = rest.split_once("[transition.refuse_it]").unwrap();
        let (_, map) = map.split_once("[transitional.from.1]").unwrap();
        format!("{head}[transition.accept]{acts}[transitional.from.1]{map}")
            .replace("people <= 50", "people > 90")
            .replace("decision = { rule = \"recount\" }", "decision = false")
            .replace(
                "hear = false",
                "hear = false, refuse_it = false, lapse = false",
            )
    };
    let mut files = super::amended(&[]);
    let name = "workflows/permit.toml";
    let changed = text(std::str::from_utf8(files.get(name).unwrap()).unwrap());
    files.insert(name, changed);
    let library = super::library(&files);
    let stuck = on(&library, &under_way(&library, &["accept"])).unwrap_err();
    assert_eq!(
        stuck,
        [Obstacle::DeadEnd {
            states: vec!["reviewing".into()]
        }]
    );
    // One that can still be accepted goes on.
    assert!(on(&library, &under_way(&library, &[])).is_ok());
}

#[test]
fn what_the_new_revision_knows_from_the_beginning_is_known() {
    let library = after(&[(
        "[state]\n",
        "[fact.rounds]\ntitle = { ko = \"회차\", en = \"Rounds\" }\ntype = \"integer\"\nmin = 0\nmax = 9\ninitial = 3\n\n[state]\n",
    )]);
    let case = on(&library, &under_way(&library, &["accept", "hear"])).unwrap();
    assert_eq!(case.facts["rounds"], Value::Integer(3));
    assert_eq!(case.facts["people"], Value::Integer(20));
    assert!(case.active.contains("reviewing") && !case.active.contains("hearing"));
    assert!(!case.taken.contains_key("hear"));
}
