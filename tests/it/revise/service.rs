//! Over a store: what is planned is what happens, once.

use jorye::audit::{Against, Verifier};
use jorye::engine::revise::{Passage, again};
use jorye::engine::{DeadlineEvent, apply};
use jorye::library::Library;
use jorye::service::{
    Cases, CasesError, Done, Fate, Log, LogError, Planned, Redecider, Request, Who, create,
};
use jorye::store::{SqliteOptions, SqliteStore, Store};
use tempfile::TempDir;

use super::super::tick::Clock;
use super::{after, amended, before, library};

struct Desk {
    folder: TempDir,
    clock: Clock,
    store: SqliteStore,
}

const OFFICE: &str = "office";

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::at("2025-12-22T03:00:00Z");
        let options = SqliteOptions::default();
        let store = create(&folder.path().join("t.db"), &options, &clock).unwrap();
        Desk {
            folder,
            clock,
            store,
        }
    }

    fn cases<'a>(&'a self, library: &'a Library) -> Cases<'a> {
        Cases::new(&self.store, &self.clock).with_library(library)
    }

    fn open(&self, library: &Library, id: &str, people: &str) -> Done {
        let request = Request::by(Who::in_role("kim", "resident", "test")).giving("people", people);
        let cases = self.cases(library);
        let id = Some(id.into());
        pollster::block_on(cases.open(library, "permit", id, &request)).unwrap()
    }

    fn act(&self, library: &Library, id: &str, transition: &str) -> Result<Done, CasesError> {
        let request = Request::by(Who::in_role("lee", OFFICE, "test"));
        let cases = self.cases(library);
        pollster::block_on(cases.advance(&id.into(), transition, &request, None))
    }

    fn plan(&self, library: &Library) -> Vec<Planned> {
        let cases = self.cases(library);
        pollster::block_on(cases.revisions(library, None, None, 1000))
            .unwrap()
            .cases
    }

    fn apply(&self, library: &Library) -> Vec<Planned> {
        let cases = self.cases(library);
        pollster::block_on(cases.revise(library, None, None, 1000, &"command-line".into()))
            .unwrap()
            .cases
    }

    /// Three cases under way: one applied for, one under review, one being heard.
    fn three(&self) {
        let library = before();
        for id in ["c-1", "c-2", "c-3"] {
            self.open(&library, id, "20");
        }
        for (id, act) in [("c-2", "accept"), ("c-3", "accept"), ("c-3", "hear")] {
            assert!(self.act(&library, id, act).unwrap().accepted());
        }
    }

    fn due(&self, id: &str) -> Option<String> {
        let stored = pollster::block_on(self.store.case(&id.into()))
            .unwrap()
            .unwrap();
        let timed = stored.case.deadlines.kept.get("decision")?;
        Some(timed.due?.to_string())
    }

    fn revision(&self, id: &str) -> u32 {
        let stored = pollster::block_on(self.store.case(&id.into())).unwrap();
        stored.unwrap().case.revision
    }

    fn kinds(&self, id: &str) -> Vec<&'static str> {
        let library = before();
        let cases = self.cases(&library);
        let (_, past) = pollster::block_on(cases.history(&id.into())).unwrap();
        past.iter()
            .map(|past| past.unsealed.entry.content.as_str())
            .collect()
    }

    /// The whole trail verifies, and every entry of it comes out the same when it is
    /// decided again, moves and recounts as well.
    fn verifies(&self) {
        let again = Box::new(Redecider::default());
        let mut verifier = Verifier::new(Against::default()).redeciding(again);
        let feed = |piece: &[u8]| {
            verifier.feed(piece);
            Ok::<(), LogError>(())
        };
        pollster::block_on(Log::new(&self.store).export(feed)).unwrap();
        let report = verifier.finish();
        assert!(report.holds(), "{:#?}", report.faults);
        let redecided = report.redecided.unwrap();
        assert_eq!(redecided.same, report.entries, "{redecided:?}");
        let folder = self.folder.path();
        let file = folder.join("trail.jsonl");
        let mut bytes = Vec::new();
        let keep = |piece: &[u8]| {
            bytes.extend_from_slice(piece);
            Ok::<(), LogError>(())
        };
        pollster::block_on(Log::new(&self.store).export(keep)).unwrap();
        std::fs::write(&file, bytes).unwrap();
        for script in [
            "tools/verify.py",
            "tests/it/second_verifier/whole/verify.py",
        ] {
            let Ok(output) = std::process::Command::new("python3")
                .arg(script)
                .arg(&file)
                .output()
            else {
                println!("without python3, no second verifier");
                return;
            };
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{script}: {said}");
        }
    }
}

#[test]
fn what_is_planned_is_what_happens_and_once() {
    let desk = Desk::new();
    desk.three();
    let library = after(&[]);
    desk.clock.put("2026-01-02T03:00:00Z");
    let entries = || ["c-1", "c-2", "c-3"].map(|id| desk.kinds(id).len());
    let size = entries();
    let planned = desk.plan(&library);
    assert_eq!(planned.len(), 3);
    assert!(
        planned
            .iter()
            .all(|it| it.fate == Fate::Moves && it.from.is_none())
    );
    // A plan changes nothing.
    assert_eq!(entries(), size);
    assert_eq!(desk.due("c-2").unwrap(), "2026-01-12");

    let done = desk.apply(&library);
    for (planned, done) in planned.iter().zip(&done) {
        let (planned, done) = (
            planned.outcome.as_ref().unwrap(),
            done.outcome.as_ref().unwrap(),
        );
        assert_eq!(planned, done);
    }
    // 20 days from the acceptance become 14; January 1 is a holiday and no last day.
    assert_eq!(desk.due("c-2").unwrap(), "2026-01-05");
    // Who was heard is under review again, and has the 14 days from the move.
    assert_eq!(desk.due("c-3").unwrap(), "2026-01-16");
    assert_eq!(desk.due("c-1"), None);
    assert_eq!(desk.kinds("c-3"), ["opened", "act", "act", "moved"]);
    assert!(desk.plan(&library).is_empty());
    assert!(desk.apply(&library).is_empty());
    assert!(desk.act(&library, "c-3", "permit_it").unwrap().accepted());
    desk.verifies();
}

#[test]
fn an_act_moves_first_what_nobody_has_moved() {
    let desk = Desk::new();
    desk.three();
    let library = after(&[]);
    desk.clock.put("2026-01-02T03:00:00Z");
    let done = desk.act(&library, "c-3", "permit_it").unwrap();
    assert!(done.accepted());
    assert_eq!((done.owed.len(), done.appended.case_seq), (1, 5));
    assert_eq!(desk.kinds("c-3"), ["opened", "act", "act", "moved", "act"]);
    assert_eq!(done.decision.after.revision, 2);
    // A refusal is decided under the new revision as well.
    let refused = desk.act(&library, "c-1", "permit_it").unwrap();
    assert!(!refused.accepted());
    assert_eq!(desk.kinds("c-1"), ["opened", "moved", "refused"]);
    desk.verifies();
}

#[test]
fn before_its_day_a_revision_moves_nothing() {
    let desk = Desk::new();
    desk.three();
    let library = after(&[]);
    let planned = desk.plan(&library);
    assert!(
        planned
            .iter()
            .all(|it| it.from == Some("2026-01-01".parse().unwrap()))
    );
    assert!(planned.iter().all(|it| it.outcome.is_ok()));
    desk.apply(&library);
    assert_eq!(desk.revision("c-2"), 1);
    assert!(desk.act(&library, "c-2", "hear").unwrap().accepted());
    assert_eq!(desk.revision("c-2"), 1);
    // A case that is opened before that day is one of the earlier revision.
    assert_eq!(desk.open(&library, "c-4", "20").decision.after.revision, 1);
    desk.clock.put("2026-01-01T03:00:00Z");
    assert_eq!(desk.open(&library, "c-5", "20").decision.after.revision, 2);
}

#[test]
fn moves_at_the_next_act_wait_for_it() {
    let desk = Desk::new();
    desk.three();
    let library = after(&[("rule = \"move\"", "rule = \"move_at_next_act\"")]);
    desk.clock.put("2026-01-02T03:00:00Z");
    let planned = desk.apply(&library);
    assert!(planned.iter().all(|it| it.fate == Fate::MovesAtNextAct));
    assert_eq!(desk.revision("c-2"), 1);
    assert!(desk.act(&library, "c-2", "refuse_it").unwrap().accepted());
    assert_eq!(desk.revision("c-2"), 2);
    assert_eq!(desk.kinds("c-2"), ["opened", "act", "moved", "act"]);
    desk.verifies();
}

#[test]
fn what_is_kept_stays() {
    let desk = Desk::new();
    desk.three();
    let files = amended(&[("rule = \"move\"", "rule = \"keep\"")]);
    let name = "workflows/permit.toml";
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    let mut files = files;
    files.insert(name, text.split("[transitional.from.1]").next().unwrap());
    let library = library(&files);
    desk.clock.put("2026-01-02T03:00:00Z");
    let planned = desk.apply(&library);
    assert!(
        planned
            .iter()
            .all(|it| it.fate == Fate::Keeps && !it.basis.is_empty())
    );
    assert!(desk.act(&library, "c-2", "hear").unwrap().accepted());
    assert_eq!(desk.revision("c-2"), 1);
}

#[test]
fn a_case_without_a_place_is_refused_and_others_are_not() {
    let desk = Desk::new();
    desk.three();
    desk.open(&before(), "c-9", "90");
    // A narrower range, written so that the value of each case decides.
    let library = after(&[
        ("max   = 100", "max   = 80"),
        ("facts       = { ", "facts       = { people = \"people\", "),
    ]);
    desk.clock.put("2026-01-02T03:00:00Z");
    let done = desk.apply(&library);
    let refused: Vec<&str> = done
        .iter()
        .filter(|it| it.outcome.is_err())
        .map(|it| &*it.opened.case.id)
        .collect();
    assert_eq!(refused, ["c-9"]);
    assert_eq!((desk.revision("c-1"), desk.revision("c-9")), (2, 1));
    let error = desk.act(&library, "c-9", "accept").unwrap_err();
    assert!(matches!(error, CasesError::NotMoved(_)), "{error}");
    assert_eq!(desk.kinds("c-9"), ["opened"]);
}

#[test]
fn what_ran_out_under_the_old_law_has_run_out() {
    let desk = Desk::new();
    desk.three();
    let library = after(&[]);
    // The twenty days of c-2 ended with January 12.
    desk.clock.put("2026-01-13T03:00:00Z");
    desk.apply(&library);
    assert_eq!(desk.kinds("c-2"), ["opened", "act", "clock"]);
    assert_eq!(desk.revision("c-2"), 1);
}

#[test]
fn what_has_run_out_by_the_new_count_runs_out_now() {
    let desk = Desk::new();
    desk.three();
    let library = after(&[]);
    // Fourteen days had ended with January 5, twenty have not.
    desk.clock.put("2026-01-08T03:00:00Z");
    desk.apply(&library);
    assert_eq!(desk.due("c-2").unwrap(), "2026-01-05");
    let cases = desk.cases(&library);
    let tick = pollster::block_on(cases.tick(None)).unwrap();
    assert_eq!(tick.woken.len(), 1);
    let entry = &tick.woken[0].entries[0];
    assert_eq!(entry.effective, "2026-01-08T03:00:00Z".parse().unwrap());
    assert_eq!(desk.kinds("c-2"), ["opened", "act", "moved", "clock"]);
    desk.verifies();
}

const CALENDAR: &str = "format = 1\n[calendar]\nid = \"city\"\ntitle = { ko = \"시\", en = \"City\" }\nextends = \"kr\"\nsource = \"고시\"\n";

#[test]
fn a_holiday_that_is_declared_counts_for_what_runs() {
    let desk = Desk::new();
    let mut files = jorye::library::Files::read(&super::folder()).unwrap();
    let name = "workflows/permit.r1.toml";
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    let text = text.replace("opened_by", "calendar = \"city\"\nopened_by");
    files.insert("workflows/permit.toml", text);
    let mut old = jorye::library::Files::default();
    for (name, bytes) in files
        .iter()
        .filter(|(name, _)| *name != "workflows/permit.r1.toml")
    {
        old.insert(name, bytes);
    }
    old.insert("calendars/city.toml", CALENDAR);
    let first = library(&old);
    for id in ["c-1", "c-2"] {
        desk.open(&first, id, "20");
    }
    assert!(desk.act(&first, "c-2", "accept").unwrap().accepted());
    assert_eq!(desk.due("c-2").unwrap(), "2026-01-12");
    assert!(desk.plan(&first).is_empty());

    old.insert(
        "calendars/city.toml",
        format!("{CALENDAR}\n[holiday.declared]\nname = {{ ko = \"임시공휴일\", en = \"Declared holiday\" }}\ndays = [2026-01-12]\nsource = \"고시\"\n"),
    );
    let second = library(&old);
    let planned = desk.plan(&second);
    assert_eq!(planned.len(), 2);
    let done = desk.apply(&second);
    assert!(
        done.iter()
            .all(|it| it.fate == Fate::Recounts && it.outcome.is_ok())
    );
    assert_eq!(desk.due("c-2").unwrap(), "2026-01-13");
    assert_eq!(desk.kinds("c-2"), ["opened", "act", "recounted"]);
    assert_eq!(desk.kinds("c-1"), ["opened", "recounted"]);
    assert!(desk.apply(&second).is_empty());
    // The entry is decided again from both definitions.
    let cases = desk.cases(&second);
    let (opened, past) = pollster::block_on(cases.history(&"c-2".into())).unwrap();
    let (last, earlier) = past.split_last().unwrap();
    let stood = earlier
        .iter()
        .fold(None, |case, past| {
            Some(apply(case, &past.unsealed.entry).unwrap())
        })
        .unwrap();
    let entry = &last.unsealed.entry;
    assert!(matches!(
        entry.deadlines[0].event,
        DeadlineEvent::Recounted { .. }
    ));
    let passage = Passage {
        old: first.procedures["permit"].definition(),
        new: opened.definition(),
    };
    again(passage, &stood, entry).unwrap();
    assert!(desk.act(&second, "c-2", "refuse_it").unwrap().accepted());
    desk.verifies();
}
