//! Analyses before adoption. Each fixture tells by `# error[J0203]` (or
//! `warning`, `note`) what is found on the next line that is no such comment;
//! nothing else of that level may be found in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jorye::calendar::Calendar;
use jorye::check::{Input, Report, Search, check, check_all, codes};
use jorye::diagnostic::{Code, Finding, Lang, Level, Source, Verdict, catalogue};
use jorye::engine::{Definition, Semantics};
use jorye::ordinance::pin::{self, Pin};
use jorye::ordinance::{Texts, read, read_index};
use jorye::workflow::{self, Workflow, load};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files of a folder whose names end so, in order of name.
pub fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .filter(|(name, _)| {
            name.ends_with(ending) && !name.contains(".scenarios.") && !name.contains(".story.")
        })
        .map(|(name, path)| (name, std::fs::read_to_string(path).unwrap()))
        .collect();
    found.sort();
    found
}

/// The texts of a folder.
pub fn texts(folder: &Path) -> Texts {
    let mut acts = Vec::new();
    for (name, text) in files(folder, ".md") {
        acts.extend(read(&Source::new(name, text)).acts);
    }
    for (name, text) in files(folder, ".index.toml") {
        acts.extend(read_index(&Source::new(name, text)).0);
    }
    Texts::new(acts).0
}

/// The bodies of the library of which this is the folder of procedures.
fn bodies_beside(folder: &Path) -> jorye::workflow::BodiesFile {
    use jorye::workflow::{BodiesFile, bodies};
    let path = folder.with_file_name("ordinance").join("bodies.toml");
    let Ok(text) = std::fs::read_to_string(path) else {
        return BodiesFile::Absent;
    };
    let read = bodies::load(&Source::new("bodies.toml".to_owned(), text)).bodies;
    read.map_or(BodiesFile::Faulty, |bodies| {
        BodiesFile::Read(Arc::new(bodies))
    })
}

/// A workflow that must load without errors.
pub fn loaded(folder: &Path, name: &str, text: &str) -> Workflow {
    let rule_files: BTreeMap<String, Arc<Source>> = files(folder, ".rhai")
        .into_iter()
        .map(|(name, text)| (name.clone(), Source::new(name, text)))
        .collect();
    let loaded = load(&workflow::Input {
        source: Source::new(name, text),
        rule_files,
        bodies: bodies_beside(folder),
    });
    let told = rendered(&loaded.findings, Lang::En);
    loaded.workflow.unwrap_or_else(|| panic!("{name}:\n{told}"))
}

/// Everything a finding says.
fn rendered(findings: &[Finding], lang: Lang) -> String {
    let mut out = String::new();
    for finding in findings {
        let place = finding.place().map(ToString::to_string).unwrap_or_default();
        writeln!(
            out,
            "{}[{}] {} {place} {}\n    {}\n    {}\n    {}",
            finding.level,
            finding.code,
            finding.verdict,
            finding.element.as_deref().unwrap_or("-"),
            finding.title(lang),
            finding.follows(lang),
            finding.help(lang)
        )
        .unwrap();
        if let Some(citation) = &finding.citation {
            writeln!(out, "    § {}", citation.get(lang)).unwrap();
        }
        if let Some(near) = &finding.suggestion {
            writeln!(out, "    ? {near}").unwrap();
        }
        for label in finding.labels.iter().skip(1) {
            writeln!(out, "    @ {} {}", label.place, label.says.get(lang)).unwrap();
        }
        for note in &finding.notes {
            writeln!(out, "    = {}", note.get(lang)).unwrap();
        }
    }
    out
}

/// What a fixture expects, as (line, level, code).
fn expected(text: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut waiting: Vec<(String, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mark = line.strip_prefix("# ").and_then(|rest| {
            let (level, rest) = rest.split_once('[')?;
            let (code, _) = rest.split_once(']')?;
            ["error", "warning", "note"]
                .contains(&level)
                .then(|| (level.to_owned(), code.to_owned()))
        });
        match mark {
            Some(mark) => waiting.push(mark),
            None if line.starts_with('#') => {}
            None => found.extend(waiting.drain(..).map(|(level, code)| (at + 1, level, code))),
        }
    }
    found.sort();
    found
}

fn found(report: &Report) -> Vec<(usize, String, String)> {
    let mut found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            (
                finding.place().map_or(0, |place| place.line()),
                finding.level.to_string(),
                finding.code.to_string(),
            )
        })
        .collect();
    found.sort();
    found
}

/// The pins of a fixture: those of its own lock file, else of all that it cites.
fn pins(folder: &Path, name: &str, workflow: &Workflow, texts: &Texts) -> Vec<Pin> {
    let lock = folder.join(name.replace(".toml", ".lock"));
    if let Ok(text) = std::fs::read_to_string(lock) {
        return pin::read(&Source::new("lock", text)).0;
    }
    pinned(workflow, texts)
}

/// What `jorye text pin` would write for the elements of a fixture.
pub fn pinned(workflow: &Workflow, texts: &Texts) -> Vec<Pin> {
    let elements = std::iter::once(&workflow.element)
        .chain(workflow.roles.iter().map(|role| &role.element))
        .chain(workflow.facts.iter().map(|fact| &fact.element))
        .chain(workflow.assumes.iter().map(|assume| &assume.element))
        .chain(workflow.states.iter().map(|state| &state.element))
        .chain(workflow.properties.iter().map(|property| &property.element))
        .chain(workflow.deadlines.iter().map(|deadline| &deadline.element))
        .chain(workflow.transitions.iter().flat_map(|transition| {
            std::iter::once(&transition.element)
                .chain(transition.guards.iter().map(|guard| &guard.element))
                .chain(transition.branches.iter().map(|branch| &branch.element))
        }));
    let bodies = workflow.bodies.iter().flat_map(|body| body.cites());
    let mut pins: Vec<Pin> = elements
        .flat_map(|element| &element.basis)
        .chain(bodies.map(|(_, cited)| cited))
        .filter_map(|cited| {
            let resolved = texts.resolve(&cited.citation, Some(&workflow.ordinance));
            Some(Pin::of(&resolved.ok()?))
        })
        .collect();
    pins.sort_by(|a, b| (&a.text, a.path).cmp(&(&b.text, b.path)));
    pins.dedup();
    pins
}

fn checked(folder: &Path, name: &str, text: &str) -> Report {
    let texts = texts(&root("tests/fixtures/check"));
    let workflow = loaded(folder, name, text);
    let pins = pins(folder, name, &workflow, &texts);
    let zone = TimeZone::get(&workflow.zone).unwrap();
    let calendar = Calendar::builtin("kr").unwrap();
    let definition = Definition {
        workflow: &workflow,
        manifest: [0; 32],
        calendar: Some(&calendar),
        zone: &zone,
        semantics: Semantics::CURRENT,
        law: None,
    };
    check(&Input {
        workflow: &workflow,
        texts: &texts,
        pins: (!name.starts_with("no_lock")).then_some(&pins),
        others: &[],
        definitions: &[definition],
        search: Search::Everything,
    })
}

#[test]
fn every_fixture_finds_what_it_says() {
    let mut wrong = String::new();
    for kind in ["good", "bad"] {
        let folder = root("tests/fixtures/check").join(kind);
        for (name, text) in files(&folder, ".toml") {
            let report = checked(&folder, &name, &text);
            let (found, expected) = (found(&report), expected(&text));
            if found != expected {
                let told = rendered(&report.findings, Lang::En);
                writeln!(wrong, "{kind}/{name}\n{found:?}\n{expected:?}\n{told}").unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn every_code_has_a_bad_example() {
    let folder = root("tests/fixtures/check/bad");
    let mut told: Vec<Code> = files(&folder, ".toml")
        .into_iter()
        .flat_map(|(_, text)| expected(&text))
        .map(|(_, _, code)| code.parse().unwrap())
        .collect();
    // These have tests of their own below.
    told.extend([codes::NOTHING_TO_CHECK, codes::TOO_LARGE]);
    // It needs a body.
    told.push(codes::RECUSAL_BREAKS_QUORUM);
    // Those about children need several workflows, those about moves several revisions,
    // those about time a calendar: they have libraries of their own.
    let ranges = [201..261, 270..271, 280..300, 350..360];
    for message in catalogue::messages() {
        let ours = ranges.iter().any(|range| range.contains(&message.code.0));
        assert!(
            !ours || told.contains(&message.code),
            "{} {} has no example",
            message.code,
            message.name
        );
    }
}

#[test]
fn findings_as_people_read_them() {
    let folder = root("tests/fixtures/check/bad");
    let mut told: Vec<Finding> = Vec::new();
    for (name, text) in files(&folder, ".toml") {
        told.extend(checked(&folder, &name, &text).findings);
    }
    for (name, lang) in [("ko", Lang::Ko), ("en", Lang::En)] {
        let out = rendered(&told, lang);
        assert!(!out.contains('{') || !out.contains("|"), "{out}");
        insta::assert_snapshot!(format!("findings_{name}"), out);
    }
}

#[test]
fn nothing_found_in_nothing_is_an_error() {
    let report = check_all(&[]);
    assert_eq!(report.of_level(Level::Error), 1);
    assert_eq!(report.findings[0].code, codes::NOTHING_TO_CHECK);
    assert_eq!(report.verdict(), Verdict::Refuted);
}

/// A head that every generated workflow has.
const HEAD: &str = r#"
format = 1
[workflow]
id        = "made"
title     = { ko = "만든 것", en = "Made" }
ordinance = "park_rules"
basis     = "제1조"
revision  = 1
in_force  = 2027-01-01
[role.keeper]
title = { ko = "관리자", en = "Keeper" }
basis = "제2조"
"#;

fn state(id: &str, more: &str) -> String {
    format!("[state.{id}]\ntitle = {{ ko = \"{id}\", en = \"{id}\" }}\nbasis = \"제1조\"\n{more}\n")
}

fn step(id: &str, from: &str, to: &str) -> String {
    format!(
        "[transition.{id}]\ntitle = {{ ko = \"{id}\", en = \"{id}\" }}\nbasis = \"제1조\"\n\
         by = [\"keeper\"]\nfrom = \"{from}\"\nto = \"{to}\"\n"
    )
}

/// Tracks side by side, each a line of states that ends.
fn side_by_side(tracks: usize, states: usize) -> String {
    let mut out = HEAD.to_owned();
    out += &state("all", "parallel = true\ninitial = true");
    out += &state("done", "outcome = \"done\"");
    out += &step("finish", "all", "done").replace("keeper", "engine");
    out += &step("drop_all", "all", "done");
    for track in 0..tracks {
        out += &state(&format!("t{track}"), "in = \"all\"");
        for at in 0..states {
            let inside = format!("in = \"t{track}\"\n");
            let more = match at {
                0 => "initial = true",
                _ if at + 1 == states => "outcome = \"ended\"",
                _ => "",
            };
            out += &state(&format!("t{track}s{at}"), &(inside + more));
            if at > 0 {
                let (from, to) = (format!("t{track}s{}", at - 1), format!("t{track}s{at}"));
                out += &step(&format!("t{track}g{at}"), &from, &to);
            }
        }
    }
    out
}

#[test]
fn what_is_too_large_is_told_and_not_passed_over() {
    let folder = root("tests/fixtures/check/good");
    let report = checked(&folder, "no_lock_small.toml", &side_by_side(3, 5));
    assert_eq!(report.checked.configurations, 5 * 5 * 5 + 1);
    assert_eq!(report.of_level(Level::Error), 0);
    assert_eq!(report.undecided(), 0);
    let mut large = side_by_side(3, 28);
    large += &state("nowhere", "");
    let report = checked(&folder, "no_lock_large.toml", &large);
    let told: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(told.contains(&codes::TOO_LARGE));
    assert_eq!(report.undecided(), 1);
    // Each state is still looked at alone.
    assert!(told.contains(&codes::UNREACHABLE_STATE));
}

#[test]
fn what_the_graph_settles_for_all_data_is_proved() {
    let folder = root("tests/fixtures/check/good");
    let text = std::fs::read_to_string(folder.join("permit.toml")).unwrap();
    let report = checked(&folder, "permit.toml", &text);
    let proved: Vec<&str> = report.proved.iter().map(|(_, name)| &**name).collect();
    assert_eq!(proved, ["reviewed", "both_first", "bounded"]);
    // Without the act that the proof rests on, it is a proof no more.
    let text = text.replace(
        "never = 'at(granted) && !taken(check_safety)'",
        "never = 'at(granted)'",
    );
    let report = checked(&folder, "permit.toml", &text);
    let proved: Vec<&str> = report.proved.iter().map(|(_, name)| &**name).collect();
    assert_eq!(proved, ["both_first", "bounded"]);
    assert_eq!(report.undecided(), 0);
    assert_eq!(report.verdict(), Verdict::Refuted);
    let broken = |finding: &&Finding| finding.code == codes::PROPERTY_REFUTED;
    let finding = report.findings.iter().find(broken).unwrap();
    let story = finding.story.as_ref().unwrap();
    let acts: Vec<&str> = story
        .lines
        .iter()
        .filter_map(|line| line.act.as_deref())
        .collect();
    // The engine grants as soon as nothing is left to be checked.
    assert_eq!(acts.last(), Some(&"check_noise"));
}

#[test]
fn the_shipped_workflows_are_clean() {
    let folder = root("workflows");
    if !folder.is_dir() {
        println!("passed over: no workflows here");
        return;
    }
    let texts = texts(&root("ordinance"));
    let workflows: Vec<(Workflow, Vec<Pin>)> = files(&folder, ".toml")
        .into_iter()
        .map(|(name, text)| {
            let workflow = loaded(&folder, &name, &text);
            let pins = pinned(&workflow, &texts);
            (workflow, pins)
        })
        .collect();
    let others: Vec<&Workflow> = workflows.iter().map(|(workflow, _)| workflow).collect();
    let inputs: Vec<Input<'_>> = workflows
        .iter()
        .map(|(workflow, pins)| Input {
            workflow,
            texts: &texts,
            pins: Some(pins),
            others: &others,
            definitions: &[],
            search: Search::Properties,
        })
        .collect();
    let report = check_all(&inputs);
    let grave: Vec<Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.level != Level::Note)
        .cloned()
        .collect();
    assert_eq!(rendered(&grave, Lang::En), "");
    assert!(report.checked.provisions > 0 && report.checked.guards > 0);
    let proved: Vec<String> = report
        .proved
        .iter()
        .map(|(workflow, property)| format!("{workflow}.{property}"))
        .collect();
    insta::assert_snapshot!("shipped_proved", proved.join("\n"));
}
