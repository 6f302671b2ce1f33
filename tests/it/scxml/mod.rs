//! The meaning of states and transitions, held to an outside suite: the tests of
//! SCXML (W3C 2015) that the npm package `@scion-scxml/test-framework` carries.
//!
//! `.ci/run` lays them out in `target/scxml`; `JORYE_SCXML` names another folder.
//! Without them the test is skipped, and says so; with `JORYE_CI` it fails.

mod machine;
mod translate;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jorye::engine::{Case, Content, Decision, Step, decide, open};
use jorye::guard::{Name, Value};
use jorye::workflow::{BodiesFile, Input, Workflow, load};
use serde::Deserialize;

use self::machine::{Configuration, Due, Kind, Machine, Reason};
use super::engine::{act, under, world};

/// The folders of which every test is run or left out with its reason.
const WHOLE: [&str; 6] = [
    "hierarchy",
    "parallel",
    "parallel+interrupt",
    "documentOrder",
    "default-initial-state",
    "more-parallel",
];

/// Further folders that can be run as they are.
const FURTHER: [&str; 2] = ["basic", "hierarchy+documentOrder"];

/// Tests of the W3C on completion that can.
const OF_COMPLETION: [&str; 2] = ["test416.txml", "test417.txml"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Script {
    initial_configuration: Vec<String>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event: Named,
    next_configuration: Vec<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct LeftOut {
    left_out: Vec<Left>,
}

#[derive(Deserialize)]
struct Left {
    test: String,
    because: String,
}

/// The folder `test` of the suite, if it is here.
fn suite() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("JORYE_SCXML")
        .map_or_else(|| root.join("target/scxml/package/test"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("JORYE_CI").is_none(),
        "the SCXML suite is not in {}, and JORYE_CI demands it",
        folder.display()
    );
    println!("skipped: the SCXML suite is not in {}", folder.display());
    None
}

fn tests_of(suite: &Path, folder: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(suite.join(folder))
        .unwrap()
        .filter_map(|file| {
            let name = file.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".scxml")?.to_owned())
        })
        .collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

/// One test of the suite.
struct Test {
    machine: Machine,
    script: Script,
}

impl Test {
    fn read(suite: &Path, folder: &str, name: &str) -> Test {
        let path = suite.join(folder).join(name);
        let text = |extension: &str| {
            std::fs::read_to_string(format!("{}.{extension}", path.display())).unwrap()
        };
        Test {
            machine: Machine::read(&text("scxml")),
            script: serde_json::from_str(&text("json")).unwrap(),
        }
    }

    /// What keeps it from being translated, by the file and by its script.
    fn reasons(&self) -> BTreeSet<Reason> {
        let mut reasons = self.machine.reasons.clone();
        if reasons.is_empty() {
            let mut before = self
                .machine
                .configuration(&self.script.initial_configuration);
            for event in &self.script.events {
                if self.machine.fired(&before, &event.event.name).len() > 1 {
                    reasons.insert(Reason::SeveralTracks);
                }
                before = self.machine.configuration(&event.next_configuration);
            }
        }
        reasons
    }

    fn procedure(&self) -> Workflow {
        let events = self.script.events.iter().map(|it| it.event.name.clone());
        let file = translate::translate(&self.machine, &events.collect());
        let loaded = load(&Input {
            source: jorye::diagnostic::Source::new("suite.toml", file.clone()),
            rule_files: BTreeMap::new(),
            bodies: BodiesFile::Absent,
        });
        let told: Vec<String> = loaded
            .findings
            .iter()
            .map(|it| format!("{} {}", it.code, it.title(jorye::diagnostic::Lang::En)))
            .collect();
        loaded
            .workflow
            .unwrap_or_else(|| panic!("{}\n{file}", told.join("\n")))
    }

    /// Plays the script. What differs from the suite is told.
    fn play(&self) -> Result<(), String> {
        let workflow = self.procedure();
        let definition = under(&workflow, [7; 32]);
        let Decision {
            after: opened,
            entry,
            ..
        } = open(definition, &world(1, "kim"), "c-1".into(), BTreeMap::new()).unwrap();
        let mut expected = self
            .machine
            .configuration(&self.script.initial_configuration);
        self.same_states("at the beginning", &expected, &opened)?;
        let Content::Opened { entered, steps, .. } = &entry.content else {
            panic!("an opening is an opening");
        };
        if steps.is_empty() {
            let order: Vec<usize> = expected.iter().copied().collect();
            self.same_order("entered at the beginning", &order, entered)?;
        }
        let mut case = opened;
        for event in &self.script.events {
            let name = &event.event.name;
            let next = self.machine.configuration(&event.next_configuration);
            let given = [(
                "event",
                Value::Choice(translate::event(name).as_str().into()),
            )];
            let sent = act(translate::SEND, &given);
            let taken = decide(definition, &world(1, "kim"), &case, sent).unwrap();
            if !taken.accepted() {
                return Err(format!("{name}: refused, {:?}", taken.entry.content));
            }
            self.same_states(name, &next, &taken.after)?;
            let Content::Act { steps, .. } = &taken.entry.content else {
                panic!("an act that is taken is an act");
            };
            self.same_steps(name, &expected, &next, steps)?;
            case = taken.after;
            expected = next;
        }
        Ok(())
    }

    /// The transition that SCXML takes is the one that the engine took, and what
    /// was left and entered is the same in the same order.
    fn same_steps(
        &self,
        event: &str,
        before: &Configuration,
        after: &Configuration,
        steps: &[Step],
    ) -> Result<(), String> {
        let fired = self.machine.fired(before, event);
        let names: Vec<Name> = fired
            .iter()
            .map(|place| translate::transition(*place).as_str().into())
            .collect();
        let followed: Vec<Name> = steps[1..].iter().map(|it| it.transition.clone()).collect();
        if names != followed {
            return Err(format!(
                "{event}: {names:?} in the suite, {followed:?} here"
            ));
        }
        for (place, step) in fired.iter().zip(&steps[1..]) {
            let transition = &self.machine.transitions[*place];
            let left = self.machine.left(before, transition);
            self.same_order(&format!("{event}: left"), &left, &step.left)?;
            let entered = self.machine.entered(after, transition);
            self.same_order(&format!("{event}: entered"), &entered, &step.entered)?;
        }
        Ok(())
    }

    fn same_states(&self, when: &str, suite: &Configuration, here: &Case) -> Result<(), String> {
        let suite: BTreeSet<String> = self.names(suite.iter().copied()).into_iter().collect();
        let here: BTreeSet<String> = translated(here.active.iter()).into_iter().collect();
        if suite == here {
            return Ok(());
        }
        Err(format!("{when}: {suite:?} in the suite, {here:?} here"))
    }

    fn same_order(&self, what: &str, suite: &[usize], here: &[Name]) -> Result<(), String> {
        let suite = self.names(suite.iter().copied());
        let here = translated(here.iter());
        if suite == here {
            return Ok(());
        }
        Err(format!("{what}: {suite:?} in the suite, {here:?} here"))
    }

    fn names(&self, states: impl Iterator<Item = usize>) -> Vec<String> {
        states
            .map(|it| translate::state(&self.machine, it))
            .collect()
    }
}

/// States of the procedure without those that only stand around one of the suite.
fn translated<'n>(names: impl Iterator<Item = &'n Name>) -> Vec<String> {
    names
        .map(|it| it.to_string())
        .filter(|it| it.starts_with("s_"))
        .collect()
}

#[test]
fn states_and_transitions_mean_what_scxml_says() {
    let Some(suite) = suite() else { return };
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scxml/left_out.toml");
    let left: LeftOut = toml::from_str(&std::fs::read_to_string(fixture).unwrap()).unwrap();
    let mut left: BTreeMap<String, String> = left
        .left_out
        .into_iter()
        .map(|it| (it.test, it.because))
        .collect();
    let mut table = String::new();
    let mut wrong = String::new();
    let completion = OF_COMPLETION.map(str::to_owned).to_vec();
    let folders = WHOLE
        .into_iter()
        .chain(FURTHER)
        .map(|folder| (folder, tests_of(&suite, folder)))
        .chain([("w3c-ecma", completion)]);
    for (folder, names) in folders {
        for name in names {
            let test = Test::read(&suite, folder, &name);
            let id = format!("{folder}/{name}");
            let reasons: Vec<&str> = test.reasons().into_iter().map(Reason::name).collect();
            let verdict = match left.remove(&id) {
                Some(because) if !reasons.contains(&because.as_str()) => {
                    wrong.push_str(&format!(
                        "{id} is left out for {because}, and has {reasons:?}\n"
                    ));
                    continue;
                }
                Some(because) => {
                    if because == Reason::SeveralTracks.name() && test.play().is_ok() {
                        wrong.push_str(&format!("{id} is left out, and passes\n"));
                    }
                    format!("left out: {because}")
                }
                None if !reasons.is_empty() => {
                    wrong.push_str(&format!("{id} is not left out, and has {reasons:?}\n"));
                    continue;
                }
                None => match test.play() {
                    Ok(()) => "passes".to_owned(),
                    Err(differs) => {
                        wrong.push_str(&format!("{id}: {differs}\n"));
                        continue;
                    }
                },
            };
            table.push_str(&format!("{id:<34} {verdict}\n"));
        }
    }
    for id in left.keys() {
        wrong.push_str(&format!(
            "{id} is left out, and is no test of these folders\n"
        ));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    insta::assert_snapshot!(table);
}

/// The reader sees what the tests are about; or all of the above would be empty.
#[test]
fn the_reader_reads() {
    let machine = Machine::read(
        r#"<scxml initial="b"><parallel id="b"><state id="c"><transition event="t u" target="a"/></state>
           <state id="d"><initial><transition target="e"/></initial><state id="e"/><final id="f"/>
           <transition event="done.state.d" target="a"/></state></parallel><state id="a"/></scxml>"#,
    );
    assert!(machine.reasons.is_empty(), "{:?}", machine.reasons);
    let ids: Vec<&str> = (1..machine.states.len()).map(|it| machine.id(it)).collect();
    assert_eq!(ids, ["b", "c", "d", "e", "f", "a"]);
    assert_eq!(machine.states[1].kind, Kind::Parallel);
    assert_eq!(machine.states[3].initial, Some(4));
    assert_eq!(machine.transitions[1].due, Due::Completed);
    let active = machine.configuration(&["c".into(), "e".into()]);
    assert_eq!(machine.fired(&active, "u"), [0]);
    assert_eq!(machine.fired(&active, "v"), [] as [usize; 0]);
}
