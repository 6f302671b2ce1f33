//! Scenarios that go on where another ended, documents given by their name, and
//! a date on which something begins.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::tz::TimeZone;
use jorye::calendar::Calendar;
use jorye::diagnostic::{Lang, Source};
use jorye::engine::Definition;
use jorye::engine::scenario::run;
use jorye::guard::{Type, Value};
use jorye::workflow::{BodiesFile, Input, Loaded, load, scenario};

const LENDING: &str = r#"
format = 1

[workflow]
id        = "opening"
title     = { ko = "개관", en = "Opening" }
ordinance = "room"
basis     = "제2조"
revision  = 1
in_force  = 2026-01-01

[role.librarian]
title = { ko = "사서", en = "Librarian" }
basis = "제2조"

[fact.plan]
title = { ko = "계획서", en = "Plan" }
type  = "document"

[fact.opens_on]
title = { ko = "개관일", en = "Day of opening" }
type  = "date"

[state.planned]
title   = { ko = "계획", en = "Planned" }
basis   = "제2조"
initial = true

[state.announced]
title = { ko = "알림", en = "Announced" }
basis = "제2조"

[state.open]
title   = { ko = "개관", en = "Open" }
basis   = "제2조"
outcome = "open"

[deadline.day]
title   = { ko = "개관일", en = "Day of opening" }
state   = "announced"
from    = "opens_on"
within  = "0 days"
count   = "COUNT"
expires = { take = "open_doors" }
basis   = "제2조"

[transition.announce]
title = { ko = "알림", en = "Announce" }
from  = "planned"
to    = "announced"
by    = ["librarian"]
asks  = ["plan", "opens_on"]
basis = "제2조"

[transition.open_doors]
title = { ko = "개관", en = "Open" }
from  = "announced"
to    = "open"
by    = ["clock"]
basis = "제2조"
"#;

const ANNOUNCED: &str = r#"
format = 1
workflow = "opening"

[person.kim]
name = { ko = "김사서", en = "Kim" }
roles = ["librarian"]

[[scenario]]
id = "announced"
title = { ko = "알린다", en = "Announced" }
given = { on = 2027-03-02, by = "kim" }

[[scenario.step]]
when = { on = 2027-03-03, by = "kim", act = "announce", give = { plan = "계획서.pdf", opens_on = 2027-03-06 } }
then = { at = ["announced"], due = { day = 2027-03-06 } }
"#;

/// A Saturday: what begins on a day does so whatever day it is.
const OPENED: &str = r#"
[[scenario]]
id = "opened"
title = { ko = "연다", en = "Opened" }
after = "announced"

[[scenario.step]]
when = { on = 2027-03-05 }
then = { at = ["announced"] }

[[scenario.step]]
when = { on = 2027-03-06 }
then = { clock = ["day"], at = ["open"], outcome = "open" }
"#;

fn workflow(count: &str) -> Loaded {
    load(&Input {
        source: Source::new("opening.toml", LENDING.replace("COUNT", count)),
        rule_files: BTreeMap::new(),
        bodies: BodiesFile::Absent,
    })
}

/// The scenarios of a text, or what was found wrong.
fn read(text: &str) -> Result<scenario::Scenarios, String> {
    let workflow = workflow("effect").workflow.unwrap();
    let source = Source::new("opening.scenarios.toml", text.to_owned());
    let loaded = scenario::load(&source, &workflow);
    let mut told = String::new();
    for finding in &loaded.findings {
        let line = finding.place().map_or(0, |place| place.line());
        writeln!(told, "{} {line} {}", finding.code, finding.title(Lang::En)).unwrap();
    }
    loaded.scenarios.filter(|_| told.is_empty()).ok_or(told)
}

#[test]
fn a_scenario_goes_on_where_another_ended() {
    let file = read(&format!("{ANNOUNCED}{OPENED}")).unwrap();
    let workflow = workflow("effect").workflow.unwrap();
    let calendar = Calendar::named("kr").unwrap();
    let zone = TimeZone::get("Asia/Seoul").unwrap();
    let definition = Definition {
        workflow: &workflow,
        manifest: [7; 32],
        calendar: Some(&*calendar),
        zone: &zone,
        semantics: jorye::engine::Semantics::CURRENT,
        law: None,
    };
    let entries: Vec<usize> = file
        .scenarios
        .iter()
        .map(|scenario| {
            let played = run(definition, &file, scenario);
            assert_eq!(played.failure, None, "{}", scenario.id);
            played.entries.len()
        })
        .collect();
    // The second one opens its own case and takes the act of the first again.
    assert_eq!(entries, [2, 3]);
}

#[test]
fn only_a_scenario_above_can_be_continued() {
    let below = read(&format!(
        "{}{OPENED}{}",
        ANNOUNCED.split("[[scenario]]").next().unwrap(),
        &ANNOUNCED[ANNOUNCED.find("[[scenario]]").unwrap()..],
    ));
    let told = below.unwrap_err();
    assert!(
        told.contains("There is no scenario above announced."),
        "{told}"
    );
}

#[test]
fn what_continues_is_not_opened_anew_nor_goes_back() {
    let both = OPENED.replace(
        "after = \"announced\"",
        "after = \"announced\"\ngiven = { on = 2027-03-02, by = \"kim\" }",
    );
    let told = read(&format!("{ANNOUNCED}{both}")).unwrap_err();
    assert!(told.contains("J0112"), "{told}");
    let back = OPENED.replace("2027-03-05", "2027-03-01");
    let told = read(&format!("{ANNOUNCED}{back}")).unwrap_err();
    assert!(told.contains("2027-03-01"), "{told}");
}

#[test]
fn a_document_may_be_given_by_its_name() {
    let file = read(ANNOUNCED).unwrap();
    let step = file.scenarios.first().unwrap().steps.first().unwrap();
    let (name, value) = step
        .act
        .as_ref()
        .unwrap()
        .give
        .iter()
        .find(|(name, _)| &***name == "plan")
        .unwrap();
    assert!(matches!(value, Value::Document(document) if &*document.name == "계획서.pdf"));
    let workflow = workflow("effect").workflow.unwrap();
    let fact = workflow.facts.iter().find(|fact| fact.element.id == *name);
    assert!(matches!(fact.unwrap().of, Type::Document));
}

/// A period of nothing is a slip everywhere but where something takes effect.
#[test]
fn nothing_takes_no_time_but_by_effect() {
    assert!(workflow("effect").findings.is_empty());
    let told = workflow("civil").findings;
    assert_eq!(told.len(), 1);
    assert_eq!(told.first().unwrap().code.to_string(), "J0110");
}
