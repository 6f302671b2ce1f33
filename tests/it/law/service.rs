//! Over a store: what is stayed, repealed, or not yet law is refused, in cases
//! that were opened before anybody knew of it too.

use jorye::audit::{Against, Verifier};
use jorye::diagnostic::Lang;
use jorye::engine::{Content, DecideError, Ground};
use jorye::library::Library;
use jorye::service::{
    Cases, CasesError, Done, Fate, Log, LogError, Opened, Redecider, Request, Who, create, told,
};
use jorye::store::{SqliteOptions, SqliteStore};
use tempfile::TempDir;

use super::super::tick::Clock;
use super::with;

struct Desk {
    _folder: TempDir,
    clock: Clock,
    store: SqliteStore,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::at("2025-12-01T03:00:00Z");
        let options = SqliteOptions::default();
        let store = create(&folder.path().join("t.db"), &options, &clock).unwrap();
        Desk {
            _folder: folder,
            clock,
            store,
        }
    }

    fn on(&self, day: &str) {
        self.clock.put(&format!("{day}T03:00:00Z"));
    }

    fn cases<'a>(&'a self, library: &'a Library) -> Cases<'a> {
        Cases::new(&self.store, &self.clock).with_library(library)
    }

    fn open(&self, library: &Library, id: &str) -> Result<Done, CasesError> {
        let request = Request::by(Who::in_role("kim", "resident", "test")).giving("people", "20");
        let cases = self.cases(library);
        pollster::block_on(cases.open(library, "permit", Some(id.into()), &request))
    }

    fn act(&self, library: &Library, id: &str, transition: &str) -> Done {
        let request = Request::by(Who::in_role("lee", "office", "test"));
        let cases = self.cases(library);
        pollster::block_on(cases.advance(&id.into(), transition, &request, None)).unwrap()
    }

    fn grounds(done: &Done) -> Vec<String> {
        let grounds = done.decision.entry.content.grounds().iter();
        grounds
            .map(|ground| {
                format!(
                    "{} {}",
                    ground.as_str(),
                    ground.element().map_or("", |it| it)
                )
            })
            .collect()
    }

    fn told(done: &Done) -> String {
        let before = done.before.as_ref();
        let findings = told::refusal(&done.held, before, &done.decision.entry);
        let mut out = String::new();
        for finding in findings {
            for lang in [Lang::Ko, Lang::En] {
                out.push_str(&format!("{} {}\n", finding.code, finding.title(lang)));
                out.push_str(&format!("  {}\n", finding.follows(lang)));
                for note in &finding.notes {
                    out.push_str(&format!("  - {}\n", note.get(lang)));
                }
                if let Some(citation) = &finding.citation {
                    out.push_str(&format!("  [{}]\n", citation.get(lang)));
                }
            }
        }
        out
    }

    fn stored(&self, library: &Library, id: &str) -> Opened {
        pollster::block_on(self.cases(library).find(&id.into())).unwrap()
    }

    fn due(&self, library: &Library, id: &str) -> Option<String> {
        let opened = self.stored(library, id);
        let timed = opened.case.deadlines.kept.get("decision")?;
        Some(timed.due?.to_string())
    }

    fn kinds(&self, library: &Library, id: &str) -> Vec<&'static str> {
        let (_, past) = pollster::block_on(self.cases(library).history(&id.into())).unwrap();
        past.iter()
            .map(|past| past.unsealed.entry.content.as_str())
            .collect()
    }

    fn tick(&self, library: &Library) -> usize {
        let tick = pollster::block_on(self.cases(library).tick(None)).unwrap();
        assert!(tick.failed.is_empty(), "{:?}", tick.failed);
        tick.woken.len()
    }

    /// Every entry comes out the same when it is decided again, under the law that
    /// the trail holds.
    fn verifies(&self) {
        let mut verifier =
            Verifier::new(Against::default()).redeciding(Box::new(Redecider::default()));
        let feed = |piece: &[u8]| {
            verifier.feed(piece);
            Ok::<(), LogError>(())
        };
        pollster::block_on(Log::new(&self.store).export(feed)).unwrap();
        let report = verifier.finish();
        assert!(report.holds(), "{:#?}", report.faults);
        let redecided = report.redecided.unwrap();
        assert_eq!(redecided.same, report.entries, "{redecided:?}");
    }
}

const STAYED: &str =
    "stayed = { from = 2025-12-10, order = \"대법원 2025. 12. 10. 자 2025쿠000 결정\" }\n";
const ENDED: &str = "stayed = { from = 2025-12-10, until = 2025-12-20, order = \"대법원 2025. 12. 10. 자 2025쿠000 결정\" }\n";

#[test]
fn an_act_under_a_stayed_text_is_refused_on_a_ground_of_its_own() {
    let desk = Desk::new();
    let stayed = with(STAYED);
    desk.open(&stayed, "c-1").unwrap();
    desk.on("2025-12-09");
    assert!(desk.act(&stayed, "c-1", "accept").accepted());
    desk.on("2025-12-10");
    let refused = desk.act(&stayed, "c-1", "permit_it");
    assert_eq!(Desk::grounds(&refused), ["stayed 제3조제1항"]);
    insta::assert_snapshot!(Desk::told(&refused));
    // No case is opened either, and nothing of that is recorded.
    let Err(CasesError::Decide(DecideError::NotOpened { grounds, .. })) = desk.open(&stayed, "c-2")
    else {
        panic!("it was opened");
    };
    assert_eq!(grounds, [Ground::Stayed("제2조".into())]);
    desk.verifies();
}

#[test]
fn a_case_opened_before_the_stay_was_known_takes_it_over_with_its_next_act() {
    let desk = Desk::new();
    let (before, stayed, ended) = (with(""), with(STAYED), with(ENDED));
    desk.open(&before, "c-1").unwrap();
    assert!(desk.act(&before, "c-1", "accept").accepted());
    assert_eq!(desk.due(&before, "c-1").unwrap(), "2025-12-22");
    desk.on("2025-12-12");
    // What comes is told before it is done.
    let planned = pollster::block_on(desk.cases(&stayed).revisions(&stayed, None, None, 10));
    assert_eq!(planned.unwrap().cases[0].fate, Fate::TakesLaw);
    let (opened, next) = {
        let who = Who::in_role("lee", "office", "test");
        pollster::block_on(desk.cases(&stayed).next(&"c-1".into(), &who)).unwrap()
    };
    let permit = next
        .iter()
        .find(|one| &*one.transition == "permit_it")
        .unwrap();
    assert_eq!(permit.unlawful, [Ground::Stayed("제3조제1항".into())]);
    assert!(told::stay_of_deadline(&opened, &"decision".into()).is_some());

    let refused = desk.act(&stayed, "c-1", "permit_it");
    assert_eq!(Desk::grounds(&refused), ["stayed 제3조제1항"]);
    assert_eq!(
        desk.kinds(&stayed, "c-1"),
        ["opened", "act", "recounted", "refused"]
    );
    // The deadline stands still: the clock takes nothing, long after its last day.
    assert_eq!(desk.due(&stayed, "c-1"), None);
    desk.on("2026-02-01");
    assert_eq!(desk.tick(&stayed), 0);
    // The stay has ended: the rest of the time runs, without the ten days of it.
    assert_eq!(
        desk.act(&ended, "c-1", "permit_it")
            .decision
            .entry
            .content
            .as_str(),
        "refused"
    );
    assert_eq!(desk.due(&ended, "c-1").unwrap(), "2025-12-31");
    desk.verifies();
}

#[test]
fn what_the_clock_has_not_taken_it_does_not_take_against_a_stay() {
    let desk = Desk::new();
    let (before, stayed, ended) = (with(""), with(STAYED), with(ENDED));
    desk.open(&before, "c-1").unwrap();
    assert!(desk.act(&before, "c-1", "accept").accepted());
    // Nobody ticked until after the last day, and the order is entered only then.
    desk.on("2025-12-30");
    assert_eq!(desk.tick(&stayed), 1);
    assert_eq!(desk.kinds(&stayed, "c-1"), ["opened", "act", "recounted"]);
    assert_eq!(desk.tick(&stayed), 0);
    // It ends, and the clock goes on by the day that then is the last.
    assert!(desk.tick(&ended) == 0 && desk.stored(&ended, "c-1").case.outcome.is_none());
    let via = "command-line".into();
    pollster::block_on(desk.cases(&ended).revise(&ended, None, None, 10, &via)).unwrap();
    assert_eq!(desk.due(&ended, "c-1").unwrap(), "2025-12-31");
    desk.on("2026-01-05");
    assert_eq!(desk.tick(&ended), 1);
    assert_eq!(
        desk.stored(&ended, "c-1").case.outcome.as_deref(),
        Some("refused")
    );
    desk.verifies();
}

#[test]
fn what_ran_out_before_the_stay_has_run_out() {
    let desk = Desk::new();
    let late = with("stayed = 2025-12-23\n");
    let before = with("");
    desk.open(&before, "c-1").unwrap();
    assert!(desk.act(&before, "c-1", "accept").accepted());
    desk.on("2025-12-30");
    // The last day was the one before the stay began.
    assert_eq!(desk.tick(&late), 1);
    assert_eq!(
        desk.kinds(&late, "c-1"),
        ["opened", "act", "clock", "recounted"]
    );
    assert_eq!(
        desk.stored(&late, "c-1").case.outcome.as_deref(),
        Some("refused")
    );
    desk.verifies();
}

#[test]
fn the_days_of_a_stay_that_is_known_when_a_deadline_starts_do_not_count() {
    let desk = Desk::new();
    let ended = with(ENDED);
    desk.open(&ended, "c-1").unwrap();
    assert!(desk.act(&ended, "c-1", "accept").accepted());
    assert_eq!(desk.due(&ended, "c-1").unwrap(), "2025-12-31");
    desk.verifies();
}

#[test]
fn one_stayed_article_leaves_the_others_law() {
    let desk = Desk::new();
    let part = with("[[provision]]\nid = \"제3조제2항\"\nstayed = 2025-12-10\n");
    desk.open(&part, "c-1").unwrap();
    assert!(desk.act(&part, "c-1", "accept").accepted());
    // Refusal by silence rests on the stayed paragraph, the decision does not.
    assert_eq!(desk.due(&part, "c-1"), None);
    desk.on("2025-12-30");
    assert_eq!(desk.tick(&part), 0);
    assert!(desk.act(&part, "c-1", "permit_it").accepted());
    desk.verifies();
}

#[test]
fn a_provision_that_comes_into_force_later_is_no_basis_before() {
    let desk = Desk::new();
    let part = with("[[provision]]\nid = \"제3조제1항\"\nin_force = 2025-12-15\n");
    desk.open(&part, "c-1").unwrap();
    assert!(desk.act(&part, "c-1", "accept").accepted());
    let refused = desk.act(&part, "c-1", "permit_it");
    assert_eq!(Desk::grounds(&refused), ["not_yet_law 제3조제1항"]);
    insta::assert_snapshot!(Desk::told(&refused));
    desk.on("2025-12-15");
    assert!(desk.act(&part, "c-1", "permit_it").accepted());
    desk.verifies();
}

#[test]
fn a_repealed_text_applies_still_to_cases_begun_before_and_they_say_so() {
    let desk = Desk::new();
    let before = with("");
    let gone = with("repealed = 2026-01-01\n");
    let saved = with("repealed = 2026-01-01\nsaving = \"roofs_2027 부칙 제2조\"\n");
    for id in ["c-1", "c-2"] {
        desk.on("2025-12-28");
        desk.open(&before, id).unwrap();
        assert!(desk.act(&before, id, "accept").accepted());
    }
    desk.on("2026-01-05");
    // Without a provision that says so it is no law for anybody.
    let refused = desk.act(&gone, "c-1", "permit_it");
    assert_eq!(Desk::grounds(&refused), ["repealed 제3조제1항"]);
    insta::assert_snapshot!(Desk::told(&refused));
    let done = desk.act(&saved, "c-2", "permit_it");
    assert!(done.accepted());
    let former = told::former_law_of(&done.held, &done.decision.after, &done.decision.entry);
    assert_eq!(former.len(), 1);
    assert_eq!(
        former[0].says().ko,
        "종전의 규정에 따름: 옥상 이용 조례 제3조제1항 (허가) (2026-01-01 폐지), 근거 옥상 기본 조례 부칙 제2조 (경과조치)"
    );
    // Nobody opens a case under it any more.
    assert!(matches!(
        desk.open(&saved, "c-3"),
        Err(CasesError::Decide(DecideError::NotOpened { grounds, .. }))
            if grounds == [Ground::Repealed("제2조".into())]
    ));
    assert!(matches!(
        done.decision.owed.last().map(|entry| &entry.content),
        Some(Content::Recounted { deadline: None, .. })
    ));
    desk.verifies();
}

#[test]
fn other_words_of_the_law_never_come_to_a_case_in_this_way() {
    let desk = Desk::new();
    let before = with("");
    desk.open(&before, "c-1").unwrap();
    let mut files = super::files(STAYED);
    let name = "ordinance/permits.md";
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    files.insert(name, text.replace("접수하여야 한다", "접수할 수 있다"));
    let other = super::library(&files);
    desk.on("2025-12-12");
    assert!(desk.act(&other, "c-1", "accept").accepted());
    desk.verifies();
}
