//! Who holds the seats of a body, and how it is composed.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::bilingual;
use crate::diagnostic::Bilingual;
use crate::engine::{Composed, Register, Tenure, composition};
use crate::workflow::bodies::{Body, Holder, SeatClass};

/// Those who hold a class of seats, in the order in which they were given.
pub fn held<'a>(
    body: &'a Body,
    register: &'a Register,
    class: &'a SeatClass,
    on: Date,
) -> Vec<&'a Tenure> {
    register
        .on(body.id(), on)
        .filter(|tenure| tenure.seat == class.element.id)
        .collect()
}

/// How many seats of a class are vacant: up to the fewest that there must be.
pub fn vacant(class: &SeatClass, held: usize) -> u32 {
    let held = u32::try_from(held).unwrap_or(u32::MAX);
    class.min.saturating_sub(held)
}

/// How many members a body has on a day.
pub fn members<'a>(body: &'a Body, register: &'a Register, on: Date) -> usize {
    register
        .holders(body.id(), on, |seat| {
            body.seat(seat).is_some_and(SeatClass::is_member)
        })
        .len()
}

/// Who a class of seats is filled by, as a word.
const fn kind(class: &SeatClass) -> &'static str {
    match class.holder {
        Holder::ExOfficio => "ex_officio",
        Holder::Appointed => "appointed",
        Holder::Office(_) => "office",
    }
}

/// Bodies on a day, for programs.
pub fn bodies<'a>(bodies: impl Iterator<Item = &'a Body>, register: &Register, on: Date) -> Json {
    let bodies: Vec<Json> = bodies.map(|body| one(body, register, on)).collect();
    json!({ "on": on.to_string(), "bodies": bodies })
}

fn one(body: &Body, register: &Register, on: Date) -> Json {
    let seats: Vec<Json> = body
        .seats
        .iter()
        .map(|class| {
            let held = held(body, register, class, on);
            json!({
                "seat": &*class.element.id,
                "title": bilingual(&class.element.title),
                "kind": kind(class),
                "appointed_by": class.appointed_by.as_ref().map(bilingual),
                "nominated_by": class.nominated_by.as_ref().map(bilingual),
                "least": class.min,
                "most": class.max,
                "vacant": vacant(class, held.len()),
                "held": held.iter().map(|tenure| json!({
                    "person": &*tenure.person,
                    "from": tenure.from.to_string(),
                    "until": tenure.last_day().map(|day| day.to_string()),
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let rules: Vec<Json> = composition(body, register, on)
        .into_iter()
        .map(|(rule, composed)| {
            let (word, part, whole) = match &composed {
                Composed::Kept { part, whole } => ("kept", Some(*part), Some(*whole)),
                Composed::Waits => ("waits", None, None),
                Composed::Broken(_) => ("broken", None, None),
            };
            json!({
                "rule": &*rule.element.id,
                "says": bilingual(&rule.element.title),
                "result": word,
                "part": part,
                "whole": whole,
                "why": broken(&composed).as_ref().map(bilingual),
            })
        })
        .collect();
    json!({
        "body": &**body.id(),
        "title": bilingual(&body.element.title),
        "members": members(body, register, on),
        "size": body.size.as_ref().map(|size| json!({ "least": size.min, "most": size.max })),
        "seats": seats,
        "rules": rules,
    })
}

fn broken(composed: &Composed) -> Option<Bilingual> {
    match composed {
        Composed::Broken(fault) => Some(fault.says()),
        Composed::Kept { .. } | Composed::Waits => None,
    }
}
