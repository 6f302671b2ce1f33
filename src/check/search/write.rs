//! A story as people read it, and as a file of scenarios that `jorye test` plays.

use std::collections::BTreeMap;

use super::story::Story as Told;
use crate::check::words;
use crate::diagnostic::{Bilingual, Story, StoryLine};
use crate::guard::{Ballot, Name, Value, Votes};
use crate::workflow::scenario::{Expectation, Scenario, ScenarioStep, Scenarios};
use crate::workflow::{Element, Workflow};

/// The story for a finding.
pub(super) fn story(workflow: &Workflow, told: &Told) -> Story {
    let mut lines = Vec::new();
    if let Some(scenario) = told.scenario() {
        lines.push(opening(workflow, scenario));
        for step in &scenario.steps {
            lines.push(line(workflow, step));
        }
        let last = scenario
            .steps
            .last()
            .map_or(&scenario.opened, |step| &step.then);
        lines.push(end(workflow, told, last));
    }
    Story {
        lines,
        scenario: file(&told.file),
    }
}

fn opening(workflow: &Workflow, scenario: &Scenario) -> StoryLine {
    let given = &scenario.given;
    let who = who(workflow, &given.by, given.capacity.as_ref());
    let values = values(workflow, &given.facts);
    StoryLine {
        on: given.on.to_string(),
        by: Some(given.by.to_string()),
        act: None,
        says: Bilingual::new(
            format!("{}: 사건을 엶{}", who.ko, values.ko),
            format!("{}: opens the case{}", who.en, values.en),
        ),
    }
}

fn line(workflow: &Workflow, step: &ScenarioStep) -> StoryLine {
    let mut says = match &step.act {
        None => {
            let deadlines = step.then.clock.iter().map(|id| {
                let mut all = workflow.deadlines.iter();
                let found = all.find(|deadline| deadline.element.id == *id);
                found.map_or_else(|| Bilingual::from(&**id), |found| named(&found.element))
            });
            let deadlines = words::listed(deadlines);
            if deadlines.ko.is_empty() {
                Bilingual::new("그때까지 아무 일도 없음", "until then nothing happens")
            } else {
                Bilingual::new(
                    format!("기한이 지남: {}", deadlines.ko),
                    format!("a deadline runs out: {}", deadlines.en),
                )
            }
        }
        Some(act) => {
            let who = who(workflow, &act.by, act.capacity.as_ref());
            let what = workflow.transition(&act.transition).map_or_else(
                || Bilingual::from(&*act.transition),
                |transition| named(&transition.element),
            );
            let values = values(workflow, &act.give);
            Bilingual::new(
                format!("{}: {}{}", who.ko, what.ko, values.ko),
                format!("{}: {}{}", who.en, what.en, values.en),
            )
        }
    };
    if let Some(at) = &step.then.at {
        let states = words::listed(at.iter().map(|id| state(workflow, id)));
        says.ko.push_str(&format!(" → {}", states.ko));
        says.en.push_str(&format!(" → {}", states.en));
    }
    StoryLine {
        on: step.on.to_string(),
        by: step.act.as_ref().map(|act| act.by.to_string()),
        act: step.act.as_ref().map(|act| act.transition.to_string()),
        says,
    }
}

fn end(workflow: &Workflow, told: &Told, last: &Expectation) -> StoryLine {
    let at = last.at.iter().flatten().map(|id| state(workflow, id));
    let at = words::listed(at);
    let values = values(workflow, &last.facts);
    let unset = words::listed(last.unset.iter().filter_map(|id| {
        let fact = workflow.fact(id)?;
        Some(named(&fact.element))
    }));
    let (mut ko, mut en) = (
        format!("이때 상태: {}{}", at.ko, values.ko),
        format!("then it is at: {}{}", at.en, values.en),
    );
    if !unset.ko.is_empty() {
        ko.push_str(&format!("; 알지 못함: {}", unset.ko));
        en.push_str(&format!("; not known: {}", unset.en));
    }
    StoryLine {
        on: told.ends.to_string(),
        by: None,
        act: None,
        says: Bilingual::new(ko, en),
    }
}

fn state(workflow: &Workflow, id: &Name) -> Bilingual {
    let found = workflow.state(id);
    found.map_or_else(
        || Bilingual::from(&**id),
        |(_, state)| named(&state.element),
    )
}

/// The title, or the id where there is none.
fn named(element: &Element) -> Bilingual {
    let or_id = |title: &str| {
        if title.is_empty() {
            element.id.to_string()
        } else {
            title.to_owned()
        }
    };
    Bilingual::new(or_id(&element.title.ko), or_id(&element.title.en))
}

fn who(workflow: &Workflow, person: &Name, role: Option<&Name>) -> Bilingual {
    let role = role.and_then(|role| workflow.role(role));
    match role {
        Some(role) => {
            let role = named(&role.element);
            Bilingual::new(
                format!("{} {person}", role.ko),
                format!("{} {person}", role.en),
            )
        }
        None => Bilingual::from(&**person),
    }
}

fn values(workflow: &Workflow, given: &BTreeMap<Name, Value>) -> Bilingual {
    let values = given.iter().map(|(id, value)| {
        let name = workflow
            .fact(id)
            .map_or_else(|| Bilingual::from(&**id), |fact| named(&fact.element));
        let value = value.says();
        Bilingual::new(
            format!("{} = {}", name.ko, value.ko),
            format!("{} = {}", name.en, value.en),
        )
    });
    let all = words::listed(values);
    if all.ko.is_empty() {
        all
    } else {
        Bilingual::new(format!(" ({})", all.ko), format!(" ({})", all.en))
    }
}

/// A whole file of scenarios.
fn file(file: &Scenarios) -> String {
    let mut out = format!("format = 1\nworkflow = {}\n", quoted(&file.workflow));
    for (id, person) in &file.people {
        out.push_str(&format!(
            "\n[person.{id}]\nname = {}\nroles = {}\n",
            both(&person.name),
            list(person.roles.iter())
        ));
        if !person.claims.is_empty() {
            let claims = person
                .claims
                .iter()
                .map(|(claim, values)| format!("{claim} = {}", list(values.iter())));
            let claims: Vec<String> = claims.collect();
            out.push_str(&format!("claims = {{ {} }}\n", claims.join(", ")));
        }
    }
    // Those who sit side by side stand in one table.
    let mut seats: Vec<(&Name, &Name, jiff::civil::Date, Vec<&Name>)> = Vec::new();
    for seat in &file.seats {
        match seats.last_mut() {
            Some((body, class, from, people))
                if *body == &seat.body && *class == &seat.seat && *from == seat.from =>
            {
                people.push(&seat.person);
            }
            _ => seats.push((&seat.body, &seat.seat, seat.from, vec![&seat.person])),
        }
    }
    for (body, class, from, people) in seats {
        out.push_str(&format!(
            "\n[[seat]]\nbody = {}\nseat = {}\nperson = {}\nfrom = {from}\n",
            quoted(body),
            quoted(class),
            list(people.into_iter())
        ));
    }
    for scenario in &file.scenarios {
        told(scenario, &mut out);
    }
    out
}

fn told(scenario: &Scenario, out: &mut String) {
    let given = &scenario.given;
    out.push_str(&format!(
        "\n[[scenario]]\nid = {}\ntitle = {}\n",
        quoted(&scenario.id),
        both(&scenario.title)
    ));
    let mut opening = vec![
        format!("on = {}", given.on),
        format!("by = {}", quoted(&given.by)),
    ];
    if let Some(role) = &given.capacity {
        opening.push(format!("as = {}", quoted(role)));
    }
    if !given.facts.is_empty() {
        opening.push(format!("facts = {}", table(&given.facts)));
    }
    out.push_str(&format!("given = {{ {} }}\n", opening.join(", ")));
    out.push_str(&format!("then = {}\n", expected(&scenario.opened)));
    for step in &scenario.steps {
        let mut when = vec![format!("on = {}", step.on)];
        if let Some(act) = &step.act {
            when.push(format!("by = {}", quoted(&act.by)));
            if let Some(role) = &act.capacity {
                when.push(format!("as = {}", quoted(role)));
            }
            when.push(format!("act = {}", quoted(&act.transition)));
            if !act.give.is_empty() {
                when.push(format!("give = {}", table(&act.give)));
            }
            if let Some(reason) = &act.reason {
                when.push(format!("reason = {}", quoted(reason)));
            }
            if !act.criteria.is_empty() {
                let said = act
                    .criteria
                    .iter()
                    .map(|(id, text)| format!("{id} = {}", quoted(text)));
                let said: Vec<String> = said.collect();
                when.push(format!("criteria = {{ {} }}", said.join(", ")));
            }
        }
        out.push_str(&format!(
            "\n[[scenario.step]]\nwhen = {{ {} }}\nthen = {}\n",
            when.join(", "),
            expected(&step.then)
        ));
    }
}

fn expected(then: &Expectation) -> String {
    let mut parts = Vec::new();
    if let Some(at) = &then.at {
        parts.push(format!("at = {}", list(at.iter())));
    }
    if !then.facts.is_empty() {
        parts.push(format!("facts = {}", table(&then.facts)));
    }
    for (key, names) in [
        ("unset", &then.unset),
        ("clock", &then.clock),
        ("late", &then.late),
    ] {
        if !names.is_empty() {
            parts.push(format!("{key} = {}", list(names.iter())));
        }
    }
    if let Some(outcome) = &then.outcome {
        parts.push(format!("outcome = {}", quoted(outcome)));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn table(given: &BTreeMap<Name, Value>) -> String {
    let cells: Vec<String> = given
        .iter()
        .map(|(id, value)| format!("{id} = {}", written(value)))
        .collect();
    format!("{{ {} }}", cells.join(", "))
}

fn written(value: &Value) -> String {
    match value {
        Value::Boolean(_) | Value::Integer(_) | Value::Date(_) => value.to_string(),
        Value::Decimal(number) => quoted(&number.to_string()),
        Value::Choice(text) | Value::Text(text) | Value::Person(text) => quoted(text),
        Value::Document(document) => quoted(&document.name),
        Value::List(members) => {
            let members: Vec<String> = members.iter().map(written).collect();
            format!("[{}]", members.join(", "))
        }
        Value::Table(rows) => {
            let rows: Vec<String> = rows.iter().map(table).collect();
            format!("[{}]", rows.join(", "))
        }
        Value::Ballot(ballot) => held(ballot),
        Value::Erased => "\"\"".to_owned(),
    }
}

fn held(ballot: &Ballot) -> String {
    let mut parts = vec![format!("present = {}", list(ballot.present.iter()))];
    match &ballot.votes {
        Votes::Counted { yes, no, .. } => {
            parts.push(format!("yes = {yes}, no = {no}"));
        }
        Votes::Named { yes, no, .. } => {
            parts.push(format!(
                "yes = {}, no = {}",
                list(yes.iter()),
                list(no.iter())
            ));
        }
    }
    if let Some(person) = &ballot.presiding {
        parts.push(format!("presiding = {}", quoted(person)));
    }
    if let Some(casting) = ballot.casting {
        parts.push(format!("casting = {casting}"));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn list<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    let names: Vec<String> = names.map(|name| quoted(name)).collect();
    format!("[{}]", names.join(", "))
}

fn both(text: &Bilingual) -> String {
    format!("{{ ko = {}, en = {} }}", quoted(&text.ko), quoted(&text.en))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
