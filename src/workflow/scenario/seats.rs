//! Seats that are held before a scenario begins.

use std::collections::BTreeMap;

use super::ScenarioSeat;
use super::load::required;
use crate::diagnostic::Bilingual;
use crate::guard::Name;
use crate::workflow::Workflow;
use crate::workflow::keys;
use crate::workflow::load::BodiesFile;
use crate::workflow::load::log::Log;
use crate::workflow::toml_view::{Got, View, wrong_kind};

/// Reads the tables `[[seat]]`: each may name several persons.
pub(super) fn seats(log: &mut Log, workflow: &Workflow, tables: &[View<'_>]) -> Vec<ScenarioSeat> {
    log.bodies = match workflow.bodies.is_empty() {
        true => BodiesFile::Absent,
        false => BodiesFile::Read(workflow.bodies_read()),
    };
    tables.iter().flat_map(|view| seat(log, view)).collect()
}

fn seat(log: &mut Log, view: &View<'_>) -> Vec<ScenarioSeat> {
    view.know(log, &keys::SEAT.names(), &[]);
    let body = required(log, view, "body", View::word);
    let seat = required(log, view, "seat", View::word);
    let people = required(log, view, "person", View::words);
    let from = required(log, view, "from", View::date);
    let until = view.date(log, "until");
    let marks = marks(log, view);
    let (Some(body), Some(seat), Some(people), Some(from)) = (body, seat, people, from) else {
        return Vec::new();
    };
    let Some(found) = log.body(&view.element, &body) else {
        return Vec::new();
    };
    if log.seat(&view.element, &found, &seat).is_none() {
        return Vec::new();
    }
    people
        .into_iter()
        .map(|person| ScenarioSeat {
            body: body.text.clone(),
            seat: seat.text.clone(),
            person: person.text,
            from,
            until: until.clone().good(),
            marks: marks.clone(),
        })
        .collect()
}

fn marks(log: &mut Log, view: &View<'_>) -> BTreeMap<Name, Name> {
    let Got::Good(table) = view.table(log, "marks") else {
        return BTreeMap::new();
    };
    let mut marks = BTreeMap::new();
    for item in table.items(log) {
        let word = match (item.value.as_str(), item.value.as_bool()) {
            (Some(word), _) => Name::from(word),
            (_, Some(flag)) => flag.to_string().into(),
            _ => {
                let expected = Bilingual::new("문자열 또는 참·거짓", "a string, or true or false");
                wrong_kind(log, &view.element, &item, expected);
                continue;
            }
        };
        marks.insert(item.key.into(), word);
    }
    marks
}
