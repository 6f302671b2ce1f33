//! By use: pm4py reads the event logs, and finds that they fit the nets.
//!
//! It needs a Python with pm4py: that of `JORYE_PM4PY` (a path), or `python3` if
//! it has the module. Without one the test says so and passes, but not where
//! `JORYE_CI` is set. `tests/fixtures/exchange/requirements.txt` names the versions.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use jorye::audit::Hash;
use jorye::audit::hash::content_hash;
use jorye::engine::Definition;
use jorye::engine::scenario::run_among;
use jorye::library::{Library, Procedure, shipped};
use jorye::report::exchange::{Options, Record, Trail, xes};

use super::told;

/// The interpreter with pm4py, if there is one.
fn python() -> Option<String> {
    let named = std::env::var("JORYE_PM4PY").ok();
    let python = named.unwrap_or_else(|| "python3".to_owned());
    let there = Command::new(&python)
        .args(["-c", "import pm4py"])
        .output()
        .is_ok_and(|output| output.status.success());
    there.then_some(python)
}

/// What every shipped scenario comes to, as one log.
fn played(library: &Library) -> Trail {
    let procedures = library.procedures.values();
    let definitions: Vec<Definition<'_>> = procedures.map(Procedure::definition).collect();
    let mut trail = Trail {
        log: "example.org/scenarios".to_owned(),
        ..Trail::default()
    };
    for procedure in library.procedures.values() {
        let manifest = procedure.manifest.hash().0;
        let workflow = Arc::clone(&procedure.workflow);
        trail.workflows.insert(manifest, workflow);
        for file in &procedure.scenarios {
            for scenario in &file.scenarios {
                let played = run_among(procedure.definition(), &definitions, file, scenario);
                let children = played.children.into_iter().map(|(_, entry)| entry);
                for mut entry in played.entries.into_iter().chain(children) {
                    // Two procedures may have a scenario of one name.
                    entry.case = format!("{}-{}", procedure.workflow.id(), entry.case).into();
                    let index = trail.records.len() as u64 + 1;
                    let hash: Hash = content_hash(&index.to_be_bytes());
                    trail.records.push(Record { entry, hash, index });
                }
            }
        }
    }
    trail
}

#[test]
fn pm4py_reads_the_logs_and_they_fit_the_nets() {
    let Some(python) = python() else {
        assert!(
            std::env::var_os("JORYE_CI").is_none(),
            "there is no Python with pm4py: set JORYE_PM4PY"
        );
        println!("skipped: no Python with pm4py; set JORYE_PM4PY to one");
        return;
    };
    let desk = told();
    for form in ["xes", "ocel", "csv", "prov"] {
        desk.do_(&format!("export {form} told/trail.jsonl --out log.{form}"));
    }
    desk.do_("export xes told/trail.jsonl --all --values --out all.xes");
    // These stand for all: pm4py needs minutes for each of the long ones.
    let with_pm4py = [
        "bill_opinion",
        "enactment",
        "membership",
        "monitoring",
        "proposal",
        "suit",
        "vacancy",
    ];
    let mut library = Library::of(&shipped());
    library
        .procedures
        .retain(|id, _| with_pm4py.contains(&&**id));
    let log = xes::render(&played(&library), Options::default());
    desk.write("scenarios.xes", log);
    for id in library.procedures.keys() {
        desk.do_(&format!("export pnml {id} --out {id}.pnml"));
    }
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/conformance.py");
    let output = Command::new(python)
        .arg(script)
        .current_dir(desk.path("."))
        .env("MPLCONFIGDIR", desk.path("."))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let fault = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{fault}");
    for id in library.procedures.keys() {
        assert!(said.contains(&format!("fits: {id}, ")), "{said}");
    }
}
