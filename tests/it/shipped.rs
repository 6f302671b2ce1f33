//! The shipped procedures: they load without findings, their scenarios pass,
//! and the scenarios reach every transition and branch and show every guard
//! refusing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jorye::calendar::Calendar;
use jorye::diagnostic::{Finding, Lang, Source};
use jorye::engine::scenario::{Coverage, run_among};
use jorye::engine::{Definition, apply, replay};
use jorye::guard::Name;
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
    let rule_files = ["council.rhai", "survey.rhai"].map(|name| (name.to_owned(), read(name)));
    let loaded = load(&Input {
        source: read(&format!("{id}.toml")),
        rule_files: BTreeMap::from(rule_files),
        bodies: bodies(),
    });
    assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
    loaded.workflow.unwrap()
}

/// Plays every scenario of a procedure, and of those whose cases it opens;
/// what none of them has shown is a fault.
fn play(id: &str, children: &[&str]) {
    let workflows: Vec<Workflow> = std::iter::once(&id)
        .chain(children)
        .map(|id| workflow(id))
        .collect();
    let all: Vec<&Workflow> = workflows.iter().collect();
    let zone = TimeZone::get(&workflows[0].zone).unwrap();
    let calendar = Calendar::named("kr").unwrap();
    let definitions: Vec<Definition<'_>> = workflows
        .iter()
        .map(|workflow| Definition {
            workflow,
            manifest: [7; 32],
            calendar: workflow.calendar_id().map(|_| &*calendar),
            zone: &zone,
            semantics: jorye::engine::Semantics::CURRENT,
            law: None,
        })
        .collect();
    let mut coverage: BTreeMap<Name, Coverage> = BTreeMap::new();
    for definition in &definitions {
        let id = definition.workflow.id();
        let source = read(&format!("{id}.scenarios.toml"));
        let loaded = scenario::load_among(&source, definition.workflow, &all);
        assert!(loaded.findings.is_empty(), "{}", told(&loaded.findings));
        let file = loaded.scenarios.unwrap();
        for scenario in &file.scenarios {
            let played = run_among(*definition, &definitions, &file, scenario);
            assert_eq!(played.failure, None, "{id}: {}", scenario.id);
            coverage.entry(id.clone()).or_default().add(&played.entries);
            for (of, entry) in &played.children {
                let shown = coverage.entry(of.clone()).or_default();
                shown.add(std::slice::from_ref(entry));
            }

            // The entries alone make the same case, and deciding again the same entries.
            let mut case = None;
            for entry in &played.entries {
                let again = replay(*definition, case.as_ref(), entry).unwrap();
                let applied = apply(case, entry).unwrap();
                assert_eq!(again.after, applied);
                case = Some(applied);
            }
            assert_eq!(case, played.case);
        }
    }
    for workflow in all {
        let missing = coverage[workflow.id()].missing(workflow);
        assert!(missing.is_empty(), "{}: {missing:#?}", workflow.id());
    }
}

#[test]
fn monitoring_is_shown_whole() {
    play("monitoring", &[]);
}

#[test]
fn the_composition_of_the_council_is_shown_whole() {
    play("membership", &["vacancy"]);
}

#[test]
fn proposals_are_shown_whole() {
    play("proposal", &[]);
}

#[test]
fn the_enactment_of_ordinances_is_shown_whole() {
    play("enactment", &["bill_opinion", "suit"]);
}

#[test]
fn the_conclusion_of_the_compact_is_shown_whole() {
    play("conclusion", &["forum", "agreement", "compact_opinion"]);
}

#[test]
fn amendments_and_changes_of_support_are_shown_whole() {
    play(
        "amendment",
        &["conclusion", "forum", "agreement", "compact_opinion"],
    );
    play("support_notice", &[]);
}

#[test]
fn the_survey_is_shown_whole() {
    play(
        "survey",
        &[
            "conclusion",
            "forum",
            "agreement",
            "compact_opinion",
            "action_plan",
            "task_plan",
            "plan_change",
            "monitoring",
            "evaluation",
            "unit_evaluation",
        ],
    );
}

#[test]
fn the_base_plan_and_the_action_plan_are_shown_whole() {
    play("base_plan", &[]);
    play(
        "action_plan",
        &[
            "task_plan",
            "plan_change",
            "monitoring",
            "evaluation",
            "unit_evaluation",
        ],
    );
}

#[test]
fn the_evaluation_is_shown_whole() {
    play("evaluation", &["unit_evaluation"]);
}

#[test]
fn disputes_and_recommendations_are_shown_whole() {
    play("dispute", &["recommendation"]);
}

#[test]
fn the_spread_of_the_compact_is_shown_whole() {
    play("joining", &[]);
    play("district", &[]);
    play(
        "sector",
        &[
            "conclusion",
            "forum",
            "agreement",
            "compact_opinion",
            "monitoring",
        ],
    );
}

#[test]
fn meetings_and_the_support_centre_are_shown_whole() {
    play("meeting", &["agenda_item"]);
    play("support_centre", &[]);
}

#[test]
fn citizens_initiatives_are_shown_whole() {
    play("initiative", &[]);
}
