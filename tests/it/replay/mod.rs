//! Deciding again what a trail says was decided: by use of the program, with
//! forged trails, and over every scenario that is shipped.

mod forged;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::ToSpan;
use jorye::audit::verify::{Again, Redecide};
use jorye::audit::{Hash, SaltSeed, Unsealed, first_link, open as unseal, seal};
use jorye::diagnostic::{Code, Lang};
use jorye::engine::scenario::run_among;
use jorye::engine::{
    Act, Case, CaseId, Content, Definition, Entry, Given, Principal, World, apply, decide, open,
    replay,
};
use jorye::guard::Value;
use jorye::library::{Files, Held, Library, Procedure, shipped};
use jorye::service::Redecider;
use serde_json::json;

use crate::desk::{Desk, EN, KO, short, snapshot};
pub use forged::Forged;

/// The procedure of README's first ten minutes, with a word of it changed.
fn lending(from: &str, to: &str) -> Procedure {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lending");
    let mut files = Files::read(&folder).unwrap();
    let name = "workflows/lending.toml";
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    assert!(text.contains(from));
    files.insert(name, text.replace(from, to));
    Library::of(&files).procedures.remove("lending").unwrap()
}

fn world(definition: Definition<'_>, actor: &str, role: &str) -> World {
    let at = "2026-03-02T09:00:00+09:00".parse().unwrap();
    World::at(at, definition.zone, Principal::in_role(actor, role))
}

/// A room asked for, by as many as are said.
fn asked(procedure: &Procedure, people: i64) -> Vec<Entry> {
    let definition = procedure.definition();
    let kim = world(definition, "kim", "resident");
    let opened = open(definition, &kim, "room-1".into(), Given::new()).unwrap();
    let act = Act {
        given: Given::from([("people".into(), Value::Integer(people))]),
        ..Act::of("apply")
    };
    let decided = decide(definition, &kim, &opened.after, act).unwrap();
    vec![opened.entry, decided.entry]
}

fn codes(report: &jorye::audit::Report) -> Vec<Code> {
    report.faults.iter().map(|one| one.finding().code).collect()
}

#[test]
fn an_act_that_a_guard_refuses_and_that_was_recorded_as_taken_is_found_only_so() {
    // Decided under a law that is more generous than the one on the trail.
    let generous = lending("people <= 30", "people <= 300");
    let mut trail = Forged::of(lending("people <= 30", "people <= 30"));
    for entry in asked(&generous, 45) {
        trail.write(entry);
    }
    assert!(trail.verified().holds(), "every hash fits");
    let report = trail.redecided();
    assert_eq!(codes(&report), [Code(890)]);
    let counts = report.redecided.unwrap();
    assert_eq!((counts.same, counts.differs), (1, 1));
    for lang in [KO, EN] {
        let desk = Desk::empty();
        desk.write("trail.jsonl", trail.export());
        let mut told = desk.told(lang, "audit verify trail.jsonl");
        told += &desk.told(lang, "audit verify trail.jsonl --replay");
        snapshot("replay", &format!("forged.{}", short(lang)), &told);
    }
}

#[test]
fn what_was_decided_under_the_law_of_the_trail_comes_out_the_same() {
    let law = lending("people <= 30", "people <= 30");
    for people in [20, 45] {
        let mut trail = Forged::of(law.clone());
        for entry in asked(&law, people) {
            trail.write(entry);
        }
        let report = trail.redecided();
        assert!(report.holds(), "{:#?}", report.faults);
        assert_eq!(report.redecided.unwrap().same, 2);
    }
}

#[test]
fn a_date_that_is_not_that_of_the_time_is_found() {
    let law = lending("people <= 30", "people <= 30");
    let mut trail = Forged::of(law.clone());
    let mut entries = asked(&law, 20);
    entries[1].date += 1.day();
    for entry in entries {
        trail.write(entry);
    }
    assert!(trail.verified().holds());
    let report = trail.redecided();
    assert_eq!(codes(&report), [Code(890)]);
    let finding = report.faults[0].finding();
    assert_eq!(
        finding.notes[0].get(Lang::En),
        "date: recorded 2026-03-03, decided again 2026-03-02"
    );
}

#[test]
fn an_entry_whose_value_was_erased_is_never_counted_as_passed() {
    let law = lending("people <= 30", "people <= 30");
    let mut trail = Forged::of(law.clone());
    let entries = asked(&law, 20);
    trail.write(entries[0].clone());
    trail.write(entries[1].clone());
    trail.erase();
    // What comes after, in a case that holds the erased value, may read it.
    let case = entries
        .iter()
        .fold(None, |case, entry| Some(apply(case, entry).unwrap()));
    let definition = law.definition();
    let withdrawn = decide(
        definition,
        &world(definition, "kim", "resident"),
        &case.unwrap(),
        Act::of("withdraw"),
    );
    trail.write(withdrawn.unwrap().entry);
    let report = trail.redecided();
    assert!(report.holds(), "{:#?}", report.faults);
    let counts = report.redecided.unwrap();
    assert_eq!((counts.same, counts.closed, counts.differs), (1, 2, 0));
}

#[test]
fn an_unknown_number_of_semantics_is_counted_and_not_passed() {
    let law = lending("people <= 30", "people <= 30");
    let mut trail = Forged::of(law.clone());
    for mut entry in asked(&law, 20) {
        entry.semantics = 7;
        trail.write(entry);
    }
    let report = trail.redecided();
    let counts = report.redecided.unwrap();
    assert_eq!((counts.same, counts.semantics), (0, 2));
    let said = report.not_checked.iter().map(|one| one.says().en);
    assert!(
        said.clone().any(|says| says.contains("2 entries")),
        "{:#?}",
        said.collect::<Vec<_>>()
    );
}

/// The law of a trail is the one on it: not the library at hand.
#[test]
fn a_library_that_changed_since_changes_nothing() {
    let desk = Desk::new();
    let open = "case open proposal --actor park --as citizen";
    let submit =
        "--actor park --as citizen --give contact=010 --give subject=쉼터 --give purport=돌봄";
    desk.do_(&format!("{open} --id p-1"));
    desk.do_(&format!("case advance p-1 submit {submit}"));
    desk.edit("workflows/proposal.toml", "revision  = 1", "revision  = 2");
    desk.do_(&format!("{open} --id p-2"));
    desk.do_(&format!("case advance p-2 submit {submit}"));
    desk.do_("audit export --out trail.jsonl");
    std::fs::remove_dir_all(desk.path("workflows")).unwrap();
    std::fs::remove_dir_all(desk.path("ordinance")).unwrap();
    for line in ["audit verify --replay", "audit verify trail.jsonl --replay"] {
        let (exit, report) = desk.json(line);
        assert_eq!(exit, 0, "{report:#}");
        let expected = json!({
            "same": 4, "closed": 0, "semantics": 0, "outside": 0,
            "unloaded": 0, "after_fault": 0, "differs": 0,
        });
        assert_eq!(report["redecided"], expected);
        assert_eq!(report["manifests"], 2);
    }
    for lang in [KO, EN] {
        let told = desk.told(lang, "audit verify trail.jsonl --replay");
        snapshot("replay", &format!("good.{}", short(lang)), &told);
    }
}

/// Seats, ballots, deadlines and children, as they come to pass in a store.
#[test]
fn the_story_of_the_demo_is_decided_again_whole() {
    let desk = Desk::empty();
    desk.do_("demo --out told");
    let (exit, report) = desk.json("audit verify told/trail.jsonl --replay");
    assert_eq!(exit, 0, "{report:#}");
    let entries = report["entries"].as_u64().unwrap();
    assert!(entries > 20);
    assert_eq!(report["redecided"]["same"], entries);
}

/// Every entry of every scenario that is shipped, sealed and read back, under
/// what the trail would hold of its procedure.
#[test]
fn the_shipped_scenarios_are_decided_again_whole() {
    let library = Library::of(&shipped());
    let definitions: Vec<Definition<'_>> = library
        .procedures
        .values()
        .map(Procedure::definition)
        .collect();
    let held: BTreeMap<&str, Held> = library
        .procedures
        .iter()
        .map(|(id, procedure)| {
            let parts: Vec<_> = procedure
                .definitions
                .iter()
                .map(|one| (one.kind.to_owned(), one.name.clone(), one.bytes.clone()))
                .collect();
            (&**id, Held::of(&parts).unwrap())
        })
        .collect();
    let mut again = 0;
    for procedure in library.procedures.values() {
        for file in &procedure.scenarios {
            for scenario in &file.scenarios {
                let played = run_among(procedure.definition(), &definitions, file, scenario);
                assert_eq!(played.failure, None);
                let own = played.entries.iter();
                let own = own.map(|entry| (procedure.workflow.id(), entry));
                let children = played.children.iter().map(|(of, entry)| (of, entry));
                let mut cases: BTreeMap<CaseId, Case> = BTreeMap::new();
                for (of, entry) in own.chain(children) {
                    let seed = SaltSeed::new([5; 32]);
                    let first: Hash = first_link("example.org/log", &entry.case);
                    let sealed = seal("example.org/log", entry, &first, &seed).unwrap();
                    let read = unseal(&sealed.bytes, &sealed.openings).unwrap().entry;
                    let before = cases.remove(&read.case);
                    let definition = held[&**of].definition(read.manifest);
                    let decision = replay(definition, before.as_ref(), &read)
                        .unwrap_or_else(|error| panic!("{}: {error:#?}", scenario.id));
                    let after = apply(before, &read).unwrap();
                    assert_eq!(decision.after, after);
                    cases.insert(read.case.clone(), after);
                    again += 1;
                }
            }
        }
    }
    assert!(again > 500, "{again}");
}

/// A manifest that is not there is told once, not for every entry.
#[test]
fn what_cannot_be_loaded_is_told_once() {
    let law = lending("people <= 30", "people <= 30");
    let mut redecider = Redecider::default();
    let entries = asked(&law, 20);
    let unsealed = |entry: &Entry| Unsealed {
        log: "example.org/log".to_owned(),
        previous: Hash([0; 32]),
        entry: entry.clone(),
        erased: Vec::new(),
    };
    let first = redecider.entry(None, &unsealed(&entries[0]), Hash([1; 32]));
    assert!(matches!(first, Again::Unloaded(Some(_))), "{first:?}");
    let case = apply(None, &entries[0]).unwrap();
    let second = redecider.entry(Some(&case), &unsealed(&entries[1]), Hash([2; 32]));
    assert_eq!(second, Again::Unloaded(None));
    assert!(matches!(entries[1].content, Content::Act { .. }));
}
