//! Files of scenarios, played with the engine where they can be read.

use std::sync::OnceLock;

use jorye::diagnostic::Source;
use jorye::engine::scenario::run as play;
use jorye::engine::{Definition, apply};
use jorye::workflow::format::Kind;
use jorye::workflow::scenario::load;
use jorye::workflow::{Workflow, load_bytes};

/// The longest input: the shipped scenarios are shorter.
const LONGEST: usize = 1 << 15;

const PROPOSAL: &str = include_str!("../../workflows/proposal.toml");

pub fn workflow() -> &'static Workflow {
    static WORKFLOW: OnceLock<Workflow> = OnceLock::new();
    WORKFLOW.get_or_init(|| {
        let loaded = load_bytes(
            "proposal.toml",
            PROPOSAL.as_bytes(),
            super::workflow::rule_files(),
            super::workflow::bodies(),
        );
        loaded.workflow.unwrap()
    })
}

pub fn run(data: &[u8]) {
    if data.len() > LONGEST {
        return;
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    super::workflow::formatted(text, Kind::Scenarios);
    let loaded = load(&Source::new("a.scenarios.toml", text), workflow());
    super::assert_tellable(&loaded.findings);
    let Some(file) = loaded.scenarios else {
        assert!(!loaded.findings.is_empty(), "refused without a word");
        return;
    };
    let definition = Definition {
        workflow: workflow(),
        manifest: [7; 32],
        calendar: None,
        zone: &jiff::tz::TimeZone::UTC,
        semantics: jorye::engine::Semantics::CURRENT,
        law: None,
    };
    for scenario in &file.scenarios {
        let played = play(definition, &file, scenario);
        let mut case = None;
        for entry in &played.entries {
            case = Some(apply(case, entry).unwrap());
        }
        assert_eq!(case, played.case, "the entries do not make the case");
    }
}
