//! Trails and procedures in the forms of other programs: what is written, and
//! that the programs read it.

mod by_use;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::desk::{Desk, EN, KO, short, snapshot};

/// A folder with the trail of the demo, `told/trail.jsonl`, in which bodies
/// decide, the clock acts and acts are refused.
pub(super) fn told() -> Desk {
    static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
        let desk = Desk::new();
        desk.do_("demo --out told");
        let mut files = desk.contents();
        files.retain(|name, _| !name.starts_with("told/") || name.ends_with(".jsonl"));
        files
    });
    Desk::of(&FILES)
}

/// A folder with one proposal that was submitted, refused once, and received.
fn small() -> Desk {
    let desk = Desk::new();
    for line in [
        "case open proposal --id p-1 --actor park --as citizen",
        "case advance p-1 submit --actor park --as citizen --give contact=010-1234 \
         --give subject='쉼터, <여럿> & \"하나\"' --give purport=돌봄",
        "audit export --out trail.jsonl",
    ] {
        desk.do_(line);
    }
    let refused = "case advance p-1 receive --actor park --as citizen --give receipt_no=7";
    let output = desk.run(EN, &crate::desk::words(refused));
    assert_eq!(output.status.code(), Some(1));
    desk.do_("case advance p-1 receive --actor yoon --as secretariat --give receipt_no=7");
    desk.do_("audit export --out trail.jsonl");
    desk
}

/// The civil date of the first entry of a trail.
fn today(desk: &Desk) -> String {
    let told = desk.told(EN, "export csv trail.jsonl");
    let row = told.lines().nth(2).unwrap();
    row.split(',').nth(8).unwrap().to_owned()
}

const FORMS: [&str; 4] = ["xes", "ocel", "prov", "csv"];

#[test]
fn a_small_trail_in_every_form() {
    let desk = small();
    for form in FORMS {
        let text = desk.told(EN, &format!("export {form} trail.jsonl"));
        // The acts were done today. A time of today is left for the snapshot to hide:
        // in London it can be another day.
        let today = today(&desk);
        let time = format!("{today}T");
        let shown = text.replace(&time, "\u{1}").replace(&today, "[date]");
        snapshot("exchange", form, &shown.replace('\u{1}', &time));
        // The store gives what its export gives.
        desk.do_(&format!("export {form} --out own"));
        desk.do_(&format!("export {form} trail.jsonl --output of_file"));
        assert!(desk.read("own") == desk.read("of_file"), "{form}");
        assert!(text.contains(&desk.text("own")));
    }
    for lang in [KO, EN] {
        let text = desk.transcript(
            lang,
            &[
                "export csv trail.jsonl --values --out with.csv",
                "export pnml proposal --out net.pnml",
                "export pnml proposals",
                "export xes nothing.jsonl",
            ],
        );
        snapshot("exchange", &format!("told.{}", short(lang)), &text);
    }
}

#[test]
fn the_net_of_a_procedure_with_tracks() {
    let desk = Desk::new();
    snapshot("exchange", "net", &desk.told(EN, "export pnml enactment"));
}

#[test]
fn personal_values_stand_in_no_export_unless_they_are_asked_for() {
    let desk = small();
    for form in FORMS {
        let without = desk.told(EN, &format!("export {form} trail.jsonl"));
        let with = desk.told(EN, &format!("export {form} trail.jsonl --values"));
        for value in ["010-1234", "쉼터", "돌봄"] {
            assert!(!without.contains(value), "{form}: {value}");
            assert!(with.contains(value), "{form}: {value}");
        }
    }
}

#[test]
fn a_trail_that_does_not_verify_is_not_written() {
    let desk = small();
    desk.edit("trail.jsonl", "\"actor\":\"park\"", "\"actor\":\"kim\"");
    for form in FORMS {
        let output = desk.run(EN, &["export", form, "trail.jsonl", "--out", "out"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(!desk.path("out").exists());
    }
}

#[test]
fn json_forms_are_of_their_shape() {
    let desk = told();
    let json = |form: &str| -> Value {
        desk.do_(&format!("export {form} told/trail.jsonl --out out"));
        serde_json::from_slice(&desk.read("out")).unwrap()
    };
    let ocel = json("ocel");
    let declared = |of: &str| -> Vec<&str> {
        let types = ocel[of].as_array().unwrap().iter();
        types.map(|one| one["name"].as_str().unwrap()).collect()
    };
    let objects: Vec<&str> = ocel["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    for event in ocel["events"].as_array().unwrap() {
        assert!(declared("eventTypes").contains(&event["type"].as_str().unwrap()));
        for related in event["relationships"].as_array().unwrap() {
            assert!(objects.contains(&related["objectId"].as_str().unwrap()));
        }
    }
    for object in ocel["objects"].as_array().unwrap() {
        assert!(declared("objectTypes").contains(&object["type"].as_str().unwrap()));
    }
    let prov = json("prov");
    let known = |of: &str, id: &Value| prov[of].get(id.as_str().unwrap()).is_some();
    for one in prov["wasAssociatedWith"].as_object().unwrap().values() {
        assert!(known("activity", &one["prov:activity"]) && known("agent", &one["prov:agent"]));
    }
    for of in ["used", "wasGeneratedBy"] {
        for one in prov[of].as_object().unwrap().values() {
            assert!(
                known("activity", &one["prov:activity"]) && known("entity", &one["prov:entity"])
            );
        }
    }
}
