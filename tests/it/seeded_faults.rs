//! `test --mutate`: whether checks and scenarios notice what is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::desk::{Desk, EN, KO, snapshot};

/// The library of the first ten minutes.
fn lending() -> Desk {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lending");
    let mut files = BTreeMap::new();
    for folder in ["ordinance", "workflows"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    Desk::of(&files)
}

/// The procedure of the first ten minutes has one scenario, which leaves a good deal
/// unseen: what survives is told with an act that would show it.
#[test]
fn what_nobody_notices_is_told_with_an_act_that_would_show_it() {
    let desk = lending();
    let told: String = [KO, EN]
        .map(|lang| desk.told(lang, "test --mutate"))
        .concat();
    snapshot("seeded_faults", "lending", &told);
}

/// Continuous integration says how much may survive; without a word, nothing.
#[test]
fn the_limit_says_how_much_may_survive() {
    let desk = lending();
    let (exit, report) = desk.json("test --mutate");
    assert_eq!(exit, 1);
    let all = &report["mutants"]["all"];
    let percent = all["percent"].as_str().unwrap();
    assert_eq!(desk.json(&format!("test --mutate --limit {percent}")).0, 0);
    assert_eq!(desk.json("test --mutate --limit 1").0, 1);
    let wrong = desk.run(EN, &["test", "--mutate", "--limit", "101"]);
    assert_eq!(wrong.status.code(), Some(2));
    let faults = report["mutants"]["faults"].as_array().unwrap();
    assert_eq!(all["made"], faults.len());
    let survive = faults.iter().filter(|fault| fault["fate"] == "survives");
    assert_eq!(all["survive"], survive.clone().count());
    for fault in survive {
        assert!(!fault["shows"].as_array().unwrap().is_empty(), "{fault:#}");
    }
}

/// A scenario that fails already tells nothing of a fault.
#[test]
fn nothing_is_seeded_where_a_scenario_fails() {
    let desk = lending();
    desk.edit(
        "workflows/lending.scenarios.toml",
        "at = [\"lent\"]",
        "at = [\"deciding\"]",
    );
    let (exit, report) = desk.json("test --mutate");
    assert_eq!(exit, 1);
    assert_eq!(report["mutants"]["all"]["made"], 0);
}
