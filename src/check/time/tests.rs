//! Small procedures made by chance: what the networks say of their deadlines is held
//! to what the engine itself does, day by day.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::check::{Input, Search, explore, knowledge};
use crate::diagnostic::Source;
use crate::engine::{
    Act, Content, DeadlineEvent, Definition, Given, Outside, Principal, Semantics, World, decide,
    open, owed,
};
use crate::guard::{Name, Type, Value};
use crate::ordinance::Texts;
use crate::workflow::{self, By, Expiry};

/// Numbers by chance, the same ones every time (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn often(&mut self, in_ten: u64) -> bool {
        self.below(10) < in_ten
    }
}

const HEAD: &str = r#"format = 1
[workflow]
id = "w"
title = { ko = "절차", en = "A procedure" }
ordinance = "o"
basis = "제1조"
revision = 1
in_force = 2027-01-04
opened_by = ["one"]
[role.one]
title = { ko = "하나", en = "One" }
basis = "제1조"
[fact.f]
title = { ko = "그 날", en = "That day" }
type = "date"
[fact.m]
title = { ko = "회의일", en = "Day of the meeting" }
type = "date"
optional = true
"#;

const TITLE: &str = "title = { ko = \"이름\", en = \"Name\" }\nbasis = \"제1조\"\n";

/// A procedure of five states one after the other, with a way around and two to
/// four deadlines by chance.
fn procedure(chance: &mut Chance) -> String {
    let mut out = String::from(HEAD);
    for at in 0..5 {
        let more = match at {
            0 => "initial = true\n",
            4 => "outcome = \"done\"\n",
            _ => "",
        };
        out.push_str(&format!("[state.s{at}]\n{TITLE}{more}"));
    }
    let meets = chance.often(5);
    let around = chance.often(4);
    let mut clocks = BTreeSet::new();
    let mut deadlines = String::new();
    for number in 0..2 + chance.below(3) {
        let days = 1 + chance.below(2);
        let more = 2 + chance.below(3);
        let state = 1 + chance.below(3);
        let act = format!("for = [\"t{state}\"]\n");
        let late = ["bar", "overdue"][usize::try_from(chance.below(2)).unwrap()];
        let last = if chance.often(5) { "t3" } else { "t2" };
        let body = match chance.below(8) {
            0 => format!(
                "state = \"s{state}\"\nwithin = \"{days} days\"\n{act}expires = \"{late}\"\n"
            ),
            1 | 2 => format!("state = \"s{state}\"\nat_least = \"{more} days\"\n{act}"),
            3 => {
                clocks.insert(state);
                format!(
                    "state = \"s{state}\"\nwithin = \"{days} days\"\nexpires = {{ take = \"c{state}\" }}\n"
                )
            }
            4 | 5 => format!(
                "fact = \"f\"\nwithin = \"{days} days\"\nfor = [\"{last}\"]\nexpires = \"{late}\"\n"
            ),
            6 if meets => format!(
                "fact = \"m\"\nbefore = \"{more} days\"\nfor = [\"{last}\"]\nexpires = \"{late}\"\n"
            ),
            6 => format!("fact = \"f\"\nat_least = \"{more} days\"\nfor = [\"t3\"]\n"),
            _ if meets => format!("state = \"s{state}\"\non = \"m\"\n{act}expires = \"{late}\"\n"),
            _ => format!(
                "fact = \"f\"\nwithin = \"{days} days\"\nfor = [\"t3\"]\nexpires = \"{late}\"\n"
            ),
        };
        let count = if body.contains("before") || body.contains("on = ") {
            ""
        } else {
            "count = \"calendar\"\n"
        };
        deadlines.push_str(&format!("[deadline.d{number}]\n{TITLE}{body}{count}"));
    }
    out.push_str(&deadlines);
    for state in clocks {
        out.push_str(&format!(
            "[transition.c{state}]\n{TITLE}from = \"s{state}\"\nto = \"s4\"\nby = [\"clock\"]\n"
        ));
    }
    for at in 0..4 {
        out.push_str(&format!(
            "[transition.t{at}]\n{TITLE}from = \"s{at}\"\nto = \"s{}\"\nby = [\"one\"]\n",
            at + 1
        ));
        let mut guard = |rule: String| {
            out.push_str(&format!(
                "[[transition.t{at}.guard]]\nid = \"g\"\nrule = \"{rule}\"\nbasis = \"제1조\"\nsays = {{ ko = \"요건\", en = \"A guard\" }}\n"
            ));
        };
        match at {
            0 => out.push_str("sets = { f = \"today\" }\n"),
            1 if meets => {
                let days = 1 + chance.below(4);
                let how = [">=", "<=", "=="][usize::try_from(chance.below(3)).unwrap()];
                out.push_str("asks = [\"m\"]\n");
                out.push_str(&format!(
                    "[[transition.t1.guard]]\nid = \"g\"\nrule = \"days_between(today, m) {how} {days}\"\nbasis = \"제1조\"\nsays = {{ ko = \"요건\", en = \"A guard\" }}\n"
                ));
            }
            3 if chance.often(3) => {
                guard(format!("days_between(f, today) >= {}", chance.below(5)));
            }
            2 if chance.often(2) => {
                guard(format!("days_between(f, today) <= {}", chance.below(4)));
            }
            _ => {}
        }
    }
    if around {
        out.push_str(&format!(
            "[transition.u]\n{TITLE}from = \"s1\"\nto = \"s3\"\nby = [\"one\"]\n"
        ));
    }
    out
}

fn load(text: &str) -> Result<Workflow, Vec<String>> {
    let source = Source::new("workflows/w.toml", text);
    let loaded = workflow::load(&workflow::Input::of(source));
    let told = |finding: &Finding| finding.title(crate::diagnostic::Lang::En);
    loaded
        .workflow
        .ok_or_else(|| loaded.findings.iter().map(told).collect())
}

/// What is found, by the act and what stands against each other, and whether J0540
/// tells something too.
fn conflicts(workflow: &Workflow, calendar: &Calendar) -> (Conflicts, bool) {
    let graph = explore::explore(workflow, &[]);
    let texts = Texts::default();
    let input = Input {
        workflow,
        texts: &texts,
        pins: None,
        others: &[],
        definitions: &[],
        search: Search::Graph,
    };
    let knowledge = knowledge::Knowledge::of(&graph);
    let view = View {
        input,
        graph: &graph,
        knowledge: &knowledge,
        memory: std::cell::RefCell::default(),
        basis: &[],
    };
    let counted = Counted::new(calendar, workflow.in_force).unwrap();
    let (found, complete) = look(&view, &Deadlines { workflow, counted });
    assert!(complete);
    (found, !minimums::find(&view).is_empty())
}

fn definition<'a>(
    workflow: &'a Workflow,
    calendar: &'a Calendar,
    zone: &'a TimeZone,
) -> Definition<'a> {
    Definition {
        workflow,
        manifest: [0; 32],
        calendar: Some(calendar),
        zone,
        semantics: Semantics::CURRENT,
        law: None,
    }
}

fn noon(definition: Definition<'_>, day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0);
    noon.to_zoned(definition.zone.clone()).unwrap().timestamp()
}

fn world(definition: Definition<'_>, day: Date) -> World {
    let principal = Principal {
        actor: "p".into(),
        capacity: None,
        granted: BTreeSet::from([Name::from("one")]),
        claims: BTreeMap::new(),
        on_behalf_of: None,
        via: "test".into(),
    };
    World::at(noon(definition, day), definition.zone, principal)
}

/// What was kept, and taken, on the way to a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Past {
    /// Deadlines that bound something: met in time, or run while the clock could act.
    applied: BTreeSet<Name>,
    taken: BTreeSet<Name>,
}

/// Whether an entry shows every deadline that it meets to be kept.
fn in_time(entry: &crate::engine::Entry) -> bool {
    !entry
        .deadlines
        .iter()
        .any(|change| matches!(change.event, DeadlineEvent::Met { late: true }))
}

/// Every act that can be done while every deadline is kept, with what was kept before.
fn played(definition: Definition<'_>) -> BTreeSet<(Name, Past)> {
    let workflow = definition.workflow;
    let first = workflow.in_force;
    let mut done = BTreeSet::new();
    let opened = open(
        definition,
        &world(definition, first),
        "c".into(),
        Given::new(),
    )
    .unwrap();
    let mut queue = VecDeque::from([(opened.after, first, Past::default())]);
    let mut seen = BTreeSet::new();
    while let Some((case, day, past)) = queue.pop_front() {
        let key = format!(
            "{day} {:?} {:?} {:?} {past:?}",
            case.active, case.facts, case.deadlines.kept
        );
        if !seen.insert(key) || first.until(day).unwrap().get_days() > 16 {
            continue;
        }
        let mut past = past;
        for deadline in &workflow.deadlines {
            let id = &deadline.element.id;
            let runs = case
                .deadlines
                .kept
                .get(id)
                .is_some_and(|it| it.is_running());
            if runs && matches!(deadline.expires, Expiry::Take(_)) {
                past.applied.insert(id.clone());
            }
        }
        // The next day begins with what the clock does.
        let next = day.tomorrow().unwrap();
        let outside = world(definition, next);
        let clock = owed(
            definition,
            noon(definition, next),
            Outside::of(&outside),
            &case,
        )
        .unwrap();
        let mut waited = past.clone();
        for entry in &clock.entries {
            if let Content::Clock { transition, .. } = &entry.content {
                waited.taken.insert(transition.clone());
                done.insert((transition.clone(), waited.clone()));
            }
        }
        queue.push_back((clock.after, next, waited));
        for transition in &workflow.transitions {
            let stands = transition
                .from
                .iter()
                .any(|from| case.active.contains(&workflow.states[from.0].element.id));
            if !matches!(transition.by, By::Roles(_)) || !stands {
                continue;
            }
            let mut givings = vec![Given::new()];
            for fact in &transition.asks {
                assert_eq!(workflow.fact(fact).unwrap().of, Type::Date);
                let days = (-1..9).map(|days| day.checked_add(days.days()).unwrap());
                givings = days
                    .map(|day| Given::from([(fact.clone(), Value::Date(day))]))
                    .collect();
            }
            for given in givings {
                let act = Act {
                    given,
                    ..Act::of(&transition.element.id)
                };
                let decided = decide(definition, &world(definition, day), &case, act).unwrap();
                if !decided.accepted() || !in_time(&decided.entry) {
                    continue;
                }
                let mut after = past.clone();
                after.taken.insert(transition.element.id.clone());
                for change in &decided.entry.deadlines {
                    if matches!(change.event, DeadlineEvent::Met { .. }) {
                        after.applied.insert(change.deadline.clone());
                    }
                }
                done.insert((transition.element.id.clone(), after.clone()));
                queue.push_back((decided.after, day, after));
            }
        }
    }
    done
}

/// How many procedures are made: more where somebody wants to know better.
#[expect(
    clippy::disallowed_methods,
    reason = "a longer run is asked for from outside"
)]
fn how_many() -> u64 {
    let asked = std::env::var("JORYE_TIME_SEEDS").ok();
    asked.and_then(|seeds| seeds.parse().ok()).unwrap_or(12)
}

#[test]
fn what_is_found_is_what_the_engine_does() {
    let seeds = how_many();
    let zone = TimeZone::get("Asia/Seoul").unwrap();
    let calendar = Calendar::builtin("kr").unwrap();
    let (mut faulty, mut found, mut clean) = (0, 0, 0);
    for seed in 0..seeds {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        chance.below(2);
        let text = procedure(&mut chance);
        let workflow = match load(&text) {
            Ok(workflow) => workflow,
            Err(faults) => {
                println!("seed {seed} is no procedure: {faults:?}");
                faulty += 1;
                continue;
            }
        };
        let definition = definition(&workflow, &calendar, &zone);
        let (conflicts, elsewhere) = conflicts(&workflow, &calendar);
        let done = played(definition);
        for ((act, whys), conflict) in &conflicts {
            assert!(conflict.always(), "seed {seed}: all days are alike\n{text}");
            let act = &workflow.transitions[act.0].element.id;
            let kept = done.iter().find(|(one, past)| {
                one == act && whys.iter().all(|why| applies(&workflow, *why, past))
            });
            assert!(
                kept.is_none(),
                "seed {seed}: {act} keeps {whys:?} all the same: {kept:?}\n{text}"
            );
        }
        found += usize::from(!conflicts.is_empty());
        clean += usize::from(conflicts.is_empty());
        // What can never be done in time has a conflict on every way to it.
        for transition in &workflow.transitions {
            let id = &transition.element.id;
            let ever = done.iter().any(|(one, _)| one == id);
            assert!(
                ever || elsewhere || !conflicts.is_empty(),
                "seed {seed}: nothing is found, and {id} is never in time\n{text}"
            );
        }
    }
    println!("{found} with conflicts, {clean} without, {faulty} no procedures");
    assert!(
        found > 0 && clean > 0,
        "{found} with conflicts, {clean} without"
    );
    assert!(faulty * 4 <= seeds, "{faulty} of {seeds} are no procedures");
}

fn applies(workflow: &Workflow, why: Why, past: &Past) -> bool {
    match why {
        Why::Order | Why::Assume(_) => true,
        Why::Deadline(at) | Why::Clock(at) => {
            past.applied.contains(&workflow.deadlines[at].element.id)
        }
        Why::Guard(at, _) | Why::Branch(at, _) => {
            past.taken.contains(&workflow.transitions[at].element.id)
        }
    }
}

/// Three acts: a day from which something is to be decided, and a notice in between.
fn notice(within: &str, least: &str) -> String {
    let mut out = String::from(HEAD);
    for (state, more) in [
        ("s0", "initial = true\n"),
        ("s1", ""),
        ("s2", ""),
        ("s3", "outcome = \"done\"\n"),
    ] {
        out.push_str(&format!("[state.{state}]\n{TITLE}{more}"));
    }
    out.push_str(&format!(
        "[deadline.answer]\n{TITLE}fact = \"f\"\nwithin = \"{within}\"\ncount = \"civil\"\nfor = [\"t2\"]\nexpires = \"overdue\"\n\
         [deadline.notice]\n{TITLE}state = \"s2\"\nat_least = \"{least}\"\ncount = \"civil\"\nfor = [\"t2\"]\n\
         [transition.t0]\n{TITLE}from = \"s0\"\nto = \"s1\"\nby = [\"one\"]\nsets = {{ f = \"today\" }}\n\
         [transition.t1]\n{TITLE}from = \"s1\"\nto = \"s2\"\nby = [\"one\"]\n\
         [transition.t2]\n{TITLE}from = \"s2\"\nto = \"s3\"\nby = [\"one\"]\n"
    ));
    out
}

/// Whether the last act can be in time if the first is on a day.
fn in_time_from(definition: Definition<'_>, day: Date) -> bool {
    let mut case = open(
        definition,
        &world(definition, day),
        "c".into(),
        Given::new(),
    )
    .unwrap()
    .after;
    for act in ["t0", "t1"] {
        let decided = decide(definition, &world(definition, day), &case, Act::of(act)).unwrap();
        assert!(decided.accepted());
        case = decided.after;
    }
    let mut at = day;
    loop {
        let decided = decide(definition, &world(definition, at), &case, Act::of("t2")).unwrap();
        if decided.accepted() {
            return in_time(&decided.entry);
        }
        at = at.tomorrow().unwrap();
    }
}

/// The holidays of every year make other days those on which it does not fit.
#[test]
fn the_days_on_which_it_does_not_fit_are_those_of_the_engine() {
    let zone = TimeZone::get("Asia/Seoul").unwrap();
    let calendar = Calendar::builtin("kr").unwrap();
    let (mut fitting, mut not) = (0, 0);
    for (within, least) in [
        ("10 days", "5 working days"),
        ("10 days", "7 days"),
        ("1 month", "20 working days"),
        ("15 days", "20 days"),
        ("20 days", "20 days"),
        ("4 weeks", "20 days"),
        ("1 month", "30 days"),
    ] {
        let workflow = load(&notice(within, least)).unwrap();
        let definition = definition(&workflow, &calendar, &zone);
        let counted = Counted::new(&calendar, workflow.in_force).unwrap();
        let deadlines = Deadlines {
            workflow: &workflow,
            counted,
        };
        let graph = explore::explore(&workflow, &[]);
        let mut last: Option<Way> = None;
        ways::follow(&graph, |way| {
            last = Some(way.clone());
            true
        });
        let way = last.unwrap();
        let origin = way
            .points
            .iter()
            .position(|spot| matches!(spot, Spot::Act(_)))
            .unwrap();
        let bounds = way
            .bounds
            .iter()
            .copied()
            .filter(|bound| bound.from >= origin && bound.to >= origin);
        let network = Network::exact(way.points.len(), origin, bounds, &deadlines);
        // Before and after two New Years, and a Chuseok.
        for (start, days) in [
            (date(2027, 1, 28), 14),
            (date(2028, 9, 24), 12),
            (date(2035, 2, 1), 10),
        ] {
            for more in 0..days {
                let day = start.checked_add(more.days()).unwrap();
                let number = workflow.in_force.until(day).unwrap().get_days();
                let fits = network.at(number) == Answer::Fits;
                assert_eq!(
                    fits,
                    in_time_from(definition, day),
                    "{within}, {least}, {day}"
                );
                fitting += usize::from(fits);
                not += usize::from(!fits);
            }
        }
    }
    assert!(fitting > 20 && not > 20, "{fitting} fit, {not} do not");
}
