//! `body show`.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::library;
use crate::command::render::{Format, json as object};
use crate::command::store::StoreArg;
use crate::command::usage;
use crate::diagnostic::{Bilingual, Coded};
use crate::engine::{Composed, Register, Tenure, composition};
use crate::library::{Machine, Surroundings, zone};
use crate::store::{Access, Store};
use crate::workflow::BodiesFile;
use crate::workflow::bodies::{Bodies, Body, CompositionRule, Holder, SeatClass};

/// Show who holds the seats of a body on a day, its composition and vacancies
///
/// What the library declares is held against the register of seats, which results
/// from the acts in the store.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The body; without it, every one
    #[arg(value_name = "BODY")]
    body: Option<String>,
    /// The day; without it, today in Seoul
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let read = match library::read(context) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let bodies: Arc<Bodies> = match &read.bodies {
        BodiesFile::Read(bodies) => Arc::clone(bodies),
        BodiesFile::Absent | BodiesFile::Faulty => {
            for finding in &read.findings {
                if finding
                    .place()
                    .is_some_and(|place| place.file().ends_with("bodies.toml"))
                {
                    context.talk_finding(finding);
                }
            }
            context.talk_finding(&usage::no_bodies());
            return Exit::Findings;
        }
    };
    let chosen: Vec<&Arc<Body>> = match &args.body {
        None => bodies.all.iter().collect(),
        Some(id) => match bodies.get(id) {
            Some(body) => vec![body],
            None => {
                let known = bodies.all.iter().map(|body| &**body.id());
                context.talk_finding(&usage::no_such_body(id, known));
                return Exit::Usage;
            }
        },
    };
    let on = match args.on {
        Some(on) => on,
        None => match today() {
            Ok(today) => today,
            Err(error) => return context.fail(&error, Exit::Failure),
        },
    };
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let list = match pollster::block_on(store.seats(None)) {
        Ok(list) => list,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    let register = Register::of(&list.changes);
    if context.format == Format::Json {
        let all: Vec<Json> = chosen
            .iter()
            .map(|body| as_json(body, &register, on))
            .collect();
        context.json(&json!({ "on": on.to_string(), "bodies": all }));
    } else {
        for (at, body) in chosen.iter().enumerate() {
            if at > 0 {
                context.line("");
            }
            tell(body, &register, on, context);
        }
    }
    Exit::Well
}

/// The day it is where Korean law counts its days.
fn today() -> Result<Date, impl Coded> {
    zone("Asia/Seoul").map(|(zone, _)| Machine.now().to_zoned(zone).date())
}

/// Those who hold a class of seats, in the order in which they were given.
fn held<'a>(
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
fn vacant(class: &SeatClass, held: usize) -> u32 {
    let held = u32::try_from(held).unwrap_or(u32::MAX);
    class.min.saturating_sub(held)
}

fn members<'a>(body: &'a Body, register: &'a Register, on: Date) -> usize {
    register
        .holders(body.id(), on, |seat| {
            body.seat(seat).is_some_and(SeatClass::is_member)
        })
        .len()
}

/// Who a class of seats is filled by, as a word.
const fn kind(class: &SeatClass) -> (&'static str, &'static str, &'static str) {
    match class.holder {
        Holder::ExOfficio => ("ex_officio", "당연직", "ex officio"),
        Holder::Appointed => ("appointed", "위촉직", "appointed"),
        Holder::Office(_) => ("office", "직", "office"),
    }
}

fn as_json(body: &Body, register: &Register, on: Date) -> Json {
    let seats: Vec<Json> = body
        .seats
        .iter()
        .map(|class| {
            let held = held(body, register, class, on);
            json!({
                "seat": &*class.element.id,
                "title": object::bilingual(&class.element.title),
                "kind": kind(class).0,
                "appointed_by": class.appointed_by.as_ref().map(object::bilingual),
                "nominated_by": class.nominated_by.as_ref().map(object::bilingual),
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
                "says": object::bilingual(&rule.element.title),
                "result": word,
                "part": part,
                "whole": whole,
                "why": broken(&composed).as_ref().map(object::bilingual),
            })
        })
        .collect();
    json!({
        "body": &**body.id(),
        "title": object::bilingual(&body.element.title),
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

fn tell(body: &Body, register: &Register, on: Date, context: &mut Context) {
    let lang = context.lang;
    let title = body.element.title.get(lang).to_owned();
    let count = members(body, register, on);
    let size = body.size.as_ref().map_or_else(String::new, |size| {
        context
            .word(
                " (정원 {least}명 이상 {most}명 이하)",
                " (of {least} to {most})",
            )
            .replace("{least}", &size.min.to_string())
            .replace("{most}", &size.max.to_string())
    });
    let head = match lang {
        crate::diagnostic::Lang::Ko => {
            format!("{title} `{}`: {on} 현재 위원 {count}명{size}", body.id())
        }
        crate::diagnostic::Lang::En => {
            format!("{title} `{}`: {count} members{size} on {on}", body.id())
        }
    };
    context.line(head);
    for class in &body.seats {
        seat(body, register, class, on, context);
    }
    for (rule, composed) in composition(body, register, on) {
        rule_told(rule, &composed, context);
    }
}

fn seat(body: &Body, register: &Register, class: &SeatClass, on: Date, context: &mut Context) {
    let held = held(body, register, class, on);
    let (_, ko, en) = kind(class);
    let kind = context.word(ko, en).to_owned();
    let title = class.element.title.get(context.lang).to_owned();
    let mut line = format!("  {title} `{}` ({kind}): ", class.element.id);
    line.push_str(&match class.max {
        Some(most) => format!("{}/{most}", held.len()),
        None => held.len().to_string(),
    });
    let vacant = vacant(class, held.len());
    if vacant > 0 {
        line.push_str(context.word(", 빈자리 ", ", vacant: "));
        line.push_str(&vacant.to_string());
    }
    let whence = [
        (&class.nominated_by, "추천: ", "nominated by "),
        (&class.appointed_by, "위촉: ", "appointed by "),
    ];
    for (who, ko, en) in whence {
        if let Some(who) = who {
            line.push_str("; ");
            line.push_str(context.word(ko, en));
            line.push_str(who.get(context.lang));
        }
    }
    context.line(line);
    for tenure in held {
        let until = match tenure.last_day() {
            Some(until) => until.to_string(),
            None => context.word("계속", "open").to_owned(),
        };
        context.line(format!("    {}  {} – {until}", tenure.person, tenure.from));
    }
}

fn rule_told(rule: &CompositionRule, composed: &Composed, context: &mut Context) {
    let says = rule.element.title.get(context.lang).to_owned();
    let line = match composed {
        Composed::Kept { part, whole } => {
            let word = context.word("지킴", "kept");
            format!("  [{word}] {says} ({part}/{whole})")
        }
        Composed::Waits => {
            let word = context.word("정원 미달", "not yet");
            format!("  [{word}] {says}")
        }
        Composed::Broken(fault) => {
            let word = context.word("어김", "broken");
            let why = fault.says();
            format!("  [{word}] {says} {}", why.get(context.lang))
        }
    };
    context.line(line);
}
