//! Slips of time and of bodies: each has its own error or refusal, and what is
//! not recorded as a refusal changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jorye::diagnostic::Finding;
use jorye::library::{Files, Library};
use jorye::service::{Cases, Done, Request, Who};
use jorye::store::{MemoryStore, Store};
use serde_json::Value;

use crate::children::{log, wait};
use crate::command_line::copy;
use crate::desk::{Desk, EN, KO, short, snapshot};
use crate::findings::root;
use crate::tick::Clock;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/slips")
}

/// A folder with a copy of a library.
fn desk(library: &Path) -> Desk {
    let desk = Desk::empty();
    copy(library, &desk.path(""));
    desk
}

/// A line that goes wrong: what it says in both languages, and its code and exit.
fn slip(name: &str, line: &str, desk: impl Fn() -> Desk, code: &str, exit: i32) {
    for lang in [KO, EN] {
        let desk = desk();
        let before = files(&desk);
        let told = desk.told(lang, line);
        assert!(told.contains(&format!("[{code}]")), "{told}");
        assert!(told.ends_with(&format!("--- exit {exit}\n\n")), "{told}");
        assert_eq!(files(&desk), before, "{line} changed something");
        snapshot("slips", &format!("{name}.{}", short(lang)), &told);
    }
}

/// Every file, and what a store says of its cases.
fn files(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for name in desk.files() {
        let bytes = if name.ends_with(".db") {
            desk.told(EN, "audit export --format json").into()
        } else {
            desk.read(&name)
        };
        all.insert(name, bytes);
    }
    all
}

#[test]
fn a_period_that_ends_before_it_starts() {
    let line = "due --rule term --from 2027-03-02 --period 0d";
    slip("period", line, Desk::empty, "J0502", 2);
    let line = "due --rule civil --from 2027-03-02 --period 20d --pause 2027-03-09..2027-03-05";
    slip("pause", line, Desk::empty, "J0504", 2);
}

#[test]
fn a_year_that_the_calendar_does_not_know() {
    for (name, line) in [
        (
            "year_after",
            "due --rule civil --from 2050-12-25 --period 20d",
        ),
        (
            "year_before",
            "due --rule civil --from 1989-12-01 --period 20d",
        ),
    ] {
        slip(name, line, Desk::empty, "J0501", 2);
    }
    // The same in a case: the act that would start the deadline is refused, and
    // a case that would begin with it is not opened.
    let made = || {
        let desk = desk(&crate::tick::folder());
        desk.do_("case open request --id r-0 --actor kim --as office --give filed_on=2048-12-01");
        desk
    };
    let open = "case open request --id r-1 --actor kim --as office --give filed_on=2050-12-30";
    slip("year_opening", open, made, "J0745", 1);
}

#[test]
fn a_calendar_that_contradicts_itself() {
    const HEAD: &str = "format = 1\n[calendar]\nid = \"seoul\"\nextends = \"kr\"\n\
        title = { ko = \"서울\", en = \"Seoul\" }\nsource = \"a test\"\n";
    let holiday = |id: &str, days: &str| {
        format!(
            "[holiday.{id}]\nname = {{ ko = \"쉬는 날\", en = \"Rest\" }}\ndays = [{days}]\nsource = \"a test\"\n"
        )
    };
    for (name, code, body) in [
        (
            "calendar_twice",
            "J0516",
            holiday("one", "2027-05-06") + holiday("two", "2027-05-06").as_str(),
        ),
        (
            "calendar_both",
            "J0517",
            holiday("one", "2027-05-06") + "[[removed]]\nday = 2027-05-06\nsource = \"a test\"\n",
        ),
    ] {
        let made = || {
            let desk = desk(&crate::tick::folder());
            std::fs::create_dir(desk.path("calendars")).unwrap();
            desk.write("calendars/seoul.toml", HEAD.to_owned() + body.as_str());
            desk
        };
        slip(name, "check", made, code, 1);
        let line = "due --rule civil --from 2027-04-20 --period 20d --calendar seoul";
        let told = made().run(EN, &crate::desk::words(line));
        assert_ne!(told.status.code(), Some(0));
        assert!(told.stdout.is_empty(), "no day is counted by it");
    }
}

#[test]
fn two_deadlines_of_one_name() {
    let made = || {
        let desk = desk(&crate::tick::folder());
        desk.edit(
            "workflows/request.toml",
            "[deadline.rest]",
            "[deadline.answer]",
        );
        desk
    };
    slip("two_deadlines", "check", made, "J0103", 1);
    slip(
        "two_deadlines_open",
        "case open request --id r-1 --actor kim --as office --give filed_on=2027-01-04",
        made,
        "J0103",
        1,
    );
}

#[test]
fn a_clock_that_goes_backward_and_a_tick_twice() {
    let open = "case open request --id r-1 --actor kim --as office --give filed_on=2048-12-01";
    let ticked = || {
        let desk = desk(&crate::tick::folder());
        desk.do_(open);
        desk.do_("tick --now 2048-12-09");
        desk
    };
    slip("clock_back", "tick --now 2048-12-08", ticked, "J0747", 5);
    let desk = ticked();
    let before = desk.json("case history r-1").1;
    assert_eq!(
        desk.json("tick --now 2048-12-09").1["cases"],
        Value::Array(Vec::new())
    );
    assert_eq!(desk.json("case history r-1").1, before);
    // Nor is an act decided before what is recorded already.
    let answer = "case advance r-1 answer --actor kim --as office";
    slip("act_before", answer, ticked, "J0725", 1);
}

#[test]
fn a_delegate_of_a_delegate() {
    let desk = desk(&root().join("library"));
    for line in [
        "case open accord --id a-1 --actor kim --as clerk --give chair=oh",
        "case advance a-1 delegate --actor oh --give deputy=park",
    ] {
        desk.do_(line);
    }
    let before = desk.json("case show a-1").1;
    for line in [
        // Who acts for another does not hand that on, in whatever words.
        "case advance a-1 delegate --actor park --give deputy=choi",
        "case advance a-1 delegate --actor park --on-behalf-of oh --give deputy=choi",
        "case advance a-1 delegate --actor park --as council --give deputy=choi",
    ] {
        let (exit, done) = desk.json(line);
        assert_eq!(
            (exit, &done["accepted"]),
            (1, &Value::Bool(false)),
            "{line}"
        );
    }
    // So that nobody can act by it.
    let agree =
        "case advance a-1 agree --actor choi --as council --on-behalf-of oh --give budget=5";
    let (_, done) = desk.json(agree);
    assert_eq!(done["accepted"], false);
    assert_eq!(done["grounds"][0]["finding"]["code"], "J0761", "{done:#}");
    let after = desk.json("case show a-1").1;
    for key in ["version", "active", "facts", "delegations"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    let text = desk.transcript(EN, &["case history a-1 --format plain"]);
    assert!(!text.contains("choi: "), "{text}");
}

/// A board of five, appointed for two years from 1 March 2025.
struct Board<'a> {
    cases: Cases<'a>,
    clock: &'a Clock,
}

impl Board<'_> {
    fn act(&self, who: (&str, &str), transition: &str, give: &[(&str, &str)]) -> Done {
        let mut request = Request::by(Who::in_role(who.0, who.1, "test"));
        for (fact, value) in give {
            request = request.giving(fact, value);
        }
        wait(
            self.cases
                .advance(&"b-1".into(), transition, &request, None),
        )
        .unwrap()
    }

    fn vote(&self, head: &str, ballot: &str) -> Done {
        self.act((head, "head"), "decide", &[("decision", ballot)])
    }
}

fn on_board(subject: impl Fn(&Board<'_>)) {
    let library = Library::of(&Files::read(&folder()).unwrap());
    assert_eq!(library.findings, []);
    let store = MemoryStore::create(log());
    let clock = Clock::at("2025-03-01T03:00:00Z");
    let cases = Cases::new(&store, &clock).with_library(&library);
    let office = Request::by(Who::in_role("lee", "office", "test"));
    wait(cases.open(&library, "panel", Some("b-1".into()), &office)).unwrap();
    let board = Board {
        cases,
        clock: &clock,
    };
    for (person, sex) in [("a", "f"), ("b", "m"), ("c", "f"), ("d", "m"), ("e", "f")] {
        let give = [("person", person), ("sex", sex), ("from", "2025-03-01")];
        assert!(board.act(("lee", "office"), "appoint", &give).accepted());
    }
    assert!(
        board
            .act(("b", "member"), "elect", &[("person", "a")])
            .accepted()
    );
    subject(&board);
    assert!(wait(store.tree()).unwrap().size > 7);
}

fn codes(done: &Done) -> Vec<String> {
    done.refusal()
        .iter()
        .map(|one: &Finding| one.code.to_string())
        .collect()
}

#[test]
fn a_ballot_with_more_votes_than_members_present() {
    on_board(|board| {
        let before = wait(board.cases.find(&"b-1".into())).unwrap().case;
        for ballot in [
            "{ present = [\"a\", \"b\", \"c\"], yes = 3, no = 1 }",
            "{ present = [\"a\", \"b\", \"c\"], yes = 4, no = 0 }",
            "{ present = [\"a\", \"b\", \"c\"], yes = 2, no = 1, abstain = 1 }",
        ] {
            let done = board.vote("a", ballot);
            assert_eq!(codes(&done), ["J0749"], "{ballot}");
        }
        let after = wait(board.cases.find(&"b-1".into())).unwrap().case;
        assert_eq!(
            (after.version, &after.active, &after.facts),
            (before.version, &before.active, &before.facts)
        );
        assert!(
            board
                .vote("a", "{ present = [\"a\", \"b\", \"c\"], yes = 2, no = 1 }")
                .accepted()
        );
    });
}

/// A term of two years from 1 March 2025 has its last day on 28 February 2027.
#[test]
fn a_vote_by_one_whose_term_ended_yesterday() {
    const BALLOT: &str = "{ present = [\"a\", \"b\", \"c\"], yes = 2, no = 1 }";
    // The last moment of the last day, in Seoul, and the first one after.
    for (now, lawful) in [
        ("2027-02-28T14:59:59Z", true),
        ("2027-02-28T15:00:00Z", false),
        ("2027-03-01T03:00:00Z", false),
    ] {
        on_board(|board| {
            board.clock.put(now);
            let done = board.vote("a", BALLOT);
            assert_eq!(done.accepted(), lawful, "{now}: {:#?}", done.refusal());
            if !lawful {
                let codes = codes(&done);
                assert!(codes.contains(&"J0749".to_owned()), "{codes:?}");
                assert!(done.decision.after.active.contains("serving"));
            }
        });
    }
}
