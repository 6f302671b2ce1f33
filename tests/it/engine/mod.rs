//! The engine: what it means, told in small procedures; and laws that hold for
//! every act of every case.

mod clock;
mod details;
mod laws;
mod moves;
mod people;
mod scenarios;
mod values;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;
use jorye::calendar::Calendar;
use jorye::diagnostic::{Finding, Lang, Source};
use jorye::engine::{
    Act, Case, DecideError, Decision, Definition, Given, Principal, World, decide, open,
};
use jorye::guard::{Name, Value};
use jorye::workflow::{Input, Workflow, load};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/engine")
}

fn source(name: &str) -> Arc<Source> {
    Source::new(name, std::fs::read_to_string(folder().join(name)).unwrap())
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

/// A fixture, which must load without errors.
pub(super) fn fixture(id: &str) -> Workflow {
    let loaded = load(&Input {
        source: source(&format!("{id}.toml")),
        rule_files: BTreeMap::new(),
        bodies: jorye::workflow::BodiesFile::Absent,
    });
    let findings = told(&loaded.findings);
    loaded.workflow.unwrap_or_else(|| panic!("{findings}"))
}

fn definition(workflow: &Workflow) -> Definition<'_> {
    under(workflow, [7; 32])
}

/// A workflow with the Korean calendar, in the zone that these tests count in.
pub(super) fn under(workflow: &Workflow, manifest: [u8; 32]) -> Definition<'_> {
    static CALENDARS: LazyLock<Vec<Arc<Calendar>>> = LazyLock::new(|| {
        let names = [Calendar::DEFAULT, "england-and-wales", "netherlands"];
        names.map(|name| Calendar::named(name).unwrap()).into()
    });
    static ZONE: TimeZone = TimeZone::UTC;
    Definition {
        workflow,
        manifest,
        calendar: CALENDARS
            .get(match workflow.calendar_id() {
                Some("england-and-wales") => 1,
                Some("netherlands") => 2,
                _ => 0,
            })
            .map(|calendar| &**calendar),
        zone: &ZONE,
        semantics: jorye::engine::Semantics::CURRENT,
        law: None,
    }
}

/// A clerk at noon of a day of February 2027.
pub(super) fn world(day: i8, actor: &str) -> World {
    let date = jiff::civil::date(2027, 2, day);
    let recorded = date
        .at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp();
    World {
        recorded,
        effective: recorded,
        date,
        children: Default::default(),
        principal: Principal {
            actor: actor.into(),
            capacity: None,
            granted: [Name::from("clerk")].into(),
            claims: Default::default(),
            on_behalf_of: None,
            via: "test".into(),
        },
        register: Default::default(),
    }
}

fn given(facts: &[(&str, Value)]) -> Given {
    facts
        .iter()
        .map(|(fact, value)| (Name::from(*fact), value.clone()))
        .collect()
}

pub(super) fn act(transition: &str, facts: &[(&str, Value)]) -> Act {
    Act {
        transition: transition.into(),
        given: given(facts),
        ..Act::of(transition)
    }
}

fn begin(workflow: &Workflow, facts: &[(&str, Value)]) -> Result<Decision, DecideError> {
    let definition = definition(workflow);
    open(definition, &world(1, "kim"), "c-1".into(), given(facts))
}

/// The case after an act that must be taken.
fn take(workflow: &Workflow, case: &Case, transition: &str, facts: &[(&str, Value)]) -> Case {
    let act = act(transition, facts);
    let decision = decide(definition(workflow), &world(1, "kim"), case, act).unwrap();
    assert!(decision.accepted(), "{:#?}", decision.entry);
    decision.after
}
