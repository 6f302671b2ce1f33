//! The shipped procedures: they load without findings, their scenarios pass,
//! and the scenarios reach every transition and branch and show every guard
//! refusing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jorye::calendar::Calendar;
use jorye::diagnostic::{Finding, Lang, Source};
use jorye::engine::scenario::{Coverage, run};
use jorye::engine::{Definition, apply, replay};
use jorye::workflow::{BodiesFile, Input, Workflow, load, scenario};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows")
}

fn read(name: &str) -> std::sync::Arc<Source> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    Source::new(format!("workflows/{name}"), text)
}

fn told(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| {
            let place = finding.place().map(ToString::to_string).unwrap_or_default();
            format!("{} {place} {}\n", finding.code, finding.title(Lang::En))
        })
        .collect()
}

fn bodies() -> BodiesFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ordinance/bodies.toml");
    let text = fs::read_to_string(path).unwrap();
    let loaded = jorye::workflow::bodies::load(&Source::new("ordinance/bodies.toml", text));
    assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
    BodiesFile::Read(loaded.bodies.unwrap().into())
}

fn workflow(id: &str) -> Workflow {
    let rule_files = BTreeMap::from([("council.rhai".to_owned(), read("council.rhai"))]);
    let loaded = load(&Input {
        source: read(&format!("{id}.toml")),
        rule_files,
        bodies: bodies(),
    });
    assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
    loaded.workflow.unwrap()
}

/// Plays every scenario of a workflow; gives what no scenario has shown.
fn play(id: &str) {
    let workflow = workflow(id);
    let loaded = scenario::load(&read(&format!("{id}.scenarios.toml")), &workflow);
    assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
    let file = loaded.scenarios.unwrap();
    let calendar = workflow
        .calendar_id()
        .map(|id| Calendar::named(id).unwrap());
    let zone = TimeZone::get(&workflow.zone).unwrap();
    let definition = Definition {
        workflow: &workflow,
        manifest: [7; 32],
        calendar: calendar.as_deref(),
        zone: &zone,
    };
    let mut coverage = Coverage::default();
    for scenario in &file.scenarios {
        let played = run(definition, &file, scenario);
        assert_eq!(played.failure, None, "{id}: {}", scenario.id);
        coverage.add(&played.entries);

        // The entries alone make the same case, and deciding again the same entries.
        let mut case = None;
        for entry in &played.entries {
            let again = replay(definition, case.as_ref(), entry).unwrap();
            let applied = apply(case, entry).unwrap();
            assert_eq!(again.after, applied);
            case = Some(applied);
        }
        assert_eq!(case, played.case);
    }
    let missing = coverage.missing(&workflow);
    assert!(missing.is_empty(), "{id}: {missing:#?}");
}

#[test]
fn monitoring_is_shown_whole() {
    play("monitoring");
}

#[test]
fn the_composition_of_the_council_is_shown_whole() {
    play("membership");
}

#[test]
fn proposals_are_shown_whole() {
    play("proposal");
}
