//! Small procedures made by chance: what the search says of their properties is held
//! to what the engine itself decides, for every value and every actor.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::{Input, Report, Search, check};
use crate::diagnostic::{Source, Verdict};
use crate::engine::{
    Act, Case, Content, Definition, Given, Principal, Semantics, World, decide, open, says,
};
use crate::guard::{Name, Truth, Type, Value};
use crate::ordinance::Texts;
use crate::workflow::{self, By, PropertyKind, Workflow, scenario};

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

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn often(&mut self, in_ten: u64) -> bool {
        self.below(10) < in_ten
    }
}

const RULES: &[&str] = &[
    "a",
    "!a",
    "!b || a",
    "n >= 1",
    "n < m",
    "n == m",
    "m <= 1",
    "c < 2",
    "c >= 1",
    "c == n",
    "k == \"x\"",
    "k != \"y\"",
    "given(a)",
    "!given(b)",
    "given(m) && m > 0",
    "taken(t0)",
    "!taken(t1)",
    "taken_since(t1, s1)",
    "!taken_since(t0, s0)",
    "h == \"q\"",
    "h != \"q\" && a",
    "total >= 2",
];

/// A procedure by chance: two to five states, facts of few values, acts and
/// automatic transitions with what they ask, set, count and clear.
fn procedure(chance: &mut Chance) -> String {
    let states = 2 + chance.below(4);
    let transitions = 2 + chance.below(4);
    let mut out = String::from(
        r#"format = 1
[workflow]
id = "w"
title = { ko = "절차", en = "A procedure" }
ordinance = "o"
basis = "제1조"
revision = 1
in_force = 2026-01-01
opened_by = ["one"]
[role.one]
title = { ko = "하나", en = "One" }
[role.two]
title = { ko = "둘", en = "Two" }
[fact.a]
title = { ko = "가", en = "A" }
type = "boolean"
optional = true
[fact.b]
title = { ko = "나", en = "B" }
type = "boolean"
optional = true
[fact.n]
title = { ko = "엔", en = "N" }
type = "integer"
min = 0
max = 2
optional = true
[fact.m]
title = { ko = "엠", en = "M" }
type = "integer"
min = 0
max = 2
optional = true
[fact.c]
title = { ko = "셈", en = "C" }
type = "integer"
min = 0
max = 2
initial = 0
[fact.k]
title = { ko = "결과", en = "K" }
type = "choice"
choices = { x = { ko = "엑스", en = "X" }, y = { ko = "와이", en = "Y" } }
optional = true
[fact.h]
title = { ko = "고른 것", en = "H" }
type = "choice"
choices = { q = { ko = "큐", en = "Q" }, r = { ko = "알", en = "R" } }
optional = true
[fact.total]
title = { ko = "합", en = "Total" }
type = "integer"
min = 0
max = 4
computed = "n + c"
"#,
    );
    if chance.often(3) {
        out.push_str(
            "[assume.sane]\nrule = \"n <= m\"\nsays = { ko = \"가정\", en = \"Assumed\" }\n",
        );
    }
    for at in 0..states {
        let initial = if at == 0 { "initial = true\n" } else { "" };
        let end = if at == states - 1 && at > 0 && chance.often(6) {
            "outcome = \"done\"\n"
        } else {
            ""
        };
        out.push_str(&format!(
            "[state.s{at}]\ntitle = {{ ko = \"상태 {at}\", en = \"State {at}\" }}\n{initial}{end}"
        ));
    }
    for at in 0..transitions {
        let from = if at == 0 { 0 } else { chance.below(states) };
        let by = if at > 1 && chance.often(2) {
            "engine"
        } else {
            chance.one(&["one", "two"])
        };
        out.push_str(&format!(
            "[transition.t{at}]\ntitle = {{ ko = \"행위 {at}\", en = \"Act {at}\" }}\nfrom = \"s{from}\"\nby = [\"{by}\"]\n"
        ));
        if by != "engine" {
            if at > 0 && chance.often(3) {
                out.push_str(&format!("not_by = [\"t{}\"]\n", chance.below(at)));
            }
            let mut asks = BTreeSet::new();
            for _ in 0..chance.below(3) {
                asks.insert(chance.one(&["a", "b", "n", "m", "h"]));
            }
            if !asks.is_empty() {
                out.push_str(
                    &format!("asks = {asks:?}\n")
                        .replace('{', "[")
                        .replace('}', "]"),
                );
            }
            let may = chance.one(&["a", "b", "n", "h"]);
            if chance.often(2) && !asks.contains(may) {
                out.push_str(&format!("may_ask = [\"{may}\"]\n"));
            }
        }
        if chance.often(4) {
            let sets = chance.one(&["k = \"x\"", "k = \"y\"", "c = 0", "a = true"]);
            out.push_str(&format!("sets = {{ {sets} }}\n"));
            if !sets.starts_with('c') && chance.often(4) {
                out.push_str("adds = { c = 1 }\n");
            }
        } else if chance.often(5) {
            out.push_str("adds = { c = 1 }\n");
        }
        if chance.often(2) {
            out.push_str(&format!("clears = [\"{}\"]\n", chance.one(&["b", "m"])));
        }
        let branches = chance.often(3);
        if !branches {
            out.push_str(&format!("to = \"s{}\"\n", chance.below(states)));
        }
        for guard in 0..chance.below(3) {
            let rule = chance.one(RULES);
            out.push_str(&format!(
                "[[transition.t{at}.guard]]\nid = \"g{guard}\"\nrule = {rule:?}\nsays = {{ ko = \"요건\", en = \"A guard\" }}\n"
            ));
        }
        if branches {
            let rule = chance.one(RULES);
            out.push_str(&format!(
                "[[transition.t{at}.branch]]\nid = \"one\"\nwhen = {rule:?}\nto = \"s{}\"\n[[transition.t{at}.branch]]\nid = \"other\"\notherwise = true\nto = \"s{}\"\n",
                chance.below(states),
                chance.below(states)
            ));
        }
    }
    let last = states - 1;
    let some = |chance: &mut Chance| {
        let rule = chance.one(RULES);
        format!("at(s{}) && ({rule})", chance.below(last + 1))
    };
    let mut property = |id: &str, claim: String| {
        out.push_str(&format!(
            "[property.{id}]\nsays = {{ ko = \"{id}\", en = \"{id}\" }}\n{claim}\n"
        ));
    };
    property("never_one", format!("never = {:?}", some(chance)));
    property("never_two", format!("never = {:?}", some(chance)));
    property(
        "always_one",
        format!("always = {:?}", format!("!({})", some(chance))),
    );
    property(
        "first",
        "before = { first = \"t1\", then = \"t0\" }".to_owned(),
    );
    property(
        "second",
        "before = { first = \"t0\", then = \"t1\" }".to_owned(),
    );
    property("others", "differ = [\"t0\", \"t1\"]".to_owned());
    let follows = format!(
        "leads_to = {{ from = {:?}, to = \"at(s{last})\" }}",
        some(chance)
    );
    property("follows", follows);
    // Everything but facts rests on a provision.
    let mut founded = String::new();
    let mut of_fact = false;
    for line in out.lines() {
        if line.starts_with('[') {
            of_fact = line.starts_with("[fact") || line.starts_with("[workflow");
        }
        founded.push_str(line);
        founded.push('\n');
        if !of_fact && (line.starts_with("title") || line.starts_with("says")) {
            founded.push_str("basis = \"제1조\"\n");
        }
    }
    founded
}

/// Everything that a case can come to.
struct Everything {
    /// Each case, what of a path matters besides, and where it leads.
    cases: Vec<(Case, Path)>,
    next: Vec<Vec<usize>>,
    complete: bool,
}

/// What matters of how a case came to be what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Path {
    /// Who took what.
    who: BTreeSet<(Name, Name)>,
    /// Which was taken when the other had not been.
    early: BTreeSet<(Name, Name)>,
    /// What is outstanding.
    pending: bool,
}

fn noon(definition: Definition<'_>) -> Timestamp {
    let day = definition.workflow.in_force.at(12, 0, 0, 0);
    day.to_zoned(definition.zone.clone()).unwrap().timestamp()
}

fn world(definition: Definition<'_>, person: &str) -> World {
    let roles = ["one", "two"].map(Name::from);
    let principal = Principal {
        actor: person.into(),
        capacity: None,
        granted: roles.into_iter().collect(),
        claims: BTreeMap::new(),
        on_behalf_of: None,
        via: "test".into(),
    };
    World::at(noon(definition), definition.zone, principal)
}

fn values(workflow: &Workflow, fact: &Name) -> Vec<Value> {
    match &workflow.fact(fact).unwrap().of {
        Type::Boolean => vec![Value::Boolean(false), Value::Boolean(true)],
        Type::Integer { min, max } => (*min..=*max).map(Value::Integer).collect(),
        Type::Choice(options) => options
            .iter()
            .map(|option| Value::Choice(option.id.clone()))
            .collect(),
        _ => unreachable!(),
    }
}

/// Every way to give what an act asks for, and what it may be given.
fn givings(workflow: &Workflow, transition: &workflow::Transition) -> Vec<Given> {
    let mut all = vec![Given::new()];
    for (fact, must) in transition
        .asks
        .iter()
        .map(|fact| (fact, true))
        .chain(transition.may_ask.iter().map(|fact| (fact, false)))
    {
        let mut more = if must { Vec::new() } else { all.clone() };
        for value in values(workflow, fact) {
            for given in &all {
                let mut given = given.clone();
                given.insert(fact.clone(), value.clone());
                more.push(given);
            }
        }
        all = more;
    }
    all
}

impl Everything {
    fn of(definition: Definition<'_>, most: usize) -> Everything {
        let workflow = definition.workflow;
        let mut all = Everything {
            cases: Vec::new(),
            next: Vec::new(),
            complete: true,
        };
        let Ok(first) = open(
            definition,
            &world(definition, "p1"),
            "c".into(),
            Given::new(),
        ) else {
            return all;
        };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let path = passed(
            definition,
            &Path::default(),
            None,
            &first.after,
            &first.entry,
        );
        seen.insert(key(&first.after, &path), 0);
        all.cases.push((first.after, path));
        all.next.push(Vec::new());
        let mut open = VecDeque::from([0]);
        while let Some(at) = open.pop_front() {
            let (case, path) = all.cases[at].clone();
            for transition in &workflow.transitions {
                let stands = transition
                    .from
                    .iter()
                    .any(|from| case.active.contains(&workflow.states[from.0].element.id));
                if !matches!(transition.by, By::Roles(_)) || !stands {
                    continue;
                }
                for given in givings(workflow, transition) {
                    for person in ["p1", "p2", "p3"] {
                        let act = Act {
                            given: given.clone(),
                            ..Act::of(&transition.element.id)
                        };
                        let decided =
                            decide(definition, &world(definition, person), &case, act).unwrap();
                        if !decided.accepted() {
                            continue;
                        }
                        let path = passed(
                            definition,
                            &path,
                            Some(person),
                            &decided.after,
                            &decided.entry,
                        );
                        let key = key(&decided.after, &path);
                        let to = match seen.get(&key) {
                            Some(&to) => to,
                            None => {
                                let to = all.cases.len();
                                if to >= most {
                                    all.complete = false;
                                    return all;
                                }
                                seen.insert(key, to);
                                all.cases.push((decided.after, path));
                                all.next.push(Vec::new());
                                open.push_back(to);
                                to
                            }
                        };
                        all.next[at].push(to);
                    }
                }
            }
        }
        all
    }

    /// The cases from which one comes to one of these.
    fn leading_to(&self, goals: &[bool]) -> Vec<bool> {
        let mut leading = goals.to_vec();
        loop {
            let mut grown = false;
            for at in 0..self.cases.len() {
                if !leading[at] && self.next[at].iter().any(|to| leading[*to]) {
                    leading[at] = true;
                    grown = true;
                }
            }
            if !grown {
                return leading;
            }
        }
    }

    /// Whether some case breaks a property.
    fn breaks(&self, definition: Definition<'_>, kind: &PropertyKind) -> bool {
        let day = definition.workflow.in_force;
        let says =
            |case: &Case, rule: &crate::guard::Rule| says(case, &rule.expr, noon(definition), day);
        let mut cases = self.cases.iter();
        match kind {
            PropertyKind::Never(rule) => cases.any(|(case, _)| says(case, rule) == Truth::Holds),
            PropertyKind::Always(rule) => cases.any(|(case, _)| says(case, rule) == Truth::Fails),
            PropertyKind::Before { first, then } => {
                let early = (then.clone(), first.clone());
                cases.any(|(_, path)| path.early.contains(&early))
            }
            PropertyKind::Differ(of) => cases.any(|(_, path)| {
                let people: BTreeSet<&Name> = path.who.iter().map(|(who, _)| who).collect();
                people.into_iter().any(|who| {
                    of.iter()
                        .filter(|one| path.who.contains(&(who.clone(), (*one).clone())))
                        .count()
                        > 1
                })
            }),
            PropertyKind::LeadsTo { to, .. } => {
                let goals: Vec<bool> = self
                    .cases
                    .iter()
                    .map(|(case, _)| says(case, to) == Truth::Holds)
                    .collect();
                let hopeful = self.leading_to(&goals);
                let mut all = self.cases.iter().zip(hopeful);
                all.any(|((_, path), hopeful)| path.pending && !hopeful)
            }
            PropertyKind::Within { .. } => false,
        }
    }
}

fn passed(
    definition: Definition<'_>,
    before: &Path,
    person: Option<&str>,
    after: &Case,
    entry: &crate::engine::Entry,
) -> Path {
    let workflow = definition.workflow;
    let mut path = before.clone();
    // Only what the properties ask about, so that paths that differ else are one.
    let asked = ["t0", "t1"];
    let mut taken: BTreeSet<Name> = match person {
        None => BTreeSet::new(),
        Some(_) => path.who.iter().map(|(_, what)| what.clone()).collect(),
    };
    for step in entry.content.steps() {
        let id = &step.transition;
        if !asked.contains(&&**id) {
            continue;
        }
        for other in asked {
            if other != &**id && !taken.contains(other) {
                path.early.insert((id.clone(), other.into()));
            }
        }
        taken.insert(id.clone());
        let who = match step.cause {
            crate::engine::Cause::Act => person.unwrap_or("nobody"),
            _ => "engine",
        };
        path.who.insert((who.into(), id.clone()));
    }
    if let Some(PropertyKind::LeadsTo { from, to }) = workflow
        .properties
        .iter()
        .map(|property| &property.kind)
        .find(|kind| matches!(kind, PropertyKind::LeadsTo { .. }))
    {
        let says = |rule: &crate::guard::Rule| {
            says(after, &rule.expr, noon(definition), workflow.in_force) == Truth::Holds
        };
        path.pending = (path.pending || says(from)) && !says(to);
    }
    assert!(!matches!(entry.content, Content::Refused { .. }));
    path
}

/// What tells cases apart, as far as anything that can still happen hangs on it.
fn key(case: &Case, path: &Path) -> String {
    let since: Vec<(bool, bool)> = [("t1", "s1"), ("t0", "s0")]
        .iter()
        .map(|(transition, state)| {
            let taken = case.taken.get(*transition).map(|taken| taken.last);
            let entered = case.entered.get(*state);
            (entered.is_some(), taken > entered.copied())
        })
        .collect();
    let last: Vec<(&Name, &Name)> = case
        .taken
        .iter()
        .map(|(id, taken)| (id, &taken.by))
        .collect();
    format!(
        "{:?} {:?} {since:?} {last:?} {path:?}",
        case.active, case.facts
    )
}

fn checked(workflow: &Workflow, definition: Definition<'_>) -> Report {
    check(&Input {
        workflow,
        texts: &Texts::default(),
        pins: Some(&[]),
        others: &[],
        definitions: &[definition],
        search: Search::Everything,
    })
}

/// How many procedures are made: more where somebody wants to know better.
#[expect(
    clippy::disallowed_methods,
    reason = "a longer run is asked for from outside"
)]
fn how_many() -> u64 {
    let asked = std::env::var("JORYE_SEARCH_SEEDS").ok();
    asked.and_then(|seeds| seeds.parse().ok()).unwrap_or(40)
}

#[test]
fn what_is_proved_no_case_breaks_and_what_is_refuted_some_case_does() {
    let seeds = how_many();
    let (mut proved, mut refuted, mut undecided, mut whole, mut faulty) = (0, 0, 0, 0, 0_u64);
    let zone = TimeZone::UTC;
    for seed in 0..seeds {
        let mut chance = Chance(seed);
        for _ in 0..4 {
            chance.below(2);
        }
        let text = procedure(&mut chance);
        let source = Source::new("workflows/w.toml", text.clone());
        let loaded = workflow::load(&workflow::Input::of(source));
        let Some(workflow) = loaded.workflow else {
            let told =
                |finding: &crate::diagnostic::Finding| finding.title(crate::diagnostic::Lang::En);
            let faults: Vec<String> = loaded.findings.iter().map(told).collect();
            println!("seed {seed} is no procedure: {faults:?}");
            faulty += 1;
            continue;
        };
        let definition = Definition {
            workflow: &workflow,
            manifest: [0; 32],
            calendar: None,
            zone: &zone,
            semantics: Semantics::CURRENT,
            law: None,
        };
        let all = Everything::of(definition, 1_500);
        whole += usize::from(all.complete);
        let report = checked(&workflow, definition);
        for property in &workflow.properties {
            let id = &property.element.id;
            let broken = all.breaks(definition, &property.kind);
            let element = format!("property.{id}");
            let finding = report
                .findings
                .iter()
                .find(|finding| finding.element.as_deref() == Some(&element));
            if report.proved.iter().any(|(_, one)| one == id) {
                // A breach in a part of the whole is one; what follows is known of
                // the whole alone.
                let known = all.complete || !matches!(property.kind, PropertyKind::LeadsTo { .. });
                assert!(
                    !(known && broken),
                    "seed {seed}: `{id}` is proved, and a case breaks it\n{text}"
                );
                proved += 1;
            } else if finding.is_some_and(|found| found.verdict == Verdict::Refuted) {
                assert!(
                    broken || !all.complete,
                    "seed {seed}: `{id}` is refuted, and no case breaks it\n{:#?}\n{text}",
                    finding.map(|found| &found.story)
                );
                refuted += 1;
                played(&workflow, definition, finding.unwrap(), seed);
            } else {
                println!(
                    "seed {seed}: `{id}` undecided: {:?}",
                    finding.map(|found| &found.notes)
                );
                undecided += 1;
            }
        }
    }
    println!("{proved} proved, {refuted} refuted, {undecided} undecided; {whole} of {seeds} whole");
    assert!(faulty * 4 <= seeds, "{faulty} of {seeds} are no procedures");
    assert!(
        undecided * 10 <= proved + refuted,
        "{proved} proved, {refuted} refuted, {undecided} undecided"
    );
}

/// The file of a story says the same when it is read again.
fn played(
    workflow: &Workflow,
    definition: Definition<'_>,
    finding: &crate::diagnostic::Finding,
    seed: u64,
) {
    let story = finding.story.as_ref().expect("a refutation has a story");
    let source = Source::new("workflows/w.scenarios.toml", story.scenario.clone());
    let loaded = scenario::load(&source, workflow);
    let Some(file) = loaded.scenarios else {
        panic!("seed {seed}: {:#?}\n{}", loaded.findings, story.scenario);
    };
    for scenario in &file.scenarios {
        let played = crate::engine::scenario::run(definition, &file, scenario);
        assert!(
            played.failure.is_none(),
            "seed {seed}: {:#?}\n{}",
            played.failure,
            story.scenario
        );
    }
}
