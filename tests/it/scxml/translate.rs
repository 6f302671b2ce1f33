//! A machine of SCXML as a procedure. docs/design.md says why so.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::machine::{Due, Kind, Machine, Transition};

/// The act by which an event comes.
pub const SEND: &str = "send";
/// The fact that holds the event.
pub const EVENT: &str = "event";

const HEAD: &str = r#"format = 1
[workflow]
id        = "suite"
title     = { ko = "시험", en = "Test" }
ordinance = "suite"
basis     = "제1조"
revision  = 1
in_force  = 2020-01-01
[role.environment]
title = { ko = "바깥", en = "Environment" }
basis = "제1조"
open  = true
"#;

const COMMON: &str = "title = { ko = \"시험\", en = \"Test\" }\nbasis = \"제1조\"\n";

/// The name of a state in the procedure.
pub fn state(machine: &Machine, at: usize) -> String {
    format!("s_{}", plain(machine.id(at)))
}

/// The name of a transition in the procedure.
pub fn transition(place: usize) -> String {
    format!("t_{place}")
}

/// The option of the event fact.
pub fn event(name: &str) -> String {
    format!("e_{}", plain(name))
}

fn plain(id: &str) -> String {
    let letters = id.chars().map(|it| match it.to_ascii_lowercase() {
        it if it.is_ascii_alphanumeric() => it,
        _ => '_',
    });
    letters.collect()
}

/// Whether a state stands in one that the machine does not have: where its
/// transitions go on events, and jorye would have them wait for its completion.
fn is_wrapped(machine: &Machine, at: usize) -> bool {
    let here = &machine.states[at];
    let waits = here.kind == Kind::Parallel
        || here
            .children
            .iter()
            .any(|it| machine.states[*it].kind == Kind::Final);
    let on_events = |it: &Transition| it.source == at && it.due != Due::Completed;
    at != 0 && waits && machine.transitions.iter().any(on_events)
}

fn around(machine: &Machine, at: usize) -> String {
    format!("around_{}", plain(machine.id(at)))
}

/// The state by which a state takes part in what it is in.
fn outer(machine: &Machine, at: usize) -> String {
    if is_wrapped(machine, at) {
        around(machine, at)
    } else {
        state(machine, at)
    }
}

/// The workflow file.
pub fn translate(machine: &Machine, events: &BTreeSet<String>) -> String {
    let mut file = HEAD.to_owned();
    let mut options: BTreeSet<String> = events.iter().map(|it| event(it)).collect();
    options.insert(event("none of them"));
    for transition in &machine.transitions {
        if let Due::On(names) = &transition.due {
            options.extend(names.iter().map(|it| event(it)));
        }
    }
    let options: Vec<String> = options
        .iter()
        .map(|it| format!("{it} = {{ ko = \"{it}\", en = \"{it}\" }}"))
        .collect();
    let title = "title = { ko = \"사건\", en = \"Event\" }";
    writeln!(
        file,
        "[fact.{EVENT}]\n{title}\ntype = \"choice\"\nchoices = {{ {} }}",
        options.join(", ")
    )
    .unwrap();
    for at in 1..machine.states.len() {
        states(&mut file, machine, at);
    }
    let top: Vec<String> = machine.states[0]
        .children
        .iter()
        .filter(|it| machine.states[**it].kind != Kind::Final)
        .map(|it| format!("\"{}\"", outer(machine, *it)))
        .collect();
    writeln!(
        file,
        "[transition.{SEND}]\n{COMMON}by = [\"environment\"]\nasks = [\"{EVENT}\"]\nfrom = [{}]",
        top.join(", ")
    )
    .unwrap();
    for (place, one) in machine.transitions.iter().enumerate() {
        follows(&mut file, machine, place, one);
    }
    file
}

fn states(file: &mut String, machine: &Machine, at: usize) {
    let here = &machine.states[at];
    let parent = here.parent.unwrap();
    let mut within = String::new();
    if parent != 0 {
        writeln!(within, "in = \"{}\"", state(machine, parent)).unwrap();
    }
    if machine.states[parent].initial == Some(at) {
        within.push_str("initial = true\n");
    }
    if is_wrapped(machine, at) {
        let around = around(machine, at);
        writeln!(file, "[state.{around}]\n{COMMON}{within}").unwrap();
        within = format!("in = \"{around}\"\ninitial = true\n");
    }
    writeln!(file, "[state.{}]\n{COMMON}{within}", state(machine, at)).unwrap();
    match here.kind {
        Kind::Parallel => file.push_str("parallel = true\n"),
        Kind::Final => writeln!(file, "outcome = \"{}\"", state(machine, at)).unwrap(),
        Kind::State if here.children.is_empty() && is_track(machine, at) => {
            // A track has states of its own here.
            writeln!(
                file,
                "[state.in_{}]\n{COMMON}in = \"{}\"\ninitial = true",
                plain(machine.id(at)),
                state(machine, at)
            )
            .unwrap();
        }
        Kind::State => {}
    }
}

fn is_track(machine: &Machine, at: usize) -> bool {
    let parent = machine.states[at].parent;
    parent.is_some_and(|it| machine.states[it].kind == Kind::Parallel)
}

/// A transition that the engine takes: the event is a fact that it uses up.
fn follows(file: &mut String, machine: &Machine, place: usize, one: &Transition) {
    let from = match one.due {
        Due::Completed => state(machine, one.source),
        Due::On(_) | Due::AtOnce => outer(machine, one.source),
    };
    writeln!(
        file,
        "[transition.{}]\n{COMMON}by = [\"engine\"]\nfrom = \"{from}\"",
        transition(place)
    )
    .unwrap();
    if let Some(target) = one.target {
        writeln!(file, "to = \"{}\"", outer(machine, target)).unwrap();
    }
    if let Due::On(names) = &one.due {
        let is = |it: &String| format!("{EVENT} == \"{}\"", event(it));
        let rule: Vec<String> = names.iter().map(is).collect();
        writeln!(
            file,
            "clears = [\"{EVENT}\"]\n[[transition.{}.guard]]\nid = \"due\"\nbasis = \"제1조\"\n\
             rule = '{}'\nsays = {{ ko = \"사건\", en = \"Event\" }}",
            transition(place),
            rule.join(" || ")
        )
        .unwrap();
    }
}
